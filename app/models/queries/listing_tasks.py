"""Tasks, requests, waivers and findings as the command line lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.models.queries.earlier import list_earlier, load_since
from app.models.queries.evidence import frozen_key, measured_beside, pinned_evidence, rule_name
from app.models.queries.evidence_rows import list_documents
from app.models.queries.find import find_numbered
from app.models.queries.lookups import OPEN_TASKS, roles_by_unit
from app.models.rules.own_work import is_own_validation
from app.models.rules.transitions import UNDECIDED
from app.models.tables.execution import Stage
from app.models.tables.governance import (
    Decision,
    Finding,
    RequestSlot,
    TransitionRequest,
    Waiver,
)
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import UserTask
from app.models.tables.organisation import Person, SigningKey


@dataclass(frozen=True, slots=True)
class TaskRow:
    number: int
    id: UUID
    name: str
    kind: str
    model: str
    version: int | None
    state: str
    roles: tuple[str, ...]
    outcomes: tuple[str, ...]
    assignee: str
    request: int | None  # its number, where the task is an approval
    opened_at: datetime
    due_at: datetime | None
    is_mine: bool  # this person holds one of the roles, or is the assignee


@dataclass(frozen=True, slots=True)
class TaskDetail:
    task: TaskRow
    facts: Mapping[str, Any]
    outcome: str
    reason: str
    form: str
    handed_until: datetime | None = None  # then it goes back to who handed it over
    handed_note: str = ""


def list_tasks(session: Session, person: UUID, *, is_all: bool = False) -> list[TaskRow]:
    """Open tasks, the oldest first: those that this person may do, or all of them."""
    statement = _tasks().where(UserTask.state.in_(OPEN_TASKS)).order_by(UserTask.number)
    rows = _task_rows(session, statement, person)
    return [row for row in rows if is_all or row.is_mine]


def load_task(session: Session, text: str, person: UUID) -> TaskDetail:
    task = find_numbered(session, UserTask, text, what="task")
    row = _task_rows(session, _tasks().where(UserTask.id == task.id), person)[0]
    return TaskDetail(
        row, task.facts, task.outcome, task.reason, task.form, task.handed_until, task.handed_note
    )


def _tasks() -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = (
        select(
            UserTask,
            RegisteredModel.name,
            ModelVersion.version,
            Person.handle,
            TransitionRequest.number,
        )
        .outerjoin(RegisteredModel, RegisteredModel.id == UserTask.model_id)
        .outerjoin(ModelVersion, ModelVersion.id == UserTask.version_id)
        .outerjoin(Person, Person.id == UserTask.assignee_id)
        .outerjoin(TransitionRequest, TransitionRequest.id == UserTask.request_id)
    )
    return statement


def _task_rows(
    session: Session, statement: Select[*tuple[Any, ...]], person: UUID
) -> list[TaskRow]:
    held = roles_by_unit(session, person)
    return [
        TaskRow(
            number=task.number,
            id=task.id,
            name=task.name,
            kind=task.kind,
            model=name or "",
            version=version,
            state=task.state,
            roles=tuple(task.roles),
            outcomes=tuple(task.outcomes),
            assignee=handle or "",
            request=request,
            opened_at=task.opened_at,
            due_at=task.due_at,
            is_mine=task.assignee_id == person
            or bool({str(r) for r in held.get(task.unit_id, ())} & set(task.roles)),
        )
        for task, name, version, handle, request in session.execute(statement)
    ]


@dataclass(frozen=True, slots=True)
class VoteRow:
    id: UUID
    verdict: str
    by: str
    role: str
    reason: str
    at: datetime
    seen_digest: str  # of the evidence that the vote was given on
    counts: bool  # the evidence is still that
    key: str  # it is signed with; empty: it is not signed


@dataclass(frozen=True, slots=True)
class SlotRow:
    slot: int
    roles: tuple[str, ...]
    needed: int
    rank: int


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """A vote or a test on the same version, before this request."""

    kind: str  # decision | test
    number: int  # of its request, or of its task
    stage: str
    verdict: str
    by: str
    role: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RequestHead:
    """What is asked for, of what and by whom."""

    number: int
    id: UUID
    model: str
    version: int
    from_stage: str
    stage: str
    state: str
    requested_by: str
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class RequestRow(RequestHead):
    documents: str
    evidence_digest: str
    slots: tuple[SlotRow, ...]
    votes: tuple[VoteRow, ...]
    earlier: tuple[EarlierRow, ...] = ()
    new_documents: tuple[str, ...] = ()  # titles, of what was added since the last rejection
    own_validations: tuple[str, ...] = ()  # titles, of what who asked added themselves
    evidence: Mapping[str, Any] = field(default_factory=dict)  # what `evidence_digest` is of
    reason: str = ""  # of who asked
    closed_at: datetime | None = None
    is_emergency: bool = False  # fewer people decide; a second role reviews it
    # Effect and adjusted p by rule, of results whose limit is about them; no part of the digest.
    measured: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RequestLine(RequestHead):
    votes: int
    needed: int
    is_emergency: bool = False


def list_requests(
    session: Session, model_id: UUID | None = None, *, is_all: bool = False
) -> list[RequestLine]:
    """Requests that wait for a decision, the oldest first; or all, also those that are closed."""
    votes = (
        select(func.count()).where(Decision.request_id == TransitionRequest.id).scalar_subquery()
    )
    needed = (
        select(func.coalesce(func.sum(RequestSlot.needed), 0))
        .where(RequestSlot.request_id == TransitionRequest.id)
        .scalar_subquery()
    )
    statement = (
        select(
            TransitionRequest, RegisteredModel.name, ModelVersion.version, Stage.name,
            Person.handle, votes, needed,
        )
        .join(RegisteredModel, RegisteredModel.id == TransitionRequest.model_id)
        .join(ModelVersion, ModelVersion.id == TransitionRequest.version_id)
        .join(Stage, Stage.id == TransitionRequest.stage_id)
        .join(Person, Person.id == TransitionRequest.requested_by)
        .order_by(TransitionRequest.number)
    )  # fmt: skip
    if model_id is not None:
        statement = statement.where(TransitionRequest.model_id == model_id)
    if not is_all:
        statement = statement.where(TransitionRequest.state.in_(UNDECIDED))
    return [
        RequestLine(
            number=one.number,
            id=one.id,
            model=model,
            version=version,
            from_stage=one.from_stage,
            stage=stage,
            state=one.state,
            requested_by=handle,
            requested_at=one.requested_at,
            votes=given,
            needed=asked,
            is_emergency=one.is_emergency,
        )
        for one, model, version, stage, handle, given, asked in session.execute(statement)
    ]


def load_request(session: Session, request_id: UUID) -> RequestRow:
    request, model, version, stage, handle = session.execute(
        select(
            TransitionRequest, RegisteredModel.name, ModelVersion.version, Stage.name, Person.handle
        )
        .join(RegisteredModel, RegisteredModel.id == TransitionRequest.model_id)
        .join(ModelVersion, ModelVersion.id == TransitionRequest.version_id)
        .join(Stage, Stage.id == TransitionRequest.stage_id)
        .join(Person, Person.id == TransitionRequest.requested_by)
        .where(TransitionRequest.id == request_id)
    ).one()
    slots = session.scalars(
        select(RequestSlot).where(RequestSlot.request_id == request_id).order_by(RequestSlot.slot)
    )
    earlier = list_earlier(session, request)
    since = load_since(session, request, earlier)
    handles = _handles(session, (one.person_id for one in earlier))
    evidence = pinned_evidence(session, request)
    return RequestRow(
        number=request.number,
        id=request.id,
        model=model,
        version=version,
        from_stage=request.from_stage,
        stage=stage,
        state=request.state,
        requested_by=handle,
        requested_at=request.requested_at,
        documents=request.documents,
        evidence_digest=request.evidence_digest,
        slots=tuple(SlotRow(s.slot, tuple(s.roles), s.needed, s.rank) for s in slots),
        votes=_votes(session, request),
        earlier=tuple(
            EarlierRow(
                one.kind,
                one.number,
                one.stage,
                one.verdict,
                handles.get(one.person_id, ""),
                one.role,
                one.reason,
                one.at,
            )
            for one in earlier
        ),
        new_documents=tuple(one.title for one in since.documents) if since else (),
        own_validations=_own_validations(session, request, evidence.get("documents", ())),
        evidence=evidence,
        reason=request.reason,
        closed_at=request.closed_at,
        is_emergency=request.is_emergency,
        measured=_measured(session, request, evidence.get("results", ())),
    )


def _own_validations(
    session: Session, request: TransitionRequest, pinned: Sequence[Mapping[str, str]]
) -> tuple[str, ...]:
    if not pinned:
        return ()
    told = {(one["kind"], one["uri"], one["sha256"]) for one in pinned}
    return tuple(
        one.title
        for one in list_documents(session, request.model_id, request.version_id)
        if (one.kind, one.uri, one.sha256) in told
        and is_own_validation(one.kind, added_by=one.added_by_id, asked_by=request.requested_by)
    )


def _measured(
    session: Session, request: TransitionRequest, results: Sequence[Mapping[str, str]]
) -> dict[str, dict[str, float | None]]:
    found = measured_beside(session, request.snapshot_id) if results else {}
    beside = {one["rule"]: found.get(frozen_key(one), (None, None)) for one in results}
    return {
        rule: {"effect": effect, "p_adjusted": p}
        for rule, (effect, p) in beside.items()
        if effect is not None or p is not None
    }


def _votes(session: Session, request: TransitionRequest) -> tuple[VoteRow, ...]:
    rows = session.execute(
        select(Decision, Person.handle, SigningKey.kid)
        .join(Person, Person.id == Decision.decided_by)
        .outerjoin(SigningKey, SigningKey.id == Decision.key_id)
        .where(Decision.request_id == request.id)
        .order_by(Decision.decided_at)
    )
    return tuple(
        VoteRow(
            id=vote.id,
            verdict=vote.verdict,
            by=handle,
            role=vote.role,
            reason=vote.reason,
            at=vote.decided_at,
            seen_digest=vote.seen_digest,
            counts=vote.seen_digest == request.evidence_digest,
            key=(kid or "") if vote.signature else "",
        )
        for vote, handle, kid in rows
    )


@dataclass(frozen=True, slots=True)
class WaiverRow:
    number: int
    id: UUID
    model: str
    version: int
    rule: str
    state: str
    reason: str
    remark: str  # of who granted or refused it
    asked_by: str
    granted_by: str
    expires_at: datetime


def list_waivers(
    session: Session, version_id: UUID | None = None, *, ids: Iterable[UUID] = ()
) -> list[WaiverRow]:
    statement = (
        select(Waiver, RegisteredModel.name, ModelVersion.version)
        .join(RegisteredModel, RegisteredModel.id == Waiver.model_id)
        .join(ModelVersion, ModelVersion.id == Waiver.version_id)
        .order_by(Waiver.number)
    )
    if version_id is not None:
        statement = statement.where(Waiver.version_id == version_id)
    wanted = list(ids)
    if wanted:
        statement = statement.where(Waiver.id.in_(wanted))
    rows = session.execute(statement).all()
    names = _handles(session, [p for w, _, _ in rows for p in (w.asked_by, w.granted_by)])
    return [
        WaiverRow(
            number=w.number,
            id=w.id,
            model=name,
            version=version,
            rule=rule_name(w),
            state=w.state,
            reason=w.reason,
            remark=w.remark,
            asked_by=names.get(w.asked_by, ""),
            granted_by=names.get(w.granted_by, ""),
            expires_at=w.expires_at,
        )
        for w, name, version in rows
    ]


def _handles(session: Session, ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    wanted = {one for one in ids if one is not None}
    rows = session.execute(select(Person.id, Person.handle).where(Person.id.in_(wanted)))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class FindingRow:
    number: int
    id: UUID
    model: str
    version: int
    kind: str
    severity: str
    title: str
    place: str
    fix: str
    state: str
    reason: str
    detail: str = ""
    due_at: datetime | None = None  # of the review that an emergency leaves


def list_findings(
    session: Session, version_id: UUID | None = None, *, state: str = ""
) -> list[FindingRow]:
    statement = (
        select(Finding, RegisteredModel.name, ModelVersion.version)
        .join(RegisteredModel, RegisteredModel.id == Finding.model_id)
        .join(ModelVersion, ModelVersion.id == Finding.version_id)
        .order_by(Finding.number)
    )
    if version_id is not None:
        statement = statement.where(Finding.version_id == version_id)
    if state:
        statement = statement.where(Finding.state == state)
    return [
        FindingRow(
            number=f.number,
            id=f.id,
            model=name,
            version=version,
            kind=f.kind,
            severity=f.severity,
            title=f.title,
            place=f.place,
            fix=f.fix,
            state=f.state,
            reason=f.reason,
            detail=f.detail,
            due_at=f.due_at,
        )
        for f, name, version in session.execute(statement)
    ]
