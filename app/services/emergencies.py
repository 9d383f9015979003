"""Keeps emergency releases loud until they are reviewed: an alert, and a graver one when late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.reviews import WAITING, is_overdue
from app.models.rules.emergency import REVIEW
from app.models.tables.governance import Finding
from app.models.tables.monitoring import Alert
from app.services.commands.monitors import raise_alert
from app.services.unit_of_work import UnitOfWork
from app.services.verifying import is_signing_required, review_fault

RULE = "emergency release"  # with the number of its finding: each is an alert of its own
LIVE = ("open", "acknowledged", "in_remediation")


def is_any_to_tell(session: Session, now: datetime) -> bool:
    return next(_to_tell(session, now), None) is not None


def tell_reviews(work: UnitOfWork, now: datetime) -> int:
    """Raise, worsen or resolve the alerts of emergency releases; how many were touched."""
    found = list(_to_tell(work.session, now))
    for finding, alert, wanted in found:
        if wanted is not None:
            raise_alert(
                work,
                model_id=finding.model_id,
                version_id=finding.version_id,
                monitor_id=None,
                run_id=None,
                rule=_rule(finding),
                title=wanted.title,
                severity=wanted.severity,
                detail=finding.detail,
            )
        elif alert is not None:
            alert.state, alert.resolved_at = "resolved", work.now()
            work.flush()
    return len(found)


@dataclass(frozen=True, slots=True)
class _Wanted:
    severity: str
    title: str


def _wanted(session: Session, finding: Finding, now: datetime) -> _Wanted | None:
    """What the alert is to say; None where the review is done, by a signature that holds."""
    due = f"{finding.due_at:%Y-%m-%d}"
    if is_overdue(finding, now):
        return _Wanted("critical", f"emergency release not reviewed by {due}")
    if finding.state in WAITING:
        return _Wanted("high", f"emergency release, to be reviewed by {due}")
    fault = review_fault(session, finding) if is_signing_required(session) else ""
    if fault:
        return _Wanted("critical", f"emergency release whose review can't be relied on: {fault}")
    return None


def _to_tell(
    session: Session, now: datetime
) -> Iterator[tuple[Finding, Alert | None, _Wanted | None]]:
    """Where what the alerts say is no longer what the reviews are.

    A review is verified once: when the alert of its release is to be resolved.
    """
    alerts = {
        one.rule: one
        for one in session.scalars(select(Alert).where(Alert.rule.startswith(f"{RULE} ")))
    }
    for finding in session.scalars(select(Finding).where(Finding.kind == REVIEW)):
        alert = alerts.get(_rule(finding))
        if finding.state not in WAITING and alert is not None and alert.state not in LIVE:
            continue
        wanted = _wanted(session, finding, now)
        if wanted is None:
            is_told = alert is None
        else:
            is_told = (
                alert is not None
                and alert.state != "resolved"
                and alert.severity == wanted.severity
            )
        if not is_told:
            yield finding, alert, wanted


def _rule(finding: Finding) -> str:
    return f"{RULE} {finding.number}"
