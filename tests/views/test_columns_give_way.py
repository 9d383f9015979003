"""The lists of pages and tabs at 200 % on the smallest usual screen: none is scrolled sideways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.queries.governance import CaseRow
from app.views import language, theme
from app.views.cells import Number, State, Status, Text, TwoLines
from app.views.delegates.cell_delegate import cut_words, has_room
from app.views.item_models.columns import Column
from app.views.item_models.paged_table import Page, PagedTableModel
from app.views.item_models.row_table import RowTableModel
from app.views.language import tr
from app.views.panels import administration_integrations as integrations
from app.views.panels import administration_places as places
from app.views.panels import (
    administration_roles,
    governance_words,
    monitoring_runs,
    runs_list,
    runs_page,
)
from app.views.panels import administration_secrets as secrets
from app.views.panels import administration_stages as stages
from app.views.panels import administration_windows as windows
from app.views.screens import runtimes
from app.views.widgets import tall_rows
from app.views.widgets.data_table import DataTable
from app.views.widgets.tall_rows import TallRows

KEPT = "Scoring log of prod-eu-2, kept by Credit"
ROOM = 1_100  # px that the least of them has of 1280, at 200 %
LISTS: dict[str, list[Column[Any]]] = {
    "stages": stages.STAGES,
    "tags": stages.TAGS,
    "integrations": integrations.COLUMNS,
    "connections": places.CONNECTIONS,
    "secrets": secrets.SECRETS,
    "windows": windows.COLUMNS,
    "runs of a monitor": monitoring_runs.RUN_COLUMNS,
    "log of a run": runs_page.LOG_COLUMNS,
    "runtimes": runtimes.COLUMNS,
}


@pytest.fixture(params=["en", "nl"])
def at_200_percent(request: Any) -> Iterator[None]:
    language.use(request.param)
    theme.apply(dark=False, zoom_factor=2.0)
    yield
    language.use("en")
    theme.apply(dark=False)


@pytest.mark.usefixtures("at_200_percent")
@pytest.mark.parametrize("name", LISTS)
def test_what_has_no_room_gives_way_and_no_list_is_scrolled_sideways(
    qtbot: QtBot, name: str
) -> None:
    table = DataTable(RowTableModel(LISTS[name], id), name)
    qtbot.addWidget(table)
    table.resize(ROOM, 400)
    table.show()

    head = table.horizontalHeader()
    assert head.length() <= table.viewport().width(), [
        (LISTS[name][n].title, head.sectionSize(n)) for n in range(head.count())
    ]
    assert head.count() - head.hiddenSectionCount() >= 3


def test_a_list_that_was_narrow_before_it_was_seen_has_its_columns_as_designed(
    qtbot: QtBot,
) -> None:
    """A tab is laid out small first; what ended where the list did then keeps no width of it."""
    table = DataTable(RowTableModel(monitoring_runs.RUN_COLUMNS, id), "runs of a monitor")
    qtbot.addWidget(table)
    table.resize(620, 400)
    table.show()
    table.resize(740, 400)

    head = table.horizontalHeader()
    rows = next(n for n, one in enumerate(monitoring_runs.RUN_COLUMNS) if one.title == "Rows")
    assert head.sectionSize(rows) < 100
    assert head.length() <= table.viewport().width()


def test_what_roles_may_do_is_seen_at_one_look_in_a_window_of_1280(qtbot: QtBot) -> None:
    table = DataTable(RowTableModel(administration_roles.COLUMNS, id), "roles")
    qtbot.addWidget(table)
    table.resize(1_040, 400)
    table.show()

    assert table.horizontalHeader().length() <= table.viewport().width()


NARROW: dict[str, tuple[Callable[[], list[Column[Any]]], int]] = {
    # px of a window of 1024 that the list beside two other panes, or one, has
    **{kind: (partial(governance_words.columns, kind), 232) for kind in governance_words.KINDS},
    "runs": (lambda: runs_list.COLUMNS, 498),
}


@pytest.mark.parametrize("name", NARROW)
def test_beside_other_panes_in_a_small_window_no_list_is_scrolled_sideways(
    qtbot: QtBot, name: str
) -> None:
    make, room = NARROW[name]
    table = DataTable(RowTableModel(make(), id), name)
    qtbot.addWidget(table)
    table.resize(room, 400)
    table.show()

    head = table.horizontalHeader()
    assert head.length() <= table.viewport().width(), [
        (make()[n].title, head.sectionSize(n)) for n in range(head.count())
    ]
    assert head.count() - head.hiddenSectionCount() >= 2


KINDS_OF_NAMES = [one for one in governance_words.KINDS if one != "raci"]  # as long as people like


@pytest.mark.parametrize("room", [465, 625])  # of a window of 1280 and of 1440
@pytest.mark.parametrize("kind", KINDS_OF_NAMES)
def test_beside_other_panes_names_have_their_room_before_further_columns(
    qtbot: QtBot, kind: str, room: int
) -> None:
    columns = governance_words.columns(kind)
    model: RowTableModel[CaseRow] = RowTableModel(columns, lambda row: row.id)
    model.set_rows([a_case(kind)])
    table = DataTable(model, kind)
    qtbot.addWidget(table)
    table.resize(room, 400)
    table.show()

    head = table.horizontalHeader()
    assert head.length() <= table.viewport().width()
    name = next(n for n, one in enumerate(columns) if one.stretches)
    assert head.sectionSize(name) >= 200


def a_case(kind: str) -> CaseRow:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return CaseRow(
        id=UUID(int=1), kind=kind, number=4, title="No test for applicants under 25",
        state="open", grade="medium", owner_id=None, owner="Mark Jansen", model_id=UUID(int=2),
        model="cc-limit", version=5, unit="credit", due_at=None, is_overdue=False,
        is_expiring=False, is_regulated=False, changed_at=at,
    )  # fmt: skip


@pytest.mark.parametrize("kind", governance_words.TWO_LINES)
def test_rows_of_one_name_are_told_apart_by_number_and_by_what_they_are_about(kind: str) -> None:
    cell = governance_words.columns(kind)[0].value(a_case(kind))

    assert isinstance(cell, TwoLines)
    assert (cell.title, cell.detail) == ("No test for applicants under 25", "#4 · cc-limit v5")


def test_a_title_begins_with_a_capital_where_a_language_puts_the_name_first() -> None:
    finding, use = a_case("finding"), replace(a_case("use_case"), number=0, title="eKYC checks")

    assert governance_words.titled("Close {name}", finding) == "Close finding 4"
    assert governance_words.titled("{name} sluiten", finding) == "Finding 4 sluiten"
    assert governance_words.titled("{name} wijzigen", use) == "eKYC checks wijzigen"


def test_a_state_is_whole_in_a_small_window_and_names_give_way(qtbot: QtBot) -> None:
    columns: list[Column[str]] = [
        Column("State", lambda state: State(Status.WARNING, state), width=96),
        Column("By", lambda _state: "Achtergrondservice", width=80),
        Column("Step", lambda _state: Text("De goedkeuring van de uitrol"), stretches=True),
    ]
    model: RowTableModel[str] = RowTableModel(columns, str)
    table = DataTable(model, "Runs")
    qtbot.addWidget(table)
    table.resize(330, 200)
    table.show()
    model.set_rows(["wacht", "teruggedraaid"])

    state, by, step = (table.columnWidth(n) for n in range(3))
    assert not cut_words(model.index(1, 0), state)
    assert by == 80  # what is no state widens only where names keep their room
    assert step >= 120
    table.resize(600, 200)
    assert not cut_words(model.index(1, 1), table.columnWidth(1))


def test_columns_with_room_to_spare_give_it_to_names_that_would_be_cut(qtbot: QtBot) -> None:
    columns: list[Column[str]] = [
        Column("Model", lambda name: Text(name, is_strong=True), stretches=True),
        Column("Risk", lambda _name: "medium, reviewed", width=64),
        Column("Step", lambda _name: "none", width=190),
        Column("Debt", lambda _name: "–", width=120),
    ]
    model: RowTableModel[str] = RowTableModel(columns, str)
    table = DataTable(model, "Models")
    qtbot.addWidget(table)
    table.resize(560, 200)
    table.show()
    model.set_rows(["card-card-portfolio-000035"])

    widths = [table.columnWidth(n) for n in range(4)]
    assert not cut_words(model.index(0, 0), widths[0])
    assert not cut_words(model.index(0, 1), widths[1])
    assert widths[2] < 190
    assert table._sizes.chosen == {}  # the reader chose none of it
    table.resize(900, 200)
    assert [table.columnWidth(n) for n in (2, 3)] == [190, 120]


def test_a_column_whose_need_is_not_known_spares_nothing(qtbot: QtBot) -> None:
    columns: list[Column[str]] = [
        Column("Model", lambda name: Text(name, is_strong=True), stretches=True),
        Column("Rows", lambda _name: Number(1_200), width=76, is_number=True),
        Column("Step", lambda _name: "none", width=190),
    ]
    model: RowTableModel[str] = RowTableModel(columns, str)
    table = DataTable(model, "Models")
    qtbot.addWidget(table)
    table.resize(400, 200)
    table.show()
    model.set_rows(["card-card-portfolio-000035"])

    assert table.columnWidth(1) == 76
    assert table.columnWidth(2) < 190


def test_a_further_column_makes_way_for_a_state_and_comes_back(qtbot: QtBot) -> None:
    """What only wide lists show goes first; a state stays, however little room there is."""
    states = {1: "waits"}
    columns: list[Column[int]] = [
        Column("Model", lambda row: Text(f"cc-fraud {row}"), stretches=True),
        Column("Owner", lambda _row: "Sanne de Vries", width=100, drop_below=430),
        Column("Unit", lambda _row: "Credit", width=60, drop_below=420),
        Column("Step", lambda row: State(Status.WARNING, states[row]), width=90, drop_below=300),
    ]
    model: RowTableModel[int] = RowTableModel(columns, str)
    table = DataTable(model, "Models")
    qtbot.addWidget(table)
    dropped: list[tuple[str, ...]] = []
    table.columns_dropped.connect(dropped.append)
    table.resize(440, 200)
    table.show()
    model.set_rows([1])
    assert dropped == []

    states[1] = "Overschrijdingen beoordelen"
    model.dataChanged.emit(model.index(0, 0), model.index(0, 3))

    assert dropped[-1] == ("Owner",)
    assert not cut_words(model.index(0, 3), table.columnWidth(3))
    assert table.columnWidth(0) >= 120
    assert table.horizontalHeader().length() <= table.viewport().width()
    table.resize(600, 200)
    assert dropped[-1] == ()


@pytest.mark.parametrize("code", ["en", "nl"])
@pytest.mark.parametrize("zoom", [1.0, 1.25, 1.5])
def test_a_state_that_becomes_another_one_is_whole_too(
    qtbot: QtBot, code: str, zoom: float
) -> None:
    language.use(code)
    theme.apply(dark=False, zoom_factor=zoom)
    states = {1: "open"}
    columns: list[Column[int]] = [
        Column("State", lambda row: State(Status.WARNING, tr(states[row])), width=88),
        Column("Alert", lambda row: Text(f"PSI on income {row}"), stretches=True),
    ]
    model: RowTableModel[int] = RowTableModel(columns, str)
    table = DataTable(model, "Alerts")
    qtbot.addWidget(table)
    table.keep_from_edges()
    table.resize(theme.px(500), 200)
    table.show()
    model.set_rows([1])
    was = table.columnWidth(0)

    states[1] = "acknowledged"
    model.dataChanged.emit(model.index(0, 0), model.index(0, 1))

    assert table.columnWidth(0) >= was
    assert not cut_words(model.index(0, 0), table.columnWidth(0) - table.edge_px)
    table.setColumnWidth(0, 60)  # the reader's own from now on
    states[1] = "snoozed until Monday morning"
    model.dataChanged.emit(model.index(0, 0), model.index(0, 1))
    assert table.columnWidth(0) == 60


def test_what_the_last_column_takes_because_others_gave_way_is_no_choice_of_the_reader(
    qtbot: QtBot,
) -> None:
    columns: list[Column[int]] = [
        Column("Snapshot", lambda row: Text(f"cc-fraud v{row}"), width=150),
        Column("State", lambda _row: State(Status.OK, "serves"), width=140),
        Column("Step", lambda _row: Text("all done"), stretches=True, drop_below=500),
        Column("Began", lambda _row: Text("today"), width=90, drop_below=600),
    ]
    model: RowTableModel[int] = RowTableModel(columns, str)
    table = DataTable(model, "Deployments")
    qtbot.addWidget(table)
    table.resize(450, 200)
    table.show()
    model.set_rows([1])
    qtbot.waitUntil(lambda: table.isColumnHidden(3))
    taken = table.columnWidth(1)

    chosen = table.chosen_widths
    table.setColumnWidth(0, 200)

    assert taken > 140
    assert chosen == {}
    assert table.chosen_widths == {0: 200}


@pytest.mark.parametrize(("usual", "tall"), [(0, 46), (46, 64)])
def test_rows_are_a_line_higher_as_long_as_a_name_has_no_room_in_one(
    qtbot: QtBot, usual: int, tall: int
) -> None:
    def name(row: str) -> Text | TwoLines:
        return TwoLines(row, "#1", None) if usual else Text(row, is_strong=True, wraps=True)

    number: Column[str] = Column("#", str, drop_below=900)
    columns = [number, Column("Name", name, stretches=True)]
    model: RowTableModel[str] = RowTableModel(columns, str)
    table = DataTable(model, "Sources")
    qtbot.addWidget(table)
    table.keep_from_edges()
    TallRows(table, usual=usual, tall=tall)
    table.resize(400, 200)
    table.show()
    model.set_rows([KEPT])
    low = theme.px(usual or theme.row_height())
    qtbot.waitUntil(lambda: table.rowHeight(0) == low)

    needed = next(width for width in range(400, 0, -1) if not has_room(name(KEPT), width)) + 1
    table.resize(needed + table.edge_px - 1, 200)  # the edge of a list is no room
    qtbot.waitUntil(lambda: table.rowHeight(0) == tall)

    table.resize(400, 200)
    qtbot.waitUntil(lambda: table.rowHeight(0) == low)


Rows = list[str]


def bring_rows(model: RowTableModel[str], table: DataTable, size: QSize, rows: Rows) -> None:
    model.set_rows(rows)
    table.resize(size)


def bring_width(model: RowTableModel[str], table: DataTable, size: QSize, rows: Rows) -> None:
    table.resize(size)
    model.set_rows(rows)


def come_from_far(model: RowTableModel[str], table: DataTable, size: QSize, rows: Rows) -> None:
    table.resize(size.width() + 400, 900)
    model.set_rows(rows)
    table.resize(size)


def come_from_near(model: RowTableModel[str], table: DataTable, size: QSize, rows: Rows) -> None:
    table.resize(size.width() - 60, 40)
    model.set_rows([KEPT, *rows])
    table.resize(size)
    model.set_rows(rows)


def grow_taller(model: RowTableModel[str], table: DataTable, size: QSize, rows: Rows) -> None:
    table.resize(size.width(), 60)
    model.set_rows(rows)
    QApplication.processEvents()
    table.resize(size)


ORDERS = [bring_rows, bring_width, come_from_far, come_from_near, grow_taller]


@pytest.mark.parametrize("height", [120, 200, 400])  # too low for rows of one line, of two, neither
@pytest.mark.parametrize("short_by", [-20, -6, 6, 20])  # px, around those that a bar takes
def test_rows_and_columns_are_the_same_in_whichever_order_width_and_rows_came(
    qtbot: QtBot, short_by: int, height: int
) -> None:
    """Higher rows need a bar, which takes room: it must change no column nor the rows' height."""
    names = [f"Number {n} of six" for n in range(6)]
    needed = next(n for n in range(400) if has_room(Text(names[0], wraps=True), n))
    size = QSize(300 + needed - short_by, height)

    def laid_out(come: Callable[..., None]) -> tuple[object, ...]:
        columns: list[Column[str]] = [
            Column("Name", lambda row: Text(row, wraps=True), stretches=True),
            Column("State", lambda _row: "seen", width=100),
            Column("Stage", lambda _row: "seen", width=100, drop_below=300 + needed),
        ]
        model: RowTableModel[str] = RowTableModel(columns, lambda row: row[:9])
        table = DataTable(model, "Alerts")
        qtbot.addWidget(table)
        rows = TallRows(table, usual=0, tall=46)
        table.show()
        come(model, table, size, names)
        seen: list[tuple[object, ...]] = []

        def is_settled() -> bool:
            hidden = [table.isColumnHidden(n) for n in range(len(columns))]
            seen.append((hidden, table.rowHeight(0), table.verticalScrollBar().isVisible()))
            return len(seen) > 5 and all(one == seen[-1] for one in seen[-5:])

        qtbot.waitUntil(is_settled)
        hidden, row_height, has_bar = seen[-1]
        all_rows = table.verticalHeader().length()
        assert has_bar == (all_rows > table.maximumViewportSize().height())
        assert [one.interval() for one in rows.findChildren(QTimer)] == [0]
        return hidden, row_height

    assert len({str(laid_out(come)) for come in ORDERS}) == 1


