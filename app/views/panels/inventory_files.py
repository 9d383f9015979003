"""The files of a version: whether their bytes are those that were registered, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject
from typing_extensions import override

from app.models.queries.model_page import AssetRow, ModelDetail
from app.models.queries.submission import Standing
from app.services.reading_files import (
    FileCheck,
    Found,
    Hashed,
    hash_files,
)
from app.services.stores import own_name
from app.texts import told
from app.views import notices
from app.views.actions import ActionSpec
from app.views.cells import State, Status, Text
from app.views.item_models.columns import Column
from app.views.language import N_, listed, tr
from app.views.long_task import LongTask
from app.views.panels import inventory_tables as tables
from app.views.panels.file_sheet import FileReader
from app.views.panels.inventory_list import Ladder
from app.views.panels.inventory_pages import Listed, TablePage
from app.views.widgets.button import Button

if TYPE_CHECKING:
    from app.views.screens.inventory import InventoryScreen

VERIFY = ActionSpec(
    "inventory.verify", N_("Verify the hash of its files"), ("V",), "Actions", "look", "inventory",
    "shield-check", words=N_("digest, SHA-256, bytes"),
)  # fmt: skip
_MOST_NAMED = 3
FOUND = {
    Found.SAME: (Status.OK, N_("the same")),
    Found.CHANGED: (Status.CRITICAL, N_("changed")),
    Found.UNREAD: (Status.WARNING, N_("not read")),
}


class FileMarks:
    """What was found of files while the window is open, by their ids."""

    def __init__(self) -> None:
        self._found: dict[UUID, FileCheck] = {}

    def learn(self, checks: Sequence[FileCheck]) -> None:
        self._found |= {one.id: one for one in checks}

    def column(self) -> Column[AssetRow]:
        return Column(tr("Checked"), self._cell, width=104, tooltip=self._why)

    def _cell(self, row: AssetRow) -> State | Text:
        found = self._found.get(row.id)
        if found is None:
            return Text("–", is_quiet=True)
        status, said = FOUND[found.found]
        return State(status, tr(said))

    def _why(self, row: AssetRow) -> str:
        found = self._found.get(row.id)
        return told(found.why) if found is not None else ""


def _why_no_bytes(detail: ModelDetail) -> str:
    if detail.shown is None:
        return tr("There is no version yet.")
    return "" if detail.assets else tr("The version holds no files.")


class FilesPage(TablePage):
    """The files of a version, with what a check of their bytes has found."""

    def __init__(self, listed_: Listed, ladder: Ladder, marks: FileMarks) -> None:
        both = [*tables.assets(), marks.column()]
        super().__init__(replace(listed_, columns=lambda _ladder: both), ladder)
        self.verify_button = Button(tr("Verify hash"), icon="shield-check", keys="V")
        self.verify_button.setObjectName("inventory.verify.button")
        self.add_button(self.verify_button)

    @override
    def show_detail(self, detail: ModelDetail, standing: Standing | None) -> None:
        super().show_detail(detail, standing)
        self.verify_button.set_blocked(_why_no_bytes(detail))


class FileActs(QObject):
    """Checks the bytes of files beside the window, and opens what can be read."""

    def __init__(self, screen: InventoryScreen) -> None:
        super().__init__(screen)
        self._screen = screen
        self._task: LongTask | None = None
        screen.add_action(VERIFY, self.verify, blocked=self.why_not, owner=screen.letters)
        self._reader = FileReader(screen, screen.shell)
        screen.pane.file_opened.connect(self._reader.read)

    def why_not(self) -> str:
        detail = self._screen.pane.detail
        if detail is None:
            return tr("Choose a model first.")
        return _why_no_bytes(detail) or str(self._screen.backend.why_no_change)

    def verify(self) -> None:
        """Those that are chosen in the tab, else all of the version; again: stop."""
        pane, backend = self._screen.pane, self._screen.backend
        if self._task is not None:
            self._task.cancel()
            return
        detail = pane.detail
        if detail is None:
            return
        pane.show_tab("assets")
        page = pane.files
        chosen = page.table.selected_rows() or list(detail.assets)
        task = backend.begin(hash_files, backend.settings, tuple(one.id for one in chosen))
        self._task = task
        page.verify_button.setText(tr("Stop"))
        task.progressed.connect(self._on_progressed)
        task.done.connect(self._on_done)
        task.failed.connect(self._screen.shell.show_error)
        task.ended.connect(self._on_ended)

    def _on_progressed(self, done: int, total: int) -> None:
        page = self._screen.pane.files
        page.note.setText(tr("{done} of {total} MB read").format(done=done, total=total))
        page.note.show()

    def _on_ended(self) -> None:
        self._task = None
        page = self._screen.pane.files
        page.verify_button.setText(tr("Verify hash"))
        page.note.hide()

    def _on_done(self, came: Hashed) -> None:
        pane, shell = self._screen.pane, self._screen.shell
        pane.marks.learn(came.checks)
        pane.files.table.viewport().update()
        area = self._screen.notices
        area.clear("verify")
        changed, unread = came.of(Found.CHANGED), came.of(Found.UNREAD)
        if changed:
            area.show_banner(
                "verify",
                Status.CRITICAL,
                tr("%n file(s) is (are) not what was registered", "", len(changed)),
                _named(changed),
            )
        elif unread:
            area.show_banner(
                "verify",
                Status.WARNING,
                tr("%n file(s) could not be read", "", len(unread)),
                f"{_named(unread)} {told(unread[0].why)}",
            )
        elif not came.is_complete:
            shell.toast(tr("Stopped; %n file(s) had been checked.", "", len(came.checks)))
        else:
            said = tr("%n file(s) checked: the bytes are those that were registered.", "",
                      len(came.checks))  # fmt: skip
            shell.toast(said)
            notices.announce(said, self._screen)


def _named(checks: Sequence[FileCheck]) -> str:
    names = listed([own_name(one.path) for one in checks[:_MOST_NAMED]])
    more = len(checks) - _MOST_NAMED
    return f"{names}, {tr('and %n more', '', more)}." if more > 0 else f"{names}."
