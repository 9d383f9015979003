"""Reads the small text files of a model folder (JSON, YAML), hardened against hostile ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.errors import InputError

MAX_DOCUMENT_BYTES = 1024 * 1024  # a schema or model card; more is a mistake or an attack
MAX_DEPTH = 60


def read_mapping(path: Path) -> Mapping[str, Any]:
    """The JSON or YAML object in `path`.

    Raises:
        InputError: too large, not readable, or something else than an object.
    """
    content = parse_text(read_text(path), path.name, is_json=path.suffix.lower() == ".json")
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise InputError(f'{path.name} must hold an object with names, such as {{"fields": []}}.')
    return content


def read_text(path: Path) -> str:
    """The UTF-8 text of a small file."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_DOCUMENT_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path.name} can't be read: {error.strerror}.") from error
    if len(raw) > MAX_DOCUMENT_BYTES:
        raise InputError(f"{path.name} is larger than 1 MiB.", hint="Leave the data out of it.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name} is not UTF-8 text (byte {error.start}).", hint="Save it as UTF-8."
        ) from error


def parse_text(text: str, name: str, *, is_json: bool) -> Any:
    """The value that JSON or YAML `text` holds; `name` is for the error's sentence."""
    try:
        if is_json:
            content = json.loads(text, parse_constant=_refuse_constant)
        else:
            from app.services.intake.yaml_text import parse_yaml  # few files need that library

            content = parse_yaml(text, name)
    except json.JSONDecodeError as error:
        raise InputError(f"{name} line {error.lineno} is not JSON: {error.msg}.") from error
    except ValueError as error:
        raise InputError(f"{name} can't be read: {str(error).splitlines()[0]}.") from error
    except RecursionError:
        raise InputError(f"{name} is nested too deeply.") from None
    _check_depth(content, name)
    return content


def _refuse_constant(word: str) -> Any:
    raise ValueError(f"{word} is not a JSON number")


def _check_depth(content: Any, name: str) -> None:
    waiting = [(content, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise InputError(f"{name} is nested too deeply.")
        if isinstance(node, dict):
            waiting.extend((child, depth + 1) for child in node.values())
        elif isinstance(node, list):
            waiting.extend((child, depth + 1) for child in node)
