"""T4 and T5 in full on a team's PostgreSQL: two windows, two logins, one trail."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.queries.time_travel import serving_as_of
from app.models.tables.governance import TransitionRequest
from app.models.tables.trail import AuditEvent
from app.services.personal_keys import PURPOSE, key_name
from app.services.secrets import Box
from app.services.signed_blocks import load_signed_blocks
from tests.journeys.window.program import Person
from tests.journeys.window.team import Team
from tests.journeys.window.test_lineage import tampered
from tests.stories import Registered, ask, put_in_production, register
from tests.trail_kit import sealer, tampering
from tests.workspaces import pair_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("display")]

PASSWORD = "four eyes see more"
WRONG = "four eyes see less"
REASON = "Limits and documents were read; the evidence supports it."
CHECK = Path(__file__).with_name("check_proof.py")


def lock_key(team: Team, handle: str) -> None:
    """From now on this person signs with a password."""
    pair = pair_of(handle)
    box = Box.lock(pair.seed().encode(), PASSWORD, purpose=f"{PURPOSE} {pair.kid}")
    (team.folder / "credentials" / key_name(pair.kid)).write_text("locked:" + box.text())


def vote(person: Person) -> None:
    """On the open request, to where the signature is asked for."""
    person.press("y")
    person.wait_for_title("Approve promotion")
    person.rest()
    person.type(REASON)


def test_a_clean_approval_is_signed_with_a_password_by_the_second_login(team: Team) -> None:
    first, second = (
        ask(team.bank, register(team.bank, name=name)) for name in ("cc-fraud", "churn")
    )
    lock_key(team, "jo")
    with team.sit_down("aisha", "T4-team-aisha") as aisha, team.sit_down("jo", "T4-team") as jo:
        aisha.comes_forward()
        aisha.press("ctrl+j")
        aisha.wait_for_title("Promote cc-fraud v1")
        vote(aisha)
        aisha.press("ctrl+Return")
        aisha.wait_until("vote", lambda: team.decisions(first))
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
        assert len(team.decisions(first)) == 1
        jo.type(PASSWORD)
        jo.press("Return")
        jo.wait_until("second vote", lambda: len(team.decisions(first)) == 2)
        jo.wait_for_title("Promote churn v1")
        jo.see("next task")

        decision = team.decisions(first)[-1]
        with team.bank.work("jo").reading() as session:
            block = load_signed_blocks(session, first)[-1]
            request = session.get_one(TransitionRequest, first)
        assert decision.reason == REASON
        assert (block.person, block.fault) == ("Jo Vermeer", "")
        assert abs((decision.decided_at - datetime.now(UTC)).total_seconds()) < 600
        assert (decision.verdict, decision.role) == ("accept", "compliance")
        assert decision.seen_digest == request.evidence_digest
        assert request.state == "accepted"
        assert jo.clicks == 0
        assert team.decisions(second) == []


def test_who_asked_reads_why_their_login_can_not_approve(team: Team) -> None:
    request_id = ask(team.bank, register(team.bank))
    with team.sit_down("sanne", "T4-team-requester") as sanne:
        sanne.press("g", "a")
        sanne.wait_for_title("Promote cc-fraud v1")
        sanne.see("own request")
        sanne.press("y")
        sanne.see("why not")

        assert team.decisions(request_id) == []


def served(team: Team) -> Registered:
    found = register(team.bank)
    put_in_production(team.bank, found)
    sealer(team.bank).run_once()
    return found


def checks(team: Team) -> dict[str, str]:
    """What each person's check found, as the trail says it; the newest counts."""
    told = select(AuditEvent).where(AuditEvent.tag == "trail.verified").order_by(AuditEvent.id)
    names = {team.bank.work(one).actor.id: one for one in ("aisha", "jo")}
    with team.bank.service.reading() as session:
        return {names[one.actor_id]: one.facts["outcome"] for one in session.scalars(told)}


def command(person: Person, words: str, step: str) -> None:
    person.press("ctrl+k")
    person.type(words)
    person.see(step)
    person.press("Return")


def checked(proof: Path) -> subprocess.CompletedProcess[str]:
    """By thirty lines that know the standards and nothing of the product."""
    return subprocess.run(
        [sys.executable, "-I", str(CHECK), str(proof)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_what_ran_is_proved_by_one_login_and_checked_by_another(team: Team, tmp_path: Path) -> None:
    model = served(team)
    proof = tmp_path / "cc-fraud.zip"
    moment = f"{datetime.now(UTC).astimezone() + timedelta(seconds=1):%Y-%m-%dT%H:%M:%S}"
    with team.sit_down("aisha", "T5-team-aisha") as aisha, team.sit_down("jo", "T5-team") as jo:
        jo.comes_forward()
        command(jo, f"= cc-fraud {moment}", "question")
        jo.wait_for_title("cc-fraud")
        jo.see("as of that day")
        command(jo, "verify", "verify")
        jo.wait_until("check", lambda: checks(team) == {"jo": "intact"})
        jo.see("verified")
        sealer(team.bank).run_once()
        command(jo, "export proof", "export")
        jo.wait_for_title("Export proof")
        jo.see_main_button()
        jo.press("ctrl+Return")
        jo.wait_for_title("Where the proof goes")
        jo.type(str(proof))
        jo.press("Return")
        jo.wait_for_title("Sign: ")
        jo.see("signature")
        jo.press("ctrl+Return")
        jo.wait_until("proof", proof.is_file)
        jo.see("handed over")
        jo.press("Escape")
        assert jo.clicks == 0

        tampering(
            team.bank,
            "UPDATE {mw}audit_event SET at = '2020-01-01 00:00:00' WHERE tag = 'decision.recorded'",
        )
        aisha.comes_forward()
        aisha.press("g", "l")
        aisha.wait_for_title("Lineage")
        command(aisha, "verify", "verify")
        aisha.wait_until("check", lambda: checks(team).get("aisha") == "broken")
        aisha.see("broken")

    with team.bank.work("jo").reading() as session:
        (then,) = serving_as_of(session, model.model_id, datetime.now(UTC))
    assert then.version == 1
    good, bad = checked(proof), checked(tampered(proof))
    assert good.returncode == 0, good.stderr
    assert good.stdout.startswith("intact: ")
    with zipfile.ZipFile(proof) as archive:
        lines = archive.read("leaves.txt").splitlines()
    place = next(one.split(b" ")[1] for one in lines if b"deployment.deployed" in one)
    assert bad.returncode == 1
    assert bad.stderr.strip() == f"broken at {int(place)}"
