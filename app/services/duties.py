"""Whether logins have the duties that the memberships say: who lacks one, who has one too many.

Duties of a login are what memberships come to on PostgreSQL, no more: guards ask the memberships.
A confirmed request gives them where the login is there and the database's owner may. A login that
is made later, or was granted something by somebody else, is found here.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.enforcement.cluster import EVERYBODY, database_role
from app.models.enforcement.effects import PROJECT_ALL
from app.models.rules.roles import PEOPLE, Role
from app.services.unit_of_work import UnitOfWork
from app.services.workspace import login_statement

NO_RIGHT = "42501"
_ENDING = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = {login};"
MENDING = "modelward workspace check --mend"

# Who does not see every unit does not see every membership: nothing is called too much then.
# A superuser is a member of all; that is said elsewhere.
_LOGINS = text(
    "SELECT p.id, p.handle, p.login, quote_ident(p.login) AS quoted, p.closed_at IS NOT NULL AS"
    " is_closed, r.oid IS NOT NULL AS is_there, coalesce(r.rolcanlogin, false) AS comes_in,"
    " coalesce(pg_has_role(r.oid, :everybody, 'MEMBER'), false) AS is_member,"
    " quote_literal(p.login) AS worded, EXISTS (SELECT 1 FROM pg_stat_activity a"
    " WHERE a.usename = p.login) AS is_connected,"
    " ARRAY(SELECT DISTINCT m.role FROM mw.membership m WHERE m.person_id = p.id"
    " AND (m.valid_until IS NULL OR m.valid_until > mw.mw_now())) AS held,"
    " ARRAY(SELECT d FROM unnest(CAST(:roles AS text[])) d WHERE r.oid IS NOT NULL"
    " AND NOT r.rolsuper AND pg_has_role(r.oid, CAST('mw_' || d AS name), 'MEMBER')) AS granted,"
    " NOT row_security_active('mw.membership') OR EXISTS (SELECT 1 FROM mw.business_unit u"
    " WHERE u.parent_id IS NULL AND u.id = ANY (mw.my_units())) AS sees_all,"
    " coalesce(r.rolsuper, false) AS is_super FROM mw.person p"
    " LEFT JOIN pg_roles r ON r.rolname = p.login"
    " WHERE p.login IS NOT NULL AND p.kind = 'person'"
    " AND (CAST(:person AS uuid) IS NULL OR p.id = :person) ORDER BY p.handle"
)


@dataclass(frozen=True, slots=True)
class StrayLogin:
    """A person's login that is not as the memberships say, and what puts it right."""

    handle: str
    login: str
    why: str
    statements: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return f"{self.why} A database administrator runs: {' '.join(self.statements)}"


def stray_logins(session: Session, person_id: UUID | None = None) -> list[StrayLogin]:
    """Of everybody, or of one person. None in a file."""
    if session.connection().dialect.name == "sqlite":
        return []
    roles = sorted(str(role) for role in PEOPLE)
    asked = {"everybody": EVERYBODY, "roles": roles, "person": person_id}
    found = []
    for row in session.execute(_LOGINS, asked):
        held, granted = {*row.held} & {*roles}, {*row.granted}
        lacks = [] if row.is_super else sorted(held - granted)
        beyond = sorted(granted - held) if row.sees_all else []
        revoked = [f"REVOKE {database_role(Role(one))} FROM {row.quoted};" for one in beyond]
        if row.is_closed:
            comes_in = [f"ALTER ROLE {row.quoted} NOLOGIN;"] if row.comes_in else []
            # Who is connected stays so, whatever the login may do from now on.
            is_open = row.comes_in or row.is_connected
            ended = [_ENDING.format(login=row.worded)] if is_open else []
            still = " still connected" if row.is_connected and not row.comes_in else " not"
            why = f"The account of {row.handle} is closed, and the login {row.login} is{still}."
            todo = [*revoked, *comes_in, *ended]
        elif not row.is_there:
            why = f"The login {row.login} of {row.handle} is not there yet."
            todo = [login_statement(row.login, map(Role, held))]
        else:
            why = f"The login {row.login} of {row.handle} {_apart(lacks, beyond)}."
            granting = [f"GRANT {database_role(Role(one))} TO {row.quoted};" for one in lacks]
            if not row.is_member and not lacks:
                why = f"The login {row.login} of {row.handle} may not come in here."
                granting = [f"GRANT {EVERYBODY} TO {row.quoted};"]
            todo = [*granting, *revoked]
        if todo:
            found.append(StrayLogin(row.handle, row.login, why, tuple(todo)))
    return found


def _apart(lacks: list[str], beyond: list[str]) -> str:
    said = [f"lacks {', '.join(lacks)}"] if lacks else []
    said += [f"still has {', '.join(beyond)}"] if beyond else []
    return " and ".join(said)


def duty_statements(session: Session, person_id: UUID) -> list[str]:
    """What a database administrator must still run so that the login has exactly its duties.

    Empty where the database has done it by itself, and in a file.
    """
    return [line for one in stray_logins(session, person_id) for line in one.statements]


def give_duties(work: UnitOfWork) -> None:
    """Have the database's owner give and take what it may, by the memberships. Needs no superuser.

    Raises:
        InputError: this person is no administrator.
    """
    if work.session.connection().dialect.name == "sqlite":
        return
    try:
        work.session.execute(text(f"SELECT {PROJECT_ALL}"))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") != NO_RIGHT:
            raise
        raise InputError(
            "Only an administrator has the duties of logins put right.",
            hint=f"Ask one to run {MENDING}.",
        ) from error
