"""What a run that ended as deployed led to by now: whether its version still serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.id_lists import is_one_of
from app.models.queries.lookups import version_numbers
from app.models.queries.roll_backs import RolledBack, load_rolled_back
from app.models.tables.execution import Deployment

DEPLOYED = "DEPLOYED"  # the outcome that says of a version that it serves
GONE = ("undeployed", "rolled_back")


@dataclass(frozen=True, slots=True)
class NoLonger:
    """The newest deployment of a run serves no more. `reason`: of a roll back, or a retirement."""

    state: str  # undeployed | rolled_back
    reason: str


@dataclass(frozen=True, slots=True)
class SinceThen:
    """What became of a run's newest deployment, and the version that serves in its place now."""

    rolled_back: RolledBack | None
    serving: int | None
    since: datetime | None


def load_no_longer(session: Session, versions: Mapping[UUID, UUID | None]) -> dict[UUID, NoLonger]:
    """By run, where what it brought serves no more. `versions`: of each run, its version."""
    rows = session.execute(
        select(Deployment.instance_id, Deployment.state, Deployment.reason)
        .where(
            is_one_of(session, Deployment.version_id, {one for one in versions.values() if one}),
            is_one_of(session, Deployment.instance_id, versions),
        )
        .order_by(Deployment.number)
    )
    newest = {row.instance_id: NoLonger(row.state, row.reason) for row in rows}
    return {run: one for run, one in newest.items() if run is not None and one.state in GONE}


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
        return SinceThen(back, None, None)
    number = version_numbers(session, [serves.version_id]).get(serves.version_id)
    return SinceThen(back, number, serves.finished_at)
