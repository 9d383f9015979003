"""A limit tried on what was measured: the trend, another number, and how often it would fire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.dmn.limits import plain
from app.models.queries.limit_trial import try_limit
from app.models.queries.monitor_page import MonitorPage
from app.models.queries.monitoring import Limit as StoredLimit
from app.models.queries.monitoring import Switch
from app.texts import told
from app.views import cells, theme
from app.views.charts.chart import ChartPanel
from app.views.charts.limit import Limit
from app.views.charts.trend import Happening, TrendChart, TrendPoint
from app.views.language import tr
from app.views.panels.monitoring_words import bound_words, fired_words, limit_words, times
from app.views.theme import FontRole
from app.views.widgets.basics import ElidedLabel, ShorterLabel, StyledLabel
from app.views.widgets.button import Button, Kind
from app.views.widgets.fields import NumberBox
from app.views.widgets.wrap import wrapping_row

_NOTE_FROM = 440  # px: with title, number and button
_PLACES = 3  # behind the point, at least


class LimitTrial(QWidget):
    """`asked` wants the tried number for good, `all_asked` the worst of all features again."""

    asked = Signal()
    all_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._page: MonitorPage | None = None
        self._why_not = ""
        self.trend = TrendChart(tr("Worst of all features"), can_edit_limit=True)
        self.trend.setObjectName("monitoring.trend")
        self.box = NumberBox(tr("Threshold to try"))
        self.box.setObjectName("monitoring.threshold")
        self.box.setDecimals(_PLACES)
        self.box.setRange(-1e9, 1e9)
        self.box.setSingleStep(0.01)
        self.box.setFixedWidth(theme.px(80))
        self.save = Button(tr("Propose…"), changes=True)
        self.save.setObjectName("monitoring.propose")
        self.save.setAccessibleName(tr("Propose this limit…"))
        self.save.clicked.connect(lambda _on: self.asked.emit())
        self.fired = StyledLabel("", wraps=True)
        self.fired.setObjectName("monitoring.fired")
        self._note = ElidedLabel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.title = ShorterLabel(FontRole.STRONG, is_secondary=False)
        self.title.set_words(tr("Threshold, back-tested"), tr("Threshold"))
        layout.addWidget(head(self.title, self._note, self.box, self.save))
        layout.addWidget(ChartPanel(self.trend), 1)
        layout.addWidget(self.fired)
        self.all = Button(kind=Kind.LINK)
        self.all.setObjectName("monitoring.all")
        self.all.hide()
        self.all.clicked.connect(lambda _on: self.all_asked.emit())
        layout.addWidget(wrapping_row(self.all))
        self.box.valueChanged.connect(self.trend.move_limit)
        self.trend.limit_changed.connect(self._on_limit_changed)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rather no note than three dots."""
        super().resizeEvent(event)
        self._note.setVisible(self.width() >= theme.px(_NOTE_FROM))

    @property
    def tried(self) -> StoredLimit | None:
        """The limit with the number that is tried; None: there is none to try."""
        page, drawn = self._page, self.trend.limit
        if page is None or page.limit is None or drawn is None:
            return None
        return replace(page.limit, value=drawn.value)

    def why_same(self) -> str:
        """Why there is nothing to ask for."""
        tried, page = self.tried, self._page
        if tried is None or page is None or page.limit is None:
            return tr("There is no limit to change.")
        if is_part(page):
            return tr("A limit holds for all features: look at all of them first.")
        is_same = abs(tried.value - page.limit.value) < 1e-9
        return tr("Try another number first.") if is_same else ""

    def show_page(self, page: MonitorPage, why_not: str, *, is_other: bool) -> None:
        """`why_not`: why no other limit can be asked for; the number that is tried stays."""
        stored = self._page.limit if self._page else None
        is_other = is_other or stored != page.limit
        self._page, self._why_not = page, why_not
        limit = drawn(page.limit)
        kept = self.trend.limit if not is_other else None
        self.trend.set_data(points(page.worst), kept or limit, switch_marks(page.switches))
        self._say_whose(page)
        self.box.setEnabled(limit is not None)
        if limit is not None and is_other:
            places = len(plain(limit.value).partition(".")[2])
            self.box.setDecimals(max(_PLACES, places))
            self._show_number(limit.value)
        self._say_fired()

    def _say_whose(self, page: MonitorPage) -> None:
        """The curve names its feature, or says that it is of all of them."""
        count = page.heat.feature_count
        if page.chosen:
            title = tr("{feature}, back-tested").format(feature=page.chosen)
            self.title.set_words(title, page.chosen)
        elif count > 1:
            title = tr("Worst of {count}, back-tested").format(count=count)
            fewer = tr("Worst of {count}").format(count=count)
            self.title.set_words(title, fewer, tr("Worst"))
        else:
            self.title.set_words(tr("Threshold, back-tested"), tr("Threshold"))
        self._note.setText(cells.duration(page.lasts.total_seconds()) if count else "")
        of_all = tr("Worst of all {count} features")
        if page.heat.is_of_groups:
            of_all = tr("Worst of all {count} groups")
        self.all.setText(of_all.format(count=count))
        self.all.setVisible(is_part(page))

    def _show_number(self, value: float) -> None:
        self.box.blockSignals(True)
        self.box.setValue(value)
        self.box.blockSignals(False)

    @Slot(float)
    def _on_limit_changed(self, value: float) -> None:
        """What is dragged has more digits than anybody is shown: the number in the box counts."""
        self._show_number(value)
        if self.box.value() != value:
            self.trend.move_limit(self.box.value())
            return
        self._say_fired()

    def _say_fired(self) -> None:
        page, tried = self._page, self.tried
        self.fired.setVisible(not self.trend.why_empty)
        self.save.set_blocked(self._why_not or self.why_same())
        if page is None or page.limit is None or tried is None:
            why = told(page.judging.why) if page is not None else ""
            self.fired.setText(why or tr("No threshold: nothing would have fired."))
            return
        words = trial_words(page, tried)
        self.fired.setText(
            tr("{words}. As stored it fires where a value is {limit_words}.").format(
                words=words, limit_words=limit_words(page.limit)
            )
        )


