"""`modelward as-of TIME …`: what was recorded then, on both databases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.command_line.as_of import READS
from app.models.queries.lookups import now
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import UserTask
from app.services.commands.assets import NewAsset, attach_assets
from app.services.commands.requests import request_transition
from app.services.library import REGISTRY_PROMOTION, TABLES
from tests.journeys.command_line import CommandLine
from tests.journeys.test_command_line_frameworks import FIRST as FRAMEWORK
from tests.journeys.test_command_line_governance import ANSWERS
from tests.services.test_waivers import RULE, failing
from tests.stories import REASON, alarm, ask, pin, put_in_production, register

OLD_LIMIT, NEW_LIMIT = b"0.25", b"0.35"


def clock(bank: CommandLine) -> str:
    """The database's time, after everything so far."""
    with bank.workspace.service.reading() as session:
        return now(session).isoformat()


@pytest.fixture
def bank(modelward: CommandLine) -> CommandLine:
    register(modelward.workspace)
    return modelward


def test_inventory_and_details_are_those_of_then(bank: CommandLine) -> None:
    before = clock(bank)
    bank.done("model", "change", "cc-fraud", "--owner", "mark", "--risk", "high", by="sanne")
    between = clock(bank)
    register(bank.workspace, content=b"v2")
    register(bank.workspace, name="churn")

    first = bank.done("as-of", before, "model", "list", by="jo")
    second = bank.done("as-of", between, "model", "list", "risk:high", by="jo")
    today = bank.done("model", "list", by="jo")

    assert [(one["name"], one["risk"], one["owner"]) for one in first["models"]] == [
        ("cc-fraud", "medium", "Sanne de Vries")
    ]
    assert [(one["owner"], one["version"]) for one in second["models"]] == [("Mark Jansen", 1)]
    assert today["total"] == 2
    shown = bank.done("as-of", between, "model", "show", "cc-fraud", by="jo")
    assert (shown["owner"], len(shown["versions"])) == ("mark", 1)
    assert bank("as-of", before, "model", "show", "churn", by="jo").code == 2


def test_lineage_and_applications_end_where_the_time_ends(bank: CommandLine) -> None:
    bank.done("application", "add", "Desk", by="sanne")
    before = clock(bank)
    bank.done("application", "change", "Desk", "--name", "Credit desk", by="sanne")
    register(bank.workspace, content=b"v2")

    events = bank.done("lineage", "cc-fraud", "--as-of", before, by="jo")["events"]
    all_events = bank.done("lineage", "cc-fraud", by="jo")["events"]

    assert 0 < len(events) < len(all_events)
    assert events == all_events[: len(events)]
    assert bank.done("as-of", before, "lineage", "cc-fraud", by="jo")["events"] == events
    named = bank.done("as-of", before, "application", "list", by="jo")["applications"]
    assert [one["name"] for one in named] == ["Desk"]


def test_the_graph_of_a_version_is_that_of_then(bank: CommandLine) -> None:
    before = clock(bank)
    register(bank.workspace, content=b"v2")

    now_ = bank.done("lineage", "cc-fraud:1", "--graph", by="jo")["graph"]
    then = bank.done("lineage", "cc-fraud:1", "--graph", "--as-of", before, by="jo")["graph"]
    told = bank("lineage", "cc-fraud:1", "--graph", by="jo", is_json=False).out

    assert {one["relation"] for one in now_["edges"]} == {"followed_by", "frozen_as"}
    assert [one["relation"] for one in then["edges"]] == ["frozen_as"]
    assert {one["kind"] for one in then["nodes"]} == {"version", "snapshot"}
    assert "version 1 cc-fraud  followed by  version 2 cc-fraud" in told


def test_the_files_of_a_version_are_those_of_then(bank: CommandLine) -> None:
    first = bank.done("model", "show", "cc-fraud:1", by="jo")["files"]
    before = clock(bank)
    with bank.workspace.work("sanne").unit() as work:
        version = work.session.scalars(select(ModelVersion.id)).one()
        attach_assets(work, version, [NewAsset("model", "model.onnx", b"other bytes")])
    after = clock(bank)

    then = bank.done("as-of", before, "model", "show", "cc-fraud:1", by="jo")["files"]
    later = bank.done("as-of", after, "model", "show", "cc-fraud:1", by="jo")["files"]

    assert len(first) == 1
    assert then == first
    assert later == bank.done("model", "show", "cc-fraud:1", by="jo")["files"] != first


