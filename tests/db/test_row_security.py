"""Whoever comes with their own login and an SQL client reads their units and no others."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from app.errors import VerificationError
from app.models.enforcement.history import SUFFIX
from app.models.rules.roles import PEOPLE, Role
from app.models.rules.sight import FOR_EVERYBODY, OWN, THROUGH
from app.models.tables.base import NOBODY
from app.models.tables.everything import METADATA
from app.models.tables.inventory import Blob
from app.services.commands.assets import read_blob
from app.services.digests import digest_bytes
from app.services.workspace import login_statement
from tests.db.enforcement_kit import Bench, handle_of, open_bench
from tests.db.row_security_kit import (
    BELOW_ALONE,
    ELSEWHERE,
    GONE,
    ITS_SERVICE,
    STRANGER,
    fill_two_units,
    keep_images,
    lay_out,
    policies_of,
    reading,
)
from tests.postgres import PostgresServer
from tests.stories import register
from tests.two_units import count, plain_client, rows, two_units, unit_of
from tests.workspaces import Mould, TestWorkspace

WITHOUT_UNIT = {"audit_leaf", "person", "service_instance", "tree_head"}  # of the whole workspace
TABLES = {table.name for table in METADATA.tables.values()}
FOR_EVERYBODY_KEPT = {name for name in TABLES if name.removesuffix(SUFFIX) in FOR_EVERYBODY}
# The trail is tried by itself: triggers write it.
SEEDED = sorted(
    name
    for name in TABLES - {"audit_event", "audit_text"}
    if name.removesuffix(SUFFIX) not in FOR_EVERYBODY | WITHOUT_UNIT
)


@pytest.fixture(scope="module")
def bank(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestWorkspace]:
    with two_units(tmp_path_factory.mktemp("units"), postgres, postgres_mould) as made:
        register(made, name="pd-retail", by="carla", content=b"credit only")
        register(made, name="cc-fraud", by="fred", content=b"fraud only")
        yield made


def test_the_indexes_of_placements_hold_what_row_security_asks(bank: TestWorkspace) -> None:
    """Or every row of a stage would be fetched to see whose it is."""
    named = ("ix_placement_kind", "ix_placement_model", "ix_placement_state")
    defined = text("SELECT indexdef FROM pg_indexes WHERE indexname = ANY(:named)")

    with bank.owner_database().session() as session:
        found = session.scalars(defined, {"named": list(named)}).all()

    assert len(found) == len(named)
    assert all("INCLUDE (unit_id)" in one for one in found)


def test_every_table_is_seen_by_unit_or_stands_among_the_exceptions() -> None:
    for table in METADATA.tables.values():
        kind = table.name.removesuffix(SUFFIX)
        is_by_unit = "unit_id" in table.c and kind not in FOR_EVERYBODY
        is_exception = kind in WITHOUT_UNIT | FOR_EVERYBODY
        assert is_by_unit != is_exception or kind in THROUGH, table.name


def test_policies_stand_on_every_table_that_is_not_for_everybody(bank: TestWorkspace) -> None:
    with plain_client(bank, "root") as root:
        found = rows(
            root,
            "SELECT relname FROM pg_class WHERE relnamespace = 'mw'::regnamespace"
            " AND relkind = 'r' AND NOT relrowsecurity",
        )

    open_tables = {str(name) for (name,) in found} - {"alembic_version"}
    kinds = {name.removesuffix(SUFFIX) for name in open_tables}
    assert kinds == FOR_EVERYBODY


@pytest.fixture(scope="module")
def bench(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A row in every table, its past image too; and a stranger who works for another unit."""
    with open_bench(tmp_path_factory.mktemp("bench"), postgres) as opened:
        with opened.as_owner() as owner:
            owner.execute(
                text("UPDATE mw.job SET instance_id = (SELECT id FROM mw.process_instance LIMIT 1)")
            )
            lay_out(opened, owner)
            keep_images(opened, owner, opened.unit_id)
        for handle in (STRANGER, BELOW_ALONE, GONE):
            postgres.make_login(login_statement(f"b_{handle}", [Role.DATA_SCIENTIST]))
        opened.people |= {ELSEWHERE: NOBODY, ITS_SERVICE: NOBODY}
        postgres.make_login(login_statement(f"b_{ELSEWHERE}", [*PEOPLE]))
        postgres.make_login(login_statement(f"b_{ITS_SERVICE}", [Role.WORKER]))
        yield opened


@pytest.mark.parametrize("handle", [ELSEWHERE, ITS_SERVICE])
def test_who_is_of_another_workspace_of_the_server_sees_no_row(bench: Bench, handle: str) -> None:
    client, kept = bench.connect(handle), sorted(TABLES - FOR_EVERYBODY_KEPT)

    seen = {one: client.scalar(text(f"SELECT count(*) FROM mw.{one}")) for one in kept}

    assert {one: count for one, count in seen.items() if count} == {}


