"""What stands beside the events in a proof: signed documents, keys, and who the people are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.held_rows import load_beginning
from app.models.queries.keys import load_key_ends
from app.models.rules.public_keys import key_blockers
from app.models.tables.execution import Runtime
from app.models.tables.governance import Decision, Finding, LineageReview, SignedAct, Waiver
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.organisation import Person, SigningKey, Workspace

SignedTable = (
    type[Decision]
    | type[Waiver]
    | type[EngineInbox]
    | type[Runtime]
    | type[Finding]
    | type[LineageReview]
    | type[SignedAct]
)
KINDS: dict[str, SignedTable] = {
    "decision": Decision, "waiver": Waiver, "roll_back": EngineInbox, "retire": Runtime,
    "review": Finding, "retire_version": EngineInbox, "lineage_review": LineageReview,
    "act": SignedAct, "runtime_ended": EngineInbox,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """The text that somebody signed. `kid` empty: nobody did."""

    kind: str  # a key of KINDS
    id: UUID
    document: str
    signature: str
    kid: str


@dataclass(frozen=True, slots=True)
class PublicKey:
    kid: str
    person: UUID
    purpose: str
    state: str
    public_key: str
    revoked_at_size: int | None  # how much was sealed then
    ended_at: int | None  # where the log tells of it; None: it does not, or not to this login


@dataclass(frozen=True, slots=True)
class About:
    """The workspace that a proof is of."""

    name: str
    is_demo: bool
    is_unmarked: bool  # its row says that it is no demo, the sealed first event that it is one
    is_team: bool
    log_id: UUID


def load_about(session: Session) -> About:
    row = session.scalars(select(Workspace)).one()
    first = load_beginning(session)
    is_begun_as_demo = first is not None and first.is_demo
    return About(
        name=row.name,
        is_demo=row.is_demo or is_begun_as_demo,
        is_unmarked=is_begun_as_demo and not row.is_demo,
        is_team=row.is_team,
        log_id=row.log_id,
    )


def list_signed(session: Session, kind: str, ids: Sequence[UUID]) -> list[SignedDocument]:
    """The documents of these rows that are there, by id; an empty one where only a signature is."""
    table = KINDS[kind]
    rows = session.execute(
        select(table.id, table.document, table.signature, SigningKey.kid)
        .outerjoin(SigningKey, SigningKey.id == table.key_id)
        .where(table.id.in_(ids))
        .order_by(table.id)
    )
    return [
        SignedDocument(kind, row[0], row[1] or "", row[2] or "", row[3] or "")
        for row in rows
        if row[1] or row[2]
    ]


def list_public_keys(session: Session, *, size: int) -> list[PublicKey]:
    """Of a log of this size: what comes later has not ended a key in it."""
    rows = session.scalars(select(SigningKey).order_by(SigningKey.kid)).all()
    ends = load_key_ends(session, [one.id for one in rows])
    sealed = {key: one.position for key, one in ends.items()}
    places = {key: size if place is None else min(place, size) for key, place in sealed.items()}
    return [
        PublicKey(
            one.kid, one.person_id, one.purpose, one.state, one.public_key, one.revoked_at_size,
            places.get(one.id),
        )
        for one in rows
    ]  # fmt: skip


def list_unsound_keys(session: Session) -> list[str]:
    """Names of what was registered as a key before the databases asked whether it is one."""
    keys = session.execute(select(SigningKey.kid, SigningKey.public_key).order_by(SigningKey.kid))
    return [kid for kid, public_key in keys if key_blockers(kid, public_key)]


def list_names(session: Session) -> list[tuple[UUID, str, str]]:
    """Id, handle and full name of everybody, by id."""
    rows = session.execute(select(Person.id, Person.handle, Person.full_name).order_by(Person.id))
    return [(row[0], row[1], row[2]) for row in rows]
