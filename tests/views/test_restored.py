"""What somebody left is there again at the next start: theirs, in sight, and reset at will."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt

from app.views.filters import parse
from app.views.kept_screens import layout_of, place_of
from app.views.places import ObjectRef
from app.views.widgets.button import Button
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.splitter import Splitter
from app.views.window_file import WindowFile
from app.views.window_frames import placed
from tests import stories
from tests.views.demo_desk import SCREENS, calm, demo_desk, go
from tests.views.desks import desk
from tests.workspaces import TestWorkspace

WIDE = 1180


def rearrange(screen: Any) -> None:
    """Everything that can be moved without another page: filter, order, columns, panes, row."""
    for table in screen.findChildren(DataTable):
        if not table.isVisible() or not table.objectName():
            continue
        columns = table.rows_model.columns
        own = [n for n, one in enumerate(columns) if not one.stretches]
        shown = [n for n in own[:-1] if not table.isColumnHidden(n)]
        if shown and not table.horizontalHeader().isHidden():
            table.setColumnWidth(shown[0], table.columnWidth(shown[0]) + 37)
            table.horizontalHeader().moveSection(0, 1)
        table.selectRow(table.rows_model.rowCount() - 1)
    for one in screen.findChildren(Splitter):
        if one.isVisible() and 0 not in one.sizes():
            first = one.widget(0).size()
            is_beside = one.orientation() is Qt.Orientation.Horizontal
            one.moveSplitter((first.width() if is_beside else first.height()) - 41, 1)


def test_every_screen_comes_back_as_it_was_left(demo: Path, tmp_path: Path, qtbot: Any) -> None:
    with demo_desk(demo, "jo", tmp_path, width=WIDE) as desktop:
        for key in SCREENS:
            screen = go(desktop, key)
            desktop.window.go(key, filter_text="e")
            bar = screen.filter_bar
            assert (bar is not None) is bool(screen.findChildren(FilterBar)), key
            assert bar is None or str(bar.query) == "e"
            calm(desktop)
            rearrange(screen)
            calm(desktop)
        inventory = go(desktop, "inventory")
        inventory.table.set_sorting(1, is_descending=True)
        calm(desktop)
        qtbot.waitUntil(lambda: is_read(inventory))
        calm(desktop)  # with the pane as high as what it shows
        memory = desktop.window._memory
    places, layouts = memory._place["screens"], memory._layout["screens"]

    moved = [any(one["widths"] for one in each["columns"].values()) for each in layouts.values()]
    assert sum(moved) >= 8
    assert sum(bool(each["panes"]) for each in layouts.values()) >= 8
    assert sum('"e"' in json.dumps(one["state"]) for one in places.values()) >= 8
    assert places["inventory"]["lists"]["inventory.table"]["is_descending"]
    with demo_desk(demo, "jo", tmp_path, width=WIDE) as desktop:
        assert desktop.window.current_key == "home"  # that was asked for
        for key in SCREENS:
            screen, place, layout = go(desktop, key), places[key], layouts[key]
            qtbot.waitUntil(partial(came_back, key, screen, place))
            found = layout_of(screen)
            columns = {
                name: found["columns"].get(name, one) for name, one in layout["columns"].items()
            }
            assert (key, columns) == (key, layout["columns"])
            assert (key, arranged(found)) == (key, arranged(layout))
        assert "error" not in desktop.window.banners.keys


def arranged(layout: dict[str, Any]) -> dict[str, list[int]]:
    """Where there is room for one pane at a time: which. It is as high as banners leave it."""
    return {
        name: sizes if 0 not in sizes else [int(one > 0) for one in sizes]
        for name, sizes in layout["panes"].items()
    }


def is_read(inventory: Any) -> bool:
    """The pane follows the cursor a moment later."""
    row, detail = inventory.table.current_row(), inventory.pane.detail
    return bool(row and detail and row.id == detail.row.id)


def came_back(key: str, screen: Any, place: dict[str, Any]) -> None:
    seen = [
        (name, bar.value(), bar.maximum(), [str(table.rows_model.key_of(one)) for one in rows])
        for name, table in ((one.objectName(), one) for one in screen.findChildren(DataTable))
        if name in place["lists"]
        for bar, rows in ((table.verticalScrollBar(), table.rows_model.rows[:9]),)
    ]
    assert known(place_of(screen), place) == known(place, place), (key, seen)


def known(now: dict[str, Any], left: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """With the lists in which a row was chosen; what happened since the last visit is another."""
    chosen = {name for name, one in left["lists"].items() if one["cursor"]} - {"home.since"}
    return now["state"], {name: one for name, one in now["lists"].items() if name in chosen}


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    found = stories.register(sqlite_workspace)
    for feature in ("income", "region", "age"):
        stories.alarm(sqlite_workspace, found, feature=feature)
    return sqlite_workspace


def test_a_window_that_is_closed_before_its_list_has_come_leaves_the_choice_as_it_was(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    def chosen(desktop: Any) -> str:
        row = desktop.window.current_screen.people.table.current_row()
        return row.person.handle if row is not None else ""

    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        table = desktop.window.current_screen.people.table
        qtbot.waitUntil(lambda: chosen(desktop) != "")
        tom = next(one for one in table.rows_model.rows if one.person.handle == "tom")
        assert table.select_key(tom.person.id)
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        assert chosen(desktop) == ""  # nothing is read yet

    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        qtbot.waitUntil(lambda: chosen(desktop) == "tom")


def ready(qtbot: Any, desktop: Any) -> Any:
    screen = desktop.window.current_screen
    qtbot.waitUntil(lambda: screen.detail.shown is not None)
    return screen


def test_nobody_is_brought_back_to_where_somebody_else_was(
    bank: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    with desk(bank, "tom", tmp_path, "alerts") as desktop:
        screen = ready(qtbot, desktop)
        screen.list.filter.set_query(parse("income"))
        qtbot.waitUntil(lambda: screen.list.model.rowCount() == 1)
        desktop.window.open_window(ObjectRef("alert", str(screen.list.model.rows[0].id), "one"))
    with desk(bank, "mark", tmp_path, "") as desktop:
        assert desktop.window.current_key == "home"
        desktop.window.go("alerts")
        screen = ready(qtbot, desktop)
        assert str(screen.list.filter.query) == ""
        screen.list.filter.set_query(parse("region"))
        assert not len(desktop.window._windows)
    with desk(bank, "tom", tmp_path, "") as desktop:
        assert desktop.window.current_key == "alerts"
        screen = ready(qtbot, desktop)
        assert str(screen.list.filter.query) == "income"
        qtbot.waitUntil(lambda: len(desktop.window._windows) == 1)
        desktop.window.forget_places()
    with desk(bank, "tom", tmp_path, "") as desktop:
        assert str(ready(qtbot, desktop).list.filter.query) == ""  # where an operator begins
        assert not len(desktop.window._windows)
    kept = WindowFile(tmp_path / "window.json")
    assert not [one for one in kept.names if "mark" in one]


def test_who_comes_with_a_filter_or_to_an_object_finds_that_and_not_what_was_left(
    bank: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    with desk(bank, "tom", tmp_path, "alerts") as desktop:
        screen = ready(qtbot, desktop)
        last = screen.list.model.rows[2].id
        screen.list.filter.set_query(parse("income"))
        desktop.window.go("inventory")
        desktop.window.current_screen.filter.set_query(parse("nothing"))
    with desk(bank, "tom", tmp_path, "home") as desktop:
        desktop.window.go("inventory", filter_text="fraud")
        assert str(desktop.window.current_screen.filter.query) == "fraud"
        desktop.window.go("alerts", ObjectRef("alert", str(last), "the third"))
        screen = ready(qtbot, desktop)
        qtbot.waitUntil(lambda: screen.detail.shown.row.id == last)
        assert str(screen.list.filter.query) == ""


@pytest.fixture
def cut_off(bank: TestWorkspace, tmp_path: Path, qtbot: Any) -> Iterator[Any]:
    """Tom's window after a session that ended in the middle, with a window of an alert open."""
    with desk(bank, "tom", tmp_path, "alerts") as desktop:
        screen = ready(qtbot, desktop)
        desktop.window.actions_registry.trigger("view.rail")
        desktop.window.open_window(ObjectRef("alert", str(screen.list.model.rows[1].id), "two"))
        next(iter(desktop.window._windows)).resize(640, 480)
        assert (tmp_path / "window.open").exists()
    assert not (tmp_path / "window.open").exists()
    dying = (
        "import os; from PySide6.QtCore import QLockFile; one = QLockFile('window.open');"
        "assert one.lock(); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", dying], cwd=tmp_path, check=False)
    assert (tmp_path / "window.open").exists()
    with desk(bank, "tom", tmp_path, "") as desktop:
        ready(qtbot, desktop)
        yield desktop


