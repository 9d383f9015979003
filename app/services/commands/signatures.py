"""How a command signs a row that it writes: one way for waivers and acts; decisions chain too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from app.models.rules.blockers import Blocker
from app.models.rules.keys import SignatureFacts, signature_blockers
from app.models.tables.organisation import SigningKey, Workspace
from app.services.personal_keys import Signer
from app.services.signed_documents import asserted, moment_now, write_document
from app.services.unit_of_work import UnitOfWork

_NO_KEY = UUID(int=0)  # no key has it; with NULL it were another question, to be planned anew
_workspace_and_key = select(Workspace.is_team, Workspace.is_demo, SigningKey.public_key).outerjoin(
    SigningKey,
    and_(
        SigningKey.id == bindparam("key"),
        SigningKey.person_id == bindparam("person"),
        SigningKey.state == "active",
        SigningKey.purpose == "decision",
    ),
)


class SignedRow(Protocol):
    """A row that keeps what was signed beside what it says."""

    document: Any
    signature: Any
    key_id: Any


def signature_facts(work: UnitOfWork, signer: Signer | None) -> SignatureFacts:
    """What the rule of signatures asks about an act of this person."""
    key_id = signer.key_id if signer else _NO_KEY
    is_team, is_demo, public_key = work.session.execute(
        _workspace_and_key, {"key": key_id, "person": work.actor.id}
    ).one()
    return SignatureFacts(
        is_required=is_team or is_demo,
        is_signed=signer is not None,
        has_active_key=signer is not None and public_key == signer.pair.public_key,
    )


def unsigned_blockers(work: UnitOfWork, signer: Signer | None, code: str) -> tuple[Blocker, ...]:
    """Why this person may not do it signed like this; `code` is that of a missing signature."""
    return signature_blockers(signature_facts(work, signer), unsigned=code)


def sign_row(
    work: UnitOfWork,
    row: SignedRow,
    signer: Signer | None,
    facts: Mapping[str, Any],
    *,
    domain: bytes,
    meaning: str,
) -> None:
    """Keep `facts` as text beside the row; signed, where there is a key to sign with."""
    kid = signer.kid if signer else ""
    said = asserted(moment_now(work.session), kid=kid, meaning=meaning)
    row.document = write_document({**facts, **said})
    if signer is not None:
        row.signature, row.key_id = signer.pair.sign(domain, row.document), signer.key_id
