"""Rows, panes, tabs and buttons with little room: what goes on below, folds or is scrolled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QWidget,
)

from app.models.queries.home_figures import Tile
from app.views import language, theme
from app.views.panels.home_parts import GapTile, TileGrid
from app.views.panels.inventory_source import SourceFields
from app.views.widgets.basics import StyledLabel
from app.views.widgets.button import Button
from app.views.widgets.panes import Panes, bring_out, is_reachable
from app.views.widgets.room import Room
from app.views.widgets.tabs import Tab, TabBar
from app.views.widgets.toasts import Toast
from app.views.widgets.wrap import WrapLayout, fold_where_short, wrapping_row


@pytest.fixture(autouse=True)
def as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    yield
    language.use("en")
    theme.apply(dark=False)


def test_the_sources_of_a_model_go_on_below_where_the_sheet_is_narrow(qtbot) -> None:
    language.use("xx")
    theme.apply(dark=False, zoom_factor=2.0)
    fields = SourceFields(None)
    qtbot.addWidget(fields)
    kinds = fields.kind
    assert fields.minimumSizeHint().width() < 800

    fields.resize(1100, 500)
    fields.show()
    boxes = kinds._boxes(kinds.width())
    qtbot.mouseClick(kinds, Qt.MouseButton.LeftButton, pos=boxes[-1].center().toPoint())

    assert all(kinds.rect().adjusted(0, 0, 1, 1).contains(box.toRect()) for box in boxes)
    assert boxes[0].top() < boxes[-1].top()
    assert fields.key == "entry"
    assert kinds._boxes(2_000)[-1].top() == 0


def test_the_chosen_tab_is_seen_however_many_there_are(qtbot) -> None:
    bar = TabBar("Settings")
    qtbot.addWidget(bar)
    bar.set_tabs([Tab(f"A page with a name {n}") for n in range(9)])
    bar.resize(400, 34)

    for n in (0, 4, 8):
        bar.choose(n)
        box = bar._boxes()[n]
        assert 0 <= box.left() < box.right() <= bar.width()


def test_panes_stand_beside_each_other_as_soon_as_there_is_room(qtbot) -> None:
    first, second = QLineEdit("first"), QLineEdit("second")
    panes = Panes(first, second, names=("One", "Other"), sizes=(0, 200))
    qtbot.addWidget(panes)
    panes.resize(900, 300)
    panes.show()
    qtbot.waitUntil(lambda: first.isVisible() and second.isVisible())
    assert not panes.switch.isVisible()

    panes.resize(500, 300)
    assert panes.is_folded
    assert first.isVisible()
    assert not second.isVisible()
    assert is_reachable(second)

    bring_out(second)
    assert second.isVisible()
    assert not first.isVisible()

    second.hide()
    qtbot.waitUntil(first.isVisible)
    assert not panes.switch.isVisible()
    assert not is_reachable(second)

    second.show()
    panes.resize(900, 300)
    qtbot.waitUntil(lambda: first.isVisible() and second.isVisible())


def test_a_row_wraps_only_where_it_must(qtbot) -> None:
    buttons = [Button(text) for text in ("Approve…", "Reject…", "Delegate")]
    row = wrapping_row(buttons[0], None, *buttons[1:])
    qtbot.addWidget(row)
    one_line = row.sizeHint().width()
    row.resize(one_line + 100, row.heightForWidth(one_line + 100))
    row.show()
    assert len({one.y() for one in buttons}) == 1
    assert buttons[2].geometry().right() == row.width() - 1

    narrow = max(one.width() for one in buttons)
    tall = row.heightForWidth(narrow)
    row.resize(narrow, tall)

    assert [one.x() for one in buttons] == [0, 0, 0]
    assert tall == 3 * buttons[0].height() + 2 * row.layout().spacing()
    qtbot.waitUntil(lambda: row.minimumSizeHint().height() == tall)


def test_what_stands_behind_the_free_space_stays_together_below(qtbot) -> None:
    names, acts = [Button(text) for text in "AB"], [Button(f"Act {n}") for n in range(3)]
    row = wrapping_row(*names, None, *acts)
    qtbot.addWidget(row)
    width = row.sizeHint().width() - 10  # no room for the last one only
    row.resize(width, row.heightForWidth(width))
    row.show()

    assert len({one.y() for one in names}) == 1
    assert {one.y() for one in acts} == {names[0].height() + row.layout().spacing()}
    assert acts[0].x() == 0


def test_a_line_of_their_own_is_no_line_more(qtbot) -> None:
    names, act = [Button("A name of some length") for _ in range(3)], Button("Act")
    row = wrapping_row(*names, None, act)
    qtbot.addWidget(row)
    width = names[0].sizeHint().width() * 2 + row.layout().spacing()
    row.resize(width, row.heightForWidth(width))
    row.show()

    assert act.y() == names[2].y() > names[0].y()  # not on a third one


def test_a_row_goes_on_without_what_went_away(qtbot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = WrapLayout(holder)
    first, second = Button("First"), Button("Second")
    layout.addWidget(second)
    layout.insert_widget(0, first)
    assert layout.itemAt(0).widget() is first

    first.setParent(None)
    first.deleteLater()

    assert layout.count() == 1
    assert layout.sizeHint().width() == second.sizeHint().width()


def test_a_screen_is_scrolled_rather_than_squeezed(qtbot) -> None:
    inside = QWidget()
    line = QHBoxLayout(inside)
    wide = QWidget()
    wide.setMinimumSize(400, 300)
    line.addWidget(wide)
    room = Room(inside)
    qtbot.addWidget(room)
    room.resize(200, 150)
    room.show()
    assert wide.size().width() >= 400
    assert room.horizontalScrollBar().maximum() > 0
    assert isinstance(room, QAbstractScrollArea)

    room.resize(800, 600)

    qtbot.waitUntil(lambda: inside.size() == room.viewport().size())
    assert room.horizontalScrollBar().maximum() == room.verticalScrollBar().maximum() == 0


def test_a_button_is_its_icon_alone_where_its_row_would_else_go_on_below(qtbot) -> None:
    names, act = [Button(text) for text in ("First", "Second")], Button("Export", icon="download")
    row = wrapping_row(*names, None, act)
    fold_where_short(row, act)
    qtbot.addWidget(row)
    one_line = row.sizeHint().width()
    row.resize(one_line, row.heightForWidth(one_line))
    row.show()
    whole = act.width_with_words
    assert act.width() == whole

    row.resize(one_line - 1, row.heightForWidth(one_line - 1))
    qtbot.waitUntil(lambda: act.width() < whole)

    assert act.y() == names[0].y()
    assert act.toolTip() == "Export"
    row.resize(one_line, row.height())
    qtbot.waitUntil(lambda: act.width() == whole)


def test_buttons_that_leave_their_key_out_tell_it_under_the_pointer(qtbot) -> None:
    act = Button("Endpoint", keys="E")
    qtbot.addWidget(act)
    whole = act.sizeHint().width()

    act.set_terse(True)

    assert act.sizeHint().width() < whole
    assert act.toolTip() == "Endpoint (E)"


def test_no_figure_stands_alone_on_the_last_line(qtbot) -> None:
    grid = TileGrid()
    qtbot.addWidget(grid)
    grid.set_tiles([GapTile(Tile("stale", n, "")) for n in range(5)])
    grid.resize(theme.px(4 * 200), 400)
    grid.show()

    qtbot.waitUntil(lambda: grid._columns == 3)  # four would fit, and leave one


def test_another_screen_begins_at_its_top(qtbot) -> None:
    inside = QStackedWidget()
    for _ in range(2):
        page = QWidget()
        page.setMinimumSize(300, 900)
        inside.addWidget(page)
    room = Room(inside)
    qtbot.addWidget(room)
    room.resize(320, 300)
    room.show()
    qtbot.waitUntil(lambda: room.verticalScrollBar().maximum() > 400)
    room.verticalScrollBar().setValue(200)

    inside.setCurrentIndex(1)

    assert room.verticalScrollBar().value() == 0
    assert room.verticalScrollBar().maximum() > 400


def test_a_note_about_a_name_without_end_does_not_cover_the_list(qtbot: Any) -> None:
    text = f"Registered {'name ' * 100}v1"
    note = Toast(text)
    qtbot.addWidget(note)

    label = note.findChild(StyledLabel)

    assert len(label.text()) == 240
    assert label.text().endswith("…")
    assert "v1" in label.toolTip()
    assert note.accessibleName() == text
