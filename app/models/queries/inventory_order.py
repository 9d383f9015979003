"""The inventory in any order: which models come next, by keys and never by counting rows.

An order is a row of segments (a risk tier, a stage, an owner); inside one, models stand by name.
Each segment is a walk along an index, so that a page costs the same wherever it starts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, not_, or_, select
from sqlalchemy.orm import aliased

from app.models.queries.inventory_filter import Scope, highest_is, in_place
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
    """`statement` selects (key, id) of the segment's models."""

    name: str
    statement: Select[Any, UUID]
    key: Any
    id: Any
    is_descending: bool = False


def next_ids(
    scope: Scope,
    conditions: Sequence[ColumnElement[bool]],
    *,
    sort: str,
    is_descending: bool,
    after: Cursor | None,
    limit: int,
) -> tuple[list[UUID], Cursor | None]:
    """The next `limit` models in this order, and where to go on; None: that was all."""
    found: list[tuple[str, Any, UUID]] = []
    is_past = after is None
    for segment in _segments(scope, sort, is_descending=is_descending):
        is_start = after is not None and segment.name == after.segment
        is_past = is_past or is_start
        if not is_past:
            continue
        statement = segment.statement.where(*conditions)
        if is_start and after is not None:
            statement = statement.where(_after(segment, after))
        order = (
            (segment.key.desc(), segment.id.desc())
            if segment.is_descending
            else (segment.key, segment.id)
        )
        missing = limit + 1 - len(found)
        rows = scope.session.execute(statement.order_by(*order).limit(missing))
        found += [(segment.name, row[0], row[1]) for row in rows]
        if len(found) > limit:
            break
    page = found[:limit]
    cursor = Cursor(*page[-1]) if len(found) > limit else None
    return [row[2] for row in page], cursor


def _after(segment: _Segment, after: Cursor) -> ColumnElement[bool]:
    # One bound on the key alone lets both databases start in the index at the right place.
    if segment.is_descending:
        return and_(
            segment.key <= after.key,
            or_(segment.key < after.key, segment.id < after.id),
        )
    return and_(segment.key >= after.key, or_(segment.key > after.key, segment.id > after.id))


def _segments(scope: Scope, sort: str, *, is_descending: bool) -> Iterator[_Segment]:
    if sort in ("age", "latest"):
        yield from _by_version(sort, is_descending=is_descending)
        return
    if sort == "name":
        yield _by_name("", None, is_descending=is_descending)
        return
    segments = list(_named_segments(scope, sort))
    for name, condition in reversed(segments) if is_descending else segments:
        yield _by_name(name, condition, is_descending=False)


def _by_name(name: str, condition: ColumnElement[bool] | None, *, is_descending: bool) -> _Segment:
    statement: Select[Any, UUID] = select(model.name_folded, model.id)
    if condition is not None:
        statement = statement.where(condition)
    return _Segment(name, statement, model.name_folded, model.id, is_descending)


def _named_segments(scope: Scope, sort: str) -> Iterator[tuple[str, ColumnElement[bool]]]:
    if sort == "risk":
        for tier in TIERS:
            yield tier, model.risk_tier == tier
    elif sort == "owner":
        owners = scope.session.execute(
            select(Person.id)
            .where(exists(select(1).where(model.owner_id == Person.id)))
            .order_by(Person.full_name, Person.id)
        )
        for (person_id,) in owners:
            yield person_id.hex, model.owner_id == person_id
    else:
        yield "", not_(in_place())
        for stage in sorted(scope.stages.values(), key=lambda one: (one.rank, one.name, one.id)):
            yield stage.id.hex, highest_is(scope, stage)


def _by_version(sort: str, *, is_descending: bool) -> Iterator[_Segment]:
    """By the latest version's number or by its time; models without one are lowest."""
    later = aliased(ModelVersion)
    is_latest = not_(
        exists(
            select(1).where(
                later.model_id == ModelVersion.model_id, later.version == ModelVersion.version + 1
            )
        )
    )
    key = ModelVersion.version if sort == "latest" else ModelVersion.created_at
    # Age grows as its start lies further back.
    is_reversed = is_descending if sort == "latest" else not is_descending
    versioned = _Segment(
        "version",
        select(key, model.id).join(model, model.id == ModelVersion.model_id).where(is_latest),
        key,
        ModelVersion.model_id,
        is_reversed,
    )
    without = not_(exists(select(1).where(ModelVersion.model_id == model.id)))
    bare = _by_name("none", without, is_descending=False)
    yield from (bare, versioned) if sort == "latest" and not is_descending else (versioned, bare)
