"""A model's last half year as a small timeline, for the tab in the inventory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.queries.lineage import Lineage
from app.models.queries.lookups import StageRef
from app.views.charts.chart import ChartPanel
from app.views.charts.timeline import Timeline
from app.views.language import tr
from app.views.panels import lineage_data
from app.views.shown_time import shown_now
from app.views.widgets.basics import caption, row
from app.views.widgets.button import Button, Kind
from app.views.zones import zone

SPAN = timedelta(days=200)


class CompactLineage(QWidget):
    """`opened` asks for the whole lineage."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.timeline = Timeline(tr("Lineage of the last months"))
        self.panel = ChartPanel(self.timeline)
        self._note = caption()
        link = Button(tr("Open lineage"), kind=Kind.LINK, keys="L")
        link.clicked.connect(lambda _checked: self.opened.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(row(self._note, None, link))
        layout.addWidget(self.panel, 1)
        self.timeline.cursor_moved.connect(self._note.setText)

    def clear(self) -> None:
        self._note.setText(tr("Reading…"))
        self.timeline.set_data((), (), (), now=shown_now().astimezone(zone()))

    def show_lineage(self, lineage: Lineage, stages: Sequence[StageRef]) -> None:
        self.timeline.set_data(
            lineage_data.lanes(stages, is_compact=True),
            lineage_data.events(lineage),
            lineage_data.bars(lineage),
            now=lineage.end,
        )
        self.timeline.set_view(lineage.start, lineage.end + SPAN / 20)
        self._note.setText(
            tr("{events} in the last %n day(s)", "", SPAN.days).format(
                events=tr("%n event(s)", "", lineage.event_count)
            )
        )
