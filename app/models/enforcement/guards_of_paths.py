"""Guards of paths: what a row names lies inside its store, or inside its model's folder."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard, quoted
from app.models.rules.paths import BACKSLASH, FOLDERS


def _leads_out(column: str) -> str:
    """As `rules/paths.py` says."""
    there = f"'/' || replace(NEW.{column}, '{BACKSLASH}', '/') || '/'"
    bare = f"replace(replace(replace(NEW.{column}, '.', ''), '/', ''), '{BACKSLASH}', '')"
    ways = " OR ".join(f"{there} LIKE '{way}'" for way in ("//%", "%/../%", "%/_:%"))
    return f"({ways} OR {bare} = '')"


def asset_guards(_: Words) -> Iterator[Guard]:
    yield Guard("path.outside", _leads_out("path"))


def source_guards(_: Words) -> Iterator[Guard]:
    is_path = f"NEW.kind IN ({quoted(FOLDERS)}) AND NEW.pattern <> ''"
    yield Guard("path.outside", _leads_out("pattern"), when=is_path)


def source_update_guards(words: Words) -> Iterator[Guard]:
    moved = f"(NEW.pattern {words.differs} OLD.pattern OR NEW.kind {words.differs} OLD.kind)"
    for guard in source_guards(words):
        yield Guard(guard.code, guard.violated_if, when=f"{guard.when} AND {moved}")
