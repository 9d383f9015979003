"""The sealing of a log in a process of its own that kills itself with SIGKILL at a named point."""

from __future__ import annotations

import os
import signal
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.database import Database
from app.models.queries.trail import RawEvent
from app.models.rules.merkle import Frontier
from app.services import sealing
from app.services.signing import KeyPair
from app.services.unit_of_work import Work
from app.services.workspace import SERVICE_HANDLE
from tests.killed_worker import live

POINTS = ("the leaves are written", "the head is written", "it is stored")


def run(url: str, seed: str, dies: str) -> int:
    """How the process ended."""
    return live(_seal, url, seed, dies)


def _seal(url: str, seed: str, dies: str) -> None:
    database = Database(url, is_durable=False)
    tell = sealing.head_document

    def reach(point: str) -> None:
        if point == dies:
            os.kill(os.getpid(), signal.SIGKILL)

    def head_document(session: Session, log: UUID, tree: Frontier) -> str:
        reach(POINTS[0])
        return tell(session, log, tree)

    class Dying(sealing.Sealer):
        def _write(self, session: Session, tree: Frontier, events: list[RawEvent]) -> None:
            super()._write(session, tree, events)
            reach(POINTS[1])

        def _seal_some(self) -> int:
            sealed = super()._seal_some()
            reach(POINTS[2])
            return sealed

    sealing.head_document = head_document
    Dying(Work.of(database, SERVICE_HANDLE), KeyPair.of_seed(seed)).run_once()
