"""Holds each signature of a person against its key, its document, and what rows and events say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from app.errors import AppError
from app.models.queries.row_names import row_names
from app.models.tables.execution import Deployment, Runtime
from app.models.tables.governance import (
    Decision,
    Finding,
    SignedAct,
    Waiver,
)
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.trail import AuditEvent
from app.services.trail.breaks import Break, Kind
from app.services.unit_of_work import InboxKind, Work
from app.services.verifying.ahead import (
    acts_ahead,
    decisions_ahead,
    reviews_ahead,
    rows_ahead,
    steps_ahead,
    waivers_ahead,
)
from app.services.verifying.eligibility import NOT_TOLD
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import (
    ANOTHER,
    REVOKED_KEY,
    UNCONFIRMED_KEY,
    is_without_key,
    signed_act_fault,
    step_fault,
)
from app.services.verifying.steps import SIGNED_STEP_TAGS, act_of, step_of
from app.services.verifying.votes import (
    REVIEWED,
    decision_fault,
    review_fault,
    reviewer_of,
    waiver_fault,
)
from app.services.verifying.wishes import (
    ended_fault,
    retirement_fault,
    retirer_of,
    roll_back_fault,
    version_retirement_fault,
)

PIECE = 200  # rows in one session

Tell = Callable[[Break], object]


@dataclass(frozen=True, slots=True)
class _Signed:
    """Rows that people sign: which, by which event, who is said to have, and what is wrong."""

    table: type[Any]
    tag: str
    fault: Callable[[Verifying, Any], str]
    signer: Callable[[Any], UUID | None]
    ahead: Callable[[Verifying, Any], object]  # reads what all of a piece rest on
    wheres: tuple[ColumnElement[bool], ...] = ()  # all of them


def _decision_fault(check: Verifying, row: Decision) -> str:
    request = check.requests.get(row.request_id)
    return "" if request is None else decision_fault(check, request, row)


def _asked_fault(check: Verifying, row: EngineInbox) -> str:
    """Of each deployment that is said to rest on it; by the rules a roll back is of one."""
    done = check.session.scalars(select(Deployment).where(Deployment.asked_id == row.id)).all()
    if row.kind == InboxKind.RUNTIME_ENDED:
        return ended_fault(check, row, done)
    return next(filter(None, (roll_back_fault(check, row, one) for one in done)), "")


def _act_fault(check: Verifying, row: SignedAct) -> str:
    """Of an act that no step followed nothing rests, whatever it says."""
    return signed_act_fault(check, row) if step_of(check, row) is not None else ""


SIGNED = (
    _Signed(
        Decision, "decision.recorded", _decision_fault, lambda row: row.decided_by,
        decisions_ahead,
    ),
    _Signed(
        Waiver, "waiver.granted", waiver_fault, lambda row: row.granted_by, waivers_ahead,
        (Waiver.granted_by.is_not(None),),
    ),
    _Signed(
        Finding, "finding.closed", review_fault, reviewer_of, reviews_ahead,
        (Finding.request_id.is_not(None), Finding.state.in_(REVIEWED)),
    ),
    _Signed(SignedAct, "act.signed", _act_fault, lambda row: row.created_by, acts_ahead),
    # Of wishes those that were acted on: on what the service refused nothing rests.
    _Signed(
        EngineInbox, "inbox.asked", _asked_fault, lambda row: row.created_by, rows_ahead,
        (EngineInbox.id.in_(select(Deployment.asked_id)),),
    ),
    _Signed(
        EngineInbox, "inbox.asked", version_retirement_fault, lambda row: row.created_by,
        rows_ahead,
        (
            EngineInbox.kind == InboxKind.RETIRE_VERSION,
            EngineInbox.consumed_at.is_not(None),
            EngineInbox.result == "",
        ),
    ),
    _Signed(
        Runtime, "runtime.retired", retirement_fault, retirer_of, rows_ahead,
        (Runtime.state == "retired",),
    ),
)  # fmt: skip


class SignatureCheck:
    """Checks one signed row after the other; a piece of them is all that is in memory."""

    def __init__(self, work: Work, tell: Tell, *, end: int, sees_all: bool) -> None:
        self._work = work
        self._tell = tell
        self._end = end  # of the tree: where what is not sealed yet is placed
        self._sees_all = sees_all
        self.checked = 0
        self.without_key = 0  # confirmations by administrators who had no key to sign with yet
        self.size = 0  # rows that may be signed, once the pieces have begun

    def pieces(self) -> Iterator[int]:
        """Gives how many of those rows were looked at, after each piece."""
        with self._work.reading() as session:
            check = Verifying(session, is_trail_held=True)
            is_required, asked_from_begin = check.is_required, check.asks_from_begin
        self.size = self._work.read(_count, with_steps=asked_from_begin)
        looked = 0
        for one in SIGNED:
            after: UUID | None = None
            while True:
                with self._work.reading() as session:
                    check, rows = Verifying(session, is_trail_held=True), _next(session, one, after)
                    one.ahead(check, rows)
                    for row in rows:
                        if row.signature or is_required:
                            self._check(check, one, row)
                    after = rows[-1].id if rows else None
                looked += len(rows)
                yield looked
                if after is None:
                    break
        if asked_from_begin:
            yield from self._steps(looked)

    def _steps(self, looked: int) -> Iterator[int]:
        """Steps that were to be signed and were not: no row tells of them, their events do."""
        last = 0
        while True:
            with self._work.reading() as session:
                steps = session.scalars(
                    select(AuditEvent)
                    .where(AuditEvent.tag.in_(SIGNED_STEP_TAGS), AuditEvent.id > last)
                    .order_by(AuditEvent.id)
                    .limit(PIECE)
                ).all()
                check = Verifying(session, is_trail_held=True)
                steps_ahead(check, {step.object_id for step in steps})
                for step in steps:
                    self._check_step(check, step)
                last = steps[-1].id if steps else last
            looked += len(steps)
            yield looked
            if len(steps) < PIECE:
                return

    def _check_step(self, check: Verifying, step: AuditEvent) -> None:
        """Of a step with an act that act is checked; of one without it must be nobody's duty."""
        is_signed = act_of(check, step) is not None
        self.without_key += not is_signed and is_without_key(check, step)
        why = "" if is_signed else step_fault(check, step)
        if not why or self._is_unseen(why, step.id):
            return
        person, position = check.name(step.actor_id), check.position(step)
        what = f"{step.tag} {step.object_id} of {person}, signed"
        place = self._end if position is None else position
        self._tell(Break(place, Kind.SIGNATURE, what, why, step.id, person=person))

    def _check(self, check: Verifying, one: _Signed, row: Any) -> None:
        why = _fault(check, one, row)
        why = "" if why == NOT_TOLD else why  # as its leaf and its row tell
        told = next(iter(check.told(row.id, one.tag)), None) if why else None
        event, position = (told.id, check.position(told)) if told else (None, None)
        if self._is_unseen(why, event):
            return
        self.checked += 1
        if why:
            table, person = row.__table__.name, check.name(one.signer(row))
            what = f"{one.tag.partition('.')[0]} {row.id} of {person}, as it was signed"
            place = self._end if position is None else position
            name = row_names(check.session, table, {row.id}).get(row.id)
            self._tell(Break(place, Kind.SIGNATURE, what, why, event, name=name, person=person))

    def _is_unseen(self, why: str, event: int | None) -> bool:
        """Whether what would tell is not for this login to read: a row of a unit above may be."""
        if self._sees_all:
            return False
        return why == UNCONFIRMED_KEY or (why == REVOKED_KEY and event is None)


def _fault(check: Verifying, one: _Signed, row: Any) -> str:
    try:
        return one.fault(check, row)
    except (AppError, NoResultFound):  # whoever forged it must not stop who reads it
        return ANOTHER.format(names="its form")


def _count(session: Session, *, with_steps: bool) -> int:
    counts = [select(func.count()).select_from(one.table).where(*one.wheres) for one in SIGNED]
    steps = select(func.count()).where(AuditEvent.tag.in_(SIGNED_STEP_TAGS))
    return sum(session.scalar(one) or 0 for one in (*counts, *([steps] if with_steps else ())))


def _next(session: Session, one: _Signed, after: UUID | None) -> list[Any]:
    statement = select(one.table).where(*one.wheres).order_by(one.table.id).limit(PIECE)
    if after is not None:
        statement = statement.where(one.table.id > after)
    return [*session.scalars(statement)]
