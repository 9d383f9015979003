"""Business applications, and which model versions they used from when until when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import InputError, quoted
from app.models.queries.lookups import load_units, person_names
from app.models.tables.applications import Application, ApplicationUse, DecisionRecord
from app.models.tables.execution import Placement
from app.models.tables.inventory import ModelVersion, RegisteredModel, UseCase

RECORDED, SERVED, DECIDED = "recorded", "served", "decided"


@dataclass(frozen=True, slots=True)
class UseRow:
    """A version that an application used from `used_from` up to, not including, `used_until`.

    `basis`: recorded by a person; served, after one that was recorded, in the same place of
    production; or decided, where records of decisions alone show it.
    """

    model: str
    model_id: UUID
    version: int
    version_id: UUID
    used_from: datetime
    used_until: datetime | None
    basis: str
    use_case: str = ""
    is_regulated: bool = False
    decisions: int = 0
    id: UUID | None = None  # of the recorded use

    @property
    def name(self) -> str:
        return f"{self.model}:{self.version}"

    def holds_at(self, moment: datetime) -> bool:
        return self.used_from <= moment and (self.used_until is None or moment < self.used_until)


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    id: UUID
    name: str
    unit: str
    description: str
    owner: str
    uses: tuple[UseRow, ...]
    decisions: int

    @property
    def models(self) -> tuple[str, ...]:
        """Those in use still."""
        return tuple(one.name for one in self.uses if one.used_until is None)


def find_application(session: Session, name: str) -> Application:
    """The application called `name` or `unit/name`.

    Raises:
        InputError: none, or several of that name.
    """
    unit, _, bare = name.rpartition("/")
    units = load_units(session)
    rows = session.scalars(select(Application).where(Application.name == bare.strip())).all()
    found = [one for one in rows if not unit or units[one.unit_id].key == unit]
    if not found:
        raise InputError(
            f"There is no application called {quoted(name)}.",
            hint="modelward application list shows them.",
        )
    if len(found) > 1:
        names = ", ".join(sorted(f"{units[one.unit_id].key}/{one.name}" for one in found))
        raise InputError(
            f"Several units have an application called {bare}.", hint=f"Say which: {names}."
        )
    return found[0]


def list_applications(session: Session) -> list[ApplicationRow]:
    rows = session.scalars(select(Application).order_by(Application.name)).all()
    return [load_application(session, one) for one in rows]


def load_application(session: Session, row: Application) -> ApplicationRow:
    """An application with its uses, the oldest first."""
    owners = person_names(session, [row.owner_id])
    count = session.scalar(
        select(func.count())
        .select_from(DecisionRecord)
        .where(DecisionRecord.application_id == row.id)
    )
    return ApplicationRow(
        row.id,
        row.name,
        load_units(session)[row.unit_id].key,
        row.description,
        owners.get(row.owner_id, "") if row.owner_id else "",
        list_uses(session, row.id),
        count or 0,
    )


def list_uses(session: Session, application_id: UUID) -> tuple[UseRow, ...]:
    """What was recorded, what followed it in production, and what decisions show beside that."""
    uses = _used(session, application_id)
    decided = _decided(session, application_id)
    counted = {one.version_id: one.decisions for one in decided}
    shown = {one.version_id for one in uses}
    found = [replace(one, decisions=counted.get(one.version_id, 0)) for one in uses]
    found += [one for one in decided if one.version_id not in shown]
    return tuple(sorted(found, key=lambda one: (one.used_from, one.model, one.version)))


def list_callers(session: Session, version: ModelVersion, at: datetime) -> tuple[str, ...]:
    """The applications that are answered by this version at that moment, by name."""
    asked = select(ApplicationUse.application_id).where(ApplicationUse.model_id == version.model_id)
    rows = session.scalars(
        select(Application).where(Application.id.in_(asked)).order_by(Application.name)
    ).all()
    return tuple(
        row.name
        for row in rows
        if any(use.version_id == version.id and use.holds_at(at) for use in _used(session, row.id))
    )


def _used(session: Session, application_id: UUID) -> list[UseRow]:
    """What was recorded, and what followed it in production."""
    recorded = _recorded(session, application_id)
    return [*_ended(session, recorded), *_followers(session, recorded)]


def _recorded(session: Session, application_id: UUID) -> list[UseRow]:
    rows = session.execute(
        select(ApplicationUse, RegisteredModel.name, ModelVersion.version, UseCase)
        .join(RegisteredModel, RegisteredModel.id == ApplicationUse.model_id)
        .join(ModelVersion, ModelVersion.id == ApplicationUse.version_id)
        .outerjoin(UseCase, UseCase.id == ApplicationUse.use_case_id)
        .where(ApplicationUse.application_id == application_id)
        .order_by(ApplicationUse.used_from)
    )
    return [
        UseRow(
            model=model,
            model_id=use.model_id,
            version=version,
            version_id=use.version_id,
            used_from=use.used_from,
            used_until=use.used_until,
            basis=RECORDED,
            use_case=case.name if case else "",
            is_regulated=case.is_regulated if case else False,
            id=use.id,
        )
        for use, model, version, case in rows
    ]


@dataclass(frozen=True, slots=True)
class Served:
    """A version in production, under one service tag."""

    version_id: UUID
    version: int
    service_tag: str
    placed_from: datetime
    placed_until: datetime | None


def list_served(session: Session, model_id: UUID) -> list[Served]:
    """Every version of a model that has been in production, in the order it came there."""
    rows = session.execute(
        select(
            Placement.version_id,
            ModelVersion.version,
            Placement.service_tag,
            Placement.placed_from,
            Placement.placed_until,
        )
        .join(ModelVersion, ModelVersion.id == Placement.version_id)
        .where(
            Placement.model_id == model_id,
            Placement.stage_kind == "production",
            Placement.placed_from.is_not(None),
        )
        .order_by(Placement.placed_from)
    )
    return [Served(row[0], row[1], row[2], row[3], row[4]) for row in rows if row[3] is not None]


def _ended(session: Session, recorded: list[UseRow]) -> list[UseRow]:
    """Uses without an end have one where their version left production."""
    return [
        one if one.used_until else replace(one, used_until=_left(session, one)) for one in recorded
    ]


def _left(session: Session, use: UseRow) -> datetime | None:
    """When the last of its places in production ended; None while one is held, or none was."""
    places = [one for one in list_served(session, use.model_id) if one.version_id == use.version_id]
    ends = [one.placed_until for one in places if one.placed_until is not None]
    if not places or len(ends) < len(places):
        return None
    return max(*ends, use.used_from)


def _followers(session: Session, recorded: list[UseRow]) -> list[UseRow]:
    """Where a use was left open, whoever asks the service is answered by what served next."""
    found: dict[tuple[UUID, datetime], UseRow] = {}
    named = {(one.version_id) for one in recorded}
    for use in recorded:
        if use.used_until is not None:
            continue
        served = list_served(session, use.model_id)
        tags = {one.service_tag for one in served if one.version_id == use.version_id}
        for one in served:
            is_later = one.service_tag in tags and one.placed_from > use.used_from
            if is_later and one.version_id not in named:
                found[(one.version_id, one.placed_from)] = replace(
                    use,
                    version=one.version,
                    version_id=one.version_id,
                    used_from=one.placed_from,
                    used_until=one.placed_until,
                    basis=SERVED,
                    id=None,
                )
    return list(found.values())


def _decided(session: Session, application_id: UUID) -> list[UseRow]:
    """Per version the first and the last decision that was recorded."""
    rows = session.execute(
        select(
            DecisionRecord.version_id,
            DecisionRecord.model_id,
            RegisteredModel.name,
            ModelVersion.version,
            func.min(DecisionRecord.decided_at),
            func.max(DecisionRecord.decided_at),
            func.count(),
        )
        .join(RegisteredModel, RegisteredModel.id == DecisionRecord.model_id)
        .join(ModelVersion, ModelVersion.id == DecisionRecord.version_id)
        .where(DecisionRecord.application_id == application_id)
        .group_by(
            DecisionRecord.version_id,
            DecisionRecord.model_id,
            RegisteredModel.name,
            ModelVersion.version,
        )
    )
    return [
        UseRow(
            model=name,
            model_id=model_id,
            version=version,
            version_id=version_id,
            used_from=first,
            used_until=last,
            basis=DECIDED,
            decisions=count,
        )
        for version_id, model_id, name, version, first, last, count in rows
    ]
