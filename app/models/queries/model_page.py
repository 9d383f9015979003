"""One model as its detail shows it: versions, files, schema, places, monitors, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.evidence_rows import (
    DocumentRow,
    FindingRow,
    ResultRow,
    TestRun,
    WaiverRow,
    list_documents,
    list_findings,
    list_result_rows,
    list_waivers,
    load_test_run,
)
from app.models.queries.inventory import ModelRow, load_rows
from app.models.queries.inventory_filter import open_scope
from app.models.queries.lookups import (
    StageRef,
    load_stages,
    now,
    person_names,
    version_numbers,
)
from app.models.queries.origins import load_origin
from app.models.queries.runtime_health import Silence, load_unserved
from app.models.queries.schema_fields import current_fields
from app.models.queries.serving_spells import Spell, list_spells
from app.models.queries.trends import NO_SERIES, Series, list_test_trends, load_monitor_series
from app.models.rules.origin import Origin
from app.models.rules.transitions import LIVE_ALERTS
from app.models.stored_json import Unreadable
from app.models.tables.execution import Deployment, Placement, Runtime
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.inventory import (
    Asset,
    ModelVersion,
    RegisteredModel,
    SchemaField,
    Snapshot,
)
from app.models.tables.monitoring import Alert, Monitor, MonitorRun, MonitorSchedule

MOST_DEPLOYMENTS = 200


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """A version with its newest snapshot, or an older snapshot of it. `stages`: where it is."""

    id: UUID | None  # None: the version was never frozen
    version_id: UUID
    version: int
    sequence: int | None
    digest: str
    tags: tuple[str, ...]
    made_at: datetime
    made_by: str
    stages: tuple[StageRef, ...]
    verdict: str  # of its last release test
    source_kind: str
    description: str
    has_unreadable_tags: bool = False

    @property
    def label(self) -> str:
        frozen = f" s{self.sequence}" if self.sequence else ""
        return f"v{self.version}{frozen}"


@dataclass(frozen=True, slots=True)
class AssetRow:
    id: UUID
    role: str
    path: str
    sha256: str
    size_bytes: int
    media_type: str
    store: str  # empty: kept in the workspace
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A column of the schema. `before` is its type in the version before.

    None: it is new; empty: there is none before, or one without a schema.
    """

    id: UUID
    name: str
    direction: str
    role: str
    data_class: str
    data_type: str
    is_protected: bool
    is_nullable: bool
    unit: str
    before: str | None

    @property
    def type(self) -> str:
        return (self.data_type or self.data_class) + (", null" if self.is_nullable else "")


@dataclass(frozen=True, slots=True)
class DeploymentRow:
    id: UUID
    number: int
    version: int | None
    runtime: str
    stage: StageRef
    service_tag: str
    state: str
    reason: str
    started_at: datetime
    finished_at: datetime | None
    silence: Silence | None  # it does not answer, though it should
    spells: tuple[Spell, ...] = ()  # when it served: between two of them another one did


@dataclass(frozen=True, slots=True)
class MonitorRow:
    id: UUID
    name: str
    version: int
    dimension: str
    stage: StageRef
    cron: str
    is_paused: bool
    verdict: str  # the last one; empty: never ran
    last_at: datetime | None
    next_at: datetime | None
    series: Series = NO_SERIES  # of what came out worst in its last run
    measured: int | None = None  # the version of that run, where another one serves by now


@dataclass(frozen=True, slots=True)
class DecisionRow:
    id: UUID
    request_id: UUID
    request_number: int
    request_state: str
    version: int | None
    stage: StageRef
    person: str
    role: str
    verdict: str
    reason: str
    decided_at: datetime
    counts: bool  # on the evidence that its request has now
    has_signature: bool
    fault: str | None = None  # of the signature; empty: it holds, None: nobody has looked


