"""The lineage graph: which part of it is drawn, and how one walks, opens, folds and saves it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from app.models.queries.lineage import EventQuery, list_events
from app.models.queries.lineage_graph import LAYERS
from app.models.queries.lookups import now
from app.views.cells import Status
from app.views.charts import graph_layout
from app.views.charts.graph_layout import FOLDED, HEIGHT, LANE, WIDTH, Link, Thing, part_of, place
from app.views.charts.lineage_graph import GraphChart
from app.views.panels.chart_export import ChartExport
from app.views.panels.lineage_graph_words import KINDS
from app.views.panels.lineage_head import GRAPH, TABLE
from app.views.places import ObjectRef
from app.views.screens.lineage import LineageScreen
from tests.db.test_queries_lineage_graph import told
from tests.stories import Registered
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace


def thing(key: str, kind: str, layer: int, status: Status | None = None) -> Thing:
    return Thing(key, kind, layer, key, kind_word=kind, status=status)


# v1 was made of d, frozen as s; five alerts hang on s, two of them critical; r on the last.
THINGS = [
    thing("d", "data", 0),
    thing("v1", "version", 1),
    thing("v2", "version", 1),
    thing("s", "snapshot", 2),
    *(thing(f"a{n}", "alert", 3, Status.CRITICAL if n > 2 else Status.WARNING) for n in range(5)),
    thing("r", "runtime", 4),
]
LINKS = [
    Link("d", "v1", "made"),
    Link("v1", "v2", "followed by"),
    Link("v1", "s", "frozen as"),
    *(Link("s", f"a{n}", "raised") for n in range(5)),
    Link("a4", "r", "runs on"),
]
FOLD = f"{FOLDED}alert:s"


def keys(**more: Any) -> list[str]:
    return [one.key for one in part_of(THINGS, LINKS, "v1", **{"depth": 2, **more}).things]


def test_what_is_further_than_asked_is_counted_not_drawn():
    part = part_of(THINGS, LINKS, "v1", depth=1)

    assert [one.key for one in part.things] == ["d", "v1", "v2", "s"]
    assert part.hidden == {"s": 5}


def test_more_than_three_of_a_kind_are_one_box_with_the_gravest_state():
    part = part_of(THINGS, LINKS, "v1", depth=2)
    folded = next(one for one in part.things if one.is_folded)

    assert (folded.key, folded.count, folded.status) == (FOLD, 5, Status.CRITICAL)
    assert [(one.source, one.target) for one in part.links if one.target == FOLD] == [("s", FOLD)]


def test_an_opened_box_shows_its_things_and_what_was_never_read_stays_folded():
    assert keys(opened={FOLD}) == ["d", "v1", "v2", "s", "a0", "a1", "a2", "a3", "a4"]
    part = part_of(THINGS, LINKS, "v1", depth=2, opened={FOLD}, more={"alert": 40})
    folded = next(one for one in part.things if one.is_folded)
    assert folded.count == 40


def test_a_thing_can_be_opened_beyond_the_depth():
    assert "r" not in keys(depth=2)
    assert "r" in keys(depth=2, opened={"a4", FOLD})


def test_the_way_leads_against_the_links_too():
    assert graph_layout.way(LINKS, "r", "d") == ("r", "a4", "s", "v1", "d")
    assert graph_layout.way(LINKS, "r", "nowhere") == ()


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60),
    st.integers(1, 5),
)
def test_boxes_never_lie_on_each_other_and_no_link_passes_through_one(
    pairs: list[tuple[int, int]], depth: int
):
    things = [thing(f"t{n}", f"k{n % 4}", n % 6) for n in range(31)]
    links = [Link(f"t{a}", f"t{b}", "to") for a, b in pairs if a % 6 < b % 6]

    placed = place(part_of(things, links, "t0", depth=depth))

    boxes = list(placed.corners.values())
    for n, (x, y) in enumerate(boxes):
        beside = [abs(x - other) for other, top in boxes[n + 1 :] if top == y]
        assert not beside or min(beside) >= WIDTH
    tops = sorted({y for _, y in boxes})
    for (source, target), bends in placed.bends.items():
        low, high = placed.corners[source][1], placed.corners[target][1]
        passed = [y for y in tops if low < y < high]
        assert len(bends) == len(passed)
        for x, y in zip(bends, passed, strict=True):
            through = [left for left, top in boxes if top == y and left < x < left + WIDTH]
            assert not through
    left, top, right, bottom = placed.bounds
    assert all(left <= x and x + WIDTH <= right + LANE for x, _ in boxes)
    assert all(top <= y <= bottom - HEIGHT for _, y in boxes)


@pytest.fixture
def chart(qtbot: Any) -> GraphChart:
    made = GraphChart()
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.set_data(THINGS, LINKS, "v1")
    made.show()
    return made


def press(chart: GraphChart, *pressed: Qt.Key) -> str:
    for key in pressed:
        QTest.keyClick(chart, key)
    return chart.selected.key if chart.selected else ""


def test_arrows_walk_the_links_and_say_where_they_are(chart: GraphChart):
    assert press(chart, Qt.Key.Key_Down) == "v1"  # first to the focus
    assert "followed by v2" in chart.said
    assert press(chart, Qt.Key.Key_Right) == "v2"
    assert press(chart, Qt.Key.Key_Left, Qt.Key.Key_Down) == "s"
    assert press(chart, Qt.Key.Key_Down) == FOLD
    assert chart.said.startswith("alert, alert × 5")
    assert press(chart, Qt.Key.Key_Down) == FOLD
    assert chart.said == "Nothing further this way"
    assert press(chart, Qt.Key.Key_Home, Qt.Key.Key_Up) == "d"


def test_space_opens_and_folds_again_and_numbers_say_how_far(chart: GraphChart):
    press(chart, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert len(chart.part.things) == 9
    assert chart.selected is not None and chart.selected.kind == "alert"  # noqa: PT018
    chart.toggle(FOLD)
    assert len(chart.part.things) == 5

    press(chart, Qt.Key.Key_1)
    assert [one.key for one in chart.part.things] == ["d", "v1", "v2", "s"]


def test_the_table_has_what_is_folded_too(chart: GraphChart):
    table = chart.table()
    assert len(table.rows) == len(THINGS)
    row = next(row for row in table.rows if row[1] == "a4")
    assert row[-2:] == ("snapshot s", "runtime r")


def test_a_large_graph_shows_where_in_it_one_is(chart: GraphChart):
    chart.fit()
    plain = chart.grab().toImage()
    chart.zoom_by(6)
    chart.move_by(-200, 0)
    near = chart.grab().toImage()
    corner = near.width() - 20, near.height() - 20
    assert near.pixelColor(*corner) != plain.pixelColor(*corner)

    stands, gives_way = set(), 0
    for step in range(40):  # wherever it is moved to, the small map lies on no box
        chart.move_by(60 if step % 2 else -40, 25 if step % 3 else -60)
        frame = chart.map_frame()
        gives_way += frame is None
        if frame is not None:
            stands.add(frame.topLeft().toTuple())
            points = [
                QPointF(frame.left() + x * frame.width() / 6, frame.top() + y * frame.height() / 6)
                for x in range(7)
                for y in range(7)
            ]
            assert {chart.thing_at(one) for one in points} == {""}
    assert len(stands) > 1 or gives_way


def test_every_kind_has_its_words():
    assert {kind for kinds in LAYERS for kind in kinds} == set(KINDS)


@pytest.fixture
def story(sqlite_workspace: TestWorkspace) -> Registered:
    return told(sqlite_workspace)


@pytest.fixture
def screen(
    sqlite_workspace: TestWorkspace, story: Registered, qtbot: Any
) -> Iterator[LineageScreen]:
    with window_of(sqlite_workspace, "jo", "inventory") as window:
        window.go("lineage", ObjectRef("lineage", str(story.model_id), "cc-fraud"))
        screen = window.current_screen
        assert isinstance(screen, LineageScreen)
        screen.head.views.choose(GRAPH)
        qtbot.waitUntil(lambda: len(screen.graph.chart.part.things) > 5)
        yield screen


def walk(screen: LineageScreen, kind: str) -> None:
    chart = screen.graph.chart
    screen.graph.chart.set_reach(4)
    chart.choose(next(one.key for one in chart.part.things if one.kind == kind))


def test_what_is_chosen_is_told_by_its_event(screen: LineageScreen, qtbot: Any):
    walk(screen, "decision")
    qtbot.waitUntil(lambda: screen.event_pane.detail is not None)
    detail = screen.event_pane.detail
    assert detail is not None
    assert detail.row.tag == "decision.recorded"


@pytest.mark.parametrize(
    ("kind", "opens"),
    [("deployment", "deployments"), ("request", "approvals"), ("application", "governance"),
     ("monitor", "monitoring"), ("alert", "alerts"), ("training", "inventory")],
)  # fmt: skip
def test_enter_leads_to_the_thing(screen: LineageScreen, kind: str, opens: str):
    window = screen.shell
    walk(screen, kind)
    QTest.keyClick(screen.graph.chart, Qt.Key.Key_Return)
    assert type(window.current_screen).card.key == opens  # type: ignore[attr-defined]


def test_enter_on_another_version_goes_there_and_back_comes_back(screen: LineageScreen, qtbot: Any):
    chart = screen.graph.chart
    first = screen.graph.graph
    assert first is not None
    chart.choose(f"version:{first.versions[0].id}")
    QTest.keyClick(chart, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.graph.version.currentText() == "v2")
    kept = screen.place_state()

    screen.show_version(first.versions[1].id)
    qtbot.waitUntil(lambda: screen.graph.version.currentText() == "v1")
    screen.head.views.choose(TABLE)
    screen.restore_state(kept)
    qtbot.waitUntil(lambda: screen.graph.version.currentText() == "v2")
    assert screen.head.views.current == GRAPH


def test_as_of_an_earlier_day_the_graph_is_of_that_day(
    screen: LineageScreen, sqlite_workspace: TestWorkspace, qtbot: Any
):
    at = sqlite_workspace.work("jo").read(now)
    screen.head.set_as_of(at - timedelta(days=300))
    qtbot.waitUntil(lambda: screen.graph.graph is None)
    screen.head.set_as_of(None)
    qtbot.waitUntil(lambda: screen.graph.graph is not None)


def test_ctrl_shift_t_shows_the_table_of_the_graph(screen: LineageScreen, qtbot: Any):
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    screen.graph.chart.setFocus()
    QTest.keyClick(screen.graph.chart, Qt.Key.Key_T, both)
    qtbot.waitUntil(lambda: screen.graph.panel.table is not None)
    assert screen.graph.panel.table.isVisible()
    assert screen.head.views.current == GRAPH


@pytest.mark.parametrize("ending", ["png", "svg", "csv"])
def test_the_graph_is_saved_and_the_trail_knows(
    screen: LineageScreen,
    sqlite_workspace: TestWorkspace,
    tmp_path: Path,
    ending: str,
    qtbot: Any,
):
    target = tmp_path / f"graph.{ending}"
    export: ChartExport = screen.hand_out.charts
    export.export_to(screen.graph.chart, target, model_id=screen.model_id)
    qtbot.waitUntil(target.exists)
    content = target.read_bytes()
    if ending == "png":
        assert QImage.fromData(content).width() > 400
    else:
        assert b"Aisha Rahman" in content if ending == "csv" else content.startswith(b"<?xml")
    query = EventQuery.of("tag:list.exported", model_id=screen.model_id)
    (row,) = sqlite_workspace.work("jo").read(list_events, query).rows
    assert row.facts["list"] == "chart"
