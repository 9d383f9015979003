"""Home: what needs this person, what they watch, what happened since, which gaps there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.models.queries.events import EventRow, load_event_rows
from app.models.queries.inventory_facets import list_debts
from app.models.queries.inventory_filter import DEBTS, open_scope
from app.models.queries.lookups import (
    roles_by_unit,
)
from app.models.queries.needs import MOST_ALERTS, NeedRow, count_alerts_for, list_needs
from app.models.queries.watching import WatchRow, list_watching
from app.models.rules.roles import BUILDERS, OPERATORS, Role
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.models.tables.organisation import BusinessUnit, Person
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
ROLE_VIEWS: tuple[tuple[str, frozenset[Role]], ...] = (
    ("operator", OPERATORS),
    ("compliance", REVIEWERS),
    ("engineer", BUILDERS),
    ("architect", frozenset({Role.ARCHITECT})),
    ("executive", frozenset({Role.EXECUTIVE, Role.AUDITOR, Role.LOB_ANALYST, Role.VIEWER})),
    ("administrator", frozenset({Role.ADMINISTRATOR})),
)


@dataclass(frozen=True, slots=True)
class Tile:
    """A count that opens the rows behind it: `filter` is a filter of the inventory, or empty."""

    code: str
    count: int
    filter: str
    parts: tuple[tuple[str, int], ...] = ()  # by unit


@dataclass(frozen=True, slots=True)
class Home:
    role_views: tuple[str, ...]  # those this person has, the first is shown
    needs: tuple[NeedRow, ...]
    needs_count: int  # with the alerts that are too many to list
    watching: tuple[WatchRow, ...]
    since: tuple[EventRow, ...]
    since_count: int
    has_models: bool  # any, in all that this reader sees
    tiles: tuple[Tile, ...]


def load_home(
    session: Session,
    me: UUID,
    *,
    now: datetime,
    last_visit: datetime,
    shown: Collection[UUID] = (),
) -> Home:
    """Everything that Home shows, for the due clock `now`; `shown`: alerts that stand there."""
    events, count = list_since(session, me, since=last_visit)
    needs = list_needs(session, me, now=now, shown=shown)
    alerts = sum(one.kind == "alert" for one in needs)
    unlisted = count_alerts_for(session, me) - alerts if alerts >= MOST_ALERTS else 0
    return Home(
        role_views=role_views(session, me),
        needs=needs,
        needs_count=len(needs) + unlisted,
        watching=list_watching(session, me),
        since=events,
        since_count=count,
        has_models=session.scalars(select(RegisteredModel.id).limit(1)).first() is not None,
        tiles=(_review_tile(needs), *list_gaps(session)),
    )


def role_views(session: Session, me: UUID) -> tuple[str, ...]:
    held = {role for roles in roles_by_unit(session, me).values() for role in roles}
    return tuple(view for view, roles in ROLE_VIEWS if roles & held)


def list_since(
    session: Session, me: UUID, *, since: datetime, limit: int = 12
) -> tuple[tuple[EventRow, ...], int]:
    """What happened in my scope since then, the newest first, and how much in all.

    By other people, my own decisions, and of the service only what one wants to hear of; whoever
    oversees a unit hears that of all its models.
    """
    services = select(Person.id).where(Person.kind == "service")
    by_others = and_(
        AuditEvent.actor_id != me,
        or_(AuditEvent.actor_id.not_in(services), AuditEvent.tag.in_(LOUD)),
    )
    held = roles_by_unit(session, me)
    overseen = [unit for unit, roles in held.items() if roles & OVERSEERS]
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
        .limit(limit)
    ).all()
    count = session.scalar(select(func.count()).select_from(AuditEvent).where(*found)) or 0
    return load_event_rows(session, events), count


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


def _review_tile(needs: Iterable[NeedRow]) -> Tile:
    rows = [one for one in needs if one.kind in ("request", "task")]
    overdue = sum(one.is_overdue for one in rows)
    return Tile("to_review", len(rows), "", (("overdue", overdue),) if overdue else ())


def list_gaps(session: Session) -> tuple[Tile, ...]:
    """Models in production that lack something, per gap, with the units they are in."""
    scope = replace(open_scope(session, None), is_counted=True)
    units = {row[0]: row[1] for row in session.execute(select(BusinessUnit.id, BusinessUnit.name))}
    found: dict[str, list[tuple[str, int]]] = {debt: [] for debt in DEBTS}
    for debt, (unit,), count in list_debts(scope, (), RegisteredModel.unit_id):
        found[debt] += [(units[unit], count)] if count else []
    return tuple(
        Tile(
            debt,
            sum(count for _, count in parts),
            f"debt:{debt}",
            tuple(sorted(parts, key=lambda one: -one[1])),
        )
        for debt, parts in found.items()
    )
