"""Watches the Qt thread while a test works the window: nothing may keep it for long."""

from __future__ import annotations

import faulthandler
import gc
import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from PySide6.QtWidgets import QApplication

LONGEST_S = 0.2  # of the thread's own processor time: others on the machine don't count
LOOK_EACH_S = 0.01
APP = re.escape(str(Path(__file__).parents[2] / "app"))
LINE = re.compile(rf'  File "({APP}/.+)", line (\d+) in (.+)')


@dataclass(frozen=True, slots=True)
class Block:
    """One turn that took too long, and where in the product it was seen, most often first."""

    doing: str
    own_s: float
    places: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.doing}: {self.own_s * 1000:.0f} ms in {'; '.join(self.places) or 'Qt'}"


@dataclass
class Watchdog:
    """Times everything the Qt thread does in one go: an act, or a turn of the event loop."""

    longest_s: float = LONGEST_S
    doing: str = ""
    turns: list[float] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    _seen: Counter[str] = field(default_factory=Counter)
    _is_timed: bool = False

    def act(self, do: Callable[[], object]) -> None:
        """What a person does at the window."""
        self._seen.clear()
        self._is_timed = True
        begun = time.thread_time()
        try:
            do()
        finally:
            own_s = time.thread_time() - begun
            self._is_timed = False
        self.turns.append(own_s)
        if own_s > self.longest_s:
            places = tuple(place for place, _times in self._seen.most_common(4))
            self.blocks.append(Block(self.doing, own_s, places))

    def turn(self) -> None:
        """One turn of the event loop."""
        self.act(QApplication.processEvents)

    def look(self, thread: int, paper: IO[str]) -> None:
        """Note where the thread is: the innermost line of the product's own.

        The interpreter writes it down, which holds nothing. Whoever holds a frame holds the Qt
        objects in it too, also half made ones, and ends them in another thread than theirs.
        """
        if not self._is_timed:
            return
        paper.seek(0)
        paper.truncate()
        faulthandler.dump_traceback(paper)
        paper.seek(0)
        head = f"hread 0x{thread:016x} (most recent call first):"
        lines = LINE.search(paper.read().partition(head)[2].partition("\n\n")[0])
        if lines is not None:
            file, number, name = lines.groups()
            self._seen[f"{Path(file).name}:{number} {name}"] += 1


@contextmanager
def watching(longest_s: float = LONGEST_S) -> Iterator[Watchdog]:
    """A dog that looks at this thread from another one.

    What tests before have left is not walked meanwhile: a window has nothing of the kind.
    """
    gc.freeze()  # until the module's end (`tests.conftest.nothing_kept_for_ever`)
    dog, thread = Watchdog(longest_s), threading.get_ident()
    is_over = threading.Event()

    def look() -> None:
        with tempfile.TemporaryFile("w+") as paper:
            while not is_over.wait(LOOK_EACH_S):
                dog.look(thread, paper)

    looker = threading.Thread(target=look, name="watchdog", daemon=True)
    looker.start()
    try:
        yield dog
    finally:
        is_over.set()
        looker.join()
