"""The approvals inbox: what a person may decide, what waits for others, and why it is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.lookups import (
    OPEN_TASKS,
    StageRef,
    Subject,
    Why,
    load_stages,
    load_subjects,
    person_names,
    roles_by_unit,
    stage_named,
    version_numbers,
)
from app.models.queries.makers import list_askers, list_makers, list_starters
from app.models.queries.registrations import (
    RegistrationRow,
    count_my_registrations,
    list_open_registrations,
)
from app.models.queries.request_notes import list_asked
from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import (
    DeciderFacts,
    DecisionFacts,
    RequestFacts,
    Slot,
    choose_slot,
    decision_blockers,
)
from app.models.rules.roles import Role
from app.models.rules.tasks import SECOND_PERSON, TaskFacts, completion_blockers
from app.models.rules.transitions import UNDECIDED
from app.models.tables.governance import Decision, RequestSlot, TransitionRequest
from app.models.tables.inventory import VersionAuthor
from app.models.tables.life_cycle import UserTask

VIEWS = ("mine", "others", "open")
T = TypeVar("T")


QUESTION = "home.question"  # why: somebody waits for this reader's answer before they vote


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One entry of the inbox: a request for a stage, or a task of a process.

    `group`: mine (I can act now, or owe an answer), others (I asked, voted or hold a role; others
    act), done.
    """

    kind: str  # request | task | registration_request
    id: UUID
    number: int
    task_id: UUID | None
    request_id: UUID | None
    action: str  # approve, register, or the task's kind: review, complete, manual, do
    title: str
    group: str
    why: Why
    model_id: UUID | None
    model_name: str
    version_id: UUID | None
    version: int | None
    unit_id: UUID
    risk_tier: str
    tags: tuple[str, ...]
    from_stage: StageRef | None
    stage: StageRef | None
    asked_by_id: UUID | None
    asked_by: str
    asked_at: datetime
    due_at: datetime | None
    is_overdue: bool
    votes_given: int
    votes_needed: int
    state: str
    outcome: str
    outcomes: tuple[str, ...]
    instance_id: UUID | None
    blockers: tuple[Blocker, ...]  # why this reader may not decide or complete it now
    is_emergency: bool = False  # fewer people decide than usual


@dataclass(frozen=True, slots=True)
class Inbox:
    """What the entries are worked out from; shared by the list and by one entry's detail."""

    me: UUID
    now: datetime
    roles: Mapping[UUID, frozenset[Role]]
    stages: Mapping[UUID, StageRef]

    def decider(self, unit_id: UUID) -> DeciderFacts:
        return DeciderFacts(self.me, self.roles.get(unit_id, frozenset()))


def open_inbox(session: Session, me: UUID, now: datetime) -> Inbox:
    return Inbox(me, now, roles_by_unit(session, me), load_stages(session))


def list_inbox(
    session: Session, me: UUID, *, now: datetime, view: str = "mine"
) -> tuple[ApprovalRow, ...]:
    """What waits, of a view (mine, others; open: both): overdue first, then by due time.

    All of it: it is as long as the work that is not done. What is done grows for ever and is read
    by pages, see `done_list`.

    Args:
        now: the due clock; "overdue" is worked out from it.
    """
    inbox = open_inbox(session, me, now)
    rows = (
        *_request_rows(session, inbox),
        *_task_rows(session, inbox),
        *map(registration_entry, list_open_registrations(session, me)),
    )
    return tuple(sorted((row for row in rows if view in ("open", row.group)), key=by_due))


def by_due(row: ApprovalRow) -> tuple[bool, float, float, int]:
    """Overdue and soonest first; without a due time last, the oldest first."""
    due = row.due_at.timestamp() if row.due_at else 0.0
    return row.due_at is None, due, row.asked_at.timestamp(), row.number


def count_mine(session: Session, me: UUID, *, now: datetime) -> int:
    """For the badge of the rail: entries that need this person."""
    inbox = open_inbox(session, me, now)
    rows = (*_request_rows(session, inbox), *_task_rows(session, inbox))
    return sum(row.group == "mine" for row in rows) + count_my_registrations(session, me)


