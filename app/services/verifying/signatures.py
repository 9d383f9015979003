"""Whether a signature holds: its key, its document, and what the rows say of the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.enforcement.acts import ASKS_FOR_SIGNATURES
from app.models.queries.held_rows import load_beginning
from app.models.tables.organisation import Person, SigningKey, Workspace
from app.models.tables.trail import AuditEvent, AuditLeaf
from app.services.signed_documents import read_document
from app.services.signing import ACT, kid, verify
from app.texts import N_

MISSING = N_("it carries no signature")
UNKNOWN_KEY = N_("the key it names is not known")
FOREIGN_KEY = N_("the key belongs to somebody else")
UNCONFIRMED_KEY = N_("the key was never confirmed by two administrators")
REVOKED_KEY = N_("the key was revoked before the decision was sealed")
BROKEN = N_("the signature does not hold")
ANOTHER = N_("what was signed says something else: {names}")
_FIRST = "first_facts"  # of a session's `info`


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one signed act can't be relied on."""

    kind: str  # in the words of who reads that nothing was deployed
    id: UUID
    person: str  # full name of who is said to have signed
    why: str


def is_signing_required(session: Session) -> bool:
    """By what the workspace says, and by what it said at its begin: a flag is soon turned off."""
    workspace = session.scalars(select(Workspace)).one()
    if workspace.is_team or workspace.is_demo:
        return True
    facts = first_facts(session)
    return facts is None or facts.get(ASKS_FOR_SIGNATURES) is True


def first_facts(session: Session) -> Mapping[str, Any] | None:
    """What the workspace's own begin tells; None where this login reads none, or none is left."""
    if _FIRST not in session.info:  # it is large, and asked for at each signature
        beginning = load_beginning(session)
        session.info[_FIRST] = beginning and beginning.facts
    found: Mapping[str, Any] | None = session.info[_FIRST]
    return found


def facts_of(event: AuditEvent) -> Mapping[str, Any]:
    """What an event tells; nothing where somebody made something else of it, as the seal says."""
    return event.facts if isinstance(event.facts, dict) else {}


class SignedRow(Protocol):
    """A row that keeps what was signed beside what it says."""

    id: Any
    document: Any
    signature: Any
    key_id: Any


def act_fault(
    session: Session,
    row: SignedRow,
    actor: UUID,
    told_by: str,
    facts: Mapping[str, Any],
    *,
    domain: bytes = ACT,
) -> str:
    """Why it can't be relied on that this person signed these facts; empty where it can.

    Args:
        told_by: the tag of the event by which the row was signed.
    """
    signature, document = row.signature or "", row.document or ""
    if why := key_fault(session, signature, row.key_id, actor, (row.id, told_by)):
        return why
    key = session.get_one(SigningKey, row.key_id)
    if not verify(key.public_key, domain, document, signature):
        return BROKEN
    other = other_facts(document, {**facts, "kid": key.kid})
    return ANOTHER.format(names=", ".join(other)) if other else ""


def key_fault(
    session: Session,
    signature: str,
    key_id: UUID | None,
    person: UUID,
    event: tuple[UUID, str],
) -> str:
    """Why the key of a signature is none to rely on; empty where it is.

    Args:
        event: the row that was signed, and the tag of its event.
    """
    if not signature or key_id is None:
        return MISSING
    key = session.get(SigningKey, key_id)
    if key is None or key.purpose != "decision" or kid(key.public_key) != key.kid:
        return UNKNOWN_KEY
    if key.person_id != person:
        return FOREIGN_KEY
    if not is_confirmed(session, key):
        return UNCONFIRMED_KEY
    if key.state == "revoked" and not _was_sealed_before(session, key, event):
        return REVOKED_KEY
    return ""


def is_confirmed(session: Session, key: SigningKey) -> bool:
    """Two administrators, neither of them its owner, put it in force; or it was there first."""
    if key.state not in ("active", "revoked"):
        return False
    confirmers = {key.endorsed_by, key.confirmed_by}
    if None not in confirmers:
        return len(confirmers) == 2 and key.person_id not in confirmers
    keys = (first_facts(session) or {}).get("keys")
    return isinstance(keys, dict) and key.kid in keys


def _was_sealed_before(session: Session, key: SigningKey, event: tuple[UUID, str]) -> bool:
    """By position in the sealed log, never by a clock."""
    object_id, tag = event
    position = session.scalar(
        select(AuditLeaf.position)
        .join(AuditEvent, AuditEvent.id == AuditLeaf.event_id)
        .where(AuditEvent.object_id == object_id, AuditEvent.tag == tag)
        .order_by(AuditLeaf.position)
        .limit(1)
    )
    return position is not None and position < (key.revoked_at_size or 0)


def other_facts(document: str, expected: Mapping[str, object]) -> list[str]:
    """Names of the facts that a signed document says otherwise."""
    said = read_document(document)
    if said is None:
        return ["its form"]
    return [name for name, value in expected.items() if said.get(name) != value]


def uuid_in(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def name_of_person(session: Session, person: UUID | None) -> str:
    found = session.get(Person, person) if person else None
    return found.full_name if found else "nobody"
