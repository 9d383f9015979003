"""One guard for every column that holds a name which people give: none with signs unseen.

Which signs, `rules/names.py` says: all that `rules/blank.py` knows to show nothing among them.
"""

from __future__ import annotations

from app.models.enforcement.audit import Columns
from app.models.enforcement.refusing import Refusing
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


def triggers(columns: Columns) -> Refusing:
    named = named_columns(columns)
    return Refusing("names", "hidden_name", CODE, named, _hides_on_postgresql, _hides_on_sqlite)


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
