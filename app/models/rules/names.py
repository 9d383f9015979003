"""Which signs no name holds: they can't be seen, or turn round what is read beside them.

Selectors are among them, of emoji too (U+FE0F) and of ideographs: they choose how the sign before
them looks, if anything; without one a name reads the same, and two that differ by one look alike.
The joiner that emoji of several parts need was never taken either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from app.models.rules.blank import UNSEEN
from app.models.rules.blockers import Blocker

# Unicode's controls, format and direction signs, private use, halves of a pair, and line and
# paragraph separators. Written out: every Python has its own year of Unicode, and what a database
# refuses must not depend on which one brought its rules up to date. Beside them what Unicode has
# as ignorable, also where no sign is yet.
_APART: tuple[tuple[int, int], ...] = (
    (0x0000, 0x001F),
    (0x007F, 0x009F),
    (0x00AD, 0x00AD),
    (0x0600, 0x0605),
    (0x061C, 0x061C),
    (0x06DD, 0x06DD),
    (0x070F, 0x070F),
    (0x0890, 0x0891),
    (0x08E2, 0x08E2),
    (0x180E, 0x180E),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0xD800, 0xDFFF),  # halves of a pair, which PostgreSQL keeps none of anyway
    (0xE000, 0xF8FF),
    (0xFEFF, 0xFEFF),
    (0xFFF0, 0xFFFB),
    (0x110BD, 0x110BD),
    (0x110CD, 0x110CD),
    (0x13430, 0x1343F),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),  # tags, and selectors of ideographs
    (0xF0000, 0xFFFFD),
    (0x100000, 0x10FFFD),
)


def _joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same signs in order, each once."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


HIDDEN = _joined((*_APART, *((sign, sign) for sign in UNSEEN)))
_SIGN = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in HIDDEN) + "]")

# Columns with names that people give, in whatever table they may write; lists of such names.
NAMES = (
    "name",
    "full_name",
    "key",
    "title",
    "campaign",
    "reference",
    "service_tag",
    "path",  # of a file: it is read as one
)
LISTS = ("service_tags", "stage_tags")
NO_NAMES = ("", ".", "..")
OF_DATA = ("schema_field",)  # called as the data call them: intake looks at those


def hides(text: str) -> bool:
    """Whether a sign is in it that a name must not hold."""
    is_plain = text.isascii() and text.isprintable()  # as nearly all are; spares the search
    return not is_plain and _SIGN.search(text) is not None


def cleaned(name: str) -> str:
    """As a name is written: each sign in its one form, and no white space around them."""
    return unicodedata.normalize("NFC", name).strip()


def name_blockers(name: str) -> tuple[Blocker, ...]:
    """Why a row may not call something so."""
    return (Blocker("name.hidden"),) if hides(name) else ()


# In words of several lines: the same but for breaks, and for what joins letters and emoji.
_MISLEADING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)


def shown_words(text: str) -> str:
    """What people wrote, in a record: no sign in it hides, or turns round what is beside it."""
    return _MISLEADING.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def shown(text: str) -> str:
    """The same with a mark where such a sign stood."""
    return _SIGN.sub("\N{REPLACEMENT CHARACTER}", text)
