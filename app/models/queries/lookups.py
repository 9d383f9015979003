"""Small look-ups that many reads share: stages, units, people, roles held, labels of versions."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ScalarSelect, event, select
from sqlalchemy.orm import ORMExecuteState, Session

from app.models.queries.id_lists import is_one_of
from app.models.queries.memberships import is_held
from app.models.rules.folding import fold
from app.models.rules.roles import Role
from app.models.tables.base import mw_now
from app.models.tables.execution import Stage
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.monitoring import Monitor, MonitorRun
from app.models.tables.organisation import BusinessUnit, Membership, Person, UnitAncestor

OPEN_TASKS = ("created", "claimed", "escalated")
_MOST_DIGITS = 100  # that are read at all
_LARGEST = 2**31 - 1  # that a column of numbers takes
_NO_ROWS = -1
_ACTING = "mw_acting_in"  # in a session's info: (person, role)
_KNOWN = "mw_known"  # in a session's info: what was looked up since the last write
KIND_RANK = {"production": 3, "staging": 2, "none": 1, "archived": 0}

V = TypeVar("V")


def whole_number(text: str) -> int | None:
    """The number that `text` writes in plain digits; too large ones become one that no row has."""
    if not (text.isascii() and text.isdigit()):
        return None
    number = int(text) if len(text) <= _MOST_DIGITS else _LARGEST + 1
    return number if number <= _LARGEST else _NO_ROWS


def now(session: Session) -> datetime:
    """The database's clock."""
    value = session.scalars(select(mw_now())).one()
    return value.astimezone(UTC)


def of_last_run(value: Any) -> ScalarSelect[Any]:
    """`value` of a monitor's last run that has ended, in a statement on monitors."""
    return (
        select(value)
        .where(MonitorRun.monitor_id == Monitor.id, MonitorRun.state != "running")
        .order_by(MonitorRun.fire_at.desc())
        .limit(1)
        .correlate(Monitor)
        .scalar_subquery()
    )


def person_names(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Full names by id."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = session.execute(
        select(Person.id, Person.full_name).where(is_one_of(session, Person.id, wanted))
    )
    return {row.id: row.full_name for row in rows}


@dataclass(frozen=True, slots=True)
class StageRef:
    """A stage as chips show it. `rank` sorts stages of all paths: the highest is last.

    `level` is its place on its path, from 0 (first) to 1 (last): the colour of the chip.
    """

    id: UUID
    name: str
    kind: str
    position: int
    is_protected: bool
    path_id: UUID
    level: float = 1.0

    @property
    def rank(self) -> tuple[int, int]:
        return KIND_RANK.get(self.kind, 0), self.position


def remember_look_ups(session: Session) -> None:
    """One question to the database in many queries: what several of them need is read once.

    Until something is written through this session: then it is looked up anew.
    """
    session.info[_KNOWN] = {}
    event.listen(session, "after_flush", _forget)
    event.listen(session, "do_orm_execute", _forget_where_written)


def _forget(session: Session, _: object) -> None:
    session.info[_KNOWN] = {}


def _forget_where_written(state: ORMExecuteState) -> None:
    if not state.is_select:  # of raw SQL nobody can tell
        state.session.info[_KNOWN] = {}


def _once(session: Session, key: Hashable, load: Callable[[], dict[UUID, V]]) -> dict[UUID, V]:
    known = session.info.get(_KNOWN)
    if known is None:
        return load()
    if key not in known:
        known[key] = load()
    return dict(known[key])


def load_stages(session: Session) -> dict[UUID, StageRef]:
    """Every stage of every path."""
    return _once(session, "stages", partial(_load_stages, session))


def _load_stages(session: Session) -> dict[UUID, StageRef]:
    rows = session.execute(
        select(
            Stage.id,
            Stage.name,
            Stage.kind,
            Stage.position,
            Stage.is_protected,
            Stage.stage_path_id,
        )
    )
    stages = [StageRef(*row) for row in rows]
    last: dict[UUID, int] = {}
    for one in stages:
        if one.kind != "archived":
            last[one.path_id] = max(last.get(one.path_id, 1), one.position)
    return {
        one.id: replace(one, level=min(1.0, one.position / last.get(one.path_id, 1)))
        for one in stages
    }


def stage_named(stages: Mapping[UUID, StageRef], name: str, path_id: UUID) -> StageRef | None:
    """The stage of a path that is known by its name only: where a request comes from."""
    return next(
        (one for one in stages.values() if one.path_id == path_id and one.name == name), None
    )


@dataclass(frozen=True, slots=True)
class UnitRef:
    id: UUID
    key: str
    name: str


def load_units(session: Session) -> dict[UUID, UnitRef]:
    rows = session.execute(select(BusinessUnit.id, BusinessUnit.key, BusinessUnit.name))
    return {row[0]: UnitRef(*row) for row in rows}


