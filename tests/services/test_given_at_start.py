"""What a start or a binding sets of what is published with a life cycle: what is free there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import RefusedError
from app.models.bpmn.graph import NodeKind
from app.models.rules.free_variables import LISTED
from app.models.tables.engine import ProcessInstance
from app.models.tables.life_cycle import EngineInbox, LifeCycleBinding
from app.services.commands.bindings import bind_life_cycle
from app.services.commands.models import NewModel, NewVersion, add_version, register_model
from app.services.commands.processes import submit
from app.services.unit_of_work import InboxKind
from tests.processes import Stage, flow, line, message, node, process
from tests.services.engine_tasks import TASKS
from tests.stories import register
from tests.workspaces import TestWorkspace

SET = {"limit": 5, "remind_after": "P1D"}


@pytest.fixture
def stage(workspace: TestWorkspace) -> Stage:
    """A life cycle that leaves its limit free, and who is reminded when not."""
    stage = Stage(workspace, TASKS)
    step = node("look", NodeKind.USER, roles=("tester",))
    stage.library.publish(line("mine", step), parameters={**SET, LISTED: ["limit"]})
    return stage


def told(stage: Stage, key: UUID) -> str:
    stage.drain()
    with stage.work.reading() as session:
        return session.get_one(EngineInbox, key).result


def runs(stage: Stage) -> list[dict[str, Any]]:
    with stage.work.reading() as session:
        keys = session.scalars(select(ProcessInstance.id)).all()
    return [stage.variables(key) for key in keys]


def test_a_start_sets_what_the_life_cycle_leaves_free(stage: Stage) -> None:
    given = {"limit": 7, "wanted_runtime": "prod-2", "of_its_own": "x"}
    key = stage.tell("sanne", InboxKind.START, template_key="mine", variables=given)

    assert told(stage, key) == ""
    (run,) = runs(stage)
    assert {**run, **SET, **given} == {**run, "remind_after": "P1D"}


@pytest.mark.parametrize("name", ["remind_after", LISTED, "instance_id", "stage"])
def test_a_start_that_sets_what_is_not_its_to_say_begins_nothing(stage: Stage, name: str) -> None:
    key = stage.tell("sanne", InboxKind.START, template_key="mine", variables={name: "P999D"})

    assert told(stage, key) == (
        f"A start of this life cycle does not set {name}. Of what is published with it, it sets"
        " limit, wanted_runtime, alert, monitor, monitor_verdict: given_at_start says so."
    )
    assert runs(stage) == []


def test_a_message_that_starts_a_life_cycle_sets_no_more(stage: Stage) -> None:
    begins = node("begin", NodeKind.START, event=message("model changed"))
    again = process("again", [begins, node("end", NodeKind.END)], [flow("begin", "end")])
    stage.library.publish(again, parameters=SET)
    wish = {"name": "model changed", "key": "cc"}
    key = stage.tell("sanne", InboxKind.MESSAGE, **wish, variables={"remind_after": "P999D"})

    assert "does not set remind_after." in told(stage, key)
    assert runs(stage) == []


def test_a_message_to_a_run_sets_no_parameter_that_a_start_may_not(stage: Stage) -> None:
    waits = node("get", NodeKind.RECEIVE, event=message("hello"))
    template_id = stage.library.publish(line("waits", waits), parameters={**SET, LISTED: ["limit"]})
    run = stage.start_again(template_id, key="once", business_key="k")
    said = {"limit": 7, "remind_after": "P999D", LISTED: ["remind_after"], "rows": 10}
    key = stage.tell("sanne", InboxKind.MESSAGE, name="hello", key="k", variables=said)

    assert told(stage, key) == ""
    found = stage.variables(run)
    assert {name: found[name] for name in said} == {
        "limit": 7, "remind_after": "P1D", LISTED: ["limit"], "rows": 10,
    }  # fmt: skip


def test_who_submits_is_told_what_they_may_set(workspace: TestWorkspace) -> None:
    made = register(workspace)
    sanne = workspace.work("sanne")

    with pytest.raises(RefusedError) as refused:
        sanne.write(submit, made.version_id, variables={"remind_after": "P999D", "training": {}})

    (found,) = refused.value.blockers
    assert (found.code, found.params["names"]) == ("start.variable", ["remind_after"])
    assert "test_time_limit_s" in found.params["free"]
    assert sanne.write(submit, made.version_id, variables={"training": {"seed": 2}}).is_new


def a_model(workspace: TestWorkspace) -> UUID:
    """On which nobody of these works."""
    with workspace.work("tom").unit() as work:
        model_id = register_model(work, NewModel(name="quiet")).id
        add_version(work, model_id, NewVersion("manual"))
    return model_id


def by_sql(workspace: TestWorkspace, who: str, model_id: UUID, said: dict[str, Any]) -> str:
    try:
        with workspace.work(who).unit() as work:
            row = work.session.scalars(
                select(LifeCycleBinding).where(LifeCycleBinding.model_id == model_id)
            ).one()
            row.parameters = said
            work.flush()
    except RefusedError as error:
        return ",".join(one.code for one in error.blockers)
    return ""


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"remind_after": "P999D"}, "binding.guarded"),
        ({LISTED: ["remind_after"]}, "binding.guarded"),
        ({"wanted_runtime": "prod-2", "test_time_limit_s": 60}, ""),
    ],
)
def test_a_builder_binds_what_is_free_and_an_architect_the_rest(
    workspace: TestWorkspace, said: dict[str, Any], code: str
) -> None:
    model_id = a_model(workspace)
    found = by_sql(workspace, "sanne", model_id, said)
    by_command = ""
    try:
        workspace.work("sanne").write(
            bind_life_cycle, model_id, template_key="on-model-changed", parameters={**said}
        )
    except RefusedError as error:
        by_command = ",".join(one.code for one in error.blockers)

    assert (found, by_command) == (code, code)
    assert by_sql(workspace, "eva", model_id, {"remind_after": "PT1H", "escalate_after": 1}) == ""
    # What an architect set, a builder neither changes nor takes away.
    assert by_sql(workspace, "sanne", model_id, {"remind_after": "PT1H"}) == "binding.guarded"
    kept = {"remind_after": "PT1H", "escalate_after": 1, "wanted_runtime": "prod-2"}
    assert by_sql(workspace, "sanne", model_id, kept) == ""
