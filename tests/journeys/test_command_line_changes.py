"""The other governed things on the command line: shown, changed, and refused by the rules."""

from __future__ import annotations

import pytest

from tests.journeys.command_line import CommandLine
from tests.stories import register


@pytest.fixture
def bank(modelward: CommandLine) -> CommandLine:
    register(modelward.workspace)
    return modelward


def test_a_model_gets_another_owner_tier_and_tags(bank: CommandLine) -> None:
    changed = bank.done(
        "model", "change", "cc-fraud", "--owner", "mark", "--risk", "high",
        "--service-tag", "cards", "--service-tag", "cc-fraud", by="sanne",
    )  # fmt: skip

    assert (changed["owner"], changed["risk_tier"]) == ("mark", "high")
    assert changed["service_tags"] == ["cards", "cc-fraud"]


def test_many_models_get_a_tag_and_who_may_not_is_told_of_each(bank: CommandLine) -> None:
    many = ("model", "change-many", "name:cc", "--add-tag", "cards")

    tried = bank.done(*many, "--dry-run", by="sanne")
    before = bank.done("model", "list", by="sanne")["models"][0]["service_tags"]
    changed = bank.done(*many, by="sanne")
    refused = bank(*many, "--remove-tag", "cc-fraud", by="lin")

    assert tried == changed
    assert (len(changed["changed"]), before) == (1, ["cc-fraud"])
    assert bank.done("model", "list", by="sanne")["models"][0]["service_tags"] == [
        "cc-fraud", "cards",
    ]  # fmt: skip
    assert refused.code == 1
    assert refused.document["changed"] == []
    assert "role" in refused.document["left"][0]["why"][0]


def test_nothing_to_change_is_wrong_usage(bank: CommandLine) -> None:
    assert bank("model", "change", "cc-fraud", by="sanne").code == 2
    assert bank("model", "change-many", "name:cc", by="sanne").code == 2
    assert bank("model", "change-many", "", "--add-tag", "cards", by="sanne").code == 2


def test_a_use_case_is_changed_and_serves_one_more_model(bank: CommandLine) -> None:
    bank.done("usecase", "add", "Card payments", by="sanne")

    changed = bank.done(
        "usecase", "change", "Card payments", "--regulated", "--model", "cc-fraud", by="jo"
    )

    assert (changed["is_regulated"], changed["models"]) == (True, ["cc-fraud"])
    assert bank.done("usecase", "show", "bank/Card payments", by="jo") == changed


def test_stages_are_protected_by_name(bank: CommandLine) -> None:
    name = bank.done("stage-path", "list", by="eva")["stage_paths"][0]["name"]

    changed = bank.done("stage-path", "change", name, "--protect", "sit", by="eva")

    assert [one["name"] for one in changed["stages"] if one["is_protected"]] == ["SIT"]
    assert bank("stage-path", "change", name, "--protect", "MOON", by="eva").code == 2


def test_a_new_path_takes_another_order_and_one_in_use_does_not(bank: CommandLine) -> None:
    stages = ("--stage", "SIT:staging", "--stage", "UAT:staging:protected")
    bank.done("stage-path", "add", "Quick", *stages, by="eva")

    order = ("--order", "uat", "--order", "SIT")
    changed = bank.done("stage-path", "change", "Quick", *order, by="eva")

    assert [one["name"] for one in changed["stages"]] == ["UAT", "SIT"]
    assert bank("stage-path", "change", "Quick", by="eva").code == 2


def test_a_tag_that_nothing_rests_on_is_merged(bank: CommandLine) -> None:
    for name in ("eu-1", "eu-2"):
        bank.done("runtime", "add", name, "--stage", "SIT", "--service-tag", f"of-{name}", by="tom")

    why = ("--reason", "One service by two names.")
    told = bank.done("model", "merge-tags", "of-eu-1", "of-eu-2", *why, by="tom")

    assert told == {"gone": "of-eu-1", "into": "of-eu-2", "models": [], "runtimes": ["eu-1"]}


def test_stores_and_sources_are_described_anew(bank: CommandLine) -> None:
    bank.done("store", "add", "scores", by="tom")
    bank.done("source", "add", "Outcomes", "--store", "scores", by="tom")

    store = bank.done("store", "change", "scores", "--description", "A year", by="tom")
    source = bank.done(
        "source", "change", "Outcomes", "--pattern", "*.parquet", "--data-class", "personal",
        by="tom",
    )  # fmt: skip

    assert store["description"] == "A year"
    assert (source["pattern"], source["data_class"]) == ("*.parquet", "personal")
    assert bank.done("source", "show", "Outcomes", by="tom") == source
    shown = bank("source", "show", "Outcomes", by="tom", is_json=False).out
    assert "class         personal" in shown
    assert "purpose       nobody has said" in shown
    assert bank("source", "change", "Outcomes", "--data-class", "secret", by="tom").code == 2


def test_a_unit_is_renamed_by_an_administrator_only(bank: CommandLine) -> None:
    assert bank("unit", "change", "bank", "--name", "Sanne's", by="sanne").code == 1

    changed = bank.done("unit", "change", "bank", "--name", "Noorderbank NV", by="root")

    assert (changed["key"], changed["name"]) == ("bank", "Noorderbank NV")


def test_a_finding_goes_from_open_to_closed(bank: CommandLine) -> None:
    added = bank.done(
        "finding", "add", "cc-fraud:1", "--title", "No youth test", "--severity", "high", by="jo"
    )
    number = str(added["number"])

    refused = bank("finding", "change", number, "--state", "closed", "--reason", "Fine so.",
                   by="sanne")  # fmt: skip
    closed = bank.done(
        "finding", "change", number, "--state", "closed", "--reason", "Seen the test.", by="jo"
    )

    assert refused.code == 1
    assert closed["state"] == "closed"
    assert bank.done("finding", "show", number, by="lin") == closed
    shown = bank("finding", "show", number, by="lin", is_json=False).out
    assert f"of        {closed['model']}:{closed['version']}" in shown


def test_an_architect_lets_a_model_run_another_life_cycle(bank: CommandLine) -> None:
    change = ("model", "change", "cc-fraud", "--life-cycle")
    assert bank(*change, "registry-promotion", by="sanne").code == 1
    assert bank(*change, "nothing-like-it", by="eva").code == 2

    changed = bank.done(*change, "registry-promotion", by="eva")

    assert changed["life_cycle"] == "registry-promotion"
