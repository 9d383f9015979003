"""Tries a connection step by step, with the time of each: what an administrator looks at first."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import AppError
from app.models.queries.status import load_status
from app.services.record_tables import ask_database, secret_name
from app.services.secrets import Secrets
from app.texts import N_

LEAST_FREE_BYTES = 1024**3


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `code` names it; `is_good` is None where it was left out because one failed."""

    code: str
    is_good: bool | None
    took_ms: float = 0.0
    said: str = ""


class Steps:
    """Steps one after the other; after a failure the rest is left out."""

    def __init__(self) -> None:
        self.done: list[Step] = []

    def take(self, code: str, call: Callable[[], str]) -> None:
        if self.done and not self.done[-1].is_good:
            self.done.append(Step(code, None))
            return
        began = time.perf_counter()
        try:
            said, is_good = call(), True
        except AppError as error:
            said, is_good = " ".join(filter(None, (error.message, error.hint))), False
        except OSError as error:
            said, is_good = error.strerror or str(error), False
        self.done.append(Step(code, is_good, (time.perf_counter() - began) * 1_000, said))


def try_database(session: Session) -> tuple[Step, ...]:
    """The database of this window: an answer, its version, what the status line reads."""
    steps = Steps()
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    version = "SELECT sqlite_version()" if is_sqlite else "SHOW server_version"

    def name() -> str:
        found = session.execute(text(version)).scalar_one()
        return f"{'SQLite' if is_sqlite else 'PostgreSQL'} {found}"

    steps.take("answer", lambda: _ask(session))
    steps.take("version", name)
    steps.take("encryption", lambda: encryption_of(session))
    steps.take("rows", lambda: load_status(session).workspace)
    return tuple(steps.done)


def encryption_of(session: Session) -> str:
    """By what the database's connection is encrypted."""
    if session.get_bind().dialect.name == "sqlite":
        return N_("a file on this computer")
    row = session.execute(
        text("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    ).one_or_none()
    return f"TLS, {row.version}" if row is not None and row.ssl else N_("not encrypted")


def _ask(session: Session) -> str:
    session.execute(text("SELECT 1")).scalar_one()
    return ""


def try_store(settings: Settings, name: str) -> tuple[Step, ...]:
    """The folder behind a store: there, readable, writable, with room."""
    folder = settings.store_folder(name)
    steps = Steps()
    steps.take("mapped", lambda: str(folder))
    steps.take("there", lambda: _there(folder))
    steps.take("read", lambda: f"{sum(1 for _ in os.scandir(folder))}")
    steps.take("write", lambda: _write(folder))
    steps.take("room", lambda: _room(folder))
    return tuple(steps.done)


def try_records(settings: Settings, name: str) -> tuple[Step, ...]:
    """An application's own database: its password, where it needs one, and an answer."""
    steps = Steps()
    steps.take("secret", lambda: _place_of(settings, secret_name(name)))
    steps.take("answer", lambda: ask_database(settings, name))
    return tuple(steps.done)


def _place_of(settings: Settings, name: str) -> str:
    """A database may need no password, so that this computer knows none is no failure."""
    found = Secrets.of(settings).find(name)
    return name if found is not None else N_("none on this computer")


def _there(folder: Path) -> str:
    if not folder.is_dir():
        raise AppError(
            "There is no such folder here.",
            hint="modelward store map says where it is on this computer.",
        )
    return ""


def _write(folder: Path) -> str:
    """A file of no bytes, gone again."""
    path = folder / f".modelward-{uuid4().hex}"
    try:
        path.touch(exist_ok=False)
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    return ""


def _room(folder: Path) -> str:
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise AppError(
            f"Only {free // 1024**2} MiB are free.", hint="Make room, or move the store."
        )
    return f"{free // 1024**3} GiB"
