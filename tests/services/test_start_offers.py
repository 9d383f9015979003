"""What the sheet of a start says before it is what the start says, on both databases."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.models.tables.engine import ProcessInstance
from app.models.tables.life_cycle import LifeCycleTemplate
from app.services.commands.models import ModelEdit, edit_model
from app.services.commands.processes import submit
from app.services.start_offers import load_start
from tests.stories import Registered, register
from tests.workspaces import TestWorkspace

KEY = "on-model-changed"


def run_of(workspace: TestWorkspace, made: Registered, outcome: str) -> UUID:
    """A run on the version: it ended with `outcome`, or is under way."""
    with workspace.service.unit() as work:
        template = work.session.scalars(
            select(LifeCycleTemplate.id).where(LifeCycleTemplate.key == KEY)
        ).first()
        run = work.add(
            ProcessInstance(
                unit_id=workspace.unit_id, template_id=template, model_id=made.model_id,
                version_id=made.version_id, start_key=uuid4().hex,
            )
        )  # fmt: skip
        if outcome:
            run.state, run.outcome, run.ended_at = "completed", outcome, work.now()
        work.flush()
        return run.id


@pytest.mark.parametrize("outcome", ["DEPLOYED", "REJECTED", ""])
def test_a_run_that_stands_in_the_way_is_told_before_a_start_that_begins_nothing(
    workspace: TestWorkspace, outcome: str
) -> None:
    made = register(workspace)
    run_id = run_of(workspace, made, outcome)
    sanne = workspace.work("sanne")

    offer = sanne.read(load_start, made.model_id, sanne.actor.id)
    found = sanne.write(submit, made.version_id, template_key=KEY)

    way = next(one for one in offer.ways if one.key == KEY)
    standing = way.run_on(made.version_id)
    assert standing is not None
    assert (standing.id, standing.outcome) == (run_id, outcome)
    assert not found.is_new


@pytest.mark.parametrize("change", ["withdrawn", "changed", "nothing ran"])
def test_nothing_stands_in_the_way_of_a_start_that_begins(
    workspace: TestWorkspace, change: str
) -> None:
    made = register(workspace)
    sanne = workspace.work("sanne")
    if change != "nothing ran":
        run_of(workspace, made, "WITHDRAWN" if change == "withdrawn" else "REJECTED")
    if change == "changed":
        sanne.write(edit_model, made.model_id, ModelEdit(service_tags=("changed", "cards")))

    offer = sanne.read(load_start, made.model_id, sanne.actor.id)
    found = sanne.write(submit, made.version_id, template_key=KEY)

    way = next(one for one in offer.ways if one.key == KEY)
    assert way.run_on(made.version_id) is None
    assert found.is_new
