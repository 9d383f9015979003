"""Days as people type them: as they are written in the language of the window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import InputError
from app.views import language
from app.views.typed_day import day_of, in_iso, parse_moment, past_moment, past_until, read_typed
from app.views.widgets.moment_edit import MomentEdit
from app.views.widgets.moment_picker import Calendar
from app.views.zones import zone

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


def test_what_is_no_day_stays_none_in_dutch() -> None:
    language.use("nl")

    assert day_of("31-13-2026", NOW) is None
    assert day_of("30-2-2026", NOW) is None
    assert in_iso("2026-08-27") == "2026-08-27"


@pytest.mark.parametrize("typed", ["15-10-2026", "15/10/2026", "15.10.2026"])
def test_a_day_that_can_be_no_month_is_understood_in_english_too(typed: str) -> None:
    assert parse_moment(f"{typed} 14:30") == parse_moment("2026-10-15 14:30") is not None
    assert day_of(typed, NOW) == day_of("2026-10-15", NOW) is not None


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


@pytest.mark.parametrize("code", ["en", "nl"])
@pytest.mark.parametrize(
    "text",
    [
        "28 nov 2025 15:45",
        "28 November 2025 15:45",
        "28 nov. 2025 15:45",
        "Nov 28, 2025 15:45",
    ],
)
def test_a_time_stands_behind_a_day_in_words(code: str, text: str) -> None:
    language.use(code)

    assert parse_moment(text) == parse_moment("2025-11-28 15:45")


@pytest.mark.parametrize("code", ["en", "nl"])
@pytest.mark.parametrize("text", ["28 {} 15:45", "28 {} 15:45:00", "28 {}"])
@pytest.mark.parametrize("month", ["November", "november", "nov", "NOV"])
def test_a_day_without_a_year_is_the_last_one_or_of_what_is_to_come_the_next(
    code: str, text: str, month: str
) -> None:
    language.use(code)
    now = datetime.now(UTC)

    past = read_typed(text.format(month))
    ahead = read_typed(text.format(month), is_ahead=True)

    assert past is not None
    assert ahead is not None
    assert past.first <= now <= ahead.last
    assert ahead.first - past.first <= timedelta(days=366)
    assert (past.first.month, past.first.day) == (11, 28)


def test_a_day_means_to_its_end_and_never_later_than_now() -> None:
    day, following = parse_moment("2025-10-01"), parse_moment("2025-10-02")
    assert day is not None
    assert following is not None

    assert past_moment("2025-10-01") == following - timedelta(microseconds=1)
    assert past_until("2025-10-01") == following
    assert past_moment("2025-10-01 14:30") == past_until("2025-10-01 14:30")
    for read in (past_moment, past_until):
        today = read("today")
        assert today is not None
        assert timedelta(0) <= datetime.now(UTC) - today < timedelta(minutes=1)


def test_a_click_into_the_line_selects_what_stands_there_and_the_next_one_does_not(
    qtbot: Any,
) -> None:
    page = QWidget()
    other, edit = QLineEdit(page), MomentEdit("2026-03-01", page)
    edit.move(0, 40)
    qtbot.addWidget(page)
    page.show()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)

    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton)
    assert edit.selectedText() == "2026-03-01"
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton, pos=edit.rect().center())
    assert edit.selectedText() == ""


@pytest.mark.parametrize("code", ["en", "nl"])
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1 October 2025 at 9:30", "2025-10-01 09:30"),
        ("1 oktober 2025 om 9:30", "2025-10-01 09:30"),
        ("1 oktober 2025 om 14 uur", "2025-10-01 14:00"),
        ("October 1st, 2025", "2025-10-01"),
        ("1e oktober 2025", "2025-10-01"),
        ("2nd Oct 2025 2pm", "2025-10-02 14:00"),
        ("2025-10-01 2:30 PM", "2025-10-01 14:30"),
        ("2025-10-01 2:30 p.m. UTC", "2025-10-01 14:30 UTC"),
        ("2025-10-01 12 am", "2025-10-01 00:00"),
        ("2025-10-01 12:05 PM", "2025-10-01 12:05"),
        ("2025-10-01 14:30 +02:00", "2025-10-01 12:30 UTC"),
        ("2025-10-01T14:30+0200", "2025-10-01 12:30 UTC"),
        ("yesterday at 2 pm", "yesterday 14:00"),
        ("gisteren om 9:30", "yesterday 09:30"),
    ],
)
def test_a_time_is_typed_as_it_is_said(code: str, text: str, meant: str) -> None:
    language.use(code)

    assert parse_moment(text) == parse_moment(meant) is not None


@pytest.mark.parametrize("text", ["October 1st", "1 October at 9:30", "1 oktober om 9:30"])
def test_a_day_without_a_year_may_have_an_ordinal_and_a_time(text: str) -> None:
    found = past_moment(text)

    assert found is not None
    assert (found.astimezone(zone()).month, found.astimezone(zone()).day) == (10, 1)


@pytest.mark.parametrize("text", ["{:%H:%M}", "{:%H:%M:%S}", "at {:%H:%M}", "{:%I:%M %p}"])
def test_a_time_alone_is_the_last_one_that_was_or_of_what_is_to_come_the_next(text: str) -> None:
    now = datetime.now(UTC).astimezone(zone()).replace(second=0, microsecond=0)
    ago, later = now - timedelta(minutes=5), now + timedelta(hours=2)

    assert past_moment(text.format(ago)) == ago
    assert past_moment(text.format(later)) == later - timedelta(days=1)
    for at, next_at in ((later, later), (ago, ago + timedelta(days=1))):
        ahead = read_typed(text.format(at), is_ahead=True)
        assert ahead is not None
        assert ahead.first == next_at


def test_a_time_alone_in_utc_is_one_of_utc() -> None:
    ago = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=5)

    assert past_moment(f"{ago:%H:%M} UTC") == ago


@pytest.mark.parametrize(
    "text", ["2026-03-01 +01:00", "2026-03-01+01:00", "2026-03-01 14:30 PM", "25:00", "0 am"]
)
def test_what_nobody_can_have_meant_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not understood as a time"):
        parse_moment(text)


@pytest.mark.parametrize("text", ["tomorrow", "morgen", "tomorrow at 9:30"])
def test_tomorrow_is_still_to_come(text: str) -> None:
    with pytest.raises(InputError, match="still to come"):
        past_moment(text)


@pytest.mark.parametrize("typed", ["01-10-2026", "1/10/2026", "1.10.2026 14:30"])
def test_a_day_that_may_be_two_names_both(typed: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_moment(typed)

    assert refused.value.message.endswith("may be 1 October 2026 or 10 January 2026")
    assert "1 October 2026" in refused.value.hint
