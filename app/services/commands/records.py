"""Recording which version answered which decision of an application."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from app.errors import InputError
from app.models.queries.answerers import Answerers
from app.models.queries.id_lists import is_one_of, is_one_of_texts
from app.models.queries.record_imports import Block, StoredRecord
from app.models.rules.records import LOG
from app.models.tables.applications import DecisionRecord, RecordBlock, RecordImport
from app.services.record_files import RecordRow, WrongRow, wrong
from app.services.trail.record_tree import ImportTree
from app.services.unit_of_work import UnitOfWork

BATCH_ROWS = 2_000
NAMED_FAULTS = 10
CLOCKS_DIFFER_BY = timedelta(minutes=5)


@dataclass
class Imported:
    """What came of an import.

    `repeated`: scored again by the same version; the first stays. `disputed`: of a log, where what
    stands here came from elsewhere, with another time or content; `disputes` names the first ones.
    """

    rows: int = 0
    stored: int = 0
    known: int = 0
    repeated: int = 0
    disputed: int = 0
    disputes: list[str] = field(default_factory=list)
    versions: Counter[str] = field(default_factory=Counter)  # new records per version
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where records come from.

    Args:
        name: of the file or log, for what is said of wrong rows.
        runtime_id: the log is this runtime's: models are called as they are served there, and
            a decision that was scored again is no fault.
    """

    name: str
    source: str = "file"
    application_id: UUID | None = None
    runtime_id: UUID | None = None


class _Content(NamedTuple):
    """What must be the same when a record is told again, and where it came from."""

    at: datetime
    inference_sha256: str
    served_sha256: str
    source: str

    def is_same(self, other: _Content) -> bool:
        """Which file answered need not be told each time; told twice, it is one and the same."""
        first, then = self.served_sha256, other.served_sha256
        return self[:2] == other[:2] and (first == then or not first or not then)


_Key = tuple[UUID, str]  # what an application may have recorded once: version and decision


@dataclass(frozen=True, slots=True)
class _Told:
    """A record as the row tells it."""

    row: RecordRow
    model_id: UUID
    version_id: UUID
    version_name: str

    @property
    def key(self) -> _Key:
        return self.version_id, self.row.decision_id


def import_records(
    work: UnitOfWork, rows: Iterable[RecordRow | WrongRow], origin: Origin
) -> Imported:
    """Store what is not stored yet: all of it, or nothing where one row is wrong.

    What was stored of a model is one event of the trail, which seals it by the root of its tree:
    one of each model, since who may see the one need not see the other.

    Raises:
        InputError: it names the lines, and what is wrong with each.
    """
    reader = _Reader(work, origin)
    stream = iter(rows)
    while batch := list(islice(stream, BATCH_ROWS)):
        reader.take(batch)
    reader.require_no_fault()
    reader.seal()
    report = reader.report
    report.known = report.rows - report.stored - report.repeated - report.disputed
    return report


