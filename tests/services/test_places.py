"""A version leaves its place with the last runtime that served it, and not before."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.models.tables.execution import Placement
from app.services.commands.deployments import fail_deployment
from tests.stories import put_in_production, register, try_beside
from tests.trail_kit import tamper
from tests.workspaces import TestWorkspace


@pytest.mark.parametrize(
    ("first_is", "place_is"),
    [("deployed", "in_place"), ("undeployed", "left"), ("failed", "in_place")],
)
def test_a_try_that_fails_ends_a_stay_where_nothing_serves_any_more(
    workspace: TestWorkspace, first_is: str, place_is: str
) -> None:
    """Where nothing ever did, the version is in place without a runtime."""
    put_in_production(workspace, register(workspace))
    tried = try_beside(workspace)
    tamper(workspace, f"UPDATE {{schema}}deployment SET state = '{first_is}' WHERE number = 1")

    workspace.service.write(fail_deployment, tried, reason="Nothing answers there.")

    with workspace.service.reading() as session:
        assert session.scalars(select(Placement.state)).one() == place_is
