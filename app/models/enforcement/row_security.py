"""PostgreSQL's row security: what a login reads, whatever client it comes with.

Policies say who sees a row. Who may write one is said by the guards, with a code; so a policy
refuses an insert only of who is nobody here, and a row of another unit is simply not there for an
update.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from app.models.enforcement.guard import quoted
from app.models.enforcement.history import SUFFIX
from app.models.rules.rights import RIGHTS
from app.models.rules.sight import FOR_EVERYBODY, OWN, SHARED, SHARED_BELOW, THROUGH

# Who is in a role may drop what was made for it, and with the policies everybody's sight. Grants
# say who reads at all.
_ALL = "PUBLIC"
NO_UNIT = "'00000000-0000-0000-0000-000000000000'::uuid"
# As sub-selects they run once a statement, not once a row.
MINE = "((SELECT mw.my_units())::uuid[])"
ABOVE = "((SELECT mw.units_above())::uuid[])"
ME = "(SELECT mw.mw_actor())"
KNOWN_HERE = f"{ME} IS NOT NULL"
# Every table in every statement asks: who it is and what time it is, once and not once a row.
ASKED = "DECLARE me uuid := mw.mw_actor(); clock timestamptz := mw.mw_now();"
HELD = (
    "m.person_id = me AND m.valid_from <= clock"
    " AND (m.valid_until IS NULL OR m.valid_until > clock)"
)
PINNED = "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

Columns = Mapping[str, Collection[str]]


def sight_functions() -> Iterator[str]:
    """The units whose rows the connected person sees, and those above them."""
    for name, found, side in (
        ("my_units", "unit_id", "ancestor_id"),
        ("units_above", "ancestor_id", "unit_id"),
    ):
        yield (
            f"CREATE OR REPLACE FUNCTION mw.{name}() RETURNS uuid[] {PINNED} AS $$ {ASKED} BEGIN"
            f" RETURN (SELECT coalesce(array_agg(DISTINCT a.{found}), '{{}}') FROM mw.membership m"
            f" JOIN mw.unit_ancestor a ON a.{side} = m.unit_id WHERE {HELD}); END $$"
        )


def policies(columns: Columns, worker: str) -> Iterator[str]:
    """Row security of every table that tells of people or units. Run as the owner."""
    for table, names in sorted(columns.items()):
        if table.removesuffix(SUFFIX) in FOR_EVERYBODY:
            continue
        seen = _seen(table, names)
        yield f"ALTER TABLE mw.{table} ENABLE ROW LEVEL SECURITY"
        for name, role, condition in (
            ("sight", _ALL, seen),
            ("sight_of_service", worker, KNOWN_HERE),
        ):
            if role == worker and seen.startswith(KNOWN_HERE):
                continue  # the service is one of all
            yield (
                f"CREATE POLICY {name} ON mw.{table} FOR ALL TO {role}"
                f" USING ({condition}) WITH CHECK ({KNOWN_HERE})"
            )


def _seen(table: str, names: Collection[str]) -> str:
    """SQL that holds for the rows that the connected person sees."""
    kind = table.removesuffix(SUFFIX)
    by_unit = f"unit_id = ANY {MINE}"
    seen = by_unit if "unit_id" in names else KNOWN_HERE
    if kind == "person":  # whose account is closed is told so
        seen = f"{KNOWN_HERE} OR login = session_user"
    elif kind in OWN:
        seen = f"person_id = {ME}" + (f" OR (is_shared AND {by_unit})" if kind in SHARED else "")
    elif kind in THROUGH:
        seen = _through(kind, names)
    elif kind in SHARED_BELOW:
        seen = f"{by_unit} OR unit_id = ANY {ABOVE}"
    elif kind == "audit_event":
        objects = quoted(sorted(rights.object for rights in RIGHTS if rights.table in SHARED_BELOW))
        # As text: PostgreSQL words a list of another type anew when it is dumped and restored.
        above = f"CAST(object_type AS text) IN ({objects}) AND unit_id = ANY {ABOVE}"
        seen = f"{by_unit} OR (unit_id = {NO_UNIT} AND {KNOWN_HERE}) OR ({above})"
    return seen


def _through(table: str, names: Collection[str]) -> str:
    """The parent's own policy is in force inside the sub-select."""
    through = THROUGH[table]
    seen = (
        f"EXISTS (SELECT 1 FROM mw.{through.parent} p"
        f" WHERE p.{through.parent_key} = {table}.{through.key})"
    )
    for name, parent in through.named:  # the service writes them: they are ids
        is_named = f"p.id = ({table}.inputs ->> '{name}')::uuid"
        seen += (
            f" OR ({through.key} IS NULL AND EXISTS (SELECT 1 FROM mw.{parent} p WHERE {is_named}))"
        )
    # Who has just brought a file sees it before anything points to it.
    return f"{seen} OR created_by = {ME}" if "created_by" in names else seen
