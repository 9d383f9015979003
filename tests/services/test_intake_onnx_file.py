"""ONNX files, inspected in a child: facts of good ones, a sentence for bad ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from app.errors import InputError
from app.services.intake.onnx_file import OnnxFacts, Tensor, facts_from_json, inspect


def add_one(*, opset: int = 17, domain: str = "", op: str = "Add") -> onnx.ModelProto:
    one = helper.make_tensor("one", TensorProto.FLOAT, [1], [1.0])
    graph = helper.make_graph(
        [helper.make_node(op, ["x", "one"], ["y"], domain=domain)],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 3])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["rows", 3])],
        [one],
    )
    opsets = [helper.make_opsetid("", opset)]
    if domain:
        opsets.append(helper.make_opsetid(domain, 1))
    return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="test")


def _refusal(path: Path, content: bytes, **limits: float) -> str:
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        inspect(path, **limits)  # type: ignore[arg-type]  # the tests give ints and floats
    assert "\n" not in caught.value.message
    assert caught.value.hint
    return caught.value.message


def test_the_facts_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(add_one().SerializeToString())
    facts = inspect(path)
    assert facts == OnnxFacts(
        inputs=(Tensor("x", "float", (None, 3)),),
        outputs=(Tensor("y", "float", (None, 3)),),
        opsets={"": 17},
        producer="test",
        producer_version="",
        ir_version=8,
        operators=("Add",),
        metadata={},
    )
    assert facts_from_json(facts.to_json()) == facts


def test_each_bad_file_gives_one_clear_sentence(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    whole = add_one().SerializeToString()
    external = add_one()
    tensor = external.graph.initializer[0]
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../secret.bin")

    assert _refusal(path, whole[: len(whole) // 2]) == (
        "model.onnx is not an ONNX file, or only a part of one."
    )
    assert _refusal(path, b"<html></html>") == (
        "model.onnx is not an ONNX file, or only a part of one."
    )
    assert _refusal(path, onnx.ModelProto(ir_version=8).SerializeToString()) == (
        "model.onnx is not an ONNX file: it holds no graph."
    )
    assert "uses operator set 999" in _refusal(path, add_one(opset=999).SerializeToString())
    assert "keeps data in other files (“one”)" in _refusal(path, external.SerializeToString())
    assert "needs operators of “evil.ops”" in _refusal(
        path, add_one(domain="evil.ops").SerializeToString()
    )
    assert "can't be opened by the runtime" in _refusal(
        path, add_one(op="Nonsense").SerializeToString()
    )


def test_an_empty_or_absent_file_is_refused_without_a_child(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "model.onnx", b"") == "model.onnx is empty."
    with pytest.raises(InputError, match=r"none\.onnx can't be read: No such file"):
        inspect(tmp_path / "none.onnx")


def test_a_file_over_two_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)  # a hole: it takes no room
    with pytest.raises(InputError, match="larger than 2 GiB"):
        inspect(path)


def test_a_tensor_that_claims_gigabytes_it_does_not_have_is_refused(tmp_path: Path) -> None:
    proto = add_one()
    proto.graph.initializer[0].ClearField("float_data")
    proto.graph.initializer[0].dims[:] = [2**31, 2**20]
    assert "model.onnx" in _refusal(tmp_path / "model.onnx", proto.SerializeToString())


def test_a_field_that_claims_two_gigabytes_is_refused(tmp_path: Path) -> None:
    # Field 7 (graph), a length of 2^31 - 1, and then nothing.
    content = b"\x08\x08" + b"\x3a\xff\xff\xff\xff\x07"
    assert "only a part of one" in _refusal(tmp_path / "model.onnx", content)


def test_the_child_is_stopped_at_its_limits(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    weights = np.zeros(50_000_000, dtype=np.float32)
    proto = add_one()
    proto.graph.initializer.append(onnx.numpy_helper.from_array(weights, "w"))
    small = add_one().SerializeToString()
    assert "within 0.01 seconds" in _refusal(path, small, time_limit_s=0.01)
    assert "more memory than is allowed" in _refusal(path, small, memory_limit_bytes=10_000_000)
