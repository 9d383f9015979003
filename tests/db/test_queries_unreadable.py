"""A stored value that nobody can read is told, and not taken for one that is empty."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.models.queries.inventory import InventoryQuery, list_models
from app.models.queries.model_page import list_snapshots
from app.models.queries.monitoring import load_monitor_detail
from app.models.queries.run_page import list_variables
from app.models.stored_json import Unreadable
from app.models.tables.engine import ProcessInstance, Variable
from app.models.tables.life_cycle import LifeCycleTemplate
from tests.db.test_queries_monitoring import watch
from tests.stories import register
from tests.trail_kit import tamper
from tests.workspaces import TestWorkspace

NUMBER = "9" * 5_001  # more digits than Python reads


def spoil(
    workspace: TestWorkspace, table: str, column: str, row: UUID, *, which: str = "id = :row"
) -> None:
    """As a row of before the database refused it, or of its owner."""
    is_file = workspace.is_sqlite
    value = ":value" if is_file else "CAST(:value AS jsonb)"
    tamper(
        workspace,
        f"UPDATE {{schema}}{table} SET {column} = {value} WHERE {which}",
        value=f'["cards", {NUMBER}]',
        row=row.hex if is_file else row,
    )


def spoil_variable(workspace: TestWorkspace, run_id: UUID, name: str) -> None:
    spoil(workspace, "variable", "value", run_id, which=f"instance_id = :row AND name = '{name}'")


def test_the_tags_of_a_model_and_of_a_snapshot_are_told_as_unreadable(
    workspace: TestWorkspace,
) -> None:
    spoiled, made = register(workspace, name="spoiled"), register(workspace, name="whole")
    spoil(workspace, "registered_model", "service_tags", spoiled.model_id)
    spoil(workspace, "snapshot", "service_tags", spoiled.snapshot_id)
    sanne = workspace.work("sanne")

    rows = sanne.read(list_models, InventoryQuery.of("", me=sanne.actor.id)).rows
    pages = [sanne.read(list_snapshots, each.model_id) for each in (spoiled, made)]

    assert {one.name: one.has_unreadable_tags for one in rows} == {"spoiled": True, "whole": False}
    assert [[one.has_unreadable_tags for one in page] for page in pages] == [[True], [False]]


def test_the_tests_of_a_monitor_are_told_as_unreadable(workspace: TestWorkspace) -> None:
    monitor_id, me = watch(workspace).monitor_id, workspace.work("tom").actor.id
    before = workspace.work("tom").read(load_monitor_detail, monitor_id, me)

    spoil(workspace, "monitor", "tests", monitor_id)

    after = workspace.work("tom").read(load_monitor_detail, monitor_id, me)
    assert (before.has_unreadable_tests, after.has_unreadable_tests) == (False, True)


def test_a_variable_of_a_run_is_told_as_unreadable(workspace: TestWorkspace) -> None:
    made = register(workspace)
    with workspace.service.unit() as work:
        template_id = work.session.scalars(select(LifeCycleTemplate.id)).first()
        run = work.add(
            ProcessInstance(
                unit_id=workspace.unit_id, template_id=template_id, model_id=made.model_id,
                version_id=made.version_id, start_key="spoiled",
            )
        )  # fmt: skip
        run_id = run.id
        work.add(Variable(instance_id=run_id, name="service_tag", value="cards"))

    spoil_variable(workspace, run_id, "service_tag")

    (found,) = workspace.work("tom").read(list_variables, run_id)
    assert isinstance(found.value, Unreadable)
