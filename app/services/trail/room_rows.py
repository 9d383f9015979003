"""The rows of a review room: a small database from which the lineage of its models is told.

It holds what the product's own reads ask for, so that a room is looked at by the same queries as
a workspace: the models and all that hangs on them, the people by name, and of the decision records
only those that were asked for, with what seals them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, case, event, exists, insert, or_, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from app.models.database import LACKS_MODELS, PART, Database
from app.models.enforcement.history import SUFFIX
from app.models.queries.record_imports import IMPORTED, RECORD, StoredRecord
from app.models.rules.tasks import TEST
from app.models.rules.transitions import Thing
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.trail import AuditEvent, AuditLeaf
from app.services.trail.export import ALWAYS, IsCancelled, Wanted, stop_where_cancelled
from app.services.trail.proof_wishes import wishes_about
from app.services.trail.record_tree import BLOCK, record_leaf
from app.services.trail.room_people import ProvedPeople
from app.services.unit_of_work import Work

AT_ONCE = 1_000  # rows

# Small, the same for every model, and named by what hangs on models. No secrets are in them; of
# people no more than the proof tells too.
_WHOLE = ("workspace", "business_unit", "unit_ancestor", "stage_path", "stage", "signing_key")
_OF_MODEL = (
    "registered_model", "model_version", "snapshot", "life_cycle_binding", "model_document",
    "monitor", "monitor_run", "transition_request", "placement", "deployment", "waiver", "alert",
    "finding", "attestation", "application_use", "record_import", "use_case_model",
    "lineage_review",
)  # fmt: skip
_OF_VERSION = ("asset", "schema_field", "training_record", "version_author")
_OF_REQUEST = ("decision", "evidence_set", "request_slot")
_LEFT_OUT: dict[str, dict[str, object]] = {  # how machines are reached, and pictures of data
    "person": {"login": None, "reason": ""},
    "runtime": {"url": "", "secret_ref": ""},
    "user_task": {"handed_note": "", "answers": {}},
    "monitor_run": {"profile": "", "answer": None},
}


def write_rows(
    work: Work,
    out: Path,
    wanted: Wanted,
    size: int,
    people: ProvedPeople,
    *,
    is_cancelled: IsCancelled,
) -> None:
    """Write the rows behind the first `size` leaves of the trail into a new file `out`.

    Args:
        people: of its proof; who was renamed, added or lost a key since is as it says.
    Raises:
        CancelledError: before it was done.
    """
    database = open_part(out)
    try:
        with database.session(writes=True) as target:
            METADATA.create_all(target.connection())
            with work.reading() as source:
                for table, rows in _Part(source, wanted, size).every():
                    _copy(source, target, table, rows, people, is_cancelled)
        with database.session() as target:
            target.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.close()


def open_part(path: Path, *, is_read_only: bool = False, lacks: str = LACKS_MODELS) -> Database:
    """The database of a room: other rows than these are elsewhere, so links may lead nowhere.

    Args:
        lacks: whether what people did on other models is meant to be absent.
    """
    database = Database(path, is_durable=False)

    def loosen(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA foreign_keys=OFF")
        if is_read_only:
            connection.execute("PRAGMA query_only=ON")
            connection.execute("PRAGMA trusted_schema=OFF")  # somebody else made the file
        record.info[PART] = lacks

    event.listen(database.engine, "connect", loosen)
    return database


@dataclass(frozen=True)
class _Part:
    """Which rows of which table. Of history tables those whose present rows are meant."""

    session: Session
    wanted: Wanted
    size: int

    def every(self) -> Iterator[tuple[Table, Select[Any]]]:
        for name in _WHOLE:
            yield from self._rows(name, true())
        people = _table("person")  # called as the proof says, whatever day is looked back to
        yield people, select(people)
        for name in _OF_MODEL:
            column = "id" if name == "registered_model" else "model_id"
            yield from self._rows(name, self._of_model(column, name))
        acts = _table("signed_act")
        yield from self._rows(
            "signed_act", or_(self._of_model("model_id", "signed_act"), _of_keys(acts))
        )
        for name in _OF_VERSION:
            yield from self._rows(name, self._among(name, "version_id", "model_version", "id"))
        tasks = _table("user_task")  # of what people had to do, what they found when they tried it
        is_told = and_(tasks.c.kind == TEST, tasks.c.state == "completed")
        yield from self._rows("user_task", and_(is_told, self._of_model("model_id", "user_task")))
        for name in _OF_REQUEST:
            yield from self._rows(name, self._among(name, "request_id", "transition_request", "id"))
        yield from self._rows("test_result", self._released())
        yield from self._rows("runtime", self._among("runtime", "id", "deployment", "runtime_id"))
        yield from self._rows("decision_table", self._tables())
        yield from self._rows("life_cycle_template", self._templates())
        yield from self._rows("application", self._applications())
        yield from self._rows(
            "use_case", self._among("use_case", "id", "use_case_model", "use_case_id")
        )
        yield from self._trail()
        yield from self._records()

    def _rows(
        self, name: str, condition: ColumnElement[bool]
    ) -> Iterator[tuple[Table, Select[Any]]]:
        """The present rows, and past images of the same things."""
        table = _table(name)
        yield table, select(table).where(condition)
        past = METADATA.tables.get(f"{SCHEMA}.{name}{SUFFIX}")
        if past is not None:
            meant = select(table.c.id).where(condition)
            yield past, select(past).where(past.c.id.in_(meant))

    def _of_model(self, column: str, name: str) -> ColumnElement[bool]:
        if self.wanted.model_id is None:
            return true()
        found: ColumnElement[bool] = _table(name).c[column] == self.wanted.model_id
        return found

    def _mine(self, name: str, column: str) -> Select[Any]:
        """The values of a column of a table that has a model."""
        table = _table(name)
        named = "id" if name == "registered_model" else "model_id"
        return select(table.c[column]).where(
            self._of_model(named, name), table.c[column].is_not(None)
        )

    def _among(self, name: str, column: str, other: str, value: str) -> ColumnElement[bool]:
        found: ColumnElement[bool] = _table(name).c[column].in_(self._mine(other, value))
        return found

    def _released(self) -> ColumnElement[bool]:
        """Results of release tests: of the watch over it, the verdict of each run is enough."""
        runs, results = _table("monitor_run"), _table("test_result")
        mine = self._mine("monitor_run", "id").where(runs.c.kind == "release")
        found: ColumnElement[bool] = results.c.run_id.in_(mine)
        return found

    def _tables(self) -> ColumnElement[bool]:
        ways = (
            ("monitor_run", "decision_table_id"),
            ("monitor", "decision_table_id"),
            ("transition_request", "route_table_id"),
        )
        return or_(*(self._among("decision_table", "id", *way) for way in ways))

    def _templates(self) -> ColumnElement[bool]:
        return self._among("life_cycle_template", "id", "process_instance", "template_id")

    def _applications(self) -> ColumnElement[bool]:
        records = _table("decision_record")
        of_records = select(records.c.application_id).where(self._is_proved_record)
        return or_(
            self._among("application", "id", "application_use", "application_id"),
            _table("application").c.id.in_(of_records.where(records.c.application_id.is_not(None))),
        )

    def _trail(self) -> Iterator[tuple[Table, Select[Any]]]:
        """The events that the proof holds too, with texts and leaves; and the head over them."""
        events, texts, leaves = _table("audit_event"), _table("audit_text"), _table("audit_leaf")
        heads, acts = _table("tree_head"), _table("signed_act")
        mine = (
            true()
            if self.wanted.model_id is None
            else or_(
                events.c.model_id == self.wanted.model_id,
                events.c.object_type.in_(ALWAYS),
                events.c.object_id.in_(select(acts.c.id).where(_of_keys(acts))),
                events.c.object_id.in_(self._imports()),
                events.c.object_id.in_(wishes_about(self.session, self.wanted.model_id)),
            )
        )
        sealed = (
            select(AuditLeaf.event_id)
            .join(AuditEvent, AuditEvent.id == AuditLeaf.event_id)
            .where(mine, AuditLeaf.position < self.size)
        )
        yield events, select(events).where(events.c.id.in_(sealed))
        yield texts, select(texts).where(texts.c.event_id.in_(sealed))
        yield leaves, select(leaves).where(leaves.c.event_id.in_(sealed))
        yield heads, select(heads).where(heads.c.size == self.size)

    @property
    def _is_proved_record(self) -> ColumnElement[bool]:
        """Of the wanted decision records those of the proof; others came in since."""
        sealed = (
            select(AuditEvent.object_id)
            .join(AuditLeaf, AuditLeaf.event_id == AuditEvent.id)
            .where(AuditEvent.tag == IMPORTED, AuditLeaf.position < self.size)
        )
        imported = _table("decision_record").c.import_id.in_(sealed)
        return and_(self.wanted.is_wanted_record, imported)

    def _imports(self) -> Select[Any]:
        return select(_table("decision_record").c.import_id).where(self._is_proved_record)

    def _records(self) -> Iterator[tuple[Table, Select[Any]]]:
        """The wanted ones; blocks of others without their entries, for their roots alone."""
        records, blocks = _table("decision_record"), _table("record_block")
        yield records, select(records).where(self._is_proved_record)
        first = blocks.c.position * BLOCK
        is_needed = exists().where(
            records.c.import_id == blocks.c.import_id,
            records.c.position >= first,
            records.c.position < first + BLOCK,
            self._is_proved_record,
        )
        others = [column for column in blocks.c if column.name != "entries"]
        entries = case((is_needed, blocks.c.entries), else_=b"").label("entries")
        yield blocks, select(*others, entries).where(blocks.c.import_id.in_(self._imports()))


def _of_keys(acts: Table) -> ColumnElement[bool]:
    """What administrators signed of keys: it goes with the keys, whatever model is meant."""
    return acts.c.thing == Thing.KEY


def _table(name: str) -> Table:
    return METADATA.tables[f"{SCHEMA}.{name}"]


def _copy(  # noqa: PLR0917 -- from where, to where, and how
    source: Session,
    target: Session,
    table: Table,
    rows: Select[Any],
    people: ProvedPeople,
    is_cancelled: IsCancelled,
) -> None:
    """In the order of the keys, a thousand at a time."""
    found = source.execute(rows.execution_options(yield_per=AT_ONCE))
    blank = _LEFT_OUT.get(table.name.removesuffix(SUFFIX), {})
    try:
        for part in found.partitions():
            stop_where_cancelled(is_cancelled)
            proved = (people.as_proved(table.name, {**row._mapping}) for row in part)
            values = [{**row, **blank} for row in proved if row is not None]
            if values:
                target.execute(insert(table), values)
    finally:
        found.close()  # on a server its rows wait there


def record_leaves(session: Session) -> Iterator[bytes]:
    """The leaf of every decision record of a room."""
    for row in session.execute(select(*RECORD).execution_options(yield_per=AT_ONCE)):
        yield record_leaf(StoredRecord(*row))
