"""Into protected stages, too, nothing comes but by an accepted request; what was there stays."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.errors import AppError, RefusedError, VerificationError
from app.models.queries.find import find_stage
from app.models.queries.gate_check import gate_blockers
from app.models.tables.execution import Deployment, Placement, Runtime, Stage
from app.models.tables.inventory import RegisteredModel
from app.services.commands.deployments import (
    begin_deployment,
    complete_deployment,
    require_still_signed,
)
from app.services.commands.models import protect_stages
from app.services.commands.roll_backs import ask_roll_back, begin_roll_back, settle_roll_back
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.unit_of_work import UnitOfWork
from app.services.verifying.requests import Goal, require_signed
from tests.governance_kit import codes
from tests.signed_steps import asks_for_signatures
from tests.stories import REASON, Registered, register
from tests.trail_kit import past_the_rules
from tests.workspaces import TestWorkspace

TAG = "cc-fraud"
LEADS_THERE = "Nobody's accepted request leads there"


def sit_of(bank: TestWorkspace, registered: Registered) -> Stage:
    with bank.service.reading() as session:
        return find_stage(session, session.get_one(RegisteredModel, registered.model_id), "SIT")


def protect(bank: TestWorkspace, *names: str) -> None:
    with bank.work("eva").unit() as work:
        path = work.session.scalars(select(Stage.stage_path_id).where(Stage.name == "SIT")).one()
        protect_stages(work, path, ("PROD", *names))


def begin(bank: TestWorkspace, registered: Registered, runtime: str = "sit-1") -> UUID:
    """In SIT, where the version needs no request of anybody's until it is protected."""
    with bank.service.reading() as session:
        there = session.scalars(select(Runtime.id).where(Runtime.name == runtime)).first()
    if there is None:
        new = NewRuntime(runtime, "bank", stage_tags=("SIT",), service_tags=(TAG,))
        there = bank.work("tom").write(add_runtime, new).id
    stage = sit_of(bank, registered)

    def promise(work: UnitOfWork) -> UUID:
        given = {"snapshot_id": registered.snapshot_id, "runtime_id": there, "service_tag": TAG}
        row = begin_deployment(work, stage_id=stage.id, **given)
        return row.id

    return bank.service.write(promise)


def deploy(bank: TestWorkspace, registered: Registered, runtime: str = "sit-1") -> UUID:
    begun = begin(bank, registered, runtime)
    bank.service.write(complete_deployment, begun)
    return begun


def places(bank: TestWorkspace) -> list[tuple[UUID, str]]:
    with bank.service.reading() as session:
        rows = session.scalars(select(Placement).order_by(Placement.recorded_from))
        return [(one.version_id, one.state) for one in rows]


def signed(bank: TestWorkspace, goal: Goal) -> None:
    with bank.service.reading() as session:
        require_signed(session, None, goal)


def test_nothing_is_deployed_there_that_nobody_let_through_and_the_gate_says_so_too(
    workspace: TestWorkspace,
) -> None:
    registered = register(workspace)
    protect(workspace, "SIT")

    with pytest.raises(AppError) as refused:
        begin(workspace, registered)
    if workspace.is_sqlite:  # one person's file asks for no signatures
        assert codes(refused) == {"placement.request"}  # type: ignore[arg-type]
    else:
        assert str(refused.value).startswith(LEADS_THERE)
    assert places(workspace) == []
    with workspace.service.reading() as session:
        said = {one.code for one in gate_blockers(session, registered.version_id, "SIT")}
    assert "gate.approval" in said


def test_the_gate_asks_for_an_approval_wherever_the_deployment_does(
    workspace: TestWorkspace,
) -> None:
    registered = register(workspace)
    with workspace.work("eva").unit() as work:
        path = work.session.scalars(select(Stage.stage_path_id).where(Stage.name == "SIT")).one()
        protect_stages(work, path, ())  # production, which asks all the same
    with workspace.service.reading() as session:
        said = {one.code for one in gate_blockers(session, registered.version_id, "PROD")}
        assert "gate.approval" in said
        said = {one.code for one in gate_blockers(session, registered.version_id, "SIT")}
        assert "gate.approval" not in said


