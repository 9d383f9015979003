"""Inspects an ONNX file in a child process: a hostile one must not take the worker down."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.errors import InputError
from app.services.intake.children import child_environment

MAX_FILE_BYTES = 2 * 1024**3 - 1  # protobuf can't hold more
TIME_LIMIT_S = 30.0
MEMORY_LIMIT_BYTES = 4 * 1024**3  # address space; plus what the file itself needs
CHILD_MODULE = "app.services.intake.onnx_child"
HINT = "Export the model again, and check that the file was copied whole."


@dataclass(frozen=True, slots=True)
class Tensor:
    """`type` as in "float" or "string"; a dimension is a number, or None where it may vary."""

    name: str
    type: str
    shape: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class OnnxFacts:
    """What an ONNX file says of itself; a runtime session was made of it, so it can be served."""

    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    opsets: Mapping[str, int]
    producer: str
    producer_version: str
    ir_version: int
    operators: tuple[str, ...]
    metadata: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def inspect(
    path: Path,
    *,
    time_limit_s: float = TIME_LIMIT_S,
    memory_limit_bytes: int = MEMORY_LIMIT_BYTES,
) -> OnnxFacts:
    """The facts of the ONNX file `path`.

    Raises:
        InputError: empty, not ONNX, incomplete, external data, unknown operators or opset, too
            large, too slow; one sentence each.
    """
    name = path.name
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"{name} can't be read: {error.strerror}.") from error
    if size == 0:
        raise InputError(f"{name} is empty.", hint=HINT)
    if size > MAX_FILE_BYTES:
        raise InputError(f"{name} is larger than 2 GiB, which ONNX can't hold in one file.")
    command = [sys.executable, "-m", CHILD_MODULE, str(path), str(memory_limit_bytes + 4 * size)]
    try:
        child = subprocess.run(
            command,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=time_limit_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            f"{name} could not be opened within {time_limit_s:g} seconds.", hint=HINT
        ) from None
    return _facts(child, name)


def _facts(child: subprocess.CompletedProcess[bytes], name: str) -> OnnxFacts:
    try:
        content = json.loads(child.stdout)
    except ValueError:
        raise InputError(
            f"{name} asks for more memory than is allowed, or broke the reader.", hint=HINT
        ) from None
    if "error" in content:
        raise InputError(f"{name} {content['error']}", hint=HINT)
    return facts_from_json(content)


def facts_from_json(content: Mapping[str, Any]) -> OnnxFacts:
    """The inverse of `OnnxFacts.to_json` after a trip through JSON."""
    return OnnxFacts(
        **{
            **content,
            "inputs": tuple(_tensor(item) for item in content["inputs"]),
            "outputs": tuple(_tensor(item) for item in content["outputs"]),
            "operators": tuple(content["operators"]),
        }
    )


def _tensor(content: Mapping[str, Any]) -> Tensor:
    return Tensor(content["name"], content["type"], tuple(content["shape"]))
