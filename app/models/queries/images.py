"""Rows and names as they were recorded on a day of the past."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.models.queries.as_of import as_of
from app.models.queries.lookups import person_names
from app.models.tables.everything import METADATA


def image_then(session: Session, table: str, key: UUID | None, at: datetime) -> Row[Any] | None:
    """A row as recorded then; where it was recorded later only, as it was recorded first."""
    if key is None:
        return None
    source = METADATA.tables[f"mw.{table}"]
    then = as_of(source, at)
    found = session.execute(select(then).where(then.c.id == key)).first()
    return found or _first_image(session, table, key)


def _first_image(session: Session, table: str, key: UUID) -> Row[Any] | None:
    past = METADATA.tables[f"mw.{table}_history"]
    found = session.execute(
        select(past).where(past.c.id == key).order_by(past.c.row_version).limit(1)
    ).first()
    present = METADATA.tables[f"mw.{table}"]
    return found or session.execute(select(present).where(present.c.id == key)).first()


def name_of(session: Session, person: UUID | None) -> str:
    return person_names(session, [person]).get(person, "") if person else ""
