"""Whoever owns the database changes, takes out and puts in rows of every table that the trail tells
of, with the rules put aside; each is named, and nothing else is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import JSON, Boolean, Connection, DateTime, Double, Integer, Uuid, text
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.models.database import Database
from app.models.queries.held_rows import FILES, HELD, OF_EVENT
from app.models.rules.rights import TableRights
from app.services.trail.holding import RowFault, RowKind, RowsHeld, hold_rows
from app.services.unit_of_work import Work
from app.services.workspace import SERVICE_HANDLE
from tests.db.enforcement_cases import DIGEST, FILE
from tests.db.enforcement_kit import Bench, open_bench
from tests.postgres import PostgresServer, as_login

pytestmark = pytest.mark.slow
TABLES = [pytest.param(one, id=one.table) for one in HELD]
CHANGING = [  # of an engine's row only a new state or an edit is told
    one for one in HELD if one.update and (one.thing or one.editable or not one.is_engine_row)
]
FORGED = "0f" * 16
GIVEN: dict[str, dict[str, Any]] = {
    "engine_inbox": {"kind": "roll_back"},
    **{
        table: {"state": "published", file: FILE, "sha256": DIGEST} for table, file in FILES.items()
    },
}
BY_TYPE: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (Boolean, "NOT coalesce({}, false)"),
    (Uuid, f"'{FORGED}'"),
    (DateTime, "'2031-02-03 04:05:06.000007'"),
    (JSON, "'[\"forged\"]'"),
    (Double, "coalesce({}, 0) + 0.5"),
    (Integer, "coalesce({}, 0) + 1"),
)


# What any client may set, and changes how its server words or reads a value.
HOSTILE = {
    "extra_float_digits": "-15",
    "TimeZone": "Pacific/Chatham",
    "DateStyle": "German, DMY",
    "IntervalStyle": "sql_standard",
    "bytea_output": "escape",
    "standard_conforming_strings": "off",
    "transform_null_equals": "on",
}


@dataclass(frozen=True)
class Forged:
    """What was found of rows that were told and then left alone, changed, taken out, or put in."""

    bench: Bench
    before: RowsHeld
    after: RowsHeld
    left: dict[str, UUID]
    changed: dict[str, UUID]
    removed: dict[str, UUID]
    added: dict[str, UUID]

    def of(self, key: UUID) -> list[RowFault]:
        """But for what follows from a unit's parent, which `test_eligibility` tries."""
        found = (one for one in self.after.faults if one.id == key)
        return [one for one in found if one.column != "ancestor_id"]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def forged(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Forged]:
    is_team = request.param == "postgresql"
    server = request.getfixturevalue("postgres") if is_team else None
    with open_bench(tmp_path_factory.mktemp("held"), server) as bench:
        with only_telling(bench, "after_insert", tellers_of(bench, "after_insert")) as owner:
            left, changed, removed = (
                {one.table: put(bench, owner, one) for one in HELD} for _ in range(3)
            )
        before = held(bench)
        statements = [change(bench, one, changed[one.table]) for one in HELD]
        statements += [f"DELETE FROM {{mw}}{name} WHERE id = {{{name}}}" for name in removed]
        past_all_rules(bench, statements, removed)
        with bench.as_owner() as owner:
            added = {one.table: put(bench, owner, one) for one in HELD}
        yield Forged(bench, before, held(bench), left, changed, removed, added)


def put(bench: Bench, owner: Connection, rights: TableRights) -> UUID:
    given = dict(GIVEN.get(rights.table, {}))
    if rights.table == "reference_profile":  # one of each kind
        given["kind"] = uuid4().hex
    if "model_id" in bench.table(rights.table).c:  # each of a model of its own: some are there once
        given["model_id"] = bench.put(owner, "registered_model")
    key: UUID = bench.put(owner, rights.table, **given)
    return key


def tellers_of(bench: Bench, how: str) -> list[str]:
    if not bench.is_sqlite:
        return []
    with closing(sqlite3.connect(bench.url)) as file:
        found = file.execute(f"SELECT sql FROM sqlite_master WHERE name LIKE '%_{how}'")
        return [sql for (sql,) in found]


@contextmanager
def only_telling(bench: Bench, how: str, tellers: list[str]) -> Iterator[Connection]:
    """What is written is told as ever, and nothing is refused."""
    with bench.as_owner() as owner:
        author = bench.people["author"]
        owner.info["mw_actor"] = author.hex
        for sql in tellers:
            owner.exec_driver_sql(sql)
        if not bench.is_sqlite:
            login = owner.scalar(text("SELECT login FROM mw.person WHERE id = :id"), {"id": author})
            named = text("UPDATE mw.person SET login = :login WHERE id = :id")
            whose = owner.scalar(text("SELECT session_user"))
            owner.execute(named, {"login": whose, "id": author})
            switch(owner, how, "ENABLE ALWAYS")
        yield owner
        if not bench.is_sqlite:
            switch(owner, how, "ENABLE")
            owner.execute(named, {"login": login, "id": author})


def switch(owner: Connection, how: str, mode: str) -> None:
    for one in HELD if how == "after_insert" else CHANGING:
        owner.exec_driver_sql(f"ALTER TABLE mw.{one.table} {mode} TRIGGER {how}")


def held(bench: Bench) -> RowsHeld:
    bench.rest()
    database = Database(
        bench.url if bench.is_sqlite else as_login(bench.url, f"b_{SERVICE_HANDLE}")
    )
    try:
        return hold_rows(Work.of(database, SERVICE_HANDLE))
    finally:
        database.close()