def choose(desktop: Any, text: str) -> None:
    (button,) = [
        one
        for one in desktop.window.banners.findChildren(Button)
        if one.text() == text and one.isVisible()
    ]
    button.click()


def test_after_a_cut_off_session_windows_wait_until_they_are_asked_for(
    cut_off: Any, qtbot: Any
) -> None:
    window = cut_off.window
    assert "cut_off" in window.banners.keys
    assert window.current_key == "alerts"
    assert not len(window._windows)

    choose(cut_off, "Open again")
    qtbot.waitUntil(lambda: len(window._windows) == 1)

    own = next(iter(window._windows))
    qtbot.waitUntil(lambda: own.screen_.detail.shown is not None)
    assert (own.width(), own.height()) == (640, 480)
    assert own.ref.id == str(own.screen_.detail.shown.row.id)
    assert "cut_off" not in window.banners.keys


def test_windows_still_to_come_are_not_those_of_the_next_person(cut_off: Any) -> None:
    window = cut_off.window
    choose(cut_off, "Open again")

    window.set_owner("another/person")
    window._windows._on_next_timeout()

    assert not len(window._windows)


def test_without_restoring_everything_is_as_at_the_first_start(cut_off: Any, qtbot: Any) -> None:
    window = cut_off.window
    alerts = window.current_screen
    assert window.rail.is_folded

    choose(cut_off, "Open without restoring")

    assert window.current_key == "home"
    assert not window.rail.is_folded
    assert alerts.list.table.chosen_widths == {}
    assert not window._memory.windows


