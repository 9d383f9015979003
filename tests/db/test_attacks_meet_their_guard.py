"""What keeps an attack off is what is meant to: with that taken away, the attack goes through.

So no case of these rows is refused by chance, for another reason than the rule it stands for.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import make_url

from tests.db.attack_kit import (
    TWICE,
    Scene,
    lay_out,
    met_at_the_door,
    superuser,
)
from tests.db.enforcement_kit import OK, open_bench
from tests.db.enforcement_mutants import guards_of
from tests.db.test_attack_table import ATTACKS
from tests.postgres import PostgresServer

MIGHTY = "ALTER ROLE b_{handle} SUPERUSER"
MAKE = "GRANT CREATE ON SCHEMA mw TO mw_member"
CALL = "GRANT EXECUTE ON FUNCTION {} TO mw_member"
CALL_BY_NAME = (  # whatever a version of the server has it take
    "DO $$ DECLARE f regprocedure; BEGIN FOR f IN SELECT oid FROM pg_proc WHERE proname = '{}' LOOP"
    " EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO mw_member', f); END LOOP; END $$"
)
WEAR = "GRANT {} TO b_{{handle}}"
# By attack, what a superuser would have to do that it goes through.
GONE: dict[str, tuple[str, ...]] = {
    "A15 temporary table": ('GRANT TEMP ON DATABASE "{database}" TO mw_member',),
    "A15 table in mw": (MAKE,),
    "A15 table in public": ("GRANT ALL ON SCHEMA public TO mw_member",),
    "A15 function": (MAKE,),
    "A15 do block": ("GRANT USAGE ON LANGUAGE plpgsql TO mw_member",),
    "A15 do block as service": ("GRANT USAGE ON LANGUAGE plpgsql TO mw_member",),
    "A15 schema": ('GRANT CREATE ON DATABASE "{database}" TO mw_member',),
    "A15 operator": (MAKE,),
    "A15 cast": (MIGHTY,),
    "A15 foreign data": (MIGHTY,),
    "A15 event trigger": (
        "CREATE FUNCTION mw.told() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
        MIGHTY,
    ),
    "A15 publication": (MIGHTY,),
    "A15 extension": (MIGHTY,),
    "A15 extension in no schema": (MIGHTY, "GRANT ALL ON SCHEMA public TO mw_member"),
    "A15 extension dropped": (MIGHTY,),
    "A15 our helper functions": (CALL.format("mw.salted(text)"),),
    "A18 program": (WEAR.format("pg_execute_server_program"),),
    "A18 file": (WEAR.format("pg_write_server_files"),),
    "A18 read a file": (CALL.format("pg_read_file(text)"),),
    "A18 list files": (CALL.format("pg_ls_dir(text)"),),
    "A18 passwords": ("GRANT SELECT ON pg_authid TO mw_member",),
    "A18 access rules": (
        "GRANT SELECT ON pg_hba_file_rules TO mw_member",
        CALL.format("pg_hba_file_rules()"),
    ),
    "A19 large object": (CALL.format("lo_create(oid)"),),
    "A19 large object from bytes": (CALL.format("lo_from_bytea(oid, bytea)"),),
    "A19 advisory lock": (CALL.format("pg_advisory_lock(bigint)"),),
    "A19 advisory lock of the inbox": (CALL.format("pg_try_advisory_xact_lock(bigint)"),),
    "A19 sleep": (CALL.format("pg_sleep(double precision)"),),
    "A30 message into the log": (CALL_BY_NAME.format("pg_logical_emit_message"),),
}
ROWS = ("A15", "A18", "A19", "A30")


@pytest.fixture(scope="module")
def scene(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with open_bench(tmp_path_factory.mktemp("guards"), postgres) as bench:
        yield Scene(bench, lay_out(bench))


@pytest.mark.parametrize("name", GONE)
def test_it_goes_through_where_what_keeps_it_off_is_gone(scene: Scene, name: str) -> None:
    handle, sql, expected = ATTACKS[name]
    database = make_url(scene.bench.url).database
    gone = [one.format(handle=handle, database=database) for one in GONE[name]]

    assert scene.attempt(handle, sql) == expected
    assert scene.attempt_without(gone, handle, sql) == OK
    assert scene.attempt(handle, sql) == expected  # it is in force again


def test_every_attack_on_what_the_server_gives_meets_its_guard() -> None:
    refused = {name for name, one in ATTACKS.items() if one[2] != OK and name.split()[0] in ROWS}

    assert refused == set(GONE)


def test_who_decides_twice_is_kept_off_by_the_guard_and_behind_it_by_a_key(scene: Scene) -> None:
    """A8."""
    handle, sql, expected = ATTACKS["A8 decides twice"]
    (guard,) = [one for one in guards_of(scene.bench) if one.about == ("decision", "insert")]
    unguarded = guard.without("four_eyes.twice")
    (key,) = scene.bench.scalars(
        "SELECT conname FROM pg_constraint WHERE conrelid = CAST('mw.decision' AS regclass)"
        " AND contype = 'u' AND pg_get_constraintdef(oid) LIKE '%request_id, decided_by%'"
    )

    assert scene.attempt(handle, sql) == expected
    assert scene.attempt_without(unguarded, handle, sql) == TWICE
    unbound = (*unguarded, f"ALTER TABLE mw.decision DROP CONSTRAINT {key}")
    assert scene.attempt_without(unbound, handle, sql) == OK


def test_settings_of_the_server_need_the_right_to_them(scene: Scene) -> None:
    """A18: ALTER SYSTEM, which no transaction takes back."""
    scene.bench.rest()
    with psycopg.connect(superuser(scene.bench), autocommit=True) as database:
        database.execute("GRANT ALTER SYSTEM ON PARAMETER work_mem TO b_only_administrator")
        try:
            with scene.client("only_administrator", autocommit=True) as client:
                client.execute("ALTER SYSTEM SET work_mem = '1GB'")
        finally:
            database.execute("ALTER SYSTEM RESET work_mem")
            database.execute("REVOKE ALTER SYSTEM ON PARAMETER work_mem FROM b_only_administrator")


def test_connections_are_counted_by_login_and_by_nothing_else(scene: Scene) -> None:
    """A23: the number that `init` prints is what refuses the next."""
    scene.bench.rest()
    with psycopg.connect(superuser(scene.bench), autocommit=True) as database:
        try:
            with scene.client("only_executive"):
                database.execute("ALTER ROLE b_only_executive CONNECTION LIMIT 1")
                refused = met_at_the_door(scene.bench, "only_executive")
                database.execute("ALTER ROLE b_only_executive CONNECTION LIMIT -1")
                unlimited = met_at_the_door(scene.bench, "only_executive")
        finally:
            database.execute("ALTER ROLE b_only_executive CONNECTION LIMIT 20")

    assert (refused, unlimited) == ("53300", OK)
