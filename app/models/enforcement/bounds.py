"""How much of the server one person's login may use: what PostgreSQL bounds by login, not by duty.

Only the space for temporary files is out of a login's own reach; time and memory are where it
starts, and it may ask for more. What that costs then is bounded by the server's host.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from app.models.enforcement.above import MEMBERS
from app.models.enforcement.cluster import EVERYBODY, database_role
from app.models.rules.roles import Role

BOUNDS = {"work_mem": "64MB", "temp_file_limit": "4GB", "statement_timeout": "60s"}

# What says "without bound" is none: every login may say that of its own time, for good.
_CHOSEN = (
    "SELECT split_part(c, '=', 1) FROM (SELECT * FROM pg_db_role_setting, unnest(setconfig) c"
    " WHERE split_part(c, '=', 2) !~ '^ *(-1|0+) *[A-Za-z]* *$') s"
)
_UNBOUND = text(
    f"{MEMBERS} SELECT m.rolname FROM member m WHERE NOT m.rolsuper"
    f" AND NOT pg_has_role(m.oid, '{database_role(Role.WORKER)}', 'MEMBER')"
    " AND EXISTS (SELECT unnest(CAST(:names AS text[])) EXCEPT"
    f" ({_CHOSEN} WHERE s.setrole = m.oid AND s.setdatabase IN (0, (SELECT d.oid FROM pg_database d"
    ' WHERE d.datname = current_database())))) ORDER BY m.rolname COLLATE "C"'
)

# Another workspace of the server lets members in by name, and everybody into nothing.
_ELSEWHERE = text(
    "SELECT d.datname, quote_ident(d.datname) FROM pg_database d WHERE d.datallowconn"
    " AND d.datname <> current_database()"
    f" AND has_database_privilege('{EVERYBODY}', d.oid, 'CONNECT')"
    " AND EXISTS (SELECT 1 FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a"
    " WHERE a.grantee = 0 AND a.privilege_type = 'CONNECT')"
    ' ORDER BY d.datname COLLATE "C"'
)


def bound_statements(quoted_login: str) -> Iterator[str]:
    """A superuser's."""
    for name, value in BOUNDS.items():
        yield f"ALTER ROLE {quoted_login} SET {name} = '{value}';"


def unbound_logins(connection: Connection) -> tuple[str, ...]:
    """Logins of people that start without these bounds; any login may ask."""
    if connection.dialect.name == "sqlite":
        return ()
    return tuple(map(str, connection.execute(_UNBOUND, {"names": list(BOUNDS)}).scalars()))


def open_databases(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Other databases that let everybody in, members too: name, and name as SQL has it."""
    if connection.dialect.name == "sqlite":
        return ()
    return tuple((str(name), str(quoted)) for name, quoted in connection.execute(_ELSEWHERE))
