"""Scoring logs of this machine's runtimes while their store is paused: held, and carried over.

Decisions that nobody can trace are worse than a store that people wanted left alone, and a pause
that stops what serves would be an outage. So the runtime goes on, and its lines wait beside it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from app.config import Settings
from app.errors import AppError, InputError, PausedError
from app.models.rules.pauses import SCORING, STORE
from app.services.runtime_server.held_log import HeldLog
from app.services.runtime_server.lock import FileLock
from app.services.runtime_server.place import LOCK_FILE
from app.services.stores import inside

log = logging.getLogger(__name__)


def turn_logs(settings: Settings, runtimes: Iterable[str]) -> None:
    """Let these runtimes hold their logs while the store is paused, and bring them when it is not.

    Of one that does not run what it held is brought here: it may never run again.
    """
    for name in runtimes:
        try:
            if inside(settings.runtimes_folder, name).is_dir() and not turn_log(settings, name):
                _carry_for(settings, name)
        except (OSError, AppError) as error:
            log.warning("the scoring log of %s waits on: %s", name, error)


def turn_log(settings: Settings, runtime: str) -> bool:
    """Whether the store is paused now; the runtime is told by a note in its folder."""
    held = _held(settings, runtime)
    try:
        settings.require_running(STORE, SCORING)
    except PausedError:
        held.ask()
        return True
    held.end()
    return False


def require_whole_log(settings: Settings, runtime: str) -> None:
    """Raises: PausedError: lines of this machine's runtime are still on their way into its log."""
    try:
        is_whole = _held(settings, runtime).is_over
    except InputError:
        return  # no name of a folder of ours
    if not is_whole:
        raise PausedError(
            f"The store {SCORING} went on a moment ago; what {runtime} held is brought there now.",
            hint="Wait a minute.",
        )


def _held(settings: Settings, runtime: str) -> HeldLog:
    return HeldLog(inside(settings.runtimes_folder, runtime))


def _carry_for(settings: Settings, name: str) -> None:
    held = _held(settings, name)
    if not held.segments():
        return
    running = FileLock(inside(settings.runtimes_folder, name) / LOCK_FILE)
    if not running.acquire():
        return  # it does so itself
    try:
        folder = inside(settings.store_folder(SCORING), name)
        held.carry_over(folder, goes_on=lambda: not held.is_asked_for)
    finally:
        running.release()
