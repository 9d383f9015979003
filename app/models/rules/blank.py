"""Which signs are white space, so that words of nothing else are no words, in every place alike."""

from __future__ import annotations

# What `str.strip` takes away, written out: a database takes spaces only, if it is not told.
WHITE: tuple[int, ...] = (
    *range(0x0009, 0x000E),  # tabs, new lines
    *range(0x001C, 0x0020),  # separators of files, groups, records, units
    0x0020,
    0x0085,
    0x00A0,
    0x1680,
    *range(0x2000, 0x200B),  # spaces by their width
    0x2028,
    0x2029,
    0x202F,
    0x205F,
    0x3000,
)
# What shows nothing beside them: joiners, marks of direction, fillers and selectors.
UNSEEN: tuple[int, ...] = (
    0x00AD,
    0x034F,
    0x061C,
    0x115F,
    0x1160,
    0x17B4,
    0x17B5,
    *range(0x180B, 0x1810),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0x2800,  # a braille pattern without a dot
    0x3164,
    *range(0xFE00, 0xFE10),
    0xFEFF,
    0xFFA0,
)
_BARE = "".join(map(chr, (*WHITE, *UNSEEN)))


def bare(text: str) -> str:
    """What is said: without the signs around it that nobody can see."""
    return text.strip(_BARE)
