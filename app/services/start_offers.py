"""What a run may be started on by hand, as `submit` would answer: also what was decided already."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.model_page import ModelDetail
from app.models.queries.run_start import StandingRun, StartOffer, StartWay, load_start_offer
from app.models.queries.submission import Standing, load_standing, open_model
from app.services.reopening import deciding_runs


def load_start(session: Session, model_id: UUID, me: UUID) -> StartOffer:
    offer = load_start_offer(session, model_id, me)
    versions = [version_id for version_id, _number in offer.versions]
    return replace(offer, ways=tuple(_with_decided(session, one, versions) for one in offer.ways))


def load_asking(session: Session, version_id: UUID, me: UUID) -> Standing:
    """What a version would go through; or which run decided on it as it is.

    Raises:
        InputError: there is no such version.
    """
    return _decided(session, load_standing(session, version_id, me, is_asking=True))


def open_to_ask(session: Session, key: str, me: UUID) -> tuple[ModelDetail, Standing | None]:
    """As `open_model`, with the run that decided on the version as it is."""
    detail, standing = open_model(session, key, me)
    return detail, _decided(session, standing) if standing is not None else None


def _decided(session: Session, standing: Standing) -> Standing:
    way, version_id = standing.way, standing.version_id
    if way.run_id is not None or not way.template_key:
        return standing
    run = deciding_runs(session, {version_id: way.template_key}).get(version_id)
    if run is None:
        return standing
    decided = StandingRun(version_id, run.id, run.number, run.outcome or "")
    return replace(standing, decided=decided)


def _with_decided(session: Session, way: StartWay, versions: list[UUID]) -> StartWay:
    idle = [each for each in versions if way.run_on(each) is None]
    found = deciding_runs(session, dict.fromkeys(idle, way.key))
    decided = (
        StandingRun(each, run.id, run.number, run.outcome or "") for each, run in found.items()
    )
    return replace(way, runs=(*way.runs, *decided))
