"""How a command signs: a row that it writes, or a step that a row takes. Decisions chain too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID, uuid4

from sqlalchemy import and_, bindparam, select

from app.models.queries.id_lists import is_sqlite
from app.models.queries.keys import is_ended
from app.models.queries.trail import log_id
from app.models.rules.blockers import Blocker
from app.models.rules.keys import DECISION, SignatureFacts, signature_blockers
from app.models.rules.signed_acts import KEYED, WHERE_KEYED, StepFacts, step_blockers
from app.models.tables.governance import SignedAct
from app.models.tables.organisation import SigningKey, Workspace
from app.services.signed_documents import asserted, moment_now, write_document
from app.services.signed_steps import Signable, name_of, step_document_facts, thing_of, told_after
from app.services.signing import STEP, Signer
from app.services.unit_of_work import UnitOfWork

_NO_KEY = UUID(int=0)  # no key has it; with NULL it were another question, to be planned anew
_workspace_and_key = {
    is_file: select(Workspace.is_team, Workspace.is_demo, SigningKey.public_key).outerjoin(
        SigningKey,
        and_(
            SigningKey.id == bindparam("key"),
            SigningKey.person_id == bindparam("person"),
            SigningKey.state == "active",
            SigningKey.purpose == DECISION,
            ~is_ended(SigningKey.id, is_file=is_file),
        ),
    )
    for is_file in (True, False)
}


class SignedRow(Protocol):
    """A row that keeps what was signed beside what it says."""

    document: Any
    signature: Any
    key_id: Any


def signature_facts(work: UnitOfWork, signer: Signer | None) -> SignatureFacts:
    """What the rule of signatures asks about an act of this person."""
    key_id = signer.key_id if signer else _NO_KEY
    is_team, is_demo, public_key = work.session.execute(
        _workspace_and_key[is_sqlite(work.session)], {"key": key_id, "person": work.actor.id}
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


def unsigned_step_blockers(
    work: UnitOfWork, row: Signable, state: str, signer: Signer | None
) -> tuple[Blocker, ...]:
    """Why this person may not take `row` into `state` signed like this."""
    thing, facts = thing_of(row), signature_facts(work, signer)
    owns = thing not in WHERE_KEYED or work.session.scalar(_own_key, {"person": work.actor.id})
    return step_blockers(StepFacts(thing, state, facts, owns_key=bool(owns)))


_own_key = select(
    select(SigningKey.id)
    .where(
        SigningKey.person_id == bindparam("person"),
        SigningKey.state.in_(KEYED),
        SigningKey.purpose == DECISION,
    )
    .exists()
)


def sign_step(
    work: UnitOfWork,
    row: Signable,
    state: str,
    signer: Signer | None,
    *,
    meaning: str,
    **changes: Any,
) -> None:
    """Keep the signed act of a step that `row` takes next, before it takes it.

    Args:
        changes: what the step writes beside the state.
    """
    if signer is None:
        return
    act = SignedAct(
        id=uuid4(),
        unit_id=row.unit_id,
        thing=str(thing_of(row)),
        object_id=row.id,
        state=state,
        of_version=row.row_version,
        model_id=getattr(row, "model_id", None),
    )
    told = told_after(row, changes)
    facts = step_document_facts(
        log_id(work.session), act, told, name=name_of(work.session, row), actor=work.actor.id
    )
    sign_row(work, act, signer, facts, domain=STEP, meaning=meaning)
    work.add(act)
