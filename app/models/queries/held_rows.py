"""Present rows beside what the trail told of each last: SQL made from `rules/rights.py`.

An event tells every fact of its row, and of its texts those that came or were changed. So the last
one tells what the row says now, and of a text the last one that names it. Events of earlier
versions lack what is told since; that is not held.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Connection, bindparam, func, literal_column, select, text
from sqlalchemy.orm import Session, aliased

from app.models.enforcement.acts import FIRST_ROWS, FIRST_TAG, IS_DEMO
from app.models.enforcement.audit import columns_of, fact, named_facts
from app.models.enforcement.dialect import POSTGRESQL, SQLITE, Words
from app.models.enforcement.guard import quoted
from app.models.enforcement.history import SUFFIX
from app.models.rules.acts import ACTS
from app.models.rules.rights import RIGHTS, RIGHTS_BY_TABLE, TableRights
from app.models.rules.roles import Role
from app.models.tables.base import NOBODY, SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.organisation import Membership
from app.models.tables.trail import AuditEvent, AuditLeaf, AuditText

HELD: tuple[TableRights, ...] = tuple(one for one in RIGHTS if not one.is_silent)
_HELD_TABLES = frozenset(one.table for one in HELD)
OF_EVENT = ("unit_id", "model_id", "version_id")  # an event has them beside its facts
# Files of which an event tells the digest alone.
FILES = {"decision_table": "dmn", "life_cycle_template": "bpmn", "framework": "file"}
TOLD_AT_ONCE = 1_000  # events of many rows
MOST_EVENTS = 200  # of one row, where the last one does not tell a fact
UNTOLD = "false"  # of a text: its last word is of a version that told no such text

_ACTS = quoted([act.kind for act in ACTS])
_COLUMNS = columns_of(METADATA)


@dataclass(frozen=True, slots=True)
class _Dialect:
    """{of} is an event, {name} a fact of it."""

    words: Words
    object: str
    facts: str  # as text, whatever somebody made of them
    value: str
    is_salted: str
    is_told: str
    is_changed: str  # whether the event names the column among those that were changed
    id: str  # of the row, as a parameter
    file: str  # its bytes
    at: str  # the time of an event in text, whatever somebody made of it; none: it is no time


_POSTGRESQL = _Dialect(
    words=POSTGRESQL,
    object="CAST(jsonb_build_object({}) AS text)",
    facts="CAST({of}.facts AS text)",
    value="CAST({of}.facts -> '{name}' AS text)",
    is_salted="jsonb_typeof({of}.facts -> '{name}') = 'object'",
    is_told="jsonb_exists({of}.facts, '{name}')",
    is_changed="strpos(' ' || ({of}.facts ->> 'changed') || ' ', ' {name} ') > 0",
    id="CAST(:{} AS uuid)",
    file="{}",
    at="CAST({of}.at AS text)",
)
_SOUND = "CASE WHEN json_valid({of}.facts) THEN {of}.facts ELSE '{{}}' END"
_SQLITE = _Dialect(
    words=replace(SQLITE, json_fact="CASE WHEN json_valid({0}) THEN json({0}) ELSE {0} END"),
    object="json_object({})",
    facts=_SOUND,
    value=f"json_extract({_SOUND}, '$.{{name}}')",
    is_salted=f"json_type({_SOUND}, '$.{{name}}') = 'object'",
    is_told=f"(json_type({_SOUND}, '$.{{name}}') IS NOT NULL)",
    is_changed=f"instr(' ' || json_extract({_SOUND}, '$.changed') || ' ', ' {{name}} ') > 0",
    id=":{}",
    file="CAST({} AS BLOB)",
    at="CASE WHEN typeof({of}.at) = 'text' AND julianday({of}.at) IS NOT NULL THEN {of}.at END",
)


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row, and what was told of it; `event` None: nothing was, as far as this login reads.

    `texts` are salt and digest, None where it is to be empty; what no event has named is not there,
    nor what it was before events told it. `is_due`: such a row is told. `is_born`: that it came is.
    """

    id: UUID
    event: int | None
    told: Mapping[str, Any]
    texts: Mapping[str, Any]
    unheld: frozenset[str]
    now: Mapping[str, Any]
    is_due: bool
    is_born: bool
    first_event: int | None = None  # as far as this login reads
    is_read: tuple[bool, bool] = (True, True)  # what was told, and what is: JSON may be too deep


def list_held_rows(
    session: Session, rights: TableRights, *, after: UUID = NOBODY, limit: int
) -> list[HeldRow]:
    """The rows of a table behind the id `after`, in the order of their ids."""
    is_sqlite = _is_sqlite(session)
    found = session.execute(
        text(_statement(rights.table, is_sqlite=is_sqlite)),
        {"after": after.hex if is_sqlite else str(after), "limit": limit},
    )
    beside = _beside(rights)
    return [_held(tuple(row), rights, beside) for row in found]


