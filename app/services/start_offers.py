"""What a run may be started on by hand, as `submit` would answer: also what was decided already."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.run_start import StandingRun, StartOffer, StartWay, load_start_offer
from app.services.reopening import deciding_runs


def load_start(session: Session, model_id: UUID, me: UUID) -> StartOffer:
    offer = load_start_offer(session, model_id, me)
    versions = [version_id for version_id, _number in offer.versions]
    return replace(offer, ways=tuple(_with_decided(session, one, versions) for one in offer.ways))


def _with_decided(session: Session, way: StartWay, versions: list[UUID]) -> StartWay:
    idle = [each for each in versions if way.run_on(each) is None]
    found = deciding_runs(session, dict.fromkeys(idle, way.key))
    decided = (
        StandingRun(each, run.id, run.number, run.outcome or "") for each, run in found.items()
    )
    return replace(way, runs=(*way.runs, *decided))
