"""Home's blocks on what runs: runtimes, models on their way, steps that fail, drafts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import case, exists, func, not_, select
from sqlalchemy.orm import Session, aliased

from app.models.queries.approvals import load_request_facts, missing_roles
from app.models.queries.home_blocks import MOST, Asked, WorkRow
from app.models.queries.inventory import load_steps_of
from app.models.queries.lookups import (
    OPEN_TASKS,
    Why,
    load_stages,
    load_subjects,
    now,
    person_names,
    version_numbers,
)
from app.models.queries.returned_drafts import load_stored_by
from app.models.queries.roll_backs import list_wishes
from app.models.queries.runtime_health import health_and_reason
from app.models.rules.deployment_states import BROUGHT, ROLLED_BACK
from app.models.rules.policies import DRAFTS
from app.models.rules.roles import OPERATORS, Role
from app.models.rules.transitions import RUNNING
from app.models.tables.engine import Incident, ProcessInstance, StepRun, Token
from app.models.tables.execution import Deployment, Heartbeat, Runtime
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate, UserTask

LOOK_BACK = timedelta(days=90)  # over which steps that failed are counted
NEWS = timedelta(days=7)  # as long an owner reads on Home that a version of theirs was rolled back


def list_unwell(asked: Asked) -> tuple[WorkRow, ...]:
    """The first by name of an operator's runtimes that are not ready, or not looked at lately."""
    return _unwell(asked)[:MOST]


def count_unwell(asked: Asked) -> int:
    """All that `list_unwell` lists some of."""
    return len(_unwell(asked))


def _unwell(asked: Asked) -> tuple[WorkRow, ...]:
    rows = asked.session.execute(
        select(
            Runtime.id, Runtime.name, Runtime.state, Runtime.reason, Heartbeat.at, Heartbeat.facts
        )
        .outerjoin(Heartbeat, Heartbeat.runtime_id == Runtime.id)
        .where(
            Runtime.state != "retired",
            not_(Runtime.is_paused),  # nobody looks at it, as people want
            Runtime.unit_id.in_(asked.units(OPERATORS)),
        )
        .order_by(Runtime.name)
    )
    clock, found = now(asked.session), []
    for one in rows:
        health, reason = health_and_reason(one.state, one.reason, one.at, one.facts, clock)
        if health in ("ok", "busy"):
            continue
        said = reason.partition("\n")[0]
        why = Why("home.said", words=said) if said else Why(f"home.runtime.{health}")
        found.append(
            WorkRow(
                kind="runtime",
                id=one.id,
                title=one.name,
                at=one.at,
                why=why,
                state="unseen" if health == "unknown" else health,
            )
        )
    return tuple(found)


def list_my_models(asked: Asked) -> tuple[WorkRow, ...]:
    """Of the models I own what was rolled back lately, then those whose life cycle is under way."""
    return (*_rolled_back(asked), *_under_way(asked))[:MOST]


def _rolled_back(asked: Asked) -> tuple[WorkRow, ...]:
    """The newest first, unless it came back to its stage since; with whose wish it was, and why."""
    later = aliased(Deployment)
    came_back = exists().where(
        later.version_id == Deployment.version_id,
        later.stage_id == Deployment.stage_id,
        later.number > Deployment.number,
        later.state.in_(BROUGHT),
    )
    rows = asked.session.scalars(
        select(Deployment)
        .join(RegisteredModel, RegisteredModel.id == Deployment.model_id)
        .where(
            RegisteredModel.owner_id == asked.me,
            Deployment.state == ROLLED_BACK,
            Deployment.finished_at >= asked.now - NEWS,
            ~came_back,
        )
        .order_by(Deployment.finished_at.desc(), Deployment.id)
        .limit(MOST)
    ).all()
    subjects = load_subjects(asked.session, (one.model_id for one in rows))
    numbers = version_numbers(asked.session, (one.version_id for one in rows))
    wishes = list_wishes(asked.session, (one.asked_id for one in rows))
    names = person_names(asked.session, (one.by for one in wishes.values()))
    stages = load_stages(asked.session)
    found = []
    for one in rows:
        person = names.get(wishes[one.asked_id].by, "") if one.asked_id in wishes else ""
        code = "home.rolled_back" if person else "home.was_rolled_back"
        found.append(
            WorkRow(
                kind="deployment",
                id=one.id,
                title=subjects[one.model_id].name,
                version=numbers.get(one.version_id),
                state=ROLLED_BACK,
                why=Why(code, person=person, stage=stages[one.stage_id].name, reason=one.reason),
                at=one.finished_at,
            )
        )
    return tuple(found)


