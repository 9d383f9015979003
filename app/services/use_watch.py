"""Holds what was asked and decided against how each model is used and rated now (E15).

A use may become regulated, a model come under another one or be found riskier, by anybody's hand
and in any unit, while a request waits or long after its version began to serve.
"""

from __future__ import annotations

import logging
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotReachableError
from app.models.queries.uses_moved import Moved, list_moved
from app.models.tables.execution import Placement
from app.models.tables.governance import TransitionRequest
from app.models.tables.monitoring import Alert
from app.services.commands.requests import refresh_evidence
from app.services.route_kept import find_outgrown
from app.services.standing_alerts import end_over, find_live, number_of, raise_standing
from app.services.unit_of_work import UnitOfWork, Work

log = logging.getLogger(__name__)
RULE = "used otherwise than decided"  # with the number of its request: each is an alert of its own


class UseWatch:
    """Called by the worker every few seconds: pins new evidence, and raises or resolves alerts."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._looked_at: dict[UUID, Moved] = {}  # what serves and may go on: not asked each time

    def run_once(self) -> int:
        """How many requests and alerts changed. None that breaks stops another one.

        Raises:
            NotReachableError: the database does not answer.
        """
        changed = 0
        for one in self._work.read(list_moved):
            if self._looked_at.get(one.request_id) != one:
                changed += self._take(one)
        return changed + end_over(self._work, RULE, _is_over)

    def _take(self, one: Moved) -> int:
        try:
            if one.is_pending:
                return self._work.write(refresh_evidence, one.version_id)
            found = self._work.write(tell_outgrown, one.request_id)
        except NotReachableError:
            raise
        except Exception:
            log.exception("what request %s was decided for could not be held", one.request_id)
            return 0
        self._looked_at[one.request_id] = one
        return found


def tell_outgrown(work: UnitOfWork, request_id: UUID) -> int:
    """Raise an alert where the policy asks others than those who let pass what serves; how many."""
    request = work.get(TransitionRequest, request_id)
    found = find_outgrown(work.session, request)
    if found is None or find_live(work.session, RULE, request) is not None:
        return 0
    raise_standing(
        work,
        request,
        wrong=RULE,
        title="used otherwise than it was let through for",
        severity="high",
        detail=f"Request {request.number} was decided by {found.asked}; as {found.model} is used"
        f" and rated now, {found.route} wants {found.wanted} for {found.stage}."
        " Submit the version again, or take it out of service.",
    )
    return 1


def _is_over(session: Session, alert: Alert) -> bool:
    """Whether its request is enough again, or serves no more."""
    serving = (
        select(TransitionRequest)
        .join(Placement, Placement.request_id == TransitionRequest.id)
        .where(TransitionRequest.model_id == alert.model_id, Placement.state == "in_place")
    )
    asked = [one for one in session.scalars(serving) if one.number == number_of(alert)]
    return all(find_outgrown(session, one) is None for one in asked)
