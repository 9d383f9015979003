"""A service process that tests kill: a small life cycle whose tasks leave traces in files.

`python -m tests.services.crash_worker crash <url> <folder>` works until the instance has ended and
is killed once at every point; each time it goes on in a new process. `… once <url> <folder>` is
one service that waits in its task until the file `go` is there. `… flock <url> <folder>` are two
that work until the file `over` is there, each replaced when it was killed. `… send <url> <folder>`
is a person who sends a message, killed before and after it is stored, until they know that it is;
`… receive <url> <folder>` is `crash` for the life cycle that waits for it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.models.bpmn.graph import NodeKind, ProcessDefinition
from app.models.database import Database
from app.models.tables.life_cycle import LifeCycleTemplate
from app.registry import Registry
from app.services.commands.processes import send_message
from app.services.engine.definitions import Definitions, parse_bpmn
from app.services.engine.engine import Engine
from app.services.task_types import Done, Outcome, TaskContext, TaskHandler
from app.services.unit_of_work import Work
from app.services.worker import Worker
from tests.machine import machine
from tests.processes import flow, line, message, node, process

LEASE_S = 0.4
TYPES = ("one", "two", "three", "four")
SENDING = ("arrives", "stored")
RECEIVING = (
    "taken:message", "correlated:message", "consumed:message", "done:message",
    "claim:one", "effect:one", "settled:one",
)  # fmt: skip
LABELS, KEY = "labels arrived", "m1"
POINTS = [f"{point}:{each}" for each in TYPES for point in ("claim", "effect", "settled")]

TASKS: Registry[TaskHandler] = Registry("test task", "app.services.commands")


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


class Trace(TaskHandler):
    """An effect outside: always a line in `raw`, and a file named by the idempotency key."""

    label = "Trace"
    Inputs = Nothing
    name = ""

    def run(self, inputs: Any, context: TaskContext) -> Outcome:
        folder = Path(os.environ["CRASH_FOLDER"])
        with (folder / "raw").open("a") as file:
            file.write(f"{self.name}\n")
        (folder / "keyed" / f"{self.name} {context.key}").touch()
        return Done({f"did_{self.name}": True})


for each in TYPES:
    TASKS.register(each)(type(each.title(), (Trace,), {"name": each}))


@TASKS.register("wait")
class Wait(TaskHandler):
    label = "Wait for the file"
    Inputs = Nothing

    def run(self, inputs: Any, context: TaskContext) -> Outcome:
        folder = Path(os.environ["CRASH_FOLDER"])
        (folder / "started").touch()
        while not (folder / "go").exists():
            time.sleep(0.02)
        return Done({"given": "late"})


@TASKS.register("deliver")
class Deliver(TaskHandler):
    """A deployment as its runtime sees it: each call counts, what came before does nothing."""

    label = "Deliver once per key"
    Inputs = Nothing

    def run(self, inputs: Any, context: TaskContext) -> Outcome:
        folder = Path(os.environ["CRASH_FOLDER"])
        mark = folder / "at work" / str(os.getpid())
        mark.touch()
        with (folder / "raw").open("a") as file:
            file.write(f"{context.key}\n")
        mark.write_text("called")
        time.sleep(0.02)
        with contextlib.suppress(FileExistsError), (folder / "keyed" / context.key).open("x"):
            pass  # the effect, in one act: a kill leaves it done or not done
        time.sleep(0.02)
        mark.unlink(missing_ok=True)
        return Done({})


def crashing() -> ProcessDefinition:
    """one → (two beside three) → four."""
    steps = [node(each, NodeKind.SERVICE, task_type=each) for each in TYPES]
    return process(
        "crashing",
        [
            node("start", NodeKind.START),
            *steps,
            node("split", NodeKind.PARALLEL),
            node("join", NodeKind.PARALLEL),
            node("end", NodeKind.END, name="DONE"),
        ],
        [
            flow("start", "one"),
            flow("one", "split"),
            flow("split", "two"),
            flow("split", "three"),
            flow("two", "join"),
            flow("three", "join"),
            flow("join", "four"),
            flow("four", "end"),
        ],
    )


def waiting() -> ProcessDefinition:
    return line("waiting", node("wait", NodeKind.SERVICE, task_type="wait"))


def receiving() -> ProcessDefinition:
    """Waits for a message, then does one."""
    wait = node("wait", NodeKind.CATCH, event=message(LABELS, KEY))
    return line("receiving", wait, node("one", NodeKind.SERVICE, task_type="one"))


def parse(data: bytes) -> Mapping[str, ProcessDefinition]:
    hand_made = {each.id: each for each in (crashing(), waiting(), receiving())}
    return parse_bpmn(data) if data.startswith(b"<") else hand_made


def make_worker(url: str, folder: Path, name: str, **values: Any) -> Worker:
    os.environ["CRASH_FOLDER"] = str(folder)
    work = Work.of(Database(url, is_durable=False), "service")
    settings = machine(home=folder)
    engine = Engine(definitions=Definitions(parse))
    return Worker(
        work, engine, name=name, tasks=TASKS, settings=settings, lease_s=LEASE_S, **values
    )


def crash_everywhere(live: Callable[[], None]) -> None:
    """Live in a new process each time the present one has been killed."""
    while True:
        child = os.fork()
        if child == 0:
            live()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            sys.exit(os.waitstatus_to_exitcode(status))


def kill_once(folder: Path, point: str) -> None:
    mark = folder / "killed" / point
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def send(url: str, folder: Path) -> None:
    """One try of a person who does not know whether the last one came through."""
    work = Work.of(Database(url), "tom")
    with work.unit() as unit:
        unit_id = unit.session.scalars(select(LifeCycleTemplate.unit_id)).first()
        assert unit_id is not None
        send_message(unit, LABELS, KEY, unit_id, {"rows": 10})
        unit.flush()
        kill_once(folder, "arrives")
    kill_once(folder, "stored")


def work_until_done(url: str, folder: Path, points: Collection[str]) -> None:
    checkpoint = partial(kill_once, folder)
    worker = make_worker(url, folder, f"w{os.getpid()}", checkpoint=checkpoint)
    deadline = time.monotonic() + 60
    killed = folder / "killed"
    while not all((killed / one).exists() for one in points) or worker.run_once():
        if not worker.run_once():
            time.sleep(0.02)
        if time.monotonic() > deadline:
            raise SystemExit("the life cycle never came to its end")


def run_one(url: str, folder: Path) -> None:
    worker = make_worker(url, folder, "stopped one")
    worker.run_once()


def keep_flock(url: str, folder: Path) -> None:
    """Two services side by side; who is killed is replaced at once."""
    alive = {fork_worker(url, folder) for _ in range(2)}
    while alive:
        pid, status = os.wait()
        alive.discard(pid)
        if os.WIFSIGNALED(status):
            alive.add(fork_worker(url, folder))
        elif os.waitstatus_to_exitcode(status):
            sys.exit("a worker ended by itself")


def fork_worker(url: str, folder: Path) -> int:
    child = os.fork()
    if child == 0:
        worker = make_worker(url, folder, f"w{os.getpid()}")
        while not (folder / "over").exists():
            if not worker.run_once():
                time.sleep(0.01)
        os._exit(0)
    return child


def main(action: str, url: str, folder: Path) -> None:
    {
        "crash": lambda: crash_everywhere(lambda: work_until_done(url, folder, POINTS)),
        "send": lambda: crash_everywhere(lambda: send(url, folder)),
        "receive": lambda: crash_everywhere(lambda: work_until_done(url, folder, RECEIVING)),
        "once": lambda: run_one(url, folder),
        "flock": lambda: keep_flock(url, folder),
    }[action]()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
