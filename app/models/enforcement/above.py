"""What must never be so beside the rules, whatever was sealed: logins and functions above them.

A digest tells that something changed. These are wrong from the start: a member's login that row
security does not bind, a language in which to leave the database, functions that fill its disk.
What gets round the rules stops the service; what only costs time or room is told.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.models.enforcement.cluster import EVERYBODY, FORBIDDEN_FUNCTIONS, OWNER, database_role
from app.models.enforcement.prepared import PREPARED
from app.models.enforcement.switched_off import AT_WORK, SWITCHED_OFF, at_work
from app.models.rules.roles import Role

OFF = "off"
# Of each kind of notice, whether the service works on in spite of it.
STOPS = {
    OFF: True,  # guards that are there and do not fire, keys that are not held
    "parameter": True,  # a member's login that may switch them off
    "duty": True,  # a login that works as the owner or as the service, and is not it
    "power": True,  # a member's login that no rule binds, or that makes logins and databases
    "predefined": True,  # a role of PostgreSQL's own: it reads, writes or runs past the rules
    "files": True,  # functions that read and write files of the server
    "language": True,  # one in which to leave the database
    # What PostgreSQL gives everybody by itself, or what is no more than that. It bends no rule:
    # large objects fill the disk, locks and sleeping cost time, which the watchdog ends.
    "call": False,
    "block": False,  # plpgsql for blocks of one's own: with nobody's rights but one's own
    # They bend no rule either, and hold up the seal and all who wait for them: see `prepared`.
    "preparing": False,
    "prepared": False,
}


@dataclass(frozen=True, slots=True)
class Above:
    """One thing that no rule binds, as words of a sentence."""

    kind: str  # a key of STOPS
    words: str

    @property
    def stops(self) -> bool:
        return STOPS[self.kind]

    @property
    def outlives_sessions(self) -> bool:
        """No upgrade takes it back: it is the server's file, or ended by hand."""
        return self.kind in ("preparing", "prepared")

    @property
    def is_deed(self) -> bool:
        """Whether somebody did it; the rest is so on every server that was just made."""
        return self.kind not in AS_CREATED or not self.words.startswith(EVERYBODY_MAY)


_WORKER = database_role(Role.WORKER)
_POWERS = {
    "rolsuper": "is a superuser",
    "rolbypassrls": "bypasses row security",
    "rolcreaterole": "creates roles",
    "rolcreatedb": "creates databases",
    "rolreplication": "replicates",
}
# Languages of PostgreSQL itself; with `sql` nobody gets further than by asking.
_LANGUAGES = "'internal', 'c', 'sql', 'plpgsql'"
# What the service is given: see `hardening_statements`.
_OF_WORKER = "'pg_signal_backend', 'pg_read_all_stats'"

# Logins that hold a duty here. Whoever owns the schema does not by that.
MEMBERS = (
    "WITH RECURSIVE held AS (SELECT r.oid FROM pg_roles r"
    f" WHERE r.rolname = '{EVERYBODY}'"
    " UNION SELECT m.member FROM held h JOIN pg_auth_members m ON m.roleid = h.oid"
    f" JOIN pg_roles r ON r.oid = m.member WHERE r.rolname <> '{OWNER}'),"
    " member AS (SELECT r.* FROM pg_roles r JOIN held h ON h.oid = r.oid WHERE r.rolcanlogin)"
)
_POWERFUL = " UNION ALL ".join(
    f"SELECT 'power', m.rolname || ' {words}' FROM member m WHERE m.{column}"
    for column, words in _POWERS.items()
)
# A superuser is a member of all: once is enough. Memberships are followed as they are given.
_PREDEFINED = (
    "SELECT 'predefined', m.rolname || ' is a member of ' || g.rolname"
    " FROM member m JOIN pg_roles g ON g.rolname LIKE 'pg\\_%' AND g.oid < 16384"
    " AND pg_has_role(m.oid, g.oid, 'MEMBER')"
    " WHERE NOT m.rolsuper"
    f" AND NOT (g.rolname IN ({_OF_WORKER}) AND pg_has_role(m.oid, '{_WORKER}', 'MEMBER'))"
)
# What a server that nobody has touched lets everybody do.
AS_CREATED = ("call", "block", "files", "preparing")
EVERYBODY_MAY = "everybody may "
_GRANTEE = (
    f"CASE WHEN a.grantee = 0 THEN '{EVERYBODY_MAY}' ELSE pg_get_userbyid(a.grantee) || ' may ' END"
)
_IS_STRANGER = (
    "NOT EXISTS (SELECT 1 FROM pg_roles r WHERE r.oid = a.grantee"
    f" AND (r.rolsuper OR r.rolname = '{OWNER}'))"
)
_FILES = "p.proname IN ('lo_import', 'lo_export')"
_FUNCTIONS = (
    f"SELECT CASE WHEN {_FILES} THEN 'files' ELSE 'call' END,"
    f" {_GRANTEE} || 'call ' || p.proname FROM pg_proc p,"
    " aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
    " WHERE p.pronamespace = 'pg_catalog'::regnamespace AND a.privilege_type = 'EXECUTE'"
    f" AND ({FORBIDDEN_FUNCTIONS}) AND {_IS_STRANGER}"
    f" AND NOT (p.proname = 'pg_try_advisory_xact_lock' AND pg_get_userbyid(a.grantee) ="
    f" '{_WORKER}')"
)
_TONGUES = (
    f"SELECT 'language', 'the language ' || l.lanname || ' was added' FROM pg_language l"
    f" WHERE l.lanname NOT IN ({_LANGUAGES})"
    f" UNION ALL SELECT 'block', {_GRANTEE} || 'use the language ' || l.lanname FROM pg_language l,"
    " aclexplode(coalesce(l.lanacl, acldefault('l', l.lanowner))) a"
    f" WHERE l.lanpltrusted AND l.lanname <> 'sql' AND {_IS_STRANGER}"
)
_ABOVE = " UNION ALL ".join(
    (_POWERFUL, _PREDEFINED, _FUNCTIONS, _TONGUES, *SWITCHED_OFF, *PREPARED)
)
_STATEMENT = text(
    f'{MEMBERS} SELECT DISTINCT line COLLATE "C", kind FROM ({_ABOVE}) AS x (kind, line)'
    " ORDER BY 1".replace(":", "\\:")
)
_AT_WORK = text(f"{MEMBERS} {AT_WORK}")


def above_the_rules(connection: Connection) -> tuple[Above, ...]:
    """Any login may ask. In a file everybody is its owner."""
    if connection.dialect.name == "sqlite":
        return ()
    return tuple(Above(kind, line) for line, kind in connection.execute(_STATEMENT))


def workers_apart(connection: Connection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words for the logins that work as the service and are not it: people's, and strangers'."""
    if connection.dialect.name == "sqlite":
        return (), ()
    found = [(at_work(*row[:2]), row[2]) for row in connection.execute(_AT_WORK)]
    return tuple(w for w, known in found if known), tuple(w for w, known in found if not known)
