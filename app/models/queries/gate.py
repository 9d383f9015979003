"""The gate with everything it rests on: what a promotion dialog shows before asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.evidence_rows import (
    FindingRow,
    TestRun,
    WaiverRow,
    list_findings,
    list_waivers,
    load_test_run,
)
from app.models.queries.find import find_latest_snapshot, find_stage
from app.models.queries.gate_check import gate_blockers
from app.models.queries.lookups import Holder, StageRef, list_holders, load_stages, roles_by_unit
from app.models.queries.places import Places, match_places
from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import Slot
from app.models.rules.roles import Role
from app.models.rules.transitions import Thing, transition_blockers
from app.models.tables.governance import RequestSlot, TransitionRequest
from app.models.tables.inventory import ModelVersion, RegisteredModel, VersionAuthor


@dataclass(frozen=True, slots=True)
class OpenRequest:
    id: UUID
    number: int
    state: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who may decide, or why they may not: they worked on it."""

    holder: Holder
    is_author: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """`blockers` is what `modelward gate` prints; `ask_blockers` is why this reader can't ask."""

    model_id: UUID
    model_name: str
    version_id: UUID
    version: int
    stage: StageRef
    service_tag: str
    snapshot_id: UUID | None
    blockers: tuple[Blocker, ...]
    ask_blockers: tuple[Blocker, ...]
    test_run: TestRun | None
    waivers: tuple[WaiverRow, ...]
    findings: tuple[FindingRow, ...]
    places: Places | None
    request: OpenRequest | None
    slots: tuple[Slot, ...]  # as the last request for this stage had them; the next may differ
    approvers: tuple[Approver, ...]

    @property
    def is_allowed(self) -> bool:
        return not self.blockers


def load_gate(session: Session, version_id: UUID, stage: str, me: UUID) -> Gate:
    """May this version go to `stage`, and what stands in the way, as `me` sees it.

    Raises:
        InputError: the model's path has no such stage.
    """
    version = session.get_one(ModelVersion, version_id)
    registered = session.get_one(RegisteredModel, version.model_id)
    target = find_stage(session, registered, stage)
    snapshot = find_latest_snapshot(session, version_id)
    tag = registered.service_tags[0]
    request = _open_request(session, version_id, target.id)
    slots = _usual_slots(session, registered, target.id)
    return Gate(
        model_id=registered.id,
        model_name=registered.name,
        version_id=version_id,
        version=version.version,
        stage=load_stages(session)[target.id],
        service_tag=tag,
        snapshot_id=snapshot.id if snapshot else None,
        blockers=gate_blockers(session, version_id, stage),
        ask_blockers=_ask_blockers(session, registered, request, me),
        test_run=load_test_run(session, snapshot.id) if snapshot else None,
        waivers=list_waivers(session, snapshot.id) if snapshot else (),
        findings=list_findings(session, snapshot.id) if snapshot else (),
        places=match_places(session, snapshot.id, target.name, tag) if snapshot else None,
        request=request,
        slots=slots,
        approvers=_approvers(session, registered, version_id, slots),
    )


def _open_request(session: Session, version_id: UUID, stage_id: UUID) -> OpenRequest | None:
    row = session.scalars(
        select(TransitionRequest).where(
            TransitionRequest.version_id == version_id,
            TransitionRequest.stage_id == stage_id,
            TransitionRequest.state.in_(("draft", "pending")),
        )
    ).first()
    return OpenRequest(row.id, row.number, row.state, row.due_at) if row else None


def _ask_blockers(
    session: Session, registered: RegisteredModel, request: OpenRequest | None, me: UUID
) -> tuple[Blocker, ...]:
    held = roles_by_unit(session, me).get(registered.unit_id, frozenset())
    found = list(transition_blockers(Thing.REQUEST, "", "draft", held))
    if request is not None:
        found.append(Blocker("request.open"))
    return tuple(found)


def _usual_slots(session: Session, registered: RegisteredModel, stage_id: UUID) -> tuple[Slot, ...]:
    """Who had to decide the last time, for this model first, else for any."""
    pinned = (
        select(TransitionRequest.id)
        .join(RequestSlot, RequestSlot.request_id == TransitionRequest.id)
        .where(TransitionRequest.stage_id == stage_id)
        .order_by(
            (TransitionRequest.model_id == registered.id).desc(), TransitionRequest.number.desc()
        )
        .limit(1)
    )
    last = session.scalars(pinned).first()
    if last is None:
        return ()
    rows = session.scalars(
        select(RequestSlot).where(RequestSlot.request_id == last).order_by(RequestSlot.slot)
    )
    return tuple(
        Slot(row.slot, frozenset(map(Role, row.roles)), needed=row.needed, rank=row.rank)
        for row in rows
    )


def _approvers(
    session: Session, registered: RegisteredModel, version_id: UUID, slots: tuple[Slot, ...]
) -> tuple[Approver, ...]:
    roles = {role for slot in slots for role in slot.roles}
    authors = set(
        session.scalars(
            select(VersionAuthor.person_id).where(VersionAuthor.version_id == version_id)
        )
    )
    return tuple(
        Approver(holder, holder.person_id in authors)
        for holder in list_holders(session, registered.unit_id, roles)
    )
