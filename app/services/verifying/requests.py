"""Whether what leads to a deployment can be relied on: asked before anything is done."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import VerificationError
from app.models.queries.evidence import pinned_evidence, present_rule, request_facts
from app.models.rules.four_eyes import has_quorum
from app.models.tables.execution import Placement, Stage
from app.models.tables.governance import TransitionRequest
from app.models.tables.trail import AuditEvent
from app.services.digests import digest
from app.services.verifying.ground import finding_faults, ground_faults
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import facts_of
from app.services.verifying.votes import decision_faults, review_faults, waiver_faults
from app.texts import N_

RULE_WORDS = {
    "route": N_("the policy"), "slots": N_("who decides"), "is_ordered": N_("whether in an order"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to serve, where, and under which name: what a request is decided for."""

    snapshot_id: UUID | None
    stage_id: UUID
    service_tag: str


def goal_of(request: TransitionRequest) -> Goal:
    return Goal(request.snapshot_id, request.stage_id, request.service_tag)


def require_signed(session: Session, request_id: UUID | None, goal: Goal) -> None:
    """Refuse to act on a request whose decisions, or the waivers they rest on, don't hold.

    Raises:
        VerificationError: it names the decision and says what is wrong with it; or the request was
            decided for another goal.
    """
    check = Verifying(session)
    if not check.is_required:
        return
    if check.first_facts is None:
        raise VerificationError(
            "The trail's own begin can't be read, which says who was there and signs.",
            hint="Nothing was deployed. Look into the trail: modelward audit verify.",
        )
    if request_id is None:
        if not _needs_none(check, goal):
            raise VerificationError(
                "Nobody's accepted request leads there.",
                hint="Production and protected stages ask for one: submit the version. If it is in"
                " place there already, look into the trail.",
            )
        return
    request = session.get_one(TransitionRequest, request_id)
    if request.state != "accepted" or not has_quorum(request_facts(session, request)):
        raise VerificationError(
            f"Request {request.number} says accepted, but its votes do not make that.",
            hint="Somebody changed it past the rules: look into the trail, then ask anew.",
        )
    if goal_of(request) != goal:
        raise VerificationError(
            f"Request {request.number} was decided for another version, stage or service.",
            hint="Somebody changed rows past the rules: look into the trail, then ask anew.",
        )
    require_whole_evidence(session, request)
    faults = [*decision_faults(check, request), *ground_faults(check, request)]
    if request.snapshot_id is not None:
        faults += waiver_faults(check, request.snapshot_id)
        faults += review_faults(check, request.snapshot_id)
        faults += finding_faults(check, request.snapshot_id)
    if faults:
        first = faults[0]
        why = f"{first.why} ({len(faults)} faults in all)" if len(faults) > 1 else first.why
        raise VerificationError(
            f"The {first.kind} {str(first.id)[:8]} of {first.person} on request {request.number}"
            f" can't be relied on: {why}.",
            hint="Nothing was deployed. Ask the person; then ask for the decision anew.",
        )
    require_signed_rule(session, request)


def _needs_none(check: Verifying, goal: Goal) -> bool:
    """No approval is asked for there, or this was in place there before the stage was protected.

    By what the row says, and by what was told of it: nobody changes what a stage is for, and
    nobody takes its protection off untold.
    """
    session = check.session
    stage = session.get_one(Stage, goal.stage_id)
    beginning = check.beginning
    first = ((beginning and beginning.rows) or {}).get("stage", {}).get(str(stage.id), {})
    events = select(AuditEvent).where(AuditEvent.object_id == stage.id).order_by(AuditEvent.id)
    told = [(0, first), *((one.id, facts_of(one)) for one in session.scalars(events))]
    if stage.kind == "production" or any(one.get("kind") == "production" for _, one in told):
        return False
    since: int | None = None  # the event that told of the protection it has now
    for event, facts in told:
        if facts.get("is_protected") is True:
            since = event if since is None else since
        elif "is_protected" in facts:
            since = None
    if since is None:
        return not stage.is_protected
    return _stood_before(session, goal, since)


def _stood_before(session: Session, goal: Goal, event: int) -> bool:
    """It was told in place without a request before this event."""
    places = select(Placement.id).where(
        Placement.snapshot_id == goal.snapshot_id, Placement.stage_id == goal.stage_id
    )
    stays = session.scalars(
        select(AuditEvent).where(
            AuditEvent.object_id.in_(places),
            AuditEvent.tag == "placement.in_place",
            AuditEvent.id < event,
        )
    )
    wanted = {
        "snapshot_id": str(goal.snapshot_id),
        "stage_id": str(goal.stage_id),
        "service_tag": goal.service_tag,
        "request_id": None,
    }
    return any(wanted.items() <= facts_of(one).items() for one in stays)


def require_whole_evidence(session: Session, request: TransitionRequest) -> None:
    """Refuse where the evidence is not there whose digest the votes signed.

    Raises:
        VerificationError: it is gone, or is other evidence.
    """
    try:
        is_whole = digest(pinned_evidence(session, request)) == request.evidence_digest
    except (ValueError, RecursionError):  # whoever forged it must not stop the service
        is_whole = False
    if not is_whole:
        raise VerificationError(
            f"The evidence that request {request.number} was decided on is not there any more.",
            hint="Somebody changed it past the rules: look into the trail, then ask anew.",
        )


def require_signed_rule(session: Session, request: TransitionRequest) -> None:
    """Refuse where who decides is said otherwise by now than in the evidence that votes sign.

    Raises:
        VerificationError: it names what differs first.
    """
    pinned, now = pinned_evidence(session, request), present_rule(session, request)
    other = [RULE_WORDS[one] for one in now if one in pinned and pinned[one] != now[one]]
    if other:
        what = other[0]
        raise VerificationError(
            f"Request {request.number} was decided by another rule than stands there now: {what}.",
            hint="Somebody changed it past the rules: look into the trail, then ask anew.",
        )
