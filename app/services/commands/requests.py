"""Transition requests: asked by people, pinned by the worker, decided with four eyes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Insert, bindparam, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.errors import AppError, InputError, RefusedError
from app.models.database import keeping_plans, take_kept_plans
from app.models.queries.acts import must_open_evidence
from app.models.queries.approval_detail import load_request, unopened_blockers
from app.models.queries.evidence import build_evidence, request_facts
from app.models.queries.find import find_latest_snapshot, find_stage
from app.models.queries.regulated import is_regulated
from app.models.queries.release_service import service_of_version
from app.models.queries.routing import emergency_in_force
from app.models.rules.blockers import Blocker, require
from app.models.rules.emergency import EmergencyRoute, asking_blockers
from app.models.rules.four_eyes import (
    DecisionFacts,
    RequestFacts,
    Slot,
    choose_slot,
    decision_blockers,
    has_quorum,
)
from app.models.rules.roles import Role
from app.models.rules.tasks import reason_blockers
from app.models.rules.transitions import UNDECIDED
from app.models.tables.base import mw_now
from app.models.tables.execution import Placement, Stage
from app.models.tables.governance import (
    Decision,
    EvidenceSet,
    RequestSlot,
    TransitionRequest,
)
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.services.commands.signatures import signature_facts, unsigned_blockers
from app.services.digests import canonical, digest
from app.services.route_kept import find_outgrown
from app.services.signed_documents import (
    MEANINGS,
    Choice,
    asserted,
    clean_reason,
    decision_facts,
    next_link,
    subject_of,
    write_document,
)
from app.services.signing import DECISION, Signer
from app.services.unit_of_work import Actor, InboxKind, UnitOfWork

CHAIN_TRIES = 5
DECISION_TIME = timedelta(days=2)  # what a decider has before the task is overdue

_DIALECTS = (("sqlite", sqlite), ("postgresql", postgresql))
_CHAIN = ["decided_by", "unit_id", "sequence"]
_PLACE = ["model_id", "service_tag"]
_IS_PROMISED = text("stage_kind = 'production' AND state = 'promised'")
_KIND = select(Stage.kind).where(Stage.id == bindparam("stage")).scalar_subquery()
_add_decision = {
    name: dialect.insert(Decision)
    .on_conflict_do_nothing(index_elements=_CHAIN)
    .execution_options(preserve_rowcount=True)
    for name, dialect in _DIALECTS
}
_add_placement = {
    name: dialect.insert(Placement)
    .values(stage_kind=_KIND)
    .on_conflict_do_nothing(index_elements=_PLACE, index_where=_IS_PROMISED)
    .execution_options(preserve_rowcount=True)
    for name, dialect in _DIALECTS
}


def request_transition(
    work: UnitOfWork,
    version_id: UUID,
    *,
    stage: str,
    documents: str,
    reason: str = "",
    is_emergency: bool = False,
) -> TransitionRequest:
    """Ask for a version to enter a stage. The worker pins who decides when its process gets there.

    Args:
        is_emergency: fewer people decide, as the emergency policy says; a second role reviews it.
    Raises:
        RefusedError: there is an open request for this stage, or the version is there already;
            the policy knows no emergency here, or not by this person, or the reason is short.
    """
    version = work.get(ModelVersion, version_id)
    registered = work.get(RegisteredModel, version.model_id)
    target = find_stage(work.session, registered, stage)
    tag = service_of_version(work.session, version)
    if _open_request(work, version_id, target.id, tag) is not None:
        require((Blocker("request.open"),))
    if _is_in_place(work, version_id, target.id, tag):
        require((Blocker("request.in_place", stage=target.name),))
    if is_emergency:
        _, route = emergency_in_force(work.session, registered, target.name) or (None, None)
        held = work.roles_in(registered.unit_id)
        require([*asking_blockers(route, held), *reason_blockers(reason)])
    snapshot = find_latest_snapshot(work.session, version_id)
    return work.add(
        TransitionRequest(
            model_id=registered.id,
            version_id=version_id,
            snapshot_id=snapshot.id if snapshot else None,
            stage_id=target.id,
            service_tag=tag,
            documents=documents,
            reason=reason,
            is_emergency=is_emergency,
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
            TransitionRequest.state.in_(UNDECIDED),
        )
    ).first()


def find_draft(
    work: UnitOfWork, version_id: UUID, stage_id: UUID, tag: str
) -> TransitionRequest | None:
    """What a person has asked for, and the worker has not pinned yet."""
    found = _open_request(work, version_id, stage_id, tag)
    return found if found is not None and found.state == "draft" else None


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
    emergency: EmergencyRoute | None = None,
) -> TransitionRequest:
    """The worker's part: adopt the person's draft, or make one, pin slots and evidence.

    `emergency`: by what a draft that asks for one is decided and reviewed.
    """
    if not slots:
        raise InputError("The routing table names nobody who decides.")
    version = work.get(ModelVersion, version_id)
    request = _open_request(work, version_id, stage_id, service_tag)
    if request is None:
        request = work.add(
            TransitionRequest(
                model_id=version.model_id,
                version_id=version_id,
                stage_id=stage_id,
                service_tag=service_tag,
                requested_by=requested_by,
            )
        )
    if request.state == "pending":
        return request
    from_stage = stage_now(work, version_id)  # signed: never what a draft says
    with work.session.no_autoflush:  # one change, so one event
        request.snapshot_id = snapshot_id
        request.from_stage = from_stage
        request.instance_id = instance_id
        request.route_table_id = route_table_id
        request.is_ordered = len({slot.rank for slot in slots}) > 1
        request.due_at = due_at or work.now() + DECISION_TIME
        if request.is_emergency and emergency is not None:
            request.review_roles = sorted(map(str, emergency.review_roles))
            request.review_days = emergency.review_days
            request.due_at = work.now() + emergency.time
        _pin_use(work, request)
        content = build_evidence(work.session, request, slots)
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
    work.flush()
    for request in pending:
        with work.session.no_autoflush:  # one change, so one event
            if _pin_use(work, request):
                request.is_outgrown = find_outgrown(work.session, request) is not None
            content = build_evidence(work.session, request)
            is_new = digest(content) != request.evidence_digest
            request.evidence_digest = digest(content)
        if is_new:
            work.flush()
            _keep_evidence(work, request, content)
            changed += 1
    return changed


def _pin_use(work: UnitOfWork, request: TransitionRequest) -> bool:
    """Write down how the model is rated and used, as evidence; whether that is new.

    A use may be another unit's, which deciders can't read: so the worker says it once, for all.
    """
    now = (
        work.get(RegisteredModel, request.model_id).risk_tier,
        is_regulated(work.session, request.model_id),
    )
    is_new = now != (request.risk_tier, request.is_regulated)
    request.risk_tier, request.is_regulated = now
    return is_new


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
    take_kept_plans(work.session.connection())
    request = work.session.get(TransitionRequest, request_id, with_for_update=True)
    if request is None:
        raise InputError(f"There is no request {request_id}.")
    if verdict not in ("accept", "reject"):
        require((Blocker("decision.verdict"),))
    facts = request_facts(work.session, request)
    if _is_retry(facts, work.actor.id, verdict, decision_id):
        return request
    stand = _stand(work, request, facts, verdict, seen_digest)
    said = clean_reason(reason)
    unsigned = unsigned_blockers(work, signer, "decision.unsigned")
    require([*stand.blockers, *reason_blockers(said), *unsigned])
    choice = Choice(
        decision_id or uuid4(), verdict, stand.slot, str(stand.role), said, stand.seen,
        work.actor.id,
    )  # fmt: skip
    _record(work, request, choice, signer, meaning or MEANINGS[verdict])
    mine = DecisionFacts(choice.person, stand.slot, verdict == "accept", stand.seen, choice.id)
    # The request is locked: nobody has decided since its facts were read.
    _close_if_decided(work, request, replace(facts, decisions=(*facts.decisions, mine)), verdict)
    return request


def foresee(
    session: Session, request_id: UUID, person: Actor, *, verdict: str, seen_digest: str = ""
) -> tuple[Blocker, ...]:
    """Why `decide` would refuse this person now, before they write a reason and open their key.

    It reads what `decide` reads, and locks nothing: whatever changes until then is found there.
    """
    work = UnitOfWork(session, person)
    with keeping_plans(session.connection()):
        request = work.get(TransitionRequest, request_id)
        facts = request_facts(session, request)
        stand = _stand(work, request, facts, verdict, seen_digest)
        if not stand.blockers:
            _read_ahead(work, request, verdict, stand)
    return stand.blockers


def _read_ahead(work: UnitOfWork, request: TransitionRequest, verdict: str, stand: _Stand) -> None:
    """What signing reads, while a person writes their reason: all of it is read anew with the vote.

    The first time a connection asks something is the dearest, for the program and the server.
    """
    choice = Choice(
        uuid4(), verdict, stand.slot, str(stand.role), "", stand.seen, work.actor.id
    )  # fmt: skip
    signature_facts(work, None)
    decision_facts(subject_of(work.session, request), request, choice)
    next_link(work.session, choice.person, request.unit_id)


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where a decider stands: for which vote they count, on which evidence, and why not."""

    slot: int
    role: Role
    seen: str
    blockers: tuple[Blocker, ...]


