"""What is on its way for a person: deployments, alerts being worked on, runs of life cycles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models.queries.alerts import alert_rows
from app.models.queries.inventory import load_steps_of
from app.models.queries.lookups import (
    StageRef,
    load_stages,
    load_subjects,
    roles_by_unit,
    version_numbers,
)
from app.models.rules.deployment_states import SWITCHING, WAITING
from app.models.rules.roles import OPERATORS
from app.models.rules.transitions import RUNNING
from app.models.tables.engine import ProcessInstance, StepRun
from app.models.tables.execution import Deployment, DeploymentStep, Runtime
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import UserTask
from app.models.tables.monitoring import Alert
from app.models.tables.personal import Watch

WATCHED = 20


@dataclass(frozen=True, slots=True)
class WatchRow:
    """What is on its way. `kind`: deployment, alert, run."""

    kind: str
    id: UUID
    number: int
    title: str
    model_id: UUID | None
    model_name: str
    version: int | None
    stage: StageRef | None
    state: str
    step: str
    done: int  # steps done so far
    target: str  # of a deployment: its runtime
    serving_version: int | None  # of a deployment: what serves there meanwhile
    since: datetime


def list_watching(session: Session, me: UUID) -> tuple[WatchRow, ...]:
    """Mine by owner, what I watch, and for operators all of their units: the newest first."""
    units = [unit for unit, roles in roles_by_unit(session, me).items() if roles & OPERATORS]
    rows = [
        *_deployments(session, me, units),
        *_alerts(session, me, units),
        *_runs(session, me, units),
    ]
    return tuple(sorted(rows, key=lambda row: row.since, reverse=True)[:WATCHED])


def _watched(me: UUID) -> Select[UUID]:
    return select(Watch.object_id).where(Watch.person_id == me, Watch.is_on)


def _deployments(session: Session, me: UUID, units: list[UUID]) -> list[WatchRow]:
    old = aliased(Deployment)
    rows = session.execute(
        select(Deployment, Runtime.name, old.version_id)
        .join(Runtime, Runtime.id == Deployment.runtime_id)
        .join(RegisteredModel, RegisteredModel.id == Deployment.model_id)
        .outerjoin(old, old.id == Deployment.replaces_id)
        .where(
            Deployment.state.in_((*SWITCHING, WAITING)),
            or_(
                RegisteredModel.owner_id == me,
                Deployment.unit_id.in_(units),
                Deployment.id.in_(_watched(me)),
                Deployment.model_id.in_(_watched(me)),
            ),
        )
        .order_by(Deployment.number.desc())
        .limit(WATCHED)
    ).all()
    stages = load_stages(session)
    subjects = load_subjects(session, (row[0].model_id for row in rows))
    numbers = version_numbers(session, [x for row in rows for x in (row[0].version_id, row[2])])
    steps = _deployment_steps(session, [row[0].id for row in rows])
    return [
        WatchRow(
            kind="deployment",
            id=one.id,
            number=one.number,
            title="",
            model_id=one.model_id,
            model_name=subjects[one.model_id].name,
            version=numbers.get(one.version_id),
            stage=stages.get(one.stage_id),
            state=one.state,
            step=steps.get(one.id, ("", 0))[0],
            done=steps.get(one.id, ("", 0))[1],
            target=runtime,
            serving_version=numbers.get(old_version) if old_version else None,
            since=one.started_at,
        )
        for one, runtime, old_version in rows
    ]


def _deployment_steps(session: Session, ids: list[UUID]) -> dict[UUID, tuple[str, int]]:
    """Per deployment its last step, and how many are done."""
    rows = session.execute(
        select(DeploymentStep.deployment_id, DeploymentStep.step, DeploymentStep.state)
        .where(DeploymentStep.deployment_id.in_(ids))
        .order_by(DeploymentStep.position)
    )
    found: dict[UUID, tuple[str, int]] = {}
    for deployment_id, step, state in rows:
        done = found.get(deployment_id, ("", 0))[1]
        found[deployment_id] = (step, done + (state == "done"))
    return found


def _alerts(session: Session, me: UUID, units: list[UUID]) -> list[WatchRow]:
    mine = select(RegisteredModel.id).where(RegisteredModel.owner_id == me)
    wanted = (
        select(Alert)
        .where(
            Alert.state.in_(("acknowledged", "in_remediation")),
            or_(
                Alert.model_id.in_(mine),
                Alert.unit_id.in_(units),
                Alert.assignee_id == me,
                Alert.id.in_(_watched(me)),
                Alert.model_id.in_(_watched(me)),
            ),
        )
        .order_by(Alert.number.desc())
        .limit(WATCHED)
    )
    rows = alert_rows(session, session.scalars(wanted).all())
    return [
        WatchRow(
            kind="alert",
            id=one.id,
            number=one.number,
            title=one.title,
            model_id=one.model_id,
            model_name=one.model_name,
            version=one.version,
            stage=None if one.has_left else one.stage,
            state=one.state,
            step=one.acknowledged_by,
            done=0,
            target="",
            serving_version=None,
            since=one.acknowledged_at or one.opened_at,
        )
        for one in rows
    ]


TASK_OPEN = ("created", "claimed", "escalated")


def _runs(session: Session, me: UUID, units: list[UUID]) -> list[WatchRow]:
    mine = select(RegisteredModel.id).where(RegisteredModel.owner_id == me)
    rows = session.scalars(
        select(ProcessInstance)
        .where(
            ProcessInstance.state.in_(RUNNING),
            ProcessInstance.parent_token_id.is_(None),
            or_(
                ProcessInstance.model_id.in_(mine),
                ProcessInstance.started_by == me,
                ProcessInstance.id.in_(_watched(me)),
                ProcessInstance.model_id.in_(_watched(me)),
                and_(ProcessInstance.unit_id.in_(units), ProcessInstance.state == "incident"),
            ),
        )
        .order_by(ProcessInstance.number.desc())
        .limit(WATCHED)
    ).all()
    subjects = load_subjects(session, (one.model_id for one in rows))
    numbers = version_numbers(session, (one.version_id for one in rows))
    standing = load_steps_of(session, [one.id for one in rows])
    done = {
        row[0]: row[1]
        for row in session.execute(
            select(StepRun.instance_id, func.count())
            .where(StepRun.instance_id.in_([one.id for one in rows]), StepRun.state == "done")
            .group_by(StepRun.instance_id)
        )
    }
    waiting = set(
        session.scalars(
            select(UserTask.instance_id).where(
                UserTask.instance_id.in_([one.id for one in rows]), UserTask.state.in_(TASK_OPEN)
            )
        )
    )
    return [
        WatchRow(
            kind="run",
            id=one.id,
            number=one.number,
            title=one.title,
            model_id=one.model_id,
            model_name=subjects[one.model_id].name if one.model_id else "",
            version=numbers.get(one.version_id) if one.version_id else None,
            stage=None,
            # As the screen of runs says it: what waits for a person does not run.
            state="waiting" if one.state == "active" and one.id in waiting else one.state,
            step=standing.get(one.id, ""),
            done=done.get(one.id, 0),
            target="",
            serving_version=None,
            since=one.started_at,
        )
        for one in rows
    ]