def _held(row: tuple[Any, ...], rights: TableRights, beside: Sequence[str]) -> HeldRow:
    key, event, facts, now, is_due, is_born, first_event, *rest = row
    told, present = _object(facts), _object(now)
    is_read = facts is None or _is_object(facts), _is_object(now)
    for name, (said, here) in zip(beside, zip(rest[::2], rest[1::2], strict=False), strict=False):
        if said is not None:
            told[name] = _dashed(said)
        present[name] = _dashed(here)
    words = dict(zip(rights.texts, rest[2 * len(beside) :], strict=True))
    return HeldRow(
        id=UUID(str(key)),
        event=event,
        told=told,
        texts={name: _object(one) or None for name, one in words.items() if one is not None},
        unheld=frozenset(name for name, one in words.items() if one == UNTOLD),
        now=present,
        is_due=bool(is_due),
        is_born=bool(is_born),
        first_event=first_event,
        is_read=is_read,
    )


class Told(NamedTuple):
    """What one event tells of a row; `facts` None: it can't be read. `actor` as the driver has it.

    There are very many of them, so nothing is made of what is seldom asked for.
    """

    event: int
    actor: Any
    facts: dict[str, Any] | None


def list_told(
    session: Session, rights: TableRights, keys: Sequence[UUID]
) -> Iterator[tuple[UUID, Iterator[Told]]]:
    """Every event of these rows, of each in their order; so many at once are in memory."""
    is_sqlite = _is_sqlite(session)
    dialect = _SQLITE if is_sqlite else _POSTGRESQL
    beside = _beside(rights)
    given = [key.hex if is_sqlite else key for key in keys]
    found = session.execute(
        text(
            f"SELECT e.object_id, e.id, e.actor_id, {dialect.facts.format(of='e')}"
            f"{''.join(f', e.{name}' for name in beside)}"
            f" FROM {dialect.words.schema}audit_event e"
            f" WHERE e.object_id IN :keys AND {_about(rights)} ORDER BY e.object_id, e.id"
        ).bindparams(bindparam("keys", given, expanding=True)),
        execution_options={"yield_per": TOLD_AT_ONCE},
    )
    for key, rows in groupby(found, key=itemgetter(0)):
        yield UUID(str(key)), (Told(one[1], one[2], _with_beside(one, beside)) for one in rows)


def _with_beside(row: Any, beside: Sequence[str]) -> dict[str, Any] | None:
    told = _parsed(row[3])
    if told is not None:
        for name, value in zip(beside, row[4:], strict=True):
            told[name] = _dashed(value)
    return told


def _beside(rights: TableRights) -> tuple[str, ...]:
    """What an event has beside its facts and its row has too; a wish has it from other rows."""
    names = _COLUMNS[rights.table]
    return () if rights.named else tuple(name for name in OF_EVENT if name in names)


def _object(found: Any) -> dict[str, Any]:
    """A JSON object; empty where somebody made something else of it."""
    return _parsed(found) or {}


def _is_object(found: Any) -> bool:
    return _parsed(found) is not None


def _parsed(found: Any) -> dict[str, Any] | None:
    try:
        made = orjson.loads(found) if isinstance(found, str) else found
    except orjson.JSONDecodeError:  # more than a thousand levels deep, too
        return None
    return made if isinstance(made, dict) else None


@lru_cache(maxsize=10_000)  # events of a row name the same unit, model and version
def _dashed(found: Any) -> str | None:
    try:
        return None if found is None else str(UUID(str(found)))
    except ValueError:
        return str(found)


@cache
def _statement(table: str, *, is_sqlite: bool) -> str:
    rights = RIGHTS_BY_TABLE[table]
    dialect = _SQLITE if is_sqlite else _POSTGRESQL
    s, about = dialect.words.schema, _about(rights)
    told = f"(SELECT e.id FROM {s}audit_event e WHERE e.object_id = r.id AND {about}"
    last, first = (f"{told} ORDER BY e.id{order} LIMIT 1)" for order in (" DESC", ""))
    is_changed = dialect.is_told.format(of="f", name="changed")
    beside = "".join(f", e.{name}, r.{name}" for name in _beside(rights))
    texts = "".join(f", {_last_word(rights, name, dialect)}" for name in rights.texts)
    # A name for the piece, so that its events are looked for once a row.
    return _escaped(
        f"WITH r AS MATERIALIZED (SELECT r.*, {last} AS told_by, {first} AS born_by"
        f" FROM {s}{table} r WHERE r.id > {dialect.id.format('after')} ORDER BY r.id LIMIT :limit)"
        f" SELECT r.id, e.id, {dialect.facts.format(of='e')}, {_now(rights, dialect)},"
        f" {_of_row(rights.told_when) or '1 = 1'}, f.id IS NOT NULL AND NOT {is_changed}"
        f", f.id{beside}{texts}"
        f" FROM r LEFT JOIN {s}audit_event e ON e.id = r.told_by"
        f" LEFT JOIN {s}audit_event f ON f.id = r.born_by ORDER BY r.id"
    )


