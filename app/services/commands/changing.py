"""Changing a governed row: what others changed meanwhile is merged by field, or shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import inspect, select

from app.errors import InputError, StaleError
from app.models.enforcement.history import SUFFIX
from app.models.tables.base import SCHEMA, Governed
from app.models.tables.everything import METADATA
from app.models.tables.organisation import Person
from app.services.unit_of_work import UnitOfWork

T = TypeVar("T", bound=Governed)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people changed: what I saw, what it is now, and what I want."""

    field: str
    seen: Any
    theirs: Any
    mine: Any


class ConflictError(StaleError):
    """Somebody else changed the same fields since they were read. Nothing was written.

    Whoever has seen the differences may write again on `present`, the `row_version` they are of.
    """

    def __init__(
        self, differences: tuple[Difference, ...], by: str, at: datetime, present: int
    ) -> None:
        names = ", ".join(one.field.replace("_", " ") for one in differences)
        super().__init__(
            f"{by} changed {names} since you opened it.",
            hint="Compare both, then apply yours again or leave theirs.",
        )
        self.differences = differences
        self.by = by
        self.at = at
        self.present = present


def change(work: UnitOfWork, row: T, values: Mapping[str, Any], *, seen: int | None) -> T:
    """Write `values` into a row, and store it. See `merge`."""
    merge(work, row, values, seen=seen)
    work.flush()
    return row


def lock(work: UnitOfWork, row: T) -> T:
    """The row as it is now; on PostgreSQL nobody else changes it before this transaction ends."""
    work.session.refresh(row, with_for_update=True)
    return row


def merge(work: UnitOfWork, row: Governed, values: Mapping[str, Any], *, seen: int | None) -> None:
    """Set `values` on a row that was read at `row_version` `seen`; None: at this moment.

    Fields that only others changed stay as they are now. Values that hold already are no change.

    Raises:
        ConflictError: somebody else gave one of these fields another value since.
    """
    lock(work, row)
    if seen is not None and seen != row.row_version:
        _require_no_conflict(work, row, values, seen)
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _require_no_conflict(
    work: UnitOfWork, row: Governed, mine: Mapping[str, Any], seen: int
) -> None:
    before = _image(work, row, seen)
    differences = tuple(
        Difference(name, before[name], getattr(row, name), value)
        for name, value in mine.items()
        if getattr(row, name) not in (before[name], value)
    )
    if differences:
        writer = work.session.get(Person, row.recorded_by)
        by = writer.full_name if writer else "Somebody else"
        raise ConflictError(differences, by, row.recorded_from, row.row_version)


def _image(work: UnitOfWork, row: Governed, version: int) -> Mapping[str, Any]:
    """The past image of a row, as the database kept it."""
    table = inspect(type(row)).local_table
    past = METADATA.tables[f"{SCHEMA}.{table.name}{SUFFIX}"]
    found = work.session.execute(
        select(past).where(past.c.id == row.id, past.c.row_version == version)
    )
    image = found.mappings().first()
    if image is None:
        raise InputError("What you opened is not known here.", hint="Open it again, then repeat.")
    return dict(image)
