"""Signing keys as people see them, and what a signer must know of the workspace."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    Uuid,
    column,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.database import PART
from app.models.enforcement.acts import FIRST_ROWS
from app.models.enforcement.history import SUFFIX
from app.models.queries.held_rows import load_beginning
from app.models.queries.id_lists import is_one_of, is_one_of_texts, is_sqlite
from app.models.queries.lookups import person_names
from app.models.rules.keys import DECISION, KEY_ACTIVE, KEY_ENDORSED, KEY_REVOKED, standing
from app.models.rules.signed_acts import KEYED
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.organisation import BusinessUnit, Person, SigningKey, Workspace
from app.models.tables.trail import AuditEvent, AuditLeaf

_PAST_KEY = METADATA.tables[f"{SCHEMA}.{SigningKey.__tablename__}{SUFFIX}"]


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key, and where it stands between proposed and revoked."""

    id: UUID
    kid: str
    person: str  # handle
    full_name: str
    unit: str
    purpose: str
    state: str
    public_key: str
    endorsed_by: str
    confirmed_by: str
    reason: str
    revoked_at_size: int | None  # how many events were sealed then
    ended_at: int | None  # its place in the log; None: not sealed yet, or not told to this login
    recorded_from: datetime
    revoked_at: datetime | None = None
    account_closed_at: datetime | None = None  # since when nothing can be signed with it
    row_says: str = ""  # its row's own state, where the log tells another
    log_says: str = ""  # that other one

    @property
    def stands(self) -> str:
        """Its state, as far as there is anybody to use it."""
        return standing(self.state, is_closed=self.account_closed_at is not None)


def list_keys(
    session: Session, *, person: UUID | None = None, people: Collection[UUID] | None = None
) -> list[KeyRow]:
    """Keys of everybody, of one person or of some; by handle, the newest first."""
    statement = (
        select(SigningKey, Person, BusinessUnit.key)
        .join(Person, Person.id == SigningKey.person_id)
        .join(BusinessUnit, BusinessUnit.id == SigningKey.unit_id)
        .order_by(Person.handle, SigningKey.recorded_from.desc(), SigningKey.kid)
    )
    if person is not None:
        statement = statement.where(SigningKey.person_id == person)
    if people is not None:
        statement = statement.where(is_one_of(session, SigningKey.person_id, people))
    rows = session.execute(statement).all()
    confirmers = (one for key, _, _ in rows for one in (key.endorsed_by, key.confirmed_by))
    names = person_names(session, {one for one in confirmers if one is not None})
    ends = load_key_ends(session, [key.id for key, _, _ in rows])
    log = _states_by_log(session, [key for key, _, _ in rows], ends)
    places = {key: one.position for key, one in ends.items()}
    return [
        KeyRow(
            id=key.id,
            kid=key.kid,
            person=owner.handle,
            full_name=owner.full_name,
            unit=unit,
            purpose=key.purpose,
            state=_stricter(key.state, log.get(key.id, key.state)),
            row_says=key.state if key.id in log else "",
            log_says=log.get(key.id, ""),
            public_key=key.public_key,
            endorsed_by=names.get(key.endorsed_by, "") if key.endorsed_by else "",
            confirmed_by=names.get(key.confirmed_by, "") if key.confirmed_by else "",
            reason=key.reason,
            revoked_at_size=key.revoked_at_size,
            ended_at=places.get(key.id),
            recorded_from=key.recorded_from,
            # Once revoked it is changed no more: the database refuses that.
            revoked_at=key.recorded_from if key.state == "revoked" else None,
            account_closed_at=owner.closed_at,
        )
        for key, owner, unit in rows
    ]


def _states_by_log(
    session: Session, keys: Collection[SigningKey], ends: Collection[UUID]
) -> dict[UUID, str]:
    """What the log tells of keys that sign what people do, where their rows say otherwise.

    What never came in force goes by its row: nobody signs with it. A room holds too few events.
    """
    ids = [one.id for one in keys if one.purpose == DECISION]
    if not ids or session.connection().info.get(PART) is not None:
        return {}
    steps = load_key_steps(session, ids)
    first = load_first_keys(session) if not is_sqlite(session) else _first_in_file(session)
    found = {}
    for one in keys:
        if one.purpose != DECISION:
            continue
        told = "revoked" if one.id in ends else _came_to(one, steps.get(one.id, {}), first)
        if one.state != told and (one.state in KEYED or told == "revoked"):
            found[one.id] = told
    return found


