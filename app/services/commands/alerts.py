"""What people do with alerts: take note, put off, hand over, escalate, begin to remedy."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.errors import RefusedError
from app.models.rules.blockers import Blocker, require
from app.models.rules.rights import write_blockers
from app.models.rules.tasks import reason_blockers
from app.models.rules.transitions import Thing, transition_blockers
from app.models.rules.triage import COMMENT_MINIMUM, AlertFacts, snooze_blockers, taker_blockers
from app.models.tables.execution import Stage
from app.models.tables.monitoring import Alert, Monitor
from app.services.unit_of_work import UnitOfWork, roles_in


def acknowledge_alert(work: UnitOfWork, alert_id: UUID, *, reason: str) -> Alert:
    """Take note of an alert, with what you saw. Acknowledging twice changes nothing."""
    alert = work.get(Alert, alert_id)
    if alert.state == "acknowledged":
        return alert
    require(reason_blockers(reason, minimum=3) if reason.strip() else (Blocker("alert.reason"),))
    now = work.now()
    alert.state, alert.reason = "acknowledged", reason.strip()
    alert.acknowledged_at, alert.acknowledged_by = now, work.actor.id
    work.flush()
    return alert


def take_back_acknowledgement(work: UnitOfWork, alert_id: UUID) -> Alert:
    """Undo one's own acknowledgement: the alert is open again, the trail keeps both."""
    alert = work.get(Alert, alert_id)
    if alert.state == "open":
        return alert
    held = work.roles_in(alert.unit_id)
    refused = transition_blockers(Thing.ALERT, alert.state, "open", held)
    if alert.state == "acknowledged" and alert.acknowledged_by != work.actor.id:
        refused += (Blocker("alert.not_yours"),)
    require(refused)
    alert.state, alert.reason, alert.acknowledged_by = "open", "", None
    work.flush()
    return alert


def start_remediation(work: UnitOfWork, alert_id: UUID, *, reason: str) -> Alert:
    """Say that work on the cause has begun."""
    alert = work.get(Alert, alert_id)
    require(reason_blockers(reason))
    alert.state, alert.reason = "in_remediation", reason.strip()
    work.flush()
    return alert


def snooze_alert(work: UnitOfWork, alert_id: UUID, *, until: datetime, reason: str = "") -> Alert:
    """Put an alert off: it is on nobody's list until then, or until it gets worse.

    Raises:
        RefusedError: it ended, the time is past or too far, or a reason is missing.
    """
    alert = _mine_to_act_on(work, alert_id)
    facts = alert_facts(work, alert)
    require(snooze_blockers(facts, until, reason, now=work.now()))
    alert.snoozed_until, alert.snoozed_by = until, work.actor.id
    alert.reason = reason.strip() or alert.reason
    work.flush()
    return alert


def wake_alert(work: UnitOfWork, alert_id: UUID) -> Alert:
    """End a snooze before its time."""
    alert = _mine_to_act_on(work, alert_id)
    if alert.snoozed_until is not None:
        alert.snoozed_until = alert.snoozed_by = None
        work.flush()
    return alert


def assign_alert(work: UnitOfWork, alert_id: UUID, *, person_id: UUID) -> Alert:
    """Give an alert to a person, or take it oneself; an escalation ends with that."""
    alert = _mine_to_act_on(work, alert_id)
    _require_taker(work, alert, person_id, escalates=False)
    if (alert.assignee_id, alert.escalated_by) != (person_id, None):
        alert.assignee_id, alert.escalated_by = person_id, None
        work.flush()
    return alert


def escalate_alert(work: UnitOfWork, alert_id: UUID, *, person_id: UUID, reason: str) -> Alert:
    """Ask somebody else to take it on, with what you know. They are told at once."""
    alert = _mine_to_act_on(work, alert_id)
    require(reason_blockers(reason))
    _require_taker(work, alert, person_id, escalates=True)
    alert.assignee_id, alert.escalated_by, alert.reason = person_id, work.actor.id, reason.strip()
    alert.snoozed_until = alert.snoozed_by = None
    work.flush()
    return alert


def comment_alert(work: UnitOfWork, alert_id: UUID, *, reason: str) -> Alert:
    """Say something about an alert, also of one that has ended; the trail keeps every comment."""
    alert = _mine_to_act_on(work, alert_id)
    said = reason.strip()
    require(reason_blockers(said, minimum=COMMENT_MINIMUM) if said else (Blocker("alert.comment"),))
    alert.comment, alert.comments = said, alert.comments + 1
    work.flush()
    return alert


@dataclass(frozen=True, slots=True)
class Acted:
    """What became of alerts that were meant: done, changed by others meanwhile, or refused."""

    done: tuple[UUID, ...] = ()
    changed: int = 0
    refused: int = 0

    def __add__(self, other: Acted) -> Acted:
        return Acted(
            self.done + other.done, self.changed + other.changed, self.refused + other.refused
        )


def act_on_each(
    work: UnitOfWork,
    command: Callable[..., Alert],
    alert_ids: Collection[UUID],
    *,
    states: Collection[str] = (),
    **given: Any,
) -> Acted:
    """One batch of a whole query: `command` on those that this person may act on.

    What is no longer in one of `states` (none: in any) is left as it is, and counted; so is what
    a rule refuses, of the alert's unit or of the alert.
    """
    done, changed, refused = [], 0, 0
    for each in alert_ids:
        alert = work.session.get(Alert, each)
        if alert is None or (states and alert.state not in states):
            changed += 1
            continue
        try:
            command(work, _mine_to_act_on(work, each).id, **given)
        except RefusedError:  # rules are asked before anything is written
            refused += 1
        else:
            done.append(each)
    return Acted(tuple(done), changed, refused)


def alert_facts(work: UnitOfWork, alert: Alert) -> AlertFacts:
    protected = (
        select(Stage.is_protected)
        .join(Monitor, Monitor.stage_id == Stage.id)
        .where(Monitor.id == alert.monitor_id)
    )
    return AlertFacts(alert.state, bool(work.session.scalar(protected)))


def _mine_to_act_on(work: UnitOfWork, alert_id: UUID) -> Alert:
    alert = work.get(Alert, alert_id)
    require(write_blockers("alert", "update", work.roles_in(alert.unit_id)))
    return alert


def _require_taker(work: UnitOfWork, alert: Alert, person_id: UUID, *, escalates: bool) -> None:
    held = roles_in(work.session, person_id, alert.unit_id)
    facts = alert_facts(work, alert)
    require(taker_blockers(facts, person_id, held, giver=work.actor.id, escalates=escalates))
