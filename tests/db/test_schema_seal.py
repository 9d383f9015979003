"""Whoever changes the rules by hand is found at the next connect, by an ordinary login."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.event import listen

from app.models.enforcement.above import workers_apart
from app.models.schema_seal import SchemaVerdict, check_schema
from app.services.workspace import upgrade_workspace
from tests.postgres import PostgresServer
from tests.stories import change_role, register
from tests.workspaces import Mould, TestWorkspace, make_workspace

PATIENCE_S = 10.0


def verdict(workspace: TestWorkspace, handle: str = "lin") -> SchemaVerdict:
    with workspace.work(handle).reading() as session:
        return check_schema(session.connection())


def tamper(workspace: TestWorkspace, *statements: str) -> None:
    with workspace.owner_database().session(writes=True) as session:
        for statement in statements:
            session.execute(text(statement))


def test_a_fresh_workspace_is_as_sealed(workspace: TestWorkspace) -> None:
    found = verdict(workspace)

    assert found.is_sealed
    assert found.sentence == ""


def test_daily_work_changes_nothing(workspace: TestWorkspace) -> None:
    register(workspace)
    change_role(workspace, "lin", "lob_analyst")
    change_role(workspace, "lin", "lob_analyst", action="end")

    assert verdict(workspace).changed == ()


TAMPERING = {
    "ALTER TABLE mw.decision DISABLE TRIGGER guard_insert": ["triggers"],
    "ALTER TABLE mw.decision DISABLE ROW LEVEL SECURITY": ["row security"],
    "ALTER TABLE mw.alert FORCE ROW LEVEL SECURITY": ["row security"],
    "CREATE POLICY more ON mw.alert FOR SELECT USING (true)": ["row security"],
    "GRANT INSERT ON mw.audit_event TO mw_viewer": ["rights"],
    "GRANT UPDATE (digest) ON mw.snapshot TO mw_tester": ["rights"],
    "GRANT TEMP ON DATABASE {database} TO mw_member": ["rights of the database"],
    "INSERT INTO mw.allowed_transition VALUES ('request', 'draft', 'accepted', 'viewer')": [
        "rules"
    ],
    "DELETE FROM mw.allowed_write WHERE role = 'auditor'": ["rules"],
    "CREATE OR REPLACE FUNCTION mw.refuse(status text, code text) RETURNS void"
    " LANGUAGE plpgsql AS $$ BEGIN END $$": ["functions"],
    "ALTER FUNCTION mw.mw_actor() SET search_path = public": ["functions"],
    "GRANT EXECUTE ON FUNCTION mw.project_duty(uuid, text) TO mw_viewer": ["functions"],
    "ALTER TABLE mw.decision DROP CONSTRAINT uq_decision_request_id_decided_by_seen_digest": [
        "constraints"
    ],
    "ALTER TABLE mw.decision ALTER decided_at SET DEFAULT '2000-01-01'": ["tables"],
    "DROP INDEX mw.uq_placement_in_production": ["constraints"],
    "CREATE TRIGGER nothing BEFORE INSERT ON mw.alert FOR EACH ROW EXECUTE FUNCTION"
    " mw.no_delete()": ["triggers"],
    "ALTER DEFAULT PRIVILEGES FOR ROLE mw_owner IN SCHEMA mw GRANT INSERT ON TABLES TO mw_viewer": [
        "rights"
    ],
    "ALTER TABLE mw.presence SET UNLOGGED": ["tables"],
    'ALTER TABLE mw.variable ALTER name TYPE varchar COLLATE "C"': ["tables"],
    "CREATE TABLE public.more () INHERITS (mw.alert)": ["tables"],
    "ALTER SEQUENCE mw.alert_number INCREMENT 2 CYCLE": ["tables"],
}


@pytest.mark.parametrize("statement", TAMPERING)
def test_a_change_by_hand_is_named(
    statement: str, tmp_path: Path, postgres: PostgresServer, postgres_mould: Mould
) -> None:
    """A35: by whoever is above the rules; seen by whoever may only read."""
    with make_workspace(tmp_path, postgres, postgres_mould) as team:
        name = team.owner_database().url.database
        tamper(team, statement.replace("{database}", f'"{name}"'))

        found = verdict(team)

        assert list(found.changed) == TAMPERING[statement]
        assert TAMPERING[statement][0] in found.sentence


def test_who_joins_the_owner_is_found(
    tmp_path: Path, postgres: PostgresServer, postgres_mould: Mould
) -> None:
    with make_workspace(tmp_path, postgres, postgres_mould) as team:
        tamper(team, "GRANT mw_owner TO nb_tom")
        try:
            assert verdict(team).changed == ("roles",)
        finally:
            tamper(team, "REVOKE mw_owner FROM nb_tom")
        assert verdict(team).changed == ()


# What is wrong whatever was sealed: how it is done, how it is taken back, and what is said.
ABOVE = {
    "GRANT EXECUTE ON FUNCTION lo_export(oid, text) TO PUBLIC": (
        "REVOKE EXECUTE ON FUNCTION lo_export(oid, text) FROM PUBLIC",
        "everybody may call lo_export",
    ),
    "GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC": (
        "REVOKE EXECUTE ON FUNCTION lo_create(oid) FROM PUBLIC",
        "everybody may call lo_create",
    ),
    "GRANT EXECUTE ON FUNCTION pg_sleep(float8) TO nb_tom": (
        "REVOKE EXECUTE ON FUNCTION pg_sleep(float8) FROM nb_tom",
        "nb_tom may call pg_sleep",
    ),
    "GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC": (
        "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC",
        "everybody may use the language plpgsql",
    ),
    "GRANT USAGE ON LANGUAGE plpgsql TO mw_viewer": (
        "REVOKE USAGE ON LANGUAGE plpgsql FROM mw_viewer",
        "mw_viewer may use the language plpgsql",
    ),
    "CREATE LANGUAGE strange HANDLER plpgsql_call_handler": (
        "DROP LANGUAGE strange",
        "the language strange was added",
    ),
    **{
        f"ALTER ROLE nb_tom {power}": (f"ALTER ROLE nb_tom NO{power}", f"nb_tom {words}")
        for power, words in (
            ("SUPERUSER", "is a superuser"),
            ("BYPASSRLS", "bypasses row security"),
            ("CREATEROLE", "creates roles"),
            ("CREATEDB", "creates databases"),
            ("REPLICATION", "replicates"),
        )
    },
    **{
        f"GRANT {group} TO {who}": (f"REVOKE {group} FROM {who}", f"nb_tom is a member of {group}")
        for group, who in (
            ("pg_read_all_data", "nb_tom"),
            ("pg_write_all_data", "mw_operator"),  # and so all who hold that duty
            ("pg_execute_server_program", "nb_tom"),
            ("pg_write_server_files", "nb_tom"),
            ("pg_signal_backend", "nb_tom"),
        )
    },
}

SETTING = "session_replication_role"
OFF = "What guards this database was switched off by hand"
# What a superuser does so that guards and trail are there and don't count. {database}: its name.
ABOVE |= {
    f"ALTER DATABASE {{database}} SET {SETTING} = replica": (
        f"ALTER DATABASE {{database}} RESET {SETTING}",
        f"everybody starts with {SETTING}=replica (ALTER DATABASE {{database}} RESET {SETTING})",
    ),
    f"ALTER ROLE nb_sanne SET {SETTING} = replica": (
        f"ALTER ROLE nb_sanne RESET {SETTING}",
        f"nb_sanne starts with {SETTING}=replica (ALTER ROLE nb_sanne RESET {SETTING})",
    ),
    f"ALTER ROLE nb_sanne IN DATABASE {{database}} SET {SETTING} = replica": (
        f"ALTER ROLE nb_sanne IN DATABASE {{database}} RESET {SETTING}",
        f"nb_sanne starts with {SETTING}=replica (ALTER ROLE nb_sanne IN DATABASE {{database}}"
        f" RESET {SETTING})",
    ),
    f"ALTER ROLE ALL SET {SETTING} = replica": (
        f"ALTER ROLE ALL RESET {SETTING}",
        f"everybody starts with {SETTING}=replica (ALTER ROLE ALL RESET {SETTING})",
    ),
    **{
        f"GRANT {deed} ON PARAMETER {SETTING} TO {who}": (
            f"REVOKE ALL ON PARAMETER {SETTING} FROM {who}",
            f"{named} may set {SETTING} (REVOKE ALL ON PARAMETER {SETTING} FROM {who})",
        )
        for deed, who, named in (
            ("SET", "nb_tom", "nb_tom"),
            ("ALTER SYSTEM", "nb_tom", "nb_tom"),
            ("SET", "mw_operator", "mw_operator"),
            ("SET", "PUBLIC", "everybody"),
        )
    },
    "CREATE RULE nothing AS ON UPDATE TO mw.finding DO INSTEAD NOTHING": (
        "DROP RULE nothing ON mw.finding",
        "the rule nothing was added to finding (DROP RULE nothing ON mw.finding)",
    ),
    # The guards are as they were sealed afterwards; the keys are off.
    "ALTER TABLE mw.finding DISABLE TRIGGER ALL; ALTER TABLE mw.finding ENABLE TRIGGER USER": (
        "ALTER TABLE mw.finding ENABLE TRIGGER ALL",
        "keys of finding are not held (ALTER TABLE mw.finding ENABLE TRIGGER ALL)",
    ),
    "SET LOCAL allow_system_table_mods = on;"
    " UPDATE pg_class SET relhastriggers = false WHERE oid = 'mw.finding'::regclass": (
        "SET LOCAL allow_system_table_mods = on;"
        " UPDATE pg_class SET relhastriggers = true WHERE oid = 'mw.finding'::regclass",
        "triggers of finding are not looked for (UPDATE pg_class SET relhastriggers = true WHERE"
        " oid = 'mw.finding'::regclass)",
    ),
    "SET LOCAL allow_system_table_mods = on;"
    " UPDATE pg_index SET indisready = false"
    " WHERE indexrelid = 'mw.uq_placement_in_production'::regclass": (
        "SET LOCAL allow_system_table_mods = on;"
        " UPDATE pg_index SET indisready = true"
        " WHERE indexrelid = 'mw.uq_placement_in_production'::regclass",
        "the index uq_placement_in_production of placement is not kept"
        " (REINDEX INDEX mw.uq_placement_in_production)",
    ),
    "CREATE FUNCTION public.more() RETURNS int LANGUAGE sql AS 'SELECT 1';"
    " ALTER FUNCTION public.more() OWNER TO mw_owner": (
        "DROP FUNCTION public.more()",
        "mw_owner has the function public.more() (DROP FUNCTION public.more())",
    ),
    "CREATE SUBSCRIPTION more CONNECTION 'host=elsewhere' PUBLICATION more"
    " WITH (connect = false)": (
        "ALTER SUBSCRIPTION more SET (slot_name = NONE); DROP SUBSCRIPTION more",
        "the subscription more writes past the guards (DROP SUBSCRIPTION more)",
    ),
    **{
        f"GRANT {group} TO {who}": (
            f"REVOKE {group} FROM {who}",
            f"{named} is a member of {group} (REVOKE {group} FROM {named})",
        )
        for group, who, named in (
            ("mw_worker", "nb_tom", "nb_tom"),
            ("mw_worker", "mw_operator", "nb_tom"),  # and so all who hold that duty
            ("mw_owner", "nb_tom", "nb_tom"),
        )
    },
}


# What only costs time or room; on the rest the service does not work.
HARMLESS = (
    "lo_create(oid) TO PUBLIC", "pg_sleep(float8) TO nb_tom", "LANGUAGE plpgsql TO PUBLIC",
    "LANGUAGE plpgsql TO mw_viewer",
)  # fmt: skip

# What the whole set of rules puts right by itself.
MENDED = (
    "lo_export(oid, text) TO PUBLIC", "lo_create(oid) TO PUBLIC", "plpgsql TO PUBLIC",
    "SET relhastriggers = false WHERE oid = 'mw.finding'::regclass", "mw_owner TO nb_tom",
    "mw_worker TO mw_operator", "pg_write_all_data TO mw_operator",
    "CREATE RULE nothing AS ON UPDATE TO mw.finding DO INSTEAD NOTHING",
)  # fmt: skip


@pytest.mark.parametrize("statement", ABOVE)
def test_who_and_what_stands_above_the_rules_is_named(
    statement: str, tmp_path: Path, postgres: PostgresServer, postgres_mould: Mould
) -> None:
    """Seen by whoever may only read, and not taken for right by sealing anew."""
    with make_workspace(tmp_path, postgres, postgres_mould) as team:
        name = str(team.owner_database().url.database)
        does, back, words = (
            one.replace("{database}", name) for one in (statement, *ABOVE[statement])
        )
        assert verdict(team).above == ()
        tamper(team, *does.split("; "))
        try:
            found = verdict(team)
            upgrade_workspace(team.owner_database())
            after = verdict(team)
        finally:
            if not does.startswith("CREATE RULE"):  # the upgrade took it away
                tamper(team, *back.split("; "))

        assert words in [one.words for one in found.above]
        assert words in found.sentence
        assert (words in found.stopping) is not statement.endswith(HARMLESS)
        assert bool(found.stopping) is not statement.endswith(HARMLESS)
        assert verdict(team).above == ()
    assert words in [one.words for one in after.above] or statement.endswith(MENDED)


def test_guards_that_the_servers_own_file_switches_off_are_named(
    tmp_path: Path, postgres: PostgresServer, postgres_mould: Mould
) -> None:
    """No setting of a database or a login says so: what a session is in tells."""
    back = f"ALTER SYSTEM RESET {SETTING}; SELECT pg_reload_conf()"
    with make_workspace(tmp_path, postgres, postgres_mould) as team:
        postgres.run(f"ALTER SYSTEM SET {SETTING} = replica")
        try:
            postgres.run("SELECT pg_reload_conf()")
            found = _when(team, is_off=True)
        finally:
            for statement in back.split("; "):
                postgres.run(statement)
        after = _when(team, is_off=False)

    assert found.stopping == f"{OFF}: this session works with {SETTING}=replica ({back})."
    assert after.above == ()


def _when(team: TestWorkspace, *, is_off: bool) -> SchemaVerdict:
    """The verdict once a session follows the server's file: soon, and not at once."""
    end = time.monotonic() + PATIENCE_S
    found = verdict(team)
    while bool(found.above) is not is_off and time.monotonic() < end:
        time.sleep(0.05)
        found = verdict(team)
    return found


