"""Which stretch of time is looked at: the last hours or days, all, or from one time to another."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from app.errors import InputError
from app.models.queries.spans import EVERYTHING, Span
from app.views import theme
from app.views.language import N_, tr
from app.views.typed_day import Typed, read_typed
from app.views.widgets.basics import caption
from app.views.widgets.fields import Choice
from app.views.widgets.moment_edit import MomentEdit
from app.views.zones import zone

HOURS: tuple[tuple[str, Span], ...] = (
    (N_("15 minutes"), Span(minutes=15)),
    (N_("1 hour"), Span(minutes=60)),
    (N_("6 hours"), Span(minutes=6 * 60)),
    (N_("24 hours"), Span(minutes=24 * 60)),
)
OFFERED: tuple[tuple[str, Span], ...] = (
    *HOURS,
    (N_("7 days"), Span(7)),
    (N_("30 days"), Span(30)),
    (N_("90 days"), Span(90)),
    (N_("1 year"), Span(365)),
)
_DAY, _MINUTE = "%Y-%m-%d", "%Y-%m-%d %H:%M"


class TimeRange(QWidget):
    """A drop-down; for two times of one's own two fields open beside it: days, or with a time.

    `chosen` comes when the range is another one; times that can't be read are said and change
    nothing.
    """

    chosen = Signal(object)  # Span

    def __init__(
        self,
        name: str,
        *,
        span: Span = Span(90),  # noqa: B008 -- frozen
        offered: Sequence[tuple[str, Span]] = OFFERED,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._span = span
        self._offered = [each for _, each in offered]
        words = [tr(text) for text, _ in offered] + [tr("All"), tr("From – to…")]
        self.choice = Choice(name, words)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._from, self._until = self._edit(tr("From")), self._edit(tr("Until"))
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
        edit = MomentEdit()
        edit.setAccessibleName(name)
        edit.setPlaceholderText("2026-03-31")
        theme.keep_sized(edit, lambda: edit.setFixedSize(theme.px(148), theme.px(28)))
        edit.editingFinished.connect(self._on_day_finished)
        return edit

    @property
    def span(self) -> Span:
        return self._span

    def set_span(self, span: Span) -> None:
        """Show this one; nobody is told."""
        self._span = span
        if span in self._offered:
            self.choice.setCurrentIndex(self._offered.index(span))
        else:
            self.choice.setCurrentIndex(len(self._offered) + (span != EVERYTHING))
        if span.start is not None:
            self._from.setText(_first_words(span.start))
        if span.end is not None:
            self._until.setText(_last_words(span.end))
        self._problem.setText("")
        self._show_parts()

    def widen_to(self, at: datetime, now: datetime) -> None:
        """The shortest range on offer that reaches back to `at`, as if it had been chosen."""
        reaching = (each for each in self._offered if each.bounds(now)[0] <= at)
        span = next(reaching, EVERYTHING)
        if span != self._span:
            self.set_span(span)
            self.chosen.emit(span)

    def _show_parts(self) -> None:
        is_own = self.choice.currentIndex() == len(self._offered) + 1
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
        if index < len(self._offered):
            self._tell(self._offered[index])
        elif index == len(self._offered):
            self._tell(EVERYTHING)
        else:
            self._begin_days()

    def _begin_days(self) -> None:
        """The fields begin with what is shown now, and wait for the first of them."""
        start, end = self._span.bounds(datetime.now(UTC))
        back = self._span.back
        form = _MINUTE if back is not None and back <= timedelta(days=1) else _DAY
        if not self._from.text() and back is not None:
            self._from.setText(f"{start.astimezone(zone()):{form}}")
        if not self._until.text():
            self._until.setText(f"{end.astimezone(zone()):{form}}")
        self._from.setFocus()
        self._from.selectAll()

    @Slot()
    def _on_day_finished(self) -> None:
        if not (self._from.text().strip() and self._until.text().strip()):
            return
        start, last = _typed(self._from.text()), _typed(self._until.text())
        if start is None or last is None:
            self._problem.setText(tr("Write 2026-03-31 or 2026-03-31 14:00."))
        elif last.until <= start.first:
            self._problem.setText(tr("The second time is not after the first."))
        else:
            self._problem.setText("")
            self._tell(Span(None, start.first, last.until))
        self._show_parts()


def _typed(text: str) -> Typed | None:
    with contextlib.suppress(InputError):
        return read_typed(text)
    return None


def _first_words(at: datetime) -> str:
    local = at.astimezone(zone())
    return f"{local:{_DAY if _is_midnight(local) else _MINUTE}}"


def _last_words(at: datetime) -> str:
    """Up to a day's end is written as that day."""
    local = at.astimezone(zone())
    if _is_midnight(local):
        return f"{(at - timedelta(seconds=1)).astimezone(zone()):{_DAY}}"
    return f"{local:{_MINUTE}}"


def _is_midnight(local: datetime) -> bool:
    return (local.hour, local.minute) == (0, 0)
