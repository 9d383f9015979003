"""Left the kinds with their counts and the views of them; in the middle the list of one kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.models.queries.governance import KINDS, CaseRow, Shelf
from app.views import theme
from app.views.cells import Cell, GroupTitle, Text
from app.views.delegates.cell_delegate import words_width
from app.views.filters import FilterGrammar, FilterKey
from app.views.item_models.columns import Column
from app.views.item_models.paged_table import PagedTableModel
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels import governance_words as words
from app.views.panels.list_export import Fields
from app.views.panels.ways_out import WaysOut
from app.views.places import ObjectRef
from app.views.widgets.basics import Pane
from app.views.widgets.data_table import DataTable
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.tall_rows import TallRows

GRAMMAR = FilterGrammar(
    (
        FilterKey("state", N_("State")),
        FilterKey("grade", N_("Tier, severity or protection"), ("low", "medium", "high")),
        FilterKey("regulated", N_("Regulated"), ("yes", "no")),
        FilterKey("overdue", N_("Overdue"), ("yes", "no")),
        FilterKey("expiring", N_("Ends within"), ("7d", "30d", "90d")),
        FilterKey("owner", N_("Person"), ("me",)),
        FilterKey("model", N_("Model")),
        FilterKey("unit", N_("Unit")),
        FilterKey("needs", N_("Needs"), ("me",)),
    )
)

NEEDS_ME = "needs:me"
_COUNT = 40  # px of the column of counts
_LEAST, _WIDEST = 200, 320  # px of the kinds: as wide as the longest of them

FIELDS: Fields[CaseRow] = (
    ("kind", lambda one: one.kind),
    ("number", lambda one: one.number or ""),
    ("title", lambda one: one.title),
    ("detail", lambda one: one.detail),
    ("state", lambda one: one.state),
    ("grade", lambda one: one.grade),
    ("owner", lambda one: one.owner),
    ("model", lambda one: one.model),
    ("version", lambda one: one.version),
    ("unit", lambda one: one.unit),
    ("due_utc", lambda one: one.due_at),
    ("overdue", lambda one: one.is_overdue),
    ("regulated", lambda one: one.is_regulated),
    ("changed_utc", lambda one: one.changed_at),
)


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """A kind, a view of one, or the title above them (then without a kind)."""

    key: str
    text: str
    kind: str = ""
    filter: str = ""
    count: int | None = 0  # None: not read yet


def shelf_rows(shelves: Mapping[str, Shelf]) -> list[ShelfRow]:
    unread = 0 if shelves else None
    found = [ShelfRow("needs", tr("Needs you"))]
    for kind, name in words.NEEDED:
        count = shelves[kind].mine if kind in shelves else unread
        found.append(ShelfRow(f"{kind} {NEEDS_ME}", tr(name), kind, NEEDS_ME, count))
    found.append(ShelfRow("kinds", tr("Kinds")))
    for kind in KINDS:
        total = shelves[kind].total if kind in shelves else unread
        found.append(ShelfRow(kind, tr(words.KINDS[kind].plural), kind, "", total))
    found.append(ShelfRow("views", tr("Views")))
    for name, kind, text, counted in words.VIEWS:
        count = int(getattr(shelves[kind], counted)) if kind in shelves else unread
        found.append(ShelfRow(f"{kind} {text}", tr(name), kind, text, count))
    return found


class ShelfList(Pane):
    """Chosen by the cursor: `chosen` tells the kind and the filter."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        columns: list[Column[ShelfRow]] = [
            Column(tr("Kind"), _shelf_name, stretches=True),
            Column("#", _shelf_count, is_number=True, width=_COUNT),
        ]
        self.model: RowTableModel[ShelfRow] = RowTableModel(columns, lambda row: row.key, self)
        self.table = DataTable(self.model, tr("Kinds and views"))
        self.table.setObjectName("governance.kinds")
        self.table.keep_from_edges()
        self.table.hide_header()
        self.model.set_rows(shelf_rows({}))
        self.table.mark_ready()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(self.table)
        theme.keep_sized(self, self._keep_whole)
        self.table.current_changed.connect(self._on_table_current_changed)

    def _keep_whole(self) -> None:
        """The kinds are what one chooses by, in Dutch too: none of them is cut."""
        names = max(words_width(_shelf_name(row)) for row in shelf_rows({}) if row.kind)
        bar = self.table.verticalScrollBar().sizeHint().width()
        needed = names + self.table.edge_px + theme.px(_COUNT) + bar
        self.setMinimumWidth(max(theme.px(_LEAST), min(needed, theme.px(_WIDEST))))

    def set_shelves(self, shelves: Mapping[str, Shelf]) -> None:
        self.model.set_rows(shelf_rows(shelves))

    def choose(self, kind: str, text: str = "") -> None:
        """Put the cursor there; nobody is told."""
        self.table.blockSignals(True)
        self.table.select_key(f"{kind} {text}".strip())
        self.table.blockSignals(False)

    def _on_table_current_changed(self, row: ShelfRow | None) -> None:
        if row is not None and row.kind:
            self.chosen.emit(row.kind, row.filter)


