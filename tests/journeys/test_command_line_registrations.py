"""Asking for a model to be registered, and the answers, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.models.queries import registrations
from app.models.queries.lookups import now
from tests.journeys.command_line import CommandLine
from tests.model_folders import write_folder

LISTS = (("registration", "list"), ("task", "list"))
SAID = ("--purpose", "What a client will spend.", "--source", "The share of Marketing.")


def test_a_model_is_asked_for_and_registered(modelward: CommandLine, tmp_path: Path) -> None:
    refused = modelward("model", "register", str(write_folder(tmp_path / "files")), by="lin")
    assert refused.code == 1

    asked = modelward.done("registration", "ask", "spend", *SAID, "--to", "tom", by="lin")
    listed = modelward("task", "list", by="tom", is_json=False).out
    made = modelward.done(
        "model", "register", str(tmp_path / "files"), "--request", str(asked["number"]), by="tom"
    )

    assert f"modelward registration show {asked['number']}" in listed
    assert made["model"] == "spend"
    found = modelward.done("registration", "show", str(asked["number"]), by="lin")
    assert (found["state"], found["model_name"], found["answered_by"]) == (
        "registered", "spend", "Tom Bakker",
    )  # fmt: skip
    assert modelward.done("task", "list", by="tom")["registrations"] == []
    shown = modelward.done("model", "show", "spend", by="lin")
    assert shown["description"] == "What a client will spend."
    told = modelward("lineage", "spend", by="lin", is_json=False).out
    assert "registered spend v1, for which Lin Chen had asked in request 1" in told


def test_a_request_is_declined_withdrawn_or_settled(modelward: CommandLine, tmp_path: Path) -> None:
    numbers = [
        str(modelward.done("registration", "ask", name, *SAID, by="lin")["number"])
        for name in ("one", "two", "three")
    ]
    modelward.done("model", "register", str(write_folder(tmp_path / "three")), by="sanne")
    with modelward.workspace.service.reading() as session:
        asked_at = now(session).isoformat()

    reason = "It stands in the list of Marketing."
    declined = modelward.done("registration", "decline", numbers[0], "--reason", reason, by="tom")
    withdrawn = modelward.done("registration", "withdraw", numbers[1], by="lin")
    settled = modelward.done("registration", "settle", numbers[2], "three:1", by="sanne")
    again = modelward("registration", "withdraw", numbers[0], by="lin", is_json=False)

    assert (declined["state"], declined["reason"]) == ("declined", reason)
    assert withdrawn["state"] == "withdrawn"
    assert (settled["state"], settled["version"]) == ("registered", 1)
    assert again.code == 1
    assert "answered already" in again.err + again.out
    then = modelward.done("as-of", asked_at, "registration", "list", by="tom")["registrations"]
    assert [one["state"] for one in then] == ["asked"] * 3
    own = modelward.done("registration", "list", by="lin")["registrations"]
    assert [one["state"] for one in own] == ["registered", "withdrawn", "declined"]
    assert modelward.done("registration", "list", by="piet")["registrations"] == []


def test_what_is_asked_names_what_it_is_for(modelward: CommandLine) -> None:
    answer = modelward(
        "registration", "ask", "spend", "--purpose", " ", "--source", "there", by="lin",
        is_json=False,
    )  # fmt: skip

    assert answer.code == 1
    assert "what it is for" in answer.err + answer.out


def test_a_list_that_ends_says_how_many_more_there_are(
    modelward: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registrations, "MOST", 1)
    for name in ("one", "two"):
        modelward.done("registration", "ask", name, *SAID, by="lin")
    once = [modelward(*list_, by="tom", is_json=False).out for list_ in LISTS]
    modelward.done("registration", "ask", "three", *SAID, by="lin")
    twice = [modelward(*list_, by="tom", is_json=False).out for list_ in LISTS]

    assert all("1 more is not listed." in said for said in once)
    assert all("2 more are not listed." in said for said in twice)
    assert modelward.done("registration", "list", by="tom")["more"] == 2
    assert modelward.done("task", "list", by="tom")["more_registrations"] == 2
