"""Timers, messages, signals and errors: what a process waits for, and what takes an error up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.models.bpmn.graph import (
    NodeKind,
    ProcessDefinition,
    TimerKind,
)
from app.models.tables.engine import (
    Incident,
    Job,
    ProcessInstance,
    StepRun,
)
from app.models.tables.life_cycle import EngineInbox
from app.services.unit_of_work import InboxKind
from tests.processes import Stage, error, flow, line, message, node, process, timer
from tests.services.engine_flows import END, START, assert_done, finish_all, rows, user, values
from tests.services.engine_tasks import TASKS, TestClock
from tests.workspaces import TestWorkspace


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def stage(workspace: TestWorkspace, clock: TestClock) -> Stage:
    return Stage(workspace, TASKS, clock=clock)


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

    for end in ("OLD", "NEW"):
        stage.library.publish(version(end), parameters={"given_at_start": ["a"]})
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
