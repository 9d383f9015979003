"""What is typed into a sheet is kept, of all sheets in one way, until its work is stored.

Looked at twice a second and when the sheet is left: fields may come and go while it is open.
Passwords, searches, and what a sheet only shows are no drafts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

import shiboken6
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from typing_extensions import override

from app.views.drafts import DraftStore, Key
from app.views.places import ObjectRef
from app.views.sheet_changes import Changed, differences
from app.views.sheet_fields import base_of, fields_of, give, is_changed, is_text, opening, value

LOOK_MS = 500
_ABOUT = ""  # no field: what the words are about


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
    rests_on = ""  # what its words are about: where that is another one, they are not put in

    @property
    def is_running(self) -> bool:
        """Whether its work is being stored."""
        return False

    @property
    def is_stored_elsewhere(self) -> bool:
        """Whether the same is being stored from a sheet that was left: it is not sent twice."""
        return self.begun is not None and self.begun.is_stored_elsewhere

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

    def step_back(self) -> None:
        """What it stepped aside for came to nothing: what is typed may be sent again."""
        if self.begun is not None:
            self.begun.give_up()
        self.deleteLater()

    def tell_left(self, error: BaseException) -> bool:
        """Whether it was left before its work failed; then the sheet that was opened again says so.

        Without one the window does.
        """
        if self.is_left:
            again = self.begun.give_up() if self.begun is not None else None
            home = home_of(self)
            if again is not None:
                again.fail(error)
            elif home is not None:
                home.show_error(error)
            self.deleteLater()
        return self.is_left

    def fail(self, error: BaseException) -> None:
        """Say what went wrong; every word typed stays."""

    def update_verb(self) -> None:
        """Show whether it can be sent."""

    def show_begun(self, begin_anew: Callable[[], object]) -> None:
        """What was typed earlier stands in it again."""

    def show_changed(self, changed: Changed, put_in: Callable[[], object]) -> None:
        """What was typed earlier was about something else than what stands there now."""

    def show_stored(self) -> None:
        """What was typed earlier is stored now; what was typed since is not."""


class Begun:
    """The draft of one sheet."""

    def __init__(self, sheet: KeepingDialog, home: Home, key: Key) -> None:
        self.home = home
        self.key = key
        self.sheet = sheet
        place = _here(home)
        titles = filter(None, (sheet.windowTitle(), place.title))
        self._place = replace(place, title=" · ".join(titles))
        self._waiting: dict[str, str] = {}  # of fields that can't take it yet
        self._held: dict[str, str] = {}  # begun on something else than what stands there now
        self._base: dict[str, str] = {}  # of those: what stood there when they were begun
        self._restored: dict[str, str] = {}
        self._left_at: datetime | None = None
        self._is_over = self._was_elsewhere = False
        self._timer = QTimer(sheet, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        sheet.finished.connect(lambda _result: self._on_finished())

    def start(self) -> None:
        self._restore()
        self._look_elsewhere()
        self._timer.start()

    # What is kept

    @Slot()
    def look(self) -> None:
        """Keep what differs from what stood there."""
        if self._is_over:
            return
        fields = fields_of(self.sheet)
        self._give(fields)
        changed = {name: value(one) for name, one in fields.items() if is_changed(one)}
        typed = [text for name, text in changed.items() if is_text(fields[name])]
        words = next((one for one in typed if one.strip()), self._place.title if typed else "")
        drafts = self.home.drafts
        if not words and (self._held or self._waiting.keys() - fields.keys()):
            words = drafts.text(self.key)
        entries = {**self._held, **self._waiting, **changed} if words else {}
        base = self._bases(fields, changed) if words else {}
        drafts.keep_soon(self.key, words, self._place, entries, base)
        self._look_elsewhere()

    def _bases(self, fields: Mapping[str, QWidget], changed: Mapping[str, str]) -> dict[str, str]:
        """What each entry was begun on, and what all of them are about."""
        old = self._held.keys() | self._waiting.keys()
        base = {name: text for name, text in self._base.items() if name in old}
        for name in changed:
            stood = base_of(fields[name])
            base.pop(name, None)
            if stood is not None:
                base[name] = stood
        about = self._base.get(_ABOUT, "") if self._held else self.sheet.rests_on
        return {**base, _ABOUT: about} if about else base

    def drop(self) -> None:
        """Its work is stored."""
        self._is_over = True
        if shiboken6.isValid(self.home.drafts):
            self.home.drafts.keep(self.key, "", None)
        for one in self._others():
            one.hear_stored()

    def begin_anew(self) -> None:
        self._waiting, self._held, self._base = {}, {}, {}
        for one in fields_of(self.sheet).values():
            give(one, opening(one))
        self.look()

    def _on_finished(self) -> None:
        """One that was left looks no more: it may stand there again, with more words."""
        self.look()
        if shiboken6.isValid(self._timer):
            self._timer.stop()

    # What was kept

    def _restore(self) -> None:
        kept, fields = self.home.drafts.get(self.key), fields_of(self.sheet)
        if kept is None:
            return
        entries = dict(kept.entries)
        if not entries:  # one field of many sheets
            first = next((name for name, one in fields.items() if is_text(one)), "")
            entries = {first: kept.text}
        self._waiting, self._base, self._left_at = entries, dict(kept.base), kept.at
        self._give(fields)
        self._restored = {name: value(one) for name, one in fields.items()}
        if not self._held:
            self.sheet.show_begun(self.begin_anew)

    def _give(self, fields: Mapping[str, QWidget]) -> None:
        """To each field what waits for it; a choice may still be read.

        Where one of them was begun on something else, nothing is put in unasked.
        """
        there = {name: fields[name] for name in self._waiting if name in fields}
        if any(self._is_other(name, one) for name, one in there.items()) or self._is_about_other:
            self._hold(fields)
            return
        for name, one in there.items():
            is_touched = is_text(one) and value(one) != opening(one)
            if is_touched or give(one, self._waiting[name]):
                del self._waiting[name]

    @property
    def _is_about_other(self) -> bool:
        about = self._base.get(_ABOUT)
        return bool(self._waiting) and about is not None and about != self.sheet.rests_on

    def _is_other(self, name: str, one: QWidget) -> bool:
        """Whether it holds neither what it was begun on nor what was typed then."""
        stood = self._base.get(name)
        return stood is not None and opening(one) not in (stood, self._waiting[name])

    def _hold(self, fields: Mapping[str, QWidget]) -> None:
        self._held |= self._waiting
        self._waiting = {}
        lines = differences(fields, self._held)
        self.sheet.show_changed(Changed(self._left_at, lines, self.begin_anew), self.put_in)

    def put_in(self) -> None:
        """The words of before, after all: who asks for it has seen what stands there now."""
        self._waiting, self._held, self._base = self._held, {}, {_ABOUT: self.sheet.rests_on}
        for name, one in fields_of(self.sheet).items():
            if name in self._waiting and give(one, self._waiting[name]):
                del self._waiting[name]
        self.sheet.show_begun(self.begin_anew)
        self.look()

    # The same sheet, left while it is being stored

    @property
    def is_working(self) -> bool:
        return not self._is_over and shiboken6.isValid(self.sheet) and self.sheet.is_running

    @property
    def is_stored_elsewhere(self) -> bool:
        return any(one.is_working for one in self._others())

    def _others(self) -> list[Begun]:
        """Of the same draft, in sheets that were left or stand over another window."""
        sheets = (one for one in QApplication.topLevelWidgets() if isinstance(one, KeepingDialog))
        found = (one.begun for one in sheets if one is not self.sheet)
        return [
            one
            for one in found
            if one is not None and one.key == self.key and one.home.drafts is self.home.drafts
        ]

    def _look_elsewhere(self) -> None:
        is_now = self.is_stored_elsewhere
        if is_now != self._was_elsewhere:
            self._was_elsewhere = is_now
            self.sheet.update_verb()

    def give_up(self) -> KeepingDialog | None:
        """It could not be stored: the sheet that was opened again, if one was."""
        self._is_over = True
        open_again = [one.sheet for one in self._others() if one.sheet.isVisible()]
        for one in open_again:
            one.update_verb()
        return next(iter(open_again), None)

    def hear_stored(self) -> None:
        """What was left is stored: nothing of it is asked again."""
        if not self._was_elsewhere or self._is_over or not self.sheet.isVisible():
            return
        self._was_elsewhere = False
        if {name: value(one) for name, one in fields_of(self.sheet).items()} == self._restored:
            self._is_over = True
            self.sheet.reject()
        else:
            self.sheet.show_stored()
            self.sheet.update_verb()


def keep_draft(dialog: QDialog, about: tuple[str, str] | None = None) -> None:
    """Give it what was begun, and keep what is typed.

    Args:
        about: what it is about and how, as a draft is known by, whatever language is read; else
            what is open and the kind of the sheet.
    """
    home = home_of(dialog)
    if not isinstance(dialog, KeepingDialog) or dialog.keeps_its_own or home is None:
        return
    person = home.backend.decider
    if person is not None:
        about = about or (_here(home).id, type(dialog).__name__)
        dialog.begun = Begun(dialog, home, (person.id, *about))
        dialog.begun.start()


def _here(home: Home) -> ObjectRef:
    """What is open, to come back to."""
    screen = home.current_screen
    found: ObjectRef = screen.here() if screen is not None else ObjectRef("", "")
    return found


def home_of(dialog: QDialog) -> Home | None:
    """The window over which it lies, itself or over another sheet."""
    over = dialog.parentWidget()
    while over is not None:
        window = over.window()
        if isinstance(window, Home):
            return window
        over = window.parentWidget()
    return None
