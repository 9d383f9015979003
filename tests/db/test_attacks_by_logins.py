"""What a login may do on the server beside rows: its bounds, what it sees, settings and objects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing

import psycopg
import pytest

from app.models.database import CHANGED, Database
from app.models.enforcement import bounds
from app.models.queries.status import events_since, present_watermark
from app.models.schema_seal import check_schema
from app.services.pulse import Pulse
from app.services.unit_of_work import Work
from app.services.workspace import missing_bounds
from tests.db import (
    attacks_on_the_server,
)
from tests.db.attack_kit import (
    ADMIN,
    NO,
    RISK,
    SCIENTIST,
    VIEWER,
    WORKER,
    Scene,
    dsn,
    lay_out,
    met_at_the_door,
    superuser,
)
from tests.db.attacks_on_the_server import EVERYBODY
from tests.db.enforcement_kit import OK, open_bench
from tests.postgres import PostgresServer, as_login

TOO_MANY_CONNECTIONS = "53300"


@pytest.fixture(scope="module")
def scene(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with open_bench(tmp_path_factory.mktemp("attacks"), postgres) as bench:
        yield Scene(bench, lay_out(bench))


def test_a_login_has_so_many_connections(scene: Scene) -> None:
    """A23: the statement that `init` prints limits each login to twenty."""
    scene.bench.rest()
    with ExitStack() as opened:
        for _ in range(20):
            opened.enter_context(psycopg.connect(dsn(scene.bench, "only_executive")))
        found = met_at_the_door(scene.bench, "only_executive")
        another = met_at_the_door(scene.bench, VIEWER)

    assert found == TOO_MANY_CONNECTIONS
    assert another == OK  # not that the server has no more


def test_a_login_that_creates_roles_does_not_become_the_owner(scene: Scene) -> None:
    """A24: fixed in PostgreSQL 16, so that is what the product needs; nobody gets it anyway."""
    scene.bench.rest()
    with psycopg.connect(superuser(scene.bench), autocommit=True) as database:
        assert database.info.server_version >= 160000
        database.execute("CREATE ROLE b_role_maker LOGIN CREATEROLE INHERIT IN ROLE mw_member")
        try:
            url = as_login(scene.bench.url, "b_role_maker").replace("+psycopg", "")
            with psycopg.connect(url, autocommit=True) as maker:
                for role in ("mw_owner", "mw_risk_officer", "pg_execute_server_program"):
                    with pytest.raises(psycopg.Error) as refused:
                        maker.execute(f"GRANT {role} TO b_role_maker".encode())
                    assert refused.value.sqlstate == NO
        finally:
            database.execute("DROP ROLE b_role_maker")
        mighty = database.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'mw\\_%'"
            " AND (rolcreaterole OR rolsuper OR rolbypassrls OR rolcanlogin)"
        ).fetchall()
    assert mighty == []


def test_a_known_id_of_another_unit_collides_and_tells_no_more(scene: Scene) -> None:
    """A27, accepted: that it exists shows; what it holds does not."""
    known = (
        "INSERT INTO mw.registered_model (id, unit_id, name, name_folded, owner_id, stage_path_id,"
        " kind, framework, row_version, risk_tier, service_tags, search_text, description)"
        " SELECT '{foreign}', '{unit}', 'z', 'z', '{me}', stage_path_id, m.kind, framework, 1,"
        " risk_tier, '[]', lower(concat_ws(' ', 'z', p.full_name, m.kind)), ''"
        " FROM mw.registered_model m JOIN mw.person p ON p.id = '{me}' WHERE m.id = '{model}'"
    )
    with scene.client(SCIENTIST) as client, pytest.raises(psycopg.Error) as refused:
        client.execute(scene.fill(known, SCIENTIST).encode())

    assert refused.value.sqlstate == "23505"
    assert refused.value.diag.message_detail is None


def test_counts_of_hidden_rows_show_in_plans(scene: Scene) -> None:
    """A28, accepted and said: how many rows policies hide can be counted."""
    with scene.client(SCIENTIST) as client:
        client.execute("SET enable_indexscan = off")
        client.execute("SET enable_bitmapscan = off")
        plan = client.execute("EXPLAIN ANALYZE SELECT * FROM mw.registered_model").fetchall()

    assert any("Rows Removed by Filter" in str(line) for line in plan)


def test_counts_of_a_table_show_in_statistics(scene: Scene) -> None:
    """A28, accepted and said: also of what policies hide."""
    counted = "SELECT n_live_tup FROM pg_stat_user_tables WHERE relid = {}::regclass"
    counted = counted.format("'mw.registered_model'")
    scene.bench.rest()
    with psycopg.connect(superuser(scene.bench), autocommit=True) as database:
        database.execute("ANALYZE mw.registered_model")
        there = database.execute("SELECT count(*) FROM mw.registered_model").fetchone()
    with scene.client(SCIENTIST) as client:
        seen = client.execute("SELECT count(*) FROM mw.registered_model").fetchone()
        told = client.execute(counted.encode()).fetchone()

    assert told == there
    assert seen != there


def test_names_of_logins_show_and_what_others_run_does_not(scene: Scene) -> None:
    """A29, accepted and said; so is how the rules are written."""
    with scene.client(RISK) as other, scene.client(SCIENTIST) as client:
        other.execute("SELECT 'what only they look at'")
        logins = client.execute("SELECT rolname FROM pg_roles").fetchall()
        others = client.execute(
            "SELECT query FROM pg_stat_activity WHERE usename = 'b_only_risk_officer'"
        ).fetchall()
        written = client.execute(
            "SELECT prosrc FROM pg_proc WHERE oid = 'mw.mw_actor()'::regprocedure"
        ).fetchone()

    assert ("b_only_risk_officer",) in logins
    assert others == [("<insufficient privilege>",)]
    assert written is not None
    assert "session_user" in written[0]


def test_a_false_alarm_is_a_hint(scene: Scene) -> None:
    """A30, accepted: PostgreSQL lets every login do it; who hears it looks, and finds nothing."""
    scene.bench.rest()
    with closing(Database(as_login(scene.bench.url, f"b_{RISK}"))) as database:
        work, pulse = Work.of(database), Pulse(database)
        before = work.read(present_watermark)
        quiet = pulse.wait(lambda: False)  # it listens from here on
        with psycopg.connect(dsn(scene.bench, SCIENTIST), autocommit=True) as client:
            client.execute(f"NOTIFY {CHANGED}, 'decision.recorded'".encode())
        heard = any(pulse.wait(lambda: False) for _ in range(100))
        topics = work.read(events_since, before).topics
        pulse.close()

    assert (quiet, heard) == (False, True)
    assert topics == frozenset()


def test_a_login_starts_with_bounds_and_its_space_is_out_of_its_reach(scene: Scene) -> None:
    """A30: memory and time are where it starts; nobody can forbid it to ask for more (A22)."""
    with scene.client(SCIENTIST) as client:
        found = {name: client.execute(f"SHOW {name}".encode()).fetchone() for name in bounds.BOUNDS}
        with pytest.raises(psycopg.Error) as refused:
            client.execute("SET temp_file_limit = -1")
    with pytest.raises(psycopg.Error) as also, scene.client(SCIENTIST) as client:
        client.execute("ALTER ROLE CURRENT_USER SET temp_file_limit = -1")

    assert found == {
        "work_mem": ("64MB",), "temp_file_limit": ("4GB",), "statement_timeout": ("1min",)
    }  # fmt: skip
    assert (refused.value.sqlstate, also.value.sqlstate) == (NO, NO)
    assert scene.run(SCIENTIST, "SET work_mem = '4GB'") == [OK]


def test_what_spills_past_its_space_is_ended(scene: Scene) -> None:
    """A30, with a smaller bound, for all that a login may set."""
    scene.bench.rest()
    spill = "SELECT count(*) FROM (SELECT n FROM generate_series(1, 200000) n ORDER BY -n) s"
    with psycopg.connect(superuser(scene.bench), autocommit=True) as database:
        database.execute("ALTER ROLE b_author SET temp_file_limit = '1MB'")
        try:
            with scene.client(SCIENTIST) as client:
                client.execute("SET work_mem = '64kB'")
                with pytest.raises(psycopg.Error) as ended:
                    client.execute(spill.encode())
        finally:
            database.execute("ALTER ROLE b_author SET temp_file_limit = '4GB'")

    assert ended.value.sqlstate == "53400"


@pytest.mark.parametrize(
    ("bound", "gone"),
    [
        ("temp_file_limit", "RESET temp_file_limit"),
        ("temp_file_limit", "SET temp_file_limit = -1"),
        ("statement_timeout", "SET statement_timeout = 0"),
        ("statement_timeout", "SET statement_timeout = '0min'"),
    ],
)
def test_a_login_without_bounds_is_told(scene: Scene, bound: str, gone: str) -> None:
    """Its own time a login may set without end, for good: then that is told as well."""
    value = bounds.BOUNDS[bound]
    by = dsn(scene.bench, SCIENTIST) if bound == "statement_timeout" else superuser(scene.bench)
    scene.bench.rest()
    with psycopg.connect(by, autocommit=True) as database:
        database.execute(f"ALTER ROLE b_author {gone}".encode())
        try:
            viewer = Database(as_login(scene.bench.url, "b_only_viewer"))
            with viewer.session() as session:
                told = missing_bounds(session)
            viewer.close()
        finally:
            database.execute(f"ALTER ROLE b_author SET {bound} = '{value}'".encode())

    (line,) = [one for one in told if "b_author" in one]
    assert f"""ALTER ROLE "b_author" SET {bound} = '{value}';""" in line


def test_a_trigger_switched_off_by_hand_is_found_by_anybody(scene: Scene) -> None:
    """A35; each kind of change stands in test_schema_seal.py."""
    scene.bench.rest()
    with psycopg.connect(superuser(scene.bench), autocommit=True) as database:
        try:
            database.execute("ALTER TABLE mw.decision DISABLE TRIGGER guard_insert")
            viewer = Database(as_login(scene.bench.url, "b_only_viewer"))
            with viewer.session() as session:
                found = check_schema(session.connection())
            viewer.close()
        finally:
            database.execute("ALTER TABLE mw.decision ENABLE TRIGGER guard_insert")

    assert found.changed == ("triggers",)


def test_triggers_are_not_switched_off_by_a_startup_option(scene: Scene) -> None:
    found = met_at_the_door(scene.bench, ADMIN, options="-c session_replication_role=replica")

    assert found == NO
    assert met_at_the_door(scene.bench, ADMIN, options="-c work_mem=1MB") == OK


@pytest.mark.parametrize("handle", EVERYBODY)
def test_settings_of_the_server_are_out_of_reach(scene: Scene, handle: str) -> None:
    """A18, outside a transaction, where ALTER SYSTEM is possible."""
    with (
        psycopg.connect(dsn(scene.bench, handle), autocommit=True) as connection,
        pytest.raises(psycopg.Error) as refused,
    ):
        connection.execute("ALTER SYSTEM SET work_mem = '1GB'")

    assert refused.value.sqlstate == NO


# What is another's for the others: one service at a time reads the inbox.
OWN = {
    RISK: {"A14 set role of another duty", "A14 session authorization"},
    WORKER: {"A19 advisory lock of the inbox"},
}


@pytest.mark.parametrize("handle", EVERYBODY)
def test_nobody_has_objects_rules_files_and_roles_of_the_server(scene: Scene, handle: str) -> None:
    """A13-A15, A18, A19: whoever it is. What the service alone may is tried by name above."""
    found = {
        name: (scene.attempt(handle, sql), expected)
        for name, (_, sql, expected) in attacks_on_the_server.ATTACKS.items()
        if expected != OK
    }

    own = {name for name, (got, expected) in found.items() if got != expected}
    assert own == OWN.get(handle, set())
    assert all(found[name][0] == OK for name in own)
    assert len(found) > 35
