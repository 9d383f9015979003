"""The program in a process of its own, and a person at it: keys, clicks, and what they cost."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from app.views.tokens import LIGHT
from tests.journeys.command_line import ROOT
from tests.journeys.window.display import (
    HEIGHT,
    WIDTH,
    Display,
    NotThereError,
    Place,
    wait_for,
)
from tests.journeys.window.drag_source import SIZE, TITLE

SHOTS = ROOT / "shots" / os.environ.get("PYTEST_XDIST_WORKER", "")  # workers clear their own
DRAG_SOURCE = Path(__file__).with_name("drag_source.py")
STILL_S = 0.4  # nothing is drawn and nothing is worked on for so long: a person would go on
IDLE_SHARE = 0.3  # of that time; its feed and its service look around all the time
STILL_PIXELS = 60  # a caret that blinks
STATUS_BAR = slice(872, 900)
LIST = slice(220, 840)  # rows of pixels below head and filter, above the status bar
Part = slice | tuple[slice, slice]  # rows of pixels, or rows and columns
# Where notes stand: over the foot of a screen's list; and how wide their edge is at least there.
NOTES = {
    "alerts": ((slice(700, 850), slice(600, 1090)), 325),
    "approvals": ((slice(640, 850), slice(205, 490)), 240),
    "deployments": ((slice(230, 480), slice(1060, 1440)), 325),
}
BANNER = 5_000  # pixels of its colour, at least
VEIL = 200_000  # pixels that change under it, at least
TIMEOUT_S = 60.0
GRACE_S = 20.0


class Person:
    """Somebody at a display: counts every key and click, keeps a picture after each step."""

    def __init__(self, display: Display, program: Program, task: str) -> None:
        self._display = display
        self.program = program
        self._task = task
        self._steps = 0
        self.keys = 0
        self.clicks = 0
        self.tokens = LIGHT
        self.last_shot: Path | None = None
        self.was_killed = False

    @property
    def highlight(self) -> str:
        return self.tokens.highlight

    def press(self, *keys: str) -> None:
        """Keys one after the other, named as X names them; a chord is one key."""
        self._display.run("key", "--clearmodifiers", "--delay", "20", *keys)
        self.keys += len(keys)

    def type(self, text: str) -> None:
        """Each letter counts as one key."""
        self._display.run("type", "--delay", "12", text)
        self.keys += len(text)

    def see_main_button(self) -> Place:
        """Wait for the one that is filled, on this page or sheet: nothing is lacking then."""
        found = wait_for(
            "main button that can be pressed",
            lambda: self._display.find_button(self.highlight),
            timeout_s=TIMEOUT_S,
        )
        assert isinstance(found, Place)
        return found

    def see_chosen_row(self) -> None:
        """Wait for what Enter opens: on a full selection nothing has another colour."""
        self.rest()
        self.see_main_button()

    def see_note(self, screen: str) -> None:
        """Wait for a note over the list of a screen: what was asked for has been done."""
        part, width = NOTES[screen]

        def is_there() -> bool:
            edges = self._display.find_colour(self.tokens.edge)[part]
            return int(edges.sum(axis=1).max()) >= width

        self.wait_until("note", is_there)

    def see_refusal(self) -> None:
        """Wait for the red banner that says what went wrong."""
        self.wait_until("refusal", lambda: self.sees(self.tokens.critical_soft) >= BANNER)

    def sees(self, colour: str, part: Part = LIST) -> int:
        """Pixels of exactly this colour."""
        return int(self._display.find_colour(colour)[part].sum())

    def click_main_button(self) -> None:
        found = self.see_main_button()
        self._display.run("mousemove", str(found.x), str(found.y), "click", "1")
        self.clicks += 1

    def drag_in(self, file: Path, leads_to: str) -> None:
        """A file from a window of another program, let go over this one; then a window opens."""
        x, y = WIDTH - 2 * SIZE, HEIGHT - 2 * SIZE
        command = [sys.executable, str(DRAG_SOURCE), str(file), str(x), str(y)]
        environment = os.environ | self._display.environment | {"QT_QPA_PLATFORM": "xcb"}
        source = subprocess.Popen(command, env=environment)
        try:
            self.wait_for_title(TITLE)
            before = self._display.look()
            self._display.run("mousemove", str(x + SIZE // 2), str(y + SIZE // 2), "mousedown", "1")
            way = iter(range(1, 10_000))

            def is_offered() -> bool:
                """As a hand goes on moving until the window says what letting go would do."""
                n = min(next(way), 4) / 4
                wiggle = next(way) % 4
                self._display.run(
                    "mousemove", str(round(x + n * (WIDTH / 2 - x)) + wiggle),
                    str(round(y + n * (HEIGHT / 2 - y))), "sleep", "0.2",
                )  # fmt: skip
                return _differ(before, self._display.look()) > VEIL

            wait_for("offer to take the file", is_offered, timeout_s=TIMEOUT_S)
            self._display.run("mouseup", "1")
            self.wait_for_title(leads_to)
        finally:
            source.kill()
            source.wait(timeout=TIMEOUT_S)
        self.clicks += 1

    def see(self, step: str) -> Path:
        """Wait until the window has come to rest, and keep what is seen."""
        self.rest()
        return self.keep(step)

    def keep(self, step: str) -> Path:
        """A picture of what is seen at this moment."""
        self._steps += 1
        name = f"{self._steps:02}-{step.replace(' ', '-')}.png"
        self.last_shot = self._display.keep(SHOTS / self._task / name)
        return self.last_shot

    def rest(self) -> None:
        """Wait until nothing moves, and until no thread of the program works or waits to work."""
        seen, since, worked_s = self._display.look(), time.monotonic(), self.program.worked_s()

        def is_at_rest() -> bool:
            nonlocal seen, since, worked_s
            now, spent_s = self._display.look(), self.program.worked_s()
            is_idle = spent_s - worked_s <= IDLE_SHARE * STILL_S and not self.program.is_busy()
            if not is_idle or _differ(seen, now) > STILL_PIXELS:
                seen, since, worked_s = now, time.monotonic(), spent_s
            return time.monotonic() - since >= STILL_S

        wait_for("rest in the window", is_at_rest, timeout_s=TIMEOUT_S)

    @contextlib.contextmanager
    def sees_a_change(self, part: slice = LIST, *, timeout_s: float = TIMEOUT_S) -> Iterator[None]:
        """What happens inside becomes visible in this part of the window, without a key."""
        self.rest()
        before = self._display.look()[part]
        yield
        wait_for(
            "change in the window",
            lambda: _differ(before, self._display.look()[part]) > STILL_PIXELS,
            timeout_s=timeout_s,
        )

    def comes_forward(self) -> None:
        """To their own window, where several people sit at one display."""
        pid = str(self.program.pid)
        self._display.run(
            "search", "--all", "--onlyvisible", "--pid", pid, "--name", "Modelward",
            "windowactivate", "--sync",
        )  # fmt: skip

    def dies(self) -> None:
        """As by `kill -9`: nobody leaves this window by its key any more."""
        self.was_killed = True
        os.kill(self.program.pid, signal.SIGKILL)

    def wait_for_title(self, words: str, *, timeout_s: float = TIMEOUT_S) -> None:
        """The title of the window says where one is."""
        try:
            wait_for(f"window “{words}”", lambda: words in self._display.title(),
                     timeout_s=timeout_s)  # fmt: skip
        except NotThereError as error:
            raise NotThereError(f"{error} Its title is “{self._display.title()}”.") from None

    def wait_until(
        self, what: str, is_there: Callable[[], Any], *, timeout_s: float = TIMEOUT_S
    ) -> Any:
        """What is stored, asked from outside."""
        return wait_for(what, is_there, timeout_s=timeout_s)


def _differ(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> int:
    return int(np.count_nonzero((one != other).any(axis=2)))


class Program:
    """`python -m app …` on a display. `home` is the user's data folder."""

    def __init__(
        self,
        display: Display,
        home: Path,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._display = display
        home.mkdir(parents=True, exist_ok=True)
        self._log = home / "program.log"
        keep_out = ("MODELWARD_WORKSPACE", "MODELWARD_AS", "XAUTHORITY", "WAYLAND_DISPLAY")
        inherited = {name: value for name, value in os.environ.items() if name not in keep_out}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app", *arguments],
                env=inherited
                | display.environment
                | {"HOME": str(home), "MODELWARD_HOME": str(home), "PYTHONPATH": str(ROOT)}
                | {
                    "QT_QPA_PLATFORM": "xcb",
                    "MODELWARD_LANGUAGE": "en",
                    "LIBGL_ALWAYS_SOFTWARE": "1",
                    "PYTHONFAULTHANDLER": "1",  # a crash says where
                }
                | dict(environment or {}),
                stdout=log,
                stderr=log,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def is_busy(self) -> bool:
        """A thread of it works, or is kept from working by others."""
        assert self.is_running, f"The program ended with {self._process.returncode}. {self.said()}"
        folder = Path(f"/proc/{self._process.pid}/task")
        for each in folder.glob("*/stat"):
            with contextlib.suppress(OSError):  # a thread that ends meanwhile
                if each.read_text().rpartition(")")[2].split()[0] in "RD":
                    return True
        return False

    def worked_s(self) -> float:
        """Seconds of a processor that it has used."""
        words = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def said(self) -> str:
        """The end of what it wrote; a good run writes nothing."""
        return self._log.read_text(errors="replace")[-2_000:]

    def wait(self) -> int:
        """Its exit code, once a person has closed it."""
        return self._process.wait(timeout=TIMEOUT_S)

    def close(self) -> None:
        """End it as a session that ends does; what hangs is killed."""
        if self.is_running:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=GRACE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(timeout=GRACE_S)


@contextlib.contextmanager
def person_at(
    display: Display,
    home: Path,
    task: str,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Person]:
    """Somebody who starts the program, and leaves it by its key.

    Whatever goes wrong names the last picture and what the program wrote.
    """
    shutil.rmtree(SHOTS / task, ignore_errors=True)
    program = Program(display, home, *arguments, environment=environment)
    person = Person(display, program, task)
    try:
        yield person
        if person.was_killed:
            return
        person.comes_forward()
        person.press("ctrl+q")
        assert program.wait() == 0, program.said()
    except BaseException as error:
        shot = person.keep("failed")
        error.add_note(f"What was seen last: {shot}\n{program.said()}")
        raise
    finally:
        program.close()