def test_whose_account_is_closed_sees_their_own_account_alone(bench: Bench) -> None:
    client, kept = bench.connect(GONE), sorted(TABLES - FOR_EVERYBODY_KEPT)

    seen = {one: client.scalar(text(f"SELECT count(*) FROM mw.{one}")) for one in kept}

    assert {one: count for one, count in seen.items() if count} == {
        "person": 1,
        "person_history": 1,
    }


WRITTEN_BY_THE_SERVICE = (
    "UPDATE mw.engine_inbox SET consumed_at = now()",
    "UPDATE mw.job SET state = state",
    "DELETE FROM mw.token",
    "DELETE FROM mw.variable",
    "UPDATE mw.service_instance SET name = name",
)


@pytest.mark.parametrize("statement", WRITTEN_BY_THE_SERVICE)
def test_the_service_of_another_workspace_writes_no_row(bench: Bench, statement: str) -> None:
    changed = bench.connect(ITS_SERVICE).execute(text(statement)).rowcount

    assert changed == 0


def test_the_service_of_another_workspace_seals_nothing_here(bench: Bench) -> None:
    leaf = "INSERT INTO mw.audit_leaf (position, event_id, sha256)"
    values = "SELECT 0, 1, repeat('a', 64)"

    with pytest.raises(DBAPIError, match=r"MW403 write\.refused"):
        bench.connect(ITS_SERVICE).execute(text(f"{leaf} {values}"))


@pytest.mark.parametrize("table", SEEDED)
def test_a_stranger_sees_no_row_of_the_unit(bench: Bench, table: str) -> None:
    of_the_unit = f" WHERE unit_id = '{bench.unit_id}'" if "unit_id" in bench.table(table).c else ""
    counted = text(f"SELECT count(*) FROM mw.{table}{of_the_unit}")

    with bench.as_owner() as owner:
        there = owner.execute(counted).scalar_one()
    # Whose own rows these are is no colleague; a file is seen with an asset, or by who began it.
    handle = handle_of(Role.VALIDATOR) if table.removesuffix(SUFFIX) in OWN else "author"
    colleague = bench.connect(handle).execute(counted).scalar_one()
    stranger = bench.connect("stranger").execute(counted).scalar_one()

    assert there > 0
    assert stranger == 0
    assert (colleague == there) is (table.removesuffix(SUFFIX) not in OWN)


def test_a_policy_that_is_weakened_or_gone_is_noticed(bench: Bench) -> None:
    """Each one dropped, opened to everybody, and without each reason for which a row is seen."""
    unseen, tried = [], 0
    policies = policies_of(bench)
    with bench.changed():
        fill_two_units(bench)
        for policy in policies:
            before = reading(bench, policy.table)
            for what, statement in policy.mutants():
                tried += 1
                with bench.changed([statement]):
                    if reading(bench, policy.table) == before:
                        unseen.append((policy.table, policy.name, what))

    assert unseen == []
    assert {one.table for one in policies} == TABLES - FOR_EVERYBODY_KEPT
    assert tried > 300


def test_what_lies_above_is_read_below_and_not_beside(bank: TestWorkspace) -> None:
    for table in ("stage_path", "stage", "life_cycle_template", "decision_table"):
        with plain_client(bank, "carla") as carla:
            assert count(carla, table) > 0, table
    with plain_client(bank, "carla") as carla:
        units = {str(key) for (key,) in rows(carla, "SELECT key FROM mw.business_unit")}
        models = {str(name) for (name,) in rows(carla, "SELECT name FROM mw.registered_model")}
    assert units == {"bank", "credit"}
    assert models == {"pd-retail"}


def test_an_auditor_sees_what_their_membership_covers(bank: TestWorkspace) -> None:
    seen = {}
    for handle in ("audrey", "cora", "root"):
        with plain_client(bank, handle) as client:
            seen[handle] = {
                str(name) for (name,) in rows(client, "SELECT name FROM mw.registered_model")
            }
    assert seen == {
        "audrey": {"pd-retail", "cc-fraud"},
        "cora": {"pd-retail"},
        "root": {"pd-retail", "cc-fraud"},
    }


def test_the_trail_and_its_texts_are_read_by_unit(bank: TestWorkspace) -> None:
    told = "SELECT value FROM mw.audit_text WHERE name = 'name'"
    with plain_client(bank, "carla") as carla:
        units = {unit for (unit,) in rows(carla, "SELECT DISTINCT unit_id FROM mw.audit_event")}
        words = {str(word) for (word,) in rows(carla, told)}
    with plain_client(bank, "audrey") as audrey:
        all_words = {str(word) for (word,) in rows(audrey, told)}

    assert unit_of(bank, "fraud") not in units
    assert "pd-retail" in words
    assert "cc-fraud" not in words
    assert {"pd-retail", "cc-fraud"} <= all_words


