"""The table: keys that act and never trap, a cursor that stays, calm emptiness."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QRectF, Qt
from PySide6.QtGui import QImage, QKeySequence, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from app.views import language, painting, theme
from app.views.cells import (
    AgainstLimit,
    Age,
    GroupTitle,
    Icon,
    Number,
    Progress,
    Spark,
    Stage,
    Star,
    State,
    Status,
    Tags,
    Text,
    Votes,
    copied,
    explained,
)
from app.views.cells import TwoLines as Lines
from app.views.delegates.cell_delegate import (
    PADDING,
    Look,
    _draw_cell,
    _draw_two_lines,
    _is_first,
    words_width,
)
from app.views.dialogs.arrange_sheet import ArrangeSheet
from app.views.dialogs.row_peek import RowPeek
from app.views.filters import FilterQuery
from app.views.item_models.columns import Column
from app.views.item_models.paged_table import FIRST_SIZE, PAGE_SIZE, PagedTableModel
from app.views.item_models.row_table import RowTableModel
from app.views.widgets import data_table
from app.views.widgets.column_choice import columns_menu, open_choice
from app.views.widgets.data_table import DataTable
from app.views.widgets.placeholders import EmptyState, SkeletonRows
from tests.views import sample_rows, samples
from tests.views.sample_rows import ALERT_COLUMNS, ALERTS, NOW, AlertRow
from tests.views.test_item_models import COLUMNS, Source, Thing


@pytest.fixture
def table(qtbot) -> DataTable:
    model: RowTableModel[AlertRow] = RowTableModel(ALERT_COLUMNS, lambda a: a.id)
    model.set_rows(ALERTS)
    made = DataTable(model, "Alerts")
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    made.select_first()
    return made


def press(qtbot, table: DataTable, keys: str) -> None:
    for key in keys:
        qtbot.keyClick(table, key)


def test_letters_move_and_select_and_enter_opens(qtbot, table):
    press(qtbot, table, "jjk")
    assert table.current_row().id == 801
    press(qtbot, table, "x")
    assert table.selected_rows() == []
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args[0].id == 801
    with qtbot.waitSignal(table.opened_in_window):
        qtbot.keyClick(table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(table.peeked):
        qtbot.keyClick(table, Qt.Key.Key_Space)


def test_an_age_goes_on_though_its_row_stays(qtbot, monkeypatch):
    monkeypatch.setattr(data_table, "_AGES_MS", 20)
    minutes = [1]
    told: list[str] = []

    def age(_thing: Thing) -> Text:
        told.append(f"{minutes[0]} min")
        return Text(told[-1])

    model: RowTableModel[Thing] = RowTableModel([Column("Age", age)], lambda t: t.id)
    model.set_rows([Thing(1, "one")])
    table = DataTable(model, "Things")
    qtbot.addWidget(table)
    table.show()
    qtbot.waitUntil(lambda: "1 min" in told)

    minutes[0] = 2
    qtbot.waitUntil(lambda: told[-1] == "2 min")
    table.hide()

    assert not table._ages.isActive()  # nobody looks


@pytest.mark.parametrize(
    ("keys", "ends_at"),
    [
        (("J", "J", "J"), 4),
        (("Down", "Down", "Down"), 4),
        (("Down", "Up", "Up"), 2),
        (("PgDown",), 4),
        (("PgDown", "PgUp"), 2),
        (("Ctrl+End",), 4),
        (("Ctrl+End", "Ctrl+Home"), 2),
        (("Shift+Down",), 4),
    ],
)
def test_moving_skips_headings_and_what_is_chosen_goes_along(qtbot, keys, ends_at):
    columns = [Column("", lambda t: GroupTitle(t.name) if t.id % 2 else Lines(t.name, "x"))]
    model: RowTableModel[Thing] = RowTableModel(columns, lambda t: t.id)
    model.set_rows([Thing(n, str(n)) for n in range(1, 6)])
    table = DataTable(model, "Tasks")
    qtbot.addWidget(table)
    table.show()
    table.select_first()
    for one in keys:
        QTest.keySequence(table, QKeySequence(one))

    chosen = [one.id for one in table.selected_rows()]
    assert table.current_row().id == ends_at
    assert chosen == ([2, 4] if "Shift" in keys[0] else [ends_at])


def test_each_row_is_as_high_as_its_kind_whatever_comes_between(qtbot):
    columns = [Column("", lambda t: GroupTitle(t.name) if t.id < 10 else Lines(t.name, "x"))]
    model: RowTableModel[Thing] = RowTableModel(columns, lambda t: t.id)
    table = DataTable(model, "Tasks")
    qtbot.addWidget(table)
    model.set_rows([Thing(1, "a"), Thing(10, "b")])
    table.fit_rows()
    heights = []
    for ids in (
        (1, 10),
        (1, 10, 11, 2, 12),
        (10, 2, 12),
        (12, 2, 10),
    ):  # as it is, more, fewer, else
        model.set_rows([Thing(n, str(n)) for n in ids])
        heights.append([table.rowHeight(n) for n in range(len(ids))])

    assert heights == [[34, 54], [34, 54, 54, 34, 54], [54, 34, 54], [54, 34, 54]]


def test_tab_leaves_the_table(qtbot):
    model: RowTableModel[AlertRow] = RowTableModel(ALERT_COLUMNS, lambda a: a.id)
    model.set_rows(ALERTS)
    holder, table = QWidget(), DataTable(model, "Alerts")
    qtbot.addWidget(holder)
    layout, after = QVBoxLayout(holder), QLineEdit()
    layout.addWidget(table)
    layout.addWidget(after)
    holder.show()
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Tab)

    assert holder.focusWidget() is after


def test_copying_gives_raw_values(qtbot, table, qapp):
    table.select_key(804)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = qapp.clipboard().text().splitlines()

    assert lines[0].startswith("State\tAlert")
    assert "AUC 0.861 < 0.870\tchurn v8\tUAT\t2026-03-14T12:36:00+00:00" in lines[1]


def test_less_important_columns_make_room(qtbot, table):
    owner = [column.title for column in ALERT_COLUMNS].index("Owner")
    table.resize(700, 400)
    assert table.isColumnHidden(owner)
    table.resize(1000, 400)
    assert not table.isColumnHidden(owner)


def test_a_chosen_row_is_marked_where_it_begins_also_with_columns_moved(table):
    assert [_is_first(table, column) for column in (0, 1)] == [True, False]
    table.set_columns([1, 0, *range(2, len(table.column_order))])
    assert [_is_first(table, column) for column in (0, 1)] == [False, True]


def test_the_cursor_survives_a_reload_of_pages(qtbot):
    source = Source(30)
    model = source.model()
    table = DataTable(model, "Things")
    qtbot.addWidget(table)
    model.reload()
    table.select_key(12)
    model.reload()

    assert table.current_row().id == 12


@pytest.mark.parametrize("is_here", [True, False])
def test_rows_that_come_after_the_reader_went_on_to_them_put_the_cursor_on_the_first(
    qtbot, is_here: bool
) -> None:
    """A filter is typed and left before a slow database answers; elsewhere nothing is chosen."""
    source = Source(30)
    model = source.model()
    table, filtering = DataTable(model, "Things"), QLineEdit()
    parent = QWidget()
    layout = QVBoxLayout(parent)
    layout.addWidget(filtering)
    layout.addWidget(table)
    qtbot.addWidget(parent)
    parent.show()
    parent.activateWindow()
    model.reload()
    table.select_key(3)
    source.is_slow, source.rows = True, source.rows[20:]
    filtering.setFocus()
    model.reload()
    if is_here:
        table.setFocus()
    qtbot.waitUntil(lambda: table.hasFocus() is is_here)

    source.waiting.pop()()

    chosen = table.current_row()
    assert (chosen.id if chosen else None) == (20 if is_here else None)
    assert [row.id for row in table.selected_rows()] == ([20] if is_here else [])


def test_scrolling_to_the_end_reads_on(qtbot):
    source = Source(1000)
    model = source.model()
    table = DataTable(model, "Things")
    qtbot.addWidget(table)
    table.resize(400, 300)
    table.show()
    model.reload()
    assert model.rowCount() == FIRST_SIZE + 2 * PAGE_SIZE  # two pages ahead of what is seen

    def scroll_down() -> bool:
        table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
        return model.rowCount() == 1000

    qtbot.waitUntil(scroll_down)


def test_the_pill_counts_and_the_dot_key_lets_rows_in(qtbot):
    source = Source(5)
    model = source.model()
    table = DataTable(model, "Things")
    qtbot.addWidget(table)
    table.show()
    model.reload()
    source.rows = [Thing(99), *source.rows]
    model.refresh()
    assert table.pill.isVisible()
    assert table.pill.text() == "1 new"
    press(qtbot, table, ".")

    assert not table.pill.isVisible()
    assert model.row_at(model.index(0, 0)) == Thing(99)


def colors_below(pill: QWidget, head: QImage) -> set[int]:
    """In the picture of the head without it; the line at its foot left out."""
    box = pill.geometry()
    rows = range(max(0, box.top()), min(head.height() - 2, box.bottom()))
    return {head.pixel(x, y) for y in rows for x in range(box.left(), box.right())}


@pytest.mark.parametrize("width", [400, 620, 900])
def test_the_pill_covers_no_title(qtbot, width):
    source = Source(5)
    middle: Column[Thing] = Column("Stands in the middle", lambda t: t.name)
    model: PagedTableModel[Thing] = PagedTableModel(
        [COLUMNS[0], middle, *COLUMNS[1:]], lambda t: t.id, source.load
    )
    table = DataTable(model, "Things")
    qtbot.addWidget(table)
    table.resize(width, 300)
    table.show()
    model.reload()
    for place, share in enumerate((0.45, 0.35, 0.2)):
        table.setColumnWidth(place, int(width * share))
    before = table.head.grab().toImage()
    source.rows = [Thing(99), *source.rows]
    model.refresh()
    assert table.pill.isVisible()
    assert len(colors_below(table.pill, before)) == 1

    table.setColumnWidth(0, width // 4)

    table.pill.hide()
    after = table.head.grab().toImage()
    assert len(colors_below(table.pill, after)) == 1


def test_skeletons_come_late_and_emptiness_only_when_known(qtbot):
    source = Source(0)
    source.is_slow = True
    model = source.model()
    table = DataTable(model, "Things")
    qtbot.addWidget(table)
    empty = EmptyState("No thing matches")
    table.set_empty_state(empty)
    table.show()
    model.set_query(FilterQuery())
    assert not empty.isVisible()
    skeleton = table.findChild(SkeletonRows)
    qtbot.waitUntil(skeleton.isVisible)
    head = table.horizontalHeader()
    begin = [head.sectionViewportPosition(n) for n in range(head.count())]
    assert [left - PADDING for left, _width in skeleton.columns] == begin  # below their titles
    source.waiting[0]()

    assert empty.isVisible()
    assert not skeleton.isVisible()


def test_outlines_of_a_list_without_titles_begin_where_its_entries_do(qtbot):
    source = Source(0)
    source.is_slow = True
    model = source.model()
    table = DataTable(model, "Things")
    qtbot.addWidget(table)
    table.horizontalHeader().hide()
    table.show()

    model.set_query(FilterQuery())

    skeleton = table.findChild(SkeletonRows)
    qtbot.waitUntil(skeleton.isVisible)
    assert skeleton.columns[0][0] == 16  # as the title of the list above it


def test_choosing_everything_means_the_query(qtbot):
    table = DataTable(Source(300).model(), "Things")
    qtbot.addWidget(table)
    table.rows_model.reload()
    with qtbot.waitSignal(table.everything_selected):
        qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("dark", [False, True])
def test_every_kind_of_cell_is_painted_in_every_state(qtbot, dark):
    theme.apply(dark=dark)
    stage = Stage("PROD", 1.0, is_protected=True)
    kinds = [
        *(State(status, status.value, is_chip=n % 2 == 0) for n, status in enumerate(Status)),
        stage,
        Stage("UAT", 0.6, is_outlined=True, is_struck=True),
        Tags(("a", "b", "c" * 40)),
        Text("name", "second", is_strong=True),
        Text("0f2c", is_mono=True, is_quiet=True),
        Number(0.8712),
        Number(None),
        Age(NOW, NOW),
        Star(True),
        Star(False),
        Icon("box", "words"),
        Progress(0.6, "step 4 of 6"),
        Spark((0.1, 0.3, 0.2), "0.1, 0.3, 0.2", Status.WARNING),
        Spark((0.5, 0.5)),
        Spark(()),
        Votes(1, 2),
        AgainstLimit(0.048, high=0.045, before=0.041, is_over=True),
        AgainstLimit(0.88, low=0.87),
        State(Status.OK, "acknowledged", is_pending=True),
        Lines("title", "detail", Status.WARNING, stage, "2 h late", is_urgent=True),
        GroupTitle("Overdue", 3),
        "plain",
    ]
    columns = [Column("Cell", lambda t: kinds[t.id], stretches=True)]
    model: RowTableModel[Thing] = RowTableModel(columns, lambda t: t.id)
    model.set_rows([Thing(n) for n in range(len(kinds))])
    table = DataTable(model, "Cells")
    qtbot.addWidget(table)
    table.resize(300, 900)
    table.show()
    blank = _pixels(table)
    table.selectAll()
    chosen = _pixels(table)
    table.setFocus()

    assert len({blank, chosen, _pixels(table)}) >= 2


def _pixels(widget: QWidget) -> bytes:
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.end()
    widget.render(image)
    return bytes(image.constBits())


def test_sorting_by_the_header_sorts_rows(qtbot):
    model: RowTableModel[Thing] = RowTableModel(COLUMNS, lambda t: t.id)
    model.set_rows([Thing(2, "b"), Thing(1, "c"), Thing(3, "a")])
    table = DataTable(model, "Things")
    qtbot.addWidget(table)
    table.allow_sorting(0)
    table.horizontalHeader().sectionClicked.emit(0)

    assert [row.name for row in model.rows] == ["a", "b", "c"]


def test_a_paged_table_loads_models_through_its_screen(window, qtbot):
    window.go("inventory")
    screen = window.current_screen
    assert isinstance(screen, samples.InventoryScreen)
    assert isinstance(screen.model, PagedTableModel)
    assert screen.model.rowCount(QModelIndex()) == len(sample_rows.MODELS)
    assert screen.table.current_row().name == "cc-fraud"


def test_a_column_is_as_wide_as_its_words_where_the_names_leave_room(qtbot):
    word = "niet gereguleerd volgens de wet"
    columns = [
        Column("Name", lambda row: Text(row[1]), stretches=True),
        Column("State", lambda _: State(Status.UNKNOWN, word), width=90),
    ]
    model = RowTableModel(columns, key=lambda row: row[0])
    table = DataTable(model, "Uses")
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.show()
    model.set_rows([(1, "Card payments")])
    wide = table.columnWidth(1)

    table.resize(360, 300)  # short names leave room
    beside = table.columnWidth(1)
    table.resize(300, 300)
    narrow = table.columnWidth(1)
    table.setColumnWidth(1, 70)  # by hand
    table.resize(900, 300)

    assert words_width(State(Status.UNKNOWN, word)) == wide == beside > 90
    assert (narrow, table.columnWidth(1)) == (90, 70)


@pytest.mark.parametrize(
    ("width", "note_at", "stage_at"), [(480, 17, 17), (320, 35, 17), (260, 35, 35)]
)
def test_a_note_or_stage_that_would_cut_the_title_stands_below_it(
    qtbot, monkeypatch, width, note_at, stage_at
):
    drawn = {}
    draw_text = painting.draw_text

    def noted(painter, x, middle, words, font, color):
        drawn[words] = middle
        return draw_text(painter, x, middle, words, font, color)

    monkeypatch.setattr(painting, "draw_text", noted)
    cell = Lines(
        "Daily drift and performance", "Wasserstein income 0.668", Status.CRITICAL,
        Stage("PROD", 1.0), "8 alerts", is_urgent=True,
    )  # fmt: skip
    look = Look(
        theme.tokens(), is_selected=False, has_focus=False, is_number=False, is_gone=False,
        is_hovered=False,
    )  # fmt: skip
    image = QImage(width, 54, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    _draw_two_lines(painter, QRectF(0, 0, width, 54), cell, look)
    painter.end()

    assert "Daily drift and performance" in drawn  # whole
    assert (drawn["8 alerts"], drawn["PROD"]) == (note_at, stage_at)
    assert explained(cell) == "Daily drift and performance\nWasserstein income 0.668"


@pytest.mark.parametrize(
    ("cell", "struck"),
    [
        (Text("cc-fraud v14", is_strong=True), ["cc-fraud v14"]),
        (Text("Confirm", "the answers differed"), []),
        ("prod-eu-2", ["prod-eu-2"]),
    ],
)
def test_of_a_row_that_went_the_name_is_struck_through_and_the_reason_is_not(
    qtbot, monkeypatch, cell, struck
):
    found = []
    draw_text = painting.draw_text

    def noted(painter, x, middle, words, font, color):
        found.extend([words] if font.strikeOut() else [])
        return draw_text(painter, x, middle, words, font, color)

    monkeypatch.setattr(painting, "draw_text", noted)
    look = Look(
        theme.tokens(), is_selected=False, has_focus=False, is_number=False, is_gone=True,
        is_hovered=False, is_struck=True,
    )  # fmt: skip
    image = QImage(320, 28, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    _draw_cell(painter, QRectF(0, 0, 320, 28), cell, look)
    painter.end()

    assert found == struck


def test_a_number_in_full_has_the_readers_decimal_sign_and_is_copied_with_a_point():
    language.use("nl")
    try:
        full = explained(Number(0.9126666))
    finally:
        language.use("en")

    assert full == "0,9126666"
    assert copied(Number(0.9126666)) == "0.9126666"


def shown(table: DataTable) -> list[str]:
    columns = table.rows_model.columns
    return [columns[n].title for n in table.column_order if not table.isColumnHidden(n)]


def test_columns_that_the_reader_hides_stay_away_however_wide_the_list_is(qtbot, table):
    usual = shown(table)
    menu = columns_menu(table, table)
    titles = [one.text() for one in menu.actions() if one.isCheckable()]

    next(one for one in menu.actions() if one.text() == usual[2]).trigger()
    table.hide_columns({*table.hidden_columns, 0})  # what a row is about

    assert titles == usual[1:]
    assert shown(table) == [usual[0], usual[1], *usual[3:]]
    table.resize(1400, 400)
    assert shown(table) == [usual[0], usual[1], *usual[3:]]
    table.selectRow(0)
    table.copy_rows()
    assert usual[2] not in theme.application().clipboard().text().splitlines()[0].split("\t")
    table.reset_columns()
    assert shown(table) == usual


def test_columns_are_arranged_by_keys(qtbot, table):
    usual = shown(table)
    open_choice(table)
    sheet = table.window().findChild(ArrangeSheet)
    qtbot.waitUntil(sheet.isVisible)
    qtbot.keyClick(sheet, Qt.Key.Key_Down)
    qtbot.keyClick(sheet, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_Space)

    qtbot.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert shown(table) == [usual[0], usual[2], *usual[3:]]
    assert table.column_order[:3] == (0, 2, 1)


def test_space_reads_a_row_in_full_where_a_list_has_no_way_of_its_own(qtbot, table):
    table.hide_columns(range(1, 4))
    row = table.current_row()
    qtbot.keyClick(table, Qt.Key.Key_Space)
    sheet = table.window().findChild(RowPeek)
    qtbot.waitUntil(sheet.isVisible)
    words = " ".join(one.text() for one in sheet.findChildren(QLabel))

    for column in table.rows_model.columns:
        assert str(column.value(row)) in words
    assert not sheet.verb_button.isVisible()  # nobody opens these rows
    sheet.copy_button.click()
    copied = theme.application().clipboard().text().splitlines()
    assert len(copied) == len(table.rows_model.columns)
    qtbot.keyClick(sheet, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not sheet.isVisible())


def test_a_row_that_was_read_in_full_is_opened_from_there(qtbot, table):
    opened: list[object] = []
    table.opened.connect(opened.append)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    sheet = table.window().findChild(RowPeek)
    qtbot.waitUntil(sheet.isVisible)

    qtbot.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert opened == [table.current_row()]
    qtbot.waitUntil(lambda: not sheet.isVisible())
