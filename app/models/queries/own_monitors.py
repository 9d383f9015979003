"""Whether somebody worked on what a monitor watches, and whether that serves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.models.enforcement.history import SUFFIX
from app.models.rules.blockers import Blocker
from app.models.rules.matching import asks_for_approval
from app.models.rules.monitors import WEIGHED, watching_blockers
from app.models.rules.service_tags import PLACED
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.execution import Placement, Stage
from app.models.tables.inventory import ModelVersion, VersionAuthor
from app.models.tables.monitoring import Monitor

CHOSEN = (*WEIGHED, "is_paused")


def own_monitor_blockers(session: Session, monitor: Monitor, me: UUID) -> tuple[Blocker, ...]:
    """Why I may not change what this monitor finds."""
    return _blockers(session, [monitor], me)


def own_source_blockers(session: Session, source_id: UUID, me: UUID) -> tuple[Blocker, ...]:
    """Why I may not change what is read from these data."""
    reading = session.scalars(select(Monitor).where(Monitor.data_source_id == source_id)).all()
    return _blockers(session, reading, me)


def is_set_by_author(session: Session, monitor: Monitor) -> bool:
    """Somebody who worked on the model chose some of what this monitor finds, where that counts:

    in a stage that asks for approvals, whether or not something was in place there yet.
    """
    stage = session.get_one(Stage, monitor.stage_id)
    if not asks_for_approval(stage.kind, is_protected=stage.is_protected):
        return False
    chose: dict[str, UUID] = {}
    before: Mapping[str, object] = {}
    for image in _images(session, monitor):
        moved = {name for name in CHOSEN if not before or image[name] != before[name]}
        chose |= dict.fromkeys(moved, image["recorded_by"])
        before = image
    authors = (
        select(VersionAuthor.person_id)
        .join(ModelVersion, ModelVersion.id == VersionAuthor.version_id)
        .where(ModelVersion.model_id == monitor.model_id)
    )
    return not set(chose.values()).isdisjoint(session.scalars(authors))


def _images(session: Session, monitor: Monitor) -> list[dict[str, Any]]:
    """Of a monitor what it was, and last what it is."""
    past = METADATA.tables[f"{SCHEMA}.{Monitor.__tablename__}{SUFFIX}"]
    columns = [past.c[name] for name in (*CHOSEN, "recorded_by")]
    rows = session.execute(
        select(*columns).where(past.c.id == monitor.id).order_by(past.c.row_version)
    )
    present = {column.name: getattr(monitor, column.name) for column in columns}
    return [*(dict(row._mapping) for row in rows), present]


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
