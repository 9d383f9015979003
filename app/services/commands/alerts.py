"""What people do with alerts: take note, put off, hand over, escalate, begin to remedy."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from app.errors import RefusedError, StaleError
from app.models.enforcement.history import SUFFIX
from app.models.rules.blockers import Blocker, require
from app.models.rules.rights import write_blockers
from app.models.rules.tasks import reason_blockers
from app.models.rules.transitions import Thing, transition_blockers
from app.models.rules.triage import (
    COMMENT_MINIMUM,
    AlertFacts,
    escalation_blockers,
    live_blockers,
    snooze_blockers,
    taker_blockers,
)
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.execution import Stage
from app.models.tables.monitoring import Alert, Monitor
from app.models.tables.organisation import Person
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
    """Undo one's own acknowledgement: the alert is as it was before, the trail keeps both.

    But for the word of somebody else who had acknowledged it earlier: that is theirs to give.
    """
    alert = work.get(Alert, alert_id)
    if alert.state == "open":
        return alert
    held = work.roles_in(alert.unit_id)
    refused = transition_blockers(Thing.ALERT, alert.state, "open", held)
    if alert.state == "acknowledged" and alert.acknowledged_by != work.actor.id:
        refused += (Blocker("alert.not_yours"),)
    require(refused)
    before = _before_acknowledged(work, alert)
    reason, by = (before.reason, before.acknowledged_by) if before else ("", None)
    if by not in (None, work.actor.id):
        reason, by = "", None
    if alert.escalated_by is None or (before and before.escalated_by == alert.escalated_by):
        alert.reason = reason  # else it is what was said as it was escalated since
    alert.state, alert.acknowledged_by = "open", by
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


def release_alert(work: UnitOfWork, alert_id: UUID) -> Alert:
    """Take an alert from whom it was given to: it is everybody's again."""
    alert = _mine_to_act_on(work, alert_id)
    require(live_blockers(alert_facts(work, alert)))
    if alert.assignee_id is not None:
        alert.assignee_id = alert.escalated_by = None
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
class Marks:
    """What people have set on an alert; that it is seen again changes none of it."""

    state: str
    reason: str
    acknowledged_by: UUID | None
    assignee_id: UUID | None
    escalated_by: UUID | None
    snoozed_until: datetime | None

    @classmethod
    def of(cls, alert: Alert) -> Marks:
        return cls(
            alert.state,
            alert.reason,
            alert.acknowledged_by,
            alert.assignee_id,
            alert.escalated_by,
            alert.snoozed_until,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One alert before and after an act, so that the act can be taken back."""

    alert_id: UUID
    before: Marks
    after: Marks
    unrestored: str = ""  # whose earlier acknowledgement did not come back with it


@dataclass(frozen=True, slots=True)
class Acted:
    """What became of alerts that were meant: done, changed by others meanwhile, or refused."""

    changes: tuple[Change, ...] = ()
    changed: int = 0
    refused: int = 0

    @property
    def done(self) -> tuple[UUID, ...]:
        return tuple(one.alert_id for one in self.changes)

    def __add__(self, other: Acted) -> Acted:
        return Acted(
            self.changes + other.changes,
            self.changed + other.changed,
            self.refused + other.refused,
        )


def act_on_all(
    work: UnitOfWork, command: Callable[..., Alert], alert_ids: Collection[UUID], **given: Any
) -> tuple[Change, ...]:
    """All of them or none: one transaction."""
    return tuple(_act(work, command, work.get(Alert, each), given) for each in alert_ids)


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
            done.append(_act(work, command, _mine_to_act_on(work, each), given))
        except RefusedError:  # rules are asked before anything is written
            refused += 1
    return Acted(tuple(done), changed, refused)


def take_back_all(work: UnitOfWork, changes: Collection[Change]) -> tuple[Change, ...]:
    """Undo an act on all its alerts or on none, by events of their own: the trail keeps both.

    What it returns does the act again when it is taken back in its turn.

    Raises:
        StaleError: one of them is no longer as the act left it.
        RefusedError: a rule says no, as it would to anybody who does this by hand.
    """
    return tuple(_take_back(work, one) for one in changes)


def take_back_each(work: UnitOfWork, changes: Collection[Change]) -> Acted:
    """One batch of an act on a whole query; what was changed or is refused is left and counted."""
    done, changed, refused = [], 0, 0
    for each in changes:
        try:
            done.append(_take_back(work, each))
        except StaleError:
            changed += 1
        except RefusedError:
            refused += 1
    return Acted(tuple(done), changed, refused)


def _act(
    work: UnitOfWork, command: Callable[..., Alert], alert: Alert, given: Mapping[str, Any]
) -> Change:
    before = Marks.of(alert)
    command(work, alert.id, **given)
    return _changed(work, alert, before)


def _changed(work: UnitOfWork, alert: Alert, before: Marks) -> Change:
    after, unrestored = Marks.of(alert), ""
    if (before.state, after.state) == ("acknowledged", "open"):
        earlier = _before_acknowledged(work, alert)
        if earlier and earlier.acknowledged_by != after.acknowledged_by:
            unrestored = work.get(Person, earlier.acknowledged_by).full_name
    return Change(alert.id, before, after, unrestored)


def _before_acknowledged(work: UnitOfWork, alert: Alert) -> Row[*tuple[Any, ...]] | None:
    """As it was when it was last open; None: that is kept no more."""
    past = METADATA.tables[f"{SCHEMA}.{Alert.__tablename__}{SUFFIX}"].c
    return work.session.execute(
        select(past.reason, past.acknowledged_by, past.escalated_by)
        .where(past.id == alert.id, past.state == "open")
        .order_by(past.row_version.desc())
        .limit(1)
    ).first()


def _take_back(work: UnitOfWork, change: Change) -> Change:
    alert = work.get(Alert, change.alert_id)
    work.session.refresh(alert, with_for_update=True)
    if Marks.of(alert) != change.after:
        raise _changed_since(work, alert)
    wanted = change.before
    if wanted.state != alert.state:
        _set_state(work, alert, wanted)
    if (wanted.assignee_id, wanted.escalated_by) != (alert.assignee_id, alert.escalated_by):
        _hand_back(work, alert, wanted)
    if wanted.snoozed_until != alert.snoozed_until:
        until = wanted.snoozed_until
        if until is not None and until > work.now():
            snooze_alert(work, alert.id, until=until, reason=wanted.reason)
        else:
            wake_alert(work, alert.id)
    return _changed(work, alert, change.after)


def _set_state(work: UnitOfWork, alert: Alert, wanted: Marks) -> None:
    if wanted.state == "open":
        take_back_acknowledgement(work, alert.id)
    elif wanted.state == "acknowledged" and alert.state == "open":
        acknowledge_alert(work, alert.id, reason=wanted.reason)
    else:
        raise ValueError(f"nothing leads from {alert.state} back to {wanted.state}")


def _hand_back(work: UnitOfWork, alert: Alert, wanted: Marks) -> None:
    """To whom it was with, and as it was handed to them: an escalation is of who made it."""
    if wanted.assignee_id is None:
        release_alert(work, alert.id)
    elif wanted.escalated_by is None:
        assign_alert(work, alert.id, person_id=wanted.assignee_id)
    else:
        require(escalation_blockers(wanted.escalated_by, giver=work.actor.id))
        escalate_alert(work, alert.id, person_id=wanted.assignee_id, reason=wanted.reason)


def _changed_since(work: UnitOfWork, alert: Alert) -> StaleError:
    writer = work.session.get(Person, alert.recorded_by)
    if alert.recorded_by == work.actor.id:
        return StaleError(f"You changed alert {alert.number} since, so it stays as it is.")
    by = writer.full_name if writer else "Somebody else"
    return StaleError(f"{by} changed alert {alert.number} since, so it stays as it is.")


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
