"""What the lineage screen reads: a model's life, its marks, what served, its events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.errors import InputError
from app.models.queries.event_groups import list_grouped_events
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
from app.models.queries.lineage_reviews import (
    LineageReviewRow,
    Reviewed,
)
from app.models.queries.model_lineage import ModelLife, load_life
from app.models.queries.paging import Page as KeyPage
from app.models.queries.spans import EVERYTHING
from app.models.queries.time_travel import EventDetail, Serving, load_serving
from app.services.checked_reviews import (
    checked_reviews_of,
    list_checked_reviews,
    load_checked_event,
)
from app.services.signed_blocks import SignedBlock, bearer_of, load_signatures
from app.services.trail.checking import SealFacts, load_seal
from app.services.trail.one_leaf import LeafView, load_leaf
from app.views.backend import Backend
from app.views.filters import FilterQuery
from app.views.item_models.paged_table import Page, PageRequest
from app.views.panels.inventory_words import person_of
from app.views.panels.lineage_groups import group_of, with_titles
from app.views.panels.lineage_head import LineageHead
from app.views.panels.lineage_table import export_events
from app.views.panels.told_export import write_list
from app.views.shown_time import shown_now


class LineageReader(QObject):
    """Asks for one model at a time; answers about another one are dropped."""

    life_read = Signal(object)  # ModelLife
    lineage_read = Signal(object)  # Lineage
    served_read = Signal(object)  # Serving
    graph_read = Signal(object)  # LineageGraph, or None where there was nothing then
    event_read = Signal(object)  # EventDetail
    exported = Signal(int)
    seal_failed = Signal()  # to be told; it is asked for again by its timer
    seal_read = Signal(object)  # SealFacts
    leaf_read = Signal(object)  # LeafView, or None
    filter_failed = Signal(object)  # InputError, or None once it can be read again
    pages_failed = Signal()
    signatures_read = Signal()
    reviews_read = Signal(object)  # tuple of LineageReviewRow
    reviewed_read = Signal()
    void_changed = Signal()  # other events are reviewed than those that were listed as such

    def __init__(self, backend: Backend, head: LineageHead, parent: QObject) -> None:
        super().__init__(parent)
        self._backend = backend
        self._head = head
        self.model_id: UUID | None = None
        self.life: ModelLife | None = None
        self.grouped_by = ""  # how the table has its events; empty: one after the other
        self.signatures: dict[UUID, SignedBlock | None] = {}  # by what was signed
        self.reviewed: dict[int, tuple[Reviewed, ...]] = {}  # by event
        self._void: frozenset[UUID] = frozenset()  # sign-offs that were found not to hold

    @property
    def now(self) -> datetime:
        """This computer's clock, or the last event where that is ahead; of a room its seal."""
        if self._backend.sealed_until is not None:
            return self._backend.sealed_until
        here = shown_now()
        last = self.life.last_at if self.life else None
        return max(here, last) if last is not None else here

    def read_life(self) -> None:
        if self.model_id is not None:
            self._backend.read(self._on_life, load_life, self.model_id, on_error=self._on_no_life)

    def _on_life(self, life: ModelLife) -> None:
        if life.model_id == self.model_id:
            self.life = life
            self.life_read.emit(life)

    def _on_no_life(self, error: BaseException) -> None:
        """Before its registration it had none: that nothing happened and served says so."""
        if not self._backend.is_not_yet(error):
            self._backend.failed.emit(error)

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
            is_now = self._head.at is None
            self._backend.read(self._on_served, load_serving, self.model_id, at, is_now=is_now)

    def _on_served(self, served: Serving) -> None:
        self.served_read.emit(served)

    def read_reviews(self) -> None:
        """What was signed off by the instant of the head."""
        if self.model_id is not None:
            known_at = self._head.at
            self._backend.read(
                self._on_reviews, list_checked_reviews, self.model_id, known_at=known_at
            )

    def _on_reviews(self, rows: tuple[LineageReviewRow, ...]) -> None:
        mine = tuple(row for row in rows if row.model_id == self.model_id)
        void = frozenset(row.id for row in mine if row.fault)
        is_other, self._void = void != self._void, void
        self.reviews_read.emit(mine)
        if is_other:
            self.void_changed.emit()

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
        self._backend.read(self._on_event, load_checked_event, number, known_at=self._head.at)

    def _on_event(self, detail: EventDetail) -> None:
        self.event_read.emit(detail)

    def read_seal(self) -> None:
        settings, me = self._backend.settings, self._backend.decider.id
        if settings is not None:
            self._backend.read_now(
                self._on_seal, load_seal, me, settings.home, on_error=self._no_seal
            )

    def _no_seal(self, _error: BaseException) -> None:
        self.seal_failed.emit()

    def _on_seal(self, seal: SealFacts) -> None:
        self.seal_read.emit(seal)

    def read_leaf(self, number: int) -> None:
        self._backend.read(self._on_leaf, load_leaf, number, on_error=_wait)

    def _on_leaf(self, leaf: LeafView | None) -> None:
        self.leaf_read.emit(leaf)

    def query(
        self, start: datetime | None, end: datetime | None, among: FilterQuery | None = None
    ) -> EventQuery:
        """The filter of the head, or another one, as the database understands it.

        Raises:
            InputError: a condition can't be understood.
        """
        asked = EventQuery.of(
            str(self._head.filter.query if among is None else among),
            model_id=self.model_id,
            start=start,
            end=end,
            me=person_of(self._backend.decider),
            known_at=self._head.at,
            is_strict=False,
        )
        return replace(asked, void=self._void)

    def table_query(self, among: FilterQuery | None = None) -> EventQuery:
        """The table shows what the timeline may show: "as of" freezes it.

        Raises:
            InputError: a condition can't be understood.
        """
        return self.query(*self.bounds, among)

    @property
    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """From when to when the table goes; None: without an end."""
        span, at = self._head.span, self._head.at
        if span == EVERYTHING:
            return None, at
        start, end = span.bounds(at or self.now)
        last = end if at is None else min(end, at)
        return start, last if at is not None or span.end is not None else None

    def load_page(self, then: Callable[[Page[Any]], None], request: PageRequest) -> None:
        """For the paged model of the table: events, and the titles of their groups."""
        if self.model_id is None:
            then(Page(()))
            return
        try:
            query = self.table_query()
        except InputError:
            self.pages_failed.emit()
            return
        by = self.grouped_by
        if not by:
            after = request.after if isinstance(request.after, int) else None

            def answer(page: EventPage) -> None:
                then(Page(page.rows, page.cursor))
                self._read_signatures(page.rows)
                self._read_reviewed(page.rows)

            self._backend.read_once(answer, list_events, query, after, request.size)
            return
        cursor, last = request.after if isinstance(request.after, tuple) else (None, None)

        def group(page: KeyPage[EventRow]) -> None:
            rows = with_titles(page.rows, by, last)
            begun = group_of(page.rows[-1], by) if page.rows else last
            then(Page(rows, (page.cursor, begun) if page.cursor is not None else None))
            self._read_signatures(page.rows)
            self._read_reviewed(page.rows)

        self._backend.read_once(group, list_grouped_events, query, by, cursor, request.size)

    def _read_signatures(self, rows: Sequence[EventRow]) -> None:
        """Beside the rows: each is verified, which takes longer than to read them."""
        signed = {found for row in rows if (found := bearer_of(row)) is not None}
        if signed:
            self._backend.read(self._on_signatures, load_signatures, signed)

    def _on_signatures(self, found: dict[UUID, SignedBlock | None]) -> None:
        self.signatures.update(found)
        self.signatures_read.emit()

    def _read_reviewed(self, rows: Sequence[EventRow]) -> None:
        ids = [row.id for row in rows]

        def take(found: dict[int, tuple[Reviewed, ...]]) -> None:  # each page's own, or it is lost
            self.reviewed.update(found)
            self.reviewed_read.emit()

        if ids:
            self._backend.read(take, checked_reviews_of, ids, known_at=self._head.at)

    def load_count(self, then: Callable[[int], None], among: FilterQuery) -> None:
        if self.model_id is None:
            return
        try:
            query = self.table_query(among)
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
