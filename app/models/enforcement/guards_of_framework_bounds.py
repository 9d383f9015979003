"""How long the words of frameworks may be, and how far off their days: as Python's own bounds."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard
from app.models.rules.framework_sizes import FIRST_YEAR, LAST_YEAR, LONGEST, LONGEST_CADENCE_DAYS

KEY_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789-"
NEEDED = ("key", "name", "publisher", "reference", "title", "text", "about")


def size_insert_guards(words: Words, table: str) -> Iterator[Guard]:
    for column, longest in LONGEST[table].items():
        yield Guard("text.size", _unfit(words, column, longest))


def size_guards(words: Words, table: str, *columns: str) -> Iterator[Guard]:
    """Of the columns that are changed: what was longer before there were bounds may stay."""
    for column in columns:
        changed = f"NEW.{column} {words.differs} OLD.{column}"
        yield Guard("text.size", _unfit(words, column, LONGEST[table][column]), when=changed)


def _unfit(words: Words, column: str, longest: int) -> str:
    over = f"length(NEW.{column}) > {longest}"
    return f"({over} OR {words.is_blank(f'NEW.{column}')})" if column in NEEDED else over


def framework_bound_guards(words: Words) -> Iterator[Guard]:
    """What its file could say; and the number after the newest, which keeps the line going."""
    yield from size_insert_guards(words, "framework")
    yield Guard("framework.key", f"trim(NEW.key, '{KEY_SIGNS}') <> '' OR NEW.key LIKE '-%'")
    newest = (
        f"(SELECT max(f.version) FROM {words.schema}framework f"
        " WHERE f.unit_id = NEW.unit_id AND f.key = NEW.key)"
    )
    yield Guard("framework.version", f"NEW.version <> coalesce({newest}, 0) + 1")
    # A day further: files say their days in a zone of their own.
    for column in ("effective_from", "effective_until"):
        early = f"NEW.{column} < '{FIRST_YEAR - 1}-12-31'"
        late = f"NEW.{column} > '{LAST_YEAR + 1}-01-02'"
        yield Guard("framework.days", f"{early} OR {late}", when=f"NEW.{column} IS NOT NULL")
    ends = "NEW.effective_until IS NOT NULL"
    yield Guard("framework.days", "NEW.effective_until <= NEW.effective_from", when=ends)


def cadence_guard(when: str = "") -> Guard:
    given = "NEW.cadence_days IS NOT NULL"
    outside = f"NEW.cadence_days NOT BETWEEN 1 AND {LONGEST_CADENCE_DAYS}"
    return Guard("control.cadence", outside, when=f"{when} AND {given}" if when else given)
