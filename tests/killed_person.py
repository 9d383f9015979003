"""A person's program in a process of its own that kills itself with SIGKILL at a named point."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from app.models.database import Database
from app.services import registering, stores
from app.services.commands.models import NewModel
from app.services.commands.on_call import put_on_call
from app.services.commands.requests import decide
from app.services.commands.windows import NewWindow, plan_window
from app.services.registering import register_path
from app.services.sealing import Sealer
from app.services.signing import KeyPair, Signer
from app.services.trail import export, room
from app.services.trail.archive import Member
from app.services.trail.export import Wanted, export_proof
from app.services.trail.room import make_room
from app.services.unit_of_work import UnitOfWork, Work
from tests.machine import machine
from tests.stories import REASON
from tests.workspaces import pair_of

WRITES = ("before the commit", "before the answer")  # all is sent; all is stored, nobody told
COPIES = ("half copied", "copied")
FILES = ("half written", "written", "told")  # of what leaves the workspace, and has no name yet


@dataclass(frozen=True, slots=True)
class Program:
    """What the program of a person works with, and where it dies; empty: nowhere."""

    url: str
    handle: str
    home: Path
    dies: str = ""
    place: str = ""  # the machine's folder for what is there for a while; empty: the usual one

    @contextmanager
    def work(self) -> Iterator[Work]:
        tempfile.tempdir = self.place or None
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
        register_path(work, machine(home=program.home), folder, NewModel(name=folder.name))


def accept(program: Program, request_id: UUID, decision_id: UUID, key_id: UUID) -> None:
    with program.work() as work:
        work.write(
            decide, request_id, verdict="accept", reason=REASON, decision_id=decision_id,
            signer=Signer(key_id, pair_of(program.handle)),
        )  # fmt: skip


def plan(program: Program, new: NewWindow) -> None:
    with program.work() as work:
        work.write(plan_window, new)


def hand_over(program: Program, unit_id: UUID, person_id: UUID, ends_at: datetime) -> None:
    with program.work() as work:
        work.write(put_on_call, unit_id, person_id=person_id, ends_at=ends_at)


def prove(program: Program, out: Path) -> None:
    write = export.write_archive

    def half(out: Path, members: Iterable[Member]) -> None:
        write(out, members)
        _cut(program, out)

    export.write_archive = half
    with program.work() as work:
        export_proof(
            work, out, Wanted(), pair_of(program.handle), tell=lambda _: program.reach(FILES[2])
        )


def fill_room(program: Program, out: Path, passphrase: str) -> None:
    write = room.write_locked

    def half(source: Path, part: Path, passphrase: str) -> None:
        write(source, part, passphrase)
        _cut(program, part)

    room.write_locked = half
    with program.work() as work:
        make_room(
            work, out, Wanted(), pair_of(program.handle), passphrase,
            tell=lambda *_: program.reach(FILES[2]),
        )  # fmt: skip


def _cut(program: Program, part: Path) -> None:
    whole = part.read_bytes()
    part.write_bytes(whole[: len(whole) // 2])
    program.reach(FILES[0])
    part.write_bytes(whole)
    program.reach(FILES[1])


def seal(program: Program, seed: bytes) -> None:
    with program.work() as work:
        Sealer(work, KeyPair.of_seed(seed)).run_once()
