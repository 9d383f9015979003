"""Transition requests: asked by people, pinned by the worker, decided with four eyes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.errors import InputError, RefusedError
from app.models.queries.acts import must_open_evidence
from app.models.queries.approval_detail import load_request, unopened_blockers
from app.models.queries.evidence import build_evidence, request_facts
from app.models.queries.find import find_latest_snapshot, find_stage
from app.models.rules.blockers import Blocker, require
from app.models.rules.four_eyes import Slot, choose_slot, decision_blockers, has_quorum
from app.models.rules.keys import SignatureFacts, signature_blockers
from app.models.rules.roles import Role
from app.models.rules.tasks import reason_blockers
from app.models.tables.execution import Placement, Stage
from app.models.tables.governance import (
    Decision,
    EvidenceSet,
    RequestSlot,
    TransitionRequest,
)
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.organisation import SigningKey
from app.services.digests import canonical, digest
from app.services.personal_keys import Signer
from app.services.signed_documents import (
    MEANINGS,
    Choice,
    asserted,
    clean_reason,
    decision_facts,
    next_link,
    write_document,
)
from app.services.signing import DECISION
from app.services.unit_of_work import InboxKind, UnitOfWork
from app.services.verifying import is_signing_required

# What the databases say of the index that gives a place to one version: by name, by columns.
PROMISED_TWICE = ("uq_placement_promised", "UNIQUE constraint failed: placement.model_id")
CHAINED_TWICE = ("uq_decision_sequence", "decision.unit_id, decision.sequence")
CHAIN_TRIES = 5
DECISION_TIME = timedelta(days=2)  # what a decider has before the task is overdue


def request_transition(
    work: UnitOfWork, version_id: UUID, *, stage: str, documents: str, reason: str = ""
) -> TransitionRequest:
    """Ask for a version to enter a stage. The worker pins who decides when its process gets there.

    Raises:
        RefusedError: there is an open request for this stage, or the version is there already.
    """
    version = work.get(ModelVersion, version_id)
    registered = work.get(RegisteredModel, version.model_id)
    target = find_stage(work.session, registered, stage)
    tag = registered.service_tags[0]
    if _open_request(work, version_id, target.id, tag) is not None:
        require((Blocker("request.open"),))
    if _is_in_place(work, version_id, target.id, tag):
        require((Blocker("request.in_place", stage=target.name),))
    snapshot = find_latest_snapshot(work.session, version_id)
    return work.add(
        TransitionRequest(
            model_id=registered.id,
            version_id=version_id,
            snapshot_id=snapshot.id if snapshot else None,
            from_stage=stage_now(work, version_id),
            stage_id=target.id,
            service_tag=tag,
            documents=documents,
            reason=reason,
        )
    )


def stage_now(work: UnitOfWork, version_id: UUID) -> str:
    """The highest stage in which a version is in place; empty where in none."""
    names = work.session.scalars(
        select(Stage.name)
        .join(Placement, Placement.stage_id == Stage.id)
        .where(Placement.version_id == version_id, Placement.state == "in_place")
        .order_by(Stage.position.desc())
    )
    return names.first() or ""


def _is_in_place(work: UnitOfWork, version_id: UUID, stage_id: UUID, tag: str) -> bool:
    place = select(Placement.id).where(
        Placement.version_id == version_id,
        Placement.stage_id == stage_id,
        Placement.service_tag == tag,
        Placement.state == "in_place",
    )
    return work.session.scalars(place).first() is not None


def _open_request(
    work: UnitOfWork, version_id: UUID, stage_id: UUID, tag: str
) -> TransitionRequest | None:
    return work.session.scalars(
        select(TransitionRequest).where(
            TransitionRequest.version_id == version_id,
            TransitionRequest.stage_id == stage_id,
            TransitionRequest.service_tag == tag,
            TransitionRequest.state.in_(("draft", "pending")),
        )
    ).first()


def slots_from(rows: Iterable[Mapping[str, Any]]) -> tuple[Slot, ...]:
    """The slots that a routing table gave: `roles` as a list or as `a|b`, `needed`, `rank`."""
    found = []
    for number, row in enumerate(rows, start=1):
        names = row["roles"]
        listed = names.split("|") if isinstance(names, str) else names
        roles = frozenset(Role(str(name).strip()) for name in listed)
        needed, rank = int(row.get("needed") or 1), int(row.get("rank") or 0)
        found.append(Slot(number, roles, needed=needed, rank=rank))
    return tuple(found)


def open_request(
    work: UnitOfWork,
    *,
    version_id: UUID,
    snapshot_id: UUID,
    stage_id: UUID,
    service_tag: str,
    requested_by: UUID,
    slots: tuple[Slot, ...],
    instance_id: UUID,
    route_table_id: UUID | None = None,
    due_at: datetime | None = None,
) -> TransitionRequest:
    """The worker's part: adopt the person's draft, or make one, pin slots and evidence."""
    if not slots:
        raise InputError("The routing table names nobody who decides.")
    version = work.get(ModelVersion, version_id)
    request = _open_request(work, version_id, stage_id, service_tag)
    if request is None:
        request = work.add(
            TransitionRequest(
                model_id=version.model_id,
                version_id=version_id,
                from_stage=stage_now(work, version_id),
                stage_id=stage_id,
                service_tag=service_tag,
                requested_by=requested_by,
            )
        )
    if request.state == "pending":
        return request
    with work.session.no_autoflush:  # one change, so one event
        request.snapshot_id = snapshot_id
        request.instance_id = instance_id
        request.route_table_id = route_table_id
        request.is_ordered = len({slot.rank for slot in slots}) > 1
        request.due_at = due_at or work.now() + DECISION_TIME
        content = build_evidence(work.session, request)
        request.evidence_digest = digest(content)
        request.state = "pending"
    work.flush()
    _pin_slots(work, request, slots)
    _keep_evidence(work, request, content)
    return request


def _pin_slots(work: UnitOfWork, request: TransitionRequest, slots: tuple[Slot, ...]) -> None:
    for slot in slots:
        work.add(
            RequestSlot(
                request_id=request.id,
                slot=slot.number,
                roles=sorted(map(str, slot.roles)),
                needed=slot.needed,
                rank=slot.rank,
            )
        )


def _keep_evidence(work: UnitOfWork, request: TransitionRequest, content: dict[str, Any]) -> None:
    found = digest(content)
    present = select(EvidenceSet.id).where(
        EvidenceSet.request_id == request.id, EvidenceSet.digest == found
    )
    if work.session.scalars(present).first() is None:
        work.add(EvidenceSet(request_id=request.id, digest=found, content=canonical(content)))


def refresh_evidence(work: UnitOfWork, version_id: UUID) -> int:
    """Pin new evidence to the pending requests of a version; how many of them changed."""
    pending = work.session.scalars(
        select(TransitionRequest).where(
            TransitionRequest.version_id == version_id, TransitionRequest.state == "pending"
        )
    ).all()
    changed = 0
    for request in pending:
        content = build_evidence(work.session, request)
        if digest(content) != request.evidence_digest:
            request.evidence_digest = digest(content)
            work.flush()
            _keep_evidence(work, request, content)
            changed += 1
    return changed


def refresh_model_evidence(work: UnitOfWork, model_id: UUID) -> int:
    """The same for every version of a model: what serves in production is evidence too."""
    return sum(refresh_evidence(work, version) for version in _versions_pending(work, model_id))


def tell_evidence(work: UnitOfWork, unit_id: UUID, model_id: UUID) -> None:
    """Something is new about a whole model: the worker looks at every version that waits."""
    for version in _versions_pending(work, model_id):
        work.tell_engine(InboxKind.EVIDENCE, unit_id, version_id=str(version))


def _versions_pending(work: UnitOfWork, model_id: UUID) -> list[UUID]:
    statement = (
        select(TransitionRequest.version_id)
        .where(TransitionRequest.model_id == model_id, TransitionRequest.state == "pending")
        .distinct()
        .order_by(TransitionRequest.version_id)
    )
    return list(work.session.scalars(statement))


def decide(
    work: UnitOfWork,
    request_id: UUID,
    *,
    verdict: str,
    reason: str,
    seen_digest: str = "",
    decision_id: UUID | None = None,
    signer: Signer | None = None,
    meaning: str = "",
) -> TransitionRequest:
    """Accept or reject, in ONE transaction with everything that follows from it.

    Args:
        verdict: accept or reject.
        seen_digest: the evidence the decider looked at; empty: the present one.
        decision_id: made once per intent of the person, so that a retry decides once.
        signer: the decider's opened key; None where the workspace asks for no signature.
        meaning: of the signature, in the decider's words; by default Approved or Rejected.
    Raises:
        RefusedError: with every blocker; `placement.taken` names who was faster.
    """
    request = work.session.get(TransitionRequest, request_id, with_for_update=True)
    if request is None:
        raise InputError(f"There is no request {request_id}.")
    if verdict not in ("accept", "reject"):
        require((Blocker("decision.verdict"),))
    if _is_retry(work, request_id, verdict, decision_id):
        return request
    facts = request_facts(work.session, request)
    decider = work.decider(request.unit_id)
    seen = seen_digest or request.evidence_digest
    slot, role = choose_slot(facts, decider) or (0, Role.VIEWER)
    blockers = [*decision_blockers(facts, decider, slot, role, seen_digest=seen)]
    if request.state == "pending" and digest(build_evidence(work.session, request)) != seen:
        blockers += [b for b in (Blocker("request.evidence_changed"),) if b not in blockers]
    if verdict == "accept" and must_open_evidence(work.session, request.unit_id):
        detail = load_request(work.session, request_id, work.actor.id, now=work.now())
        blockers += unopened_blockers(detail, work.actor.id)
    said = clean_reason(reason)
    signature = signature_facts(work, signer)
    require(
        [
            *blockers,
            *reason_blockers(said),
            *signature_blockers(signature, unsigned="decision.unsigned"),
        ]
    )
    choice = Choice(decision_id or uuid4(), verdict, slot, str(role), said, seen, work.actor.id)
    _record(work, request, choice, signer, meaning or MEANINGS[verdict])
    _close_if_decided(work, request, verdict)
    return request


def _record(
    work: UnitOfWork,
    request: TransitionRequest,
    choice: Choice,
    signer: Signer | None,
    meaning: str,
) -> None:
    """Add the decision to the chain of this person's; who decides elsewhere at once comes after."""
    facts = {
        **decision_facts(work.session, request, choice),
        **asserted(work, kid=signer.kid if signer else "", meaning=meaning),
    }
    for tries_left in reversed(range(CHAIN_TRIES)):
        link = next_link(work.session, choice.person, request.unit_id)
        document = write_document({**facts, "n": link.n, "prev": link.prev})
        row = Decision(
            id=choice.id,
            request_id=request.id,
            verdict=choice.verdict,
            slot=choice.slot,
            role=choice.role,
            reason=choice.reason,
            seen_digest=choice.seen_digest,
            document=document,
            signature=signer.pair.sign(DECISION, document) if signer else "",
            key_id=signer.key_id if signer else None,
            sequence=link.n,
        )
        try:
            with work.session.begin_nested():
                work.session.add(row)
            return
        except IntegrityError as error:
            is_chain = any(name in str(error.orig) for name in CHAINED_TWICE)
            if not is_chain or not tries_left:
                raise


