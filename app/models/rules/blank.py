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