class _Reader:
    """Takes rows batch by batch; one batch is all that is in memory."""

    def __init__(self, work: UnitOfWork, origin: Origin) -> None:
        self._session = work.session
        self._origin = origin
        self._answerers = Answerers(work.session, origin.runtime_id)
        self._latest = work.now() + CLOCKS_DIFFER_BY
        self._faults: list[str] = []
        self._fault_count = 0
        self._trees: dict[UUID, ImportTree] = {}  # by model
        self.report = Imported()

    def take(self, batch: list[RecordRow | WrongRow]) -> None:
        self.report.rows += len(batch)
        told: dict[_Key, _Told] = {}
        for row in batch:
            found = self._read(row)
            if found is not None:
                first = told.setdefault(found.key, found)
                self._require_same(found, self._content(first.row))
        present = self._present(told)
        for found in told.values():
            if found.key in present:
                self._require_same(found, present[found.key])
        new = [found for found in told.values() if found.key not in present]
        if new and not self._fault_count:
            self._store(new)

    def _read(self, row: RecordRow | WrongRow) -> _Told | None:
        if isinstance(row, WrongRow):
            self._note(row)
            return None
        try:
            if row.at > self._latest:
                raise InputError("Its time lies in the future.")
            found = self._answerers.find(row.model, row.version, row.served_sha256)
        except InputError as error:
            self._note(wrong(row.place, error))
            return None
        return _Told(row, found.model_id, found.version_id, found.name)

    def _content(self, row: RecordRow) -> _Content:
        return _Content(row.at, row.inference_sha256, row.served_sha256, self._origin.source)

    def _require_same(self, found: _Told, before: _Content) -> None:
        if self._content(found.row).is_same(before):
            return
        told = f"{found.row.decision_id} of {found.version_name}"
        fault = wrong(found.row.place, _contradiction(told))
        if self._origin.runtime_id is None:
            self._note(fault)
        elif before.source == LOG:
            self.report.repeated += 1
        else:
            self.report.disputed += 1
            if self.report.disputed <= NAMED_FAULTS:
                self.report.disputes.append(fault.sentence)

    def _present(self, told: dict[_Key, _Told]) -> dict[_Key, _Content]:
        """By what they say, not by an id: any id may be taken by a record of something else."""
        record = DecisionRecord
        decisions = {decision for _, decision in told}
        versions = {version for version, _ in told}
        rows = self._session.execute(
            select(
                record.version_id, record.decision_id,
                record.decided_at, record.inference_sha256, record.served_sha256, record.source,
            ).where(
                is_one_of_texts(self._session, record.decision_id, decisions),
                is_one_of(self._session, record.version_id, versions),
                record.application_id == self._origin.application_id,
            )
        )  # fmt: skip
        return {(row[0], row[1]): _Content(*row[2:]) for row in rows}

    def _store(self, new: list[_Told]) -> None:
        records: list[StoredRecord] = []
        blocks: list[dict[str, object]] = []
        for one in new:
            tree = self._trees.setdefault(one.model_id, ImportTree(uuid4(), one.model_id))
            records.append(self._record(one, tree))
            full = tree.add(records[-1])
            if full is not None:
                blocks.append(_block(tree, full))
        self._session.execute(insert(DecisionRecord), [one._asdict() for one in records])
        if blocks:
            self._session.execute(insert(RecordBlock), blocks)
        report = self.report
        times = [one.row.at for one in new]
        report.stored += len(new)
        report.versions.update(one.version_name for one in new)
        report.first_at = min(times if report.first_at is None else [report.first_at, *times])
        report.last_at = max(times if report.last_at is None else [report.last_at, *times])

    def _record(self, told: _Told, tree: ImportTree) -> StoredRecord:
        return StoredRecord(
            id=uuid4(),
            decision_id=told.row.decision_id,
            application_id=self._origin.application_id,
            model_id=told.model_id,
            version_id=told.version_id,
            served_sha256=told.row.served_sha256,
            inference_sha256=told.row.inference_sha256,
            decided_at=told.row.at,
            source=self._origin.source,
            import_id=tree.import_id,
            position=tree.size,
        )

    def seal(self) -> None:
        """Close the trees: from now on nothing can be added to what they hold."""
        for tree in self._trees.values():
            last = tree.finish()
            if last is not None:
                self._session.execute(insert(RecordBlock), [_block(tree, last)])
            self._session.execute(
                insert(RecordImport),
                [
                    {
                        "id": tree.import_id,
                        "model_id": tree.model_id,
                        "application_id": self._origin.application_id,
                        "source": self._origin.source,
                        "name": self._origin.name,
                        "records": tree.size,
                        "first_at": tree.first_at,
                        "last_at": tree.last_at,
                        "sha256": tree.root(),
                    }
                ],
            )

    def _note(self, fault: WrongRow) -> None:
        self._fault_count += 1
        if len(self._faults) < NAMED_FAULTS:
            self._faults.append(fault.sentence)

    def require_no_fault(self) -> None:
        if not self._fault_count:
            return
        name, count = self._origin.name, self._fault_count
        left = count - len(self._faults)
        listed = " ".join(self._faults)
        raise InputError(
            f"{name} has {count} wrong rows; nothing was stored.",
            hint=f"{listed} And {left} more." if left else listed,
        )


def _block(tree: ImportTree, block: Block) -> dict[str, object]:
    return {"import_id": tree.import_id, "model_id": tree.model_id, **block._asdict()}


def _contradiction(told: str) -> InputError:
    return InputError(f"Decision {told} is recorded already, with another time or content.")
