"""Gateways, sub-processes, several instances, called processes: where tokens go."""

from __future__ import annotations

import pytest

from app.models.bpmn.graph import (
    MultiInstance,
    NodeKind,
)
from app.models.tables.engine import (
    Incident,
    Job,
    ProcessInstance,
    StepRun,
    Variable,
)
from app.models.tables.life_cycle import UserTask
from app.services.unit_of_work import InboxKind
from tests.processes import TERMINATE, Stage, flow, line, node, process
from tests.services.engine_flows import (
    END,
    START,
    assert_done,
    calling,
    finish_all,
    rows,
    user,
    values,
    with_sub_process,
)
from tests.services.engine_tasks import TASKS, TestClock
from tests.workspaces import TestWorkspace


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def stage(workspace: TestWorkspace, clock: TestClock) -> Stage:
    return Stage(workspace, TASKS, clock=clock)


# Variables at the start


def test_what_a_start_says_goes_before_the_defaults_of_the_template(stage: Stage) -> None:
    template_id = stage.library.publish(line("p"), parameters={"limit": 0.7, "zone": "UTC"})
    instance_id = stage.start_again(template_id, limit=0.9, business_key="k")

    found = values(stage, instance_id)
    assert (found["limit"], found["zone"], found["business_key"]) == (0.9, "UTC", "k")


# Gateways


def test_a_join_waits_for_every_branch(stage: Stage) -> None:
    graph = process(
        "fork",
        [
            START,
            node("split", NodeKind.PARALLEL),
            user("a"),
            user("b"),
            node("c", NodeKind.SERVICE, task_type="give", inputs={"value": "7"}),
            node("join", NodeKind.PARALLEL),
            END,
        ],
        [
            flow("start", "split"),
            *(flow("split", each) for each in "abc"),
            *(flow(each, "join") for each in "abc"),
            flow("join", "end"),
        ],
    )
    instance_id = stage.start(graph)
    stage.drain()
    assert stage.places(instance_id) == ["a", "b", "join"]

    finish_all(stage, instance_id)
    assert_done(stage, instance_id)
    assert len(rows(stage, StepRun, node_id="end")) == 1


def test_a_join_counts_distinct_flows_not_tokens(stage: Stage) -> None:
    graph = process(
        "twice",
        [
            START,
            node("split", NodeKind.PARALLEL),
            node("merge", NodeKind.TASK),
            user("b"),
            node("join", NodeKind.PARALLEL),
            END,
        ],
        [
            flow("start", "split"),
            flow("split", "merge", flow_id="s1"),
            flow("split", "merge", flow_id="s2"),
            flow("split", "b"),
            flow("merge", "join"),
            flow("b", "join"),
            flow("join", "end"),
        ],
    )
    instance_id = stage.start(graph)
    stage.drain()
    assert stage.places(instance_id) == ["b", "join", "join"]

    finish_all(stage, instance_id)
    assert stage.places(instance_id) == ["join"]
    assert stage.instance(instance_id).state == "active"


def test_exclusive_takes_the_first_true_flow_in_document_order(stage: Stage) -> None:
    graph = process(
        "order",
        [START, node("x", NodeKind.EXCLUSIVE), *(node(e, NodeKind.END, name=e) for e in "abc")],
        [
            flow("start", "x"),
            flow("x", "a", "${n > 10}"),
            flow("x", "b", "${n > 1}"),
            flow("x", "c", "${n > 0}"),
        ],
    )
    instance_id = stage.start(graph, n=5)

    assert_done(stage, instance_id, "b")


@pytest.mark.parametrize(("verdict", "places"), [("FAIL", ["x"]), ("PASS", [])])
def test_the_only_way_on_is_taken_where_its_condition_holds(
    stage: Stage, verdict: str, places: list[str]
) -> None:
    graph = process(
        "gate",
        [START, node("x", NodeKind.EXCLUSIVE), END],
        [flow("start", "x"), flow("x", "end", "${verdict == 'PASS'}")],
    )
    instance_id = stage.start(graph, verdict=verdict)

    assert stage.places(instance_id) == places
    said = ["No way out of “x” applies" in one.message for one in rows(stage, Incident)]
    assert said == [True] * len(places)


