"""What needs somebody may wait: not what is overdue or critical, and never past its due time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.models.rules.putting_off import LONGEST_DAYS, NeedFacts, is_away, put_off_blockers

NOW = datetime(2026, 3, 13, 13, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("facts", "until", "codes"),
    [
        (NeedFacts(), NOW + HOUR, []),
        (NeedFacts(), None, []),
        (NeedFacts(due_at=NOW + DAY), NOW + DAY, []),
        (NeedFacts(due_at=NOW + HOUR), NOW + DAY, ["need.due"]),
        (NeedFacts(severity="critical"), None, ["need.critical"]),
        (NeedFacts(severity="high"), NOW + HOUR, []),
        (NeedFacts(due_at=NOW - HOUR, is_overdue=True), NOW + HOUR, ["need.overdue"]),
        (NeedFacts(), NOW, ["need.past"]),
        (NeedFacts(), NOW + LONGEST_DAYS * DAY, []),
        (NeedFacts(), NOW + LONGEST_DAYS * DAY + HOUR, ["need.long"]),
        (
            NeedFacts(due_at=NOW - HOUR, is_overdue=True, severity="critical"),
            NOW - HOUR,
            ["need.overdue", "need.critical", "need.past"],
        ),
    ],
)
def test_every_reason_against_is_given(
    facts: NeedFacts, until: datetime | None, codes: list[str]
) -> None:
    assert [one.code for one in put_off_blockers(facts, until, now=NOW)] == codes


@pytest.mark.parametrize(
    ("facts", "put_off_to", "remind_at", "last_event", "stays_away"),
    [
        (NeedFacts(), 0, None, 7, False),
        (NeedFacts(), 7, None, 7, True),
        (NeedFacts(), 7, None, 8, False),  # something happened to it
        (NeedFacts(), 7, NOW + HOUR, 7, True),
        (NeedFacts(), 7, NOW, 7, False),  # it is time
        (NeedFacts(due_at=NOW + HOUR), 7, None, 7, True),
        (NeedFacts(due_at=NOW), 7, None, 7, False),
        (NeedFacts(is_overdue=True), 7, NOW + HOUR, 7, False),
        (NeedFacts(severity="critical"), 7, NOW + HOUR, 7, False),  # it has become that since
    ],
)
def test_it_comes_back_at_its_time_when_it_falls_due_and_when_something_happens(
    facts: NeedFacts,
    put_off_to: int,
    remind_at: datetime | None,
    last_event: int,
    stays_away: bool,
) -> None:
    found = is_away(
        facts, put_off_to=put_off_to, remind_at=remind_at, last_event=last_event, now=NOW
    )

    assert found is stays_away
