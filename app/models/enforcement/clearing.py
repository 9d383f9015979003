"""What is taken from a PostgreSQL database before its rules are made: all that enforces.

So an upgraded workspace has what a new one has, and nothing else: what an earlier version made, or
somebody by hand, would be sealed as right otherwise. Tables are not touched: `fresh_tables` looks.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.cluster import EVERYBODY, OWNER, ROLES, database_role
from app.models.enforcement.guard import quoted
from app.models.rules.roles import PEOPLE

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
    " WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid = p.oid"
    " AND d.classid = 'pg_attrdef'::regclass)"
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
# What the next table or function would be given by itself.
_DEFAULTS = (
    "SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA mw REVOKE ALL ON %s FROM %s',"
    " pg_get_userbyid(f.defaclrole), CASE f.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN"
    f" 'SEQUENCES' WHEN 'f' THEN 'ROUTINES' ELSE 'TYPES' END, {_TO})"
    f" FROM pg_default_acl f, aclexplode(f.defaclacl) a WHERE f.defaclnamespace = {_MW}"
)
# Duties in duties, who may pass one on, who works as the owner: but for what is given to us.
_OURS = quoted(ROLES)
_PASSED = quoted([database_role(role) for role in sorted(PEOPLE)])
_GIVEN = (
    f"g.rolname = '{EVERYBODY}' AND m.rolname IN ({_OURS})"
    f" OR m.rolname = '{OWNER}' AND g.rolname IN ({_PASSED})"
)
_MEMBERSHIPS = (
    f"SELECT format('REVOKE %s%I FROM %I GRANTED BY %I CASCADE', CASE WHEN m.rolname IN ({_OURS})"
    f" OR g.rolname = '{OWNER}' THEN '' ELSE 'ADMIN OPTION FOR ' END, g.rolname, m.rolname,"
    " pg_get_userbyid(a.grantor)) FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid"
    f" JOIN pg_roles m ON m.oid = a.member WHERE g.rolname IN ({_OURS}) AND NOT m.rolsuper"
    f" AND NOT ({_GIVEN}) AND (m.rolname IN ({_OURS}) OR g.rolname = '{OWNER}' OR a.admin_option)"
)
_KEPT_POWERS = "NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


def cleared() -> Iterator[str]:
    """Take away triggers, policies, functions and rights. Run as the owner."""
    yield _each(_TRIGGERS, _SIGHT, _FUNCTIONS, _RIGHTS)


def owned() -> Iterator[str]:
    """What somebody took or was promised goes back to the owner. A superuser's."""
    yield _each(_OWNED, _DEFAULTS)


def unjoined() -> Iterator[str]:
    """The product's roles in this cluster can do nothing by themselves or by each other."""
    yield _each(_MEMBERSHIPS)
    for role in ROLES:
        yield f"ALTER ROLE {role} {_KEPT_POWERS}"


def _each(*queries: str) -> str:
    """One statement that runs what each query says, one query after another."""
    loops = " ".join(
        f"said := ARRAY({query}); FOREACH one IN ARRAY said LOOP EXECUTE one; END LOOP;"
        for query in queries
    )
    return f"DO $do$ DECLARE said text[]; one text; BEGIN {loops} END $do$"