def unit_with_descendants(session: Session, keys: Iterable[str]) -> list[UUID]:
    """The units with one of these keys (or names) and all below them."""
    wanted = [fold(key) for key in keys]
    found = [
        unit.id
        for unit in load_units(session).values()
        if fold(unit.key) in wanted or fold(unit.name) in wanted
    ]
    statement = select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id.in_(found)).distinct()
    return list(session.scalars(statement))


def act_in_role(session: Session, person: UUID, role: Role) -> None:
    """Of this person's roles only one counts in this session: the one they chose."""
    session.info[_ACTING] = (person, role)


def counted_roles(session: Session, person: UUID, held: Iterable[Role]) -> frozenset[Role]:
    """Those of the held roles that count: all, or the chosen one. Never one that is not held."""
    chosen = session.info.get(_ACTING)
    return frozenset(
        role for role in held if chosen is None or chosen == (person, role) or chosen[0] != person
    )


def roles_by_unit(session: Session, person: UUID) -> dict[UUID, frozenset[Role]]:
    """The roles that count of `person` now, for every unit: their own and all below."""
    return _once(session, ("roles", person), partial(_roles_by_unit, session, person))


def _roles_by_unit(session: Session, person: UUID) -> dict[UUID, frozenset[Role]]:
    rows = session.execute(
        select(UnitAncestor.unit_id, Membership.role)
        .join(Membership, Membership.unit_id == UnitAncestor.ancestor_id)
        .where(
            Membership.person_id == person,
            is_held(),
        )
    )
    held: dict[UUID, set[Role]] = {}
    for unit_id, role in rows:
        held.setdefault(unit_id, set()).add(Role(role))
    counted = {unit: counted_roles(session, person, roles) for unit, roles in held.items()}
    return {unit: roles for unit, roles in counted.items() if roles}


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a role in a unit now."""

    person_id: UUID
    full_name: str
    role: Role


def list_holders(session: Session, unit_id: UUID, roles: Iterable[Role]) -> list[Holder]:
    """Who holds one of `roles` in the unit or above it now, by name; open accounts only."""
    return holders_by_unit(session, [unit_id], roles).get(unit_id, [])


def holders_by_unit(
    session: Session, units: Iterable[UUID], roles: Iterable[Role]
) -> dict[UUID, list[Holder]]:
    """The same of each of several units, in one question."""
    wanted = set(units)
    if not wanted:
        return {}
    rows = session.execute(
        select(UnitAncestor.unit_id, Person.id, Person.full_name, Membership.role)
        .join(Membership, Membership.unit_id == UnitAncestor.ancestor_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            is_one_of(session, UnitAncestor.unit_id, wanted),
            Membership.role.in_([str(role) for role in roles]),
            is_held(),
            Person.closed_at.is_(None),
            Person.kind == "person",
        )
        .order_by(Person.full_name, Membership.role)
        .distinct()
    )
    found: dict[UUID, list[Holder]] = {}
    for unit, person, name, role in rows:
        found.setdefault(unit, []).append(Holder(person, name, Role(role)))
    return found


@dataclass(frozen=True, slots=True)
class Subject:
    """What something is about: a model, and perhaps one version of it."""

    model_id: UUID
    name: str
    unit_id: UUID
    risk_tier: str
    tags: tuple[str, ...]
    owner_id: UUID


def load_subjects(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, Subject]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = session.execute(
        select(
            RegisteredModel.id,
            RegisteredModel.name,
            RegisteredModel.unit_id,
            RegisteredModel.risk_tier,
            RegisteredModel.service_tags,
            RegisteredModel.owner_id,
        ).where(is_one_of(session, RegisteredModel.id, wanted))
    )
    return {r[0]: Subject(r[0], r[1], r[2], r[3], tuple(r[4]), r[5]) for r in rows}


def version_numbers(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, int]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = session.execute(
        select(ModelVersion.id, ModelVersion.version).where(
            is_one_of(session, ModelVersion.id, wanted)
        )
    )
    return {row[0]: row[1] for row in rows}


def version_name(session: Session, version_id: UUID) -> str:
    """With its model: another one may have the same number."""
    row = session.execute(
        select(RegisteredModel.name, ModelVersion.version)
        .join(ModelVersion, ModelVersion.model_id == RegisteredModel.id)
        .where(ModelVersion.id == version_id)
    ).first()
    return f"{row.name} v{row.version}" if row is not None else ""


class Why:
    """Why something is shown: a code and its parameters, worded by `app.texts.why`."""

    __slots__ = ("code", "params")

    def __init__(self, code: str, /, **params: object) -> None:
        self.code = code
        self.params: Mapping[str, object] = MappingProxyType(params)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Why):
            return NotImplemented
        return self.code == other.code and dict(self.params) == dict(other.params)

    def __hash__(self) -> int:
        return hash(self.code)

    def __repr__(self) -> str:
        return f"Why({self.code!r}, {dict(self.params)!r})"
