"""Waits for what a service does, or does it here where the workspace is a file."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from app.command_line.call import Call
from app.errors import EntryError, NotReachableError, PasswordError
from app.models.database import Database
from app.services.background import Background
from app.services.unit_of_work import Work

T = TypeVar("T")
POLL_S = 0.2


def wait_for(
    call: Call,
    work: Work,
    look: Callable[[], T | None],
    timeout_s: float,
    *,
    is_done_here: bool = True,
) -> T | None:
    """What `look` finds, once it does; None: it did not in that time.

    A line that is lost meanwhile is tried again: what is waited for needs none. `is_done_here`:
    this process does the work where the workspace is a file.

    Raises:
        NotReachableError: at the end of the time there still is no line.
    """
    background = _background(call, work.database) if is_done_here else None
    end = time.monotonic() + timeout_s
    lost: NotReachableError | None = None
    try:
        while time.monotonic() < end:
            try:
                found = look()
                lost = None
                if found is not None:
                    return found
                is_idle = background is None or not background.worker.run_once()
            except (EntryError, PasswordError):
                raise
            except NotReachableError as error:
                if lost is None:
                    call.say(
                        "The database does not answer now. What was asked for goes on without it;"
                        " this command waits."
                    )
                lost, is_idle = error, True
            if is_idle:
                time.sleep(POLL_S)
    finally:
        if background is not None:
            background.close()
    if lost is not None:
        raise NotReachableError(
            lost.message, hint="What was asked for goes on without you; look later."
        ) from lost
    return None


def _background(call: Call, database: Database) -> Background | None:
    """A file has no service but who works on it."""
    if not database.is_sqlite:
        return None
    return Background(database, call.settings, name="command line")
