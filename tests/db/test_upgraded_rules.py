"""An upgraded workspace has what a new one has and nothing else; what is its server's stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from app.errors import AppError, InputError, VerificationError
from app.models.enforcement.fingerprint import fingerprint_parts
from app.models.tables.organisation import Person
from app.services.workspace import WorkspaceReport, upgrade_workspace
from tests.db.test_schema_seal import tamper, verdict
from tests.postgres import PostgresServer
from tests.workspaces import Mould, TestWorkspace, make_workspace

# By whoever is above the rules, or left by an earlier version; {database}: its name.
STRAY = (
    "CREATE TRIGGER nothing BEFORE INSERT ON mw.alert FOR EACH ROW EXECUTE FUNCTION mw.no_delete()",
    "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON mw.alert DEFERRABLE INITIALLY DEFERRED"
    " FOR EACH ROW EXECUTE FUNCTION mw.no_delete()",
    "CREATE RULE nothing AS ON UPDATE TO mw.finding DO INSTEAD NOTHING",
    "CREATE POLICY more ON mw.alert FOR SELECT USING (true)",
    "ALTER TABLE mw.blob ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE mw.alert FORCE ROW LEVEL SECURITY",
    "CREATE FUNCTION mw.more() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    "CREATE FUNCTION mw.refuse(code text) RETURNS void LANGUAGE sql AS ''",
    "ALTER FUNCTION mw.mw_now() OWNER TO CURRENT_USER",
    "GRANT EXECUTE ON FUNCTION mw.project_duty(uuid, text) TO mw_viewer",
    "GRANT EXECUTE ON FUNCTION mw.mw_actor() TO nb_tom WITH GRANT OPTION",
    "GRANT SELECT, INSERT ON mw.alert TO nb_tom WITH GRANT OPTION",
    "GRANT UPDATE (digest) ON mw.snapshot TO mw_tester",
    "GRANT UPDATE (digest) ON mw.snapshot TO nb_tom",
    "GRANT USAGE ON SEQUENCE mw.alert_number TO PUBLIC",
    "GRANT CREATE ON SCHEMA mw TO mw_viewer",
    "GRANT CREATE ON SCHEMA public TO mw_viewer",
    "GRANT TEMP ON DATABASE {database} TO mw_viewer",
    "ALTER TABLE mw.alert OWNER TO CURRENT_USER",
    "ALTER DEFAULT PRIVILEGES FOR ROLE mw_owner IN SCHEMA mw GRANT INSERT ON TABLES TO mw_viewer",
    "ALTER DEFAULT PRIVILEGES FOR ROLE mw_owner GRANT EXECUTE ON FUNCTIONS TO nb_tom",
    "ALTER DEFAULT PRIVILEGES FOR ROLE mw_owner GRANT ALL ON TABLES TO PUBLIC",
    "GRANT CREATE ON SCHEMA public TO nb_tom",
    "GRANT TEMP ON DATABASE {database} TO nb_tom",
    "ALTER FUNCTION mw.refuse(text, text) STRICT",
    "ALTER FUNCTION mw.mw_now() LEAKPROOF",
    "ALTER TABLE mw.decision ALTER decided_at SET DEFAULT '2000-01-01'",
    "ALTER TABLE mw.decision ALTER reason SET DEFAULT 'Because.'",
    "INSERT INTO mw.allowed_write VALUES ('decision', 'insert', 'viewer')",
)
# Of the whole server: other workspaces there have it too until then.
STRAY_ROLES = (
    "ALTER ROLE mw_viewer CREATEDB", "GRANT mw_risk_officer TO mw_viewer",
    "GRANT mw_risk_officer TO nb_tom WITH ADMIN OPTION", "GRANT mw_owner TO nb_tom",
    "GRANT mw_member TO mw_operator WITH ADMIN OPTION",
    "GRANT pg_execute_server_program TO mw_owner",
)  # fmt: skip


def test_an_upgraded_workspace_has_what_a_new_one_has_and_nothing_else(
    tmp_path: Path, postgres: PostgresServer, postgres_mould: Mould
) -> None:
    with make_workspace(tmp_path, postgres, postgres_mould) as team:
        name = str(team.owner_database().url.database)
        new = parts_of(team)

        for statement in (*STRAY, *STRAY_ROLES):
            tamper(team, statement.replace("{database}", f'"{name}"'))
            changed = {part for part, digest in parts_of(team).items() if digest != new[part]}
            assert changed or statement.startswith("CREATE RULE"), statement
        upgrade_workspace(team.owner_database())

        assert parts_of(team) == new
        assert verdict(team).sentence == ""


def parts_of(team: TestWorkspace) -> dict[str, str]:
    with team.owner_database().session() as session:
        return fingerprint_parts(session.connection())


# Of tables: what they hold may rest on it, so somebody looks first.
OTHER_TABLES = {
    "CREATE TABLE mw.more (id int)": "there is more r p id integer",
    "CREATE TABLE public.more () INHERITS (mw.alert)": "there is inherits public.more mw.alert",
    "CREATE TABLE public.alembic_version () INHERITS (mw.membership)": (
        "there is inherits public.alembic_version mw.membership"
    ),
    "ALTER TABLE mw.finding ADD alembic_version text": "there is finding r p alembic_version text",
    "CREATE FUNCTION public.sly(x text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT x';"
    " CREATE INDEX sly ON mw.finding (public.sly(title))": "there is CREATE INDEX sly",
    "CREATE DOMAIN mw.more AS text": "there is type more d",
    "CREATE COLLATION mw.\"default\" (provider = libc, locale = 'C'); ALTER TABLE mw.variable"
    ' ALTER name TYPE varchar COLLATE mw."default"': "there is variable r p name",
    "ALTER TABLE mw.alert ADD more text": "there is alert r p more text",
    "ALTER TABLE mw.presence SET UNLOGGED": "there is no presence r p",
    'ALTER TABLE mw.variable ALTER name TYPE varchar COLLATE "C"': "there is variable r p name",
    "ALTER TABLE mw.finding DROP CONSTRAINT fk_finding_version_id_model_id, ADD CONSTRAINT"
    " fk_finding_version_id_model_id FOREIGN KEY (version_id, model_id)"
    " REFERENCES mw.model_version (id, model_id) ON DELETE CASCADE": "ON DELETE CASCADE",
}


@pytest.mark.parametrize("statement", OTHER_TABLES)
def test_tables_that_are_not_this_versions_are_not_sealed_as_right(
    statement: str, tmp_path: Path, postgres: PostgresServer, postgres_mould: Mould
) -> None:
    with make_workspace(tmp_path, postgres, postgres_mould) as team:
        tamper(team, *statement.split("; "))
        before = verdict(team)

        with pytest.raises(VerificationError) as refused:
            upgrade_workspace(team.owner_database())

        assert OTHER_TABLES[statement] in refused.value.message
        assert verdict(team) == before
        assert before.changed


@pytest.fixture
def team(postgres_workspace: TestWorkspace) -> TestWorkspace:
    return postgres_workspace


def by(team: TestWorkspace, handle: str, statement: str) -> None:
    """As that person's login says it, past the product."""
    with psycopg.connect(team.login_url(handle).replace("+psycopg", ""), autocommit=True) as login:
        login.execute(statement.encode())


