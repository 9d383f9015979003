"""The table model for lists of any length: pages by key, counted and loaded in the background.

Sorting and filtering happen in SQL. A refresh never moves a row under the cursor: known rows are
updated in place and their changed cells flash, rows that went stay struck through, and new rows
wait behind `new_count` until `show_new()`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from typing_extensions import override

from app.views import cells, safe_text, theme
from app.views.filters import FilterQuery
from app.views.item_models.columns import (
    Column,
    Painted,
    Role,
    cell_data,
    header_data,
    row_sentence,
)
from app.views.item_models.stepped_rows import SteppedRows

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
PAGE_SIZE = 200
FIRST_SIZE = 100  # more than a screen shows; whoever types waits for these
_REFRESH_LIMIT = 1_000  # rows read again at most; what lies deeper is read when scrolled to
_FLASH_MS = 1_000


@dataclass(frozen=True, slots=True)
class Sort:
    key: str
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Give the `size` rows that follow the row `after` (an opaque cursor; None: from the top)."""

    query: FilterQuery
    sort: Sort | None = None
    after: object = None
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """`cursor` continues after the last row; None: that was all."""

    rows: tuple[R, ...]
    cursor: object = None


PageLoader = Callable[[Callable[[Page[R]], None], PageRequest], None]
CountLoader = Callable[[Callable[[int], None], FilterQuery], None]