def test_the_layout_is_reset_by_the_menu_and_stays_so(
    bank: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    with desk(bank, "tom", tmp_path, "alerts") as desktop:
        screen = ready(qtbot, desktop)
        before = layout_of(screen)
        rearrange(screen)
        screen.list.filter.set_query(parse("income"))
        assert layout_of(screen) != before
        desktop.window.actions_registry.trigger("view.reset")
        assert layout_of(screen) == before
        assert screen.findChild(Splitter).chosen == ()
        assert str(screen.list.filter.query) == "income"  # no layout
    with desk(bank, "tom", tmp_path, "alerts") as desktop:
        assert layout_of(ready(qtbot, desktop)) == before


def test_hidden_columns_stay_hidden_at_the_next_start_for_who_hid_them(
    bank: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    with desk(bank, "tom", tmp_path, "alerts") as desktop:
        ready(qtbot, desktop).list.table.hide_columns((2, 3))
    with desk(bank, "tom", tmp_path, "alerts") as desktop:
        assert ready(qtbot, desktop).list.table.hidden_columns == {2, 3}
    with desk(bank, "mark", tmp_path, "alerts") as desktop:
        assert not desktop.window.current_screen.list.table.hidden_columns


def test_a_filter_row_stands_there_again_for_who_showed_it_on_that_screen(
    bank: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    with desk(bank, "tom", tmp_path, "alerts") as desktop:
        ready(qtbot, desktop)
        desktop.window.actions_registry.trigger("edit.filter_row")
    with desk(bank, "tom", tmp_path, "alerts") as desktop:
        table = ready(qtbot, desktop).list.table
        assert table.filter_row.isVisible()
        assert table.filter_row.cell(0) is not None
        assert not table.filter_row.isAncestorOf(desktop.window.focusWidget())  # it asks for none
        desktop.window.go("inventory")
        assert not desktop.window.current_screen.table.filter_row.is_on
        desktop.window.actions_registry.trigger("view.reset")
        assert not table.filter_row.is_on
    with desk(bank, "tom", tmp_path, "alerts") as desktop:
        assert not ready(qtbot, desktop).list.table.filter_row.is_on
    with desk(bank, "mark", tmp_path, "alerts") as desktop:
        assert not desktop.window.current_screen.list.table.filter_row.is_on


@pytest.mark.parametrize(
    "kept",
    [
        "no record",
        {"version": 99, "screen": "alerts"},
        {
            "version": 1,
            "screen": "alerts",
            "windows": [7, {"kind": "alert"}, {"kind": "nothing", "id": "x"}],
            "screens": {
                "alerts": {
                    "state": {"tuple": [{"id": "no id"}]},
                    "lists": {"alerts.table": {"cursor": {"x": 1}, "sort": 5}},
                }
            },
        },
        {
            "version": 1,
            "screens": {"alerts": {"state": {"tuple": [{"tuple": []}, 5, "x"]}, "lists": []}},
        },
    ],
)
def test_what_was_tampered_with_is_passed_over(
    bank: TestWorkspace, tmp_path: Path, qtbot: Any, kept: Any
) -> None:
    with desk(bank, "tom", tmp_path, "alerts") as desktop:
        key = f"{desktop.seat.workspace.log_id}/tom"
    WindowFile(tmp_path / "window.json").keep({f"place/{key}": kept, f"layout/{key}": kept})
    with desk(bank, "tom", tmp_path, "alerts") as desktop:
        screen = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.list.model.rowCount() == 3)


ONE, TWO = QRect(0, 0, 1920, 1040), QRect(1920, 0, 1280, 700)


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (QRect(300, 200, 1000, 700), QRect(300, 200, 1000, 700)),
        (QRect(2000, 50, 1000, 600), QRect(2000, 50, 1000, 600)),  # on the other screen
        (QRect(2000, 50, 1600, 900), QRect(1920, 0, 1280, 664)),  # larger than that one
        (QRect(-950, 200, 1000, 700), QRect(460, 170, 1000, 700)),  # 50 px are seen
        (QRect(300, 1000, 1000, 700), QRect(460, 170, 1000, 700)),  # nothing but its top
        (QRect(5000, 5000, 80, 60), QRect(920, 490, 80, 60)),  # its screen is gone
    ],
)
def test_a_window_is_never_larger_than_its_screen_nor_out_of_sight(
    frame: QRect, expected: QRect
) -> None:
    assert placed(frame, (ONE, TWO)) == expected
