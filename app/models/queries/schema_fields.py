"""The columns of versions: a schema that is replaced stays, for the snapshots that froze it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.frozen import manifest_of
from app.models.queries.id_lists import is_one_of
from app.models.tables.inventory import SchemaField, Snapshot


def current_fields(session: Session, version_id: UUID | None) -> tuple[SchemaField, ...]:
    """The columns of the newest edition, those that go in first."""
    return () if version_id is None else current_fields_of(session, [version_id])[version_id]


def current_fields_of(
    session: Session, version_ids: Collection[UUID]
) -> dict[UUID, tuple[SchemaField, ...]]:
    """The same of each of these versions."""
    found: dict[UUID, list[SchemaField]] = {each: [] for each in version_ids}
    for one in session.scalars(
        select(SchemaField)
        .where(is_one_of(session, SchemaField.version_id, version_ids))
        .order_by(SchemaField.direction, SchemaField.position)
    ):
        found[one.version_id].append(one)
    return {each: _newest_edition(rows) for each, rows in found.items()}


def _newest_edition(rows: Sequence[SchemaField]) -> tuple[SchemaField, ...]:
    newest = max((one.edition for one in rows), default=0)
    return tuple(one for one in rows if one.edition == newest)


def frozen_fields(session: Session, snapshot: Snapshot) -> tuple[SchemaField, ...]:
    """The columns as `snapshot` froze them, whatever replaced them since; stored nowhere else."""
    return tuple(
        SchemaField(
            version_id=snapshot.version_id,
            position=position,
            name=one["name"],
            direction=one["direction"],
            role=one["role"],
            data_class=one["class"],
            data_type=one["type"],
            is_protected=one["protected"],
            is_drift_candidate=one["drift"],
            is_nullable=one["nullable"],
            special_values=one["special"],
            measure_unit=one["unit"],
            positive_label=one["positive"],
            allowed=one["allowed"],
        )
        for position, one in enumerate(manifest_of(session, snapshot)["schema"])
    )
