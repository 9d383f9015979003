"""Holds what the service did on people's wishes against what they signed.

By the very rule of `modelward-verify`, which also says of what is done that it names its wish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from app.errors import AppError
from app.models.queries.row_names import row_names
from app.models.rules.asking import SIGNED
from app.models.tables.execution import Deployment
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.trail import AuditEvent, AuditLeaf
from app.services.signed_documents import read_document
from app.services.trail.breaks import Break, Kind
from app.services.unit_of_work import InboxKind, Work
from app.services.verifying.ahead import rows_ahead
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import ANOTHER, act_fault, facts_of, uuid_in
from app.texts import N_
from app.verifier import __main__ as verifier
from app.verifier.__main__ import DEEDS, Deed, Deeds, Retirement, deed_fault, is_left_on

PIECE = 1_000  # events, or wishes, in memory
ASKED = verifier.ASKED
# In the words of the reader, by those of the verifier.
WHY: Mapping[str, str] = {
    verifier.NO_WISH: N_("no such wish of anybody is told"),
    verifier.NAMES_NONE: N_("it names no wish of anybody"),
    verifier.LATER: N_("the wish that it names came later"),
    verifier.OTHER_THING: N_("the wish that it names is about another runtime or deployment"),
    verifier.UNNAMED: N_("what was signed does not name this deployment"),
    verifier.NOT_HELD: N_("the signature of the wish that it names does not hold"),
    verifier.UNSIGNED: N_("nobody signed the wish that it names"),
    verifier.AGAIN: N_("the deployment was taken off by somebody's word before"),
    verifier.TRIED: N_("it was tried before on the wish that it names"),
}

Tell = Callable[[Break], object]


@dataclass(frozen=True, slots=True)
class _Wish:
    """What stands in the inbox. `why`: nothing can rest on it; `said`: what was signed."""

    id: UUID
    kind: str
    person: UUID
    told: tuple[int, dict[str, Any]] | None
    said: dict[str, Any] | None
    why: str
    fault: str  # of its signature, where it carries one
    is_done: bool  # as its row or that of a deployment says


class DeedCheck:
    """Reads what was done in the order of the log, and then what it should rest on."""

    def __init__(self, work: Work, tell: Tell, *, end: int, sees_all: bool) -> None:
        self._work = work
        self._tell = tell
        self._end = end  # of the tree: where what is not sealed yet is placed
        self._sees_all = sees_all
        self._deeds = Deeds(is_all=sees_all)
        self.refused = 0  # wishes whose signature does not hold, and on which nothing was done

    def pieces(self) -> Iterator[int]:
        """Gives how many events and wishes were looked at, after each piece."""
        looked = 0
        for looked in self._events():
            yield looked
        wishes: dict[str, _Wish] = {}
        for found in self._wishes():
            wishes |= {str(one.id): one for one in found}
            yield looked + len(wishes)
        self._check(wishes)

    def _events(self) -> Iterator[int]:
        last, looked = -1, 0
        while True:
            with self._work.reading() as session:
                rows = session.execute(
                    select(AuditEvent, AuditLeaf.position)
                    .join(AuditLeaf, AuditLeaf.event_id == AuditEvent.id)
                    .where(AuditEvent.tag.in_(DEEDS), AuditLeaf.position > last)
                    .order_by(AuditLeaf.position)
                    .limit(PIECE)
                ).all()
                for event, last in rows:
                    self._deeds.take(last, _told(event))
            looked += len(rows)
            yield looked
            if len(rows) < PIECE:
                return

    def _wishes(self) -> Iterator[list[_Wish]]:
        after: UUID | None = None
        while True:
            with self._work.reading() as session:
                statement = select(EngineInbox).where(EngineInbox.kind.in_(SIGNED))
                if after is not None:
                    statement = statement.where(EngineInbox.id > after)
                rows = session.scalars(statement.order_by(EngineInbox.id).limit(PIECE)).all()
                check = Verifying(session, is_trail_held=True)
                rows_ahead(check, rows)
                done = _done_on(session, [row.id for row in rows])
                found = [self._wish(check, row, is_named=row.id in done) for row in rows]
            yield found
            if len(rows) < PIECE:
                return
            after = rows[-1].id

    def _wish(self, check: Verifying, row: EngineInbox, *, is_named: bool) -> _Wish:
        """By its signature alone: whether it says what the rows do, `SignatureCheck` tells."""
        told = _place_of(check, row.id, self._end)
        fault = _signature_fault(check, row) if row.signature else ""
        if row.signature:
            why = verifier.NOT_HELD if fault else ""
        else:
            why = verifier.UNSIGNED if check.is_required else ""
        is_retired = row.kind == InboxKind.RETIRE_VERSION and row.consumed_at and not row.result
        return _Wish(
            id=row.id,
            kind=row.kind,
            person=row.created_by,
            told=told,
            said=read_document(row.document or "") if row.signature and not fault else None,
            why=why,
            fault=fault,
            is_done=is_named or bool(is_retired),
        )

    def _check(self, wishes: Mapping[str, _Wish]) -> None:
        with self._work.reading() as session:
            check = Verifying(session, is_trail_held=True)
            named = self._deeds.named
            check.events.read_ahead(uuid_in(one.wish) for one in named)
            for deed in self._deeds.unasked if check.asks_from_begin else ():
                self._tell_of(check, deed, None, verifier.NAMES_NONE)
            for deed in named:
                if why := self._fault_of(check, deed, wishes.get(deed.wish)):
                    self._tell_of(check, deed, wishes.get(deed.wish), why)
            forged = [one for one in wishes.values() if one.fault and not one.is_done]
            if forged and self._sees_all:
                self._take_forged(check, forged, [*_retirements(wishes)])

    def _fault_of(self, check: Verifying, deed: Deed, wish: _Wish | None) -> str:
        key = uuid_in(deed.wish)
        told = wish.told if wish else _place_of(check, key, self._end) if key else None
        if told is None and not self._sees_all:
            return ""  # it may stand in a unit above
        found = deed_fault(deed, told, wish.said if wish else None)
        why = wish.why if wish else verifier.NOT_HELD
        return found or (why if self._sees_all else "")

    def _take_forged(
        self, check: Verifying, forged: list[_Wish], retirements: list[Retirement]
    ) -> None:
        """Whatever their rows say: that one was refused is soon written there."""
        named = {deed.wish for deed in self._deeds.named}
        left = self._deeds.left_for_nothing(retirements)
        for wish in forged:
            if str(wish.id) in named:
                continue  # told at what was done
            if wish.told is None or not is_left_on(*wish.told, left):
                self.refused += 1
                continue
            position, event = wish.told
            person = check.name(wish.person)
            what = f"inbox {wish.id} of {person}, as it was signed"
            self._tell(
                Break(position, Kind.SIGNATURE, what, wish.fault, event["id"], person=person)
            )

    def _tell_of(self, check: Verifying, deed: Deed, wish: _Wish | None, why: str) -> None:
        key = uuid_in(deed.event["object_id"])
        name = row_names(check.session, "deployment", {key}).get(key) if key else None
        person = check.name(wish.person if wish else None)
        self._tell(
            Break(
                deed.position, Kind.DEED, deed.expected, WHY[why], deed.number,
                name=name, person=person,
            )
        )  # fmt: skip


def _signature_fault(check: Verifying, row: EngineInbox) -> str:
    said = {"id": str(row.id), "actor": str(row.created_by), "verdict": row.kind}
    try:
        return act_fault(check, row, row.created_by, ASKED, said)
    except (AppError, NoResultFound):  # whoever forged it must not stop who reads it
        return ANOTHER.format(names="its form")


def _retirements(wishes: Mapping[str, _Wish]) -> Iterator[Retirement]:
    for one in wishes.values():
        if one.kind == InboxKind.RETIRE_VERSION and one.told is not None and not one.why:
            yield Retirement(one.told[0], one.told[1]["unit"], one.said)


def _done_on(session: Session, wishes: list[UUID]) -> set[UUID | None]:
    found = select(Deployment.asked_id).where(Deployment.asked_id.in_(wishes)).distinct()
    return set(session.scalars(found))


def _place_of(check: Verifying, wish: UUID, end: int) -> tuple[int, dict[str, Any]] | None:
    told = check.told(wish, ASKED)
    if not told:
        return None
    position = check.position(told[-1])
    return end if position is None else position, _told(told[-1])


def _told(event: AuditEvent) -> dict[str, Any]:
    """As much of its leaf as the rule reads."""
    return {
        "id": event.id,
        "tag": event.tag,
        "object_id": str(event.object_id),
        "unit": str(event.unit_id),
        "version": str(event.version_id),
        "facts": facts_of(event),
    }
