"""Whether somebody worked on what a monitor watches, and whether that serves."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.models.rules.blockers import Blocker
from app.models.rules.monitors import watching_blockers
from app.models.rules.service_tags import PLACED
from app.models.tables.execution import Placement, Stage
from app.models.tables.inventory import ModelVersion, VersionAuthor
from app.models.tables.monitoring import Monitor


def own_monitor_blockers(session: Session, monitor: Monitor, me: UUID) -> tuple[Blocker, ...]:
    """Why I may not change what this monitor finds."""
    return _blockers(session, [monitor], me)


def own_source_blockers(session: Session, source_id: UUID, me: UUID) -> tuple[Blocker, ...]:
    """Why I may not change what is read from these data."""
    reading = session.scalars(select(Monitor).where(Monitor.data_source_id == source_id)).all()
    return _blockers(session, reading, me)


def _blockers(session: Session, monitors: Iterable[Monitor], me: UUID) -> tuple[Blocker, ...]:
    for one in monitors:
        authored = exists().where(
            ModelVersion.model_id == one.model_id,
            VersionAuthor.version_id == ModelVersion.id,
            VersionAuthor.person_id == me,
        )
        serves = exists().where(
            Placement.model_id == one.model_id,
            Placement.stage_id == one.stage_id,
            Placement.service_tag == one.service_tag,
            Placement.state.in_(PLACED),
            Stage.id == Placement.stage_id,
            or_(Stage.is_protected, Stage.kind == "production"),
        )
        is_author, is_placed = session.execute(select(authored, serves)).one()
        found = watching_blockers(is_author=is_author, serves=is_placed)
        if found:
            return found
    return ()
