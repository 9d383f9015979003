"""What the tests of the operate screens begin with: a window on a real workspace, and a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.errors import AppError
from app.models.tables.execution import Deployment
from app.models.tables.life_cycle import LifeCycleTemplate
from app.services.commands.life_cycles import import_template
from app.services.commands.roll_backs import begin_roll_back, settle_roll_back
from app.services.commands.runtimes import NewRuntime, add_runtime, record_look
from app.services.task_types import Done, Outcome, TaskContext, TaskHandler
from app.views.backend import Backend
from app.views.main_window import MainWindow, Setup
from app.views.screens.runs import RunsScreen
from tests.db.test_queries_runtimes import deploy
from tests.machine import machine
from tests.processes import Stage
from tests.services.engine_tasks import TASKS
from tests.stories import register
from tests.workspaces import TestWorkspace

OpenRuns = Callable[[str], tuple[MainWindow, RunsScreen]]

BPMN = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:mw="https://modelward.example/schema/1"
  id="d" targetNamespace="https://bank.example">
  <bpmn:process id="small" name="Small release" isExecutable="true">
    <bpmn:startEvent id="start" name="submitted"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
    <bpmn:serviceTask id="check" name="Check the host" mw:task="ask_host">
      <bpmn:extensionElements>
        <camunda:inputOutput>
          <camunda:inputParameter name="host">${host}</camunda:inputParameter>
        </camunda:inputOutput>
        <camunda:failedJobRetryTimeCycle>R1/PT0S</camunda:failedJobRetryTimeCycle>
      </bpmn:extensionElements>
      <bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:userTask id="look" name="Look at it" camunda:candidateGroups="operator">
      <bpmn:incoming>b</bpmn:incoming><bpmn:outgoing>c</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="end" name="DONE"><bpmn:incoming>c</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="a" sourceRef="start" targetRef="check" />
    <bpmn:sequenceFlow id="b" sourceRef="check" targetRef="look" />
    <bpmn:sequenceFlow id="c" sourceRef="look" targetRef="end" />
  </bpmn:process>
</bpmn:definitions>
"""


@contextmanager
def open_window(
    qtbot: QtBot, workspace: TestWorkspace, handle: str, folder: Path, screen: str
) -> Iterator[MainWindow]:
    """The main window of one person, on one screen."""
    work = workspace.work(handle)
    backend = Backend(
        lambda query, args, kwargs: work.read(query, *args, **kwargs),
        lambda command, args, kwargs: work.write(command, *args, **kwargs),
        decider=work.actor,
        settings=machine(home=folder),
    )
    window = MainWindow(backend, Setup(folder / f"{handle}.ini"))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.start(screen)
    try:
        yield window
    finally:
        window.close()
        backend.close()


def serve_two(workspace: TestWorkspace) -> None:
    """On a runtime for SIT v2 of cc-fraud serves instead of v1."""
    new = NewRuntime("sit-1", "bank", stage_tags=("SIT",), service_tags=("cc-fraud",))
    runtime = workspace.work("tom").write(add_runtime, new)
    workspace.service.write(record_look, runtime.id, is_live=True, latency_ms=4.0)
    for content in (b"v1", b"v2"):
        deploy(workspace, register(workspace, content=content))


def publish_small(workspace: TestWorkspace) -> UUID:
    with workspace.work("eva").unit() as work:
        template = import_template(
            work,
            unit="bank",
            key="small",
            name="Small release",
            process_id="small",
            bpmn=BPMN,
            parameters={"given_at_start": ["host", "limit", "region"]},
        )
        made = template.id
    with workspace.work("jo").unit() as work:
        # Past the check of files: only tests know the task type “ask_host”.
        row = work.get(LifeCycleTemplate, made)
        row.state, row.seen_sha256 = "published", row.sha256
        work.flush()
    return made


DOWN: set[str] = set()  # hosts that do not answer now


@TASKS.register("ask_host")
class AskHost(TaskHandler):
    label = "Ask a host"

    @dataclass(frozen=True, slots=True)
    class Inputs:
        host: str = ""

    def run(self, inputs: Any, context: TaskContext) -> Outcome:
        if inputs.host in DOWN:
            raise AppError(f"{inputs.host} did not answer.", hint="Look whether it runs.")
        return Done({})


def start_run(stage: Stage, template_id: UUID, *, host: str = "up", is_down: bool = False) -> UUID:
    """A run of the small release up to where it waits, or stops because its host is down."""
    if is_down:
        DOWN.add(host)
    run_id = stage.start_again(template_id, host=host)
    stage.drain()
    return run_id


def wait(qtbot: QtBot, condition: Callable[[], Any], timeout_ms: int = 60_000) -> None:
    qtbot.waitUntil(lambda: bool(condition()), timeout=timeout_ms)


@contextmanager
def opening_runs(qtbot: QtBot, workspace: TestWorkspace, folder: Path) -> Iterator[OpenRuns]:
    """Opens windows on Runs, each by the handle of who sits there, and closes them all."""
    with ExitStack() as opened:

        def make(handle: str) -> tuple[MainWindow, RunsScreen]:
            window = opened.enter_context(open_window(qtbot, workspace, handle, folder, "runs"))
            screen = window.current_screen
            assert isinstance(screen, RunsScreen)
            return window, screen

        yield make


def roll_back_last(bank: TestWorkspace, number: int = 2) -> None:
    with bank.service.unit() as work:
        one = work.session.scalars(select(Deployment).where(Deployment.number == number)).one()
        begin_roll_back(work, one.id, None)
        settle_roll_back(work, one.id, reason="Scores drift since the switch.")
