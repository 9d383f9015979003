"""Services in processes of their own that take off what a retired runtime served: some are killed
on the way, some do it at the same time."""

from __future__ import annotations

import os
import signal
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any
from uuid import UUID

from app.errors import AppError
from app.models.database import Database
from app.services.commands import ended_runtimes
from app.services.commands.ended_runtimes import settle_ended, take_off_ended
from app.services.engine.engine import Engine
from app.services.engine.inbox import Inbox
from app.services.unit_of_work import InboxKind, Work
from app.services.workspace import SERVICE_HANDLE

POINTS = ("verified", "taken off", "consumed")
KILLED = -9


def take_up(url: str, point: str) -> None:
    """Die at a point of what an operator said; "" lives on to the end."""
    end = ended_runtimes._end

    def reach(name: str, *_given: Any) -> None:
        if name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def take_off(*given: Any, **named: Any) -> None:
        reach("verified")
        end(*given, **named)
        reach("taken off")

    ended_runtimes._end = take_off
    database = Database(url, is_durable=False)
    inbox = Inbox(
        Engine(),
        {InboxKind.RUNTIME_ENDED: take_off_ended},
        checkpoint=lambda label: reach(label.partition(":")[0]),
    )
    while inbox.take_one(Work.of(database, SERVICE_HANDLE)):
        pass
    database.close()


def settle(url: str, runtime_id: UUID, together: Barrier, said: Path) -> None:
    """As soon as the other one is there too."""
    database = Database(url, is_durable=False)
    work = Work.of(database, SERVICE_HANDLE)
    work.read(partial(_wait_for, together))
    try:
        said.write_text(str(work.write(settle_ended, runtime_id)))
    except AppError as error:
        said.write_text(error.message)
    database.close()


def _wait_for(together: Barrier, _session: object) -> None:
    together.wait(60)
