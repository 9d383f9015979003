"""What a process hands over, as the `Inputs` of a task type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import lru_cache
from typing import Any, get_origin, get_type_hints

from app.errors import InputError, quoted


def build_inputs(kind: type, values: Mapping[str, Any]) -> Any:
    """The handler's `Inputs` from what the process hands over.

    Texts become numbers and yes/no, lists become tuples, where the field is of that type.

    Raises:
        InputError: a field is missing, unknown, or not of its type.
    """
    known = {each.name: each for each in fields(kind)}
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise InputError(
            f"The step hands over {', '.join(unknown)}, which its task type does not know.",
            hint="Known: " + ", ".join(known) + ".",
        )
    types = _types(kind)
    made = {name: _converted(name, value, types[name]) for name, value in values.items()}
    try:
        return kind(**made)
    except TypeError as error:
        missing = [
            name
            for name, each in known.items()
            if name not in made and each.default is MISSING and each.default_factory is MISSING
        ]
        raise InputError(f"The step does not hand over {', '.join(missing)}.") from error


@lru_cache(maxsize=256)
def _types(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _converted(name: str, value: Any, wanted: Any) -> Any:
    if isinstance(value, list) and get_origin(wanted) is tuple:
        return tuple(value)
    if not isinstance(value, str) or wanted not in (int, float, bool):
        return value
    try:
        if wanted is bool:
            return {"true": True, "false": False}[value.strip().lower()]
        return wanted(value)
    except (KeyError, ValueError):
        raise InputError(f"“{quoted(value)}” can't be used as {name}.") from None
