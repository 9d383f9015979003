"""Windows in which nothing is deployed: which hold when, for whom, and what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import texts
from app.models.rules.matching import WINDOW, Match, match_rules
from app.models.rules.roles import Role
from app.models.rules.windows import (
    FROZEN_KINDS,
    Span,
    StageFacts,
    WindowFacts,
    closing_blockers,
    closings,
    end_blockers,
    plan_blockers,
)
from tests.rules.test_matching import RUNTIME, SNAPSHOT

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOUR = timedelta(hours=1)
# The clocks go forward on 29 March 2026.
NIGHT = Span(
    datetime(2026, 3, 22, 1, tzinfo=AMSTERDAM).astimezone(UTC),
    datetime(2026, 3, 22, 5, tzinfo=AMSTERDAM).astimezone(UTC),
)
PROD = StageFacts(UUID(int=11), "PROD", "production")
SIT = StageFacts(UUID(int=12), "SIT", "staging")
LIVE = StageFacts(UUID(int=13), "Live", "production")  # of another path
WEEKLY = WindowFacts(
    UUID(int=1),
    3,
    UUID(int=9),
    None,
    PROD,
    "",
    NIGHT,
    True,
    "Europe/Amsterdam",
    "The weekly stop.",
)
ONCE = replace(WEEKLY, is_weekly=False, zone="", reason="The end of the year.")


def local(day: int, hour: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=AMSTERDAM).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        (local(22, 0), False), (local(22, 1), True), (local(22, 4), True), (local(22, 5), False),
        (local(29, 1), True), (local(29, 4), True), (local(29, 5), False),
        (local(5, 1, month=4), True), (local(5, 0, month=4), False), (local(6, 2, month=4), False),
    ],
)  # fmt: skip
def test_a_weekly_window_keeps_the_hours_of_its_zone(at: datetime, holds: bool) -> None:
    found = closings([WEEKLY], RUNTIME.id, PROD, at=at)

    assert bool(found) is holds


def test_the_night_on_which_the_clocks_change_is_an_hour_shorter() -> None:
    span = WEEKLY.next_span(local(23, 0))

    assert span is not None
    assert span.ends_at - span.starts_at == 3 * HOUR


@pytest.mark.parametrize(
    ("since", "until", "day"),
    [
        ((2, 30), (3, 15), (2026, 3, 29)),  # from within the hour that is skipped
        ((2, 30), (4, 0), (2026, 3, 29)),
        ((1, 0), (2, 30), (2026, 10, 25)),  # to within the hour that comes twice
        ((2, 15), (2, 45), (2026, 10, 25)),
    ],
)
def test_an_hour_that_is_skipped_or_comes_twice_is_closed_whole(
    since: tuple[int, int], until: tuple[int, int], day: tuple[int, int, int]
) -> None:
    there = datetime(*day, tzinfo=AMSTERDAM)
    first = [there.replace(hour=h, minute=m) - timedelta(days=7) for h, m in (since, until)]
    weekly = replace(WEEKLY, span=Span(*(one.astimezone(UTC) for one in first)))
    hours = [there.replace(hour=h, minute=m, fold=f) for h, m in (since, until) for f in (0, 1)]
    marks = [one.astimezone(UTC) for one in hours]

    span = weekly.next_span(min(marks) - 3 * HOUR)

    assert span is not None
    assert span.starts_at < span.ends_at
    assert (span.starts_at, span.ends_at) == (min(marks[:2]), max(marks[2:]))


def test_the_first_time_is_as_it_was_planned_also_in_an_hour_that_comes_twice() -> None:
    second = datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM, fold=1).astimezone(UTC)
    weekly = replace(WEEKLY, span=Span(second, second + HOUR))

    assert closings([weekly], RUNTIME.id, PROD, at=second)


@given(st.integers(0, 24 * 7 * 60))
def test_the_next_time_of_a_weekly_window_is_never_over_and_never_far(hours: int) -> None:
    at = NIGHT.starts_at + hours * HOUR

    span = WEEKLY.next_span(at)

    assert span is not None
    assert at < span.ends_at <= at + timedelta(days=7, hours=5)
    assert span.starts_at.astimezone(AMSTERDAM).hour == 1


def test_a_window_that_is_over_has_no_next_time() -> None:
    assert ONCE.next_span(NIGHT.ends_at) is None
    assert ONCE.next_span(NIGHT.starts_at - HOUR) == NIGHT


def test_what_closes_is_about_this_runtime_or_this_stage() -> None:
    own = replace(ONCE, runtime_id=RUNTIME.id, stage=None)
    others = replace(own, runtime_id=UUID(int=77))
    everything = replace(ONCE, stage=None)
    at = NIGHT.starts_at

    assert closings([own], RUNTIME.id, SIT, at=at)
    assert not closings([others], RUNTIME.id, SIT, at=at)
    assert closings([everything], RUNTIME.id, SIT, at=at)
    assert closings([ONCE], RUNTIME.id, PROD, at=at)
    assert not closings([ONCE], RUNTIME.id, SIT, at=at)


def test_a_freeze_of_a_kind_closes_what_is_called_otherwise_and_one_of_a_stage_does_not() -> None:
    kind = replace(ONCE, stage=None, stage_kind="production")
    namesake = replace(PROD, id=UUID(int=14))  # called so on another path
    at = NIGHT.starts_at

    assert closings([kind], RUNTIME.id, PROD, at=at)
    assert closings([kind], RUNTIME.id, LIVE, at=at)
    assert not closings([kind], RUNTIME.id, SIT, at=at)
    assert not closings([kind], RUNTIME.id, None, at=at)
    assert not closings([ONCE], RUNTIME.id, LIVE, at=at)
    assert not closings([ONCE], RUNTIME.id, namesake, at=at)
    (found,) = closings([kind], RUNTIME.id, LIVE, at=at)
    assert found.sentence.startswith("Every stage of the kind production is frozen until ")
    assert texts.blocker(closing_blockers([found])[0]).startswith(found.sentence)


@pytest.mark.parametrize(
    ("kind", "names_stage", "is_freeze", "codes"),
    [
        ("production", False, True, []), ("", True, True, []), ("", False, False, []),
        ("production", True, True, ["window.stage"]), ("prod", False, True, ["window.stage"]),
        ("archived", False, True, ["window.stage"]),
        ("production", False, False, ["window.runtime"]), ("", True, False, ["window.runtime"]),
    ],
)  # fmt: skip
def test_a_freeze_names_a_stage_or_a_kind_and_maintenance_neither(
    kind: str, names_stage: bool, is_freeze: bool, codes: list[str]
) -> None:
    found = plan_blockers(
        NIGHT, is_freeze=is_freeze, is_weekly=False, zone="", reason="The end of the year.",
        roles={Role.ADMINISTRATOR}, stage_kind=kind, names_stage=names_stage,
    )  # fmt: skip

    assert [one.code for one in found] == codes
    assert "production" in FROZEN_KINDS


def test_what_lasts_longest_is_named_first_and_the_finder_says_until_when_and_why() -> None:
    longer = replace(ONCE, number=4, span=Span(NIGHT.starts_at, NIGHT.ends_at + HOUR))
    found = closings([ONCE, longer], RUNTIME.id, PROD, at=NIGHT.starts_at)
    closed = replace(RUNTIME, closings=found)

    match = Match(closed, match_rules(SNAPSHOT, closed, stage="PROD", service_tag="cc-fraud"))

    assert [rule.rule for rule in match.failed] == [WINDOW]
    assert match.fits_later
    assert match.failed[0].found == (
        "PROD is frozen until 2026-03-22T05:00:00+00:00, window 4: The end of the year."
    )
    assert match.failed[0].fix
    said = texts.blocker(closing_blockers(found)[0])
    assert said.startswith(match.failed[0].found)


@pytest.mark.parametrize("is_freeze", [False, True])
def test_in_its_maintenance_a_runtime_may_be_down(*, is_freeze: bool) -> None:
    own = ONCE if is_freeze else replace(ONCE, runtime_id=RUNTIME.id, stage=None)
    found = closings([own], RUNTIME.id, PROD, at=NIGHT.starts_at)
    down = replace(RUNTIME, closings=found, state="unreachable")

    match = Match(down, match_rules(SNAPSHOT, down, stage="PROD", service_tag="cc-fraud"))

    assert match.fits_later is not is_freeze


def test_what_needs_an_edit_too_does_not_fit_later() -> None:
    found = closings([ONCE], RUNTIME.id, PROD, at=NIGHT.starts_at)
    closed = replace(RUNTIME, closings=found, url="")

    match = Match(closed, match_rules(SNAPSHOT, closed, stage="PROD", service_tag="cc-fraud"))

    assert not match.fits_later


def test_only_an_administrator_freezes_and_every_reason_is_told_at_once() -> None:
    refused = plan_blockers(
        Span(NIGHT.ends_at, NIGHT.starts_at), is_freeze=True, is_weekly=True, zone="", reason="no",
        roles={Role.OPERATOR},
    )  # fmt: skip
    fine = plan_blockers(
        NIGHT, is_freeze=True, is_weekly=False, zone="", reason="The end of the year.",
        roles={Role.ADMINISTRATOR},
    )  # fmt: skip

    assert [one.code for one in refused] == [
        "window.freeze", "window.times", "window.weekly", "window.reason",
    ]  # fmt: skip
    assert fine == ()
    assert end_blockers(is_freeze=True, reason="It is done.", roles={Role.OPERATOR})
    assert not end_blockers(is_freeze=False, reason="It is done.", roles={Role.OPERATOR})