def test_a_draft_had_nobody_yet_who_decides(bank: CommandLine) -> None:
    registered = register(bank.workspace, content=b"v2")
    asked = bank.workspace.work("sanne").write(
        request_transition, registered.version_id, stage="PROD", documents="https://docs.example/1"
    )
    before = clock(bank)
    assert pin(bank.workspace, registered) == asked.id
    after = clock(bank)

    drafted, pinned = (
        bank.done("as-of", moment, "approval", "show", "1", by="jo")["slots"]
        for moment in (before, after)
    )

    assert drafted == []
    assert [one["slot"] for one in pinned] == [1, 2]


def test_before_the_workspace_there_was_nothing(bank: CommandLine) -> None:
    assert bank.done("as-of", "2020-01-01", "model", "list", by="jo") == {"models": [], "total": 0}


def test_the_past_is_only_read(bank: CommandLine) -> None:
    before = clock(bank)

    assert (
        bank("as-of", before, "model", "change", "cc-fraud", "--risk", "low", by="sanne").code == 2
    )
    assert bank("as-of", before, "audit", "seal", by="root").code == 2
    assert bank("as-of", "2999-01-01", "model", "list", by="jo").code == 2
    assert bank("as-of", before, by="jo").code == 2
    with bank.workspace.service.reading() as session:
        assert session.scalars(select(RegisteredModel.risk_tier)).one() == "medium"


LISTED = tuple(sorted(name for name, words in READS.items() if "list" in words))
SHIPPED = {"key", "policy", "stage-path", "template", "unit", "user"}
WITHOUT = {"monitor", "waiver"}  # nobody set one up here


def fill(bank: CommandLine) -> None:
    """Something of each kind that is listed."""
    registered = register(bank.workspace, content=b"v2")
    put_in_production(bank.workspace, registered)
    ask(bank.workspace, register(bank.workspace, content=b"v3"))
    alarm(bank.workspace, registered)
    open_task(bank)
    bank.done("application", "add", "Desk", by="sanne")
    bank.done("usecase", "add", "Loans", "--regulated", "--model", "cc-fraud", by="jo")
    answers = [word for one in ANSWERS for word in ("--answer", one)]
    bank.done("risk", "assess", "Loans", *answers, "--reason", "Decides alone.", by="jo")
    bank.done(
        "attest", "plan", "Review", "--question", "Is it so?", "--model", "cc-fraud",
        "--due", "10d", by="jo",
    )  # fmt: skip
    bank.done("finding", "add", "cc-fraud:1", "--title", "No youth", "--severity", "low", by="jo")
    bank.done("raci", "set", "act", "request.accepted", "informed", "--role", "tester", by="jo")
    framework = bank.workspace.folder / "framework.toml"
    framework.write_text(FRAMEWORK, encoding="utf-8")
    bank.done("framework", "import", str(framework), "--reason", "The text of today.", by="jo")
    said = ("--purpose", "What a client will spend.", "--source", "The share of Marketing.")
    bank.done("registration", "ask", "spend", *said, by="lin")
    bank.done("store", "add", "scores", by="tom")
    bank.done("source", "add", "Outcomes", "--store", "scores", by="tom")
    days = ("--from", "2099-12-20", "--until", "2099-12-31")
    bank.done("window", "plan", "--stage", "PROD", *days, "--reason", "The year ends.", by="root")


def lists(bank: CommandLine, *of: str) -> dict[str, Any]:
    return {each: bank.done(*of, each, "list", by="mark") for each in LISTED}


def test_every_list_answers_of_a_time_what_it_said_then(bank: CommandLine) -> None:
    little, before = lists(bank), clock(bank)
    fill(bank)
    much, after = lists(bank), clock(bank)

    assert lists(bank, "as-of", before) == little
    assert lists(bank, "as-of", after) == much
    assert {each for each in LISTED if not any(much[each].values())} == WITHOUT
    assert {each for each in LISTED if much[each] == little[each]} == WITHOUT | SHIPPED


