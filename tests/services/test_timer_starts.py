"""Timer start events: one start a fire, whoever is there; a refused one is an incident."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app import texts
from app.models.bpmn.graph import NodeKind, ProcessDefinition, TimerKind
from app.models.queries.needs import list_needs
from app.models.queries.retries import load_retry
from app.models.queries.run_page import list_variables
from app.models.queries.runs import list_incidents, list_runs
from app.models.tables.engine import ProcessInstance, TimerStart
from app.services.calendars import TimerPlan
from app.services.engine import timer_starts
from app.services.engine.engine import Engine
from app.services.engine.timer_starts import TimerStarts
from app.services.unit_of_work import InboxKind
from tests.processes import Stage, flow, node, process, publish_table, timer
from tests.services.engine_tasks import TASKS, TestClock
from tests.workspaces import TestWorkspace


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def stage(workspace: TestWorkspace, clock: TestClock) -> Stage:
    return Stage(workspace, TASKS, clock=clock)


def nightly(cron: str = "0 6 * * *", **values: Any) -> ProcessDefinition:
    begin = node("begin", NodeKind.START,
                 event=timer(TimerKind.CYCLE, cron, zone="Europe/Amsterdam", **values))  # fmt: skip
    return process(
        "nightly", [begin, node("end", NodeKind.END, name="DONE")], [flow("begin", "end")]
    )


def started(stage: Stage) -> list[str]:
    with stage.work.reading() as session:
        keys = session.scalars(
            select(ProcessInstance.start_key).order_by(ProcessInstance.start_key)
        )
        return [key.rsplit(":begin:")[-1] for key in keys]


def test_a_timer_start_begins_one_instance_per_night_also_with_two_services(
    workspace: TestWorkspace, clock: TestClock
) -> None:
    clock.now = datetime(2026, 10, 24, 12, tzinfo=UTC)
    stage = Stage(workspace, TASKS, clock=clock)
    stage.library.publish(nightly())
    services = [TimerStarts(stage.engine), TimerStarts(stage.engine)]
    for service in services:
        service.fire_due(stage.work)
    for _ in range(2):
        clock.pass_by(days=1)
        for service in services:
            service.fire_due(stage.work)

    # The second night ends summer time: 06:00 in Amsterdam is 05:00 UTC from then on.
    assert started(stage) == ["2026-10-25T05:00:00+00:00", "2026-10-26T05:00:00+00:00"]


@pytest.mark.parametrize(("misfire", "count"), [("once", 1), ("skip", 0), ("all", 3)])
def test_nights_that_were_missed_follow_the_policy(
    stage: Stage, clock: TestClock, misfire: str, count: int
) -> None:
    clock.now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    stage.library.publish(nightly(misfire=misfire))
    starts = TimerStarts(stage.engine)
    starts.fire_due(stage.work)
    clock.now = datetime(2026, 6, 4, 12, tzinfo=UTC)
    starts.fire_due(stage.work)

    assert len(started(stage)) == count


def test_a_cycle_that_ran_out_while_nobody_was_there_holds_up_no_other_start(
    stage: Stage, clock: TestClock
) -> None:
    clock.now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    often = node("begin", NodeKind.START,
                 event=timer(TimerKind.CYCLE, "R2000/2026-06-01T12:00:10Z/PT10S"))  # fmt: skip
    end = node("end", NodeKind.END)
    stage.library.publish(process("often", [often, end], [flow("begin", "end")]))
    stage.library.publish(nightly())
    starts = TimerStarts(stage.engine)
    starts.fire_due(stage.work)
    clock.pass_by(days=1)
    starts.fire_due(stage.work)

    assert len(started(stage)) == 2


def test_a_life_cycle_that_one_service_can_not_read_holds_up_no_other_start_nor_service(
    stage: Stage, clock: TestClock
) -> None:
    clock.now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    begin = node("begin", NodeKind.START, event=timer(TimerKind.CYCLE, "0 1 * * *"))
    end = node("end", NodeKind.END)
    earlier = process("earlier", [begin, end], [flow("begin", "end")])
    stage.library.publish(earlier)
    stage.library.publish(nightly())
    reads_it = TimerStarts(stage.engine)
    reads_it.fire_due(stage.work)
    stage.library.spoil(earlier)
    after_an_upgrade = Engine(definitions=stage.library.definitions(), clock=clock)
    starts = TimerStarts(after_an_upgrade)
    clock.pass_by(days=1)
    starts.fire_due(stage.work)

    assert started(stage) == ["2026-06-02T04:00:00+00:00"]
    reads_it.fire_due(stage.work)  # another service, that still can
    assert sorted(started(stage)) == ["2026-06-02T01:00:00+00:00", "2026-06-02T04:00:00+00:00"]


def test_only_the_newest_version_starts_by_its_timer(stage: Stage, clock: TestClock) -> None:
    clock.now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    stage.library.publish(nightly())
    starts = TimerStarts(stage.engine)
    starts.fire_due(stage.work)
    newest = stage.library.publish(nightly("0 7 * * *"))
    starts.fire_due(stage.work)
    clock.pass_by(days=1)
    starts.fire_due(stage.work)

    assert started(stage) == ["2026-06-02T05:00:00+00:00"]
    with stage.work.reading() as session:
        active = session.scalars(select(TimerStart).where(TimerStart.is_active)).all()
    assert [row.template_id for row in active] == [newest]


def test_a_timer_start_that_is_refused_is_an_incident_to_retry(
    stage: Stage, clock: TestClock
) -> None:
    clock.now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    begin = node("begin", NodeKind.START, event=timer(TimerKind.CYCLE, "0 6 * * *"))
    rule = node("rule", NodeKind.BUSINESS_RULE, decision="tier", result_variable="found",
                decision_result="singleEntry")  # fmt: skip
    end = node("end", NodeKind.END)
    flows = [flow("begin", "rule"), flow("rule", "end")]
    stage.library.publish(process("nightly", [begin, rule, end], flows), parameters={"amount": 5})
    starts = TimerStarts(stage.engine)
    starts.fire_due(stage.work)
    for _ in range(2):  # the second night adds nothing: one that waits is enough
        clock.pass_by(days=1)
        starts.fire_due(stage.work)

    tom = stage.workspace.work("tom")
    (need,) = tom.read(list_needs, tom.actor.id, now=clock.now)
    (refused,) = stage.work.read(list_incidents)
    assert (need.kind, need.id, need.title) == ("incident", refused.id, refused.message)
    said = "There is no published decision table “tier” for this unit."
    assert refused.message == f"It did not start by its timer. {said}"
    dutch = texts.told(refused.message, language="nl")
    assert dutch.startswith("Dit is niet door de timer gestart. Er is geen ")
    too_early = stage.tell("tom", InboxKind.RETRY, incident_id=str(refused.id))
    stage.drain()
    assert stage.work.read(load_retry, too_early, refused.id).detail.startswith(said)
    publish_table(stage, 1)
    asked = stage.tell("tom", InboxKind.RETRY, incident_id=str(refused.id))
    stage.drain()

    assert stage.work.read(load_retry, asked, refused.id).step == "verified"
    (run,) = stage.work.read(list_runs)
    assert run.state == "completed"
    shown = {one.name: one.value for one in stage.work.read(list_variables, run.id)}
    assert shown["found"] == "LOW 1"
    assert shown["fire_at"] == "2026-06-02T06:00:00+00:00"
    assert tom.read(list_needs, tom.actor.id, now=clock.now) == ()


def test_a_timer_that_breaks_holds_up_no_other(
    workspace: TestWorkspace, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    stage = Stage(workspace, TASKS, clock=clock)
    stage.library.publish(nightly("0 5 * * *"))
    other = process(
        "daily",
        [
            node("begin", NodeKind.START, event=timer(TimerKind.CYCLE, "0 7 * * *", zone="UTC")),
            node("end", NodeKind.END, name="DONE"),
        ],
        [flow("begin", "end")],
    )
    stage.library.publish(other)
    starts = TimerStarts(stage.engine)
    starts.fire_due(stage.work)
    plans = timer_starts.due_plans

    def broken(plan: TimerPlan, now: datetime) -> Any:
        if plan.text == "0 5 * * *":
            raise OverflowError
        return plans(plan, now)

    monkeypatch.setattr(timer_starts, "due_plans", broken)
    clock.pass_by(days=1)
    starts.fire_due(stage.work)

    assert started(stage) == ["2026-06-02T07:00:00+00:00"]