def _request_rows(session: Session, inbox: Inbox) -> list[ApprovalRow]:
    statement = select(TransitionRequest).where(TransitionRequest.state.in_(UNDECIDED))
    return request_rows(session, inbox, session.scalars(statement).all())


def request_rows(
    session: Session,
    inbox: Inbox,
    requests: Sequence[TransitionRequest],
    *,
    is_for_all: bool = False,
) -> list[ApprovalRow]:
    """The entries of these requests that this reader has to do with, or of all of them."""
    facts = load_request_facts(session, requests)
    subjects = load_subjects(session, (one.model_id for one in requests))
    numbers = version_numbers(session, (one.version_id for one in requests))
    tasks = _tasks_of(session, [one.id for one in requests])
    voters = (vote.person for one in facts.values() for vote in one.decisions)
    names = person_names(session, [*(one.requested_by for one in requests), *voters])
    questions = {one.request.id: one for one in list_asked(session, inbox.me)}
    rows = []
    for one in requests:
        found = facts[one.id]
        group = _request_group(one, found, inbox) or ("others" if is_for_all else "")
        if not group:
            continue
        why = _request_why(one, found, inbox, names=names, group=group)
        if group == "others" and (asked := questions.get(one.id)):
            group, why = "mine", Why(QUESTION, person=asked.person, question=asked.note.text)
        subject, task = subjects[one.model_id], tasks.get(one.id)
        stage = inbox.stages.get(one.stage_id)
        given, needed = votes_of(found)
        rows.append(
            ApprovalRow(
                kind="request",
                id=one.id,
                number=one.number,
                task_id=task.id if task else None,
                request_id=one.id,
                action="approve",
                title=task.name if task else "",
                group=group,
                why=why,
                model_id=one.model_id,
                model_name=subject.name,
                version_id=one.version_id,
                version=numbers.get(one.version_id),
                unit_id=one.unit_id,
                risk_tier=subject.risk_tier,
                tags=(one.service_tag,) if one.service_tag else subject.tags,
                from_stage=stage and stage_named(inbox.stages, one.from_stage, stage.path_id),
                stage=stage,
                asked_by_id=one.requested_by,
                asked_by=names.get(one.requested_by, ""),
                asked_at=one.requested_at,
                due_at=one.due_at,
                is_overdue=_is_overdue(one.due_at, inbox, is_open=not one.closed_at),
                votes_given=given,
                votes_needed=needed,
                state=one.state,
                outcome=one.state if one.closed_at else "",
                outcomes=("accept", "reject"),
                instance_id=one.instance_id,
                blockers=reader_blockers(found, inbox.decider(one.unit_id)),
                is_emergency=one.is_emergency,
            )
        )
    return rows


def votes_of(facts: RequestFacts) -> tuple[int, int]:
    """How many votes are given on the present evidence, of how many that are needed."""
    needed = sum(slot.needed for slot in facts.slots)
    return needed - sum(facts.missing(slot) for slot in facts.slots), needed


def missing_roles(facts: RequestFacts) -> list[str]:
    """Whose votes it still waits for."""
    return sorted({str(role) for slot in facts.slots if facts.missing(slot) for role in slot.roles})


def _is_overdue(due_at: datetime | None, inbox: Inbox, *, is_open: bool) -> bool:
    return is_open and due_at is not None and due_at < inbox.now


def reader_blockers(facts: RequestFacts, decider: DeciderFacts) -> tuple[Blocker, ...]:
    """Why this reader may not decide now on the present evidence; empty: they may."""
    if facts.state == "draft":
        return (Blocker("request.draft"),)
    slot, role = choose_slot(facts, decider) or (0, Role.VIEWER)
    return decision_blockers(facts, decider, slot, role, seen_digest=facts.evidence_digest)


def _request_group(one: TransitionRequest, facts: RequestFacts, inbox: Inbox) -> str:
    decider = inbox.decider(one.unit_id)
    has_voted = _voted(facts.decisions, inbox)
    holds = choose_slot(facts, decider) is not None
    if not (has_voted or holds or inbox.me in facts.authors):
        return ""
    if one.state not in UNDECIDED:
        return "done"
    return "others" if reader_blockers(facts, decider) else "mine"


