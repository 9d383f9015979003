"""Alerts put off, handed over and escalated: for how long, to whom, and who is on call for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.models.rules.blockers import Blocker
from app.models.rules.roles import OPERATORS, Role
from app.models.rules.tasks import reason_blockers
from app.models.rules.transitions import LIVE_ALERTS

SNOOZED_AT_MOST_DAYS = 7  # longer than that is a waiver's matter: a reason, an expiry, two people
UNASKED_UP_TO = timedelta(hours=24)  # outside protected stages, a short snooze needs no reason
SNOOZE_REASON = 3
COMMENT_MINIMUM = 2  # characters: "ok" is a comment
ON_CALL_AT_MOST_DAYS = 14  # then it is handed over: a duty that nobody ends is nobody's
ALERT_VARIABLE = "alert"  # of a run that was started against one: its number
TAKERS = OPERATORS | {Role.DATA_SCIENTIST}  # who may act on an alert, so may be given one


@dataclass(frozen=True, slots=True)
class AlertFacts:
    state: str
    is_protected: bool = False  # it is about a version in a protected stage


def snooze_blockers(
    facts: AlertFacts, until: datetime, reason: str, *, now: datetime
) -> tuple[Blocker, ...]:
    """Why an alert may not be put off until then."""
    found = [*live_blockers(facts), *snooze_time_blockers(until, now=now)]
    if snooze_needs_reason(facts, until - now):
        found += reason_blockers(reason, minimum=SNOOZE_REASON)
    return tuple(found)


def snooze_time_blockers(until: datetime, *, now: datetime) -> tuple[Blocker, ...]:
    """Why nothing is put off until then, whatever it is."""
    if until <= now:
        return (Blocker("alert.snooze_past"),)
    if until - now > timedelta(days=SNOOZED_AT_MOST_DAYS):
        return (Blocker("alert.snooze_long", days=SNOOZED_AT_MOST_DAYS),)
    return ()


def snooze_needs_reason(facts: AlertFacts, span: timedelta) -> bool:
    return facts.is_protected or span > UNASKED_UP_TO


def taker_blockers(
    facts: AlertFacts, taker: UUID, roles: frozenset[Role], *, giver: UUID, escalates: bool
) -> tuple[Blocker, ...]:
    """Why `taker`, who holds `roles` in the alert's unit, can't be given it by `giver`."""
    found = list(live_blockers(facts))
    if not roles & TAKERS:
        found.append(Blocker("alert.taker", needed=sorted(map(str, TAKERS))))
    if escalates and taker == giver:
        found.append(Blocker("alert.escalate_self"))
    return tuple(found)


def escalation_blockers(escalated_by: UUID, *, giver: UUID) -> tuple[Blocker, ...]:
    """Why `giver` can't escalate an alert again as it was: nobody does that in another's name."""
    return () if giver == escalated_by else (Blocker("alert.escalated_by_other"),)


def live_blockers(facts: AlertFacts) -> tuple[Blocker, ...]:
    return () if facts.state in LIVE_ALERTS else (Blocker("alert.ended", state=facts.state),)


def on_call_blockers(
    roles: frozenset[Role], ends_at: datetime, *, now: datetime
) -> tuple[Blocker, ...]:
    """Why a holder of `roles` in the unit can't be put on call until then."""
    found = []
    if not roles & TAKERS:
        found.append(Blocker("on_call.taker", needed=sorted(map(str, TAKERS))))
    if ends_at <= now:
        found.append(Blocker("on_call.past"))
    if ends_at - now > timedelta(days=ON_CALL_AT_MOST_DAYS):
        found.append(Blocker("on_call.long", days=ON_CALL_AT_MOST_DAYS))
    return tuple(found)
