"""The inventory's filter: what it hides is not acted on, and what can't be is no choice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel

from app.views.filters import parse
from app.views.screens.inventory import InventoryScreen
from app.views.widgets.filter_bar import TokenChip
from tests.stories import put_in_production, register
from tests.views.inventory_kit import choose, reason, screen_of
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    version = register(sqlite_workspace, name="cc-fraud")
    put_in_production(sqlite_workspace, version)
    register(sqlite_workspace, name="hmrm", by="mark")
    return sqlite_workspace


@pytest.fixture
def sanne(bank: TestWorkspace, qtbot: Any) -> Iterator[InventoryScreen]:
    with window_of(bank, "sanne", "inventory") as window:
        yield screen_of(window, qtbot)


def test_a_model_that_the_filter_hides_is_not_acted_on(sanne: InventoryScreen, qtbot: Any) -> None:
    choose(sanne, "hmrm", qtbot)

    sanne.filter.set_query(parse("cc-fraud"))
    qtbot.waitUntil(lambda: sanne.pane.detail.row.name == "cc-fraud")
    assert sanne.table.current_row().name == "cc-fraud"

    sanne.filter.set_query(parse("banana"))
    qtbot.waitUntil(lambda: sanne.pane.detail is None)
    assert reason(sanne, "snapshot")
    assert sanne.crumbs == ("Inventory",)

    sanne.filter.clear()
    qtbot.waitUntil(lambda: sanne.pane.detail is not None)
    assert sanne.table.current_row().id == sanne.pane.detail.row.id


def test_a_model_that_the_filter_keeps_stays_open(sanne: InventoryScreen, qtbot: Any) -> None:
    choose(sanne, "hmrm", qtbot)

    sanne.filter.set_query(parse("owner:mark"))
    qtbot.waitUntil(lambda: sanne.model.rowCount() == 1)

    assert sanne.pane.detail.row.name == "hmrm"
    assert sanne.table.current_row().name == "hmrm"


def enter(screen: InventoryScreen, text: str) -> None:
    screen.focus_filter()
    screen.filter.edit.clear()
    QTest.keyClicks(screen.filter.edit, text)
    QTest.keyClick(screen.filter.edit, Qt.Key.Key_Return)


def test_where_nothing_is_found_the_next_letters_go_on_in_the_filter(
    sanne: InventoryScreen, qtbot: Any
) -> None:
    edit, focused = sanne.filter.edit, QApplication.focusWidget
    enter(sanne, "cc-fraudd")  # before the list has answered
    qtbot.waitUntil(lambda: sanne.model.rowCount() == 0)
    qtbot.waitUntil(lambda: focused() is edit)

    QTest.keyClick(edit, Qt.Key.Key_Return)  # it is known by now
    assert focused() is edit

    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sanne.model.rowCount() == 1)
    assert focused() is sanne.table


def test_where_nothing_fits_the_facets_say_why_there_are_none(
    sanne: InventoryScreen, qtbot: Any
) -> None:
    said = sanne.facets.findChild(QLabel, "facets.none")
    assert said is not None
    before = said.isVisibleTo(sanne.facets)

    enter(sanne, "no-such-model")
    qtbot.waitUntil(lambda: said.isVisibleTo(sanne.facets))
    words = said.text()
    sanne.filter.clear()
    qtbot.waitUntil(lambda: not said.isVisibleTo(sanne.facets))

    assert not before
    assert words == "Nothing fits, so there is nothing to choose between."


def ticked(screen: InventoryScreen) -> set[str]:
    boxes = screen.facets.findChildren(QCheckBox)
    return {one.text() for one in boxes if one.isChecked() and one.isVisible()}


def test_a_mistyped_value_is_no_choice_like_others(sanne: InventoryScreen, qtbot: Any) -> None:
    def chip() -> Any:
        return next((one for one in sanne.filter.findChildren(TokenChip) if one.isVisible()), None)

    sanne.filter.set_query(parse("stage:prodd"))
    qtbot.waitUntil(lambda: chip() is not None and chip().is_strange)
    qtbot.waitUntil(lambda: sanne.model.rowCount() == 0 and not ticked(sanne))
    assert "There is no “prodd”." in chip().toolTip()

    sanne.filter.set_query(parse("stage:prod"))  # as it is written matters not
    qtbot.waitUntil(lambda: ticked(sanne) == {"PROD"})
    assert not chip().is_strange
    sanne.facets.findChild(QCheckBox, "facet.stage.PROD").click()
    assert sanne.filter.query.is_empty


def test_another_person_begins_with_the_whole_list(open_as: Any, bank: Any, qtbot: Any) -> None:
    desktop = open_as("sanne", "inventory")
    screen = screen_of(desktop.window, qtbot)
    screen.filter.set_query(parse("owner:me"))
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)

    desktop.act_as("mark")

    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
    assert screen.filter.query.is_empty
