"""Until when something is put off: a digit chooses, the last one lets a moment be picked."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.views import safe_text
from app.views.language import tr
from app.views.panels.home_words import clock
from app.views.widgets.moment_picker import Ahead, MomentPicker
from app.views.zones import zone

MORNING = time(9)
MONDAY = 0


class UntilMenu(QMenu):
    """`ahead` says of a moment why it can't be that one, and how far one may look."""

    chosen = Signal(object)  # datetime

    def __init__(self, name: str, parent: QWidget, ahead: Ahead) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setToolTipsVisible(True)
        self._home = parent
        self._ahead = ahead
        self._at = QPoint()
        now = datetime.now(UTC).astimezone(zone())
        times = snooze_times(now)
        for n, (words, until) in enumerate(times, start=1):
            action = self.addAction(f"&{n}  {words}\t{clock(until, now)}")
            why_not = ahead.why_not(until)
            action.setEnabled(not why_not)
            action.setToolTip(safe_text.tooltip(why_not))
            action.triggered.connect(partial(self._on_time_triggered, until))
        words = tr("Another time…")
        other = self.addAction(f"&{len(times) + 1}  {words}")
        other.triggered.connect(lambda _checked: self.pick())

    def popup_at(self, at: QPoint) -> None:
        self._at = at
        self.popup(at)

    def pick(self) -> None:
        """A day and a time of one's own."""
        picker = MomentPicker(self._home, self._ahead)
        picker.chosen.connect(self.chosen)
        picker.open_at(self._at, None)

    def _on_time_triggered(self, until: datetime, _checked: bool = False) -> None:
        self.chosen.emit(until)


def snooze_times(now: datetime) -> tuple[tuple[str, datetime], ...]:
    """What one can choose, as words and time; `now` is local."""
    tomorrow = datetime.combine(now.date() + timedelta(days=1), MORNING, now.tzinfo)
    to_monday = (MONDAY - now.weekday() - 1) % 7 + 1
    monday = datetime.combine(now.date() + timedelta(days=to_monday), MORNING, now.tzinfo)
    return (
        (tr("1 hour"), now + timedelta(hours=1)),
        (tr("4 hours"), now + timedelta(hours=4)),
        (tr("Tomorrow"), tomorrow),
        (tr("Monday"), monday),
        (tr("Five days"), now + timedelta(days=5)),
    )
