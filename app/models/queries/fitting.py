"""Why no runtime fits a release that waits for one, as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.places import match_places
from app.models.rules.matching import no_fit_lines
from app.models.tables.engine import Job


@dataclass(frozen=True, slots=True)
class Fitting:
    """Which runtimes a release would take if it looked again, and why no other."""

    stage: str
    fits: tuple[str, ...]
    lines: tuple[str, ...]


def load_fitting(session: Session, instance_id: UUID, at: datetime) -> Fitting | None:
    """Of what the run looked for last; None: it looked for no runtime."""
    asked = session.scalars(
        select(Job.inputs)
        .where(Job.instance_id == instance_id, Job.task_type == "find_runtime")
        .order_by(Job.created_at.desc(), Job.id.desc())
        .limit(1)
    ).first()
    if asked is None:
        return None
    wanted = str(asked.get("wanted_runtime") or "")
    places = match_places(
        session, UUID(asked["snapshot_id"]), asked["stage"], asked["service_tag"], at=at
    )
    found = places.to_take(at, wanted=wanted)
    others = [one for one in places.all if one not in found]
    return Fitting(
        asked["stage"],
        tuple(one.runtime.name for one in found),
        no_fit_lines(others, wanted=wanted),
    )
