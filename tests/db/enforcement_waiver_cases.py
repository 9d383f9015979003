"""Cases of votes on evidence that holds a waiver: before its day, past it, swept or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from uuid import UUID, uuid4

from sqlalchemy import Connection, update
from sqlalchemy.orm import Session

from app.models.queries.evidence import build_evidence, request_facts
from app.models.rules.four_eyes import decision_blockers
from app.models.rules.roles import Role
from app.models.tables.governance import TransitionRequest
from app.services.commands.requests import evidence_blockers
from app.services.digests import canonical, digest
from tests.db.enforcement_cases import NOW, Ask, Case, codes
from tests.db.enforcement_kit import EVERY_HAT, Bench
from tests.db.enforcement_refusals import Scene

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pinned:
    """What became of a waiver since evidence was pinned, and whether it was pinned without it."""

    state: str = "granted"
    is_past: bool = False
    is_in_it: bool = True
    was_in_an_older: bool = False


PINNED = (
    Pinned(),
    Pinned(is_past=True),
    Pinned("expired", is_past=True),
    Pinned(is_past=True, is_in_it=False),
    Pinned("expired", is_past=True, is_in_it=False, was_in_an_older=True),
)


def waiver_vote_cases(bench: Bench) -> list[Case]:
    """What became of the waiver × accepting, rejecting, closing what was accepted in time."""
    with bench.as_owner() as owner:
        scene = Scene(bench, owner, EVERY_HAT)
        return [
            _case(scene, pinned, act)
            for pinned, act in product(PINNED, ("accept", "reject", "close"))
        ]


def _case(scene: Scene, pinned: Pinned, act: str) -> Case:
    bench, table = scene.bench, scene.bench.table("transition_request")
    key = _request(scene, pinned, is_voted=act == "close")
    ask, seen = _answer(scene, key)
    if act == "close":
        values = {"state": "accepted", "row_version": table.c.row_version + 1}
        statement = update(table).where(table.c.id == key).values(**values)
        return Case(f"accept a request, {pinned}", EVERY_HAT, ask, statement)
    row = bench.new_row(
        "decision", request_id=key, slot=1, role="tester", verdict=act, seen_digest=seen,
        **bench.signed_by(EVERY_HAT),
    )  # fmt: skip
    return Case(f"{act} on {pinned}", EVERY_HAT, ask, row)


def _request(scene: Scene, pinned: Pinned, *, is_voted: bool) -> UUID:
    """A pending request on evidence with a waiver, to which `pinned` happened afterwards."""
    snapshot = scene.put("snapshot")
    key: UUID = scene.put(
        "transition_request", state="pending", service_tag=uuid4().hex, snapshot_id=snapshot
    )
    scene.put("request_slot", request_id=key, slot=1, roles=["tester"], needed=1)
    given = {"snapshot_id": snapshot, "test": "psi", "state": "granted", "expires_at": NOW + DAY}
    if not pinned.is_in_it and not pinned.was_in_an_older:
        _pin(scene.owner, scene, key)
    waiver = scene.put("waiver", **given)
    if pinned.is_in_it or pinned.was_in_an_older:
        _pin(scene.owner, scene, key)
    table = scene.bench.table("waiver")
    ended = {"state": pinned.state, **({"expires_at": NOW - DAY} if pinned.is_past else {})}
    scene.owner.execute(update(table).where(table.c.id == waiver).values(**ended))
    if pinned.was_in_an_older:
        _pin(scene.owner, scene, key)
    if is_voted:
        seen = Session(scene.owner).get_one(TransitionRequest, key).evidence_digest
        scene.put(
            "decision", request_id=key, slot=1, role="tester", verdict="accept",
            seen_digest=seen, decided_by=scene.bench.people["other"],
        )  # fmt: skip
    return key


def _pin(owner: Connection, scene: Scene, key: UUID) -> None:
    """As the service does it: the set, and its digest in the request."""
    session = Session(owner)
    content = build_evidence(session, session.get_one(TransitionRequest, key))
    scene.put("evidence_set", request_id=key, digest=digest(content), content=canonical(content))
    table = scene.bench.table("transition_request")
    owner.execute(update(table).where(table.c.id == key).values(evidence_digest=digest(content)))


def _answer(scene: Scene, key: UUID) -> tuple[Ask, str]:
    """What the command says, and the digest that is seen."""
    session = Session(scene.owner)
    request = session.get_one(TransitionRequest, key)
    seen, facts = request.evidence_digest, request_facts(session, request)
    fresh = evidence_blockers(session, request, facts.slots, seen_digest=seen)

    def ask() -> tuple[str, ...]:
        voted = decision_blockers(facts, scene.actor, 1, Role.TESTER, seen_digest=seen)
        return codes((*voted, *fresh))

    return ask, seen
