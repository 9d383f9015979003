"""The words of the field as this product uses them, and the screens on which each thing lives."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.texts import translated
from app.views.resources import resource_path


@dataclass(frozen=True, slots=True)
class Term:
    """In English, as the file has it; `said` and `told` are in the reader's language."""

    name: str
    meaning: str
    screens: tuple[str, ...]  # keys of cards, the best one first
    command: str = ""  # what follows `modelward`

    @property
    def said(self) -> str:
        return translated(self.name)

    @property
    def told(self) -> str:
        return translated(self.meaning)


def glossary_file() -> Path:
    return resource_path("glossary.toml")


@cache
def terms() -> tuple[Term, ...]:
    """Every term, in the order of its English name."""
    found = tomllib.loads(glossary_file().read_text(encoding="utf-8"))["term"]
    return tuple(
        Term(one["name"], one["meaning"], tuple(one["screens"]), one.get("command", ""))
        for one in found
    )


def find_terms(text: str, screen: str = "") -> list[Term]:
    """Terms with every typed word, those called so first; with nothing typed those of `screen`.

    What belongs to `screen` comes before the rest.
    """
    words = text.casefold().split()
    if not words:
        here = [one for one in terms() if screen in one.screens]
        return sorted(here, key=lambda one: one.said.casefold())
    found = [one for one in terms() if _has(f"{one.said} {one.name} {one.told}", words)]
    return sorted(
        found,
        key=lambda one: (not _has(one.said, words), screen not in one.screens, one.said.casefold()),
    )


def terms_called(text: str) -> Sequence[Term]:
    """Those whose name has every typed word, in the reader's language or in English."""
    words = text.casefold().split()
    found = [one for one in terms() if words and _has(f"{one.said} {one.name}", words)]
    first = text.strip().casefold()
    return sorted(found, key=lambda one: (not one.said.casefold().startswith(first), one.said))


def _has(text: str, words: Sequence[str]) -> bool:
    lowered = text.casefold()
    return all(word in lowered for word in words)