def _came_to(key: SigningKey, steps: Mapping[str, KeyStep], first: Mapping[str, FirstKey]) -> str:
    """How far a key came, of whose end the log does not tell."""
    named = first.get(key.kid)
    if KEY_ACTIVE in steps or (named is not None and named.row in (None, str(key.id))):
        return "active"
    return "endorsed" if KEY_ENDORSED in steps else "proposed"


def _first_in_file(session: Session) -> Mapping[str, FirstKey]:
    beginning = load_beginning(session)
    return first_keys_in((beginning and beginning.facts) or {})


def _stricter(row: str, log: str) -> str:
    """A key signs where both say so."""
    return row if row == "revoked" else log


_TOLD = (
    select(AuditEvent.object_id, AuditLeaf.position, AuditEvent.txid, AuditEvent.id)
    .outerjoin(AuditLeaf, AuditLeaf.event_id == AuditEvent.id)
    .where(AuditEvent.tag == KEY_REVOKED)
    .subquery()
)
_ENDS = (
    func.mw.key_ends()
    .table_valued(
        column("key_id", Uuid), column("place", BigInteger), column("txid", BigInteger),
        column("event_id", BigInteger),
    )
    .alias("ended")
)  # fmt: skip


_STEPS = (
    func.mw.key_steps()
    .table_valued(
        column("key_id", Uuid), column("tag", String), column("actor", Uuid),
        column("kid", String), column("person", String),
    )
    .alias("step")
)  # fmt: skip
_FIRST = (
    func.mw.first_keys()
    .table_valued(column("kid", String), column("person", String), column("key_id", String))
    .alias("first")
)


class KeyEnd(NamedTuple):
    """The event of the end of a key: where the log has it. `position` None: not sealed yet."""

    position: int | None
    txid: int
    event_id: int


def load_key_ends(session: Session, keys: Collection[UUID]) -> dict[UUID, KeyEnd]:
    """Of these keys those whose end the log tells, by what is there, or by what others read.

    A key ends once: what tells of it a second time moves nothing.
    """
    if not keys:
        return {}
    key, *end = _TOLD.c if is_sqlite(session) else _ENDS.c
    rows = session.execute(select(key, *end).where(is_one_of(session, key, keys)))
    found: dict[UUID, KeyEnd] = {}
    for row in sorted(rows, key=lambda one: (one[1] is None, *one[1:])):
        found.setdefault(row[0], KeyEnd(*row[1:]))
    return found


class KeyStep(NamedTuple):
    """Who took a step of a key, and which key and whose it was then, as the log tells."""

    actor: UUID
    kid: str | None
    person: str | None


def is_ended(key: InstrumentedAttribute[UUID], *, is_file: bool) -> ColumnElement[bool]:
    """Of a key: the log tells its end, by what is there, or by what others read."""
    if is_file:
        told = select(AuditEvent.id).where(
            AuditEvent.object_id == key, AuditEvent.tag == KEY_REVOKED
        )
        return told.exists()
    return select(_ENDS.c.key_id).where(_ENDS.c.key_id == key).exists()


def load_key_steps(session: Session, keys: Collection[UUID]) -> dict[UUID, dict[str, KeyStep]]:
    """Of each key who endorsed it and who put it in force, by the event's tag; the last time each.

    By what is there, or by what others read, as `load_key_ends`.
    """
    found: defaultdict[UUID, dict[str, KeyStep]] = defaultdict(dict)
    if not keys:
        return found
    if not is_sqlite(session):
        chosen = is_one_of(session, _STEPS.c.key_id, keys)
        for key, tag, *step in session.execute(select(*_STEPS.c).where(chosen)):
            found[key][tag] = KeyStep(*step)
        return found
    steps = (
        select(AuditEvent)
        .where(
            is_one_of(session, AuditEvent.object_id, keys),
            AuditEvent.tag.in_([KEY_ENDORSED, KEY_ACTIVE]),
        )
        .order_by(AuditEvent.id)
    )
    for event in session.scalars(steps):
        facts = event.facts if isinstance(event.facts, dict) else {}
        told = KeyStep(event.actor_id, facts.get("kid"), facts.get("person_id"))
        found[event.object_id][event.tag] = told
    return found


