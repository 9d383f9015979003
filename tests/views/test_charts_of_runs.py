"""Charts of what happened: the diagram of a process, its steps in time, the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage

from app.models.bpmn.graph import ProcessDefinition
from app.models.bpmn.xml_io import parse
from app.views import language, painting, theme
from app.views.cells import Stage, Status
from app.views.charts.bpmn_layout import lay_out, neighbour
from app.views.charts.bpmn_painter import ProcessDiagram, Progress
from app.views.charts.steps_gantt import TimeScale
from app.views.charts.timeline import Timeline
from app.views.charts.timeline_data import (
    Lane,
    TimelineEvent,
    TimelineReview,
    clusters,
    month_starts,
    time_marks,
)
from app.views.charts.timeline_head import shown_title
from app.views.charts.timeline_marks import mark_width
from tests.views import chart_samples as data
from tests.views.charts_kit import diagram, gantt, show, timeline
from tests.views.sample_rows import NOW


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


def _width(events: Sequence[TimelineEvent]) -> float:
    count = sum(one.count for one in events)
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
        assert other.x - one.x >= (_width(one.events) + _width(other.events)) / 2


def test_a_mark_that_stands_for_many_events_counts_them_all():
    """Of a lane with thousands each mark that was read is a stretch of time with its number."""
    at = [NOW + timedelta(minutes=m) for m in (0, 5, 10, 200)]
    events = [TimelineEvent(str(n), "l", when, "e", count=120) for n, when in enumerate(at)]
    stamps = [event.at.timestamp() for event in events]
    found = clusters(events, stamps, lambda s: (s - NOW.timestamp()) / 60, 60, _width)

    assert [cluster.count for cluster in found] == [360, 120]


@pytest.mark.parametrize(
    ("title", "is_whole"), [("PROD", True), ("PRE-PRODUCTION", True), ("X" * 60, False)]
)
def test_the_names_of_lanes_have_their_room_and_the_pointer_tells_the_whole(qtbot, title, is_whole):
    lanes = [
        Lane("tests", "Tests"),
        Lane("prod", title, Stage(title, is_protected=True), group="Deployed"),
    ]
    chart = Timeline()
    qtbot.addWidget(chart)
    chart.resize(760, 400)
    chart.set_data(lanes, (), (), now=NOW)
    width = chart.head_width()
    box = chart._lane_boxes()[1][1]

    assert (shown_title(lanes, lanes[1], width) == title) is is_whole
    assert theme.px(144) <= width <= theme.px(240)
    assert chart.words_at(QPointF(20, box.center().y())) == title


@pytest.mark.parametrize(
    ("span", "written"),
    [
        (timedelta(days=70), ["MMM yyyy", "MMM"]),
        (timedelta(days=6), ["d MMM yyyy", *["d MMM"] * 5]),
        (timedelta(hours=20), ["d MMM HH:mm", *["HH:mm"] * 3, "d MMM", *["HH:mm"] * 2]),
    ],
)
def test_above_the_lanes_some_time_is_written_however_far_one_zooms(span, written):
    start = datetime(2026, 3, 14, 10, 30, tzinfo=UTC)

    marks = time_marks(start, start + span, 7)

    assert [pattern for _, pattern in marks] == written


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


def test_the_diagram_calls_steps_and_questions_as_the_lists_beside_it_do(qtbot):
    chart = diagram(qtbot)
    english = chart.grab().toImage()
    language.use("nl")
    try:
        rows = {row[0]: row for row in chart.table().rows}
        dutch = chart.grab().toImage()
    finally:
        language.use("en")

    assert rows["Uitrollen"][2] == "incident"
    assert rows["grenzen gehaald?"][4].endswith("Overschrijdingen beoordelen")
    assert dutch != english


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


def test_shades_say_what_they_mean_where_there_is_room_and_never_over_each_other(
    qtbot, monkeypatch
):
    chart = timeline(qtbot)
    start, end = datetime(2025, 9, 22, tzinfo=UTC), datetime(2026, 3, 24, tzinfo=UTC)
    day = timedelta(days=1)
    chart.set_reviewed(
        [
            TimelineReview("b", start + 40 * day, end, "Reviewed by Bo"),
            TimelineReview("c", start + 50 * day, start + 53 * day, "Reviewed by Cy"),  # too small
            TimelineReview("a", start, start + 60 * day, "Reviewed by Ann on that very day"),
        ]
    )
    written: list[tuple[float, float, str]] = []
    draw = painting.draw_text

    def listening(painter, x, middle, text, *look):
        width = draw(painter, x, middle, text, *look)
        if text.startswith("Rev"):
            written.append((x, x + width, text))
        return width

    monkeypatch.setattr(painting, "draw_text", listening)
    chart.grab()

    assert [words[:14] for _, _, words in written] == ["Reviewed by An", "Reviewed by Bo"]
    assert written[0][1] <= written[1][0]


def test_several_events_at_the_end_of_the_timeline_are_counted_inside_it(qtbot):
    chart = timeline(qtbot)
    many = next(
        one for lane in chart._lanes for one in chart._clusters(lane) if len(one.events) > 1
    )
    last, half = many.events[-1].at, mark_width(many.events) / 2
    chart.set_view(last - timedelta(days=400), last)
    ends = [
        one.x + half
        for lane in chart._lanes
        for one in chart._clusters(lane)
        if many.events[-1] in one.events
    ]

    assert ends
    assert max(ends) <= chart.width()


def test_the_pointer_tells_what_a_mark_of_the_timeline_stands_for(qtbot):
    chart = timeline(qtbot)
    marks = [
        (cluster, box.center().y())
        for lane, box in chart._lane_boxes()
        for cluster in chart._clusters(lane)
    ]
    many, y = next(one for one in marks if len(one[0].events) > 1)
    said = chart.words_at(QPointF(many.x, y))
    assert said.startswith(f"{len(many.events)} events, ")
    assert many.worst.title in said
    assert "Zoom in" in said

    single, y = next(one for one in marks if len(one[0].events) == 1)
    said = chart.words_at(QPointF(single.x, y))
    assert said.endswith(single.worst.title)


def test_at_its_least_height_the_timeline_shows_every_lane(qtbot):
    chart = timeline(qtbot)
    chart.resize(chart.minimumSizeHint())
    _lane, last = chart._lane_boxes()[-1]
    assert last.bottom() <= chart.height() + 1


@pytest.mark.parametrize("zoom", [1.0, 1.5, 2.0])
def test_no_mark_lies_over_the_words_of_a_shade(qtbot, zoom: float):
    theme.apply(dark=False, zoom_factor=zoom)
    chart = timeline(qtbot)
    start, end = datetime(2025, 9, 22, tzinfo=UTC), datetime(2026, 3, 24, tzinfo=UTC)
    chart.set_reviewed([TimelineReview("a", start, end, "Reviewed by Ann")])
    chart.resize(chart.minimumSizeHint())
    boxes = [box for _, box in chart._lane_boxes()]

    words_end = theme.px(36 + 18)  # below the months
    assert boxes[0].center().y() - theme.px(10) >= words_end
    assert boxes[-1].bottom() <= chart.height() + 1
    theme.apply(dark=False)


def test_a_long_name_of_a_step_has_more_room_than_a_short_one(qtbot):
    chart = gantt(qtbot)
    chart.resize(643, 300)
    usual, _bars, _took = chart._columns()
    name = "Volledigheid controleren"
    chart.set_data([replace(data.steps()[0], name=name)], NOW)

    started, bars, took = chart._columns()

    words = painting.text_width(name, theme.font(theme.FontRole.STRONG))
    assert usual < started < bars < took
    assert started - 50 >= words


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_no_bar_lies_over_the_moment_at_which_its_step_began(qtbot, zoom: float):
    theme.apply(dark=False, zoom_factor=zoom)
    chart = gantt(qtbot)
    chart.resize(chart.minimumSizeHint())
    started, bars, took = chart._columns()

    font = theme.font(theme.FontRole.NUMBER_CAPTION)
    assert started + painting.text_width("25 Nov 09:38", font) < bars < took
    theme.apply(dark=False)


def states(chart, place: int) -> set[str]:
    return {row[place] for row in chart.table().rows} - {""}


def test_states_of_steps_and_events_are_read_in_the_readers_language(qtbot):
    steps, events = gantt(qtbot), timeline(qtbot)
    english = states(steps, 1) | states(events, 3)
    language.use("nl")
    try:
        dutch = states(steps, 1) | states(events, 3)
    finally:
        language.use("en")

    assert len(dutch) == len(english) >= 3
    assert not dutch & english
