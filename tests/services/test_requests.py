"""Four eyes on both databases: who may decide, what closes a request, who gets the place."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.engine.interfaces import CacheStats
from sqlalchemy.orm import Session

from app.errors import AppError, RefusedError
from app.models.database import Database
from app.models.queries.evidence import build_evidence
from app.models.queries.find import find_stage
from app.models.tables.execution import Placement, StagePath
from app.models.tables.governance import Decision, Finding, TransitionRequest
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.trail import AuditEvent
from app.services.approvals import take_evidence
from app.services.commands.findings import accept_finding
from app.services.commands.models import add_document
from app.services.commands.people import find_unit
from app.services.commands.rehearsing import rehearse
from app.services.commands.requests import (
    decide,
    promise_placement,
    refresh_evidence,
    request_transition,
)
from app.services.unit_of_work import UnitOfWork, Work
from app.texts import message
from tests.compiled_once import forget_compiled
from tests.stories import REASON, Registered, ask, pin, register
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    return workspace


def accept(bank: TestWorkspace, handle: str, request_id: UUID, verdict: str = "accept") -> None:
    """What is foreseen is refused, for that and nothing else; what isn't, isn't."""
    work = bank.work(handle)
    foreseen = work.read(rehearse, request_id, work.actor, verdict=verdict)
    with pytest.raises(RefusedError) if foreseen else nullcontext() as refused:
        work.write(decide, request_id, verdict=verdict, reason=REASON, signer=bank.signer(handle))
    if refused is not None:
        assert refused.value.blockers == foreseen
        raise refused.value


def codes(refused: pytest.ExceptionInfo[RefusedError]) -> list[str]:
    return [blocker.code for blocker in refused.value.blockers]


def test_two_roles_accept_and_the_place_is_promised(bank: TestWorkspace) -> None:
    registered = register(bank)
    request_id = ask(bank, registered)

    accept(bank, "aisha", request_id)
    accept(bank, "jo", request_id)

    with bank.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        place = session.scalars(select(Placement)).one()
        told = session.scalars(select(EngineInbox.kind)).all()
        tags = session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id)).all()
    assert request.state == "accepted"
    assert (place.state, place.version_id, place.stage_kind) == (
        "promised",
        registered.version_id,
        "production",
    )
    assert "request_closed" in told
    assert [tag for tag in tags if tag.startswith(("request", "decision", "placement"))] == [
        "request.draft",
        "request.pending",
        "decision.recorded",
        "decision.recorded",
        "request.accepted",
        "placement.promised",
    ]


@pytest.mark.parametrize("placed", ["", "SIT"])
def test_what_is_signed_as_left_is_the_stage_the_version_is_in(
    bank: TestWorkspace, placed: str
) -> None:
    registered = register(bank)
    drafted = bank.work("sanne").write(
        request_transition, registered.version_id, stage="PROD", documents=""
    )
    with bank.service.unit() as work:
        work.get(TransitionRequest, drafted.id).from_stage = "ACC, validated"
        work.flush()
        model = work.get(RegisteredModel, registered.model_id)
        if placed:
            work.add(
                Placement(
                    model_id=model.id, version_id=registered.version_id,
                    snapshot_id=registered.snapshot_id, service_tag=model.service_tags[0],
                    stage_id=find_stage(work.session, model, placed).id, stage_kind="staging",
                    state="in_place",
                )
            )  # fmt: skip
    request_id = pin(bank, registered)

    accept(bank, "aisha", request_id)

    with bank.service.reading() as session:
        document = session.scalars(select(Decision.document)).one()
    assert request_id == drafted.id
    assert json.loads(document)["from"] == placed


def test_the_submitter_cannot_approve(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank, by="mark"), by="mark")

    with pytest.raises(RefusedError) as refused:
        accept(bank, "mark", request_id)

    assert "four_eyes.own_work" in codes(refused)


def test_the_database_refuses_the_submitter_without_our_rules(bank: TestWorkspace) -> None:
    """Mark also holds the deciding role here; only four eyes stands in his way."""
    request_id = ask(bank, register(bank, by="mark"), by="mark")
    owner = bank.owner_database()
    with owner.session(bank.work("root").actor.id, writes=True) as session:
        slot = "mw.request_slot" if not bank.is_sqlite else "request_slot"
        if not bank.is_sqlite:
            session.execute(text("SET session_replication_role = replica"))
            session.execute(text(f"UPDATE {slot} SET roles = '[\"validator\"]' WHERE slot = 1"))
        else:
            session.execute(text("DROP TRIGGER mw_request_slot_guard_update"))
            session.execute(
                text("UPDATE request_slot SET roles = '[\"validator\"]' WHERE slot = 1")
            )
    with bank.service.reading() as session:
        seen = session.get_one(TransitionRequest, request_id).evidence_digest

    with pytest.raises(RefusedError) as refused, bank.work("mark").unit() as work:
        work.add(
            Decision(
                request_id=request_id,
                verdict="accept",
                slot=1,
                role="validator",
                reason=REASON,
                seen_digest=seen,
            )
        )

    assert codes(refused) == ["four_eyes.own_work"]


def test_somebody_without_the_role_cannot_decide(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))

    with pytest.raises(RefusedError) as refused:
        accept(bank, "mark", request_id)

    assert codes(refused) == ["request.role"]


def test_nobody_decides_twice(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    accept(bank, "aisha", request_id)

    with pytest.raises(RefusedError) as refused:
        accept(bank, "aisha", request_id)

    assert codes(refused) == ["four_eyes.twice"]


def test_a_rejection_closes_the_request_and_promises_nothing(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))

    accept(bank, "aisha", request_id, verdict="reject")

    with bank.service.reading() as session:
        assert session.get_one(TransitionRequest, request_id).state == "rejected"
        assert session.scalars(select(Placement)).all() == []
    with pytest.raises(RefusedError) as refused:
        accept(bank, "jo", request_id)
    assert "request.closed" in codes(refused)


def test_a_new_document_voids_the_votes_on_the_old_evidence(bank: TestWorkspace) -> None:
    registered = register(bank)
    request_id = ask(bank, registered)
    accept(bank, "aisha", request_id)

    bank.work("sanne").write(
        add_document,
        registered.model_id,
        kind="model_card",
        title="Model card",
        uri="https://docs.example/2",
        version_id=registered.version_id,
    )
    with pytest.raises(RefusedError) as refused:
        accept(bank, "jo", request_id)
    bank.service.write(refresh_evidence, registered.version_id)
    accept(bank, "jo", request_id)

    assert codes(refused) == ["request.evidence_changed"]
    with bank.service.reading() as session:
        assert session.get_one(TransitionRequest, request_id).state == "pending"


def test_a_person_cannot_pin_who_decides(bank: TestWorkspace) -> None:
    registered = register(bank)
    asked = bank.work("sanne").write(
        request_transition, registered.version_id, stage="PROD", documents="https://docs.example/1"
    )

    def pin(work: UnitOfWork) -> None:
        work.get(TransitionRequest, asked.id).evidence_digest = "0" * 64
        work.flush()

    with pytest.raises(RefusedError):
        bank.work("sanne").write(pin)


def test_a_person_cannot_set_a_request_to_accepted(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))

    def close(work: UnitOfWork) -> None:
        work.get(TransitionRequest, request_id).state = "accepted"
        work.flush()

    with pytest.raises(RefusedError) as refused:
        bank.work("aisha").write(close)

    assert codes(refused) == ["request.quorum"]


def test_a_short_reason_is_refused_and_nothing_is_stored(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))

    with pytest.raises(RefusedError) as refused:
        bank.work("aisha").write(
            decide, request_id, verdict="accept", reason="ok", signer=bank.signer("aisha")
        )

    assert codes(refused) == ["reason.short"]
    with bank.service.reading() as session:
        assert session.scalars(select(Decision)).all() == []


def test_of_two_acceptances_at_once_one_gets_the_place(bank: TestWorkspace) -> None:
    first = ask(bank, register(bank, content=b"one"))
    second = ask(bank, register(bank, content=b"two"))
    for request_id in (first, second):
        accept(bank, "aisha", request_id)
    refusals: dict[UUID, AppError] = {}
    start = threading.Barrier(2)
    signer = bank.signer("jo")
    works = {request_id: bank.work("jo") for request_id in (first, second)}

    def vote(request_id: UUID) -> None:
        start.wait()
        try:
            works[request_id].write(
                decide, request_id, verdict="accept", reason=REASON, signer=signer
            )
        except AppError as error:
            refusals[request_id] = error

    threads = [threading.Thread(target=vote, args=(r,)) for r in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with bank.service.reading() as session:
        places = session.scalars(select(Placement)).all()
        (won,) = {first, second} - refusals.keys()
        winner = session.get_one(TransitionRequest, won).version_id
        number = session.get_one(ModelVersion, winner).version
    assert [place.version_id for place in places] == [winner]
    (refused,) = refusals.values()
    assert isinstance(refused, RefusedError)
    (blocker,) = refused.blockers
    assert blocker.code == "placement.taken"
    assert blocker.params["winner"] == f"cc-fraud v{number}"


def with_finding(bank: TestWorkspace, registered: Registered) -> UUID:
    with bank.service.unit() as work:
        return work.add(
            Finding(
                model_id=registered.model_id,
                version_id=registered.version_id,
                snapshot_id=registered.snapshot_id,
                kind="licence",
                severity="high",
                title="No licence",
            )
        ).id


def take_told_evidence(bank: TestWorkspace) -> None:
    """What the worker does about the evidence it was told of."""
    with bank.service.unit() as work:
        for row in work.session.scalars(select(EngineInbox).where(EngineInbox.kind == "evidence")):
            take_evidence(work, row)


def test_an_accepted_finding_leaves_the_request_decidable(bank: TestWorkspace) -> None:
    registered = register(bank)
    finding = with_finding(bank, registered)
    request_id = ask(bank, registered)

    bank.work("jo").write(accept_finding, finding, reason=REASON)
    take_told_evidence(bank)

    accept(bank, "aisha", request_id)


def test_a_document_about_the_whole_model_leaves_the_request_decidable(
    bank: TestWorkspace,
) -> None:
    registered = register(bank)
    request_id = ask(bank, registered)

    bank.work("sanne").write(
        add_document, registered.model_id, kind="policy", title="P", uri="https://docs.example/2"
    )
    take_told_evidence(bank)

    accept(bank, "aisha", request_id)


def test_a_decision_sent_twice_by_the_same_person_is_made_once(bank: TestWorkspace) -> None:
    request_id, decision_id = ask(bank, register(bank)), uuid4()

    for _ in range(2):
        bank.work("aisha").write(
            decide,
            request_id,
            verdict="accept",
            reason=REASON,
            decision_id=decision_id,
            signer=bank.signer("aisha"),
        )

    with bank.service.reading() as session:
        assert session.scalars(select(Decision.id)).all() == [decision_id]


def test_a_decision_id_does_not_serve_for_the_opposite_verdict(bank: TestWorkspace) -> None:
    request_id, decision_id = ask(bank, register(bank)), uuid4()
    bank.work("aisha").write(
        decide,
        request_id,
        verdict="accept",
        reason=REASON,
        decision_id=decision_id,
        signer=bank.signer("aisha"),
    )

    with pytest.raises(RefusedError) as refused:
        bank.work("aisha").write(
            decide,
            request_id,
            verdict="reject",
            reason=REASON,
            decision_id=decision_id,
            signer=bank.signer("aisha"),
        )
    assert codes(refused) == ["four_eyes.twice"]


@pytest.fixture
def asked(bank: TestWorkspace) -> Iterator[list[str]]:
    """Every statement that anybody here sends to the database."""
    found: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("handles", "most"), [(["aisha"], 11), (["aisha", "jo"], 14)])
def test_what_a_decider_waits_for_are_few_statements(
    bank: TestWorkspace, asked: list[str], handles: list[str], most: int
) -> None:
    request_id = ask(bank, register(bank))
    for handle in handles:
        work, signer = bank.work(handle), bank.signer(handle)
        asked.clear()
        work.write(decide, request_id, verdict="accept", reason=REASON, signer=signer)

    assert len([one for one in asked if not one.startswith("BEGIN")]) <= most


@pytest.fixture
def worked_out(bank: TestWorkspace) -> Iterator[list[str]]:
    """Every statement that was compiled anew, and not taken from what was compiled before."""
    found: list[str] = []

    def note(
        _: object, __: object, statement: str, ___: object, context: Any, ____: object
    ) -> None:
        if context.cache_hit is CacheStats.CACHE_MISS:
            found.append(statement)

    event.listen(Engine, "after_cursor_execute", note)
    yield found
    event.remove(Engine, "after_cursor_execute", note)


def test_what_a_vote_reads_was_worked_out_when_its_sheet_opened(
    bank: TestWorkspace, worked_out: list[str]
) -> None:
    request_id, signer = ask(bank, register(bank)), bank.signer("aisha")
    desktop = Database(bank.login_url("aisha"))  # one that has decided nothing yet
    forget_compiled()
    work = Work.of(desktop, "aisha" if bank.is_sqlite else None)
    work.read(rehearse, request_id, work.actor, verdict="accept")
    opening = len(worked_out)

    work.write(decide, request_id, verdict="accept", reason=REASON, signer=signer)

    desktop.close()
    left = worked_out[opening:]
    reads = [one for one in left if one.startswith("SELECT")]
    assert opening > 0
    if bank.is_sqlite:  # nothing was tried there; the request is locked now
        assert len(reads) == 1
        assert "transition_request" in reads[0]
    else:
        assert left == []


def test_what_a_vote_reads_was_planned_when_its_sheet_opened(
    postgres_workspace: TestWorkspace,
) -> None:
    bank = postgres_workspace
    request_id, signer = ask(bank, register(bank)), bank.signer("aisha")
    desktop = Database(bank.login_url("aisha"))
    work = Work.of(desktop)
    work.read(rehearse, request_id, work.actor, verdict="accept")
    opening = work.read(plans_made)

    work.write(decide, request_id, verdict="accept", reason=REASON, signer=signer)

    after, usual = work.read(plans_made), work.read(planning)
    desktop.close()
    again = [one for one, times in opening.items() if after[one].generic > times.generic]
    assert len(again) == len(opening) - 1  # the request is read otherwise where it is locked
    assert {one.custom for one in after.values()} == {0}
    assert usual == ("auto", 5)


class Plans(NamedTuple):
    generic: int
    custom: int


def plans_made(session: Session) -> dict[str, Plans]:
    """How often each statement that this connection keeps ran by its one plan, and by another."""
    kept = text("SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements")
    return {row[0]: Plans(*row[1:]) for row in session.execute(kept)}


def planning(session: Session) -> tuple[str, int]:
    driver: Any = session.connection().connection.driver_connection
    return str(session.scalar(text("SHOW plan_cache_mode"))), driver.prepare_threshold


def test_the_evidence_lists_everything_that_there_is(bank: TestWorkspace) -> None:
    registered = register(bank)
    first = ask(bank, registered)
    accept(bank, "jo", first, "reject")
    second = ask(bank, registered)
    bare = set_of(bank, second)

    finding = with_finding(bank, registered)
    bank.work("sanne").write(
        add_document, registered.model_id, kind="policy", title="P", uri="https://docs.example/2"
    )
    take_told_evidence(bank)
    full = set_of(bank, second)

    assert [len(bare[part]) for part in PARTS] == [0, 0, 0, 1]
    assert [len(full[part]) for part in PARTS] == [0, 1, 1, 1]
    assert full["findings"][0]["id"] == str(finding)
    assert full["documents"][0]["uri"] == "https://docs.example/2"
    assert full["earlier"] == bare["earlier"]


PARTS = ("waivers", "findings", "documents", "earlier")


def set_of(bank: TestWorkspace, request_id: UUID) -> dict[str, Any]:
    """What a vote on this request rests on now."""
    with bank.service.reading() as session:
        return build_evidence(session, session.get_one(TransitionRequest, request_id))


def test_somebody_who_decides_at_two_desktops_at_once_has_one_chain(bank: TestWorkspace) -> None:
    first, second = (ask(bank, register(bank, content=one)) for one in (b"one", b"two"))
    signer, here, there = bank.signer("aisha"), bank.work("aisha"), bank.work("aisha")
    given = {"verdict": "accept", "reason": REASON, "signer": signer}
    late = threading.Thread(target=there.write, args=(decide, second), kwargs=given)

    with here.unit() as work:
        decide(work, first, verdict="accept", reason=REASON, signer=signer)
        late.start()
        while late.is_alive() and not bank.is_sqlite and not _waits_for_a_lock(bank):
            pass
    late.join()

    with bank.service.reading() as session:
        rows = session.execute(select(Decision.request_id, Decision.sequence)).all()
    assert {row.request_id: row.sequence for row in rows} == {first: 1, second: 2}


def _waits_for_a_lock(bank: TestWorkspace) -> bool:
    with bank.owner_database().session() as session:
        waiting = text(
            "SELECT 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return session.execute(waiting).first() is not None


def test_a_promise_that_a_guard_refuses_says_so_and_not_that_the_place_is_taken(
    bank: TestWorkspace,
) -> None:
    request_id = ask(bank, register(bank))  # pending: nobody has accepted it

    def promise(work: UnitOfWork) -> None:
        promise_placement(work, work.get(TransitionRequest, request_id))

    with pytest.raises(RefusedError) as refused:
        bank.service.write(promise)
    assert codes(refused) == ["placement.request"]


def test_a_row_that_is_there_already_is_refused_in_words(bank: TestWorkspace) -> None:
    def add(work: UnitOfWork) -> None:
        unit = find_unit(work, "bank")
        for _ in range(2):
            work.add(StagePath(unit_id=unit.id, name="Twice"))

    with pytest.raises(RefusedError) as refused:
        bank.work("root").write(add)
    assert codes(refused) == ["row.exists"]
    assert message("row.exists", {}).startswith("There is one")
