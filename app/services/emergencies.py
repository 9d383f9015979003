"""Keeps emergency releases loud until they are reviewed: an alert, and a graver one when late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.reviews import WAITING, is_overdue
from app.models.rules.emergency import REVIEW
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.governance import Finding
from app.models.tables.monitoring import Alert
from app.services.commands.requests import tell_evidence
from app.services.one_by_one import one_by_one
from app.services.standing_alerts import raise_standing, resolve, rule_of
from app.services.unit_of_work import UnitOfWork
from app.services.verifying.one_check import Verifying
from app.services.verifying.votes import review_fault

RULE = "emergency release"  # with the number of its finding: each is an alert of its own


def is_any_to_tell(session: Session, now: datetime) -> bool:
    return next(_to_tell(session, now), None) is not None


def tell_reviews(work: UnitOfWork, now: datetime) -> int:
    """Raise, worsen or resolve the alerts of emergency releases; how many were touched.

    A review whose signature does not hold is open again, for somebody to sign it anew.
    """

    def tell(one: tuple[Finding, Alert | None, _Wanted | None]) -> None:
        finding, alert, wanted = one
        if wanted is not None:
            if finding.state not in WAITING:
                _reopen(work, finding, wanted.reason)
            raise_standing(
                work,
                finding,
                wrong=RULE,
                title=wanted.title,
                severity=wanted.severity,
                detail=finding.detail,
            )
        elif alert is not None:
            resolve(work, alert)

    found = list(_to_tell(work.session, now))
    return one_by_one(work, found, tell, what="telling of emergency releases")


def _reopen(work: UnitOfWork, finding: Finding, reason: str) -> None:
    with work.session.no_autoflush:  # one change, so one event
        finding.state, finding.reason = "open", reason
        finding.document = finding.signature = finding.key_id = None
    work.flush()
    tell_evidence(work, finding.unit_id, finding.model_id)


@dataclass(frozen=True, slots=True)
class _Wanted:
    severity: str
    title: str
    reason: str = ""  # why the review is to be done anew


def _wanted(session: Session, finding: Finding, now: datetime) -> _Wanted | None:
    """What the alert is to say; None where the review is done, by a signature that holds."""
    due = f"{finding.due_at:%Y-%m-%d}"
    is_late = finding.due_at is not None and finding.due_at < now
    reason = _why_anew(session, finding)
    if reason:
        when = f"not reviewed by {due}" if is_late else f"to be reviewed anew by {due}"
        return _Wanted("critical", f"emergency release, {when}: {reason}", reason)
    if is_overdue(finding, now):
        return _Wanted("critical", f"emergency release not reviewed by {due}")
    if finding.state in WAITING:
        return _Wanted("high", f"emergency release, to be reviewed by {due}")
    return None


def _why_anew(session: Session, finding: Finding) -> str:
    """Why a review does not count; an open one has a reason only when it was opened again."""
    if finding.state in WAITING:
        return finding.reason if finding.state == "open" else ""
    check = Verifying(session)
    fault = review_fault(check, finding) if check.is_required else ""
    return f"its review can't be relied on: {fault}" if fault else ""


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
        alert = alerts.get(rule_of(RULE, finding))
        if finding.state not in WAITING and alert is not None and alert.state not in LIVE_ALERTS:
            continue
        wanted = _wanted(session, finding, now)
        if wanted is None:
            is_told = alert is None
        else:
            is_told = (
                alert is not None
                and alert.state != "resolved"
                and (alert.severity, alert.title) == (wanted.severity, wanted.title)
            )
        if not is_told:
            yield finding, alert, wanted
