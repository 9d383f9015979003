"""Lies over a screen from when another instant is looked at until that instant has been read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid
from typing_extensions import override

from app.views import theme
from app.views.backend import Backend
from app.views.widgets.placeholders import OUTLINES_MS, SkeletonRows

_EDGE = 24  # px beside the outlines


class InstantCover(SkeletonRows):
    """What stands below is of the instant before: it is neither seen nor reached by a key.

    It goes when everything that was asked for has been answered. Where something could not be read
    it stays, and says so, until the next answer.
    """

    def __init__(
        self,
        screen: QWidget,
        backend: Backend,
        focus_first: Callable[[], object],
        is_unread: Callable[[], bool],
    ) -> None:
        """`focus_first`: gives the keys to what has them when one comes to the screen.

        `is_unread`: whether something of the screen could not be read.
        """
        super().__init__(screen)
        self.hide()
        self._screen = screen
        self._backend = backend
        self._focus_first, self._is_unread = focus_first, is_unread
        self._has_come = False  # somebody came to the screen while it was covered
        self._held: list[QWidget] = []
        self._focused: QWidget | None = None
        self._outlines = QTimer(self, singleShot=True, interval=OUTLINES_MS)
        self._outlines.timeout.connect(self.update)
        screen.installEventFilter(self)
        backend.settled.connect(self._look)

    @property
    def is_up(self) -> bool:
        return not self.isHidden()

    def put_up(self) -> None:
        """Again where it is up already: another instant, which is being read anew."""
        is_new = not self.is_up
        self.has_failed = False
        self._outlines.start()
        self._fit()
        self.show()
        self.raise_()
        if is_new:
            self._has_come = False
            self._take_focus()
            self._hold()
        self._look_soon()

    def _take_focus(self) -> None:
        window = self._screen.window()
        focused = window.focusWidget()
        is_inside = focused is not None and self._screen.isAncestorOf(focused)
        self._focused = focused if is_inside else None
        if is_inside:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hold(self) -> None:
        children = self._screen.findChildren(
            QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
        )
        self._held = [
            one
            for one in children
            if one is not self and not one.isWindow() and one.isEnabledTo(self._screen)
        ]
        for one in self._held:
            one.setEnabled(False)

    def _look_soon(self) -> None:
        """Where nothing is to be read, nothing will be answered."""
        QTimer.singleShot(0, self, self._look)

    @Slot()
    def _look(self) -> None:
        if not self.isVisible() or self._backend.is_reading:
            return
        if self._is_unread():
            self.fail()
        else:
            self._take_down()

    def _take_down(self) -> None:
        had_focus = self.hasFocus() or self._screen.window().focusWidget() is self
        held, self._held = self._held, []
        for one in filter(isValid, held):
            one.setEnabled(True)
        focused, self._focused = self._focused, None
        if had_focus and focused is not None and isValid(focused) and focused.isVisible():
            focused.setFocus(Qt.FocusReason.OtherFocusReason)
        elif had_focus or (self._has_come and not self._is_typed_elsewhere()):
            self._focus_first()
        self.hide()

    def _is_typed_elsewhere(self) -> bool:
        focused = self._screen.window().focusWidget()
        return isinstance(focused, QLineEdit | QPlainTextEdit)

    def _fit(self) -> None:
        self.setGeometry(self._screen.rect())
        self.top = theme.px(_EDGE // 2)
        edge, room = theme.px(_EDGE), self._screen.width()
        self.columns = [(edge, max(0, room - 2 * edge) // 2)]

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.is_up:
            self._fit()
        return False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """What comes soon needs no outlines: they would only flicker."""
        if self._outlines.isActive() and not self.has_failed:
            painter = QPainter(self)
            painter.fillRect(self.rect(), QColor(theme.tokens().base))
            painter.end()
        else:
            super().paintEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._has_come = True
        self._look_soon()