LONG = f"1 {KEPT} {KEPT} {KEPT}"


def hide_and_show(table: DataTable, _rows: TallRows) -> None:
    table.hide()
    QApplication.processEvents()
    table.show()


def ask_for_others(_table: DataTable, rows: TallRows) -> None:
    rows.fit()


def give_other_room(table: DataTable, _rows: TallRows) -> None:
    table.resize(table.width() - 1, table.height())


def clear_and_fill(table: DataTable, _rows: TallRows) -> None:
    model = table.rows_model
    assert isinstance(model, RowTableModel)
    again = model.rows
    model.set_rows([])
    QApplication.processEvents()
    model.set_rows(again)


@pytest.mark.parametrize("ask", [hide_and_show, ask_for_others, give_other_room, clear_and_fill])
@pytest.mark.parametrize(
    ("before", "after", "heights"),
    [
        (["1 first", "2 second"], [LONG, "2 second"], ("low", "tall")),
        (["2 second"], ["2 second", LONG], ("low", "tall")),
        ([LONG, "2 second"], ["1 first", "2 second"], ("tall", "low")),
        ([LONG, "2 second"], ["2 second"], ("tall", "low")),
    ],
)
def test_what_others_change_moves_no_row_until_the_reader_asks_for_rows_or_gives_them_room(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    before: Rows,
    after: Rows,
    heights: tuple[str, str],
    ask: Callable[[DataTable, TallRows], None],
) -> None:
    monkeypatch.setattr(tall_rows, "COMING_S", 0)
    name: Column[str] = Column("Name", lambda row: Text(row, wraps=True), stretches=True)
    model: RowTableModel[str] = RowTableModel([name], lambda row: row[0])
    table = DataTable(model, "Notices")
    qtbot.addWidget(table)
    rows = TallRows(table, usual=0, tall=46)
    known = {"low": theme.px(theme.row_height()), "tall": theme.px(46)}
    table.resize(200, 300)
    table.show()
    with qtbot.waitSignal(rows.changed):
        model.set_rows(before)
    assert table.rowHeight(0) == known[heights[0]]

    model.set_rows(after)
    for _ in range(5):
        QApplication.processEvents()
        assert table.rowHeight(0) == known[heights[0]]

    ask(table, rows)
    qtbot.waitUntil(lambda: table.rowHeight(0) == known[heights[1]])


