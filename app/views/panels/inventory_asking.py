"""Asking from the inventory for what others register: the sheet, and the command behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.models.queries.people import PersonRow, list_people
from app.models.queries.registrations import AskIn, load_units_to_ask_in
from app.services.commands.asked_registrations import ask_registration
from app.views.language import tr
from app.views.panels.inventory_ask import AskSheet
from app.views.widgets.scrim import open_sheet

if TYPE_CHECKING:
    from app.views.screens.inventory import InventoryScreen


class AskingFor(QObject):
    """One sheet at a time."""

    def __init__(self, screen: InventoryScreen) -> None:
        super().__init__(screen)
        self._screen = screen
        self._sheet: AskSheet | None = None
        self._is_reading = False

    def open(self, why: str, *paths: Path) -> None:
        """With what was dropped, where something was: it need not lie where others see it."""
        if self._sheet is not None or self._is_reading:
            return
        self._is_reading = True
        then = partial(self._on_people_read, why, paths)
        self._screen.backend.read_once(then, list_people, on_error=self._on_unread)

    def _on_people_read(self, why: str, paths: Sequence[Path], people: Sequence[PersonRow]) -> None:
        handles = {str(one.id): one.handle for one in people}
        then = partial(self._show, why, paths, handles)
        self._screen.backend.read_once(
            then, load_units_to_ask_in, self._screen.me, on_error=self._on_unread
        )

    def _on_unread(self, error: BaseException) -> None:
        self._is_reading = False
        self._screen.shell.show_error(error)

    def _show(
        self, why: str, paths: Sequence[Path], handles: dict[str, str], units: tuple[AskIn, ...]
    ) -> None:
        self._is_reading = False
        screen = self._screen
        detail = screen.pane.detail
        unit = detail.row.unit_key if detail else ""
        sheet = self._sheet = AskSheet(units, handles, screen.window(), why=why, unit=unit)
        if paths:
            sheet.name.setText(paths[0].stem)
            sheet.source.setText(", ".join(map(str, paths)))
            sheet.purpose.setFocus()
        sheet.submitted.connect(self._on_submitted)
        sheet.finished.connect(self._on_finished)
        open_sheet(sheet)

    def _on_submitted(self) -> None:
        sheet = self._sheet
        if sheet is not None:
            self._screen.backend.run(
                self._on_asked, ask_registration, sheet.wanted, on_error=sheet.fail
            )

    def _on_asked(self, _made: object) -> None:
        sheet = self._sheet
        if sheet is not None:
            name = sheet.name.text().strip()
            sheet.accept()
            self._screen.shell.toast(tr("Asked for {name} to be registered").format(name=name))

    def _on_finished(self, _result: int) -> None:
        self._sheet = None
