"""Pins anew what nobody told: a document or result that came by SQL, or from an act cut short."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.evidence import build_evidence
from app.models.tables.governance import TransitionRequest
from app.services.commands.requests import refresh_evidence
from app.services.digests import digest
from app.services.unit_of_work import Work


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
        self._last, version_id = self._work.read(_next, self._last)
        return self._work.write(refresh_evidence, version_id) if version_id is not None else 0


def _next(session: Session, last: int) -> tuple[int, UUID | None]:
    """The request after `last`, or the first, and its version where other evidence is there."""
    pending = select(TransitionRequest).where(TransitionRequest.state == "pending")
    in_order = pending.order_by(TransitionRequest.number).limit(1)
    after = in_order.where(TransitionRequest.number > last)
    request = session.scalars(after).first() or session.scalars(in_order).first()
    if request is None:
        return 0, None
    is_same = digest(build_evidence(session, request)) == request.evidence_digest
    return request.number, None if is_same else request.version_id
