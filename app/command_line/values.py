"""Values as people write them on the command line: k=v, times, handle:Full Name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from app.errors import InputError
from app.models.queries.lookups import whole_number

_UNITS = {"h": 3600, "d": 86_400, "w": 7 * 86_400}


def variables(pairs: Iterable[str]) -> dict[str, Any]:
    """`k=v` each; a value that is JSON (a number, true, a list) is that, else a text.

    Raises:
        InputError: one without `=`, or a name given twice.
    """
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise InputError(f"“{pair}” is no variable.", hint="Write --var name=value.")
        if name.strip() in found:
            raise InputError(f"The variable {name.strip()} is given twice.")
        found[name.strip()] = _json_or_text(value)
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


def instant(text: str, now: datetime) -> datetime:
    """`2026-12-31`, `2026-12-31T12:00+01:00`, or `30d` from now; without a zone it is UTC.

    Raises:
        InputError: none of these.
    """
    count = whole_number(text[:-1])
    try:
        if count is not None and text[-1:] in _UNITS:
            return now + timedelta(seconds=count * _UNITS[text[-1]])
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise InputError(
            f"“{text}” is no time.", hint="Write for example 2026-12-31, or 30d from now."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def past_instant(text: str, now: datetime) -> datetime:
    """An instant that has been; `30d` is thirty days ago.

    Raises:
        InputError: no time, or one that is still to come.
    """
    found = instant(text, now)
    if text[-1:] in _UNITS and whole_number(text[:-1]) is not None:
        found = now - (found - now)
    if found > now:
        raise InputError("That time is still to come.", hint="Give a time that has been.")
    return found


def handle_and_name(text: str) -> tuple[str, str]:
    """`aisha:Aisha Rahman`, or `aisha` alone.

    Raises:
        InputError: the handle holds something else than letters, digits, dots, dashes.
    """
    handle, _, name = text.partition(":")
    handle, name = handle.strip(), name.strip()
    if not handle or not all(c.isalnum() or c in "._-" for c in handle):
        raise InputError(
            f"“{text}” names nobody.", hint='Write handle:Full Name, for example "ada:Ada Root".'
        )
    return handle, name or handle
