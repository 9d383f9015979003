"""Tells what happened to this person: the bell's number, notes in the window, and on the desktop.

Only what is new since the window opened pops up; everything else waits in the centre.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QSystemTrayIcon

from app.models.queries.notices import Notice, list_notices
from app.views import icons, theme
from app.views.backend import Backend
from app.views.cards import CARDS
from app.views.language import tr
from app.views.notice_kinds import OUTSIDE
from app.views.panels.notices_words import is_own_task, leads_to, note, step_words
from app.views.preferences import Preferences
from app.views.read_marks import NOTICES
from app.views.widgets.toasts import Offer
from app.views.window_file import WindowFile
from app.views.zones import zone

TOPICS = CARDS["notifications"].topics
_PAUSE_MS = 1_500
AT_ONCE = 3  # more become one sentence
# Failures are banners where they belong, and never fade away as a note.
FAILURES = ("deployment.failed",)


def to_tell(
    notices: Sequence[Notice], after: int, preferences: Preferences, now: datetime
) -> tuple[Notice, ...]:
    """Which of these pop up in the window: new, not switched off, not in quiet hours."""
    if preferences.is_quiet_at(now.time()):
        return ()
    return tuple(
        one
        for one in notices
        if one.event.id > after
        and one.kind not in preferences.silent_here
        and one.event.tag not in FAILURES
    )


def to_tell_outside(
    notices: Sequence[Notice], after: int, preferences: Preferences, now: datetime
) -> tuple[Notice, ...]:
    """Which of these the desktop itself shows: only the kinds that can't wait."""
    if preferences.is_quiet_at(now.time()):
        return ()
    return tuple(
        one
        for one in notices
        if one.event.id > after and one.kind in OUTSIDE - preferences.silent_outside
    )


class NoticeWatch(QObject):
    """Owned by the desktop; reads again when something changed that notices are made of."""

    def __init__(
        self,
        backend: Backend,
        window: Any,
        settings: WindowFile,
        place: Callable[[], str],
        is_silent: Callable[[], bool] = lambda: False,
    ) -> None:
        """`place` names where this person's last seen event is kept in `settings`.

        While `is_silent`, nothing pops up: it waits in the centre.
        """
        super().__init__(window)
        self._backend = backend
        self._window = window
        self._settings = settings
        self._place = place
        self._is_silent = is_silent
        self._told_to: int | None = None  # None: what is there now is no news
        self._newest = 0
        self._seen = 0
        self._tray: QSystemTrayIcon | None = None
        # Much may change at once: it is read once, after all of it.
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._read)
        backend.changed.connect(self._on_backend_changed)
        backend.decider_changed.connect(self._on_backend_decider_changed)

    def start(self) -> None:
        kept = None if self._backend.is_viewing else self._settings.value(self._place())
        self._seen = kept if isinstance(kept, int) else 0
        self._read()

    def mark_seen(self) -> None:
        """The centre is open: nothing in it is news any more."""
        self._keep_seen()
        self._window.set_notifications(0)

    def _keep_seen(self) -> None:
        self._seen = max(self._seen, self._newest)
        if not self._backend.is_viewing:  # what somebody else has seen is theirs to say
            self._settings.keep({self._place(): self._seen})

    def _is_new(self, one: Notice) -> bool:
        """Neither seen in the centre, nor opened from it."""
        marks, me = self._window.preferences.marks, self._backend.decider.id
        read = marks.reached(me, NOTICES, one.event.object_id)
        return bool(one.event.id > max(self._seen, read))

    def stop(self) -> None:
        self._soon.stop()
        if self._tray is not None:
            self._tray.hide()

    def _read(self) -> None:
        me = self._backend.decider
        if me is not None:
            now = datetime.now(UTC)
            self._backend.read_now(self._take, list_notices, me.id, now=now, on_error=_wait)

    def _take(self, notices: tuple[Notice, ...]) -> None:
        self._newest = max((one.event.id for one in notices), default=self._newest)
        if self._window.current_key == "notifications" and self._window.isActiveWindow():
            self._keep_seen()
        news = [one for one in notices if self._is_new(one) and not one.is_over]
        self._window.set_notifications(len(news))
        if self._told_to is not None and not self._is_silent():
            self._tell(notices, self._told_to)
        self._told_to = max(self._told_to or 0, self._newest)

    def _tell(self, notices: Sequence[Notice], after: int) -> None:
        value, now = self._window.preferences.value, datetime.now(UTC).astimezone(zone())
        here = to_tell(notices, after, value, now)
        for one in here[:AT_ONCE] if len(here) <= AT_ONCE else ():
            self._window.toast(note(one), self._way_to(one))
        if len(here) > AT_ONCE:
            self._window.toast(tr("%n notices are new: G N shows them", "", len(here)))
        for one in to_tell_outside(notices, after, value, now)[:AT_ONCE]:
            self._show_outside(note(one))

    def _way_to(self, one: Notice) -> Offer | None:
        """To a task that is this person's: the note goes, and the task waits."""
        if not is_own_task(one):
            return None
        ref = leads_to(one.event)
        return Offer(step_words(ref), partial(self._window.open_ref, ref))

    def _show_outside(self, text: str) -> None:
        """Through the system, where it shows such things, and only while the window is away."""
        if self._window.isActiveWindow() or not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            bell = icons.icon("bell", theme.tokens().focus, 32)
            self._tray = QSystemTrayIcon(bell, self)
            self._tray.activated.connect(lambda _why: self._window.activateWindow())
            self._tray.messageClicked.connect(self._on_tray_message_clicked)
            self._tray.show()
        self._tray.showMessage("Modelward", text, QSystemTrayIcon.MessageIcon.NoIcon)

    @Slot()
    def _on_tray_message_clicked(self) -> None:
        self._window.activateWindow()
        self._window.go("notifications")

    @Slot(frozenset)
    def _on_backend_changed(self, topics: frozenset[Any]) -> None:
        if topics & TOPICS and not self._soon.isActive():
            self._soon.start()

    @Slot(object)
    def _on_backend_decider_changed(self, _decider: object) -> None:
        """Another person: what waits for them is no news."""
        self._told_to = None
        self._newest = 0
        self.start()


def _wait(_error: BaseException) -> None:
    """The connection cell tells already; the next change brings the next look."""
