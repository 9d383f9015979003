"""Ranges of a lineage: what one would hold, and which were signed off, by whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.models.queries.lookups import person_names
from app.models.rules.lineage_reviews import (
    MOST_EVENTS,
    Leaf,
    RangeFacts,
    range_digest,
    range_marks,
)
from app.models.tables.governance import LineageReview
from app.models.tables.trail import AuditEvent, AuditLeaf, TreeHead

SIGNED_OFF = "lineage_review.signed"  # the tag of its event


@dataclass(frozen=True, slots=True)
class LineageRange:
    """The sealed events of a model between two places of the log.

    `facts` None: there are none, or more than one review covers. `unsealed`: so many more of the
    model are not sealed yet, of those that were asked for.
    """

    model_id: UUID
    facts: RangeFacts | None
    events: int
    unsealed: int
    first_event: int = 0
    last_event: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    marks: str = ""

    @property
    def is_too_large(self) -> bool:
        return self.events > MOST_EVENTS


@dataclass(frozen=True, slots=True)
class LineageReviewRow:
    """A range that somebody is recorded to have signed off.

    `fault` is why the signature does not hold; empty where it does, None where nobody looked.
    """

    id: UUID
    model_id: UUID
    by: str
    at: datetime
    first_position: int
    last_position: int
    first_at: datetime
    last_at: datetime
    events: int
    own_events: int
    sha256: str
    reason: str
    has_signature: bool
    fault: str | None = None

    @property
    def is_signed(self) -> bool:
        return self.has_signature and self.fault == ""


def sealed_size(session: Session) -> int:
    return session.scalar(select(func.max(TreeHead.size))) or 0


def measure_range(
    session: Session,
    model_id: UUID,
    *,
    me: UUID,
    start: datetime | None = None,
    until: datetime | None = None,
) -> LineageRange:
    """What a review of the model's events from one instant to another, both included, covers.

    It goes from the first of them in the sealed log to the last, with what lies between.
    """
    wanted = [AuditEvent.model_id == model_id]
    wanted += [AuditEvent.at >= start] if start is not None else []
    wanted += [AuditEvent.at <= until] if until is not None else []
    size = sealed_size(session)
    first, last, sealed, every = session.execute(
        select(
            func.min(AuditLeaf.position).filter(AuditLeaf.position < size),
            func.max(AuditLeaf.position).filter(AuditLeaf.position < size),
            func.count(AuditLeaf.position).filter(AuditLeaf.position < size),
            func.count(),
        )
        .select_from(AuditEvent)
        .outerjoin(AuditLeaf, AuditLeaf.event_id == AuditEvent.id)
        .where(*wanted)
    ).one()
    if first is None:
        return LineageRange(model_id, None, 0, every)
    return load_range(session, model_id, first, last, me=me, unsealed=every - sealed)


def load_range(
    session: Session, model_id: UUID, first: int, last: int, *, me: UUID, unsealed: int = 0
) -> LineageRange:
    """The events of the model from this place of the log to that one."""
    within = (AuditEvent.model_id == model_id, AuditLeaf.position.between(first, last))
    joined = AuditEvent.id == AuditLeaf.event_id
    count = session.scalar(
        select(func.count()).select_from(AuditLeaf).join(AuditEvent, joined).where(*within)
    )
    if not count or count > MOST_EVENTS:
        return LineageRange(model_id, None, count or 0, unsealed)
    rows = session.execute(
        select(
            AuditLeaf.position, AuditLeaf.sha256, AuditEvent.id, AuditEvent.at, AuditEvent.actor_id
        )
        .join(AuditEvent, joined)
        .where(*within)
        .order_by(AuditLeaf.position)
    ).all()
    leaves: list[Leaf] = [(row.position, row.sha256) for row in rows]
    own = sum(row.actor_id == me for row in rows)
    facts = RangeFacts(leaves[0][0], leaves[-1][0], len(leaves), own, range_digest(leaves))
    return LineageRange(
        model_id, facts, len(leaves), unsealed, rows[0].id, rows[-1].id, rows[0].at, rows[-1].at,
        range_marks(leaves),
    )  # fmt: skip


def list_lineage_reviews(
    session: Session,
    model_id: UUID,
    *,
    known_at: datetime | None = None,
    ids: Sequence[UUID] | None = None,
) -> tuple[LineageReviewRow, ...]:
    """What was signed off of a model's lineage, the newest first.

    Args:
        known_at: as of this instant; None: now.
    """
    wanted = [LineageReview.model_id == model_id]
    wanted += [LineageReview.created_at <= known_at] if known_at is not None else []
    wanted += [LineageReview.id.in_(ids)] if ids is not None else []
    first, last = aliased(AuditLeaf), aliased(AuditLeaf)
    began, ended = aliased(AuditEvent), aliased(AuditEvent)
    rows = session.execute(
        select(LineageReview, began.at, ended.at)
        .join(first, first.position == LineageReview.first_position)
        .join(began, began.id == first.event_id)
        .join(last, last.position == LineageReview.last_position)
        .join(ended, ended.id == last.event_id)
        .where(*wanted)
        .order_by(LineageReview.created_at.desc(), LineageReview.id)
    ).all()
    names = person_names(session, (row.created_by for row, _, _ in rows))
    return tuple(
        LineageReviewRow(
            row.id, row.model_id, names.get(row.created_by, ""), row.created_at,
            row.first_position, row.last_position, min(began_at, ended_at),
            max(began_at, ended_at), row.events, row.own_events, row.sha256, row.reason,
            bool(row.signature),
        )
        for row, began_at, ended_at in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignOffEvent:
    """The event of a sign-off. `position` None: it is not sealed yet."""

    event_id: int
    review_id: UUID
    position: int | None


def list_sign_off_events(
    session: Session, *, after: int = 0, limit: int = 500
) -> list[SignOffEvent]:
    """By the number of the event, those after number `after`."""
    rows = session.execute(
        select(AuditEvent.id, AuditEvent.object_id, AuditLeaf.position)
        .outerjoin(AuditLeaf, AuditLeaf.event_id == AuditEvent.id)
        .where(AuditEvent.tag == SIGNED_OFF, AuditEvent.id > after)
        .order_by(AuditEvent.id)
        .limit(limit)
    )
    return [SignOffEvent(*row) for row in rows]


def sign_offs_of_no_event(session: Session, *, limit: int) -> list[UUID]:
    """Put in behind the trail's back. One statement: one moment."""
    told = exists().where(AuditEvent.object_id == LineageReview.id, AuditEvent.tag == SIGNED_OFF)
    return [*session.scalars(select(LineageReview.id).where(~told).limit(limit))]


