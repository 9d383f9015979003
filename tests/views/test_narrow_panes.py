"""Where words are long or large, what stands beside them gives way: nothing is cut or squeezed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget

from app.models.queries.case_parts import Fact
from app.models.queries.places import Places
from app.models.rules.matching import Match, MatchRule
from app.texts import told
from app.views import language, theme
from app.views.cells import Stage
from app.views.language import tr
from app.views.panels.approvals_bar import DecisionBar, vote_buttons
from app.views.panels.governance_words import fact_value
from app.views.panels.inventory_list import Ladder
from app.views.panels.inventory_overview import Overview
from app.views.panels.inventory_pages import LISTS, TablePage
from app.views.panels.runtimes_matrix import note_beside
from app.views.panels.runtimes_places import PlacesPane
from app.views.widgets.basics import ElidedLabel, ShorterLabel
from app.views.widgets.panes import Panes
from tests.rules.test_matching import RUNTIME

NOTE = "The last vote: v14 is deployed to PROD. v13 serves until the switch."


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    language.use("en")
    theme.apply(dark=False)


def test_what_a_vote_leads_to_is_a_line_of_its_own_before_it_is_a_column(qtbot: Any) -> None:
    bar = DecisionBar()
    qtbot.addWidget(bar)
    bar.set_buttons(vote_buttons("", ""), NOTE)
    (note,) = (one for one in bar.findChildren(QLabel) if one.text() == NOTE)
    first = bar.buttons["accept"]
    beside = sum(one.sizeHint().width() + 8 for one in bar.buttons.values()) + 40

    bar.resize(beside + 60, 200)
    bar.show()
    qtbot.waitUntil(lambda: note.y() >= first.geometry().bottom())
    assert note.height() <= 2 * note.fontMetrics().lineSpacing()

    bar.resize(beside + 600, 200)
    qtbot.waitUntil(lambda: note.y() < first.geometry().bottom())


def test_the_places_of_a_version_are_as_wide_as_their_longest_word_up_to_a_bound(
    qtbot: Any,
) -> None:
    pane = PlacesPane()  # of `split` in the end, which goes with it
    few = pane.minimumSizeHint().width()
    word = QLabel("donaudampfschifffahrtsgesellschaft")
    pane.add(word)
    inside = pane.widget()
    assert inside is not None
    pane.resize(pane.minimumSizeHint().width(), 300)
    pane.show()
    qtbot.waitUntil(lambda: 0 < inside.width() <= pane.viewport().width())
    assert few < pane.minimumSizeHint().width()

    map_ = QWidget()
    split = Panes(map_, pane, names=("Map", "Places"), sizes=(0, 200))
    qtbot.addWidget(split)
    split.resize(1100, 300)
    split.show()
    nothing = Places((), (), ())
    pane.show_places("donaudampfschifffahrtsgesellschaft-14", Stage("PROD"), nothing)
    qtbot.waitUntil(lambda: 0 < inside.width() <= pane.viewport().width())
    pane.add(word := QLabel())
    word.setText("x" * 200)
    assert pane.minimumSizeHint().width() <= theme.px(420)


@pytest.mark.parametrize(("zoom", "width", "is_beside"), [(1.0, 860, True), (2.0, 1120, False)])
def test_the_facts_of_a_model_stand_above_its_checks_where_letters_are_large(
    qtbot: Any, zoom: float, width: int, is_beside: bool
) -> None:
    theme.apply(dark=False, zoom_factor=zoom)
    overview = Overview(list, lambda _tab: None)
    qtbot.addWidget(overview)
    overview.resize(width, 400)
    overview.show()

    beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
    wanted = beside if is_beside else below
    qtbot.waitUntil(lambda: overview._columns.direction() == wanted)


def test_what_has_no_room_is_said_in_fewer_words_and_those_are_whole(qtbot: Any) -> None:
    label = ShorterLabel()
    qtbot.addWidget(label)
    label.set_words("Hidden for lack of room: Owner, Unit, Age", "3 columns hidden")
    whole = label.sizeHint().width()
    label.resize(whole, 20)
    label.show()
    assert label.shown == "Hidden for lack of room: Owner, Unit, Age"

    label.resize(label.minimumSizeHint().width(), 20)

    assert label.shown == "3 columns hidden"
    assert label.fontMetrics().horizontalAdvance(label.shown) <= label.width() < whole
    assert "Owner, Unit, Age" in label.toolTip()


@pytest.mark.parametrize("code", ["en", "nl"])
def test_a_place_names_its_runtime_whole_before_it_says_whether_it_fits(
    qtbot: Any, code: str
) -> None:
    language.use(code)
    pane = PlacesPane()
    qtbot.addWidget(pane)
    named = replace(RUNTIME, name="prod-eu-2")
    rules = (MatchRule("service_tag", "#loan-default", "#cc-fraud", ok=False),)
    places = Places((), (Match(named, rules),), ())
    pane.show_places("loan-default v1", Stage("PROD"), places)
    pane.resize(300, 400)
    pane.show()
    name, fit = (
        next(one for one in pane.findChildren(ElidedLabel) if one.text() == words)
        for words in ("prod-eu-2", tr("fits after one fix"))
    )

    qtbot.waitUntil(lambda: name.width() >= name.sizeHint().width())
    assert fit.width() >= fit.sizeHint().width()


def test_beside_a_runtime_stands_what_leaves_its_name_whole(qtbot: Any) -> None:
    notes = ("v13 · 59 min", "v13")

    assert note_beside("prod-eu-2", notes, 400) == "v13 · 59 min"
    assert note_beside("prod-eu-2", notes, 110) == "v13"
    assert note_beside("prod-eu-2 of the payments desk", notes, 110) == "v13"


def test_what_the_product_names_is_named_in_dutch(qapp: Any) -> None:
    language.use("nl")

    assert fact_value(Fact("owner", "Background service")) == "Achtergrondservice"
    assert fact_value(Fact("owner", "Tom Bakker")) == "Tom Bakker"
    assert told("On model changed") == "Bij modelwijziging"
    assert told("Personal data are read without a stated purpose.").startswith("Persoonsgegevens")


@pytest.mark.parametrize("title", LISTS)
def test_the_lists_of_a_model_lie_within_the_pane_of_the_smallest_window(
    qtbot: Any, title: str
) -> None:
    page = TablePage(LISTS[title], Ladder())
    qtbot.addWidget(page)
    page.resize(856, 260)  # 1,280 without the rail, the facets and the margins
    page.show()

    qtbot.waitUntil(lambda: page.table.viewport().width() > 800)
    qtbot.waitUntil(lambda: page.table.horizontalScrollBar().maximum() == 0)
