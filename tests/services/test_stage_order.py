"""The stages of a path change places until a model goes through it; on both databases."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.errors import InputError, RefusedError
from app.models.queries.administration import list_stages_in_use
from app.models.queries.find import list_stages
from app.models.queries.listing_organisation import list_stage_paths
from app.models.tables.execution import Stage
from app.models.tables.trail import AuditEvent
from app.services.commands.models import add_stage_path, order_stages
from app.services.unit_of_work import UnitOfWork
from tests.governance_kit import codes
from tests.stories import register
from tests.workspaces import TestWorkspace

STAGES = [("SIT", "staging", False), ("UAT", "staging", True), ("PRE", "staging", False)]


def new_path(bank: TestWorkspace) -> UUID:
    row = bank.work("eva").write(add_stage_path, unit="bank", name="Quick", stages=STAGES)
    return row.id


def names(bank: TestWorkspace, path: UUID) -> list[str]:
    with bank.service.reading() as session:
        return [one.name for one in list_stages(session, path)]


def test_an_unused_path_takes_any_order_and_the_trail_tells_of_it(
    workspace: TestWorkspace,
) -> None:
    path = new_path(workspace)

    workspace.work("eva").write(order_stages, path, ["uat", "SIT", "PRE"])
    assert names(workspace, path) == ["UAT", "SIT", "PRE"]
    workspace.work("root").write(order_stages, path, ["PRE", "UAT", "SIT"])
    assert names(workspace, path) == ["PRE", "UAT", "SIT"]

    with workspace.service.reading() as session:
        stages = list_stages(session, path)
        assert [one.position for one in stages] == [0, 1, 2]
        ids = [one.id for one in stages]
        tags = session.scalars(
            select(AuditEvent.tag)
            .where(AuditEvent.object_id.in_(ids), AuditEvent.tag != "stage.added")
            .order_by(AuditEvent.id)
        ).all()
    assert tags[:3] == ["stage.lifted", "stage.moved", "stage.moved"]
    assert set(tags) == {"stage.lifted", "stage.moved"}


def test_an_order_names_each_stage_once(workspace: TestWorkspace) -> None:
    path = new_path(workspace)
    for wrong in (["SIT", "UAT"], ["SIT", "UAT", "UAT"], ["SIT", "UAT", "PRE", "PROD"]):
        with pytest.raises(InputError):
            workspace.work("eva").write(order_stages, path, wrong)


def test_a_path_that_models_go_through_keeps_its_order_whoever_writes(
    workspace: TestWorkspace,
) -> None:
    register(workspace)
    (path,) = workspace.work("eva").read(list_stage_paths)
    known = [one.name for one in path.stages]

    with pytest.raises(RefusedError) as refused:
        workspace.work("eva").write(order_stages, path.id, known[::-1])
    assert codes(refused) == {"stage.order"}

    def past_python(work: UnitOfWork) -> None:
        stage = work.session.scalars(select(Stage).where(Stage.name == known[0])).one()
        given = {"position": 90, "row_version": stage.row_version + 1}
        work.session.execute(update(Stage).where(Stage.id == stage.id).values(**given))

    with pytest.raises(RefusedError) as refused:
        workspace.work("eva").write(past_python)
    assert codes(refused) == {"stage.order"}
    assert names(workspace, path.id) == known


def test_what_is_greyed_is_what_is_refused(workspace: TestWorkspace) -> None:
    path = new_path(workspace)
    for handle, is_allowed in (("eva", True), ("piet", False)):
        work = workspace.work(handle)
        rows = [one for one in work.read(list_stages_in_use, work.actor.id) if one.path_id == path]
        assert all(bool(one.move_blockers) is not is_allowed for one in rows)
        if not is_allowed:
            with pytest.raises(RefusedError):
                work.write(order_stages, path, ["PRE", "UAT", "SIT"])
