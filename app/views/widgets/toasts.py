"""Short notes at the bottom right of the window, three at most, with Undo where undo is honest.

Or with a way to what came of it. Where an object is read beside a list they lie over the list: what
is asked and answered of an object stands in its pane. There they leave the chosen row free, and the
one that the pointer was on, and half of the list: older ones wait until there is room. No place is
sought among fields.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QCursor,
    QEnterEvent,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.views import notices, theme
from app.views.language import tr
from app.views.safe_text import tooltip
from app.views.widgets.basics import StyledLabel
from app.views.widgets.button import Button, Kind

_SHOWN_MS = 8_000
_MOST = 3
_LONGEST = 240  # letters
_WIDTH, _LEAST_WIDTH = 340, 180
_SIDE = 16
_LOOK_MS = 120  # how soon they make way for the row that was chosen
_GAP = 8
_HIGHEST = 400  # px, of those that lie over no list
_LIST_FOOT = 52  # what a list says below its rows: keys, counts


@dataclass(frozen=True, slots=True)
class Offer:
    """What a note offers by a button: to take back what it tells of, or to go there."""

    words: str  # on its button: "Open the run"
    go: Callable[[], object]
    name: str = "toast.open"  # of its button
    changes: bool = False


def undoing(go: Callable[[], object]) -> Offer:
    return Offer(tr("Undo"), go, "toast.undo", changes=True)


class Toast(QWidget):
    """One note; waits while the pointer or the focus is on it."""

    gone = Signal(object)  # itself

    def __init__(
        self,
        text: str,
        offer: Offer | None = None,
        *,
        kind: str = "",
        about: object = None,
    ) -> None:
        super().__init__()
        self._offer = offer
        self._is_blocked = False
        self.kind = kind
        self.about = about
        self.text = text
        self.setAccessibleName(text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 8, 8)
        layout.setSpacing(12)
        is_long = len(text) > _LONGEST  # a name of 200 letters: the note would cover the list
        label = StyledLabel(f"{text[: _LONGEST - 1].rstrip()}…" if is_long else text, wraps=True)
        if is_long:
            label.setToolTip(tooltip(text))
        label.setMinimumWidth(theme.px(120))
        self.setMinimumHeight(theme.px(44))
        layout.addWidget(label, 1)
        if offer is not None:
            button = Button(offer.words, kind=Kind.LINK, changes=offer.changes)
            button.setObjectName(offer.name)
            button.clicked.connect(self._on_offer_clicked)
            layout.addWidget(button)
        close = Button(kind=Kind.QUIET, icon="x", name=tr("Close this note"))
        close.clicked.connect(self._on_close_clicked)
        layout.addWidget(close)
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    def _on_offer_clicked(self) -> None:
        if self._offer is not None:
            self._offer.go()
        self.gone.emit(self)

    def _on_close_clicked(self) -> None:
        self.gone.emit(self)

    def set_blocked(self, is_blocked: bool) -> None:
        """While a sheet lies over the window nobody can press what is offered here: it stays."""
        self._is_blocked = is_blocked
        if self.isVisible():
            self._timer.start()

    def _on_timer_timeout(self) -> None:
        focused = theme.application().focusWidget()
        if (
            self._is_blocked
            or self.underMouse()
            or (focused is not None and self.isAncestorOf(focused))
        ):
            self._timer.start()
        else:
            self.gone.emit(self)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Where it had no room its time did not run."""
        super().showEvent(event)
        self._timer.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()
        super().leaveEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(t.edge))
        painter.setBrush(QColor(t.base))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()


