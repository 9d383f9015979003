"""A list comes back to where it was left, also while it still takes its shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractSlider

from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.widgets import returning
from app.views.widgets.data_table import DataTable
from app.views.widgets.returning import Returning, top_of

ROWS, CURSOR, TOP = 60, 34, 30


@dataclass(frozen=True)
class Thing:
    id: int


@pytest.fixture
def table(qtbot: Any) -> DataTable:
    model: RowTableModel[Thing] = RowTableModel(
        [Column("Number", lambda thing: str(thing.id))], lambda thing: thing.id
    )
    model.set_rows([Thing(n) for n in range(ROWS)])
    made = DataTable(model, "Things")
    qtbot.addWidget(made)
    made.resize(300, 400)
    made.show()
    return made


def come_back(qtbot: Any, table: DataTable) -> None:
    Returning(table, CURSOR, TOP)
    qtbot.waitUntil(lambda: top_of(table) == TOP)
    assert table.current_row() == Thing(CURSOR)


def test_rows_that_grow_later_push_nothing_away(qtbot: Any, table: DataTable) -> None:
    come_back(qtbot, table)

    for n in range(10):
        table.setRowHeight(n, 61)

    qtbot.waitUntil(lambda: top_of(table) == TOP)


def test_rows_that_are_read_again_at_once_push_nothing_away(qtbot: Any, table: DataTable) -> None:
    come_back(qtbot, table)

    table.rows_model.set_rows([Thing(n) for n in range(-20, ROWS)])
    table.verticalScrollBar().setValue(0)

    qtbot.waitUntil(lambda: top_of(table) == TOP)
    assert table.current_row() == Thing(CURSOR)


def test_rows_that_are_read_later_are_another_list(
    qtbot: Any, table: DataTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returning, "_SETTLE_MS", 0)
    come_back(qtbot, table)
    qtbot.wait(50)

    table.rows_model.set_rows([Thing(n) for n in range(-20, ROWS)])
    table.verticalScrollBar().setValue(0)
    qtbot.wait(50)

    assert top_of(table) is None


def test_what_the_reader_scrolled_stays(qtbot: Any, table: DataTable) -> None:
    come_back(qtbot, table)
    bar = table.verticalScrollBar()
    bar.triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)

    for n in range(10):
        table.setRowHeight(n, 61)
    qtbot.wait(50)

    assert bar.value() == 0


def test_whoever_went_to_another_row_is_not_called_back(qtbot: Any, table: DataTable) -> None:
    come_back(qtbot, table)
    table.select_key(2)
    before = top_of(table)

    for n in range(40, 50):
        table.setRowHeight(n, 61)
    qtbot.wait(50)

    assert top_of(table) == before
