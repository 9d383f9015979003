"""What a PostgreSQL server has beside a workspace's tables: roles, rights, a schema with an owner.

Before tables and rules are made or brought up to date; a superuser's, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.errors import AppError, InputError, VerificationError
from app.models.database import Database, take_your_time
from app.models.enforcement import clearing, cluster
from app.models.enforcement.effects import giving
from app.models.enforcement.switched_off import CATALOGUE, EVENT_TRIGGERS
from app.models.locks import Lock, wait_for_lock

LEAST_SERVER = 16  # PostgreSQL
WAITS_S = 60  # for whoever works in the workspace; then nothing is changed
# One server at a time: its roles are those of all its workspaces. Who signs in is not held up.
_ONE_AT_A_TIME = "LOCK TABLE pg_catalog.pg_authid IN SHARE ROW EXCLUSIVE MODE"
_RESTED_ON, _HELD_UP = "2BP01", ("55P03", "40P01")


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody who has a duty, and the statement that gives it."""

    role: str
    member: str
    giving: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """`done`: what was taken from whom, a line each. `held`: who had which duty before."""

    done: tuple[str, ...] = ()
    held: tuple[Membership, ...] = ()


@contextmanager
def told_of_server(database: Database) -> Iterator[None]:
    """Why an upgrade was held up or stopped by something of the bank's own, in a sentence."""
    try:
        yield
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", "")
        if state in _HELD_UP:
            raise AppError(
                f"Somebody works in {database.name}, so nothing was changed.",
                hint="End its services and windows, and whatever else is connected (select * from"
                " pg_stat_activity), then try again.",
            ) from error
        if state == _RESTED_ON:
            detail = getattr(getattr(error.orig, "diag", None), "message_detail", "") or ""
            raise AppError(
                f"Something that is not the product's rests on its functions: {detail}"
                " Nothing was changed.",
                hint="Drop it, upgrade, and make it anew; it may read tables of the schema mw.",
            ) from error
        raise


def prepare_server(connection: Connection) -> Prepared:
    """Roles, the schema, one migration at a time; afterwards the session works as the owner.

    Raises:
        InputError: an older server, no superuser, or something that runs at each change.
        VerificationError: the schema is somebody else's.
    """
    _require_server(connection)
    _require_superuser(connection)
    take_your_time(connection)
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAITS_S}s'")
    wait_for_lock(connection, Lock.MIGRATION)
    connection.exec_driver_sql(_ONE_AT_A_TIME)
    _require_nothing_runs(connection)
    _require_own_schema(connection)
    _run(connection, cluster.role_statements())
    held = tuple(_held(connection))
    done = _take_back(connection)
    _run(connection, clearing.powerless())
    name = connection.exec_driver_sql("SELECT current_database()").scalar_one()
    quoted, ours = _quoted(str(name)), ", ".join(cluster.ROLES)
    statements = (
        f"REVOKE ALL ON DATABASE {quoted} FROM PUBLIC, {ours}",
        f"GRANT CONNECT ON DATABASE {quoted} TO {cluster.EVERYBODY}, {cluster.OWNER}",
        f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {ours}",
        f"CREATE SCHEMA IF NOT EXISTS mw AUTHORIZATION {cluster.OWNER}",
        *clearing.owned(),
        *cluster.hardening_statements(),
        f"SET LOCAL ROLE {cluster.OWNER}",
        *cluster.stamp_functions(),
    )
    _run(connection, statements)
    return Prepared(done, held)


def give_again(connection: Connection, prepared: Prepared) -> None:
    """What people of this workspace hold, by its owner; what else was lost meanwhile, as it was."""
    connection.exec_driver_sql(f"SELECT {giving('true')}")
    connection.exec_driver_sql("RESET ROLE")
    still = {(one.role, one.member) for one in _held(connection)}
    _run(connection, (one.giving for one in prepared.held if (one.role, one.member) not in still))


def _held(connection: Connection) -> Iterator[Membership]:
    asked = clearing.HELD.replace("%", "%%")
    return (Membership(*row) for row in connection.exec_driver_sql(asked))


def _take_back(connection: Connection) -> tuple[str, ...]:
    """Memberships of and among the product's roles that nobody was given by the product."""
    strangers = [str(one) for one in connection.exec_driver_sql(clearing.STRANGERS).scalars()]
    done = [f"rights of {', '.join(strangers)} in the schema mw taken back"] if strangers else []
    while found := [one for one in _wrong(connection) if one not in done]:
        _run(connection, found[:1])  # which takes others along
        done.append(found[0])
    return tuple(done)


def _wrong(connection: Connection) -> list[str]:
    asked = clearing.MEMBERSHIPS.replace("%", "%%")
    return [str(one) for one in connection.exec_driver_sql(asked).scalars()]


def _run(connection: Connection, statements: Iterable[str]) -> None:
    for statement in statements:  # psycopg takes a single % for a parameter
        connection.exec_driver_sql(statement.replace("%", "%%"))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _require_nothing_runs(connection: Connection) -> None:
    """What runs at each change of the rules, or is compared with, would do meanwhile as it likes.

    Raises:
        InputError: there is such a thing.
    """
    asked = f"{EVENT_TRIGGERS} UNION ALL {CATALOGUE}"
    found = connection.exec_driver_sql(asked.replace("%", "%%")).all()
    if found:
        raise InputError(
            f"Nothing was changed, for {'; '.join(str(words) for _, words in found)}.",
            hint="Disable or drop it, then try again.",
        )


def _require_server(connection: Connection) -> None:
    """Before 16, whoever may create roles becomes anybody, and grants can't be split as ours are.

    Raises:
        InputError: the server is older.
    """
    version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    if version < LEAST_SERVER:
        raise InputError(
            f"This server is PostgreSQL {version}; a workspace needs {LEAST_SERVER} or newer.",
            hint="Upgrade the server, or use another.",
        )


def _require_superuser(connection: Connection) -> None:
    """Whoever only creates roles becomes a member of those they create, above every rule.

    Raises:
        InputError: the login is none.
    """
    asked = "SELECT rolsuper, rolname FROM pg_roles WHERE rolname = current_user"
    is_superuser, login = connection.exec_driver_sql(asked).one()
    if not is_superuser:
        raise InputError(
            f"The login {login} is no superuser of this server, and only one makes or upgrades a"
            " workspace.",
            hint="Do this once with the address of a superuser; nobody works with that login.",
        )


def _require_own_schema(connection: Connection) -> None:
    """A dump that is restored before its roles gives everything to whoever restores it.

    Raises:
        VerificationError: the schema belongs to somebody else than the owner.
    """
    asked = text("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'mw'")
    owner = connection.execute(asked).scalar()
    if owner not in (None, cluster.OWNER):
        raise VerificationError(
            f"The tables belong to {owner}, not to {cluster.OWNER}: they were restored before"
            " the roles.",
            hint="Drop this database and make it anew, run psql --file=roles.sql (by pg_dumpall"
            " --roles-only on the old server), then pg_restore again.",
        )
