"""The drop-down of saved views: what is seen is kept, comes back, and moves nobody's cursor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QMenu, QPushButton

from app.models.queries.saved_views import SCREENS as KEPT_OF
from app.models.queries.saved_views import ViewContent, ViewRow
from app.services.commands.saved_views import choose_default, pin_view, save_view
from app.views.filters import parse
from app.views.main_window import MainWindow
from app.views.panels.saved_views import BuiltIn, NameSheet, SavedViews
from app.views.screens.inventory import InventoryScreen
from tests.stories import register
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace

SCREENS = ("inventory", "alerts", "runs", "deployments", "approvals")


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    for n, name in enumerate(("cc-fraud", "cc-limit", "churn")):
        register(sqlite_workspace, name=name, content=b"%d" % n)
    return sqlite_workspace


@pytest.fixture
def window(bank: TestWorkspace, qtbot: Any) -> Iterator[MainWindow]:
    with window_of(bank, "sanne", "inventory") as made:
        yield made


@pytest.fixture
def screen(window: MainWindow, qtbot: Any) -> InventoryScreen:
    found = window.current_screen
    assert isinstance(found, InventoryScreen)
    qtbot.waitUntil(lambda: found.model.rowCount() == 3)
    return found


def entries(menu: QMenu | None) -> dict[str, Any]:
    assert menu is not None
    return {action.text(): action for action in menu.actions() if action.text()}


def save(screen: Any, name: str, qtbot: Any, *, is_shared: bool = False) -> None:
    views: SavedViews = screen.saved_views
    views.save_as()
    sheet = screen.window().findChild(NameSheet)
    assert sheet is not None
    sheet.name.setText(name)
    sheet.shared.setChecked(is_shared)
    sheet.verb_button.click()
    qtbot.waitUntil(lambda: isinstance(views.shown, ViewRow) and views.shown.name == name)


def test_views_are_kept_of_these_screens() -> None:
    assert set(SCREENS) == KEPT_OF


def test_views_that_cannot_be_read_are_told(
    screen: InventoryScreen, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise ValueError("no document")

    monkeypatch.setattr("app.views.panels.saved_views.list_views", fail)

    with qtbot.waitSignal(screen.backend.failed) as failed:
        screen.saved_views.reload()

    assert "no document" in str(failed.args[0])


def test_what_is_seen_is_saved_and_comes_back_with_filter_columns_and_order(
    screen: InventoryScreen, qtbot: Any
) -> None:
    screen.filter.set_query(parse("risk:medium cc"))
    screen.table.set_columns((1, 0, *range(2, screen.model.columnCount())))
    screen.table.set_sorting(0, is_descending=True)
    screen.table.hide_columns((3,))
    save(screen, "Cards", qtbot)
    saved = screen.saved_views.shown
    assert isinstance(saved, ViewRow)

    screen.saved_views.show(screen.saved_views._listing.built_in[0])
    assert str(screen.filter.query) == ""
    assert screen.table.column_order[0] == 0
    assert not screen.table.hidden_columns
    screen.saved_views.show(saved)

    assert str(screen.filter.query) == "risk:medium cc"
    assert screen.table.column_order[:2] == (1, 0)
    assert screen.table.sorting == (0, True)
    assert screen.table.hidden_columns == {3}
    assert screen.saved_views.button.text() == "View: Cards"


def test_a_view_keeps_the_row_that_is_chosen(screen: InventoryScreen, qtbot: Any) -> None:
    place = next(n for n, row in enumerate(screen.model.rows) if row.name == "cc-limit")
    screen.table.select_key(screen.model.rows[place].id)

    screen.saved_views.show(BuiltIn("Cards", "cc"))
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)

    assert screen.table.current_row().name == "cc-limit"


def test_changes_are_said_and_can_be_saved(screen: InventoryScreen, qtbot: Any) -> None:
    save(screen, "All", qtbot)
    screen.filter.set_query(parse("churn"))
    assert screen.saved_views.button.text() == "View: All, changed"

    screen.saved_views.open_menu()
    entries(screen.saved_views.menu)["Save the changes"].trigger()
    qtbot.waitUntil(lambda: [row.content.filter for row in screen.saved_views.rows] == ["churn"])

    assert screen.saved_views.button.text() == "View: All"


def test_of_the_views_in_the_menu_one_is_chosen_and_their_heading_can_not_be(
    screen: InventoryScreen, qtbot: Any
) -> None:
    screen.saved_views.open_menu()
    found = entries(screen.saved_views.menu)
    views = found["All models"], found["High risk"]
    assert views[0].actionGroup() is not None
    assert views[0].actionGroup() is views[1].actionGroup()
    assert views[0].actionGroup().isExclusive()
    assert [one.isChecked() for one in views] == [True, False]
    assert not found["Built in"].isEnabled()


def test_the_menu_lists_mine_the_teams_and_the_screens_own(
    bank: TestWorkspace, screen: InventoryScreen, qtbot: Any
) -> None:
    bank.work("mark").write(save_view, "inventory", "Team", ViewContent("cc"), is_shared=True)
    bank.work("mark").write(save_view, "inventory", "Hidden", ViewContent("cc"))
    save(screen, "Own", qtbot)

    screen.saved_views.open_menu()

    found = entries(screen.saved_views.menu)
    assert {"Own", "Team · Mark Jansen", "All models", "High risk"} <= found.keys()
    assert "Hidden" not in found
    assert found["Rename…"].isEnabled()
    found["Team · Mark Jansen"].trigger()
    screen.saved_views.menu.close()
    screen.saved_views.open_menu()
    found = entries(screen.saved_views.menu)
    assert not found["Rename…"].isEnabled()
    assert "somebody else" in found["Delete"].toolTip()
    assert found["Pin to the rail"].isEnabled()
    screen.saved_views.menu.close()


def test_a_deleted_view_comes_back_by_undo(
    screen: InventoryScreen, window: MainWindow, qtbot: Any
) -> None:
    save(screen, "Own", qtbot)
    screen.saved_views.delete()
    qtbot.waitUntil(lambda: screen.saved_views.rows == ())

    undo = [one for one in window.toasts.findChildren(QPushButton) if one.text() == "Undo"]
    undo[-1].click()

    qtbot.waitUntil(lambda: [one.name for one in screen.saved_views.rows] == ["Own"])


def test_a_name_that_is_taken_is_refused_and_stays_typed(
    screen: InventoryScreen, qtbot: Any
) -> None:
    save(screen, "Own", qtbot)
    screen.saved_views.save_as()
    sheet = screen.window().findChildren(NameSheet)[-1]
    sheet.name.setText("Own")
    sheet.verb_button.click()

    qtbot.waitUntil(lambda: "sheet" in sheet.errors.keys)

    assert sheet.name.text() == "Own"
    sheet.reject()


def test_what_shall_be_shown_first_is_shown_first(bank: TestWorkspace, qtbot: Any) -> None:
    work = bank.work("sanne")
    view = work.write(save_view, "inventory", "Cards", ViewContent("cc"))
    work.write(choose_default, "inventory", view)

    with window_of(bank, "sanne", "inventory") as window:
        screen = window.current_screen
        assert isinstance(screen, InventoryScreen)
        qtbot.waitUntil(lambda: screen.saved_views.button.text() == "View: Cards")
        qtbot.waitUntil(lambda: screen.model.rowCount() == 2)


def test_a_filter_that_one_came_with_is_not_replaced(bank: TestWorkspace, qtbot: Any) -> None:
    work = bank.work("sanne")
    view = work.write(save_view, "inventory", "Cards", ViewContent("cc"))
    work.write(choose_default, "inventory", view)

    with window_of(bank, "sanne", "home") as window:
        window.go("inventory", filter_text="churn")
        screen = window.current_screen
        assert isinstance(screen, InventoryScreen)
        qtbot.waitUntil(lambda: len(screen.saved_views.rows) == 1)
        assert str(screen.filter.query) == "churn"


def test_a_pinned_view_stands_in_the_rail_and_opens(
    bank: TestWorkspace, window: MainWindow, screen: InventoryScreen, qtbot: Any
) -> None:
    work = bank.work("sanne")
    view = work.write(save_view, "alerts", "Night", ViewContent("severity:critical", "all"))
    work.write(pin_view, view, is_pinned=True)
    window.pins_changed()
    key = f"view:{view}"
    qtbot.waitUntil(lambda: window.rail.main.rail_model.place(key) > 0)
    alerts = window.rail.main.rail_model.place("alerts")
    assert window.rail.main.rail_model.place(key) == alerts + 1

    window.rail.chosen.emit(key)

    found: Any = window.current_screen
    assert window.current_key == "alerts"
    qtbot.waitUntil(lambda: found.saved_views.button.text() == "View: Night")
    assert str(found.list.filter.query) == "severity:critical"
    assert found.list.place == "all"


@pytest.mark.parametrize("key", SCREENS)
def test_every_list_keeps_a_view_and_the_filter_stays_when_one_comes_back(
    key: str, window: MainWindow, qtbot: Any
) -> None:
    window.go(key)
    screen: Any = window.current_screen
    listing = screen.saved_views._listing
    listing.filter.set_query(parse("fraud"))
    save(screen, "Mine only", qtbot)

    window.go("home")
    window.go_back()

    assert str(listing.filter.query) == "fraud"
    assert screen.saved_views.button.accessibleName() == "View: Mine only"
    assert screen.findChild(QPushButton, f"{key}.views") is not None