def _about(rights: TableRights) -> str:
    """Which events tell what its rows say; an act tells of something else."""
    return f"e.object_type = '{rights.object}' AND e.tag NOT IN ({_ACTS})"


def _of_row(sql: str) -> str:
    return sql.replace("NEW.", "r.")


def _now(rights: TableRights, dialect: _Dialect) -> str:
    """SQL for what an event of now would tell of the row `r`, its open texts, and its file."""
    names, words = _COLUMNS[rights.table], dialect.words
    facts = [f"'{name}', {_of_row(fact(name, names, words))}" for name in rights.facts]
    facts += map(_of_row, named_facts(rights, words))
    if "number" in names:
        facts.append("'number', r.number")
    if rights.thing is not None:
        facts.append("'to', r.state")
    if file := FILES.get(rights.table):
        facts.append(f"'{file}', {words.digest.format(dialect.file.format(f'r.{file}'))}")
    facts += [f"'{name}', r.{name}" for name in rights.texts]
    return dialect.object.format(", ".join(facts))


def _last_word(rights: TableRights, name: str, dialect: _Dialect) -> str:
    """SQL for what the last event that names this text of `r` says: it came, or was changed."""
    said = {
        one: getattr(dialect, one).format(of="e", name=name)
        for one in ("value", "is_salted", "is_told", "is_changed")
    }
    return (
        f"(SELECT CASE WHEN {said['is_told']} THEN coalesce({said['value']}, 'null')"
        f" ELSE '{UNTOLD}' END"
        f" FROM {dialect.words.schema}audit_event e WHERE e.object_id = r.id AND {_about(rights)}"
        f" AND ({said['is_salted']} OR {said['is_changed']} OR NOT {said['is_told']})"
        " ORDER BY e.id DESC LIMIT 1)"
    )


def services_of(session: Session) -> frozenset[UUID]:
    """Who runs the service; nobody is granted its role."""
    mine = select(Membership.person_id).where(Membership.role == Role.WORKER)
    return frozenset(session.scalars(mine))


def count_held_rows(session: Session) -> int:
    s = _words(session).schema
    counted = " + ".join(f"(SELECT count(*) FROM {s}{one.table})" for one in HELD)
    return int(session.execute(text(f"SELECT {counted}")).scalar_one())


def last_event(session: Session) -> int:
    found = session.scalar(select(func.max(AuditEvent.id)))
    return found or 0


def events_of_no_row(
    session: Session, after: int, until: int, *, limit: int
) -> list[tuple[int, str, UUID]]:
    """Number, object and id of the events behind `after`, up to `until`, whose row is gone.

    Of each object the last one.
    """
    s = _words(session).schema
    objects = defaultdict(list)
    for one in HELD:
        objects[one.object].append(
            f"NOT EXISTS (SELECT 1 FROM {s}{one.table} r WHERE r.id = e.object_id)"
        )
    cases = " ".join(f"WHEN '{kind}' THEN {' AND '.join(one)}" for kind, one in objects.items())
    found = session.execute(
        text(
            f"SELECT max(e.id), e.object_type, e.object_id FROM {s}audit_event e"
            " WHERE e.id > :after AND e.id <= :until"
            f" AND CASE e.object_type {cases} ELSE 1 = 0 END"
            " GROUP BY e.object_type, e.object_id ORDER BY max(e.id) LIMIT :limit"
        ),
        {"after": after, "until": until, "limit": limit},
    )
    return [(number, kind, UUID(str(key))) for number, kind, key in found]


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first event of a log, and what it tells: nothing, where it is not the workspace's own."""

    event: int
    at: datetime | None  # None: somebody made something else of it
    facts: Mapping[str, Any] | None
    # What the workspace began with; None: an earlier version made it, and told none.
    rows: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None

    @property
    def is_demo(self) -> bool:
        """Whether it says that the workspace is a demo; an earlier version said neither."""
        return (self.facts or {}).get(IS_DEMO) is True


