"""A model with its versions, snapshots, files and schema, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.events import EventRow, load_event_rows
from app.models.queries.origins import load_origin
from app.models.queries.schema_fields import current_fields
from app.models.rules.origin import Origin
from app.models.tables.execution import Placement, Stage
from app.models.tables.inventory import (
    Asset,
    ModelDocument,
    ModelVersion,
    RegisteredModel,
    Snapshot,
)
from app.models.tables.life_cycle import LifeCycleBinding
from app.models.tables.organisation import BusinessUnit, Person
from app.models.tables.trail import AuditEvent


@dataclass(frozen=True, slots=True)
class SnapshotSummary:
    sequence: int
    id: UUID
    digest: str
    model_sha256: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    version: int
    stage: str
    service_tag: str
    state: str
    placed_from: datetime | None
    placed_until: datetime | None


@dataclass(frozen=True, slots=True)
class VersionRow:
    version: int
    id: UUID
    source_kind: str
    description: str
    at: datetime
    by: str
    snapshots: tuple[SnapshotSummary, ...]


@dataclass(frozen=True, slots=True)
class FileSummary:
    role: str
    path: str
    sha256: str
    size_bytes: int
    store: str


@dataclass(frozen=True, slots=True)
class FieldSummary:
    name: str
    direction: str
    role: str
    data_class: str
    is_protected: bool


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    kind: str
    title: str
    uri: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelDetail:
    """`files` and `fields` are of the version that was named, else of the latest one."""

    id: UUID
    name: str
    unit: str
    kind: str
    framework: str
    description: str
    owner: str
    risk_tier: str
    service_tags: tuple[str, ...]
    life_cycle: str
    stages: tuple[str, ...]
    versions: tuple[VersionRow, ...]
    places: tuple[PlaceRow, ...]
    version: int
    origin: Origin | None
    files: tuple[FileSummary, ...]
    fields: tuple[FieldSummary, ...]
    documents: tuple[DocumentSummary, ...]


def load_model_detail(session: Session, version_id: UUID) -> ModelDetail:
    version = session.get_one(ModelVersion, version_id)
    registered = session.get_one(RegisteredModel, version.model_id)
    unit = session.get_one(BusinessUnit, registered.unit_id)
    owner = session.get_one(Person, registered.owner_id)
    binding = session.scalar(
        select(LifeCycleBinding.template_key).where(LifeCycleBinding.model_id == registered.id)
    )
    stages = session.scalars(
        select(Stage.name)
        .where(Stage.stage_path_id == registered.stage_path_id)
        .order_by(Stage.position)
    )
    return ModelDetail(
        id=registered.id,
        name=registered.name,
        unit=unit.key,
        kind=registered.kind,
        framework=registered.framework,
        description=registered.description,
        owner=owner.handle,
        risk_tier=registered.risk_tier,
        service_tags=tuple(registered.service_tags),
        life_cycle=binding or "",
        stages=tuple(stages),
        versions=_versions(session, registered.id),
        places=_places(session, registered.id),
        version=version.version,
        origin=load_origin(session, version_id),
        files=_files(session, version_id),
        fields=_fields(session, version_id),
        documents=_documents(session, registered.id, version_id),
    )


def _versions(session: Session, model_id: UUID) -> tuple[VersionRow, ...]:
    taken: dict[UUID, list[SnapshotSummary]] = {}
    snapshots = session.execute(
        select(Snapshot, Person.handle)
        .join(Person, Person.id == Snapshot.created_by)
        .where(Snapshot.model_id == model_id)
        .order_by(Snapshot.sequence)
    )
    for s, by in snapshots:
        taken.setdefault(s.version_id, []).append(
            SnapshotSummary(s.sequence, s.id, s.digest, s.model_sha256, s.created_at, by)
        )
    rows = session.execute(
        select(ModelVersion, Person.handle)
        .join(Person, Person.id == ModelVersion.created_by)
        .where(ModelVersion.model_id == model_id)
        .order_by(ModelVersion.version)
    )
    return tuple(
        VersionRow(
            v.version,
            v.id,
            v.source_kind,
            v.description,
            v.created_at,
            by,
            tuple(taken.get(v.id, ())),
        )
        for v, by in rows
    )


def _places(session: Session, model_id: UUID) -> tuple[PlaceRow, ...]:
    rows = session.execute(
        select(Placement, ModelVersion.version, Stage.name)
        .join(ModelVersion, ModelVersion.id == Placement.version_id)
        .join(Stage, Stage.id == Placement.stage_id)
        .where(Placement.model_id == model_id)
        .order_by(Placement.recorded_from)
    )
    return tuple(
        PlaceRow(version, stage, p.service_tag, p.state, p.placed_from, p.placed_until)
        for p, version, stage in rows
    )


def _files(session: Session, version_id: UUID) -> tuple[FileSummary, ...]:
    rows = session.scalars(
        select(Asset)
        .where(Asset.version_id == version_id, Asset.replaced_by.is_(None))
        .order_by(Asset.role, Asset.path)
    )
    return tuple(FileSummary(a.role, a.path, a.sha256, a.size_bytes, a.store) for a in rows)


def _fields(session: Session, version_id: UUID) -> tuple[FieldSummary, ...]:
    return tuple(
        FieldSummary(f.name, f.direction, f.role, f.data_class, f.is_protected)
        for f in current_fields(session, version_id)
    )


def _documents(session: Session, model_id: UUID, version_id: UUID) -> tuple[DocumentSummary, ...]:
    rows = session.scalars(
        select(ModelDocument)
        .where(
            ModelDocument.model_id == model_id,
            or_(ModelDocument.version_id == version_id, ModelDocument.version_id.is_(None)),
        )
        .order_by(ModelDocument.created_at)
    )
    return tuple(DocumentSummary(d.kind, d.title, d.uri, d.sha256) for d in rows)


def list_model_events(
    session: Session, model_id: UUID, version_id: UUID | None = None
) -> tuple[EventRow, ...]:
    """The whole trail of a model, or of one version of it, in the order it was written."""
    statement = (
        select(AuditEvent)
        .where(AuditEvent.model_id == model_id)
        .order_by(AuditEvent.txid, AuditEvent.id)
    )
    if version_id is not None:
        statement = statement.where(AuditEvent.version_id == version_id)
    return load_event_rows(session, session.scalars(statement).all())


def find_snapshot(session: Session, text: str, version_id: UUID) -> UUID:
    """The snapshot `s2`, or one by the beginning of its digest; empty text: the latest one.

    Raises:
        InputError: there is none.
    """
    rows = session.scalars(
        select(Snapshot).where(Snapshot.version_id == version_id).order_by(Snapshot.sequence)
    ).all()
    wanted = text.lower()
    named = [
        s for s in rows if not wanted or f"s{s.sequence}" == wanted or s.digest.startswith(wanted)
    ]
    if not named:
        raise InputError(
            f"There is no snapshot {text}." if text else "This version has no snapshot.",
            hint="modelward snapshot takes one; modelward model show lists them.",
        )
    return named[-1].id
