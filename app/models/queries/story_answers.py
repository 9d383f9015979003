"""Which version answered a customer, by which snapshot, and where it served then."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.models.queries.as_of import as_of
from app.models.queries.images import image_then, name_of
from app.models.queries.lookups import load_stages, load_units, person_names
from app.models.queries.story import BY_DIGEST, BY_PLACE, BY_TIME, Answered
from app.models.tables.applications import DecisionRecord
from app.models.tables.everything import METADATA
from app.models.tables.inventory import ModelVersion, Snapshot, VersionAuthor


def answered_by(session: Session, record: DecisionRecord) -> Answered:
    at = record.decided_at
    version = session.get_one(ModelVersion, record.version_id)
    model = image_then(session, "registered_model", record.model_id, at)
    assert model is not None  # the record's own foreign key
    place = _place(session, record.version_id, at)
    snapshot, known_by = _snapshot(session, record, place)
    if place is not None and snapshot is not None and place.snapshot_id != snapshot.id:
        place = None
    authors = session.scalars(
        select(VersionAuthor.person_id).where(VersionAuthor.version_id == version.id)
    ).all()
    names = person_names(session, authors)
    return Answered(
        model=model.name,
        model_id=model.id,
        unit=load_units(session)[model.unit_id].key,
        owner=name_of(session, model.owner_id),
        risk_tier=model.risk_tier,
        kind=model.kind,
        version=version.version,
        version_id=version.id,
        authors=tuple(sorted(names.values())),
        registered_by=name_of(session, version.created_by),
        registered_at=version.created_at,
        snapshot=snapshot.sequence if snapshot else None,
        snapshot_id=snapshot.id if snapshot else None,
        snapshot_digest=snapshot.digest if snapshot else "",
        snapshot_at=snapshot.created_at if snapshot else None,
        snapshot_by=name_of(session, snapshot.created_by) if snapshot else "",
        known_by=known_by,
        stage=load_stages(session)[place.stage_id].name if place else "",
        service_tag=place.service_tag if place else "",
        placed_from=place.placed_from if place else None,
        request_id=place.request_id if place else None,
    )


def _place(session: Session, version_id: UUID, at: datetime) -> Row[Any] | None:
    """Where the version stood then: in production, if it stood there."""
    then = as_of(METADATA.tables["mw.placement"], at)
    rows = session.execute(
        select(then).where(then.c.version_id == version_id, then.c.state == "in_place")
    ).all()
    stages = load_stages(session)
    return max(rows, key=lambda one: stages[one.stage_id].rank, default=None)


def _snapshot(
    session: Session, record: DecisionRecord, place: Row[Any] | None
) -> tuple[Snapshot | None, str]:
    """The snapshot that answered, and by what it is known."""
    rows = session.scalars(
        select(Snapshot)
        .where(Snapshot.version_id == record.version_id)
        .order_by(Snapshot.sequence.desc())
    ).all()
    served = [one for one in rows if one.model_sha256 == record.served_sha256 != ""]
    placed = next((one for one in rows if place and one.id == place.snapshot_id), None)
    if placed is not None and (not record.served_sha256 or placed in served):
        return placed, BY_DIGEST if served else BY_PLACE
    if served:
        return served[0], BY_DIGEST
    earlier = [one for one in rows if one.created_at <= record.decided_at]
    return next(iter([*earlier, *rows[::-1]]), None), BY_TIME
