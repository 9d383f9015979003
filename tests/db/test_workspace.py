"""A workspace is made whole, on both databases."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import make_url, select, text, update

from app.command_line.workspace import hba_hints
from app.errors import AppError, InputError, RefusedError, VerificationError
from app.models.database import Database
from app.models.enforcement.above import above_the_rules
from app.models.enforcement.shape import lacking
from app.models.rules.roles import Role
from app.models.tables.everything import METADATA
from app.models.tables.organisation import BusinessUnit, Membership, Person, Workspace
from app.models.tables.trail import AuditEvent
from app.models.upgrade import present_revision
from app.services.secrets import Secrets
from app.services.unit_of_work import Work
from app.services.workspace import (
    FirstPerson,
    NewWorkspace,
    create_workspace,
    doors_elsewhere,
    require_current,
    upgrade_workspace,
)
from tests.postgres import PostgresServer, as_login
from tests.trail_kit import tamper
from tests.workspaces import TestWorkspace, new_noorderbank


def test_a_new_workspace_has_its_people_and_event_zero(workspace: TestWorkspace) -> None:
    with workspace.work("sanne").reading() as session:
        handles = set(session.scalars(select(Person.handle)))
        first = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).first()

    assert {"sanne", "aisha", "service"} <= handles
    assert first is not None
    assert first.tag == "workspace.created"


def test_a_second_workspace_in_the_same_database_is_refused(workspace: TestWorkspace) -> None:
    with pytest.raises(AppError, match="holds a workspace already"):
        create_workspace(
            workspace.owner_database(), NewWorkspace("again", "again", "Again", people=())
        )


@pytest.mark.parametrize(
    ("handle", "full_name", "code"),
    [
        ("\uff41na", "Ana Novak", "person.handle"),
        (" ana", "Ana Novak", "person.handle"),
        ("\u0430na", "Ana Novak", "person.handle"),
        ("Service", "Ana Novak", "person.handle_taken"),
        ("ana", " ", "person.name"),
        ("a\u200bna", "Ana Novak", "person.handle"),
    ],
)
def test_the_first_people_are_called_as_those_who_come_later(
    handle: str, full_name: str, code: str, tmp_path: Path
) -> None:
    new = NewWorkspace("Bank", "bank", "Bank", (FirstPerson(handle, full_name),))
    with (
        closing(Database(tmp_path / "bank.db")) as database,
        pytest.raises(RefusedError) as refused,
    ):
        create_workspace(database, new, secrets=Secrets(tmp_path, is_embedded=True))

    assert [one.code for one in refused.value.blockers] == [code]


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (FirstPerson("rik", "Rik R", "rik", frozenset({Role.RISK_OFFICER, Role.ADMINISTRATOR})),
         "membership.conflict"),
        (FirstPerson("pia", "Pia P", "pia", frozenset({Role.AUDITOR, Role.VALIDATOR})),
         "membership.conflict"),
        (FirstPerson("dev", "Dev D", "mw_owner", frozenset({Role.DATA_SCIENTIST})),
         "person.reserved"),
        (FirstPerson("dev", "Dev D", "pg_monitor"), "person.reserved"),
    ],
)  # fmt: skip
def test_the_first_people_hold_and_sign_in_as_those_who_come_later(
    person: FirstPerson, code: str, tmp_path: Path
) -> None:
    new = NewWorkspace("Bank", "bank", "Bank", (FirstPerson("ann", "Ann A", "ann"), person))
    with (
        closing(Database(tmp_path / "bank.db")) as database,
        pytest.raises(RefusedError) as refused,
    ):
        create_workspace(database, new, secrets=Secrets(tmp_path, is_embedded=True))

    assert [one.code for one in refused.value.blockers] == [code]


@pytest.mark.parametrize("second", ["ann", "the_service"])
def test_no_two_sign_in_as_one(second: str, tmp_path: Path) -> None:
    people = FirstPerson("ann", "Ann A", "ann"), FirstPerson("bob", "Bob B", second)
    new = NewWorkspace("Bank", "bank", "Bank", people, service_login="the_service")
    with (
        closing(Database(tmp_path / "bank.db")) as database,
        pytest.raises(InputError, match=f"{second} would be the login of two"),
    ):
        create_workspace(database, new, secrets=Secrets(tmp_path, is_embedded=True))


def test_a_server_that_is_too_old_is_named(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.server_preparing.LEAST_SERVER", 99)
    with closing(Database(postgres.new_database())) as database:
        new = NewWorkspace("old", "old", "Old", people=())

        with pytest.raises(InputError, match=r"a workspace needs 99 or newer"):
            create_workspace(database, new)


@pytest.mark.parametrize("made_by", ["an owner who creates roles and databases", "a superuser"])
def test_only_a_superuser_makes_or_upgrades_a_team_s_workspace(
    postgres: PostgresServer, tmp_path: Path, made_by: str
) -> None:
    """Who creates roles is a member of them: every login would be refused because of this one."""
    url, owner = postgres.new_database(), f"maker_{uuid4().hex[:8]}"
    name = make_url(url).database
    postgres.run(f"CREATE ROLE {owner} LOGIN CREATEROLE CREATEDB")
    postgres.run(f'ALTER DATABASE "{name}" OWNER TO {owner}')
    new = new_noorderbank(is_team=True)
    secrets = Secrets(tmp_path, is_embedded=True)
    if made_by == "a superuser":
        with closing(Database(url)) as database:
            create_workspace(database, new, secrets=secrets)

    with closing(Database(as_login(url, owner))) as database:
        with pytest.raises(InputError) as making:
            create_workspace(database, new, secrets=secrets)
        with pytest.raises(InputError) as upgrading:
            upgrade_workspace(database)

    with closing(Database(url)) as database, database.session() as session:
        revision = present_revision(session.connection())
        above = above_the_rules(session.connection())
    postgres.run(f'ALTER DATABASE "{name}" OWNER TO CURRENT_USER')
    postgres.run(f"DROP ROLE {owner}")  # it owns nothing and is a member of nothing
    assert making.value.message.startswith(f"The login {owner} is no superuser of this server")
    assert upgrading.value.message == making.value.message
    assert "superuser" in making.value.hint
    assert bool(revision) == (made_by == "a superuser")
    assert [one for one in above if owner in one.words] == []


@pytest.mark.parametrize("workspace", ["postgresql"], indirect=True)
def test_the_lines_for_pg_hba_let_in_the_roles_that_were_made(workspace: TestWorkspace) -> None:
    """Who has no part in the workspace is refused by the last line, whoever else may come in."""
    lines = [line.split() for line in hba_hints("mw") if line.startswith("  host")]
    let_in, closing, elsewhere = lines
    role = let_in[2].removeprefix("+")

    with workspace.owner_database().session() as session:
        statement = text("SELECT rolname FROM pg_roles WHERE pg_has_role(rolname, :role, 'MEMBER')")
        members = set(session.scalars(statement, {"role": role}))

    assert let_in[:2] == ["hostssl", "mw"]
    assert {"nb_sanne", "nb_root", "nb_service"} <= members
    assert closing == ["host", "mw", "all", "all", "reject"]
    assert elsewhere == ["host", "all", f"+{role}", "all", "reject"]


@pytest.mark.parametrize("workspace", ["postgresql"], indirect=True)
def test_other_databases_that_let_members_in_are_told_until_they_do_not(
    workspace: TestWorkspace, postgres: PostgresServer
) -> None:
    """Temporary tables, large objects, locks and blocks are taken from people in this one only."""
    name = make_url(postgres.new_database()).database
    before = workspace.work("lin").read(doors_elsewhere)
    postgres.run(f'REVOKE CONNECT ON DATABASE "{name}" FROM PUBLIC')
    postgres.run(f'GRANT CONNECT ON DATABASE "{name}" TO mw_member')  # as of another workspace
    after = workspace.work("lin").read(doors_elsewhere)
    postgres.run("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC")
    try:
        closed = workspace.work("lin").read(doors_elsewhere)
    finally:
        postgres.run("GRANT CONNECT ON DATABASE postgres, template1 TO PUBLIC")
    postgres.run(f'DROP DATABASE "{name}"')

    assert f" {name}, " in before[0]
    assert str(name) not in after[0]
    assert "postgres, template1" in after[0]
    assert not any("template1" in one for one in closed)
    assert "  REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;" in hba_hints("mw")


def test_upgrading_twice_changes_nothing(workspace: TestWorkspace) -> None:
    upgrade_workspace(workspace.owner_database())
    upgrade_workspace(workspace.owner_database())

    assert Role.DATA_SCIENTIST in workspace.work("sanne").actor.roles


def test_tables_that_are_newer_than_their_version_says_are_left_alone(
    workspace: TestWorkspace,
) -> None:
    versions = "alembic_version" if workspace.is_sqlite else "mw.alembic_version"
    owner = workspace.owner_database()
    with owner.session(writes=True) as session:
        session.execute(text(f"UPDATE {versions} SET version_num = '0001'"))

    with pytest.raises(VerificationError) as refused:
        upgrade_workspace(owner)

    assert "those of 0001, but they are not." in refused.value.message
    with owner.session() as session:
        assert session.scalar(text(f"SELECT version_num FROM {versions}")) == "0001"
        assert session.scalar(select(Person.handle).where(Person.handle == "sanne")) == "sanne"


def test_a_column_that_lacks_is_named_and_nothing_is_replaced(workspace: TestWorkspace) -> None:
    """Made by a state of this revision before its release: no migration brings that further."""
    owner = workspace.owner_database()
    place = "finding" if workspace.is_sqlite else "mw.finding"
    with owner.session(writes=True) as session:
        session.execute(text(f"ALTER TABLE {place} RENAME COLUMN document TO documents"))
        session.execute(update(Workspace).values(rules_sha256="0" * 64))

    with pytest.raises(
        VerificationError, match=r"missing: finding\.document\. Nothing was changed"
    ) as refused:
        upgrade_workspace(owner)

    assert "demo --reset" in refused.value.hint
    with owner.session() as session:
        assert session.scalar(select(Workspace.rules_sha256)) == "0" * 64


# Table, what stands in its text on SQLite, what instead of it, and the same for PostgreSQL.
TAKEN_AWAY = [
    (
        "placement",
        "CONSTRAINT fk_placement_snapshot_id_version_id_model_id FOREIGN KEY(snapshot_id,"
        " version_id, model_id) REFERENCES snapshot (id, version_id, model_id), ",
        "",
        "DROP CONSTRAINT fk_placement_snapshot_id_version_id_model_id",
    ),
    (
        "user_task",
        "CONSTRAINT ck_user_task_version CHECK (version_id IS NULL OR model_id IS NOT NULL), ",
        "",
        "DROP CONSTRAINT ck_user_task_version",
    ),
    (
        "deployment",
        "stage_id CHAR(32) NOT NULL",
        "stage_id CHAR(32)",
        "ALTER stage_id DROP NOT NULL",
    ),
]


def test_keys_that_lack_are_named_and_nothing_is_replaced(workspace: TestWorkspace) -> None:
    """Made before they were: same revision, same columns, and nothing else tells."""
    owner = workspace.owner_database()
    for table, written, instead, change in TAKEN_AWAY:
        if workspace.is_sqlite:
            _rewrite(workspace.url, table, written, instead)
        else:
            with owner.session(writes=True) as session:
                session.execute(text(f"ALTER TABLE mw.{table} {change}"))
    unique = [] if workspace.is_sqlite else ["stage_path UNIQUE (unit_id, name)"]  # it has an index
    index = "uq_placement_promised" if workspace.is_sqlite else "mw.uq_placement_promised"
    with owner.session(writes=True) as session:
        session.execute(text(f"DROP INDEX {index}"))
        if unique:
            session.execute(
                text("ALTER TABLE mw.stage_path DROP CONSTRAINT uq_stage_path_unit_id_name")
            )
        session.execute(update(Workspace).values(rules_sha256="0" * 64))

    with workspace.database("sanne").session() as session:
        found = lacking(session.connection(), METADATA)
    with pytest.raises(VerificationError) as refused:
        upgrade_workspace(owner)

    assert sorted(found) == [
        "deployment.stage_id NOT NULL",
        "placement (snapshot_id, version_id, model_id) REFERENCES snapshot (id, version_id,"
        " model_id)",
        "placement UNIQUE (model_id, service_tag) of uq_placement_promised",
        *unique,
        "user_task CHECK ck_user_task_version",
    ]
    assert all(one in refused.value.message for one in found)
    assert "workspace init" in refused.value.hint
    with owner.session() as session:
        assert session.scalar(select(Workspace.rules_sha256)) == "0" * 64


def _rewrite(path: str, table: str, written: str, instead: str) -> None:
    """SQLite drops no key: the text that it reads the table from is changed."""
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("PRAGMA writable_schema = ON")
        changed = file.execute(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ? AND instr(sql, ?)",
            (written, instead, table, written),
        )
        assert changed.rowcount == 1, table
        version = file.execute("PRAGMA schema_version").fetchone()[0]
        file.execute(f"PRAGMA schema_version = {version + 1}")  # so that others read it anew


def test_rules_of_another_version_are_found_and_replaced(workspace: TestWorkspace) -> None:
    require_current(workspace.database("sanne"))
    with workspace.owner_database().session(writes=True) as session:
        session.execute(update(Workspace).values(rules_sha256="0" * 64))

    with pytest.raises(InputError, match="rules") as refused:
        require_current(workspace.database("sanne"))

    assert "workspace upgrade" in refused.value.hint
    upgrade_workspace(workspace.owner_database())
    require_current(workspace.database("sanne"))


def test_a_demo_of_another_version_is_made_anew_and_says_so(
    sqlite_workspace: TestWorkspace,
) -> None:
    sql = "UPDATE workspace SET rules_sha256 = :other, is_demo = true"
    tamper(sqlite_workspace, sql, other="0" * 64)

    with pytest.raises(InputError, match="demo was made by another version") as refused:
        require_current(sqlite_workspace.database("sanne"))

    assert "modelward demo --reset" in refused.value.hint


def test_the_digest_of_the_rules_is_the_same_in_every_process() -> None:
    code = (
        "from app.models.enforcement.apply import rules_digest;"
        "from app.models.tables.everything import METADATA;"
        "print([rules_digest(METADATA, is_sqlite=one) for one in (True, False)])"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(found) == 1


def add_unit(work: Work, key: str) -> None:
    with work.unit() as unit_of_work:
        root = unit_of_work.session.scalars(
            select(BusinessUnit).where(BusinessUnit.key == "bank")
        ).one()
        unit_of_work.add(BusinessUnit(key=key, name=key.title(), parent_id=root.id))


def test_an_administrator_adds_a_unit_and_the_trail_names_them(workspace: TestWorkspace) -> None:
    add_unit(workspace.work("root"), "credit")

    with workspace.work("jo").reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.tag == "unit.added")).one()
        unit = session.scalars(select(BusinessUnit).where(BusinessUnit.key == "credit")).one()
    assert event.actor_id == workspace.work("root").actor.id
    assert event.unit_id == unit.id == unit.unit_id
    assert event.facts["key"] == "credit"
    assert set(event.facts["name"]) == {"salt", "sha256"}


def test_a_data_scientist_cannot_add_a_unit(workspace: TestWorkspace) -> None:
    with pytest.raises(RefusedError) as refused:
        add_unit(workspace.work("sanne"), "mine")

    assert refused.value.blockers[0].code in ("write.refused", "database.no_right")


def test_an_administrator_cannot_give_themselves_a_role(workspace: TestWorkspace) -> None:
    root = workspace.work("root")
    unit_id = workspace.unit_id

    with pytest.raises(RefusedError) as refused, root.unit() as work:
        work.add(Membership(unit_id=unit_id, person_id=root.actor.id, role="risk_officer"))

    assert refused.value.blockers[0].code == "membership.own"


def test_a_role_that_conflicts_with_one_held_is_refused(workspace: TestWorkspace) -> None:
    root = workspace.work("root")
    aisha = workspace.work("aisha").actor.id
    unit_id = workspace.unit_id

    with pytest.raises(RefusedError) as refused, root.unit() as work:
        work.add(Membership(unit_id=unit_id, person_id=aisha, role="auditor"))

    assert refused.value.blockers[0].code == "membership.conflict"
