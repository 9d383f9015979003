"""Many ids as one value of a statement: a parameter each costs more than what is read with them."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Dialect,
    Select,
    String,
    Text,
    TypeDecorator,
    Uuid,
    any_,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from typing_extensions import override


def is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def is_one_of(session: Session, column: Any, ids: Collection[UUID]) -> ColumnElement[bool]:
    """`column` holds one of `ids`."""
    if is_sqlite(session):
        return _listed(column, json.dumps([one.hex for one in ids]))
    return _in_array(column, f"{{{','.join(map(str, ids))}}}")


def is_one_of_texts(session: Session, column: Any, texts: Collection[str]) -> ColumnElement[bool]:
    """The same of texts."""
    if is_sqlite(session):
        return _listed(column, json.dumps([*texts]))
    condition: ColumnElement[bool] = column == any_(literal([*texts], ARRAY(Text())))
    return condition


def lists_one_of(session: Session, column: Any, codes: Collection[str]) -> ColumnElement[bool]:
    """The JSON list in `column` holds one of `codes`: plain words, as names of roles are."""
    if is_sqlite(session):  # as text: a value that can't be read as JSON must not end the list
        text = type_coerce(column, String)
        quoted = (one.replace("_", "\\_") for one in sorted(codes))
        return or_(*(text.like(f'%"{one}"%', escape="\\") for one in quoted))
    found: ColumnElement[bool] = type_coerce(column, JSONB).has_any(
        literal(sorted(codes), ARRAY(Text()))
    )
    return found


def is_one_of_few(
    session: Session, column: Any, ids: Select[UUID], limit: int
) -> ColumnElement[bool] | None:
    """`column` holds one of the ids that `ids` selects; None where those are more than `limit`."""
    found = ids.limit(limit + 1).subquery()
    (one,) = found.c
    is_file = is_sqlite(session)
    gathered = func.json_group_array(one) if is_file else cast(func.array_agg(one), Text)
    count, listed = session.execute(select(func.count(), gathered).select_from(found)).one()
    if count > limit:
        return None
    # As it came: nobody here looks into it.
    return _listed(column, listed) if is_file else _in_array(column, listed or "{}")


def _listed(column: Any, document: str) -> ColumnElement[bool]:
    rows = func.json_each(document).table_valued("value")
    condition: ColumnElement[bool] = column.in_(select(rows.c.value))
    return condition


def _in_array(column: Any, written: str) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = column == any_(literal(written, _WrittenArray()))
    return condition


class _WrittenArray(TypeDecorator[str]):
    """Ids as one text: the driver would look at each of them whether it must be quoted."""

    impl = ARRAY(Uuid())
    cache_ok = True

    @override
    def bind_processor(self, dialect: Dialect) -> None:
        return None  # the array's own would take the text apart
