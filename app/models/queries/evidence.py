"""What a decision rests on: results, waivers, findings, documents, tables, earlier decisions.

And by which rule it counts: who decides, and in which order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.models.queries.earlier import is_any_earlier, list_earlier
from app.models.queries.find import find_snapshot_in_review, find_version
from app.models.queries.frozen import require_true
from app.models.queries.id_lists import is_one_of
from app.models.queries.makers import asked_on
from app.models.rules.four_eyes import DecisionFacts, RequestFacts, Slot
from app.models.rules.roles import Role
from app.models.rules.tasks import STOPPING
from app.models.tables.base import mw_now
from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import Placement
from app.models.tables.governance import (
    Decision,
    EvidenceSet,
    Finding,
    RequestSlot,
    TransitionRequest,
    Waiver,
)
from app.models.tables.inventory import ModelDocument, ModelVersion, Snapshot, VersionAuthor
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate, UserTask
from app.models.tables.monitoring import MonitorRun, TestResult

FAILED = STOPPING
IS_REGULATED = "is_regulated"  # in the answer of a run: by which limits it judged
MEASURED_BY = "measured_by"  # in the answer of a run: code, libraries and Python that measured

# Whoever decides waits for these, so they are built once: to build one takes longer than to run it.
IS_ABOUT_P = re.compile(r"\bp(_adjusted)? *[<>≤≥]")
# Effect and adjusted p by rule, value and limit.
MeasuredBeside = Mapping[tuple[str, str, str], tuple[float | None, float | None]]
_STARTED = MonitorRun.started_at
_runs = (
    select(MonitorRun)
    .where(
        MonitorRun.snapshot_id == bindparam("snapshot"),
        MonitorRun.kind == "release",
        MonitorRun.state == "done",
    )
    .order_by(_STARTED.desc())
    .limit(1)
)
_results = (
    select(TestResult)
    .where(TestResult.run_id == bindparam("run"))
    .order_by(TestResult.test, TestResult.feature)
)
_waivers = (  # by the clock: past its day one covers nothing, whether or not its state says so yet
    select(Waiver)
    .where(
        Waiver.snapshot_id == bindparam("snapshot"),
        Waiver.state == "granted",
        Waiver.expires_at > mw_now(),
    )
    .order_by(Waiver.test, Waiver.feature)
)
_findings = (
    select(Finding.id, Finding.severity, Finding.state)
    .where(Finding.snapshot_id == bindparam("snapshot"))
    .order_by(Finding.id)
)
_documents = (
    select(ModelDocument.kind, ModelDocument.uri, ModelDocument.sha256)
    .where(
        ModelDocument.model_id == bindparam("model"),
        or_(
            ModelDocument.version_id == bindparam("version"),
            ModelDocument.version_id.is_(None),
        ),
    )
    .order_by(ModelDocument.id)
)
_slots = (
    select(RequestSlot.slot, RequestSlot.roles, RequestSlot.needed, RequestSlot.rank)
    .where(RequestSlot.request_id == bindparam("request"))
    .order_by(RequestSlot.slot)
)
_facts = (  # few of each, so every one with every other is no more than some dozen rows
    select(
        RequestSlot.slot, RequestSlot.roles, RequestSlot.needed, RequestSlot.rank,
        Decision.id, Decision.decided_by, Decision.slot.label("fills"), Decision.verdict,
        Decision.seen_digest, VersionAuthor.person_id, UserTask.recorded_by,
        ProcessInstance.started_by,
    )
    .select_from(TransitionRequest)
    .outerjoin(RequestSlot, RequestSlot.request_id == TransitionRequest.id)
    .outerjoin(Decision, Decision.request_id == TransitionRequest.id)
    .outerjoin(VersionAuthor, VersionAuthor.version_id == TransitionRequest.version_id)
    .outerjoin(UserTask, asked_on(TransitionRequest.model_id, TransitionRequest.version_id))
    .outerjoin(ProcessInstance, ProcessInstance.id == TransitionRequest.instance_id)
    .where(TransitionRequest.id == bindparam("request"))
    .order_by(RequestSlot.slot, Decision.decided_at)
)  # fmt: skip


def _is_any(of: Select[*tuple[Any, ...]], key: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    return of.with_only_columns(key).order_by(None).correlate(None).exists()


def _one_of_each() -> Select[*tuple[Any, ...]]:
    """What a set has one of: the snapshot, that in production, the release test, what is in force.

    And of what else there is any: most requests lack most of it, and each list is a statement.
    """
    newest = _runs.with_only_columns(MonitorRun.id).correlate(None).scalar_subquery()
    serving, thresholds, route = aliased(Snapshot), aliased(DecisionTable), aliased(DecisionTable)
    led_by = LifeCycleTemplate
    in_production = (
        select(serving.digest)
        .join(Placement, Placement.snapshot_id == serving.id)
        .where(
            Placement.model_id == bindparam("model"),
            Placement.service_tag == bindparam("service_tag"),
            Placement.stage_kind == "production",
            Placement.state == "in_place",
        )
        .scalar_subquery()
    )
    return (
        select(
            Snapshot.digest.label("snapshot"),
            in_production.label("in_production"),
            MonitorRun.id.label("run_id"),
            MonitorRun.verdict.label("verdict"),
            MonitorRun.data_digest.label("data"),
            *(thresholds.key, thresholds.version, thresholds.sha256),
            *(route.key, route.version, route.sha256),
            *(led_by.key, led_by.version, led_by.sha256),
            Snapshot,
            ModelVersion.version.label("number"),
            _is_any(_waivers, Waiver.id).label("has_waivers"),
            _is_any(_findings, Finding.id).label("has_findings"),
            _is_any(_documents, ModelDocument.id).label("has_documents"),
            is_any_earlier.label("has_earlier"),
            MonitorRun.answer.label("answer"),
        )
        .select_from(Snapshot)
        .join(ModelVersion, ModelVersion.id == Snapshot.version_id)
        .outerjoin(MonitorRun, MonitorRun.id == newest)
        .outerjoin(thresholds, thresholds.id == MonitorRun.decision_table_id)
        .outerjoin(route, route.id == bindparam("route"))
        .outerjoin(ProcessInstance, ProcessInstance.id == bindparam("instance"))
        .outerjoin(led_by, led_by.id == ProcessInstance.template_id)
        .where(Snapshot.id == bindparam("snapshot"))
    )


_heads = _one_of_each()


def latest_release_run(session: Session, snapshot_id: UUID) -> MonitorRun | None:
    return session.scalars(_runs, {"snapshot": snapshot_id}).first()


def list_results(session: Session, run_id: UUID) -> list[TestResult]:
    return list(session.scalars(_results, {"run": run_id}))


def granted_waivers(session: Session, snapshot_id: UUID) -> list[Waiver]:
    """Those in force: granted, and not past their day."""
    return list(session.scalars(_waivers, {"snapshot": snapshot_id}))


def list_standing_waivers(session: Session, snapshot_id: UUID) -> Sequence[Waiver]:
    """Those that wait for their decision or were granted, also past their day."""
    return session.scalars(
        select(Waiver)
        .where(Waiver.snapshot_id == snapshot_id, Waiver.state.in_(("asked", "granted")))
        .order_by(Waiver.number)
    ).all()


def failed_rules(session: Session, snapshot_id: UUID) -> list[str]:
    """`test` or `test:feature` of every result that stops a release, in order."""
    return [*stopping_verdicts(session, snapshot_id)]


def list_failed_rules(session: Session, version: str) -> tuple[str, ...]:
    """Those of the version that is named so that a waiver can be asked for.

    Raises:
        InputError: there is no such version.
    """
    _, found = find_version(session, version)
    snapshot = find_snapshot_in_review(session, found.id)
    return tuple(failed_rules(session, snapshot.id)) if snapshot is not None else ()


def stopping_verdicts(session: Session, snapshot_id: UUID) -> dict[str, str]:
    """The verdict of each of `failed_rules`: not every one that stops a release is a FAIL."""
    run = latest_release_run(session, snapshot_id)
    if run is None:
        return {}
    results = list_results(session, run.id)
    return {rule_name(r): r.verdict for r in results if r.verdict in FAILED}


def unwaived_rules(session: Session, snapshot_id: UUID) -> list[str]:
    """Those of `failed_rules` that no waiver in force covers."""
    covered = {rule_name(waiver) for waiver in granted_waivers(session, snapshot_id)}
    return [rule for rule in failed_rules(session, snapshot_id) if rule not in covered]


def stopping_rules(session: Session, snapshots: Collection[UUID]) -> set[tuple[UUID, str]]:
    """`failed_rules` of many snapshots, each rule with its snapshot."""
    runs = select(MonitorRun.id, MonitorRun.snapshot_id).where(
        is_one_of(session, MonitorRun.snapshot_id, snapshots),
        MonitorRun.kind == "release",
        MonitorRun.state == "done",
    )
    newest = {snapshot: run for run, snapshot in session.execute(runs.order_by(_STARTED))}
    of = {run: snapshot for snapshot, run in newest.items()}
    failed = select(TestResult).where(
        is_one_of(session, TestResult.run_id, of), TestResult.verdict.in_(FAILED)
    )
    return {(of[one.run_id], rule_name(one)) for one in session.scalars(failed)}


def covered_rules(session: Session, snapshots: Collection[UUID]) -> set[tuple[UUID, str]]:
    """Those that a waiver in force covers, each with its snapshot."""
    in_force = select(Waiver).where(
        is_one_of(session, Waiver.snapshot_id, snapshots),
        Waiver.state == "granted",
        Waiver.expires_at > mw_now(),
    )
    return {(one.snapshot_id, rule_name(one)) for one in session.scalars(in_force)}


def rule_name(row: TestResult | Waiver) -> str:
    return f"{row.test}:{row.feature}" if row.feature else row.test


def build_evidence(
    session: Session, request: TransitionRequest, slots: Sequence[Slot] | None = None
) -> dict[str, Any]:
    """The evidence set of a request as JSON values, ready for its RFC 8785 digest.

    Args:
        slots: who decides, where that is at hand; else it is read.
    Raises:
        VerificationError: the snapshot's row is not what was frozen.
    """
    assert request.snapshot_id is not None
    of = {
        "request": request.id,
        "snapshot": request.snapshot_id,
        "model": request.model_id,
        "version": request.version_id,
        "service_tag": request.service_tag,
        "route": request.route_table_id,
        "instance": request.instance_id,
    }
    found = session.execute(_heads, of).one()
    require_true(session, found.Snapshot, found.number)
    results = list_results(session, found.run_id) if found.run_id else []
    waivers = session.scalars(_waivers, of).all() if found.has_waivers else []
    findings = session.execute(_findings, of).all() if found.has_findings else []
    documents = session.execute(_documents, of).all() if found.has_documents else []
    earlier = list_earlier(session, request) if found.has_earlier else ()
    measured_by = (found.answer or {}).get(MEASURED_BY)  # tests of before kept none
    return {
        "v": 1,
        "request": str(request.id),
        "snapshot": found.snapshot,
        "in_production": found.in_production or "",
        "risk_tier": request.risk_tier,
        "is_regulated": request.is_regulated,
        "results": [_result(result) for result in results],
        "verdict": found.verdict or "",
        "data": found.data or "",
        **({MEASURED_BY: measured_by} if measured_by else {}),
        "thresholds": _table(found[5:8]),
        "route": _table(found[8:11]),
        "life_cycle": _table(found[11:14]),
        **_rule(request, _read_slots(session, request) if slots is None else slots),
        "waivers": [_waiver(waiver) for waiver in waivers],
        "findings": [
            {"id": str(each.id), "severity": each.severity, "state": each.state}
            for each in findings
        ],
        "documents": [dict(each._mapping) for each in documents],
        "earlier": [one.as_evidence() for one in earlier],
    }


def pinned_evidence(session: Session, request: TransitionRequest) -> dict[str, Any]:
    """The set whose digest the request carries, as it was written; empty before it is pinned."""
    content = session.scalar(
        select(EvidenceSet.content).where(
            EvidenceSet.request_id == request.id, EvidenceSet.digest == request.evidence_digest
        )
    )
    found: dict[str, Any] = json.loads(content) if content else {}
    return found


def present_rule(session: Session, request: TransitionRequest) -> dict[str, Any]:
    """By what a request is decided now, as its set says it: who, in which order, by which table.

    Sets of earlier versions say the table alone.
    """
    table = request.route_table_id and session.get(DecisionTable, request.route_table_id)
    return {
        "route": _table((table.key, table.version, table.sha256) if table else (None, 0, "")),
        **_rule(request, _read_slots(session, request)),
    }


def _rule(request: TransitionRequest, slots: Sequence[Slot]) -> dict[str, Any]:
    return {
        "slots": [
            {
                "slot": one.number,
                "roles": sorted(map(str, one.roles)),
                "needed": one.needed,
                "rank": one.rank,
            }
            for one in sorted(slots, key=lambda slot: slot.number)
        ],
        "is_ordered": request.is_ordered,
    }


def _read_slots(session: Session, request: TransitionRequest) -> tuple[Slot, ...]:
    return tuple(map(_slot, session.execute(_slots, {"request": request.id})))


def _slot(row: Row[*tuple[Any, ...]]) -> Slot:
    return Slot(row.slot, frozenset(map(Role, row.roles)), needed=row.needed, rank=row.rank)


def _result(result: TestResult) -> dict[str, str]:
    statistic = "" if result.statistic is None else repr(result.statistic)
    return {
        "rule": rule_name(result),
        "statistic": statistic,
        "threshold": result.threshold,
        "verdict": result.verdict,
    }


def frozen_key(result: Mapping[str, str]) -> tuple[str, str, str]:
    """By what a frozen result is found again among those that were measured."""
    return result["rule"], result["statistic"], result["threshold"]


def beside(result: TestResult) -> tuple[float | None, float | None]:
    """Effect and adjusted p, where the limit of the result is about them."""
    is_about_p = IS_ABOUT_P.search(result.threshold)
    return result.effect, result.p_adjusted if is_about_p else None


def measured_beside(session: Session, snapshot_id: UUID | None) -> MeasuredBeside:
    """What release tests of a snapshot measured beside the values that evidence freezes."""
    rows = session.scalars(
        select(TestResult)
        .join(MonitorRun, MonitorRun.id == TestResult.run_id)
        .where(
            MonitorRun.snapshot_id == snapshot_id,
            MonitorRun.kind == "release",
            MonitorRun.state == "done",
        )
        .order_by(MonitorRun.started_at.desc())  # what the first of them said stays
    )
    return {frozen_key(_result(one)): beside(one) for one in rows}


def _table(named: Sequence[Any]) -> dict[str, Any] | None:
    key, version, sha256 = named
    return None if key is None else {"key": key, "version": version, "sha256": sha256}


def _waiver(waiver: Waiver) -> dict[str, str]:
    return {
        "id": str(waiver.id),
        "rule": rule_name(waiver),
        "granted_by": str(waiver.granted_by),
        "expires_at": waiver.expires_at.isoformat(),
    }


def request_facts(session: Session, request: TransitionRequest) -> RequestFacts:
    """A request as its rules see it."""
    rows = session.execute(_facts, {"request": request.id}).all()
    slots = {row.slot: row for row in rows if row.slot is not None}
    decisions = {row.id: row for row in rows if row.id is not None}
    authors = {
        person
        for row in rows
        for person in (row.person_id, row.recorded_by, row.started_by)
        if person
    }
    return RequestFacts(
        slots=tuple(map(_slot, slots.values())),
        authors=frozenset(authors) | {request.requested_by},
        evidence_digest=request.evidence_digest,
        decisions=tuple(
            DecisionFacts(d.decided_by, d.fills, d.verdict == "accept", d.seen_digest, d.id)
            for d in decisions.values()
        ),
        state=request.state,
        is_ordered=request.is_ordered,
        is_outgrown=request.is_outgrown,
    )
