"""Windows in which nothing is deployed: those planned, those in force, and what they close."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.models.queries.lookups import (
    StageRef,
    load_stages,
    load_units,
    now,
    person_names,
    roles_by_unit,
)
from app.models.rules.blockers import Blocker
from app.models.rules.deployment_states import WAITING
from app.models.rules.transitions import RUNNING, Thing, transition_blockers
from app.models.rules.windows import (
    Closing,
    Span,
    StageFacts,
    WindowFacts,
    closings,
    end_blockers,
    freezes,
)
from app.models.tables.engine import ProcessInstance
from app.models.tables.everything import METADATA
from app.models.tables.execution import (
    ClosedWindow,
    Deployment,
    DeploymentStep,
    Runtime,
    Stage,
    StagePath,
)
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import RegisteredModel, Snapshot
from app.models.tables.organisation import UnitAncestor

PLANNED = "planned"
LONG_ENOUGH = "A reason that is long enough."  # the box where it is typed says what it lacks


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
    stage: str  # of a freeze; empty: every stage, or those of a kind
    starts_at: datetime
    ends_at: datetime
    is_weekly: bool
    zone: str
    reason: str
    state: str  # planned | in force | over | ended
    ended_reason: str
    planned_by: str
    row_version: int
    ended_by: str = ""  # who ended it before its time
    stage_id: UUID | None = None
    stage_path: str = ""  # on which the frozen stage is
    stage_kind: str = ""  # of a freeze of every stage of a kind

    @property
    def is_freeze(self) -> bool:
        return self.runtime_id is None

    @property
    def is_in_force(self) -> bool:
        return self.state == "in force"

    def is_about(self, runtime_id: UUID, stages: Iterable[StageFacts]) -> bool:
        """It closes this runtime, for one of these stages at least."""
        if self.runtime_id is not None:
            return self.runtime_id == runtime_id
        return self.is_freeze_of(stages)

    def is_freeze_of(self, stages: Iterable[StageFacts]) -> bool:
        """It is a freeze of one of these, or of every stage."""
        return self.is_freeze and any(
            freezes(self.stage_id, self.stage_kind, one) for one in (None, *stages)
        )


def list_windows(session: Session, *, is_all: bool = False) -> tuple[WindowRow, ...]:
    """Windows in force, then those to come in their order; `is_all`: then what is over or ended."""
    at = now(session)
    statement = select(ClosedWindow).order_by(ClosedWindow.number)
    rows = session.scalars(statement if is_all else statement.where(_is_planned(at))).all()
    planners = {one.id: one.recorded_by for one in rows} | _planners(session, rows)
    people = {*planners.values(), *(one.recorded_by for one in rows)}
    units, names = load_units(session), person_names(session, people)
    wanted = [one.runtime_id for one in rows if one.runtime_id]
    runtimes = {
        row.id: row.name
        for row in session.execute(select(Runtime.id, Runtime.name).where(Runtime.id.in_(wanted)))
    }
    stages = load_stages(session)
    frozen = {one.stage_id for one in rows if one.stage_id}
    paths = _path_names(session, frozen)
    found = []
    for one in rows:
        facts = _facts(one, stages)
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
                stage=facts.stage.name if facts.stage else "",
                starts_at=shown.starts_at,
                ends_at=shown.ends_at,
                is_weekly=one.is_weekly,
                zone=one.zone,
                reason=one.reason,
                state=_state(one.state, span, at),
                ended_reason=one.ended_reason,
                planned_by=names.get(planners[one.id], ""),
                row_version=one.row_version,
                ended_by=names.get(one.recorded_by, "") if one.state != PLANNED else "",
                stage_id=one.stage_id,
                stage_path=paths.get(one.stage_id, "") if one.stage_id else "",
                stage_kind=one.stage_kind,
            )
        )
    order = ("in force", "planned", "over", "ended")
    return tuple(sorted(found, key=lambda one: (order.index(one.state), one.starts_at, one.number)))


def _planners(session: Session, rows: Iterable[ClosedWindow]) -> dict[UUID, UUID]:
    """Who planned what somebody has ended: the row names who wrote it last."""
    ended = [one.id for one in rows if one.state != PLANNED]
    past = METADATA.tables["mw.closed_window_history"].c
    first = select(past.id, past.recorded_by).where(past.row_version == 1, past.id.in_(ended))
    return {row.id: row.recorded_by for row in session.execute(first)}


@dataclass(frozen=True, slots=True)
class WindowCase:
    """A window as a reader may act on it."""

    row: WindowRow
    end_blockers: tuple[Blocker, ...]  # why they may not end it, whatever they say


def list_window_cases(session: Session, me: UUID) -> tuple[WindowCase, ...]:
    """Every window: in force, to come, over, ended."""
    held = roles_by_unit(session, me)
    found = []
    for one in list_windows(session, is_all=True):
        roles = held.get(one.unit_id, frozenset())
        state = "ended" if one.state == "ended" else PLANNED
        blockers = (
            *transition_blockers(Thing.WINDOW, state, "ended", roles),
            *end_blockers(is_freeze=one.is_freeze, reason=LONG_ENOUGH, roles=roles),
        )
        found.append(WindowCase(one, blockers))
    return tuple(found)


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


def _path_names(session: Session, stage_ids: Iterable[UUID]) -> dict[UUID, str]:
    """By stage the name of its path."""
    rows = session.execute(
        select(Stage.id, StagePath.name)
        .join(StagePath, StagePath.id == Stage.stage_path_id)
        .where(Stage.id.in_(list(stage_ids)))
    )
    return {row.id: row.name for row in rows}


def _facts(one: ClosedWindow, stages: Mapping[UUID, StageRef]) -> WindowFacts:
    stage = stages.get(one.stage_id) if one.stage_id else None
    frozen = StageFacts(stage.id, stage.name, stage.kind) if stage else None
    if one.stage_id and frozen is None:  # of a unit that this reader does not see
        frozen = StageFacts(one.stage_id, "", "")
    return WindowFacts(
        one.id, one.number, one.unit_id, one.runtime_id, frozen, one.stage_kind,
        Span(one.starts_at, one.ends_at), one.is_weekly, one.zone, one.reason,
    )  # fmt: skip


def windows_over(session: Session, unit_id: UUID, *, at: datetime) -> tuple[WindowFacts, ...]:
    """What is planned for a unit, there or above: of every runtime, and every freeze."""
    above = select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id == unit_id)
    is_meant = or_(ClosedWindow.runtime_id.is_not(None), ClosedWindow.unit_id.in_(above))
    rows = session.scalars(
        select(ClosedWindow).where(_is_planned(at), is_meant).order_by(ClosedWindow.number)
    )
    stages = load_stages(session)
    return tuple(_facts(one, stages) for one in rows)


def stage_of(session: Session, snapshot: Snapshot, name: str) -> StageFacts | None:
    """The stage of its model's path that is called so."""
    path_id = session.get_one(RegisteredModel, snapshot.model_id).stage_path_id
    wanted = name.strip().casefold()
    for one in load_stages(session).values():
        if one.path_id == path_id and one.name.casefold() == wanted:
            return StageFacts(one.id, one.name, one.kind)
    return None


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


