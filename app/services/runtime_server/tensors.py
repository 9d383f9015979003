"""Open Inference Protocol v2 bodies: JSON in, checked numpy arrays out, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from app.services.runtime_server.errors import bad_request
from app.services.runtime_server.limits import Limits

Array = npt.NDArray[Any]

ONNX_TO_V2 = {
    "tensor(bool)": "BOOL",
    "tensor(uint8)": "UINT8",
    "tensor(uint16)": "UINT16",
    "tensor(uint32)": "UINT32",
    "tensor(uint64)": "UINT64",
    "tensor(int8)": "INT8",
    "tensor(int16)": "INT16",
    "tensor(int32)": "INT32",
    "tensor(int64)": "INT64",
    "tensor(float16)": "FP16",
    "tensor(float)": "FP32",
    "tensor(double)": "FP64",
    "tensor(string)": "BYTES",
}
_DTYPES: dict[str, Any] = {
    "BOOL": np.bool_,
    "UINT8": np.uint8,
    "UINT16": np.uint16,
    "UINT32": np.uint32,
    "UINT64": np.uint64,
    "INT8": np.int8,
    "INT16": np.int16,
    "INT32": np.int32,
    "INT64": np.int64,
    "FP16": np.float16,
    "FP32": np.float32,
    "FP64": np.float64,
    "BYTES": np.object_,
}
_FLOATS = frozenset({"FP16", "FP32", "FP64"})
_PYTHON_TYPES: dict[str, frozenset[type]] = {
    name: frozenset(
        {float, int}
        if name in _FLOATS
        else {bool}
        if name == "BOOL"
        else {str}
        if name == "BYTES"
        else {int}
    )
    for name in _DTYPES
}
_MAX_ID_LENGTH = 200
_MAX_NESTING = 8


@dataclass(frozen=True, slots=True)
class TensorSpec:
    name: str
    datatype: str
    shape: tuple[int, ...]  # -1: any length

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "datatype": self.datatype, "shape": list(self.shape)}


@dataclass(frozen=True, slots=True)
class InferRequest:
    id: str
    inputs: dict[str, Array]
    outputs: tuple[str, ...]  # as asked for; all when nothing was
    rows: int
    decision_ids: tuple[str, ...]  # one per row where the caller gave them
    purpose: str  # empty: a business decision; else “smoke” and the like


def read_request(
    body: bytes, inputs: Sequence[TensorSpec], outputs: Sequence[TensorSpec], limits: Limits
) -> InferRequest:
    """The request in `body`, checked against the model's signature.

    Raises:
        RequestError: 400 with the first thing that is wrong.
    """
    document = read_object(body)
    arrays = _read_inputs(document.get("inputs"), inputs, limits)
    rows = _count_rows(arrays, inputs, limits)
    parameters = document.get("parameters") or {}
    if not isinstance(parameters, dict):
        raise bad_request("“parameters” must be an object.")
    return InferRequest(
        id=_read_id(document.get("id", "")),
        inputs=arrays,
        outputs=_read_outputs(document.get("outputs"), outputs),
        rows=rows,
        decision_ids=_read_decision_ids(parameters, rows),
        purpose=_read_id(parameters.get("purpose"), "purpose"),
    )


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`; an empty body counts as an empty object."""
    if not body:
        return {}
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise bad_request(
            f"The body is not JSON (line {error.lineno}, column {error.colno}). "
            "NaN and Infinity can't be written in JSON."
        ) from None
    if not isinstance(document, dict):
        raise bad_request("The body must be a JSON object.")
    return document


def write_outputs(
    specs: Sequence[TensorSpec], names: Sequence[str], arrays: Mapping[str, Array]
) -> list[dict[str, Any]]:
    """The output tensors as v2 JSON, data flat in row order."""
    datatypes = {spec.name: spec.datatype for spec in specs}
    return [
        {
            "name": name,
            "datatype": datatypes[name],
            "shape": list(arrays[name].shape),
            "data": _plain(arrays[name]),
        }
        for name in names
    ]


def _plain(array: Array) -> Any:
    if array.dtype == np.object_ or array.dtype.kind in "USb":
        return [_text(value) for value in array.ravel().tolist()]
    if array.dtype == np.float16:
        array = array.astype(np.float32)
    return np.ascontiguousarray(array.ravel())


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _read_id(value: Any, what: str = "id") -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _MAX_ID_LENGTH or not value.isprintable():
        raise bad_request(
            f"“{what}” must be printable text of at most {_MAX_ID_LENGTH} characters."
        )
    return value


def _read_decision_ids(parameters: dict[str, Any], rows: int) -> tuple[str, ...]:
    ids = parameters.get("decision_ids")
    if ids is None:
        return ()
    if not isinstance(ids, list) or len(ids) != rows:
        raise bad_request(f"“decision_ids” must be a list with one id for each of the {rows} rows.")
    checked = tuple(_read_id(value) for value in ids)
    if not all(checked):
        raise bad_request("“decision_ids” holds an empty id.")
    return checked


