"""Cases: decisions, waivers, keys and task completions over generated facts."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, update

from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import (
    DeciderFacts,
    DecisionFacts,
    RequestFacts,
    Slot,
    WaiverFacts,
    decision_blockers,
    waiver_blockers,
)
from app.models.rules.keys import (
    SEAL,
    KeyFacts,
    SignatureFacts,
    confirmation_blockers,
    end_of,
    revocation_blockers,
    signature_blockers,
)
from app.models.rules.roles import DECIDERS, DUTIES, PEOPLE, Role
from app.models.rules.tasks import TaskFacts, completion_blockers
from app.models.rules.transitions import (
    Thing,
    states,
)
from tests.db.enforcement_cases import NOW, PAST, PRESENT, Case, codes
from tests.db.enforcement_kit import (
    BOTH_HATS,
    BY_HAND,
    HELD,
    Bench,
    handle_of,
)

# Decisions, waivers and task completions over generated facts


def decision_cases(bench: Bench, *, requests: int = 300, seed: int = 20) -> list[Case]:
    chance = random.Random(seed)
    deciders = [handle_of(role) for role in sorted(DECIDERS)]
    people = [*deciders, BOTH_HATS, "author", handle_of(Role.AUDITOR), BY_HAND]
    found = []
    with bench.as_owner() as owner:
        for _ in range(requests):
            key, facts = _request(bench, owner, chance, people)
            for handle in people:
                found.append(_decision(bench, chance, key, facts, handle))
    return found


def _request(
    bench: Bench, owner: Connection, chance: random.Random, people: list[str]
) -> tuple[UUID, RequestFacts]:
    state = chance.choice(["pending"] * 7 + ["draft", "accepted", "rejected", "expired"])
    asker = bench.people[chance.choice(people)]
    worked = {bench.people[one] for one in chance.sample(people, chance.randint(0, 2))}
    version = bench.put(owner, "model_version")
    for person in worked:
        owner.execute(
            insert(bench.table("version_author")).values(version_id=version, person_id=person)
        )
    is_ordered, is_outgrown = chance.random() < 0.5, chance.random() < 0.2
    key = bench.put(
        owner, "transition_request", state=state, requested_by=asker, version_id=version,
        service_tag=uuid4().hex, evidence_digest=PRESENT, is_ordered=is_ordered,
        is_outgrown=is_outgrown,
    )  # fmt: skip
    slots = tuple(
        Slot(
            number,
            frozenset(chance.sample(sorted(DECIDERS), chance.randint(1, 2))),
            needed=chance.randint(1, 2),
            rank=chance.randint(0, 1),
        )
        for number in range(1, chance.randint(2, 4))
    )
    for slot in slots:
        bench.put(
            owner, "request_slot", request_id=key, slot=slot.number,
            roles=sorted(map(str, slot.roles)), needed=slot.needed, rank=slot.rank,
        )  # fmt: skip
    decisions = []
    for one in chance.sample(people, chance.randint(0, 3)):
        decided = DecisionFacts(
            bench.people[one],
            chance.choice(slots).number,
            chance.random() < 0.8,
            chance.choice([PRESENT, PRESENT, PAST]),
        )
        decisions.append(decided)
        bench.put(
            owner, "decision", request_id=key, decided_by=decided.person, slot=decided.slot,
            verdict="accept" if decided.is_acceptance else "reject",
            seen_digest=decided.seen_digest,
        )  # fmt: skip
    facts = RequestFacts(
        slots, frozenset(worked | {asker}), PRESENT, tuple(decisions), state, is_ordered,
        is_outgrown,
    )  # fmt: skip
    return key, facts


def _decision(
    bench: Bench, chance: random.Random, key: UUID, facts: RequestFacts, handle: str
) -> Case:
    held = HELD[handle]
    slot = chance.choice([*facts.slots, *facts.slots, Slot(9, frozenset())])
    fitting = sorted(slot.roles & held) or sorted(slot.roles) or [Role.TESTER]
    role = chance.choice(fitting)
    seen = chance.choice([PRESENT] * 5 + [PAST])
    decider = DeciderFacts(bench.people[handle], held)
    signature, given = _signature(bench, chance, handle)
    verdict = chance.choice(["accept", "reject"])
    statement = bench.new_row(
        "decision", request_id=key, slot=slot.number, role=str(role), seen_digest=seen,
        verdict=verdict, **given,
    )  # fmt: skip

    def ask() -> tuple[str, ...]:
        decided = decision_blockers(
            facts, decider, slot.number, role, seen_digest=seen, is_acceptance=verdict == "accept"
        )
        return codes(
            (
                *decided,
                *signature_blockers(signature, unsigned="decision.unsigned"),
            )
        )

    return Case(f"decide as {role} on {facts}", handle, ask, statement)


def _signature(
    bench: Bench, chance: random.Random, handle: str
) -> tuple[SignatureFacts, dict[str, Any]]:
    """Mostly signed with a key of one's own; else with another's, a revoked one, or not at all."""
    kind = chance.choice(["own"] * 6 + ["foreign", "revoked", "none"])
    if kind == "none":
        return SignatureFacts(True, False, False), {"signature": ""}
    key = {
        "own": bench.keys[handle],
        "foreign": bench.keys["other"],
        "revoked": bench.keys["revoked"],
    }[kind]
    facts = SignatureFacts(True, True, kind == "own")
    return facts, {"signature": "c2lnbmVk", "key_id": key}


def waiver_cases(bench: Bench) -> list[Case]:
    found = []
    handles = [*(handle_of(role) for role in sorted(PEOPLE)), BOTH_HATS, BY_HAND]
    waiver = bench.table("waiver")
    with bench.as_owner() as owner:
        for handle in handles:
            me = bench.people[handle]
            for bits in range(16):
                asked_by = me if bits & 1 else bench.people["author"]
                worked = frozenset({me}) if bits & 2 else frozenset[UUID]()
                is_past = bool(bits & 4)
                for state in ("asked",) if bits & 8 else ("granted", "refused", "expired"):
                    key = _waiver(bench, owner, asked_by, worked, state, is_past=is_past)
                    facts = WaiverFacts(asked_by, worked, state, is_past)
                    actor = DeciderFacts(me, HELD[handle])
                    ask = partial(_asked, waiver_blockers, facts, actor)
                    statement = (
                        update(waiver)
                        .where(waiver.c.id == key)
                        .values(
                            state="granted",
                            remark="It may be so for a while.",
                            granted_by=me,
                            row_version=waiver.c.row_version + 1,
                            **bench.signed_by(handle),
                        )
                    )
                    found.append(Case(f"grant waiver {facts}", handle, ask, statement))
    return found


def _asked(rule: Callable[..., Iterable[Blocker]], *facts: Any, **more: Any) -> tuple[str, ...]:
    return codes(rule(*facts, **more))


def _waiver(
    bench: Bench,
    owner: Connection,
    asked_by: UUID,
    worked: frozenset[UUID],
    state: str,
    *,
    is_past: bool,
) -> UUID:
    version = bench.put(owner, "model_version")
    for person in worked:
        owner.execute(
            insert(bench.table("version_author")).values(version_id=version, person_id=person)
        )
    key: UUID = bench.put(
        owner, "waiver", asked_by=asked_by, version_id=version, state=state,
        expires_at=NOW + timedelta(days=-1 if is_past else 1),
    )  # fmt: skip
    return key


def key_cases(bench: Bench) -> list[Case]:
    """Confirming and revoking: owner × first administrator × state × person."""
    found = []
    administrators = ("only_administrator", "second_administrator")
    people = (*administrators, handle_of(Role.VALIDATOR), "author", handle_of(Role.AUDITOR))
    with bench.as_owner() as owner:
        for holder in people:
            for endorser in (None, *administrators):
                for state in states(Thing.KEY):
                    for handle in people:
                        for act in ("confirm", "revoke"):
                            facts = KeyFacts(
                                bench.people[holder],
                                state,
                                bench.people[endorser] if endorser else None,
                            )
                            key = _key(bench, owner, facts)
                            found.append(_key_case(bench, owner, key, facts, handle, act))
            for handle in people:
                facts = KeyFacts(bench.people[holder], "active", purpose=SEAL)
                key = _key(bench, owner, facts)
                found.append(_key_case(bench, owner, key, facts, handle, "revoke"))
    return found


def _key(bench: Bench, owner: Connection, facts: KeyFacts) -> UUID:
    key: UUID = bench.put(
        owner, "signing_key", person_id=facts.owner, state=facts.state,
        endorsed_by=facts.endorsed_by, purpose=facts.purpose,
    )  # fmt: skip
    return key


def _key_case(
    bench: Bench, owner: Connection, key: UUID, facts: KeyFacts, handle: str, act: str
) -> Case:
    table = bench.table("signing_key")
    actor = DeciderFacts(bench.people[handle], HELD[handle])
    ask = partial(
        _asked, confirmation_blockers if act == "confirm" else revocation_blockers, facts, actor
    )
    if act == "confirm":
        column = "confirmed_by" if facts.state == "endorsed" else "endorsed_by"
        target = "active" if facts.state == "endorsed" else "endorsed"
        values: dict[str, Any] = {"state": target, column: actor.person}
        bench.sign_step(owner, "signing_key", key, target, handle)
    else:
        is_active = facts.state == "active"
        values = {"state": end_of(facts, actor), "reason": "It was stolen."}
        values |= {"revoked_at_size": bench.sealed_size} if is_active else {}
    statement = (
        update(table).where(table.c.id == key).values(row_version=table.c.row_version + 1, **values)
    )
    return Case(f"{act} {facts}", handle, ask, statement)


def task_cases(bench: Bench, *, tasks: int = 250, seed: int = 20) -> list[Case]:
    chance = random.Random(seed)
    handles = [*(handle_of(role) for role in sorted(PEOPLE)), BOTH_HATS, BY_HAND]
    table = bench.table("user_task")
    found = []
    with bench.as_owner() as owner:
        unwaived = _tested_version(bench, owner)
        lapsed = _tested_version(bench, owner, waived_for=timedelta(days=-1))  # unswept
        waived = _tested_version(bench, owner, waived_for=timedelta(days=1))
        for _ in range(tasks):
            is_failing = chance.random() < 0.5
            subject = chance.choice([unwaived, lapsed]) if is_failing else waived
            handed = bench.people[chance.choice(handles)] if chance.random() < 0.4 else None
            facts = TaskFacts(
                kind=chance.choice(["results", "results", "approve"]),
                roles=frozenset(map(str, chance.sample(sorted(DUTIES), 4))),
                outcomes=("waive", "reject"),
                state=chance.choice([*states(Thing.TASK), "created", "claimed"]),
                assignee=handed,
                named=handed if chance.random() < 0.5 else None,
                unwaived=("auc",) if is_failing else (),
            )
            key = bench.put(
                owner, "user_task", kind=facts.kind, roles=sorted(facts.roles),
                outcomes=list(facts.outcomes), state=facts.state, assignee_id=facts.assignee,
                named_id=facts.named, version_id=subject[0], snapshot_id=subject[1],
            )  # fmt: skip
            for handle in chance.sample(handles, 8):
                outcome = chance.choice(["waive", "waive", "reject", "sold"])
                actor = DeciderFacts(bench.people[handle], HELD[handle])
                ask = partial(_asked, completion_blockers, facts, actor, outcome=outcome)
                statement = (
                    update(table)
                    .where(table.c.id == key)
                    .values(state="completed", outcome=outcome, row_version=table.c.row_version + 1)
                )
                found.append(Case(f"complete {facts} as {outcome}", handle, ask, statement))
    return found


def _tested_version(
    bench: Bench, owner: Connection, *, waived_for: timedelta | None = None
) -> tuple[UUID, UUID]:
    """A version and its second snapshot, which failed on its AUC; the others on other rules."""
    version: UUID = bench.put(owner, "model_version")
    for sequence, test in ((1, "f1"), (3, "ks"), (2, "auc")):
        snapshot = bench.put(owner, "snapshot", version_id=version, sequence=sequence)
        run = bench.put(
            owner, "monitor_run", version_id=version, snapshot_id=snapshot, kind="release",
            state="done", started_at=NOW,
        )  # fmt: skip
        bench.put(owner, "test_result", run_id=run, snapshot_id=snapshot, test=test, verdict="FAIL")
        bench.put(
            owner, "test_result", run_id=run, snapshot_id=snapshot, test="psi", verdict="WARN"
        )
    if waived_for is not None:
        bench.put(
            owner, "waiver", version_id=version, snapshot_id=snapshot, test="auc", state="granted",
            expires_at=NOW + waived_for,
        )  # fmt: skip
    return version, snapshot
