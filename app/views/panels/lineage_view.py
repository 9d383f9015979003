"""The timeline over its overview, with what the marks mean and which keys there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.lineage import Lineage
from app.models.queries.lineage_reviews import LineageReviewRow
from app.models.queries.lookups import StageRef
from app.views import theme
from app.views.cells import State, Status
from app.views.charts.overview import Overview
from app.views.charts.timeline import Timeline
from app.views.charts.timeline_data import Mark, TimelineEvent
from app.views.charts.timeline_marks import draw_mark
from app.views.language import N_, tr
from app.views.panels import lineage_data
from app.views.widgets.basics import Divider, Pane, StateChip, caption
from app.views.widgets.key_hints import KeyHints
from app.views.zones import zone

LEGEND = (
    (Status.OK, N_("pass")),
    (Status.FAILED, N_("fail")),
    (Status.WARNING, N_("warning")),
    (Status.CRITICAL, N_("critical")),
)
MARKS = ((Mark.SIGNED, N_("approval")), (Mark.DOT, N_("data, document")))
KEYS = (
    ("← →", N_("event")), ("↑ ↓", N_("lane")), ("+ −", N_("zoom")), ("[ ]", N_("range")),
    ("A", N_("as of")),
)  # fmt: skip
COLUMNS = 120


class LineageView(Pane):
    """One time range seen above, the whole life below; each moves the other."""

    range_seen = Signal(object, object)  # datetime, datetime: to be read

    def __init__(self) -> None:
        super().__init__()
        self.timeline = Timeline()
        self.timeline.setObjectName("lineage.timeline")
        self.overview = Overview(tr("Overview"))
        self.overview.setObjectName("lineage.overview")
        self.overview.align_to(self.timeline.head_width)
        legend = QHBoxLayout()
        legend.setContentsMargins(16, 6, 12, 6)
        legend.setSpacing(14)
        for status, word in LEGEND:
            legend.addWidget(StateChip(State(status, tr(word))))
        for mark, word in MARKS:
            legend.addWidget(MarkSample(mark, tr(word)))
        legend.addWidget(KeyHints(KEYS), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.timeline, 1)
        layout.addWidget(Divider())
        layout.addWidget(self.overview)
        layout.addWidget(Divider())
        self._legend = QWidget()
        self._legend.setLayout(legend)
        layout.addWidget(self._legend)
        self.timeline.view_changed.connect(self._on_timeline_view_changed)
        self.timeline.range_chosen.connect(self._on_timeline_range_chosen)
        self.overview.window_changed.connect(self.timeline.set_view)
        self.setFocusProxy(self.timeline)

    def set_range(self, start: datetime, end: datetime) -> None:
        """See this stretch, with room for "now" at its right."""
        self.timeline.set_view(start, end + (end - start) / 24)

    def show_lineage(self, lineage: Lineage, stages: Sequence[StageRef], *, now: datetime) -> None:
        self.timeline.set_data(
            lineage_data.lanes(stages),
            lineage_data.events(lineage),
            lineage_data.bars(lineage),
            now=now,
        )
        first, last = lineage.first_at, max(lineage.last_at or now, now)
        if first is None or last - first < timedelta(minutes=1):
            first = last - timedelta(days=1)
        counts = [0] * COLUMNS
        for mark in lineage.overview:
            share = (mark.at - first) / (last - first)
            counts[min(COLUMNS - 1, max(0, int(share * COLUMNS)))] += mark.count
        self.overview.set_data(first, last, counts)

    def forget_shown(self) -> None:
        """It is of another instant than what is being read."""
        start, end = self.timeline.seen
        self.timeline.set_data((), (), (), now=end)
        self.overview.set_data(start, end, ())
        self.show_reviews(())

    def show_reviews(self, rows: Sequence[LineageReviewRow]) -> None:
        self.timeline.set_reviewed(lineage_data.reviews(rows))

    def _on_timeline_view_changed(self, start: datetime, end: datetime) -> None:
        self.overview.set_window(start, end)
        self.range_seen.emit(start, end)

    def _on_timeline_range_chosen(self, first: datetime, last: datetime) -> None:
        if last > first:
            self.set_range(first, last)


class MarkSample(QWidget):
    """A mark with its word, for the legend."""

    def __init__(self, mark: Mark, word: str) -> None:
        super().__init__()
        self._event = TimelineEvent(word, "", datetime.now().astimezone(zone()), word, mark)
        self._word = caption(word)
        layout = QHBoxLayout(self)
        theme.keep_sized(self, lambda: layout.setContentsMargins(theme.px(15), 0, 0, 0))
        layout.addWidget(self._word)
        self.setAccessibleName(word)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_mark(painter, QPointF(theme.px(6), self.height() / 2), self._event, False)
        painter.end()
