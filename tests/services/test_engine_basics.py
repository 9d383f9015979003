"""A life cycle runs from its start to a named end, on both databases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select

from app.models.bpmn.graph import NodeKind, ProcessDefinition
from app.models.tables.engine import Incident, Job, ProcessInstance, StepRun
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.trail import AuditEvent
from app.registry import Registry
from app.services.task_types import Done, Outcome, TaskContext, TaskHandler
from app.services.unit_of_work import InboxKind
from app.services.workspace import SERVICE_HANDLE
from tests.processes import Stage, flow, line, node, process
from tests.workspaces import TestWorkspace

TASKS: Registry[TaskHandler] = Registry("test task", "app.services.commands")


@TASKS.register("add")
class Add(TaskHandler):
    label = "Add"
    outputs = ("total",)

    @dataclass(frozen=True, slots=True)
    class Inputs:
        one: int = 0
        other: int = 1

    def run(self, inputs: Any, context: TaskContext) -> Outcome:
        return Done({"total": inputs.one + inputs.other})


@pytest.fixture
def stage(workspace: TestWorkspace) -> Stage:
    return Stage(workspace, TASKS)


def count(stage: Stage, kind: type) -> int:
    with stage.work.reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def judged(name: str = "judged") -> ProcessDefinition:
    return process(
        name,
        [
            node("start", NodeKind.START),
            node("add", NodeKind.SERVICE, task_type="add", inputs={"one": "${amount}"}),
            node("route", NodeKind.EXCLUSIVE, default_flow="small"),
            node(
                "review",
                NodeKind.USER,
                name="Review ${amount}",
                roles=("validator",),
                outcomes=("accept", "reject"),
                inputs={"total": "${total}"},
                outputs={"comment": "${comment}"},
            ),
            node("end_ok", NodeKind.END, name="ACCEPTED"),
            node("end_small", NodeKind.END, name="SMALL"),
            node("end_no", NodeKind.END, name="REJECTED"),
            node("verdict", NodeKind.EXCLUSIVE, default_flow="no"),
        ],
        [
            flow("start", "add"),
            flow("add", "route"),
            flow("route", "review", "${total > 100}"),
            flow("route", "end_small", flow_id="small"),
            flow("review", "verdict"),
            flow("verdict", "end_ok", "${review_outcome == 'accept'}"),
            flow("verdict", "end_no", flow_id="no"),
        ],
    )


def test_an_instance_runs_through_tasks_a_gateway_and_a_person_to_a_named_end(
    stage: Stage,
) -> None:
    instance_id = stage.start(judged(), amount=200)
    stage.drain()
    (task,) = stage.open_tasks(instance_id)

    assert (task.name, task.roles, task.facts) == ("Review 200", ["validator"], {"total": 201})
    stage.complete("mark", task.id, "accept", comment="fine")
    stage.drain()

    instance = stage.instance(instance_id)
    assert (instance.state, instance.outcome) == ("completed", "ACCEPTED")
    assert stage.tokens(instance_id) == []
    found = stage.variables(instance_id)
    assert found["comment"] == "fine"
    assert found["outcome"] == found["review_outcome"] == "accept"


def test_the_default_flow_is_taken_when_no_condition_holds(stage: Stage) -> None:
    instance_id = stage.start(judged(), amount=5)
    stage.drain()

    assert stage.instance(instance_id).outcome == "SMALL"


def test_the_history_tells_every_step_in_order_and_the_trail_the_ends(stage: Stage) -> None:
    instance_id = stage.start(judged(), amount=5)
    stage.drain()

    with stage.work.reading() as session:
        steps = session.scalars(
            select(StepRun)
            .where(StepRun.instance_id == instance_id)
            .order_by(StepRun.ended_at, StepRun.id)
        ).all()
        tags = session.scalars(
            select(AuditEvent.tag)
            .where(AuditEvent.object_id == instance_id)
            .order_by(AuditEvent.id)
        ).all()
    assert [step.node_id for step in steps] == ["start", "add", "route", "end_small"]
    assert all(step.started_at <= step.ended_at for step in steps)
    assert tags == ["instance.active", "instance.completed"]


def test_a_start_key_starts_once(stage: Stage) -> None:
    template_id = stage.library.publish(judged())
    first = stage.start_again(template_id, key="once", amount=1)
    second = stage.start_again(template_id, key="once", amount=1)

    assert first == second


def test_people_start_through_the_inbox_and_are_named_as_who_started(stage: Stage) -> None:
    stage.library.publish(judged(), parameters={"given_at_start": ["amount"]})
    for _ in range(2):
        stage.tell(
            "sanne",
            InboxKind.START,
            template_key="judged",
            start_key="wanted",
            variables={"amount": 1},
        )
    stage.drain()

    with stage.work.reading() as session:
        rows = session.scalars(select(EngineInbox)).all()
        instance = session.scalars(select(ProcessInstance)).one()
    assert instance.started_by == stage.workspace.work("sanne").actor.id
    assert all(row.consumed_at is not None and row.result == "" for row in rows)


def test_what_cannot_be_done_is_said_in_the_inbox(stage: Stage) -> None:
    stage.tell("sanne", InboxKind.START, template_key="nothing")
    stage.tell("sanne", InboxKind.MESSAGE, name="hello", key="7")
    stage.tell(SERVICE_HANDLE, InboxKind.CANCEL, instance_id="no id")  # a person is refused
    stage.drain()

    with stage.work.reading() as session:
        results = session.scalars(select(EngineInbox.result).order_by(EngineInbox.created_at)).all()
    assert "no published life cycle “nothing”" in results[0]
    assert results[1] == "Nobody waits for the message “hello” with the key “7”."
    assert "no instance id" in results[2]


def test_a_missing_variable_is_an_incident_with_a_hint(stage: Stage) -> None:
    instance_id = stage.start(judged())
    stage.drain()

    with stage.work.reading() as session:
        incident = session.scalars(select(Incident)).one()
    assert incident.node_id == "add"
    assert "amount" in incident.message
    assert stage.instance(instance_id).state == "incident"
    assert count(stage, Job) == 0


def test_a_loop_that_never_waits_is_stopped(stage: Stage) -> None:
    circle = process(
        "circle",
        [node("start", NodeKind.START), node("a", NodeKind.TASK), node("b", NodeKind.TASK)],
        [flow("start", "a"), flow("a", "b"), flow("b", "a")],
    )
    instance_id = stage.start(circle)

    assert stage.instance(instance_id).state == "incident"


def test_a_long_line_of_tasks_runs_to_its_end(stage: Stage) -> None:
    steps = [node(f"t{n}", NodeKind.SERVICE, task_type="add") for n in range(5)]
    instance_id = stage.start(line("long", *steps))
    stage.drain()

    assert stage.instance(instance_id).outcome == "DONE"
    assert count(stage, StepRun) == 7
