"""People, units, stage paths, stores, data sources and use cases as the command line lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.memberships import is_held
from app.models.tables.execution import DataSource, Stage, StagePath, Store
from app.models.tables.inventory import Asset, RegisteredModel, UseCase, UseCaseModel
from app.models.tables.organisation import BusinessUnit, Membership, Person


@dataclass(frozen=True, slots=True)
class RoleRow:
    role: str
    unit: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    handle: str
    id: UUID
    full_name: str
    login: str
    kind: str
    roles: tuple[RoleRow, ...]
    closed_at: datetime | None
    closed_because: str


def list_people(session: Session) -> list[PersonRow]:
    """Everybody, with the roles they hold now."""
    held: dict[UUID, list[RoleRow]] = {}
    memberships = session.execute(
        select(Membership.person_id, Membership.role, BusinessUnit.key, Membership.valid_until)
        .join(BusinessUnit, BusinessUnit.id == Membership.unit_id)
        .where(
            is_held(),
        )
        .order_by(Membership.role, BusinessUnit.key)
    )
    for person, role, unit, until in memberships:
        held.setdefault(person, []).append(RoleRow(role, unit, until))
    return [
        PersonRow(
            p.handle,
            p.id,
            p.full_name,
            p.login or "",
            p.kind,
            tuple(held.get(p.id, ())),
            p.closed_at,
            p.reason,
        )
        for p in session.scalars(select(Person).order_by(Person.handle))
    ]


@dataclass(frozen=True, slots=True)
class UnitRow:
    key: str
    id: UUID
    name: str
    parent: str


def list_units(session: Session) -> list[UnitRow]:
    above = select(BusinessUnit.id, BusinessUnit.key).subquery()
    rows = session.execute(
        select(BusinessUnit, above.c.key)
        .outerjoin(above, above.c.id == BusinessUnit.parent_id)
        .order_by(BusinessUnit.key)
    )
    return [UnitRow(u.key, u.id, u.name, parent or "") for u, parent in rows]


def top_unit(session: Session) -> str:
    """The key of the unit that all others are below."""
    return next(row.key for row in list_units(session) if not row.parent)


@dataclass(frozen=True, slots=True)
class StageRow:
    name: str
    kind: str
    is_protected: bool


@dataclass(frozen=True, slots=True)
class StagePathRow:
    name: str
    id: UUID
    unit: str
    stages: tuple[StageRow, ...]


def list_stage_paths(session: Session) -> list[StagePathRow]:
    rows = session.execute(
        select(StagePath, BusinessUnit.key)
        .join(BusinessUnit, BusinessUnit.id == StagePath.unit_id)
        .order_by(BusinessUnit.key, StagePath.name)
    ).all()
    return [
        StagePathRow(
            path.name,
            path.id,
            unit,
            tuple(
                StageRow(s.name, s.kind, s.is_protected)
                for s in session.scalars(
                    select(Stage).where(Stage.stage_path_id == path.id).order_by(Stage.position)
                )
            ),
        )
        for path, unit in rows
    ]


@dataclass(frozen=True, slots=True)
class StoreRow:
    name: str
    id: UUID
    unit: str
    kind: str
    description: str
    is_paused: bool = False


def list_stores(session: Session) -> list[StoreRow]:
    rows = session.execute(
        select(Store, BusinessUnit.key)
        .join(BusinessUnit, BusinessUnit.id == Store.unit_id)
        .order_by(Store.name)
    )
    return [StoreRow(s.name, s.id, unit, s.kind, s.description, s.is_paused) for s, unit in rows]


def list_stored_paths(session: Session, store: str) -> list[str]:
    """Where in a store the recorded files lie, replaced ones too."""
    return list(session.scalars(select(Asset.path).where(Asset.store == store)))


def is_recorded(session: Session, store: str, path: str) -> bool:
    """Whether a file of some version lies there."""
    named = select(Asset.id).where(Asset.store == store, Asset.path == path).limit(1)
    return session.scalar(named) is not None


@dataclass(frozen=True, slots=True)
class SourceRow:
    name: str
    id: UUID
    unit: str
    kind: str
    store: str
    pattern: str
    label_key: str
    label_delay_s: int
    data_class: str
    purpose: str
    retention_days: int
    encryption: str
    access: str


def list_sources(session: Session) -> list[SourceRow]:
    rows = session.execute(
        select(DataSource, BusinessUnit.key)
        .join(BusinessUnit, BusinessUnit.id == DataSource.unit_id)
        .order_by(DataSource.name)
    )
    return [
        SourceRow(
            name=s.name,
            id=s.id,
            unit=unit,
            kind=s.kind,
            store=s.store,
            pattern=s.pattern,
            label_key=s.label_key,
            label_delay_s=s.label_delay_s,
            data_class=s.data_class,
            purpose=s.purpose,
            retention_days=s.retention_days,
            encryption=s.encryption,
            access=s.access,
        )
        for s, unit in rows
    ]


@dataclass(frozen=True, slots=True)
class UseCaseRow:
    name: str
    id: UUID
    unit: str
    is_regulated: bool
    owner: str
    models: tuple[str, ...]


def list_use_cases(session: Session) -> list[UseCaseRow]:
    models: dict[UUID, list[str]] = {}
    links = session.execute(
        select(UseCaseModel.use_case_id, RegisteredModel.name)
        .join(RegisteredModel, RegisteredModel.id == UseCaseModel.model_id)
        .order_by(RegisteredModel.name_folded)
    )
    for use_case, name in links:
        models.setdefault(use_case, []).append(name)
    rows = session.execute(
        select(UseCase, BusinessUnit.key, Person.handle)
        .join(BusinessUnit, BusinessUnit.id == UseCase.unit_id)
        .join(Person, Person.id == UseCase.owner_id)
        .order_by(UseCase.name)
    )
    return [
        UseCaseRow(u.name, u.id, unit, u.is_regulated, owner, tuple(models.get(u.id, ())))
        for u, unit, owner in rows
    ]
