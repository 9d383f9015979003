"""The steps that may ask for a variable, or set it, are found by what stands in the file."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.bpmn.graph import MultiInstance, Node, NodeKind, ProcessDefinition, TimerKind
from app.models.bpmn.naming import names_set, steps_naming
from tests.processes import error, flow, node, process, timer

ASKS = "${risk_tier == 'high'}"


def with_step(kind: NodeKind = NodeKind.SERVICE, **values: Any) -> ProcessDefinition:
    return process(
        "p",
        [node("start", NodeKind.START), node("step", kind, **values), node("end", NodeKind.END)],
        [flow("start", "step"), flow("step", "end")],
    )


@pytest.mark.parametrize(
    "definition",
    [
        with_step(inputs={"tier": "${risk_tier}"}),
        with_step(outputs={"is_high": ASKS}),
        with_step(inputs={"tier": "=risk_tier"}),
        with_step(NodeKind.USER, name="Look at a model of tier ${risk_tier}"),
        with_step(NodeKind.USER, roles=("${risk_tier}_team",)),
        with_step(multi_instance=MultiInstance(collection="risk_tier")),
        with_step(multi_instance=MultiInstance("all", completion_condition=ASKS)),
        with_step(NodeKind.CATCH, event=timer(TimerKind.DURATION, "${risk_tier}")),
        with_step(NodeKind.BUSINESS_RULE, decision="any"),
        with_step(NodeKind.CALL, called_element="other", passes_all_in=True),
    ],
    ids=[
        "input", "output", "feel", "name", "roles", "collection", "completion", "timer", "table",
        "all handed on",
    ],
)  # fmt: skip
def test_a_step_asks_for_a_variable_wherever_its_text_names_it(
    definition: ProcessDefinition,
) -> None:
    assert steps_naming(definition, ["risk_tier"]) == {"step"}


def test_a_way_out_of_a_step_is_the_steps_own_to_ask() -> None:
    steps = [node("start", NodeKind.START), node("step", NodeKind.EXCLUSIVE)]
    ways = [flow("start", "step"), flow("step", "strict", ASKS), flow("step", "light")]
    ends = [node("strict", NodeKind.END), node("light", NodeKind.END)]

    found = steps_naming(process("p", [*steps, *ends], ways), ["risk_tier"])

    assert found == {"step"}


def test_an_event_on_a_step_is_waited_for_when_the_step_begins() -> None:
    late = node("late", NodeKind.BOUNDARY, attached_to="step",
                event=timer(TimerKind.DURATION, "${risk_tier}"))  # fmt: skip
    steps = [node("start", NodeKind.START), node("step", NodeKind.SERVICE), late]

    found = steps_naming(process("p", steps, [flow("start", "step")]), ["risk_tier"])

    assert found == {"step", "late"}


def test_a_step_that_names_none_of_them_asks_nothing() -> None:
    definition = with_step(inputs={"version": "${version_id}"})

    assert steps_naming(definition, ["risk_tier", "is_regulated"]) == frozenset()


@pytest.mark.parametrize(
    "step",
    [
        node("s", NodeKind.SERVICE, outputs={"risk_tier": "high"}),
        node("s", NodeKind.SERVICE, result_variable="risk_tier"),
        node("s", NodeKind.SUB_PROCESS, inputs={"risk_tier": "high"}),
        node("s", NodeKind.CALL, inputs={"risk_tier": "${of_the_group}"}),
        node("s", NodeKind.BOUNDARY, event=error("bad", error_code_variable="risk_tier")),
        node("s", NodeKind.USER,
             multi_instance=MultiInstance("all", element_variable="risk_tier")),
    ],
    ids=["output", "result", "sub-process", "call", "error", "element"],
)  # fmt: skip
def test_a_step_sets_a_variable_that_it_gives_another_value(step: Node) -> None:
    assert names_set(step, ["risk_tier"]) == {"risk_tier"}


@pytest.mark.parametrize(
    "step",
    [
        node("s", NodeKind.SUB_PROCESS, inputs={"risk_tier": "${risk_tier}"}),
        node("s", NodeKind.CALL, outputs={"risk_tier": " =risk_tier"}),
        node("s", NodeKind.SERVICE, inputs={"risk_tier": "high"}),
    ],
    ids=["handed on", "handed back", "told to a task"],
)
def test_to_hand_a_variable_on_as_it_is_sets_nothing(step: Node) -> None:
    assert names_set(step, ["risk_tier"]) == frozenset()
