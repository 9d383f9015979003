"""Who decides a request is in what its deciders sign; the service looks before it deploys."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from app.command_line.approval_text import approval_text
from app.errors import RefusedError, VerificationError
from app.models.queries.evidence import pinned_evidence, present_rule
from app.models.queries.listing_tasks import load_request
from app.models.tables.governance import EvidenceSet, RequestSlot, TransitionRequest
from app.models.tables.life_cycle import DecisionTable
from app.services.commands.requests import decide
from app.services.digests import canonical, digest
from app.services.evidence_watch import EvidenceWatch
from app.services.verifying.requests import (
    goal_of,
    require_signed,
    require_signed_rule,
    require_whole_evidence,
)
from tests.stories import REASON, ask, register
from tests.trail_kit import past_the_rules
from tests.workspaces import TestWorkspace

bank = pytest.fixture(name="bank")(lambda workspace: workspace)


def vote(bank: TestWorkspace, handle: str, request_id: UUID, **more: Any) -> None:
    bank.work(handle).write(
        decide, request_id, verdict="accept", reason=REASON, signer=bank.signer(handle), **more
    )


def accepted(bank: TestWorkspace) -> UUID:
    request_id = ask(bank, register(bank))
    for handle in ("aisha", "jo"):
        vote(bank, handle, request_id)
    assert refusal(bank, request_id) == ""
    return request_id


def pinned(bank: TestWorkspace, request_id: UUID) -> dict[str, Any]:
    with bank.service.reading() as session:
        return pinned_evidence(session, session.get_one(TransitionRequest, request_id))


def refusal(bank: TestWorkspace, request_id: UUID) -> str:
    """What the service says before it deploys on this request."""
    with bank.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        try:
            require_whole_evidence(session, request)
            require_signed_rule(session, request)
            require_signed(session, request_id, goal_of(request))
        except VerificationError as error:
            return str(error)
    return ""


def test_the_evidence_says_who_decides_in_which_order(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))

    found = pinned(bank, request_id)

    assert found["slots"] == [
        {"slot": 1, "roles": ["risk_officer"], "needed": 1, "rank": 0},
        {"slot": 2, "roles": ["compliance"], "needed": 1, "rank": 0},
    ]
    assert found["is_ordered"] is False
    with bank.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        now = present_rule(session, request)
        shown = approval_text(load_request(session, request_id))
    assert now == {name: found[name] for name in now}
    assert "1 of risk_officer, 1 of compliance" in shown
    assert EvidenceWatch(bank.service).run_once() == 0


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        (RequestSlot, {"roles": ["data_scientist"]}, "who decides"),
        (RequestSlot, {"rank": 1}, "who decides"),
        (TransitionRequest, {"is_ordered": True}, "whether in an order"),
        (TransitionRequest, {"route_table_id": None}, "the policy"),
    ],
)
def test_a_rule_that_is_another_by_now_is_named_and_not_acted_on(
    bank: TestWorkspace, kind: type[Any], values: dict[str, Any], told: str
) -> None:
    request_id = accepted(bank)
    with past_the_rules(bank) as connection:
        if "route_table_id" in values:
            table = connection.scalar(select(DecisionTable.id).limit(1))
            values = {"route_table_id": table}
        connection.execute(update(kind).values(**values))

    found = refusal(bank, request_id)

    assert "was decided by another rule than stands there now" in found
    assert told in found


def test_a_slot_that_was_taken_out_is_noticed(bank: TestWorkspace) -> None:
    request_id = accepted(bank)
    with past_the_rules(bank) as connection:
        connection.execute(delete(RequestSlot).where(RequestSlot.slot == 2))

    assert "who decides" in refusal(bank, request_id)


@pytest.mark.parametrize("content", ["", "{", "[" * 2_000, '{"slots":[],"is_ordered":false}'])
def test_evidence_that_is_another_than_was_signed_is_not_acted_on(
    bank: TestWorkspace, content: str
) -> None:
    request_id = accepted(bank)
    with past_the_rules(bank) as connection:
        if content:
            connection.execute(update(EvidenceSet).values(content=content))
        else:
            connection.execute(delete(EvidenceSet))

    assert "is not there any more" in refusal(bank, request_id)


def test_a_rule_that_is_changed_before_the_votes_voids_them(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    seen = pinned(bank, request_id)
    vote(bank, "aisha", request_id)
    with past_the_rules(bank) as connection:
        connection.execute(update(RequestSlot).values(roles=["compliance"]))

    with pytest.raises(RefusedError) as refused:
        vote(bank, "jo", request_id, seen_digest=digest(seen))
    assert [one.code for one in refused.value.blockers] == ["request.evidence_changed"]

    EvidenceWatch(bank.service).run_once()
    assert {tuple(one["roles"]) for one in pinned(bank, request_id)["slots"]} == {("compliance",)}


def test_evidence_of_before_reads_and_holds_as_it_did(bank: TestWorkspace) -> None:
    request_id = accepted(bank)
    old = {k: v for k, v in pinned(bank, request_id).items() if k not in ("slots", "is_ordered")}
    with past_the_rules(bank) as connection:
        connection.execute(update(EvidenceSet).values(content=canonical(old), digest=digest(old)))
        connection.execute(update(TransitionRequest).values(evidence_digest=digest(old)))

    with bank.service.reading() as session:
        require_signed_rule(session, session.get_one(TransitionRequest, request_id))
        assert REASON in approval_text(load_request(session, request_id))
