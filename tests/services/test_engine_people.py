"""Tasks for people, approvals, decision tables and what the Runs screen reads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.errors import InputError
from app.models.bpmn.graph import MultiInstance, NodeKind, ProcessDefinition
from app.models.queries.find import find_snapshot_in_review
from app.models.queries.run_page import list_variables, load_run
from app.models.queries.runs import list_incidents, list_runs
from app.models.tables.engine import Incident, Variable
from app.models.tables.governance import TransitionRequest
from app.models.tables.life_cycle import EngineInbox, UserTask
from app.services.commands.assets import NewAsset, attach_assets
from app.services.commands.snapshots import take_snapshot
from app.services.engine.starting import StartRequest
from app.services.engine.walk import ProcessContext
from app.services.unit_of_work import InboxKind, UnitOfWork
from tests.processes import Stage, flow, line, node, process, publish_table
from tests.services.engine_tasks import TASKS, TestClock
from tests.stories import ask, register
from tests.workspaces import TestWorkspace


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def stage(workspace: TestWorkspace, clock: TestClock) -> Stage:
    return Stage(workspace, TASKS, clock=clock)


def user(node_id: str = "task", **more: Any) -> Any:
    return node(node_id, NodeKind.USER, **more)


def first(stage: Stage, kind: type, /, **where: Any) -> Any:
    with stage.work.reading() as session:
        return session.scalars(select(kind).filter_by(**where)).first()


# What a task says


def test_a_task_has_roles_person_due_date_form_and_facts(stage: Stage, clock: TestClock) -> None:
    step = user(
        name="Check ${model}",
        roles=("tester", "${more}"),
        assignee="${who}",
        due="P2D",
        form="acceptance",
        task_kind="review",
        outcomes=("pass", "fail"),
        inputs={"model": "${model}", "limit": "0.7"},
    )
    instance_id = stage.start(
        line("check", step), model="cc-fraud", more=["validator", "tester"], who="piet"
    )

    (task,) = stage.open_tasks(instance_id)
    assert task.name == "Check cc-fraud"
    assert task.roles == ["tester", "validator"]
    assert task.assignee_id == stage.workspace.work("piet").actor.id
    assert task.due_at == clock.now + timedelta(days=2)
    assert (task.form, task.kind, task.outcomes) == ("acceptance", "review", ["pass", "fail"])
    assert task.facts == {"model": "cc-fraud", "limit": "0.7"}


def test_a_task_is_bound_to_the_snapshot_that_its_process_tested(stage: Stage) -> None:
    tested = register(stage.workspace)
    other = register(stage.workspace, name="aml-screening")
    newer = stage.workspace.work("sanne").write(retake, tested.version_id)
    found = {}
    for n, snapshot_id in enumerate((tested.snapshot_id, other.snapshot_id, "s3")):
        template_id = stage.library.publish(line(f"review{n}", user()))
        with stage.work.unit() as work:
            request = StartRequest(
                template_id,
                stage.workspace.unit_id,
                start_key=uuid4().hex,
                model_id=tested.model_id,
                version_id=tested.version_id,
                variables={"snapshot_id": str(snapshot_id)},
            )
            instance_id = stage.engine.start(work, request)
        found[snapshot_id] = first(stage, UserTask, instance_id=instance_id).snapshot_id

    assert newer != tested.snapshot_id
    assert found == {tested.snapshot_id: tested.snapshot_id, other.snapshot_id: None, "s3": None}
    with stage.work.reading() as session:
        in_review = find_snapshot_in_review(session, tested.version_id)
    assert in_review is not None
    assert in_review.id == tested.snapshot_id


def retake(work: UnitOfWork, version_id: UUID) -> UUID:
    """A newer snapshot, after one more file."""
    attach_assets(work, version_id, [NewAsset("document", "card.md", b"more")])
    return take_snapshot(work, version_id).id


def test_an_unknown_assignee_is_an_incident_that_names_them(stage: Stage) -> None:
    stage.start(line("check", user(assignee="nobody.here")))

    assert "nobody.here" in first(stage, Incident).message


def test_a_task_that_is_not_completed_moves_nothing(stage: Stage) -> None:
    instance_id = stage.start(line("check", user(roles=("tester",))))
    (task,) = stage.open_tasks(instance_id)
    row = stage.tell("piet", InboxKind.TASK_OUTCOME, task_id=str(task.id))
    stage.drain()

    assert first(stage, EngineInbox, id=row).result == "The task is created, not completed."
    assert stage.places(instance_id) == ["task"]


# Approvals


def approving() -> ProcessDefinition:
    return line("approving", user("approve", task_kind="approve", roles=("risk_officer",)))


def test_an_opener_is_called_in_the_transaction_of_the_step(
    sqlite_workspace: TestWorkspace,
) -> None:
    seen: list[tuple[str, dict[str, Any], ProcessContext]] = []

    def open_approval(
        work: UnitOfWork, task: UserTask, variables: dict[str, Any], context: ProcessContext
    ) -> None:
        assert work.session.get(UserTask, task.id) is task
        seen.append((task.node_id, variables, context))
        task.facts = {"opened": True}

    stage = Stage(sqlite_workspace, TASKS, openers={"approve": open_approval})
    instance_id = stage.start(approving(), stage="PROD")

    ((node_id, variables, context),) = seen
    assert (node_id, variables["stage"]) == ("approve", "PROD")
    assert (context.instance_id, context.template_key) == (instance_id, "approving")
    assert stage.open_tasks(instance_id)[0].facts == {"opened": True}


def test_what_an_opener_refuses_is_an_incident_without_a_task_and_can_be_retried(
    sqlite_workspace: TestWorkspace,
) -> None:
    refused = [True]

    def open_approval(
        work: UnitOfWork, task: UserTask, variables: dict[str, Any], context: ProcessContext
    ) -> None:
        if refused:
            raise InputError("The routing table names nobody.", hint="Complete the table.")

    stage = Stage(sqlite_workspace, TASKS, openers={"approve": open_approval})
    instance_id = stage.start(approving())
    assert first(stage, Incident).message == "The routing table names nobody."
    assert first(stage, UserTask) is None

    refused.clear()
    stage.tell("tom", InboxKind.RETRY, incident_id=str(first(stage, Incident).id))
    stage.drain()
    assert len(stage.open_tasks(instance_id)) == 1
    assert stage.instance(instance_id).state == "active"


def take_back(work: UnitOfWork, request_id: UUID) -> None:
    """As whoever asked may by SQL."""
    request = work.get(TransitionRequest, request_id)
    request.closed_at = work.now()
    request.reason, request.state = "Not good enough yet.", "withdrawn"
    work.flush()
    work.tell_engine(InboxKind.REQUEST_CLOSED, request.unit_id, request_id=str(request.id))


def test_the_closed_request_completes_its_task_with_its_outcome(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    request_id = ask(workspace, registered)

    def open_approval(
        work: UnitOfWork, task: UserTask, variables: dict[str, Any], context: ProcessContext
    ) -> None:
        task.request_id = request_id

    stage = Stage(workspace, TASKS, openers={"approve": open_approval})
    template_id = stage.library.publish(approving())
    with stage.work.unit() as work:
        instance_id = stage.engine.start(
            work,
            StartRequest(
                template_id,
                workspace.unit_id,
                uuid4().hex,
                model_id=registered.model_id,
                version_id=registered.version_id,
            ),
        )
    workspace.work("sanne").write(take_back, request_id)
    stage.tell("tom", InboxKind.REQUEST_CLOSED, request_id=str(request_id))
    stage.drain()

    task = first(stage, UserTask, instance_id=instance_id)
    assert (task.state, task.outcome) == ("completed", "withdrawn")
    assert stage.instance(instance_id).state == "completed"
    assert first(stage, Variable, name="approve_outcome").value == "withdrawn"
    with workspace.service.reading() as session:
        results = session.scalars(select(EngineInbox.result).order_by(EngineInbox.created_at))
        assert "The task of this request is completed already." in list(results)
    assert first(stage, TransitionRequest).state == "withdrawn"


def test_a_cancelled_approval_is_told_to_its_closer(sqlite_workspace: TestWorkspace) -> None:
    closed: list[str] = []

    def close(
        work: UnitOfWork, task: UserTask, variables: dict[str, Any], context: ProcessContext
    ) -> None:
        closed.append(task.node_id)

    stage = Stage(sqlite_workspace, TASKS, closers={"approve": close})
    instance_id = stage.start(approving())
    stage.tell("tom", InboxKind.CANCEL, instance_id=str(instance_id), reason="Not needed any more")
    stage.drain()

    assert closed == ["approve"]
    assert first(stage, UserTask).state == "cancelled"


# Decision tables


def test_a_decision_uses_the_table_that_was_newest_at_the_start(stage: Stage) -> None:
    publish_table(stage, 1)
    rule = node("rule", NodeKind.BUSINESS_RULE, decision="tier", result_variable="found",
                decision_result="singleEntry")  # fmt: skip
    template_id = stage.library.publish(line("decide", user(roles=("validator",)), rule))
    old = stage.start_again(template_id, amount=500)
    publish_table(stage, 2)
    new = stage.start_again(template_id, amount=5)
    for instance_id in (old, new):
        stage.complete("mark", stage.open_tasks(instance_id)[0].id)
    stage.drain()

    found = {i: first(stage, Variable, instance_id=i, name="found").value for i in (old, new)}
    assert found == {old: "HIGH 1", new: "LOW 2"}


def test_a_missing_table_stops_the_start_with_a_sentence(stage: Stage) -> None:
    rule = node("rule", NodeKind.BUSINESS_RULE, decision="nowhere")
    stage.library.publish(line("decide", rule))
    row = stage.tell("sanne", InboxKind.START, template_key="decide")
    stage.drain()

    assert "no published decision table “nowhere”" in first(stage, EngineInbox, id=row).result


# What the Runs screen reads


def busy() -> ProcessDefinition:
    many = MultiInstance(collection="people", element_variable="person")
    return process(
        "busy",
        [
            node("start", NodeKind.START),
            node("give", NodeKind.SERVICE, name="Give", task_type="give"),
            node("split", NodeKind.PARALLEL),
            user("ask", name="Ask them", roles=("validator",), multi_instance=many),
            node("wrong", NodeKind.SERVICE, name="Go wrong", task_type="give",
                 inputs={"colour": "red"}),
            node("end", NodeKind.END),
        ],
        [
            flow("start", "give"),
            flow("give", "split"),
            flow("split", "ask"),
            flow("split", "wrong"),
            flow("ask", "end"),
            flow("wrong", "end"),
        ],
    )  # fmt: skip


def test_the_list_of_runs_says_where_each_one_stands(workspace: TestWorkspace) -> None:
    stage = Stage(workspace, TASKS)
    done = stage.start(line("quick"))
    instance_id = stage.start(busy(), people=["ann", "bob"], business_key="m-7")
    stage.drain()

    rows = stage.work.read(list_runs)
    assert [row.id for row in rows] == [instance_id, done]
    row = rows[0]
    assert (row.state, row.template_key, row.template_version) == ("incident", "busy", 1)
    assert set(row.steps) == {"Ask them", "Go wrong"}
    assert "colour" in row.incident
    assert row.open_incidents == 1
    assert rows[1].steps == ()
    assert rows[1].since == rows[1].ended_at
    assert [r.id for r in stage.work.read(list_runs, states=["completed"])] == [done]
    assert [r.id for r in stage.work.read(list_runs, text="M-7")] == [instance_id]
    assert [r.id for r in stage.work.read(list_runs, text=f"#{row.number}")] == [instance_id]


def test_a_run_shows_its_diagram_its_waits_and_its_variables(workspace: TestWorkspace) -> None:
    stage = Stage(workspace, TASKS)
    instance_id = stage.start(busy(), people=["ann", "bob"])
    stage.drain()

    run = stage.work.read(load_run, instance_id)
    assert run.done_nodes == {"start", "give", "split"}
    assert run.done_flows == {"start-give", "give-split", "split-ask", "split-wrong"}
    assert run.tokens == {"ask": 2, "wrong": 1}
    assert run.incident_nodes == {"wrong"}
    assert set(run.durations_s) == {"start", "give", "split"}
    waits = {wait.kind for place in run.places for wait in place.waits_for}
    assert waits == {"person", "task"}
    (incident,) = stage.work.read(list_incidents)
    assert (incident.step, incident.task_type, incident.attempts) == ("Go wrong", "give", 1)
    variables = stage.work.read(list_variables, instance_id)
    assert ("people", ["ann", "bob"], "") in [(v.name, v.value, v.scope) for v in variables]
    assert ("person", "bob", "Ask them") in [(v.name, v.value, v.scope) for v in variables]


def test_a_calling_run_and_a_called_one_name_each_other(stage: Stage) -> None:
    stage.library.publish(line("child", user(roles=("validator",))))
    parent = stage.start(line("parent", node("call", NodeKind.CALL, called_element="child")))
    stage.drain()

    run = stage.work.read(load_run, parent)
    (called,) = run.called
    child = stage.work.read(load_run, called.id)
    assert child.parent is not None
    assert child.parent.id == parent
    assert run.parent is None


def test_an_unknown_run_is_refused_in_words(stage: Stage) -> None:
    with pytest.raises(InputError):
        stage.work.read(load_run, UUID(int=1))


def test_an_outcome_that_breaks_the_next_step_is_an_incident_and_not_lost(
    sqlite_workspace: TestWorkspace,
) -> None:
    broken = [True]

    def open_approval(
        work: UnitOfWork, task: UserTask, variables: dict[str, Any], context: ProcessContext
    ) -> None:
        if broken:
            raise ZeroDivisionError("a bug")

    stage = Stage(sqlite_workspace, TASKS, openers={"approve": open_approval})
    step = user("approve", task_kind="approve")
    instance_id = stage.start(line("breaking", user("ask", roles=("validator",)), step))
    stage.complete("mark", stage.open_tasks(instance_id)[0].id)
    stage.drain()
    assert stage.instance(instance_id).state == "incident"
    assert "log" in first(stage, EngineInbox, kind="task_outcome").result

    broken.clear()
    stage.tell("tom", InboxKind.RETRY, incident_id=str(first(stage, Incident).id))
    stage.drain()
    assert stage.places(instance_id) == ["approve"]
    assert stage.instance(instance_id).state == "active"
