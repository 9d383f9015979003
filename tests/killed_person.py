"""A person's program in a process of its own that kills itself with SIGKILL at a named point."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from app.config import Settings
from app.models.database import Database
from app.services import registering, stores
from app.services.commands.models import NewModel
from app.services.commands.requests import decide
from app.services.personal_keys import Signer
from app.services.registering import register_path
from app.services.unit_of_work import UnitOfWork, Work
from tests.stories import REASON
from tests.workspaces import pair_of

WRITES = ("before the commit", "before the answer")  # all is sent; all is stored, nobody told
COPIES = ("half copied", "copied")


@dataclass(frozen=True, slots=True)
class Program:
    """What the program of a person works with, and where it dies; empty: nowhere."""

    url: str
    handle: str
    home: Path
    dies: str = ""

    @contextmanager
    def work(self) -> Iterator[Work]:
        database = Database(self.url, is_durable=False)
        yield _Dying(Work.of(database, self.handle), self.reach)
        database.close()

    def reach(self, point: str) -> None:
        if point == self.dies:
            os.kill(os.getpid(), signal.SIGKILL)


class _Dying(Work):
    def __init__(self, work: Work, reach: Callable[[str], None]) -> None:
        super().__init__(work.database, work.actor)
        self._reach = reach

    @contextmanager
    def unit(self) -> Iterator[UnitOfWork]:
        before, after = WRITES
        with super().unit() as work:
            yield work
            work.flush()
            self._reach(before)
        self._reach(after)


def register(program: Program, folder: Path) -> None:
    half, copied = COPIES
    put_file, source_chunks = registering.put_file, stores.source_chunks

    def copy(*args: Any, **kwargs: Any) -> Path:
        kept = put_file(*args, **kwargs)
        program.reach(copied)
        return kept

    def chunks(path: Path, size: int | None = None) -> Iterator[bytes]:
        for chunk in source_chunks(path, size):
            yield chunk
            program.reach(half)

    registering.put_file, stores.source_chunks = copy, chunks
    with program.work() as work:
        register_path(work, Settings(home=program.home), folder, NewModel(name=folder.name))


def accept(program: Program, request_id: UUID, decision_id: UUID, key_id: UUID) -> None:
    with program.work() as work:
        work.write(
            decide, request_id, verdict="accept", reason=REASON, decision_id=decision_id,
            signer=Signer(key_id, pair_of(program.handle)),
        )  # fmt: skip
