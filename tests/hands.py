"""Somebody at the window in this process: keys and clicks as Qt gets them, each of them counted."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QKeyCombination, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from typing_extensions import override

T = TypeVar("T", bound=QWidget)
Kind = type[T]  # `type` is what hands do here
PATIENCE_S = 60.0  # what is waited for comes soon, or never; only a busy machine needs it
INPUT = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress)


def wait_for(what: str, is_there: Callable[[], Any], *, timeout_s: float = PATIENCE_S) -> Any:
    """The first answer of `is_there` that counts as true; the window works meanwhile."""
    end = time.monotonic() + timeout_s
    while not (found := is_there()):
        assert time.monotonic() < end, f"After {timeout_s:.0f} s there is still no {what}."
        QTest.qWait(10)
    return found


class Hands(QObject):
    """All that is pressed and clicked goes through here, to what has the focus or lies below.

    What reaches the program by any other way fails the journey, so that nothing is uncounted.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self._is_acting = False
        self._others: list[str] = []
        self.keys = 0
        self.clicks = 0
        self.text = ""  # what was typed in words; its letters are not among `keys`

    def __enter__(self) -> Hands:
        _application().installEventFilter(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _application().removeEventFilter(self)
        assert error is not None or not self._others, f"not counted: {self._others}"

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in INPUT and event.spontaneous() and not self._is_acting:
            self._others.append(f"{event.type().name} to {watched}")
        return False

    @contextlib.contextmanager
    def _acting(self) -> Iterator[None]:
        self._is_acting = True
        try:
            yield
        finally:
            self._is_acting = False

    def _front(self) -> QWindow | None:
        """The window that has the keyboard; given as a window manager does, where nobody has it."""
        front = QGuiApplication.focusWindow()
        if front is None or not front.isVisible():
            (QApplication.activeModalWidget() or self._window).activateWindow()
            front = QGuiApplication.focusWindow()
        return front

    def press(self, *keys: str) -> None:
        """Keys one after the other, named as Qt names them; a chord is one key."""
        for key in keys:
            chord, front = _chord(key), self.until("window with the keyboard", self._front)
            with self._acting():
                QTest.keyClick(front, chord.key(), chord.keyboardModifiers())
            self.keys += 1

    def type(self, text: str, *, counts: bool = False) -> None:
        """Letter by letter. Words of a person are text, what the program must be told counts."""
        for letter in text:
            front = self.until("window with the keyboard", self._front)
            with self._acting():
                QTest.keyClick(front, letter)
        self.text += text
        self.keys += len(text) if counts else 0

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        """On its middle or its `place`, where it must lie open."""
        assert widget.isVisible(), widget.objectName()
        assert widget.isEnabled(), widget.toolTip()
        top = widget.window()
        at = widget.mapTo(top, widget.rect().center() if place is None else place)
        hit = top.childAt(at)
        assert hit is widget or (hit is not None and widget.isAncestorOf(hit)), hit
        handle = top.windowHandle()
        with self._acting():
            QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        self.clicks += 1

    def click_row(self, view: QAbstractItemView, row: int, column: int = 0) -> None:
        """One row of what a list shows of itself."""
        box = view.visualRect(view.model().index(row, column))
        assert view.viewport().rect().contains(box.center()), f"row {row} is out of sight"
        self.click(view.viewport(), box.center())

    def drop(self, path: Path, target: QWidget) -> None:
        """A file is dragged from elsewhere and let go over `target`; no click of ours."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        at = QPoint(target.rect().center())
        rest = (data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        enter = QDragEnterEvent(at, Qt.DropAction.CopyAction, *rest)
        QApplication.sendEvent(target, enter)
        assert enter.isAccepted(), f"{path.name} may not be dropped here"
        drop = QDropEvent(QPointF(at), Qt.DropAction.CopyAction, *rest)
        QApplication.sendEvent(target, drop)
        assert drop.isAccepted()

    def until(self, what: str, is_there: Callable[[], Any]) -> Any:
        return wait_for(what, lambda: self._front() and is_there())

    def sheet(self, kind: Kind[T]) -> T:
        """The sheet of this kind that has come up, once it is in front."""

        def shown() -> T | None:
            found = [one for one in self._window.findChildren(kind) if one.isVisible()]
            return found[0] if found and QApplication.activeWindow() is found[0] else None

        found = self.until(kind.__name__, shown)
        assert isinstance(found, kind)
        return found


def _chord(key: str) -> QKeyCombination:
    sequence: Any = QKeySequence(key)  # the stubs do not know that it can be indexed
    found: QKeyCombination = sequence[0]
    assert found.key() != Qt.Key.Key_unknown, key
    return found


def _application() -> QApplication:
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found
