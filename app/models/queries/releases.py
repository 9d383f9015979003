"""What the release tasks read of a version: files, schema, tables, places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.ended_runtimes import may_answer
from app.models.queries.frozen import manifest_of, untrue_columns_of
from app.models.queries.pauses import load_pauses
from app.models.queries.retention import SCORING_LOG, kept_days
from app.models.queries.same_runtime import EMBEDDED, list_same
from app.models.queries.schema_fields import current_fields, frozen_fields
from app.models.rules.deployment_states import ACTIVE, ANSWERING, SWITCHING, WAITING
from app.models.rules.matching import asks_more
from app.models.rules.pauses import Pause
from app.models.tables.execution import Deployment, DeploymentStep, Runtime, Stage
from app.models.tables.inventory import (
    Asset,
    ModelDocument,
    ModelVersion,
    RegisteredModel,
    SchemaField,
    Snapshot,
)
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import ReferenceProfile
from app.models.tables.organisation import BusinessUnit

REFERENCE = "reference.json"  # rows with the model's own answers: its smoke test


@dataclass(frozen=True, slots=True)
class AssetRow:
    role: str
    path: str
    sha256: str
    size_bytes: int
    store: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    name: str
    direction: str
    role: str
    data_class: str
    is_protected: bool
    is_drift_candidate: bool
    is_nullable: bool
    special_values: tuple[Any, ...]
    measure_unit: str
    positive_label: str
    allowed: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class VersionFiles:
    """A version as its release tasks see it."""

    model_id: UUID
    model_name: str
    unit_id: UUID
    version_id: UUID
    version: int
    risk_tier: str
    assets: tuple[AssetRow, ...]
    fields: tuple[FieldRow, ...]
    document_kinds: frozenset[str]

    def find(self, role: str, path: str = "") -> AssetRow | None:
        for asset in self.assets:
            if asset.role == role and (not path or asset.path.endswith(path)):
                return asset
        return None

    def named(self, path: str) -> AssetRow | None:
        return next((a for a in self.assets if a.path.rpartition("/")[2] == path), None)

    @property
    def reference(self) -> AssetRow | None:
        """What its deployment is smoke-tested with; None: nothing is there to test it by."""
        return self.named(REFERENCE)


def load_version_files(session: Session, version_id: UUID) -> VersionFiles:
    version = session.get_one(ModelVersion, version_id)
    registered = session.get_one(RegisteredModel, version.model_id)
    assets = session.scalars(
        select(Asset)
        .where(Asset.version_id == version_id, Asset.replaced_by.is_(None))
        .order_by(Asset.role, Asset.path)
    )
    documents = session.scalars(
        select(ModelDocument.kind).where(
            ModelDocument.model_id == registered.id,
            (ModelDocument.version_id == version_id) | ModelDocument.version_id.is_(None),
        )
    )
    return VersionFiles(
        model_id=registered.id,
        model_name=registered.name,
        unit_id=registered.unit_id,
        version_id=version_id,
        version=version.version,
        risk_tier=registered.risk_tier,
        assets=tuple(AssetRow(a.role, a.path, a.sha256, a.size_bytes, a.store) for a in assets),
        fields=tuple(_field(one) for one in current_fields(session, version_id)),
        document_kinds=frozenset(documents),
    )


def load_snapshot_files(session: Session, snapshot_id: UUID) -> VersionFiles:
    """A version with the files and columns that a snapshot froze, whatever was replaced since."""
    snapshot = session.get_one(Snapshot, snapshot_id)
    frozen = {
        (asset["role"], asset["path"], asset["sha256"])
        for asset in manifest_of(session, snapshot)["assets"]
    }
    rows = session.scalars(
        select(Asset)
        .where(Asset.version_id == snapshot.version_id)
        .order_by(Asset.role, Asset.path)
    )
    assets = tuple(
        AssetRow(a.role, a.path, a.sha256, a.size_bytes, a.store)
        for a in rows
        if (a.role, a.path, a.sha256) in frozen
    )
    fields = tuple(_field(one) for one in frozen_fields(session, snapshot))
    return replace(load_version_files(session, snapshot.version_id), assets=assets, fields=fields)


def _field(one: SchemaField) -> FieldRow:
    return FieldRow(
        one.name,
        one.direction,
        one.role,
        one.data_class,
        one.is_protected,
        one.is_drift_candidate,
        one.is_nullable,
        tuple(one.special_values),
        one.measure_unit,
        one.positive_label,
        one.allowed,
    )


@dataclass(frozen=True, slots=True)
class TableRow:
    id: UUID
    key: str
    version: int
    decision_id: str
    dmn: bytes
    state: str


def load_table(session: Session, table_id: UUID) -> TableRow:
    row = session.get_one(DecisionTable, table_id)
    return TableRow(row.id, row.key, row.version, row.decision_id, row.dmn, row.state)


def load_profile_text(session: Session, snapshot_id: UUID, kind: str = "training") -> str | None:
    return session.scalar(
        select(ReferenceProfile.profile).where(
            ReferenceProfile.snapshot_id == snapshot_id, ReferenceProfile.kind == kind
        )
    )


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    id: UUID
    model_id: UUID
    version_id: UUID
    unit_id: UUID
    sequence: int
    digest: str
    model_sha256: str


def load_snapshot(session: Session, snapshot_id: UUID) -> SnapshotRow:
    s = session.get_one(Snapshot, snapshot_id)
    manifest_of(session, s)
    return SnapshotRow(
        s.id, s.model_id, s.version_id, s.unit_id, s.sequence, s.digest, s.model_sha256
    )


@dataclass(frozen=True, slots=True)
class RuntimeRow:
    id: UUID
    unit_id: UUID
    name: str
    kind: str
    url: str
    mode: str
    state: str
    stage_tags: tuple[str, ...]
    service_tags: tuple[str, ...]
    secret_ref: str
    log_days: int | None = None  # how long its scoring log is kept, by policy; 0: always
    unit: str = ""  # its key
    pause: Pause | None = None


def load_runtime(session: Session, runtime_id: UUID) -> RuntimeRow:
    return _runtime(session, session.get_one(Runtime, runtime_id))


def list_live_runtimes(session: Session) -> list[RuntimeRow]:
    """Every runtime that is not retired, by name."""
    statement = select(Runtime).where(Runtime.state != "retired").order_by(Runtime.name)
    return [_runtime(session, row) for row in session.scalars(statement).all()]


class RetiredRuntime(NamedTuple):
    id: UUID
    name: str
    kind: str
    is_deployed: bool  # something is, as far as anybody has seen


def list_retired_runtimes(session: Session) -> list[RetiredRuntime]:
    """Every built-in runtime that was taken out of service, by name."""
    rows = session.execute(
        select(Runtime.id, Runtime.name, Runtime.kind, may_answer())
        .where(Runtime.state == "retired", Runtime.kind == EMBEDDED)
        .order_by(Runtime.name)
    )
    return [RetiredRuntime(*row) for row in rows]


def list_built_in(session: Session) -> list[str]:
    """Names of the built-in runtimes, also of retired ones: what they wrote outlives them."""
    return list(session.scalars(select(Runtime.name).where(Runtime.kind == EMBEDDED)))


def _unit_key(session: Session, unit_id: UUID) -> str:
    """Empty where this person does not see the unit: what is kept for one unit stays there."""
    unit = session.get(BusinessUnit, unit_id)
    return unit.key if unit else ""


def _runtime(session: Session, row: Runtime) -> RuntimeRow:
    return RuntimeRow(
        row.id,
        row.unit_id,
        row.name,
        row.kind,
        row.url,
        row.mode,
        row.state,
        tuple(row.stage_tags),
        tuple(row.service_tags),
        row.secret_ref,
        kept_days(session, row.unit_id, SCORING_LOG),
        _unit_key(session, row.unit_id),
        load_pauses(session, [row]).get(row.id),
    )


@dataclass(frozen=True, slots=True)
class DeploymentRow:
    id: UUID
    number: int
    model_id: UUID
    version_id: UUID
    snapshot_id: UUID
    runtime_id: UUID
    stage_id: UUID
    service_tag: str
    state: str
    replaces_id: UUID | None
    step_facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def load_deployment(session: Session, deployment_id: UUID) -> DeploymentRow:
    """A deployment with the facts last recorded of each step."""
    row = session.get_one(Deployment, deployment_id)
    steps = session.scalars(
        select(DeploymentStep).where(DeploymentStep.deployment_id == deployment_id)
    )
    return DeploymentRow(
        row.id,
        row.number,
        row.model_id,
        row.version_id,
        row.snapshot_id,
        row.runtime_id,
        row.stage_id,
        row.service_tag,
        row.state,
        row.replaces_id,
        {step.step: step.facts for step in steps},
    )


@dataclass(frozen=True, slots=True)
class DesiredRow:
    """What a runtime should answer with under a stable name."""

    service_tag: str
    version: int
    model_sha256: str
    version_id: UUID
    snapshot_id: UUID
    deployment_id: UUID


def list_desired(session: Session, runtime_id: UUID) -> list[DesiredRow]:
    """What was deployed there, by whatever row leads there: of two for one service the one whose
    stage asks for more. Not by a snapshot whose row lies: what answers then is left alone, and
    `workspace check` names the row."""
    rows = session.execute(
        select(Deployment, ModelVersion.version, Snapshot, Stage)
        .join(ModelVersion, ModelVersion.id == Deployment.version_id)
        .join(Snapshot, Snapshot.id == Deployment.snapshot_id)
        .join(Stage, Stage.id == Deployment.stage_id)
        .where(
            Deployment.runtime_id.in_(list_same(session, runtime_id)),
            Deployment.state == "deployed",
        )
        .order_by(Deployment.service_tag, Deployment.number)
    ).all()
    rising = sorted(rows, key=lambda one: asks_more(one[3].kind, is_protected=one[3].is_protected))
    last = {one[0].service_tag: one for one in rising}
    return [
        DesiredRow(d.service_tag, version, frozen.model_sha256, d.version_id, d.snapshot_id, d.id)
        for d, version, frozen, _ in last.values()
        if not untrue_columns_of(frozen, version)
    ]


@dataclass(frozen=True, slots=True)
class KnownCandidates:
    """What is loaded on a runtime for a reason besides serving now."""

    busy_services: frozenset[str]  # somebody is deploying there
    digests: frozenset[tuple[str, str]]  # (service, digest) to keep: under way, or to go back to
    ended_services: frozenset[str] = frozenset()  # served here once; nothing shall answer now


def list_known_candidates(session: Session, runtime_id: UUID) -> KnownCandidates:
    """Of every deployment there ever was, asked every few seconds: so no manifest is read here.

    Nothing answers by what this says: a digest that lies leaves another candidate loaded than the
    one to go back to, which is loaded anew then, and its snapshot held against its manifest first.
    """
    rows = session.execute(
        select(Deployment.id, Deployment.service_tag, Deployment.state, Deployment.replaces_id,
               Snapshot.model_sha256)
        .join(Snapshot, Snapshot.id == Deployment.snapshot_id)
        .where(Deployment.runtime_id.in_(list_same(session, runtime_id)))
    ).all()  # fmt: skip
    replaced = {row.replaces_id for row in rows if row.state in ANSWERING}
    return KnownCandidates(
        frozenset(row.service_tag for row in rows if row.state in SWITCHING),
        frozenset(
            (row.service_tag, row.model_sha256)
            for row in rows
            if row.state in (*SWITCHING, WAITING) or row.id in replaced
        ),
        frozenset(row.service_tag for row in rows)
        - {row.service_tag for row in rows if row.state in ACTIVE},
    )
