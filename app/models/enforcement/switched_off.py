"""What a superuser can do beside the rules so that they are there and don't count, as SQL.

Triggers that do not fire, keys that are not held, rules of PostgreSQL's own kind that send a change
elsewhere, a login that writes as the service does. None of it is in a digest: it is wrong whatever
was sealed, a restored copy has other numbers, and nothing is left of it where it was taken back.
Each row is a kind of `above.STOPS` and words, with the statement that takes it back.
"""

from __future__ import annotations

from app.models.enforcement.cluster import OWNER, database_role
from app.models.rules.roles import Role

_WORKER = database_role(Role.WORKER)
_SETTING = "session_replication_role"
# Whoever may set one of these puts triggers out of force, or writes the catalogue itself.
_PARAMETERS = f"'{_SETTING}', 'allow_system_table_mods', 'session_preload_libraries'"
_IN_MW = "c.relnamespace = (SELECT s.oid FROM pg_namespace s WHERE s.nspname = 'mw')"
_TABLE = "'mw.' || quote_ident(c.relname)"
_DATABASE = "quote_ident(current_database())"
_STARTS = f"' with {_SETTING}=' || {{value}} || ' ('"
_VALUE = "split_part(x, '=', 2)"

# Of the server, of a database, of a login, of a login in a database: any may say it.
_SETTINGS = (
    "SELECT 'off', coalesce(m.rolname, 'everybody') || ' starts'"
    f" || {_STARTS.format(value=_VALUE)}"
    " || CASE WHEN s.setrole = 0 AND s.setdatabase <> 0 THEN 'ALTER DATABASE ' ||"
    f" {_DATABASE} ELSE 'ALTER ROLE ' || coalesce(quote_ident(m.rolname), 'ALL')"
    f" || CASE WHEN s.setdatabase <> 0 THEN ' IN DATABASE ' || {_DATABASE} ELSE '' END END"
    f" || ' RESET {_SETTING})' FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) x"
    " LEFT JOIN member m ON m.oid = s.setrole"
    f" WHERE split_part(x, '=', 1) = '{_SETTING}' AND {_VALUE} <> 'origin'"
    " AND (s.setrole = 0 OR m.oid IS NOT NULL) AND s.setdatabase IN (0,"
    " (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))"
)
# What the server's own file says, and what who asks has set for themselves.
_PRESENT = (
    f"SELECT 'off', 'this session works' || {_STARTS.format(value='s.setting')} ||"
    f" CASE s.source WHEN 'session' THEN 'RESET {_SETTING}' ELSE"
    f" 'ALTER SYSTEM RESET {_SETTING}; SELECT pg_reload_conf()' END || ')' FROM pg_settings s"
    f" WHERE current_setting('{_SETTING}') <> 'origin' AND s.name = '{_SETTING}'"
    " AND s.source NOT IN ('database', 'user', 'database user')"
)
_GIVEN = (
    "SELECT 'parameter', CASE WHEN a.grantee = 0 THEN 'everybody' ELSE pg_get_userbyid(a.grantee)"
    " END || ' may set ' || p.parname || ' (REVOKE ALL ON PARAMETER ' || p.parname || ' FROM ' ||"
    " CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END || ')'"
    " FROM pg_parameter_acl p CROSS JOIN aclexplode(p.paracl) a"
    f" WHERE p.parname IN ({_PARAMETERS}) AND (a.grantee = 0 OR EXISTS (SELECT 1 FROM member m"
    " WHERE NOT m.rolsuper AND pg_has_role(m.oid, a.grantee, 'MEMBER'))"
    f" OR pg_get_userbyid(a.grantee) = '{OWNER}')"
)
_RULES = (
    "SELECT 'off', 'the rule ' || r.rulename || ' was added to ' || c.relname || ' (DROP RULE ' ||"
    f" quote_ident(r.rulename) || ' ON ' || {_TABLE} || ')' FROM pg_rewrite r"
    f" JOIN pg_class c ON c.oid = r.ev_class WHERE {_IN_MW}"
    " AND NOT (r.rulename = '_RETURN' AND c.relkind IN ('v', 'm'))"
)
# ENABLE TRIGGER USER brings back the guards that DISABLE TRIGGER ALL took, and not the keys.
_KEYS = (
    "SELECT 'off', 'keys of ' || c.relname || ' are not held (ALTER TABLE ' ||"
    f" {_TABLE} || ' ENABLE TRIGGER ALL)' FROM pg_class c WHERE {_IN_MW} AND EXISTS (SELECT 1 FROM"
    " pg_trigger t WHERE t.tgrelid = c.oid AND t.tgisinternal AND t.tgenabled <> 'O')"
)
# Four triggers hold a key; those of a catalogue that was written by hand may be gone altogether.
_LOST = (
    "SELECT 'off', 'the key ' || n.conname || ' of ' || c.relname || CASE WHEN n.convalidated"
    " THEN ' is not held (make it anew)' ELSE ' was not asked of all rows (ALTER TABLE ' ||"
    f" {_TABLE} || ' VALIDATE CONSTRAINT ' || quote_ident(n.conname) || ')' END"
    f" FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid WHERE {_IN_MW}"
    " AND (NOT n.convalidated OR n.contype = 'f' AND 4 >"
    " (SELECT count(*) FROM pg_trigger t WHERE t.tgconstraint = n.oid))"
)
_UNSEEN = (
    "SELECT 'off', 'triggers of ' || c.relname || ' are not looked for (UPDATE pg_class SET"
    " relhastriggers = true WHERE oid = ''' || c.oid::regclass || '''::regclass)' FROM pg_class c"
    f" WHERE {_IN_MW} AND NOT c.relhastriggers AND EXISTS (SELECT 1 FROM pg_trigger t"
    " WHERE t.tgrelid = c.oid)"
    " UNION ALL SELECT 'off', 'the index ' || x.relname || ' of ' || c.relname ||"
    " ' is not kept (REINDEX INDEX mw.' || quote_ident(x.relname) || ')' FROM pg_index i"
    " JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid"
    f" WHERE {_IN_MW} AND i.indisunique AND NOT (i.indisvalid AND i.indisready AND i.indislive)"
)
# Whoever receives changes from elsewhere writes as a replica: no trigger of ours fires.
_SUBSCRIPTIONS = (
    "SELECT 'off', 'the subscription ' || s.subname || ' writes past the guards (DROP"
    " SUBSCRIPTION ' || quote_ident(s.subname) || ')' FROM pg_subscription s WHERE s.subdbid ="
    " (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())"
)
# What runs at each login, or at each change of the rules, may undo them as it likes.
EVENT_TRIGGERS = (
    "SELECT 'off', 'the event trigger ' || e.evtname || ' runs at ' || e.evtevent || ' (ALTER EVENT"
    " TRIGGER ' || quote_ident(e.evtname) || ' DISABLE)' FROM pg_event_trigger e"
    " WHERE e.evtenabled <> 'D'"
)
# A function that the owner has elsewhere works above the rules for whoever may call it.
_ELSEWHERE = (
    f"SELECT 'off', '{OWNER} has the ' || o.type || ' ' || o.identity || ' (DROP ' || upper(o.type)"
    " || ' ' || o.identity || ')' FROM pg_shdepend s CROSS JOIN LATERAL"
    " pg_identify_object(s.classid, s.objid, s.objsubid) o JOIN pg_roles r ON r.oid = s.refobjid"
    " WHERE s.deptype = 'o' AND s.refclassid = 'pg_authid'::regclass AND s.dbid ="
    " (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())"
    f" AND r.rolname = '{OWNER}' AND o.schema IS DISTINCT FROM 'mw'"
    " AND NOT (o.type = 'schema' AND o.name = 'mw') AND o.type <> 'default acl'"
)
_FIRST = 16384  # of what was not made with the server
# What is called `=` there is what every guard compares with, whatever it is pinned to.
CATALOGUE = " UNION ALL ".join(
    f"SELECT 'off', 'the {kind} ' || o.oid::{named} || ' was added to pg_catalog (DROP"
    f" {kind.upper()} ' || o.oid::{named} || ')' FROM {table} o WHERE o.oid >= {_FIRST}"
    f" AND o.{place} = 'pg_catalog'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_depend d"
    f" WHERE d.classid = '{table}'::regclass AND d.objid = o.oid AND d.deptype = 'e')"
    for kind, named, table, place in (
        ("routine", "regprocedure", "pg_proc", "pronamespace"),
        ("operator", "regoperator", "pg_operator", "oprnamespace"),
    )
)
# A superuser is one of all groups anyway.
_OWNERS = (
    f"SELECT 'duty', m.rolname || ' is a member of {OWNER} (REVOKE {OWNER} FROM ' ||"
    " quote_ident(m.rolname) || ')' FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member"
    f" JOIN pg_roles g ON g.oid = a.roleid WHERE g.rolname = '{OWNER}' AND NOT m.rolsuper"
)

SWITCHED_OFF = (
    _SETTINGS, _PRESENT, _GIVEN, _RULES, _KEYS, _LOST, _UNSEEN, _SUBSCRIPTIONS, EVENT_TRIGGERS,
    _ELSEWHERE, CATALOGUE, _OWNERS,
)  # fmt: skip

# Logins that work as the service, and whether a person here has them. Another workspace of the same
# server has a service of its own, which is nobody here.
AT_WORK = (
    "SELECT m.rolname, quote_ident(m.rolname), p.id IS NOT NULL"
    " FROM member m LEFT JOIN mw.person p ON p.login = m.rolname"
    f" WHERE NOT m.rolsuper AND pg_has_role(m.oid, '{_WORKER}', 'MEMBER')"
    " AND NOT (p.kind IS NOT DISTINCT FROM 'service' AND p.closed_at IS NULL)"
    ' ORDER BY m.rolname COLLATE "C"'
)


def at_work(login: str, quoted_login: str) -> str:
    """Words for a login that works as the service and is not it."""
    return f"{login} is a member of {_WORKER} (REVOKE {_WORKER} FROM {quoted_login})"
