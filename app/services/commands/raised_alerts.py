"""Alerts as runs raise and resolve them: one of a monitor and rule, about what serves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.models.queries.alert_proof import earlier_on_same_data, find_broken
from app.models.queries.on_call import find_on_call
from app.models.rules.monitors import (
    OF_THE_MONITOR,
)
from app.models.rules.severities import SEVERITIES
from app.models.rules.transitions import LIVE_ALERTS
from app.models.rules.triage import TAKERS
from app.models.rules.verdicts import ALERTING
from app.models.tables.execution import Placement
from app.models.tables.inventory import RegisteredModel
from app.models.tables.monitoring import (
    Alert,
    Monitor,
    MonitorRun,
    TestResult,
)
from app.services.unit_of_work import UnitOfWork, roles_in


def raise_alert(
    work: UnitOfWork,
    *,
    model_id: UUID,
    version_id: UUID,
    monitor_id: UUID | None,
    run_id: UUID | None,
    rule: str,
    title: str,
    severity: str,
    detail: str = "",
) -> Alert:
    """One alert per model, monitor and rule: a live one is counted up, never doubled.

    What is new, or comes again after it was resolved, is given to who is on call for the model's
    unit. A run counts once for a rule, however often its job is repeated; and one of a version that
    has left since counts for nothing against what serves.
    """
    there = _keep_in_place(work.session, monitor_id)
    has_left = bool(there) and version_id not in there
    present = work.session.scalars(
        select(Alert).where(
            Alert.model_id == model_id,
            Alert.monitor_id == monitor_id,
            Alert.rule == rule,
            Alert.state != "closed",
        )
    ).first()
    if present is None:
        return work.add(
            Alert(
                model_id=model_id,
                version_id=version_id,
                monitor_id=monitor_id,
                run_id=run_id,
                rule=rule,
                title=title,
                severity=severity,
                detail=detail,
                assignee_id=_who_is_on_call(work, model_id),
            )
        )
    if run_id is not None and present.run_id == run_id and present.state != "resolved":
        return present
    is_about_what_serves = present.version_id in there
    if has_left and is_about_what_serves and rule not in OF_THE_MONITOR:
        return present
    now = work.now()  # first, as who is on call: reading would store half of what follows
    on_call = _who_is_on_call(work, model_id) if present.state == "resolved" else None
    present.times, present.last_seen_at, present.run_id = present.times + 1, now, run_id
    if not (has_left and is_about_what_serves):
        present.version_id = version_id
    if SEVERITIES.index(severity) > SEVERITIES.index(present.severity):
        present.snoozed_until = present.snoozed_by = None  # it is not what was put off
    present.title, present.severity, present.detail = title, severity, detail
    if present.state == "resolved":
        _open_again(present, now, on_call)
    work.flush()
    return present


def _who_is_on_call(work: UnitOfWork, model_id: UUID) -> UUID | None:
    """Nobody, where their roles have ended since: then it is for everybody who may act on it."""
    unit_id = work.get(RegisteredModel, model_id).unit_id
    found = find_on_call(work.session, unit_id, work.now())
    may = found is not None and roles_in(work.session, found, unit_id) & TAKERS
    return found if may else None


def resolve_passed(work: UnitOfWork, run_id: UUID) -> int:
    """Closing by proof: alerts of this monitor whose rule passed on newer data are resolved.

    That it ran to its end is the proof against having been silent or broken, on whatever data; of
    what an earlier run of the monitor measured already nothing is proved again, and nothing by a
    version that has left meanwhile.
    """
    run = work.get(MonitorRun, run_id)
    there = _keep_in_place(work.session, run.monitor_id)  # first: an opening is waited for
    has_left = bool(there) and run.version_id not in there
    live = work.session.scalars(
        select(Alert).where(
            Alert.monitor_id == run.monitor_id,
            Alert.model_id == run.model_id,
            Alert.state.in_(LIVE_ALERTS),
        )
    ).all()
    passed = {
        f"{r.test}:{r.feature}" if r.feature else r.test
        for r in work.session.scalars(select(TestResult).where(TestResult.run_id == run_id))
        if r.verdict == "PASS" and not has_left
    }
    resolved = [
        alert
        for alert in live
        if alert.rule in OF_THE_MONITOR
        or (alert.rule in passed and earlier_on_same_data(work.session, run, alert) is None)
    ]
    for alert in resolved:
        now = work.now()
        alert.state, alert.resolved_at, alert.run_id = "resolved", now, run_id
        work.flush()
    return len(resolved)


def _keep_in_place(
    session: Session, monitor_id: UUID | None, *, alone: bool = False
) -> frozenset[UUID]:
    """The versions that serve where a monitor looks: none leaves until this transaction ends.

    Asked again until both agree: who waited for another to take one off does not see what came.
    `alone` waits for runs that are being stored too. Nobody changes an alert before they ask this.
    """
    if monitor_id is None:
        return frozenset()
    there = (
        select(Placement.version_id)
        .join(
            Monitor,
            and_(
                Monitor.model_id == Placement.model_id,
                Monitor.stage_id == Placement.stage_id,
                Monitor.service_tag == Placement.service_tag,
            ),
        )
        .where(Monitor.id == monitor_id, Placement.state == "in_place")
    )
    while True:
        locked = there.with_for_update(read=not alone, key_share=alone, of=Placement)
        kept = frozenset(session.scalars(locked))
        if kept == frozenset(session.scalars(there)):
            return kept


def alert_title(test: str, feature: str, statistic: float | None, limit: str) -> str:
    """ "psi 0.41 on income, limit >= 0.25": in English, as it is stored."""
    value = "" if statistic is None else f" {statistic:.3g}"
    on = f" on {feature}" if feature else ""
    return f"{test}{value}{on}, limit {limit}"


def reopen_alert(work: UnitOfWork, alert_id: UUID, version_id: UUID) -> bool:
    """It is about this version again, for what that broke: what it rested on is of another.

    Whether it was: the version may have left meanwhile, or proved itself.
    """
    alert = work.get(Alert, alert_id)
    there = _keep_in_place(work.session, alert.monitor_id, alone=True)
    result = find_broken(work.session, alert, version_id)
    if version_id not in there or alert.state == "closed" or result is None:
        return False
    now, on_call = work.now(), _who_is_on_call(work, alert.model_id)
    alert.run_id, alert.version_id = result.run_id, version_id
    alert.title = alert_title(result.test, result.feature, result.statistic, result.threshold)
    severity = result.severity or ALERTING[result.verdict]
    if SEVERITIES.index(severity) > SEVERITIES.index(alert.severity):
        alert.snoozed_until = alert.snoozed_by = None  # it is not what was put off
    alert.severity = severity
    if alert.state == "resolved":
        _open_again(alert, now, on_call)
    work.flush()
    return True


def _open_again(alert: Alert, now: datetime, on_call: UUID | None) -> None:
    """It is not what was put off, nor what somebody was asked for then."""
    alert.state, alert.opened_at = "open", now
    alert.assignee_id = on_call or alert.assignee_id
    alert.snoozed_until = alert.snoozed_by = alert.escalated_by = None
