"""The row of editors under the titles: it says what the filter field says, and writes into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views import theme
from app.views.filter_cells import text_of, tokens_of, tokens_on, with_tokens
from app.views.filters import FilterGrammar, FilterKey, FilterToken, parse
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.main_window import MainWindow
from app.views.screens.inventory import InventoryScreen
from app.views.widgets.banner import Banner
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.filter_row import ChoiceCell, FilterRow, TextCell
from tests.stories import register
from tests.views.demo_desk import calm, demo_desk, go
from tests.views.real_window import window_of
from tests.views.test_item_models import Thing
from tests.workspaces import TestWorkspace

STATE = FilterKey("state", values=("open", "in_remediation", "closed"), is_open=False)
OWNER = FilterKey("owner", values=("me",))
AGE = FilterKey("age", values=("<1h", ">30d"), is_compared=True)
GRAMMAR = FilterGrammar((STATE, OWNER, AGE))
VALUES = st.text(
    st.characters(codec="ascii", exclude_categories=("Cc",), exclude_characters='"'),
    min_size=1, max_size=8,
).map(str.strip).filter(lambda one: one and not one.startswith("-") and ":" not in one)  # fmt: skip


def listed(*values: str, no: bool = False) -> FilterToken:
    return FilterToken("owner", values, is_negated=no)


@pytest.mark.parametrize(
    ("key", "text", "tokens"),
    [
        (OWNER, "Ana Novak", (listed("Ana Novak"),)),
        (OWNER, "me, tom", (listed("me", "tom"),)),
        (OWNER, '"Novak, Ana", -tom', (listed("Novak, Ana"), listed("tom", no=True))),
        (OWNER, "-owner:tom", (listed("tom", no=True),)),
        (OWNER, " ", ()),
        (AGE, "30d", (FilterToken("age", ("30d",), "<="),)),
        (AGE, ">4h", (FilterToken("age", ("4h",), ">"),)),
        (AGE, "7d..30d", (FilterToken("age", ("7d",), ">="), FilterToken("age", ("30d",), "<="))),
        (AGE, "> 7d <30d", (FilterToken("age", ("7d",), ">"), FilterToken("age", ("30d",), "<"))),
    ],
)
def test_what_is_written_for_a_column_is_a_condition(
    key: FilterKey, text: str, tokens: tuple[FilterToken, ...]
) -> None:
    assert tokens_of(key, text) == tokens


@given(st.lists(VALUES, max_size=3, unique=True), st.lists(VALUES, max_size=3, unique=True))
def test_an_editor_says_what_the_field_asks_for(wanted: list[str], refused: list[str]) -> None:
    tokens = [listed(*wanted)] if wanted else []
    tokens += [listed(*refused, no=True)] if refused else []

    assert tokens_of(OWNER, text_of(OWNER, tokens)) == tuple(tokens)


def test_what_no_words_can_tell_is_shown_as_it_is_typed() -> None:
    tokens = (listed("a"), listed("b"))  # both at once, which "a, b" does not mean

    assert text_of(OWNER, tokens) == "owner:a owner:b"
    assert tokens_of(OWNER, text_of(OWNER, tokens)) == tokens


def test_conditions_on_other_keys_stay_as_they_are() -> None:
    query = parse("state:open owner:me age<1h drift", GRAMMAR)

    changed = with_tokens(query, OWNER, (listed("tom"),))

    assert str(changed) == "state:open owner:tom age<1h drift"
    assert tokens_on(changed, OWNER) == (listed("tom"),)
    assert str(with_tokens(query, OWNER, ())) == "state:open age<1h drift"


@pytest.fixture
def shown(qtbot: Any) -> Iterator[tuple[FilterBar, DataTable]]:
    columns: list[Column[Thing]] = [
        Column("Name", lambda t: t.name, stretches=True),
        Column("State", lambda t: t.name, width=120, filter_key="state"),
        Column("Owner", lambda t: t.name, width=120, filter_key="owner",
               filter_value=lambda t: t.name),
        Column("Age", lambda t: t.name, width=120, filter_key="age"),
        Column("Times", lambda t: t.name, width=60, filter_key="times"),
    ]  # fmt: skip
    model: RowTableModel[Thing] = RowTableModel(columns, lambda t: t.id)
    model.set_rows([Thing(1, "Tom"), Thing(2, "Ana")])
    bar, table = FilterBar("Filter", GRAMMAR), DataTable(model, "Things")
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.addWidget(bar)
    layout.addWidget(table, 1)
    qtbot.addWidget(holder)
    bar.left.connect(table.setFocus)
    table.filter_through(bar)
    holder.resize(900, 400)
    holder.show()
    qtbot.waitExposed(holder)
    holder.activateWindow()
    row_of(table).turn()
    yield bar, table
    holder.close()


def row_of(table: DataTable) -> FilterRow:
    assert table.filter_row is not None
    return table.filter_row


def text_cell(table: DataTable, column: int) -> TextCell:
    cell = row_of(table).cell(column)
    assert isinstance(cell, TextCell)
    return cell


def choice_cell(table: DataTable, column: int) -> ChoiceCell:
    cell = row_of(table).cell(column)
    assert isinstance(cell, ChoiceCell)
    return cell


def test_only_columns_with_a_key_of_the_field_have_an_editor(shown: Any) -> None:
    _bar, table = shown

    assert [row_of(table).cell(n) is not None for n in range(5)] == [
        False, True, True, True, False,
    ]  # fmt: skip


def test_each_editor_stands_under_its_title_and_above_the_rows(shown: Any) -> None:
    _bar, table = shown
    header = table.head

    for n in (1, 2, 3):
        cell = row_of(table).cell(n)
        left = header.sectionViewportPosition(n)
        assert left <= cell.x() < cell.geometry().right() <= left + header.sectionSize(n)
        top = cell.mapTo(table, QPoint(0, 0)).y()
        assert top >= header.title_height
        assert top + cell.height() <= table.viewport().y()


def test_a_column_that_is_moved_hidden_or_widened_takes_its_editor_along(shown: Any) -> None:
    _bar, table = shown
    owner = text_cell(table, 2)

    table.set_columns((0, 2, 1, 3, 4))
    assert owner.x() < choice_cell(table, 1).x()
    before = owner.width()
    table.setColumnWidth(2, 200)
    assert owner.width() > before
    table.hide_columns({2})
    assert not owner.isVisible()
    table.hide_columns(())
    assert owner.isVisible()


def test_what_is_chosen_or_written_is_a_chip_of_the_field(qtbot: Any, shown: Any) -> None:
    bar, table = shown
    state = choice_cell(table, 1)
    assert [state.itemText(n) for n in range(state.count())] == [
        "any", "open", "in remediation", "closed",
    ]  # fmt: skip

    state.setFocus()
    qtbot.keyClick(state, Qt.Key.Key_Down)
    assert str(bar.query) == "state:open"
    owner = text_cell(table, 2)
    owner.setFocus()
    qtbot.keyClicks(owner, "Ana Novak")
    assert str(bar.query) == "state:open"  # nothing is asked for by half a name
    qtbot.keyClick(owner, Qt.Key.Key_Return)

    assert str(bar.query) == 'state:open owner:"Ana Novak"'
    assert table.hasFocus()


def test_what_is_typed_into_the_field_stands_in_the_editors(qtbot: Any, shown: Any) -> None:
    bar, table = shown

    qtbot.keyClicks(bar.edit, "state:closed -owner:tom age>7d ")
    qtbot.waitUntil(lambda: bar.query == parse("state:closed -owner:tom age>7d", GRAMMAR))
    qtbot.waitUntil(lambda: choice_cell(table, 1).currentText() == "closed")

    assert text_cell(table, 2).text() == "-tom"
    assert text_cell(table, 3).text() == ">7d"
    bar.set_query(parse("state:open,closed", GRAMMAR))
    assert choice_cell(table, 1).currentText() == "open, closed"
    bar.clear()
    assert choice_cell(table, 1).currentText() == "any"
    assert text_cell(table, 2).text() == text_cell(table, 3).text() == ""


def test_esc_takes_out_what_is_written_and_then_leads_to_the_rows(qtbot: Any, shown: Any) -> None:
    bar, table = shown
    bar.set_query(parse("owner:tom state:open", GRAMMAR))
    owner = text_cell(table, 2)
    owner.setFocus()

    qtbot.keyClick(owner, Qt.Key.Key_Escape)
    assert str(bar.query) == "state:open"
    assert owner.hasFocus()
    qtbot.keyClick(owner, Qt.Key.Key_Escape)

    assert table.hasFocus()
    assert str(bar.query) == "state:open"


def test_down_offers_what_the_field_knows_and_what_the_rows_have(qtbot: Any, shown: Any) -> None:
    bar, table = shown
    owner = text_cell(table, 2)
    owner.setFocus()

    qtbot.keyClick(owner, Qt.Key.Key_Down)
    popup = owner.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    model = owner.completer().model()
    offered = [model.index(n, 0).data() for n in range(model.rowCount())]
    assert offered == ["me", "Ana", "Tom"]
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: str(bar.query) == "owner:Ana")


def test_tab_goes_from_the_field_through_the_editors_into_the_rows(qtbot: Any, shown: Any) -> None:
    bar, table = shown
    table.set_columns((0, 2, 1, 3, 4))
    bar.edit.setFocus()
    passed = []
    for _ in range(4):
        focused = theme.application().focusWidget()
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        passed.append(theme.application().focusWidget())

    assert passed == [text_cell(table, 2), choice_cell(table, 1), text_cell(table, 3), table]


def test_the_keyboard_scrolls_sideways_to_an_editor_that_is_out_of_sight(
    qtbot: Any, shown: Any
) -> None:
    _bar, table = shown
    for n in (1, 2, 3):
        table.setColumnWidth(n, 700)
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() > 1_000)
    choice_cell(table, 1).setFocus()
    text_cell(table, 3).setFocus()

    cell = text_cell(table, 3)
    qtbot.waitUntil(lambda: 0 <= cell.x() < table.viewport().width())


def test_the_editor_of_the_first_column_stays_with_it_over_those_that_slide_below(
    qtbot: Any, shown: Any
) -> None:
    _bar, table = shown
    table.set_columns([2, 0, 1, 3, 4])
    for n in (1, 3):
        table.setColumnWidth(n, 700)
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() > 700)
    first, other = text_cell(table, 2), choice_cell(table, 1)
    before = first.geometry()

    table.horizontalScrollBar().setValue(400)

    row = row_of(table)
    assert first.geometry() == before
    assert other.geometry().intersects(before)
    assert row.childAt(before.center()) is first
    beside = QPoint(before.left() - 1, before.center().y())
    assert row.childAt(beside) is not other
    text_cell(table, 3).setFocus()
    other.setFocus()
    qtbot.waitUntil(lambda: other.x() >= table.columnWidth(2))
    first.setFocus()
    assert table.horizontalScrollBar().value() > 0  # it was in sight


def test_turned_from_within_it_goes_and_the_filter_stays(qtbot: Any, shown: Any) -> None:
    bar, table = shown
    bar.set_query(parse("state:open", GRAMMAR))
    top = table.viewport().y()
    assert choice_cell(table, 1).hasFocus()

    row_of(table).turn()

    assert not row_of(table).isVisible()
    assert table.viewport().y() < top
    assert str(bar.query) == "state:open"
    row_of(table).turn()
    assert choice_cell(table, 1).currentText() == "open"


def test_every_editor_says_what_it_is_for(shown: Any) -> None:
    _bar, table = shown
    names = [choice_cell(table, 1), text_cell(table, 2), text_cell(table, 3)]

    assert [one.accessibleName() for one in names] == [
        "Filter by State",
        "Filter by Owner",
        "Filter by Age",
    ]


def test_it_grows_with_the_zoom(qtbot: Any, shown: Any) -> None:
    _bar, table = shown
    before = row_of(table).height()
    try:
        theme.apply(dark=False, zoom_factor=2.0)
        qtbot.waitUntil(lambda: row_of(table).height() == 2 * before)
        qtbot.waitUntil(lambda: text_cell(table, 2).height() > before)
        assert table.viewport().y() >= table.head.title_height + 2 * before
    finally:
        theme.apply(dark=False)


def test_a_grammar_that_learns_leaves_what_is_being_typed(qtbot: Any, shown: Any) -> None:
    bar, table = shown
    owner = text_cell(table, 2)
    owner.setFocus()
    qtbot.keyClicks(owner, "An")

    bar.set_grammar(FilterGrammar((STATE, FilterKey("owner", values=("me", "lin")), AGE)))

    assert row_of(table).cell(2) is owner
    assert owner.text() == "An"
    owner.setText("l")
    assert owner.open_offers()
    assert owner.completer().model().index(0, 0).data() == "lin"


# In the window


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    for n, name in enumerate(("cc-fraud", "cc-limit", "churn")):
        register(sqlite_workspace, name=name, content=b"%d" % n)
    return sqlite_workspace


@pytest.fixture
def window(bank: TestWorkspace, qtbot: Any) -> Iterator[MainWindow]:
    with window_of(bank, "sanne", "inventory") as made:
        yield made


@pytest.fixture
def screen(window: MainWindow, qtbot: Any) -> InventoryScreen:
    found = window.current_screen
    assert isinstance(found, InventoryScreen)
    qtbot.waitUntil(lambda: found.model.rowCount() == 3)
    return found


def test_its_keys_show_it_and_the_database_filters(
    qtbot: Any, window: MainWindow, screen: InventoryScreen
) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    screen.table.setFocus()
    qtbot.keyClick(screen.table, Qt.Key.Key_F, keys)
    row = row_of(screen.table)
    qtbot.waitUntil(row.isVisible)
    name = text_cell(screen.table, 0)
    qtbot.waitUntil(name.hasFocus)

    qtbot.keyClicks(name, "cc")
    qtbot.keyClick(name, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
    assert str(screen.filter.query) == "name:cc"
    qtbot.keyClick(screen.table, Qt.Key.Key_F, keys)
    qtbot.keyClick(name, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3)


def test_what_is_no_age_is_told_as_in_the_field(qtbot: Any, screen: InventoryScreen) -> None:
    row_of(screen.table).turn()
    n = next(n for n, one in enumerate(screen.model.columns) if one.filter_key == "age")
    age = text_cell(screen.table, n)
    age.setFocus()
    qtbot.keyClicks(age, "old")
    qtbot.keyClick(age, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: "old is no age" in "".join(refusals(screen)))


def test_letters_of_a_list_of_values_are_no_actions_of_the_rows(
    qtbot: Any, window: MainWindow, screen: InventoryScreen
) -> None:
    row_of(screen.table).turn()
    n = next(n for n, one in enumerate(screen.model.columns) if one.filter_key == "risk")
    risk = choice_cell(screen.table, n)
    risk.setFocus()
    qtbot.keyClick(risk, Qt.Key.Key_M)  # in the list it gives models an owner

    qtbot.waitUntil(lambda: str(screen.filter.query) == "risk:medium")


def test_where_no_column_can_be_filtered_the_action_says_so(
    qtbot: Any, window: MainWindow, screen: InventoryScreen
) -> None:
    assert window.actions_registry.reason("edit.filter_row") == ""

    window.go("settings")
    assert (
        window.actions_registry.reason("edit.filter_row") == "No list with a filter row is shown."
    )
    window.go("approvals")
    assert "type words in the field" in window.actions_registry.reason("edit.filter_row")


# Which columns of each list have an editor.
EDITORS = {
    "inventory": ["name", "stage", "risk", "owner", "unit", "health", "age", "debt"],
    "alerts": ["state", "model", "stage", "age", "owner"],
    "runs": ["state", "step", "template"],
    "deployments": ["model", "runtime", "stage", "state"],
    "governance": ["state", "grade", "owner", "unit"],
    "lineage": ["actor", "version", "is", "type", "tag"],
}


def test_every_editor_of_every_list_asks_for_what_the_database_understands(
    demo: Path, tmp_path: Path, qtbot: Any
) -> None:
    found: dict[str, list[str]] = {}
    with demo_desk(demo, "tom", tmp_path) as desktop:
        registry = desktop.window.actions_registry
        for key in EDITORS:
            screen = go(desktop, key)
            if key == "lineage":
                qtbot.waitUntil(lambda screen=screen: screen.model_id is not None)
                screen.head.views.choose(2)
                calm(desktop)
            assert registry.reason("edit.filter_row") == "", key
            registry.trigger("edit.filter_row")
            table = next(
                one for one in screen.findChildren(DataTable) if one.filter_row and one.isVisible()
            )
            for n, column in enumerate(table.rows_model.columns):
                cell = row_of(table).cell(n)
                if cell is None:
                    continue
                found.setdefault(key, []).append(column.filter_key)
                name = column.filter_key
                key_of = screen.filter_bar.grammar.key(name)
                cell.changed.emit(tokens_of(key_of, _sample(cell)))
                calm(desktop)
                assert name in str(screen.filter_bar.query)
                assert refusals(screen) == [], (key, name)
                screen.filter_bar.clear()
                calm(desktop)

    assert found == EDITORS


def _sample(cell: Any) -> str:
    if isinstance(cell, ChoiceCell):
        return str(cell.itemData(1))
    return ">30d" if "30d" in cell.placeholderText() else "7"


def refusals(widget: QWidget) -> list[str]:
    """What is said of a filter that can't be read."""
    said = [one.accessibleName() for one in widget.findChildren(Banner) if one.isVisible()]
    return [one for one in said if "of the filter" in one]
