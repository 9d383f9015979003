"""What an accepted request led to: its stays in the stage. And what serves beside a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.as_of import as_of
from app.models.queries.lookups import version_numbers
from app.models.queries.roll_backs import RolledBack, load_rolled_back
from app.models.rules.deployment_states import BROUGHT
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.execution import Deployment, Placement, Runtime
from app.models.tables.governance import TransitionRequest


@dataclass(frozen=True, slots=True)
class Serving:
    """What is in production, in the place that a request asks for."""

    snapshot_id: UUID
    version_id: UUID
    version: int
    since: datetime | None
    runtimes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stay:
    """A time in the stage on the strength of one request; without `since` it never came there."""

    state: str  # promised | in_place | left | withdrawn
    since: datetime | None
    until: datetime | None
    runtimes: tuple[str, ...]
    followed_by: int | None  # the version that came in its place
    rolled_back: RolledBack | None
    reason: str


def load_serving(
    session: Session, request: TransitionRequest, at: datetime | None = None
) -> Serving | None:
    """What is in production now, or was at an instant."""
    places = _columns("placement", at)
    place = session.execute(
        select(places.snapshot_id, places.version_id, places.service_tag, places.placed_from).where(
            places.model_id == request.model_id,
            places.service_tag == request.service_tag,
            places.stage_kind == "production",
            places.state == "in_place",
        )
    ).first()
    if place is None:
        return None
    there = _columns("deployment", at)
    runtimes = session.scalars(
        select(Runtime.name)
        .join(there.id.table, there.runtime_id == Runtime.id)
        .where(
            there.snapshot_id == place.snapshot_id,
            there.service_tag == place.service_tag,
            there.state == "deployed",
        )
        .order_by(Runtime.name)
    )
    number = version_numbers(session, [place.version_id])[place.version_id]
    return Serving(place.snapshot_id, place.version_id, number, place.placed_from, tuple(runtimes))


def _columns(name: str, at: datetime | None) -> Any:
    table = METADATA.tables[f"{SCHEMA}.{name}"]
    return table.c if at is None else as_of(table, at).c


def list_stays(session: Session, request: TransitionRequest) -> tuple[Stay, ...]:
    """From the first to the last; a promise, which has no beginning yet, comes at the end."""
    places = session.scalars(
        select(Placement)
        .where(Placement.request_id == request.id)
        .order_by(Placement.placed_from.is_(None), Placement.placed_from, Placement.recorded_from)
    ).all()
    brought = _brought(session, request)
    return tuple(_stay(session, one, brought) for one in places)


def _brought(session: Session, request: TransitionRequest) -> Sequence[tuple[Deployment, str]]:
    rows = session.execute(
        select(Deployment, Runtime.name)
        .join(Runtime, Runtime.id == Deployment.runtime_id)
        .where(
            Deployment.version_id == request.version_id,
            Deployment.request_id == request.id,
            Deployment.state.in_(BROUGHT),
        )
        .order_by(Deployment.number)
    )
    return [(row[0], row[1]) for row in rows]


def _stay(session: Session, place: Placement, brought: Sequence[tuple[Deployment, str]]) -> Stay:
    # One that is rolled back to belongs to its last stay only: of the others it says where.
    here = [pair for pair in brought if pair[0].placement_id == place.id]
    undone = [one for one, _name in here if one.state == "rolled_back"]
    has_come = place.placed_from is not None
    return Stay(
        state=place.state,
        since=place.placed_from,
        until=place.placed_until,
        runtimes=tuple(dict.fromkeys(name for _one, name in here or brought)) if has_come else (),
        followed_by=_follower(session, place),
        rolled_back=load_rolled_back(session, undone[-1]) if undone else None,
        reason=place.reason,
    )


def _follower(session: Session, place: Placement) -> int | None:
    if place.placed_until is None:
        return None
    version_id = session.scalars(
        select(Placement.version_id)
        .where(
            Placement.model_id == place.model_id,
            Placement.stage_id == place.stage_id,
            Placement.service_tag == place.service_tag,
            Placement.placed_from >= place.placed_until,
            Placement.id != place.id,
        )
        .order_by(Placement.placed_from)
        .limit(1)
    ).first()
    return version_numbers(session, [version_id]).get(version_id) if version_id else None
