"""How far a measure is from its limit, and whether it got worse: its limit says what is better."""

from __future__ import annotations

import re

# A threshold says when a test fails.
_LIMIT = re.compile(
    r"^(?:outside (?P<low>[-\d.e+]+) to (?P<high>[-\d.e+]+)"
    r"|(?P<sign><=|>=|<|>) (?P<bound>[-\d.e+]+))"
)
# What the model itself does. How far its data lie from others' differs by chance in each sample.
OF_THE_MODEL = ("performance", "bias", "technical")


def margin(value: float | None, threshold: str) -> float | None:
    """Negative where the limit is broken, None where none is known."""
    found = _LIMIT.match(threshold)
    if found is None or value is None:
        return None
    if found["low"] is not None:
        return min(value - float(found["low"]), float(found["high"]) - value)
    distance = value - float(found["bound"])
    return distance if found["sign"].startswith("<") else -distance


def got_worse(before: float | None, after: float | None) -> bool:
    """Of two margins."""
    return before is not None and after is not None and after < before


def shown(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.3g}"