def _under_way(asked: Asked) -> tuple[WorkRow, ...]:
    """What hangs first, then what stands longest."""
    rank = case({"incident": 0}, value=ProcessInstance.state, else_=1)
    # As a value: SQLite would else walk every run that nobody called, long ended ones too.
    is_called = case((ProcessInstance.parent_token_id.is_(None), 0), else_=1)
    runs = asked.session.scalars(
        select(ProcessInstance)
        .join(RegisteredModel, RegisteredModel.id == ProcessInstance.model_id)
        .where(
            RegisteredModel.owner_id == asked.me,
            ProcessInstance.state.in_(RUNNING),
            is_called == 0,
        )
        .order_by(rank, ProcessInstance.started_at, ProcessInstance.id)
        .limit(MOST)
    ).all()
    return _standing(asked.session, runs)


def list_longest(asked: Asked) -> tuple[WorkRow, ...]:
    """Tasks that have waited longest for anybody, in an architect's units."""
    tasks = asked.session.execute(
        select(UserTask.instance_id)
        .where(
            UserTask.state.in_(OPEN_TASKS),
            UserTask.unit_id.in_(asked.units({Role.ARCHITECT})),
        )
        .order_by(UserTask.opened_at, UserTask.id)
        .limit(MOST)
    )
    wanted = list(dict.fromkeys(row[0] for row in tasks))
    runs = asked.session.scalars(select(ProcessInstance).where(ProcessInstance.id.in_(wanted)))
    by_id = {one.id: one for one in runs}
    return _standing(asked.session, [by_id[one] for one in wanted if one in by_id])


def _standing(session: Session, runs: Sequence[ProcessInstance]) -> tuple[WorkRow, ...]:
    """Where each run stands, and who holds it: a person, a role, or its own next step."""
    ids = [one.id for one in runs]
    subjects = load_subjects(session, (one.model_id for one in runs))
    numbers = version_numbers(session, (one.version_id for one in runs))
    steps = load_steps_of(session, ids)
    tasks = {
        one.instance_id: one
        for one in session.scalars(
            select(UserTask)
            .where(UserTask.instance_id.in_(ids), UserTask.state.in_(OPEN_TASKS))
            .order_by(UserTask.opened_at.desc())
        )
    }
    names = person_names(session, (one.assignee_id for one in tasks.values()))
    votes = _missing_votes(session, tasks.values())
    found = []
    for run in runs:
        task, step = tasks.get(run.id), steps.get(run.id, "")
        if run.state == "incident":
            state, why = run.state, Why("home.stuck", step=step)
        elif task is None:
            state, why = run.state, Why("home.step", step=step) if step else Why("home.between")
        elif task.assignee_id is not None:
            person = names.get(task.assignee_id, "")
            state, why = "waiting", Why("home.taken", step=step, person=person)
        else:
            roles = votes.get(task.id) or sorted(task.roles)
            state, why = "waiting", Why("home.open_to", step=step, roles=roles)
        found.append(
            WorkRow(
                kind="run",
                id=run.id,
                title=subjects[run.model_id].name if run.model_id else run.title,
                version=numbers.get(run.version_id) if run.version_id else None,
                state=state,
                why=why,
                at=task.opened_at if task is not None else run.started_at,
            )
        )
    return tuple(found)


def _missing_votes(session: Session, tasks: Collection[UserTask]) -> dict[UUID, list[str]]:
    """By task whose votes its request still waits for: not those who have voted."""
    wanted = [one.request_id for one in tasks if one.request_id is not None]
    requests = session.scalars(
        select(TransitionRequest).where(TransitionRequest.id.in_(wanted))
    ).all()
    facts = load_request_facts(session, requests)
    return {one.id: missing_roles(facts[one.request_id]) for one in tasks
            if one.request_id in facts}  # fmt: skip


