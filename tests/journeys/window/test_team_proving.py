"""T4 and T5 in full on both databases: two windows, two processes, one trail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.models.queries.approval_detail import load_request
from app.models.queries.time_travel import serving_as_of
from app.models.tables.governance import TransitionRequest
from app.models.tables.trail import AuditEvent
from app.services.signed_blocks import load_signed_blocks
from app.texts import blocker
from tests.journeys.window.program import Person
from tests.journeys.window.proofs import require_tampering_named
from tests.journeys.window.team import Office
from tests.stories import Registered, ask, put_in_production, register
from tests.trail_kit import past_the_rules, sealer
from tests.workspaces import lock_key

pytestmark = [pytest.mark.slow]

PASSWORD = "four eyes see more"
WRONG = "four eyes see less"
REFUSAL = "The sample is of another year; the limits say nothing of this one."
REASON = "Limits and documents were read; the evidence supports it."


def vote(person: Person) -> None:
    """On the open request, to where the signature is asked for."""
    person.press("y")
    person.wait_for_title("Approve promotion")
    person.rest()
    person.type(REASON)


def test_a_clean_approval_is_signed_with_a_password_by_the_second_login(office: Office) -> None:
    first, second = (
        ask(office.bank, register(office.bank, name=name)) for name in ("cc-fraud", "churn")
    )
    lock_key(office.folder / "credentials", "jo", PASSWORD)
    with office.sit_down("aisha", "T4-team-aisha") as aisha, office.sit_down("jo", "T4-team") as jo:
        aisha.comes_forward()
        aisha.press("ctrl+j")
        aisha.wait_for_title("Promote cc-fraud v1")
        vote(aisha)
        aisha.press("ctrl+Return")
        aisha.wait_until("vote", lambda: office.decisions(first))
        aisha.wait_for_title("Promote churn v1")  # her window is done, and stays where it is
        aisha.rest()

        jo.comes_forward()
        jo.press("ctrl+j")
        jo.wait_for_title("Promote cc-fraud v1")
        jo.see("case")
        jo.press("2")
        jo.see("tests")
        vote(jo)
        jo.press("Tab")
        jo.type("jo")
        jo.press("Tab")
        jo.type(WRONG)
        with jo.sees_a_change():  # the button is grey while the decision is being stored
            jo.press("Return")
        jo.see_main_button()
        jo.see("wrong password")
        assert len(office.decisions(first)) == 1
        jo.type(PASSWORD)
        jo.press("Return")
        jo.wait_until("second vote", lambda: len(office.decisions(first)) == 2)
        jo.wait_for_title("Promote churn v1")
        jo.see("next task")
        jo.press("n")
        jo.wait_for_title("Reject promotion")
        jo.rest()
        jo.type(REFUSAL)
        jo.press("Tab", "Tab")  # over the reason that she gave before
        jo.type(PASSWORD)
        jo.press("Return")
        (refusal,) = jo.wait_until("rejection", lambda: office.decisions(second))
        jo.see("rejected")

        decision = office.decisions(first)[-1]
        with office.bank.work("jo").reading() as session:
            block = load_signed_blocks(session, first)[-1]
            (refused,) = load_signed_blocks(session, second)
            request = session.get_one(TransitionRequest, first)
            rejected = session.get_one(TransitionRequest, second)
        assert decision.reason == REASON
        assert (block.person, block.meaning, block.fault) == ("Jo Vermeer", "Approved", "")
        assert abs((decision.decided_at - datetime.now(UTC)).total_seconds()) < 600
        assert (decision.verdict, decision.role) == ("accept", "compliance")
        assert decision.seen_digest == request.evidence_digest
        assert request.state == "accepted"
        assert (refusal.verdict, refusal.reason) == ("reject", REFUSAL)
        assert (refused.person, refused.meaning, refused.fault) == ("Jo Vermeer", "Rejected", "")
        assert rejected.state == "rejected"
        assert jo.clicks == 0


def test_who_asked_reads_why_their_login_can_not_approve(office: Office) -> None:
    request_id = ask(office.bank, register(office.bank))
    with office.sit_down("sanne", "T4-team-requester") as sanne:
        sanne.press("g", "a")
        sanne.wait_for_title("Promote cc-fraud v1")
        sanne.see("own request")
        sanne.press("y")
        sanne.see("why not")

        assert office.decisions(request_id) == []
    work = office.bank.work("sanne")
    shown = work.read(load_request, request_id, work.actor.id, now=datetime.now(UTC))
    nearest, *_ = shown.row.blockers
    assert nearest.code == "four_eyes.own_work"
    assert blocker(nearest).startswith("You asked for this or worked on it")


def served(office: Office) -> Registered:
    found = register(office.bank)
    put_in_production(office.bank, found)
    sealer(office.bank).run_once()
    return found


def checks(office: Office) -> dict[str, str]:
    """What each person's check found, as the trail says it; the newest counts."""
    told = select(AuditEvent).where(AuditEvent.tag == "trail.verified").order_by(AuditEvent.id)
    names = {office.bank.work(one).actor.id: one for one in ("aisha", "jo")}
    with office.bank.service.reading() as session:
        return {names[one.actor_id]: one.facts["outcome"] for one in session.scalars(told)}


def command(person: Person, words: str, step: str) -> None:
    person.press("ctrl+k")
    person.type(words)
    person.see_chosen_row()  # the database has answered
    person.see(step)
    person.press("Return")


def test_what_ran_is_proved_by_one_login_and_checked_by_another(office: Office) -> None:
    model = served(office)
    home = office.folder / "jo"
    moment = f"{datetime.now(UTC).astimezone() + timedelta(seconds=1):%Y-%m-%dT%H:%M:%S}"
    with office.sit_down("aisha", "T5-team-aisha") as aisha, office.sit_down("jo", "T5-team") as jo:
        jo.comes_forward()
        command(jo, f"= cc-fraud {moment}", "question")
        jo.wait_for_title(f"cc-fraud › {datetime.now(UTC).astimezone():%-d %B %Y}: v1 on prod-1 – ")
        jo.see("as of that day")
        command(jo, "verify", "verify")
        jo.wait_until("check", lambda: checks(office) == {"jo": "intact"})
        jo.see("verified")
        sealer(office.bank).run_once()
        command(jo, "export proof", "export")
        jo.wait_for_title("Export proof")
        jo.see_main_button()
        jo.see("proof")  # counted: behind the sheet there is a main button too
        jo.press("ctrl+Return")
        jo.wait_for_title("Sign: ")
        jo.see("signature")
        jo.press("ctrl+Return")
        proof = jo.wait_until("proof", lambda: next(home.glob("cc-fraud-proof-*.zip"), None))
        jo.see("handed over")
        jo.press("Escape")
        assert jo.clicks == 0

        # The triggers stand again at once: a service that misses one ends, and no check is told.
        with past_the_rules(office.bank) as connection:
            schema = "" if office.bank.is_sqlite else "mw."
            connection.exec_driver_sql(
                f"UPDATE {schema}audit_event SET at = '2020-01-01 00:00:00'"
                " WHERE tag = 'decision.recorded'"
            )
        aisha.comes_forward()
        aisha.press("g", "l")
        aisha.wait_for_title("Lineage")
        command(aisha, "verify", "verify")
        aisha.wait_until("check", lambda: checks(office).get("aisha") == "broken")
        aisha.see("broken")

    with office.bank.work("jo").reading() as session:
        (then,) = serving_as_of(session, model.model_id, datetime.now(UTC))
    assert then.version == 1
    require_tampering_named(proof)
