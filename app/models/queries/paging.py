"""Pages by key: the next rows of any order, never by counting rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.orm import Session

PAGE_SIZE = 200
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Key:
    """One part of an order. `value` is never null; the last part of an order tells rows apart."""

    value: Any  # a column or an expression
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: its last row's values of the order."""

    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """`cursor` continues after the last row; None: that was all."""

    rows: tuple[R, ...]
    cursor: Cursor | None = None


def next_rows(
    session: Session,
    statement: Select[Any],
    order: Sequence[Key],
    after: Cursor | None,
    limit: int,
) -> Page[Any]:
    """The next rows of `statement` in this order, each as it selects them."""
    keyed = statement.add_columns(*(key.value for key in order))
    if after is not None:
        keyed = keyed.where(_beyond(order, after.values))
    sorting = (key.value.desc() if key.is_descending else key.value for key in order)
    found = session.execute(keyed.order_by(*sorting).limit(limit + 1)).all()
    page = tuple(tuple(row[: -len(order)]) for row in found[:limit])
    is_more = len(found) > limit
    return Page(page, Cursor(tuple(found[limit - 1][-len(order) :])) if is_more else None)


def next_of_several(
    session: Session,
    parts: Sequence[tuple[Select[Any], Sequence[Any]]],
    after: Cursor | None,
    limit: int,
) -> Page[Any]:
    """The next rows of several statements of one column, put between each other.

    Each is read along its own order, no further than this page needs: one statement over all of
    them would sort all there ever was for each page.

    Args:
        parts: statement and values of its order, alike in all, the highest first.
    """
    found: list[tuple[tuple[Any, ...], Any]] = []
    is_more = False
    for statement, values in parts:
        order = [Key(one, True) for one in values]
        page = next_rows(session, statement.add_columns(*values), order, after, limit)
        found += [(tuple(keys), one) for one, *keys in page.rows]
        is_more = is_more or page.cursor is not None
    found.sort(key=lambda one: one[0], reverse=True)
    here = found[:limit]
    is_more = is_more or len(found) > limit
    return Page(tuple(one for _, one in here), Cursor(here[-1][0]) if is_more else None)


def _beyond(order: Sequence[Key], values: Sequence[Any]) -> ColumnElement[bool]:
    key, value = order[0], values[0]
    later: ColumnElement[bool] = key.value < value if key.is_descending else key.value > value
    if len(order) == 1:
        return later
    # One bound on the first key alone lets both databases start in its index at the right place.
    bound = key.value <= value if key.is_descending else key.value >= value
    return and_(bound, or_(later, _beyond(order[1:], values[1:])))
