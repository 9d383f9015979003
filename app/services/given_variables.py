"""Variables as people write them, `name = value`: each is what it looks like."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from app.errors import InputError


def read_variables(pairs: Iterable[str]) -> dict[str, Any]:
    """`name=value` each; a value that is JSON (a number, true, a list) is that, else a text.

    Raises:
        InputError: one without `=`, a name given twice, or what no database keeps.
    """
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise InputError(f"“{pair}” is no variable.", hint="Write it as name=value.")
        if name.strip() in found:
            raise InputError(f"The variable {name.strip()} is given twice.")
        found[name.strip()] = _json_or_text(value.strip())
        _check_storable(pair, found)
    return found


def _json_or_text(value: str) -> Any:
    try:
        return json.loads(value, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return value


def _check_storable(pair: str, found: dict[str, Any]) -> None:
    """JSON can write what no database keeps: half a surrogate pair, a NUL, 1e400."""
    try:
        written = json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        written = b"\\u0000"
    if b"\\u0000" in written:
        raise InputError(f"“{pair}” holds a character or a number that can't be kept.")


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