def signature_facts(work: UnitOfWork, signer: Signer | None) -> SignatureFacts:
    """What the rule of signatures asks about an act of this person."""
    key = work.session.get(SigningKey, signer.key_id) if signer else None
    return SignatureFacts(
        is_required=is_signing_required(work.session),
        is_signed=signer is not None,
        has_active_key=key is not None
        and signer is not None
        and key.public_key == signer.pair.public_key
        and (key.person_id, key.state, key.purpose) == (work.actor.id, "active", "decision"),
    )


def _is_retry(work: UnitOfWork, request_id: UUID, verdict: str, decision_id: UUID | None) -> bool:
    """This person's very decision stands already: its answer was lost on the way."""
    made = work.session.get(Decision, decision_id) if decision_id else None
    return made is not None and (made.request_id, made.decided_by, made.verdict) == (
        request_id,
        work.actor.id,
        verdict,
    )


def _close_if_decided(work: UnitOfWork, request: TransitionRequest, verdict: str) -> None:
    if verdict == "reject":
        _close(work, request, "rejected")
    elif has_quorum(request_facts(work.session, request)):
        _close(work, request, "accepted")
        promise_placement(work, request)


def _close(work: UnitOfWork, request: TransitionRequest, state: str) -> None:
    closed_at = work.now()
    request.state, request.closed_at = state, closed_at
    work.flush()
    work.tell_engine(InboxKind.REQUEST_CLOSED, request.unit_id, request_id=str(request.id))