def test_the_database_takes_no_such_place_whoever_writes_it(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    protect(workspace, "SIT")
    stage = sit_of(workspace, registered)
    for state in ("promised", "in_place"):

        def place(work: UnitOfWork, state: str = state) -> None:
            given = {"model_id": registered.model_id, "version_id": registered.version_id}
            given |= {"snapshot_id": registered.snapshot_id, "stage_id": stage.id}
            work.add(Placement(**given, stage_kind="staging", service_tag=TAG, state=state))

        with pytest.raises(RefusedError) as refused:
            workspace.service.write(place)
        assert codes(refused) == {"placement.request"}


def test_what_was_in_place_before_the_protection_stays_and_nothing_more_of_it_comes(
    workspace: TestWorkspace,
) -> None:
    asks_for_signatures(workspace)
    first, second = register(workspace), register(workspace, content=b"v2")
    mine = Goal(first.snapshot_id, sit_of(workspace, first).id, TAG)
    deployed = deploy(workspace, first)
    protect(workspace, "SIT")

    workspace.service.read(require_still_signed, deployed)  # a runtime that forgot gets it back
    signed(workspace, mine)
    with pytest.raises(RefusedError) as refused:
        begin(workspace, first, "sit-2")  # the same version, elsewhere
    assert codes(refused) == {"placement.request"}
    for other in (
        Goal(second.snapshot_id, mine.stage_id, TAG), Goal(first.snapshot_id, mine.stage_id, "x"),
    ):  # fmt: skip
        with pytest.raises(VerificationError, match=LEADS_THERE):
            signed(workspace, other)
    protect(workspace)
    protect(workspace, "SIT")  # anew: it is older than this one all the same
    signed(workspace, mine)


def test_a_place_that_came_after_the_protection_is_none_for_being_written_past_the_rules(
    workspace: TestWorkspace,
) -> None:
    """Whether somebody took the protection off untold, or pointed an older place elsewhere."""
    asks_for_signatures(workspace)
    first, second = register(workspace), register(workspace, content=b"v2")
    stage = sit_of(workspace, first)
    deploy(workspace, first)
    protect(workspace, "SIT")
    with past_the_rules(workspace) as connection:
        connection.execute(update(Stage).where(Stage.id == stage.id).values(is_protected=False))
        pointed = {"snapshot_id": second.snapshot_id, "version_id": second.version_id}
        connection.execute(update(Placement).values(**pointed))

    with pytest.raises(VerificationError, match=LEADS_THERE):
        signed(workspace, Goal(second.snapshot_id, stage.id, TAG))


def test_a_protection_that_nobody_told_of_lets_nothing_through(workspace: TestWorkspace) -> None:
    asks_for_signatures(workspace)
    registered = register(workspace)
    goal = Goal(registered.snapshot_id, sit_of(workspace, registered).id, TAG)
    signed(workspace, goal)
    with past_the_rules(workspace) as connection:
        connection.execute(update(Stage).where(Stage.id == goal.stage_id).values(is_protected=True))

    with pytest.raises(VerificationError, match=LEADS_THERE):
        signed(workspace, goal)


def test_what_was_promised_before_the_protection_is_not_brought_there_after_it(
    workspace: TestWorkspace,
) -> None:
    begun = begin(workspace, register(workspace))
    protect(workspace, "SIT")

    with pytest.raises(RefusedError) as refused:
        workspace.service.read(require_still_signed, begun)  # asked before its switch
    assert codes(refused) == {"placement.request"}

    def place(work: UnitOfWork) -> None:  # as a service would that does not ask
        row = work.get(Placement, work.get(Deployment, begun).placement_id)
        row.state, row.placed_from = "in_place", work.now()
        work.flush()

    with pytest.raises(RefusedError) as refused:
        workspace.service.write(place)
    assert codes(refused) == {"placement.request"}


def test_a_roll_back_leads_back_to_what_was_in_place_before_the_protection(
    workspace: TestWorkspace,
) -> None:
    asks_for_signatures(workspace)
    first, second = register(workspace), register(workspace, content=b"v2")
    deploy(workspace, first)
    newest = deploy(workspace, second)
    protect(workspace, "SIT")
    asked = workspace.work("tom").write(
        ask_roll_back, newest, reason=REASON, signer=workspace.signer("tom")
    )

    workspace.service.write(begin_roll_back, newest, asked)
    workspace.service.write(settle_roll_back, newest, reason=REASON)

    left = [(first.version_id, "left"), (second.version_id, "left")]
    assert sorted(places(workspace)) == sorted([*left, (first.version_id, "in_place")])
    with workspace.service.reading() as session:
        again = select(Deployment.id).where(Deployment.version_id == first.version_id)
        require_still_signed(session, session.scalars(again).one())
