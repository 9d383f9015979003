"""Who wrote in a draft, and what is in force of its key: what says who may put it in force."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.enforcement.history import SUFFIX
from app.models.rules.policies import DraftFacts
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.frameworks import Framework
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate


def draft_facts(session: Session, row: LifeCycleTemplate | DecisionTable | Framework) -> DraftFacts:
    past = METADATA.tables[f"{SCHEMA}.{row.__tablename__}{SUFFIX}"]
    writers = session.scalars(select(past.c.recorded_by).where(past.c.id == row.id))
    known = frozenset({*writers, row.recorded_by})
    if isinstance(row, Framework):  # comes in force on its day, whatever else is
        return DraftFacts(row.state, known)
    kind = type(row)
    published = session.scalars(
        select(kind.version).where(
            kind.unit_id == row.unit_id, kind.key == row.key, kind.state == "published"
        )
    )
    put_up_by = row.recorded_by if row.state == "in_review" else None  # it does not change there
    return DraftFacts(row.state, known, row.version, frozenset(published), put_up_by)
