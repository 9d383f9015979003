"""The inventory in any order: which models come next, by keys and never by counting rows.

An order is a row of segments (a risk tier, a stage, an owner); inside one, models stand by name.
Each segment is a walk along an index, so that a page costs the same wherever it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, literal, not_, or_, select
from sqlalchemy.orm import aliased

from app.models.queries.inventory_filter import (
    Scope,
    conditions,
    highest_is,
    in_place,
    walked_conditions,
)
from app.models.rules.filter_language import Filter
from app.models.rules.folding import fold
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.organisation import Person

SORTS = ("name", "risk", "owner", "age", "stage", "latest")
TIERS = ("low", "medium", "high")
model = RegisteredModel


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: go on after this row."""

    segment: str
    key: str | int | datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class _Segment:
    """Models that stand together. `statement` selects (segment's name, key, id), unordered.

    `order` is the whole order; `key` and `id` are its last two parts.
    """

    names: tuple[str, ...]
    statement: Select[Any, Any, UUID]
    key: Any
    id: Any
    is_descending: bool = False
    first: Any = None  # orders the names of a segment that joins several
    is_of_versions: bool = False

    @property
    def order(self) -> tuple[Any, ...]:
        last = (self.key.desc(), self.id.desc()) if self.is_descending else (self.key, self.id)
        return last if self.first is None else (self.first, *last)

    def where(
        self, meanings: list[ColumnElement[bool]], *, is_listed: bool
    ) -> Select[Any, Any, UUID]:
        """With conditions on the model; where it is listed, the list is read first."""
        if not self.is_of_versions:
            return self.statement.where(*meanings)
        of_version = model.id == ModelVersion.model_id
        if is_listed:
            return self.statement.join(model, of_version).where(*meanings)
        # No join: SQLite would gather the models of another day before it walks.
        return self.statement.where(exists(select(1).where(of_version, *meanings)))


def next_ids(
    scope: Scope,
    wanted: Filter,
    *,
    sort: str,
    is_descending: bool,
    after: Cursor | None,
    limit: int,
) -> tuple[list[UUID], Cursor | None]:
    """The next `limit` models in this order, and where to go on; None: that was all."""
    found: list[Cursor] = []
    is_walk = sort in ("age", "latest", "stage")
    meanings, is_listed = (
        walked_conditions(scope, wanted) if is_walk else (conditions(scope, wanted), False)
    )
    for segment in _segments(scope, wanted, sort, is_descending=is_descending, after=after):
        statement = segment.where(meanings, is_listed=is_listed)
        if after is not None and segment.names == (after.segment,):
            statement = statement.where(_after(segment, after))
        missing = limit + 1 - len(found)
        rows = scope.session.execute(statement.order_by(*segment.order).limit(missing))
        found += [Cursor(_name(row[0]), row[1], row[2]) for row in rows]
        if len(found) > limit:
            break
    page = found[:limit]
    return [one.id for one in page], page[-1] if len(found) > limit else None


def _name(value: object) -> str:
    return value.hex if isinstance(value, UUID) else str(value)


def _after(segment: _Segment, after: Cursor) -> ColumnElement[bool]:
    # One bound on the key alone lets both databases start in the index at the right place.
    if segment.is_descending:
        return and_(segment.key <= after.key, or_(segment.key < after.key, segment.id < after.id))
    return and_(segment.key >= after.key, or_(segment.key > after.key, segment.id > after.id))


def _segments(
    scope: Scope, wanted: Filter, sort: str, *, is_descending: bool, after: Cursor | None
) -> Iterator[_Segment]:
    """The segments of an order, from the one where the last page ended."""
    if sort == "name":
        yield _by_name("", None, is_descending=is_descending)
        return
    if sort == "owner":
        yield from _by_owner(scope, is_descending=is_descending, after=after)
        return
    if sort in ("age", "latest"):
        segments = _by_version(sort, is_descending=is_descending)
        start = 1 if after is not None and after.segment == segments[1].names[0] else 0
        yield from segments[start:]
        return
    named = _tiers(wanted) if sort == "risk" else _stages(scope, wanted)
    if is_descending:
        named.reverse()
    names = [name for name, _ in named]
    for name, meaning in named[names.index(after.segment) if after is not None else 0 :]:
        yield _by_name(name, meaning(), is_descending=False)


def _by_name(name: str, condition: ColumnElement[bool] | None, *, is_descending: bool) -> _Segment:
    statement = select(literal(name), model.name_folded, model.id)
    if condition is not None:
        statement = statement.where(condition)
    return _Segment((name,), statement, model.name_folded, model.id, is_descending)


Named = list[tuple[str, Callable[[], ColumnElement[bool]]]]


def _wanted(wanted: Filter, key: str) -> set[str] | None:
    """The values that a plain condition on `key` leaves; None: all."""
    found = [one for one in wanted.conditions if one.key == key and not one.is_negated]
    return {fold(value) for value in found[0].values} if found else None


def _tiers(wanted: Filter) -> Named:
    only = _wanted(wanted, "risk")
    tiers = [tier for tier in TIERS if only is None or tier in only or tier[:3] in only]
    return [(tier, partial(model.risk_tier.__eq__, tier)) for tier in tiers]


def _stages(scope: Scope, wanted: Filter) -> Named:
    only = _wanted(wanted, "stage")
    stages = sorted(scope.stages.values(), key=lambda one: (one.rank, one.name, one.id))
    named: Named = [
        (stage.id.hex, partial(highest_is, scope, stage))
        for stage in stages
        if only is None or fold(stage.name) in only
    ]
    none: Named = [("", lambda: not_(in_place(scope)))]
    return [*(none if only is None or "none" in only else []), *named]


def _by_owner(scope: Scope, *, is_descending: bool, after: Cursor | None) -> Iterator[_Segment]:
    """Owner by owner; more and more of them at once while they have little to show."""
    owners = list(
        scope.session.scalars(
            select(Person.id)
            .where(exists(select(1).where(model.owner_id == Person.id)))
            .order_by(Person.full_name, Person.id)
        )
    )
    if is_descending:
        owners.reverse()
    start = owners.index(UUID(after.segment)) if after is not None else 0
    size = 1
    while start < len(owners):
        chunk = owners[start : start + size]
        yield _Segment(
            tuple(owner.hex for owner in chunk),
            select(model.owner_id, model.name_folded, model.id).where(model.owner_id.in_(chunk)),
            model.name_folded,
            model.id,
            first=case({owner: n for n, owner in enumerate(chunk)}, value=model.owner_id)
            if size > 1
            else None,
        )
        start, size = start + size, size * 4


def _by_version(sort: str, *, is_descending: bool) -> tuple[_Segment, _Segment]:
    """By the latest version's number or by its time; models without one come last."""
    later = aliased(ModelVersion)
    is_latest = not_(
        exists(
            select(1).where(
                later.model_id == ModelVersion.model_id, later.version == ModelVersion.version + 1
            )
        )
    )
    key = ModelVersion.version if sort == "latest" else ModelVersion.created_at
    versioned = _Segment(
        ("version",),
        select(literal("version"), key, ModelVersion.model_id).where(is_latest),
        key,
        ModelVersion.model_id,
        # Age grows as its start lies further back.
        is_descending if sort == "latest" else not is_descending,
        is_of_versions=True,
    )
    without = not_(exists(select(1).where(ModelVersion.model_id == model.id)))
    bare = _by_name("none", without, is_descending=False)
    return versioned, bare
