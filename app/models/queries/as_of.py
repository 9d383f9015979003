"""Rows as they were recorded at an instant: of one table, or of all that a session reads.

An image holds from its `recorded_from` up to, not including, its `recorded_until`; the present row
has no end yet. Of the tables that keep no images `rules/as_recorded.py` says which rows were there
and what of them was known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, event, select, text, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql import Subquery

from app.errors import InputError
from app.models.enforcement.history import SUFFIX
from app.models.queries.settled import require_settled
from app.models.rules.as_recorded import PASTS, Past
from app.models.rules.rights import RIGHTS
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA

GOVERNED = tuple(rights.table for rights in RIGHTS if rights.has_history)
_LOOKS_BACK = "looks back"
_NOW = re.compile(rf"(?:\b{SCHEMA}\.)?\bmw_now\(\)")
_THEN = "past_"  # and the name of a table: what stands in its place


def history_table(table: Table) -> Table:
    """Where the database keeps the past images of `table`."""
    return METADATA.tables[f"{SCHEMA}.{table.name}{SUFFIX}"]


def as_of(table: Table, moment: datetime) -> Subquery:
    """The rows of `table` as recorded at `moment`, to select from like the table itself."""
    past = history_table(table)
    at = bindparam("at", moment, table.c.recorded_from.type, unique=True)
    names = [column.name for column in table.columns]
    images = select(*(past.c[name] for name in names)).where(text(_holds(":at")).bindparams(at))
    present = select(*(table.c[name] for name in names)).where(text(_made(":at")).bindparams(at))
    return union_all(images, present).subquery(f"{table.name}_as_of")


def _made(at: str) -> str:
    """SQL: a present row was there; it has no end yet."""
    return f"recorded_from <= {at}"


def _holds(at: str) -> str:
    """SQL: an image was there."""
    return f"{_made(at)} AND recorded_until > {at}"


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
        # SQLite keeps times as text of this form; the value is ours, and holds digits only. Not
        # by `strftime`, which may write the year 900 in three.
        utc = moment.astimezone(UTC).replace(tzinfo=None)
        written = utc.isoformat(sep=" ", timespec="microseconds")
        self._at = f"'{written}'" if is_sqlite else f"timestamptz '{written}+00'"
        self._is_sqlite = is_sqlite
        self._place = "main" if is_sqlite else SCHEMA
        self._bodies = dict(self._tables())
        by = re.compile(rf"\b{_THEN}(\w+)")
        self._told_by = {name: set(by.findall(body)) for name, body in self._bodies.items()}
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
        for name, past in PASTS.items():
            yield name, self._row(METADATA.tables[f"{SCHEMA}.{name}"], past)

    def _union(self, columns: str, present: str, past: str) -> str:
        """Both databases walk both tables in the order of an index, each by a shape of its own.

        SQLite takes each half for itself. PostgreSQL makes one of them where a half is a table
        without a condition.
        """
        if self._is_sqlite:
            return (
                f"SELECT {columns} FROM {present} WHERE {_made(self._at)}"
                f" UNION ALL SELECT {columns} FROM {past} WHERE {_holds(self._at)}"
            )
        return (
            f"SELECT {columns} FROM (SELECT {columns}, timestamptz 'infinity' AS recorded_until"
            f" FROM {present} UNION ALL SELECT {columns}, recorded_until FROM {past}) AS image"
            f" WHERE {_holds(self._at)}"
        )

    def _row(self, table: Table, past: Past) -> str:
        said = {column: one for one in past.later for column in one.made}
        columns = ", ".join(
            f"CASE WHEN {said[name].known} THEN t.{name} ELSE {said[name].made[name]} END AS {name}"
            if name in said
            else f"t.{name}"
            for name in table.columns.keys()  # noqa: SIM118 -- of a collection, not a dict
        )
        body = f"SELECT {columns} FROM {{now}}{table.name} t WHERE {past.there}"
        for mark, meant in (("{at}", self._at), ("{now}", f"{self._place}."), ("{then}", _THEN)):
            body = body.replace(mark, meant)
        return body

    def _in_order(self, names: set[str]) -> list[str]:
        """With those that they are told by, each before what names it."""
        ordered: list[str] = []
        for name in sorted(names):
            before = self._in_order(self._told_by[name])
            ordered += [one for one in (*before, name) if one not in ordered]
        return ordered

    def told(self, statement: str) -> str:
        if not statement.lstrip().upper().startswith(("SELECT", "WITH")):
            raise InputError("The past can't be changed.", hint="Leave out as-of.")
        statement = _NOW.sub(self._at, statement)
        names = self._in_order({found[1] for found in self._named.finditer(statement)})
        if not names:
            return statement
        made = ", ".join(
            f"{_THEN}{name} AS NOT MATERIALIZED ({self._bodies[name]})" for name in names
        )
        statement = self._named.sub(rf"{_THEN}\1", statement)
        for begin in ("WITH RECURSIVE ", "WITH "):
            if statement.startswith(begin):
                return f"{begin}{made}, {statement.removeprefix(begin)}"
        return f"WITH {made} {statement}"