@dataclass(frozen=True, slots=True)
class ModelDetail:
    """Everything of a model; files, schema and evidence are those of `shown`, one version."""

    row: ModelRow
    description: str
    stages: tuple[StageRef, ...]  # its path, the first one first
    snapshots: tuple[SnapshotRow, ...]  # the newest first
    shown: SnapshotRow | None
    assets: tuple[AssetRow, ...]
    origin: Origin | None  # where its files came from, as far as that was recorded
    fields: tuple[FieldRow, ...]
    test_run: TestRun | None
    results: tuple[ResultRow, ...]
    documents: tuple[DocumentRow, ...]
    waivers: tuple[WaiverRow, ...]
    findings: tuple[FindingRow, ...]
    deployments: tuple[DeploymentRow, ...]
    monitors: tuple[MonitorRow, ...]
    alerted: tuple[int, ...]  # versions with alerts that are not resolved, the newest first
    decisions: tuple[DecisionRow, ...]
    in_place_since: datetime | None
    in_place_on: tuple[str, ...]
    now: datetime

    @property
    def serving(self) -> SnapshotRow | None:
        """The snapshot in production; None where nothing is."""
        return next(
            (one for one in self.snapshots if any(s.kind == "production" for s in one.stages)),
            None,
        )


def load_model(session: Session, model_id: UUID, *, version_id: UUID | None = None) -> ModelDetail:
    """A model, with the details of one version: the latest unless `version_id` says another.

    Raises:
        InputError: there is no such model.
    """
    registered = session.get(RegisteredModel, model_id)
    if registered is None:
        raise InputError(f"There is no model {model_id}.")
    scope = open_scope(session, None)
    snapshots = list_snapshots(session, model_id)
    shown = _choose(snapshots, version_id)
    serving = _serving_id(session, model_id)
    version, snapshot = (shown.version_id, shown.id) if shown else (None, None)
    place = _highest_place(session, model_id)
    return ModelDetail(
        row=load_rows(scope, [model_id])[0],
        description=registered.description,
        stages=tuple(
            sorted(
                (s for s in scope.stages.values() if s.path_id == registered.stage_path_id),
                key=lambda one: one.position,
            )
        ),
        snapshots=snapshots,
        shown=shown,
        assets=list_assets(session, version) if version else (),
        origin=load_origin(session, version) if version else None,
        fields=list_fields(session, model_id, shown) if shown else (),
        test_run=load_test_run(session, snapshot) if snapshot else None,
        results=_results(session, model_id, snapshots, shown, serving),
        documents=list_documents(session, model_id, version),
        waivers=_waivers(session, snapshots),
        findings=list_findings(session, snapshot) if snapshot else (),
        deployments=list_deployments_of(session, model_id),
        monitors=list_monitors_of(session, model_id),
        alerted=_alerted(session, model_id),
        decisions=list_decisions(session, model_id),
        in_place_since=place.placed_from if place else None,
        in_place_on=_runtimes_of(session, place) if place else (),
        now=now(session),
    )


def _alerted(session: Session, model_id: UUID) -> tuple[int, ...]:
    rows = session.scalars(
        select(ModelVersion.version)
        .join(Alert, Alert.version_id == ModelVersion.id)
        .where(Alert.model_id == model_id, Alert.state.in_(LIVE_ALERTS))
        .order_by(ModelVersion.version.desc())
        .distinct()
    )
    return tuple(rows)


def _results(
    session: Session,
    model_id: UUID,
    snapshots: Sequence[SnapshotRow],
    shown: SnapshotRow | None,
    serving: UUID | None,
) -> tuple[ResultRow, ...]:
    """Those of the shown snapshot, each with its values in the versions before."""
    rows = list_result_rows(session, shown.id, serving) if shown and shown.id else ()
    if not rows or shown is None:
        return rows
    versions = {one.version_id: one.version for one in snapshots}
    trends = list_test_trends(session, model_id, versions, until=shown.version)
    return tuple(replace(one, trend=trends.get(one.name, ())) for one in rows)


def _choose(rows: Sequence[SnapshotRow], version_id: UUID | None) -> SnapshotRow | None:
    if version_id is not None:
        return next((row for row in rows if row.version_id == version_id), None)
    return rows[0] if rows else None


def _serving_id(session: Session, model_id: UUID) -> UUID | None:
    return session.scalars(
        select(Placement.snapshot_id).where(
            Placement.model_id == model_id,
            Placement.stage_kind == "production",
            Placement.state == "in_place",
        )
    ).first()


def _highest_place(session: Session, model_id: UUID) -> Placement | None:
    known = load_stages(session)
    places = session.scalars(
        select(Placement).where(Placement.model_id == model_id, Placement.state == "in_place")
    ).all()
    return max(places, key=lambda one: known[one.stage_id].rank, default=None)


def _runtimes_of(session: Session, place: Placement) -> tuple[str, ...]:
    return tuple(
        session.scalars(
            select(Runtime.name)
            .join(Deployment, Deployment.runtime_id == Runtime.id)
            .where(
                Deployment.snapshot_id == place.snapshot_id,
                Deployment.stage_id == place.stage_id,
                Deployment.state == "deployed",
            )
            .order_by(Runtime.name)
        )
    )


