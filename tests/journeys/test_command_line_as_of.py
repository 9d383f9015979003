"""`modelward as-of TIME …`: what was recorded then, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.models.queries.lookups import now
from app.models.tables.inventory import RegisteredModel
from tests.journeys.command_line import CommandLine
from tests.stories import register


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


def test_every_read_that_is_offered_answers(bank: CommandLine) -> None:
    before = datetime.now(UTC).isoformat()
    for family in (
        "application", "usecase", "waiver", "finding", "template", "runtime", "deployment",
        "monitor", "alert", "stage-path", "store", "source", "unit", "key", "risk", "attest",
        "policy",
    ):  # fmt: skip
        bank.done("as-of", before, family, "list", by="jo")