def promise_placement(work: UnitOfWork, request: TransitionRequest) -> Placement:
    """Reserve the place for an accepted request. In production one version at a time has it."""
    stage = work.get(Stage, request.stage_id)
    row = Placement(
        model_id=request.model_id,
        version_id=request.version_id,
        snapshot_id=request.snapshot_id,
        stage_id=stage.id,
        stage_kind=stage.kind,
        service_tag=request.service_tag,
        request_id=request.id,
    )
    try:
        with work.session.begin_nested():
            work.session.add(row)
    except IntegrityError as error:
        if not any(name in str(error.orig) for name in PROMISED_TWICE):
            raise  # a guard's refusal, which says itself why
        blocker = Blocker("placement.taken", winner=_winner(work, request))
        raise RefusedError([blocker], "The place is taken.") from error
    return row


def _winner(work: UnitOfWork, request: TransitionRequest) -> str:
    found = work.session.execute(
        select(RegisteredModel.name, ModelVersion.version)
        .join(ModelVersion, ModelVersion.model_id == RegisteredModel.id)
        .join(Placement, Placement.version_id == ModelVersion.id)
        .where(
            Placement.model_id == request.model_id,
            Placement.service_tag == request.service_tag,
            Placement.stage_kind == "production",
            Placement.state == "promised",
        )
    ).first()
    return f"{found[0]} v{found[1]}" if found else "another version"


def withdraw_request(work: UnitOfWork, request_id: UUID, *, reason: str) -> None:
    """Take back a request; its process hears of it."""
    request = work.get(TransitionRequest, request_id)
    require(reason_blockers(reason))
    request.reason = reason.strip()
    _close(work, request, "withdrawn")