def find_waiting_run(
    session: Session, version_id: UUID, stage_id: UUID, tag: str
) -> ProcessInstance | None:
    """The run of a version whose deployment to this place waits for the end of a window."""
    waits = (
        select(Deployment.id)
        .where(
            Deployment.version_id == version_id,
            Deployment.stage_id == stage_id,
            Deployment.service_tag == tag,
            Deployment.state == WAITING,
        )
        .exists()
    )
    return session.scalars(
        select(ProcessInstance)
        .where(
            ProcessInstance.version_id == version_id,
            ProcessInstance.parent_token_id.is_(None),
            ProcessInstance.state.in_(RUNNING),
            waits,
        )
        .order_by(ProcessInstance.number.desc())
        .limit(1)
    ).first()


def find_overtaken_run(
    session: Session, version_id: UUID
) -> tuple[ProcessInstance, TransitionRequest] | None:
    """The run that makes way for an emergency somebody has asked for, and what they asked."""
    asked = session.scalars(
        select(TransitionRequest)
        .where(
            TransitionRequest.version_id == version_id,
            TransitionRequest.state == "draft",
            TransitionRequest.is_emergency,
        )
        .order_by(TransitionRequest.number.desc())
    )
    for one in asked:
        run = find_waiting_run(session, version_id, one.stage_id, one.service_tag)
        if run is not None:
            return run, one
    return None


def find_closings(
    session: Session, snapshot_id: UUID, runtime_id: UUID, stage: str, tag: str, *, at: datetime
) -> tuple[Closing, ...]:
    """What keeps this release from that runtime at this moment.

    An emergency passes them all, a switch that was begun is brought to its end, and what serves
    there already has nothing to wait for.
    """
    if is_emergency_release(session, snapshot_id, stage, tag):
        return ()
    if _is_switched(session, snapshot_id, runtime_id, tag):
        return ()
    snapshot = session.get_one(Snapshot, snapshot_id)
    frozen = stage_of(session, snapshot, stage)
    return closings(windows_over(session, snapshot.unit_id, at=at), runtime_id, frozen, at=at)


def _is_switched(session: Session, snapshot_id: UUID, runtime_id: UUID, tag: str) -> bool:
    """Requests reach the new version, or may: half of a switch is no place to wait at."""
    is_begun = and_(Deployment.state == "deploying", DeploymentStep.id.is_not(None))
    found = session.scalar(
        select(Deployment.id)
        .outerjoin(
            DeploymentStep,
            and_(DeploymentStep.deployment_id == Deployment.id, DeploymentStep.step == "switch"),
        )
        .where(
            Deployment.snapshot_id == snapshot_id,
            Deployment.runtime_id == runtime_id,
            Deployment.service_tag == tag,
            or_(Deployment.state == "deployed", is_begun),
        )
        .limit(1)
    )
    return found is not None
