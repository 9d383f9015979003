"""The leaf of an event: its RFC 8785 bytes, whatever was written into its row."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

import orjson
import rfc8785

from app.models.queries.trail import RawEvent, RawRow

MOST_EXACT = 2**53  # larger numbers are not the same in every JSON reader
_PLAIN = {str, int, bool, type(None)}
_EXACT = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


def leaf_bytes(event: RawEvent | RawRow) -> bytes:
    """RFC 8785 of {id, at, actor, tag, object, object_id, unit, model, version, facts}.

    Never fails: one row that somebody filled with nonsense must not stop the seal of all others.
    """
    return leaf_and_facts(event)[0]


def leaf_and_facts(event: RawEvent | RawRow) -> tuple[bytes, Any]:
    """The leaf's bytes, and the facts as they stand in it; None where a row is no event."""
    facts = _simple_facts(event[-1])
    if facts is not None:
        try:
            return orjson.dumps(_document(event, facts), option=_EXACT), facts
        except orjson.JSONEncodeError:
            pass  # a text that is no Unicode, or a number beyond `MOST_EXACT`
    try:
        facts = _any_facts(event[-1])
        return rfc8785.dumps(_document(event, facts)), facts
    except (TypeError, ValueError, RecursionError, rfc8785.CanonicalizationError):
        return rfc8785.dumps(_unreadable(event)), None


def _document(event: RawEvent | RawRow, facts: Any) -> dict[str, Any]:
    number, at, actor, tag, kind, key, unit, model, version, _ = event
    return {
        "actor": actor,
        "at": at,
        "facts": facts,
        "id": number,
        "model": model,
        "object": kind,
        "object_id": key,
        "tag": tag,
        "unit": unit,
        "version": version,
    }


def _simple_facts(text: str) -> dict[str, Any] | None:
    """The facts, where orjson writes them as RFC 8785 does: nearly always, and much faster.

    The two differ in fractions and in the order of names outside ASCII; of numbers beyond 2**53
    orjson writes none (`_EXACT`).
    """
    if not isinstance(text, str) or not text.isascii() or "\\u" in text:
        return None
    try:
        facts = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    if type(facts) is not dict:
        return None
    for value in facts.values():
        if type(value) not in _PLAIN and not _is_simple(value):
            return None
    return facts


def _is_simple(value: Any) -> bool:
    if type(value) is dict:
        value = value.values()
    elif type(value) is not list:
        return False
    for one in value:  # noqa: SIM110 -- half the time of all(), once an event
        if type(one) is not str:
            return False
    return True


def _any_facts(text: str) -> Any:
    return json.loads(text, parse_int=_whole, parse_float=_fraction, parse_constant=str)


def _whole(digits: str) -> int | float | str:
    if len(digits) < 17 and abs(int(digits)) < MOST_EXACT:
        return int(digits)
    return _fraction(digits)


def _fraction(digits: str) -> float | str:
    """A double, as every JSON reader takes it; what no double can be stays text."""
    found = float(digits)
    return found if math.isfinite(found) else digits


def _unreadable(event: RawEvent | RawRow) -> dict[str, Any]:
    """A leaf for a row that is no event: it still changes with every byte of the row."""
    row = repr(tuple(event)).encode("utf-8", "backslashreplace")
    return {"unreadable": hashlib.sha256(row).hexdigest()}
