"""Gateways, scopes, several instances, events and errors: where tokens go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.models.bpmn.graph import (
    MultiInstance,
    NodeKind,
    ProcessDefinition,
    RetryCycle,
    TimerKind,
)
from app.models.tables.engine import (
    EventSubscription,
    Incident,
    Job,
    ProcessInstance,
    StepRun,
    Variable,
)
from app.models.tables.life_cycle import EngineInbox, UserTask
from app.services import jobs
from app.services.task_types import Later
from app.services.unit_of_work import InboxKind
from tests.processes import TERMINATE, Stage, error, flow, line, message, node, process, timer
from tests.services.engine_tasks import TASKS, TestClock
from tests.workspaces import TestWorkspace

START = node("start", NodeKind.START)
END = node("end", NodeKind.END, name="DONE")


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def stage(workspace: TestWorkspace, clock: TestClock) -> Stage:
    return Stage(workspace, TASKS, clock=clock)


def values(stage: Stage, instance_id: UUID) -> dict[str, Any]:
    with stage.work.reading() as session:
        rows = session.scalars(select(Variable).where(Variable.instance_id == instance_id))
        return {row.name: row.value for row in rows if row.scope_key == ""}


def rows(stage: Stage, kind: type, **where: Any) -> list[Any]:
    with stage.work.reading() as session:
        return list(session.scalars(select(kind).filter_by(**where)))


def finish_all(stage: Stage, instance_id: UUID) -> None:
    while tasks := stage.open_tasks(instance_id):
        stage.complete("mark", tasks[0].id)
        stage.drain()


def user(node_id: str, **more: Any) -> Any:
    return node(node_id, NodeKind.USER, roles=("validator",), **more)


def assert_done(stage: Stage, instance_id: UUID, outcome: str = "DONE") -> None:
    instance = stage.instance(instance_id)
    assert (instance.state, instance.outcome) == ("completed", outcome)
    assert stage.tokens(instance_id) == []
    assert rows(stage, EventSubscription) == []
    assert [job.state for job in rows(stage, Job) if job.state in ("queued", "leased")] == []
    assert stage.open_tasks(instance_id) == []
    assert [row.name for row in rows(stage, Variable) if row.scope_key] == []


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


def with_sub_process(**sub: Any) -> ProcessDefinition:
    return process(
        "outer",
        [
            START,
            node("sub", NodeKind.SUB_PROCESS, **sub),
            node("in", NodeKind.START, scope="sub"),
            user("work", scope="sub"),
            node("out", NodeKind.END, scope="sub", name="inner end"),
            node("late", NodeKind.BOUNDARY, attached_to="sub",
                 event=timer(TimerKind.DURATION, "PT1H")),
            node("too_late", NodeKind.END, name="LATE"),
            END,
        ],
        [
            flow("start", "sub"),
            flow("in", "work"),
            flow("work", "out"),
            flow("sub", "end"),
            flow("late", "too_late"),
        ],
    )  # fmt: skip


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


# Events


def test_a_duration_timer_lets_on_when_it_is_due(stage: Stage, clock: TestClock) -> None:
    wait = node("wait", NodeKind.CATCH, event=timer(TimerKind.DURATION, "${pause}"))
    instance_id = stage.start(line("pause", wait), pause="PT30M")
    clock.pass_by(minutes=29)
    stage.drain()
    assert stage.places(instance_id) == ["wait"]

    clock.pass_by(minutes=2)
    stage.drain()
    assert_done(stage, instance_id)


def test_a_reminder_repeats_beside_the_task(stage: Stage, clock: TestClock) -> None:
    graph = process(
        "remind",
        [
            START,
            user("decide"),
            node("remind", NodeKind.BOUNDARY, attached_to="decide", is_interrupting=False,
                 event=timer(TimerKind.CYCLE, "R3/PT1H")),
            node("tell", NodeKind.SERVICE, task_type="give"),
            node("told", NodeKind.END),
            END,
        ],
        [
            flow("start", "decide"),
            flow("decide", "end"),
            flow("remind", "tell"),
            flow("tell", "told"),
        ],
    )  # fmt: skip
    instance_id = stage.start(graph)
    for _ in range(5):
        clock.pass_by(hours=1, seconds=1)
        stage.drain()

    assert len(rows(stage, StepRun, node_id="tell")) == 3
    assert stage.places(instance_id) == ["decide"]
    finish_all(stage, instance_id)
    assert_done(stage, instance_id, "DONE")


def reminding(key: str, cycle: str, **how: str) -> ProcessDefinition:
    """A task that waits, and beside it a cycle that reminds of it."""
    return process(
        key,
        [
            START,
            user("decide"),
            node("remind", NodeKind.BOUNDARY, attached_to="decide", is_interrupting=False,
                 event=timer(TimerKind.CYCLE, cycle, **how)),
            node("told", NodeKind.END),
            END,
        ],
        [flow("start", "decide"), flow("decide", "end"), flow("remind", "told")],
    )  # fmt: skip


def test_a_missed_cycle_is_made_up_once(stage: Stage, clock: TestClock) -> None:
    stage.start(reminding("missed", "0 6 * * *", zone="Europe/Amsterdam"))
    clock.pass_by(days=10)
    stage.drain()

    assert len(rows(stage, StepRun, node_id="remind")) == 1
    waiting = [job for job in rows(stage, Job) if job.state == "queued"]
    assert len(waiting) == 1
    assert waiting[0].due_at > clock.now


@pytest.mark.parametrize(("minutes", "fired"), [(2, 1), (12 * 60, 0), (3 * 24 * 60 + 2, 1)])
def test_a_missed_cycle_is_skipped_but_for_one_within_the_grace(
    stage: Stage, clock: TestClock, minutes: int, fired: int
) -> None:
    stage.start(reminding("skipped", "R/P1D", misfire="skip"))
    clock.pass_by(days=1, minutes=minutes)
    stage.drain()

    assert len(rows(stage, StepRun, node_id="remind")) == fired
    (waiting,) = [job for job in rows(stage, Job) if job.state == "queued"]
    assert waiting.due_at > clock.now


def waits_for_message(key: str = "") -> ProcessDefinition:
    return line("wait", node("catch", NodeKind.CATCH, event=message("labels arrived", key)))


def test_a_message_goes_to_the_one_instance_with_its_key(stage: Stage) -> None:
    template_id = stage.library.publish(waits_for_message())
    first = stage.start_again(template_id, business_key="m1")
    other = stage.start_again(template_id, business_key="m2")
    stage.tell("tom", InboxKind.MESSAGE, name="labels arrived", key="m2", variables={"rows": 10})
    stage.drain()

    assert stage.instance(other).state == "completed"
    assert values(stage, other)["rows"] == 10
    assert stage.places(first) == ["catch"]


def test_a_message_that_two_wait_for_is_given_to_none(stage: Stage) -> None:
    template_id = stage.library.publish(waits_for_message())
    both = [stage.start_again(template_id, business_key="m") for _ in range(2)]
    stage.tell("tom", InboxKind.MESSAGE, name="labels arrived", key="m")
    stage.drain()

    assert [stage.places(each) for each in both] == [["catch"], ["catch"]]
    assert "2 steps wait" in rows(stage, EngineInbox)[0].result


def test_a_message_on_a_boundary_interrupts_or_goes_on_beside(stage: Stage) -> None:
    graph = process(
        "boundary",
        [
            START,
            user("train"),
            node("note", NodeKind.BOUNDARY, attached_to="train", is_interrupting=False,
                 event=message("progress")),
            node("stop", NodeKind.BOUNDARY, attached_to="train", event=message("stop", "${job}")),
            node("noted", NodeKind.END),
            node("stopped", NodeKind.END, name="STOPPED"),
            END,
        ],
        [
            flow("start", "train"),
            flow("train", "end"),
            flow("note", "noted"),
            flow("stop", "stopped"),
        ],
    )  # fmt: skip
    instance_id = stage.start(graph, business_key="k", job="j9")
    for name, key in (("progress", "k"), ("progress", "k"), ("stop", "k"), ("stop", "j9")):
        stage.tell("tom", InboxKind.MESSAGE, name=name, key=key)
    stage.drain()

    assert_done(stage, instance_id, "STOPPED")
    assert len(rows(stage, StepRun, node_id="note")) == 2


def test_a_message_starts_the_newest_version_only(stage: Stage) -> None:
    def version(end: str) -> ProcessDefinition:
        return process(
            "changed",
            [
                node("begin", NodeKind.START, event=message("model changed")),
                node("end", NodeKind.END, name=end),
            ],
            [flow("begin", "end")],
        )

    stage.library.publish(version("OLD"))
    stage.library.publish(version("NEW"))
    stage.tell("sanne", InboxKind.MESSAGE, name="model changed", key="cc", variables={"a": 1})
    stage.drain()

    (instance,) = rows(stage, ProcessInstance)
    assert (instance.outcome, instance.business_key) == ("NEW", "cc")


def test_one_process_sends_and_another_receives(stage: Stage) -> None:
    receiver = stage.start(
        line("receiver", node("get", NodeKind.RECEIVE, event=message("hello", "x"))),
    )
    stage.start(
        line(
            "sender",
            node("say", NodeKind.SEND, event=message("hello", "${to}"), inputs={"text": "hi"}),
        ),
        to="x",
    )
    stage.drain()

    assert stage.instance(receiver).state == "completed"
    assert values(stage, receiver)["text"] == "hi"


# Errors


def guarded(code: str, *, caught: str = "bad", also_all: bool = True) -> ProcessDefinition:
    """A sub-process whose step raises `code`; boundary events on the step and around it."""
    nodes = [
        START,
        node("sub", NodeKind.SUB_PROCESS),
        node("in", NodeKind.START, scope="sub"),
        node("step", NodeKind.SERVICE, scope="sub", task_type="raise", inputs={"code": code}),
        node("out", NodeKind.END, scope="sub"),
        node("on_bad", NodeKind.BOUNDARY, scope="sub", attached_to="step",
             event=error(caught, error_code_variable="code", error_message_variable="text")),
        node("fixed", NodeKind.END, scope="sub"),
        node("around", NodeKind.BOUNDARY, attached_to="sub", event=error("worse")),
        node("worse", NodeKind.END, name="WORSE"),
        END,
    ]  # fmt: skip
    flows = [
        flow("start", "sub"),
        flow("in", "step"),
        flow("step", "out"),
        flow("on_bad", "fixed"),
        flow("sub", "end"),
        flow("around", "worse"),
    ]
    if also_all:
        nodes += [
            node("on_all", NodeKind.BOUNDARY, attached_to="sub", event=error()),
            node("other", NodeKind.END, name="OTHER"),
        ]
        flows.append(flow("on_all", "other"))
    return process("guarded", nodes, flows)


@pytest.mark.parametrize(
    ("code", "outcome"), [("bad", "DONE"), ("worse", "WORSE"), ("unknown", "OTHER")]
)
def test_an_error_looks_for_its_code_outwards_then_for_one_that_takes_all(
    stage: Stage, code: str, outcome: str
) -> None:
    instance_id = stage.start(guarded(code))
    stage.drain()

    assert_done(stage, instance_id, outcome)
    if code == "bad":
        found = values(stage, instance_id)
        assert (found["code"], found["text"], found["why"]) == ("bad", "It was bad", "score")


def test_an_error_nobody_takes_is_an_incident(stage: Stage) -> None:
    instance_id = stage.start(guarded("unknown", also_all=False))
    stage.drain()

    (incident,) = rows(stage, Incident)
    assert "The error “unknown” is handled nowhere" in incident.message
    assert incident.hint
    assert stage.instance(instance_id).state == "incident"


def test_an_error_end_event_goes_to_the_boundary_of_its_sub_process(stage: Stage) -> None:
    graph = process(
        "error_end",
        [
            START,
            node("sub", NodeKind.SUB_PROCESS),
            node("in", NodeKind.START, scope="sub"),
            node("out", NodeKind.END, scope="sub", event=error("rejected")),
            node("caught", NodeKind.BOUNDARY, attached_to="sub", event=error("rejected")),
            node("no", NodeKind.END, name="REJECTED"),
            END,
        ],
        [flow("start", "sub"), flow("in", "out"), flow("sub", "end"), flow("caught", "no")],
    )
    instance_id = stage.start(graph)
    stage.drain()

    assert_done(stage, instance_id, "REJECTED")


# Called processes


def calling(child: str, **call: Any) -> ProcessDefinition:
    return process(
        "parent",
        [
            START,
            node("call", NodeKind.CALL, called_element=child, **call),
            node("failed", NodeKind.BOUNDARY, attached_to="call", event=error("bad")),
            node("bad_end", NodeKind.END, name="BAD"),
            END,
        ],
        [flow("start", "call"), flow("call", "end"), flow("failed", "bad_end")],
    )


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


# Failures, retries, holding


def failing(**inputs: str) -> ProcessDefinition:
    step = node("step", NodeKind.SERVICE, task_type="fail", inputs=inputs,
                retries=RetryCycle(3, (10.0, 60.0)))  # fmt: skip
    return line("failing", step)


def test_a_failing_step_is_tried_again_after_a_wait(stage: Stage, clock: TestClock) -> None:
    instance_id = stage.start(failing(until="3"))
    stage.drain()
    assert [(j.state, j.attempts_left, j.note) for j in rows(stage, Job)] == [
        ("queued", 2, "The runtime did not answer.")
    ]
    clock.pass_by(seconds=11)
    stage.drain()
    clock.pass_by(seconds=30)
    stage.drain()
    assert stage.instance(instance_id).state == "active"

    clock.pass_by(seconds=31)
    stage.drain()
    assert_done(stage, instance_id)


def test_after_the_last_attempt_there_is_an_incident_and_a_retry_gives_new_attempts(
    stage: Stage, clock: TestClock
) -> None:
    instance_id = stage.start(failing())
    for _ in range(4):
        stage.drain()
        clock.pass_by(minutes=2)
    (incident,) = rows(stage, Incident)
    assert (incident.message, incident.hint) == (
        "The runtime did not answer.",
        "Look whether it runs.",
    )
    assert stage.instance(instance_id).state == "incident"
    (job,) = rows(stage, Job)

    stage.tell("tom", InboxKind.RETRY, incident_id=str(incident.id))
    stage.tell("tom", InboxKind.RETRY, incident_id=str(incident.id))
    stage.drain()
    assert stage.instance(instance_id).state == "active"
    (same,) = rows(stage, Job)
    assert (same.id, same.attempts_left) == (job.id, 2)
    assert rows(stage, EngineInbox)[1].result == "The incident is resolved already."


def test_a_bug_in_a_task_shows_no_details_to_people(stage: Stage, clock: TestClock) -> None:
    stage.start(failing(is_bug="true"))
    for _ in range(4):
        stage.drain()
        clock.pass_by(minutes=2)

    (incident,) = rows(stage, Incident)
    assert "secret" not in incident.message + incident.hint
    assert "log" in incident.hint


def test_wrong_inputs_are_an_incident_at_once(stage: Stage) -> None:
    step = node("give", NodeKind.SERVICE, task_type="give",
                inputs={"value": "1", "colour": "red"})  # fmt: skip
    stage.start(line("wrong", step))
    stage.drain()

    (incident,) = rows(stage, Incident)
    assert incident.message == "The step hands over colour, which its task type does not know."


def test_later_asks_again_and_hands_its_memory_back(stage: Stage, clock: TestClock) -> None:
    instance_id = stage.start(line("train", node("t", NodeKind.SERVICE, task_type="later")))
    stage.drain()
    (job,) = rows(stage, Job)
    assert (job.state, job.note, job.memory) == ("queued", "training runs", {"asked": 1})
    for _ in range(2):
        clock.pass_by(seconds=11)
        stage.drain()

    assert_done(stage, instance_id)
    assert values(stage, instance_id)["key"] == f"job-{job.id.hex}"


def test_a_suspended_instance_starts_nothing_until_it_is_resumed(stage: Stage) -> None:
    give = node("give", NodeKind.SERVICE, task_type="give")
    instance_id = stage.start(line("held", user("work"), give))
    stage.tell("tom", InboxKind.SUSPEND, instance_id=str(instance_id))
    stage.drain()
    stage.complete("mark", stage.open_tasks(instance_id)[0].id)
    stage.drain()
    assert stage.instance(instance_id).state == "suspended"
    assert [job.state for job in rows(stage, Job)] == ["suspended"]

    stage.tell("tom", InboxKind.RESUME, instance_id=str(instance_id))
    stage.drain()
    assert_done(stage, instance_id)


def test_an_outcome_that_comes_after_the_process_went_on_is_told(
    stage: Stage, clock: TestClock
) -> None:
    instance_id = stage.start(with_sub_process())
    (task,) = stage.open_tasks(instance_id)
    clock.pass_by(hours=2)
    with stage.work.unit() as work:
        work.get(UserTask, task.id).state = "completed"
        work.session.get_one(UserTask, task.id).outcome = "done"
    while stage.worker.run_once():
        pass
    stage.tell("mark", InboxKind.TASK_OUTCOME, task_id=str(task.id))
    stage.drain()

    assert_done(stage, instance_id, "LATE")
    assert "gone another way" in rows(stage, EngineInbox)[0].result


# What a retry repeats, and what not


def repair(stage: Stage, instance_id: UUID, name: str, value: Any) -> None:
    """Set a variable as the service would, and retry the open incident."""
    with stage.work.unit() as work:
        work.session.add(Variable(instance_id=instance_id, name=name, value=value))
    incident = next(one for one in rows(stage, Incident) if one.state == "open")
    stage.tell("tom", InboxKind.RETRY, incident_id=str(incident.id))
    stage.drain()


def test_a_completed_task_is_not_asked_again_when_its_answer_could_not_be_taken_up(
    stage: Stage,
) -> None:
    instance_id = stage.start(line("p", user("ask", outputs={"sum": "${answer + more}"})))
    stage.complete("mark", stage.open_tasks(instance_id)[0].id, answer=1)
    stage.drain()
    assert stage.instance(instance_id).state == "incident"

    repair(stage, instance_id, "more", 41)
    assert_done(stage, instance_id)
    assert values(stage, instance_id)["sum"] == 42
    assert len(rows(stage, UserTask)) == 1


def test_a_message_is_not_awaited_again_when_it_could_not_be_taken_up(stage: Stage) -> None:
    step = node("get", NodeKind.RECEIVE, event=message("hello"), outputs={"sum": "${n + more}"})
    instance_id = stage.start(line("p", step), business_key="k")
    stage.tell("tom", InboxKind.MESSAGE, name="hello", key="k", variables={"n": 1})
    stage.drain()
    assert stage.instance(instance_id).state == "incident"

    repair(stage, instance_id, "more", 41)
    assert_done(stage, instance_id)
    assert values(stage, instance_id)["sum"] == 42


def test_a_called_process_is_not_called_again_when_its_results_could_not_be_taken_up(
    stage: Stage,
) -> None:
    stage.library.publish(line("child", node("give", NodeKind.SERVICE, task_type="give")))
    instance_id = stage.start(calling("child", outputs={"result": "${late}"}))
    stage.drain()
    child = next(i for i in rows(stage, ProcessInstance) if i.id != instance_id)
    assert stage.instance(instance_id).state == "incident"

    repair_child = Variable(instance_id=child.id, name="late", value=7)
    with stage.work.unit() as work:
        work.session.add(repair_child)
    repair(stage, instance_id, "unused", 1)
    assert_done(stage, instance_id)
    assert values(stage, instance_id)["result"] == 7
    assert len(rows(stage, ProcessInstance)) == 2


def test_a_sub_process_is_not_repeated_when_only_its_results_were_wrong(stage: Stage) -> None:
    instance_id = stage.start(with_sub_process(outputs={"kept": "${late}"}))
    finish_all(stage, instance_id)
    assert stage.instance(instance_id).state == "incident"

    repair(stage, instance_id, "late", "now")
    assert_done(stage, instance_id)
    assert values(stage, instance_id)["kept"] == "now"
    assert len(rows(stage, UserTask)) == 1


def test_cancelling_a_sub_process_that_waits_to_leave_leaves_no_variables(stage: Stage) -> None:
    instance_id = stage.start(with_sub_process(inputs={"local": "x"}, outputs={"kept": "${late}"}))
    finish_all(stage, instance_id)
    stage.tell("tom", InboxKind.CANCEL, instance_id=str(instance_id), reason="Not needed any more")
    stage.drain()

    assert stage.instance(instance_id).state == "cancelled"
    assert [row.name for row in rows(stage, Variable) if row.scope_key] == []
    assert [incident.state for incident in rows(stage, Incident)] == ["resolved"]


def test_a_retried_step_keeps_its_armed_timer(stage: Stage, clock: TestClock) -> None:
    graph = process(
        "armed",
        [
            START,
            user("ask", inputs={"x": "${missing}"}),
            node("late", NodeKind.BOUNDARY, attached_to="ask",
                 event=timer(TimerKind.DURATION, "PT1H")),
            node("too_late", NodeKind.END, name="LATE"),
            END,
        ],
        [flow("start", "ask"), flow("ask", "end"), flow("late", "too_late")],
    )  # fmt: skip
    instance_id = stage.start(graph)
    repair(stage, instance_id, "missing", 1)
    assert len(rows(stage, Job)) == 1
    clock.pass_by(hours=2)
    stage.drain()

    assert_done(stage, instance_id, "LATE")


@pytest.mark.parametrize("answer", ["later", "failure"])
def test_a_job_that_comes_back_while_its_instance_is_suspended_waits_too(
    stage: Stage, clock: TestClock, answer: str
) -> None:
    instance_id = stage.start(line("p", node("t", NodeKind.SERVICE, task_type="later")))
    with stage.work.unit() as work:
        job = jobs.claim(work, "busy", clock.now, 60)
        assert job is not None
        assert stage.engine.suspend(work, instance_id) == ""
    with stage.work.unit() as work:
        if answer == "later":
            assert stage.engine.settle(work, job, Later(1, "still running"))
        else:
            assert stage.engine.fail(work, job, "It broke.")
    clock.pass_by(minutes=5)
    stage.drain()
    assert [one.state for one in rows(stage, Job)] == ["suspended"]

    stage.tell("tom", InboxKind.RESUME, instance_id=str(instance_id))
    for _ in range(3):
        stage.drain()
        clock.pass_by(minutes=1)
    assert_done(stage, instance_id)


def test_suspending_a_caller_suspends_what_it_called(stage: Stage) -> None:
    give = node("give", NodeKind.SERVICE, task_type="give")
    stage.library.publish(line("child", user("work"), give))
    instance_id = stage.start(calling("child"))
    stage.drain()
    stage.tell("tom", InboxKind.SUSPEND, instance_id=str(instance_id))
    stage.drain()
    assert {i.state for i in rows(stage, ProcessInstance)} == {"suspended"}
    stage.complete("mark", rows(stage, UserTask)[0].id)
    stage.drain()

    stage.tell("tom", InboxKind.RESUME, instance_id=str(instance_id))
    stage.drain()
    assert_done(stage, instance_id)
    assert {i.state for i in rows(stage, ProcessInstance)} == {"completed"}


# What waits for nobody but a day, and what speaks on its way


def test_a_manual_task_waits_for_who_has_done_it(stage: Stage) -> None:
    step = node("post", NodeKind.MANUAL, name="Post the letter", roles=("validator",))
    instance_id = stage.start(line("letter", step))
    assert [task.node_id for task in stage.open_tasks(instance_id)] == ["post"]

    finish_all(stage, instance_id)
    assert_done(stage, instance_id)


def test_an_intermediate_throw_wakes_who_waits_for_its_message(stage: Stage) -> None:
    waits = line("waits", node("wait", NodeKind.CATCH, event=message("ready", "${number}")))
    tells = line("tells", node("tell", NodeKind.THROW, event=message("ready", "${number}")))
    waiting, other = stage.start(waits, number="7"), stage.start(waits, number="8")

    told = stage.start(tells, number="7")
    stage.drain()

    assert stage.instance(told).state == "completed"
    assert stage.instance(waiting).state == "completed"
    assert stage.places(other) == ["wait"]


def test_a_date_timer_waits_for_its_day(stage: Stage, clock: TestClock) -> None:
    day = clock() + timedelta(days=3)
    wait = node("wait", NodeKind.CATCH, event=timer(TimerKind.DATE, "${day}"))
    instance_id = stage.start(line("later", wait), day=day.isoformat())
    stage.drain()
    assert stage.places(instance_id) == ["wait"]

    clock.pass_by(days=2)
    stage.drain()
    assert stage.places(instance_id) == ["wait"]
    clock.pass_by(days=1, seconds=1)
    stage.drain()
    assert_done(stage, instance_id)
