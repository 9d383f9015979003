"""What needs one person: on Home, at the front of the palette, behind Ctrl+J.

The same rules decide as where it is done; what somebody else must do is not listed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.models.queries.alerts import AlertRow, alert_rows, is_snoozed
from app.models.queries.approvals import QUESTION, ApprovalRow, list_inbox
from app.models.queries.as_of import looks_back
from app.models.queries.draft_facts import draft_facts
from app.models.queries.governed_needs import list_governed_needs
from app.models.queries.id_lists import is_one_of
from app.models.queries.lookups import (
    Why,
    load_stages,
    load_subjects,
    person_names,
    roles_by_unit,
    version_numbers,
)
from app.models.queries.need_rows import HANDED, Held, NeedRow
from app.models.queries.put_off import load_put_off
from app.models.queries.request_notes import list_asked
from app.models.queries.returned_drafts import list_returned
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.policies import publish_blockers
from app.models.rules.putting_off import is_away
from app.models.rules.roles import OPERATORS, Role
from app.models.rules.severities import GRAVITY
from app.models.tables.engine import Incident, ProcessInstance
from app.models.tables.life_cycle import LifeCycleTemplate
from app.models.tables.monitoring import Alert
from app.models.tables.organisation import RoleRequest

MOST_ALERTS = 100  # that are listed; the others are counted, and stand in Alerts


def list_needs(
    session: Session,
    me: UUID,
    *,
    now: datetime,
    shown: Collection[UUID] = (),
    with_put_off: bool = False,
) -> tuple[NeedRow, ...]:
    """Requests and tasks I can act on, alerts and incidents of my role, waivers that end, are over
    under what serves or that I may grant, answers I owe or may approve, assessments I may judge,
    emergency releases I may review, questions about what I asked for, models that somebody asks me
    to register, life cycles I may publish, mine that were sent back, roles I may confirm.

    Of alerts the most urgent, and those of `shown` that still need me. What I put off comes last,
    and only `with_put_off`.
    """
    held = roles_by_unit(session, me)
    rows = [
        *(
            _from_approval(one)
            for one in list_inbox(session, me, now=now)
            if one.why.code != QUESTION  # the question is listed itself
        ),
        *_alerts(session, _my_alerts(session, held, me), shown),
        *_incidents(session, [u for u, roles in held.items() if roles & OPERATORS]),
        *list_governed_needs(session, me, now=now),
        *_questions(session, me),
        *_put_up(session, me, held),
        *_sent_back(session, me, held),
        *_roles(session, me, held),
    ]
    rows = sorted(_with_put_off(session, me, rows, now), key=_most_urgent)
    return tuple(one for one in rows if with_put_off or not one.is_put_off)


def _with_put_off(
    session: Session, me: UUID, rows: Sequence[NeedRow], now: datetime
) -> Iterator[NeedRow]:
    """Each as this person left it; what was put off then, nobody knows any more."""
    is_past = looks_back(session)
    known = {} if is_past else load_put_off(session, me, (one.id for one in rows), now=now)
    for one in rows:
        away = known.get(one.id)
        if away is not None and is_away(
            one.facts,
            put_off_to=away.put_off_to,
            remind_at=away.remind_at,
            last_event=away.last_event,
            now=now,
        ):
            yield replace(one, is_put_off=True, remind_at=away.remind_at)
        else:
            yield one


def _most_urgent(row: NeedRow) -> tuple[bool, bool, bool, int, bool, float, float]:
    """Overdue first; then what somebody hands to me; critical things; the soonest; the oldest.

    What was put off comes last.
    """
    due = row.due_at.timestamp() if row.due_at else 0.0
    gravity = GRAVITY.get(row.severity, 2)
    return (
        row.is_put_off,
        not row.is_overdue,
        not row.is_handed,
        gravity,
        row.due_at is None,
        due,
        row.since.timestamp(),
    )


def in_groups(rows: Sequence[NeedRow]) -> tuple[NeedRow, ...]:
    """Those of one key as one row, where the first of them stands."""
    groups: dict[object, list[NeedRow]] = {}
    for one in rows:
        groups.setdefault(one.key, []).append(one)
    return tuple(replace(first, others=tuple(rest)) for first, *rest in groups.values())


def _from_approval(one: ApprovalRow) -> NeedRow:
    return NeedRow(
        kind=one.kind,
        id=one.id,
        number=one.number,
        action=one.action,
        title=one.title,
        model_id=one.model_id,
        model_name=one.model_name,
        version=one.version,
        stage=one.stage,
        tags=one.tags,
        why=one.why,
        asked_by=one.asked_by,
        since=one.asked_at,
        due_at=one.due_at,
        is_overdue=one.is_overdue,
        votes_given=one.votes_given,
        votes_needed=one.votes_needed,
        severity="",
        instance_id=one.instance_id,
    )


def count_alerts_for(session: Session, me: UUID) -> int:
    """All alerts that need me, also those that are too many to list."""
    mine = _my_alerts(session, roles_by_unit(session, me), me)
    return session.scalar(select(func.count()).select_from(Alert).where(mine)) or 0


def _my_alerts(session: Session, held: Held, me: UUID) -> ColumnElement[bool]:
    units = [unit for unit, roles in held.items() if roles & OPERATORS]
    return and_(
        or_(
            Alert.assignee_id == me,
            Alert.unit_id.in_(units) & Alert.assignee_id.is_(None),
        ),
        # Who was asked to take it on is, whatever somebody had noted before.
        or_(
            Alert.state == "open",
            (Alert.state == "acknowledged")
            & Alert.escalated_by.is_not(None)
            & (Alert.assignee_id == me),
        ),
        ~is_snoozed(session),
    )


def _alerts(session: Session, mine: ColumnElement[bool], shown: Collection[UUID]) -> list[NeedRow]:
    gravity = case(GRAVITY, value=Alert.severity, else_=2)
    wanted = select(Alert).where(mine)
    first = wanted.order_by(gravity, Alert.opened_at, Alert.id).limit(MOST_ALERTS)
    found = {one.id: one for one in session.scalars(first)}
    others = [one for one in shown if one not in found]
    if others:
        also = wanted.where(is_one_of(session, Alert.id, others))
        found |= {one.id: one for one in session.scalars(also)}
    return [_from_alert(one) for one in alert_rows(session, list(found.values()))]


def _from_alert(one: AlertRow) -> NeedRow:
    return NeedRow(
        kind="alert",
        id=one.id,
        number=one.number,
        action="acknowledge",
        title=one.title,
        model_id=one.model_id,
        model_name=one.model_name,
        version=one.version,
        stage=None if one.has_left else one.stage,
        tags=(one.service_tag,) if one.service_tag else (),
        why=Why(HANDED, person=one.escalated_by, reason=one.reason)
        if one.escalated_by
        else Why(
            "home.alert",
            severity=one.severity,
            times=one.times,
            owner=one.model_name,
            left=one.stage.name if one.stage is not None and one.has_left else "",
        ),
        since=one.opened_at,
        severity=one.severity,
        monitor_id=one.monitor_id,
        monitor_name=one.monitor_name,
    )


def _incidents(session: Session, units: list[UUID]) -> list[NeedRow]:
    rows = session.execute(
        select(Incident, ProcessInstance)
        .join(ProcessInstance, ProcessInstance.id == Incident.instance_id)
        .where(Incident.state == "open", Incident.unit_id.in_(units))
    ).all()
    subjects = load_subjects(session, (run.model_id for _, run in rows))
    numbers = version_numbers(session, (run.version_id for _, run in rows))
    return [
        NeedRow(
            kind="incident",
            id=incident.id,
            number=incident.number,
            action="retry",
            title=incident.message,
            model_id=run.model_id,
            model_name=subjects[run.model_id].name if run.model_id else "",
            version=numbers.get(run.version_id) if run.version_id else None,
            why=Why("home.incident"),
            since=incident.opened_at,
            severity="critical",
            instance_id=run.id,
        )
        for incident, run in rows
    ]


def _put_up(session: Session, me: UUID, held: Held) -> list[NeedRow]:
    """Life cycles that were put up, and that I may publish."""
    rows = session.scalars(
        select(LifeCycleTemplate).where(
            LifeCycleTemplate.state == "in_review", LifeCycleTemplate.unit_id.in_(list(held))
        )
    ).all()
    names = person_names(session, [one.recorded_by for one in rows])
    found = []
    for one in rows:
        if publish_blockers(draft_facts(session, one), DeciderFacts(me, held[one.unit_id])):
            continue
        person = names.get(one.recorded_by, "")
        found.append(
            NeedRow(
                kind="template",
                id=one.id,
                number=one.version,
                action="publish",
                title=one.name,
                model_name=one.name,
                version=one.version,
                why=Why("home.life_cycle", person=person),
                asked_by=person,
                since=one.recorded_from,
            )
        )
    return found


def _sent_back(session: Session, me: UUID, held: Held) -> list[NeedRow]:
    """Life cycles that I stored and put up, and that came back with a reason."""
    units = [unit for unit, roles in held.items() if Role.ARCHITECT in roles]
    found = list(list_returned(session, me, units))
    names = person_names(session, [one.by for one in found])
    return [
        NeedRow(
            kind="template",
            id=one.draft.id,
            number=one.draft.version,
            action="mend",
            title=one.draft.name,
            model_name=one.draft.name,
            version=one.draft.version,
            why=Why("home.sent_back", person=names.get(one.by, ""), reason=one.reason),
            since=one.at,
        )
        for one in found
    ]


def _roles(session: Session, me: UUID, held: Held) -> list[NeedRow]:
    """Roles that another administrator asked for, for somebody else."""
    units = [unit for unit, roles in held.items() if Role.ADMINISTRATOR in roles]
    rows = session.scalars(
        select(RoleRequest).where(
            RoleRequest.state == "asked",
            RoleRequest.unit_id.in_(units),
            RoleRequest.asked_by != me,
            RoleRequest.person_id != me,
        )
    ).all()
    names = person_names(session, (who for one in rows for who in (one.person_id, one.asked_by)))
    return [
        NeedRow(
            kind="role",
            id=one.id,
            number=one.number,
            action="confirm",
            title=one.role,
            model_name=names.get(one.person_id, ""),
            person_id=one.person_id,
            why=Why(f"home.role.{one.action}", role=one.role, person=names.get(one.asked_by, "")),
            asked_by=names.get(one.asked_by, ""),
            since=one.recorded_from,
        )
        for one in rows
    ]


def _questions(session: Session, me: UUID) -> list[NeedRow]:
    """What deciders ask me about my requests: nobody votes before they know."""
    rows = list_asked(session, me)
    subjects = load_subjects(session, (one.request.model_id for one in rows))
    numbers = version_numbers(session, (one.request.version_id for one in rows))
    stages = load_stages(session)
    return [
        NeedRow(
            kind="question",
            id=one.request.id,
            number=one.request.number,
            action="answer",
            title=subjects[one.request.model_id].name,
            model_id=one.request.model_id,
            model_name=subjects[one.request.model_id].name,
            version=numbers.get(one.request.version_id),
            stage=stages.get(one.request.stage_id),
            why=Why(QUESTION, person=one.person, question=one.note.text),
            asked_by=one.person,
            since=one.note.created_at,
            due_at=one.request.due_at,
        )
        for one in rows
    ]
