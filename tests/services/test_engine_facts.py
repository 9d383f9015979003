"""What a run was told of its model at its start is told anew where a later step asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, event, select

from app.errors import AppError
from app.models.bpmn.graph import Node, NodeKind, ProcessDefinition, RetryCycle
from app.models.database import Clock, real_clock
from app.models.rules.asking import DEFAULT_TEMPLATE
from app.models.rules.free_variables import TOLD_FACTS
from app.models.tables.engine import Incident, Job, Variable
from app.models.tables.life_cycle import UserTask
from app.registry import Registry
from app.services.engine.starting import StartRequest
from app.services.start_facts import present_facts
from app.services.task_types import Done, Outcome, TaskContext, TaskHandler
from app.services.unit_of_work import UnitOfWork
from tests.governance_kit import use_case
from tests.processes import Stage, flow, line, node, process, publish_table
from tests.services.engine_tasks import TASKS, TestClock
from tests.stories import Registered, register
from tests.workspaces import TestWorkspace

TOLD: Registry[TaskHandler] = Registry("test task", "app.services.commands")
HIGH = "${risk_tier == 'high'}"
ONCE = RetryCycle(1)


class Model:
    """As it is found by whoever asks; counts how often somebody did."""

    def __init__(self) -> None:
        self.facts: dict[str, Any] = {"risk_tier": "low", "is_regulated": False}
        self.asked: list[UUID] = []

    def __call__(self, _work: UnitOfWork, version_id: UUID) -> Mapping[str, Any]:
        self.asked.append(version_id)
        return dict(self.facts)


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def stage(workspace: TestWorkspace, model: Model) -> Stage:
    return Stage(workspace, TASKS, present_facts=model)


def look(**values: Any) -> Node:
    return node("look", NodeKind.USER, roles=("tester",), **values)


def by_gateway() -> ProcessDefinition:
    """A person's step, then a way by the tier: a gateway chooses it."""
    return process(
        "by-gateway",
        [
            node("start", NodeKind.START), look(),
            node("which", NodeKind.EXCLUSIVE, default_flow="easy"), *_ends(),
        ],
        [flow("start", "look"), flow("look", "which"), *_ways("which")],
    )  # fmt: skip


def by_step() -> ProcessDefinition:
    """The same without one: the conditions are those of the step itself."""
    return process(
        "by-step",
        [node("start", NodeKind.START), look(default_flow="easy"), *_ends()],
        [flow("start", "look"), *_ways("look")],
    )


def _ends() -> list[Any]:
    return [
        node("strict", NodeKind.USER, roles=("tester",)),
        node("light", NodeKind.USER, roles=("tester",)),
    ]


def _ways(source: str) -> list[Any]:
    return [flow(source, "strict", HIGH), flow(source, "light", flow_id="easy")]


def start(stage: Stage, of: ProcessDefinition, made: Registered | None, **told: Any) -> UUID:
    request = StartRequest(
        stage.library.publish(of),
        stage.workspace.unit_id,
        start_key=of.id,
        model_id=made.model_id if made else None,
        version_id=made.version_id if made else None,
        variables=told,
    )
    with stage.work.unit() as work:
        return stage.engine.start(work, request)


def go_on(stage: Stage, instance_id: UUID) -> list[str]:
    """The person's step is done; where the run is then."""
    (task,) = stage.open_tasks(instance_id)
    stage.complete("piet", task.id)
    stage.drain()
    return stage.places(instance_id)


@pytest.mark.parametrize("of", [by_gateway, by_step])
def test_a_way_is_chosen_by_how_the_model_is_rated_when_it_is_chosen(
    stage: Stage, model: Model, of: Any
) -> None:
    made = register(stage.workspace)
    run = start(stage, of(), made, risk_tier="low")
    model.facts["risk_tier"] = "high"

    places = go_on(stage, run)

    assert places == ["strict"]
    assert stage.variables(run)["risk_tier"] == "high"
    assert set(model.asked) == {made.version_id}


def test_a_run_is_told_nothing_that_it_was_not_told_at_its_start(
    stage: Stage, model: Model
) -> None:
    run = start(stage, by_gateway(), register(stage.workspace), risk_tier="low")
    model.facts["is_regulated"] = True

    go_on(stage, run)

    assert "is_regulated" not in stage.variables(run)


def test_a_run_of_no_version_keeps_what_its_start_says(stage: Stage, model: Model) -> None:
    run = start(stage, by_gateway(), None, risk_tier="medium")
    model.facts["risk_tier"] = "high"

    places = go_on(stage, run)

    assert (places, stage.variables(run)["risk_tier"]) == (["light"], "medium")
    assert model.asked == []


