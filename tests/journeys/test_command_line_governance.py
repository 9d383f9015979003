"""Risk, attestations and policies on the command line, by the people whose duty they are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.services.library import TABLES
from tests.journeys.command_line import CommandLine
from tests.stories import register

ANSWERS = ("people=many", "decision=machine", "loss=small", "data=personal", "insight=partly")


@pytest.fixture
def bank(modelward: CommandLine) -> CommandLine:
    register(modelward.workspace)
    modelward.done("usecase", "add", "Loans", "--regulated", "--model", "cc-fraud", by="jo")
    return modelward


def options(*answers: str) -> list[str]:
    return [one for answer in answers for one in ("--answer", answer)]


def test_a_use_is_assessed_accepted_and_its_model_follows(bank: CommandLine) -> None:
    method = bank.done("risk", "method", "Loans", by="jo")
    made = bank.done(
        "risk", "assess", "Loans", *options(*ANSWERS), "--reason", "Decides alone.", by="jo"
    )
    own = bank("risk", "accept", "1", "--reason", "I am sure of it.", by="jo")
    accepted = bank.done("risk", "accept", "1", "--reason", "Checked with them.", by="aisha")

    assert [one["name"] for one in method["questions"]] == [one.split("=")[0] for one in ANSWERS]
    assert (made["tier"], made["state"], made["method_version"]) == ("high", "proposed", 1)
    assert own.code == 1
    assert (accepted["state"], accepted["answered_by"]) == ("accepted", "Aisha Rahman")
    assert bank.done("model", "show", "cc-fraud", by="jo")["risk_tier"] == "high"
    assert bank.done("risk", "list", "Loans", by="lin")["risks"] == [accepted]
    assert bank.done("risk", "show", "1", by="lin") == accepted


def test_an_unknown_answer_is_wrong_usage(bank: CommandLine) -> None:
    answer = bank(
        "risk", "assess", "Loans", *options("people=few"), "--reason", "Just to try.", by="jo"
    )

    assert answer.code == 2
    assert "Not every question" in answer.document["error"]["message"]


def test_an_attestation_asked_of_a_closed_account_says_so_and_what_to_do(
    bank: CommandLine,
) -> None:
    plan = ("attest", "plan", "Review", "--question", "Is it so?", "--model", "cc-fraud",
            "--due", "30d")  # fmt: skip
    before = bank(*plan, by="jo", is_json=False).out
    bank.done("user", "close", "sanne", "--reason", "Left the bank.", by="root")

    after = bank(*plan, by="jo", is_json=False).out
    shown = bank("attest", "show", "2", by="lin", is_json=False).out
    (listed,) = [
        one for one in bank.done("attest", "list", by="lin")["attestations"] if one["number"] == 2
    ]

    said = (
        "The account of Sanne de Vries is closed, so nobody answers attestation 2."
        " Ask another person: modelward attest hand-over 2 --to HANDLE --reason TEXT"
    )
    assert "closed" not in before
    assert said in after
    assert said in shown
    assert listed["account_closed_at"] is not None


def test_an_attestation_goes_from_plan_to_approval(bank: CommandLine) -> None:
    planned = bank.done(
        "attest", "plan", "Review", "--question", "Is it so?", "--model", "cc-fraud",
        "--due", "10d", "--repeat-days", "90", by="jo",
    )["attestations"]  # fmt: skip
    others = bank("attest", "submit", "1", "--statement", "Surely it is so.", by="mark")
    bank.done("attest", "submit", "1", "--statement", "It is used so.", by="sanne")
    bank.done("attest", "return", "1", "--reason", "Say for which unit.", by="aisha")
    bank.done("attest", "submit", "1", "--statement", "For Credit only.", by="sanne")
    done = bank.done("attest", "approve", "1", "--reason", "Fits the records.", by="aisha")

    assert [(one["state"], one["person"]) for one in planned] == [("open", "Sanne de Vries")]
    assert others.code == 1
    assert (done["state"], done["answer"]) == ("approved", "For Credit only.")
    listed = bank.done("attest", "list", "Review", by="lin")["attestations"]
    assert [one["state"] for one in listed] == ["approved", "scheduled"]
    assert bank.done("attest", "list", "--overdue", by="lin")["attestations"] == []
    opened = bank.done("attest", "open", "2", by="jo")
    assert opened["state"] == "open"
    assert bank.done("attest", "show", "2", by="lin") == opened


def test_a_policy_is_proposed_published_and_shown_as_it_was(
    bank: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "route.dmn"
    shipped = next(one for one in TABLES if one.key == "approval-route").read()
    changed = shipped.replace(b"<text>1</text>", b"<text>2</text>", 1)
    assert changed != shipped
    file.write_bytes(changed)
    before = datetime.now(UTC).isoformat()
    made = bank.done(
        "policy", "propose", "approval-route", str(file), "--reason", "Asked for by the board.",
        by="eva",
    )  # fmt: skip
    own = bank("policy", "publish", "approval-route", "--reason", "I wrote it.", by="eva")
    by_template = bank("template", "publish", "approval-route:2", by="eva")
    diff = bank.done("policy", "diff", "approval-route", by="lin")
    unseen = bank(
        "policy", "publish", "approval-route", "--reason", "Agreed upon.", "--seen", "0" * 64,
        by="jo",
    )  # fmt: skip
    done = bank.done("policy", "publish", "approval-route", "--reason", "Agreed upon.", by="jo")

    assert (made["version"], made["state"]) == (2, "draft")
    assert own.code == 1
    assert [one["code"] for one in own.document["error"]["blockers"]] == ["policy.second"]
    assert by_template.code == 1
    assert "--- bank v1\n+++ v2" in by_template.err
    assert (diff["policy"]["version"], diff["change"]["in_force"]) == (2, "bank v1")
    assert len(diff["change"]["lines"]) == 1
    assert diff["change"]["digest"] == made["sha256"]
    assert unseen.code == 1
    assert done["change"] == diff["change"]
    assert (done["state"], done["reason"], done["by"]) == (
        "published", "Agreed upon.", "Jo Vermeer",
    )  # fmt: skip
    shown = bank.done("policy", "show", "approval-route", by="lin")
    assert (shown["policy"]["version"], len(shown["rules"])) == (2, shipped.count(b"<rule "))
    past = bank.done("as-of", before, "policy", "list", by="jo")["policies"]
    assert [one["version"] for one in past if one["key"] == "approval-route"] == [1]


def test_a_proposed_policy_is_refused(bank: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "tier.dmn"
    file.write_bytes(next(one for one in TABLES if one.key == "risk-tier").read())
    bank.done("policy", "propose", "risk-tier", str(file), "--reason", "To be tried.", by="eva")

    refused = bank.done("policy", "refuse", "risk-tier", "--reason", "Not this year.", by="aisha")

    assert (refused["version"], refused["state"]) == (2, "refused")
    assert bank("policy", "publish", "risk-tier", "--reason", "After all.", by="jo").code == 2
    every = bank.done("policy", "list", "--all", by="lin")["policies"]
    assert [one["state"] for one in every if one["key"] == "risk-tier"] == ["published", "refused"]
