"""Lists in a window of 1280 pixels, in English and in Dutch, whose words are longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.views import language, theme
from app.views.delegates.cell_delegate import has_room
from app.views.item_models.columns import Role
from tests.views.demo_desk import calm, demo_desk, go


@pytest.mark.parametrize("code", ["en", "nl"])
def test_the_models_are_not_scrolled_sideways_in_a_small_window(
    demo: Path, tmp_path: Path, code: str
) -> None:
    language.use(code)
    with demo_desk(demo, "sanne", tmp_path) as desktop:
        desktop.window.resize(1280, 800)
        table = go(desktop, "inventory").table
        calm(desktop)

        assert table.rows_model.rowCount() > 0
        assert table.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("code", ["en", "nl"])
def test_the_names_of_life_cycles_are_whole_in_one_line(
    demo: Path, tmp_path: Path, code: str
) -> None:
    language.use(code)
    with demo_desk(demo, "eva", tmp_path) as desktop:
        desktop.window.resize(1280, 800)
        table = go(desktop, "life_cycles").table
        calm(desktop)

        model, room = table.rows_model, table.columnWidth(0) - table.edge_px
        cells = [model.index(row, 0).data(Role.CELL) for row in range(model.rowCount())]
        assert len(cells) > 5
        assert all(has_room(one, room) for one in cells)
        assert table.rowHeight(0) == theme.px(theme.row_height())
