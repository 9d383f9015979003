"""Reminds those whose vote a request waits for. The trail keeps it, their notices tell it."""

from __future__ import annotations

from uuid import UUID

from app.models.queries.approval_detail import load_slots, waited_for, why_no_reminder
from app.models.queries.lookups import now
from app.models.rules.acts import VOTERS_REMINDED
from app.models.rules.blockers import require
from app.models.tables.governance import TransitionRequest
from app.services.commands.acts import record_act
from app.services.unit_of_work import UnitOfWork


def remind_voters(work: UnitOfWork, request_id: UUID) -> tuple[str, ...]:
    """Remind whoever may give a vote that is missing; their names.

    Raises:
        RefusedError: it is not up for votes, nobody else may vote, or they were reminded lately.
    """
    request = work.get(TransitionRequest, request_id)
    slots = load_slots(work.session, request)
    at, me = now(work.session), work.actor.id
    require(why_no_reminder(work.session, request, slots, me, at))
    record_act(work, VOTERS_REMINDED, "request", request_id)
    waited = waited_for(slots, is_ordered=request.is_ordered)
    return tuple(one.full_name for one in waited if one.person_id != me)
