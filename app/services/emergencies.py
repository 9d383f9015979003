"""Keeps emergency releases loud until they are reviewed: an alert, and a graver one when late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.reviews import WAITING, is_overdue
from app.models.rules.emergency import REVIEW
from app.models.tables.governance import Finding
from app.models.tables.monitoring import Alert
from app.services.commands.monitors import raise_alert
from app.services.unit_of_work import UnitOfWork

RULE = "emergency release"  # with the number of its finding: each is an alert of its own
LIVE = ("open", "acknowledged", "in_remediation")


def is_any_to_tell(session: Session, now: datetime) -> bool:
    return next(_to_tell(session, now), None) is not None


def tell_reviews(work: UnitOfWork, now: datetime) -> int:
    """Raise, worsen or resolve the alerts of emergency releases; how many were touched."""
    found = list(_to_tell(work.session, now))
    for finding, alert in found:
        if finding.state in WAITING:
            _raise(work, finding, now)
        elif alert is not None:
            alert.state, alert.resolved_at = "resolved", work.now()
            work.flush()
    return len(found)


def _raise(work: UnitOfWork, finding: Finding, now: datetime) -> None:
    is_late = is_overdue(finding, now)
    due = f"{finding.due_at:%Y-%m-%d}"
    title = (
        f"emergency release not reviewed by {due}"
        if is_late
        else f"emergency release, to be reviewed by {due}"
    )
    raise_alert(
        work,
        model_id=finding.model_id,
        version_id=finding.version_id,
        monitor_id=None,
        run_id=None,
        rule=_rule(finding),
        title=title,
        severity="critical" if is_late else "high",
        detail=finding.detail,
    )


def _to_tell(session: Session, now: datetime) -> Iterator[tuple[Finding, Alert | None]]:
    """Where what the alerts say is no longer what the reviews are."""
    alerts = {
        one.rule: one
        for one in session.scalars(select(Alert).where(Alert.rule.startswith(f"{RULE} ")))
    }
    for finding in session.scalars(select(Finding).where(Finding.kind == REVIEW)):
        alert = alerts.get(_rule(finding))
        wanted = "critical" if is_overdue(finding, now) else "high"
        if finding.state in WAITING:
            is_told = alert is not None and alert.state != "resolved" and alert.severity == wanted
        else:
            is_told = alert is None or alert.state not in LIVE
        if not is_told:
            yield finding, alert


def _rule(finding: Finding) -> str:
    return f"{RULE} {finding.number}"