def test_a_closed_account_sees_nothing(bank: TestWorkspace) -> None:
    with bank.owner_database().session(writes=True) as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text("UPDATE mw.person SET closed_at = now() WHERE handle = 'faye'"))
    with plain_client(bank, "faye") as faye:
        assert [count(faye, table) for table in ("registered_model", "asset", "stage")] == [0, 0, 0]


def test_a_condition_is_not_asked_of_hidden_rows(bank: TestWorkspace) -> None:
    """A26: an error in the condition would tell of rows that policies hide."""
    with plain_client(bank, "carla") as carla:
        divides = "name = 'cc-fraud' AND 1 / (length(name) - 8) > 0"
        asked = f"SELECT 1 FROM mw.registered_model WHERE {divides}"
        assert rows(carla, asked) == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            carla.execute("SET row_security = off; SELECT * FROM mw.registered_model")


def test_files_are_read_by_those_who_see_an_asset(bank: TestWorkspace) -> None:
    digest = digest_bytes(b"fraud only")
    chunks = f"sha256 = '{digest}'"
    with plain_client(bank, "carla") as carla:
        assert count(carla, "blob_chunk", chunks) == 0
        assert count(carla, "blob", chunks) == 0
    with plain_client(bank, "fred") as fred:
        assert count(fred, "blob_chunk", chunks) == 1


def test_two_units_keep_the_same_file_without_seeing_each_other(bank: TestWorkspace) -> None:
    same = register(bank, name="limits", by="carla", content=b"fraud only")

    with bank.work("carla").reading() as session:
        assert read_blob(session, digest_bytes(b"fraud only")) == b"fraud only"
    assert same.version_id


def test_who_knows_a_digest_reads_the_file_and_the_trail_names_them(bank: TestWorkspace) -> None:
    """What decision 012 accepts and auditors are told; to forbid it would keep each file twice."""
    register(bank, name="key", by="fred", content=b"fraud key")
    own = register(bank, name="own", by="carla", content=b"credit only").version_id
    digest = digest_bytes(b"fraud key")
    chunks = f"sha256 = '{digest}'"
    with plain_client(bank, "carla") as carla:
        before = count(carla, "blob_chunk", chunks)
        names = (
            "INSERT INTO mw.asset (id, version_id, role, path, sha256, size_bytes, media_type,"
            f" store) VALUES (gen_random_uuid(), '{own}', 'x', 'x', '{digest}', 9, 'x', '')"
        )
        carla.execute(names.encode())
        after = count(carla, "blob_chunk", chunks)
        told = "actor_id = mw.mw_actor() AND tag = 'asset.added' AND facts ->> 'sha256' ="
        named = count(carla, "audit_event", f"{told} '{digest}'")
        carla.rollback()

    assert (before, after, named) == (0, 1, 1)


def test_an_empty_file_of_another_unit_is_no_broken_one(bank: TestWorkspace) -> None:
    register(bank, name="none", by="fred", content=b"")

    assert register(bank, name="none", by="carla", content=b"").version_id


def test_a_hidden_file_that_is_not_whole_is_not_built_upon(bank: TestWorkspace) -> None:
    """As a backup that lost it, or a superuser, may leave it."""
    with bank.owner_database().session(writes=True) as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        left = {"sha256": digest_bytes(b"later"), "size_bytes": len(b"later")}
        session.execute(insert(Blob).values(created_by=uuid4(), **left))

    with pytest.raises(VerificationError, match="missing or was changed"):
        register(bank, name="later", by="carla", content=b"later")


def test_work_without_a_process_is_seen_with_what_it_is_about(bench: Bench) -> None:
    with bench.as_owner() as owner:
        for inputs in ({"monitor_id": str(bench.seeds["monitor"])}, {}):
            bench.put(owner, "job", kind="task", task_type="seen", inputs=inputs)
    counted = text("SELECT count(*) FROM mw.job WHERE task_type = 'seen'")

    found = {
        handle: bench.connect(handle).execute(counted).scalar_one()
        for handle in ("author", "stranger", "service")
    }

    assert found == {"author": 1, "stranger": 0, "service": 2}


def test_the_service_sees_every_unit(bank: TestWorkspace) -> None:
    with plain_client(bank, "service") as service:
        models = {str(name) for (name,) in rows(service, "SELECT name FROM mw.registered_model")}
    assert {"pd-retail", "cc-fraud"} <= models
