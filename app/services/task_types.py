"""What an automatic life-cycle task is: the contract, and the registry of all of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Protocol

from app.registry import Registry


@dataclass(frozen=True, slots=True)
class Done:
    """The step is finished; `outputs` become process variables (JSON values only)."""

    outputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Later:
    """Not finished yet: ask again after `delay_s`; `note` tells people what it waits for.

    `state` (JSON) is handed back in `TaskContext.state` at the next call.
    """

    delay_s: float
    note: str = ""
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BpmnError:
    """A business outcome with an error code, for a boundary event. No retry."""

    code: str
    message: str = ""
    outputs: Mapping[str, Any] = field(default_factory=dict)


Outcome = Done | Later | BpmnError


class Reader(Protocol):
    """Runs a read query in its own short transaction: `read(query, *args, **kwargs)`."""

    def __call__(self, query: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any: ...


class Writer(Protocol):
    """Runs a command as the worker in its own transaction: `write(command, *args, **kwargs)`."""

    def __call__(self, command: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class TaskContext:
    """What a handler may use. It runs outside any transaction and may run twice (a crash)."""

    key: str  # stable over attempts: the idempotency key for every outside effect
    read: Reader
    write: Writer
    work_folder: Path  # of this job key, on this host; kept until the job has ended
    clock: Callable[[], datetime]  # the due clock, aware UTC
    instance_id: str = ""
    attempt: int = 1  # as often as it was taken up since it last waited, or was killed
    is_last: bool = False  # if this one fails, no other follows
    state: Mapping[str, Any] = field(default_factory=dict)
    settings: Any = None

    @property
    def now(self) -> datetime:
        """Asked anew each time: an attempt may take a minute."""
        return self.clock()


class TaskHandler(ABC):
    """One automatic task. Subclasses carry a frozen dataclass `Inputs`.

    A handler returns within a minute; longer work runs in a child process and is asked for with
    `Later`. `AppError` from `run` counts as a failed attempt; a `BpmnError` result is an outcome.
    """

    label: ClassVar[str]
    errors: ClassVar[tuple[str, ...]] = ()  # the codes of BpmnError it may give
    outputs: ClassVar[tuple[str, ...]] = ()  # names of the variables it gives
    Inputs: ClassVar[type]

    @abstractmethod
    def run(self, inputs: Any, context: TaskContext) -> Outcome: ...


TASK_TYPES: Registry[TaskHandler] = Registry("task type", "app.services.tasks")
