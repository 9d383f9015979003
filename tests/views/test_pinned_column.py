"""The first column stays in sight while the others are scrolled to the side, and can be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.views import theme
from app.views.cells import Text
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.widgets.data_table import DataTable
from tests.views.test_item_models import Thing

WIDE, HIGH = 600, 300
OTHERS = ("State", "Owner", "Stage", "Age")
LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


def made(qtbot: Any, count: int = 40, told: Callable[[Thing], None] = lambda _: None) -> DataTable:
    def name(thing: Thing) -> Text:
        told(thing)
        return Text(f"cc-fraud-{thing.id:02}", is_link=thing.id == 2)

    columns: list[Column[Thing]] = [
        Column("Name", name, key="name", stretches=True),
        *(Column(title, lambda t: f"words {t.id}", key=title, width=380) for title in OTHERS),
    ]
    model: RowTableModel[Thing] = RowTableModel(columns, lambda t: t.id)
    table = DataTable(model, "Things")
    qtbot.addWidget(table)
    table.resize(WIDE, HIGH)
    table.allow_sorting()
    model.set_rows([Thing(n, str(n)) for n in range(count)])
    table.show()
    qtbot.waitExposed(table)
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() > 400)
    return table


@pytest.fixture
def table(qtbot: Any) -> DataTable:
    return made(qtbot)


def scroll(table: DataTable, value: int = 400) -> None:
    table.horizontalScrollBar().setValue(value)


def strip(table: DataTable) -> Any:
    """What is seen of the names, without the line at their end."""
    return table.viewport().grab().toImage().copy(0, 0, table.columnWidth(0) - 1, 200)


def middle(table: DataTable, row: int, column: int = 0) -> QPoint:
    return table.visualRect(table.model().index(row, column)).center()


@pytest.mark.parametrize("value", [30, 400])
def test_the_names_are_painted_where_they_were(table: DataTable, value: int) -> None:
    table.selectRow(1)
    before = strip(table)
    beside = table.viewport().grab().toImage().copy(table.columnWidth(0), 0, 200, 200)

    scroll(table, value)

    assert strip(table) == before
    assert table.viewport().grab().toImage().copy(table.columnWidth(0), 0, 200, 200) != beside
    scroll(table, 0)
    assert strip(table) == before


def test_a_click_on_a_name_chooses_its_row_and_a_link_opens(qtbot: Any, table: DataTable) -> None:
    scroll(table)
    at = middle(table, 3)
    assert at.x() < table.columnWidth(0)
    assert table.indexAt(at) == table.model().index(3, 0)

    qtbot.mouseClick(table.viewport(), LEFT, NO_KEYS, at)
    assert [row.id for row in table.selected_rows()] == [3]
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.mouseClick(table.viewport(), LEFT, shift, middle(table, 5))
    assert [row.id for row in table.selected_rows()] == [3, 4, 5]
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.mouseClick(table.viewport(), LEFT, NO_KEYS, middle(table, 2))
    assert opened.args[0].id == 2
    assert table.horizontalScrollBar().value() == 400


def test_hover_menu_and_what_a_screen_reader_asks_meet_the_name(
    qtbot: Any, table: DataTable
) -> None:
    scroll(table)
    at = middle(table, 2)
    QTest.mouseMove(table.viewport(), at)
    qtbot.waitUntil(lambda: table.property("hovered_row") == 2)
    assert table.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor  # a link

    with qtbot.waitSignal(table.menu_requested) as asked:
        place = table.viewport().mapToGlobal(at)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, place)
        QApplication.sendEvent(table.viewport(), event)
    assert asked.args == [place]

    told = QAccessible.queryAccessibleInterface(table)
    cell = told.childAt(place.x(), place.y())
    assert cell.text(QAccessible.Text.Name).startswith("Name cc-fraud-02")
    assert cell.rect().contains(place)


def test_keys_move_up_and_down_without_scrolling_back(qtbot: Any, table: DataTable) -> None:
    table.select_first()
    scroll(table)
    for key in ("j", "j", "k"):
        qtbot.keyClick(table, key)
    for move in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown):
        qtbot.keyClick(table, move)

    place = table.currentIndex().row()
    assert place > HIGH // table.rowHeight(0)
    assert table.horizontalScrollBar().value() == 400
    assert table.viewport().rect().contains(middle(table, place))


def test_keys_to_the_side_leave_no_cell_below_the_name(qtbot: Any, table: DataTable) -> None:
    table.select_first()
    passed = []
    for key in (*[Qt.Key.Key_Right] * 4, *[Qt.Key.Key_Left] * 4):
        qtbot.keyClick(table, key)
        index = table.currentIndex()
        box = table.visualRect(index)
        passed.append(index.column())
        assert index.column() == 0 or box.left() >= table.columnWidth(0)
        assert box.right() < WIDE

    assert passed == [1, 2, 3, 4, 3, 2, 1, 0]
    assert table.horizontalScrollBar().value() == 0


def test_its_title_sorts_and_is_widened_where_it_is_seen(qtbot: Any, table: DataTable) -> None:
    scroll(table)
    header = table.head.viewport()
    qtbot.mouseClick(header, LEFT, NO_KEYS, QPoint(20, 10))
    assert table.sorting == (0, False)
    qtbot.mouseClick(header, LEFT, NO_KEYS, QPoint(20, 10))
    assert table.sorting == (0, True)
    beside = QPoint(table.columnWidth(0) + 60, 10)
    qtbot.mouseClick(header, LEFT, NO_KEYS, beside)
    assert table.sorting[0] == table.columnAt(beside.x()) > 1

    before = table.column_order
    qtbot.mousePress(header, LEFT, NO_KEYS, QPoint(20, 10))
    for x in (60, 200, 400):
        QTest.mouseMove(header, QPoint(x, 10))
    qtbot.mouseRelease(header, LEFT, NO_KEYS, QPoint(400, 10))
    assert table.column_order == before  # it is not dragged from where it isn't
    assert table.head.sectionsMovable()


def test_a_column_that_the_reader_put_first_is_the_one_that_stays(table: DataTable) -> None:
    table.set_columns([2, 0, 1, 3, 4])
    scroll(table)

    assert table.pinned.column == 2
    assert table.visualRect(table.model().index(0, 2)).left() == 0
    table.hide_columns({2})
    scroll(table, 200)
    assert table.pinned.column == 0


def test_a_column_that_would_leave_no_room_goes_along(qtbot: Any, table: DataTable) -> None:
    table.resize(180, HIGH)
    table.set_columns([1, 0, 2, 3, 4])
    scroll(table, 100)

    assert table.pinned.box.isEmpty()
    assert table.visualRect(table.model().index(0, 1)).left() == -100


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_a_name_keeps_the_room_to_be_read(qtbot: Any, zoom: float) -> None:
    theme.apply(dark=False, zoom_factor=zoom)
    table = made(qtbot)

    assert table.columnWidth(0) >= 120 * zoom
    for n in range(1, 5):
        table.setColumnWidth(n, 30)
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() == 0)
    assert table.head.length() == table.viewport().width()  # it takes what the others leave


def test_a_long_list_paints_no_more_names_than_are_seen(qtbot: Any, monkeypatch: Any) -> None:
    asked: list[int] = []
    table = made(qtbot, 100_000, lambda thing: asked.append(thing.id))
    scroll(table)
    seen = table.viewport().height() // table.rowHeight(0) + 2
    asked.clear()
    table.viewport().grab()

    assert 0 < len(asked) <= 3 * seen
    scroll(table, 0)
    painted: list[object] = []
    monkeypatch.setattr(table.pinned, "paint_rows", lambda *given: painted.append(given))
    table.viewport().grab()
    assert painted == []  # nothing is painted twice where nothing is scrolled


def test_from_right_to_left_it_stays_at_the_right(qtbot: Any, table: DataTable) -> None:
    table.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    scroll(table)
    box = table.visualRect(table.model().index(1, 0))

    assert box.right() == table.viewport().width() - 1
    assert table.indexAt(box.center()) == table.model().index(1, 0)
