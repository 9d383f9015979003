"""SQLite's triggers. They keep honest people from mistakes; they can't bind the file's owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import MetaData

from app.models.enforcement import (
    acts,
    guards,
    hidden_names,
    refusing,
    replacing,
    the_workspace,
    value_bounds,
)
from app.models.enforcement.audit import (
    AUTHORED,
    IS_SERVICE,
    Columns,
    columns_of,
    fact,
    insert_tag,
    named_facts,
    subject,
    update_tag,
)
from app.models.enforcement.dialect import SQLITE
from app.models.enforcement.effects import sqlite_effects
from app.models.enforcement.guard import APPEND_ONLY, FORBIDDEN, Guard
from app.models.enforcement.history import SUFFIX
from app.models.rules.rights import PASSING, RIGHTS, WORKER_TABLES, TableRights

STAMPS = ("recorded_from", "recorded_by")
SETTLED = ("unit_id", "number")  # set by the database right after the insert, then never again
NOBODY = "0" * 32
# Who made a version, and which unit lies in which: triggers add to them, nothing else.
FOUR_EYES = ("version_author", "unit_ancestor")


def statements(metadata: MetaData) -> Iterator[str]:
    """CREATE TRIGGER statements for the whole schema, in the order to run them."""
    columns = columns_of(metadata)
    for rights in RIGHTS:
        yield from _table(rights, columns)
    yield from acts.sqlite_triggers()
    for refused in (hidden_names.triggers(columns), *value_bounds.triggers(metadata)):
        yield from refusing.sqlite_triggers(refused)
    yield from the_workspace.sqlite_triggers(columns)
    kept = [name for name in columns if name.endswith(SUFFIX)]
    books = [name for name in WORKER_TABLES if name not in PASSING]
    written_once = ("audit_event", "audit_text", *FOUR_EYES, *kept)
    yield from replacing.table_statements()
    for name in (replacing.TABLE, *written_once, *books):
        yield _no_delete(name)
    for name in (*(rights.table for rights in RIGHTS), *written_once, *books):
        yield from replacing.triggers(metadata, name)
    for name in written_once:
        yield (
            f"CREATE TRIGGER mw_{name}_no_update BEFORE UPDATE ON {name} BEGIN"
            f" SELECT RAISE(ABORT, '{APPEND_ONLY} write.append_only'); END"
        )


def _table(rights: TableRights, columns: Columns) -> Iterator[str]:
    names = tuple(columns[rights.table])
    own = tuple(name for name in names if name not in (*STAMPS, *SETTLED))
    has_unit = "unit_id" in names
    yield _before(rights, "insert", "", guards.insert_guards(rights, SQLITE, has_unit=has_unit))
    guarded = guards.guarded_columns(rights, own)
    if guarded:
        compared = () if rights.is_engine_row else own
        checks = guards.update_guards(rights, SQLITE, compared, has_unit=has_unit)
        yield _before(rights, "update", " OF " + ", ".join(guarded), checks)
    yield from _settled_once(rights.table, names)
    yield _no_delete(rights.table)
    yield from _after_insert(rights, columns)
    yield from _after_update(rights, columns, own)


def _before(rights: TableRights, action: str, of: str, checks: Iterable[Guard]) -> str:
    body = " ".join(_refusal(check) for check in checks)
    return (
        f"CREATE TRIGGER mw_{rights.table}_guard_{action} BEFORE {action.upper()}{of}"
        f" ON {rights.table} BEGIN {body} END"
    )


def _refusal(guard: Guard) -> str:
    condition = f"({guard.when}) AND ({guard.violated_if})" if guard.when else guard.violated_if
    return f"SELECT RAISE(ABORT, '{guard.status} {guard.code}') WHERE {condition};"


def _no_delete(table: str) -> str:
    return (
        f"CREATE TRIGGER mw_{table}_no_delete BEFORE DELETE ON {table} BEGIN"
        f" SELECT RAISE(ABORT, '{APPEND_ONLY} write.append_only'); END"
    )


def _settled_once(table: str, names: tuple[str, ...]) -> Iterator[str]:
    empty = {"unit_id": f"'{NOBODY}'", "number": "0"}
    for name in SETTLED:
        if name in names:
            yield (
                f"CREATE TRIGGER mw_{table}_settled_{name} BEFORE UPDATE OF {name} ON {table}"
                f" WHEN OLD.{name} <> {empty[name]} AND NEW.{name} <> OLD.{name} BEGIN"
                f" SELECT RAISE(ABORT, '{FORBIDDEN} write.column'); END"
            )


def _after_insert(rights: TableRights, columns: Columns) -> Iterator[str]:
    body = [*_settle(rights, tuple(columns[rights.table])), *_authors(rights)]
    if not rights.is_silent:
        body += _event(rights, columns, insert_tag(rights), is_insert=True)
    if body:
        yield (
            f"CREATE TRIGGER mw_{rights.table}_after_insert AFTER INSERT ON {rights.table}"
            f" BEGIN {' '.join(body)} END"
        )


def _settle(rights: TableRights, names: tuple[str, ...]) -> Iterator[str]:
    """Fill what only the database fills: the unit of the parent, the number, the closed tree."""
    sets = []
    if rights.table == "business_unit":
        sets.append("unit_id = id")
    elif rights.parent[1] and "unit_id" in names:
        key, parent = rights.parent
        sets.append(f"unit_id = (SELECT p.unit_id FROM {parent} p WHERE p.id = NEW.{key})")
    if "number" in names:
        sets.append(f"number = (SELECT coalesce(max(number), 0) + 1 FROM {rights.table})")
    if sets:
        yield f"UPDATE {rights.table} SET {', '.join(sets)} WHERE id = NEW.id;"
    if rights.table == "business_unit":
        yield (
            "INSERT INTO unit_ancestor (unit_id, ancestor_id) SELECT NEW.id, NEW.id UNION"
            " SELECT NEW.id, ancestor_id FROM unit_ancestor WHERE unit_id = NEW.parent_id;"
        )


def _authors(rights: TableRights) -> Iterator[str]:
    if rights.table in AUTHORED:
        version = "NEW.id" if rights.table == "model_version" else "NEW.version_id"
        yield (
            f"INSERT OR IGNORE INTO version_author (version_id, person_id) SELECT {version}, p.id"
            f" FROM person p WHERE p.id = mw_actor() AND NOT {IS_SERVICE.format(s='')};"
        )


def _after_update(rights: TableRights, columns: Columns, own: tuple[str, ...]) -> Iterator[str]:
    if not rights.update:
        return
    names = columns[rights.table]
    told = own
    if rights.is_engine_row:  # they change often: only a new state or an edit is an event
        told = tuple(name for name in (*rights.editable, "state") if name in own)
    body = [*_authors(rights)]
    if "recorded_from" in names:
        body.append(
            f"UPDATE {rights.table} SET recorded_from = mw_now(), recorded_by = mw_actor()"
            " WHERE id = NEW.id;"
        )
    if rights.has_history:
        past = ", ".join(names)
        old = ", ".join(f"OLD.{name}" for name in names)
        body.append(
            f"INSERT INTO {rights.table}{SUFFIX} (recorded_until, {past}) SELECT recorded_from,"
            f" {old} FROM {rights.table} WHERE id = NEW.id;"
        )
    if not rights.is_silent and told:
        body += _event(rights, columns, update_tag(rights, SQLITE), is_insert=False)
    body += sqlite_effects(rights.table, SQLITE)
    if body and told:
        yield (
            f"CREATE TRIGGER mw_{rights.table}_after_update AFTER UPDATE OF {', '.join(told)}"
            f" ON {rights.table} BEGIN {' '.join(body)} END"
        )


def _event(rights: TableRights, columns: Columns, tag: str, *, is_insert: bool) -> Iterator[str]:
    names = columns[rights.table]
    about = subject(rights, columns, SQLITE)
    this = f"SELECT {{}} FROM {rights.table} t WHERE t.id = NEW.id"
    only = f" WHERE {rights.told_when}" if rights.told_when else ""
    unit = f"({this.format('t.unit_id')})" if "unit_id" in names else f"'{NOBODY}'"
    facts = [f"'{name}', {fact(name, names, SQLITE)}" for name in rights.facts]
    facts += named_facts(rights, SQLITE)
    if "number" in names:
        facts.append(f"'number', ({this.format('t.number')})")
    if rights.thing is not None:
        before = "''" if is_insert else "OLD.state"
        facts.append(f"'from', {before}, 'to', NEW.state")
    texts = rights.texts
    facts += [
        f"'{name}', CASE WHEN {_is_told(name, is_insert=is_insert)}"
        f" THEN json(mw_salted(NEW.{name})) END"
        for name in texts
    ]
    if not is_insert:
        parts = " || ".join(
            f"CASE WHEN NEW.{name} IS NOT OLD.{name} THEN '{name} ' ELSE '' END"
            for name in rights.editable
            if name in names
        )
        facts.append(f"'changed', trim({parts or repr('')})")
    yield (
        "INSERT INTO audit_event (txid, at, actor_id, tag, object_type, object_id, unit_id,"
        f" model_id, version_id, facts) SELECT 0, mw_now(), mw_actor(), {tag},"
        f" '{rights.object}', NEW.id, {unit}, {about.model}, {about.version},"
        f" json_object({', '.join(facts)}){only};"
    )
    for name in texts:
        yield (
            f"INSERT INTO audit_text (event_id, name, value) SELECT max(id), '{name}', NEW.{name}"
            f" FROM audit_event WHERE {_is_told(name, is_insert=is_insert)} HAVING max(id) > 0;"
        )


def _is_told(name: str, *, is_insert: bool) -> str:
    some = f"NEW.{name} IS NOT NULL AND NEW.{name} <> ''"
    return some if is_insert else f"{some} AND NEW.{name} IS NOT OLD.{name}"
