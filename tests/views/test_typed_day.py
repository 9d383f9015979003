"""Days as people type them: as they are written in the language of the window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.errors import InputError
from app.views import language
from app.views.panels.lineage_moment import parse_moment
from app.views.typed_day import day_of, in_iso
from app.views.widgets.moment_picker import Calendar
from app.views.widgets.time_range import _instant

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    language.use("en")


@pytest.mark.parametrize("typed", ["27-8-2026", "27-08-2026", "27/8/2026", "27.8.2026"])
def test_a_day_is_typed_as_the_dutch_write_it(typed: str) -> None:
    language.use("nl")

    assert in_iso(f"{typed} 14:30") == "2026-08-27 14:30"
    assert day_of(typed, NOW) == day_of("2026-08-27", NOW) is not None
    assert parse_moment(typed) == parse_moment("2026-08-27") is not None
    assert _instant(typed) == _instant("2026-08-27") is not None


def test_what_is_no_day_stays_none_in_dutch() -> None:
    language.use("nl")

    assert day_of("31-13-2026", NOW) is None
    assert day_of("30-2-2026", NOW) is None
    assert in_iso("2026-08-27") == "2026-08-27"


@pytest.mark.parametrize("typed", ["15-10-2026", "15/10/2026", "15.10.2026"])
def test_a_day_that_can_be_no_month_is_understood_in_english_too(typed: str) -> None:
    assert parse_moment(f"{typed} 14:30") == parse_moment("2026-10-15 14:30") is not None
    assert day_of(typed, NOW) == day_of("2026-10-15", NOW) is not None
    assert _instant(typed) == _instant("2026-10-15") is not None


def test_in_english_a_day_in_figures_that_may_be_a_month_begins_with_its_year() -> None:
    assert day_of("1-3-2026", NOW) is None
    with pytest.raises(InputError) as refused:
        parse_moment("1-3-2026")
    assert "1 March 2026" in refused.value.hint


@pytest.mark.parametrize("typed", ["0001-01-01", "0001-01-01 00:00 UTC", "0001-01-01T00:00+14:00"])
def test_the_first_day_that_some_zone_has_not_is_no_time(typed: str) -> None:
    with pytest.raises(InputError, match="not understood as a time"):
        parse_moment(typed)


@pytest.mark.parametrize("code", ["en", "nl"])
def test_a_week_of_the_calendar_begins_on_monday(qtbot: Any, code: str) -> None:
    language.use(code)

    calendar = Calendar()
    qtbot.addWidget(calendar)

    assert calendar.firstDayOfWeek() is Qt.DayOfWeek.Monday
