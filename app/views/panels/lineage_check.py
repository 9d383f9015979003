"""Verifies the whole trail beside the window; the head of Lineage tells how far, and what came."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.services.trail.checking import Checked, check_trail
from app.texts import told
from app.views import notices
from app.views.cells import Status
from app.views.deeds import Deed
from app.views.language import tr
from app.views.long_task import LongTask
from app.views.panels.lineage_head import LineageHead
from app.views.panels.lineage_seal import verdict_words
from app.views.screen import ScreenWindow


class TrailCheck(QObject):
    """One at a time; its result is an event of the trail."""

    ended = Signal()
    event_wanted = Signal(object)  # the number of the event that is broken

    def __init__(self, shell: ScreenWindow, head: LineageHead, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._head = head
        self._task: LongTask | None = None

    @property
    def is_running(self) -> bool:
        return self._task is not None

    def begin(self) -> None:
        if self._task is not None:
            return
        backend = self._shell.backend
        self._head.notices.clear("verify")
        self._head.seal.show_progress(0, 0)
        self._task = backend.begin(check_trail, backend.settings.home)
        self._task.progressed.connect(self._on_progressed)
        self._task.done.connect(self._on_checked)
        self._task.failed.connect(self._on_failed)

    @Slot()
    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._head.seal.show_cancelling()

    def _on_progressed(self, done: int, total: int) -> None:
        if self._task is not None and not self._task.is_cancelling:
            self._head.seal.show_progress(done, total)

    def _on_checked(self, checked: Checked) -> None:
        self._end()
        if not checked.is_intact:
            title, text = verdict_words(checked)
            banner = self._head.notices.show_banner("verify", Status.CRITICAL, title, text)
            event = checked.broken[0].event
            if event is not None:
                banner.add_action(tr("Show the event"), partial(self.event_wanted.emit, event))
        elif not checked.is_complete:
            words = tr("Stopped after %n event(s); nothing is said of the rest.", "",
                       checked.found.events)  # fmt: skip
            self._shell.toast(words)
        else:
            self._shell.tell(Deed.VERIFIED)
            words = tr("The trail is intact: %n event(s) checked.", "", checked.found.events)
            hidden = checked.found.hidden
            if hidden:
                words += " " + tr("Of %n of them only the leaf, not yours to read.", "", hidden)
            if checked.why_untold:
                words += " " + told(checked.why_untold)
            self._shell.toast(words)
        if checked.is_intact and checked.why_ended:
            title = tr("Nothing new can be sealed")
            self._head.notices.show_banner(
                "verify", Status.CRITICAL, title, told(checked.why_ended)
            )

    def _on_failed(self, error: BaseException) -> None:
        self._end()
        wording = notices.word(error)
        title = tr("The trail can't be checked")
        self._head.notices.show_banner("verify", Status.WARNING, title, wording.text)

    def _end(self) -> None:
        self._task = None
        self._head.seal.show_ended(datetime.now(UTC))
        self.ended.emit()
