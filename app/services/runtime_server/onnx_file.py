"""Looks into ONNX bytes without a parser: truncation, operator sets, data kept outside the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.services.runtime_server.errors import bad_request

# Field numbers of onnx.proto (ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto …):
# for each message, the fields that hold messages in which a tensor may stand.
_NESTED: Mapping[str, Mapping[int, str]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {
        5: "tensor",
        6: "graph",
        10: "tensor",
        11: "graph",
        22: "sparse",
        23: "sparse",
    },
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
_EXTERNAL_DATA_FIELD = 13
_DATA_LOCATION_FIELD = 14
# An external tensor needs an entry with the key "location"; without these bytes there is none,
# and the slow exact walk (a forest has millions of fields) is not needed.
_LOCATION_KEY = b"\x0a\x08location"
_MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class OnnxFacts:
    ir_version: int
    opsets: Mapping[str, int]


def inspect(content: bytes) -> OnnxFacts:
    """What the outer layer of an ONNX file says.

    Raises:
        RequestError: not ONNX, cut short, or with data outside the file.
    """
    ir_version, opsets, has_graph = 0, {}, False
    for number, value in _fields(content, 0, len(content)):
        if number == 1 and isinstance(value, int):
            ir_version = value
        elif number == 7:
            has_graph = True
        elif number == 8 and isinstance(value, tuple):
            domain, version = _opset(content, *value)
            opsets[domain] = version
    if not has_graph or not opsets:
        raise bad_request("The artifact is not an ONNX model: it has no graph or no operator set.")
    if _LOCATION_KEY in content and _has_external(content, 0, len(content), "model", 0):
        raise bad_request(
            "The ONNX model keeps tensors in another file (external data); "
            "only models in one file are served."
        )
    return OnnxFacts(ir_version, opsets)


def _opset(content: bytes, start: int, end: int) -> tuple[str, int]:
    domain, version = "", 0
    for number, value in _fields(content, start, end):
        if number == 1 and isinstance(value, tuple):
            domain = content[value[0] : value[1]].decode("utf-8", "replace")
        elif number == 2 and isinstance(value, int):
            version = value
    return domain, version


def _has_external(content: bytes, start: int, end: int, kind: str, depth: int) -> bool:
    if depth > _MAX_DEPTH:
        raise bad_request("The ONNX model nests its graphs too deeply.")
    nested = _NESTED[kind]
    for number, value in _fields(content, start, end):
        if kind == "tensor" and (
            number == _EXTERNAL_DATA_FIELD or (number == _DATA_LOCATION_FIELD and value == 1)
        ):
            return True
        if not isinstance(value, tuple) or number not in nested:
            continue
        if _has_external(content, value[0], value[1], nested[number], depth + 1):
            return True
    return False


def _fields(content: bytes, start: int, end: int) -> Iterator[tuple[int, int | tuple[int, int]]]:
    """The fields of one protobuf message: number, and its value or where its bytes stand."""
    position = start
    while position < end:
        key, position = _varint(content, position, end)
        number, wire = key >> 3, key & 7
        value: int | tuple[int, int]
        if wire == 0:
            value, position = _varint(content, position, end)
        elif wire == 2:
            length, position = _varint(content, position, end)
            value = (position, position + length)
            position += length
        elif wire in (1, 5):
            value = 0
            position += 8 if wire == 1 else 4
        else:
            raise bad_request(f"The artifact is not an ONNX model (unreadable at byte {position}).")
        if position > end or number == 0:
            raise bad_request(
                f"The artifact is not a whole ONNX model: it breaks off at byte {end}."
                if position > end
                else f"The artifact is not an ONNX model (unreadable at byte {position})."
            )
        yield number, value


def _varint(content: bytes, position: int, end: int) -> tuple[int, int]:
    result = shift = 0
    while position < end and shift < 70:
        byte = content[position]
        result |= (byte & 0x7F) << shift
        position += 1
        if byte < 0x80:
            return result, position
        shift += 7
    raise bad_request(f"The artifact is not a whole ONNX model: it breaks off at byte {position}.")
