"""A lineage is signed off on the command line, and what was signed off is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.verifier import __main__ as verifier
from tests.journeys.command_line import CommandLine
from tests.stories import register
from tests.trail_kit import live, sealer, tamper
from tests.workspaces import give_keys

NOTE = "Read from the registration on; the votes fit the rules."


@pytest.fixture
def bank(modelward: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """cc-fraud with two votes, sealed; everybody's key is at hand."""
    keys = tmp_path / "credentials"
    give_keys(keys)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(keys))
    live(modelward.workspace)
    return modelward


def sign_off(bank: CommandLine, *more: str, by: str = "jo") -> dict[str, object]:
    found: dict[str, object] = bank.done(
        "lineage", "cc-fraud", "--sign-off", "--note", NOTE, *more, by=by
    )
    return found


def test_a_model_is_signed_off_and_the_reviews_are_listed(
    bank: CommandLine, tmp_path: Path
) -> None:
    every = bank.done("lineage", "cc-fraud", by="jo")["events"]
    made = sign_off(bank)
    register(bank.workspace, content=b"v2")

    listed = bank.done("lineage", "cc-fraud", "--reviews", by="lin")["reviews"]
    left = bank.done("lineage", "cc-fraud", "--unreviewed", by="lin")["events"]
    told = bank("lineage", "cc-fraud", "--reviews", by="lin", is_json=False).out

    assert [{**listed[0], "unsealed": 0}] == [made]
    assert (made["by"], made["note"], made["signed"]) == ("Jo Vermeer", NOTE, True)
    assert made["events"] == len(every)
    assert made["own_events"] == sum(one["actor"] == "Jo Vermeer" for one in every) > 0
    assert {one["version"] for one in left} == {2}
    assert "own" in told
    assert NOTE in told
    assert f"{made['events']} events from" in told


def test_a_forged_sign_off_is_named_and_leaves_its_events_unreviewed(bank: CommandLine) -> None:
    every = bank.done("lineage", "cc-fraud", by="jo")["events"]
    sign_off(bank)
    tamper(bank.workspace, "UPDATE {schema}lineage_review SET signature = 'not one'")

    (listed,) = bank.done("lineage", "cc-fraud", "--reviews", by="lin")["reviews"]
    left = bank.done("lineage", "cc-fraud", "--unreviewed", by="lin")["events"]
    told = bank("lineage", "cc-fraud", "--reviews", by="lin", is_json=False).out

    assert (listed["signed"], listed["fault"]) == (False, "the signature does not hold")
    assert len(left) == len(every)
    assert "SIGNATURE DOES NOT HOLD" in told


def test_verifying_counts_the_sign_offs_and_names_a_forged_one(bank: CommandLine) -> None:
    sign_off(bank)
    sealer(bank.workspace).run_once()
    intact = bank.done("audit", "verify", by="jo")
    text = bank("audit", "verify", by="jo", is_json=False).out

    tamper(bank.workspace, "UPDATE {schema}lineage_review SET sha256 = 'ab'")
    broken = bank("audit", "verify", by="jo")

    assert (intact["sign_offs"], intact["intact"]) == (1, True)
    assert "sign-offs" in text
    assert broken.code == 4
    (named,) = broken.document["broken"]
    assert named["kind"] == "sign-off forged"
    assert named["expected"].endswith(" of Jo Vermeer")
    shown = bank("audit", "verify", by="jo", is_json=False).out
    assert "its event says something else: sha256" in shown


def test_the_proof_of_the_model_holds_the_sign_off(bank: CommandLine, tmp_path: Path) -> None:
    proof = tmp_path / "p.zip"
    sign_off(bank)
    sealer(bank.workspace).run_once()
    bank.done("audit", "export", "--out", str(proof), "--model", "cc-fraud", by="jo")

    assert verifier.check_file(proof).reviewed == 1


def test_a_range_by_time_covers_what_lies_in_it(bank: CommandLine) -> None:
    times = [one["at"] for one in bank.done("lineage", "cc-fraud", by="jo")["events"]]

    made = sign_off(bank, "--from", times[2], "--until", times[4], by="mark")

    assert (made["from"], made["until"], made["events"]) == (times[2], times[4], 3)


def test_who_may_not_is_refused_and_what_makes_no_sense_is_explained(bank: CommandLine) -> None:
    flags = ("lineage", "cc-fraud", "--sign-off")
    refused = bank(*flags, "--note", NOTE, by="aisha")
    wordless = bank(*flags, by="jo")
    nothing = bank(*flags, "--note", NOTE, "--until", "3000d", by="jo")
    turned = bank(*flags, "--note", NOTE, "--from", "1d", "--until", "2d", by="jo")
    of_version = bank("lineage", "cc-fraud:1", "--sign-off", "--note", NOTE, by="jo")
    unasked = bank("lineage", "cc-fraud", "--note", NOTE, by="jo")
    past = bank("lineage", "cc-fraud", "--sign-off", "--as-of", "1d", "--note", NOTE, by="jo")

    assert [one["code"] for one in refused.document["error"]["blockers"]] == ["write.refused"]
    assert [one["code"] for one in wordless.document["error"]["blockers"]] == ["reason.short"]
    assert (refused.code, wordless.code) == (1, 1)
    wrong = (nothing, turned, of_version, unasked, past)
    assert [one.code for one in wrong] == [2] * len(wrong)
    assert "No sealed event" in nothing.document["error"]["message"]
    assert bank.done("lineage", "cc-fraud", "--reviews", by="jo")["reviews"] == []