def test_only_the_step_that_asks_for_the_facts_reads_them(stage: Stage, model: Model) -> None:
    made = register(stage.workspace)
    give = node("give", NodeKind.SERVICE, task_type="give", inputs={"value": "${version_id}"})
    hand = node("hand", NodeKind.SERVICE, task_type="give", inputs={"value": "${risk_tier}"})

    start(stage, line("asks-nothing", give, look()), made, risk_tier="low")
    stage.drain()
    before = list(model.asked)
    start(stage, line("asks", give, hand, look()), made, risk_tier="low")
    stage.drain()

    assert (before, model.asked) == ([], [made.version_id])


def test_a_decision_table_is_asked_with_the_facts_of_now(stage: Stage, model: Model) -> None:
    asked: list[Any] = []
    engine = Stage(stage.workspace, TASKS, present_facts=model, decide=noting(asked))
    publish_table(engine, 1)
    rule = node("rule", NodeKind.BUSINESS_RULE, decision="tier-table", result_variable="told")
    run = start(engine, line("by-table", look(), rule), register(stage.workspace),
                risk_tier="low")  # fmt: skip
    model.facts["risk_tier"] = "high"

    go_on(engine, run)

    assert asked == ["high"]


def noting(asked: list[Any]) -> Any:
    def decide(_dmn: bytes, _name: str, variables: Mapping[str, Any], _mapping: str) -> Any:
        asked.append(variables["risk_tier"])
        return "said"

    return decide


def test_the_facts_of_a_model_are_one_statement(workspace: TestWorkspace) -> None:
    made = register(workspace)
    use_case(workspace, made.model_id)
    statements: list[str] = []

    with workspace.service.unit() as work:
        engine = work.session.get_bind()
        note = partial(_note, statements)
        event.listen(engine, "before_cursor_execute", note)
        facts = present_facts(work, made.version_id)
        event.remove(engine, "before_cursor_execute", note)

    assert facts == {"risk_tier": "medium", "is_regulated": True, "life_cycle": DEFAULT_TEMPLATE}
    assert len(statements) == 1


def _note(statements: list[str], *execution: Any) -> None:
    statements.append(execution[2])


# Tried again


@TOLD.register("told")
class Told(TaskHandler):
    """Fails while the model is one of no regulated use."""

    label = "Told"

    @dataclass(frozen=True, slots=True)
    class Inputs:
        tier: str
        is_regulated: bool

    def run(self, inputs: Any, context: TaskContext) -> Outcome:
        if not inputs.is_regulated:
            raise AppError("The runtime did not answer.")
        return Done({})


def failed(
    workspace: TestWorkspace,
    model: Model,
    retries: RetryCycle = ONCE,
    clock: Clock = real_clock,
) -> tuple[Stage, UUID]:
    """A run whose task, told how the model is rated and used, has failed."""
    stage = Stage(workspace, TOLD, present_facts=model, clock=clock)
    inputs = {"tier": "${risk_tier}", "is_regulated": "${is_regulated}"}
    step = node("step", NodeKind.SERVICE, task_type="told", retries=retries, inputs=inputs)
    told = {"risk_tier": "low", "is_regulated": False}
    run = start(stage, line("told", step, look()), register(workspace), **told)
    stage.drain()
    return stage, run


def handed(stage: Stage) -> list[tuple[str, dict[str, Any]]]:
    with stage.work.reading() as session:
        return [(job.state, job.inputs) for job in session.scalars(select(Job))]


def retry(stage: Stage) -> str:
    with stage.work.reading() as session:
        incident = session.scalars(select(Incident.id)).one()
    with stage.work.unit() as work:
        said = stage.engine.retry(work, incident)
    stage.drain()
    return said


def test_a_task_that_is_tried_again_is_handed_the_facts_of_now(
    workspace: TestWorkspace, model: Model
) -> None:
    stage, run = failed(workspace, model)
    before = handed(stage)
    model.facts |= {"risk_tier": "high", "is_regulated": True}

    said = retry(stage)

    assert (said, stage.places(run)) == ("", ["look"])
    assert before == [("failed", {"tier": "low", "is_regulated": False})]
    assert handed(stage) == [("succeeded", {"tier": "high", "is_regulated": True})]
    assert stage.variables(run)["risk_tier"] == "high"


def test_a_task_that_tries_again_by_itself_is_handed_the_facts_of_the_last_time_it_failed(
    workspace: TestWorkspace, model: Model
) -> None:
    clock = TestClock()
    stage, run = failed(workspace, model, RetryCycle(3, (10.0,)), clock)
    model.facts |= {"risk_tier": "high", "is_regulated": True}
    for _ in range(2):
        clock.pass_by(seconds=11)
        stage.drain()

    assert stage.places(run) == ["look"]
    assert handed(stage) == [("succeeded", {"tier": "high", "is_regulated": True})]
    assert stage.variables(run)["risk_tier"] == "high"


