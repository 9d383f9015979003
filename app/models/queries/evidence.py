"""What a decision rests on: results, waivers, findings, documents, versions of tables."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.rules.four_eyes import DecisionFacts, RequestFacts, Slot
from app.models.rules.roles import Role
from app.models.rules.tasks import STOPPING
from app.models.tables.execution import Placement
from app.models.tables.governance import Decision, Finding, RequestSlot, TransitionRequest, Waiver
from app.models.tables.inventory import ModelDocument, Snapshot, VersionAuthor
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import MonitorRun, TestResult

FAILED = STOPPING


def latest_release_run(session: Session, snapshot_id: UUID) -> MonitorRun | None:
    return session.scalars(
        select(MonitorRun)
        .where(
            MonitorRun.snapshot_id == snapshot_id,
            MonitorRun.kind == "release",
            MonitorRun.state == "done",
        )
        .order_by(MonitorRun.started_at.desc())
    ).first()


def list_results(session: Session, run_id: UUID) -> list[TestResult]:
    statement = (
        select(TestResult)
        .where(TestResult.run_id == run_id)
        .order_by(TestResult.test, TestResult.feature)
    )
    return list(session.scalars(statement))


def granted_waivers(session: Session, snapshot_id: UUID) -> list[Waiver]:
    statement = (
        select(Waiver)
        .where(Waiver.snapshot_id == snapshot_id, Waiver.state == "granted")
        .order_by(Waiver.test, Waiver.feature)
    )
    return list(session.scalars(statement))


def failed_rules(session: Session, snapshot_id: UUID) -> list[str]:
    """`test` or `test:feature` of every result that stops a release, in order."""
    run = latest_release_run(session, snapshot_id)
    if run is None:
        return []
    return [rule_name(r) for r in list_results(session, run.id) if r.verdict in FAILED]


def unwaived_rules(session: Session, snapshot_id: UUID) -> list[str]:
    """Those of `failed_rules` that no granted waiver covers."""
    covered = {rule_name(waiver) for waiver in granted_waivers(session, snapshot_id)}
    return [rule for rule in failed_rules(session, snapshot_id) if rule not in covered]


def rule_name(row: TestResult | Waiver) -> str:
    return f"{row.test}:{row.feature}" if row.feature else row.test


def build_evidence(session: Session, request: TransitionRequest) -> dict[str, Any]:
    """The evidence set of a request as JSON values, ready for its RFC 8785 digest."""
    assert request.snapshot_id is not None
    snapshot = session.get_one(Snapshot, request.snapshot_id)
    run = latest_release_run(session, snapshot.id)
    results = list_results(session, run.id) if run else []
    return {
        "v": 1,
        "request": str(request.id),
        "snapshot": snapshot.digest,
        "in_production": production_digest(session, request),
        "results": [_result(result) for result in results],
        "verdict": run.verdict if run else "",
        "data": run.data_digest if run else "",
        "thresholds": _table(session, run.decision_table_id if run else None),
        "route": _table(session, request.route_table_id),
        "waivers": [_waiver(waiver) for waiver in granted_waivers(session, snapshot.id)],
        "findings": [_finding(one) for one in _findings(session, snapshot.id)],
        "documents": [_document(one) for one in _documents(session, request)],
    }


def production_digest(session: Session, request: TransitionRequest) -> str:
    """The digest of the snapshot that serves in production now; empty where none does."""
    return (
        session.scalar(
            select(Snapshot.digest)
            .join(Placement, Placement.snapshot_id == Snapshot.id)
            .where(
                Placement.model_id == request.model_id,
                Placement.service_tag == request.service_tag,
                Placement.stage_kind == "production",
                Placement.state == "in_place",
            )
        )
        or ""
    )


def _result(result: TestResult) -> dict[str, str]:
    statistic = "" if result.statistic is None else repr(result.statistic)
    return {
        "rule": rule_name(result),
        "statistic": statistic,
        "threshold": result.threshold,
        "verdict": result.verdict,
    }


def _table(session: Session, table_id: UUID | None) -> dict[str, Any] | None:
    if table_id is None:
        return None
    table = session.get_one(DecisionTable, table_id)
    return {"key": table.key, "version": table.version, "sha256": table.sha256}


def _waiver(waiver: Waiver) -> dict[str, str]:
    return {
        "id": str(waiver.id),
        "rule": rule_name(waiver),
        "granted_by": str(waiver.granted_by),
        "expires_at": waiver.expires_at.isoformat(),
    }


def _findings(session: Session, snapshot_id: UUID) -> list[Finding]:
    statement = select(Finding).where(Finding.snapshot_id == snapshot_id).order_by(Finding.id)
    return list(session.scalars(statement))


def _finding(finding: Finding) -> dict[str, str]:
    return {"id": str(finding.id), "severity": finding.severity, "state": finding.state}


def _documents(session: Session, request: TransitionRequest) -> list[ModelDocument]:
    statement = (
        select(ModelDocument)
        .where(
            ModelDocument.model_id == request.model_id,
            or_(ModelDocument.version_id == request.version_id, ModelDocument.version_id.is_(None)),
        )
        .order_by(ModelDocument.id)
    )
    return list(session.scalars(statement))


def _document(document: ModelDocument) -> dict[str, str]:
    return {"kind": document.kind, "uri": document.uri, "sha256": document.sha256}


def request_facts(session: Session, request: TransitionRequest) -> RequestFacts:
    """A request as its rules see it."""
    slots = session.scalars(
        select(RequestSlot).where(RequestSlot.request_id == request.id).order_by(RequestSlot.slot)
    )
    decisions = session.scalars(
        select(Decision).where(Decision.request_id == request.id).order_by(Decision.decided_at)
    )
    authors = session.scalars(
        select(VersionAuthor.person_id).where(VersionAuthor.version_id == request.version_id)
    )
    return RequestFacts(
        slots=tuple(
            Slot(s.slot, frozenset(map(Role, s.roles)), needed=s.needed, rank=s.rank) for s in slots
        ),
        authors=frozenset(authors) | {request.requested_by},
        evidence_digest=request.evidence_digest,
        decisions=tuple(
            DecisionFacts(d.decided_by, d.slot, d.verdict == "accept", d.seen_digest)
            for d in decisions
        ),
        state=request.state,
        is_ordered=request.is_ordered,
    )
