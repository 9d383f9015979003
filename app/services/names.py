"""Names that people give: one line of visible characters, whatever they were pasted from."""

from __future__ import annotations

import re

from app.errors import InputError, quoted
from app.models.rules.names import NO_NAMES, cleaned, hides

LONGEST_NAME = 200
LONGEST_TEXT = 10_000  # a description, a reason, an answer


def clean_name(name: str, *, what: str = "name") -> str:
    """A name without control or direction characters, not empty, at most 200 characters.

    Raises:
        InputError: it has them.
    """
    name = cleaned(name)
    if not name:
        raise InputError(f"The {what} is empty.")
    if len(name) > LONGEST_NAME:
        raise InputError(
            f"The {what} has {len(name)} characters; {LONGEST_NAME} are allowed.",
            hint="Give a shorter one.",
        )
    if hides(name):
        raise InputError(
            f"The {what} holds control or direction characters.", hint="Type it by hand."
        )
    if re.search(r"[/:]", name) and what == "name":
        raise InputError(
            f"The name {quoted(name)} holds / or :, which separate unit, model and version.",
            hint="Use a dash instead.",
        )
    if name in NO_NAMES:
        raise InputError(f"“{name}” is no {what}.", hint="Use letters or digits.")
    return name


def check_kept(text: str, what: str) -> None:
    """Refuse what not every database keeps as it is: a NUL, half of a surrogate pair.

    Raises:
        InputError: there is one in it.
    """
    try:
        text.encode()
        is_kept = "\0" not in text
    except UnicodeEncodeError:
        is_kept = False
    if not is_kept:
        raise InputError(f"The {what} holds a sign that can't be kept.", hint="Type it anew.")


def check_text(text: str, what: str) -> None:
    """Refuse words that nobody would read to their end.

    Raises:
        InputError: more than `LONGEST_TEXT` characters, or one that can't be kept.
    """
    check_kept(text, what)
    if len(text) > LONGEST_TEXT:
        raise InputError(
            f"The {what} has {len(text)} characters; {LONGEST_TEXT} are allowed.",
            hint="Say it shorter, and attach the rest as a document.",
        )
