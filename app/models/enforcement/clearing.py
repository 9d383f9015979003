"""What is taken from a PostgreSQL database before its rules are made: all that enforces.

So an upgraded workspace has what a new one has, and nothing else: what an earlier version made, or
somebody by hand, would be sealed as right otherwise. Tables are not touched: `fresh_tables` looks.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.cluster import EVERYBODY, OWNER, ROLES, database_role
from app.models.enforcement.guard import quoted
from app.models.rules.roles import PEOPLE, Role

_MW = "'mw'::regnamespace"
_OWNER = f"'{OWNER}'::regrole"
_TABLE = "c.oid::regclass"
_CLASS = f"pg_class c WHERE c.relnamespace = {_MW}"
_TO = "CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END"
# Queries for statements, one column; each sees what those before it have left.
_TRIGGERS = (
    f"SELECT format('DROP TRIGGER %I ON %s', t.tgname, {_TABLE}) FROM pg_trigger t"
    f" JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = {_MW} AND NOT t.tgisinternal"
    f" UNION ALL SELECT format('DROP RULE %I ON %s', r.rulename, {_TABLE}) FROM pg_rewrite r"
    f" JOIN pg_class c ON c.oid = r.ev_class WHERE c.relnamespace = {_MW}"
    " AND r.rulename <> '_RETURN'"
)
_SIGHT = (
    f"SELECT format('DROP POLICY %I ON %s', p.polname, {_TABLE}) FROM pg_policy p"
    f" JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = {_MW}"
    " UNION ALL SELECT format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL"
    f" SECURITY', {_TABLE}) FROM {_CLASS} AND (c.relrowsecurity OR c.relforcerowsecurity)"
)
# Those that a column takes its default from stay, and are replaced.
_FUNCTIONS = (
    "SELECT format('DROP ROUTINE %s', p.oid::regprocedure) FROM pg_proc p"
    f" WHERE p.pronamespace = {_MW} AND NOT EXISTS (SELECT 1 FROM pg_depend d"
    " JOIN pg_attrdef f ON f.oid = d.objid JOIN pg_class c ON c.oid = f.adrelid"
    " WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid = p.oid"
    f" AND d.classid = 'pg_attrdef'::regclass AND c.relnamespace = {_MW})"
)
_RIGHTS = (
    f"SELECT format('REVOKE ALL ON %s FROM %s CASCADE', {_TABLE}, {_TO}) FROM pg_class c,"
    f" aclexplode(c.relacl) a WHERE c.relnamespace = {_MW} AND a.grantee <> {_OWNER}"
    f" UNION SELECT format('REVOKE ALL (%I) ON %s FROM %s CASCADE', b.attname, {_TABLE}, {_TO})"
    " FROM pg_class c JOIN pg_attribute b ON b.attrelid = c.oid, aclexplode(b.attacl) a"
    f" WHERE c.relnamespace = {_MW} AND NOT b.attisdropped"
    " UNION SELECT format('REVOKE ALL ON ROUTINE %s FROM %s CASCADE', p.oid::regprocedure,"
    f" {_TO}) FROM pg_proc p, aclexplode(p.proacl) a WHERE p.pronamespace = {_MW}"
    f" AND a.grantee <> {_OWNER}"
    f" UNION SELECT format('REVOKE ALL ON SCHEMA mw FROM %s CASCADE', {_TO})"
    f" FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.oid = {_MW} AND a.grantee <> {_OWNER}"
)
# A sequence of a column goes with its table.
_OWNED = (
    f"SELECT format('ALTER %s %s OWNER TO {OWNER}', CASE c.relkind WHEN 'S' THEN 'SEQUENCE'"
    f" WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, {_TABLE})"
    f" FROM {_CLASS} AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND c.relowner <> {_OWNER}"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass"
    " AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refclassid = 'pg_class'::regclass)"
    f" UNION ALL SELECT format('ALTER ROUTINE %s OWNER TO {OWNER}', p.oid::regprocedure)"
    f" FROM pg_proc p WHERE p.pronamespace = {_MW} AND p.proowner <> {_OWNER}"
    f" UNION ALL SELECT 'ALTER SCHEMA mw OWNER TO {OWNER}' FROM pg_namespace n"
    f" WHERE n.oid = {_MW} AND n.nspowner <> {_OWNER}"
)
# What the owner's next table or function, or anybody's in our schema, would be given by itself.
_DEFAULTS = (
    "SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I %s REVOKE ALL ON %s FROM %s',"
    " pg_get_userbyid(f.defaclrole), CASE f.defaclnamespace WHEN 0 THEN '' ELSE 'IN SCHEMA mw' END,"
    " CASE f.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN"
    f" 'ROUTINES' WHEN 'n' THEN 'SCHEMAS' ELSE 'TYPES' END, {_TO})"
    " FROM pg_default_acl f, aclexplode(f.defaclacl) a WHERE a.grantee <> f.defaclrole"
    # As PostgreSQL has it by itself.
    " AND NOT (f.defaclnamespace = 0 AND a.grantee = 0 AND f.defaclobjtype IN ('f', 'T'))"
    f" AND (f.defaclnamespace = {_MW} OR f.defaclnamespace = 0 AND f.defaclrole = {_OWNER})"
)
# Who holds a duty here needs nothing beside; other logins may, to make backups.
_MEMBER = (
    f"NOT r.rolsuper AND r.rolname NOT IN ({quoted(ROLES)})"
    f" AND pg_has_role(r.oid, '{EVERYBODY}', 'MEMBER')"
)
_BESIDE = (
    f"SELECT format('REVOKE ALL ON DATABASE %I FROM %I CASCADE', d.datname, r.rolname)"
    " FROM pg_database d, aclexplode(d.datacl) a JOIN pg_roles r ON r.oid = a.grantee"
    f" WHERE d.datname = current_database() AND d.datdba <> r.oid AND {_MEMBER}"
    " UNION SELECT format('REVOKE ALL ON SCHEMA public FROM %I CASCADE', r.rolname)"
    " FROM pg_namespace n, aclexplode(n.nspacl) a JOIN pg_roles r ON r.oid = a.grantee"
    f" WHERE n.nspname = 'public' AND n.nspowner <> r.oid AND {_MEMBER}"
)
# Duties in duties, who may pass one on, who works as the owner, and what roles of PostgreSQL's own
# ours are in: but for what `cluster` gives.
_OURS = quoted(ROLES)
_PASSED = quoted([database_role(role) for role in sorted(PEOPLE)])
_GIVEN = (
    f"(g.rolname = '{EVERYBODY}' AND m.rolname IN ({_OURS}) AND NOT a.admin_option"
    f" OR m.rolname = '{OWNER}' AND g.rolname IN ({_PASSED}, 'pg_read_all_stats')"
    f" OR m.rolname = '{database_role(Role.WORKER)}'"
    " AND g.rolname IN ('pg_signal_backend', 'pg_read_all_stats'))"
)
_WHOLE = f"(g.rolname = '{OWNER}' OR m.rolname IN ({_OURS}) AND g.rolname <> '{EVERYBODY}')"
_PASSES = f"g.rolname IN ({_OURS}) AND a.admin_option AND NOT m.rolsuper"
MEMBERSHIPS = (
    f"SELECT format('REVOKE %s%I FROM %I GRANTED BY %I CASCADE', CASE WHEN {_WHOLE} THEN ''"
    " ELSE 'ADMIN OPTION FOR ' END, g.rolname, m.rolname, pg_get_userbyid(a.grantor))"
    " FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid JOIN pg_roles m"
    f" ON m.oid = a.member WHERE NOT {_GIVEN} AND ({_WHOLE} OR {_PASSES})"
)
# What somebody gave who may no more pass it on is theirs all the same who have it.
HELD = (
    "SELECT g.rolname, m.rolname, format('GRANT %I TO %I WITH ADMIN FALSE, INHERIT %s, SET %s',"
    " g.rolname, m.rolname, bool_or(a.inherit_option)::text, bool_or(a.set_option)::text)"
    " FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid"
    " JOIN pg_roles m ON m.oid = a.member"
    f" WHERE g.rolname IN ({_OURS}) AND g.rolname <> '{OWNER}' AND m.rolname NOT IN ({_OURS})"
    " GROUP BY g.rolname, m.rolname"
)
# Whoever else was given something in the schema, to be told that it is gone.
STRANGERS = (
    "SELECT DISTINCT pg_get_userbyid(a.grantee) FROM (SELECT c.relacl FROM pg_class c"
    " WHERE c.relnamespace = to_regnamespace('mw') UNION ALL SELECT b.attacl FROM pg_class c"
    " JOIN pg_attribute b ON b.attrelid = c.oid WHERE c.relnamespace = to_regnamespace('mw')"
    " UNION ALL SELECT p.proacl FROM pg_proc p WHERE p.pronamespace = to_regnamespace('mw')"
    " UNION ALL SELECT n.nspacl FROM pg_namespace n WHERE n.nspname = 'mw') x (acl)"
    " CROSS JOIN LATERAL aclexplode(x.acl) a WHERE a.grantee <> 0"
    f" AND pg_get_userbyid(a.grantee) NOT IN ({_OURS}) ORDER BY 1"
)
_KEPT_POWERS = "NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


def cleared() -> Iterator[str]:
    """Take away triggers, policies, functions and rights. Run as the owner."""
    yield _each(_TRIGGERS, _SIGHT, _FUNCTIONS, _RIGHTS)


def owned() -> Iterator[str]:
    """What somebody took or was promised goes back to the owner. A superuser's."""
    yield _each(_OWNED, _DEFAULTS, _BESIDE)


def powerless() -> Iterator[str]:
    """The product's roles of the server can do nothing by themselves. A superuser's."""
    for role in ROLES:
        yield f"ALTER ROLE {role} {_KEPT_POWERS}"


def _each(*queries: str) -> str:
    """One statement that runs what each query says, one query after another."""
    loops = " ".join(
        f"said := ARRAY({query}); FOREACH one IN ARRAY said LOOP EXECUTE one; END LOOP;"
        for query in queries
    )
    return f"DO $do$ DECLARE said text[]; one text; BEGIN {loops} END $do$"
