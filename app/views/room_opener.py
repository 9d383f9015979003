"""Opens a review room from wherever somebody asks for it: which file, its passphrase, its window.

Light: what reads a room is imported when one is opened.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QWidget
from typing_extensions import override

from app.errors import VerificationError
from app.texts import translated
from app.views import theme
from app.views.dialogs.sheet import Sheet
from app.views.errand import Errand
from app.views.file_dialogs import open_dialog
from app.views.language import tr
from app.views.preferences import PreferenceStore
from app.views.theme import ThemeSwitch
from app.views.widgets.basics import StyledLabel, caption
from app.views.widgets.scrim import open_sheet


class PassphraseSheet(Sheet):
    """Asks for the passphrase of one room; stays, with what was typed, where it does not open."""

    def __init__(self, source: Path, parent: QWidget) -> None:
        super().__init__("openroom", tr("Open a review room"), tr("Open"), parent, changes=False)
        self._is_opening = False
        self.passphrase = QLineEdit(self)
        self.passphrase.setObjectName("openroom.passphrase")
        self.passphrase.setAccessibleName(tr("Passphrase"))
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setFixedHeight(theme.px(28))
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        grid.addWidget(caption(tr("File")), 0, 0)
        grid.addWidget(StyledLabel(source.name, wraps=True), 0, 1)
        label = caption(tr("Passphrase"))
        label.setBuddy(self.passphrase)
        grid.addWidget(label, 1, 0)
        grid.addWidget(self.passphrase, 1, 1)
        self.body.addLayout(grid)
        words = tr(
            "It is checked whole before anything of it is shown. While it is open, its parts lie"
            " unlocked in a folder that only you can read; they are removed when you close it."
        )
        self.body.addWidget(caption(words, wraps=True))
        self.passphrase.textChanged.connect(lambda _text: self.update_verb())
        self.passphrase.returnPressed.connect(self.verb_button.click)
        self.update_verb()
        self.passphrase.setFocus()

    @override
    def lacks(self) -> str:
        if self._is_opening:
            return tr("It is being opened and checked.")
        return "" if self.passphrase.text() else tr("Enter the passphrase.")

    def set_opening(self, *, is_opening: bool) -> None:
        self._is_opening = is_opening
        if is_opening:
            self.errors.clear("sheet")
        self.update_verb()


class RoomOpener(QObject):
    """One room at a time is being opened; any number may be open."""

    opened = Signal(object)  # RoomWindow
    given_up = Signal()  # nobody wanted to open one after all

    def __init__(
        self,
        home: QWidget,
        preferences: PreferenceStore,
        theme_switch: ThemeSwitch | None,
    ) -> None:
        super().__init__(home)
        self._home = home
        self._preferences = preferences
        self._theme_switch = theme_switch
        self._errand: Errand | None = None
        self.sheet: PassphraseSheet | None = None
        self.windows: list[Any] = []

    def choose(self) -> None:
        """Ask which file, then for its passphrase."""
        kinds = tr("Review rooms (*.mwroom)")
        dialog = QFileDialog(self._home, tr("Open a review room"), "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.ask(Path(path)))
        open_dialog(dialog)

    def ask(self, source: Path) -> None:
        """Ask for the passphrase of this one."""
        if self.sheet is not None:
            return
        sheet = PassphraseSheet(source, self._home.window())
        sheet.submitted.connect(lambda: self._open(source, sheet.passphrase.text()))
        sheet.finished.connect(self._on_sheet_finished)
        self.sheet = sheet
        open_sheet(sheet)

    def close(self) -> None:
        """Close what is open, for the end of the program."""
        if self._errand is not None:
            self._errand.wait()
        for window in list(self.windows):
            window.close()

    @Slot(int)
    def _on_sheet_finished(self, code: int) -> None:
        self.sheet = None
        if not code:
            self.given_up.emit()

    def _open(self, source: Path, passphrase: str) -> None:
        if self.sheet is None or self._errand is not None:
            return
        self.sheet.set_opening(is_opening=True)
        self._errand = Errand(lambda _tell: _seat(source, passphrase), self)
        self._errand.done.connect(self._on_opened)
        self._errand.failed.connect(self._on_failed)
        self._errand.start()

    @Slot(object)
    def _on_opened(self, seat: Any) -> None:
        self._errand = None
        if self.sheet is None:  # closed meanwhile
            seat.close()
            return
        windows = importlib.import_module("app.views.room_window")
        try:
            window = windows.RoomWindow(seat, self._preferences, self._theme_switch)
        except Exception as error:  # noqa: BLE001 -- what lies in it is its maker's
            seat.close()
            self._on_failed(error)
            return
        window.closed.connect(self._on_window_closed)
        self.windows.append(window)
        window.show()
        self.sheet.accept()
        self.opened.emit(window)

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._errand = None
        if self.sheet is not None:
            self.sheet.set_opening(is_opening=False)
            self.sheet.fail(error)
            self.sheet.passphrase.setFocus()

    @Slot(object)
    def _on_window_closed(self, window: Any) -> None:
        if window in self.windows:
            self.windows.remove(window)


def _seat(source: Path, passphrase: str) -> Any:
    """The opened room.

    Raises:
        VerificationError: it is not what was signed, or not what the trail sealed.
    """
    seat = importlib.import_module("app.services.trail.room_opening").RoomSeat(source, passphrase)
    if seat.verdict.faults:
        first = seat.verdict.faults[0]
        seat.close()
        raise VerificationError(translated(first.text).format(**first.places))
    importlib.import_module("app.views.room_window")
    return seat