def _waivers(session: Session, snapshots: Sequence[SnapshotRow]) -> tuple[WaiverRow, ...]:
    return tuple(
        waiver
        for one in snapshots
        if one.id is not None
        for waiver in list_waivers(session, one.id)
    )


def list_snapshots(session: Session, model_id: UUID) -> tuple[SnapshotRow, ...]:
    """Every snapshot, and every version that has none yet; the newest version first."""
    versions = session.scalars(
        select(ModelVersion)
        .where(ModelVersion.model_id == model_id)
        .order_by(ModelVersion.version.desc())
    ).all()
    frozen: dict[UUID, list[Snapshot]] = {}
    for one in session.scalars(
        select(Snapshot).where(Snapshot.model_id == model_id).order_by(Snapshot.sequence.desc())
    ):
        frozen.setdefault(one.version_id, []).append(one)
    flat = [one for rows in frozen.values() for one in rows]
    names = person_names(
        session, [*(v.created_by for v in versions), *(s.created_by for s in flat)]
    )
    places = _stages_by_snapshot(session, model_id)
    verdicts = _verdicts(session, model_id)
    found = []
    for version in versions:
        kept: Sequence[Snapshot | None] = frozen.get(version.id) or (None,)
        for snapshot in kept:
            made = snapshot or version
            found.append(
                SnapshotRow(
                    id=snapshot.id if snapshot else None,
                    version_id=version.id,
                    version=version.version,
                    sequence=snapshot.sequence if snapshot else None,
                    digest=snapshot.digest if snapshot else "",
                    tags=tuple(snapshot.service_tags) if snapshot else (),
                    made_at=made.created_at,
                    made_by=names.get(made.created_by, ""),
                    stages=places.get(snapshot.id, ()) if snapshot else (),
                    verdict=verdicts.get(snapshot.id, "") if snapshot else "",
                    source_kind=version.source_kind,
                    description=version.description,
                    has_unreadable_tags=isinstance(snapshot and snapshot.service_tags, Unreadable),
                )
            )
    return tuple(found)


def _stages_by_snapshot(session: Session, model_id: UUID) -> dict[UUID, tuple[StageRef, ...]]:
    stages = load_stages(session)
    found: dict[UUID, set[StageRef]] = {}
    for snapshot_id, stage_id in session.execute(
        select(Placement.snapshot_id, Placement.stage_id).where(
            Placement.model_id == model_id, Placement.state == "in_place"
        )
    ):
        found.setdefault(snapshot_id, set()).add(stages[stage_id])
    return {
        key: tuple(sorted(places, key=lambda one: one.rank, reverse=True))
        for key, places in found.items()
    }


def _verdicts(session: Session, model_id: UUID) -> dict[UUID, str]:
    rows = session.execute(
        select(MonitorRun.snapshot_id, MonitorRun.verdict)
        .where(
            MonitorRun.model_id == model_id,
            MonitorRun.kind == "release",
            MonitorRun.state == "done",
        )
        .order_by(MonitorRun.started_at)
    )
    return {row[0]: row[1] for row in rows}


def list_assets(session: Session, version_id: UUID) -> tuple[AssetRow, ...]:
    """The files of a version as they are now: replaced ones are left out."""
    rows = session.scalars(
        select(Asset)
        .where(Asset.version_id == version_id, Asset.replaced_by.is_(None))
        .order_by(Asset.role, Asset.path)
    ).all()
    names = person_names(session, (row.created_by for row in rows))
    return tuple(
        AssetRow(
            row.id,
            row.role,
            row.path,
            row.sha256,
            row.size_bytes,
            row.media_type,
            row.store,
            row.created_at,
            names.get(row.created_by, ""),
        )
        for row in rows
    )


def list_fields(session: Session, model_id: UUID, shown: SnapshotRow) -> tuple[FieldRow, ...]:
    """The schema of a version beside that of the version before it."""
    before_id = session.scalars(
        select(ModelVersion.id)
        .where(ModelVersion.model_id == model_id, ModelVersion.version < shown.version)
        .order_by(ModelVersion.version.desc())
    ).first()
    before = current_fields(session, before_id)
    types = {(one.direction, one.name): _type(one) for one in before}
    return tuple(
        FieldRow(
            id=one.id,
            name=one.name,
            direction=one.direction,
            role=one.role,
            data_class=one.data_class,
            data_type=one.data_type,
            is_protected=one.is_protected,
            is_nullable=one.is_nullable,
            unit=one.measure_unit,
            before=types.get((one.direction, one.name)) if types else "",
        )
        for one in current_fields(session, shown.version_id)
    )


