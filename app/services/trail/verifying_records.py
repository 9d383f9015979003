"""Holds the decision records against the events that sealed them when they came in.

The leaves beside the records say which one was changed, lost or put in. Who changed those as well
misses the sealed root: then their block is named, or the import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.record_imports import (
    Block,
    ImportEvent,
    StoredRecord,
    list_blocks,
    list_import_events,
    list_records,
    list_records_beyond,
    pairs,
    records_of_no_import,
    stored_import,
)
from app.services.trail.breaks import MOST_BREAKS, Break, Kind
from app.services.trail.record_tree import BLOCK, block_root, record_leaf, root_of_blocks
from app.services.unit_of_work import Work

BLOCKS_AT_ONCE = 8

Tell = Callable[[Break], object]


class RecordCheck:
    """Checks import after import; a few thousand records are all that is in memory."""

    def __init__(self, work: Work, tell: Tell, *, end: int) -> None:
        self._work = work
        self._tell = tell
        self._end = end  # of the tree: where what is not sealed yet is placed
        self.checked = 0

    def pieces(self) -> Iterator[int]:
        """Gives how many records are done, after each piece."""
        after = 0
        while events := self._work.read(list_import_events, after=after):
            for event in events:
                yield from self._check(event)
            after = events[-1].event_id
        for record in self._work.read(records_of_no_import, limit=MOST_BREAKS):
            self._tell_of(None, Kind.RECORD_ADDED, "no such record", "one of no import", record)
        yield self.checked

    def _check(self, event: ImportEvent) -> Iterator[int]:
        said, kept = (event.records, event.sha256), self._work.read(stored_import, event.import_id)
        if kept != said:
            found = "no import" if kept is None else f"{kept[0]} records {kept[1]}"
            expected = f"import {event.import_id}: {said[0]} records {said[1]}"
            self._tell_of(event, Kind.RECORDS_RECHAINED, expected, found, None)
        roots: list[str] = []
        wrong: list[int] = []  # blocks whose leaves are others than their own root says
        count = -(-event.records // BLOCK)
        for start in range(0, count, BLOCKS_AT_ONCE):
            with self._work.reading() as session:
                self._check_blocks(session, event, start, roots, wrong)
            yield self.checked
        with self._work.reading() as session:
            beyond = list_records_beyond(session, event.import_id, event.records, limit=MOST_BREAKS)
        for one in beyond:
            self._tell_of(
                event, Kind.RECORD_ADDED, "no such record", record_leaf(one).hex(), one.id
            )
        self._check_root(event, roots, wrong)

    def _check_blocks(
        self, session: Session, event: ImportEvent, start: int, roots: list[str], wrong: list[int]
    ) -> None:
        end = min(start + BLOCKS_AT_ONCE, -(-event.records // BLOCK))
        blocks = {
            one.position: one
            for one in list_blocks(session, event.import_id, start=start, limit=end - start)
        }
        stored = list_records(
            session, event.import_id, start * BLOCK, min(end * BLOCK, event.records)
        )
        records = {one.position: one for one in stored}
        for position in range(start, end):
            block = blocks.get(position) or Block(position, b"", "")
            roots.append(block.sha256)
            if block_root(block.entries).hex() != block.sha256:
                wrong.append(position)
            size = min(BLOCK, event.records - position * BLOCK)
            self._check_records(event, block, size, records)

    def _check_records(
        self, event: ImportEvent, block: Block, size: int, records: dict[int, StoredRecord]
    ) -> None:
        entries = [*pairs(block.entries)]
        self.checked += size
        for index in range(size):
            record = records.get(block.position * BLOCK + index)
            if index >= len(entries):
                continue  # its block is not whole, which the root tells
            key, leaf = entries[index]
            if record is None:
                named = UUID(bytes=key)
                self._tell_of(event, Kind.RECORD_MISSING, leaf.hex(), "no record", named)
                continue
            found = record_leaf(record)
            if found != leaf or record.id.bytes != key:
                named = UUID(bytes=key)
                self._tell_of(event, Kind.RECORD_CHANGED, leaf.hex(), found.hex(), named)

    def _check_root(self, event: ImportEvent, roots: list[str], wrong: list[int]) -> None:
        if root_of_blocks(roots) != event.sha256:
            expected = f"import {event.import_id}: {event.sha256}"
            found = root_of_blocks(roots) or "no root"
            self._tell_of(event, Kind.RECORDS_RECHAINED, expected, found, None)
            return
        for position in wrong:
            first, last = position * BLOCK, min((position + 1) * BLOCK, event.records) - 1
            expected = f"import {event.import_id}, records {first} to {last}: {roots[position]}"
            self._tell_of(event, Kind.RECORDS_RECHAINED, expected, "another root", None)

    def _tell_of(
        self,
        event: ImportEvent | None,
        kind: Kind,
        expected: str,
        found: str,
        record: UUID | None,
    ) -> None:
        place = self._end if event is None or event.place is None else event.place
        number = None if event is None else event.event_id
        self._tell(Break(place, kind, expected, found, number, record))
