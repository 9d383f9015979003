"""Whether one decision record is what its import sealed, and the proof of that for outsiders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.lookups import person_names
from app.models.queries.record_imports import (
    ImportEvent,
    StoredRecord,
    block_roots,
    find_import_event,
    list_blocks,
    pairs,
)
from app.services.trail.one_leaf import load_leaf
from app.services.trail.record_tree import (
    BLOCK,
    block_root,
    record_leaf,
    root_of_blocks,
)
from app.texts import N_


class SealState(StrEnum):
    HOLDS = "holds"
    WAITING = "waiting"  # it is what came in; the event of that is not sealed yet
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class RecordSeal:
    """`why` says what is wrong. `imported_by` and `imported_at` are the event's."""

    state: SealState
    why: str
    import_id: UUID
    event: int | None = None
    imported_at: datetime | None = None
    imported_by: str = ""
    sha256: str = ""  # root of the import

    @property
    def holds(self) -> bool:
        return self.state is not SealState.BROKEN


NO_EVENT = N_("the trail knows no import that it came in with")
OTHER_EVENT = N_("the event of its import is another than when it was sealed")
OTHER_RECORD = N_("it is another than when it was imported")
OTHER_LEAVES = N_("the leaves beside it are others than the event of its import sealed")


def load_record_seal(session: Session, record: StoredRecord) -> RecordSeal:
    """Hold a record against its import's event, and that against its leaf."""
    event = find_import_event(session, record.import_id)
    if event is None:
        return RecordSeal(SealState.BROKEN, NO_EVENT, record.import_id)
    leaf = load_leaf(session, event.event_id)
    if leaf is None or (leaf.position is not None and not leaf.holds):
        return _seal(session, event, SealState.BROKEN, OTHER_EVENT)
    why = _fault(session, event, record)
    if why:
        return _seal(session, event, SealState.BROKEN, why)
    is_sealed = leaf.position is not None and leaf.head_size > 0
    return _seal(session, event, SealState.HOLDS if is_sealed else SealState.WAITING, "")


def _seal(session: Session, event: ImportEvent, state: SealState, why: str) -> RecordSeal:
    name = person_names(session, [event.actor_id]).get(event.actor_id, "")
    return RecordSeal(state, why, event.import_id, event.event_id, event.at, name, event.sha256)


def _fault(session: Session, event: ImportEvent, record: StoredRecord) -> str:
    """What is wrong with the record; empty where it is what the event sealed."""
    if not 0 <= record.position < event.records:
        return OTHER_RECORD
    entries = _entries(session, record)
    roots = block_roots(session, record.import_id)
    number = record.position // BLOCK
    if (
        root_of_blocks(roots) != event.sha256
        or number >= len(roots)
        or block_root(entries).hex() != roots[number]
    ):
        return OTHER_LEAVES
    listed = [*pairs(entries)]
    index = record.position % BLOCK
    if index >= len(listed) or listed[index] != (record.id.bytes, record_leaf(record)):
        return OTHER_RECORD
    return ""


def _entries(session: Session, record: StoredRecord) -> bytes:
    number = record.position // BLOCK
    found = list_blocks(session, record.import_id, start=number, limit=1)
    return found[0].entries if found and found[0].position == number else b""
