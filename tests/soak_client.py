"""A person at work in a process of their own: registers, submits, reads, ends tasks.

    python -m tests.soak_client URL FOLDER HANDLE

Prints a line after each round, and ends with its standard input.
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

from sqlalchemy import select

from app.config import Settings
from app.errors import RefusedError
from app.models.database import Database
from app.models.queries.inventory import InventoryQuery, list_models
from app.models.queries.needs import list_needs
from app.models.tables.life_cycle import UserTask
from app.services.commands.models import NewModel
from app.services.commands.processes import submit
from app.services.commands.tasks import complete_task
from app.services.registering import register_path
from app.services.unit_of_work import Work
from tests.machine import machine
from tests.model_folders import Scorer, write_folder

THINKS_S = 2.0
OPEN = ("created", "claimed", "escalated")


def one_round(work: Work, settings: Settings, folder: Path, turn: int) -> None:
    """A new version of the person's own model; the tasks that wait for its author are ended."""
    write_folder(folder, scorer=Scorer((0.25, 0.10, -16.5 - turn / 1e4)), note=f"round {turn}")
    made = register_path(work, settings, folder, NewModel(name=f"soak-{folder.parent.name}"))
    work.write(submit, made.version_id, variables={})
    for _ in range(5):
        work.read(list_models, InventoryQuery())
        work.read(list_needs, work.actor.id, now=datetime.now(UTC))
    mine = select(UserTask).where(UserTask.state.in_(OPEN), UserTask.model_id == made.model_id)
    with work.reading() as session:
        tasks = [one for one in session.scalars(mine) if "withdraw" in one.outcomes]
    for task in tasks:
        with suppress(RefusedError):  # for another role
            work.write(complete_task, task.id, outcome="withdraw", reason="The soak goes on.")


def main(url: str, place: str, handle: str) -> None:
    stopped: list[bool] = []
    Thread(target=lambda: stopped.append(bool(sys.stdin.read()) or True), daemon=True).start()
    folder = Path(place)
    database = Database(url)
    work = Work.of(database, handle)
    turn = 0
    while not stopped:
        turn += 1
        one_round(work, machine(home=folder / "home"), folder / "model", turn)
        print(turn, flush=True)
        time.sleep(THINKS_S)
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
