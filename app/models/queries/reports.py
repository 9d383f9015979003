"""What Reports shows: the figures that Home has for executives, and the gaps, at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.home_blocks import Asked
from app.models.queries.home_figures import Tile, has_models, list_figures, list_gaps
from app.models.queries.lookups import roles_by_unit


@dataclass(frozen=True, slots=True)
class Report:
    as_of: datetime
    figures: tuple[Tile, ...]
    gaps: tuple[Tile, ...]
    has_models: bool  # any, in all that this reader sees


def load_report(session: Session, me: UUID, *, now: datetime) -> Report:
    """All figures at once; what is late is so by the due clock `now`."""
    asked = Asked(session, me, now, roles_by_unit(session, me))
    return Report(now, list_figures(asked), list_gaps(session), has_models(session))
