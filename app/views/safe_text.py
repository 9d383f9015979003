"""Text that came from outside: never markup, never invisible, never endless.

Qt guesses rich text from a `<`; fifty thousand nested tags freeze a window for half a minute, and a
direction override makes "gpj.exe" read as "exe.jpg". So every label is plain, tooltips are escaped,
and control and direction characters are taken out or shown.
"""

from __future__ import annotations

import html
import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

NAME_LIMIT = 200
COMMENT_LIMIT = 10_000
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT = frozenset("\n\t")


def _shown(letter: str) -> str:
    if letter in _KEPT:
        return letter
    if letter in _BIDI:
        return "\N{REPLACEMENT CHARACTER}"
    if unicodedata.category(letter) in ("Cc", "Cs", "Cn") or letter in "\u2028\u2029\ufeff\u200b":
        return "\N{REPLACEMENT CHARACTER}"
    return letter


def clean(text: object, limit: int = COMMENT_LIMIT) -> str:
    """`text` for a person to read: hidden characters made visible, cut at `limit` letters."""
    whole = str(text)
    cut = whole[:limit]
    if not cut.isprintable():
        cut = "".join(map(_shown, cut))
    return cut + "…" if len(whole) > limit else cut


def one_line(text: object, limit: int = NAME_LIMIT) -> str:
    return " ".join(clean(text, limit).split())


def tooltip(text: object) -> str:
    """Escaped, because Qt renders what looks like rich text; marked as such where that counts."""
    plain = clean(text, 2_000)
    escaped = html.escape(plain).replace("\n", "<br>")
    return escaped if escaped == plain else f"<qt>{escaped}</qt>"


class PlainLabel(QLabel):
    """A label that never interprets its text."""

    def __init__(self, text: object = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: object) -> None:  # not @override: we take any object
        super().setText(clean(text))

    def setToolTip(self, text: str) -> None:
        super().setToolTip(tooltip(text))
