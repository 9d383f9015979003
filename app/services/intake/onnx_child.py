"""The child that opens an ONNX file: `python -m app.services.intake.onnx_child FILE MEMORY`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# com.microsoft: operators that every build of ONNX Runtime has.
KNOWN_DOMAINS = frozenset({"", "ai.onnx", "ai.onnx.ml", "com.microsoft"})
MAX_LISTED = 200


class _UnusableError(Exception):
    """The rest of a sentence that starts with the file's name."""


def main(path: Path, memory_limit_bytes: int) -> int:
    """Print the facts, or {"error": sentence}, as JSON."""
    _limit_memory(memory_limit_bytes)
    try:
        answer = _read(path)
    except _UnusableError as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": "asks for more memory than is allowed."}
    sys.stdout.write(json.dumps(answer))
    return 0


def _limit_memory(size_bytes: int) -> None:
    if sys.platform == "win32":
        return  # the time limit and the size of the file still hold
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (size_bytes, size_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(path: Path) -> dict[str, Any]:
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # has none

    content = path.read_bytes()
    proto = onnx.ModelProto()
    try:
        proto.ParseFromString(content)
    except DecodeError:
        raise _UnusableError("is not an ONNX file, or only a part of one.") from None
    opsets = {item.domain: item.version for item in proto.opset_import}
    if not proto.ir_version or not proto.graph.node or not opsets:
        raise _UnusableError("is not an ONNX file: it holds no graph.")
    _check_opsets(opsets, onnx.defs.onnx_opset_version())
    _check_tensors(proto.graph)
    operators = sorted({node.op_type for node in _nodes(proto.graph)})
    session = _session(content)
    return {
        "inputs": [_tensor(item) for item in session.get_inputs()],
        "outputs": [_tensor(item) for item in session.get_outputs()],
        "opsets": opsets,
        "producer": proto.producer_name[:200],
        "producer_version": proto.producer_version[:200],
        "ir_version": proto.ir_version,
        "operators": operators[:MAX_LISTED],
        "metadata": {
            item.key[:200]: item.value[:2000] for item in proto.metadata_props[:MAX_LISTED]
        },
    }


def _check_opsets(opsets: dict[str, int], newest: int) -> None:
    unknown = sorted(set(opsets) - KNOWN_DOMAINS)
    if unknown:
        raise _UnusableError(f"needs operators of “{unknown[0][:80]}”, which the runtime lacks.")
    version = opsets.get("", opsets.get("ai.onnx", 1))
    if not 1 <= version <= newest:
        raise _UnusableError(
            f"uses operator set {version}; the newest that is known here is {newest}."
        )


def _check_tensors(graph: Any) -> None:
    for inner in _graphs(graph):
        tensors = list(inner.initializer)
        tensors += [tensor for item in inner.sparse_initializer for tensor in (item.values,)]
        for node in inner.node:
            tensors += [item.t for item in node.attribute if item.HasField("t")]
            tensors += [tensor for item in node.attribute for tensor in item.tensors]
        for tensor in tensors:
            if tensor.data_location == tensor.EXTERNAL or tensor.external_data:
                raise _UnusableError(
                    f"keeps data in other files (“{tensor.name[:80]}”); one whole file is needed."
                )


def _graphs(graph: Any) -> Iterator[Any]:
    waiting = [graph]
    while waiting:
        inner = waiting.pop()
        yield inner
        for node in inner.node:
            for attribute in node.attribute:
                if attribute.HasField("g"):
                    waiting.append(attribute.g)
                waiting.extend(attribute.graphs)


def _nodes(graph: Any) -> Iterator[Any]:
    for inner in _graphs(graph):
        yield from inner.node


def _session(content: bytes) -> Any:
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # it would write into the home folder
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # Nothing is computed ahead: a constant of a terabyte stays a promise.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        return onnxruntime.InferenceSession(
            content, sess_options=options, providers=["CPUExecutionProvider"]
        )
    except MemoryError:
        raise
    except Exception as error:  # onnxruntime's errors share no base class
        lines = str(error).strip().splitlines() or [type(error).__name__]
        if "bad_alloc" in lines[0]:
            raise MemoryError from error
        reason = lines[0].rpartition(" : ")[2][:300]
        raise _UnusableError(f"can't be opened by the runtime: {reason.rstrip('.')}.") from error


def _tensor(item: Any) -> dict[str, Any]:
    kind = str(item.type)
    if kind.startswith("tensor(") and kind.endswith(")"):
        kind = kind.removeprefix("tensor(")[:-1]
    shape = [size if isinstance(size, int) else None for size in item.shape or []]
    return {"name": item.name[:500], "type": kind, "shape": shape}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
