"""A bank with two units that must not see each other, on PostgreSQL, and a plain SQL client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import insert

from app.models.rules.roles import Role
from app.models.tables.organisation import BusinessUnit, Membership, Person, UnitAncestor
from app.services.workspace import login_statement
from tests.postgres import PostgresServer, as_login
from tests.workspaces import Mould, TestWorkspace, make_workspace

# handle, role, unit
COLLEAGUES = (
    ("carla", Role.DATA_SCIENTIST, "credit"),
    ("chris", Role.VALIDATOR, "credit"),
    ("cora", Role.AUDITOR, "credit"),
    ("colin", Role.OPERATOR, "credit"),
    ("fred", Role.DATA_SCIENTIST, "fraud"),
    ("faye", Role.RISK_OFFICER, "fraud"),
    ("audrey", Role.AUDITOR, "bank"),
)


@contextmanager
def two_units(folder: Path, server: PostgresServer, mould: Mould) -> Iterator[TestWorkspace]:
    """Noorderbank with the units credit and fraud below the bank, and people in each."""
    with make_workspace(folder, server, mould) as made:
        units = {"bank": made.unit_id, "credit": uuid4(), "fraud": uuid4()}
        with made.owner_database().session(writes=True) as session:
            connection = session.connection()
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            root = made.work("root").actor.id
            for key in ("credit", "fraud"):
                unit = {"id": units[key], "unit_id": units[key], "key": key, "name": key.title()}
                connection.execute(
                    insert(BusinessUnit).values(**unit, parent_id=units["bank"], recorded_by=root)
                )
                for above in (units[key], units["bank"]):
                    connection.execute(
                        insert(UnitAncestor).values(unit_id=units[key], ancestor_id=above)
                    )
            for handle, role, key in COLLEAGUES:
                person = uuid4()
                connection.execute(
                    insert(Person).values(
                        id=person,
                        handle=handle,
                        full_name=handle.title(),
                        login=f"nb_{handle}",
                        recorded_by=root,
                    )
                )
                connection.execute(
                    insert(Membership).values(
                        id=uuid4(), unit_id=units[key], person_id=person, role=role.value,
                        recorded_by=root,
                    )
                )  # fmt: skip
        for handle, role, _ in COLLEAGUES:
            server.make_login(login_statement(f"nb_{handle}", [role]))
        yield made


@contextmanager
def plain_client(workspace: TestWorkspace, handle: str) -> Iterator[psycopg.Connection]:
    """What somebody sees with their own login and any SQL client; nothing they do stays."""
    with psycopg.connect(plain_url(workspace.url, f"nb_{handle}")) as connection:
        try:
            yield connection
        finally:
            connection.rollback()


def plain_url(url: str, login: str) -> str:
    return as_login(url, login).replace("postgresql+psycopg", "postgresql")


def rows(connection: psycopg.Connection, sql: str, *values: object) -> list[tuple[object, ...]]:
    return connection.execute(sql.encode(), values).fetchall()


def count(connection: psycopg.Connection, table: str, where: str = "true") -> int:
    found = rows(connection, f"SELECT count(*) FROM mw.{table} WHERE {where}")[0][0]
    assert isinstance(found, int)
    return found


def unit_of(workspace: TestWorkspace, key: str) -> UUID:
    with plain_client(workspace, "root") as root:
        (found,) = rows(root, "SELECT id FROM mw.business_unit WHERE key = %s", key)[0]
        assert isinstance(found, UUID)
        return found
