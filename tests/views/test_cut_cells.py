"""Words of a cell that end in "…": the whole of them is under the pointer, as plain text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.views import language, painting, theme
from app.views.cells import Cell, GroupTitle, Number, State, Status, Tags, Text
from app.views.delegates.cell_delegate import cut_words
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.panels import runs_list
from app.views.panels.inventory_list import InventoryColumns, Ladder
from app.views.screens import deployments, jobs, runtimes
from app.views.widgets.basics import ElidedLabel, TitleLabel
from app.views.widgets.data_table import DataTable
from tests.views.demo_desk import calm, demo_desk, go

LONG = "the second quarter of next year, <b>after</b> its review"
WIDE, NARROW = 2_000, 60
CELLS: list[Cell] = [
    LONG,
    Text("cc-fraud", LONG),
    Text(LONG, is_mono=True),
    State(Status.OK, LONG),
    Tags(("card-payments", "mortgage-desk")),
    GroupTitle(LONG, 12),
    Number(1_234_567_890, digits=10),
]


def table_of(qtbot: QtBot, cell: Cell, own: str = "", *, is_name: bool = False) -> DataTable:
    column: Column[int] = Column(
        "What", lambda _row: cell, width=NARROW, tooltip=lambda _row: own, is_name=is_name
    )
    model = RowTableModel([column], lambda row: row)
    model.set_rows([1])
    table = DataTable(model, "Things")
    qtbot.addWidget(table)
    table.resize(300, 120)
    table.show()
    table.setColumnWidth(0, NARROW)
    return table


def first(table: DataTable) -> QModelIndex:
    return table.rows_model.index(0, 0)


def point_at(table: DataTable) -> None:
    at = table.visualRect(first(table)).center()
    view = table.viewport()
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, at, view.mapToGlobal(at)))


@pytest.mark.parametrize("cell", CELLS, ids=lambda one: type(one).__name__)
def test_what_a_cell_has_no_room_for_is_told_and_nothing_where_it_has(
    qtbot: QtBot, cell: Cell
) -> None:
    index = first(table_of(qtbot, cell))

    assert cut_words(index, NARROW) == str(cell)
    assert not cut_words(index, WIDE)


def test_the_whole_is_under_the_pointer_and_never_markup(qtbot: QtBot) -> None:
    point_at(table_of(qtbot, LONG))

    qtbot.waitUntil(QToolTip.isVisible)
    assert QToolTip.text() == "<qt>" + LONG.replace("<", "&lt;").replace(">", "&gt;") + "</qt>"
    QToolTip.hideText()


def test_what_a_column_tells_itself_comes_first(qtbot: QtBot) -> None:
    table = table_of(qtbot, LONG, own="What it means")
    assert table.rows_model.data(first(table), Qt.ItemDataRole.ToolTipRole) == "What it means"

    point_at(table)

    qtbot.waitUntil(QToolTip.isVisible)
    assert QToolTip.text() == "What it means"
    QToolTip.hideText()


def test_rows_that_come_in_the_place_of_others_get_the_room_that_they_need(qtbot: QtBot) -> None:
    """As on Home: "10:02" stood there first, and "Wed 17:40" was cut."""
    column: Column[str] = Column("When", Text, width=NARROW)
    names: Column[str] = Column("What", lambda _row: "cc-fraud", stretches=True)
    model = RowTableModel([column, names], lambda row: row)
    table = DataTable(model, "Things")
    qtbot.addWidget(table)
    table.resize(600, 120)
    table.show()
    model.set_rows(["10:02"])

    model.set_rows(["Wed 17:40, 30 Oct 2025"])

    assert not cut_words(first(table), table.columnWidth(0))


TWINS = tuple(f"credit-scoring-of-mortgages-and-consumer-loans-eu-{n}" for n in (1, 2))
NAMED: list[Column[Any]] = [
    InventoryColumns(Ladder()).columns()[0],
    next(one for one in runs_list.COLUMNS if one.key == "model"),
    next(one for one in deployments.COLUMNS if one.key == "model"),
    next(one for one in deployments.COLUMNS if one.key == "target"),
    next(one for one in runtimes.COLUMNS if one.key == "name"),
    next(one for one in jobs.COLUMNS if one.key == "about"),
]


@pytest.mark.parametrize("is_name", [True, False])
def test_names_that_differ_at_their_ends_are_told_apart_however_narrow_their_column(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, is_name: bool
) -> None:
    drawn: list[str] = []
    draw = painting.draw_text

    def noted(*given: Any) -> float:
        drawn.append(given[3])
        return draw(*given)

    monkeypatch.setattr(painting, "draw_text", noted)

    for name in TWINS:
        table_of(qtbot, Text(name, is_strong=True), is_name=is_name).viewport().grab()

    assert len({one for one in drawn if "…" in one}) == (2 if is_name else 1)


@pytest.mark.parametrize("column", NAMED, ids=lambda one: one.title)
def test_what_a_list_calls_its_models_and_runtimes_is_a_name(column: Column[Any]) -> None:
    assert column.is_name


@pytest.mark.parametrize("kind", [TitleLabel, ElidedLabel])
def test_titles_that_differ_at_their_ends_are_told_apart(
    qtbot: QtBot, kind: type[ElidedLabel]
) -> None:
    pictures = []
    for name in TWINS:
        title = kind(name)
        qtbot.addWidget(title)
        title.resize(120, 24)
        pictures.append(title.grab().toImage())

    assert (pictures[0] != pictures[1]) is (kind is TitleLabel)


@pytest.mark.parametrize("secondary", ["v1", "v12", "a longer note"])
def test_what_has_room_is_drawn_whole_with_what_stands_behind_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, secondary: str
) -> None:
    cell = Text("Promotie in het register", secondary, is_strong=True)
    table = table_of(qtbot, cell)
    table.horizontalHeader().setStretchLastSection(False)
    table.setColumnWidth(0, next(n for n in range(NARROW, WIDE) if not cut_words(first(table), n)))
    drawn: list[str] = []

    def elided(*args: Any, **named: Any) -> str:
        drawn.append(whole(*args, **named))
        return drawn[-1]

    whole = painting.elided
    monkeypatch.setattr(painting, "elided", elided)
    table.grab()

    assert secondary in drawn
    assert not [one for one in drawn if "…" in one]


@pytest.mark.parametrize("code", ["en", "nl"])
@pytest.mark.parametrize(("key", "who"), [("home", "jo"), ("notifications", "sanne")])
def test_what_needs_somebody_is_read_whole_at_the_largest_zoom(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, who: str, code: str
) -> None:
    language.use(code)
    theme.apply(dark=False, zoom_factor=2.0)
    with demo_desk(demo, who, tmp_path) as desktop:
        screen = go(desktop, key)
        table = screen.needs.table if key == "home" else screen.table
        calm(desktop)
        drawn: list[str] = []
        draw = painting.draw_text

        def noted(*given: Any) -> float:
            drawn.append(given[3])
            return draw(*given)

        monkeypatch.setattr(painting, "draw_text", noted)
        table.viewport().grab()

        assert table.rows_model.rowCount() > 1
        assert len(drawn) > 4
        assert not [one for one in drawn if one.endswith("…") and one.count(" ") > 1]
        rows = sum(table.rowHeight(n) for n in range(table.rows_model.rowCount()))
        assert table.viewport().height() >= rows
