"""Who answers for what: entries as people read them, and those that hold in a unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, String, Table, func, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.queries.in_force import TEMPLATE, depth, template_in_force
from app.models.queries.lookups import load_units, person_names
from app.models.queries.processes import read_process
from app.models.tables.frameworks import Framework, RaciEntry, Requirement
from app.models.tables.life_cycle import LifeCycleTemplate
from app.models.tables.organisation import UnitAncestor
from app.models.tables.trail import AuditEvent

_COUNTED_FROM = 1_000_000  # places of requirements sort as words then
UNIT = cast(Table, RaciEntry.__table__).c.unit_id


@dataclass(frozen=True, slots=True)
class RaciRow:
    number: int
    id: UUID
    about_kind: str
    about: str
    part: str
    who: str  # a role as its code, or a person's name
    is_person: bool
    unit: str
    state: str
    reason: str
    since: datetime
    unit_id: UUID
    carried_from: str = ""  # reference of the requirement that became the one it is shown for
    is_to_confirm: bool = False  # that requirement changed since the entry was recorded


def in_order(about: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[str]:
    """What sorts `about`: requirements as their publisher counts (Art. 9, Art. 27), else its name.

    A reference is words to the database, where 27 comes before 9.
    """
    counted = sql_cast(_COUNTED_FROM + Requirement.position, String)
    place = func.lower(Framework.key) + "/" + counted
    requirement = (
        select(func.min(place))
        .join(Framework, Requirement.framework_id == Framework.id)
        .where(Framework.key + "/" + Requirement.reference == about)
    )
    return func.coalesce(requirement.scalar_subquery(), func.lower(about))


def list_raci(
    session: Session, *, about_kind: str = "", about: str = "", is_all: bool = False
) -> list[RaciRow]:
    """Who answers for what: in force, or with what has ended; by what it is about, then by part."""
    statement = select(RaciEntry).order_by(
        RaciEntry.about_kind,
        in_order(RaciEntry.about),
        RaciEntry.part,
        RaciEntry.number,
    )
    if about_kind:
        statement = statement.where(RaciEntry.about_kind == about_kind)
    if about:
        statement = statement.where(RaciEntry.about == about)
    if not is_all:
        statement = statement.where(RaciEntry.state == "in_force")
    rows = session.scalars(statement).all()
    names = person_names(session, [one.person_id for one in rows])
    units = load_units(session)
    return [
        RaciRow(
            number=one.number,
            id=one.id,
            about_kind=one.about_kind,
            about=one.about,
            part=one.part,
            who=names.get(one.person_id, "") if one.person_id else one.role,
            is_person=one.person_id is not None,
            unit=units[one.unit_id].key if one.unit_id in units else "",
            state=one.state,
            reason=one.reason,
            since=one.recorded_from,
            unit_id=one.unit_id,
        )
        for one in rows
    ]


def duties_in(session: Session, unit_id: UUID, about_kind: str, about: str) -> tuple[RaciRow, ...]:
    """Who answers for it in a unit: what the nearest unit says that says anything."""
    nearest = session.scalars(
        select(RaciEntry.unit_id)
        .join(UnitAncestor, UnitAncestor.ancestor_id == RaciEntry.unit_id)
        .where(
            UnitAncestor.unit_id == unit_id,
            RaciEntry.about_kind == about_kind,
            RaciEntry.about == about,
            RaciEntry.state == "in_force",
        )
        .order_by(depth(UNIT).desc())
        .limit(1)
    ).first()
    if nearest is None:
        return ()
    rows = list_raci(session, about_kind=about_kind, about=about)
    return tuple(one for one in rows if one.unit_id == nearest)


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a life cycle, as an entry of a unit names it."""

    unit_id: UUID
    key: str
    step: str


def step_names(session: Session, entries: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Of entries about a step what it is called, and its life cycle, by what is in force there.

    A step that no version in force has any more is called as in the last one that had it.
    """
    versions = _Versions(session)
    asked = _steps(session, entries)
    named = {entry: versions.name_now(one) or versions.name(one) for entry, one in asked.items()}
    return {entry: one for entry, one in named.items() if one}


def step_names_then(
    session: Session, asked: Iterable[tuple[UUID, datetime]]
) -> dict[tuple[UUID, datetime], tuple[str, str]]:
    """The same as it was called at an instant, by the version that was in force then."""
    wanted = list(asked)
    if not wanted:
        return {}
    versions = _Versions(session)
    steps = _steps(session, (entry for entry, _ in wanted))
    named = {one: versions.name(steps[one[0]], one[1]) for one in wanted if one[0] in steps}
    return {one: found for one, found in named.items() if found}


def _steps(session: Session, entries: Iterable[UUID]) -> dict[UUID, _Step]:
    rows = session.execute(
        select(RaciEntry.id, RaciEntry.unit_id, RaciEntry.about).where(
            RaciEntry.id.in_(list(entries)), RaciEntry.about_kind == "step"
        )
    ).all()
    parts = {row.id: (row.unit_id, row.about.partition("/")) for row in rows}
    return {entry: _Step(unit, key, step) for entry, (unit, (key, _, step)) in parts.items()}


class _Versions:
    """Life cycles as they were published, each read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[UUID, tuple[str, dict[str, str]]] = {}
        self._published: dict[tuple[UUID, str], list[tuple[UUID, datetime | None]]] = {}

    def name_now(self, step: _Step) -> tuple[str, str] | None:
        found = template_in_force(self._session, step.key, step.unit_id)
        return self._name_in(found.id, step) if found else None

    def name(self, step: _Step, at: datetime | None = None) -> tuple[str, str] | None:
        """By the version that was in force then, else by the last one before it that had it."""
        published = [
            template
            for template, since in self._reaching(step.unit_id, step.key)
            if at is None or since is None or since <= at
        ]
        named = (self._name_in(template, step) for template in published)
        return next(filter(None, named), None)

    def _reaching(self, unit_id: UUID, key: str) -> list[tuple[UUID, datetime | None]]:
        """Every version that was ever published for the unit, the nearest and newest first.

        What a workspace began with was published by nobody: it was there before all else.
        """
        place = unit_id, key
        if place not in self._published:
            rows = self._session.execute(
                select(LifeCycleTemplate.id, func.min(AuditEvent.at))
                .join(UnitAncestor, UnitAncestor.ancestor_id == LifeCycleTemplate.unit_id)
                .outerjoin(
                    AuditEvent,
                    (AuditEvent.object_id == LifeCycleTemplate.id)
                    & (AuditEvent.tag == "template.published"),
                )
                .where(
                    UnitAncestor.unit_id == unit_id,
                    LifeCycleTemplate.key == key,
                    LifeCycleTemplate.state.in_(("published", "deprecated", "retired")),
                )
                .group_by(LifeCycleTemplate.id)
                .order_by(depth(TEMPLATE.c.unit_id).desc(), TEMPLATE.c.version.desc())
            )
            self._published[place] = [(row[0], row[1]) for row in rows]
        return self._published[place]

    def _name_in(self, template: UUID, step: _Step) -> tuple[str, str] | None:
        if template not in self._names:
            stored = self._session.get_one(LifeCycleTemplate, template)
            nodes = read_process(stored.bpmn, stored.process_id).nodes
            self._names[template] = stored.name, {x.id: x.name for x in nodes.values() if x.name}
        life_cycle, names = self._names[template]
        return (names[step.step], life_cycle) if step.step in names else None
