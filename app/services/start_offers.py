"""What a run may be started on by hand, as `submit` would answer: also what was decided already."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.run_start import StandingRun, StartOffer, StartWay, load_start_offer
from app.models.queries.submission import Standing, load_standing
from app.services.reopening import deciding_runs


def load_start(session: Session, model_id: UUID, me: UUID) -> StartOffer:
    offer = load_start_offer(session, model_id, me)
    versions = [version_id for version_id, _number in offer.versions]
    return replace(offer, ways=tuple(_with_decided(session, one, versions) for one in offer.ways))


def load_asking(
    session: Session, version_id: UUID, me: UUID
) -> tuple[Standing, StandingRun | None]:
    """What a version would go through; and the run that decided on it as it is: none begins then.

    Raises:
        InputError: there is no such version.
    """
    standing = load_standing(session, version_id, me, is_asking=True)
    way = standing.way
    if way.run_id is not None or not way.template_key:
        return standing, None
    run = deciding_runs(session, {version_id: way.template_key}).get(version_id)
    if run is None:
        return standing, None
    return standing, StandingRun(version_id, run.id, run.number, run.outcome or "")


def _with_decided(session: Session, way: StartWay, versions: list[UUID]) -> StartWay:
    idle = [each for each in versions if way.run_on(each) is None]
    found = deciding_runs(session, dict.fromkeys(idle, way.key))
    decided = (
        StandingRun(each, run.id, run.number, run.outcome or "") for each, run in found.items()
    )
    return replace(way, runs=(*way.runs, *decided))