def test_no_way_on_is_an_incident_and_a_retry_decides_again(stage: Stage) -> None:
    graph = process(
        "stuck",
        [START, node("x", NodeKind.EXCLUSIVE), *(node(e, NodeKind.END, name=e) for e in "ab")],
        [flow("start", "x"), flow("x", "a", "${n > 10}"), flow("x", "b", "${n == 0}")],
    )
    instance_id = stage.start(graph, n=5)
    (incident,) = rows(stage, Incident)
    assert "no condition holds" in incident.message

    with stage.work.unit() as work:
        work.session.get_one(Variable, (instance_id, "", "n")).value = 0
    stage.tell("tom", InboxKind.RETRY, incident_id=str(incident.id))
    stage.drain()
    assert_done(stage, instance_id, "b")
    assert rows(stage, Incident)[0].state == "resolved"


def test_terminate_ends_everything_beside_it(stage: Stage) -> None:
    graph = process(
        "stop",
        [
            START,
            node("split", NodeKind.PARALLEL),
            user("a"),
            user("b"),
            node("kill", NodeKind.END, name="STOPPED", event=TERMINATE),
            END,
        ],
        [
            flow("start", "split"),
            flow("split", "a"),
            flow("split", "b"),
            flow("a", "kill"),
            flow("b", "end"),
        ],
    )
    instance_id = stage.start(graph)
    task = next(task for task in stage.open_tasks(instance_id) if task.node_id == "a")
    stage.complete("mark", task.id)
    stage.drain()

    assert_done(stage, instance_id, "STOPPED")
    assert {t.node_id: t.state for t in rows(stage, UserTask)} == {
        "a": "completed",
        "b": "cancelled",
    }
    assert [s.state for s in rows(stage, StepRun, node_id="b")] == ["cancelled"]


def test_a_task_for_people_may_come_again_and_again(stage: Stage) -> None:
    graph = process(
        "again",
        [START, user("fix", outcomes=("again", "done")), node("x", NodeKind.EXCLUSIVE), END],
        [
            flow("start", "fix"),
            flow("fix", "x"),
            flow("x", "fix", "${outcome == 'again'}"),
            flow("x", "end", "${outcome == 'done'}"),
        ],
    )
    instance_id = stage.start(graph)
    for outcome in ("again", "again", "done"):
        (task,) = stage.open_tasks(instance_id)
        stage.complete("mark", task.id, outcome)
        stage.drain()

    assert_done(stage, instance_id)
    assert len(rows(stage, UserTask)) == 3


# Sub-processes and several instances


def test_a_sub_process_has_its_own_variables_and_hands_out_what_is_mapped(stage: Stage) -> None:
    graph = with_sub_process(inputs={"local": "inside"}, outputs={"kept": "${local}!"})
    instance_id = stage.start(graph)
    finish_all(stage, instance_id)

    assert_done(stage, instance_id)
    found = values(stage, instance_id)
    assert found["kept"] == "inside!"
    assert "local" not in found


def test_a_timer_on_a_sub_process_ends_all_inside(stage: Stage, clock: TestClock) -> None:
    instance_id = stage.start(with_sub_process())
    clock.pass_by(hours=2)
    stage.drain()

    assert_done(stage, instance_id, "LATE")
    assert [task.state for task in rows(stage, UserTask)] == ["cancelled"]


def test_leaving_a_sub_process_disarms_its_timer(stage: Stage, clock: TestClock) -> None:
    instance_id = stage.start(with_sub_process())
    finish_all(stage, instance_id)
    clock.pass_by(hours=2)
    stage.drain()

    assert_done(stage, instance_id, "DONE")


def test_each_element_of_a_collection_gets_its_own_step(stage: Stage) -> None:
    many = MultiInstance(collection="people", element_variable="person")
    graph = line("each", user("ask", multi_instance=many, inputs={"who": "${person}"}))
    instance_id = stage.start(graph, people=["ann", "bob", "cy"])

    facts = sorted(task.facts["who"] for task in stage.open_tasks(instance_id))
    assert facts == ["ann", "bob", "cy"]
    finish_all(stage, instance_id)
    assert_done(stage, instance_id)
    assert len(rows(stage, StepRun, node_id="ask")) == 3
    assert "person" not in values(stage, instance_id)