class PagedTableModel(SteppedRows[R]):
    """Rows arrive through `load_page(then, request)`; `then` must be called on the Qt thread."""

    new_count_changed = Signal(int)  # rows waiting behind the pill
    total_changed = Signal(object)  # int; None while being counted
    loading_changed = Signal(bool)
    outdated = Signal()  # nothing that is shown holds any more; what does is being read
    page_taken = Signal()  # not for an answer that came too late

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], Hashable],
        load_page: PageLoader[R],
        load_count: CountLoader | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._key = key
        self._load_page = load_page
        self._load_count = load_count
        self._rows: list[R] = []
        self._places: dict[Hashable, int] = {}  # key -> row; rows never move between resets
        self._cursor: object = None
        self._has_more = False
        self._query = FilterQuery()
        self._sort: Sort | None = None
        self._total: int | None = None
        self._generation = 0  # answers of an older one are dropped
        self._is_loading = False
        self._is_short = False
        self._is_begun = False  # another list was asked for; the rows are still of the last one
        self._is_outdated = False
        self._gone: set[Hashable] = set()
        self.strikes = True  # not where a row says itself that it went: a line reads as deleted
        self._waiting: list[R] = []
        self._flashes: set[tuple[Hashable, int]] = set()
        self._flash_end = QTimer(self, singleShot=True, interval=_FLASH_MS)
        self._flash_end.timeout.connect(self._on_flash_end_timeout)

    @property
    def columns(self) -> tuple[Column[R], ...]:
        return self._columns

    @property
    def rows(self) -> tuple[R, ...]:
        return tuple(self._rows)

    @property
    def total(self) -> int | None:
        return self._total

    @property
    def new_count(self) -> int:
        return len(self._waiting)

    @property
    def waiting(self) -> frozenset[Hashable]:
        """The keys of what has come since the list was read, and is not shown yet."""
        return frozenset(map(self._key, self._waiting))

    @property
    def is_loading(self) -> bool:
        return self._is_loading

    @property
    def is_outdated(self) -> bool:
        """The rows are of another instant than what is shown, until they have been read."""
        return self._is_outdated

    @property
    def is_answered(self) -> bool:
        """The rows are of the present filter: none that came after it is still being read."""
        return not self._is_begun

    @property
    def query(self) -> FilterQuery:
        return self._query

    @property
    def sort_order(self) -> Sort | None:
        return self._sort

    def set_query(self, query: FilterQuery) -> None:
        self._query = query
        self.reload()

    def set_sort(self, sort: Sort | None) -> None:
        self._sort = sort
        self.reload()

    def reload(self) -> None:
        """Read from the top, whatever is shown now."""
        self._generation += 1
        self._is_begun = True
        self._set_loading(True)
        self._request(None, FIRST_SIZE, self._show_first)

    def start_over(self) -> None:
        """Read from the top as of another instant: rows of this one are not to be seen as its."""
        self._is_outdated = bool(self._rows)
        self.reload()
        if self._is_outdated:
            self.outdated.emit()

    def refresh(self) -> None:
        """Read again what is shown; nothing moves (see the module's text)."""
        if not self._rows or self._is_begun:
            self.reload()
            return
        self._generation += 1
        self._set_loading(False)  # a page under way belongs to the past now
        size = min(_REFRESH_LIMIT, max(FIRST_SIZE, len(self._rows)))
        self._request(None, size, self._merge)

    def set_short(self, is_short: bool) -> None:
        """The list is what is to be done now, whole on its first page: a refresh lets rows in and
        out at once, as the work comes and goes."""
        self._is_short = is_short

    @property
    def is_short(self) -> bool:
        return self._is_short

    def clear(self) -> None:
        """Nothing of it is to be seen any longer; what is under way is not awaited."""
        self._generation += 1
        self._is_begun, self._is_outdated, self._total = False, False, None
        self._show_rows(Page(()))
        self._set_loading(False)

    def count(self, then: Callable[[int], None], query: FilterQuery) -> None:
        """How many rows another filter would have; without a count nothing is answered."""
        if self._load_count is not None:
            self._load_count(then, query)

    def load_failed(self) -> None:
        """A page could not be read: what is shown stays, and the next read is free to begin."""
        self._generation += 1
        self._set_loading(False)

    def show_new(self) -> None:
        """Let the waiting rows in; the list starts anew."""
        self._waiting = []
        self.new_count_changed.emit(0)
        self.reload()

    def row_at(self, index: Index) -> R | None:
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def find(self, key: Hashable) -> int:
        return self._places.get(key, -1)

    def is_gone(self, row: R) -> bool:
        """Struck through: it was not among what was read last, or is listed though it fits not."""
        return self._key(row) in self._gone

    @property
    def gone_count(self) -> int:
        return len(self._gone)

    def retell(self, rows: Iterable[R]) -> None:
        """What is listed as it is by now, also what is struck through; nothing else moves."""
        for row in rows:
            n = self.find(self._key(row))
            if n >= 0 and self._rows[n] != row:
                self._update(n, row)

    def strike(self, keys: Iterable[Hashable]) -> None:
        """These are listed, but do not belong here any more."""
        for key in set(keys) - self._gone:
            if (n := self.find(key)) >= 0:
                self._gone.add(key)
                self.dataChanged.emit(self.index(n, 0), self.index(n, len(self._columns) - 1))

    def key_of(self, row: R) -> Hashable:
        return self._key(row)

    @override
    def canFetchMore(self, parent: Index) -> bool:
        if parent.isValid() or self._is_begun:  # the cursor is of the list before
            return False
        return self._has_more and not self._is_loading

    @override
    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._set_loading(True)
            self._request(self._cursor, PAGE_SIZE, self._append)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- as above
        return 0 if parent.isValid() else len(self._columns)

    def _is_title(self, row: R) -> bool:
        """A heading among the rows: it can't be chosen."""
        return isinstance(self._columns[0].value(row), cells.GroupTitle)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self._is_title(self._rows[index.row()]):
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not self.checkIndex(index, self.CheckIndexOption.IndexIsValid):
            return None
        row = self._rows[index.row()]
        if role == Role.ROW:
            return row
        if role == Role.PAINTED:
            key, column = self._key(row), self._columns[index.column()]
            is_flashing = (key, index.column()) in self._flashes
            is_gone = key in self._gone
            return Painted(
                column.value(row), column.is_number, is_gone, is_flashing, column.is_name,
                is_struck=is_gone and self.strikes,
            )  # fmt: skip
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return safe_text.one_line(row_sentence(self._columns, row), 500)
        found = cell_data(self._columns[index.column()], row, role)
        return safe_text.tooltip(found) if found and role == Qt.ItemDataRole.ToolTipRole else found

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        return header_data(self._columns, section, role)

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for another order; the database sorts."""
        if not 0 <= column < len(self._columns) or not self._columns[column].key:
            self.set_sort(None)
            return
        is_descending = order is Qt.SortOrder.DescendingOrder
        self.set_sort(Sort(self._columns[column].key, is_descending))

    def _request(self, after: object, size: int, then: Callable[[Page[R]], None]) -> None:
        generation = self._generation

        def answer(page: Page[R]) -> None:
            if generation == self._generation:
                then(page)
                self.page_taken.emit()

        self._load_page(answer, PageRequest(self._query, self._sort, after, size))

    def _count(self) -> None:
        """Once the rows are there: to count takes longer, and whoever types waits for the rows."""
        if self._load_count is None:
            return
        generation = self._generation

        def answer(total: int) -> None:
            if generation == self._generation:
                self._total = total
                self.total_changed.emit(total)

        self._load_count(answer, self._query)

    @override
    def _on_rows_moved(self) -> None:
        self._places = {self._key(row): n for n, row in enumerate(self._rows)}

    def _show_rows(self, page: Page[R]) -> None:
        self.beginResetModel()
        self._rows = list(page.rows)
        self._on_rows_moved()
        self._cursor, self._has_more = page.cursor, page.cursor is not None
        self._gone.clear()
        self._flashes.clear()
        self.endResetModel()
        self._set_waiting([])

    def _show_first(self, page: Page[R]) -> None:
        self._is_begun = self._is_outdated = False
        self._show_rows(page)
        self._set_loading(False)
        self._count()

    def _append(self, page: Page[R]) -> None:
        fresh = [row for row in page.rows if self._key(row) not in self._places]
        self._cursor, self._has_more = page.cursor, page.cursor is not None
        if fresh:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
            self._rows.extend(fresh)
            self._places.update({self._key(row): first + n for n, row in enumerate(fresh)})
            self.endInsertRows()
        self._set_loading(False)

    def _merge(self, page: Page[R]) -> None:
        if self._is_short and page.cursor is None:
            self._become(list(page.rows))
            self._count()
            return
        fresh = {self._key(row): row for row in page.rows}
        known = self._places
        is_complete = page.cursor is None
        reach = len(self._rows) if is_complete else min(len(self._rows), len(page.rows))
        # Rows at the end may have been pushed behind the page by new ones: they are not gone.
        pushed = 0 if is_complete else sum(key not in known for key in fresh)
        for n, row in enumerate(self._rows):
            key = self._key(row)
            if key in fresh:
                self._gone.discard(key)
                if fresh[key] != row:
                    self._update(n, fresh[key])
            elif n < reach - pushed and key not in self._gone:
                self._gone.add(key)
                self.dataChanged.emit(self.index(n, 0), self.index(n, len(self._columns) - 1))
        self._set_waiting(
            [row for key, row in fresh.items() if key not in known and not self._is_title(row)]
        )
        self._count()

    def _update(self, n: int, row: R) -> None:
        before, self._rows[n] = self._rows[n], row
        for c, column in enumerate(self._columns):
            if theme.flashes() and _said(column.value(before)) != _said(column.value(row)):
                self._flashes.add((self._key(row), c))
        self.dataChanged.emit(self.index(n, 0), self.index(n, len(self._columns) - 1))
        self._flash_end.start()

    def _set_waiting(self, rows: list[R]) -> None:
        if len(rows) != len(self._waiting):
            self._waiting = rows
            self.new_count_changed.emit(len(rows))
        self._waiting = rows

    def _set_loading(self, is_loading: bool) -> None:
        if is_loading != self._is_loading:
            self._is_loading = is_loading
            self.loading_changed.emit(is_loading)

    @Slot()
    def _on_flash_end_timeout(self) -> None:
        keys = {key for key, _ in self._flashes}
        self._flashes.clear()
        for n in sorted(self._places[key] for key in keys if key in self._places):
            self.dataChanged.emit(
                self.index(n, 0), self.index(n, len(self._columns) - 1), [Role.PAINTED]
            )


def _said(cell: object) -> object:
    """What a cell tells; that something grows older is no change."""
    return cell.at if isinstance(cell, cells.Age) else str(cell)
