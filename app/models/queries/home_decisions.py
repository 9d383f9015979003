"""Home's blocks on decisions: those given, what is due, what is out of order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.models.queries.alerts import is_snoozed, places_of
from app.models.queries.approvals import load_request_facts, votes_of
from app.models.queries.governance import CaseQuery, CaseRow, count_cases, list_cases
from app.models.queries.home_blocks import MOST, Asked, WorkRow, shared_out
from app.models.queries.lookups import (
    Why,
    load_stages,
    load_subjects,
    person_names,
    version_numbers,
)
from app.models.queries.retries import LEADING_BACK
from app.models.rules.deployment_states import GONE, ended_as
from app.models.rules.transitions import LIVE_ALERTS
from app.models.tables.execution import Deployment, Placement
from app.models.tables.governance import Decision, Finding, TransitionRequest
from app.models.tables.life_cycle import UserTask
from app.models.tables.monitoring import Alert

DUE_WITHIN = timedelta(days=60)


# How a decision on a task stands, where its outcome is no state by itself.
_ENDED_AS = {"reject": "rejected", "abandon": "abandoned", "withdraw": "withdrawn"}


def list_given(asked: Asked) -> tuple[WorkRow, ...]:
    """Decisions I gave, on requests and in tasks, the newest first."""
    rows = [*_votes_given(asked), *_tasks_ended(asked)]
    return tuple(sorted(rows, key=lambda one: one.at or asked.now, reverse=True)[:MOST])


def _votes_given(asked: Asked) -> tuple[WorkRow, ...]:
    """Votes, and what became of the request."""
    rows = asked.session.execute(
        select(Decision.verdict, Decision.decided_at, Decision.role, TransitionRequest)
        .join(TransitionRequest, TransitionRequest.id == Decision.request_id)
        .where(Decision.decided_by == asked.me)
        .order_by(Decision.decided_at.desc(), Decision.id)
        .limit(MOST)
    ).all()
    stages = load_stages(asked.session)
    subjects = load_subjects(asked.session, (row[3].model_id for row in rows))
    versions = {row[3].version_id for row in rows}
    numbers = version_numbers(asked.session, versions)
    places = places_of(asked.session, versions)
    ends = _ends(asked.session, {row[3].id for row in rows if row[3].state == "accepted"})
    facts = load_request_facts(asked.session, [row[3] for row in rows if row[3].state == "pending"])
    return tuple(
        WorkRow(
            kind="request",
            id=request.id,
            title=subjects[request.model_id].name,
            version=numbers.get(request.version_id),
            # Where it is now; what was asked is said in words: another may have replaced it.
            stage=stages.get(request.stage_id)
            if (request.version_id, request.stage_id) in places
            else None,
            state=ends[request.id].state if request.id in ends else request.state,
            why=Why(f"home.voted.{verdict}", role=role, stage=stages[request.stage_id].name),
            at=at,
            ended_at=ends[request.id].at if request.id in ends else None,
            votes=votes_of(facts[request.id]) if request.id in facts else None,
        )
        for verdict, at, role, request in rows
    )


def _is_decided_task(me: UUID) -> ColumnElement[bool]:
    """Ended by me, and not to try its step again."""
    return and_(
        UserTask.state == "completed",
        UserTask.recorded_by == me,
        UserTask.outcome.not_in(("", *LEADING_BACK)),
    )


def _tasks_ended(asked: Asked) -> list[WorkRow]:
    tasks = asked.session.scalars(
        select(UserTask)
        .where(_is_decided_task(asked.me))
        .order_by(UserTask.closed_at.desc(), UserTask.id)
        .limit(MOST)
    ).all()
    subjects = load_subjects(asked.session, (one.model_id for one in tasks))
    numbers = version_numbers(asked.session, (one.version_id for one in tasks))
    return [
        WorkRow(
            kind="task",
            id=one.id,
            title=subjects[one.model_id].name if one.model_id else one.name,
            version=numbers.get(one.version_id) if one.version_id else None,
            state=_ENDED_AS.get(one.outcome, one.outcome),
            why=Why("home.ended", step=one.name, outcome=one.outcome),
            at=one.closed_at,
        )
        for one in tasks
    ]


@dataclass(frozen=True, slots=True)
class _End:
    state: str  # rolled_back | retired | replaced
    at: datetime


def _ends(session: Session, requests: set[UUID]) -> dict[UUID, _End]:
    """Of each request whose version came to its stage and is no more there: how, and when."""
    stays = session.scalars(
        select(Placement)
        .where(Placement.request_id.in_(requests), Placement.state != "withdrawn")
        .order_by(Placement.placed_until)
    ).all()
    here = {one.request_id for one in stays if one.state != "left"}
    last = {one.request_id: one for one in stays if one.request_id not in here}
    brought = session.execute(
        select(Deployment.placement_id, Deployment.state, Deployment.reason)
        .where(
            Deployment.placement_id.in_([one.id for one in last.values()]),
            Deployment.state.in_(GONE),  # no try that never served
        )
        .order_by(Deployment.number)
    )
    how = {row.placement_id: (row.state, row.reason) for row in brought}
    return {
        request_id: _End(ended_as(*how.get(one.id, ("", ""))), one.placed_until)
        for request_id, one in last.items()
        if request_id is not None and one.placed_until is not None
    }


def list_due(asked: Asked) -> tuple[WorkRow, ...]:
    """Attestations and findings with a day, and waivers that end: what is late first."""
    days = f"expiring:{DUE_WITHIN.days}d"
    cases = [
        case
        for kind in ("attestation", "waiver")
        for text in ("overdue:yes", days)
        for case in list_cases(asked.session, CaseQuery.of(kind, text), limit=MOST).rows
    ]
    rows = [*map(_from_case, cases), *_findings(asked, asked.now + DUE_WITHIN)]
    return tuple(sorted(rows, key=_by_day)[:MOST])


def list_exceptions(asked: Asked) -> tuple[WorkRow, ...]:
    """What is out of order: critical alerts until they end, what is late, ended waivers."""
    late = [
        case
        for kind in ("attestation", "waiver")
        for case in list_cases(asked.session, CaseQuery.of(kind, "overdue:yes"), limit=MOST).rows
    ]
    findings = _findings(asked, asked.now)
    return shared_out(_critical(asked), _late_votes(asked), [*map(_from_case, late)], findings)


def count_exceptions(asked: Asked) -> int:
    """All that `list_exceptions` lists some of."""
    session = asked.session
    late = [CaseQuery.of(kind, "overdue:yes") for kind in ("attestation", "waiver")]
    wanted = (
        (Alert, _is_critical()),
        (TransitionRequest, _is_late_vote(asked)),
        (Finding, _is_due_finding(asked.now)),
    )
    counts = [
        session.scalar(select(func.count()).select_from(table).where(meant)) or 0
        for table, meant in wanted
    ]
    return sum(counts) + sum(count_cases(session, one) for one in late)


def count_given(asked: Asked) -> int:
    """How many decisions I gave, whether or not they are listed."""
    wanted = (
        (Decision, Decision.decided_by == asked.me),
        (UserTask, _is_decided_task(asked.me)),
    )
    return sum(
        asked.session.scalar(select(func.count()).select_from(table).where(meant)) or 0
        for table, meant in wanted
    )


def _by_day(row: WorkRow) -> tuple[datetime, str]:
    assert row.at is not None
    return row.at, row.title


def _from_case(one: CaseRow) -> WorkRow:
    waived = "home.waived_asked" if one.state == "asked" else "home.waived"
    code = waived if one.kind == "waiver" else "home.campaign"
    return WorkRow(
        kind=one.kind,
        id=one.id,
        title=one.model,
        version=one.version,
        state="overdue" if one.is_overdue else one.state,
        why=Why(code, title=one.title, person=one.owner),
        at=one.due_at,
        is_due=True,
    )


def _is_due_finding(until: datetime) -> ColumnElement[bool]:
    return and_(Finding.state.in_(("open", "mitigating")), Finding.due_at <= until)


def _findings(asked: Asked, until: datetime) -> list[WorkRow]:
    rows = asked.session.scalars(
        select(Finding).where(_is_due_finding(until)).order_by(Finding.due_at).limit(MOST)
    ).all()
    subjects = load_subjects(asked.session, (one.model_id for one in rows))
    numbers = version_numbers(asked.session, (one.version_id for one in rows))
    return [
        WorkRow(
            kind="finding",
            id=one.id,
            title=subjects[one.model_id].name,
            version=numbers.get(one.version_id),
            state="overdue" if one.due_at and one.due_at < asked.now else one.state,
            why=Why("home.said", words=one.title),
            at=one.due_at,
            is_due=True,
        )
        for one in rows
    ]


def _is_critical() -> ColumnElement[bool]:
    """Until it is resolved or closed: that somebody noted it, or put it off, mends nothing."""
    return and_(Alert.state.in_(LIVE_ALERTS), Alert.severity == "critical")


def _critical(asked: Asked) -> list[WorkRow]:
    """What nobody has taken up first, then the oldest; each with who did what about it."""
    is_away = is_snoozed(asked.session)
    is_taken_up = case((or_(Alert.state != "open", is_away), 1), else_=0)
    found = asked.session.execute(
        select(Alert, is_away)
        .where(_is_critical())
        .order_by(is_taken_up, Alert.opened_at)
        .limit(MOST)
    ).all()
    rows = [alert for alert, _ in found]
    away = {alert.id for alert, is_put_off in found if is_put_off}
    people = (who for one in rows for who in (one.acknowledged_by, one.snoozed_by))
    names = person_names(asked.session, people)
    subjects = load_subjects(asked.session, (one.model_id for one in rows))
    numbers = version_numbers(asked.session, (one.version_id for one in rows))
    return [
        WorkRow(
            kind="alert",
            id=one.id,
            title=subjects[one.model_id].name,
            version=numbers.get(one.version_id),
            state="critical",
            why=_taken_up(one, names, is_put_off=one.id in away),
            at=one.opened_at,
        )
        for one in rows
    ]


def _taken_up(one: Alert, names: Mapping[UUID, str], *, is_put_off: bool) -> Why:
    """What it says, and who did what about it since it came, or came again."""
    if one.state == "in_remediation":
        return Why("home.remedied", words=one.title)
    if one.state == "acknowledged" and one.acknowledged_by is not None:
        person = names.get(one.acknowledged_by, "")
        return Why("home.acknowledged", words=one.title, person=person)
    if is_put_off and one.snoozed_by is not None:
        return Why("home.put_off", words=one.title, person=names.get(one.snoozed_by, ""))
    return Why("home.said", words=one.title)


def _is_late_vote(asked: Asked) -> ColumnElement[bool]:
    return and_(TransitionRequest.state == "pending", TransitionRequest.due_at < asked.now)


def _late_votes(asked: Asked) -> list[WorkRow]:
    """Requests past their day, whoever they wait for."""
    rows = asked.session.scalars(
        select(TransitionRequest)
        .where(_is_late_vote(asked))
        .order_by(TransitionRequest.due_at)
        .limit(MOST)
    ).all()
    stages = load_stages(asked.session)
    subjects = load_subjects(asked.session, (one.model_id for one in rows))
    numbers = version_numbers(asked.session, (one.version_id for one in rows))
    names = person_names(asked.session, (one.requested_by for one in rows))
    return [
        WorkRow(
            kind="request",
            id=one.id,
            title=subjects[one.model_id].name,
            version=numbers.get(one.version_id),
            stage=stages.get(one.stage_id),
            state="overdue",
            why=Why("home.late_vote", person=names.get(one.requested_by, "")),
            at=one.due_at,
            is_due=True,
        )
        for one in rows
    ]
