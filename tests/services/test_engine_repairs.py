"""Steps that fail, are tried again, held or repaired: what a retry repeats, and what not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from app.models.bpmn.graph import (
    NodeKind,
    ProcessDefinition,
    RetryCycle,
    TimerKind,
)
from app.models.tables.engine import (
    Incident,
    Job,
    ProcessInstance,
    Variable,
)
from app.models.tables.life_cycle import EngineInbox, UserTask
from app.services import jobs
from app.services.task_types import Later
from app.services.unit_of_work import InboxKind
from tests.processes import Stage, flow, line, message, node, process, timer
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
    assert job.ended_at is not None

    stage.tell("tom", InboxKind.RETRY, incident_id=str(incident.id))
    stage.tell("tom", InboxKind.RETRY, incident_id=str(incident.id))
    stage.drain()
    assert stage.instance(instance_id).state == "active"
    (same,) = rows(stage, Job)
    assert (same.id, same.attempts_left, same.ended_at) == (job.id, 2, None)
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
