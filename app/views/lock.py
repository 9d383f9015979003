"""Covers every window after a while without input, until whoever sits here shows who they are.

What is under way goes on: the service, reads, what was typed. Only nothing of it can be read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import AppError, InputError
from app.views import notices, theme
from app.views.cells import Status
from app.views.errand import Errand
from app.views.language import tr
from app.views.theme import FontRole
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import Avatar, Card, Pane, StyledLabel, caption, row, screen_title
from app.views.widgets.button import Button, Kind

LOOK_MS = 2_000
LOCKED_TITLE = "Modelward"  # a title tells what is open
_SHORTCUTS = frozenset([QEvent.Type.Shortcut, QEvent.Type.ShortcutOverride])


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose window it is, and what opens it: a password, or a click."""

    name: str
    why_click: str = ""  # why a click is enough; empty: the password of the login is asked for


class LockCover(Pane):
    """Over one window: who may go on, and how."""

    unlock_wanted = Signal(str)  # the password; empty where none is asked for

    def __init__(self, holder: Holder, window: QWidget) -> None:
        super().__init__(parent=window)
        self.setObjectName("lock")
        self.setAutoFillBackground(True)
        self._holder = holder
        card = Card()
        card.setFixedWidth(min(theme.px(440), max(theme.px(280), window.width() - 48)))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(24, 20, 24, 20)
        inside.setSpacing(12)
        inside.addWidget(screen_title(tr("Locked")))
        inside.addWidget(row(Avatar(holder.name), StyledLabel(holder.name, FontRole.STRONG), None))
        self.errors = BannerArea()
        self.errors.layout_margins_off()
        inside.addWidget(self.errors)
        self.password = QLineEdit()
        self.password.setObjectName("lock.password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(tr("Password of your database login"))
        self.password.setPlaceholderText(tr("Password of your database login"))
        self.password.setFixedHeight(theme.px(30))
        inside.addWidget(self.password)
        # Not `setVisible` before it has its place: it would be a window of its own for a moment,
        # and take the keys away from this one.
        self.password.setHidden(bool(holder.why_click))
        words = holder.why_click or tr("Nothing was closed: your place and what you typed wait.")
        inside.addWidget(caption(words, wraps=True))
        self.button = Button(
            tr("Go on as {name}").format(name=holder.name) if holder.why_click else tr("Unlock"),
            kind=Kind.PRIMARY,
            keys="Enter",
        )
        self.button.setObjectName("lock.unlock")
        self.button.setAutoDefault(True)
        inside.addWidget(row(None, self.button))
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(card)
        middle.addStretch()
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(middle)
        layout.addStretch(3)
        self.password.returnPressed.connect(self._ask)
        self.button.clicked.connect(lambda _checked: self._ask())
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def take_focus(self) -> None:
        (self.button if self._holder.why_click else self.password).setFocus()

    def show_problem(self, text: str) -> None:
        self.set_busy(False)
        self.errors.show_banner("lock", Status.CRITICAL, tr("Still locked"), text, can_close=False)
        notices.announce(text, self)
        self.take_focus()

    def set_busy(self, is_busy: bool) -> None:
        self.button.set_blocked(tr("The server is asked.") if is_busy else "")
        self.password.setReadOnly(is_busy)

    def _ask(self) -> None:
        if self._holder.why_click or self.password.text():
            typed = self.password.text()
            self.password.clear()
            self.unlock_wanted.emit(typed)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False


@dataclass(slots=True)
class _Covered:
    """A window under its cover, and what of it was visible."""

    cover: LockCover
    title: str
    focus: QWidget | None
    hidden: list[QWidget]


class Lock(QObject):
    """Of one desktop: locks by time or at once, and opens again.

    Args:
        holder: who sits there now, asked when it locks.
        check: whether this password opens it; runs in a thread. An expected failure keeps it shut.
        idle_s: how long nobody has pressed or moved anything.
        minutes: after how many of these it locks; 0: never by itself.
    """

    changed = Signal(bool)  # is_locked

    def __init__(
        self,
        holder: Callable[[], Holder],
        check: Callable[[str], bool],
        *,
        idle_s: Callable[[], float],
        minutes: Callable[[], int],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._holder, self._check = holder, check
        self._idle_s, self._minutes = idle_s, minutes
        self._covered: dict[QWidget, _Covered] = {}
        self._is_locked = False
        self._errand: Errand | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def is_locked(self) -> bool:
        return self._is_locked

    @property
    def covers(self) -> list[LockCover]:
        return [one.cover for one in self._covered.values()]

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        """The window closes: nothing is shown again."""
        self._timer.stop()
        if self._errand is not None:
            self._errand.wait()
        if self._is_locked:
            self._is_locked = False
            theme.application().removeEventFilter(self)

    @Slot()
    def lock(self) -> None:
        """Now. Menus and drop-downs that are open close; dialogs and windows stay, covered."""
        if self._is_locked:
            return
        self._is_locked = True
        popup = QApplication.activePopupWidget()
        while popup is not None:
            popup.close()
            popup = QApplication.activePopupWidget()
        active = QApplication.activeWindow()
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                self._cover(window)
        theme.application().installEventFilter(self)
        mine = self._covered.get(active) if active is not None else None
        if mine is not None:
            mine.cover.take_focus()
        self.changed.emit(True)

    @Slot()
    def _look(self) -> None:
        minutes = self._minutes()
        if minutes and not self._is_locked and self._idle_s() >= minutes * 60:
            self.lock()

    def _cover(self, window: QWidget) -> None:
        if window in self._covered or window.windowType() in (
            Qt.WindowType.Popup,
            Qt.WindowType.ToolTip,
        ):
            return
        focus = window.focusWidget()
        cover = LockCover(self._holder(), window)
        cover.unlock_wanted.connect(self._on_unlock_wanted)
        self._covered[window] = _Covered(cover, window.windowTitle(), focus, [])
        window.setWindowTitle(LOCKED_TITLE)
        for child in window.children():
            if isinstance(child, QWidget) and child is not cover and child.isVisible():
                self._hide(window, child)

    def _hide(self, window: QWidget, child: QWidget) -> None:
        """Readers of the screen would find what only lies behind."""
        if not child.isWindow() and child not in self._covered[window].hidden:
            self._covered[window].hidden.append(child)
        if not child.isWindow():
            child.hide()

    @Slot(str)
    def _on_unlock_wanted(self, password: str) -> None:
        if self._errand is not None:
            return
        for cover in self.covers:
            cover.set_busy(True)
        self._errand = Errand(lambda _tell: self._require(password), self)
        self._errand.done.connect(lambda _nothing: self._unlock())
        self._errand.failed.connect(self._on_failed)
        self._errand.start()

    def _require(self, password: str) -> None:
        if not self._check(password):
            raise InputError(tr("This is not the password of your login."))

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._errand = None
        wording = notices.word(error)
        said = wording.text if isinstance(error, AppError) else wording.sentence
        active = QApplication.activeWindow()
        for window, one in self._covered.items():
            one.cover.show_problem(said)
            if window is active:
                one.cover.take_focus()

    def _unlock(self) -> None:
        self._errand = None
        self._is_locked = False
        theme.application().removeEventFilter(self)
        covered, self._covered = self._covered, {}
        for window, one in covered.items():
            if not shiboken6.isValid(window):
                continue
            for child in one.hidden:
                if shiboken6.isValid(child):
                    child.show()
            one.cover.hide()
            one.cover.deleteLater()
            window.setWindowTitle(one.title)
            if one.focus is not None and shiboken6.isValid(one.focus):
                one.focus.setFocus()
        self.changed.emit(False)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only while it is locked: keys of menus do nothing, what comes up is covered too."""
        kind = event.type()
        if kind in _SHORTCUTS:
            return isinstance(watched, (QAction, QShortcut)) or not self._is_inside(watched)
        if kind == QEvent.Type.Show and isinstance(watched, QWidget):
            self._on_shown(watched)
        elif kind == QEvent.Type.WindowTitleChange and isinstance(watched, QWidget):
            held = self._covered.get(watched)
            if held is not None and watched.windowTitle() != LOCKED_TITLE:
                held.title = watched.windowTitle()
                watched.setWindowTitle(LOCKED_TITLE)
        return False

    def _is_inside(self, watched: QObject) -> bool:
        """One of the covers, or a part of one; or the system's own window below the widgets."""
        if not isinstance(watched, QWidget):
            return True
        return any(one is watched or one.isAncestorOf(watched) for one in self.covers)

    def _on_shown(self, widget: QWidget) -> None:
        if widget.isWindow():
            # Later: it is on its way to the screen.
            QTimer.singleShot(0, widget, lambda: self._cover_if_shown(widget))
            return
        parent = widget.parentWidget()
        held = self._covered.get(parent) if parent is not None else None
        if held is not None and widget is not held.cover:
            held.cover.raise_()
            QTimer.singleShot(0, widget, lambda: self._hide_if_locked(widget))

    def _cover_if_shown(self, window: QWidget) -> None:
        if self._is_locked and window.isVisible():
            self._cover(window)

    def _hide_if_locked(self, widget: QWidget) -> None:
        window = widget.parentWidget()
        if self._is_locked and window in self._covered and widget.isVisible():
            self._hide(window, widget)