def test_a_service_of_another_workspace_of_the_server_is_not_taken_for_a_person(
    tmp_path: Path, postgres: PostgresServer, postgres_mould: Mould
) -> None:
    """It stops nothing, and `workspace check` tells of it."""
    with make_workspace(tmp_path, postgres, postgres_mould) as team:
        tamper(team, "CREATE ROLE elsewhere LOGIN INHERIT IN ROLE mw_worker")
        try:
            found = verdict(team)
            with team.work("lin").reading() as session:
                _, strangers = workers_apart(session.connection())
        finally:
            tamper(team, "DROP ROLE elsewhere")

    assert found.above == ()
    assert "elsewhere is a member of mw_worker (REVOKE mw_worker FROM elsewhere)" in strangers


def test_a_seal_that_was_changed_too_does_not_hold(workspace: TestWorkspace) -> None:
    """Its digest stands under signed heads of the trail; here it must at least agree in itself."""
    schema = "" if workspace.is_sqlite else "mw."
    replica = [] if workspace.is_sqlite else ["SET LOCAL session_replication_role = replica"]
    drop = ["DROP TRIGGER mw_schema_seal_guard_update"] if workspace.is_sqlite else []
    tamper(workspace, *replica, *drop, f"UPDATE {schema}schema_seal SET fingerprint = 'x'")

    assert "the seal itself" in verdict(workspace).changed


def test_in_a_file_a_dropped_trigger_is_named(sqlite_workspace: TestWorkspace) -> None:
    tamper(sqlite_workspace, "DROP TRIGGER mw_decision_guard_insert")

    assert verdict(sqlite_workspace).changed == ("triggers",)


def test_an_upgrade_seals_anew(workspace: TestWorkspace) -> None:
    schema = "" if workspace.is_sqlite else "mw."
    tamper(workspace, f"DELETE FROM {schema}allowed_write WHERE role = 'auditor'")
    assert verdict(workspace).changed == ("rules",)

    upgrade_workspace(workspace.owner_database())

    assert verdict(workspace).changed == ()


def test_the_check_asks_a_handful_of_times(workspace: TestWorkspace) -> None:
    """Each start waits for it; how long it takes `make bench ROWS="trail"` measures."""
    asked: list[str] = []
    with workspace.work("lin").reading() as session:
        connection = session.connection()
        listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2]))
        check_schema(connection)

    assert len(asked) <= (4 if workspace.is_sqlite else 7), asked
