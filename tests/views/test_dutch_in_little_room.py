"""Lists in a window of 1280 pixels, in English and in Dutch, whose words are longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.views import language, painting, theme
from app.views.delegates.cell_delegate import PADDING, cut_words, has_room
from app.views.item_models.columns import Role
from app.views.theme import FontRole
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
@pytest.mark.parametrize(
    ("key", "who", "zoom"),
    [("runs", "tom", 1.0), ("runs", "tom", 2.0), ("inventory", "sanne", 1.0)],
)
def test_the_steps_of_the_life_cycle_are_whole(
    demo: Path, tmp_path: Path, key: str, who: str, zoom: float, code: str
) -> None:
    language.use(code)
    theme.apply(dark=False, zoom_factor=zoom)
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


@pytest.mark.parametrize(("code", "zoom"), [("en", 1.0), ("nl", 1.0), ("nl", 2.0)])
def test_the_alerts_are_below_a_head_of_one_line(
    demo: Path, tmp_path: Path, code: str, zoom: float
) -> None:
    language.use(code)
    theme.apply(dark=False, zoom_factor=zoom)
    with demo_desk(demo, "tom", tmp_path) as desktop:
        desktop.window.resize(1280, 800)
        alerts = go(desktop, "alerts").list
        calm(desktop)

        in_head = [alerts.head.itemAt(n).widget() for n in range(alerts.head.count())]
        shown = [one.geometry() for one in in_head if one and one.isVisible()]
        assert len(shown) > 3
        middles = [one.center().y() for one in shown]
        assert max(middles) - min(middles) <= 4
        assert zoom > 1 or alerts.table.rowHeight(0) == theme.px(theme.row_height())


def test_the_longest_title_of_an_alert_is_whole_in_two_lines_at_the_largest_zoom(
    demo: Path, tmp_path: Path
) -> None:
    language.use("nl")
    theme.apply(dark=False, zoom_factor=2.0)
    with demo_desk(demo, "tom", tmp_path) as desktop:
        desktop.window.resize(1280, 800)
        table = go(desktop, "alerts").list.table
        calm(desktop)

        cells = [table.rows_model.index(row, 1) for row in range(table.rows_model.rowCount())]
        room = table.columnWidth(1)
        assert any(not has_room(one.data(Role.CELL), room) for one in cells)
        assert table.rowHeight(0) == theme.px(46)
        longest = max((str(one.data(Role.CELL)) for one in cells), key=len)
        lines = painting.in_two_lines(longest, theme.font(FontRole.STRONG), room - 2 * PADDING)
        assert " ".join(lines) == longest
