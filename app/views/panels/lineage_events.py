"""The events of a model as a table: in groups where the reader wants them, with who signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import texts
from app.models.queries.events import EventRow
from app.models.queries.lineage_reviews import SIGNED_OFF
from app.services.signed_blocks import SIGNED_TAGS, bearer_of
from app.views.cells import Cell, GroupTitle, State, Status, Text
from app.views.item_models.columns import Column
from app.views.item_models.paged_table import PagedTableModel
from app.views.language import N_, tr
from app.views.panels.lineage_data import reviewed_words
from app.views.panels.lineage_groups import Line, key_of
from app.views.panels.lineage_reader import LineageReader
from app.views.panels.lineage_table import COLUMNS
from app.views.panels.signed_block import signed_sentence
from app.views.panels.ways_out import WaysOut
from app.views.widgets.basics import caption, row
from app.views.widgets.data_table import DataTable
from app.views.widgets.fields import Choice
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.placeholders import EmptyState

GROUPINGS = (
    ("", N_("nothing")),
    ("day", N_("day")),
    ("act", N_("what was done")),
    ("person", N_("who did it")),
)
_TITLED = {"day": N_("Time"), "act": N_("What"), "person": N_("What")}  # the column of a title


class EventTable(QWidget):
    """`table` with the field that says how its events are grouped above it."""

    def __init__(self, reader: LineageReader, bar: FilterBar) -> None:
        super().__init__()
        self._reader = reader
        self.model: PagedTableModel[Line] = PagedTableModel(
            self._columns(), key_of, reader.load_page, reader.load_count, self
        )
        self.table = DataTable(self.model, tr("Events, the newest first"))
        self.table.setObjectName("lineage.table")
        self._empty = EmptyState("", pictures=("git-branch",))
        self.table.set_empty_state(self._empty)
        self._ways = WaysOut(self._empty, bar, self.model.count)
        self.model.loading_changed.connect(self._on_model_loading_changed)
        self.table.filter_through(bar)
        self.grouping = Choice(tr("Grouped by"), [tr(words) for _key, words in GROUPINGS])
        self.grouping.setObjectName("lineage.grouping")
        self.grouping.currentIndexChanged.connect(self._on_grouping_changed)
        label = caption(tr("Grouped by"))
        label.setBuddy(self.grouping)
        line = row(label, self.grouping, None, spacing=6)
        line.setContentsMargins(16, 6, 16, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(line)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        reader.signatures_read.connect(self.table.viewport().update)
        reader.reviewed_read.connect(self.table.viewport().update)

    @property
    def grouped_by(self) -> str:
        return GROUPINGS[self.grouping.currentIndex()][0]

    def group(self, by: str = "") -> None:
        """As if chosen; a grouping that is none groups nothing."""
        keys = [key for key, _words in GROUPINGS]
        self.grouping.setCurrentIndex(keys.index(by) if by in keys else 0)

    def choose_grouping(self) -> None:
        """The keyboard into the field, with what there is."""
        self.grouping.setFocus()
        self.grouping.showPopup()

    def _on_model_loading_changed(self, is_loading: bool) -> None:
        if is_loading:
            return
        query = self.model.query
        if query.is_empty:
            self._empty.set_texts(tr("No event in this time"), tr("Choose a longer one above."))
        else:
            self._empty.set_texts(tr("No event matches “{query}”").format(query=query))
        self._ways.follow_model(self.model)

    def _on_grouping_changed(self) -> None:
        self._reader.grouped_by = self.grouped_by
        self.model.reload()

    def _columns(self) -> list[Column[Line]]:
        signed: Column[EventRow] = Column(
            N_("Signed"), self._signed, width=176, drop_below=900, tooltip=self._signed_in_full
        )
        place = next(n for n, one in enumerate(COLUMNS) if one.title == "Lane")
        reviewed: Column[EventRow] = Column(
            N_("Reviewed"), self._reviewed, width=120, drop_below=1160,
            tooltip=self._reviewed_in_full, filter_key="is", filter_value=self._is_reviewed,
        )  # fmt: skip
        return [_titled(one) for one in (*COLUMNS[:place], signed, reviewed, *COLUMNS[place:])]

    def _reviewed(self, event: EventRow) -> Cell:
        found = self._reader.reviewed.get(event.id)
        if found is None:
            return Text("…", is_quiet=True)
        if not found:
            return ""
        people = list(dict.fromkeys(texts.person_name(one.by) for one in found if not one.fault))
        if not people:
            return State(Status.FAILED, tr("signature does not hold"))
        return people[0] if len(people) == 1 else f"{people[0]} +{len(people) - 1}"

    def _reviewed_in_full(self, event: EventRow) -> str:
        return "\n".join(map(reviewed_words, self._reader.reviewed.get(event.id, ())))

    def _is_reviewed(self, event: EventRow) -> str:
        if any(not one.fault for one in self._reader.reviewed.get(event.id, ())):
            return "reviewed"
        return "" if event.tag == SIGNED_OFF else "unreviewed"  # that one asks for no other

    def _signed(self, event: EventRow) -> Cell:
        bearer = bearer_of(event)
        if bearer is None:
            return ""
        if bearer not in self._reader.signatures:
            return Text("…", is_quiet=True)
        block = self._reader.signatures[bearer]
        if block is None:
            return Text(tr("not signed"), is_quiet=True) if _is_always_signed(event) else ""
        if block.fault:
            words = tr("{person}, does not hold").format(person=block.person)
            return State(Status.FAILED, words)
        return State(Status.OK, tr("{person}, verified").format(person=block.person))

    def _signed_in_full(self, event: EventRow) -> str:
        bearer = bearer_of(event)
        block = self._reader.signatures.get(bearer) if bearer is not None else None
        return signed_sentence(block) if block is not None else ""


def _is_always_signed(event: EventRow) -> bool:
    """Of a usual finding that was closed the act before it is signed; a room holds no wishes."""
    return event.tag in SIGNED_TAGS and event.tag != "finding.closed"


def _titled(column: Column[EventRow]) -> Column[Line]:
    """The same column, which says of a group what it is where that column is of it."""

    def of_event(told: Callable[[EventRow], Any], line: Line, otherwise: Any) -> Any:
        return told(line) if isinstance(line, EventRow) else otherwise

    def value(line: Line) -> Cell:
        if isinstance(line, EventRow):
            return column.value(line)
        return GroupTitle(line.words if _TITLED[line.by] == column.title else "")

    tooltip, offered = column.tooltip, column.filter_value
    changed: Any = replace(
        column,
        value=value,
        tooltip=None if tooltip is None else lambda line: of_event(tooltip, line, ""),
        filter_value=None if offered is None else lambda line: of_event(offered, line, ""),
    )
    found: Column[Line] = changed
    return found
