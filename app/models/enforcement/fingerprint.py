"""What tells that rules in the database were changed by hand: a digest over all that enforces.

Computed by anybody who may connect. The one of the day when the rules came in force is stored, and
signed with each head of the trail, so that who changes the rules and the stored digest is found by
every computer that saw an earlier head.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection, text

# Names, never numbers of objects, so that a restored copy has the same digest. Who owns an object
# is “owner”, whatever that login is called there. PostgreSQL's wording of conditions may change
# with its major version: `modelward workspace upgrade` then seals anew.
_ACL = (
    "SELECT string_agg(CASE WHEN a.grantee = {owner} THEN 'owner' WHEN a.grantee = 0 THEN 'public'"
    " ELSE pg_get_userbyid(a.grantee) END || ' ' || a.privilege_type || ' ' || a.is_grantable, ','"
    ' ORDER BY pg_get_userbyid(a.grantee) COLLATE "C", a.privilege_type COLLATE "C")'
    " FROM aclexplode(coalesce({acl}, acldefault({kind}, {owner}))) a"
)
BESIDE = "rights of the database"  # which a dump of the schema does not hold
# The kinds of thing, as `acldefault` calls them.
_FUNCTION, _COLUMN, _SCHEMA, _DATABASE = "'f'", "'c'", "'n'", "'d'"
_RELATION = "(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::\"char\""
_IN_MW = "relnamespace = 'mw'::regnamespace"


def _acl(acl: str, owner: str, kind: str) -> str:
    """Rights as they count: those that are there without being given are spelled out too."""
    return f"coalesce(({_ACL.format(acl=acl, owner=owner, kind=kind)}), '')"


_POSTGRESQL: Mapping[str, str] = {
    "functions": (
        "SELECT concat_ws('|', p.proname, pg_get_function_identity_arguments(p.oid), p.prosrc,"
        " p.prosecdef, p.provolatile, p.proisstrict, p.proleakproof, p.proconfig::text, l.lanname,"
        " pg_get_function_result(p.oid),"
        f" pg_get_userbyid(p.proowner), {_acl('p.proacl', 'p.proowner', _FUNCTION)})"
        " FROM pg_proc p JOIN pg_language l"
        " ON l.oid = p.prolang WHERE p.pronamespace = 'mw'::regnamespace"
    ),
    "triggers": (
        "SELECT concat_ws('|', c.relname, t.tgenabled, pg_get_triggerdef(t.oid)) FROM pg_trigger t"
        f" JOIN pg_class c ON c.oid = t.tgrelid WHERE c.{_IN_MW} AND NOT t.tgisinternal"
    ),
    "tables": (
        "SELECT concat_ws('|', c.relname, c.relkind, c.relpersistence, a.attname,"
        " format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,"
        " l.collnamespace::regnamespace, l.collname, pg_get_expr(d.adbin, d.adrelid))"
        " FROM pg_class c"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
        " LEFT JOIN pg_collation l ON l.oid = a.attcollation"
        f" WHERE c.{_IN_MW} AND c.relkind IN ('r', 'v', 'm', 'p', 'f', 'c')"
        # Rows of a table that inherits are read as those of its parent, and no guard saw them.
        " UNION ALL SELECT concat_ws('|', 'inherits', i.inhrelid::regclass, i.inhparent::regclass)"
        f" FROM pg_inherits i JOIN pg_class c ON c.oid IN (i.inhrelid, i.inhparent)"
        f" WHERE c.{_IN_MW} AND c.relkind <> 'i'"
        " UNION ALL SELECT concat_ws('|', c.relname, s.seqtypid::regtype, s.seqstart,"
        " s.seqincrement, s.seqmin, s.seqmax, s.seqcycle) FROM pg_sequence s"
        f" JOIN pg_class c ON c.oid = s.seqrelid WHERE c.{_IN_MW}"
        " UNION ALL SELECT concat_ws('|', 'type', t.typname, t.typtype) FROM pg_type t"
        " WHERE t.typnamespace = 'mw'::regnamespace AND t.typtype NOT IN ('b', 'c')"
        " UNION ALL SELECT concat_ws('|', 'operator', o.oprname, o.oprcode) FROM pg_operator o"
        " WHERE o.oprnamespace = 'mw'::regnamespace"
    ),
    "constraints": (
        "SELECT concat_ws('|', c.relname, n.conname, n.convalidated, pg_get_constraintdef(n.oid))"
        f" FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid WHERE c.{_IN_MW}"
        " AND n.contype <> 't'"  # these are triggers
        " UNION ALL SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c"
        f" ON c.oid = i.indrelid WHERE c.{_IN_MW}"
        # Of others only who calls a function that is not PostgreSQL's own: which rows an index
        # is of, a restored dump words anew.
        " AND (i.indisunique OR EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = i.indexrelid"
        " AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_proc'::regclass))"
    ),
    "row security": (
        "SELECT concat_ws('|', c.relname, c.relrowsecurity, c.relforcerowsecurity, p.polname,"
        " p.polcmd, p.polpermissive, pg_get_expr(p.polqual, p.polrelid),"
        " pg_get_expr(p.polwithcheck, p.polrelid), (SELECT string_agg(pg_get_userbyid(r), ','"
        ' ORDER BY pg_get_userbyid(r) COLLATE "C") FROM unnest(p.polroles) r)) FROM pg_class c'
        f" LEFT JOIN pg_policy p ON p.polrelid = c.oid WHERE c.{_IN_MW} AND c.relkind = 'r'"
    ),
    "rights": (
        "SELECT concat_ws('|', c.relname, pg_get_userbyid(c.relowner),"
        f" {_acl('c.relacl', 'c.relowner', _RELATION)}) FROM pg_class c WHERE c.{_IN_MW}"
        " AND c.relkind IN ('r', 'S', 'v', 'm', 'p')"
        " UNION ALL SELECT concat_ws('|', c.relname, a.attname,"
        f" {_acl('a.attacl', 'c.relowner', _COLUMN)})"
        " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL"
        f" WHERE c.{_IN_MW}"
        f" UNION ALL SELECT concat_ws('|', n.nspname, {_acl('n.nspacl', 'n.nspowner', _SCHEMA)})"
        " FROM pg_namespace n WHERE n.nspname = 'mw'"
        # What the next table is given by itself.
        " UNION ALL SELECT concat_ws('|', 'next', f.defaclobjtype, pg_get_userbyid(f.defaclrole),"
        f" {_acl('f.defaclacl', 'f.defaclrole', 'f.defaclobjtype')}) FROM pg_default_acl f"
        " WHERE pg_get_userbyid(f.defaclrole) = 'mw_owner'"  # anybody may say so of their own
    ),
    BESIDE: (
        f"SELECT concat_ws('|', n.nspname, {_acl('n.nspacl', 'n.nspowner', _SCHEMA)})"
        " FROM pg_namespace n WHERE n.nspname = 'public'"
        f" UNION ALL SELECT concat_ws('|', 'database', {_acl('d.datacl', 'd.datdba', _DATABASE)})"
        " FROM pg_database d WHERE d.datname = current_database()"
    ),
    # Who holds a duty changes every day; who stands above the rules must not.
    "roles": (
        "SELECT concat_ws('|', r.rolname, r.rolsuper, r.rolinherit, r.rolcreaterole,"
        " r.rolcreatedb, r.rolcanlogin, r.rolbypassrls, r.rolreplication) FROM pg_roles r"
        " WHERE r.rolname LIKE 'mw\\_%'"
        " UNION ALL SELECT concat_ws('|', g.rolname, m.rolname, a.admin_option, a.inherit_option,"
        " a.set_option) FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid JOIN pg_roles m"
        " ON m.oid = a.member WHERE m.rolname LIKE 'mw\\_%' OR g.rolname LIKE 'mw\\_%'"
        " AND (g.rolname = 'mw_owner' OR a.admin_option)"
    ),
    "rules": (
        "SELECT concat_ws('|', thing, source, target, role) FROM mw.allowed_transition"
        " UNION ALL SELECT concat_ws('|', table_name, action, role) FROM mw.allowed_write"
    ),
}
_SQLITE: Mapping[str, str] = {
    "triggers": "SELECT name || '|' || sql FROM sqlite_master WHERE type = 'trigger'",
    "tables": (
        "SELECT name || '|' || coalesce(sql, '') FROM sqlite_master"
        " WHERE type <> 'trigger' AND name NOT LIKE 'sqlite_%'"
    ),
    "rules": (
        "SELECT thing || '|' || source || '|' || target || '|' || role FROM allowed_transition"
        " UNION ALL SELECT table_name || '|' || action || '|' || role FROM allowed_write"
    ),
}


def fingerprint_parts(connection: Connection) -> dict[str, str]:
    """SHA-256 of each part of what enforces, as this connection sees it."""
    if connection.dialect.name == "sqlite":
        found = {}
        for part, sql in _SQLITE.items():
            lines = sorted(connection.exec_driver_sql(sql).scalars())
            found[part] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        return found
    digests = " UNION ALL ".join(
        f"SELECT '{part}', encode(sha256(convert_to(coalesce(string_agg(line, E'\\n'"
        f" ORDER BY line COLLATE \"C\"), ''), 'UTF8')), 'hex') FROM ({sql}) AS x (line)"
        for part, sql in _POSTGRESQL.items()
    )
    rows = connection.execute(text(digests.replace(":", "\\:")))
    return {str(part): str(digest) for part, digest in rows}


def lines_of(connection: Connection, part: str, schema: str) -> frozenset[str]:
    """What that part consists of in PostgreSQL, of another schema in the words of ours."""
    asked = _POSTGRESQL[part].replace("'mw'", f"'{schema}'")
    found = connection.execute(text(asked.replace(":", "\\:"))).scalars()
    return frozenset(line.replace(f"{schema}.", "mw.") for line in found)


def combine(parts: Mapping[str, str]) -> str:
    """The one digest over all parts."""
    lines = "\n".join(f"{part}: {parts[part]}" for part in sorted(parts))
    return hashlib.sha256(lines.encode()).hexdigest()
