"""Who may do what here: people with roles and keys, requests, stages and tags, their history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models.queries.events import EventRow, load_event_rows
from app.models.queries.find import paths_gone_through
from app.models.queries.id_lists import is_one_of
from app.models.queries.keys import KeyRow, is_last_key, list_keys
from app.models.queries.lookups import roles_by_unit
from app.models.queries.pauses import load_pauses
from app.models.queries.people import (
    PersonRow,
    UnitRow,
    list_role_holders,
    list_units,
    person_rows,
)
from app.models.rules.accounts import AccountFacts, closing_blockers
from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.keys import KeyFacts, confirmation_blockers, end_of, revocation_blockers
from app.models.rules.pauses import Pause, turn_blockers
from app.models.rules.policies import POLICIES
from app.models.rules.public_keys import key_blockers
from app.models.rules.rights import write_blockers
from app.models.rules.role_requests import RoleChange, answering_role_blockers
from app.models.rules.roles import ROLE_CONFLICTS, Role
from app.models.rules.stage_order import order_blockers
from app.models.tables.execution import Placement, Runtime, Stage, StagePath, Store
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.organisation import (
    BusinessUnit,
    Membership,
    Person,
    RoleRequest,
    SigningKey,
    Workspace,
)
from app.models.tables.trail import AuditEvent

_IDS = 300
EVENTS = 300
LONG_ENOUGH = "A reason that is long enough."  # the box where it is typed says what it lacks


@dataclass(frozen=True, slots=True)
class KeyCase:
    key: KeyRow
    confirm_blockers: tuple[Blocker, ...]
    revoke_blockers: tuple[Blocker, ...]
    end: str  # what ending it makes of it: revoked, withdrawn, refused


@dataclass(frozen=True, slots=True)
class RequestCase:
    """A request for a role as the reader sees it."""

    id: UUID
    number: int
    person_id: UUID
    person: str
    role: str
    action: str  # grant | end
    unit: str
    unit_id: UUID
    until: datetime | None
    state: str
    reason: str
    asked_by: str
    asked_by_id: UUID
    answered_by: str
    asked_at: datetime
    is_mine: bool
    confirm_blockers: tuple[Blocker, ...]
    refuse_blockers: tuple[Blocker, ...]


@dataclass(frozen=True, slots=True)
class PersonCase:
    """A person with all that belongs to the account."""

    person: PersonRow
    keys: tuple[KeyCase, ...]
    open_requests: int
    conflicts: tuple[tuple[Role, Role], ...]  # held together although the rules forbid it
    close_blockers: tuple[Blocker, ...]

    @property
    def state(self) -> str:
        """closed, no_role, conflict, or active."""
        if self.person.closed_at is not None:
            return "closed"
        if self.conflicts:
            return "conflict"
        return "active" if self.person.roles else "no_role"


@dataclass(frozen=True, slots=True)
class Organisation:
    """What the administration shows beside the list of users, which is read by pages.

    `holders` hold a role now: who may confirm what, and what a change of a role comes to, is
    told by all of them. `administers` are units of the reader.
    """

    holders: tuple[PersonRow, ...]
    own: PersonCase | None
    requests: tuple[RequestCase, ...]
    units: tuple[UnitRow, ...]
    administers: frozenset[UUID]
    is_root_administrator: bool  # of the top unit: may add and close accounts
    is_team: bool

    @property
    def is_administrator(self) -> bool:
        return bool(self.administers)

    @property
    def administrators(self) -> tuple[PersonRow, ...]:
        return tuple(one for one in self.holders if Role.ADMINISTRATOR in one.roles)


def load_organisation(session: Session, me: UUID) -> Organisation:
    """Who holds roles, what is asked for, and what the reader may do."""
    held = roles_by_unit(session, me)
    units = list_units(session)
    own = session.get(Person, me)
    return Organisation(
        holders=list_role_holders(session),
        own=person_cases(session, [own], me)[0] if own is not None else None,
        requests=_requests(session, me, held),
        units=units,
        administers=frozenset(u for u, roles in held.items() if Role.ADMINISTRATOR in roles),
        is_root_administrator=_is_root(session, held),
        is_team=bool(session.scalar(select(Workspace.is_team))),
    )


def person_cases(session: Session, people: Sequence[Person], me: UUID) -> tuple[PersonCase, ...]:
    """In this order, with what the reader may do about each."""
    held = roles_by_unit(session, me)
    is_root = _is_root(session, held)
    ids = [one.id for one in people]
    keys: dict[str, list[KeyCase]] = {}
    for key, case in _keys(session, me, held, ids):
        keys.setdefault(key.person, []).append(case)
    asked = select(RoleRequest.person_id, func.count()).where(
        RoleRequest.state == "asked", is_one_of(session, RoleRequest.person_id, ids)
    )
    is_open = {row[0]: row[1] for row in session.execute(asked.group_by(RoleRequest.person_id))}
    return tuple(
        PersonCase(
            one,
            tuple(keys.get(one.handle, ())),
            is_open.get(one.id, 0),
            _conflicts(one.roles),
            _close_blockers(one, me, is_root=is_root),
        )
        for one in person_rows(session, people)
    )


def _is_root(session: Session, held: Mapping[UUID, frozenset[Role]]) -> bool:
    """Administers the unit above all others."""
    root = session.scalar(select(BusinessUnit.id).where(BusinessUnit.parent_id.is_(None)).limit(1))
    return root is not None and Role.ADMINISTRATOR in held.get(root, ())


def count_for_administrator(session: Session, me: UUID) -> int:
    """Requests for roles that this person could answer now."""
    held = roles_by_unit(session, me)
    if not any(Role.ADMINISTRATOR in roles for roles in held.values()):
        return 0
    requests = _requests(session, me, held, is_open=True)
    return sum(not one.confirm_blockers for one in requests)


def _conflicts(roles: Iterable[Role]) -> tuple[tuple[Role, Role], ...]:
    held = frozenset(roles)
    return tuple(pair for pair in ROLE_CONFLICTS if held.issuperset(pair))


def _close_blockers(person: PersonRow, me: UUID, *, is_root: bool) -> tuple[Blocker, ...]:
    facts = AccountFacts(
        person.kind,
        person.roles,
        is_closed=person.closed_at is not None,
        is_own=person.id == me,
    )
    return closing_blockers(facts, is_root=is_root)


def _keys(
    session: Session, me: UUID, held: Mapping[UUID, frozenset[Role]], people: Collection[UUID]
) -> list[tuple[KeyRow, KeyCase]]:
    theirs = is_one_of(session, SigningKey.person_id, people)
    facts = {
        one.id: (
            one.unit_id,
            KeyFacts(
                one.person_id,
                one.state,
                one.endorsed_by,
                one.kid,
                one.purpose,
                is_last=one.person_id == me and is_last_key(session, one),
            ),
        )
        for one in session.scalars(select(SigningKey).where(theirs))
    }
    found = []
    for key in list_keys(session, people=people):
        unit, fact = facts[key.id]
        actor = DeciderFacts(me, held.get(unit, frozenset()))
        case = KeyCase(
            key,
            (*confirmation_blockers(fact, actor), *key_blockers(key.kid, key.public_key)),
            revocation_blockers(fact, actor),
            end_of(fact, actor),
        )
        found.append((key, case))
    return found


def _requests(
    session: Session,
    me: UUID,
    held: Mapping[UUID, frozenset[Role]],
    *,
    is_open: bool = False,
) -> tuple[RequestCase, ...]:
    """The newest first, with why the reader may not answer; all, or those that wait."""
    who, asker, answerer = aliased(Person), aliased(Person), aliased(Person)
    statement = (
        select(RoleRequest, who.full_name, asker.full_name, answerer.full_name, BusinessUnit.name)
        .join(who, who.id == RoleRequest.person_id)
        .join(asker, asker.id == RoleRequest.asked_by)
        .join(BusinessUnit, BusinessUnit.id == RoleRequest.unit_id)
        .outerjoin(answerer, answerer.id == RoleRequest.answered_by)
        .order_by(RoleRequest.number.desc())
    )
    if is_open:
        statement = statement.where(RoleRequest.state == "asked")
    rows = session.execute(statement).all()
    about = is_one_of(session, Person.id, {row[0].person_id for row in rows})
    people = person_rows(session, session.scalars(select(Person).where(about)).all())
    known = {one.id: one for one in people}
    found = []
    for one, name, asked_by, answered_by, unit in rows:
        person = known.get(one.person_id)
        there = person.memberships if person else ()
        change = RoleChange(
            one.person_id,
            one.role,
            one.action,
            frozenset(each.role for each in there if each.is_valid),
            frozenset(each.role for each in there if each.is_valid and each.unit_id == one.unit_id),
            is_closed=person is not None and person.closed_at is not None,
        )
        right = (
            ()
            if Role.ADMINISTRATOR in held.get(one.unit_id, ())
            else (Blocker("role_request.administrator"),)
        )
        answering = answering_role_blockers(
            change, asked_by=one.asked_by, actor=me, state=one.state
        )
        closed = () if one.state == "asked" else (Blocker("role_request.closed"),)
        found.append(
            RequestCase(
                id=one.id,
                number=one.number,
                person_id=one.person_id,
                person=name,
                role=one.role,
                action=one.action,
                unit=unit,
                unit_id=one.unit_id,
                until=one.valid_until,
                state=one.state,
                reason=one.reason,
                asked_by=asked_by,
                asked_by_id=one.asked_by,
                answered_by=answered_by or "",
                asked_at=one.recorded_from,
                is_mine=one.asked_by == me,
                confirm_blockers=(*right, *answering),
                refuse_blockers=(*right, *closed),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of a path, and what is in it now."""

    id: UUID
    path: str
    path_stages: tuple[str, ...]  # all of its path, in order
    unit: str
    position: int
    name: str
    kind: str
    is_protected: bool
    versions: int
    runtimes: tuple[str, ...]
    path_id: UUID
    move_blockers: tuple[Blocker, ...] = ()  # why the reader can't give it another place