def test_who_held_which_role_then_is_told_after_the_account_was_closed(bank: CommandLine) -> None:
    before = clock(bank)
    bank.done("user", "close", "piet", "--reason", "Left the bank.", by="root")

    def roles(*moment: str) -> list[str]:
        people = bank.done(*moment, "user", "list", by="jo")["people"]
        return [one["role"] for each in people if each["handle"] == "piet" for one in each["roles"]]

    assert (roles("as-of", before), roles()) == (["tester"], [])
    told = [bank(*moment, "user", "list", by="jo", is_json=False).out.splitlines()
            for moment in (("as-of", before), ())]  # fmt: skip
    assert ["closed" in each[0] for each in told] == [False, True]


def accept(bank: CommandLine, request: str, by: str) -> None:
    bank.done("decide", request, "accept", "--reason", REASON, by=by)


def test_what_waited_for_a_decision_then_is_shown_with_the_votes_of_then(
    bank: CommandLine,
) -> None:
    nobody_asked = clock(bank)
    request_id = ask(bank.workspace, register(bank.workspace, content=b"v2"))
    asked = clock(bank)
    accept(bank, str(request_id), "aisha")
    one_vote = clock(bank)
    accept(bank, str(request_id), "jo")

    def at(moment: str) -> list[tuple[str, int, int]]:
        rows = bank.done("as-of", moment, "approval", "list", "--all", by="lin")["approvals"]
        return [(one["state"], one["votes"], one["needed"]) for one in rows]

    def voters(moment: str) -> list[tuple[str, str]]:
        shown = bank.done("as-of", moment, "approval", "show", str(request_id), by="lin")
        return [(one["by"], one["verdict"]) for one in shown["votes"]]

    assert at(nobody_asked) == []
    assert at(asked) == [("pending", 0, 2)]
    assert at(one_vote) == [("pending", 1, 2)]
    today = bank.done("approval", "list", "--all", by="lin")["approvals"]
    assert [(one["state"], one["votes"]) for one in today] == [("accepted", 2)]
    assert voters(asked) == []
    assert voters(one_vote) == [("aisha", "accept")]
    assert bank.done("approval", "list", by="lin")["approvals"] == []
    open_then = bank.done("as-of", asked, "approval", "list", by="lin")["approvals"]
    assert [(one["model"], one["version"], one["stage"]) for one in open_then] == [
        ("cc-fraud", 2, "PROD")
    ]
    refused = bank("as-of", nobody_asked, "approval", "show", str(request_id), by="lin")
    assert refused.code == 2


def test_a_task_that_is_done_is_shown_open_where_it_was_open(bank: CommandLine) -> None:
    before = clock(bank)
    task_id = open_task(bank)
    opened = clock(bank)
    bank.done("task", "claim", str(task_id), by="mark")
    claimed = clock(bank)
    bank.done("task", "complete", str(task_id), "--outcome", "noted", "--reason", REASON, by="mark")
    done = clock(bank)

    def at(moment: str) -> list[str]:
        tasks = bank.done("as-of", moment, "task", "list", "--all", by="mark")["tasks"]
        return [one["name"] for one in tasks]

    assert [at(one) for one in (before, opened, claimed, done)] == [
        [], ["Read the rejection"], ["Read the rejection"], [],
    ]  # fmt: skip
    then = bank.done("as-of", claimed, "task", "show", str(task_id), by="mark")
    now_ = bank.done("as-of", done, "task", "show", str(task_id), by="mark")
    assert (then["state"], then["outcome"], then["reason"]) == ("created", None, None)
    assert (now_["state"], now_["outcome"], now_["reason"]) == ("completed", "noted", REASON)
    assert now_ == bank.done("task", "show", str(task_id), by="mark")


def open_task(bank: CommandLine) -> UUID:
    """As the service makes one for a validator."""
    with bank.workspace.service.unit() as work:
        task = UserTask(
            id=uuid4(), unit_id=bank.workspace.unit_id, instance_id=uuid4(), token_id=uuid4(),
            node_id="notice", name="Read the rejection", kind="acknowledge", roles=["validator"],
            outcomes=["noted"],
        )  # fmt: skip
        return work.add(task).id


