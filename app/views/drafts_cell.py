"""The cell that counts drafts, and its menu: back to each of them, or away with all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.views import safe_text
from app.views.drafts import Draft, DraftStore
from app.views.language import tr
from app.views.places import SCREEN, ObjectRef

if TYPE_CHECKING:
    from app.views.main_window import MainWindow

_WORDS = 48  # letters of a draft


class DraftsCell:
    """How many the person at the window has begun; a click lists them."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        window.drafts.changed.connect(self.show_count)
        window.status.drafts.clicked.connect(lambda _checked: self._open())

    def _found(self) -> list[Draft]:
        decider = self._window.backend.decider
        return self._window.drafts.of(decider.id) if decider is not None else []

    def show_count(self) -> None:
        self._window.status.set_drafts(len(self._found()))

    def _open(self) -> None:
        window, found = self._window, self._found()
        if not found:
            window.refuse(tr("Drafts"), tr("You have no drafts: nothing is begun and not sent."))
            return
        menu = drafts_menu(found, window.drafts, self._go, window)
        cell = window.status.drafts
        menu.popup(cell.mapToGlobal(cell.rect().topLeft()) - QPoint(0, menu.sizeHint().height()))

    def _go(self, place: ObjectRef) -> None:
        if place.kind == SCREEN:
            self._window.go(place.id)
        else:
            self._window.open_ref(place)


def drafts_menu(
    found: Sequence[Draft],
    store: DraftStore,
    open_ref: Callable[[ObjectRef], object],
    parent: QWidget,
) -> QMenu:
    menu = QMenu(parent)
    menu.setObjectName("drafts.menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for one in found:
        title = one.place.title if one.place else ""
        words = tr("{title}: “{text}”") if title else "“{text}”"
        said = words.format(
            title=safe_text.one_line(title, 60), text=safe_text.one_line(one.text, _WORDS)
        )
        action = menu.addAction(said.replace("&", "&&"))
        if one.place is not None:
            action.triggered.connect(partial(_open, open_ref, one.place))
        else:
            action.setEnabled(False)
    menu.addSeparator()
    away = menu.addAction(tr("Throw these drafts away"))
    away.triggered.connect(partial(_throw_away, store, found))
    return menu


def _open(
    open_ref: Callable[[ObjectRef], object], place: ObjectRef, _checked: bool = False
) -> None:
    open_ref(place)


def _throw_away(store: DraftStore, found: Sequence[Draft], _checked: bool = False) -> None:
    for one in found:
        store.keep(one.key, "", None)