@dataclass(frozen=True, slots=True)
class TagRow:
    """A service tag, and who uses it."""

    name: str
    models: tuple[str, ...]
    runtimes: tuple[str, ...]
    in_place: int


def list_stages_in_use(session: Session, me: UUID | None = None) -> tuple[StageRow, ...]:
    """Every stage in the order of its path.

    Args:
        me: who would order them; None: nobody is asked for.
    """
    held = roles_by_unit(session, me) if me is not None else {}
    used = paths_gone_through(session)

    def why_not(one: Stage) -> tuple[Blocker, ...]:
        return (
            *write_blockers("stage", "update", held.get(one.unit_id, frozenset())),
            *order_blockers(is_gone_through=one.stage_path_id in used),
        )

    counts = {
        row[0]: row[1]
        for row in session.execute(
            select(Placement.stage_id, func.count())
            .where(Placement.state == "in_place")
            .group_by(Placement.stage_id)
        )
    }
    runtimes = _runtimes(session)
    rows = session.execute(
        select(Stage, StagePath.name, BusinessUnit.name)
        .join(StagePath, StagePath.id == Stage.stage_path_id)
        .join(BusinessUnit, BusinessUnit.id == StagePath.unit_id)
        .order_by(BusinessUnit.name, StagePath.name, Stage.position)
    ).all()
    ways: dict[UUID, list[str]] = {}
    for one, _, _ in rows:
        ways.setdefault(one.stage_path_id, []).append(one.name)
    return tuple(
        StageRow(
            one.id,
            path,
            tuple(ways[one.stage_path_id]),
            unit,
            one.position,
            one.name,
            one.kind,
            one.is_protected,
            counts.get(one.id, 0),
            tuple(r.name for r in runtimes if one.name in r.stage_tags),
            one.stage_path_id,
            why_not(one),
        )
        for one, path, unit in rows
    )


