"""What people call a row, whatever its table: "policy bank v2", "waiver 3 of cc-fraud v14"."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.models.queries.id_lists import is_one_of
from app.models.queries.id_names import names_in
from app.models.rules.policies import POLICIES
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA

# What the product's words are for the rows of these tables; of others, what events call them.
_THINGS = {"process_instance": "run", "decision_table": "table", "model_version": "version"}
# Whose it is or what it is about, the closest first.
_OF = (
    "version_id", "model_id", "person_id", "application_id", "use_case_id", "request_id",
    "runtime_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowName:
    """`thing`: a word of `texts.words`; `name` and `of` are empty where there is none."""

    thing: str
    name: str = ""
    of: str = ""


def row_names(session: Session, table: str, ids: Collection[UUID]) -> dict[UUID, RowName]:
    """By id what the rows are called; what is not there, or not this reader's to see, is left out.

    Args:
        table: its name, without the schema.
    """
    found = METADATA.tables[f"{SCHEMA}.{table}"]
    wanted = set(ids)
    names = dict(names_in(session, found, wanted))
    things, owners = _things(session, table, wanted), _owners(session, found, wanted)
    return {key: RowName(things[key], names.get(key, ""), owners.get(key, "")) for key in things}


def _things(session: Session, table: str, ids: set[UUID]) -> dict[UUID, str]:
    found = METADATA.tables[f"{SCHEMA}.{table}"]
    thing = _THINGS.get(table) or RIGHTS_BY_TABLE[table].object
    if table == "decision_table":
        rows = session.execute(
            select(found.c.id, found.c.key).where(is_one_of(session, found.c.id, ids))
        )
        return {row.id: "policy" if row.key in POLICIES else thing for row in rows}
    present = session.scalars(select(found.c.id).where(is_one_of(session, found.c.id, ids)))
    return dict.fromkeys(present, thing)


def _owners(session: Session, table: Table, ids: set[UUID]) -> Mapping[UUID, str]:
    """Of each the first that it names of what it is about: "cc-fraud v14"."""
    columns = [table.c[name] for name in _OF if name in table.c and table.c[name].foreign_keys]
    if not columns:
        return {}
    rows = session.execute(
        select(table.c.id, *columns).where(is_one_of(session, table.c.id, ids))
    ).all()
    about: dict[UUID, str] = {}
    for column in columns:
        there = {key: of for key, of in ((row.id, row._mapping[column]) for row in rows) if of}
        left = {key: of for key, of in there.items() if key not in about}
        if not left:
            continue
        named = _named_in_full(session, column.name, set(left.values()))
        about |= {key: named[of] for key, of in left.items() if of in named}
    return about


def _named_in_full(session: Session, column: str, ids: set[UUID]) -> dict[UUID, str]:
    """A version by its model too, a request by what it is about: a number alone says nothing."""
    there = METADATA.tables[f"{SCHEMA}.{_TABLES[column]}"]
    names = dict(names_in(session, there, ids))
    if column == "request_id":
        return {**names, **_owners(session, there, ids)}
    if column != "version_id":
        return names
    models = _owners(session, there, ids)
    return {key: f"{models[key]} {name}" for key, name in names.items() if key in models}


_TABLES = {
    "version_id": "model_version", "model_id": "registered_model", "person_id": "person",
    "application_id": "application", "use_case_id": "use_case", "request_id": "transition_request",
    "runtime_id": "runtime",
}  # fmt: skip
