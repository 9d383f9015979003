"""`modelward window`: planned, listed, ended; and what the finder and the gate say meanwhile."""

from __future__ import annotations

import pytest

from tests.journeys.command_line import CommandLine
from tests.stories import register

WHY = ("--reason", "The closing of the books.")
FROM_NOW = ("--from", "0d", "--until", "3d")


@pytest.fixture
def bank(modelward: CommandLine) -> CommandLine:
    register(modelward.workspace)
    tags = ("--stage", "PROD", "--service-tag", "cc-fraud")
    modelward.done("runtime", "add", "prod-1", *tags, by="tom")
    return modelward


def test_a_freeze_is_planned_found_and_ended_by_an_administrator(bank: CommandLine) -> None:
    refused = bank("window", "plan", "--stage", "PROD", *FROM_NOW, *WHY, by="tom")
    made = bank.done("window", "plan", "--stage", "prod", *FROM_NOW, *WHY, by="root")
    found = bank.done("runtime", "find", "cc-fraud:1", "--stage", "PROD", by="tom")
    rules = {one["rule"]: one for place in found["not"] for one in place["rules"]}

    assert refused.code == 1
    assert "window.freeze" in refused.out + refused.err
    assert (made["state"], made["stage"], made["runtime_id"]) == ("in force", "PROD", None)
    assert rules["freeze_window"]["found"].startswith("PROD is frozen until ")

    bank.done("window", "end", "1", "--reason", "They are closed already.", by="root")
    assert bank.done("window", "list", by="lin")["windows"] == []
    ended = bank.done("window", "list", "--all", by="lin")["windows"]
    assert [(one["state"], one["ended_reason"]) for one in ended] == [
        ("ended", "They are closed already.")
    ]


def test_a_freeze_may_name_a_kind_of_stages_instead_of_one(bank: CommandLine) -> None:
    made = bank.done("window", "plan", "--kind", "production", *FROM_NOW, *WHY, by="root")
    unknown = bank("window", "plan", "--kind", "prod", *FROM_NOW, *WHY, by="root")
    both = bank(
        "window", "plan", "--kind", "production", "--stage", "PROD", *FROM_NOW, *WHY, by="root"
    )
    found = bank.done("runtime", "find", "cc-fraud:1", "--stage", "PROD", by="tom")
    rules = {one["rule"]: one for place in found["not"] for one in place["rules"]}

    assert (made["stage_kind"], made["stage"], made["stage_id"]) == ("production", "", None)
    assert (unknown.code, both.code) == (1, 2)
    assert "window.stage" in unknown.out + unknown.err
    assert rules["freeze_window"]["found"].startswith("Every stage of the kind production is ")


def test_maintenance_may_come_again_every_week(bank: CommandLine) -> None:
    hours = ("--from", "2026-01-05T01:00+01:00", "--until", "2026-01-05T04:00+01:00")
    asked = ("window", "plan", "--runtime", "prod-1", *hours, *WHY)
    made = bank.done(*asked, "--weekly", "Europe/Amsterdam", by="tom")
    nowhere = bank(*asked, "--weekly", "Europe/Nowhere", by="tom")
    nothing = bank("window", "plan", *hours, *WHY, by="tom")

    assert (made["runtime"], made["is_weekly"]) == ("prod-1", True)
    assert (nowhere.code, nothing.code) == (2, 2)
