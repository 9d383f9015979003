"""Things on record as evidence names them: found by what people call them, with their digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InputError, quoted
from app.models.queries.find import find_model, find_numbered
from app.models.queries.listing_governance import find_policy
from app.models.rules.folding import fold
from app.models.rules.frameworks import EVIDENCE_KINDS
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.inventory import ModelDocument, RegisteredModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import MonitorRun


@dataclass(frozen=True, slots=True)
class Proof:
    """A thing on record as evidence names it."""

    kind: str
    id: UUID
    sha256: str
    title: str
    unit_id: UUID


def find_proof(session: Session, kind: str, object_id: UUID) -> Proof | None:
    """The thing with its digest of now; None where there is none, or none that has a digest."""
    found = _PROOFS[kind](session, object_id) if kind in _PROOFS else None
    if found is None or not found[0]:
        return None
    unit = session.scalars(select(_TABLES[kind].unit_id).where(_TABLES[kind].id == object_id))
    return Proof(kind, object_id, *found, unit.one())


def _document_proof(session: Session, key: UUID) -> tuple[str, str] | None:
    row = session.execute(
        select(ModelDocument.sha256, ModelDocument.title, RegisteredModel.name)
        .join(RegisteredModel, RegisteredModel.id == ModelDocument.model_id)
        .where(ModelDocument.id == key)
    ).one_or_none()
    return (row.sha256, f"{row.name}: {row.title}") if row else None


def _decision_proof(session: Session, key: UUID) -> tuple[str, str] | None:
    """An acceptance of a request that was accepted: one vote of two shows nothing yet."""
    row = session.execute(
        select(Decision.seen_digest, TransitionRequest.number, RegisteredModel.name)
        .join(TransitionRequest, TransitionRequest.id == Decision.request_id)
        .join(RegisteredModel, RegisteredModel.id == TransitionRequest.model_id)
        .where(Decision.id == key, Decision.verdict == "accept")
        .where(TransitionRequest.state == "accepted")
    ).one_or_none()
    return (row.seen_digest, f"{row.name}: request {row.number}") if row else None


def _policy_proof(session: Session, key: UUID) -> tuple[str, str] | None:
    row = session.execute(
        select(DecisionTable.sha256, DecisionTable.key, DecisionTable.version).where(
            DecisionTable.id == key
        )
    ).one_or_none()
    return (row.sha256, f"{row.key} v{row.version}") if row else None


def _run_proof(session: Session, key: UUID) -> tuple[str, str] | None:
    row = session.execute(
        select(MonitorRun.data_digest, MonitorRun.number, MonitorRun.verdict, RegisteredModel.name)
        .join(RegisteredModel, RegisteredModel.id == MonitorRun.model_id)
        .where(MonitorRun.id == key, MonitorRun.state == "done")
    ).one_or_none()
    return (row.data_digest, f"{row.name}: run {row.number}, {row.verdict}") if row else None


_PROOFS = {
    "document": _document_proof, "decision": _decision_proof, "policy": _policy_proof,
    "test_run": _run_proof,
}  # fmt: skip
_TABLES: dict[str, Any] = {
    "document": ModelDocument, "decision": Decision, "policy": DecisionTable,
    "test_run": MonitorRun,
}  # fmt: skip


def find_named(session: Session, kind: str, text: str, me: UUID) -> UUID:
    """`cc-fraud/Model card` of a document, a request's or a run's number, a policy's key.

    Raises:
        InputError: there is none.
    """
    if kind == "policy":
        return find_policy(session, text, me).id
    if kind == "document":
        return _document(session, text)
    if kind == "decision":
        request = find_numbered(session, TransitionRequest, text, what="request")
        return _decision(session, request)
    if kind == "test_run":
        return find_numbered(session, MonitorRun, text, what="run").id
    raise InputError(
        f"{kind} is no kind of evidence.", hint="Known: " + ", ".join(EVIDENCE_KINDS) + "."
    )


def _document(session: Session, text: str) -> UUID:
    name, _, title = text.rpartition("/")
    if not name:
        raise InputError(
            f"“{quoted(text)}” names no document.",
            hint="Write the model and the title: cc-fraud/Model card.",
        )
    model = find_model(session, name)
    rows = session.scalars(
        select(ModelDocument)
        .where(ModelDocument.model_id == model.id)
        .order_by(ModelDocument.created_at.desc())
    ).all()
    found = next((one for one in rows if fold(one.title) == fold(title)), None)
    if found is None:
        titles = ", ".join(dict.fromkeys(one.title for one in rows)) or "none"
        raise InputError(f"{model.name} has no document {title}.", hint=f"It has: {titles}.")
    return found.id


def _decision(session: Session, request: TransitionRequest) -> UUID:
    """The last acceptance of a request that was accepted."""
    if request.state != "accepted":
        raise InputError(f"Request {request.number} was not accepted.")
    return session.scalars(
        select(Decision.id)
        .where(Decision.request_id == request.id, Decision.verdict == "accept")
        .order_by(Decision.decided_at.desc())
        .limit(1)
    ).one()
