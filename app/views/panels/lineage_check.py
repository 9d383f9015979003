"""Verifies the whole trail beside the window; the head of Lineage tells how far, and what came."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from itertools import islice

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.services.trail.checking import Checked, check_trail
from app.services.trail.holding import RowsHeld
from app.texts import told
from app.views import notices, safe_text
from app.views.cells import Status
from app.views.deeds import Deed
from app.views.key_words import refused_words, without_key_words
from app.views.language import tr
from app.views.long_task import LongTask
from app.views.panels.lineage_head import LineageHead
from app.views.panels.lineage_seal import row_ids, row_words, verdict_words
from app.views.screen import ScreenWindow

NOTICES = ("verify", "refused", "rows", "sealing")
MOST_LINKED = 3


class TrailCheck(QObject):
    """One at a time; its result is an event of the trail."""

    ended = Signal()
    event_wanted = Signal(object)  # the number of the event that is broken, or of a row that is
    _signed = Signal(int, int)  # signatures, of
    _held = Signal(int, int)  # rows, of

    def __init__(self, shell: ScreenWindow, head: LineageHead, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._head = head
        self._task: LongTask | None = None
        self._signed.connect(self._on_signed, Qt.ConnectionType.QueuedConnection)
        self._held.connect(self._on_held, Qt.ConnectionType.QueuedConnection)

    @property
    def is_running(self) -> bool:
        return self._task is not None

    def begin(self) -> None:
        if self._task is not None:
            return
        backend = self._shell.backend
        for notice in NOTICES:
            self._head.notices.clear(notice)
        self._head.seal.show_progress(0, 0)
        self._task = backend.begin(
            check_trail,
            backend.settings.home,
            signatures_progress=self._signed.emit,
            rows_progress=self._held.emit,
        )
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

    @Slot(int, int)
    def _on_signed(self, done: int, total: int) -> None:
        if self._task is not None and not self._task.is_cancelling:
            self._head.seal.show_signatures_progress(done, total)

    @Slot(int, int)
    def _on_held(self, done: int, total: int) -> None:
        if self._task is not None and not self._task.is_cancelling:
            self._head.seal.show_rows_progress(done, total)

    def _on_checked(self, checked: Checked) -> None:
        self._end()
        if not checked.is_intact:
            title, text = verdict_words(checked)
            banner = self._head.notices.show_banner("verify", Status.CRITICAL, title, text)
            event = checked.broken[0].event
            if event is not None:
                banner.add_action(tr("Show the event"), partial(self.event_wanted.emit, event))
        elif not checked.is_complete:
            title = tr("Stopped after %n event(s)", "", checked.found.events)
            words = tr("Nothing is said of the rest: verify it again.")
            self._head.notices.show_banner("verify", Status.UNKNOWN, title, words)
        elif checked.rows is not None and checked.rows.as_told:
            self._shell.tell(Deed.VERIFIED)
            self._head.notices.show_banner(
                "verify", Status.OK, tr("The trail is intact"), intact_words(checked, checked.rows)
            )
        if checked.is_intact and checked.found.refused:
            self._show_refused(checked.found.refused)
        if checked.rows is not None and checked.rows.faults:
            self._show_rows(checked.rows, checked.why_untold)
        if checked.is_intact and checked.why_ended:
            title = tr("Nothing new can be sealed")
            self._head.notices.show_banner(
                "sealing", Status.CRITICAL, title, told(checked.why_ended)
            )

    def _show_refused(self, count: int) -> None:
        """Nothing was done on it, but somebody tried: that is no part of what is well."""
        title = tr("%n wish(es) refused", "", count)
        self._head.notices.show_banner("refused", Status.WARNING, title, refused_words(count))

    def _show_rows(self, rows: RowsHeld, why_untold: str) -> None:
        """Rows that are not as told, each of the first by the event that told of it."""
        title, text = row_words(rows, why_untold)
        banner = self._head.notices.show_banner("rows", Status.CRITICAL, title, text)
        banner.setToolTip(safe_text.tooltip(row_ids(rows.faults)))
        events = dict.fromkeys(one.event for one in rows.faults if one.event is not None)
        for event in islice(events, MOST_LINKED):
            words = tr("Show event {event}").format(event=event)
            banner.add_action(words, partial(self.event_wanted.emit, event))

    def _on_failed(self, error: BaseException) -> None:
        self._end()
        wording = notices.word(error)
        title = tr("The trail can't be checked")
        self._head.notices.show_banner("verify", Status.WARNING, title, wording.text)

    def _end(self) -> None:
        self._task = None
        self._head.seal.show_ended(datetime.now(UTC))
        self.ended.emit()


def intact_words(checked: Checked, rows: RowsHeld) -> str:
    """What was checked, how much of it, and what it means that nothing was found."""
    said = [
        tr("%n event(s) are as they were sealed, each by its digest.", "", checked.found.events),
        tr("The signatures of people and of the seal hold."),
        tr("The %n row(s) that the database holds now agree with the events.", "", rows.held),
        tr("So nothing sealed was changed, removed or put in afterwards."),
    ]
    if checked.found.hidden:  # beside the events, of which they are
        hidden = tr("Of %n of them only the leaf, not yours to read.", "", checked.found.hidden)
        said.insert(1, hidden)
    if checked.found.without_key:
        said.append(without_key_words(checked.found.without_key))
    if checked.why_untold:
        said.append(told(checked.why_untold))
    return " ".join(said)
