"""What is typed into a sheet is kept, of all sheets in one way, until its work is stored.

Looked at twice a second and when the sheet is left: fields may come and go while it is open.
Passwords, searches, and what a sheet only shows are no drafts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol, runtime_checkable

import shiboken6
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from typing_extensions import override

from app.views import safe_text
from app.views.drafts import DraftStore, Key
from app.views.places import ObjectRef

LOOK_MS = 500
_OPENING = "opening"  # property of a field: what stood in it before anything was typed
_NO_DRAFT = "no_draft"


@runtime_checkable
class Home(Protocol):
    """A window that keeps drafts."""

    @property
    def backend(self) -> Any: ...
    @property
    def drafts(self) -> DraftStore: ...
    @property
    def current_screen(self) -> Any: ...
    def show_error(self, error: BaseException) -> None: ...


class KeepingDialog(QDialog):
    """Its words outlive it. Left while its work is stored, it waits unseen for what comes of it."""

    begun: Begun | None = None
    keeps_its_own = False  # who opens it keeps what is typed
    goes_on = True  # False: leaving it ends what it does
    is_left = False

    @property
    def is_running(self) -> bool:
        """Whether its work is being stored."""
        return False

    @override
    def done(self, result: int) -> None:
        if self.is_running and self.goes_on and result == QDialog.DialogCode.Rejected:
            self.is_left = True
            self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        super().done(result)

    @override
    def accept(self) -> None:
        """Its work is stored."""
        if self.begun is not None:
            self.begun.drop()
        if shiboken6.isValid(self):
            super().accept()
            if self.is_left:
                self.deleteLater()

    def step_aside(self) -> None:
        """Its work goes on elsewhere: what is typed is kept until `accept` says that it is done."""
        self.is_left = True
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        super().done(QDialog.DialogCode.Rejected)

    def tell_left(self, error: BaseException) -> bool:
        """Whether it was left before its work failed; then the window says so."""
        if self.is_left:
            if (home := _home_of(self)) is not None:
                home.show_error(error)
            self.deleteLater()
        return self.is_left

    def show_begun(self, begin_anew: Callable[[], object]) -> None:
        """What was typed earlier stands in it again."""


class Begun:
    """The draft of one sheet."""

    def __init__(self, sheet: KeepingDialog, home: Home, key: Key) -> None:
        self.home = home
        self._sheet = sheet
        self._key = key
        place = _here(home)
        titles = filter(None, (sheet.windowTitle(), place.title))
        self._place = replace(place, title=" · ".join(titles))
        self._waiting: dict[str, str] = {}  # of fields that can't take it yet
        self._is_over = False
        self._fields()
        self._restore()
        timer = QTimer(sheet, interval=LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()
        sheet.finished.connect(lambda _result: self.look())

    @Slot()
    def look(self) -> None:
        """Keep what differs from what stood there."""
        if self._is_over:
            return
        fields = self._fields()
        self._give(fields)
        changed = {
            name: _value(one)
            for name, one in fields.items()
            if _value(one) != one.property(_OPENING)
        }
        typed = [text for name, text in changed.items() if _is_text(fields[name])]
        words = next((one for one in typed if one.strip()), self._place.title if typed else "")
        drafts = self.home.drafts
        if not words and self._waiting.keys() - fields.keys():
            words = drafts.text(self._key)
        entries = {**self._waiting, **changed} if words else {}
        drafts.keep_soon(self._key, words, self._place, entries)

    def drop(self) -> None:
        """Its work is stored."""
        self._is_over = True
        if shiboken6.isValid(self.home.drafts):
            self.home.drafts.keep(self._key, "", None)

    def begin_anew(self) -> None:
        self._waiting = {}
        for one in self._fields().values():
            _give(one, str(one.property(_OPENING)))
        self.look()

    def _fields(self) -> dict[str, QWidget]:
        """By name; one that is new is noted as it stands."""
        found: dict[str, QWidget] = {}
        for one in self._sheet.findChildren(QWidget):
            if _is_field(one):
                found.setdefault(one.objectName() or f"field.{len(found)}", one)
                if one.property(_OPENING) is None:
                    one.setProperty(_OPENING, _value(one))
        return found

    def _restore(self) -> None:
        drafts, fields = self.home.drafts, self._fields()
        entries = drafts.entries(self._key)
        if not entries and (words := drafts.text(self._key)):  # one field of many sheets
            first = next((name for name, one in fields.items() if _is_text(one)), "")
            entries = {first: words}
        if entries:
            self._waiting = dict(entries)
            self._give(fields)
            self._sheet.show_begun(self.begin_anew)

    def _give(self, fields: Mapping[str, QWidget]) -> None:
        """To each field what waits for it; a choice may still be read."""
        for name in [one for one in self._waiting if one in fields]:
            one = fields[name]
            is_touched = _is_text(one) and _value(one) != one.property(_OPENING)
            if is_touched or _give(one, self._waiting[name]):
                del self._waiting[name]


def keep_draft(dialog: QDialog, about: tuple[str, str] | None = None) -> None:
    """Give it what was begun, and keep what is typed.

    Args:
        about: what it is about and how, as a draft is known by; else what is open and its title.
    """
    home = _home_of(dialog)
    if not isinstance(dialog, KeepingDialog) or dialog.keeps_its_own or home is None:
        return
    person = home.backend.decider
    if person is not None:
        about = about or (_here(home).id, f"{dialog.objectName()}: {dialog.windowTitle()}")
        dialog.begun = Begun(dialog, home, (person.id, *about))


def propose(edit: QLineEdit, text: str) -> None:
    """Put words there that nobody typed."""
    edit.setProperty(_OPENING, text)
    edit.setText(text)


def keep_none(edit: QLineEdit) -> None:
    """A search, or who signs: nothing of it is kept."""
    edit.setProperty(_NO_DRAFT, True)


def _here(home: Home) -> ObjectRef:
    """What is open, to come back to."""
    screen = home.current_screen
    found: ObjectRef = screen.here() if screen is not None else ObjectRef("", "")
    return found


def _home_of(dialog: QDialog) -> Home | None:
    over = dialog.parentWidget()
    while over is not None:
        window = over.window()
        if isinstance(window, Home):
            return window
        over = window.parentWidget()
    return None


def _is_field(one: QWidget) -> bool:
    if isinstance(one, QLineEdit):
        is_part = isinstance(one.parentWidget(), (QAbstractSpinBox, QComboBox))
        is_open = one.echoMode() == QLineEdit.EchoMode.Normal and not one.isReadOnly()
        return is_open and not is_part and not one.property(_NO_DRAFT)
    if isinstance(one, QPlainTextEdit):
        return not one.isReadOnly()
    return isinstance(one, (QComboBox, QCheckBox, QDoubleSpinBox))


def _is_text(one: QWidget) -> bool:
    return isinstance(one, (QLineEdit, QPlainTextEdit))


def _value(one: QWidget) -> str:
    if isinstance(one, QLineEdit):
        return one.text()
    if isinstance(one, QPlainTextEdit):
        return one.toPlainText()
    if isinstance(one, QComboBox):
        return one.currentText()
    if isinstance(one, QCheckBox):
        return "yes" if one.isChecked() else "no"
    return repr(one.value()) if isinstance(one, QDoubleSpinBox) else ""


def _give(one: QWidget, value: str) -> bool:
    """False: it can't take that now."""
    if isinstance(one, QLineEdit):
        one.setText(value)
    elif isinstance(one, QPlainTextEdit):
        one.setPlainText(safe_text.clean(value))
        one.moveCursor(QTextCursor.MoveOperation.End)
    elif isinstance(one, QComboBox):
        at = one.findText(value)
        one.setCurrentIndex(at if at >= 0 else one.currentIndex())
        return at >= 0
    elif isinstance(one, QCheckBox):
        one.setChecked(value == "yes")
    elif isinstance(one, QDoubleSpinBox):
        one.setValue(float(value))
    return True
