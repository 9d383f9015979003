"""Schedules and timers: cron, Quartz, business days, misfires, and the two nights of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InputError
from app.services.calendars import (
    Fire,
    Misfire,
    Roll,
    Schedule,
    due_fires,
    is_business_day,
    next_fires,
    next_timer,
    parse_duration,
    parse_timer,
)

AMSTERDAM = "Europe/Amsterdam"
SPRING = datetime(2026, 3, 29, tzinfo=ZoneInfo(AMSTERDAM))  # 02:00 becomes 03:00
AUTUMN = datetime(2026, 10, 25, tzinfo=ZoneInfo(AMSTERDAM))  # 03:00 becomes 02:00


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]  # year, month, day, …


def local(fires: list[datetime], zone: str = AMSTERDAM) -> list[str]:
    return [f"{at.astimezone(ZoneInfo(zone)):%d %H:%M}" for at in fires]


def test_a_fixed_time_inside_the_skipped_hour_fires_at_the_end_of_the_gap():
    fires = next_fires(Schedule("30 2 * * *", AMSTERDAM), SPRING, 2)

    assert local(fires) == ["29 03:00", "30 02:30"]
    assert fires[0] == utc(2026, 3, 29, 1)


def test_two_fixed_times_that_meet_after_the_gap_fire_once():
    fires = next_fires(Schedule("0 2,3 * * *", AMSTERDAM), SPRING, 2)

    assert local(fires) == ["29 03:00", "30 02:00"]


def test_a_fixed_time_inside_the_repeated_hour_fires_once_the_first_time():
    fires = next_fires(Schedule("30 2 * * *", AMSTERDAM), AUTUMN, 2)

    assert fires == [utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30)]


def test_asking_again_inside_the_repeated_hour_does_not_fire_a_second_time():
    second_pass = utc(2026, 10, 25, 1, 15)  # 02:15, the second time

    fires = next_fires(Schedule("30 2 * * *", AMSTERDAM), second_pass, 1)

    assert fires == [utc(2026, 10, 26, 1, 30)]


@pytest.mark.parametrize(("night", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_an_hourly_schedule_follows_the_real_clock_on_both_nights(night, hours):
    end = night + timedelta(days=1)  # the same wall-clock time: 23 or 25 hours later

    fires = next_fires(Schedule("0 * * * *", AMSTERDAM), night, 30)
    on_that_day = [at for at in fires if at <= end]

    assert len(on_that_day) == hours
    assert {b - a for a, b in pairwise(fires)} == {timedelta(hours=1)}


def test_six_in_the_morning_stays_six_in_the_morning_across_both_changes():
    schedule = Schedule("0 6 * * *", AMSTERDAM)

    assert local(next_fires(schedule, SPRING - timedelta(days=1), 2)) == ["28 06:00", "29 06:00"]
    assert local(next_fires(schedule, AUTUMN - timedelta(days=1), 2)) == ["24 06:00", "25 06:00"]


@pytest.mark.parametrize(
    ("quartz", "plain"),
    [
        ("0 0 6 ? * MON-FRI", "0 6 * * 1-5"),
        ("0 0 6 ? * 2-6", "0 6 * * 1-5"),
        ("0 0/15 * * * ?", "*/15 * * * *"),
        ("0 30 2 L * ?", "30 2 L * *"),
        ("0 0 8 ? * 6L", "0 8 * * 5L"),
        ("0 0 8 ? * FRIL", "0 8 * * 5L"),
        ("0 0 8 ? * MON#2", "0 8 * * 1#2"),
        ("0 0 8 ? * FRI-MON", "0 8 * * 5,6,0,1"),
        ("0 0 8 ? * 1/2", "0 8 * * 0,2,4,6"),
        ("0 0 8 ? * L", "0 8 * * 6"),
        ("0 0 8 1 * ? *", "0 8 1 * *"),
    ],
)
def test_a_quartz_expression_means_the_same_as_its_plain_form(quartz, plain):
    start = utc(2026, 1, 1)

    assert next_fires(Schedule(quartz), start, 40) == next_fires(Schedule(plain), start, 40)


def test_the_second_and_the_years_of_a_quartz_expression_are_kept():
    fires = next_fires(Schedule("15 0 6 1 1 ? 2027-2028"), utc(2026, 1, 1), 5)

    assert fires == [utc(2027, 1, 1, 6, 0, 15), utc(2028, 1, 1, 6, 0, 15)]


@pytest.mark.parametrize(
    "cron",
    ["", "* * * *", "61 * * * *", "0 0 6 15W * ?", "0 0 6 1 * MON", "0 0 6 ? * 8", "a b c d e"],
)
def test_a_cron_expression_that_cannot_run_is_refused(cron):
    with pytest.raises(InputError):
        Schedule(cron)


@pytest.mark.parametrize("fields", [{"zone": "Mars/Base"}, {"calendar": "QQ"}])
def test_an_unknown_zone_or_calendar_is_refused_by_name(fields):
    with pytest.raises(InputError, match="There is no"):
        Schedule("0 6 * * *", **fields)


def test_a_holiday_and_a_weekend_are_no_business_days():
    kings_day, saturday, tuesday = date(2026, 4, 27), date(2026, 4, 25), date(2026, 4, 28)

    assert [is_business_day("NL", day) for day in (kings_day, saturday, tuesday)] == [0, 0, 1]
    assert is_business_day("XECB", date(2026, 4, 27))  # settlement runs on King's Day


def test_fires_on_free_days_are_skipped_or_moved_to_the_next_business_day_once():
    friday = utc(2026, 4, 24, 12)

    skipped = next_fires(Schedule("0 6 * * *", AMSTERDAM, "NL"), friday, 1)
    moved = next_fires(Schedule("0 6 * * *", AMSTERDAM, "NL", roll=Roll.FOLLOWING), friday, 2)
    monthly = next_fires(Schedule("0 6 1 * *", AMSTERDAM, "NL", roll=Roll.FOLLOWING), friday, 2)

    assert local(skipped) == ["28 06:00"]
    assert local(moved) == ["28 06:00", "29 06:00"]
    assert local(monthly) == ["01 06:00", "01 06:00"]  # Friday 1 May, Monday 1 June
    assert monthly[1] == utc(2026, 6, 1, 4)


def test_a_moved_fire_is_found_from_inside_the_free_days():
    schedule = Schedule("0 6 25 * *", AMSTERDAM, "NL", roll=Roll.FOLLOWING)  # Saturday 25 April

    assert local(next_fires(schedule, utc(2026, 4, 26), 1)) == ["28 06:00"]


NIGHTLY = "0 6 * * *"
AWAY = (utc(2026, 5, 1, 7), utc(2026, 5, 4, 9))  # three fires missed, the last 3 hours ago


def test_missed_fires_become_one_and_are_counted():
    assert due_fires(Schedule(NIGHTLY), *AWAY) == [Fire(utc(2026, 5, 4, 6), missed=2)]


def test_missed_fires_can_be_skipped_but_one_within_the_grace_runs():
    schedule = Schedule(NIGHTLY, misfire=Misfire.SKIP)

    assert due_fires(schedule, *AWAY) == []
    assert due_fires(schedule, AWAY[0], utc(2026, 5, 4, 6, 2)) == [Fire(utc(2026, 5, 4, 6))]


def test_missed_fires_can_all_be_made_up_for_in_order_and_in_portions():
    schedule = Schedule(NIGHTLY, misfire=Misfire.ALL)

    first = due_fires(schedule, *AWAY, limit=2)
    rest = due_fires(schedule, first[-1].at, AWAY[1])

    assert [fire.at.day for fire in first + rest] == [2, 3, 4]


def test_a_policy_may_be_given_as_its_word_and_an_unknown_word_is_refused():
    assert len(due_fires(Schedule(NIGHTLY, misfire="all"), *AWAY)) == 3
    with pytest.raises(InputError, match="misfire can't be “never”"):
        Schedule(NIGHTLY, misfire="never")


def test_nothing_is_due_between_two_fires():
    assert due_fires(Schedule(NIGHTLY), utc(2026, 5, 4, 6), utc(2026, 5, 5, 5, 59)) == []


def test_a_minute_schedule_after_a_year_away_gives_one_fire_quickly():
    fires = due_fires(Schedule("* * * * *"), utc(2025, 5, 4), utc(2026, 5, 4, 9, 30, 30))

    assert fires == [Fire(utc(2026, 5, 4, 9, 30), missed=10_000)]


@given(
    st.integers(0, 365 * 24 * 60).map(lambda n: utc(2026, 1, 1) + timedelta(minutes=n)),
    st.sampled_from(["30 2 * * *", "*/20 * * * *", "0 */3 * * *", "0 6 * * 1-5"]),
)
def test_fires_are_strictly_ascending_and_never_repeat_when_asked_step_by_step(start, cron):
    schedule = Schedule(cron, AMSTERDAM)
    at_once = next_fires(schedule, start, 6)

    stepwise = [start]
    for _ in range(6):
        stepwise += next_fires(schedule, stepwise[-1], 1)

    assert stepwise[1:] == at_once
    assert at_once == sorted(set(at_once))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT5M", timedelta(minutes=5)),
        ("P1DT2H", timedelta(days=1, hours=2)),
        ("P2W", timedelta(days=14)),
        ("PT0.5S", timedelta(seconds=0.5)),
        ("PT1,5H", timedelta(minutes=90)),
        ("pt24h", timedelta(days=1)),
    ],
)
def test_a_duration_is_read(text, expected):
    assert parse_duration(text) == expected


@pytest.mark.parametrize("text", ["", "P", "PT", "P1DT", "5M", "P-1D", "P1M", "P1Y", "PT1X"])
def test_a_duration_without_a_fixed_length_is_refused(text):
    with pytest.raises(InputError):
        parse_duration(text)


def test_a_day_is_a_calendar_step_and_24_hours_are_real_time():
    evening = utc(2026, 3, 28, 17)  # 18:00 in Amsterdam, the night of the change ahead

    assert parse_timer("duration", "P1D", AMSTERDAM, evening).due_at == utc(2026, 3, 29, 16)
    assert parse_timer("duration", "PT24H", AMSTERDAM, evening).due_at == utc(2026, 3, 29, 17)


def test_a_date_without_an_offset_is_a_wall_clock_time_of_the_zone():
    now = utc(2026, 1, 1)

    assert parse_timer("date", "2026-07-01T06:00", AMSTERDAM, now).due_at == utc(2026, 7, 1, 4)
    assert parse_timer("date", "2026-03-29T02:30", AMSTERDAM, now).due_at == utc(2026, 3, 29, 1)
    assert parse_timer("date", "2026-10-25T02:30", AMSTERDAM, now).due_at == utc(
        2026, 10, 25, 0, 30
    )
    assert parse_timer("date", "2026-07-01T06:00Z", AMSTERDAM, now).due_at == utc(2026, 7, 1, 6)


def all_fires(kind: str, text: str, now: datetime, limit: int = 5) -> list[datetime]:
    plan = parse_timer(kind, text, AMSTERDAM, now)
    found = [plan.due_at]
    while len(found) < limit and (following := next_timer(plan)):
        plan = following
        found.append(plan.due_at)
    return found


def test_a_cycle_repeats_as_often_as_it_says():
    now = utc(2026, 1, 1)

    assert all_fires("cycle", "R3/PT10M", now) == [
        now + timedelta(minutes=10 * n) for n in (1, 2, 3)
    ]
    assert len(all_fires("cycle", "R/PT10M", now)) == 5
    assert all_fires("date", "2026-07-01T06:00Z", now) == [utc(2026, 7, 1, 6)]


def test_a_cycle_with_a_start_begins_there_and_drops_what_is_past():
    text = "R4/2026-01-31T00:00:00Z/P1M"

    assert [f"{at:%m-%d}" for at in all_fires("cycle", text, utc(2026, 1, 1))] == [
        "01-31",
        "02-28",
        "03-30",  # 01:00 of the 31st in Amsterdam, which is summer time by then
        "04-29",  # likewise the 30th
    ]
    assert [f"{at:%m-%d}" for at in all_fires("cycle", text, utc(2026, 3, 1))] == ["03-30", "04-29"]


def test_a_cycle_ends_where_it_says():
    now = utc(2026, 1, 1)

    fires = all_fires("cycle", "R/PT1H/2026-01-01T03:30:00Z", now)

    assert [at.hour for at in fires] == [1, 2, 3]


def test_a_cycle_of_seconds_that_began_years_ago_is_found_without_walking():
    fires = all_fires("cycle", "R/2016-01-01T00:00:00Z/PT10S", utc(2026, 1, 1), limit=2)

    assert fires == [utc(2026, 1, 1), utc(2026, 1, 1, 0, 0, 10)]


def test_a_cycle_can_be_a_cron_expression():
    fires = all_fires("cycle", "0 0 6 ? * MON-FRI", utc(2026, 5, 1, 5), limit=2)

    assert local(fires) == ["04 06:00", "05 06:00"]


@pytest.mark.parametrize(
    "text", ["R/", "R0/PT1H", "R2", "R/PT0S", "Rx/PT1H", "R1/2020-01-01T00:00:00Z/P1D", "R/P1D/x"]
)
def test_a_cycle_without_a_date_ahead_is_refused(text):
    with pytest.raises(InputError):
        parse_timer("cycle", text, "UTC", utc(2026, 1, 1))


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("cycle", "R/PT9S", "more often than every 10 seconds"),
        ("cycle", "R/P99999999999Y", "longer than 100 years"),
        ("duration", "P" + "9" * 400 + "D", "longer than 100 years"),
        ("duration", "PT99999999999H", "longer than 100 years"),
    ],
)
def test_a_timer_that_storms_or_never_ends_is_refused_also_from_a_variable(kind, text, said):
    with pytest.raises(InputError, match=said):
        parse_timer(kind, text, "UTC", utc(2026, 1, 1))


def test_an_unknown_kind_of_timer_is_refused():
    with pytest.raises(InputError, match="not known"):
        parse_timer("moon", "PT1H", "UTC", utc(2026, 1, 1))
