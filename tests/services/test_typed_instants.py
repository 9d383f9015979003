"""Times as people type them: at the ends of the calendar too, a time or a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.command_line.audit import _time
from app.command_line.values import instant, last_instant, past_instant, past_last_instant
from app.errors import InputError
from app.models.bpmn.check_texts import is_date
from app.models.queries.as_of import _Past
from app.models.rules.instants import after, end_of
from app.services.calendars import parse_timer

NOW = datetime(2026, 3, 1, 14, tzinfo=UTC)
ENDLESS = ("30000000000d", "99999999999999999999d", "3000000d")


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "0001-01-01", *ENDLESS, "800000d"])
def test_a_time_before_the_calendar_begins_is_no_time(text: str) -> None:
    with pytest.raises(InputError, match="is no time"):
        past_instant(text, NOW)


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-14:00", *ENDLESS])
def test_a_time_after_the_calendar_ends_is_no_time(text: str) -> None:
    with pytest.raises(InputError, match="is no time"):
        instant(text, NOW)


@pytest.mark.parametrize("text", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-05:00"])
def test_a_period_ends_where_the_calendar_does(text: str) -> None:
    with pytest.raises(InputError, match="is no time"):
        _time("--until", text)


NO_TIMES = (
    "2026-03-01+01:00", "2026-02-01-0100", "20260201+01:00", "2026-02-01+01", "2026-02-01-05",
    "2026-02-01+01:00:00", "2026-W09-7+01:00", "2026-02-01_10:00", "2026-W09", "2026-02-01T",
)  # fmt: skip


@pytest.mark.parametrize("text", NO_TIMES)
def test_a_zone_without_a_time_and_a_week_without_a_day_are_no_time(text: str) -> None:
    for read in (instant, past_instant, last_instant, past_last_instant):
        with pytest.raises(InputError, match="is no time"):
            read(text, NOW)
    with pytest.raises(InputError, match="is no time"):
        _time("--from", text)
    assert not is_date(text)
    with pytest.raises(InputError, match="can't be read"):
        parse_timer("date", text, "UTC", NOW)


@pytest.mark.parametrize(
    "text", ["2026-02-01T10:00+01:00", "2026-02-01 10:00+01:00", "20260201T100000+0100",
             "2026-W05-7t10:00+01:00"],
)  # fmt: skip
def test_a_day_and_a_time_with_its_zone_is_a_time(text: str) -> None:
    assert past_instant(text, NOW) == _time("--from", text) == datetime(2026, 2, 1, 9, tzinfo=UTC)
    assert is_date(text)


def test_days_from_now_and_days_ago_are_counted_each_its_way() -> None:
    assert instant("30d", NOW) == datetime(2026, 3, 31, 14, tzinfo=UTC)
    assert past_instant("30d", NOW) == datetime(2026, 1, 30, 14, tzinfo=UTC)


def test_a_day_on_which_clocks_are_put_back_at_midnight_ends_after_its_second_last_hour() -> None:
    def in_beirut(at: datetime) -> datetime:
        return at.replace(tzinfo=ZoneInfo("Asia/Beirut"))

    end = end_of(date(2026, 10, 24), in_beirut)

    assert after(end) == datetime(2026, 10, 24, 22, tzinfo=UTC)


def test_the_last_day_of_the_calendar_ends_with_it() -> None:
    end = end_of(date(9999, 12, 31))

    assert after(end) == end


def test_a_year_of_three_figures_is_before_all_that_a_file_keeps() -> None:
    past = _Past(datetime(900, 1, 1, tzinfo=UTC), is_sqlite=True)

    assert "'0900-01-01 00:00:00.000000'" in past._bodies["registered_model"]


def test_a_day_alone_means_to_its_end_and_what_has_been_never_later_than_now() -> None:
    end = datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=UTC)
    assert last_instant("2026-02-28", NOW) == past_last_instant("2026-02-28", NOW) == end
    assert past_last_instant("2026-03-01", NOW) == NOW
    assert past_last_instant("2026-02-28T12:00", NOW) == past_instant("2026-02-28T12:00", NOW)
    with pytest.raises(InputError, match="still to come"):
        past_last_instant("2026-03-02", NOW)
