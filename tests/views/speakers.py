"""Who speaks with the server: a window's own thread never may."""

from __future__ import annotations

import gc
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QTimer

from app.models.patience import PatientConnection

WINDOW = "MainThread"
FEED = "backend-feed"
WRITER = "backend-write"


@dataclass
class Speakers:
    """What was overheard: by which thread, and from where in the code."""

    heard: list[tuple[str, str]] = field(default_factory=list)

    def of(self, thread: str) -> list[str]:
        """Where that thread spoke from."""
        return [place for name, place in self.heard if name.startswith(thread)]


@contextmanager
def overhearing() -> Iterator[Speakers]:
    """Listen to every conversation with the server meanwhile.

    Garbage is finished all the time, in the window's thread: a lost connection that is cleaned up
    there would wait there. What other tests left is not looked at: that takes long.
    """
    found = Speakers()

    def overhear(act: Callable[..., Any]) -> Callable[..., Any]:
        def speak(*args: Any, **kwargs: Any) -> Any:
            place = "".join(traceback.format_stack())
            found.heard.append((threading.current_thread().name, place))
            return act(*args, **kwargs)

        return speak

    timer = QTimer(interval=50)
    timer.timeout.connect(gc.collect)
    with pytest.MonkeyPatch.context() as patches:
        for act in ("wait", "connect"):
            patches.setattr(PatientConnection, act, overhear(getattr(PatientConnection, act)))
        gc.freeze()
        timer.start()
        try:
            yield found
        finally:
            timer.stop()
            gc.unfreeze()