def test_rows_that_change_places_as_one_comes_stay_as_high_as_they_are(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tall_rows, "COMING_S", 0)
    name: Column[str] = Column("Name", lambda row: Text(row, wraps=True), stretches=True)
    model: RowTableModel[str] = RowTableModel([name], lambda row: row[0])
    table = DataTable(model, "Notices")
    qtbot.addWidget(table)
    rows = TallRows(table, usual=0, tall=46)
    table.resize(200, 300)
    table.show()
    with qtbot.waitSignal(rows.changed):
        model.set_rows(["2 second", "3 third"])
    low = table.rowHeight(0)

    with qtbot.waitSignal(model.modelReset):
        model.set_rows(["3 third", "2 second", LONG])
    for _ in range(5):
        QApplication.processEvents()

    assert table.rowHeight(0) == low


def test_what_came_while_the_window_was_minimised_is_whole_when_it_is_back(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tall_rows, "COMING_S", 0)
    name: Column[str] = Column("Name", lambda row: Text(row, wraps=True), stretches=True)
    model: RowTableModel[str] = RowTableModel([name], lambda row: row[0])
    table = DataTable(model, "Notices")
    qtbot.addWidget(table)
    rows = TallRows(table, usual=0, tall=46)
    table.resize(200, 300)
    table.show()
    with qtbot.waitSignal(rows.changed):
        model.set_rows(["2 second"])

    table.showMinimized()
    model.set_rows(["2 second", LONG])
    qtbot.waitUntil(lambda: table.rowHeight(0) == theme.px(46))
    table.showNormal()
    QApplication.processEvents()

    assert table.rowHeight(0) == theme.px(46)


