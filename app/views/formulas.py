"""Words that leave the window for a spreadsheet, which takes some of them for formulas."""

from __future__ import annotations

from unicodedata import category, normalize

_BEGINS_FORMULA = frozenset("=+-@\u2212")  # also in their wide and small forms


def harmless(text: str) -> str:
    """The same; what a spreadsheet would take for a formula begins with an apostrophe."""
    return f"'{text}" if _is_formula(text) else text


def _is_formula(text: str) -> bool:
    """What programs skip before they look is skipped here too: spaces, line ends, controls."""
    if text.startswith(("\t", "\r")):
        return True
    seen = next((one for one in text if category(one)[0] not in "CZ"), "")
    return normalize("NFKC", seen)[:1] in _BEGINS_FORMULA
