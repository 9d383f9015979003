"""Pins anew what nobody told: a document or result that came by SQL, or from an act cut short."""

from __future__ import annotations

import logging
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotReachableError
from app.models.queries.evidence import build_evidence
from app.models.tables.governance import TransitionRequest
from app.services.commands.requests import refresh_evidence
from app.services.digests import digest
from app.services.unit_of_work import Work

log = logging.getLogger(__name__)


class EvidenceWatch:
    """Called by the worker every few seconds: looks at one pending request, in turns.

    Until its evidence is pinned, nobody can decide on a request. To compare all of them each time
    would take the longer, the more wait.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._last = 0  # number of the request that was looked at last

    def run_once(self) -> int:
        """How many requests have new evidence.

        Raises:
            NotReachableError: the database does not answer.
        """
        self._last = self._work.read(_next, self._last)
        try:
            version_id = self._work.read(_moved, self._last)
            found = 0 if version_id is None else self._work.write(refresh_evidence, version_id)
        except NotReachableError:
            raise
        except Exception:  # the next look is at the next request all the same
            log.exception("the evidence of request %s could not be looked at", self._last)
            return 0
        return found


def _next(session: Session, last: int) -> int:
    """The number of the request after `last`, or of the first; 0 where none waits."""
    pending = select(TransitionRequest.number).where(TransitionRequest.state == "pending")
    in_order = pending.order_by(TransitionRequest.number).limit(1)
    after = in_order.where(TransitionRequest.number > last)
    return session.scalars(after).first() or session.scalars(in_order).first() or 0


def _moved(session: Session, number: int) -> UUID | None:
    """The version of a request that waits, where other evidence is there."""
    request = session.scalars(
        select(TransitionRequest).where(
            TransitionRequest.number == number, TransitionRequest.state == "pending"
        )
    ).first()
    if request is None:
        return None
    is_same = digest(build_evidence(session, request)) == request.evidence_digest
    return None if is_same else request.version_id
