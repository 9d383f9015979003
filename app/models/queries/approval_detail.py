"""One request with everything that stands beside the decision, and one task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.acts import Opening, list_openings, must_open_evidence
from app.models.queries.approvals import (
    ApprovalRow,
    Inbox,
    load_request_facts,
    open_inbox,
    request_rows,
)
from app.models.queries.earlier import Earlier, Since, list_earlier, load_since
from app.models.queries.evidence import pinned_evidence
from app.models.queries.evidence_rows import (
    DocumentRow,
    FindingRow,
    ResultRow,
    TestRun,
    WaiverRow,
    list_documents,
    list_findings,
    list_result_rows,
    list_waivers,
    load_test_run,
)
from app.models.queries.lookups import Holder, list_holders, person_names, roles_by_unit
from app.models.queries.open_alerts import OpenAlerts, load_open_alerts
from app.models.queries.reminding import last_reminded
from app.models.queries.request_notes import NoteRow, list_notes
from app.models.queries.request_stays import Serving, Stay, list_stays, load_serving
from app.models.queries.responsibilities import RaciRow, duties_in
from app.models.queries.run_links import RunLink, load_run_link
from app.models.queries.snapshot_diff import SnapshotDiff, diff_snapshots
from app.models.queries.votes import Vote, load_votes
from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import RequestFacts, choose_slot
from app.models.rules.notes import COMMENT, NoteFacts, note_blockers
from app.models.rules.reminding import ReminderFacts, reminder_blockers
from app.models.rules.rights import write_blockers
from app.models.rules.roles import Role
from app.models.rules.transitions import UNDECIDED
from app.models.tables.governance import RequestSlot, TransitionRequest
from app.models.tables.inventory import Snapshot
from app.models.tables.life_cycle import DecisionTable

ACCEPTING = "request.accepted"  # the act of the trail


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One line of the policy: so many of these roles, what was given, who may still decide."""

    slot: int
    roles: tuple[Role, ...]
    needed: int
    missing: int
    rank: int
    votes: tuple[Vote, ...]
    may_decide: tuple[Holder, ...]  # without requester, authors and those who voted already


@dataclass(frozen=True, slots=True)
class Emergency:
    """Fewer people decide than usual; who reviews it afterwards, and within how many days."""

    reviewers: tuple[Role, ...]
    days: int


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """A vote or a test on the same version, before this request."""

    found: Earlier
    person: str


@dataclass(frozen=True, slots=True)
class RequestDetail:
    row: ApprovalRow
    reason: str
    documents_link: str
    is_ordered: bool
    slots: tuple[SlotRow, ...]
    excluded: tuple[str, ...]  # requester and authors, by name
    my_slot: int | None
    my_role: Role | None
    evidence_digest: str  # to hand to `decide` as `seen_digest`
    evidence: Mapping[str, Any]  # the pinned set, as it was frozen
    route_table: str  # name and version of the routing table; empty: none
    thresholds: str
    snapshot_id: UUID | None
    serving: Serving | None  # beside one that is decided: when it was
    test_run: TestRun | None
    results: tuple[ResultRow, ...]
    waivers: tuple[WaiverRow, ...]
    findings: tuple[FindingRow, ...]
    documents: tuple[DocumentRow, ...]
    diff: SnapshotDiff | None  # against what is in production
    run: RunLink | None
    openings: tuple[Opening, ...] = ()  # who looked at which part, of older evidence too
    must_open: bool = False  # a policy wants every part opened by who accepts
    emergency: Emergency | None = None
    earlier: tuple[EarlierRow, ...] = ()  # what was decided on this version before
    since: Since | None = None  # what is new since its last rejection
    duties: tuple[RaciRow, ...] = ()  # who answers for accepting requests here
    notes: tuple[NoteRow, ...] = ()  # questions, answers and other words
    note_blockers: tuple[Blocker, ...] = ()  # why this reader can't say anything about it
    reminder_blockers: tuple[Blocker, ...] = ()  # why nobody is reminded of their vote now
    serving_now: Serving | None = None
    stays: tuple[Stay, ...] = ()  # what came of it in its stage
    open_alerts: OpenAlerts | None = None  # of its model, while it is undecided

    @property
    def is_decided(self) -> bool:
        return self.row.state not in UNDECIDED