@pytest.mark.parametrize(
    "statement",
    [
        "DROP OWNED BY mw_member",
        "DROP OWNED BY mw_executive",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
        "SET ROLE mw_member; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
    ],
)
def test_what_any_reader_may_say_of_their_role_changes_no_rule(
    team: TestWorkspace, statement: str
) -> None:
    for one in [statement] if ";" not in statement else [f"DO $$ BEGIN {statement}; END $$"]:
        try:
            by(team, "lin", one)
        except psycopg.errors.InsufficientPrivilege:
            assert statement.startswith("SET ROLE")

    assert verdict(team).sentence == ""
    with team.work("mark").reading() as session:
        assert session.query(Person).count() > 0


def test_no_search_path_has_the_check_ask_something_else(team: TestWorkspace) -> None:
    name = team.owner_database().url.database
    tamper(
        team,
        "CREATE SCHEMA evil",
        "CREATE VIEW evil.pg_trigger AS SELECT oid, tgrelid, tgname, tgisinternal, tgconstraint,"
        " tgtype, 'O'::\"char\" AS tgenabled FROM pg_catalog.pg_trigger",
        "GRANT USAGE ON SCHEMA evil TO PUBLIC",
        "GRANT SELECT ON evil.pg_trigger TO PUBLIC",
        f'ALTER DATABASE "{name}" SET search_path = evil, pg_catalog',
        "ALTER TABLE mw.decision DISABLE TRIGGER guard_insert",
    )

    assert verdict(team).changed == ("triggers",)


def test_a_seal_that_is_dated_ahead_counts_after_those_that_were_made(team: TestWorkspace) -> None:
    tamper(
        team,
        "SET LOCAL session_replication_role = replica",
        "INSERT INTO mw.schema_seal SELECT gen_random_uuid(), 'x', '{}', product_version, place,"
        " key_id, signature, '2099-01-01' FROM mw.schema_seal LIMIT 1",
    )

    assert verdict(team).sentence == ""
    upgrade_workspace(team.owner_database())
    assert verdict(team).sentence == ""


