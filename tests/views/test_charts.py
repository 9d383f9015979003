"""Charts: the picture, the table and the spoken cursor say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QWidget

from app.errors import InputError
from app.models.bpmn.graph import ProcessDefinition
from app.models.bpmn.xml_io import parse
from app.views import language, theme
from app.views.cells import Status
from app.views.charts.bpmn_layout import lay_out, neighbour
from app.views.charts.bpmn_painter import ProcessDiagram, Progress
from app.views.charts.chart import Chart, ChartPanel
from app.views.charts.distribution import Distribution, DistributionChart
from app.views.charts.heat_map import HeatMap, heat_color
from app.views.charts.limit import Limit
from app.views.charts.overview import Overview
from app.views.charts.plot import PlotChart
from app.views.charts.steps_gantt import StepsGantt, TimeScale
from app.views.charts.timeline import Timeline
from app.views.charts.timeline_data import Lane, TimelineEvent, clusters, month_starts
from app.views.charts.trend import TrendChart, TrendPoint, beyond, breaches
from app.views.panels.monitoring_limit import LimitTrial
from app.views.tokens import DARK, LIGHT
from tests.views import chart_samples as data
from tests.views.sample_rows import NOW


def show(qtbot, chart: QWidget, width: int = 800, height: int = 500):
    qtbot.addWidget(chart)
    chart.resize(width, height)
    chart.show()
    chart.grab()
    return chart


def trend(qtbot, **kwargs) -> TrendChart:
    chart = TrendChart("PSI", **kwargs)
    chart.set_data(*data.trend())
    return show(qtbot, chart)


def diagram(qtbot) -> ProcessDiagram:
    chart = ProcessDiagram()
    chart.set_process(data.process())
    chart.set_progress(data.PROGRESS)
    return show(qtbot, chart)


def timeline(qtbot) -> Timeline:
    chart = Timeline()
    chart.set_data(*data.lineage(), now=NOW)
    chart.set_view(datetime(2025, 9, 22, tzinfo=UTC), datetime(2026, 3, 24, tzinfo=UTC))
    return show(qtbot, chart)


def heat(qtbot) -> HeatMap:
    chart = HeatMap("PSI per feature")
    chart.set_data(*data.heat())
    return show(qtbot, chart)


def gantt(qtbot) -> StepsGantt:
    chart = StepsGantt()
    chart.set_data(data.steps(), NOW)
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
    qtbot.wait(20)
    dark = chart.grab().toImage()

    corner = 5, chart.height() - 5
    assert light.pixelColor(*corner).lightness() > 128 > dark.pixelColor(*corner).lightness()


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


@pytest.mark.parametrize(("code", "seen"), [("en", ["0.5", "1.0"]), ("nl", ["0,5", "1,0"])])
def test_axes_write_numbers_as_the_reader_does(qtbot, code: str, seen: list[str]):
    language.use(code)
    try:
        axis = both_sides(qtbot).plot.getAxis("left")
        assert axis.tickStrings([0.5, 1.0], 1.0, 0.5) == seen
    finally:
        language.use("en")


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


def test_long_waits_are_broken_but_order_is_kept():
    start = NOW
    times = [start, start + timedelta(seconds=2), start + timedelta(days=40)]
    scale = TimeScale([*times, times[-1] + timedelta(minutes=30)])
    shares = [scale.share(at) for at in times]

    assert shares == sorted(shares)
    assert shares[2] < 0.95
    assert len(scale.breaks) == 1


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=12, unique=True))
def test_any_steps_fit_the_scale(minutes):
    times = [NOW + timedelta(minutes=m) for m in minutes]
    scale = TimeScale(times)
    shares = [scale.share(at) for at in sorted(times)]

    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


def test_a_step_keeps_its_mark_when_more_come(qtbot):
    chart = gantt(qtbot)
    chart.select("40")
    chart.set_data([data.steps()[3], *data.steps()[:3]], NOW)

    assert chart.current.name == "Approve, Risk"


def test_events_too_close_are_counted():
    at = [NOW + timedelta(minutes=m) for m in (0, 1, 2, 500)]
    events = [TimelineEvent(str(n), "l", when, "e") for n, when in enumerate(at)]
    events[1] = replace(events[1], status=Status.CRITICAL)
    stamps = [event.at.timestamp() for event in events]
    found = clusters(events, stamps, lambda stamp: (stamp - NOW.timestamp()) / 60, 60, _width)

    assert [len(cluster.events) for cluster in found] == [3, 1]
    assert found[0].worst.id == "1"


def _width(count: int) -> float:
    return 9.0 if count == 1 else 26.0 + 7.0 * len(str(count))


def test_chips_that_would_overlap_are_one():
    # Three days with results: 12, 12 and 6, each cluster too near the one before.
    minutes = [*range(12), *range(30, 36), *range(46, 58), *range(60, 66)]
    at = [NOW + timedelta(minutes=m) for m in minutes]
    events = [TimelineEvent(str(n), "l", when, "e") for n, when in enumerate(at)]
    stamps = [event.at.timestamp() for event in events]
    found = clusters(events, stamps, lambda s: (s - NOW.timestamp()) / 60, 60, _width)

    assert [len(cluster.events) for cluster in found] == [36]


@given(st.lists(st.integers(0, 5000), max_size=60))
def test_every_event_is_in_one_mark_and_marks_keep_apart(minutes):
    at = [NOW + timedelta(minutes=m) for m in sorted(minutes)]
    events = [TimelineEvent(str(n), "l", when, "e") for n, when in enumerate(at)]
    stamps = [event.at.timestamp() for event in events]
    found = clusters(events, stamps, lambda stamp: stamp / 60, 60, _width)

    assert [event for cluster in found for event in cluster.events] == events
    lasts = [cluster.events[-1].at for cluster in found]
    firsts = [cluster.events[0].at for cluster in found][1:]
    singles = [len(cluster.events) == 1 for cluster in found]
    gaps = [(b - a).total_seconds() / 60 for a, b in zip(lasts, firsts, strict=False)]
    assert all(gap >= 6 for gap, single in zip(gaps, singles, strict=False) if single)
    for one, other in pairwise(found):
        counts = len(one.events), len(other.events)
        if max(counts) > 1:
            assert other.x - one.x >= sum(map(_width, counts)) / 2


def test_months_start_on_the_first():
    starts = month_starts(datetime(2025, 11, 15, tzinfo=UTC), datetime(2026, 2, 2, tzinfo=UTC))

    assert [at.month for at in starts] == [12, 1, 2]


def test_the_timeline_is_walked_by_keys(qtbot):
    chart = timeline(qtbot)
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    first = chart.selected
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.selected.lane == first.lane
    qtbot.keyClick(chart, Qt.Key.Key_Up)
    assert chart.selected.lane != first.lane
    with qtbot.waitSignal(chart.as_of_requested) as asked:
        qtbot.keyClick(chart, Qt.Key.Key_A)
    assert asked.args == [chart.selected.at]
    qtbot.keyClick(chart, Qt.Key.Key_BracketLeft)
    qtbot.keyClick(chart, Qt.Key.Key_End)
    with qtbot.waitSignal(chart.range_chosen) as chosen:
        qtbot.keyClick(chart, Qt.Key.Key_BracketRight)
    assert chosen.args[0] < chosen.args[1]


def test_a_click_on_what_was_in_place_asks_what_served_then(qtbot):
    chart = timeline(qtbot)
    bar = next(one for one in chart._bars if one.until is None)
    y = next(box.center().y() for lane, box in chart._lane_boxes() if lane.key == bar.lane)
    inside = QPoint(round(chart._x(bar.since)) + 20, round(y))
    months = QPoint(inside.x(), 10)
    asked: list[datetime] = []
    chart.as_of_requested.connect(asked.append)

    for at in (inside, months):
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=at)
    assert asked == [chart._at(inside.x())] * 2
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=inside)
    qtbot.mouseMove(chart, inside - QPoint(40, 0))
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=inside - QPoint(40, 0))
    assert len(asked) == 2  # that was a drag
    assert bar.label in chart._bar_words(bar)


def test_a_chosen_event_comes_into_sight(qtbot):
    chart = timeline(qtbot)
    for _ in range(12):
        chart.zoom(0.5)
    qtbot.keyClick(chart, Qt.Key.Key_End)

    assert chart._start <= chart.selected.at <= chart._end


def test_the_diagram_tells_the_state_of_each_step(qtbot):
    chart = diagram(qtbot)
    rows = {row[0]: row for row in chart.table().rows}

    assert rows["Deploy"][2:4] == ("incident", "11 min")
    assert rows["Approve"][2] == "done"
    assert rows["Train"][2] == "not reached"
    assert rows["limits met?"][4] == "Approve, Review failed limits"


def test_the_diagram_is_walked_and_clicked(qtbot):
    chart = diagram(qtbot)
    chart.select("approve")
    with qtbot.waitSignal(chart.node_chosen) as chosen:
        qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chosen.args == ["match"]
    shape = chart._layout_.shapes["deploy"]
    at = QPointF(shape.x + 60, shape.y + 10) * chart.zoom + chart._offset
    with qtbot.waitSignal(chart.node_chosen) as clicked:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert clicked.args == ["deploy"]
    assert chart.said == "Deploy, incident, 11 min"


def test_zooming_keeps_the_point_and_fitting_shows_all(qtbot):
    chart = diagram(qtbot)
    before = (QPointF(100, 100) - chart._offset) / chart.zoom
    chart.zoom_by(2, QPointF(100, 100))
    after = (QPointF(100, 100) - chart._offset) / chart.zoom
    assert (before - after).manhattanLength() < 1e-6
    qtbot.keyClick(chart, Qt.Key.Key_F)
    left, top, right, bottom = chart._layout_.bounds
    for x, y in ((left, top), (right, bottom)):
        assert chart.rect().contains((QPointF(x, y) * chart.zoom + chart._offset).toPoint())


def test_a_process_without_a_diagram_is_laid_out_by_itself(qtbot):
    process = replace(data.process(), shapes=(), edges=())
    layout = lay_out(process)

    assert set(layout.shapes) == set(process.nodes)
    assert set(layout.edges) == set(process.flows)
    assert layout.shapes["freeze"].x > layout.shapes["start"].x
    chart = ProcessDiagram()
    chart.set_process(process)
    show(qtbot, chart)


def test_moving_nowhere_stays(qtbot):
    layout = lay_out(data.process())

    assert neighbour(layout, "start", -1, 0) == "start"


def test_the_whole_diagram_is_a_picture_for_a_file(qtbot):
    chart = diagram(qtbot)
    chart.zoom_by(4)  # what is seen of it does not matter
    image = QImage.fromData(chart.picture("png"))
    assert image.size() == chart.picture_size() * 2
    drawn = etree.fromstring(chart.picture("svg"))
    assert drawn.attrib["viewBox"] == f"0 0 {image.width() // 2} {image.height() // 2}"
    assert len(list(drawn.iter())) > 50  # vectors, not one picture


def test_an_empty_process_is_drawn_as_nothing(qtbot):
    chart = ProcessDiagram()
    chart.set_process(ProcessDefinition("p", "Empty", {}, {}))
    chart.set_progress(Progress())
    show(qtbot, chart)

    assert chart.table().rows == ()


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


POOL = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="d" targetNamespace="https://bank.example">
  <collaboration id="all">
    <participant id="bank" name="Bank" processRef="p"/><participant id="vendor" name="Vendor"/>
    <messageFlow id="sent" sourceRef="look" targetRef="vendor"/>
  </collaboration>
  <process id="p" isExecutable="true">
    <laneSet id="lanes"><lane id="risk" name="Risk"><flowNodeRef>look</flowNodeRef></lane></laneSet>
    <startEvent id="start"/><userTask id="look" name="Look at it"/><endEvent id="end"/>
    <sequenceFlow id="f1" sourceRef="start" targetRef="look"/>
    <sequenceFlow id="f2" sourceRef="look" targetRef="end"/>
    <textAnnotation id="note"><text>Four eyes</text></textAnnotation>
    <association id="noted" sourceRef="look" targetRef="note"/>
  </process>
  <bpmndi:BPMNDiagram id="page"><bpmndi:BPMNPlane id="plane" bpmnElement="all">
    <bpmndi:BPMNShape id="s1" bpmnElement="risk" isHorizontal="true">
      <dc:Bounds x="130" y="80" width="570" height="120"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s2" bpmnElement="bank" isHorizontal="true">
      <dc:Bounds x="100" y="80" width="600" height="120"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s3" bpmnElement="vendor" isHorizontal="true">
      <dc:Bounds x="100" y="240" width="600" height="60"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s4" bpmnElement="start">
      <dc:Bounds x="200" y="122" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s5" bpmnElement="look">
      <dc:Bounds x="320" y="110" width="100" height="60"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s6" bpmnElement="end">
      <dc:Bounds x="500" y="122" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s7" bpmnElement="note">
      <dc:Bounds x="460" y="20" width="100" height="30"/></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="e1" bpmnElement="sent">
      <di:waypoint x="370" y="170"/><di:waypoint x="370" y="240"/></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="e2" bpmnElement="noted">
      <di:waypoint x="420" y="110"/><di:waypoint x="460" y="50"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>"""


