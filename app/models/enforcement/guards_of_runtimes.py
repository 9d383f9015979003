"""Guards of what runtimes are called: no name leads to the folder of another one."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard
from app.models.rules.runtime_names import LEADING


def name_guards(words: Words) -> Iterator[Guard]:
    """As `rules/runtime_names.py` says. A name is nobody's to change."""
    bare = said = words.stripped.format("NEW.name")
    for sign in LEADING:
        bare = f"replace({bare}, '{sign}', '')"
    refused = f"{said} = '' OR {said} LIKE '%.' OR {bare} <> {said}"
    yield Guard("runtime.name", refused)
    folded = words.folded.format
    same = f"{folded('x.name')} = {folded('NEW.name')}"
    known = f"EXISTS (SELECT 1 FROM {words.schema}runtime x WHERE {same})"
    yield Guard("runtime.known", known)