def trial_words(page: MonitorPage, tried: StoredLimit) -> str:
    """ "With 0.25 it would have fired 3 times in 90 days; with 0.30 once"."""
    stored = page.limit
    if stored is None:
        return ""
    words = fired_words(stored, len(try_limit(page.nights, stored).fires), page.lasts)
    if abs(tried.value - stored.value) < 1e-9:
        return words
    return tr("{fired}; with {value} {times}").format(
        fired=words,
        value=bound_words(tried),
        times=times(len(try_limit(page.nights, tried).fires)),
    )


def is_part(page: MonitorPage) -> bool:
    """One feature of several is looked at."""
    return bool(page.chosen) and page.heat.feature_count > 1


def points(pairs: Sequence[tuple[datetime, float | None]]) -> list[TrendPoint]:
    return [TrendPoint(at, value) for at, value in pairs]


def switch_marks(switches: Sequence[Switch]) -> list[Happening]:
    """From where on the curve is of another version."""
    return [Happening(one.at, f"v{one.version}") for one in switches]


def drawn(limit: StoredLimit | None) -> Limit | None:
    """The chart's limit says what holds when all is well, the stored one what fails."""
    if limit is None:
        return None
    holds = {">=": "<", ">": "<=", "<=": ">", "<": ">="}[limit.operator]
    return Limit(limit.value, holds, low=limit.low)


def head(title: ElidedLabel, note: ElidedLabel, *acts: QWidget) -> QWidget:
    """The note has what the title leaves: that one names the chart."""
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    layout.addWidget(title)
    layout.addWidget(note, 1)
    layout.addStretch()
    for one in acts:
        layout.addWidget(one)
    return holder
