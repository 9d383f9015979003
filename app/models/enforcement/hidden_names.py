"""One guard for every column that holds a name which people give: none with signs unseen.

Its triggers ask before they call anything, so that a name that is well costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.models.enforcement.audit import Columns
from app.models.enforcement.guard import FORBIDDEN
from app.models.rules.names import HIDDEN, LISTS, NAMES, OF_DATA
from app.models.rules.rights import RIGHTS
from app.models.rules.roles import PEOPLE

CODE = "name.hidden"
_SURROGATES = (0xD800, 0xDFFF)  # PostgreSQL keeps none, and takes them in no expression
# In the text of a JSON column a control is written as an escape.
_ESCAPED = r"\\u00[01]|\\[bfnrt]"


def named_columns(columns: Columns) -> dict[str, tuple[str, ...]]:
    """By table, the columns with names; of tables that only the service fills, none."""
    found = {}
    for rights in RIGHTS:
        if rights.insert & PEOPLE and not rights.is_engine_row and rights.table not in OF_DATA:
            named = tuple(name for name in columns[rights.table] if name in (*NAMES, *LISTS))
            if named:
                found[rights.table] = named
    return found


def postgresql_triggers(columns: Columns, pinned: str) -> Iterator[str]:
    yield (
        f"CREATE OR REPLACE FUNCTION mw.hidden_name() RETURNS trigger {pinned} AS $$ BEGIN"
        f" PERFORM mw.refuse('{FORBIDDEN}', '{CODE}'); RETURN NULL; END $$"
    )
    for table, named in named_columns(columns).items():
        for action, condition in _conditions(named, "IS DISTINCT FROM", _hides_on_postgresql):
            trigger = f"names_{action.partition(' ')[0].lower()}"
            yield f"DROP TRIGGER IF EXISTS {trigger} ON mw.{table}"
            yield (
                f"CREATE TRIGGER {trigger} BEFORE {action} ON mw.{table} FOR EACH ROW"
                f" WHEN ({condition}) EXECUTE FUNCTION mw.hidden_name()"
            )


def sqlite_triggers(columns: Columns) -> Iterator[str]:
    for table, named in named_columns(columns).items():
        for action, condition in _conditions(named, "IS NOT", _hides_on_sqlite):
            kind = action.partition(" ")[0].lower()
            yield (
                f"CREATE TRIGGER mw_{table}_names_{kind} BEFORE {action} ON {table}"
                f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{FORBIDDEN} {CODE}'); END"
            )


def _conditions(
    named: tuple[str, ...], differs: str, hides: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """When a row comes; and when it changes, of what is written anew: an old name may stay."""
    yield "INSERT", " OR ".join(hides(name) for name in named)
    changed = (f"(NEW.{name} {differs} OLD.{name} AND {hides(name)})" for name in named)
    yield f"UPDATE OF {', '.join(named)}", " OR ".join(changed)


def _hides_on_postgresql(name: str) -> str:
    if name in LISTS:
        return f"CAST(NEW.{name} AS text) ~ '{pattern()}|{_ESCAPED}'"
    return f"NEW.{name} ~ '{pattern()}'"


def _hides_on_sqlite(name: str) -> str:
    if name in LISTS:
        return f"EXISTS (SELECT 1 FROM json_each(NEW.{name}) WHERE mw_hides(value))"
    return f"mw_hides(NEW.{name})"


def pattern() -> str:
    """Of PostgreSQL's regular expressions: a class of these signs."""
    kept = [one for one in HIDDEN if one != _SURROGATES]
    return f"[{''.join(f'{_escaped(max(first, 1))}-{_escaped(last)}' for first, last in kept)}]"


def _escaped(point: int) -> str:
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"
