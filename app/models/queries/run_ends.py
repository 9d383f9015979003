"""What a run that ended as deployed led to by now: whether its version still serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.id_lists import is_one_of
from app.models.queries.lookups import version_name
from app.models.queries.roll_backs import RolledBack, load_rolled_back
from app.models.rules.deployment_states import GONE, SERVING
from app.models.tables.execution import Deployment, Runtime

DEPLOYED = "DEPLOYED"  # the outcome that says of a version that it serves


@dataclass(frozen=True, slots=True)
class NoLonger:
    """What a run brought serves no more. `reason`: of a roll back, or a retirement.

    `places`: the runtimes that it says this of, where the run brought something that serves on.
    """

    state: str  # undeployed | rolled_back
    reason: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SinceThen:
    """What became of a run's newest deployment, and what serves in its place now."""

    rolled_back: RolledBack | None
    serving: str  # model and version: another model may have taken the place; empty: nothing
    since: datetime | None


def load_no_longer(session: Session, versions: Mapping[UUID, UUID | None]) -> dict[UUID, NoLonger]:
    """By run, where what it brought serves no more. `versions`: of each run, its version."""
    rows = session.execute(
        select(Deployment.instance_id, Deployment.state, Deployment.reason, Runtime.name)
        .join(Runtime, Runtime.id == Deployment.runtime_id)
        .where(
            is_one_of(session, Deployment.version_id, {one for one in versions.values() if one}),
            is_one_of(session, Deployment.instance_id, versions),
        )
        .order_by(Deployment.number)
    )
    brought: dict[UUID, list[Any]] = {}
    for row in rows:
        brought.setdefault(row.instance_id, []).append(row)
    told = {run: _no_longer(mine) for run, mine in brought.items()}
    return {run: one for run, one in told.items() if one is not None}


def _no_longer(brought: Sequence[Any]) -> NoLonger | None:
    """Of one run, from what it brought first to the last."""
    serving = {row.name for row in brought if row.state in SERVING}
    gone = [row for row in brought if row.state in GONE and row.name not in serving]
    if not gone:
        return None
    if not serving:
        return NoLonger(gone[-1].state, gone[-1].reason)
    # That an earlier stage serves something newer by now takes nothing from what serves on.
    back = [row for row in gone if row.state == "rolled_back"]
    last = back or [row for row in gone if row is brought[-1]]
    if not last:
        return None
    places = tuple(dict.fromkeys(row.name for row in last))
    return NoLonger(last[-1].state, last[-1].reason, places)


def load_since_then(session: Session, one: Deployment) -> SinceThen:
    serves = session.scalars(
        select(Deployment)
        .where(
            Deployment.runtime_id == one.runtime_id,
            Deployment.service_tag == one.service_tag,
            Deployment.state == "deployed",
        )
        .order_by(Deployment.number.desc())
        .limit(1)
    ).first()
    back = load_rolled_back(session, one)
    if serves is None:
        return SinceThen(back, "", None)
    return SinceThen(back, version_name(session, serves.version_id), serves.finished_at)
