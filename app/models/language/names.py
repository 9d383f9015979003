"""Which language a file says an expression is in; one judgement for processes and tables."""

from __future__ import annotations

import re
from enum import StrEnum


class Spoken(StrEnum):
    UNSAID = ""
    FEEL = "feel"
    JUEL = "juel"
    OTHER = "other"  # nothing here evaluates it


# By name, or by the address that each version of DMN gives it.
_FEEL = re.compile(r"feel|https?://www\.omg\.org/spec/(?:dmn/\d{8}/feel|feel/\d{8})/?")
_XPATH = re.compile(r"https?://www\.w3\.org/(?:1999|tr)/xpath(?:[\d/.-]*)")


def spoken(name: str | None) -> Spoken:
    """What the attribute `language` or `expressionLanguage` means."""
    said = (name or "").strip().lower()
    if not said:
        return Spoken.UNSAID
    if _FEEL.fullmatch(said):
        return Spoken.FEEL
    return Spoken.JUEL if said == "juel" else Spoken.OTHER


def spoken_in_process(name: str | None) -> Spoken:
    """The same of a process file as a whole: its standard's default, XPath, says nothing."""
    if _XPATH.fullmatch((name or "").strip().lower()):
        return Spoken.UNSAID
    return spoken(name)