def columns_of(bench: Bench, rights: TableRights) -> dict[str, str]:
    """What is held of a table, and SQL for another value of it."""
    columns = bench.table(rights.table).columns
    names = [*rights.facts, *rights.texts]
    names += [one for one in ("number",) if one in columns]
    names += [FILES[rights.table]] if rights.table in FILES else []
    names += ["state"] if rights.thing is not None else []
    names += [one for one in OF_EVENT if one in columns and not rights.named]
    return {name: other(columns[name].type).format(name) for name in dict.fromkeys(names)}


def other(kind: TypeEngine[Any]) -> str:
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    return next((sql for one, sql in BY_TYPE if isinstance(kind, one)), "'forged'")


def change(bench: Bench, rights: TableRights, key: UUID, *, but: str = "") -> str:
    values = {name: one for name, one in columns_of(bench, rights).items() if name != but}
    if rights.named:
        payload = ", ".join(f'"{name}": "forged"' for name in rights.named)
        values["payload"] = f"'{{{payload}}}'"
    sets = ", ".join(f"{name} = {value}" for name, value in values.items())
    return f"UPDATE {{mw}}{rights.table} SET {sets} WHERE id = '{key.hex}'"


def past_all_rules(bench: Bench, statements: list[str], keys: dict[str, UUID]) -> None:
    """As somebody does it who has a program of their own: no trigger and no key is asked."""
    bench.rest()
    ids = {name: f"'{key.hex}'" for name, key in keys.items()}
    if bench.is_sqlite:
        with closing(sqlite3.connect(bench.url)) as file:
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in file.execute(triggers).fetchall():
                file.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                file.execute(filled(statement, "", ids))
            file.commit()
        return
    with bench.as_owner() as owner:
        for statement in statements:
            owner.exec_driver_sql(filled(statement, "mw.", ids))


def filled(statement: str, schema: str, ids: dict[str, str]) -> str:
    for name, value in {"mw": schema, **ids}.items():
        statement = statement.replace(f"{{{name}}}", value)
    return statement


def test_rows_that_were_told_and_left_alone_are_never_named(forged: Forged) -> None:
    known = {*forged.left.values(), *forged.changed.values(), *forged.removed.values()}

    assert [one for one in forged.before.faults if one.id in known] == []
    assert [one for one in forged.after.faults if one.id in {*forged.left.values()}] == []
    assert forged.before.held >= 3 * len(HELD)


@pytest.mark.parametrize("rights", TABLES)
def test_each_told_column_of_a_row_that_was_changed_is_named(
    forged: Forged, rights: TableRights
) -> None:
    found = forged.of(forged.changed[rights.table])

    assert {one.kind for one in found} == {RowKind.OTHER}
    assert {one.table for one in found} == {rights.table}
    assert {one.column for one in found} == {*columns_of(forged.bench, rights), *rights.named}
    assert all(one.event and one.expected != one.found for one in found)


@pytest.mark.parametrize("rights", TABLES)
def test_a_row_that_was_taken_out_is_named_with_its_event(
    forged: Forged, rights: TableRights
) -> None:
    [found] = forged.of(forged.removed[rights.table])

    assert found.kind is RowKind.GONE
    assert rights.table in found.table
    assert found.event


@pytest.mark.parametrize("rights", TABLES)
def test_a_row_that_was_put_in_is_named(forged: Forged, rights: TableRights) -> None:
    [found] = forged.of(forged.added[rights.table])

    assert (found.table, found.kind, found.event) == (rights.table, RowKind.UNTOLD, None)


@pytest.fixture(scope="module")
def hostile_bench(
    tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer
) -> Iterator[Bench]:
    with open_bench(tmp_path_factory.mktemp("hostile"), postgres) as bench:
        yield bench


@pytest.mark.parametrize("setting", HOSTILE)
def test_no_setting_of_a_client_makes_the_trail_tell_another_value_than_was_stored(
    hostile_bench: Bench, setting: str
) -> None:
    bench = hostile_bench
    with only_telling(bench, "after_insert", []) as owner:
        owner.exec_driver_sql(f"SET LOCAL \"{setting}\" = '{HOSTILE[setting]}'")
        keys = {put(bench, owner, one) for one in HELD}
        scored = bench.put(owner, "risk_assessment", score=0.149999)

    found = held(bench)

    assert [one for one in found.faults if one.id in {*keys, scored}] == []
    with bench.as_owner() as owner:
        told = text("SELECT facts ->> 'score' FROM mw.audit_event WHERE object_id = :id")
        assert owner.scalar(told, {"id": scored}) == "0.149999"


def test_whatever_writes_an_event_or_guards_a_row_words_values_in_one_way(
    hostile_bench: Bench,
) -> None:
    functions = text(
        "SELECT proname FROM pg_proc WHERE pronamespace = CAST('mw' AS regnamespace)"
        " AND (prosrc LIKE '%INSERT INTO mw.audit_event%' OR proname LIKE 'guard%')"
        " AND NOT coalesce(ARRAY(SELECT split_part(one, '=', 1) FROM unnest(proconfig) one)"
        " @> CAST(:names AS text[]), false)"
    )
    with hostile_bench.as_owner() as owner:
        assert owner.scalars(functions, {"names": list(HOSTILE)}).all() == []
