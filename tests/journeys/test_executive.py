"""T12 in process, without Reports: in Dutch, twice as large, in the dark, by keys and by ear."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from app.views import language, theme
from app.views.panels.home_parts import GapTile
from tests import stories
from tests.views.desks import desk
from tests.views.test_accessibility import focusable, is_inner
from tests.views.test_at_every_zoom import wrong_in
from tests.workspaces import TestWorkspace

SCREENS = ("home", "inventory", "lineage", "monitoring", "alerts", "governance")


@pytest.fixture
def as_she_reads(qapp: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    language.use("nl")
    theme.apply(dark=True, zoom_factor=2.0)
    yield
    language.use("en")
    theme.apply(dark=False)


@pytest.fixture
def lin(
    as_she_reads: None, sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any
) -> Iterator[Any]:
    """One model serves and nobody watches it; another is only registered."""
    stories.put_in_production(sqlite_workspace, stories.register(sqlite_workspace))
    stories.register(sqlite_workspace, name="churn")
    with desk(sqlite_workspace, "lin", tmp_path, "home") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: len(screen.tiles.findChildren(GapTile)) == 5)
        yield desktop


def spoken(widget: Any) -> str:
    """The name that a screen reader says of it."""
    known = QAccessible.queryAccessibleInterface(widget)
    return str(known.text(QAccessible.Text.Name)) if known is not None else ""


def test_enter_on_a_figure_opens_the_rows_that_it_counts(qtbot: Any, lin: Any) -> None:
    tiles = lin.window.current_screen.tiles.findChildren(GapTile)
    tile = next(one for one in tiles if one.tile.code == "no_monitor")
    assert spoken(tile).startswith("1 PROD zonder ")
    tile.setFocus()

    qtbot.keyClick(tile, Qt.Key.Key_Return)

    assert lin.window.current_key == "inventory"
    inventory: Any = lin.window.current_screen
    qtbot.waitUntil(lambda: inventory.table.model().rowCount() == tile.tile.count)
    assert inventory.table.rows_model.row_at(inventory.table.model().index(0, 0)).name == "cc-fraud"


@pytest.mark.parametrize("key", SCREENS)
def test_no_word_is_cut_and_every_stop_of_the_focus_has_a_name(lin: Any, key: str) -> None:
    lin.window.resize(1280, 800)
    lin.window.go(key)

    wrong = wrong_in(lin)
    stops = [one for one in focusable(lin.window) if not is_inner(one)]
    nameless = [f"{type(one).__name__} {one.objectName()}" for one in stops if not spoken(one)]

    assert wrong == []
    assert len(stops) > 10
    assert nameless == []
