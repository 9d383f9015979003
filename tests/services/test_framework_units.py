"""What may be evidence where, and whose a control may be: units keep to their own line."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.errors import RefusedError
from app.models.queries.frameworks import load_framework
from app.models.queries.proofs import find_named
from app.services.commands.frameworks import (
    NewControl,
    add_control,
    attach_evidence,
    edit_control,
    import_framework,
    publish_framework,
)
from app.services.commands.models import NewModel, add_document, register_model
from app.services.commands.people import add_person, add_unit
from tests.journeys.test_command_line_frameworks import FIRST, SECOND
from tests.workspaces import TestWorkspace

WHY = "Read with the business."


def in_force(workspace: TestWorkspace, text: str) -> dict[str, UUID]:
    """The requirements of a version, by reference."""
    jo = workspace.work("jo")
    made = jo.write(import_framework, "file.toml", text.encode(), reason=WHY, unit="bank")
    workspace.work("aisha").write(publish_framework, made.id, reason=WHY, seen=made.sha256)
    with jo.reading() as session:
        rows = load_framework(session, made.id).requirements
        return {one.reference: one.id for one in rows}


def test_evidence_and_owners_are_of_the_unit_or_its_line(workspace: TestWorkspace) -> None:
    root, jo, sanne = (workspace.work(one) for one in ("root", "jo", "sanne"))
    for unit in ("fraud", "credit"):
        root.write(add_unit, key=unit, name=unit.title(), parent="bank")
    root.write(add_person, handle="nina", full_name="Nina Without Roles")
    model = sanne.write(register_model, NewModel(name="cc-alarm", unit="fraud"))
    card = sanne.write(
        add_document, model.id, kind="model_card", title="Model card", sha256="a" * 64
    )
    first = in_force(workspace, FIRST)["1"]

    def refused(kind: str, found: UUID, unit: str, requirement: UUID = first) -> set[str]:
        try:
            jo.write(attach_evidence, requirement, kind, found, unit=unit)
        except RefusedError as error:
            return {one.code for one in error.blockers}
        return set()

    with jo.reading() as session:
        policy = find_named(session, "policy", "release-thresholds", jo.actor.id)
    assert refused("document", card.id, "credit") == {"evidence.unknown"}
    assert refused("document", card.id, "fraud") == set()
    assert refused("document", card.id, "bank") == set()
    assert refused("policy", policy, "credit") == set()

    held = jo.write(add_control, first, NewControl("Sampled", owner="aisha"), unit="fraud")
    for change in (
        lambda: jo.write(add_control, first, NewControl("Sampled", owner="nina"), unit="fraud"),
        lambda: jo.write(edit_control, held.id, owner="nina"),
    ):
        with pytest.raises(RefusedError) as stranger:
            change()
        assert [one.code for one in stranger.value.blockers] == ["control.owner"]

    second = in_force(workspace, SECOND)["1"]
    assert refused("policy", policy, "bank") == {"requirement.superseded"}
    assert refused("policy", policy, "bank", second) == set()
