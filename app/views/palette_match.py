"""Which commands of the palette are meant by what is typed, and which of them comes first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.views.actions import Entry
from app.views.palette_items import PaletteItem

_WAY = "go."  # to a screen
_SMALL = 2  # letters of a word that people leave out: of, a, to
_STEM = 4  # letters that two forms of a word share: approve, approved
_LEAST_LETTERS = 2  # of keys or beginnings: one alone is the beginning of a word


def matches(entry: Entry, text: str) -> bool:
    """Every typed word stands in the name of the command, or in what else it is called.

    Or it is what its words begin with: `ao` for As of…, `rbd` for Roll back a deployment…,
    with its small words or without them.
    """
    name = f"{entry.text} {entry.words}".lower()
    if all(word in name for word in text.lower().split()) or is_keyed(entry, text):
        return True
    return _begins_its_words(entry, text)


def _begins_its_words(entry: Entry, text: str) -> bool:
    """Four letters are enough of a name of seven words; all of it is asked of one of two."""
    typed, words = text.strip().lower(), entry.text.lower().split()
    if len(typed) < _LEAST_LETTERS:
        return False
    whole = "".join(word[0] for word in words)
    short = "".join(word[0] for word in words if len(word) > _SMALL)
    return whole.startswith(typed) or (len(short) > 1 and short.startswith(typed))


def is_keyed(entry: Entry, text: str) -> bool:
    """By the letters of its keys: `gi` for G I."""
    typed = text.lower().replace(" ", "")
    keys = (key.lower().replace(" ", "") for key in entry.keys if "+" not in key)
    return len(typed) >= _LEAST_LETTERS and typed in keys


def is_called(entry: Entry, text: str) -> bool:
    """By its own name, not by other words for it."""
    name = entry.text.lower()
    return all(word in name for word in text.lower().split())


def _begins_a_word(name: str, text: str) -> bool:
    """With a space behind it, it is that whole word: `as` begins Assign, too, `as ` does not."""
    return f" {_plain(text)}" in f" {_plain(name)} "


def _plain(words: str) -> str:
    return words.lower().rstrip("…")


def _begins(entry: Entry, text: str) -> bool:
    """Its name, or that of the screen that it goes to: nobody types `go to` first."""
    is_way = entry.id.startswith(_WAY) and _begins_a_word(entry.text, text)
    return is_way or f"{_plain(entry.text)} ".startswith(_plain(text))


def nearness(entry: Entry, text: str) -> int:
    """How many of the typed words it has, in whichever form: of a question typed as one asks it."""
    name = re.split(r"[^\w]+", _plain(f"{entry.text} {entry.words}"))
    typed = [one for one in re.split(r"[^\w]+", text.lower()) if len(one) >= _STEM]
    return sum(any(_is_form(one, word) for word in name) for one in typed)


def _is_form(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= _STEM and long.startswith(short)


def is_led_by(commands: Sequence[PaletteItem], text: str) -> bool:
    return bool(commands) and (commands[0].is_meant or _begins_a_word(commands[0].title, text))


def rank(entry: Entry, text: str, context: str) -> tuple[bool, bool, bool, bool, bool, bool, str]:
    """Called so, from a word's beginning on; then what can be done, what begins so itself, and what
    is of this screen.
    """
    return (
        not (is_keyed(entry, text) or _plain(entry.text) == _plain(text.strip())),
        not is_called(entry, text),
        not _begins_a_word(entry.text, text),
        entry.is_blocked,
        not _begins(entry, text),
        entry.context != context,
        entry.text,
    )