def test_pools_lanes_and_notes_lie_around_the_steps_and_are_never_chosen(qtbot):
    process = parse(POOL).processes["p"]
    layout = lay_out(process)

    assert [one.element for one in layout.around] == ["bank", "vendor", "risk", "note"]
    assert [one.element for one in layout.lines] == ["sent", "noted"]
    assert layout.bounds == (100.0, 20.0, 700.0, 300.0)
    chart = ProcessDiagram()
    chart.set_process(process)
    show(qtbot, chart)
    assert chart.thing_at(QPointF(150, 100) * chart.zoom + chart._offset) == ""
    assert chart.thing_at(QPointF(370, 140) * chart.zoom + chart._offset) == "look"


def test_pools_and_lanes_are_drawn(qtbot):
    chart = ProcessDiagram()
    chart.resize(800, 420)
    chart.set_process(parse(POOL).processes["p"])
    show(qtbot, chart)
    chart.fit()
    picture = chart.grab().toImage()

    edge = QColor(theme.tokens().edge)
    for x, y in ((100, 140), (130, 140), (160, 140), (700, 140), (100, 270)):  # pool, lane, bands
        at = (QPointF(x, y) * chart.zoom + chart._offset).toPoint()
        near = [picture.pixelColor(at.x() + dx, at.y()) for dx in range(-2, 3)]
        assert any(_alike(one, edge) for one in near), (x, y)


