"""Watches the Qt thread while a test works the window: nothing may keep it for long."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from PySide6.QtWidgets import QApplication

LONGEST_S = 0.2  # of the thread's own processor time: others on the machine don't count
LOOK_EACH_S = 0.01
APP = str(Path(__file__).parents[2] / "app")


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

    def look(self, frame: FrameType | None) -> None:
        """Note where the thread is: the innermost line of the product's own."""
        lines = [one for one in traceback.extract_stack(frame) if one.filename.startswith(APP)]
        if self._is_timed and lines:
            last = lines[-1]
            self._seen[f"{Path(last.filename).name}:{last.lineno} {last.name}"] += 1


@contextmanager
def watching(longest_s: float = LONGEST_S) -> Iterator[Watchdog]:
    """A dog that looks at this thread from another one."""
    dog, thread = Watchdog(longest_s), threading.get_ident()
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(LOOK_EACH_S):
            dog.look(sys._current_frames().get(thread))

    looker = threading.Thread(target=look, name="watchdog", daemon=True)
    looker.start()
    try:
        yield dog
    finally:
        is_over.set()
        looker.join()
