"""Clears what ended jobs left on this machine: their work folders, and children that still run."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import AppError
from app.models.tables.engine import Job
from app.services.training.job import cancel
from app.services.unit_of_work import Work

log = logging.getLogger(__name__)

ENDED = ("succeeded", "failed", "cancelled")
PREFIX = "job-"


class Sweeper:
    """Called by the worker now and then. Folders of other workspaces are left alone."""

    def __init__(self, work: Work, settings: Settings) -> None:
        self._work = work
        self._settings = settings

    def run_once(self) -> int:
        """Clear away the folders of jobs that have ended; how many there were."""
        found = {_job_id(path): path for path in self._settings.work_folder.glob(f"{PREFIX}*")}
        known = [job for job in found if job is not None]
        if not known:
            return 0
        ended = self._work.read(_ended, known)
        for job in ended:
            _clear(found[job])
        return len(ended)


def _job_id(path: Path) -> UUID | None:
    try:
        return UUID(hex=path.name.removeprefix(PREFIX))
    except ValueError:
        return None


def _ended(session: Session, jobs: list[UUID]) -> list[UUID]:
    statement = select(Job.id).where(Job.id.in_(jobs), Job.state.in_(ENDED))
    return list(session.scalars(statement))


def _clear(folder: Path) -> None:
    training = folder / "training"
    if training.is_dir():
        try:
            cancel(training)
        except AppError as error:
            log.warning("%s could not be ended: %s", training, error.message)
    shutil.rmtree(folder, ignore_errors=True)
