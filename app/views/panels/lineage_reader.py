"""What the lineage screen reads: a model's life, its marks, what served, its events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.errors import InputError
from app.models.queries.events import EventRow
from app.models.queries.lineage import (
    EventPage,
    EventQuery,
    Lineage,
    count_events,
    list_events,
    load_lineage,
)
from app.models.queries.lineage_graph import LineageGraph, load_lineage_graph
from app.models.queries.model_lineage import ModelLife, load_life
from app.models.queries.spans import EVERYTHING
from app.models.queries.time_travel import EventDetail, ServedThen, load_event, serving_as_of
from app.services.trail.checking import SealFacts, load_seal
from app.services.trail.one_leaf import LeafView, load_leaf
from app.views.backend import Backend
from app.views.filters import FilterQuery
from app.views.item_models.paged_table import Page, PageRequest
from app.views.panels.inventory_words import person_of
from app.views.panels.lineage_head import LineageHead
from app.views.panels.lineage_table import export_events
from app.views.panels.told_export import write_list
from app.views.shown_time import shown_now


class LineageReader(QObject):
    """Asks for one model at a time; answers about another one are dropped."""

    life_read = Signal(object)  # ModelLife
    lineage_read = Signal(object)  # Lineage
    served_read = Signal(object)  # tuple[ServedThen, ...]
    graph_read = Signal(object)  # LineageGraph, or None where there was nothing then
    event_read = Signal(object)  # EventDetail
    exported = Signal(int)
    seal_read = Signal(object)  # SealFacts
    leaf_read = Signal(object)  # LeafView, or None
    filter_failed = Signal(object)  # InputError, or None once it can be read again
    pages_failed = Signal()

    def __init__(self, backend: Backend, head: LineageHead, parent: QObject) -> None:
        super().__init__(parent)
        self._backend = backend
        self._head = head
        self.model_id: UUID | None = None
        self.life: ModelLife | None = None

    @property
    def now(self) -> datetime:
        """This computer's clock, or the last event where that is ahead."""
        here = shown_now()
        last = self.life.last_at if self.life else None
        return max(here, last) if last is not None else here

    def read_life(self) -> None:
        if self.model_id is not None:
            self._backend.read(self._on_life, load_life, self.model_id)

    def _on_life(self, life: ModelLife) -> None:
        if life.model_id == self.model_id:
            self.life = life
            self.life_read.emit(life)

    def read_lineage(self, start: datetime, end: datetime) -> None:
        """Marks and bars of this stretch and as much again on both sides."""
        if self.model_id is None or self.life is None:
            return
        try:
            among = None if self._head.filter.query.is_empty else self.query(None, None)
        except InputError as error:
            self.filter_failed.emit(error)
            return
        self.filter_failed.emit(None)
        margin = end - start
        self._backend.read(
            self._on_lineage,
            load_lineage,
            self.model_id,
            start=start - margin,
            end=end + margin,
            among=among,
        )

    def _on_lineage(self, lineage: Lineage) -> None:
        if lineage.model_id == self.model_id:
            self.lineage_read.emit(lineage)

    def read_served(self) -> None:
        if self.model_id is not None:
            at = self._head.at or self.now
            self._backend.read(self._on_served, serving_as_of, self.model_id, at)

    def _on_served(self, served: tuple[ServedThen, ...]) -> None:
        self.served_read.emit(served)

    def read_graph(self, version_id: UUID | None) -> None:
        """The graph of a version as recorded at the instant of the head."""
        if self.model_id is not None:
            self._backend.read_at(
                self._on_graph,
                self._head.at,
                load_lineage_graph,
                self.model_id,
                version_id,
                on_error=self._on_no_graph,
            )

    def _on_graph(self, graph: LineageGraph) -> None:
        if graph.model_id == self.model_id:
            self.graph_read.emit(graph)

    def _on_no_graph(self, error: BaseException) -> None:
        """Before its registration there was no such model."""
        self.graph_read.emit(None)
        if not isinstance(error, InputError):
            self._backend.failed.emit(error)

    def read_event(self, number: int) -> None:
        self._backend.read(self._on_event, load_event, number)

    def _on_event(self, detail: EventDetail) -> None:
        self.event_read.emit(detail)

    def read_seal(self) -> None:
        settings, me = self._backend.settings, self._backend.decider.id
        if settings is not None:
            self._backend.read_now(self._on_seal, load_seal, me, settings.home, on_error=_wait)

    def _on_seal(self, seal: SealFacts) -> None:
        self.seal_read.emit(seal)

    def read_leaf(self, number: int) -> None:
        self._backend.read(self._on_leaf, load_leaf, number, on_error=_wait)

    def _on_leaf(self, leaf: LeafView | None) -> None:
        self.leaf_read.emit(leaf)

    def query(self, start: datetime | None, end: datetime | None) -> EventQuery:
        """The filter as the database understands it.

        Raises:
            InputError: a condition can't be understood.
        """
        return EventQuery.of(
            str(self._head.filter.query),
            model_id=self.model_id,
            start=start,
            end=end,
            me=person_of(self._backend.decider),
            is_strict=False,
        )

    def table_query(self) -> EventQuery:
        """The table shows what the timeline may show: "as of" freezes it.

        Raises:
            InputError: a condition can't be understood.
        """
        span, at = self._head.span, self._head.at
        if span == EVERYTHING:
            return self.query(None, at)
        start, end = span.bounds(at or self.now)
        last = end if at is None else min(end, at)
        return self.query(start, last if at is not None or span.end is not None else None)

    def load_page(self, then: Callable[[Page[EventRow]], None], request: PageRequest) -> None:
        """For the paged model of the table."""
        if self.model_id is None:
            then(Page(()))
            return
        try:
            query = self.table_query()
        except InputError:
            self.pages_failed.emit()
            return
        after = request.after if isinstance(request.after, int) else None

        def answer(page: EventPage) -> None:
            then(Page(page.rows, page.cursor))

        self._backend.read_once(answer, list_events, query, after, request.size)

    def load_count(self, then: Callable[[int], None], _query: FilterQuery) -> None:
        if self.model_id is None:
            return
        try:
            query = self.table_query()
        except InputError:
            return
        self._backend.read_once(then, count_events, query)

    def export_to(self, path: Path) -> None:
        """Write the events of the table to `path`, beside the window."""
        write_list(
            self._backend,
            self._on_exported,
            export_events,
            self.table_query(),
            path,
            name="events",
            filter_text=str(self._head.filter.query),
            model_id=self.model_id,
        )

    def _on_exported(self, count: int) -> None:
        self.exported.emit(count)


def _wait(_error: BaseException) -> None:
    """The window's own notice of the trail says it; the next look comes by itself."""
