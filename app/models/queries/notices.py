"""What happened to a person and to what they watch: the newest of each object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, text, union_all
from sqlalchemy.orm import Session

from app.models.queries.approvals import list_inbox
from app.models.queries.events import EventRow, load_event_rows
from app.models.queries.lapsed_waivers import list_lapsed
from app.models.queries.lookups import roles_by_unit
from app.models.rules.acts import CASE_COMMENTED, VOTERS_REMINDED, is_act
from app.models.rules.roles import OPERATORS, Role
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.applications import Application
from app.models.tables.base import Identified
from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import DataSource, Deployment, Runtime
from app.models.tables.frameworks import Framework, RaciEntry
from app.models.tables.governance import (
    Attestation,
    Finding,
    RequestNote,
    RiskAssessment,
    TransitionRequest,
    Waiver,
)
from app.models.tables.inventory import RegisteredModel, RegistrationRequest, UseCase
from app.models.tables.life_cycle import DecisionTable, UserTask
from app.models.tables.monitoring import Alert, Monitor
from app.models.tables.organisation import Membership, RoleRequest, SigningKey
from app.models.tables.personal import Watch
from app.models.tables.trail import AuditEvent

REACH = timedelta(days=30)
MOST = 200  # events read of each source
_IDS = 300  # named in one question

# Of the service's many steps, those that a person wants to hear of.
DEPLOYMENT_TAGS = ("deployment.deployed", "deployment.failed", "deployment.rolled_back")
REGISTRATION_TAGS = ("registration_request.registered", "registration_request.declined")
REQUEST_TAGS = ("request.accepted", "request.rejected", "request.expired", "request.superseded")
TASK_TAGS = ("task.created", "task.claimed", "task.changed", "task.delegated", "task.escalated")
# Noise even for who watches.
QUIET_TAGS = ("runtime.busy", "deployment.matching", "deployment.deploying", "inbox.asked")


@dataclass(frozen=True, slots=True)
class Notice:
    """The newest event of an object, and how many more of it lie below. `kind`: see `KINDS`."""

    kind: str
    event: EventRow
    count: int
    is_watched: bool
    is_over: bool = False  # of an alert that was raised, and has ended since

    @property
    def key(self) -> UUID:
        return self.event.object_id


KIND_ORDER = ("escalated", "assigned", "alert", "note", "deployment", "request", "account",
              "watched")  # fmt: skip


@dataclass(slots=True)
class _Found:
    """Events of a person by id, each with the weightiest reason to tell it."""

    events: dict[int, tuple[str, AuditEvent]] = field(default_factory=dict)

    def add(self, kind: str, events: Iterable[AuditEvent]) -> None:
        for one in events:
            known = self.events.get(one.id)
            if known is None or KIND_ORDER.index(kind) < KIND_ORDER.index(known[0]):
                self.events[one.id] = kind, one


def list_notices(session: Session, me: UUID, *, now: datetime) -> tuple[Notice, ...]:
    """What a person has not put away, the newest first, of the last thirty days.

    Alerts that have ended since come last.
    """
    watches = session.scalars(select(Watch).where(Watch.person_id == me)).all()
    watched = {one.object_id: one for one in watches if one.is_on}
    removed = {one.object_id: one.removed_to for one in watches}
    found = _Found()
    since = now - REACH
    _of_tasks(session, found, me, since)
    _of_models(session, found, me, since)
    _of_waivers(session, found, me, since)
    _of_requests(session, found, me, since)
    _of_notes(session, found, me, since, now)
    _of_reminders(session, found, me, since, now)
    _of_cases(session, found, me, since)
    _of_account(session, found, me, since)
    _of_watched(session, found, me, since, watched)
    return _grouped(session, found, removed, frozenset(watched))


def _grouped(
    session: Session, found: _Found, removed: Mapping[UUID, int], watched: frozenset[UUID]
) -> tuple[Notice, ...]:
    groups: dict[UUID, list[tuple[str, AuditEvent]]] = {}
    for number in sorted(found.events, reverse=True):
        kind, event = found.events[number]
        if event.id > removed.get(event.object_id, 0):
            groups.setdefault(event.object_id, []).append((kind, event))
    newest = [group[0] for group in groups.values()]
    rows = load_event_rows(session, [event for _, event in newest])
    over = _ended_alerts(session, rows)
    notices = [
        Notice(
            min((kind for kind, _ in groups[row.object_id]), key=KIND_ORDER.index),
            row,
            len(groups[row.object_id]),
            row.object_id in watched or row.model_id in watched,
            row.object_id in over,
        )
        for row in rows
    ]
    return tuple(sorted(notices, key=lambda one: one.is_over))


def _ended_alerts(session: Session, rows: Iterable[EventRow]) -> frozenset[UUID]:
    """Those that were raised last, by what is told, and no longer need anybody."""
    raised = [one.object_id for one in rows if one.tag == "alert.open"]
    ended: set[UUID] = set()
    for start in range(0, len(raised), _IDS):
        ended.update(
            session.scalars(
                select(Alert.id).where(
                    Alert.id.in_(raised[start : start + _IDS]), Alert.state.not_in(LIVE_ALERTS)
                )
            )
        )
    return frozenset(ended)


def _events(
    session: Session,
    since: datetime,
    ids: Iterable[UUID],
    *conditions: ColumnElement[bool],
    by_model: bool = False,
) -> list[AuditEvent]:
    """Events of these objects (or models): by the index of objects, never through the trail."""
    wanted = list(ids)
    column = AuditEvent.model_id if by_model else AuditEvent.object_id
    rows: list[AuditEvent] = []
    for start in range(0, len(wanted), _IDS):
        rows += session.scalars(
            select(AuditEvent)
            .where(column.in_(wanted[start : start + _IDS]), AuditEvent.at >= since, *conditions)
            .order_by(AuditEvent.id.desc())
            .limit(MOST)
        )
    return rows


def _of_tasks(session: Session, found: _Found, me: UUID, since: datetime) -> None:
    """Tasks and alerts that somebody gave me, and tasks that came to my role by escalation."""
    mine = session.scalars(
        select(UserTask.id)
        .where(UserTask.assignee_id == me, UserTask.opened_at >= since)
        .order_by(UserTask.opened_at.desc())
        .limit(MOST)
    ).all()
    given = and_(AuditEvent.actor_id != me, AuditEvent.tag.in_(TASK_TAGS))
    found.add("assigned", _events(session, since, mine, given))
    alerts = session.scalars(
        select(Alert.id).where(Alert.assignee_id == me, Alert.state != "closed").limit(MOST)
    ).all()
    escalation = AuditEvent.tag == "alert.escalated"
    by_others = and_(AuditEvent.actor_id != me, AuditEvent.tag != "alert.changed", ~escalation)
    found.add("assigned", _events(session, since, alerts, by_others))
    found.add(
        "escalated", _events(session, since, alerts, and_(AuditEvent.actor_id != me, escalation))
    )
    held = roles_by_unit(session, me)
    escalated = session.execute(
        select(UserTask.id, UserTask.unit_id, UserTask.roles, UserTask.assignee_id).where(
            UserTask.state == "escalated"
        )
    )
    to_me = [
        task
        for task, unit, roles, assignee in escalated
        if assignee == me or {str(one) for one in held.get(unit, ())} & set(roles)
    ]
    found.add("escalated", _events(session, since, to_me, AuditEvent.tag == "task.escalated"))


def _of_models(session: Session, found: _Found, me: UUID, since: datetime) -> None:
    """What the service did to models of mine; an operator's are those of the units. Which of them
    somebody else gave me."""
    owned = session.scalars(select(RegisteredModel.id).where(RegisteredModel.owner_id == me)).all()
    units = [unit for unit, roles in roles_by_unit(session, me).items() if roles & OPERATORS]
    mine = or_(Alert.model_id.in_(owned), Alert.unit_id.in_(units))
    critical = session.scalars(
        select(Alert.id)
        .where(Alert.severity == "critical", Alert.opened_at >= since, mine)
        .order_by(Alert.opened_at.desc())
        .limit(MOST)
    ).all()
    found.add("alert", _events(session, since, critical, AuditEvent.tag == "alert.open"))
    ended = AuditEvent.tag.in_(DEPLOYMENT_TAGS)
    found.add("deployment", _events(session, since, owned, ended, by_model=True))
    by_others = AuditEvent.actor_id != me
    given = and_(by_others, AuditEvent.tag.in_(("model.registered", "model.changed")))
    changes = _events(session, since, owned, given)
    found.add("assigned", [one for one in changes if _gives_owner(one)])


def _of_waivers(session: Session, found: _Found, me: UUID, since: datetime) -> None:
    """Waivers that I asked for or granted, and that are over while what they let pass serves on.

    The owner hears of them by their alert.
    """
    mine = [one.id for one in list_lapsed(session, me) if me in (one.asked_by, one.granted_by)]
    found.add("alert", _events(session, since, mine, AuditEvent.tag == "waiver.expired"))


def _gives_owner(event: AuditEvent) -> bool:
    changed = str(event.facts.get("changed", "")).split()
    return event.tag == "model.registered" or "owner_id" in changed


def _of_requests(session: Session, found: _Found, me: UUID, since: datetime) -> None:
    asked = session.scalars(
        select(TransitionRequest.id)
        .where(TransitionRequest.requested_by == me, TransitionRequest.requested_at >= since)
        .limit(MOST)
    ).all()
    found.add("request", _events(session, since, asked, AuditEvent.tag.in_(REQUEST_TAGS)))
    models = _registrations(session, since, RegistrationRequest.asked_by == me)
    answered = and_(AuditEvent.actor_id != me, AuditEvent.tag.in_(REGISTRATION_TAGS))
    found.add("request", _events(session, since, models, answered))
    meant = _registrations(session, since, RegistrationRequest.meant_id == me)
    found.add("assigned", _events(session, since, meant, AuditEvent.actor_id != me))


def _registrations(session: Session, since: datetime, mine: ColumnElement[bool]) -> Sequence[UUID]:
    recent = RegistrationRequest.asked_at >= since
    return session.scalars(select(RegistrationRequest.id).where(mine, recent).limit(MOST)).all()


def _of_notes(session: Session, found: _Found, me: UUID, since: datetime, now: datetime) -> None:
    """What others say about requests of mine, where I said something, or where I may vote."""
    others = and_(RequestNote.created_at >= since, RequestNote.created_by != me)
    if session.scalars(select(RequestNote.id).where(others).limit(1)).first() is None:
        return  # mostly; to know where I may vote takes half of all the reads of this list
    said = select(RequestNote.request_id).where(RequestNote.created_by == me)
    mine = [one.id for one in list_inbox(session, me, now=now) if one.kind == "request"]
    ids = session.scalars(
        select(RequestNote.id)
        .join(TransitionRequest, TransitionRequest.id == RequestNote.request_id)
        .where(
            others,
            or_(
                TransitionRequest.requested_by == me,
                TransitionRequest.id.in_(said),
                TransitionRequest.id.in_(mine),
            ),
        )
        .order_by(RequestNote.created_at.desc())
        .limit(MOST)
    ).all()
    found.add("note", _events(session, since, ids, AuditEvent.tag == "note.added"))


def _of_reminders(
    session: Session, found: _Found, me: UUID, since: datetime, now: datetime
) -> None:
    """Votes of mine that somebody else reminded of, as long as they are missing."""
    pending = select(TransitionRequest.id).where(TransitionRequest.state == "pending").limit(MOST)
    by_others = and_(AuditEvent.actor_id != me, AuditEvent.tag == VOTERS_REMINDED)
    events = _events(session, since, session.scalars(pending), by_others)
    if not events:
        return  # mostly: where I may vote takes long to know
    mine = {one.id for one in list_inbox(session, me, now=now) if one.kind == "request"}
    found.add("assigned", [one for one in events if one.object_id in mine])


def _of_cases(session: Session, found: _Found, me: UUID, since: datetime) -> None:
    """What others say of case files that I wrote, own or answer for, or said something of."""
    by_me = RegisteredModel.owner_id == me
    owned = select(RegisteredModel.id).where(by_me)
    uses = select(UseCase.id).where(UseCase.owner_id == me)
    said = select(AuditEvent.object_id).where(
        AuditEvent.actor_id == me,
        AuditEvent.at >= since,
        AuditEvent.tag == CASE_COMMENTED,
        text(is_act("tag")),  # the index of acts leads there
    )
    mine = union_all(
        uses,
        said,
        select(RiskAssessment.id).where(
            or_(RiskAssessment.assessed_by == me, RiskAssessment.use_case_id.in_(uses))
        ),
        select(Waiver.id).where(or_(Waiver.asked_by == me, Waiver.model_id.in_(owned))),
        select(Finding.id).where(or_(Finding.recorded_by == me, Finding.model_id.in_(owned))),
        select(Attestation.id).where(
            or_(Attestation.person_id == me, Attestation.model_id.in_(owned))
        ),
        select(Application.id).where(Application.owner_id == me),
        select(DataSource.id).where(DataSource.owner_id == me),
        *(select(one.id).where(one.recorded_by == me) for one in (DecisionTable, Framework)),
        select(RaciEntry.id).where(or_(RaciEntry.recorded_by == me, RaciEntry.person_id == me)),
    )
    events = session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.object_id.in_(mine),
            AuditEvent.tag == CASE_COMMENTED,
            AuditEvent.at >= since,
            AuditEvent.actor_id != me,
        )
        .order_by(AuditEvent.id.desc())
        .limit(MOST)
    )
    found.add("note", events)


def _of_account(session: Session, found: _Found, me: UUID, since: datetime) -> None:
    """My roles and keys; for an administrator also the requests that wait for a second one."""
    administered = [
        unit for unit, roles in roles_by_unit(session, me).items() if Role.ADMINISTRATOR in roles
    ]
    waiting = and_(RoleRequest.state == "asked", RoleRequest.unit_id.in_(administered))
    mine = or_(RoleRequest.person_id == me, RoleRequest.asked_by == me)
    ids = [
        *session.scalars(select(RoleRequest.id).where(or_(mine, waiting)).limit(MOST)),
        *session.scalars(select(Membership.id).where(Membership.person_id == me)),
        *session.scalars(select(SigningKey.id).where(SigningKey.person_id == me)),
    ]
    found.add("account", _events(session, since, ids, AuditEvent.actor_id != me))


def _of_watched(
    session: Session, found: _Found, me: UUID, since: datetime, watched: Mapping[UUID, Watch]
) -> None:
    by_others = and_(AuditEvent.actor_id != me, AuditEvent.tag.not_in(QUIET_TAGS))
    found.add("watched", _events(session, since, watched, by_others))
    models = [one for one, watch in watched.items() if watch.object_type == "model"]
    found.add("watched", _events(session, since, models, by_others, by_model=True))


@dataclass(frozen=True, slots=True)
class WatchedRow:
    """An object that a person watches. `model_id` leads to it where it has no screen."""

    object_type: str
    object_id: UUID
    name: str
    number: int
    state: str


def list_watched(session: Session, me: UUID) -> tuple[WatchedRow, ...]:
    """By kind and name."""
    rows = session.scalars(select(Watch).where(Watch.person_id == me, Watch.is_on)).all()
    by_type: dict[str, list[UUID]] = {}
    for one in rows:
        by_type.setdefault(one.object_type, []).append(one.object_id)
    found = [
        *_named(session, "model", by_type, RegisteredModel, "name"),
        *_named(session, "monitor", by_type, Monitor, "name"),
        *_named(session, "runtime", by_type, Runtime, "name"),
        *_named(session, "alert", by_type, Alert, "title"),
        *_named(session, "instance", by_type, ProcessInstance, "title"),
        *_deployments(session, by_type.get("deployment", [])),
    ]
    return tuple(sorted(found, key=lambda one: (one.object_type, one.name, one.number)))


def _named(
    session: Session,
    object_type: str,
    by_type: Mapping[str, list[UUID]],
    kind: type[Identified],
    name: str,
) -> list[WatchedRow]:
    ids = by_type.get(object_type, [])
    if not ids:
        return []
    rows = session.scalars(select(kind).where(kind.id.in_(ids)))
    return [
        WatchedRow(
            object_type,
            one.id,
            str(getattr(one, name)),
            getattr(one, "number", 0),
            getattr(one, "state", ""),
        )
        for one in rows
    ]


def _deployments(session: Session, ids: list[UUID]) -> list[WatchedRow]:
    if not ids:
        return []
    rows = session.execute(
        select(Deployment.id, Deployment.number, Deployment.state, RegisteredModel.name)
        .join(RegisteredModel, RegisteredModel.id == Deployment.model_id)
        .where(Deployment.id.in_(ids))
    )
    return [WatchedRow("deployment", one, name, number, state) for one, number, state, name in rows]