class Toasts(QWidget):
    """The stack; lies over the window without taking the mouse beside its notes.

    `room`: the list they may lie over; None: no object is read beside one.
    """

    def __init__(self, parent: QWidget, room: Callable[[], QWidget | None] | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self._is_blocked = False  # by a sheet
        self._toasts: list[Toast] = []
        self._pointed: QRect | None = None  # the row that the pointer was on when a note came
        # No signal of a list that may be on its way out: where its row is, is looked at.
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._make_way)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(_GAP)
        self.hide()
        parent.installEventFilter(self)

    @property
    def texts(self) -> list[str]:
        return [toast.text for toast in self._toasts]

    def show_toast(
        self,
        text: str,
        offer: Offer | None = None,
        *,
        kind: str = "",
        about: object = None,
    ) -> Toast:
        """A note of a `kind` takes the place of the one before, which is true no longer.

        `about`: what Undo would take back, for `forget`.
        """
        for before in [one for one in self._toasts if kind and one.kind == kind]:
            self._remove(before)
        while len(self._toasts) >= _MOST:
            self._remove(self._toasts[0])
        toast = Toast(text, offer, kind=kind, about=about)
        toast.gone.connect(self._remove)
        self._toasts.append(toast)
        self._layout.addWidget(toast)
        toast.set_blocked(self._is_blocked)
        self.show()
        self.raise_()
        self._pointed = self._row_at_pointer()
        self._place()
        self._look.start()
        notices.announce(text, self)
        return toast

    def forget(self, about: object) -> None:
        """What this note offers to undo was undone already, or can't be any more."""
        for toast in [one for one in self._toasts if one.about is about]:
            self._remove(toast)

    def forget_kind(self, kind: str) -> None:
        """What a note of this kind told is true no longer, and nothing takes its place."""
        for toast in [one for one in self._toasts if one.kind == kind]:
            self._remove(toast)

    def _remove(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            self._layout.removeWidget(toast)
            toast.hide()
            toast.deleteLater()
        self.setVisible(bool(self._toasts))
        if not self._toasts:
            self._look.stop()
        self._place()

    @Slot()
    def _make_way(self) -> None:
        """Not from under the pointer: it is there to press what a note offers."""
        if not self.underMouse():
            self._place()

    @Slot()
    def place_soon(self) -> None:
        """Another screen came in front: as soon as it is laid out."""
        QTimer.singleShot(0, self, self._place)

    @Slot()
    def _place(self) -> None:
        window = self.parentWidget()
        if window is None or not self._toasts:
            return
        right, foot, width = self._corner(window)
        self.setFixedWidth(max(width, self._layout.minimumSize().width()))
        self._layout.activate()
        self.resize(self.width(), self._fill())
        self.move(max(0, right - self.width()), self._top(window, right, foot))

    def _fill(self) -> int:
        """Show the newest that leave half of a list free; the others wait. How high they are."""
        room = self._list()
        most = room.height() // 2 if room is not None else theme.px(_HIGHEST)
        used = 0
        for toast in reversed(self._toasts):
            needed = max(toast.minimumHeight(), toast.heightForWidth(self.width()))
            needed += _GAP if used else 0
            if used and used + needed > most:
                most = 0  # none that is older comes before one that waits
                toast.hide()
                continue
            used += needed
            toast.show()
        return used

    def _top(self, window: QWidget, right: int, foot: int) -> int:
        """At the foot, unless a row that is chosen or pointed at would lie below."""
        lowest = max(0, foot - self.height())
        room = self._list()
        if room is None:
            return lowest
        kept = [one for one in (self._pointed, *_chosen_rows(room, window)) if one is not None]
        highest = room.mapTo(window, QPoint()).y()
        tops = [lowest]
        for one in kept:
            tops += [one.top() - self.height() - 1, one.bottom() + 1]
        place = QRect(max(0, right - self.width()), 0, self.width(), self.height())
        free = [
            top
            for top in tops
            if highest <= top <= lowest
            and not any(place.translated(0, top).intersects(one) for one in kept)
        ]
        return max(free, default=lowest)

    def _row_at_pointer(self) -> QRect | None:
        window, room = self.parentWidget(), self._list()
        if room is None or window is None:
            return None
        for view in _views(room):
            at = view.viewport().mapFromGlobal(QCursor.pos())
            if view.viewport().rect().contains(at) and view.indexAt(at).isValid():
                return _row(view, view.visualRect(view.indexAt(at)), window)
        return None

    def _list(self) -> QWidget | None:
        return self._room() if self._room is not None else None

    def _corner(self, window: QWidget) -> tuple[int, int, int]:
        """Where they end at the right and below, and how wide they are."""
        wanted = theme.px(_WIDTH)
        room = self._list()
        if room is not None:
            area = QRect(room.mapTo(window, QPoint()), room.size())
            width = min(wanted, area.width() - 2 * _SIDE)
            if width >= theme.px(_LEAST_WIDTH):
                return area.x() + area.width() - _SIDE, area.bottom() - theme.px(_LIST_FOOT), width
        # Above the status bar and above a screen's bar of buttons: a note must cover neither.
        # The highest has two rows of them, beside an alert.
        foot = theme.px(26) + theme.px(92) + 14
        return window.width() - _SIDE, window.height() - foot, wanted

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Resize:
            self._place()
        elif kind in (QEvent.Type.WindowBlocked, QEvent.Type.WindowUnblocked):
            self._is_blocked = kind == QEvent.Type.WindowBlocked
            for one in self._toasts:
                one.set_blocked(self._is_blocked)
        return super().eventFilter(watched, event)


def _views(room: QWidget) -> list[QAbstractItemView]:
    found = [room] if isinstance(room, QAbstractItemView) else []
    return [one for one in (*found, *room.findChildren(QAbstractItemView)) if one.isVisible()]


def _chosen_rows(room: QWidget, window: QWidget) -> list[QRect]:
    """Where the chosen rows of the lists in it are seen, in the window: one for those together."""
    found = []
    for view in _views(room):
        chosen = view.selectionModel()
        parts = chosen.selection() if chosen is not None else None
        # By their number: PySide's own iteration over a selection does not end.
        for part in (parts.at(n) for n in range(parts.count())) if parts is not None else ():
            place = view.visualRect(part.topLeft()) | view.visualRect(part.bottomRight())
            place &= view.viewport().rect()
            if not place.isEmpty():
                found.append(_row(view, place, window))
    return found


def _row(view: QAbstractItemView, place: QRect, window: QWidget) -> QRect:
    """From edge to edge of its list."""
    shown = view.viewport()
    return QRect(shown.mapTo(window, QPoint(0, place.y())), QSize(shown.width(), place.height()))
