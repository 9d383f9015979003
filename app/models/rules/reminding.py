"""Whose vote is missing may be reminded of it by all who may say something of the request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.models.rules.blockers import Blocker

AGAIN_AFTER = timedelta(hours=4)  # more would only be cleared away unread


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """`others`: how many others may still give a vote that is missing."""

    request_state: str
    others: int
    reminded_at: datetime | None = None  # last, by whomever


def reminder_blockers(facts: ReminderFacts, now: datetime) -> tuple[Blocker, ...]:
    """Why nobody is reminded of this request now."""
    if facts.request_state == "draft":
        return (Blocker("request.draft"),)
    if facts.request_state != "pending":
        return (Blocker("request.closed"),)
    if not facts.others:
        return (Blocker("reminder.nobody"),)
    if facts.reminded_at is not None and now < facts.reminded_at + AGAIN_AFTER:
        hours = AGAIN_AFTER // timedelta(hours=1)
        return (Blocker("reminder.again", hours=hours),)
    return ()