def _request_why(
    one: TransitionRequest,
    facts: RequestFacts,
    inbox: Inbox,
    *,
    names: Mapping[UUID, str],
    group: str,
) -> Why:
    given, needed = votes_of(facts)
    chosen = choose_slot(facts, inbox.decider(one.unit_id))
    missing = missing_roles(facts)
    reasons = (
        (group == "done", Why("inbox.done", outcome=one.state)),
        (one.state == "draft", Why("inbox.draft")),
        (
            group == "mine" and chosen is not None,
            Why("inbox.vote", role=str(chosen[1]) if chosen else "", given=given, needed=needed),
        ),
        (_voted(facts.valid_decisions, inbox), Why("inbox.voted", missing=missing)),
        (_voted(facts.decisions, inbox), Why("inbox.void")),
        (one.requested_by == inbox.me, Why("inbox.asked", missing=missing)),
        (inbox.me in facts.authors, Why("inbox.author", missing=missing)),
    )
    waits = Why("inbox.waits", missing=missing, asked_by=names.get(one.requested_by, ""))
    return next((why for holds, why in reasons if holds), waits)


def _voted(decisions: Iterable[DecisionFacts], inbox: Inbox) -> bool:
    return any(vote.person == inbox.me for vote in decisions)


def load_request_facts(
    session: Session, requests: Collection[TransitionRequest]
) -> dict[UUID, RequestFacts]:
    """Requests as their rules see them, in five statements for all of them."""
    ids = [one.id for one in requests]
    slots = _grouped(
        (row.request_id, row)
        for row in session.scalars(
            select(RequestSlot).where(RequestSlot.request_id.in_(ids)).order_by(RequestSlot.slot)
        )
    )
    decisions = _grouped(
        (row.request_id, row)
        for row in session.scalars(
            select(Decision).where(Decision.request_id.in_(ids)).order_by(Decision.decided_at)
        )
    )
    versions = {one.version_id for one in requests}
    authors = _grouped(
        (row.version_id, row.person_id)
        for row in session.scalars(
            select(VersionAuthor).where(VersionAuthor.version_id.in_(versions))
        )
    )
    askers = _grouped(list_askers(session, requests))
    starters = list_starters(session, requests)
    return {
        one.id: RequestFacts(
            slots=tuple(
                Slot(s.slot, frozenset(map(Role, s.roles)), needed=s.needed, rank=s.rank)
                for s in slots.get(one.id, ())
            ),
            authors=frozenset(
                {
                    *authors.get(one.version_id, ()),
                    *askers.get(one.version_id, ()),
                    one.requested_by,
                    *starters.get(one.instance_id, ()),
                }
            ),
            evidence_digest=one.evidence_digest,
            decisions=tuple(
                DecisionFacts(d.decided_by, d.slot, d.verdict == "accept", d.seen_digest)
                for d in decisions.get(one.id, ())
            ),
            state=one.state,
            is_ordered=one.is_ordered,
        )
        for one in requests
    }


def _grouped(pairs: Iterable[tuple[UUID, T]]) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _tasks_of(session: Session, requests: Sequence[UUID]) -> dict[UUID, UserTask]:
    rows = session.scalars(
        select(UserTask).where(UserTask.request_id.in_(requests)).order_by(UserTask.opened_at)
    )
    return {row.request_id: row for row in rows if row.request_id is not None}


def _task_rows(session: Session, inbox: Inbox) -> list[ApprovalRow]:
    waits = UserTask.request_id.is_(None), UserTask.state.in_(OPEN_TASKS)
    statement = select(UserTask).where(*waits)
    return task_rows(session, inbox, session.scalars(statement).all())


def task_rows(
    session: Session, inbox: Inbox, tasks: Sequence[UserTask], *, is_for_all: bool = False
) -> list[ApprovalRow]:
    """The entries of these tasks that this reader has to do with, or of all of them."""
    subjects = load_subjects(session, (one.model_id for one in tasks))
    numbers = version_numbers(session, (one.version_id for one in tasks))
    names = person_names(session, (one.assignee_id for one in tasks))
    judged = [one for one in tasks if one.kind in SECOND_PERSON and one.state in OPEN_TASKS]
    makers = list_makers(session, judged)
    rows = []
    for one in tasks:
        subject = subjects.get(one.model_id) if one.model_id else None
        decider = inbox.decider(one.unit_id)
        group = _task_group(one, decider, subject, inbox) or ("others" if is_for_all else "")
        if group:
            rows.append(
                _task_row(
                    one, inbox, group, subject=subject, numbers=numbers, names=names,
                    makers=makers.get(one.id, frozenset()),
                )
            )  # fmt: skip
    return rows