def _read_outputs(value: Any, specs: Sequence[TensorSpec]) -> tuple[str, ...]:
    known = [spec.name for spec in specs]
    if value is None or value == []:
        return tuple(known)
    if not isinstance(value, list):
        raise bad_request("“outputs” must be a list.")
    names: list[str] = []
    for item in value:
        name = item.get("name") if isinstance(item, dict) else None
        if name not in known:
            raise bad_request(f"There is no output {name!r}; the model has {_listed(known)}.")
        if name in names:
            raise bad_request(f"Output “{name}” is asked for twice.")
        _refuse_binary(item, ("binary_data",), f"Output “{name}”")
        names.append(name)
    return tuple(names)


def _refuse_binary(item: dict[str, Any], keys: Sequence[str], what: str) -> None:
    parameters = item.get("parameters")
    if parameters is None:
        return
    if not isinstance(parameters, dict):
        raise bad_request(f"{what}: “parameters” must be an object.")
    if any(parameters.get(key) for key in keys):
        raise bad_request(f"{what}: the binary tensor extension is not supported; send JSON data.")


def _read_inputs(value: Any, specs: Sequence[TensorSpec], limits: Limits) -> dict[str, Array]:
    if not isinstance(value, list):
        raise bad_request("“inputs” must be a list of tensors.")
    by_name = {spec.name: spec for spec in specs}
    arrays: dict[str, Array] = {}
    total = 0
    for item in value:
        if not isinstance(item, dict):
            raise bad_request("Each of “inputs” must be an object.")
        name = item.get("name")
        spec = by_name.get(name) if isinstance(name, str) else None
        if spec is None:
            raise bad_request(f"There is no input {name!r}; the model has {_listed(by_name)}.")
        if spec.name in arrays:
            raise bad_request(f"Input “{name}” is given twice.")
        arrays[spec.name] = _read_tensor(item, spec, limits)
        total += arrays[spec.name].size
        if total > limits.values:
            raise bad_request(f"The request holds more than {limits.values} values.")
    missing = [name for name in by_name if name not in arrays]
    if missing:
        raise bad_request(f"The request lacks {_listed(missing)}.")
    return arrays


def _read_tensor(item: dict[str, Any], spec: TensorSpec, limits: Limits) -> Array:
    what = f"Input “{spec.name}”"
    _refuse_binary(item, ("binary_data_size",), what)
    if item.get("datatype") != spec.datatype:
        raise bad_request(f"{what} is {spec.datatype}, the request says {item.get('datatype')!r}.")
    shape = _read_shape(item.get("shape"), spec, what)
    wanted = math.prod(shape)
    if wanted > limits.values:
        raise bad_request(f"{what}: a shape of {wanted} values is over the limit, {limits.values}.")
    values = _flatten(item.get("data"), what)
    if len(values) != wanted:
        raise bad_request(
            f"{what}: shape {list(shape)} needs {wanted} values, the request has {len(values)}."
        )
    return _to_array(values, spec, what).reshape(shape)


def _read_shape(value: Any, spec: TensorSpec, what: str) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(type(n) is int and n >= 0 for n in value):
        raise bad_request(f"{what}: “shape” must be a list of whole numbers from 0 up.")
    fits = len(value) == len(spec.shape) and all(
        wanted in (-1, given) for wanted, given in zip(spec.shape, value, strict=True)
    )
    if not fits:
        raise bad_request(f"{what} has shape {list(spec.shape)}, the request says {value}.")
    return tuple(value)


def _flatten(given: Any, what: str) -> list[Any]:
    """The values in row order; the protocol allows nested lists and a flat one."""
    if not isinstance(given, list):
        raise bad_request(f"{what}: “data” must be a list.")
    data: list[Any] = given
    for _ in range(_MAX_NESTING):
        if not data or type(data[0]) is not list:
            return data
        if set(map(type, data)) != {list} or len(set(map(len, data))) != 1:
            raise bad_request(f"{what}: “data” has rows of different length.")
        data = list(chain.from_iterable(data))
    raise bad_request(f"{what}: “data” is nested too deeply.")


def _to_array(values: list[Any], spec: TensorSpec, what: str) -> Array:
    wrong = set(map(type, values)) - _PYTHON_TYPES[spec.datatype]
    if wrong:
        position, value = next((i, v) for i, v in enumerate(values) if type(v) in wrong)
        found = "no value (null)" if value is None else type(value).__name__
        raise bad_request(f"{what} is {spec.datatype}; value {position} is {found}.")
    try:
        with np.errstate(over="ignore"):
            array = np.array(values, dtype=_DTYPES[spec.datatype])
    except OverflowError:
        raise bad_request(f"{what}: a value does not fit into {spec.datatype}.") from None
    if spec.datatype in _FLOATS and not np.isfinite(array).all():
        raise bad_request(f"{what}: a value is not finite in {spec.datatype}.")
    return array


def _count_rows(arrays: dict[str, Array], specs: Sequence[TensorSpec], limits: Limits) -> int:
    lengths = {arrays[spec.name].shape[0] for spec in specs if spec.shape and spec.shape[0] == -1}
    if len(lengths) > 1:
        raise bad_request("The inputs have different numbers of rows: " + _listed(sorted(lengths)))
    rows = lengths.pop() if lengths else 1
    if rows > limits.rows:
        raise bad_request(f"The request has {rows} rows; at most {limits.rows} are served at once.")
    if rows == 0:
        raise bad_request("The request has no rows.")
    return rows


def _listed(names: Any) -> str:
    return ", ".join(f"“{name}”" for name in names)
