"""Everything that takes the focus has a name and is large enough; Tab goes in reading order."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QListView

from app.views.main_window import MainWindow
from app.views.reading_order import stops_of
from tests.hands import Hands
from tests.views.access import (
    focusable,
    is_inner,
    is_small,
    stops_by_tab,
    unreached,
    violations,
)
from tests.views.demo_desk import SCREENS, calm, demo_desk, faces, go
from tests.views.gallery import sign_dialog


@pytest.mark.parametrize("screen", ["alerts", "inventory"])
def test_every_focus_stop_has_a_name(window: MainWindow, screen: str):
    window.go(screen)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in focusable(window)
        if not widget.accessibleName() and not is_inner(widget)
    ]

    assert not nameless


def test_the_dialog_names_everything_too(qtbot, window: MainWindow):
    dialog = sign_dialog(window)
    dialog.open()
    nameless = [type(w).__name__ for w in focusable(dialog) if not w.accessibleName()]

    assert not nameless
    dialog.reject()


def test_targets_are_large_enough(window: MainWindow):
    small = [
        (type(w).__name__, w.accessibleName(), w.height(), w.width())
        for w in focusable(window)
        if is_small(w)
    ]

    assert not small


@pytest.mark.parametrize("person", ["tom", "ada"])
def test_every_stop_of_every_screen_has_a_name_and_is_large_enough(
    demo: Path, tmp_path: Path, person: str
) -> None:
    wrong: set[str] = set()
    with demo_desk(demo, person, tmp_path) as desktop:
        for key in (*SCREENS, "settings"):
            for show in faces(desktop, key):
                show()
                calm(desktop)
                wrong |= {*violations(desktop.window, key)}
            # What is shown before it has its place opens as a window and takes the keyboard.
            assert QApplication.activeWindow() is desktop.window, key

    assert not sorted(wrong)


def test_tab_comes_to_every_stop_of_every_screen(demo: Path, tmp_path: Path) -> None:
    lost: list[str] = []
    with demo_desk(demo, "tom", tmp_path, width=1600) as desktop, Hands(desktop.window) as hands:
        for key in (*SCREENS, "settings"):
            go(desktop, key).focus_list()
            calm(desktop)
            seen = stops_by_tab(lambda: hands.press("Tab"))
            assert len(seen) > 10, key
            lost += [
                f"{key}: {type(one).__name__} {one.objectName()} {one.accessibleName()}"
                for one in unreached(desktop.window, seen)
                if not is_inner(one)
            ]

    assert lost == []


def test_tab_goes_from_top_to_foot(window: MainWindow):
    wanted = (window.top.field, window.rail.main, window.status.service)
    chain = [one for one in stops_of(window) if one in wanted]
    assert len(chain) == len(wanted)

    ys = [each.mapTo(window, QPoint(0, 0)).y() for each in chain]
    assert ys == sorted(ys)


def test_lists_speak_their_rows(window: MainWindow):
    rail = window.rail.main
    assert isinstance(rail, QListView)
    said = [
        rail.rail_model.index(n).data(Qt.ItemDataRole.AccessibleTextRole)
        for n in range(rail.rail_model.rowCount())
    ]
    assert "Home" in said
