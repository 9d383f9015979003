"""What a monitor's run reads: the monitor, where its data are, what served at its fire time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.rules.folding import fold
from app.models.rules.pauses import SCORING
from app.models.tables.execution import DataSource, Placement, Runtime, Stage, Store
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.monitoring import Monitor, MonitorSchedule
from app.models.tables.organisation import UnitAncestor


@dataclass(frozen=True, slots=True)
class MonitorFacts:
    id: UUID
    model_id: UUID
    model_name: str
    risk_tier: str
    unit_id: UUID
    name: str
    stage: str
    stage_id: UUID
    service_tag: str
    tests: tuple[str, ...]
    decision_table_id: UUID | None
    window_s: int
    minimum_rows: int
    cron: str
    zone: str
    calendar: str
    misfire: str
    source_kind: str
    source_store: str
    source_pattern: str
    label_key: str
    source_unit_id: UUID


@dataclass(frozen=True, slots=True)
class Served:
    """What was in place for a monitor at an instant."""

    version_id: UUID
    version: int
    snapshot_id: UUID


def load_monitor(session: Session, monitor_id: UUID) -> MonitorFacts:
    m, source, registered, stage = session.execute(
        select(Monitor, DataSource, RegisteredModel, Stage)
        .join(DataSource, DataSource.id == Monitor.data_source_id)
        .join(RegisteredModel, RegisteredModel.id == Monitor.model_id)
        .join(Stage, Stage.id == Monitor.stage_id)
        .where(Monitor.id == monitor_id)
    ).one()
    return MonitorFacts(
        id=m.id,
        model_id=m.model_id,
        model_name=registered.name,
        risk_tier=registered.risk_tier,
        unit_id=m.unit_id,
        name=m.name,
        stage=stage.name,
        stage_id=stage.id,
        service_tag=m.service_tag,
        tests=tuple(m.tests),
        decision_table_id=m.decision_table_id,
        window_s=m.window_s,
        minimum_rows=m.minimum_rows,
        cron=m.cron,
        zone=m.zone,
        calendar=m.calendar,
        misfire=m.misfire,
        source_kind=source.kind,
        source_store=source.store,
        source_pattern=source.pattern,
        label_key=source.label_key,
        source_unit_id=source.unit_id,
    )


def reads_beside(session: Session, facts: MonitorFacts) -> bool:
    """Whether its source names data of a unit that is neither the source's own nor above it.

    As the guards of sources say; what they let in may have been recorded elsewhere since.
    """
    is_mine = UnitAncestor.unit_id == facts.source_unit_id
    above = [*session.scalars(select(UnitAncestor.ancestor_id).where(is_mine))]
    stores = select(Store.name).where(Store.unit_id.not_in(above))
    logs = select(Runtime.name).where(Runtime.kind == "embedded", Runtime.unit_id.not_in(above))
    store, log = fold(facts.source_store), fold(facts.source_pattern)
    if facts.source_kind == "runtime_log":
        if log in map(fold, session.scalars(logs)):
            return True
    elif store == SCORING and len(above) > 1:
        return True
    return store in map(fold, session.scalars(stores))


def served_at(session: Session, facts: MonitorFacts, at: datetime) -> Served | None:
    """The version that was in place in the monitor's stage for its service at `at`."""
    row = session.execute(
        select(Placement.version_id, ModelVersion.version, Placement.snapshot_id)
        .join(ModelVersion, ModelVersion.id == Placement.version_id)
        .where(
            Placement.model_id == facts.model_id,
            Placement.stage_id == facts.stage_id,
            Placement.service_tag == facts.service_tag,
            Placement.placed_from <= at,
            or_(Placement.placed_until.is_(None), Placement.placed_until > at),
        )
        .order_by(Placement.placed_from.desc())
    ).first()
    return Served(row[0], row[1], row[2]) if row else None


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A monitor with a calendar; `row_version` tells when its calendar may have changed."""

    id: UUID
    row_version: int
    last_fire_at: datetime | None
    next_fire_at: datetime | None


def list_scheduled(session: Session) -> list[Scheduled]:
    """Every monitor with a schedule that is not paused."""
    rows = session.execute(
        select(
            Monitor.id,
            Monitor.row_version,
            MonitorSchedule.last_fire_at,
            MonitorSchedule.next_fire_at,
        )
        .outerjoin(MonitorSchedule, MonitorSchedule.monitor_id == Monitor.id)
        .where(Monitor.cron != "", Monitor.is_paused.is_(False))
        .order_by(Monitor.id)
    )
    return [Scheduled(*row) for row in rows]
