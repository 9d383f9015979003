"""Turns a fitted pipeline into one ONNX file with an input per column and a score output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import onnx
from onnx import TensorProto, helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType

from app.services.training.pipeline import Encoding

# What every runtime of the last three years reads; nothing newer is needed.
TARGET_OPSET = {"": 17, "ai.onnx.ml": 3}
IR_VERSION = 8


@dataclass(frozen=True, slots=True)
class Converted:
    content: bytes
    score_output: str
    label_output: str
    probabilities_output: str


def convert(pipeline: Any, encoding: Encoding, task: str, positive: int) -> Converted:
    """The ONNX form of `pipeline`.

    Args:
        positive: for binary, the place of the positive class among the model's classes.
    """
    types = [
        (name, StringTensorType([None, 1]) if categories else FloatTensorType([None, 1]))
        for name, categories in zip(encoding.safe, encoding.categories, strict=True)
    ]
    options = None if task == "regression" else {id(pipeline): {"zipmap": False}}
    proto = to_onnx(pipeline, initial_types=types, options=options, target_opset=dict(TARGET_OPSET))
    names = dict(zip(encoding.safe, (f.name for f in encoding.fields), strict=True))
    taken = set(names.values())
    outputs = {wanted: _free(wanted, taken) for wanted in ("score", "label", "probabilities")}
    _shape_outputs(proto.graph, task, positive, outputs)
    _rename(proto.graph, names)
    proto.ir_version = IR_VERSION
    proto.producer_name = "modelward"
    proto.producer_version = "skl2onnx"
    onnx.checker.check_model(proto)
    is_regression = task == "regression"
    return Converted(
        content=proto.SerializeToString(deterministic=True),
        score_output=outputs["score"],
        label_output="" if is_regression else outputs["label"],
        probabilities_output="" if is_regression else outputs["probabilities"],
    )


def _free(wanted: str, taken: set[str]) -> str:
    name, n = wanted, 1
    while name in taken:
        name, n = f"{wanted}_{n}", n + 1
    return name


def _shape_outputs(graph: Any, task: str, positive: int, outputs: dict[str, str]) -> None:
    """Give the outputs their names, and add the one number that is scored and monitored."""
    if task == "regression":
        _rename_values(graph, {graph.output[0].name: outputs["score"]})
        return
    label, probabilities = (output.name for output in graph.output)
    _rename_values(graph, {label: outputs["label"], probabilities: outputs["probabilities"]})
    if task == "binary":
        graph.initializer.append(
            helper.make_tensor("mw_positive", TensorProto.INT64, [1], [positive])
        )
        node = helper.make_node(
            "Gather",
            [outputs["probabilities"], "mw_positive"],
            [outputs["score"]],
            name="mw_score",
            axis=1,
        )
    else:
        node = helper.make_node(
            "ReduceMax",
            [outputs["probabilities"]],
            [outputs["score"]],
            name="mw_score",
            axes=[1],
            keepdims=1,
        )
    graph.node.append(node)
    graph.output.insert(
        0, helper.make_tensor_value_info(outputs["score"], TensorProto.FLOAT, [None, 1])
    )


def _rename(graph: Any, names: dict[str, str]) -> None:
    """Give inputs the user's names; values inside that happen to be called so step aside."""
    wanted = set(names.values())
    inside = {name for node in graph.node for name in node.output}
    inside |= {tensor.name for tensor in graph.initializer}
    inside -= {output.name for output in graph.output}
    aside = {name: f"mw_inner_{n}" for n, name in enumerate(sorted(inside & wanted))}
    _rename_values(graph, aside)
    _rename_values(graph, names)


def _rename_values(graph: Any, names: dict[str, str]) -> None:
    for node in graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]
    for value in (*graph.input, *graph.output, *graph.value_info, *graph.initializer):
        value.name = names.get(value.name, value.name)
