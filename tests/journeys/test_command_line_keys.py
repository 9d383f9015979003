"""Signing keys on the command line: made by a person, confirmed by two others, ended."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from app.command_line.output import moment
from app.models.queries.lookups import now
from app.services.secrets import Secrets
from tests.journeys.command_line import CommandLine
from tests.machine import machine
from tests.stories import REASON, ask, register
from tests.trail_kit import sealer, tamper
from tests.workspaces import give_keys, pair_of

PASSPHRASE = "three quiet green horses"


@pytest.fixture
def passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A safe place for secrets on this machine, and a person's own passphrase in a file.

    Of keys only those of the administrators lie here.
    """
    for name, content in (("machine", "the machine's own words"), ("mine", PASSPHRASE)):
        (tmp_path / name).write_text(content + "\n")
        (tmp_path / name).chmod(0o600)
    monkeypatch.setenv("MODELWARD_PASSPHRASE_FILE", str(tmp_path / "machine"))
    give_keys(tmp_path / "given", ("root", "rosa"))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "given"))
    return ["--passphrase-file", str(tmp_path / "mine")]


def test_a_key_with_a_passphrase_is_said_to_be_locked(
    modelward_file: CommandLine, tmp_path: Path
) -> None:
    """Also where it lies in a plain file."""
    (tmp_path / "mine").write_text(PASSPHRASE)
    (tmp_path / "mine").chmod(0o600)

    said = modelward_file("key", "new", "--passphrase-file", str(tmp_path / "mine"), is_json=False)

    assert "locked with your passphrase" in said.out
    assert "not encrypted" not in said.out


def test_a_key_goes_from_its_owner_through_two_administrators_to_a_decision(
    modelward: CommandLine, passphrase: list[str], tmp_path: Path
) -> None:
    bank = modelward.workspace
    request_id = str(ask(bank, register(bank)))
    kid = modelward.done("key", "new", *passphrase, by="aisha")["key"]["kid"]
    vote = ("decide", request_id, "accept", "--reason", REASON, *passphrase)

    before = modelward.done("key", "confirm", kid, by="root")["state"]
    twice = modelward("key", "confirm", kid, by="root")
    own = modelward("key", "confirm", kid, by="aisha")
    after = modelward.done("key", "confirm", kid[:6], by="rosa")["state"]
    (tmp_path / "mine").write_text("another passphrase altogether")
    wrong = modelward(*vote, by="aisha")
    (tmp_path / "mine").write_text(PASSPHRASE)
    voted = modelward.done(*vote, by="aisha")

    assert (before, after) == ("endorsed", "active")
    assert (twice.code, own.code) == (1, 1)
    assert "key.same_administrator" in twice.out + twice.err
    assert wrong.code != 0
    assert "does not open your signing key" in wrong.out + wrong.err
    assert [one["by"] for one in voted["votes"]] == ["aisha"]


def test_a_revoked_key_is_ended_and_says_why_and_when(modelward: CommandLine) -> None:
    begun = clock(modelward)
    modelward.done("key", "revoke", "jo", "--reason", "The laptop was stolen.", by="jo")
    again = modelward("key", "revoke", "jo", "--reason", "The laptop was stolen.", by="jo")
    sealer(modelward.workspace).run_once()
    mine = modelward.done("key", "list", "--person", "jo", by="jo")["keys"]
    shown = modelward("key", "list", by="jo", is_json=False).out.splitlines()
    foreign = modelward("key", "revoke", "aisha", "--reason", "I do not like it.", by="jo")

    assert [(one["state"], one["reason"]) for one in mine] == [
        ("revoked", "The laptop was stolen.")
    ]
    at = datetime.fromisoformat(mine[0]["revoked_at"])  # its place in the log stands beside it
    assert begun <= at <= clock(modelward)
    revoked, active = (next(line for line in shown if f" {who} " in line) for who in ("jo", "eva"))
    place = shown[0].index("revoked ")
    assert revoked[place:].split()[:2] == [moment(at), str(mine[0]["ended_at"])]
    assert mine[0]["ended_at"] is not None
    assert active[place : place + len(moment(at))].strip() == ""
    assert again.code == 2
    assert foreign.code == 1

    modelward.done("user", "close", "eva", "--reason", "Left the bank.", by="root")
    (left,) = modelward.done("key", "list", "--person", "eva", by="jo")["keys"]
    told = modelward("key", "list", "--person", "eva", by="jo", is_json=False).out
    assert left["state"] == "active"  # nobody ended it
    assert left["account_closed_at"] is not None
    assert "account closed" in told
    assert " active " not in told


def test_the_only_key_of_a_file_of_one_person_is_not_revoked(modelward_home: CommandLine) -> None:
    """Nobody could ever confirm another; the way out is said."""
    modelward_home.done("workspace", "init")
    (key,) = [
        one for one in modelward_home.done("key", "list")["keys"] if one["purpose"] == "decision"
    ]

    refused = modelward_home("key", "revoke", key["kid"], "--reason", "The laptop was stolen.")
    made = modelward_home("key", "new", "--no-passphrase", is_json=False).out

    error = refused.document["error"]
    assert [one["code"] for one in error["blockers"]] == ["key.alone"]
    assert "begin a new workspace" in refused.out
    (after,) = [one for one in modelward_home.done("key", "list")["keys"] if one["id"] == key["id"]]
    assert after["state"] == "active"
    assert "nobody else works here: it signs nothing." in made
    assert "Two administrators confirm it" not in made


