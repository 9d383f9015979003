"""Task types for engine tests: what a handler can give, and a clock that only tests move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.errors import AppError
from app.registry import Registry
from app.services.task_types import BpmnError, Done, Later, Outcome, TaskContext, TaskHandler

TASKS: Registry[TaskHandler] = Registry("test task", "app.services.commands")


class TestClock:
    __test__ = False

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@TASKS.register("give")
class Give(TaskHandler):
    """Gives `value` as the variable `given`; `memory` of calls is in `CALLS`."""

    label = "Give"

    @dataclass(frozen=True, slots=True)
    class Inputs:
        value: Any = None
        factor: float = 1.0

    def run(self, inputs: Any, context: TaskContext) -> Outcome:
        return Done({"given": inputs.value})


@TASKS.register("raise")
class Raise(TaskHandler):
    label = "Give a BPMN error"
    errors = ("bad",)

    @dataclass(frozen=True, slots=True)
    class Inputs:
        code: str = "bad"

    def run(self, inputs: Any, context: TaskContext) -> Outcome:
        return BpmnError(inputs.code, "It was bad", {"why": "score"})


@TASKS.register("fail")
class Fail(TaskHandler):
    """Fails until its attempt is `until`."""

    label = "Fail"

    @dataclass(frozen=True, slots=True)
    class Inputs:
        until: int = 99
        is_bug: bool = False

    def run(self, inputs: Any, context: TaskContext) -> Outcome:
        if context.attempt < inputs.until:
            if inputs.is_bug:
                raise ZeroDivisionError("secret detail")
            raise AppError("The runtime did not answer.", hint="Look whether it runs.")
        return Done({"attempt": context.attempt})


@TASKS.register("later")
class AskLater(TaskHandler):
    label = "Ask later"

    @dataclass(frozen=True, slots=True)
    class Inputs:
        times: int = 2

    def run(self, inputs: Any, context: TaskContext) -> Outcome:
        asked = context.state.get("asked", 0)
        if asked < inputs.times:
            return Later(10, "training runs", {"asked": asked + 1})
        return Done({"asked": asked, "key": context.key})
