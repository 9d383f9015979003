"""What needs a person, put off by that person: for how long, and what may not wait.

It changes nothing but the person's own list: whoever else is asked is asked as before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.models.rules.blockers import Blocker

LONGEST_DAYS = 14  # what waits longer is delegated, or done


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """One thing that needs somebody, as it stands."""

    due_at: datetime | None = None
    is_overdue: bool = False
    severity: str = ""


def put_off_blockers(
    facts: NeedFacts, until: datetime | None, *, now: datetime
) -> tuple[Blocker, ...]:
    """Why it can't be put off until then; `until` None: until something happens to it."""
    found = []
    if facts.is_overdue:
        found.append(Blocker("need.overdue"))
    if facts.severity == "critical":
        found.append(Blocker("need.critical"))
    if until is None:
        return tuple(found)
    if until <= now:
        found.append(Blocker("need.past"))
    if until - now > timedelta(days=LONGEST_DAYS):
        found.append(Blocker("need.long", days=LONGEST_DAYS))
    if facts.due_at is not None and not facts.is_overdue and until > facts.due_at:
        found.append(Blocker("need.due"))
    return tuple(found)


def is_away(
    facts: NeedFacts,
    *,
    put_off_to: int,
    remind_at: datetime | None,
    last_event: int,
    now: datetime,
) -> bool:
    """Whether it stays off the list: nothing happened since, and it is not yet time.

    Args:
        put_off_to: the newest event of it when it was put off; 0: it never was.
        last_event: the newest now.
    """
    if not put_off_to or last_event > put_off_to or put_off_blockers(facts, None, now=now):
        return False
    if facts.due_at is not None and facts.due_at <= now:
        return False
    return remind_at is None or now < remind_at