def _alike(one: QColor, other: QColor) -> bool:
    return abs(one.lightness() - other.lightness()) < 50


def test_a_diagram_that_does_not_fit_begins_at_a_size_that_can_be_read(qtbot):
    chart = ProcessDiagram()
    chart.resize(500, 260)

    chart.set_process(data.process())
    chart.set_progress(Progress(tokens={"deploy": 1}))
    show(qtbot, chart)
    qtbot.waitUntil(lambda: chart.zoom >= 0.9)

    shape = chart._layout_.shapes["deploy"]
    at = QPointF(shape.x + 10, shape.y + 10) * chart.zoom + chart._offset
    assert chart.rect().contains(at.toPoint())


def test_the_first_step_begins_at_the_instant_one_looks_at(qtbot):
    chart = Timeline("Lineage")
    qtbot.addWidget(chart)
    chart.resize(900, 400)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    events = [
        TimelineEvent(str(n), "tests", start + timedelta(days=30 * n), f"event {n}")
        for n in range(8)
    ]
    lanes = [Lane("tests", "Tests")]
    chart.set_data(lanes, events, (), now=start + timedelta(days=240))
    chart.set_view(start, start + timedelta(days=240))
    chart.set_as_of(start + timedelta(days=100))

    chart.step(1)

    assert chart.selected is events[4]


def test_the_number_in_the_box_is_what_counts_when_the_limit_is_dragged(qtbot):
    trial = LimitTrial()
    qtbot.addWidget(trial)
    trial.trend.set_data([], Limit(0.2, "<"))

    trial.trend.move_limit(0.30486)

    assert trial.trend.limit == Limit(0.305, "<")
    assert trial.box.value() == 0.305
