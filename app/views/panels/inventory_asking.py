"""Asking from the inventory for what others register: the sheet, and the command behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, Slot

from app.models.queries.people import PersonRow, list_people
from app.models.queries.registrations import (
    AskIn,
    Registered,
    find_registered,
    load_units_to_ask_in,
)
from app.services.commands.asked_registrations import ask_registration
from app.views.drafts import Key
from app.views.language import tr
from app.views.panels.inventory_ask import AskSheet
from app.views.panels.inventory_registering import REGISTRATION
from app.views.places import ObjectRef
from app.views.widgets.scrim import open_sheet

if TYPE_CHECKING:
    from app.views.screens.inventory import InventoryScreen

ASKING = "ask"  # how the drafts of it are called


class AskingFor(QObject):
    """One sheet at a time."""

    def __init__(self, screen: InventoryScreen) -> None:
        super().__init__(screen)
        self._screen = screen
        self._sheet: AskSheet | None = None
        self._is_reading = False
        self._draft = ""  # which of those that were begun
        self._storing: set[str] = set()  # of them: no other sheet sends one of these again

    def open(self, why: str, *paths: Path, draft: str = "") -> None:
        """With what was dropped, where something was: it need not lie where others see it.

        Else with what was begun last, or with `draft`.
        """
        if self._sheet is not None or self._is_reading:
            return
        if draft in self._storing:
            self._screen.shell.toast(tr("It is being stored."))
            return
        self._is_reading = True
        self._draft = draft or ("" if paths else self._last()) or str(uuid4())
        then = partial(self._on_people_read, why, paths)
        self._screen.backend.read_for_sheet(then, list_people, on_error=self._on_unread)

    def _on_people_read(self, why: str, paths: Sequence[Path], people: Sequence[PersonRow]) -> None:
        handles = {str(one.id): one.handle for one in people}
        then = partial(self._show, why, paths, handles)
        self._screen.backend.read_for_sheet(
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
        else:
            self._restore(sheet)
        sheet.changed.connect(self._keep)
        ids = {one.key: one.id for one in units}
        sheet.name_given.connect(partial(self._look_up, sheet, ids))
        sheet.model_wanted.connect(self._open_known)
        sheet.submitted.connect(self._on_submitted)
        sheet.finished.connect(self._on_finished)
        open_sheet(sheet)

    def _look_up(self, sheet: AskSheet, ids: Mapping[str, UUID], name: str, unit: str) -> None:
        def tell(found: Registered | None) -> None:
            if (sheet.name.text().strip(), sheet.unit_key) == (name, unit):
                sheet.show_known(found)

        if unit in ids:
            self._screen.backend.read(tell, find_registered, name, ids[unit])

    @Slot(object)
    def _open_known(self, found: Registered) -> None:
        """It is there: what was typed stays a draft."""
        if self._sheet is not None:
            self._sheet.reject()
        self._screen.shell.open_ref(ObjectRef("model", str(found.id), found.name))

    def has_begun(self, draft: str) -> bool:
        """Whether it is a draft of these: of a registration there are others."""
        return bool(self._screen.shell.drafts.entries((self._screen.me, ASKING, draft)))

    @property
    def _key(self) -> Key:
        return self._screen.me, ASKING, self._draft

    def _last(self) -> str:
        kept = self._screen.shell.drafts.of(self._screen.me)
        mine = (one.key[2] for one in kept if one.key[1] == ASKING)
        return next((one for one in mine if one not in self._storing), "")

    def _restore(self, sheet: AskSheet) -> None:
        entries = self._screen.shell.drafts.entries(self._key)
        if entries:
            sheet.restore(entries)
            sheet.show_begun(partial(sheet.restore, {}))

    @Slot()
    def _keep(self) -> None:
        """What is typed outlives a closed sheet and a program that is killed."""
        sheet = self._sheet
        if sheet is None:
            return
        entries = sheet.entries()
        typed = (entries[one].strip() for one in ("name", "purpose", "source", "note"))
        place = ObjectRef(REGISTRATION, self._draft, tr("Request registration"))
        text = next(filter(None, typed), "")
        self._screen.shell.drafts.keep_soon(self._key, text, place, entries)

    def _on_submitted(self) -> None:
        sheet = self._sheet
        if sheet is not None:
            self._storing.add(self._draft)
            self._screen.backend.run(
                partial(self._on_asked, sheet, self._key),
                ask_registration,
                sheet.wanted,
                on_error=partial(self._on_not_asked, sheet, self._draft),
            )

    def _on_not_asked(self, sheet: AskSheet, draft: str, error: BaseException) -> None:
        self._storing.discard(draft)
        sheet.fail(error)

    def _on_asked(self, sheet: AskSheet, key: Key, _made: object) -> None:
        self._storing.discard(key[2])
        name = sheet.name.text().strip()
        sheet.accept()
        self._screen.shell.drafts.keep(key, "", None)
        self._screen.shell.toast(tr("Asked for {name} to be registered").format(name=name))

    def _on_finished(self, _result: int) -> None:
        self._sheet = None
