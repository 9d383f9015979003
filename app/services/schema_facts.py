"""One schema, three readers: the table's columns, the intake's fields, the monitors' facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.models.queries.releases import FieldRow
from app.services.commands.models import NewField
from app.services.intake.schema import SchemaField
from app.services.monitoring.schema import FieldFacts, schema_from_json


def new_field(one: SchemaField) -> NewField:
    """A field as intake or training found it, for storing."""
    allowed: dict[str, Any] = {}
    if one.allowed:
        allowed["values"] = list(one.allowed)
    if one.minimum is not None or one.maximum is not None:
        allowed |= {"minimum": one.minimum, "maximum": one.maximum}
    return NewField(
        name=one.name,
        role=one.role,
        data_class=one.data_class,
        is_protected=one.protected,
        is_drift_candidate=one.drift_candidate,
        is_nullable=one.nullable,
        special_values=tuple(one.special_values),
        measure_unit=one.unit,
        positive_label=one.positive_label or "",
        allowed=allowed,
    )


def stored_field(row: FieldRow) -> NewField:
    """A column as it is stored, for storing it again."""
    return NewField(
        name=row.name,
        role=row.role,
        data_class=row.data_class,
        direction=row.direction,
        is_protected=row.is_protected,
        is_drift_candidate=row.is_drift_candidate,
        is_nullable=row.is_nullable,
        special_values=tuple(row.special_values),
        measure_unit=row.measure_unit,
        positive_label=row.positive_label,
        allowed=dict(row.allowed),
    )


def intake_fields(rows: Iterable[FieldRow]) -> tuple[SchemaField, ...]:
    """The input columns as intake and scoring read them."""
    return tuple(
        SchemaField(
            name=row.name,
            role=row.role,
            data_class=row.data_class,
            protected=row.is_protected,
            drift_candidate=row.is_drift_candidate,
            special_values=row.special_values,
            unit=row.measure_unit,
            positive_label=row.positive_label or None,
            nullable=row.is_nullable,
            allowed=tuple(row.allowed.get("values", ())),
            minimum=row.allowed.get("minimum"),
            maximum=row.allowed.get("maximum"),
        )
        for row in rows
        if row.direction == "input"
    )


def monitoring_facts(rows: Iterable[FieldRow]) -> tuple[FieldFacts, ...]:
    """Every column with a role, as the profile kernel and the measures read them."""
    return schema_from_json(
        {
            "name": row.name,
            "role": row.role,
            "data_class": row.data_class,
            "protected": row.is_protected,
            "drift_candidate": row.is_drift_candidate or row.role in ("score", "label"),
            "special_values": [v for v in row.special_values if isinstance(v, int | float)],
            "unit": row.measure_unit,
            "positive_label": row.positive_label or None,
            "nullable": row.is_nullable,
            "minimum": row.allowed.get("minimum"),
            "maximum": row.allowed.get("maximum"),
            "allowed": [str(value) for value in row.allowed.get("values", ())],
        }
        for row in rows
    )
