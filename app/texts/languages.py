"""The languages, what reads, and the catalogues of translations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.config import resources_folder

PSEUDO = "xx"  # no language: English with accents and 40 % longer, to find what would not fit
LANGUAGES = {"en": "English", "nl": "Nederlands", PSEUDO: "Pseudo"}


@dataclass(slots=True)
class _Reader:
    """Who reads: one person per process."""

    language: str = "en"


_READER = _Reader()


def language() -> str:
    """The language texts are given in where none is asked for."""
    return _READER.language


def set_language(code: str) -> None:
    """Give texts in this language from now on; in English where there is no such catalogue."""
    _READER.language = code if code in LANGUAGES else "en"


def first_known(*named: str) -> str:
    """The first of these that is a language of ours ("nl", "nl_NL.UTF-8"); English else."""
    for name in named:
        code = re.split(r"[_.@-]", name)[0]
        if code in LANGUAGES:
            return code
    return "en"


def translated(text: str, language: str | None = None) -> str:
    """A marked text in a language; as it is where it has no translation."""
    code = language or _READER.language
    if code == PSEUDO:
        return pseudo(text)
    return catalogue(code).get(text, text) if code != "en" else text


def catalogue_file(code: str) -> Path:
    return resources_folder() / "translations" / f"{code}.po"


@lru_cache(maxsize=6)
def catalogue(code: str) -> Mapping[str, str]:
    """The translations of one language, from its `.po` file; empty where there is none.

    The file is read as it is: a compiled one could be out of step, and would need a build.
    """
    path = catalogue_file(code)
    return read_catalogue(path) if path.is_file() else {}


_ESCAPE = re.compile(r"\\(.)")


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] == "n" else found[1]


def read_catalogue(path: Path) -> dict[str, str]:
    """Text to translation, of a `.po` file; what is not translated is left out."""
    found: dict[str, str] = {}
    for entry in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        parts: dict[str, str] = {}
        key = ""
        for line in entry.splitlines():
            if line.startswith("#"):
                continue
            keyword, _, rest = line.partition('"')
            key = keyword.strip() or key
            text = rest.rstrip().removesuffix('"')
            parts[key] = parts.get(key, "") + _ESCAPE.sub(_unescaped, text)
        if parts.get("msgid") and parts.get("msgstr"):
            found[parts["msgid"]] = parts["msgstr"]
    return found


_ACCENTS = str.maketrans("aceinosuyACEINOSUY", "àçéîñöšûýÀÇÉÎÑÖŠÛÝ")
_LONGER = "~"
_PLACE = re.compile(r"(\{[^{}]*\}|%n|<[^<>]*>|\*\.\w+|&)")


def pseudo(text: str) -> str:
    """The text with accents and 40 % longer; places and tags stay."""
    parts = _PLACE.split(text)
    letters = sum(len(part) for part in parts[::2])
    if not letters or text.endswith(_LONGER):
        return text  # nothing to say, or said already
    said = "".join(part if n % 2 else part.translate(_ACCENTS) for n, part in enumerate(parts))
    added = max(1, round(letters * 0.4))
    return said + "".join(" " if n % 7 == 6 and n < added - 1 else _LONGER for n in range(added))
