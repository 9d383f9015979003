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
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.execution import Placement
from app.models.tables.governance import TransitionRequest
from app.models.tables.monitoring import Alert
from app.services.commands.monitors import raise_alert
from app.services.commands.requests import refresh_evidence
from app.services.one_by_one import end_over
from app.services.route_kept import find_outgrown
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
        return changed + end_over(self._work, self._work.read(_list_live), _is_over, _resolve)

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
    if found is None or _live_alert(work.session, request) is not None:
        return 0
    raise_alert(
        work,
        model_id=request.model_id,
        version_id=request.version_id,
        monitor_id=None,
        run_id=None,
        rule=_rule(request),
        title="used otherwise than it was let through for",
        severity="high",
        detail=f"Request {request.number} was decided by {found.asked}; as {found.model} is used"
        f" and rated now, {found.route} wants {found.wanted} for {found.stage}."
        " Submit the version again, or take it out of service.",
    )
    return 1


def _live_alert(session: Session, request: TransitionRequest) -> Alert | None:
    statement = select(Alert).where(
        Alert.model_id == request.model_id,
        Alert.rule == _rule(request),
        Alert.state.in_(LIVE_ALERTS),
    )
    return session.scalars(statement).first()


def _list_live(session: Session) -> list[UUID]:
    live = select(Alert.id).where(Alert.rule.startswith(f"{RULE} "), Alert.state.in_(LIVE_ALERTS))
    return list(session.scalars(live))


def _is_over(session: Session, alert_id: UUID) -> bool:
    """Whether its request is enough again, or serves no more."""
    alert = session.get_one(Alert, alert_id)
    serving = (
        select(TransitionRequest)
        .join(Placement, Placement.request_id == TransitionRequest.id)
        .where(TransitionRequest.model_id == alert.model_id, Placement.state == "in_place")
    )
    asked = [one for one in session.scalars(serving) if _rule(one) == alert.rule]
    return all(find_outgrown(session, one) is None for one in asked)


def _resolve(work: UnitOfWork, alert_id: UUID) -> None:
    alert = work.get(Alert, alert_id)
    alert.state, alert.resolved_at = "resolved", work.now()
    work.flush()


def _rule(request: TransitionRequest) -> str:
    return f"{RULE} {request.number}"
