"""What the runtime's tests share: small real ONNX models, a running runtime, polling."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import onnx
import requests
from onnx import TensorProto, helper

from app.services.runtime_adapters import RuntimeAddress, connect
from app.services.runtime_process import RuntimeProcess, start_detached, stop
from app.services.runtimes.embedded import EmbeddedRuntime


def add_model(
    amount: float = 1.0, *, width: int = 2, feature_names: list[str] | None = None
) -> bytes:
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


def slow_model() -> bytes:
    """y = x, after as many rounds of a loop as the INT64 input [1] says (1e6: about a second)."""
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go_in"], ["go_out"]),
            helper.make_node("Identity", ["v_in"], ["v_out"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("go_in", TensorProto.BOOL, []),
            helper.make_tensor_value_info("v_in", TensorProto.INT64, [1]),
        ],
        [
            helper.make_tensor_value_info("go_out", TensorProto.BOOL, []),
            helper.make_tensor_value_info("v_out", TensorProto.INT64, [1]),
        ],
    )
    nodes = [
        helper.make_node("Squeeze", ["x"], ["rounds"]),
        helper.make_node("Loop", ["rounds", "", "x"], ["y"], body=body),
    ]
    x = helper.make_tensor_value_info("x", TensorProto.INT64, [1])
    y = helper.make_tensor_value_info("y", TensorProto.INT64, [1])
    return _bytes(helper.make_graph(nodes, "slow", [x], [y]))


def big_model(nodes: int) -> bytes:
    """A chain of additions: small as a file, slow to load."""
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 2])
    y = helper.make_tensor_value_info(f"v{nodes}", TensorProto.FLOAT, [None, 2])
    chain = [
        helper.make_node("Add", [f"v{i}" if i else "x", "x"], [f"v{i + 1}"]) for i in range(nodes)
    ]
    return _bytes(helper.make_graph(chain, "big", [x], [y]))


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


@dataclass(frozen=True)
class Running:
    """A runtime process, and a plain HTTP client for it."""

    folder: Path
    log_dir: Path
    process: RuntimeProcess
    session: requests.Session

    def url(self, path: str) -> str:
        return self.process.url + path

    def call(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        return self.session.request(method, self.url(path), timeout=10, **kwargs)

    def put(self, name: str, version: str, content: bytes) -> requests.Response:
        path = f"/v2/repository/models/{name}/versions/{version}/artifact"
        return self.call("PUT", path, params={"sha256": sha256_of(content)}, data=content)

    def serve(self, name: str, version: str, content: bytes) -> None:
        assert self.put(name, version, content).ok
        load = self.call(
            "POST",
            f"/v2/repository/models/{name}/load",
            json={"parameters": {"version": version}},
        )
        assert load.ok, load.text

    def turn(self, name: str) -> int:
        return int(self.call("GET", f"/v2/repository/models/{name}/turn").json()["turn"])

    def point(
        self, name: str, model: str, version: str, sha256: str, expect: Any, turn: int | None = None
    ) -> Any:
        """`turn`: as it was read earlier; else as it is now."""
        document = {"model": model, "version": version, "sha256": sha256, "expect": expect}
        document["turn"] = self.turn(name) if turn is None else turn
        return self.call("PUT", f"/v2/repository/models/{name}/default", json=document)

    def infer(self, name: str, rows: list[list[Any]], **more: Any) -> requests.Response:
        return self.call("POST", f"/v2/models/{name}/infer", json=body(rows) | more)

    def fresh(self) -> Running:
        """The same runtime by another client, for another thread."""
        session = requests.Session()
        session.trust_env = False
        session.headers.update(self.session.headers)
        return replace(self, session=session)

    def adapter(self) -> EmbeddedRuntime:
        adapter = connect("embedded", RuntimeAddress(self.process.url, self.process.token))
        assert isinstance(adapter, EmbeddedRuntime)
        return adapter


def body(rows: list[list[Any]]) -> dict[str, Any]:
    """An inference request for `add_model`."""
    shape = [len(rows), len(rows[0])]
    return {"inputs": [{"name": "x", "datatype": "FP32", "shape": shape, "data": rows}]}


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Running]:
    """A runtime in `folder`, ended at the end."""
    log_dir = folder / "scores"
    process = start_detached(folder / "runtime", log_dir=log_dir, options=options)
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = f"Bearer {process.token}"
    try:
        yield Running(folder / "runtime", log_dir, process, session)
    finally:
        session.close()
        stop(folder / "runtime")


def wait_until(is_done: Callable[[], bool], deadline_s: float = 5.0) -> None:
    until = time.monotonic() + deadline_s
    while not is_done():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.01)
