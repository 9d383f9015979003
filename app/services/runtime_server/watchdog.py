"""Ends inferences on the event loop that take far longer than those before them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Watchdog:
    """One run at a time is watched, by a thread that looks at it now and then.

    Args:
        limit_s: how long a run may take; one that takes twice as long has been ended.
    """

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._watched: tuple[float, Any] | None = None
        threading.Thread(target=self._look, name="watchdog", daemon=True).start()

    @contextmanager
    def over(self, options: Any) -> Iterator[None]:
        """Set `options.terminate` where the body takes too long."""
        self._watched = (time.monotonic(), options)
        try:
            yield
        finally:
            self._watched = None

    def _look(self) -> None:
        while True:
            time.sleep(self._limit_s)
            watched = self._watched
            if watched is not None and time.monotonic() - watched[0] > self._limit_s:
                watched[1].terminate = True
