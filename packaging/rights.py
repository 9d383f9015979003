"""Writes who may do what to `docs/rights.md`, from the rules that both databases are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from app.models.enforcement.postgresql import ALWAYS_FIXED
from app.models.rules.rights import PASSING, RIGHTS, RIGHTS_BY_TABLE, WORKER_TABLES, TableRights
from app.models.rules.rights_matrix import AREAS, level
from app.models.rules.roles import DUTIES, PEOPLE, ROLE_CONFLICTS, Role
from app.models.rules.transitions import TRANSITIONS, Transition
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.texts import role_name

TARGET = Path(__file__).parent.parent / "docs" / "rights.md"
HEAD = """# Who may do what

Made by `make rights` from `app/models/rules` (`rights.py`, `transitions.py`, `roles.py`), of which
PostgreSQL's grants and guards, the triggers of SQLite and the checks of the program are made too; a
test fails when this page says something else. What a role may do, it may do in its own unit and
those below. Guards ask for more than the role, four eyes first of all: [for
auditors](for-auditors.md). The database's owner and superusers stand above all this.
"""
AREAS_HEAD = """
## Areas

The most a role may do with anything of an area; all may read what their units show them.
Keys, saved views and what one watches are everybody's own.
"""
TABLES_HEAD = """
## Tables

Who may add or change a row, and which columns people may. What nobody may change is written once.
*Past*: each earlier image is kept. “Service” is the background service; “every duty” is everybody
but executive, auditor and viewer. Triggers write past images and the trail; readers add acts to it
(exports, checks), at most 5,000 a day each.
"""
BOOKS_HEAD = """
## What the service changes unseen

Of what the service writes for itself these columns change without an entry in the trail and without
a past image. No vote and no digest rests on them; those of a run (`monitor_run`) change only until
it has ended, which is told. What it adds nobody takes away again, but for the rows of three tables,
which go when they are used up. Results of tests, what a run ended with, points of a measure as they
were measured, steps that ran, slots and evidence of requests, and what people asked for, nobody
changes, the service neither. A point that sums up many takes up one more.
"""
STEPS_HEAD = """
## Steps

Which state may follow which, and by whom. A step that stands nowhere is refused to everybody.
"""
CONFLICTS_HEAD = """
## Roles that never meet in one person
"""


def written() -> str:
    parts = (HEAD, AREAS_HEAD, *_areas(), TABLES_HEAD, *_tables(), BOOKS_HEAD, *_books(),
             STEPS_HEAD, *_steps(), CONFLICTS_HEAD, *_conflicts())  # fmt: skip
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def _areas() -> Iterator[str]:
    names = [area.replace("_", " ").capitalize() for area in AREAS]
    people = [role for role in Role if role in PEOPLE]
    rows = [[_named(role), *(level(role, area) for area in AREAS)] for role in people]
    yield _table(["Role", *names], rows)


def _tables() -> Iterator[str]:
    yield _table(
        ["Table", "Adds", "Changes", "Columns that people change", "Past"],
        (_table_row(one) for one in sorted(RIGHTS, key=lambda one: one.table)),
    )


def _table_row(one: TableRights) -> list[str]:
    columns = ", ".join(f"`{name}`" for name in one.editable) if one.update & PEOPLE else ""
    past = "yes" if one.has_history else ""
    return [f"`{one.table}`", _roles(one.insert), _roles(one.update), columns or "–", past or "–"]


def _books() -> Iterator[str]:
    columns = {name: [*METADATA.tables[f"{SCHEMA}.{name}"].c.keys()] for name in _own_books()}
    yield _table(
        ["Table", "Columns that the service changes", "Rows go"],
        (
            [f"`{name}`", _unseen(name, columns[name]), "yes" if name in PASSING else "–"]
            for name in sorted(columns)
        ),
    )


def _own_books() -> Iterator[str]:
    yield from WORKER_TABLES
    for one in RIGHTS:
        if Role.WORKER in one.update and (one.is_engine_row or one.is_silent):
            yield one.table


def _unseen(table: str, columns: Sequence[str]) -> str:
    """Those of which no event tells. A key is not written anew."""
    rights = RIGHTS_BY_TABLE.get(table)
    if rights is None:
        return "all"
    told = set() if rights.is_silent else {"state"}
    kept = {*ALWAYS_FIXED, *rights.settled, *told, "id"} | (
        {"unit_id"} if rights.parent[1] else set()
    )
    return ", ".join(f"`{name}`" for name in columns if name not in kept)


def _steps() -> Iterator[str]:
    yield _table(["Thing", "From", "To", "By"], map(_step_row, _joined()))


def _joined() -> Iterator[Transition]:
    """Each step once, where several rules allow it for different roles."""
    ordered = sorted(TRANSITIONS, key=lambda one: (one.thing, one.source, one.target))
    for (thing, source, target), same in groupby(
        ordered, lambda one: (one.thing, one.source, one.target)
    ):
        roles: frozenset[Role] = frozenset().union(*(one.roles for one in same))
        yield Transition(thing, source, target, roles)


def _step_row(one: Transition) -> list[str]:
    source = f"`{one.source}`" if one.source else "(new)"
    return [one.thing.replace("_", " "), source, f"`{one.target}`", _roles(one.roles)]


def _conflicts() -> Iterator[str]:
    for first, pairs in groupby(ROLE_CONFLICTS, lambda pair: pair[0]):
        yield f"{_named(first).capitalize()}: never also {_roles(second for _, second in pairs)}."


def _roles(roles: Iterable[Role]) -> str:
    held = frozenset(roles)
    told = "everybody" if held >= PEOPLE else "every duty" if held >= DUTIES else ""
    shown = held - (PEOPLE if held >= PEOPLE else DUTIES if told else frozenset())
    names = [told, *(_named(role) for role in Role if role in shown)]
    return ", ".join(filter(None, names)) or "nobody"


def _named(role: Role) -> str:
    return "service" if role is Role.WORKER else role_name(role, language="en")


if __name__ == "__main__":
    TARGET.write_text(written(), encoding="utf-8")