def _stand(
    work: UnitOfWork, request: TransitionRequest, facts: RequestFacts, verdict: str, seen: str
) -> _Stand:
    decider = work.decider(request.unit_id)
    seen = seen or request.evidence_digest
    slot, role = choose_slot(facts, decider) or (0, Role.VIEWER)
    is_yes = verdict == "accept"
    blockers = [
        *decision_blockers(facts, decider, slot, role, seen_digest=seen, is_acceptance=is_yes)
    ]
    if request.state == "pending":
        fresh = evidence_blockers(work.session, request, facts.slots, seen_digest=seen)
        blockers += [blocker for blocker in fresh if blocker not in blockers]
    if is_yes and must_open_evidence(work.session, request.unit_id):
        detail = load_request(work.session, request.id, work.actor.id, now=work.now())
        blockers += unopened_blockers(detail, work.actor.id)
    return _Stand(slot, role, seen, tuple(blockers))


def evidence_blockers(
    session: Session, request: TransitionRequest, slots: Sequence[Slot], *, seen_digest: str
) -> tuple[Blocker, ...]:
    """Whether what was seen is still what there is, whatever was pinned. Waivers end by the clock.

    Of all that may change, the databases know that last thing by themselves.
    """
    is_present = digest(build_evidence(session, request, slots)) == seen_digest
    return () if is_present else (Blocker("request.evidence_changed"),)


