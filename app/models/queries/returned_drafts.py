"""Drafts that were put up and came back: who stored them, who sent them back, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.models.enforcement.history import SUFFIX
from app.models.queries.id_lists import is_one_of
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.life_cycle import LifeCycleTemplate


@dataclass(frozen=True, slots=True)
class Returned:
    """A draft that waits for who stored it. `by`: who sent it back; `at`: when."""

    draft: LifeCycleTemplate
    by: UUID
    at: datetime
    reason: str


def list_returned(session: Session, me: UUID, units: Collection[UUID]) -> Iterator[Returned]:
    """Drafts of these units that `me` stored, and somebody sent back since they were put up last.

    One after which a newer version was stored is mended there.
    """
    newer = aliased(LifeCycleTemplate)
    is_last = ~exists().where(
        newer.unit_id == LifeCycleTemplate.unit_id,
        newer.key == LifeCycleTemplate.key,
        newer.version > LifeCycleTemplate.version,
    )
    drafts = session.scalars(
        select(LifeCycleTemplate).where(
            LifeCycleTemplate.state == "draft",
            LifeCycleTemplate.reason.is_not(None),
            is_one_of(session, LifeCycleTemplate.unit_id, list(units)),
            is_last,
        )
    ).all()
    past = _images(session, [one.id for one in drafts]) if drafts else {}
    for one in drafts:
        images = [row for row in past[one.id] if row.row_version <= one.row_version]
        sent = _sent(images)
        if sent is not None and images[-1].recorded_by == me:
            yield Returned(one, sent.recorded_by, sent.recorded_from, one.reason or "")


def _sent(images: Sequence[Any]) -> Any:
    """The image by which it became a draft again, if of another than who had put it up."""
    as_draft = [*takewhile(lambda row: row.state == "draft", images)]
    put_up = images[len(as_draft) :]
    if not as_draft or not put_up or as_draft[-1].recorded_by == put_up[0].recorded_by:
        return None
    return as_draft[-1]


def _images(session: Session, ids: Collection[UUID]) -> Mapping[UUID, list[Any]]:
    """What each is and was, the newest first."""
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for name in ("life_cycle_template", "life_cycle_template" + SUFFIX):
        c = METADATA.tables[f"{SCHEMA}.{name}"].c
        kept = select(c.id, c.row_version, c.state, c.reason, c.recorded_by, c.recorded_from)
        for row in session.execute(
            kept.where(is_one_of(session, c.id, list(ids))).order_by(c.row_version.desc())
        ):
            found[row.id].append(row)
    return found


def load_stored_by(session: Session) -> dict[UUID, tuple[UUID, datetime]]:
    """Who stored each, and when: whoever published it later changed only its state."""
    found: dict[UUID, tuple[UUID, datetime]] = {}
    for table in ("life_cycle_template", "decision_table"):
        for name in (table, table + SUFFIX):
            c = METADATA.tables[f"{SCHEMA}.{name}"].c
            first = select(c.id, c.recorded_by, c.recorded_from).where(c.row_version == 1)
            for row in session.execute(first):
                found[row.id] = (row.recorded_by, row.recorded_from)
    return found


def load_sent_back(session: Session) -> dict[UUID, tuple[UUID, datetime, str]]:
    """Who sent each life cycle back the last time, when and why: with whom these words came."""
    told = LifeCycleTemplate.reason.is_not(None)
    keys = session.scalars(select(LifeCycleTemplate.id).where(told)).all()
    found: dict[UUID, tuple[UUID, datetime, str]] = {}
    for key, images in _images(session, keys).items() if keys else ():
        said, words = images[0], images[0].reason
        for one in images:
            if one.reason != words:
                break
            said = one
        if words is not None:
            found[key] = said.recorded_by, said.recorded_from, words
    return found
