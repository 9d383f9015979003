"""The demo made before anybody asks for it: beside its place, and moved there once it is wanted."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.services.demo.left_over import PREFIX, remove_left
from app.services.demo.making import has_history
from app.services.demo.one_maker import one_maker
from app.services.demo.preparing import make, make_room
from app.services.demo.stage import end_runtimes
from app.services.placed_file import HeldFolder

FRESH_S = 15 * 60.0  # a demo begins now; who sits at the first page for so long is not there
_UNHURRIED = 19


class Wish:
    """What the window says by this process's standard input: a byte wants it, its end does not."""

    def __init__(self) -> None:
        self._told = threading.Event()
        self._is_wanted = False
        threading.Thread(target=self._listen, name="wish", daemon=True).start()

    @property
    def is_open(self) -> bool:
        return not self._told.is_set()

    @property
    def is_wanted(self) -> bool:
        return self._is_wanted

    def wait(self, patience_s: float) -> None:
        self._told.wait(patience_s)

    def _listen(self) -> None:
        self._is_wanted = bool(os.read(0, 1))
        self._told.set()


def make_ahead(folder: Path, wish: Wish) -> None:
    """Make a demo, and move it to `folder` once it is wanted; else nothing of it stays.

    It does not come there where it got too old meanwhile, or where something else lies.
    """
    remove_left(folder.parent)
    with HeldFolder(PREFIX, folder.parent) as place:
        made, begun_at = place / folder.name, datetime.now(UTC)
        try:
            if not _make(made, wish):
                return
            end_runtimes(made)  # they know where they lie; the service starts them there
            wish.wait(FRESH_S)
            if wish.is_wanted and datetime.now(UTC) - begun_at < timedelta(seconds=FRESH_S):
                _move(made, folder)
        finally:
            end_runtimes(made)


def _make(folder: Path, wish: Wish) -> bool:
    """Make it as long as somebody may want it; whether it is whole.

    What nobody waits for yet stands back for everything else on this machine. A process can't take
    that back, but it is each thread's own on Linux; elsewhere it would stay, so it is not done.
    """
    with (
        ThreadPoolExecutor(1, "unhurried", initializer=_stand_back) as unhurried,
        closing(make(folder)) as acts,
    ):
        is_whole = None
        while not is_whole and (wish.is_open or wish.is_wanted):
            if wish.is_open:
                is_whole = unhurried.submit(next, acts, True).result()
            else:
                is_whole = next(acts, True)
    return bool(is_whole)


def _stand_back() -> None:
    if sys.platform == "linux":
        os.nice(_UNHURRIED)


def _move(made: Path, folder: Path) -> None:
    with one_maker(folder):
        if not has_history(folder):
            make_room(folder)
            if not folder.exists():
                made.rename(folder)
