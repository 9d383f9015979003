"""One loaded model version: an ONNX session made from verified bytes, and its signature."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# It would keep a device id and a growing file of events in the home folder, to be sent out.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime as ort
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from app.services.runtime_server import onnx_file
from app.services.runtime_server.errors import RequestError, bad_request
from app.services.runtime_server.tensors import ONNX_TO_V2, Array, TensorSpec

ORT_ERRORS = tuple(
    kind
    for kind in vars(ort_errors).values()
    if isinstance(kind, type) and issubclass(kind, Exception)
)
# Converters store the column names of a one-tensor model here, as a JSON list.
FEATURE_NAMES_KEY = "feature_names"


@dataclass(frozen=True, slots=True)
class ModelKey:
    name: str
    version: str


class ServedModel:
    """A session that answers; `expected_ms` learns how long one run takes."""

    def __init__(self, key: ModelKey, sha256: str, session: Any) -> None:
        self.key = key
        self.sha256 = sha256
        self.inputs = tuple(_spec(node, "Input") for node in session.get_inputs())
        self.outputs = tuple(_spec(node, "Output") for node in session.get_outputs())
        self.feature_names = _feature_names(session)
        self._session = session
        self._per_row_ms = float("inf")  # the first run counts as slow
        self._is_steady = True

    def expected_ms(self, rows: int) -> float:
        return self._per_row_ms * rows if self._is_steady else float("inf")

    def keep_off_the_event_loop(self) -> None:
        """How long its runs take tells nothing about the next one."""
        self._is_steady = False

    def run(
        self, names: Sequence[str], feeds: dict[str, Array], rows: int, options: Any = None
    ) -> list[Array]:
        """The asked outputs; `options.terminate`, set by another thread, ends the run early.

        Raises:
            RequestError: 400, the model can't compute these inputs.
        """
        started = time.perf_counter()
        try:
            arrays: list[Array] = self._session.run(list(names), feeds, options)
        except ORT_ERRORS as error:
            raise bad_request(
                f"The model can't compute these inputs: {_first_line(error)}"
            ) from error
        per_row = (time.perf_counter() - started) * 1000 / rows
        old = self._per_row_ms
        self._per_row_ms = per_row if old == float("inf") else 0.9 * old + 0.1 * per_row
        return arrays


def load(key: ModelKey, sha256: str, content: bytes, *, threads: int) -> ServedModel:
    """A session from `content`, if those are the bytes that were approved.

    Raises:
        RequestError: other bytes, not a servable ONNX model.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise RequestError(
            400, f"The stored artifact of {key.name}:{key.version} was changed: its digest differs."
        )
    facts = onnx_file.inspect(content)
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.load_model_format", "ONNX")
    try:
        session = ort.InferenceSession(
            content, sess_options=options, providers=["CPUExecutionProvider"]
        )
    except ORT_ERRORS as error:
        opsets = ", ".join(f"{name or 'ai.onnx'} {number}" for name, number in facts.opsets.items())
        raise bad_request(
            f"ONNX Runtime {ort.__version__} can't load the model (IR {facts.ir_version}, "
            f"operator sets: {opsets}): {_first_line(error)}"
        ) from error
    return ServedModel(key, sha256, session)


def _spec(node: Any, what: str) -> TensorSpec:
    datatype = ONNX_TO_V2.get(node.type)
    if datatype is None:
        raise bad_request(
            f"{what} “{node.name}” is {node.type}; only tensors are served. "
            "Convert the model without maps (for scikit-learn: zipmap off)."
        )
    shape = tuple(size if isinstance(size, int) else -1 for size in node.shape)
    return TensorSpec(node.name, datatype, shape)


def _feature_names(session: Any) -> tuple[str, ...]:
    text = session.get_modelmeta().custom_metadata_map.get(FEATURE_NAMES_KEY, "")
    try:
        names = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return ()
    if not isinstance(names, list):
        return ()
    return tuple(str(name) for name in names)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:400] if str(error).strip() else "no reason given"
