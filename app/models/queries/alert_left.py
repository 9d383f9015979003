"""Why an alert is still open although the last run passed: what that measured had left by then."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.queries.alert_proof import passed_last
from app.models.queries.lookups import version_numbers
from app.models.tables.execution import Placement
from app.models.tables.monitoring import Alert, Monitor


@dataclass(frozen=True, slots=True)
class Left:
    """A run that passed the test and proved nothing: another version served as it ended."""

    run: int
    measured: int
    serves: int


def find_left(session: Session, alert: Alert) -> Left | None:
    """What `resolve_passed` found of a live alert's last run: it resolves nothing for what left."""
    last = passed_last(session, alert)
    if last is None:
        return None
    there = session.scalars(
        select(Placement.version_id)
        .join(
            Monitor,
            (Monitor.model_id == Placement.model_id)
            & (Monitor.stage_id == Placement.stage_id)
            & (Monitor.service_tag == Placement.service_tag),
        )
        .where(
            Monitor.id == alert.monitor_id,
            Placement.placed_from <= last.finished_at,
            or_(Placement.placed_until.is_(None), Placement.placed_until > last.finished_at),
        )
        .order_by(Placement.placed_from.desc())
    ).all()
    if not there or last.version_id in there:
        return None
    numbers = version_numbers(session, (last.version_id, there[0]))
    return Left(last.number, numbers[last.version_id], numbers[there[0]])
