"""What somebody with a login of their own may try by SQL, run as they would on real PostgreSQL.

Each statement of `attacks_on_*.py`, and here what takes more than one.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from app.models.database import Database
from app.models.enforcement import bounds
from app.models.rules.roles import Role
from app.services.unit_of_work import Work
from app.services.watchdog import Watchdog, find_stuck
from tests.db import (
    attacks_on_bonds,
    attacks_on_decisions,
    attacks_on_lineage_reviews,
    attacks_on_rows,
    attacks_on_snapshots,
    attacks_on_the_server,
)
from tests.db.attack_kit import (
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
    race,
    stored,
    superuser,
    verdict_of,
    wait_until,
)
from tests.db.attacks_on_decisions import GOVERNED_WRITES
from tests.db.attacks_on_rows import SEEN
from tests.db.attacks_on_the_server import EVERYBODY, ON_THE_TRAIL
from tests.db.enforcement_kit import OK, open_bench
from tests.db.enforcement_mutants import guards_of
from tests.postgres import PostgresServer, as_login

ASK_ELSEWHERE = (
    "INSERT INTO mw.transition_request (id, model_id, stage_id, service_tag, state)"
    " VALUES ('{new}', '{foreign}', '{prod}', 'x', 'draft')"
)
ATTACKS = {
    **attacks_on_decisions.ATTACKS,
    **attacks_on_lineage_reviews.ATTACKS,
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


@pytest.mark.parametrize("name", ["A9 after closing", "A9 on older evidence"])
def test_what_was_so_when_it_was_looked_at_is_a_conflict(scene: Scene, name: str) -> None:
    handle, sql, _ = ATTACKS[name]
    with scene.client(handle) as client, pytest.raises(psycopg.Error) as refused:
        client.execute(scene.fill(sql, handle).encode())

    assert refused.value.sqlstate == "MW409"


@pytest.mark.parametrize("handle", EVERYBODY)
def test_nobody_touches_trail_history_and_rules(scene: Scene, handle: str) -> None:
    found = {sql: scene.attempt(handle, sql) for sql in ON_THE_TRAIL}

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


def test_a_request_ends_when_it_does_whatever_time_its_asker_says(scene: Scene) -> None:
    """A1: with the state the time is the database's."""
    withdraw = change("transition_request", "state = 'withdrawn', closed_at = '{}'", "request")
    with scene.client(SCIENTIST) as client:
        for said in ("2020-01-01", "2999-01-01"):
            client.execute("SAVEPOINT said")
            sql = scene.fill(withdraw.replace("{}", said), SCIENTIST)
            stored = (
                f"{sql} RETURNING closed_at BETWEEN transaction_timestamp() AND clock_timestamp()"
            )
            assert client.execute(stored.encode()).fetchone() == (True,)
            client.execute("ROLLBACK TO said")


HOLD_OR_FILL = (
    "SELECT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~"
    " '^(lo_|loread$|lowrite$|pg_sleep|pg_(try_)?advisory_|pg_logical_emit_message$)'"
)


@pytest.mark.parametrize("handle", EVERYBODY)
def test_no_function_of_the_server_that_holds_others_up_or_fills_it_is_a_persons(
    scene: Scene, handle: str
) -> None:
    """A19, A30: each of them by its name, as this version of the server has them."""
    with scene.client(handle) as client:
        known = client.execute(HOLD_OR_FILL.encode()).fetchall()
        may_call = f"{HOLD_OR_FILL} AND has_function_privilege(oid, 'EXECUTE')"
        callable_ = client.execute(may_call.encode()).fetchall()

    assert len(known) > 40
    assert callable_ == ([("pg_try_advisory_xact_lock",)] if handle == WORKER else [])


LOCKS = (
    "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE", "ACCESS EXCLUSIVE",
)  # fmt: skip


@pytest.mark.parametrize("handle", EVERYBODY)
@pytest.mark.parametrize("table", ["audit_event", "decision", "registered_model", "tree_head"])
def test_nobody_locks_a_table_but_as_readers_do(scene: Scene, handle: str, table: str) -> None:
    """A20."""
    found = scene.run(handle, *(f"LOCK TABLE mw.{table} IN {one} MODE" for one in LOCKS))

    assert found == [NO] * len(LOCKS)
    assert scene.attempt(handle, f"LOCK TABLE mw.{table} IN ACCESS SHARE MODE") == OK


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


@pytest.mark.parametrize("model", ["foreign", "new"])
def test_what_is_asked_of_another_units_model_tells_not_whether_it_is_there(
    scene: Scene, model: str
) -> None:
    """A26: a request, and a version, of what is elsewhere and of what is nowhere."""
    version = attacks_on_rows.ATTACKS["A26 version of another unit's model"][1]

    found = [
        scene.attempt(SCIENTIST, sql.replace("{foreign}", f"{{{model}}}"))
        for sql in (ASK_ELSEWHERE, version)
    ]

    assert found == ["transition.refused", "write.refused"]


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


TIMEOUTS = (
    "lock_timeout", "statement_timeout", "idle_session_timeout",
    "idle_in_transaction_session_timeout",
)  # fmt: skip


@pytest.mark.parametrize("how", ["SET", "ALTER ROLE CURRENT_USER SET"])
def test_the_watchdog_ends_who_switched_off_every_timeout(scene: Scene, how: str) -> None:
    """A22, F13: nothing hinders a login from that, for good neither; the service ends it."""
    scene.bench.rest()
    service = Database(as_login(scene.bench.url, "b_service"))
    edit = scene.fill(change("registered_model", "description = 'held'", "model"), SCIENTIST)
    login = dsn(scene.bench, SCIENTIST)
    try:
        dog = Watchdog(Work.of(service), limit_s=0.2)
        with ExitStack() as opened:
            stuck = opened.enter_context(psycopg.connect(login))
            for setting in TIMEOUTS:
                stuck.execute(f"{how} {setting} = 0".encode())
            if how != "SET":
                stuck.commit()
                stuck = opened.enter_context(psycopg.connect(login))  # from the next one on
            found = [stuck.execute(f"SHOW {one}".encode()).fetchone() for one in TIMEOUTS]
            stuck.execute(edit.encode())
            ended = wait_until(lambda: dog.run_once() > 0)
            with pytest.raises(psycopg.OperationalError) as killed:
                stuck.execute("SELECT 1")
        again = dog.run_once()
    finally:
        service.close()
        with psycopg.connect(superuser(scene.bench), autocommit=True) as database:
            for setting in TIMEOUTS:
                database.execute(f"ALTER ROLE b_{SCIENTIST} RESET {setting}".encode())
            for setting, value in bounds.BOUNDS.items():
                database.execute(f"ALTER ROLE b_{SCIENTIST} SET {setting} = '{value}'".encode())

    assert found == [("0",)] * len(TIMEOUTS)
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
