"""One monitor: heat map over distribution and trend, each of them large too, and its runs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.monitor_page import MonitorPage, tests_of
from app.models.queries.monitoring import Limit, MonitorRow
from app.views import cells, theme
from app.views.cells import State, Status
from app.views.charts.chart import Chart, ChartPanel
from app.views.charts.distribution import Distribution, DistributionChart
from app.views.charts.heat_map import HeatMap, HeatRow
from app.views.charts.trend import TrendChart
from app.views.item_models.row_table import RowTableModel
from app.views.language import tr
from app.views.panels.limits import test_name
from app.views.panels.monitoring_challenge import ChallengeView
from app.views.panels.monitoring_legend import HeatLegend
from app.views.panels.monitoring_limit import LimitTrial, drawn, head, points, switch_marks
from app.views.panels.monitoring_reads import Shown
from app.views.panels.monitoring_runs import RUN_COLUMNS
from app.views.panels.monitoring_words import (
    about,
    columns_of,
    last_state,
    of_another,
    stage_of,
    ticks_of,
    when,
)
from app.views.panels.operate_column import Scrolled
from app.views.panels.pause_sheet import turn_words
from app.views.theme import FontRole
from app.views.widgets.basics import (
    Divider,
    ShorterLabel,
    StageChip,
    StateChip,
    StyledLabel,
    TitleLabel,
    caption,
    row,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.data_table import DataTable
from app.views.widgets.fields import Choice
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.search_box import SearchBox
from app.views.widgets.tabs import Hung, Tab, Tabs
from app.views.widgets.time_range import TimeRange
from app.views.widgets.wrap import WrapLayout, kept_whole, wrapping_row
from app.views.zones import zone

_BESIDE_FROM = 640  # of the mock-ups' pixels: name and buttons stand in one line
_AROUND = 36  # px: the margins of the page
_HEAT_LEAST = 330  # px: a dozen features and the dates below them
_TITLE_LEAST = 260  # px
_SEARCHED_FROM = 10  # features; fewer are seen at one look
_CHARTS_LEAST = 208  # px: a curve that can be read, with the words around it
_HIGH_FROM = 720  # of the mock-ups' pixels: the height from which rows are not pressed
_HEAT_MARGIN = 12  # px: of the panel around it
HEAT, TREND, DISTRIBUTION, CHALLENGE, RUNS = range(5)


def measured_words(page: MonitorPage) -> str:
    """Results of another version than the one that serves must not stand under its name."""
    last = of_another(page.detail.row)
    if last is None:
        return ""
    return tr("last run is of v{version}").format(version=last)


def _missed(page: MonitorPage) -> datetime | None:
    """When its last run was, where that was before the time that is shown."""
    last = page.detail.row.last_fire_at
    return last if last is not None and last < page.start else None


def _heat_words(page: MonitorPage) -> str:
    """How many series the map has, and of how many."""
    heat = page.heat
    count, shown = heat.feature_count, len(heat.rows)
    if heat.is_of_groups:
        title = tr("%n group(s)", "", count)
    else:
        title = tr("%n series", "", count) if count == 1 else tr("%n feature(s)", "", count)
    if page.search:
        found = tr("{found} of {features}").format(found=heat.found_count, features=title)
        return found if shown == heat.found_count else _first_words(found, shown)
    return title if shown == count else _first_words(title, shown)


def _first_words(features: str, shown: int) -> str:
    return tr("{features}, the first {shown}").format(features=features, shown=shown)


class _Yielding(QWidget):
    """Charts with words below: the height they would like at a width is not one they need.

    A column with words that wrap takes the one for the other, and presses what stands above.
    """

    @override
    def hasHeightForWidth(self) -> bool:
        return False


class MonitorView(QWidget):
    test_chosen = Signal(str)
    feature_chosen = Signal(str)
    feature_searched = Signal(str)  # empty: all of them
    distribution_asked = Signal(object, str)  # run id, feature
    run_asked = Signal()
    runbook_asked = Signal()
    pause_asked = Signal()  # or to let it go on
    limit_asked = Signal()  # the number that is tried, for good
    judge_asked = Signal()  # by the version of the policy that is in force

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: MonitorPage | None = None
        self._is_narrow = False
        self._at: datetime | None = None  # the run the distribution is of
        self._wanted_run: UUID | None = None  # to be chosen among the runs that come
        self._build_head()
        self._build_charts()
        self._build_layout()
        self._connect_signals()

    def _build_head(self) -> None:
        self.title = TitleLabel(role=FontRole.SCREEN_TITLE)
        self.measured = StyledLabel("", is_secondary=True)
        self.measured.setObjectName("monitoring.measured")
        self.stage = StageChip(cells.Stage(""))
        self.chip = StateChip(State(Status.UNKNOWN, ""))
        self.about = caption(wraps=True)
        self.run_button = Button(tr("Run now"), icon="play", keys="R", changes=True)
        self.run_button.setObjectName("monitoring.run")
        self.run_button.clicked.connect(self.run_asked)
        self.pause_button = Button(
            icon="pause", name=tr("Pause…"), kind=Kind.QUIET, changes=True
        )  # its words would push "Run now" below
        self.pause_button.setObjectName("monitoring.pause")
        self.pause_button.clicked.connect(self.pause_asked)
        self.runbook_button = Button(
            icon="book-open", name=tr("Runbook…"), kind=Kind.QUIET, keys="B"
        )
        self.runbook_button.setObjectName("monitoring.runbook")
        self.runbook_button.clicked.connect(self.runbook_asked)
        self.paused = StateChip(State(Status.WAITING, tr("paused"), is_chip=True))
        self.paused.setObjectName("monitoring.paused")
        self.paused.hide()
        self.test = Choice(tr("Test"))
        self.test.setObjectName("monitoring.test")
        self.range = TimeRange(tr("Range"))
        self.range.setObjectName("monitoring.range")
        self.judge_button = Button(changes=True)
        self.judge_button.setObjectName("monitoring.judge")
        self.judge_button.hide()
        self.judge_button.clicked.connect(lambda _on: self.judge_asked.emit())
        self.last_button = Button(kind=Kind.LINK, icon="history")
        self.last_button.setObjectName("monitoring.last")
        self.last_button.hide()
        self.last_button.clicked.connect(self._on_last_button_clicked)
        self.test.setMinimumWidth(theme.px(80))

    def _build_charts(self) -> None:
        self.heat = HeatMap(tr("Features by day"))
        self.heat.setObjectName("monitoring.heat")
        self.distribution = DistributionChart(tr("Distribution"))
        self.distribution.setObjectName("monitoring.distribution")
        # Those of a tab of their own come when it is shown: a plot costs 25 ms of the first look.
        self.large_distribution: DistributionChart | None = None
        self.large_trend: TrendChart | None = None
        self.trial = LimitTrial()
        self.trial.asked.connect(self.limit_asked)
        self.trial.all_asked.connect(lambda: self.feature_chosen.emit(""))
        self.trend, self.threshold, self.fired = (
            self.trial.trend, self.trial.box, self.trial.fired,
        )  # fmt: skip
        self.challenge = ChallengeView()
        self.legend = HeatLegend()
        self._heat_title = StyledLabel("", FontRole.STRONG)
        self._heat_order = caption(tr("worst first"))
        self.search = SearchBox(tr("Search features"), tr("Search features"))
        self.search.setObjectName("monitoring.search")
        self.search.searched.connect(self.feature_searched)
        theme.keep_sized(self.search, lambda: self.search.setFixedWidth(theme.px(180)))
        self._shown: Shown | None = None
        self._dist_titles: list[TitleLabel] = []
        self._dist_notes: list[ShorterLabel] = []
        # In no layout before its tab is looked at: what has no parent outlives the window.
        self._feature = Choice(tr("Feature of the trend"), parent=self)
        self._feature.hide()
        self._runs = RowTableModel(RUN_COLUMNS, lambda r: r.id, self)
        self.runs = DataTable(self._runs, tr("Runs of the monitor"))
        self.runs.setObjectName("monitoring.runs")

    def _build_layout(self) -> None:
        head = QWidget()
        head_layout = QVBoxLayout(head)
        head_layout.setContentsMargins(20, 12, 16, 4)
        head_layout.setSpacing(4)
        self._above = WrapLayout()
        for named in (self.title, self.stage, self.chip, self.paused):
            self._above.addWidget(named)
        self._above.add_stretch()
        for acts in (self.runbook_button, self.pause_button, self.run_button):
            self._above.addWidget(acts)
        holder = QWidget()
        holder.setLayout(self._above)
        head_layout.addWidget(holder)
        below = QHBoxLayout()
        below.addWidget(kept_whole(self.about), 1)
        below.addWidget(self.measured)
        below.addWidget(self.judge_button)
        head_layout.addLayout(below)
        head_layout.addWidget(self.last_button, alignment=Qt.AlignmentFlag.AlignLeft)
        self.tabs = Tabs(tr("Parts of the monitor"), each_its_room=True)
        self.tabs.add(Tab(tr("Heat map")), self._heat_page())
        self.tabs.add(Tab(tr("Trend")), self._trend_page)
        self.tabs.add(Tab(tr("Distribution")), self._distribution_page)
        self.tabs.add(Tab(tr("Champion / challenger")), self.challenge)
        self.tabs.add(Tab(tr("Runs")), self.runs)
        for one in (self.range, self.test):
            self.tabs.add_beside(one)
        inside = QWidget()
        inside_layout = QVBoxLayout(inside)
        inside_layout.setContentsMargins(20, 0, 16, 8)
        self.not_run = EmptyState(
            tr("This monitor has not run yet"),
            tr("Its features, series and distributions stand here after the first run."),
            pictures=("activity",),
        )
        inside_layout.addLayout(Hung(self.tabs))
        inside_layout.addWidget(self.not_run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(inside, 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.heat.set_tight(self.height() < theme.px(_HIGH_FROM))
        self._fit_heat()
        self._place_choices()

    def _place_choices(self) -> None:
        """Beside the names of the charts, where these are all seen then."""
        beside = sum(one.sizeHint().width() + 8 for one in (self.range, self.test))
        needed = max(theme.px(_BESIDE_FROM), self.tabs.bar.least_width + beside + _AROUND)
        is_narrow = self.width() < needed
        if is_narrow is not self._is_narrow:
            self._is_narrow = is_narrow
            self.run_button.set_terse(is_narrow)
            for one in (self.range, self.test):
                if is_narrow:
                    self.tabs.remove_beside(one)
                    self._above.addWidget(one)
                else:
                    self._above.removeWidget(one)
                    self.tabs.add_beside(one)

    def _heat_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(
            wrapping_row(self._heat_title, self._heat_order, self.search, None, self.legend)
        )
        self._heat_area = Scrolled(ChartPanel(self.heat))
        layout.addWidget(self._heat_area)
        layout.addWidget(Divider())
        below = _Yielding()
        below.setMinimumHeight(theme.px(_CHARTS_LEAST))
        lower = QHBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(16)
        self._counted, line = QWidget(), Divider(is_vertical=True)
        half = QHBoxLayout(self._counted)
        half.setContentsMargins(0, 0, 0, 0)
        half.setSpacing(16)
        half.addLayout(self._titled(self.distribution), 1)
        half.addWidget(line)
        lower.addWidget(self._counted, 1)
        lower.addWidget(self.trial, 1)
        layout.addWidget(below, 1)  # what the features do not need is room for their series
        return page

    def _titled(self, chart: DistributionChart) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        title, note = TitleLabel("", FontRole.STRONG), ShorterLabel()
        self._dist_titles.append(title)
        self._dist_notes.append(note)
        above = head(title, note)
        above.setMinimumHeight(theme.px(28))
        column.addWidget(above)
        column.addWidget(ChartPanel(chart), 1)
        return column

    def _trend_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 8, 0, 0)
        self._trend_of = row(StyledLabel(tr("Trend of"), FontRole.STRONG), self._feature, None)
        self._feature.show()
        layout.addWidget(self._trend_of)
        self.large_trend = TrendChart(tr("Trend"))
        layout.addWidget(ChartPanel(self.large_trend), 1)
        self._show_trend()
        return page

    def _show_trend(self) -> None:
        if self.large_trend is not None and self._page is not None:
            limit = drawn(self._page.heat_limit)
            marks = switch_marks(self._page.switches)
            self.large_trend.set_data(points(self._page.feature_series), limit, marks)
            self._trend_of.setVisible(bool(self._page.heat.rows))

    def _distribution_page(self) -> QWidget:
        page = QWidget()
        self.large_distribution = DistributionChart(tr("Distribution, large"))
        layout = self._titled(self.large_distribution)
        layout.setContentsMargins(0, 8, 0, 0)
        page.setLayout(layout)
        self.show_distribution(self._shown)
        return page

    def _connect_signals(self) -> None:
        self.test.activated.connect(self._on_test_activated)
        self._feature.activated.connect(
            lambda _n: self.feature_chosen.emit(self._feature.currentText())
        )
        self.heat.cursor_moved.connect(self._on_heat_moved)
        self.heat.activated.connect(lambda _cell: self.tabs.show_page(DISTRIBUTION))

    @property
    def tried(self) -> Limit | None:
        """The limit that is tried."""
        return self.trial.tried

    def why_same_limit(self) -> str:
        return self.trial.why_same()

    def show_page(self, page: MonitorPage, blocked: str, why_no_limit: str) -> None:
        """`blocked`: why it can't be run; `why_no_limit`: why no other limit can be asked for."""
        is_other = self._page is None or (page.detail.row.id, page.test) != (
            self._page.detail.row.id,
            self._page.test,
        )
        self._page = page
        one = page.detail.row
        self.title.setText(one.name)
        # Rather two lines than a title of a few letters, where days of one's own stand beside it.
        self.title.keep_whole_up_to(_TITLE_LEAST)
        version = f" v{one.serving_version}" if one.serving_version else ""
        has_run = one.last_run_id is not None
        for part in (self.tabs, self.range):
            part.setVisible(has_run)
        self.not_run.setVisible(not has_run)
        self.measured.setText(measured_words(page))
        self.measured.setVisible(bool(self.measured.text()))
        stage = stage_of(one)
        self.stage.setVisible(stage is not None)
        if stage is not None:
            self.stage.set_stage(stage)
        self.chip.set_state(last_state(one, is_chip=True))
        words = f"{one.model_name}{version}    {about(page.detail)}"
        if page.detail.has_unreadable_tests:
            unread = tr("Its tests can't be read, so it measures the usual ones. Make it anew.")
            words = f"{words}\n{unread}"
        self.about.setText(words)
        self.run_button.set_blocked(blocked)
        newer = page.judging.newer
        last = _missed(page)
        self.last_button.setVisible(last is not None)
        if last is not None:
            day = f"{last.astimezone(zone()):%Y-%m-%d}"
            self.last_button.setText(tr("Show the last run, {day}").format(day=day))
        self.judge_button.setVisible(bool(newer))
        self.judge_button.setText(tr("Judge by v{version}…").format(version=newer))
        self.judge_button.set_blocked(blocked)
        self._fill_choices(page)
        self._show_heat(page)
        self.trial.show_page(page, why_no_limit, is_other=is_other)
        self._show_trend()
        self._runs.set_rows(list(page.runs))
        self.runs.mark_ready()
        if self._wanted_run is not None:
            self.show_run(self._wanted_run)
            self._wanted_run = None
        self.tabs.set_tab(RUNS, Tab(tr("Runs"), len(page.runs)))
        self._place_choices()
        if is_other:
            self._at = None
        self._ask_distribution(page.feature)

    def show_run(self, run_id: UUID) -> None:
        """The tab of the runs, with this one chosen, at once or when the runs are read."""
        self._wanted_run = None if self.runs.select_key(run_id) else run_id
        self.tabs.show_page(RUNS)

    def show_pause(self, one: MonitorRow, blocked: str) -> None:
        """`blocked`: why it can't be paused, or let go on."""
        self.paused.setVisible(one.is_paused)
        words = turn_words(is_paused=one.is_paused)
        self.pause_button.setAccessibleName(words)
        self.pause_button.set_blocked(blocked)
        if not blocked:
            self.pause_button.setToolTip(f"{words} (P)")

    def _fill_choices(self, page: MonitorPage) -> None:
        keys = tests_of(page.detail)
        if [self.test.itemData(n) for n in range(self.test.count())] != list(keys):
            self.test.clear()
            for key in keys:
                self.test.addItem(test_name(key), key)
            self.test.updateGeometry()
        self.test.setCurrentIndex(max(0, self.test.findData(page.test)))
        self.test.setVisible(bool(keys))
        names = [each.feature for each in page.heat.rows]
        if [self._feature.itemText(n) for n in range(self._feature.count())] != names:
            self._feature.clear()
            self._feature.addItems(names)
            self._feature.updateGeometry()
        self._feature.setCurrentIndex(max(0, self._feature.findText(page.feature)))

    def _show_heat(self, page: MonitorPage) -> None:
        rows = [
            HeatRow(
                each.feature or test_name(page.test),
                tuple(cell.value if cell else None for cell in each.cells),
            )
            for each in page.heat.rows
        ]
        limit = drawn(page.heat_limit)
        none = tr("No feature matches “{query}”.").format(query=page.search) if page.search else ""
        fires = page.heat.fires
        self.heat.set_data(columns_of(fires), rows, limit, ticks=ticks_of(fires), why_none=none)
        self._fit_heat()
        self._heat_title.setText(_heat_words(page))
        self.legend.set_limit(test_name(page.test), limit)
        for part in (self._heat_title, self._heat_order, self.legend):
            part.setVisible(bool(rows) or bool(page.search))
        self.search.setVisible(page.heat.feature_count > _SEARCHED_FROM or bool(page.search))

    def _fit_heat(self) -> None:
        """As high as its rows with their dates, up to what leaves the series their room."""
        wanted = self.heat.sizeHint().height() + theme.px(_HEAT_MARGIN)
        self._heat_area.setMinimumHeight(min(wanted, theme.px(_HEAT_LEAST)))
        self._heat_area.setMaximumHeight(max(wanted, theme.px(84)))

    @Slot()
    def _on_last_button_clicked(self) -> None:
        last = _missed(self._page) if self._page is not None else None
        if self._page is not None and last is not None:
            self.range.widen_to(last, self._page.now)
            self.focus()  # the button goes

    @Slot()
    def _on_test_activated(self) -> None:
        self.test_chosen.emit(str(self.test.currentData() or ""))

    @Slot()
    def _on_heat_moved(self) -> None:
        page, cell = self._page, self.heat.current
        if page is None or cell is None:
            return
        column = self.heat.current_column
        self._at = page.heat.fires[column]
        self._ask_distribution(cell[0])
        if cell[0] != page.chosen and cell[0] in [each.feature for each in page.heat.rows]:
            self.feature_chosen.emit(cell[0])  # the curve beside is to be of the same one

    def _ask_distribution(self, feature: str) -> None:
        page = self._page
        if page is None:
            return
        run_id = self._run_at(page)
        if run_id is not None and feature:
            self.distribution_asked.emit(run_id, feature)
        else:
            self.show_distribution(None)

    def _run_at(self, page: MonitorPage) -> UUID | None:
        pairs = list(zip(page.heat.fires, page.heat.run_ids, strict=True))
        if self._at is not None:
            return next((run for at, run in pairs if at == self._at), None)
        return next((run for _, run in reversed(pairs) if run is not None), None)

    def show_distribution(self, shown: Shown | None) -> None:
        self._shown = shown
        self._counted.setVisible(self._is_counted(shown))
        charts = [one for one in (self.distribution, self.large_distribution) if one is not None]
        if shown is None or shown.distribution is None:
            reason = shown.reason if shown else self._why_none()
            for title, note in zip(self._dist_titles, self._dist_notes, strict=True):
                title.setText(
                    tr("Distribution of {feature}").format(feature=shown.feature)
                    if shown
                    else tr("Distribution")
                )
                note.set_words("", "")
            for chart in charts:
                chart.set_none(reason)
            return
        made = shown.distribution
        if made.labels:
            data = Distribution.of_categories(made.labels, made.reference, made.current)
        else:
            data = Distribution(made.edges, made.reference, made.current)
        data = Distribution(
            data.edges, data.reference, data.current, data.labels, current_name=when(shown.fire_at)
        )
        for chart in charts:
            chart.set_data(data)
        for title, note in zip(self._dist_titles, self._dist_notes, strict=True):
            title.setText(tr("Distribution of {feature}").format(feature=shown.feature))
            rows = cells.significant(shown.current_rows)
            note.set_words(
                tr("same {count} bins, share of {rows} rows").format(
                    count=len(data.current), rows=rows
                ),
                tr("%n row(s)", "", shown.current_rows),
            )

    def _is_counted(self, shown: Shown | None) -> bool:
        """Else the curve has the room: a share of a group, or of all rows, has no distribution."""
        if shown is not None and not shown.is_counted:
            return False
        page = self._page
        return (
            page is None or not page.heat.rows or bool(page.feature and not page.heat.is_of_groups)
        )

    def _why_none(self) -> str:
        page = self._page
        if page is None or not page.heat.rows:
            return tr("Nothing was measured in this time.")
        if not page.feature:  # a number of all rows together
            return tr("{feature} is not counted by value.").format(feature=test_name(page.test))
        return tr("There is no batch on this day.")

    def focus(self) -> None:
        part = self.chart or self.runs
        part.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def chart(self) -> Chart | None:
        """The chart of the tab that is shown; on the first one that with the focus, if any."""
        shown = self.tabs.current
        if shown == HEAT:
            return next(
                (one for one in (self.distribution, self.trend) if one.hasFocus()), self.heat
            )
        charts: dict[int, Chart | None] = {
            TREND: self.large_trend,
            DISTRIBUTION: self.large_distribution,
            CHALLENGE: self.challenge.chart,
        }
        return charts.get(shown)
