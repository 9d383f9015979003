"""T4. A compliance officer decides on a promotion; who asked for it can't."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.models.tables.governance import Decision, TransitionRequest
from app.services.personal_keys import PersonalKeys, load_signing_facts
from app.services.signed_blocks import load_signed_blocks
from tests.journeys.window.conftest import Noorderbank
from tests.journeys.window.program import STATUS_BAR

pytestmark = [pytest.mark.slow]

PASSWORD = "four eyes see more"
WRONG = "four eyes see less"
REASON = "Limits and documents were read; the evidence supports it."


def lock_key(bank: Noorderbank, handle: str) -> None:
    """From now on this person signs with a password."""
    work = bank.stage.work(handle)
    with work.reading() as session:
        facts = load_signing_facts(session, work.actor.id)
        keys = PersonalKeys.of(session, bank.stage.settings, facts)
    (one,) = facts.active
    keys.keep(keys.open(one.kid), PASSWORD)


def open_request(bank: Noorderbank) -> TransitionRequest:
    with bank.stage.work("jo").reading() as session:
        pending = select(TransitionRequest).where(TransitionRequest.state == "pending")
        return session.scalars(pending).one()


def decisions(bank: Noorderbank, request: TransitionRequest) -> list[Decision]:
    with bank.stage.work("jo").reading() as session:
        return [*session.scalars(select(Decision).where(Decision.request_id == request.id))]


def test_a_wrong_password_costs_no_word_and_the_right_one_signs(noorderbank: Noorderbank) -> None:
    lock_key(noorderbank, "jo")
    request = open_request(noorderbank)
    with noorderbank.sit_down("jo", "T4") as jo:
        jo.press("ctrl+j")
        jo.wait_for_title("Promote cc-fraud v14")
        jo.see("case")
        jo.press("2")
        jo.see("tests")
        jo.press("y")
        jo.wait_for_title("Approve promotion")
        jo.see("sheet")
        jo.type(REASON)
        jo.press("Tab")
        jo.type("jo")
        jo.press("Tab")
        jo.type(WRONG)
        jo.see_main_button()
        jo.see("filled")
        jo.press("Return")
        jo.see_refusal()
        jo.see("wrong password")
        assert len(decisions(noorderbank, request)) == 1
        jo.type(PASSWORD)
        jo.press("Return")

        def mine() -> list[Decision]:
            me = noorderbank.stage.person_id("jo")
            return [one for one in decisions(noorderbank, request) if one.decided_by == me]

        (decision,) = jo.wait_until("decision", mine)
        jo.wait_for_title("Approvals")
        jo.see_note("approvals")
        jo.see("signed")
        with noorderbank.stage.work("jo").reading() as session:
            block = load_signed_blocks(session, request.id)[-1]
        assert (decision.verdict, decision.reason) == ("accept", REASON)
        assert (block.person, block.meaning, block.fault) == ("Jo Vermeer", "Approved", "")
        assert jo.clicks == 0
        assert jo.keys - len(REASON + "jo" + WRONG + PASSWORD) <= 7


def test_who_asked_for_a_promotion_reads_why_they_can_not_approve_it(
    noorderbank: Noorderbank,
) -> None:
    request = open_request(noorderbank)
    with noorderbank.sit_down("sanne", "T4-requester", theme="dark") as sanne:
        sanne.press("ctrl+j")
        sanne.wait_for_title("churn v8")
        sanne.see("next for sanne")
        sanne.press("j", "j")
        sanne.wait_for_title("Promote cc-fraud v14")
        sanne.see("own request")
        with sanne.sees_a_change(STATUS_BAR):
            sanne.press("y")
        sanne.see("why not")

        assert len(decisions(noorderbank, request)) == 1