def load_request(session: Session, request_id: UUID, me: UUID, *, now: datetime) -> RequestDetail:
    """A request with policy, votes, evidence and difference, as `me` sees it.

    Raises:
        InputError: there is none.
    """
    request = session.get(TransitionRequest, request_id)
    if request is None:
        raise InputError(f"There is no request {request_id}.")
    inbox = open_inbox(session, me, now)
    facts = load_request_facts(session, [request])[request.id]
    rows = request_rows(session, inbox, [request], is_for_all=True)
    chosen = choose_slot(facts, inbox.decider(request.unit_id))
    serving = load_serving(session, request, request.closed_at)
    snapshot_id = request.snapshot_id
    evidence = pinned_evidence(session, request)
    earlier = list_earlier(session, request)
    names = person_names(session, facts.authors)
    slots = _slots(session, request, facts)
    deciders = person_names(session, (one.person_id for one in earlier))
    return RequestDetail(
        row=rows[0],
        reason=request.reason,
        documents_link=request.documents,
        is_ordered=request.is_ordered,
        slots=slots,
        excluded=tuple(sorted(names.values())),
        my_slot=chosen[0] if chosen else None,
        my_role=chosen[1] if chosen else None,
        evidence_digest=request.evidence_digest,
        evidence=evidence,
        route_table=_table_name(session, request.route_table_id),
        thresholds=_judged_by(session, evidence.get("thresholds")),
        snapshot_id=snapshot_id,
        serving=serving,
        test_run=load_test_run(session, snapshot_id) if snapshot_id else None,
        results=_results(session, snapshot_id, serving),
        waivers=list_waivers(session, snapshot_id) if snapshot_id else (),
        findings=list_findings(session, snapshot_id) if snapshot_id else (),
        documents=list_documents(session, request.model_id, request.version_id),
        diff=_diff(session, snapshot_id, serving),
        run=load_run_link(session, request.instance_id),
        openings=list_openings(session, request.id),
        must_open=must_open_evidence(session, request.unit_id),
        emergency=_emergency(request),
        earlier=tuple(EarlierRow(one, deciders.get(one.person_id, "")) for one in earlier),
        since=load_since(session, request, earlier),
        duties=duties_in(session, request.unit_id, "act", ACCEPTING),
        notes=list_notes(session, request.id),
        note_blockers=_why_silent(request, inbox),
        reminder_blockers=why_no_reminder(session, request, slots, inbox.me, now),
        serving_now=load_serving(session, request) if request.closed_at else serving,
        stays=list_stays(session, request),
        open_alerts=None if request.closed_at else load_open_alerts(session, request.model_id),
    )


def _why_silent(request: TransitionRequest, inbox: Inbox) -> tuple[Blocker, ...]:
    roles = inbox.decider(request.unit_id).roles
    said = NoteFacts(COMMENT, "words", request.state)
    return (*write_blockers("request_note", "insert", roles), *note_blockers(said))


def load_slots(session: Session, request: TransitionRequest) -> tuple[SlotRow, ...]:
    """The policy of a request as it is met so far."""
    return _slots(session, request, load_request_facts(session, [request])[request.id])


def waited_for(slots: Sequence[SlotRow], *, is_ordered: bool) -> tuple[Holder, ...]:
    """Who may give a vote that is missing now; where votes have an order, those of the next."""
    missing = [one for one in slots if one.missing]
    next_rank = min((one.rank for one in missing), default=0)
    turns = [one for one in missing if not is_ordered or one.rank == next_rank]
    found = {each.person_id: each for one in turns for each in one.may_decide}
    return tuple(found.values())


def why_no_reminder(
    session: Session,
    request: TransitionRequest,
    slots: Sequence[SlotRow],
    me: UUID,
    now: datetime,
) -> tuple[Blocker, ...]:
    """Why this reader reminds nobody of a missing vote now."""
    waited = waited_for(slots, is_ordered=request.is_ordered)
    others = sum(one.person_id != me for one in waited)
    reminded_at = last_reminded(session, request.id)
    roles = roles_by_unit(session, me).get(request.unit_id, frozenset())
    return (
        *write_blockers("request_note", "insert", roles),
        *reminder_blockers(ReminderFacts(request.state, others, reminded_at), now),
    )


