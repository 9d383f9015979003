"""Small real ONNX models for the runtime's tests."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import onnx
from onnx import TensorProto, helper


def add_model(amount: float = 1.0, *, width: int = 2, feature_names: list[str] | None = None) -> bytes:
    """y = sum over columns of (x + amount), shape [rows, 1]; x is FP32 [rows, width]."""
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, width])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 1])
    nodes = [
        helper.make_node("Add", ["x", "amount"], ["shifted"]),
        helper.make_node("ReduceSum", ["shifted", "axes"], ["y"], keepdims=1),
    ]
    constants = [
        helper.make_tensor("amount", TensorProto.FLOAT, [1], [amount]),
        helper.make_tensor("axes", TensorProto.INT64, [1], [1]),
    ]
    return _bytes(helper.make_graph(nodes, "add", [x], [y], constants), feature_names)


def text_model() -> bytes:
    """Two inputs: text [rows, 1] given back as it is, and age INT64 [rows, 1] plus itself."""
    inputs = [
        helper.make_tensor_value_info("city", TensorProto.STRING, [None, 1]),
        helper.make_tensor_value_info("age", TensorProto.INT64, [None, 1]),
    ]
    outputs = [
        helper.make_tensor_value_info("same", TensorProto.STRING, [None, 1]),
        helper.make_tensor_value_info("twice", TensorProto.INT64, [None, 1]),
    ]
    nodes = [
        helper.make_node("Identity", ["city"], ["same"]),
        helper.make_node("Add", ["age", "age"], ["twice"]),
    ]
    return _bytes(helper.make_graph(nodes, "text", inputs, outputs))


def external_data_model(location: str = "secret.bin") -> bytes:
    """A model whose weights stand in another file."""
    model = onnx.load_from_string(add_model())
    tensor = model.graph.initializer[0]
    tensor.ClearField("float_data")
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", location
    return bytes(model.SerializeToString())


def future_model() -> bytes:
    """A model of an operator set that no release knows."""
    model = onnx.load_from_string(add_model())
    model.opset_import[0].version = 999
    return bytes(model.SerializeToString())


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _bytes(graph: Any, feature_names: list[str] | None = None) -> bytes:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    if feature_names:
        helper.set_model_props(model, {"feature_names": json.dumps(feature_names)})
    return bytes(model.SerializeToString())
