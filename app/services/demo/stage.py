"""The demo's stage: a workspace with simulated time, its people, and a service that can be run."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.config import Settings
from app.errors import AppError, InputError
from app.models.database import Clock, Database, real_clock
from app.models.tables.life_cycle import UserTask
from app.models.tables.organisation import Person
from app.services.background import Background
from app.services.demo.making import FILE, READY, WITH_HISTORY
from app.services.pauses import heeding
from app.services.personal_keys import open_signer
from app.services.runtime_access import runtime_folder
from app.services.runtime_process import stop as stop_runtime
from app.services.settings_file import load_settings
from app.services.signing import Signer
from app.services.unit_of_work import Work

RUNTIMES = ("sit-1", "prod-eu-2")
# What a demo makes in its folder, the workspace last.
MADE = (
    "runtimes", "work", "stores", "keys", "witness", "logs", "own", "settings.json", "secrets.json",
    READY, WITH_HISTORY, f"{FILE}-journal", f"{FILE}-wal", f"{FILE}-shm", FILE,
)  # fmt: skip
BEGUN = frozenset({"alembic_version", "sqlite_autoindex_alembic_version_1"})


class StoryClock:
    """Simulated time for the demo's history: runs like a clock, and can be moved ahead."""

    def __init__(self, start: datetime) -> None:
        self._at_zero = start
        self._zero = time.monotonic()

    def __call__(self) -> datetime:
        return self._at_zero + timedelta(seconds=time.monotonic() - self._zero)

    def move_to(self, when: datetime) -> None:
        """Go ahead to `when`; time never goes back."""
        ahead = when - self()
        if ahead > timedelta(0):
            self._at_zero += ahead

    def wait(self, **span: float) -> None:
        self._at_zero += timedelta(**span)


@dataclass
class Stage:
    """An open demo workspace. `work("sanne")` acts as sanne."""

    folder: Path
    clock: Clock = real_clock
    _works: dict[str, Work] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.settings = heeding(load_settings(self.folder), self._read)
        self.database = Database(self.folder / FILE, is_durable=False, clock=self.clock)

    @property
    def exists(self) -> bool:
        return (self.folder / FILE).is_file() and (self.folder / FILE).stat().st_size > 0

    def _read(self, query: Callable[..., Any], *asked: Any) -> Any:
        return self.work("ada").read(query, *asked)

    def work(self, handle: str) -> Work:
        if handle not in self._works:
            self._works[handle] = Work.of(self.database, handle)
        return self._works[handle]

    def signer(self, handle: str) -> Signer | None:
        """The key with which this person signs; the demo keeps everybody's beside its database."""
        work = self.work(handle)
        return work.read(open_signer, work.actor.id, self.settings)

    def person_id(self, handle: str) -> UUID:
        with self.work("ada").reading() as session:
            return session.scalars(select(Person.id).where(Person.handle == handle)).one()

    def background(self, name: str) -> Background:
        return Background(self.database, self.settings, name=name, clock=self.clock)

    def open_tasks(self, version_id: UUID) -> list[UserTask]:
        with self.work("ada").reading() as session:
            return list(
                session.scalars(
                    select(UserTask)
                    .where(
                        UserTask.version_id == version_id,
                        UserTask.state.in_(("created", "claimed", "escalated")),
                    )
                    .order_by(UserTask.opened_at)
                )
            )

    def close(self) -> None:
        self.database.close()


def remove(folder: Path) -> None:
    """End the demo's runtimes and delete what the demo made; whatever else lies there stays.

    Raises:
        InputError: the workspace there is no demo; nothing was touched.
    """
    if not folder.is_dir():
        return
    if (folder / FILE).exists():
        if not is_demo(folder / FILE):
            path = folder / FILE
            raise InputError(
                f"{path} is no demo, so nothing of it is removed.",
                hint="Move it to another folder: this one is for the demo.",
            )
        end_runtimes(folder)
        for name in MADE:  # the workspace last: until it is gone, this can be done again
            _delete(folder / name)
    with suppress(OSError):  # what the demo did not make stays, and its folder with it
        folder.rmdir()


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def is_demo(path: Path) -> bool:
    """Whether the workspace in this file says so; one that was only begun is nobody's yet."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            tables = {name for (name,) in file.execute("SELECT name FROM sqlite_master")}
            if "workspace" not in tables:
                return tables <= BEGUN
            row = file.execute("SELECT is_demo FROM workspace").fetchone()
    except sqlite3.Error:
        return False
    return row is None or bool(row[0])


def remove_for_good(folder: Path) -> None:
    """`remove`, and be sure of it: nobody is told that something is gone which is not.

    Raises:
        AppError: something is still there.
        InputError: the workspace there is no demo; nothing was touched.
    """
    remove(folder)
    if folder.exists():
        names = ", ".join(sorted(one.name for one in folder.iterdir()))
        raise AppError(
            f"The demo could not be removed whole: {names} stays.",
            hint="What the demo did not make is left alone. Close what uses the rest, another"
            f" window or a terminal, then delete {folder}.",
        )


def end_runtimes(folder: Path) -> None:
    """End the processes of the demo's runtimes; the next look of a service starts them again."""
    settings = Settings(home=folder)
    for name in RUNTIMES:
        if runtime_folder(settings, name).is_dir():
            stop_runtime(runtime_folder(settings, name))
