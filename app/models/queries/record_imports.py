"""Decision records as they were imported: what the trail says of each import, and its blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.models.tables.applications import DecisionRecord, RecordBlock, RecordImport
from app.models.tables.trail import AuditEvent, AuditLeaf

IMPORTED = "records.imported"
ID_BYTES = 16
ENTRY_BYTES = ID_BYTES + 32  # with the leaf


class StoredRecord(NamedTuple):
    """A record with its place among those that came in with it."""

    id: UUID
    decision_id: str
    application_id: UUID | None
    model_id: UUID
    version_id: UUID
    served_sha256: str
    inference_sha256: str
    decided_at: datetime
    source: str
    import_id: UUID
    position: int


class Block(NamedTuple):
    position: int
    entries: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class ImportEvent:
    """An import as the trail tells it. `place`: of its leaf; None where it is not sealed yet."""

    event_id: int
    import_id: UUID
    actor_id: UUID
    at: datetime
    facts: Mapping[str, Any]
    place: int | None

    @property
    def records(self) -> int:
        found = self.facts.get("records")
        return found if isinstance(found, int) else 0

    @property
    def sha256(self) -> str:
        return str(self.facts.get("sha256"))


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decision records of a model, or of one of its versions, in a period.

    None: all of that. `until` is not included.
    """

    model_id: UUID | None = None
    version_id: UUID | None = None
    start: datetime | None = None
    until: datetime | None = None


RECORD = tuple(getattr(DecisionRecord, name) for name in StoredRecord._fields)
_EVENT = (
    AuditEvent.id, AuditEvent.object_id, AuditEvent.actor_id, AuditEvent.at, AuditEvent.facts,
    AuditLeaf.position,
)  # fmt: skip


def _events() -> Any:
    return (
        select(*_EVENT)
        .outerjoin(AuditLeaf, AuditLeaf.event_id == AuditEvent.id)
        .where(AuditEvent.tag == IMPORTED)
    )


def list_import_events(session: Session, *, after: int = 0, limit: int = 500) -> list[ImportEvent]:
    """The imports of the trail by the number of their event, those after number `after`."""
    rows = session.execute(
        _events().where(AuditEvent.id > after).order_by(AuditEvent.id).limit(limit)
    )
    return [ImportEvent(*row) for row in rows]


def find_import_event(session: Session, import_id: UUID) -> ImportEvent | None:
    """The first of them, should somebody have put in another."""
    row = session.execute(
        _events().where(AuditEvent.object_id == import_id).order_by(AuditEvent.id).limit(1)
    ).first()
    return None if row is None else ImportEvent(*row)


def list_blocks(session: Session, import_id: UUID, *, start: int, limit: int) -> list[Block]:
    """Blocks from place `start` on, in order; not necessarily all of them are there."""
    rows = session.execute(
        select(RecordBlock.position, RecordBlock.entries, RecordBlock.sha256)
        .where(RecordBlock.import_id == import_id, RecordBlock.position >= start)
        .order_by(RecordBlock.position)
        .limit(limit)
    )
    return [Block(*row) for row in rows]


def block_roots(session: Session, import_id: UUID) -> list[str]:
    """The stored root of every block, in order."""
    return [
        *session.scalars(
            select(RecordBlock.sha256)
            .where(RecordBlock.import_id == import_id)
            .order_by(RecordBlock.position)
        )
    ]


def stored_import(session: Session, import_id: UUID) -> tuple[int, str] | None:
    """Count and root as its row says; None where that is gone."""
    row = session.execute(
        select(RecordImport.records, RecordImport.sha256).where(RecordImport.id == import_id)
    ).first()
    return None if row is None else (row[0], row[1])


def list_records(session: Session, import_id: UUID, start: int, end: int) -> list[StoredRecord]:
    """Those in places from `start` up to, not including, `end`."""
    rows = session.execute(
        select(*RECORD)
        .where(
            DecisionRecord.import_id == import_id,
            DecisionRecord.position >= start,
            DecisionRecord.position < end,
        )
        .order_by(DecisionRecord.position)
    )
    return [StoredRecord(*row) for row in rows]


def is_wanted(ids: Sequence[UUID], decisions: Decisions | None) -> ColumnElement[bool]:
    """The condition of the records that are named, or are among `decisions`."""
    named = DecisionRecord.id.in_(ids)
    if decisions is None:
        return named
    among = [
        *([DecisionRecord.model_id == decisions.model_id] if decisions.model_id else []),
        *([DecisionRecord.version_id == decisions.version_id] if decisions.version_id else []),
        *([DecisionRecord.decided_at >= decisions.start] if decisions.start else []),
        *([DecisionRecord.decided_at < decisions.until] if decisions.until else []),
    ]
    return or_(named, and_(DecisionRecord.id.is_not(None), *among))


def count_records(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(DecisionRecord.id)).where(condition)) or 0


def imports_of(session: Session, condition: ColumnElement[bool]) -> tuple[UUID, ...]:
    """What these records came in with."""
    found = select(DecisionRecord.import_id).where(condition).distinct()
    return tuple(session.scalars(found.order_by(DecisionRecord.import_id)))


def list_wanted(
    session: Session, import_id: UUID, condition: ColumnElement[bool], *, after: int, limit: int
) -> list[StoredRecord]:
    """Those of one import behind place `after`, in order."""
    rows = session.execute(
        select(*RECORD)
        .where(DecisionRecord.import_id == import_id, DecisionRecord.position > after, condition)
        .order_by(DecisionRecord.position)
        .limit(limit)
    )
    return [StoredRecord(*row) for row in rows]


def list_records_beyond(
    session: Session, import_id: UUID, count: int, *, limit: int
) -> list[StoredRecord]:
    """Those in places that an import of so many records does not have."""
    rows = session.execute(
        select(*RECORD)
        .where(
            DecisionRecord.import_id == import_id,
            (DecisionRecord.position < 0) | (DecisionRecord.position >= count),
        )
        .limit(limit)
    )
    return [StoredRecord(*row) for row in rows]


def records_of_no_import(session: Session, *, limit: int) -> list[UUID]:
    """Records of imports that the trail does not know. One statement: one moment."""
    imports = select(DecisionRecord.import_id.label("id")).distinct().subquery()
    told = exists().where(AuditEvent.object_id == imports.c.id, AuditEvent.tag == IMPORTED)
    unknown = select(imports.c.id).where(~told)
    return [
        *session.scalars(
            select(DecisionRecord.id).where(DecisionRecord.import_id.in_(unknown)).limit(limit)
        )
    ]


def stored_record(record: DecisionRecord) -> StoredRecord:
    return StoredRecord(*(getattr(record, name) for name in StoredRecord._fields))


def pairs(entries: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Bytes of the id, and leaf, of each record of a block; a rest that is no pair is left out."""
    for start in range(0, len(entries) - ENTRY_BYTES + 1, ENTRY_BYTES):
        middle = start + ID_BYTES
        yield entries[start:middle], entries[middle : start + ENTRY_BYTES]


def leaves(entries: bytes) -> Iterable[bytes]:
    return (leaf for _, leaf in pairs(entries))