def is_reviewed(
    known_at: datetime | None = None, void: Collection[UUID] = ()
) -> ColumnElement[bool]:
    """The condition of events that a sign-off is recorded of; as of an instant, or now.

    Args:
        void: those that were found not to hold. No database can tell.
    """
    wanted = [
        LineageReview.model_id == AuditEvent.model_id,
        AuditLeaf.event_id == AuditEvent.id,
        AuditLeaf.position.between(LineageReview.first_position, LineageReview.last_position),
    ]
    wanted += [LineageReview.created_at <= known_at] if known_at is not None else []
    wanted += [LineageReview.id.not_in(void)] if void else []
    return select(AuditLeaf.position).where(*wanted).correlate(AuditEvent).exists()


def is_unreviewed(
    known_at: datetime | None = None, void: Collection[UUID] = ()
) -> ColumnElement[bool]:
    """The condition of events that wait for it: a sign-off itself asks for no other one."""
    return and_(~is_reviewed(known_at, void), AuditEvent.tag != SIGNED_OFF)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """That an event lies in a range that somebody is recorded to have signed off.

    `fault` as in `LineageReviewRow`.
    """

    review_id: UUID
    by: str
    at: datetime
    fault: str | None = None


def reviews_of(
    session: Session, event_ids: Sequence[int], *, known_at: datetime | None = None
) -> dict[int, tuple[Reviewed, ...]]:
    """The sign-offs that cover each of these events, the newest first; () where nobody did."""
    wanted: list[ColumnElement[bool]] = [AuditLeaf.event_id.in_(event_ids)]
    wanted += [LineageReview.created_at <= known_at] if known_at is not None else []
    within = AuditLeaf.position.between(LineageReview.first_position, LineageReview.last_position)
    rows = session.execute(
        select(
            AuditLeaf.event_id, LineageReview.id, LineageReview.created_by, LineageReview.created_at
        )
        .join(AuditEvent, AuditEvent.id == AuditLeaf.event_id)
        .join(LineageReview, and_(LineageReview.model_id == AuditEvent.model_id, within))
        .where(*wanted)
        .order_by(LineageReview.created_at.desc(), LineageReview.id)
    ).all()
    names = person_names(session, (row.created_by for row in rows))
    found: dict[int, tuple[Reviewed, ...]] = dict.fromkeys(event_ids, ())
    for row in rows:
        one = Reviewed(row.id, names.get(row.created_by, ""), row.created_at)
        found[row.event_id] = (*found[row.event_id], one)
    return found