def test_what_can_not_be_handed_any_more_stays_an_incident_in_words(
    workspace: TestWorkspace, model: Model
) -> None:
    stage, run = failed(workspace, model)
    with workspace.service.unit() as work:
        work.session.execute(
            delete(Variable).where(Variable.instance_id == run, Variable.name == "is_regulated")
        )

    said = retry(stage)

    assert "is_regulated" in said
    assert stage.instance(run).state == "incident"
    assert [state for state, _ in handed(stage)] == ["failed"]


# What the life cycle sets itself, and what it hands on


def inside(*nodes: Node, flows: list[Any], **handed: str) -> ProcessDefinition:
    """A sub-process that is handed `handed`, begins with a person's step, and holds `nodes`."""
    inner = [node("in", NodeKind.START), look(), *nodes]
    return process(
        "inside",
        [
            node("start", NodeKind.START),
            node("sub", NodeKind.SUB_PROCESS, inputs=handed),
            *(replace(each, scope="sub") for each in inner),
        ],
        [flow("start", "sub"), flow("in", "look"), *flows],
    )


def which() -> Node:
    return node("which", NodeKind.EXCLUSIVE, default_flow="easy")


@pytest.mark.parametrize(
    ("handed", "place"), [("${risk_tier}", "strict"), ("medium", "light")], ids=["told", "own"]
)
def test_what_a_sub_process_was_handed_is_of_now_where_it_is_what_the_run_was_told(
    stage: Stage, model: Model, handed: str, place: str
) -> None:
    of = inside(which(), *_ends(), flows=[flow("look", "which"), *_ways("which")],
                risk_tier=handed)  # fmt: skip
    run = start(stage, of, register(stage.workspace), risk_tier="low")
    model.facts["risk_tier"] = "high"

    assert go_on(stage, run) == [place]


def stricter() -> ProcessDefinition:
    """A step says that the run is to be as strict as for a model of high risk."""
    set_high = node("set", NodeKind.SERVICE, task_type="give", outputs={"risk_tier": "high"})
    return process(
        "stricter",
        [node("start", NodeKind.START), set_high, look(), which(), *_ends()],
        [flow("start", "set"), flow("set", "look"), flow("look", "which"), *_ways("which")],
    )


@pytest.mark.parametrize("tier", ["low", "medium"], ids=["as at the start", "changed since"])
def test_a_life_cycle_that_is_stricter_than_the_model_asks_stays_so(
    stage: Stage, model: Model, tier: str
) -> None:
    run = start(stage, stricter(), register(stage.workspace), risk_tier="low")
    stage.drain()
    model.facts["risk_tier"] = tier

    places = go_on(stage, run)

    assert (places, stage.variables(run)["risk_tier"]) == (["strict"], "high")


def calling(child: str, **call: Any) -> ProcessDefinition:
    """It calls `child`; then a way by the tier."""
    call_it = node("call", NodeKind.CALL, called_element=child, **call)
    return process(
        "calling",
        [node("start", NodeKind.START), call_it, which(), *_ends()],
        [flow("start", "call"), flow("call", "which"), *_ways("which")],
    )


HANDS_ALL = {"passes_all_in": True, "passes_all_out": True}
HANDS_ONE = {"inputs": {"risk_tier": "${risk_tier}"}, "outputs": {"risk_tier": "${risk_tier}"}}


@pytest.mark.parametrize("call", [HANDS_ALL, HANDS_ONE], ids=["all", "one"])
def test_a_called_life_cycle_hands_back_no_fact_of_before(
    stage: Stage, model: Model, call: dict[str, Any]
) -> None:
    stage.library.publish(line("child", look()))
    run = start(stage, calling("child", **call), register(stage.workspace), risk_tier="low")
    stage.drain()
    model.facts["risk_tier"] = "high"

    finish_called(stage)

    assert stage.places(run) == ["strict"]


def finish_called(stage: Stage) -> None:
    with stage.work.reading() as session:
        task = session.scalars(select(UserTask.id)).one()
    stage.complete("piet", task)
    stage.drain()


def test_what_the_caller_set_itself_stays_so_in_what_it_calls(stage: Stage, model: Model) -> None:
    child = process(
        "child",
        [node("start", NodeKind.START), look(), which(), *_ends()],
        [flow("start", "look"), flow("look", "which"), *_ways("which")],
    )
    stage.library.publish(child)
    of = calling("child", inputs={"risk_tier": "high"})
    start(stage, of, register(stage.workspace), risk_tier="low")
    stage.drain()
    model.facts["risk_tier"] = "medium"

    finish_called(stage)

    with stage.work.reading() as session:
        opened = set(session.scalars(select(UserTask.node_id)))
    assert opened == {"look", "strict"}


def test_a_run_of_before_this_was_kept_goes_by_the_facts_of_now(stage: Stage, model: Model) -> None:
    run = start(stage, by_gateway(), register(stage.workspace), risk_tier="low")
    with stage.work.unit() as work:
        work.session.execute(delete(Variable).where(Variable.name == TOLD_FACTS))
    model.facts["risk_tier"] = "high"

    assert go_on(stage, run) == ["strict"]