def load_request_about(
    session: Session, snapshot_ids: Sequence[UUID], me: UUID, *, now: datetime
) -> RequestDetail | None:
    """The undecided request for one of these snapshots' versions: of the first that has one.

    None: nobody asks for any of them now.
    """
    for each in snapshot_ids:
        found = session.scalar(
            select(TransitionRequest.id)
            .join(Snapshot, Snapshot.version_id == TransitionRequest.version_id)
            .where(Snapshot.id == each, TransitionRequest.state.in_(UNDECIDED))
            .order_by(TransitionRequest.number.desc())
            .limit(1)
        )
        if found is not None:
            return load_request(session, found, me, now=now)
    return None


def load_requests(
    session: Session, request_ids: Sequence[UUID], me: UUID, *, now: datetime
) -> tuple[RequestDetail, ...]:
    """Several at one moment, in the order asked for."""
    return tuple(load_request(session, each, me, now=now) for each in request_ids)


def evidence_parts(detail: RequestDetail) -> tuple[str, ...]:
    """What there is to look at beside the decision; lineage and run are shown by other screens."""
    parts = ["summary"]
    if detail.results:
        parts.append("tests")
    if detail.diff is not None:
        parts.append("diff")
    return (*parts, *(str(one.id) for one in detail.documents if one.can_be_read))


def _emergency(request: TransitionRequest) -> Emergency | None:
    if not request.is_emergency:
        return None
    return Emergency(tuple(map(Role, request.review_roles or ())), request.review_days or 0)


def opened_parts(detail: RequestDetail, person: UUID) -> frozenset[str]:
    """What this person opened of the evidence as it is now."""
    return frozenset(
        one.part
        for one in detail.openings
        if one.person_id == person and one.digest == detail.evidence_digest
    ) & {*evidence_parts(detail)}


def unopened_blockers(detail: RequestDetail, person: UUID) -> tuple[Blocker, ...]:
    """Why this person may not accept yet, where a policy wants the evidence opened."""
    total, opened = len(evidence_parts(detail)), len(opened_parts(detail, person))
    if not detail.must_open or opened >= total:
        return ()
    return (Blocker("request.unopened", opened=opened, total=total),)


def _results(
    session: Session, snapshot_id: UUID | None, serving: Serving | None
) -> tuple[ResultRow, ...]:
    if snapshot_id is None:
        return ()
    return list_result_rows(session, snapshot_id, serving.snapshot_id if serving else None)


def _diff(
    session: Session, snapshot_id: UUID | None, serving: Serving | None
) -> SnapshotDiff | None:
    if snapshot_id is None or serving is None or serving.snapshot_id == snapshot_id:
        return None
    return diff_snapshots(session, serving.snapshot_id, snapshot_id)


def _table_name(session: Session, table_id: UUID | None) -> str:
    if table_id is None:
        return ""
    table = session.get_one(DecisionTable, table_id)
    return f"{table.name} v{table.version}"


def _judged_by(session: Session, pinned: Mapping[str, Any] | None) -> str:
    """Its name where this reader sees the table; else its key, as the evidence has it."""
    if not pinned:
        return ""
    name = session.scalars(
        select(DecisionTable.name)
        .where(
            DecisionTable.key == pinned["key"],
            DecisionTable.version == pinned["version"],
            DecisionTable.sha256 == pinned["sha256"],
        )
        .limit(1)
    ).first()
    return f"{name or pinned['key']} v{pinned['version']}"


def _slots(
    session: Session, request: TransitionRequest, facts: RequestFacts
) -> tuple[SlotRow, ...]:
    votes = load_votes(session, request)
    rows = session.scalars(
        select(RequestSlot)
        .where(RequestSlot.request_id == request.id)
        .order_by(RequestSlot.rank, RequestSlot.slot)
    )
    out = facts.authors | {vote.person for vote in facts.valid_decisions}
    found = []
    for row in rows:
        slot = next(one for one in facts.slots if one.number == row.slot)
        holders = list_holders(session, request.unit_id, slot.roles)
        found.append(
            SlotRow(
                slot=row.slot,
                roles=tuple(sorted(slot.roles)),
                needed=row.needed,
                missing=facts.missing(slot),
                rank=row.rank,
                votes=tuple(vote for vote in votes if vote.slot == row.slot),
                may_decide=tuple(one for one in holders if one.person_id not in out),
            )
        )
    return tuple(found)
