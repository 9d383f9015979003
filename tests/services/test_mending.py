"""A gap is never told without who can mend it: by name, and by the rules that would let them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import pytest

from app.models.queries.governance_case import load_case
from app.models.queries.submission import BrokenLimit, Check, load_standing
from app.models.rules.mending import MENDERS
from app.models.rules.rights import write_blockers
from app.models.rules.roles import PEOPLE, Role
from app.models.rules.transitions import Thing, transition_blockers
from app.services.commands.findings import NewFinding, add_finding
from app.services.commands.frameworks import NewControl, add_control
from app.views.panels.inventory_words import CHECKS, broken_limit, mended_by
from tests.journeys.test_command_line_frameworks import FIRST
from tests.services.test_framework_evidence import in_force
from tests.services.test_waivers import failing
from tests.stories import register
from tests.workspaces import TestWorkspace

DUTY_OF: Mapping[str, str] = {
    "model": "asset", "schema": "schema_field", "label": "schema_field", "environment": "asset",
    "model_card": "model_document", "snapshot": "snapshot", "monitors": "monitor",
}  # fmt: skip


def gaps_of(workspace: TestWorkspace, version_id: UUID, handle: str = "lin") -> dict[str, Check]:
    work = workspace.work(handle)
    return {one.kind: one for one in work.read(load_standing, version_id, work.actor.id).gaps}


def test_every_line_of_the_checklist_has_somebody_who_can_mend_it() -> None:
    assert set(MENDERS) == set(CHECKS)


@pytest.mark.parametrize("kind", sorted(MENDERS))
def test_a_role_is_named_where_the_rules_let_it_and_nowhere_else(kind: str) -> None:
    for role in sorted(PEOPLE):
        if kind == "limit":
            refused = transition_blockers(Thing.WAIVER, "asked", "granted", [role])
        elif kind == "findings":
            refused = transition_blockers(Thing.FINDING, "open", "closed", [role])
        elif kind == "owner":
            refused = write_blockers("registered_model", "update", [role])
        elif kind in DUTY_OF:
            refused = write_blockers(DUTY_OF[kind], "insert", [role])
        else:
            continue
        assert (role in MENDERS[kind]) is not bool(refused), role


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (BrokenLimit("FAIL", "< 0.9", 0.85), "Accuracy below its minimum"),
        (BrokenLimit("FAIL", ">= 0.25", 0.41), "Accuracy above its limit"),
        (BrokenLimit("FAIL", "outside 0.8 to 1.25", 0.7), "Accuracy below its minimum"),
        (BrokenLimit("FAIL", "outside 0.8 to 1.25", 1.3), "Accuracy above its limit"),
        (BrokenLimit("FAIL", "p < 0.05", 0.01), "Accuracy beyond its limit"),
        (BrokenLimit("ERROR", "", None), "Accuracy: not measured"),
        (BrokenLimit("INSUFFICIENT_DATA", "< 0.9", None), "Accuracy: too little data"),
    ],
)
def test_a_limit_is_said_to_be_broken_on_the_side_on_which_it_is(
    result: BrokenLimit, said: str
) -> None:
    assert broken_limit(Check("limit", False, "accuracy", result=result)) == said
    assert broken_limit(Check("limit", True, "accuracy", result=result)) == f"{said}, waived"


def test_the_checklist_knows_what_a_broken_limit_was_measured_to_be(
    workspace: TestWorkspace,
) -> None:
    gaps = gaps_of(workspace, failing(workspace).version_id)

    assert gaps["limit"].result == BrokenLimit("FAIL", "< 0.25", 0.41)


def test_the_owner_is_named_first_and_only_who_may(workspace: TestWorkspace) -> None:
    gaps = gaps_of(workspace, register(workspace).version_id)

    assert gaps["environment"].menders[0] == "Sanne de Vries"  # who owns it
    assert "Mark Jansen" in gaps["environment"].menders
    assert "Jo Vermeer" not in gaps["environment"].menders  # compliance adds no files
    assert "Lin Chen" not in gaps["model_card"].menders  # an executive changes nothing
    assert "Ada Root" not in gaps["environment"].menders


def test_who_worked_on_it_is_not_named_for_its_findings(workspace: TestWorkspace) -> None:
    registered = register(workspace, by="mark")  # a data scientist who is a validator too
    workspace.work("jo").write(
        add_finding, registered.version_id, NewFinding("A key in the notebook", "critical")
    )

    named = gaps_of(workspace, registered.version_id)["findings"].menders

    assert "Jo Vermeer" in named
    assert "Mark Jansen" not in named


def test_a_requirement_that_nothing_shows_names_who_can_or_who_may_name_somebody(
    workspace: TestWorkspace,
) -> None:
    version = in_force(workspace, FIRST)
    workspace.work("jo").write(
        add_control, version.requirements["1"], NewControl("Letters are read", owner="mark")
    )
    lin = workspace.work("lin")

    case = lin.read(load_case, "framework", version.id, lin.actor.id)

    told = {
        part.title.partition(" ")[0]: {fact.key: fact.value for fact in part.facts}
        for part in case.parts
    }
    assert told["1"]["can_show"] == ("Mark Jansen",)
    named = told["2"]["can_name"]
    assert {"Jo Vermeer", "Aisha Rahman"} <= set(named)
    assert "Sanne de Vries" not in named


def test_where_nobody_holds_a_role_that_can_the_role_is_told(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    gap = gaps_of(workspace, registered.version_id)["monitors"]
    assert set(gap.roles) == MENDERS["monitors"]

    alone = mended_by(Check("monitors", False, roles=(Role.OPERATOR, Role.DATA_SCIENTIST)))

    assert alone == "Nobody here can mend it: it needs the role operator or data scientist."
