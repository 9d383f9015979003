"""Who made or submitted a version neither tests it nor decides after asking it further."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.orm import Session

from app.models.queries.makers import asked_on, list_askers
from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import (
    DeciderFacts,
    RequestFacts,
    Slot,
    decision_blockers,
)
from app.models.rules.roles import DUTIES, PEOPLE, Role
from app.models.rules.tasks import (
    ASK_ON,
    STOP,
    TEST,
    TaskFacts,
    claiming_blockers,
    completion_blockers,
    delegation_blockers,
    releasing_blockers,
)
from app.models.tables.governance import TransitionRequest
from app.models.tables.life_cycle import UserTask
from tests.conftest import BOTH
from tests.db.enforcement_cases import PRESENT, Ask, Case, Tally, codes
from tests.db.enforcement_kit import BOTH_HATS, HELD, Bench, handle_of, open_bench

HANDLES = (*(handle_of(role) for role in sorted(PEOPLE)), BOTH_HATS)
MAKERS = ("nobody", "author", "starter", "asker")  # what the person has done before
OUTCOMES = ("passed", "reject")
Blockers = Callable[[], tuple[Blocker, ...]]


def said(blockers: Blockers) -> Ask:
    return lambda: codes(blockers())


@pytest.fixture(scope="module", params=BOTH)
def bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with open_bench(tmp_path_factory.mktemp("tasks"), server) as opened:
        yield opened


def a_version(bench: Bench, owner: Connection, made_by: UUID) -> UUID:
    version: UUID = bench.put(owner, "model_version")
    owner.execute(
        insert(bench.table("version_author")).values(version_id=version, person_id=made_by)
    )
    return version


def a_task(bench: Bench, owner: Connection, kind: str, person: UUID, was: str) -> UUID:
    """A task about a version with which the person had to do as `was` says."""
    other = bench.people["other"]
    run = bench.put(
        owner, "process_instance", started_by=person if was == "starter" else other
    )  # fmt: skip
    version = a_version(bench, owner, person if was == "author" else other)
    request = bench.put(
        owner, "transition_request", requested_by=person if was == "asker" else other,
        service_tag=uuid4().hex, version_id=version,
    )  # fmt: skip
    task: UUID = bench.put(
        owner, "user_task", kind=kind, roles=sorted(map(str, DUTIES)), outcomes=list(OUTCOMES),
        instance_id=run, request_id=request, version_id=version,
    )  # fmt: skip
    return task


def cases(bench: Bench) -> Iterator[Case]:
    """Kind × person × what they did × completing, claiming, being handed it."""
    table = bench.table("user_task")
    by = "only_tester"
    tester = DeciderFacts(bench.people[by], HELD[by])
    with bench.as_owner() as owner:
        for kind in ("approve", TEST, ASK_ON, "do"):
            for handle in HANDLES:
                me = DeciderFacts(bench.people[handle], HELD[handle])
                for was in MAKERS:
                    facts = TaskFacts(
                        kind, frozenset(map(str, DUTIES)), OUTCOMES,
                        makers=frozenset({me.person} if was != "nobody" else ()),
                    )  # fmt: skip
                    tries: dict[str, tuple[str, Blockers, dict[str, object]]] = {
                        "complete": (
                            handle, partial(completion_blockers, facts, me, outcome="passed"),
                            {"state": "completed", "outcome": "passed"},
                        ),
                        "claim": (
                            handle, partial(claiming_blockers, facts, me),
                            {"state": "claimed", "assignee_id": me.person},
                        ),
                        "hand over": (
                            by, partial(delegation_blockers, facts, tester, me),
                            {"assignee_id": me.person},
                        ),
                    }  # fmt: skip
                    for what, (who, blockers, values) in tries.items():
                        task = a_task(bench, owner, kind, me.person, was)
                        statement = (
                            update(table)
                            .where(table.c.id == task)
                            .values(row_version=table.c.row_version + 1, **values)
                        )
                        label = f"{what} {kind} to {handle}, {was}"
                        yield Case(label, who, said(blockers), statement)


HAS_IT = ("nobody", "handed", "named")  # how the person has the task


def holders_cases(bench: Bench) -> Iterator[Case]:
    """Person × who has the task, and why × ending it, taking it, giving it up, handing it on."""
    table, operators = bench.table("user_task"), frozenset({str(Role.OPERATOR)})
    to = handle_of(Role.OPERATOR)
    receiver = DeciderFacts(bench.people[to], HELD[to])
    with bench.as_owner() as owner:
        for handle in HANDLES:
            me = DeciderFacts(bench.people[handle], HELD[handle])
            for has_it in HAS_IT:
                other = bench.people["other"]
                assignee = other if has_it == "nobody" else me.person
                named = {"nobody": None, "handed": other, "named": me.person}[has_it]
                facts = TaskFacts("do", operators, OUTCOMES, assignee=assignee, named=named)
                tries: dict[str, tuple[Blockers, dict[str, object]]] = {
                    "complete": (
                        partial(completion_blockers, facts, me, outcome="passed"),
                        {"state": "completed", "outcome": "passed"},
                    ),
                    "claim": (
                        partial(claiming_blockers, facts, me),
                        {"state": "claimed", "assignee_id": me.person},
                    ),
                    "give up": (partial(releasing_blockers, facts, me), {"assignee_id": None}),
                }  # fmt: skip
                if handle != to:  # what they have, they can't hand to themselves
                    tries["hand over"] = (
                        partial(delegation_blockers, facts, me, receiver),
                        {"assignee_id": receiver.person},
                    )
                for what, (blockers, values) in tries.items():
                    task = bench.put(
                        owner, "user_task", kind="do", roles=sorted(operators),
                        outcomes=list(OUTCOMES), assignee_id=assignee, named_id=named,
                    )  # fmt: skip
                    statement = (
                        update(table)
                        .where(table.c.id == task)
                        .values(row_version=table.c.row_version + 1, **values)
                    )
                    yield Case(f"{what}, {has_it}", handle, said(blockers), statement)


def test_who_was_handed_a_task_does_it_only_in_a_role_of_it(bench: Bench) -> None:
    found = list(holders_cases(bench))
    tally = Tally().run(bench, found)
    allowed = {
        (one.handle, has_it)
        for one in found
        for has_it in HAS_IT
        if one.label == f"complete, {has_it}" and not one.ask()
    }

    operator = handle_of(Role.OPERATOR)
    assert tally.disagreements == []
    assert {handle for handle, has_it in allowed if has_it == "handed"} == {operator}
    assert {handle for handle, has_it in allowed if has_it == "named"} > {operator, BOTH_HATS}
    assert tally.allowed > len(allowed)


def test_who_made_or_submitted_a_version_does_not_test_it(bench: Bench) -> None:
    tally = Tally().run(bench, list(cases(bench)))

    assert tally.disagreements == []
    assert tally.allowed > 200


@pytest.mark.parametrize(
    ("state", "outcome"), [("created", ""), ("completed", "ask"), ("completed", STOP)]
)
def test_who_asked_for_the_next_stage_does_not_decide_on_it(
    bench: Bench, state: str, outcome: str
) -> None:
    """In the submitter's name: so the request does not say who asked."""
    decider = DeciderFacts(bench.people[BOTH_HATS], HELD[BOTH_HATS])
    has_asked = outcome == "ask"
    with bench.as_owner() as owner:
        version = a_version(bench, owner, bench.people["author"])
        request = bench.put(
            owner, "transition_request", state="pending", version_id=version,
            evidence_digest=PRESENT, service_tag=uuid4().hex,
        )  # fmt: skip
        slot = Slot(1, frozenset({Role.RISK_OFFICER}))
        bench.put(owner, "request_slot", request_id=request, slot=1, roles=["risk_officer"])
        bench.put(
            owner, "user_task", kind=ASK_ON, version_id=version, state=state,
            outcome=outcome, recorded_by=decider.person,
        )  # fmt: skip
        session = Session(owner)
        barred = frozenset(
            person
            for _, person in list_askers(session, [session.get_one(TransitionRequest, request)])
        )
        on = asked_on(TransitionRequest.model_id, TransitionRequest.version_id)
        for_evidence = session.scalars(
            select(UserTask.recorded_by)
            .join(TransitionRequest, on)
            .where(TransitionRequest.id == request)
        ).all()
    facts = RequestFacts((slot,), barred, PRESENT)
    statement = bench.new_row(
        "decision", request_id=request, slot=1, role="risk_officer", verdict="accept",
        seen_digest=PRESENT, **bench.signed_by(BOTH_HATS),
    )  # fmt: skip
    ask = said(
        partial(decision_blockers, facts, decider, 1, Role.RISK_OFFICER, seen_digest=PRESENT)
    )

    tally = Tally().run(bench, [Case("decide", BOTH_HATS, ask, statement)])

    assert frozenset(for_evidence) == barred
    assert ask() == (("four_eyes.own_work",) if has_asked else ())
    assert (tally.disagreements, tally.allowed) == ([], 0 if has_asked else 1)
