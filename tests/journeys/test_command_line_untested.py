"""`deployment show` tells a step that had nothing to test with from one that passed."""

from __future__ import annotations

from sqlalchemy import select

from app.models.tables.execution import Deployment
from app.services.commands.deployments import record_step
from tests.journeys.command_line import CommandLine
from tests.stories import put_in_production, register


def test_a_smoke_test_without_cases_is_not_told_as_done(modelward_file: CommandLine) -> None:
    workspace = modelward_file.workspace
    put_in_production(workspace, register(workspace))
    deployment = workspace.service.read(lambda s: s.scalars(select(Deployment.id)).one())
    for step, cases in (("smoke", 0), ("confirm", 1)):
        for state, facts in (("started", {}), ("done", {"cases": cases})):
            workspace.service.write(record_step, deployment, step, state, facts)

    said = modelward_file("deployment", "show", "1", by="lin", is_json=False).out

    states = {line.split()[0]: line.split()[1] for line in said.splitlines() if line.strip()}
    assert (states["smoke"], states["confirm"]) == ("not_tested", "done")