def _type(one: SchemaField) -> str:
    return (one.data_type or one.data_class) + (", null" if one.is_nullable else "")


def list_deployments_of(session: Session, model_id: UUID) -> tuple[DeploymentRow, ...]:
    """Where it runs now and ran before, the newest first."""
    rows = session.execute(
        select(Deployment, Runtime.name)
        .join(Runtime, Runtime.id == Deployment.runtime_id)
        .where(Deployment.model_id == model_id)
        .order_by(Deployment.number.desc())
        .limit(MOST_DEPLOYMENTS)
    ).all()
    stages, silences = load_stages(session), load_unserved(session, [row[0] for row in rows])
    numbers = version_numbers(session, (row[0].version_id for row in rows))
    spells = list_spells(session, [row[0].id for row in rows])
    return tuple(
        DeploymentRow(
            one.id,
            one.number,
            numbers.get(one.version_id),
            runtime,
            stages[one.stage_id],
            one.service_tag,
            one.state,
            one.reason,
            one.started_at,
            one.finished_at,
            silences.get(one.id),
            spells.get(one.id, ()),
        )
        for one, runtime in rows
    )


def list_monitors_of(session: Session, model_id: UUID) -> tuple[MonitorRow, ...]:
    """The monitors of a model with their last verdict."""
    rows = session.execute(
        select(Monitor, MonitorSchedule.next_fire_at)
        .outerjoin(MonitorSchedule, MonitorSchedule.monitor_id == Monitor.id)
        .where(Monitor.model_id == model_id)
        .order_by(Monitor.name, Monitor.version)
    ).all()
    stages = load_stages(session)
    placed = {
        (stage_id, tag): version_id
        for stage_id, tag, version_id in session.execute(
            select(Placement.stage_id, Placement.service_tag, Placement.version_id).where(
                Placement.model_id == model_id, Placement.state == "in_place"
            )
        )
    }
    found = []
    for one, next_at in rows:
        last = session.execute(
            select(
                MonitorRun.verdict,
                MonitorRun.started_at,
                MonitorRun.id,
                MonitorRun.version_id,
                ModelVersion.version,
            )
            .join(ModelVersion, ModelVersion.id == MonitorRun.version_id)
            .where(MonitorRun.monitor_id == one.id, MonitorRun.state != "running")
            .order_by(MonitorRun.fire_at.desc())
            .limit(1)
        ).first()
        serving = placed.get((one.stage_id, one.service_tag))
        is_of_another = last is not None and serving not in (None, last.version_id)
        found.append(
            MonitorRow(
                id=one.id,
                name=one.name,
                version=one.version,
                dimension=one.dimension,
                stage=stages[one.stage_id],
                cron=one.cron,
                is_paused=one.is_paused,
                verdict=last.verdict if last else "",
                last_at=last.started_at if last else None,
                next_at=next_at,
                series=load_monitor_series(session, one.id, last.id) if last else NO_SERIES,
                measured=last.version if last is not None and is_of_another else None,
            )
        )
    return tuple(found)


def list_decisions(session: Session, model_id: UUID) -> tuple[DecisionRow, ...]:
    """Every vote on a request of this model, the newest first."""
    rows = session.execute(
        select(Decision, TransitionRequest)
        .join(TransitionRequest, TransitionRequest.id == Decision.request_id)
        .where(TransitionRequest.model_id == model_id)
        .order_by(Decision.decided_at.desc())
    ).all()
    stages = load_stages(session)
    names = person_names(session, (row[0].decided_by for row in rows))
    numbers = version_numbers(session, (row[1].version_id for row in rows))
    return tuple(
        DecisionRow(
            id=one.id,
            request_id=request.id,
            request_number=request.number,
            request_state=request.state,
            version=numbers.get(request.version_id),
            stage=stages[request.stage_id],
            person=names.get(one.decided_by, ""),
            role=one.role,
            verdict=one.verdict,
            reason=one.reason,
            decided_at=one.decided_at,
            counts=one.seen_digest == request.evidence_digest,
            has_signature=bool(one.signature),
        )
        for one, request in rows
    )
