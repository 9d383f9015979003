"""The field that filters a list: conditions as chips, their menu, facets beside it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
)

from app.views import theme
from app.views.filters import FilterQuery, FilterToken, parse
from app.views.reading_order import stops_of
from app.views.widgets.button import Button
from app.views.widgets.facets import Facet, FacetPanel, FacetValue
from app.views.widgets.filter_bar import FilterBar, TokenChip
from app.views.widgets.placeholders import EmptyState
from tests.views.sample_rows import FACETS, GRAMMAR


@pytest.fixture
def bar(qtbot) -> FilterBar:
    made = FilterBar("Filter", GRAMMAR)
    qtbot.addWidget(made)
    made.show()
    return made


def chips(bar: FilterBar) -> list[str]:
    return [chip.text() for chip in bar.findChildren(TokenChip) if chip.isVisible()]


def test_a_typed_condition_becomes_a_chip(qtbot, bar):
    with qtbot.waitSignal(bar.changed) as changed:
        qtbot.keyClicks(bar.edit, "stage:PROD drift")
    assert changed.args[0] == parse("stage:PROD drift")
    assert chips(bar) == ["stage:PROD"]
    assert bar.edit.text() == "drift"


def test_backspace_and_clicks_take_chips_out(qtbot, bar):
    bar.set_query(parse("stage:PROD risk:high"))
    qtbot.keyClick(bar.edit, Qt.Key.Key_Backspace)
    assert chips(bar) == ["stage:PROD"]
    bar.findChildren(TokenChip)[-1].click()
    qtbot.waitUntil(lambda: chips(bar) == [])
    assert bar.query.is_empty


def test_escape_clears_first_and_leaves_then(qtbot, bar):
    bar.set_query(parse("stage:PROD x"))
    qtbot.keyClick(bar.edit, Qt.Key.Key_Escape)
    assert bar.query.is_empty
    with qtbot.waitSignal(bar.left):
        qtbot.keyClick(bar.edit, Qt.Key.Key_Escape)


def test_enter_takes_the_last_condition_without_a_space(qtbot, bar):
    qtbot.keyClicks(bar.edit, "risk:high")
    qtbot.keyClick(bar.edit, Qt.Key.Key_Return)

    assert bar.query.tokens == (FilterToken("risk", ("high",)),)


def test_enter_leads_from_words_to_the_list_too(qtbot, bar):
    qtbot.keyClicks(bar.edit, "v13 prod")
    with qtbot.waitSignal(bar.left):
        qtbot.keyClick(bar.edit, Qt.Key.Key_Return)

    assert bar.query.words == ("v13", "prod")


def test_a_field_that_knows_no_conditions_takes_what_looks_like_one_for_words(qtbot):
    bar = FilterBar("Filter")
    qtbot.addWidget(bar)
    bar.show()
    qtbot.keyClicks(bar.edit, "state:open 7 ")
    qtbot.keyClick(bar.edit, Qt.Key.Key_Return)

    assert chips(bar) == []  # one that held nothing back would say that these rows are open
    assert bar.query.words == ("state:open", "7")
    assert bar.query.tokens == ()


def test_a_condition_of_any_length_gives_way_to_the_field(qtbot, bar):
    name = "m" * 180
    bar.resize(500, 30)
    bar.set_query(FilterQuery((FilterToken("model", (name + "\u202e",)), FilterToken("a", ("b",)))))
    bar.layout().activate()

    long, short = (one for one in bar.findChildren(TokenChip) if one.isVisible())
    assert bar.minimumSizeHint().width() < 300
    assert bar.width() == 500
    assert long.width() < 300
    assert short.width() == short.sizeHint().width()
    assert name in long.toolTip()
    assert "\u202e" not in long.text() + long.toolTip()
    assert bar.edit.width() > 80


def test_a_chosen_value_that_is_counted_no_more_is_worded_as_the_others(qtbot):
    panel = FacetPanel()
    qtbot.addWidget(panel)
    stale = FacetValue("stale", 1, "stale")

    panel.set_facets([Facet("debt", "Debt", (stale,), {"no_test": "no test"}.get)],
                     parse("debt:no_test"))  # fmt: skip

    assert panel.findChild(QCheckBox, "facet.debt.no_test").text() == "no test"


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        ("risk:low kind:vendor", "Only this", "kind:vendor risk:high"),
        ("risk:high,low", "Not this", "risk:low -risk:high"),
        ("-risk:low", "Not this", "-risk:low,high"),
        ("risk:low -risk:high kind:vendor", "Any", "kind:vendor"),
    ],
)
def test_the_menu_of_a_value_takes_it_alone_leaves_it_out_or_takes_all(
    qtbot, before: str, words: str, after: str
):
    panel = FacetPanel()
    qtbot.addWidget(panel)
    panel.show()
    values = tuple(FacetValue(name, 3) for name in ("high", "low"))
    panel.set_facets([Facet("risk", "Risk", values)], parse(before))
    heard: list[str] = []
    panel.query_changed.connect(lambda query: heard.append(str(query)))
    box = panel.findChild(QCheckBox, "facet.risk.high")

    at = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, box.rect().center(), QPoint(9, 9))
    QApplication.sendEvent(box, at)
    next(one for one in panel.menu.actions() if one.text() == words).trigger()
    panel.menu.close()

    assert heard == [after]


def test_other_counts_are_shown_on_the_same_boxes_and_tab_goes_down_them(qtbot):
    panel = FacetPanel()
    qtbot.addWidget(panel)
    panel.show()
    values = tuple(FacetValue(name, 3) for name in ("high", "low"))
    panel.set_facets([Facet("risk", "Risk", values), Facet("kind", "Kind", values)], parse(""))
    high = panel.findChild(QCheckBox, "facet.risk.high")
    more = (FacetValue("none", 1), *values)
    panel.set_facets(
        [Facet("risk", "Risk", more), Facet("kind", "Kind", values)], parse("risk:low")
    )
    shown = [one for one in panel.findChildren(QCheckBox) if one.isVisible()]

    assert high in shown
    names = {one.objectName(): one for one in shown}
    assert [name for name, one in names.items() if one.isChecked()] == ["facet.risk.low"]
    order = [one.objectName() for one in stops_of(panel) if one in shown]
    assert order == ["facet.risk.none", "facet.risk.high", "facet.risk.low",
                     "facet.kind.high", "facet.kind.low"]  # fmt: skip

    panel.set_facets([Facet("kind", "Kind", values[:1])], parse(""))
    shown = [one.objectName() for one in panel.findChildren(QCheckBox) if one.isVisible()]
    assert shown == ["facet.kind.high"]


def test_facets_follow_the_zoom_though_nothing_else_is_counted(qtbot):
    panel = FacetPanel()
    qtbot.addWidget(panel)
    panel.show()
    facets = [Facet("unit", "Unit", (FacetValue("Credit of the south and the west", 46),))]
    panel.set_facets(facets, parse(""))
    (box,) = panel.findChildren(QCheckBox)
    before = box.text()
    theme.apply(dark=False, zoom_factor=0.8)
    try:
        panel.set_facets(facets, parse(""))
        qtbot.waitUntil(lambda: box.height() == theme.px(24) < 24)
        small = box.text(), box.font().pixelSize()
    finally:
        theme.apply(dark=False)

    qtbot.waitUntil(lambda: box.height() == 24)
    assert box.text() == before
    assert small[1] < box.font().pixelSize()


def test_facets_set_alternatives_and_keep_the_focus(qtbot):
    panel = FacetPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.set_facets(FACETS, parse("stage:PROD,GONE"))
    uat = panel.findChild(QCheckBox, "facet.stage.UAT")
    with qtbot.waitSignal(panel.query_changed) as changed:
        uat.setChecked(True)

    assert changed.args[0].values("stage") == ("PROD", "GONE", "UAT")
    assert panel.findChild(QCheckBox, "facet.stage.GONE").isChecked()


def test_clearing_by_query_shows_everything(bar):
    bar.set_query(parse("stage:PROD"))
    bar.set_query(FilterQuery())
    assert chips(bar) == []


def test_what_was_typed_into_a_filter_leaves_the_way_out_of_it_in_sight(qtbot):
    empty = EmptyState("")
    qtbot.addWidget(empty)
    empty.resize(400, 400)
    empty.show()

    empty.set_texts("No run matches “" + "endless " * 5_000 + "”")
    empty.set_ways([("Clear the filter", lambda: None)])

    (way,) = empty.findChildren(Button, "empty.way")
    qtbot.waitUntil(way.isVisible)
    qtbot.waitUntil(lambda: empty.rect().contains(way.geometry()))


def test_examples_that_have_no_room_are_left_out_whole(qtbot):
    bar = FilterBar("Filter events", hint="type:, actor:, version:, is:")
    qtbot.addWidget(bar)
    bar.resize(400, 28)
    bar.show()
    qtbot.waitUntil(lambda: bar.edit.placeholderText().endswith("is:"))

    bar.resize(190, 28)

    qtbot.waitUntil(lambda: bar.edit.placeholderText() in ("type:, actor:", "type:"))