def _record(
    work: UnitOfWork,
    request: TransitionRequest,
    choice: Choice,
    signer: Signer | None,
    meaning: str,
) -> None:
    """Add the decision to the chain of this person's; who decides elsewhere at once comes after."""
    facts = decision_facts(subject_of(work.session, request), request, choice)
    kid = signer.kid if signer else ""
    for _ in range(CHAIN_TRIES):
        link, moment = next_link(work.session, choice.person, request.unit_id)
        said = asserted(moment, kid=kid, meaning=meaning)
        document = write_document({**facts, **said, "n": link.n, "prev": link.prev})
        row = {
            "id": choice.id,
            "request_id": request.id,
            "verdict": choice.verdict,
            "slot": choice.slot,
            "role": choice.role,
            "reason": choice.reason,
            "seen_digest": choice.seen_digest,
            "document": document,
            "signature": signer.pair.sign(DECISION, document) if signer else "",
            "key_id": signer.key_id if signer else None,
            "sequence": link.n,
        }
        if _is_added(work, _add_decision, row):
            return
    raise AppError("You are deciding elsewhere at this moment.", hint="Try again.")


def _is_added(work: UnitOfWork, statements: Mapping[str, Insert], row: Mapping[str, Any]) -> bool:
    """Whether a row is in that only one may be; a savepoint around it would cost two statements."""
    connection = work.session.connection()
    return connection.execute(statements[connection.dialect.name], row).rowcount == 1


def _is_retry(facts: RequestFacts, person: UUID, verdict: str, decision_id: UUID | None) -> bool:
    """This person's very decision stands already: its answer was lost on the way."""
    return decision_id is not None and any(
        (made.id, made.person, made.is_acceptance) == (decision_id, person, verdict == "accept")
        for made in facts.decisions
    )


def _close_if_decided(
    work: UnitOfWork, request: TransitionRequest, facts: RequestFacts, verdict: str
) -> None:
    if verdict == "reject":
        _close(work, request, "rejected")
    elif has_quorum(facts):
        _close(work, request, "accepted")
        promise_placement(work, request)


def _close(work: UnitOfWork, request: TransitionRequest, state: str) -> None:
    request.state, request.closed_at = state, mw_now()
    work.flush()
    work.tell_engine(InboxKind.REQUEST_CLOSED, request.unit_id, request_id=str(request.id))
    others = select(TransitionRequest.id).where(
        TransitionRequest.version_id == request.version_id, TransitionRequest.state == "pending"
    )
    if work.session.scalars(others.limit(1)).first() is not None:  # earlier decisions are evidence
        work.tell_engine(InboxKind.EVIDENCE, request.unit_id, version_id=str(request.version_id))


def promise_placement(work: UnitOfWork, request: TransitionRequest) -> None:
    """Reserve the place for an accepted request. In production one version at a time has it.

    Raises:
        RefusedError: another version has it; `placement.taken` names that.
    """
    row = {
        "model_id": request.model_id,
        "version_id": request.version_id,
        "snapshot_id": request.snapshot_id,
        "stage_id": request.stage_id,
        "stage": request.stage_id,
        "service_tag": request.service_tag,
        "request_id": request.id,
    }
    if not _is_added(work, _add_placement, row):
        blocker = Blocker("placement.taken", winner=_winner(work, request))
        raise RefusedError([blocker], "The place is taken.")


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