def _shelf_name(row: ShelfRow) -> Cell:
    return Text(row.text) if row.kind else GroupTitle(row.text)


def _shelf_count(row: ShelfRow) -> Cell:
    if not row.kind:
        return GroupTitle("")
    return Text("–" if row.count is None else str(row.count), is_quiet=not row.count)


class CaseTables(QStackedWidget):
    """A table for each kind, made when it is first shown; one of them is in front."""

    current_changed = Signal(object)  # CaseRow or None
    opened = Signal(object)  # CaseRow
    opened_in_window = Signal(object)  # CaseRow
    menu_requested = Signal(QPoint)  # where, in global coordinates
    total_changed = Signal(object)  # of the kind in front

    def __init__(
        self,
        pages: Callable[[str], PagedTableModel[CaseRow]],
        begin: Callable[[], object],
        bar: FilterBar,
    ) -> None:
        super().__init__()
        self._pages = pages
        self._begin = begin
        self._bar = bar
        self._ways: dict[str, WaysOut] = {}
        self._tables: dict[str, DataTable] = {}
        self._empty: dict[str, _Empty] = {}
        self.kind = ""

    def show_kind(self, kind: str) -> DataTable:
        if kind not in self._tables:
            self._make(kind)
        had_row = bool(self.kind) and self._has_filter_row
        for one in self._tables.values():
            one.setObjectName("")
        self.kind = kind
        if had_row != self._has_filter_row and self.table.filter_row is not None:
            self.table.filter_row.set_on(had_row)
        self.table.setObjectName("governance.table")
        self.table.keep_from_edges()
        holder = self.table.parentWidget()
        assert holder is not None
        self.setCurrentWidget(holder)
        return self.table

    @property
    def table(self) -> DataTable:
        return self._tables[self.kind]

    @property
    def _has_filter_row(self) -> bool:
        row = self.table.filter_row
        return row is not None and row.is_on

    @property
    def model(self) -> PagedTableModel[CaseRow]:
        found = self.table.rows_model
        assert isinstance(found, PagedTableModel)
        return found

    def _make(self, kind: str) -> None:
        model = self._pages(kind)
        table = DataTable(model, tr(words.KINDS[kind].plural))
        table.allow_sorting()
        usual, tall = (46, 64) if kind in words.TWO_LINES else (0, 46)
        TallRows(table, usual=usual, tall=tall)
        table.filter_through(self._bar)
        empty = _Empty(kind, self._begin)
        self._ways[kind] = WaysOut(empty, self._bar, model.count)
        table.set_empty_state(empty)
        table.current_changed.connect(self._on_table_current_changed)
        table.opened.connect(self.opened)
        table.set_refs(lambda one: ObjectRef(one.kind, str(one.id), one.title))
        table.opened_in_window.connect(self.opened_in_window)
        table.menu_requested.connect(self.menu_requested)
        model.total_changed.connect(self._on_total_changed)
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(table, 1)
        self._tables[kind], self._empty[kind] = table, empty
        self.addWidget(holder)

    def _on_table_current_changed(self, row: CaseRow | None) -> None:
        # A list that was left may still begin anew, and puts its cursor back then.
        if self.sender() is self.table:
            self.current_changed.emit(row)

    def _on_total_changed(self, total: object) -> None:
        if self.sender() is self.model:
            self.total_changed.emit(total)

    def word_empty(self, blocked: str) -> None:
        """Say why the list in front is empty; `blocked`: why nothing can be begun."""
        self._empty[self.kind].word(self.model.query.is_empty, blocked)
        self._ways[self.kind].follow_model(self.model)


class _Empty(EmptyState):
    """Why a bank keeps such a list, and the next real action."""

    def __init__(self, kind: str, begin: Callable[[], object]) -> None:
        self._kind = kind
        super().__init__("", pictures=words.KINDS[kind].pictures)
        self._new = self.add_action(tr(words.KINDS[kind].new), begin, keys="Ctrl+N", changes=True)
        self.word(True, "")

    def word(self, is_whole: bool, blocked: str) -> None:
        one = words.KINDS[self._kind]
        if is_whole:
            self.set_texts(tr("{kind}: none yet").format(kind=tr(one.plural)), tr(one.why))
        else:
            self.set_texts(
                tr("{kind}: none fits this filter").format(kind=tr(one.plural)), tr(one.why)
            )
        self._new.setVisible(is_whole)
        self._new.set_blocked(blocked)


# The same function each time: a grammar that says the same is the same.
_SHOWN_STATES = {kind: partial(words.state_words, kind) for kind in KINDS}


def grammar_of(kind: str, states: Sequence[str]) -> FilterGrammar:
    """The keys with the states of a kind."""
    keys = [
        FilterKey(
            "state", one.title, tuple(states), is_open=not states, shown=_SHOWN_STATES.get(kind)
        )
        if one.name == "state"
        else one
        for one in GRAMMAR.keys
    ]
    return FilterGrammar(tuple(keys))
