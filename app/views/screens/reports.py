"""Reports: how the enterprise stands, each figure with the rows behind it, as of a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.home_figures import Tile
from app.models.queries.reports import Report, load_report
from app.views import theme
from app.views.cards import CARDS
from app.views.cells import moment_in_full
from app.views.language import N_, tr
from app.views.panels.home_parts import TileRow
from app.views.panels.list_export import Fields, ListFile, add_list_export, file_of_rows
from app.views.panels.parts import ScrollColumn
from app.views.screen import SCREENS, Screen, ScreenWindow
from app.views.shown_time import shown_now
from app.views.widgets.basics import Divider, SectionLabel, caption, screen_title
from app.views.widgets.placeholders import SkeletonRows
from app.views.widgets.wrap import wrapping_row

REFRESH_MS = 60_000  # what is late becomes so by the clock alone
TO_COME = (
    N_("Quarters beside each other, a trend of each figure, and targets."),
    N_("Where the time goes between ready and in business, step by step."),
    N_("The maturity assessment, and a report by mail every month."),
)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure as a line of a file."""

    tile: Tile
    as_of: datetime


FIELDS: Fields[_Figure] = (
    ("figure", lambda one: one.tile.code),
    ("count", lambda one: one.tile.count),
    ("median_seconds", lambda one: one.tile.span_s),
    ("of_which", lambda one: "; ".join(f"{name}: {count}" for name, count in one.tile.parts)),
    ("as_of_utc", lambda one: one.as_of),
)


@SCREENS.register("reports")
class ReportsScreen(Screen):
    card = CARDS["reports"]

    def __init__(self, shell: ScreenWindow) -> None:
        super().__init__(shell)
        self.report: Report | None = None
        self._clock = QTimer(self, interval=REFRESH_MS)
        self._clock.timeout.connect(self.refresh)
        self._build_layout()
        for one in (self.figures, self.gaps):
            one.opened.connect(self._on_tile_opened)
            one.again_asked.connect(self.refresh)
        self.backend.moment_changed.connect(self.refresh)
        self.backend.decider_changed.connect(self._on_backend_decider_changed)
        add_list_export(self, self._file)

    def _build_layout(self) -> None:
        self.as_of = caption()
        self.as_of.setObjectName("reports.as_of")
        head = wrapping_row(screen_title(tr(self.card.title)), None, self.as_of)
        head.setContentsMargins(24, 12, 24, 8)
        self.figures = TileRow(tr("At a glance"), "reports")
        self.gaps = TileRow(tr("Gaps in your scope"), "reports")
        self._loading = SkeletonRows(rows=4)
        self._loading.setMinimumHeight(theme.px(4 * 28))
        self._later = QWidget()
        later = QVBoxLayout(self._later)
        later.setContentsMargins(0, 8, 0, 0)
        later.setSpacing(6)
        later.addWidget(SectionLabel(tr("Still to come")))
        for words in TO_COME:
            later.addWidget(caption(tr(words), wraps=True))
        self.area = ScrollColumn(tr(self.card.title), margins=(24, 14, 24, 24))
        self.area.column.setSpacing(20)
        self.area.column.addWidget(self._loading, 1)
        for part in (self.figures, self.gaps, self._later):
            self.area.column.addWidget(part)
        self.area.column.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (head, Divider(), self.area):
            layout.addWidget(part)
        self._show_parts()

    @override
    def refresh(self) -> None:
        me = self.backend.decider.id
        self.backend.read(self._show, load_report, me, now=shown_now())

    def _show(self, report: Report) -> None:
        self.report = report
        when = moment_in_full(report.as_of)
        self.as_of.setText(tr("As of {when}, of all models that you may see").format(when=when))
        self.figures.set_tiles(report.figures, has_models=report.has_models)
        self.gaps.set_tiles(report.gaps, has_models=report.has_models)
        self._show_parts()

    def _show_parts(self) -> None:
        is_read = self.report is not None
        self._loading.setVisible(not is_read)
        for part in (self.as_of, self.figures, self.gaps, self._later):
            part.setVisible(is_read)

    def _on_backend_decider_changed(self, _decider: object) -> None:
        """What somebody else saw is not shown meanwhile."""
        self.report = None
        self._show_parts()
        self.refresh()

    def _on_tile_opened(self, tile: Tile) -> None:
        """The rows behind a figure: its screen opens with its filter."""
        self.shell.go(tile.screen, filter_text=tile.filter)

    def _file(self) -> ListFile | None:
        if self.report is None:
            return None
        tiles = (*self.report.figures, *self.report.gaps)
        rows = [_Figure(one, self.report.as_of) for one in tiles]
        return file_of_rows("reports", FIELDS, rows)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()
        super().hideEvent(event)

    @override
    def focus_list(self) -> None:
        (self.figures.first or self.area).setFocus()

    @override
    def panes(self) -> list[QWidget]:
        found = [one.first for one in (self.figures, self.gaps)]
        return [one for one in found if one is not None] or [self.area]
