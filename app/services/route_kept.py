"""Whether who let a version pass is still whom the policy asks: a model may be found riskier since.

Its use may have become regulated, or its tier higher, after the request was pinned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import AppError
from app.models.queries.evidence import request_facts
from app.models.queries.routing import route_by
from app.models.rules.four_eyes import Slot, keeps_to
from app.models.rules.matching import asks_for_approval
from app.models.tables.execution import Deployment, Placement, Stage
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.texts import role_name


class NotLetThroughError(AppError):
    """Somebody let the version go on, and what that rests on does not hold any more."""


def slots_words(slots: Sequence[Slot]) -> str:
    """ "1 of risk officer, 1 of compliance officer"."""
    named = [
        f"{one.needed} of {' or '.join(role_name(str(role)) for role in sorted(one.roles))}"
        for one in slots
    ]
    return ", ".join(named) or "nobody"


@dataclass(frozen=True, slots=True)
class Outgrown:
    """Who was asked to let a version pass, and whom the policy asks for as it is used now."""

    model: str
    stage: str
    asked: str
    route: str
    wanted: str


def find_outgrown(session: Session, request: TransitionRequest) -> Outgrown | None:
    """By the version of the policy that was pinned; None where those asked are all it wants.

    An emergency has rules and a review of its own.
    """
    if request.is_emergency or request.route_table_id is None:
        return None
    stage = session.get_one(Stage, request.stage_id)
    if not asks_for_approval(stage.kind, is_protected=stage.is_protected):
        return None
    registered = session.get_one(RegisteredModel, request.model_id)
    route = route_by(session, request.route_table_id, registered, stage.name)
    slots = request_facts(session, request).slots
    if keeps_to(slots, route.slots):
        return None
    asked, wanted = slots_words(slots), slots_words(route.slots)
    return Outgrown(registered.name, stage.name, asked, route.name, wanted)


def require_route_kept(session: Session, request_id: UUID | None) -> None:
    """Those who decided are all whom the policy asks for now. Not asked on the way back.

    Raises:
        NotLetThroughError: it names who decided, and who has to.
    """
    request = session.get(TransitionRequest, request_id) if request_id else None
    found = find_outgrown(session, request) if request else None
    if request is not None and found is not None:
        raise NotLetThroughError(
            f"Request {request.number} was decided by {found.asked}; as {found.model} is used and"
            f" rated now, {found.route} wants {found.wanted} for {found.stage}.",
            hint="Give up, then submit the version again: all of them are asked then.",
        )


def require_still_let_through(session: Session, deployment_id: UUID) -> None:
    """The same of what a deployment rests on, before its switch.

    Raises:
        NotLetThroughError: it names who decided, and who has to.
    """
    placement_id = session.get_one(Deployment, deployment_id).placement_id
    require_route_kept(session, session.get_one(Placement, placement_id).request_id)
