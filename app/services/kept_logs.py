"""Retention as it is: what the policy says, and what of it lies on this computer now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import AppError, PausedError
from app.models.queries.retention import ALWAYS, KeptRow, list_kept
from app.models.rules.pauses import SCORING
from app.services.stores import inside

DEFAULT_DAYS = 400  # of a runtime that no policy tells anything


@dataclass(frozen=True, slots=True)
class LogsHere:
    """Files of scoring logs on this computer. `due` of them are older than they have to be kept.

    `next_at` is when the oldest of the others becomes so; None: nothing is, or it is kept always.
    """

    files: int = 0
    size_bytes: int = 0
    oldest_at: datetime | None = None
    due: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of the policy with what of it is here; `problem`: why nobody looked."""

    row: KeptRow
    here: LogsHere
    problem: str = ""


def load_kept(session: Session, settings: Settings, at: datetime | None = None) -> tuple[Kept, ...]:
    """What is kept how long, unit by unit. Nothing is removed by looking."""
    now = at or datetime.now(UTC)
    return tuple(_kept(settings, one, now) for one in list_kept(session))


def _kept(settings: Settings, one: KeptRow, now: datetime) -> Kept:
    here = LogsHere()
    try:
        folder = settings.store_folder(SCORING)
        for name in one.runtimes:
            here = _with(here, inside(folder, name), one.days, now)
    except PausedError as error:
        return Kept(one, LogsHere(), error.message)
    except (AppError, OSError) as error:
        return Kept(one, here, getattr(error, "message", "") or str(error))
    return Kept(one, here)


def _with(here: LogsHere, folder: Path, days: int | None, now: datetime) -> LogsHere:
    """Adds the files of one runtime; their age is by when they were last written, as it counts."""
    limit = timedelta(days=DEFAULT_DAYS if days is None else days)
    for at, size in _files(folder):
        is_due = days != ALWAYS and at < now - limit
        ends_at = None if days == ALWAYS or is_due else at + limit
        here = replace(
            here,
            files=here.files + 1,
            size_bytes=here.size_bytes + size,
            oldest_at=_first(here.oldest_at, at),
            due=here.due + is_due,
            next_at=_first(here.next_at, ends_at),
        )
    return here


def _files(folder: Path) -> Iterator[tuple[datetime, int]]:
    for path in folder.glob("*/*.jsonl"):
        try:
            found = path.stat()
        except FileNotFoundError:
            continue  # its time ended while we read the others
        yield datetime.fromtimestamp(found.st_mtime, UTC), found.st_size


def _first(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)
