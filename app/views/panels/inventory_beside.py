"""What registering does beside the window: searching, downloading, looking, storing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.config import Settings
from app.services.commands.registration import (
    Outcome,
    Wanted,
    register_several,
    register_wanted,
)
from app.services.intake.look import Look
from app.services.intake.mlflow_server import Listed, MlflowAddress, MlflowServer
from app.services.intake.several import Several, look_at_any
from app.services.intake.sources import Downloaded, Given, download
from app.services.registering import Registration
from app.services.unit_of_work import Work
from app.views.long_task import IsCancelled, Progress


def register_beside(
    work: Work, settings: Settings, wanted: Wanted, *, progress: Progress, is_cancelled: IsCancelled
) -> Registration:
    """Files are read and hashed beside the window, then stored in one transaction."""
    return register_wanted(work, settings, wanted, is_cancelled=is_cancelled)


def register_several_beside(
    work: Work,
    settings: Settings,
    wanted: Sequence[Wanted],
    *,
    progress: Progress,
    is_cancelled: IsCancelled,
) -> tuple[Outcome, ...]:
    """Each by itself; what was stopped before its turn is not tried."""
    return register_several(work, settings, wanted, progress=progress, is_cancelled=is_cancelled)


def look_beside(
    _work: Work,
    settings: Settings,
    given: Given | tuple[str, ...],
    folder: Path | None,
    *,
    is_one: bool,
    progress: Progress,
    is_cancelled: IsCancelled,
) -> Look | Several:
    """Nothing is stored; what of several is elsewhere is fetched into `folder`."""
    return look_at_any(
        settings, given, folder, is_one=is_one, progress=progress, is_cancelled=is_cancelled
    )


def search_beside(
    _work: Work,
    settings: Settings,
    server: MlflowAddress,
    text: str,
    *,
    progress: Progress,
    is_cancelled: IsCancelled,
) -> tuple[Listed, ...]:
    """What the server holds; a list is short, so nobody is told how far it is."""
    asked = MlflowServer(settings, server)
    try:
        return asked.search(text)
    finally:
        asked.close()


def download_beside(
    _work: Work,
    settings: Settings,
    address: MlflowAddress,
    folder: Path,
    *,
    progress: Progress,
    is_cancelled: IsCancelled,
) -> Downloaded:
    """As the command line does it."""
    return download(settings, address, folder, progress=progress, is_cancelled=is_cancelled)
