"""Lineage: the events of a model in lanes, its places as bars, and the table of all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, and_, cast, extract, false, func, or_, select
from sqlalchemy.orm import Session

from app.models.queries.events import EventRow, load_event_rows
from app.models.queries.lineage_reviews import SIGNED_OFF, is_reviewed, is_unreviewed
from app.models.queries.lookups import StageRef, load_stages, version_numbers, whole_number
from app.models.rules.deployment_states import BROUGHT
from app.models.rules.filter_language import PLAIN, Condition, Filter, parse_filter
from app.models.rules.folding import fold
from app.models.rules.severities import GRAVITY
from app.models.rules.verdicts import VERDICT_ORDER
from app.models.tables.execution import Deployment, Placement, Runtime
from app.models.tables.inventory import ModelVersion
from app.models.tables.organisation import Person
from app.models.tables.trail import AuditEvent

# Lane -> the tags whose events are marks in it.
LANES: dict[str, tuple[str, ...]] = {
    "snapshots": ("version.registered", "snapshot.taken"),
    "data": ("training.recorded", "profile.recorded"),
    "tests": ("test_run.finished",),
    "approvals": (
        "request.draft",
        "decision.recorded",
        "request.accepted",
        "request.rejected",
        "request.withdrawn",
        "waiver.granted",
        "document.added",
        SIGNED_OFF,
    ),
    "deployments": (
        "deployment.deployed",
        "deployment.failed",
        "deployment.rolled_back",
        "deployment.undeployed",
    ),
    "alerts": (
        "alert.open",
        "alert.acknowledged",
        "alert.taken_back",
        "alert.in_remediation",
        "alert.resolved",
    ),
}
LANE_OF = {tag: lane for lane, tags in LANES.items() for tag in tags}
KEYS = {"actor": PLAIN, "is": PLAIN, "tag": PLAIN, "type": PLAIN, "version": PLAIN}
REVIEWED = {"reviewed": is_reviewed, "unreviewed": is_unreviewed}  # what `is:` asks
MOST_MARKS = 400  # of one lane, before they are counted in buckets
BUCKETS = 120
PAGE_SIZE = 200
Wanted = Sequence[ColumnElement[bool]]
WORST = ("reject", *GRAVITY, *VERDICT_ORDER, "accept")


@dataclass(frozen=True, slots=True)
class Mark:
    """An event in a lane, or several of them. `verdict`: of a test, a vote, an alert."""

    lane: str
    at: datetime
    until: datetime  # the same as `at` for one event
    count: int
    event_id: int | None  # None: a bucket
    tag: str  # of a bucket: empty
    verdict: str  # of a bucket: the worst
    version: int | None
    before: str = ""  # the state that it came out of


@dataclass(frozen=True, slots=True)
class Bar:
    """A stay of a version in a stage; `until` None: it is there now."""

    placement_id: UUID
    stage: StageRef
    service_tag: str
    version_id: UUID
    version: int | None
    snapshot_id: UUID
    start: datetime
    until: datetime | None
    runtimes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lineage:
    model_id: UUID
    start: datetime
    end: datetime
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    event_count: int  # in the range
    overview: tuple[Mark, ...]  # the whole life in buckets, without lanes
    first_at: datetime | None
    last_at: datetime | None


def load_lineage(
    session: Session,
    model_id: UUID,
    *,
    start: datetime,
    end: datetime,
    among: EventQuery | None = None,
) -> Lineage:
    """The model's marks and bars between two instants; crowded lanes are counted in SQL.

    Args:
        among: leaves out marks that its filter does not want; bars and the overview stay.
    """
    wanted = event_conditions(session, among) if among is not None else []
    counts = _count_by_lane(session, model_id, start, end, wanted)
    marks: list[Mark] = []
    for lane in LANES:
        if counts.get(lane, 0) > MOST_MARKS:
            marks += _buckets(session, model_id, lane, start, end, wanted)
        elif counts.get(lane, 0):
            marks += _marks(session, model_id, lane, start, end, wanted)
    first, last, total = session.execute(
        select(
            func.min(AuditEvent.at),
            func.max(AuditEvent.at),
            func.count().filter(AuditEvent.at.between(start, end)),
        ).where(AuditEvent.model_id == model_id)
    ).one()
    overview = _buckets(session, model_id, "", first, last) if first and last else []
    return Lineage(
        model_id=model_id,
        start=start,
        end=end,
        marks=tuple(marks),
        bars=list_bars(session, model_id, start=start, end=end),
        event_count=total,
        overview=tuple(overview),
        first_at=first,
        last_at=last,
    )


def _within(model_id: UUID, lane: str, start: datetime, end: datetime) -> list[ColumnElement[bool]]:
    found = [AuditEvent.model_id == model_id, AuditEvent.at.between(start, end)]
    return [*found, AuditEvent.tag.in_(LANES[lane])] if lane else found


def _count_by_lane(
    session: Session, model_id: UUID, start: datetime, end: datetime, wanted: Wanted
) -> dict[str, int]:
    rows = session.execute(
        select(AuditEvent.tag, func.count())
        .where(*_within(model_id, "", start, end), *wanted)
        .group_by(AuditEvent.tag)
    )
    counts: dict[str, int] = {}
    for tag, count in rows:
        lane = LANE_OF.get(tag, "")
        counts[lane] = counts.get(lane, 0) + count
    return counts


def _marks(  # noqa: PLR0917 -- one range of one lane
    session: Session, model_id: UUID, lane: str, start: datetime, end: datetime, wanted: Wanted
) -> list[Mark]:
    rows = session.execute(
        select(
            AuditEvent.id, AuditEvent.at, AuditEvent.tag, AuditEvent.facts, AuditEvent.version_id
        )
        .where(*_within(model_id, lane, start, end), *wanted)
        .order_by(AuditEvent.id)
    ).all()
    numbers = version_numbers(session, (row.version_id for row in rows))
    return [
        Mark(
            lane=lane,
            at=row.at,
            until=row.at,
            count=1,
            event_id=row.id,
            tag=row.tag,
            verdict=_verdict(row.facts),
            version=numbers.get(row.version_id) if row.version_id else None,
            before=str(row.facts.get("from") or ""),
        )
        for row in rows
    ]


def _verdict(facts: dict[str, Any]) -> str:
    return str(facts.get("verdict") or facts.get("severity") or facts.get("to") or "")


def _buckets(  # noqa: PLR0917 -- one range of one lane
    session: Session,
    model_id: UUID,
    lane: str,
    start: datetime,
    end: datetime,
    wanted: Wanted = (),
) -> list[Mark]:
    """Counts over equal parts of the range."""
    origin = int(start.timestamp())
    width = max(1, -(-(int(end.timestamp()) + 1 - origin) // BUCKETS))
    seconds = cast(extract("epoch", AuditEvent.at), BigInteger)
    bucket = ((seconds - origin) // width).label("bucket")
    fact = AuditEvent.facts["severity" if lane == "alerts" else "verdict"].as_string()
    rows = session.execute(
        select(bucket, fact.label("fact"), func.count())
        .where(*_within(model_id, lane, start, end), *wanted)
        .group_by("bucket", "fact")
        .order_by("bucket")
    )
    found: dict[int, tuple[int, str]] = {}
    for number, fact_value, count in rows:
        before, worst = found.get(number, (0, ""))
        found[number] = (before + count, min(worst, fact_value or "", key=_gravity))
    return [
        Mark(
            lane=lane,
            at=datetime.fromtimestamp(origin + number * width, tz=UTC),
            until=datetime.fromtimestamp(origin + (number + 1) * width, tz=UTC),
            count=count,
            event_id=None,
            tag="",
            verdict=worst,
            version=None,
        )
        for number, (count, worst) in found.items()
    ]


def _gravity(verdict: str) -> int:
    """Worst first: reject, then critical, then the verdicts of tests, then the rest."""
    return WORST.index(verdict) if verdict in WORST else len(WORST)


def list_bars(
    session: Session, model_id: UUID, *, start: datetime, end: datetime
) -> tuple[Bar, ...]:
    """The model's stays in stages that touch the range, by stage and time."""
    places = session.scalars(
        select(Placement)
        .where(
            Placement.model_id == model_id,
            Placement.placed_from <= end,
            or_(Placement.placed_until.is_(None), Placement.placed_until >= start),
            Placement.state.in_(("in_place", "left")),
        )
        .order_by(Placement.placed_from)
    ).all()
    stages = load_stages(session)
    numbers = version_numbers(session, (one.version_id for one in places))
    runtimes = _runtimes(session, [one.id for one in places])
    bars = [
        Bar(
            placement_id=one.id,
            stage=stages[one.stage_id],
            service_tag=one.service_tag,
            version_id=one.version_id,
            version=numbers.get(one.version_id),
            snapshot_id=one.snapshot_id,
            start=one.placed_from,
            until=one.placed_until,
            runtimes=tuple(runtimes.get(one.id, ())),
        )
        for one in places
        if one.placed_from is not None
    ]
    return tuple(sorted(bars, key=lambda bar: (bar.stage.rank, bar.start)))


