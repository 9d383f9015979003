"""From when until when each deployment served; a roll back may have brought it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.models.queries.as_of import history_table
from app.models.queries.id_lists import is_one_of
from app.models.rules.deployment_states import SERVING
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA


@dataclass(frozen=True, slots=True)
class Spell:
    """A time of serving; without `until` it goes on. `state` and `reason` are of its end."""

    since: datetime
    until: datetime | None
    state: str
    reason: str


def list_spells(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[Spell, ...]]:
    """Of each deployment that ever served, from the first to the last."""
    images: dict[UUID, list[Row[Any]]] = {}
    for image in _images(session, ids):
        images.setdefault(image.id, []).append(image)
    found = {one: tuple(_spells(recorded)) for one, recorded in images.items()}
    return {one: spells for one, spells in found.items() if spells}


def _images(session: Session, ids: Sequence[UUID]) -> list[Row[Any]]:
    """What was recorded of them, each in order."""
    present = METADATA.tables[f"{SCHEMA}.deployment"]
    found: list[Row[Any]] = []
    for table in (history_table(present), present):
        told = ("id", "row_version", "state", "reason", "finished_at", "recorded_from")
        columns = [table.c[name] for name in told]
        found += session.execute(select(*columns).where(is_one_of(session, table.c.id, ids)))
    return sorted(found, key=lambda image: image.row_version)


def _spells(images: Iterable[Row[Any]]) -> list[Spell]:
    found: list[Spell] = []
    is_open = False
    for image in images:
        at = image.finished_at or image.recorded_from
        if image.state in SERVING and not is_open:
            found.append(Spell(at, None, image.state, image.reason))
        elif is_open:
            until = None if image.state in SERVING else at
            found[-1] = Spell(found[-1].since, until, image.state, image.reason)
        is_open = image.state in SERVING
    return found
