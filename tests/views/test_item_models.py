"""Item models: right by Qt's own tester, also after changes; nothing moves under the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from app.views.cards import RailGroup
from app.views.cells import Age, GroupTitle, Number, moment_in_full
from app.views.filters import FilterQuery
from app.views.item_models.columns import Column, Role
from app.views.item_models.paged_table import (
    FIRST_SIZE,
    PAGE_SIZE,
    Page,
    PagedTableModel,
    PageRequest,
)
from app.views.item_models.row_table import RowTableModel
from app.views.palette_items import PaletteItem, PaletteListModel
from app.views.screen import Badge
from app.views.widgets.rail import RailEntry, RailListModel
from app.views.zones import use_zone


@dataclass(frozen=True)
class Thing:
    id: int
    name: str = ""


COLUMNS: list[Column[Thing]] = [
    Column("Name", lambda t: t.name, key="name"),
    Column("Number", lambda t: Number(t.id), key="id", is_number=True),
]


def make() -> RowTableModel[Thing]:
    return RowTableModel(COLUMNS, lambda thing: thing.id)


class Source:
    """A table in memory; answers come when asked to, like those of a database."""

    def __init__(self, count: int) -> None:
        self.rows = [Thing(n, f"thing {n}") for n in range(count)]
        self.requests: list[PageRequest] = []
        self.waiting: list[Any] = []
        self.is_slow = False

    def load(self, then, request: PageRequest) -> None:
        self.requests.append(request)
        ids = [row.id for row in self.rows]
        start = 0 if request.after is None else ids.index(request.after) + 1
        rows = self.rows[start : start + request.size]
        more = start + len(rows) < len(self.rows)
        page = Page(tuple(rows), rows[-1].id if more else None)
        if self.is_slow:
            self.waiting.append(lambda: then(page))
        else:
            then(page)

    def model(self) -> PagedTableModel[Thing]:
        return PagedTableModel(
            COLUMNS, lambda t: t.id, self.load, lambda then, _query: then(len(self.rows))
        )


def test_the_row_model_is_right_before_and_after_changes(qtmodeltester):
    model = make()
    qtmodeltester.check(model)
    model.set_rows([Thing(1, "a"), Thing(2, "b")])
    qtmodeltester.check(model)
    model.set_rows([Thing(2, "c"), Thing(3), Thing(1)])
    qtmodeltester.check(model)
    model.sort(1, Qt.SortOrder.DescendingOrder)
    qtmodeltester.check(model)
    model.set_rows([])
    qtmodeltester.check(model)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(st.integers(0, 12), unique=True),
    after=st.lists(st.integers(0, 12), unique=True),
    chosen=st.integers(0, 12),
)
def test_a_refresh_keeps_the_cursor_on_the_same_thing(qapp, before, after, chosen):
    model = make()
    model.set_rows([Thing(n) for n in before])
    place = model.find(chosen)
    index = QPersistentModelIndex(model.index(place, 0)) if place >= 0 else None
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    model.set_rows([Thing(n, "new") for n in after])

    assert [row.id for row in model.rows] == after
    if index is not None and not resets:
        here = model.row_at(index) if index.isValid() else None
        assert (here.id if here else None) == (chosen if chosen in after else None)


def test_rows_that_stand_together_come_and_go_in_one_step(qtbot):
    model, steps = make(), []
    model.rowsInserted.connect(lambda _at, first, last: steps.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _at, first, last: steps.append(("out", first, last)))
    model.set_rows([Thing(n) for n in range(700)])
    model.set_rows([Thing(n) for n in (*range(10), *range(900, 905), *range(500, 700))])

    assert steps == [("in", 0, 699), ("out", 10, 499), ("in", 10, 14)]


def test_only_changed_rows_are_announced(qtbot):
    model = make()
    model.set_rows([Thing(n, "a") for n in range(5)])
    changes = []
    model.dataChanged.connect(lambda first, last: changes.append((first.row(), last.row())))
    model.set_rows([Thing(n, "b" if n == 3 else "a") for n in range(5)])

    assert changes == [(3, 3)]


def test_cells_speak_their_row_and_escape_their_tooltips():
    columns = [Column("Name", lambda t: t.name, tooltip=lambda t: f"<b>{t.name}")]
    model: RowTableModel[Thing] = RowTableModel(columns, lambda t: t.id)
    model.set_rows([Thing(1, "cc-fraud")])
    index = model.index(0, 0)

    assert model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "Name cc-fraud"
    assert model.data(index, Qt.ItemDataRole.ToolTipRole) == "<qt>&lt;b&gt;cc-fraud</qt>"
    assert model.data(index, Role.ROW) == Thing(1, "cc-fraud")


def test_group_titles_can_not_be_chosen():
    columns = [Column("", lambda t: GroupTitle(t.name) if t.id == 0 else t.name)]
    model: RowTableModel[Thing] = RowTableModel(columns, lambda t: t.id)
    model.set_rows([Thing(0, "Overdue"), Thing(1, "churn")])

    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable
    assert model.flags(model.index(1, 0)) & Qt.ItemFlag.ItemIsSelectable


def test_the_count_waits_until_the_rows_are_there():
    source = Source(3)
    source.is_slow = True
    model = source.model()
    totals = []
    model.total_changed.connect(totals.append)

    model.reload()
    before = list(totals)
    source.waiting.pop()()

    assert before == []
    assert [row.id for row in model.rows] == [0, 1, 2]
    assert totals == [3]


def test_the_paged_model_is_right_before_and_after_changes(qtmodeltester):
    source = Source(450)
    model = source.model()
    qtmodeltester.check(model)
    model.reload()
    qtmodeltester.check(model)
    model.fetchMore(QModelIndex())
    source.rows[3] = Thing(3, "changed")
    del source.rows[5]
    model.refresh()
    qtmodeltester.check(model)
    assert model.rowCount() >= 400


def test_pages_follow_each_other_by_key(qtbot):
    source = Source(450)
    model = source.model()
    model.reload()
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())

    ends = [FIRST_SIZE - 1, FIRST_SIZE + PAGE_SIZE - 1]
    assert [request.after for request in source.requests] == [None, *ends]
    assert [row.id for row in model.rows] == list(range(450))
    assert model.total == 450


def test_new_rows_wait_and_gone_rows_stay_until_asked_for(qtbot):
    source = Source(10)
    model = source.model()
    model.reload()
    source.rows = [Thing(-1, "new"), *source.rows[:4], *source.rows[5:]]
    model.refresh()

    assert model.new_count == 1
    assert [row.id for row in model.rows] == list(range(10))
    assert model.data(model.index(4, 0), Role.PAINTED).is_gone
    model.show_new()
    assert model.new_count == 0
    assert [row.id for row in model.rows] == [-1, 0, 1, 2, 3, 5, 6, 7, 8, 9]


def test_rows_pushed_off_the_page_by_new_ones_are_not_gone(qtbot):
    source = Source(600)
    model = source.model()
    model.reload()
    source.rows = [Thing(1000, "new"), Thing(1001, "new"), *source.rows]
    model.refresh()

    gone = [
        n for n in range(model.rowCount()) if model.data(model.index(n, 0), Role.PAINTED).is_gone
    ]
    assert gone == []
    assert model.new_count == 2


def test_a_refresh_while_another_list_is_read_mixes_no_two_lists(qtbot):
    source = Source(3)
    model = source.model()
    model.reload()
    source.is_slow = True
    source.rows = [Thing(7, "of another filter")]
    model.set_query(FilterQuery(words=("another",)))

    model.refresh()
    for answer in source.waiting:
        answer()

    assert [row.id for row in model.rows] == [7]
    assert model.new_count == 0


def test_what_could_not_be_read_in_another_order_is_not_gone_on_with(qtbot):
    source = Source(450)
    model = source.model()
    model.reload()
    source.is_slow = True
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.load_failed()
    asked = len(source.requests)

    assert not model.canFetchMore(QModelIndex())  # its cursor would be of the order before
    model.fetchMore(QModelIndex())
    assert len(source.requests) == asked
    model.refresh()
    source.waiting[-1]()
    assert source.requests[-1].after is None
    assert model.canFetchMore(QModelIndex())


def test_that_time_goes_by_is_no_change_of_a_cell(qtbot):
    opened = datetime(2026, 3, 13, 14, tzinfo=UTC)
    ages = iter(opened + timedelta(hours=n) for n in range(100))
    columns: list[Column[Thing]] = [
        Column("Name", lambda thing: thing.name),
        Column("Age", lambda _thing: Age(opened, next(ages))),
    ]
    source = Source(2)
    model: PagedTableModel[Thing] = PagedTableModel(columns, lambda thing: thing.id, source.load)
    model.reload()
    source.rows[1] = Thing(1, "other")
    model.refresh()

    assert model.data(model.index(1, 0), Role.PAINTED).is_flashing
    assert not model.data(model.index(1, 1), Role.PAINTED).is_flashing


def test_changed_cells_flash_and_stop(qtbot):
    source = Source(3)
    model = source.model()
    model.reload()
    source.rows[1] = Thing(1, "other")
    model.refresh()

    assert model.data(model.index(1, 0), Role.PAINTED).is_flashing
    assert not model.data(model.index(1, 1), Role.PAINTED).is_flashing
    qtbot.waitUntil(lambda: not model.data(model.index(1, 0), Role.PAINTED).is_flashing)


def test_the_answer_to_an_older_filter_is_dropped(qtbot):
    source = Source(5)
    source.is_slow = True
    model = source.model()
    model.set_query(FilterQuery(words=("old",)))
    source.rows = source.rows[:3]
    model.set_query(FilterQuery(words=("new",)))
    taken: list[int] = []
    model.page_taken.connect(lambda: taken.append(model.rowCount()))
    first, second = source.waiting
    first()
    assert not taken  # who waits for the rows waits on
    second()
    first()

    assert taken == [3]
    assert model.rowCount() == 3
    assert not model.is_loading


def test_sorting_is_asked_of_the_database(qtbot):
    source = Source(5)
    model = source.model()
    model.sort(0, Qt.SortOrder.DescendingOrder)

    sort = source.requests[-1].sort
    assert sort is not None
    assert (sort.key, sort.is_descending) == ("name", True)


@pytest.mark.parametrize("count", [0, 3])
def test_the_small_list_models_are_right(qtmodeltester, count):
    rail, palette = RailListModel(), PaletteListModel()
    groups = (RailGroup.WORK, RailGroup.WORK, RailGroup.INSIGHT)
    rail.set_entries([RailEntry(f"k{n}", "T", group=groups[n]) for n in range(count)])
    rail.set_badge("k1", Badge(3))
    palette.set_items([PaletteItem(f"g{n}", "t", lambda: None) for n in range(count)])

    qtmodeltester.check(rail)
    qtmodeltester.check(palette)
    assert palette.rowCount() == 2 * count


def test_a_time_in_full_says_utc_once_where_the_zone_is_utc() -> None:
    at = datetime(2026, 11, 27, 7, 28, 28, tzinfo=UTC)
    try:
        use_zone("UTC")
        there = moment_in_full(at)
        use_zone("Europe/Amsterdam")
        here = moment_in_full(at)
    finally:
        use_zone("")

    assert there == "2026-11-27 07:28:28 UTC"
    assert here == "2026-11-27 08:28:28 +0100 = 2026-11-27 07:28:28 UTC"
