"""What had been measured of a snapshot by a day, and the training that it froze."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import VerificationError
from app.models.queries.evidence import (
    MeasuredBeside,
    beside,
    frozen_key,
    list_results,
    measured_beside,
    rule_name,
)
from app.models.queries.frozen import manifest_of
from app.models.queries.images import name_of
from app.models.queries.story import Answered, Measured, Requested, Tested, Trained, Watched
from app.models.rules.manifests import frozen_training
from app.models.tables.governance import EvidenceSet
from app.models.tables.inventory import Snapshot, TrainingRecord
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import MonitorRun
from app.models.tables.trail import AuditEvent

RECORDED = "training.recorded"


def tested_then(
    session: Session, answered: Answered, requests: tuple[Requested, ...], at: datetime
) -> Tested | None:
    """What the deciders saw; where nobody decided, the last release test until then."""
    for request in reversed(requests):
        frozen = session.scalars(
            select(EvidenceSet.content).where(
                EvidenceSet.request_id == request.id, EvidenceSet.digest == request.evidence_digest
            )
        ).first()
        if frozen:
            found = measured_beside(session, answered.snapshot_id)
            return _of_evidence(json.loads(frozen), request.number, found)
    run = session.scalars(
        select(MonitorRun)
        .where(
            MonitorRun.snapshot_id == answered.snapshot_id,
            MonitorRun.kind == "release",
            MonitorRun.state == "done",
            MonitorRun.finished_at <= at,
        )
        .order_by(MonitorRun.started_at.desc())
    ).first()
    if run is None:
        return None
    measured = tuple(
        Measured(
            rule_name(one),
            "" if one.statistic is None else repr(one.statistic),
            one.threshold,
            one.verdict,
            *beside(one),
        )
        for one in list_results(session, run.id)
    )
    table, sha256 = _table(session, run.decision_table_id)
    return Tested(run.verdict, table, sha256, run.data_digest, measured)


def _of_evidence(content: dict[str, Any], request: int, measured: MeasuredBeside) -> Tested:
    table = content.get("thresholds") or {}
    named = f"{table['key']} v{table['version']}" if table else ""
    return Tested(
        verdict=content.get("verdict", ""),
        table=named,
        table_sha256=table.get("sha256", ""),
        data_digest=content.get("data", ""),
        results=tuple(
            Measured(
                one["rule"],
                one["statistic"],
                one["threshold"],
                one["verdict"],
                *measured.get(frozen_key(one), (None, None)),
            )
            for one in content.get("results", ())
        ),
        request=request,
    )


def _table(session: Session, table_id: UUID | None) -> tuple[str, str]:
    row = session.get(DecisionTable, table_id) if table_id else None
    return (f"{row.key} v{row.version}", row.sha256) if row else ("", "")


def last_watched(session: Session, snapshot_id: UUID | None, at: datetime) -> Watched | None:
    run = session.scalars(
        select(MonitorRun)
        .where(
            MonitorRun.snapshot_id == snapshot_id,
            MonitorRun.kind == "monitor",
            MonitorRun.state == "done",
            MonitorRun.finished_at <= at,
        )
        .order_by(MonitorRun.fire_at.desc())
    ).first()
    if run is None or run.finished_at is None:
        return None
    return Watched(run.finished_at, run.verdict, _table(session, run.decision_table_id)[0])


def trained_by(session: Session, snapshot_id: UUID | None) -> tuple[Trained | None, bool]:
    """The training that was frozen, and whether what was frozen can be told at all."""
    snapshot = session.get(Snapshot, snapshot_id) if snapshot_id else None
    if snapshot is None:
        return None, True
    try:
        found = frozen_training(manifest_of(session, snapshot))
    except VerificationError:
        return None, False
    if found is None:
        return None, True
    by, at = _told_of(session, snapshot.version_id, found.run)
    told = Trained(
        found.run,
        found.algorithm,
        found.data,
        found.seed,
        found.commit,
        found.environment,
        name_of(session, by),
        at,
    )
    return told, True


def _told_of(session: Session, version_id: UUID, run: str) -> tuple[UUID | None, datetime | None]:
    """Who recorded this training of the version, and when: by the trail, which is sealed."""
    row = session.execute(
        select(AuditEvent.actor_id, AuditEvent.at)
        .join(TrainingRecord, TrainingRecord.id == AuditEvent.object_id)
        .where(
            TrainingRecord.version_id == version_id,
            TrainingRecord.run_key == run,
            AuditEvent.tag == RECORDED,
        )
        .order_by(AuditEvent.id)
        .limit(1)
    ).first()
    return (row.actor_id, row.at) if row else (None, None)
