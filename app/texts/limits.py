"""When a test is not met, in words: stored limits are conditions in English."""

from __future__ import annotations

import re
from functools import reduce

from app.texts.languages import language as reads
from app.texts.languages import translated
from app.texts.marks import N_

COMMA = frozenset({"nl"})  # who writes fractions with a comma
OUTSIDE = N_("outside {low} to {high}")
FEW = N_("{limit} (below {count} values)")
BOTH = N_("{first} and {last}")
LIMITS = frozenset((OUTSIDE, FEW, BOTH))  # made here alone: what people wrote may read so
_SIGNS = {"<=": "≤", ">=": "≥"}
_PART = re.compile(r"^(p )?(<=|>=|<|>) (\S+)$")
_OUTSIDE = re.compile(r"^outside (\S+) to (\S+)$")
_FEW = re.compile(r"^(.+) \(below (\d+) values\)$")


def number(text: str, *, language: str | None = None) -> str:
    """A number in a sentence, with the decimal sign of the language."""
    return text.replace(".", ",") if (language or reads()) in COMMA else text


def _thousands(count: str) -> str:
    return f"{int(count):,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def limit(threshold: str, *, language: str | None = None) -> str:
    """The limit of a result; one that reads otherwise than those of the product stays as it is."""
    if few := _FEW.match(threshold):
        within = limit(few[1], language=language)
        return translated(FEW, language).format(limit=within, count=_thousands(few[2]))
    if outside := _OUTSIDE.match(threshold):
        low, high = (number(each, language=language) for each in outside.groups())
        return translated(OUTSIDE, language).format(low=low, high=high)
    said = []
    for part in threshold.split(" and "):
        found = _PART.match(part)
        if found is None:
            return threshold
        sign = _SIGNS.get(found[2], found[2])
        said.append(f"{found[1] or ''}{sign} {number(found[3], language=language)}")
    joined = translated(BOTH, language)
    return reduce(lambda first, last: joined.format(first=first, last=last), said)
