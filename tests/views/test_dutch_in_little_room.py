"""Lists in a window of 1280 pixels, in English and in Dutch, whose words are longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.views import language, theme
from app.views.delegates.cell_delegate import cut_words, has_room
from app.views.item_models.columns import Role
from app.views.widgets.basics import TagChip
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


@pytest.mark.parametrize("code", ["en", "nl"])
@pytest.mark.parametrize(("key", "who"), [("runs", "tom"), ("inventory", "sanne")])
def test_the_steps_of_the_life_cycle_are_whole(
    demo: Path, tmp_path: Path, key: str, who: str, code: str
) -> None:
    language.use(code)
    with demo_desk(demo, who, tmp_path) as desktop:
        desktop.window.resize(1280, 800)
        table = go(desktop, key).table
        calm(desktop)

        model = table.rows_model
        titles = {"Step", language.tr("Life-cycle step")}
        step = next(n for n, one in enumerate(model.columns) if one.title in titles)
        cells = [model.index(row, step) for row in range(model.rowCount())]
        assert len(cells) > 5
        assert not [cut for one in cells if (cut := cut_words(one, table.columnWidth(step)))]


@pytest.mark.parametrize("code", ["en", "nl"])
def test_the_head_of_a_model_shows_its_tags_and_where_it_stands_whole(
    demo: Path, tmp_path: Path, code: str
) -> None:
    language.use(code)
    with demo_desk(demo, "sanne", tmp_path) as desktop:
        desktop.window.resize(1280, 800)
        screen = go(desktop, "inventory")
        head, cut = screen.pane.situation.parentWidget(), []
        for row in range(screen.table.rows_model.rowCount()):
            screen.table.selectRow(row)
            calm(desktop)

            said = screen.pane.situation
            tags = [one for one in head.findChildren(TagChip) if one.isVisible()]
            cut += [one.toolTip() for one in tags if one.width() < one.sizeHint().width()]
            cut += [] if " ".join(said.lines) == said.text() else [said.text()]
        assert row > 5
        assert not cut
