"""Windows in which nothing is deployed: those planned, those in force, and what they close."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.models.queries.lookups import load_units, now, person_names
from app.models.rules.windows import Closing, Span, WindowFacts, closings
from app.models.tables.execution import (
    ClosedWindow,
    Deployment,
    DeploymentStep,
    Runtime,
    Stage,
)
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import Snapshot
from app.models.tables.organisation import UnitAncestor

PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class WindowRow:
    """`starts_at` and `ends_at` are of the time that is in force, or else of the next one.

    What is over or was ended has those of its only or first time.
    """

    id: UUID
    number: int
    unit_id: UUID
    unit: str
    runtime_id: UUID | None
    runtime: str  # empty: a freeze
    stage: str  # of a freeze; empty: every stage
    starts_at: datetime
    ends_at: datetime
    is_weekly: bool
    zone: str
    reason: str
    state: str  # planned | in force | over | ended
    ended_reason: str
    planned_by: str
    row_version: int

    @property
    def is_freeze(self) -> bool:
        return self.runtime_id is None

    @property
    def is_in_force(self) -> bool:
        return self.state == "in force"

    def is_about(self, runtime_id: UUID, stages: Collection[str]) -> bool:
        """It closes this runtime, for one of these stages at least."""
        if self.runtime_id is not None:
            return self.runtime_id == runtime_id
        return not self.stage or self.stage.upper() in {one.upper() for one in stages}


def list_windows(session: Session, *, is_all: bool = False) -> tuple[WindowRow, ...]:
    """Windows in force, then those to come in their order; `is_all`: then what is over or ended."""
    at = now(session)
    statement = select(ClosedWindow).order_by(ClosedWindow.number)
    rows = session.scalars(statement if is_all else statement.where(_is_planned(at))).all()
    units, names = load_units(session), person_names(session, (one.recorded_by for one in rows))
    wanted = [one.runtime_id for one in rows if one.runtime_id]
    runtimes = {
        row.id: row.name
        for row in session.execute(select(Runtime.id, Runtime.name).where(Runtime.id.in_(wanted)))
    }
    found = []
    for one in rows:
        facts = _facts(one)
        span = facts.next_span(at) if one.state == PLANNED else None
        shown = span or facts.span
        found.append(
            WindowRow(
                id=one.id,
                number=one.number,
                unit_id=one.unit_id,
                unit=units[one.unit_id].name,
                runtime_id=one.runtime_id,
                runtime=runtimes.get(one.runtime_id, "") if one.runtime_id else "",
                stage=one.stage,
                starts_at=shown.starts_at,
                ends_at=shown.ends_at,
                is_weekly=one.is_weekly,
                zone=one.zone,
                reason=one.reason,
                state=_state(one.state, span, at),
                ended_reason=one.ended_reason,
                planned_by=names.get(one.recorded_by, ""),
                row_version=one.row_version,
            )
        )
    order = ("in force", "planned", "over", "ended")
    return tuple(sorted(found, key=lambda one: (order.index(one.state), one.starts_at, one.number)))


def _state(state: str, span: Span | None, at: datetime) -> str:
    if state != PLANNED:
        return state
    if span is None:
        return "over"
    return "in force" if span.holds_at(at) else "planned"


def _is_planned(at: datetime) -> ColumnElement[bool]:
    """In force, or to come."""
    is_to_come = or_(ClosedWindow.ends_at > at, ClosedWindow.is_weekly)
    return and_(ClosedWindow.state == PLANNED, is_to_come)


def _facts(one: ClosedWindow) -> WindowFacts:
    return WindowFacts(
        one.id, one.number, one.unit_id, one.runtime_id, one.stage,
        Span(one.starts_at, one.ends_at), one.is_weekly, one.zone, one.reason,
    )  # fmt: skip


def windows_over(session: Session, unit_id: UUID, *, at: datetime) -> tuple[WindowFacts, ...]:
    """What is planned for a unit, there or above: of every runtime, and every freeze."""
    above = select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id == unit_id)
    is_meant = or_(ClosedWindow.runtime_id.is_not(None), ClosedWindow.unit_id.in_(above))
    rows = session.scalars(
        select(ClosedWindow).where(_is_planned(at), is_meant).order_by(ClosedWindow.number)
    )
    return tuple(map(_facts, rows))


def is_emergency_release(session: Session, snapshot_id: UUID, stage: str, tag: str) -> bool:
    """Its newest accepted request for this place is one for an emergency."""
    found = session.scalars(
        select(TransitionRequest.is_emergency)
        .join(Stage, Stage.id == TransitionRequest.stage_id)
        .where(
            TransitionRequest.snapshot_id == snapshot_id,
            TransitionRequest.service_tag == tag,
            TransitionRequest.state == "accepted",
            Stage.name == stage,
        )
        .order_by(TransitionRequest.number.desc())
    ).first()
    return bool(found)


def find_closings(
    session: Session, snapshot_id: UUID, runtime_id: UUID, stage: str, tag: str, *, at: datetime
) -> tuple[Closing, ...]:
    """What keeps this release from that runtime at this moment.

    An emergency passes them all, and a switch that was begun is brought to its end.
    """
    if is_emergency_release(session, snapshot_id, stage, tag):
        return ()
    if _is_switching(session, snapshot_id, runtime_id, tag):
        return ()
    unit_id = session.get_one(Snapshot, snapshot_id).unit_id
    return closings(windows_over(session, unit_id, at=at), runtime_id, stage, at=at)


def _is_switching(session: Session, snapshot_id: UUID, runtime_id: UUID, tag: str) -> bool:
    """Requests may reach the new version already: half of a switch is no place to wait at."""
    found = session.scalar(
        select(DeploymentStep.id)
        .join(Deployment, Deployment.id == DeploymentStep.deployment_id)
        .where(
            Deployment.snapshot_id == snapshot_id,
            Deployment.runtime_id == runtime_id,
            Deployment.service_tag == tag,
            Deployment.state == "deploying",
            DeploymentStep.step == "switch",
        )
        .limit(1)
    )
    return found is not None