def _task_group(one: UserTask, decider: DeciderFacts, subject: Subject | None, inbox: Inbox) -> str:
    holds = bool({str(role) for role in decider.roles} & set(one.roles))
    is_assigned = one.assignee_id == inbox.me
    owns = subject is not None and subject.owner_id == inbox.me
    if not (holds or is_assigned or owns):
        return ""
    if one.state not in OPEN_TASKS:
        return "done"
    if is_assigned or (holds and one.assignee_id is None):
        return "mine"
    return "others"


def _task_row(
    one: UserTask,
    inbox: Inbox,
    group: str,
    *,
    subject: Subject | None,
    numbers: Mapping[UUID, int],
    names: Mapping[UUID, str],
    makers: frozenset[UUID],
) -> ApprovalRow:
    facts = TaskFacts(
        one.kind, frozenset(one.roles), tuple(one.outcomes), one.state, one.assignee_id,
        one.named_id, makers=makers,
    )  # fmt: skip
    outcome = one.outcomes[0] if one.outcomes else ""
    return ApprovalRow(
        kind="task",
        id=one.id,
        number=one.number,
        task_id=one.id,
        request_id=None,
        action=one.kind,
        title=one.name,
        group=group,
        why=_task_why(one, inbox, group, names),
        model_id=one.model_id,
        model_name=subject.name if subject else "",
        version_id=one.version_id,
        version=numbers.get(one.version_id) if one.version_id else None,
        unit_id=one.unit_id,
        risk_tier=subject.risk_tier if subject else "",
        tags=subject.tags if subject else (),
        from_stage=None,
        stage=None,
        asked_by_id=None,
        asked_by="",
        asked_at=one.opened_at,
        due_at=one.due_at,
        is_overdue=_is_overdue(one.due_at, inbox, is_open=one.state in OPEN_TASKS),
        votes_given=0,
        votes_needed=0,
        state=one.state,
        outcome=one.outcome,
        outcomes=tuple(one.outcomes),
        instance_id=one.instance_id,
        blockers=completion_blockers(facts, inbox.decider(one.unit_id), outcome=outcome),
    )


def _task_why(one: UserTask, inbox: Inbox, group: str, names: Mapping[UUID, str]) -> Why:
    if group == "done":
        return Why("inbox.done", outcome=one.outcome or one.state)
    if one.assignee_id == inbox.me:
        return Why("inbox.assigned")
    if one.assignee_id is not None:
        return Why("inbox.taken", person=names.get(one.assignee_id, ""))
    return Why("inbox.role", roles=sorted(one.roles))


def registration_entry(one: RegistrationRow) -> ApprovalRow:
    """A model that somebody asks to be registered, as an entry of the inbox."""
    is_open = one.answered_at is None
    group = "others" if is_open else "done"
    why = Why("inbox.done", outcome=one.state)
    if one.is_mine:
        group, why = "mine", Why("home.registration", person=one.asked_by, purpose=one.purpose)
    elif is_open:
        asked = (one.meant,) if one.meant else one.who
        code = "inbox.register_asked" if one.is_own else "inbox.register_meant"
        why = Why(code, who=list(asked), person=one.asked_by)
    return ApprovalRow(
        kind="registration_request",
        id=one.id,
        number=one.number,
        task_id=None,
        request_id=None,
        action="register",
        title="",
        group=group,
        why=why,
        model_id=one.model_id,
        model_name=one.name,
        version_id=one.version_id,
        version=one.version,
        unit_id=one.unit_id,
        risk_tier="",
        tags=(),
        from_stage=None,
        stage=None,
        asked_by_id=one.asked_by_id,
        asked_by=one.asked_by,
        asked_at=one.asked_at,
        due_at=None,
        is_overdue=False,
        votes_given=0,
        votes_needed=0,
        state=one.state,
        outcome="" if is_open else one.state,
        outcomes=("register", "decline"),
        instance_id=None,
        blockers=(),
    )
