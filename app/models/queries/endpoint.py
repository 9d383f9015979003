"""A runtime's endpoint with what it serves there: which columns go in, and which come out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.lookups import load_subjects, version_numbers
from app.models.queries.releases import RuntimeRow, load_runtime
from app.models.queries.schema_fields import frozen_fields
from app.models.tables.execution import Deployment
from app.models.tables.inventory import SchemaField, Snapshot


@dataclass(frozen=True, slots=True)
class ServedColumn:
    """As the snapshot froze it. `type` is empty where nobody has said it."""

    name: str
    type: str
    is_required: bool  # a value must be there


@dataclass(frozen=True, slots=True)
class ServedSchema:
    service_tag: str
    model_name: str
    version: int | None
    inputs: tuple[ServedColumn, ...]
    outputs: tuple[ServedColumn, ...]


@dataclass(frozen=True, slots=True)
class Endpoint:
    runtime: RuntimeRow
    serves: tuple[ServedSchema, ...]  # by service tag


def load_endpoint(session: Session, runtime_id: UUID) -> Endpoint:
    found = session.execute(
        select(Deployment, Snapshot)
        .join(Snapshot, Snapshot.id == Deployment.snapshot_id)
        .where(Deployment.runtime_id == runtime_id, Deployment.state == "deployed")
        .order_by(Deployment.service_tag, Deployment.number)
    ).all()
    subjects = load_subjects(session, (one.model_id for one, _ in found))
    numbers = version_numbers(session, (one.version_id for one, _ in found))
    return Endpoint(
        load_runtime(session, runtime_id),
        tuple(
            ServedSchema(
                one.service_tag,
                subjects[one.model_id].name,
                numbers.get(one.version_id),
                *_columns(frozen_fields(session, snapshot)),
            )
            for one, snapshot in found
        ),
    )


def _columns(
    fields: tuple[SchemaField, ...],
) -> tuple[tuple[ServedColumn, ...], tuple[ServedColumn, ...]]:
    """What the model asks for, and what it gives: a schema tells of labels and keys too."""
    given = {one.name for one in fields if one.direction == "output"}
    inputs = [one for one in fields if one.direction == "input" and one.role == "predictor"]
    outputs = [
        one
        for one in fields
        if one.direction == "output" or (one.role == "score" and one.name not in given)
    ]
    return tuple(map(_column, inputs)), tuple(map(_column, outputs))


def _column(one: SchemaField) -> ServedColumn:
    return ServedColumn(one.name, one.data_type, not one.is_nullable)