def test_the_completion_condition_ends_the_others(stage: Stage) -> None:
    many = MultiInstance(
        cardinality="5", completion_condition="${nrOfCompletedInstances / nrOfInstances >= 0.4}"
    )
    instance_id = stage.start(line("some", user("ask", multi_instance=many)))
    for _ in range(2):
        stage.complete("mark", stage.open_tasks(instance_id)[0].id)
        stage.drain()

    assert_done(stage, instance_id)
    states = sorted(task.state for task in rows(stage, UserTask))
    assert states == ["cancelled"] * 3 + ["completed"] * 2


def test_an_empty_collection_passes_through(stage: Stage) -> None:
    many = MultiInstance(collection="${people}", element_variable="person")
    instance_id = stage.start(line("none", user("ask", multi_instance=many)), people=[])

    assert_done(stage, instance_id)


def test_service_tasks_run_many_times_beside_each_other(stage: Stage) -> None:
    many = MultiInstance(collection="numbers", element_variable="number")
    step = node("give", NodeKind.SERVICE, task_type="give", multi_instance=many,
                inputs={"value": "${number}"})  # fmt: skip
    instance_id = stage.start(line("many", step), numbers=list(range(20)))
    stage.drain()

    assert_done(stage, instance_id)
    assert sorted(job.inputs["value"] for job in rows(stage, Job)) == list(range(20))


# Called processes


def test_a_called_process_gets_and_gives_mapped_variables(stage: Stage) -> None:
    give = node("give", NodeKind.SERVICE, task_type="give", inputs={"value": "${n * 2}"})
    stage.library.publish(line("child", give))
    instance_id = stage.start(
        calling("child", inputs={"n": "${start}"}, outputs={"result": "${given}"}),
        start=21,
        business_key="bk",
    )
    stage.drain()

    assert_done(stage, instance_id)
    assert values(stage, instance_id)["result"] == 42
    child = next(i for i in rows(stage, ProcessInstance) if i.id != instance_id)
    assert (child.state, child.business_key) == ("completed", "bk")


def test_an_error_in_a_called_process_reaches_the_caller(stage: Stage) -> None:
    stage.library.publish(line("child", node("step", NodeKind.SERVICE, task_type="raise")))
    instance_id = stage.start(calling("child"))
    stage.drain()

    assert_done(stage, instance_id, "BAD")
    assert {i.state for i in rows(stage, ProcessInstance)} == {"completed"}


def test_an_error_that_no_caller_takes_stays_where_it_came_up(stage: Stage) -> None:
    step = node("step", NodeKind.SERVICE, task_type="raise", inputs={"code": "odd"})
    stage.library.publish(line("child", step))
    instance_id = stage.start(calling("child"))
    stage.drain()

    (incident,) = rows(stage, Incident)
    assert incident.instance_id != instance_id
    assert stage.places(instance_id) == ["call"]


def test_cancelling_a_caller_cancels_what_it_called(stage: Stage) -> None:
    stage.library.publish(line("child", user("work")))
    instance_id = stage.start(calling("child"))
    stage.drain()
    stage.tell("tom", InboxKind.CANCEL, instance_id=str(instance_id), reason="Not needed any more")
    stage.drain()

    found = rows(stage, ProcessInstance)
    assert [i.state for i in found] == ["cancelled", "cancelled"]
    assert stage.instance(instance_id).reason == "Not needed any more"
    assert [task.state for task in rows(stage, UserTask)] == ["cancelled"]


def test_a_life_cycle_that_calls_itself_for_ever_is_stopped(stage: Stage) -> None:
    stage.start(line("mirror", node("call", NodeKind.CALL, called_element="mirror")))
    stage.drain()

    (incident,) = rows(stage, Incident)
    assert "called by another" in incident.message
    assert len(rows(stage, ProcessInstance)) == 21
