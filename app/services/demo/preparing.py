"""The demo workspace: made with its past, or found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.services.demo.history import History
from app.services.demo.making import READY, WITH_HISTORY, has_history
from app.services.demo.stage import Stage, StoryClock, end_runtimes, remove

HISTORY_DAYS = 530


def prepare(folder: Path, *, reset: bool = False, with_history: bool = True) -> Stage:
    """The demo workspace: the one that is there, or a new one with its history.

    Half a history (a broken start) is thrown away and made again; a workspace that a headless run
    made without one is set aside where the history is wanted.
    """
    marker = folder / READY
    if reset or (folder.exists() and not marker.is_file()):
        remove(folder)
    if marker.is_file() and with_history and not has_history(folder):
        set_aside(folder)
    if not marker.is_file():
        now = datetime.now(UTC)
        clock = StoryClock(now - timedelta(days=HISTORY_DAYS))
        past = Stage(folder, clock)
        try:
            History(past, clock, now).write(with_releases=with_history)
        finally:
            past.close()
        if with_history:
            (folder / WITH_HISTORY).touch()
        marker.write_text(now.isoformat())
    return Stage(folder)


def set_aside(folder: Path) -> Path:
    """Keep a demo without a past under another name: a past can't be made after the present."""
    end_runtimes(folder)
    number = 1
    while (target := folder.with_name(f"{folder.name}-{number}")).exists():
        number += 1
    return folder.rename(target)