def test_nothing_is_upgraded_while_something_runs_at_each_change(team: TestWorkspace) -> None:
    tamper(
        team,
        "CREATE FUNCTION public.noticed() RETURNS event_trigger LANGUAGE plpgsql AS"
        " 'BEGIN EXECUTE ''GRANT INSERT ON mw.membership TO nb_tom''; END'",
        "CREATE EVENT TRIGGER noticed ON ddl_command_end WHEN TAG IN ('CREATE POLICY')"
        " EXECUTE FUNCTION public.noticed()",
    )
    words = (
        "the event trigger noticed runs at ddl_command_end (ALTER EVENT TRIGGER noticed DISABLE)"
    )

    assert words in verdict(team).stopping
    with pytest.raises(InputError, match="Nothing was changed, for the event trigger noticed"):
        upgrade_workspace(team.owner_database())
    tamper(team, "ALTER EVENT TRIGGER noticed DISABLE")
    upgrade_workspace(team.owner_database())
    assert verdict(team).sentence == ""


def test_what_was_added_to_postgresqls_own_is_named_and_nothing_is_upgraded(
    team: TestWorkspace,
) -> None:
    tamper(team, "CREATE FUNCTION pg_catalog.more() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    words = "the routine more() was added to pg_catalog (DROP ROUTINE more())"

    assert words in verdict(team).stopping
    with pytest.raises(InputError, match="Nothing was changed, for the routine more"):
        upgrade_workspace(team.owner_database())
    tamper(team, "DROP ROUTINE more()")
    assert verdict(team).sentence == ""


def test_what_rests_on_a_function_of_ours_is_named_before_anything_is_changed(
    team: TestWorkspace,
) -> None:
    tamper(team, "CREATE VIEW public.mine AS SELECT mw.my_units()")

    with pytest.raises(AppError, match=r"view (public\.)?mine depends on function mw\.my_units"):
        upgrade_workspace(team.owner_database())

    assert verdict(team).sentence == ""


GIVEN = (
    "SELECT g.rolname || ' ' || a.admin_option FROM pg_auth_members a JOIN pg_roles g"
    " ON g.oid = a.roleid JOIN pg_roles m ON m.oid = a.member"
    " WHERE m.rolname IN ('nb_keeper', 'nb_elsewhere') ORDER BY 1"
)


def test_who_was_given_a_duty_by_whoever_may_pass_it_on_no_more_keeps_it(
    team: TestWorkspace, postgres: PostgresServer
) -> None:
    for statement in (
        "CREATE ROLE nb_keeper LOGIN CREATEROLE",
        "CREATE ROLE nb_backup LOGIN",
        "CREATE ROLE nb_elsewhere LOGIN INHERIT",
        "GRANT mw_worker, mw_member TO nb_keeper WITH ADMIN OPTION",
        "GRANT mw_worker TO nb_elsewhere GRANTED BY nb_keeper",
    ):
        postgres.run(statement)
    tamper(team, "GRANT SELECT ON mw.alert TO nb_backup")
    try:
        report = upgrade_workspace(team.owner_database())
        with team.owner_database().session() as session:
            held = list(session.scalars(text(GIVEN)))
    finally:
        tamper(team, "DROP OWNED BY nb_backup")
        for role in ("nb_elsewhere", "nb_keeper", "nb_backup"):
            postgres.run(f"DROP ROLE {role}")

    assert held == ["mw_member false", "mw_worker false", "mw_worker false"]
    assert "rights of nb_backup in the schema mw taken back" in report.done
    assert any(
        one.startswith("REVOKE ADMIN OPTION FOR mw_worker FROM nb_keeper") for one in report.done
    )


def test_two_workspaces_of_a_server_are_upgraded_at_once(
    tmp_path: Path, postgres: PostgresServer, postgres_mould: Mould
) -> None:
    def upgrade(team: TestWorkspace) -> WorkspaceReport:
        return upgrade_workspace(team.owner_database())

    with (
        make_workspace(tmp_path / "one", postgres, postgres_mould) as one,
        make_workspace(tmp_path / "other", postgres, postgres_mould) as other,
        ThreadPoolExecutor(4) as both,
    ):
        for report in both.map(upgrade, (one, other, one, other)):
            assert report.done[-1] == "rules replaced"
        assert verdict(one).sentence == verdict(other).sentence == ""