def test_rows_that_are_loaded_from_the_top_are_as_high_as_they_need(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tall_rows, "COMING_S", 0)
    stored = ["2 second"]
    name: Column[str] = Column("Name", lambda row: Text(row, wraps=True), stretches=True)

    def load(then: Callable[[Page[str]], None], _request: object) -> None:
        then(Page(tuple(stored)))

    model: PagedTableModel[str] = PagedTableModel([name], lambda row: row[0], load)
    table = DataTable(model, "Alerts")
    qtbot.addWidget(table)
    rows = TallRows(table, usual=0, tall=46)
    table.resize(200, 300)
    table.show()
    with qtbot.waitSignal(rows.changed):
        model.reload()
    low = table.rowHeight(0)
    model.set_short(True)
    stored[:] = [LONG, "2 second"]

    model.refresh()
    for _ in range(5):
        QApplication.processEvents()
    assert [table.rowHeight(0), model.rowCount()] == [low, 2]

    model.reload()
    qtbot.waitUntil(lambda: table.rowHeight(0) == theme.px(46))


def test_what_is_read_for_who_comes_is_whole_though_older_rows_stood_there_first(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tall_rows, "COMING_S", 60)
    name: Column[str] = Column("Name", lambda row: Text(row, wraps=True), stretches=True)
    model: RowTableModel[str] = RowTableModel([name], lambda row: row[0])
    table = DataTable(model, "Notices")
    qtbot.addWidget(table)
    rows = TallRows(table, usual=0, tall=46)
    table.resize(200, 300)
    table.show()
    with qtbot.waitSignal(rows.changed):
        model.set_rows(["1 first"])

    model.set_rows([LONG])

    qtbot.waitUntil(lambda: table.rowHeight(0) == theme.px(46))
