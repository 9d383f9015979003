"""The tiles of Home: each counts, says so to readers, and leads to what it counted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from app.models.queries.home_figures import Tile
from app.views.panels.home_parts import GapTile, TileGrid, TileRow


def test_a_tile_of_monitors_says_how_many_have_measured_nothing_yet(qtbot: Any) -> None:
    said = {}
    for unmeasured in (0, 3):
        tile = GapTile(Tile("no_monitor", 0, "debt:no_monitor", unmeasured=unmeasured))
        qtbot.addWidget(tile)
        said[unmeasured] = tile.accessibleName()

    assert said == {
        0: "0 PROD without monitor. all are watched",
        3: "0 PROD without monitor. 3 not measured yet",
    }


def test_a_figure_of_nothing_leads_to_no_empty_list(qtbot: Any) -> None:
    opened = []
    row = TileRow("Gaps")
    qtbot.addWidget(row)
    row.opened.connect(opened.append)
    gaps = (Tile("no_monitor", 0, "debt:no_monitor"), Tile("stale", 2, "debt:stale"))
    row.set_tiles(gaps, has_models=True)
    row.show()

    for tile in row.findChildren(GapTile):
        qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)

    assert opened == [gaps[1]]


def test_what_a_tile_has_no_room_for_is_under_the_pointer(qtbot: Any) -> None:
    units = tuple((f"unit {n}", n) for n in range(1, 12))
    tile = GapTile(Tile("stale", 66, "debt:stale", units))
    qtbot.addWidget(tile)
    tile.show()
    tile.resize(200, 98)
    assert "unit 11 11" in tile.toolTip()

    tile.resize(2_000, 98)
    assert not tile.toolTip()


def test_thousands_stand_apart_on_a_tile(qtbot: Any) -> None:
    tile = GapTile(Tile("stale", 19_520, "debt:stale", (("Credit", 2_500),)))
    qtbot.addWidget(tile)

    assert tile.accessibleName().startswith("19\N{NARROW NO-BREAK SPACE}520 ")
    assert tile.accessibleName().endswith("Credit 2\N{NARROW NO-BREAK SPACE}500")


def test_tiles_go_on_below_rather_than_cut_their_titles(qtbot: Any) -> None:
    tiles = [GapTile(Tile(f"unit_without_any_document_{n}", n, "")) for n in range(1, 6)]
    grid = TileGrid()
    qtbot.addWidget(grid)
    grid.set_tiles(tiles)
    grid.resize(5 * (tiles[0].least - 20), 300)  # each would be cut by a letter or two
    grid.show()

    qtbot.waitUntil(lambda: all(one.width() >= one.least for one in tiles))

    assert len({one.y() for one in tiles}) > 1
    assert not any(one.toolTip() for one in tiles)


def test_a_time_opens_no_list_for_it_was_measured_on_none(qtbot: Any) -> None:
    tile = GapTile(Tile("release_time", 5, "", span_s=10_800.0))
    qtbot.addWidget(tile)

    assert not tile.isEnabled()
    assert "median of 5" in tile.accessibleName()
