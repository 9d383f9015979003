"""Rows as they were recorded at an instant: of one table, or of all that a session reads.

An image holds from its `recorded_from` up to, not including, its `recorded_until`; the present row
has no end yet. What is written once is there from the moment it was written. A task that was open
then is shown as it was made; of what else the engine keeps for now only (tokens, jobs) there is no
past but what had ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, event, literal, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql import Subquery

from app.errors import InputError
from app.models.enforcement.history import SUFFIX
from app.models.queries.settled import require_settled
from app.models.rules.rights import RIGHTS
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA

GOVERNED = tuple(rights.table for rights in RIGHTS if rights.has_history)
# Written once: by which column it is known since when.
WRITTEN = {
    "asset": "created_at",
    "audit_event": "at",
    "decision": "decided_at",
    "deployment_step": "started_at",
    "evidence_set": "created_at",
    "lineage_review": "created_at",
    "model_document": "created_at",
    "model_version": "created_at",
    "on_call": "created_at",
    "record_import": "created_at",
    "reference_profile": "created_at",
    "request_note": "created_at",
    "requirement": "created_at",
    "requirement_mapping": "created_at",
    "schema_field": "created_at",
    "signed_act": "created_at",
    "snapshot": "created_at",
    "training_record": "created_at",
    "tree_head": "sealed_at",
    "use_case_model": "created_at",
}
# Written over minutes, and there from the event of their import on.
IMPORTED = "decision_record"
# Changed until it ends, without a history: shown where it had ended by then.
ENDED = {"monitor_run": "finished_at", "process_instance": "ended_at"}
# Of a moment that a run measured, perhaps long after: there from the end of that run on.
MEASURED = "metric_point"
# What had come by then, and whether it had, with what became of it later left out.
EXPECTED = "expectation"
# Without a history too, but it is known since when a task stands open; what became of it later,
# and who took it, is left out of an image that is older than the row.
TASK = "user_task"
AS_MADE = {
    "state": "'created'", "assignee_id": "NULL", "handed_until": "NULL",
    "handed_note": "''", "outcome": "''", "reason": "''",
    "answers": "'{}'", "closed_at": "NULL",
}  # fmt: skip
# Of this moment only.
FLEETING = ("event_subscription", "heartbeat", "incident", "job", "monitor_schedule", "presence",
            "token", "variable")  # fmt: skip
_LOOKS_BACK = "looks back"
_NOW = re.compile(rf"(?:\b{SCHEMA}\.)?\bmw_now\(\)")


def history_table(table: Table) -> Table:
    """Where the database keeps the past images of `table`."""
    return METADATA.tables[f"{SCHEMA}.{table.name}{SUFFIX}"]


def as_of(table: Table, moment: datetime) -> Subquery:
    """The rows of `table` as recorded at `moment`, to select from like the table itself."""
    past = history_table(table)
    names = [column.name for column in table.columns]
    at = literal(moment, table.c.recorded_from.type)
    images = select(*(past.c[name] for name in names)).where(
        past.c.recorded_from <= at, past.c.recorded_until > at
    )
    present = select(*(table.c[name] for name in names)).where(table.c.recorded_from <= at)
    return union_all(images, present).subquery(f"{table.name}_as_of")


def look_back(session: Session, moment: datetime) -> None:
    """From here on the session reads every table as recorded at `moment`, and "now" is then.

    Each statement gets the tables it names as they were, before its own text: so every read that
    there is answers for the past too, on both databases, with the reader's own rights. Called
    before anything else is read: so all that can be of that instant is there.

    Raises:
        UnsettledError: something may still be recorded at or before it.
    """
    require_settled(session, moment)
    connection = session.connection()
    past = _past(moment, connection.dialect.name == "sqlite")

    def rewrite(_: Connection, __: Any, statement: str, given: Any, *___: Any) -> tuple[str, Any]:
        return past.told(statement), given

    event.listen(connection, "before_cursor_execute", rewrite, retval=True)
    session.info[_LOOKS_BACK] = True


def looks_back(session: Session) -> bool:
    """Whether it reads the past: what is of today only says nothing there."""
    return _LOOKS_BACK in session.info


@lru_cache(maxsize=8)  # every read of a screen is a session of its own, at the same moment
def _past(moment: datetime, is_sqlite: bool) -> _Past:
    return _Past(moment, is_sqlite=is_sqlite)


class _Past:
    """Puts the tables of an instant in the place of the present ones."""

    def __init__(self, moment: datetime, *, is_sqlite: bool) -> None:
        moment = moment.astimezone(UTC)
        # SQLite keeps times as text of this form; the value is ours, and holds digits only.
        self._at = (
            f"'{moment:%Y-%m-%d %H:%M:%S.%f}'"
            if is_sqlite
            else f"timestamptz '{moment:%Y-%m-%d %H:%M:%S.%f}+00'"
        )
        self._is_sqlite = is_sqlite
        self._place = "main" if is_sqlite else SCHEMA
        self._bodies = dict(self._tables())
        listed = "|".join(sorted(self._bodies, key=len, reverse=True))
        self._named = re.compile(rf"\b{self._place}\.({listed})\b")

    def _tables(self) -> Iterator[tuple[str, str]]:
        place = self._place
        for name in GOVERNED:
            columns = ", ".join(METADATA.tables[f"{SCHEMA}.{name}"].columns.keys())
            yield name, self._union(columns, f"{place}.{name}", f"{place}.{name}{SUFFIX}")
            # Images that ended later were present then; who asks for an earlier day finds both.
            yield (
                f"{name}{SUFFIX}",
                f"SELECT * FROM {place}.{name}{SUFFIX} WHERE recorded_until <= {self._at}",
            )
        for name, stamp in (*WRITTEN.items(), *ENDED.items()):
            yield name, f"SELECT * FROM {place}.{name} WHERE {stamp} <= {self._at}"
        yield TASK, self._tasks(f"{place}.{TASK}")
        yield EXPECTED, self._expected(f"{place}.{EXPECTED}")
        yield (
            MEASURED,
            f"SELECT p.* FROM {place}.{MEASURED} p WHERE p.at <= {self._at} AND (p.run_id IS NULL"
            f" OR EXISTS (SELECT 1 FROM {place}.monitor_run r WHERE r.id = p.run_id"
            f" AND r.finished_at <= {self._at}))",
        )
        yield (
            IMPORTED,
            f"SELECT r.* FROM {place}.{IMPORTED} r WHERE EXISTS"
            f" (SELECT 1 FROM {place}.audit_event e WHERE e.object_id = r.import_id"
            f" AND e.tag = 'records.imported' AND e.at <= {self._at})",
        )
        for name in FLEETING:
            yield name, f"SELECT * FROM {place}.{name} WHERE 1 = 0"

    def _union(self, columns: str, present: str, past: str) -> str:
        """Both databases walk both tables in the order of an index, each by a shape of its own.

        SQLite takes each half for itself. PostgreSQL makes one of them where a half is a table
        without a condition.
        """
        at = self._at
        if self._is_sqlite:
            return (
                f"SELECT {columns} FROM {present} WHERE recorded_from <= {at}"
                f" UNION ALL SELECT {columns} FROM {past}"
                f" WHERE recorded_from <= {at} AND recorded_until > {at}"
            )
        return (
            f"SELECT {columns} FROM (SELECT {columns}, timestamptz 'infinity' AS recorded_until"
            f" FROM {present} UNION ALL SELECT {columns}, recorded_until FROM {past}) AS image"
            f" WHERE recorded_from <= {at} AND recorded_until > {at}"
        )

    def _tasks(self, place: str) -> str:
        """Those that were there; one that ended or was taken since stands as it was made."""
        is_same = f"recorded_from <= {self._at} OR closed_at <= {self._at}"
        columns = ", ".join(
            f"CASE WHEN {is_same} THEN {name} ELSE {AS_MADE[name]} END AS {name}"
            if name in AS_MADE
            else name
            for name in (column.name for column in METADATA.tables[f"{SCHEMA}.{TASK}"].columns)
        )
        return f"SELECT {columns} FROM {place} WHERE opened_at <= {self._at}"

    def _expected(self, place: str) -> str:
        columns = ", ".join(
            f"CASE WHEN {name} <= {self._at} THEN {name} END AS {name}"
            if name in ("met_at", "missed_at")
            else name
            for name in (column.name for column in METADATA.tables[f"{SCHEMA}.{EXPECTED}"].columns)
        )
        return f"SELECT {columns} FROM {place} WHERE due_at <= {self._at} OR met_at <= {self._at}"

    def told(self, statement: str) -> str:
        if not statement.lstrip().upper().startswith(("SELECT", "WITH")):
            raise InputError("The past can't be changed.", hint="Leave out as-of.")
        statement = _NOW.sub(self._at, statement)
        names = sorted({found[1] for found in self._named.finditer(statement)})
        if not names:
            return statement
        made = ", ".join(
            f"past_{name} AS NOT MATERIALIZED ({self._bodies[name]})" for name in names
        )
        statement = self._named.sub(r"past_\1", statement)
        for begin in ("WITH RECURSIVE ", "WITH "):
            if statement.startswith(begin):
                return f"{begin}{made}, {statement.removeprefix(begin)}"
        return f"WITH {made} {statement}"