def load_first_in_force(session: Session, people: Collection[UUID]) -> dict[UUID, int]:
    """Of these people the event that put a key of theirs in force first.

    As the events tell whose a key was: a row soon names another. No index finds events by their
    tag, so they are found by their keys; one whose row was taken away has left its images.
    """
    if not people:
        return {}
    known = select(SigningKey.id).union(select(_PAST_KEY.c.id))
    rows = session.execute(
        select(AuditEvent.id, AuditEvent.facts)
        .where(
            AuditEvent.object_id.in_(known),
            AuditEvent.tag == KEY_ACTIVE,
            _may_name_one_of(session, people),
        )
        .order_by(AuditEvent.id.desc())
    )
    first = {str(one["person_id"]): event for event, one in rows if _names_person(one)}
    return {one: first[str(one)] for one in people if str(one) in first}


def _may_name_one_of(session: Session, people: Collection[UUID]) -> ColumnElement[bool]:
    """In a file by the text: it may hold facts that are no JSON, which must not end the list."""
    named = [*map(str, people)]
    if not is_sqlite(session):
        return is_one_of_texts(session, AuditEvent.facts["person_id"].as_string(), named)
    one = func.json_each(json.dumps(named)).table_valued("value").c.value
    return select(one).where(func.instr(type_coerce(AuditEvent.facts, String), one) > 0).exists()


def _names_person(facts: object) -> bool:
    return isinstance(facts, dict) and "person_id" in facts


class FirstKey(NamedTuple):
    """Whose a key is that was there first, and its row; None: an earlier version told no rows."""

    person: str
    row: str | None


def load_first_keys(session: Session) -> dict[str, FirstKey]:
    """Keys that were there first, by kid, for a login that reads no event 0.

    On PostgreSQL alone: whoever opens a file reads all of it.
    """
    if is_sqlite(session):
        return {}
    return {kid: FirstKey(*told) for kid, *told in session.execute(select(*_FIRST.c))}


def first_keys_in(facts: Mapping[str, Any]) -> dict[str, FirstKey]:
    """The same, of the facts of event 0."""
    keys, tables = _object_in(facts, "keys"), _object_in(facts, FIRST_ROWS)
    told = _object_in(tables, SigningKey.__tablename__)
    rows = {str(one.get("kid")): row for row, one in told.items() if isinstance(one, dict)}
    return {kid: FirstKey(str(person), rows.get(kid)) for kid, person in keys.items()}


def _object_in(facts: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = facts.get(name)
    return found if isinstance(found, dict) else {}


def is_last_key(session: Session, key: SigningKey) -> bool:
    """The only key in force of a file in which one person works: nobody could confirm another."""
    workspace = session.scalars(select(Workspace)).one()
    if workspace.is_team or workspace.is_demo or key.state != "active":
        return False
    more = select(SigningKey.id).where(
        SigningKey.id != key.id, SigningKey.purpose == DECISION, SigningKey.state == "active"
    )
    return _is_alone(session, key.person_id) and session.scalars(more.limit(1)).first() is None


def _is_alone(session: Session, person: UUID) -> bool:
    others = select(Person.id).where(
        Person.kind == "person", Person.id != person, Person.closed_at.is_(None)
    )
    return session.scalars(others.limit(1)).first() is None


@dataclass(frozen=True, slots=True)
class SigningFacts:
    """What decides how a person signs here."""

    needs_signatures: bool
    is_demo: bool
    is_team: bool
    active: tuple[KeyRow, ...]  # this person's keys in force
    owns_key: bool  # one is or was in force: ending it frees nobody of signing
    is_alone: bool  # nobody else works here: a key proposed has nobody who confirms it


def load_signing_facts(session: Session, person: UUID) -> SigningFacts:
    workspace = session.scalars(select(Workspace)).one()
    keys = list_keys(session, person=person)
    own = [one for one in keys if one.purpose == DECISION]
    return SigningFacts(
        needs_signatures=workspace.is_team or workspace.is_demo,
        is_demo=workspace.is_demo,
        is_team=workspace.is_team,
        active=tuple(one for one in own if one.state == "active"),
        owns_key=any(one.state in KEYED for one in own),
        is_alone=_is_alone(session, person),
    )