def _runtimes(session: Session, placements: Sequence[UUID]) -> dict[UUID, list[str]]:
    rows = session.execute(
        select(Deployment.placement_id, Runtime.name)
        .join(Runtime, Runtime.id == Deployment.runtime_id)
        .where(
            Deployment.placement_id.in_(placements),
            Deployment.state.in_(BROUGHT),
        )
        .order_by(Runtime.name)
        .distinct()
    )
    found: dict[UUID, list[str]] = {}
    for placement_id, name in rows:
        found.setdefault(placement_id, []).append(name)
    return found


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events a table shows: of one model or of all, in a range, by a filter.

    `known_at`: what was signed off by then; None: by now. `void`: sign-offs that do not hold.
    """

    model_id: UUID | None = None
    start: datetime | None = None
    end: datetime | None = None
    filter: Filter = field(default_factory=Filter)
    me: UUID | None = None
    known_at: datetime | None = None
    void: frozenset[UUID] = frozenset()

    @classmethod
    def of(
        cls,
        text: str,
        *,
        model_id: UUID | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        me: UUID | None = None,
        known_at: datetime | None = None,
        is_strict: bool = True,
    ) -> EventQuery:
        """From a filter as people write it: `type:approval actor:aisha version:14`."""
        asked = parse_filter(text, KEYS, is_strict=is_strict)
        return cls(model_id, start, end, asked, me, known_at)


@dataclass(frozen=True, slots=True)
class EventPage:
    """`cursor` continues after the last row; None: that was all."""

    rows: tuple[EventRow, ...]
    cursor: int | None


def list_events(
    session: Session, query: EventQuery, after: int | None = None, limit: int = PAGE_SIZE
) -> EventPage:
    """Events, the newest first."""
    statement = select(AuditEvent).where(*event_conditions(session, query))
    if after is not None:
        statement = statement.where(AuditEvent.id < after)
    events = session.scalars(statement.order_by(AuditEvent.id.desc()).limit(limit + 1)).all()
    page = events[:limit]
    cursor = page[-1].id if len(events) > limit else None
    return EventPage(load_event_rows(session, page), cursor)


def count_events(session: Session, query: EventQuery) -> int:
    statement = select(func.count()).select_from(AuditEvent)
    return session.scalar(statement.where(*event_conditions(session, query))) or 0


def event_conditions(session: Session, query: EventQuery) -> list[ColumnElement[bool]]:
    """SQL for what a table of events shows."""
    found: list[ColumnElement[bool]] = []
    if query.model_id is not None:
        found.append(AuditEvent.model_id == query.model_id)
    if query.start is not None:
        found.append(AuditEvent.at >= query.start)
    if query.end is not None:
        found.append(AuditEvent.at <= query.end)
    for one in query.filter.conditions:
        meaning = _meaning(session, query, one)
        found.append(~meaning if one.is_negated else meaning)
    # The open words of an event lie in other rows; a word is looked for in its tag.
    found += [AuditEvent.tag.contains(fold(word), autoescape=True) for word in query.filter.words]
    return found


def _meaning(session: Session, query: EventQuery, one: Condition) -> ColumnElement[bool]:
    words = [fold(value) for value in one.values]
    if one.key == "tag":
        return AuditEvent.tag.in_(words)
    if one.key == "is":
        asked = [REVIEWED[word] for word in words if word in REVIEWED]
        return or_(false(), *(make(query.known_at, query.void) for make in asked))
    if one.key == "actor":
        people = session.execute(select(Person.id, Person.handle, Person.full_name))
        ids = [
            row.id
            for row in people
            if fold(row.handle) in words or any(word in fold(row.full_name) for word in words)
        ]
        if "me" in words and query.me is not None:
            ids.append(query.me)
        return AuditEvent.actor_id.in_(ids) if ids else false()
    if one.key == "version":
        read = (whole_number(word.removeprefix("v")) for word in words)
        numbers = [number for number in read if number is not None]
        versions = select(ModelVersion.id).where(ModelVersion.version.in_(numbers))
        if query.model_id is not None:
            versions = versions.where(ModelVersion.model_id == query.model_id)
        return and_(AuditEvent.version_id.is_not(None), AuditEvent.version_id.in_(versions))
    tags = [tag for lane, known in LANES.items() if _is_called(lane, words) for tag in known]
    return or_(AuditEvent.tag.in_(tags), AuditEvent.object_type.in_(words))


def _is_called(lane: str, words: Sequence[str]) -> bool:
    """`type:approval` and `type:approvals` mean the same lane."""
    return lane in words or lane.removesuffix("s") in words