def test_a_key_that_was_proposed_by_mistake_is_withdrawn_by_its_owner(
    modelward: CommandLine, passphrase: list[str]
) -> None:
    kid = modelward.done("key", "new", *passphrase, by="aisha")["key"]["kid"]
    why = ("--reason", "Made on the wrong computer.")

    foreign = modelward("key", "revoke", kid, *why, by="jo")
    ended = modelward.done("key", "revoke", kid, *why, by="aisha")
    late = modelward("key", "confirm", kid, by="root")

    assert (foreign.code, late.code) == (1, 1)
    assert (ended["state"], ended["reason"]) == ("withdrawn", "Made on the wrong computer.")


def clock(modelward: CommandLine) -> datetime:
    """The database's time, after everything so far."""
    with modelward.workspace.service.reading() as session:
        return now(session)


def test_without_a_key_the_way_out_is_said(
    modelward: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = modelward.workspace
    if bank.is_sqlite:
        return  # a workspace in a file asks for no signatures
    request_id = str(ask(bank, register(bank)))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "nothing"))
    elsewhere = modelward("decide", request_id, "accept", "--reason", REASON, by="aisha")
    modelward.done("key", "revoke", "aisha", "--reason", "I have lost it.", by="aisha")
    none = modelward("decide", request_id, "accept", "--reason", REASON, by="aisha")

    assert (elsewhere.code, none.code) == (1, 1)
    assert "is not on this computer" in elsewhere.out + elsewhere.err
    assert "modelward key new" in none.out + none.err


def test_who_may_not_decide_is_not_sent_for_a_key(
    modelward: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_id = str(ask(modelward.workspace, register(modelward.workspace)))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "nothing"))

    refused = modelward("decide", request_id, "accept", "--reason", "So.", by="tom")

    assert refused.code == 1
    assert [one["code"] for one in refused.document["error"]["blockers"]] == [
        "request.role", "reason.short",
    ]  # fmt: skip


def test_a_teams_key_is_never_kept_in_the_open(
    modelward: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").write_text(PASSPHRASE)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "nothing"))
    answer = modelward("key", "new", "--passphrase-file", str(tmp_path / "mine"), by="aisha")
    kept = list((modelward.home / "keys").glob("*")) if modelward.home.is_dir() else []

    if modelward.workspace.is_sqlite:
        assert [json.loads(one.read_text().removeprefix("locked:"))["kdf"] for one in kept] == [
            "scrypt"
        ]
        return
    assert "no safe place" in answer.out + answer.err
    assert kept == []


def test_the_first_person_of_a_workspace_signs_from_the_start(
    modelward_home: CommandLine,
) -> None:
    made = modelward_home("workspace", "init")
    listed = modelward_home.done("key", "list")["keys"]
    keys = [one for one in listed if one["purpose"] == "decision"]

    assert "one-person workspace" in made.err
    assert [one["state"] for one in keys] == ["active"]
    assert (modelward_home.home / "keys" / f"key.{keys[0]['kid']}").is_file()


def test_a_secret_is_kept_encrypted_and_forgotten(
    modelward_home: CommandLine, passphrase: list[str], tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("the-token-itself\n")
    secrets = Secrets.of(machine(home=modelward_home.home))

    kept = modelward_home.done(
        "secret", "keep", "runtime.prod-token", "--from-file", str(tmp_path / "token"),
        "--for", "https://runtime.example/a/", "--unit", "credit",
    )  # fmt: skip
    value = secrets.get_for_runtime("runtime.prod-token", "https://runtime.example/a", "credit")
    modelward_home.done("secret", "forget", "runtime.prod-token")

    assert kept == {"secret": "runtime.prod-token", "place": "file"}
    assert value == "the-token-itself"
    assert secrets.find("runtime.prod-token") is None
    assert "the-token-itself" not in (modelward_home.home / "secrets.json").read_text()


def test_the_list_says_where_a_row_is_not_as_the_log_tells(modelward: CommandLine) -> None:
    kid = pair_of("aisha").kid
    modelward.done("key", "revoke", kid, "--reason", "Its computer was stolen.", by="root")
    tamper(modelward.workspace, "UPDATE {schema}signing_key SET state = 'active'")

    found = modelward.done("key", "list", "--person", "aisha", by="root")["keys"]
    words = modelward("key", "list", "--person", "aisha", by="root", is_json=False).out
    dutch = modelward("--language", "nl", "key", "list", by="root", is_json=False).out

    told = [(one["kid"], one["state"], one["row_says"], one["log_says"]) for one in found]
    assert told == [(kid, "revoked", "active", "revoked")]
    assert f"The row of key {kid} says active, the log revoked" in " ".join(words.split())
    assert f"De rij van sleutel {kid} zegt actief, het logboek ingetrokken" in " ".join(
        dutch.split()
    )
