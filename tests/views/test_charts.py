"""Charts: the picture, the table and the spoken cursor say the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLabel

from app.errors import InputError
from app.views import language, painting, theme
from app.views.charts import timeline_marks
from app.views.charts.chart import Chart, ChartPanel
from app.views.charts.distribution import Distribution, DistributionChart, name_place
from app.views.charts.heat_map import HeatMap, heat_color
from app.views.charts.limit import Limit
from app.views.charts.overview import Overview
from app.views.charts.plot import PlotChart
from app.views.charts.timeline_data import Cluster, Mark, TimelineEvent
from app.views.charts.trend import Happening, TrendChart, TrendPoint, beyond, breaches, side_by_side
from app.views.panels.monitoring_limit import LimitTrial
from app.views.tokens import DARK, LIGHT
from tests.views import chart_samples as data
from tests.views.charts_kit import diagram, gantt, show, timeline
from tests.views.sample_rows import NOW


def trend(qtbot, **kwargs) -> TrendChart:
    chart = TrendChart("PSI", **kwargs)
    chart.set_data(*data.trend())
    return show(qtbot, chart)


def heat(qtbot) -> HeatMap:
    chart = HeatMap("PSI per feature")
    chart.set_data(*data.heat())
    return show(qtbot, chart)


def distribution(qtbot) -> DistributionChart:
    chart = DistributionChart("Distribution")
    chart.set_data(data.distribution())
    return show(qtbot, chart)


def overview(qtbot) -> Overview:
    chart = Overview()
    chart.set_data(NOW - timedelta(days=700), NOW, [n % 7 for n in range(100)])
    return show(qtbot, chart, 700, 60)


ALL = pytest.mark.parametrize(
    "make", [trend, diagram, timeline, heat, gantt, distribution, overview]
)


@ALL
def test_every_chart_has_a_name_a_twin_and_a_speaking_cursor(qtbot, make):
    chart: Chart = make(qtbot)
    table = chart.table()
    assert chart.accessibleName()
    assert table.rows
    assert all(len(row) == len(table.headers) for row in table.rows)

    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(chart, key)
    assert chart.said


@ALL
def test_every_chart_follows_the_theme(qtbot, make):
    chart: Chart = make(qtbot)
    light = chart.grab().toImage()
    theme.apply(dark=True)

    corner = 5, chart.height() - 5
    assert light.pixelColor(*corner).lightness() > 128
    qtbot.waitUntil(lambda: chart.grab().toImage().pixelColor(*corner).lightness() < 128)


@pytest.mark.parametrize(
    ("kind", "none", "some"),
    [
        (TrendChart, ([TrendPoint(NOW, None)], Limit(0.2, "<")), data.trend()),
        (HeatMap, (["1 Nov", "2 Nov"], [], Limit(0.2, "<")), data.heat()),
        (DistributionChart, (Distribution((0, 1), (0,), (0,)),), (data.distribution(),)),
    ],
)
def test_an_empty_chart_says_why_without_axes(qtbot, kind, none, some):
    chart = kind("Drift")
    how = chart.accessibleDescription()
    panel = show(qtbot, ChartPanel(chart))
    chart.set_data(*none)
    chart.resize(400, 300)
    theme.apply(dark=True)  # drawn anew
    theme.apply(dark=False)
    assert chart.why_empty == chart.accessibleDescription() != how
    if isinstance(chart, PlotChart):
        assert chart.plot.isHidden()
        assert chart.why_empty in [one.text() for one in chart.findChildren(QLabel)]
    panel.toggle_table()
    said = [one.text() for one in panel.table.findChildren(QLabel)]
    assert panel.table.rows_model.rows or chart.why_empty in said

    panel.toggle_table()
    chart.set_data(*some)

    assert not chart.why_empty
    assert chart.accessibleDescription() == how
    assert not isinstance(chart, PlotChart) or chart.plot.isVisible()


@pytest.mark.parametrize("kind", [TrendChart, DistributionChart])
def test_a_chart_makes_its_plot_when_there_is_something_to_draw(qtbot, kind):
    chart = show(qtbot, kind("Drift"))
    theme.apply(dark=True)
    theme.apply(dark=False)
    if kind is DistributionChart:
        chart.set_none("They are not kept.")
    else:
        chart.set_data([])

    assert not chart.is_drawn
    assert not chart.findChildren(pg.PlotWidget)


def test_a_distribution_that_is_not_kept_gives_its_reason(qtbot):
    chart = distribution(qtbot)
    chart.set_none("They are not kept.")
    assert chart.why_empty == "They are not kept."
    assert not chart.table().rows
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert not chart.said


def test_numbers_on_the_axis_follow_the_names_of_categories(qtbot):
    chart = DistributionChart("Distribution")
    chart.set_data(Distribution.of_categories(("young", "old"), (1.0, 2.0), (2.0, 1.0)))
    show(qtbot, chart)
    axis = chart.plot.getAxis("bottom")
    assert axis._tickLevels is not None

    chart.set_data(data.distribution())

    assert axis._tickLevels is None


def test_the_axis_of_a_trend_writes_the_times_that_people_would(qtbot):
    chart = TrendChart("Drift")
    start = datetime(2026, 3, 14, 12, 7, tzinfo=UTC)
    chart.set_data([TrendPoint(start + timedelta(minutes=10 * n), 0.1) for n in range(7)])
    show(qtbot, chart)
    axis = chart.plot.getAxis("bottom")

    [(_, ticks)] = axis.tickValues(start.timestamp(), start.timestamp() + 3600, 600)
    seen = axis.tickStrings(ticks, 1.0, 3600)

    assert all(tick % 300 == 0 for tick in ticks)
    assert seen[0].startswith("14 Mar ")
    assert seen[1].endswith(("0", "5"))
    assert len(seen[1]) == len("12:30")
    [(_, days)] = axis.tickValues(start.timestamp(), start.timestamp() + 6 * 86400, 600)
    assert axis.tickStrings(days, 1.0, 86400)[:2] == ["15 Mar 2026", "16 Mar"]


def test_the_twin_comes_and_goes_by_key(qtbot):
    panel = show(qtbot, ChartPanel(heat(qtbot)))
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(panel.chart, Qt.Key.Key_T, both)
    assert panel.table.rows_model.rows[0][1][0] == "income"
    assert panel.currentWidget() is not panel.chart
    qtbot.keyClick(panel.table, Qt.Key.Key_T, both)
    assert panel.currentWidget() is panel.chart


def point(n: int, value: float | None) -> TrendPoint:
    return TrendPoint(NOW + timedelta(days=n), value)


def test_marks_that_stand_close_are_told_in_one_the_last_one_last():
    at = [NOW + timedelta(days=day) for day in (9, 0, 10, 30)]
    marks = [Happening(when, f"v{n}") for n, when in enumerate(at, 13)]

    groups = side_by_side(marks, timedelta(days=3))

    assert [[one.label for one in group] for group in groups] == [["v14"], ["v13", "v15"], ["v16"]]


def test_a_run_above_the_limit_fires_once_and_gaps_do_not_split_it():
    points = [point(n, v) for n, v in enumerate([0.1, 0.3, None, 0.4, 0.2, 0.26])]

    assert [p.value for p in breaches(points, Limit(0.25))] == [0.3, 0.26]


def test_the_area_beyond_a_limit_begins_and_ends_where_the_curve_meets_it():
    points = [point(n, v) for n, v in enumerate([0.1, 0.3, None, 0.4, 0.1])]

    xs, ys = beyond(points, Limit(0.2))

    days = [(x - NOW.timestamp()) / 86_400 for x in xs]
    assert days == pytest.approx([0, 0.5, 1, 1, 2, 3, 3, 3 + 2 / 3, 4])
    assert ys == pytest.approx([0.2, 0.2, 0.3, 0.2, 0.2, 0.2, 0.4, 0.2, 0.2])


def both_sides(qtbot) -> TrendChart:
    chart = TrendChart("Disparate impact")
    values = [1.0, 0.68, 0.72, 1.0, 1.48, None, 0.8, 1.25]
    chart.set_data([point(n, v) for n, v in enumerate(values)], Limit(1.25, "≤", low=0.8))
    return show(qtbot, chart, 320, 130)


def test_the_twin_writes_numbers_as_lists_do_and_its_file_all_digits(qtbot):
    language.use("nl")
    try:
        chart = both_sides(qtbot)
        panel = ChartPanel(chart)
        qtbot.addWidget(panel)
        panel.toggle_table()
        model = panel.table.rows_model
        shown = model.data(model.index(1, 1))
    finally:
        language.use("en")

    assert shown == "0,680"
    assert chart.table().rows[1][1] == "0.68"


@pytest.mark.parametrize(("code", "seen"), [("en", ["0.5", "1.0"]), ("nl", ["0,5", "1,0"])])
def test_axes_write_numbers_as_the_reader_does(qtbot, code: str, seen: list[str]):
    language.use(code)
    try:
        axis = both_sides(qtbot).plot.getAxis("left")
        assert axis.tickStrings([0.5, 1.0], 1.0, 0.5) == seen
    finally:
        language.use("en")


def test_the_label_of_a_limit_begins_where_it_hides_no_mark(qtbot):
    chart = TrendChart("Disparate impact")
    values = [1.3, *[1.0] * 15, 0.7, *[1.0] * 3, 0.7, 1.4, 1.0]
    chart.set_data([point(n, v) for n, v in enumerate(values)], Limit(1.25, "≤", low=0.8))
    show(qtbot, chart, 320, 130)

    start = chart.free_place()

    broken = [n for n, value in enumerate(values) if not 0.8 <= value <= 1.25]
    assert start == 2  # beside the mark of the first point, not on it
    assert not any(start - 1 <= n <= start + len(values) // 4 for n in broken)


def test_of_one_point_alone_the_label_of_its_limit_stands_beside_its_mark(qtbot):
    chart = TrendChart("Disparate impact")
    chart.set_data([point(0, 1.26)], Limit(1.25, "≤"))
    show(qtbot, chart, 300, 150)

    drawn = chart.plot.getPlotItem().items
    (label,) = (
        one for one in drawn if isinstance(one, pg.TextItem) and "limit" in one.toPlainText()
    )
    (mark,) = (
        spot
        for one in drawn
        if isinstance(one, pg.ScatterPlotItem) and one.opts["symbol"] == "s"
        for spot in one.points()
    )
    box = label.mapRectToScene(label.boundingRect())
    at = chart.plot.getPlotItem().vb.mapViewToScene(mark.pos())
    assert not box.adjusted(-5, -5, 5, 5).contains(at)


@pytest.mark.parametrize("can_edit", [True, False])
def test_breaches_are_numbered_where_words_say_how_many_and_right_of_the_axis(qtbot, can_edit):
    chart = TrendChart("PSI", can_edit_limit=can_edit)
    chart.set_data([point(n, v) for n, v in enumerate((0.3, 0.1, 0.4, 0.1))], Limit(0.2, "<"))
    show(qtbot, chart, 320, 130)

    labels = [one for one in chart.plot.getPlotItem().items if isinstance(one, pg.TextItem)]
    numbers = [one for one in labels if "limit" not in one.toPlainText()]

    assert [one.toPlainText() for one in numbers] == (["1", "2"] if can_edit else [])
    left = chart.plot.getViewBox().sceneBoundingRect().left()
    assert all(one.mapRectToScene(one.boundingRect()).left() >= left for one in numbers)


def test_a_limit_with_two_sides_is_drawn_and_broken_on_both(qtbot):
    chart = both_sides(qtbot)
    drawn = chart.plot.getPlotItem().items
    lines = {one.value() for one in drawn if isinstance(one, pg.InfiniteLine)}
    marks = [
        spot.pos().y()
        for one in drawn
        if isinstance(one, pg.ScatterPlotItem)
        for spot in one.points()
    ]

    assert lines == {0.8, 1.25}
    assert sorted(marks) == [0.68, 0.72, 1.48]  # each breach, not only the first of a run
    assert chart.fired() == 2
    assert [row[2] for row in chart.table().rows].count("over") == 1
    assert [row[2] for row in chart.table().rows].count("under") == 2
    assert chart.table().headers[2] == "Limit 0.8 to 1.25"


def test_the_names_of_a_low_distribution_are_in_sight(qtbot):
    chart = DistributionChart("Distribution")
    values = (5.0, 10.0, 20.0, 10.0)
    chart.set_data(Distribution((0.0, 1.0, 2.0, 3.0, 4.0), values, values, current_name="20 Nov"))
    show(qtbot, chart, 360, 150)
    view = chart.plot.getViewBox()
    for label in (one for one in chart.plot.getPlotItem().items if isinstance(one, pg.TextItem)):
        box = label.mapRectToScene(label.boundingRect())
        assert view.sceneBoundingRect().top() <= box.top(), label.toPlainText()


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=30), st.floats(0.1, 0.9))
def test_a_higher_limit_is_over_less_often(values, limit):
    points = [point(n, value) for n, value in enumerate(values)]
    over = [v for v in values if v is not None and Limit(limit).is_breached_by(v)]

    assert len(breaches(points, Limit(limit))) <= len(over)
    assert not breaches(points, Limit(1.1))


@pytest.mark.parametrize(
    ("operator", "value", "over"),
    [("<", 0.25, True), ("≤", 0.25, False), (">", 0.2, True), ("≥", 0.25, False)],
)
def test_a_limit_says_what_holds_when_all_is_well(operator, value, over):
    assert Limit(0.25, operator).is_breached_by(value) == over


def test_the_threshold_moves_by_arrow_keys_and_counts_again(qtbot):
    chart = trend(qtbot, can_edit_limit=True)
    assert chart.fired() == 3
    with qtbot.waitSignal(chart.limit_changed) as changed:
        qtbot.keyClick(chart, Qt.Key.Key_Up)
    assert changed.args == [0.26]
    chart.move_limit(0.30)

    assert chart.fired() == 1
    assert chart.said == "limit 0.3, fires 1 times"


def test_missing_batches_are_said_not_drawn_as_zero(qtbot):
    rows = {row[1] for row in trend(qtbot).table().rows}

    assert "no batch" in rows
    assert "0" not in rows


def test_reference_and_current_need_the_same_bins():
    with pytest.raises(InputError):
        Distribution((0.0, 1.0), (1.0,), (1.0, 2.0))


def test_a_distribution_reads_as_shares(qtbot):
    chart = DistributionChart("Channel")
    chart.set_data(Distribution.of_categories(["web", "app"], [1, 3], [2, 2]))
    show(qtbot, chart)

    assert chart.table().rows == (("web", "25 %", "50 %"), ("app", "75 %", "50 %"))


BOUNDS = st.floats(0.01, 1)
LIMITS = st.one_of(
    st.builds(Limit, BOUNDS, st.sampled_from(["<", "<=", ">", ">="])),
    st.builds(lambda low, room: Limit(low + room, "≤", low), BOUNDS, BOUNDS),
)


@given(st.floats(-1, 3), LIMITS, st.booleans())
def test_the_heat_ramp_breaks_where_the_verdict_does(value, limit, dark):
    t = DARK if dark else LIGHT

    assert (heat_color(value, limit, t) in t.heat_above) == limit.is_breached_by(value)


@pytest.mark.parametrize(
    ("limit", "values", "steps"),
    [
        (Limit(0.2), (0.02, 0.1, 0.19, 0.21, 0.26, 0.4), (0, 1, 2, 3, 4, 5)),  # PSI
        (Limit(0.8, ">="), (1.6, 1.2, 0.81, 0.79, 0.55, 0.3), (0, 1, 2, 3, 4, 5)),  # an accuracy
        (Limit(1.2, "≤", 0.8), (1.0, 1.1, 1.19, 1.21, 1.3, 1.4), (0, 1, 2, 3, 4, 5)),
        (Limit(1.2, "≤", 0.8), (1.0, 0.9, 0.81, 0.79, 0.7, 0.6), (0, 1, 2, 3, 4, 5)),
    ],
)
def test_a_value_is_as_warm_as_it_is_grave_on_either_side(limit, values, steps):
    ramp = (*LIGHT.heat_below, *LIGHT.heat_above)

    assert tuple(ramp.index(heat_color(one, limit, LIGHT)) for one in values) == steps


def test_the_heat_map_reads_and_opens_a_cell(qtbot):
    chart = heat(qtbot)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.current == ("income", "14 Mar")
    assert chart.said.endswith("over the limit")
    with qtbot.waitSignal(chart.activated) as opened:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert opened.args == [("income", "14 Mar")]


@pytest.mark.parametrize("height", [150, 400])
def test_the_number_of_a_breach_has_room_above_the_highest_point(qtbot, height):
    chart = TrendChart("PSI of income")
    qtbot.addWidget(chart)
    days = [datetime(2026, 3, day, tzinfo=UTC) for day in range(1, 6)]
    values = (0.1, 0.1, 0.1, 0.2, 0.45)

    chart.set_data(list(map(TrendPoint, days, values)), Limit(0.3))
    chart.resize(320, height)
    chart.show()
    qtbot.waitExposed(chart)

    view = chart.plot.getViewBox()
    highest = view.mapViewToDevice(QPointF(days[-1].timestamp(), 0.45)).y()
    top = view.mapViewToDevice(QPointF(days[-1].timestamp(), view.viewRange()[1][1])).y()
    assert highest - top >= 20


def test_the_number_in_the_box_is_what_counts_when_the_limit_is_dragged(qtbot):
    trial = LimitTrial()
    qtbot.addWidget(trial)
    trial.trend.set_data([], Limit(0.2, "<"))

    trial.trend.move_limit(0.30486)

    assert trial.trend.limit == Limit(0.305, "<")
    assert trial.box.value() == 0.305


def test_the_word_for_now_is_whole_where_now_is_the_edge(qtbot):
    chart = timeline(qtbot)
    chart.set_view(NOW - timedelta(days=100), NOW + timedelta(hours=1))
    seen = chart.grab().toImage()
    heads = range(4, 32)  # px: where the months and "now" are named

    edge = {seen.pixelColor(seen.width() - 3, y).name() for y in heads}

    assert edge == {theme.tokens().base.lower()}


def test_now_is_named_only_where_it_is_seen_and_no_day_is_written_over_it(qtbot, monkeypatch):
    chart = timeline(qtbot)
    draw, written = painting.draw_text, {}

    def listening(painter, x, middle, text, *look):
        width = draw(painter, x, middle, text, *look)
        if middle < 30:  # above the lanes
            written[text] = (x, x + width)
        return width

    monkeypatch.setattr(painting, "draw_text", listening)
    long_ago = NOW - timedelta(days=40_000)
    chart.set_view(long_ago, long_ago + timedelta(days=3))
    chart.grab()
    assert written
    assert "now" not in written

    for hours in range(0, 48, 3):
        written.clear()
        chart.set_view(NOW - timedelta(days=3), NOW + timedelta(hours=hours))
        chart.grab()
        left, right = written.pop("now")
        assert all(end <= left or begin >= right for begin, end in written.values())


def test_a_mark_of_several_events_says_times_and_no_number_that_reads_as_a_version(
    qtbot, monkeypatch
):
    said = []
    monkeypatch.setattr(painting, "draw_text", lambda _p, _x, _y, text, *_rest: said.append(text))
    events = tuple(
        TimelineEvent(f"{n}", NOW, "Snapshots", "snapshot taken", mark=Mark.DIAMOND)
        for n in range(12)
    )
    picture = QImage(200, 40, QImage.Format.Format_ARGB32)
    painter = QPainter(picture)
    timeline_marks._draw_count(painter, Cluster(events, 100.0), 20.0, events[0])
    painter.end()

    assert said == ["×12"]


def test_a_window_before_all_that_happened_leaves_the_name_of_the_overview(qtbot):
    chart = Overview()
    qtbot.addWidget(chart)
    chart.resize(600, 60)
    chart.set_data(NOW - timedelta(days=300), NOW, (1, 2, 3))
    chart.set_window(NOW - timedelta(days=300), NOW)
    beside = QRect(0, 0, 140, 60)
    name = chart.grab(beside).toImage()

    chart.set_window(NOW - timedelta(days=40_000), NOW - timedelta(days=39_900))

    assert chart.grab(beside).toImage() == name


def test_a_gap_that_a_later_run_of_the_day_made_good_is_not_hatched(qtbot):
    chart = trend(qtbot)
    days = [NOW + timedelta(days=n) for n in range(5)]
    missed = [TrendPoint(days[3], None), TrendPoint(days[4], None)]
    before = [TrendPoint(at, 0.1) for at in days[:3]]
    chart.set_data([*before, *missed], Limit(0.2, "<"))
    assert len(chart.gaps()) == 2

    chart.set_data([*before, *missed, TrendPoint(days[4] + timedelta(hours=2), 0.1)])

    assert len(chart.gaps()) == 1
    (start, end) = chart.gaps()[0]
    assert start < days[3].timestamp() < end < days[4].timestamp()
    dots = [one for one in chart.plot.items() if isinstance(one, pg.ScatterPlotItem)]
    assert sum(len(one.data) for one in dots) == 1


@pytest.mark.parametrize(
    ("n", "tops", "place"),
    [
        (3, [1, 2, 5, 9, 5, 2, 1, 1, 0, 0, 0, 0], (0.5, 9)),  # at the peak in the middle
        (5, [1, 2, 5, 9, 8, 6, 3, 2, 1, 0, 0, 0], (0.0, 6)),  # it falls to the right
        (5, [0, 0, 0, 1, 2, 3, 6, 8, 9, 5, 2, 1], (1.0, 3)),
        (0, [9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], (0.0, 9)),
        (1, [1, 2, 5, 9, 8, 6, 3, 2, 1, 0, 0, 0], (0.0, 9)),  # no room at the left: above them
        (11, [9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3], (1.0, 3)),
        (1, [6, 4, 2, 1], (0.0, 4)),  # few broad bars
    ],
)
def test_the_name_of_a_series_stands_where_bars_are_lower(n, tops, place):
    assert name_place(n, tops) == place
