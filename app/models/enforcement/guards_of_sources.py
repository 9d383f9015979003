"""Guards of data sources: the service reads for them what their own people may see, no more.

A store that nobody recorded is everybody's. What is compared is the folder that a name leads to,
so names are folded, and a log is named without any detour.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard
from app.models.rules.paths import BACKSLASH
from app.models.rules.pauses import SCORING


def source_insert_guards(words: Words) -> Iterator[Guard]:
    of_stores = f"{words.folded.format('x.name')} = {words.folded.format('NEW.store')}"
    yield Guard("source.store", _is_beside(words, "store", of_stores), when="NEW.store <> ''")
    below = (
        f"EXISTS (SELECT 1 FROM {words.schema}business_unit u WHERE u.id = NEW.unit_id"
        " AND u.parent_id IS NOT NULL)"
    )
    logs = f"{words.folded.format('NEW.store')} = '{SCORING}' AND NEW.kind <> 'runtime_log'"
    yield Guard("source.store", below, when=logs)  # the logs of all runtimes
    yield from _log_guards(words)


def source_update_guards(words: Words) -> Iterator[Guard]:
    moved = f"NEW.pattern {words.differs} OLD.pattern"
    for guard in _log_guards(words):
        yield Guard(guard.code, guard.violated_if, when=f"{guard.when} AND {moved}")


def _log_guards(words: Words) -> Iterator[Guard]:
    """The log of one built-in runtime, of the source's unit or of one above it."""
    bare = f"replace(replace(NEW.pattern, '/', ''), '{BACKSLASH}', '')"
    is_detour = f"trim({bare}, '. ') <> NEW.pattern"
    same = f"{words.folded.format('x.name')} = {words.folded.format('NEW.pattern')}"
    beside = _is_beside(words, "runtime", f"x.kind = 'embedded' AND {same}")
    is_log = "NEW.kind = 'runtime_log' AND NEW.pattern <> ''"
    yield Guard("source.runtime", f"{is_detour} OR {beside}", when=is_log)


def _is_beside(words: Words, table: str, condition: str) -> str:
    """There is such a row of a unit that is neither the source's nor above it."""
    s = words.schema
    return (
        f"EXISTS (SELECT 1 FROM {s}{table} x WHERE {condition} AND NOT EXISTS (SELECT 1"
        f" FROM {s}unit_ancestor a WHERE a.unit_id = NEW.unit_id AND a.ancestor_id = x.unit_id))"
    )
