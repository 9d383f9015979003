"""Registering from the inventory: the sheet, a look at what was chosen, a download, the command."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject

from app.config import Settings
from app.errors import AppError
from app.models.queries.submission import RegisterRights
from app.services.commands.registration import look, register_wanted
from app.services.intake.look import Look
from app.services.intake.mlflow_server import Listed, MlflowAddress, MlflowServer
from app.services.intake.sources import Downloaded, Given, download, parse_given
from app.services.registering import Registration
from app.services.unit_of_work import Work
from app.views.language import tr
from app.views.long_task import IsCancelled, LongTask, Progress
from app.views.panels.inventory_register import RegisterSheet
from app.views.widgets.scrim import open_sheet

if TYPE_CHECKING:
    from app.views.screens.inventory import InventoryScreen


class Registering(QObject):
    """One sheet at a time. What is downloaded for it is gone with it."""

    def __init__(self, screen: InventoryScreen) -> None:
        super().__init__(screen)
        self._screen = screen
        self._sheet: RegisterSheet | None = None
        self._scratch: TemporaryDirectory[str] | None = None
        self._task: LongTask | None = None
        self._server: MlflowAddress | None = None  # asked last
        self._is_storing = False

    def open(self, rights: RegisterRights, path: Path | None) -> None:
        """Open the sheet, with this source if one is given."""
        if self._sheet is not None:
            if path is not None:
                self._sheet.choose(str(path))
            return
        detail = self._screen.pane.detail
        unit = detail.row.unit_key if detail else ""
        sheet = RegisterSheet(rights.units, self._screen.window(), unit=unit, server=self._server)
        self._sheet = sheet
        sheet.given.connect(self._on_given)
        sheet.source.searched.connect(partial(self._on_searched, sheet))
        sheet.submitted.connect(self._on_submitted)
        sheet.finished.connect(self._on_finished)
        open_sheet(sheet)
        if path is not None:
            sheet.choose(str(path))

    # What is there

    def _on_given(self, text: str) -> None:
        self._stop()
        try:
            given = parse_given(text)
        except AppError as error:
            self._on_look_failed(text, error)
            return
        if isinstance(given, MlflowAddress):
            self._download(given, text)
        else:
            self._look(given, text)

    def _look(self, given: Given, text: str) -> None:
        then, failed = partial(self._on_looked, text), partial(self._on_look_failed, text)
        self._screen.backend.read(then, look, given, on_error=failed)

    def _on_looked(self, text: str, found: Look) -> None:
        if self._sheet is not None and self._sheet.text == text:
            self._sheet.show_look(found)

    def _on_look_failed(self, text: str, error: BaseException) -> None:
        if self._sheet is not None and self._sheet.text == text:
            self._sheet.show_no_look(error)

    def _on_searched(self, sheet: RegisterSheet, server: MlflowAddress, text: str) -> None:
        self._server = server
        backend = self._screen.backend
        task = backend.begin(search_beside, backend.settings, server, text)
        task.done.connect(partial(_tell, sheet, sheet.source.show_found))
        task.failed.connect(partial(_tell, sheet, sheet.source.show_not_found))

    def _download(self, address: MlflowAddress, text: str) -> None:
        """Beside the window; what is registered then is what was looked at."""
        sheet, backend = self._sheet, self._screen.backend
        if sheet is None:
            return
        self._scratch = TemporaryDirectory(prefix="modelward-download-")
        folder = Path(self._scratch.name)
        task = self._task = backend.begin(download_beside, backend.settings, address, folder)
        task.progressed.connect(partial(_tell, sheet, sheet.show_progress))
        task.done.connect(partial(self._on_downloaded, task, text))
        task.failed.connect(partial(self._on_not_downloaded, task, text))

    def _on_downloaded(self, task: LongTask, text: str, found: Downloaded) -> None:
        if task is self._task:
            self._look(found, text)

    def _on_not_downloaded(self, task: LongTask, text: str, error: BaseException) -> None:
        if task is self._task:
            self._on_look_failed(text, error)

    def _stop(self) -> None:
        """Another source was chosen, or the sheet is closed: what comes in is thrown away."""
        task, scratch = self._task, self._scratch
        self._task = self._scratch = None
        if task is not None:
            task.cancel()
        if scratch is not None:
            if task is not None and shiboken6.isValid(task):
                task.ended.connect(scratch.cleanup)
            scratch.cleanup()

    # The command

    def _on_submitted(self) -> None:
        assert self._sheet is not None
        backend = self._screen.backend
        self._is_storing = True
        backend.run(
            self._on_registered,
            register_wanted,
            backend.settings,
            self._sheet.wanted,
            on_error=self._on_register_failed,
        )

    def _on_registered(self, found: Registration) -> None:
        self._is_storing = False
        if self._sheet is not None:
            self._sheet.accept()
        else:
            self._stop()
        name = f"{found.model_name} v{found.version}"
        said = (
            tr("{name} registered and frozen").format(name=name)
            if found.is_new
            else tr("It was registered already, as {name}").format(name=name)
        )
        if found.missing:
            missing = tr("%n missing item(s) become(s) a task", "", len(found.missing))
            said = f"{said}; {missing}"
        self._screen.shell.toast(said)
        self._screen.refresh()
        self._screen.let_in(str(found.version_id))

    def _on_register_failed(self, error: BaseException) -> None:
        self._is_storing = False
        if self._sheet is None:
            self._stop()
            self._screen.shell.show_error(error)
        else:
            self._sheet.fail(error)

    def _on_finished(self, _result: int) -> None:
        self._sheet = None
        if not self._is_storing:  # what it reads must lie there until it is stored
            self._stop()


def _tell(sheet: RegisterSheet, say: Callable[..., object], *told: object) -> None:
    if shiboken6.isValid(sheet):
        say(*told)


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
