"""The columns of versions: a schema that is replaced stays, for the snapshots that froze it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.frozen import manifest_of
from app.models.tables.inventory import SchemaField, Snapshot


def current_fields(session: Session, version_id: UUID | None) -> tuple[SchemaField, ...]:
    """The columns of the newest edition, those that go in first."""
    rows = session.scalars(
        select(SchemaField)
        .where(SchemaField.version_id == version_id)
        .order_by(SchemaField.direction, SchemaField.position)
    ).all()
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
