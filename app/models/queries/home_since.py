"""What happened in a person's scope since their last visit; what is alike stands once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.models.queries.events import EventRow, load_event_rows
from app.models.queries.lookups import roles_by_unit
from app.models.rules.roles import OPERATORS, Role
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.models.tables.organisation import Person
from app.models.tables.trail import AuditEvent

# They answer for what a unit runs without owning or deciding on any of it.
OVERSEERS = frozenset({Role.EXECUTIVE, Role.AUDITOR, Role.LOB_ANALYST, Role.ARCHITECT})
REVIEWERS = frozenset({Role.COMPLIANCE, Role.RISK_OFFICER, Role.VALIDATOR, Role.TESTER})
# What the background service did and a person wants to hear of; its many steps are in the lineage.
LOUD = (
    "alert.open",
    "alert.resolved",
    "deployment.deployed",
    "deployment.failed",
    "deployment.rolled_back",
    "request.accepted",
    "request.rejected",
    "request.expired",
)
# One run raises or resolves many at a time, and people acknowledge many in one go.
FOLDED = frozenset({"alert.open", "alert.resolved", "alert.acknowledged"})
AT_ONCE = timedelta(minutes=1)
LISTED = 12
_READ = 40 * LISTED  # what is alike takes one row of those that are listed


@dataclass(frozen=True, slots=True)
class SinceRow:
    """What happened; of several that are alike the newest, whose row stays when more come."""

    event: EventRow
    key: int  # the id of the oldest
    count: int = 1


def list_since(session: Session, me: UUID, *, since: datetime) -> tuple[tuple[SinceRow, ...], int]:
    """What happened in my scope since then, the newest first, and how much in all.

    By other people, my own decisions, and of the service only what one wants to hear of; whoever
    oversees a unit, or runs its models, hears that of all its models.
    """
    services = select(Person.id).where(Person.kind == "service")
    by_others = and_(
        AuditEvent.actor_id != me,
        or_(AuditEvent.actor_id.not_in(services), AuditEvent.tag.in_(LOUD)),
    )
    held = roles_by_unit(session, me)
    overseen = [unit for unit, roles in held.items() if roles & (OVERSEERS | OPERATORS)]
    designs = [unit for unit, roles in held.items() if Role.ARCHITECT in roles]
    drawn = [
        select(kind.id).where(kind.unit_id.in_(designs))
        for kind in (LifeCycleTemplate, DecisionTable)
    ]
    found = (
        AuditEvent.at >= since,
        or_(
            and_(
                AuditEvent.model_id.in_(_my_models(me, held)),
                or_(by_others, AuditEvent.tag == "decision.recorded"),
            ),
            and_(AuditEvent.unit_id.in_(overseen), AuditEvent.tag.in_(LOUD)),
            *(AuditEvent.object_id.in_(each) for each in drawn if designs),
        ),
    )
    events = session.scalars(
        select(AuditEvent)
        .where(*found)
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(_READ)
    ).all()
    count = session.scalar(select(func.count()).select_from(AuditEvent).where(*found)) or 0
    groups = fold(events)[:LISTED]  # first: names are looked up of what is listed alone
    rows = load_event_rows(session, [group[0] for group in groups])
    listed = zip(rows, groups, strict=True)
    return tuple(SinceRow(row, group[-1].id, len(group)) for row, group in listed), count


def fold(events: Iterable[AuditEvent]) -> list[list[AuditEvent]]:
    """Neighbours that say the same of one version, by one person within a minute, in one."""
    groups: list[list[AuditEvent]] = []
    for one in events:
        if groups and _is_alike(groups[-1][-1], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _is_alike(newer: AuditEvent, older: AuditEvent) -> bool:
    return (
        newer.tag in FOLDED
        and _likeness(newer) == _likeness(older)
        and newer.at - older.at <= AT_ONCE
    )


def _likeness(one: AuditEvent) -> tuple[object, ...]:
    """What a sentence about several of them says."""
    facts = one.facts
    is_by_run = one.tag == "alert.resolved"
    return (
        *(one.tag, one.actor_id, one.model_id, one.version_id),
        *(facts.get("from"), facts.get("run_id") if is_by_run else None),
    )


def _my_models(me: UUID, held: Mapping[UUID, frozenset[Role]]) -> Select[UUID]:
    """Models I own, and those that are or were mine to decide on."""
    reviewed = [unit for unit, roles in held.items() if roles & REVIEWERS]
    waiting = select(TransitionRequest.model_id).where(
        TransitionRequest.state == "pending", TransitionRequest.unit_id.in_(reviewed)
    )
    decided = (
        select(TransitionRequest.model_id)
        .join(Decision, Decision.request_id == TransitionRequest.id)
        .where(Decision.decided_by == me)
    )
    return select(RegisteredModel.id).where(
        or_(
            RegisteredModel.owner_id == me,
            RegisteredModel.id.in_(waiting),
            RegisteredModel.id.in_(decided),
        )
    )
