"""`modelward connection`: what is paused, by whom and why, and what uses it meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.models.rules.pauses import SCORING
from app.services.runtime_process import stop
from app.services.runtime_server.held_log import HeldLog
from tests.journeys.command_line import CommandLine
from tests.journeys.test_command_line_reproduce import service
from tests.model_folders import write_folder
from tests.stories import register

WHY = ("--reason", "Its disk is replaced today.")
DONE = ("--reason", "The new disk is in place.")


@pytest.fixture
def bank(modelward: CommandLine) -> CommandLine:
    register(modelward.workspace)
    modelward.done("runtime", "add", "prod-1", "--stage", "PROD", by="tom")
    modelward.done("store", "add", "lake", by="tom")
    return modelward


def paused(bank: CommandLine) -> list[tuple[str, str, str, str]]:
    rows = bank.done("connection", "list", "--paused", by="lin")["connections"]
    return [(one["kind"], one["name"], one["paused_by"], one["reason"]) for one in rows]


@pytest.mark.parametrize(("kind", "name"), [("runtime", "prod-1"), ("store", "lake")])
def test_a_connection_is_paused_listed_and_goes_on(bank: CommandLine, kind: str, name: str) -> None:
    refused = bank("connection", "pause", kind, name, *WHY, by="sanne")
    made = bank.done("connection", "pause", kind, name, *WHY, by="tom")

    assert refused.code == 1
    assert "pause.role" in refused.out + refused.err
    assert (made["state"], made["is_paused"], made["paused_by"]) == ("paused", True, "Tom Bakker")
    assert made["paused_at"]
    assert paused(bank) == [(kind, name, "Tom Bakker", WHY[1])]
    bank.done("connection", "resume", kind, name, *DONE, by="root")
    assert paused(bank) == []
    listed = bank.done("connection", "list", by="lin")["connections"]
    assert (kind, name) in [(one["kind"], one["name"]) for one in listed]


def test_a_paused_runtime_is_not_asked_how_it_is(bank: CommandLine) -> None:
    bank.done("connection", "pause", "runtime", "prod-1", *WHY, by="tom")

    checked = bank("runtime", "check", "prod-1", by="tom")

    assert checked.code == 1
    assert "prod-1 is paused by Tom Bakker on " in checked.out + checked.err


def test_to_check_a_runtime_touches_no_store_that_is_paused(
    bank: CommandLine, request: pytest.FixtureRequest
) -> None:
    bank.done("runtime", "add", "here", by="tom")
    folder, scores = bank.home / "runtimes" / "here", bank.home / "stores" / SCORING
    folder.mkdir(parents=True, exist_ok=True)
    request.addfinalizer(lambda: stop(folder))
    bank.done("store", "add", SCORING, by="tom")
    bank.done("connection", "pause", "store", SCORING, *WHY, by="tom")

    bank.done("runtime", "check", "here", by="tom")

    assert HeldLog(folder).is_asked_for
    assert not scores.exists()


def test_what_can_not_be_paused_is_told(bank: CommandLine) -> None:
    no_kind = bank("connection", "pause", "database", "here", *WHY, by="tom")
    no_name = bank("connection", "pause", "store", "sea", *WHY, by="tom")

    assert (no_kind.code, no_name.code) == (2, 2)


def test_a_run_again_says_which_paused_store_it_waits_for_and_goes_on_without_its_asker(
    modelward: CommandLine, tmp_path: Path
) -> None:
    write_folder(tmp_path / "model")
    modelward.done("model", "register", str(tmp_path / "model"), "--name", "payments", by="sanne")
    modelward.done("store", "add", "data", by="tom")
    modelward.done("connection", "pause", "store", "data", *WHY, by="tom")
    asked = ("reproduce", "payments:1", "--what", "scoring", "--timeout")

    with service(modelward):
        waited = modelward(*asked, "3", by="mark")

        assert waited.code == 1
        assert "data is paused by Tom Bakker on " in waited.out + waited.err
        assert "The run goes on by itself when that does." in waited.out + waited.err
        modelward.done("connection", "resume", "store", "data", *DONE, by="tom")
        again = modelward(*asked, "120", by="mark").document["verdict"]
        assert again in ("equal", "within_tolerance")