def list_tags_in_use(session: Session) -> tuple[TagRow, ...]:
    """Every service tag by name, whoever uses it."""
    models: dict[str, list[str]] = {}
    rows = session.execute(select(RegisteredModel.name, RegisteredModel.service_tags))
    for name, tags in rows:
        for tag in tags:
            models.setdefault(tag, []).append(name)
    runtimes: dict[str, list[str]] = {}
    for one in _runtimes(session):
        for tag in one.service_tags:
            runtimes.setdefault(tag, []).append(one.name)
    placed = {
        row[0]: row[1]
        for row in session.execute(
            select(Placement.service_tag, func.count())
            .where(Placement.state == "in_place")
            .group_by(Placement.service_tag)
        )
    }
    return tuple(
        TagRow(
            tag,
            tuple(sorted(models.get(tag, ()))),
            tuple(sorted(runtimes.get(tag, ()))),
            placed.get(tag, 0),
        )
        for tag in sorted({*models, *runtimes, *placed})
    )


def _runtimes(session: Session) -> list[Runtime]:
    statement = select(Runtime).where(Runtime.state != "retired").order_by(Runtime.name)
    return list(session.scalars(statement))


def list_admin_events(session: Session) -> tuple[EventRow, ...]:
    """What happened to people, roles, keys, units, stages, places and policies; newest first.

    Asked by the ids of these few things: a search by kind would walk the whole trail.
    """
    kinds = (
        Person, Membership, RoleRequest, SigningKey, BusinessUnit, StagePath, Stage, Store, Runtime,
    )  # fmt: skip
    quiet = or_(AuditEvent.tag == "runtime.busy", AuditEvent.tag == "runtime.ready")
    ids = [one for kind in kinds for one in session.scalars(select(kind.id))]
    ids += session.scalars(select(DecisionTable.id).where(DecisionTable.key.in_(POLICIES)))
    found: list[AuditEvent] = []
    for start in range(0, len(ids), _IDS):
        found += session.scalars(
            select(AuditEvent)
            .where(AuditEvent.object_id.in_(ids[start : start + _IDS]), ~quiet)
            .order_by(AuditEvent.id.desc())
            .limit(EVENTS)
        )
    newest = sorted(found, key=lambda one: -one.id)[:EVENTS]
    return load_event_rows(session, newest)


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """Something this program talks to. `kind`: database, store, runtime."""

    kind: str
    id: UUID | None
    name: str
    detail: str
    state: str
    secret: str
    pause: Pause | None = None
    blockers: tuple[Blocker, ...] = ()  # why the reader can't turn it, whatever they say


def list_connections(session: Session, me: UUID | None = None) -> tuple[ConnectionRow, ...]:
    """Stores and runtimes by name; the database itself is the window's to add.

    Args:
        me: who would pause them; None: nobody is asked for.
    """
    stores = session.scalars(select(Store).order_by(Store.name)).all()
    runtimes = _runtimes(session)
    pauses = load_pauses(session, (*stores, *runtimes))
    held = roles_by_unit(session, me) if me is not None else {}

    def why_not(one: Store | Runtime) -> tuple[Blocker, ...]:
        return turn_blockers(
            is_paused=one.is_paused,
            wanted=not one.is_paused,
            is_retired=False,
            reason=LONG_ENOUGH,
            roles=held.get(one.unit_id, frozenset()),
        )

    return (
        *(
            ConnectionRow(
                "store", s.id, s.name, s.description, "", "", pauses.get(s.id), why_not(s)
            )
            for s in stores
        ),
        *(
            ConnectionRow(
                "runtime", r.id, r.name, r.url, r.state, r.secret_ref, pauses.get(r.id), why_not(r)
            )
            for r in runtimes
        ),
    )
