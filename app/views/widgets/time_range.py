"""Which stretch of time is looked at: the last days, everything, or from one day to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from app.models.queries.spans import EVERYTHING, Span
from app.views import theme
from app.views.language import N_, tr
from app.views.typed_day import in_iso
from app.views.widgets.basics import caption
from app.views.widgets.fields import Choice
from app.views.zones import at_wall, zone

DAYS: tuple[tuple[str, int], ...] = (
    (N_("7 days"), 7), (N_("30 days"), 30), (N_("90 days"), 90), (N_("1 year"), 365),
)  # fmt: skip
_FORM = "%Y-%m-%d"


class TimeRange(QWidget):
    """A drop-down; for two days of one's own two fields open beside it.

    `chosen` comes when the range is another one; days that can't be read are said and change
    nothing.
    """

    chosen = Signal(object)  # Span

    def __init__(
        self,
        name: str,
        *,
        days: int = 90,
        offered: Sequence[tuple[str, int]] = DAYS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._span = Span(days)
        self._days = [count for _, count in offered]
        words = [tr(text) for text, _ in offered] + [tr("All"), tr("From – to…")]
        self.choice = Choice(name, words)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._from, self._until = self._edit(tr("From day")), self._edit(tr("Until day"))
        self._dash = caption("–")
        self._problem = caption()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (self.choice, self._from, self._dash, self._until, self._problem):
            layout.addWidget(part)
        self.setFocusProxy(self.choice)
        self.choice.activated.connect(self._on_choice_activated)
        self.set_span(self._span)

    def setObjectName(self, name: str) -> None:
        super().setObjectName(name)
        self.choice.setObjectName(f"{name}.choice")
        self._from.setObjectName(f"{name}.from")
        self._until.setObjectName(f"{name}.until")

    def _edit(self, name: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setAccessibleName(name)
        edit.setPlaceholderText("2026-03-31")
        theme.keep_sized(edit, lambda: edit.setFixedSize(theme.px(96), theme.px(28)))
        edit.editingFinished.connect(self._on_day_finished)
        return edit

    @property
    def span(self) -> Span:
        return self._span

    def set_span(self, span: Span) -> None:
        """Show this one; nobody is told."""
        self._span = span
        if span.days in self._days:
            self.choice.setCurrentIndex(self._days.index(span.days))
        else:
            self.choice.setCurrentIndex(len(self._days) + (span != EVERYTHING))
        for edit, at in ((self._from, span.start), (self._until, _last_day(span))):
            if at is not None:
                edit.setText(f"{at.astimezone(zone()):{_FORM}}")
        self._problem.setText("")
        self._show_parts()

    def _show_parts(self) -> None:
        is_own = self.choice.currentIndex() == len(self._days) + 1
        for part in (self._from, self._dash, self._until):
            part.setVisible(is_own)
        self._problem.setVisible(is_own and bool(self._problem.text()))

    def _tell(self, span: Span) -> None:
        if span != self._span:
            self._span = span
            self.chosen.emit(span)

    @Slot(int)
    def _on_choice_activated(self, index: int) -> None:
        self._show_parts()
        if index < len(self._days):
            self._tell(Span(self._days[index]))
        elif index == len(self._days):
            self._tell(EVERYTHING)
        else:
            self._begin_days()

    def _begin_days(self) -> None:
        """The fields begin with what is shown now, and wait for the first of them."""
        start, end = self._span.bounds(datetime.now(UTC))
        if not self._from.text() and self._span.days is not None:
            self._from.setText(f"{start.astimezone(zone()):{_FORM}}")
        if not self._until.text():
            self._until.setText(f"{end.astimezone(zone()):{_FORM}}")
        self._from.setFocus()
        self._from.selectAll()

    @Slot()
    def _on_day_finished(self) -> None:
        if not (self._from.text().strip() and self._until.text().strip()):
            return
        start, last = _day(self._from.text()), _day(self._until.text(), after=1)
        if start is None or last is None:
            self._problem.setText(tr("Write a day as 2026-03-31."))
        elif last <= start:
            self._problem.setText(tr("The second day is before the first."))
        else:
            self._problem.setText("")
            self._tell(Span(None, start, last))
        self._show_parts()


def _day(text: str, *, after: int = 0) -> datetime | None:
    """The first instant of a day on the reader's wall, or so many days on; None: it is none."""
    try:
        day = datetime.strptime(in_iso(text.strip()), _FORM)  # noqa: DTZ007 -- local, as people mean it
        return at_wall(day + timedelta(days=after))
    except (ValueError, OverflowError):
        return None


def _last_day(span: Span) -> datetime | None:
    return span.end - timedelta(seconds=1) if span.end is not None else None
