"""Where the files of a version came from, as its own file says."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.rules.origin import ROLE, Origin, read_origin
from app.models.tables.inventory import Asset, BlobChunk


def load_origin(session: Session, version_id: UUID) -> Origin | None:
    """None where nobody recorded it."""
    content = session.scalars(
        select(BlobChunk.data)
        .join(Asset, Asset.sha256 == BlobChunk.sha256)
        .where(
            Asset.version_id == version_id,
            Asset.role == ROLE,
            Asset.replaced_by.is_(None),
            BlobChunk.position == 0,
        )
    ).first()
    return read_origin(content) if content is not None else None
