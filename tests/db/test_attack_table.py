"""What somebody with a login of their own may try by SQL, run as they would on real PostgreSQL.

Each statement of `attacks_on_*.py`, and here what takes more than one.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from app.models.database import CHANGED, Database
from app.models.enforcement import bounds
from app.models.queries.status import events_since, present_watermark
from app.models.rules.roles import Role
from app.models.schema_seal import check_schema
from app.services.pulse import Pulse
from app.services.unit_of_work import Work
from app.services.watchdog import Watchdog, find_stuck
from app.services.workspace import missing_bounds
from tests.db import (
    attacks_on_bonds,
    attacks_on_decisions,
    attacks_on_rows,
    attacks_on_snapshots,
    attacks_on_the_server,
)
from tests.db.attack_kit import (
    ADMIN,
    COMPLIANCE,
    NO,
    RISK,
    SCIENTIST,
    TWICE,
    VIEWER,
    WORKER,
    Scene,
    change,
    close,
    decide,
    dsn,
    free_model,
    fresh_request,
    is_reading,
    lay_out,
    met_at_the_door,
    race,
    stored,
    superuser,
    verdict_of,
    wait_until,
)
from tests.db.attacks_on_decisions import GOVERNED_WRITES
from tests.db.attacks_on_rows import SEEN
from tests.db.attacks_on_the_server import ALLOWED_TO_WORKER, EVERYBODY, ON_THE_TRAIL
from tests.db.enforcement_kit import OK, open_bench
from tests.db.enforcement_mutants import guards_of
from tests.postgres import PostgresServer, as_login

pytestmark = pytest.mark.xdist_group("attacks")

TOO_MANY_CONNECTIONS = "53300"
ASK_ELSEWHERE = (
    "INSERT INTO mw.transition_request (id, model_id, stage_id, service_tag, from_stage, state)"
    " VALUES ('{new}', '{foreign}', '{prod}', 'x', '', 'draft')"
)
ATTACKS = {
    **attacks_on_decisions.ATTACKS,
    **attacks_on_the_server.ATTACKS,
    **attacks_on_rows.ATTACKS,
    **attacks_on_bonds.ATTACKS,
    **attacks_on_snapshots.ATTACKS,
}


@pytest.fixture(scope="module")
def scene(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with open_bench(tmp_path_factory.mktemp("attacks"), postgres) as bench:
        yield Scene(bench, lay_out(bench))


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_with_its_code(scene: Scene, name: str) -> None:
    handle, sql, expected = ATTACKS[name]

    assert scene.attempt(handle, sql) == expected


@pytest.mark.parametrize("handle", EVERYBODY)
def test_nobody_touches_trail_history_and_rules(scene: Scene, handle: str) -> None:
    found = {
        sql: scene.attempt(handle, sql)
        for sql in ON_THE_TRAIL
        if not (handle == WORKER and sql.startswith(ALLOWED_TO_WORKER))
    }

    assert {sql: code for sql, code in found.items() if code != NO} == {}


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("handle", GOVERNED_WRITES)
def test_another_isolation_level_is_refused_on_governed_writes(
    scene: Scene, handle: str, level: str
) -> None:
    sql, expected = GOVERNED_WRITES[handle]
    scene.bench.rest()

    with psycopg.connect(dsn(scene.bench, handle)) as connection:
        connection.execute(f"SET TRANSACTION ISOLATION LEVEL {level}".encode())
        with pytest.raises(psycopg.Error) as refused:
            connection.execute(scene.fill(sql, handle).encode())

    assert f"MW400 {expected}" in str(refused.value)
    assert refused.value.sqlstate == "MW400"


# What is not asked in one statement, or answered by rows


def test_no_login_takes_numbers_and_what_is_refused_takes_none(scene: Scene) -> None:
    scene.bench.rest()
    taken = "SELECT last_value FROM mw.transition_request_number"
    with psycopg.connect(superuser(scene.bench), autocommit=True) as database:
        usable = database.execute(
            "SELECT c.relname, r.rolname FROM pg_class c, pg_roles r"
            " WHERE c.relnamespace = 'mw'::regnamespace AND c.relkind = 'S'"
            " AND (r.rolname LIKE 'mw\\_%' OR r.rolname LIKE 'b\\_%') AND r.rolname <> 'mw_owner'"
            " AND NOT r.rolsuper AND has_sequence_privilege(r.oid, c.oid, 'USAGE, SELECT, UPDATE')"
        ).fetchall()
        before = database.execute(taken.encode()).fetchall()
        refused = scene.attempt(SCIENTIST, ASK_ELSEWHERE)
        after = database.execute(taken.encode()).fetchall()

    assert usable == []
    assert refused == "transition.refused"
    assert after == before


@pytest.mark.parametrize("name", SEEN)
def test_rows_of_another_unit_are_not_there(scene: Scene, name: str) -> None:
    with scene.client(SCIENTIST) as client:
        (found,) = client.execute(scene.fill(SEEN[name], SCIENTIST).encode()).fetchall()

    assert found == (0,)


def test_what_is_counted_of_a_table_is_not_there_either(scene: Scene) -> None:
    """A26: its most common values would show names; that there are any, the owner sees."""
    counted = "SELECT count(*) FROM pg_stats WHERE schemaname = 'mw' AND tablename = '{}'"
    counted = counted.format("registered_model")
    scene.bench.rest()
    with psycopg.connect(superuser(scene.bench), autocommit=True) as database:
        database.execute("ANALYZE mw.registered_model")
        (for_the_owner,) = database.execute(counted.encode()).fetchall()
    with scene.client(SCIENTIST) as client:
        (found,) = client.execute(counted.encode()).fetchall()

    assert for_the_owner > (0,)
    assert found == (0,)


def test_row_security_is_not_switched_off(scene: Scene) -> None:
    """A26: asked to read without it, the server refuses to read at all."""
    found = scene.run(SCIENTIST, "SET row_security = off", "SELECT * FROM mw.registered_model")

    assert found == [OK, NO]


def test_a_row_held_open_ends_the_wait_of_others(scene: Scene) -> None:
    """A21: every connection of the product waits for a lock for five seconds at the most."""
    held = scene.fill("SELECT 1 FROM mw.registered_model WHERE id = '{model}' FOR UPDATE", RISK)
    edit = scene.fill(change("registered_model", "description = 'late'", "model"), SCIENTIST)
    database = Database(as_login(scene.bench.url, "b_only_data_scientist"))
    try:
        with scene.client(SCIENTIST) as holder, database.engine.connect() as victim:
            holder.execute(held.encode())
            assert victim.exec_driver_sql("SHOW lock_timeout").scalar_one() == "5s"
            victim.exec_driver_sql("SET LOCAL lock_timeout = '300ms'")
            with pytest.raises(DBAPIError) as refused:
                victim.exec_driver_sql(edit)
    finally:
        database.close()

    assert getattr(refused.value.orig, "sqlstate", "") == "55P03"


WAITS = "wait_event_type = 'Lock'"
REORDER = change("registered_model", 'service_tags = \'["b", "a"]\'', "free")
SUBMIT = attacks_on_bonds.ATTACKS["A38 a start for the service that comes next"][1]


@pytest.mark.parametrize(
    ("first", "then", "code"),
    [
        (REORDER, SUBMIT, "start.service"),
        (REORDER, attacks_on_bonds.ask(), "request.service"),
        (SUBMIT, REORDER, "model.tag_released"),
        (attacks_on_bonds.ask(), REORDER, "model.tag_released"),
    ],
)
def test_a_release_and_a_reorder_of_its_services_wait_for_each_other(
    scene: Scene, first: str, then: str, code: str
) -> None:
    """A38: neither sees what the other has not stored yet, so the one waits, and then looks."""
    with scene.bench.as_owner() as owner:
        scene.ids |= free_model(scene.bench, owner, scene.ids["other_unit"])
    said: list[str] = []

    def come_second() -> None:
        with psycopg.connect(dsn(scene.bench, SCIENTIST)) as connection:
            connection.execute("SET lock_timeout = 0")
            try:
                connection.execute(scene.fill(then, SCIENTIST).encode())
                said.append(OK)
            except psycopg.Error as error:
                said.append(verdict_of(error))

    second = threading.Thread(target=come_second)
    waits = f"SELECT 1 FROM pg_stat_activity WHERE usename = 'b_{SCIENTIST}' AND {WAITS}"
    with (
        psycopg.connect(dsn(scene.bench, SCIENTIST)) as holder,
        psycopg.connect(superuser(scene.bench), autocommit=True) as watcher,
    ):
        holder.execute(scene.fill(first, SCIENTIST).encode())
        second.start()
        assert wait_until(lambda: bool(said or watcher.execute(waits).fetchone()))
        assert said == []
        holder.commit()
        second.join()

    assert said == [code]


def test_the_watchdog_ends_who_switched_off_every_timeout(scene: Scene) -> None:
    """A22, F13: nothing hinders a login from that; the service ends it."""
    scene.bench.rest()
    service = Database(as_login(scene.bench.url, "b_service"))
    edit = scene.fill(change("registered_model", "description = 'held'", "model"), SCIENTIST)
    try:
        dog = Watchdog(Work.of(service), limit_s=0.2)
        with psycopg.connect(dsn(scene.bench, SCIENTIST)) as stuck:
            for setting in ("lock_timeout", "statement_timeout", "idle_session_timeout",
                            "idle_in_transaction_session_timeout"):  # fmt: skip
                stuck.execute(f"SET {setting} = 0".encode())
            stuck.execute(edit.encode())
            ended = wait_until(lambda: dog.run_once() > 0)
            with pytest.raises(psycopg.OperationalError) as killed:
                stuck.execute("SELECT 1")
        again = dog.run_once()
    finally:
        service.close()

    assert ended
    assert killed.value.sqlstate == "57P01"
    assert again == 0


def test_the_watchdog_lets_readers_read(scene: Scene) -> None:
    """A long report holds nobody up while it runs; left open afterwards, it does."""
    scene.bench.rest()
    service = Database(as_login(scene.bench.url, "b_service"))
    looking = Work.of(service)
    with psycopg.connect(dsn(scene.bench, VIEWER)) as reader:
        ended: list[str] = []

        def read() -> None:
            try:
                reader.execute("SELECT count(*) FROM generate_series(1, 2000000000)")
            except psycopg.errors.QueryCanceled:
                ended.append("cancelled")

        thread = threading.Thread(target=read)
        thread.start()
        try:
            assert wait_until(lambda: looking.read(is_reading, "b_only_viewer"))
            while_it_runs = looking.read(find_stuck, limit_s=0.0)
        finally:
            reader.cancel()
            thread.join()
            service.close()

    assert while_it_runs == []
    assert ended == ["cancelled"]


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
        " SELECT '{foreign}', '{unit}', 'z', 'z', '{me}', stage_path_id, kind, framework, 1,"
        " risk_tier, service_tags, '', '' FROM mw.registered_model WHERE id = '{model}'"
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


def test_names_of_logins_show_and_what_others_run_does_not(scene: Scene) -> None:
    """A29, accepted and said."""
    with scene.client(RISK) as other, scene.client(SCIENTIST) as client:
        other.execute("SELECT 'what only they look at'")
        logins = client.execute("SELECT rolname FROM pg_roles").fetchall()
        others = client.execute(
            "SELECT query FROM pg_stat_activity WHERE usename = 'b_only_risk_officer'"
        ).fetchall()

    assert ("b_only_risk_officer",) in logins
    assert others == [("<insufficient privilege>",)]


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


def test_a_login_without_bounds_is_told(scene: Scene) -> None:
    scene.bench.rest()
    with psycopg.connect(superuser(scene.bench), autocommit=True) as database:
        database.execute("ALTER ROLE b_author RESET temp_file_limit")
        try:
            viewer = Database(as_login(scene.bench.url, "b_only_viewer"))
            with viewer.session() as session:
                told = missing_bounds(session)
            viewer.close()
        finally:
            database.execute("ALTER ROLE b_author SET temp_file_limit = '4GB'")

    (line,) = [one for one in told if "b_author" in one]
    assert """ALTER ROLE "b_author" SET temp_file_limit = '4GB';""" in line


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


# Races


@pytest.mark.parametrize("refusal", ["four_eyes.twice", TWICE])
def test_thirty_double_clicks_store_one_decision(scene: Scene, refusal: str) -> None:
    """A8: the same person, thirty times at once; and with the guard gone the key holds it."""
    key = fresh_request(scene, f"clicks {refusal}")
    scene.ids["clicks"] = key
    (guard,) = [one for one in guards_of(scene.bench) if one.about == ("decision", "insert")]
    more = [f"ALTER ROLE b_{RISK} CONNECTION LIMIT 40"]
    less = [f"ALTER ROLE b_{RISK} CONNECTION LIMIT 20"]
    if refusal == TWICE:
        more += guard.without("four_eyes.twice")
        less += [guard.sql]
    scene.bench.rest()

    with psycopg.connect(superuser(scene.bench), autocommit=True) as database:
        try:
            for statement in more:
                database.execute(statement.encode())
            clicks = [(RISK, (scene.fill(decide("clicks"), RISK),)) for _ in range(30)]
            found = race(scene.bench, clicks)
        finally:
            for statement in less:
                database.execute(statement.encode())

    assert Counter(found) == {"": 1, refusal: 29}
    assert stored(scene.bench, key) == ("pending", Counter(accept=1))


def test_two_accept_and_close_while_a_third_rejects(scene: Scene) -> None:
    """A16: however the three meet, it ends, and nothing is accepted that somebody rejected."""
    validator = "only_validator"
    accepted = (Role.RISK_OFFICER, Role.COMPLIANCE)
    for number in range(40):
        name = f"race{number}"
        scene.ids[name] = key = fresh_request(scene, name, votes=accepted)
        reject = decide(name, slot=3, role="validator", verdict="reject")
        calls = [(one, (scene.fill(close("accepted", name), one),)) for one in (RISK, COMPLIANCE)]
        calls.append(
            (
                validator,
                tuple(scene.fill(one, validator) for one in (reject, close("rejected", name))),
            )
        )
        scene.bench.rest()
        race(scene.bench, calls)
        state, votes = stored(scene.bench, key)
        assert (state, votes["reject"]) in (("accepted", 0), ("rejected", 1))
        assert votes["accept"] == 2


def test_a_snapshot_from_before_the_rejection_accepts_nothing(scene: Scene) -> None:
    """A17: both accepted; a closer with an old snapshot looks, then a rejection is stored."""
    scene.ids["old"] = key = fresh_request(scene, "old")
    scene.bench.rest()
    for handle, slot, role in ((RISK, 1, "risk_officer"), (COMPLIANCE, 2, "compliance")):
        with psycopg.connect(dsn(scene.bench, handle)) as connection:
            connection.execute(scene.fill(decide("old", slot=slot, role=role), handle).encode())

    for level in ("REPEATABLE READ", "SERIALIZABLE"):
        with psycopg.connect(dsn(scene.bench, RISK)) as closer:
            closer.execute(f"SET TRANSACTION ISOLATION LEVEL {level}".encode())
            closer.execute("SELECT count(*) FROM mw.decision")  # the snapshot is taken here
            validator = "only_validator"
            if level == "REPEATABLE READ":
                with psycopg.connect(dsn(scene.bench, validator)) as rejecter:
                    sql = decide("old", slot=3, role="validator", verdict="reject")
                    rejecter.execute(scene.fill(sql, validator).encode())
            with pytest.raises(psycopg.Error) as refused:
                closer.execute(scene.fill(close("accepted", "old"), RISK).encode())
        assert refused.value.sqlstate == "MW400"

    with (
        psycopg.connect(dsn(scene.bench, RISK)) as closer,
        pytest.raises(psycopg.Error) as vetoed,
    ):
        closer.execute(scene.fill(close("accepted", "old"), RISK).encode())
    assert "request.veto" in str(vetoed.value)
    assert stored(scene.bench, key) == ("pending", Counter(accept=2, reject=1))
