"""The demo workspace: made with its past, or found."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.services.demo.history import History
from app.services.demo.making import READY, WITH_HISTORY, has_history
from app.services.demo.stage import Stage, StoryClock, end_runtimes, remove

HISTORY_DAYS = 530


def prepare(folder: Path, *, reset: bool = False, with_history: bool = True) -> Stage:
    """The demo workspace: the one that is there, or a new one with its history."""
    make_room(folder, reset=reset, with_history=with_history)
    if not (folder / READY).is_file():
        for _ in make(folder, with_history=with_history):
            pass
    return Stage(folder)


def make_room(folder: Path, *, reset: bool = False, with_history: bool = True) -> None:
    """Leave nothing in `folder` but the demo that is wanted there.

    Half a history (a broken start) is thrown away and made again; a workspace that a headless run
    made without one is set aside where the history is wanted.
    """
    marker = folder / READY
    if reset or (folder.exists() and not marker.is_file()):
        remove(folder)
    if marker.is_file() and with_history and not has_history(folder):
        set_aside(folder)


def make(folder: Path, *, with_history: bool = True) -> Generator[None, None, None]:
    """Make the demo in `folder`, act by act (see `History.acts`); where it ends early, a half."""
    now = datetime.now(UTC)
    clock = StoryClock(now - timedelta(days=HISTORY_DAYS))
    past = Stage(folder, clock)
    try:
        yield from History(past, clock, now).acts(with_releases=with_history)
    finally:
        past.close()
    if with_history:
        (folder / WITH_HISTORY).touch()
    (folder / READY).write_text(now.isoformat())


def set_aside(folder: Path) -> Path:
    """Keep a demo without a past under another name: a past can't be made after the present."""
    end_runtimes(folder)
    number = 1
    while (target := folder.with_name(f"{folder.name}-{number}")).exists():
        number += 1
    return folder.rename(target)