def test_the_limits_in_force_are_those_of_then(bank: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "limits.dmn"
    shipped = next(one for one in TABLES if one.key == "release-thresholds").read()
    file.write_bytes(shipped.replace(OLD_LIMIT, NEW_LIMIT, 1))
    assert file.read_bytes() != shipped
    before = clock(bank)
    reason = ("--reason", "Agreed upon by the board.")
    bank.done("policy", "propose", "release-thresholds", str(file), *reason, by="eva")
    proposed = clock(bank)
    bank.done("policy", "publish", "release-thresholds", *reason, by="jo")

    def at(*moment: str) -> tuple[int, bool]:
        shown = bank.done(*moment, "policy", "show", "release-thresholds", by="lin")
        return shown["policy"]["version"], NEW_LIMIT.decode() in json.dumps(shown["rules"])

    assert at("as-of", before) == at("as-of", proposed)
    assert (at("as-of", before), at()) == ((1, False), (2, True))


def test_life_cycle_and_tier_of_a_model_are_those_of_then(bank: CommandLine) -> None:
    bank.done("usecase", "add", "Loans", "--regulated", "--model", "cc-fraud", by="jo")
    bank.done("model", "change", "cc-fraud", "--life-cycle", "on-model-changed", by="eva")
    before = clock(bank)
    bank.done("model", "change", "cc-fraud", "--life-cycle", "registry-promotion", by="eva")
    moved = clock(bank)
    answers = [word for one in ANSWERS for word in ("--answer", one)]
    bank.done("risk", "assess", "Loans", *answers, "--reason", "Decides alone.", by="jo")
    assessed = clock(bank)
    bank.done("risk", "accept", "1", "--reason", "Checked with them.", by="aisha")

    def at(*moment: str) -> tuple[str, str]:
        shown = bank.done(*moment, "model", "show", "cc-fraud", by="jo")
        return shown["life_cycle"], shown["risk_tier"]

    def risks(*moment: str) -> list[tuple[str, str]]:
        listed = bank.done(*moment, "risk", "list", "Loans", by="lin")["risks"]
        return [(one["state"], one["tier"]) for one in listed]

    assert at("as-of", before) == ("on-model-changed", "medium")
    assert at("as-of", moved) == at("as-of", assessed) == ("registry-promotion", "medium")
    assert at() == ("registry-promotion", "high")
    assert risks("as-of", moved) == []
    assert risks("as-of", assessed) == [("proposed", "high")]
    assert risks() == [("accepted", "high")]


def test_a_life_cycle_that_is_published_later_is_not_in_force_before(
    bank: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "registry-promotion.bpmn"
    file.write_bytes(REGISTRY_PROMOTION.read().replace(b"Registry promotion", b"Promotion", 1))
    before = clock(bank)
    bank.done("template", "import", str(file), by="eva")
    imported = clock(bank)
    published = bank("template", "publish", "registry-promotion:2", by="jo")

    def at(*moment: str) -> list[tuple[int, str]]:
        listed = bank.done(*moment, "template", "list", by="lin")["templates"]
        return [
            (one["version"], one["state"]) for one in listed if one["key"] == "registry-promotion"
        ]

    assert at("as-of", before) == [(1, "published")]
    assert at("as-of", imported) == [(1, "published"), (2, "draft")]
    assert at() == [(1, "deprecated"), (2, "published")]
    shown = bank.done("as-of", imported, "template", "show", "registry-promotion", by="lin")
    assert shown["template"]["version"] == 1
    assert published.code == 0
    # Read before it is signed.
    assert "~ “Promotion” (life cycle) [registry_promotion]" in published.err
    assert "    name: “Registry promotion” → “Promotion”" in published.err


def test_a_waiver_is_told_as_it_stood_then(bank: CommandLine) -> None:
    failing(bank.workspace)
    nobody_asked = clock(bank)
    asking = ("--reason", "The shift is the new tariff.", "--expires", "30d")
    bank.done("waiver", "ask", "cc-fraud:2", "--rule", RULE, *asking, by="sanne")
    asked = clock(bank)
    bank.done("waiver", "grant", "1", "--reason", "For a month it may.", by="aisha")

    def at(*moment: str) -> list[tuple[str, str, str]]:
        listed = bank.done(*moment, "waiver", "list", by="lin")["waivers"]
        return [(one["rule"], one["state"], one["granted_by"]) for one in listed]

    assert at("as-of", nobody_asked) == []
    assert at("as-of", asked) == [(RULE, "asked", "")]
    assert at() == [(RULE, "granted", "aisha")]
    assert bank.done("as-of", asked, "waiver", "show", "1", by="lin")["state"] == "asked"
    assert bank("as-of", nobody_asked, "waiver", "show", "1", by="lin").code == 2