def load_beginning(session: Session) -> Beginning | None:
    """By the sealed tree, as long as there is one: what is put before it then begins nothing.

    None where this login reads none, or none is left.
    """
    sealed = select(AuditLeaf.event_id).where(AuditLeaf.position == 0).scalar_subquery()
    oldest = select(func.min(AuditEvent.id)).scalar_subquery()
    dialect, event = _SQLITE if _is_sqlite(session) else _POSTGRESQL, aliased(AuditEvent, name="e")
    facts: ColumnElement[Any] = literal_column(dialect.facts.format(of="e"))
    at: ColumnElement[Any] = literal_column(dialect.at.format(of="e"))
    first = event.id == func.coalesce(sealed, oldest)
    found = session.execute(select(event.id, at, event.tag, facts).where(first)).first()
    if found is None:
        return None
    key, written, tag, said = found
    told = _object(said) if tag == FIRST_TAG and _is_object(said) else None
    return Beginning(key, _time_in(written), told, _rows_in((told or {}).get(FIRST_ROWS)))


def _time_in(written: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(written or "")
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _rows_in(told: object) -> dict[str, dict[str, dict[str, Any]]] | None:
    """Rows by table and id; what is no such row was put there by somebody, and tells of none."""
    if not isinstance(told, dict):
        return None
    return {
        table: {key: row for key, row in rows.items() if isinstance(row, dict) and _is_id(key)}
        for table, rows in told.items()
        if isinstance(rows, dict) and table in _HELD_TABLES
    }


def _is_id(key: str) -> bool:
    try:
        return str(UUID(key)) == key
    except ValueError:
        return False


def first_rows(connection: Connection) -> dict[str, dict[str, dict[str, Any]]]:
    """What the rows say that are there before any event, for event 0 to tell; texts salted."""
    is_sqlite = connection.dialect.name == "sqlite"
    dialect = _SQLITE if is_sqlite else _POSTGRESQL
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for rights in HELD:
        beside = _beside(rights)
        more = "".join(f", r.{name}" for name in beside)
        rows = connection.execute(
            text(
                _escaped(
                    f"SELECT r.id, {_now(rights, dialect)}{more}"
                    f" FROM {dialect.words.schema}{rights.table} r ORDER BY r.id"
                )
            )
        )
        for key, now, *rest in rows:
            told = _object(now) | dict(zip(beside, map(_dashed, rest), strict=True))
            told |= {name: _salted(told[name]) for name in rights.texts}
            found.setdefault(rights.table, {})[str(UUID(str(key)))] = told
    return found


def _salted(value: str | None) -> dict[str, str] | None:
    if not value:
        return None
    salt = secrets.token_hex(16)
    return {"salt": salt, "sha256": hashlib.sha256(f"{salt}{value}".encode()).hexdigest()}


def written_before(
    session: Session, table: str, keys: Sequence[UUID], moment: datetime
) -> set[UUID]:
    """Which of these rows say of themselves or of a past image that they were there then."""
    found: set[UUID] = set()
    for name in (table, f"{table}{SUFFIX}"):
        place = METADATA.tables.get(f"{SCHEMA}.{name}")
        if keys and place is not None and "recorded_from" in place.c:
            is_before = place.c.recorded_from <= moment
            found |= set(session.scalars(select(place.c.id).where(place.c.id.in_(keys), is_before)))
    return found


def present_ids(session: Session, table: str, keys: Sequence[UUID]) -> set[UUID]:
    column = METADATA.tables[f"{SCHEMA}.{table}"].c.id
    return set(session.scalars(select(column).where(column.in_(keys))))


def told_text(
    session: Session, rights: TableRights, key: UUID, name: str
) -> tuple[int, str] | None:
    """The last event that told this text of a row, and what it was."""
    statement = (
        select(AuditText.event_id, AuditText.value)
        .join(AuditEvent, AuditEvent.id == AuditText.event_id)
        .where(
            AuditEvent.object_id == key,
            AuditEvent.object_type == rights.object,
            AuditEvent.tag.not_in([act.kind for act in ACTS]),
            AuditText.name == name,
        )
        .order_by(AuditText.event_id.desc())
        .limit(1)
    )
    found = session.execute(statement).first()
    return None if found is None else (found.event_id, found.value)


def told_before(session: Session, rights: TableRights, key: UUID) -> dict[str, Any]:
    """Every fact of a row as the last event that names it told it, from its last events."""
    dialect = _SQLITE if _is_sqlite(session) else _POSTGRESQL
    sql = (
        f"SELECT {dialect.facts.format(of='e')} FROM {dialect.words.schema}audit_event e"
        f" WHERE e.object_id = {dialect.id.format('key')} AND {_about(rights)}"
        f" ORDER BY e.id DESC LIMIT {MOST_EVENTS}"
    )
    given = {"key": key.hex if _is_sqlite(session) else str(key)}
    found: dict[str, Any] = {}
    for facts in session.execute(text(sql), given).scalars():
        found = _object(facts) | found
    return found


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _words(session: Session) -> Words:
    return SQLITE if _is_sqlite(session) else POSTGRESQL


def _escaped(sql: str) -> str:
    """A colon inside of quotes is no parameter."""
    return sql.replace(":MI:SS", r"\:MI\:SS")
