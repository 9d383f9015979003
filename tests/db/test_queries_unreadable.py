"""A stored value that nobody can read is told, and not taken for one that is empty."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import InputError
from app.models.bpmn.graph import NodeKind
from app.models.queries import listing_places
from app.models.queries.inventory import InventoryQuery, list_models
from app.models.queries.lineage_graph import load_lineage_graph
from app.models.queries.model_page import list_snapshots
from app.models.queries.monitoring import load_monitor_detail
from app.models.queries.run_page import list_variables
from app.models.queries.runtimes import list_runtimes
from app.models.queries.snapshot_diff import diff_snapshots
from app.models.stored_json import Unreadable
from app.models.tables.engine import ProcessInstance, Variable
from app.models.tables.inventory import TrainingRecord
from app.models.tables.life_cycle import LifeCycleTemplate
from app.services.commands.bindings import bind_life_cycle
from app.services.commands.models import record_training
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.commands.snapshots import take_snapshot
from app.services.engine.starting import StartRequest
from app.services.start_facts import start_facts
from tests.db.test_queries_lineage_graph import TRAINED
from tests.db.test_queries_monitoring import watch
from tests.processes import Stage, line, node
from tests.services.engine_tasks import TASKS
from tests.stories import Registered, register
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


def test_the_tags_of_a_runtime_are_told_as_unreadable(workspace: TestWorkspace) -> None:
    with workspace.work("tom").unit() as work:
        names = ("by-stage", "by-service", "whole")
        made = {one: add_runtime(work, NewRuntime(one, "bank", stage_tags=("PROD",))).id
                for one in names}  # fmt: skip
    spoil(workspace, "runtime", "stage_tags", made["by-stage"])
    spoil(workspace, "runtime", "service_tags", made["by-service"])

    rows = workspace.work("tom").read(list_runtimes)

    assert {one.name: one.has_unreadable_tags for one in rows} == {
        "by-stage": True, "by-service": True, "whole": False
    }  # fmt: skip
    listed = workspace.work("tom").read(listing_places.list_runtimes)
    assert {one.name: one.unreadable for one in listed} == {
        "by-stage": ("stage_tags",), "by-service": ("service_tags",), "whole": ()
    }  # fmt: skip


def trained(workspace: TestWorkspace) -> tuple[Registered, UUID]:
    """Not frozen yet, but for its files."""
    made = register(workspace)
    with workspace.service.unit() as work:
        return made, record_training(work, made.version_id, **TRAINED).id


def frozen(workspace: TestWorkspace) -> tuple[Registered, UUID]:
    made, record = trained(workspace)
    snapshot = workspace.work("sanne").write(take_snapshot, made.version_id)
    return replace(made, snapshot_id=snapshot.id), record


def test_the_digests_of_training_data_are_told_as_frozen_whatever_their_row_says(
    workspace: TestWorkspace,
) -> None:
    made, record = frozen(workspace)
    spoil(workspace, "training_record", "data_digests", record)

    graph = workspace.work("jo").read(load_lineage_graph, made.model_id, made.version_id)

    told = {one.note for one in graph.nodes if one.kind == "data"}
    assert told == set(TRAINED["data_digests"].values())


def test_two_trainings_of_which_one_is_unreadable_are_not_said_to_be_alike(
    workspace: TestWorkspace,
) -> None:
    made, record = frozen(workspace)
    before = workspace.work("jo").read(diff_snapshots, made.snapshot_id, made.snapshot_id)
    spoil(workspace, "training_record", "parameters", record)

    after = workspace.work("jo").read(diff_snapshots, made.snapshot_id, made.snapshot_id)

    assert [one for one in before.changes if one.group == "training"] == []
    assert [(one.name, one.rule) for one in after.changes if one.group == "training"] == [
        ("parameters", "what was recorded can't be read")
    ]


@pytest.mark.parametrize("column", ["parameters", "data_digests"])
def test_an_unreadable_training_is_not_frozen_as_if_it_were_empty(
    workspace: TestWorkspace, column: str
) -> None:
    made, record = trained(workspace)
    spoil(workspace, "training_record", column, record)

    with pytest.raises(InputError, match="was trained can't be read"):
        workspace.work("sanne").write(take_snapshot, made.version_id)


def test_unreadable_tags_are_not_frozen_as_if_there_were_none(workspace: TestWorkspace) -> None:
    made = register(workspace)
    spoil(workspace, "registered_model", "service_tags", made.model_id)

    with pytest.raises(InputError, match="service tags of cc-fraud can't be read"):
        workspace.work("sanne").write(take_snapshot, made.version_id)


def bind(workspace: TestWorkspace, made: Registered, key: str) -> UUID:
    given: dict[str, Any] = {"required": ["auc"]}
    with workspace.work("eva").unit() as work:
        return bind_life_cycle(work, made.model_id, template_key=key, parameters=given).id


def test_unreadable_parameters_of_a_model_are_not_frozen_as_if_there_were_none(
    workspace: TestWorkspace,
) -> None:
    made = register(workspace)
    bound = bind(workspace, made, "on-model-changed")
    spoil(workspace, "life_cycle_binding", "parameters", bound)

    with pytest.raises(InputError, match="parameters of the life cycle of cc-fraud"):
        workspace.work("sanne").write(take_snapshot, made.version_id)


@pytest.mark.parametrize("whose", ["the model's", "the template's"])
@pytest.mark.parametrize("facts", [None, start_facts], ids=["as told", "by the service"])
def test_no_life_cycle_starts_with_parameters_that_are_unreadable(
    workspace: TestWorkspace, whose: str, facts: Any
) -> None:
    """They say what must pass: read as none, they would let more through."""
    stage, made = Stage(workspace, TASKS, start_facts=facts), register(workspace)
    step = node("look", NodeKind.USER, task_kind="do", roles=("tester",))
    template = stage.library.publish(line("easy", step), parameters={"required": ["auc"]})
    bound = bind(workspace, made, "easy")
    request = StartRequest(
        template, workspace.unit_id, start_key="easy", model_id=made.model_id,
        version_id=made.version_id,
    )  # fmt: skip
    spoiled = {"the model's": ("life_cycle_binding", bound),
               "the template's": ("life_cycle_template", template)}  # fmt: skip
    table, row = spoiled[whose]
    spoil(workspace, table, "parameters", row)

    with (
        pytest.raises(InputError, match="parameters of the life cycle “easy” can't be read"),
        stage.work.unit() as work,
    ):
        stage.engine.start(work, request)


def test_whole_training_is_read_as_it_was(workspace: TestWorkspace) -> None:
    made, record = trained(workspace)

    snapshot = workspace.work("sanne").write(take_snapshot, made.version_id)

    with workspace.service.reading() as session:
        assert session.get_one(TrainingRecord, record).data_digests == TRAINED["data_digests"]
    assert snapshot.id != made.snapshot_id