def list_failing(asked: Asked) -> tuple[WorkRow, ...]:
    """Steps where runs were stuck in the last 90 days, by template: open ones first."""
    is_open = func.sum(case((Incident.state == "open", 1), else_=0))
    rows = asked.session.execute(
        select(
            LifeCycleTemplate.id,
            LifeCycleTemplate.name,
            LifeCycleTemplate.version,
            Incident.node_id,
            func.count().label("times"),
            is_open.label("still"),
            func.max(Incident.opened_at).label("last_at"),
        )
        .join(ProcessInstance, ProcessInstance.id == Incident.instance_id)
        .join(LifeCycleTemplate, LifeCycleTemplate.id == ProcessInstance.template_id)
        .where(
            Incident.unit_id.in_(asked.units({Role.ARCHITECT})),
            Incident.opened_at >= asked.now - LOOK_BACK,
        )
        .group_by(
            LifeCycleTemplate.id,
            LifeCycleTemplate.name,
            LifeCycleTemplate.version,
            Incident.node_id,
        )
        .order_by(is_open.desc(), func.count().desc(), func.max(Incident.opened_at).desc())
        .limit(MOST)
    ).all()
    names = _step_names(asked.session, [(one.id, one.node_id) for one in rows])
    return tuple(
        WorkRow(
            kind="template",
            id=one.id,
            title=one.name,
            version=one.version,
            state="incident" if one.still else "resolved",
            why=Why(
                "home.failing",
                step=names.get((one.id, one.node_id), one.node_id),
                times=one.times,
                still=one.still,
            ),
            at=one.last_at,
            part=one.node_id,
        )
        for one in rows
    )


def _step_names(session: Session, steps: Sequence[tuple[UUID, str]]) -> dict[tuple[UUID, str], str]:
    """What a step is called, from a run that stands there, else from one that left it."""
    found = {}
    for template, node in steps:
        of_step = Incident.node_id == node, ProcessInstance.template_id == template
        standing = (
            select(Token.name)
            .join(Incident, Incident.token_id == Token.id)
            .join(ProcessInstance, ProcessInstance.id == Incident.instance_id)
            .where(*of_step, Token.node_id == node, Token.name != "")
            .limit(1)
        )
        left = (
            select(StepRun.name)
            .join(ProcessInstance, ProcessInstance.id == StepRun.instance_id)
            .join(Incident, Incident.instance_id == ProcessInstance.id)
            .where(*of_step, StepRun.node_id == node, StepRun.name != "")
            .limit(1)
        )
        if name := session.scalar(standing) or session.scalar(left):
            found[template, node] = name
    return found


def _why_not_in_force(state: str, person: str, *, is_mine: bool) -> Why:
    asks = state == "in_review"
    if is_mine:
        return Why("home.put_up_mine" if asks else "home.draft_mine")
    return Why("home.put_up" if asks else "home.draft", person=person)


def list_drafts(asked: Asked) -> tuple[WorkRow, ...]:
    """Life cycles and decision tables that are not in force yet, the newest first."""
    units = asked.units({Role.ARCHITECT})
    stored_by = load_stored_by(asked.session)
    found: list[WorkRow] = []
    for kind, table in (("template", LifeCycleTemplate), ("table", DecisionTable)):
        columns: Any = table
        rows = asked.session.execute(
            select(
                columns.id,
                columns.name,
                columns.version,
                columns.state,
                columns.recorded_by,
                columns.recorded_from,
            )
            .where(columns.state.in_(DRAFTS), columns.unit_id.in_(units))
            .order_by(columns.recorded_from.desc())
            .limit(MOST)
        ).all()
        writers = {one.id: stored_by.get(one.id, (one.recorded_by,))[0] for one in rows}
        names = person_names(asked.session, writers.values())
        found += [
            WorkRow(
                kind=kind,
                id=one.id,
                title=one.name,
                version=one.version,
                state=one.state,
                why=_why_not_in_force(
                    one.state,
                    names.get(writers[one.id], ""),
                    is_mine=writers[one.id] == asked.me,
                ),
                at=one.recorded_from,
            )
            for one in rows
        ]
    found.sort(key=lambda row: row.at or asked.now, reverse=True)
    return tuple(found[:MOST])
