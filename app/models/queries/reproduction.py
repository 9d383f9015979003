"""What a snapshot pinned, as it is needed to run training, evaluation or scoring again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.errors import VerificationError
from app.models.queries.as_of import as_of
from app.models.queries.evidence import IS_REGULATED, MEASURED_BY, latest_release_run
from app.models.queries.frozen import manifest_of
from app.models.queries.releases import VersionFiles, load_snapshot_files
from app.models.rules.manifests import frozen_training
from app.models.tables.engine import Job
from app.models.tables.inventory import RegisteredModel, Snapshot, TrainingRecord
from app.models.tables.monitoring import MonitorRun, TestResult

COMPARED = (
    "test", "feature", "role", "method", "threshold", "statistic", "p_adjusted", "verdict",
)  # fmt: skip
SCORED = ("release", "reproduce_scoring")  # runs that keep what they measured by


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    """How the snapshot's model was trained."""

    algorithm: str
    parameters: Mapping[str, Any]
    metrics: Mapping[str, float]
    data_sha256: str
    environment_sha256: str  # of its lock, as the training itself recorded it
    seed: int


@dataclass(frozen=True, slots=True)
class MeasuredBy:
    """What the service measured by on that day; empty where nobody kept it."""

    code: str = ""  # digest of its evaluator and scorer
    lock: str = ""  # digest of the libraries that these ran with
    python: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationFacts:
    """The tests before the release, and what they were judged by."""

    results: tuple[Mapping[str, Any], ...]
    table_id: UUID | None
    data_sha256: str
    code_version: str  # of the product that measured them
    risk_tier: str  # of that time
    is_regulated: bool
    measured_by: MeasuredBy


@dataclass(frozen=True, slots=True)
class Pinned:
    """Everything that a reproduction goes by."""

    snapshot_id: UUID
    sequence: int
    digest: str
    model_sha256: str
    files: VersionFiles
    training: TrainingFacts | None
    evaluation: EvaluationFacts | None
    scored_by: MeasuredBy  # when it was first tested or scored here


def load_pinned(session: Session, snapshot_id: UUID) -> Pinned:
    snapshot = session.get_one(Snapshot, snapshot_id)
    return Pinned(
        snapshot.id,
        snapshot.sequence,
        snapshot.digest,
        snapshot.model_sha256,
        load_snapshot_files(session, snapshot_id),
        _training(session, snapshot),
        _evaluation(session, snapshot),
        _scored_by(session, snapshot_id),
    )


def _training(session: Session, snapshot: Snapshot) -> TrainingFacts | None:
    frozen = frozen_training(manifest_of(session, snapshot))
    if frozen is None:
        return None
    row = session.scalars(
        select(TrainingRecord).where(
            TrainingRecord.version_id == snapshot.version_id, TrainingRecord.run_key == frozen.run
        )
    ).one_or_none()
    if row is None:
        raise VerificationError(f"The training {frozen.run} of the snapshot is not recorded.")
    return TrainingFacts(
        row.algorithm,
        row.parameters,
        row.metrics,
        str(row.data_digests.get("data", "")),
        row.environment_sha256,
        row.seed,
    )


def _evaluation(session: Session, snapshot: Snapshot) -> EvaluationFacts | None:
    run = latest_release_run(session, snapshot.id)
    if run is None:
        return None
    rows = session.scalars(select(TestResult).where(TestResult.run_id == run.id))
    return EvaluationFacts(
        tuple({name: getattr(row, name) for name in COMPARED} for row in rows),
        run.decision_table_id,
        run.data_digest,
        run.code_version,
        _risk_tier(session, snapshot.model_id, run.started_at),
        _was_regulated(session, run),
        _measured_by(run.answer),
    )


def _scored_by(session: Session, snapshot_id: UUID) -> MeasuredBy:
    answers = session.scalars(
        select(MonitorRun.answer)
        .where(
            MonitorRun.snapshot_id == snapshot_id,
            MonitorRun.kind.in_(SCORED),
            MonitorRun.state == "done",
        )
        .order_by(MonitorRun.number)
    )
    return next((one for one in map(_measured_by, answers) if one.code), MeasuredBy())


def _measured_by(answer: Mapping[str, Any] | None) -> MeasuredBy:
    return MeasuredBy(**(answer or {}).get(MEASURED_BY, {}))


def _risk_tier(session: Session, model_id: UUID, at: datetime) -> str:
    table = RegisteredModel.__table__
    assert isinstance(table, Table)
    then = as_of(table, at)
    return session.scalar(select(then.c.risk_tier).where(then.c.id == model_id)) or ""


def _was_regulated(session: Session, run: MonitorRun) -> bool:
    """What the life cycle told the tests: with their job, where the run does not say it itself."""
    told = (run.answer or {}).get(IS_REGULATED)
    if told is not None:
        return bool(told)
    try:
        job = session.get(Job, UUID(run.run_key.rpartition("job-")[2]))
    except ValueError:
        return False
    return str(job.inputs.get("is_regulated", False)).lower() == "true" if job else False


@dataclass(frozen=True, slots=True)
class ReproductionRow:
    """A reproduction as the worker recorded it; `answer` is what the command prints."""

    id: UUID
    number: int
    state: str
    verdict: str
    note: str
    answer: Mapping[str, Any]


def find_reproduction(session: Session, run_key: str) -> ReproductionRow | None:
    row = session.scalars(select(MonitorRun).where(MonitorRun.run_key == run_key)).first()
    if row is None:
        return None
    return ReproductionRow(row.id, row.number, row.state, row.verdict, row.note, row.answer or {})
