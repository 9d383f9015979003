"""Home: what became of what somebody had let pass."""

from __future__ import annotations

from datetime import UTC, datetime

from app.models.queries.home import load_work
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.deployments import fail_deployment
from app.services.commands.requests import decide
from app.services.commands.retiring import ask_retirement, retire_version
from tests.stories import REASON, ask, put_in_production, register, try_beside
from tests.workspaces import TestWorkspace


def became(workspace: TestWorkspace) -> list[tuple[int | None, str]]:
    """Of what jo decided: the version, and how it stands."""
    me = workspace.work("jo").actor
    now = datetime.now(UTC)
    found = workspace.work("jo").read(load_work, me.id, now=now, last_visit=now)
    return [(one.version, one.state) for one in found.blocks["given"]]


def test_a_try_that_failed_beside_it_does_not_make_a_replaced_version_a_retired_one(
    workspace: TestWorkspace,
) -> None:
    registered = register(workspace)
    put_in_production(workspace, registered)
    tried = try_beside(workspace)
    workspace.service.write(fail_deployment, tried, reason="Nothing answers there.")
    put_in_production(workspace, register(workspace, content=b"v2"))

    assert became(workspace) == [(2, "accepted"), (1, "replaced")]


def test_a_version_that_was_retired_is_told_as_that(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    put_in_production(workspace, registered)
    asked = workspace.work("tom").write(
        ask_retirement, registered.version_id, reason=REASON, seen=None,
        signer=workspace.signer("tom"),
    )  # fmt: skip
    with workspace.service.unit() as work:
        retire_version(work, work.get(EngineInbox, asked))

    assert became(workspace) == [(1, "retired")]


def test_of_a_request_that_is_not_decided_it_is_told_how_many_votes_are_given(
    workspace: TestWorkspace,
) -> None:
    request_id = ask(workspace, register(workspace))
    jo, now = workspace.work("jo"), datetime.now(UTC)
    jo.write(decide, request_id, verdict="accept", reason=REASON, signer=workspace.signer("jo"))

    (row,) = jo.read(load_work, jo.actor.id, now=now, last_visit=now).blocks["given"]

    assert row.votes == (1, 2)
