"""Text that came from outside: never markup, never invisible, never endless.

Qt guesses rich text from a `<`; fifty thousand nested tags freeze a window for half a minute, and a
direction override makes "gpj.exe" read as "exe.jpg". So every label is plain, tooltips are escaped,
and control and direction characters are taken out or shown.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

NAME_LIMIT = 200
COMMENT_LIMIT = 10_000
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT = frozenset("\n\t")
_WITHOUT_KEPT = dict.fromkeys(map(ord, _KEPT))
_BREAK = "\u200b"  # a place where a line may end; `clean` lets none through from outside
_LONG_WORD = re.compile(r"\S{25,}")  # letters: more than the narrowest column has room for
_PIECE = 8  # letters
_JOINERS = ("Mn", "Mc", "Me", "Cf")  # belong to the letter before them


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
    if not cut.isprintable() and not cut.translate(_WITHOUT_KEPT).isprintable():
        cut = "".join(map(_shown, cut))
    return cut + "…" if len(whole) > limit else cut


def one_line(text: object, limit: int = NAME_LIMIT) -> str:
    return " ".join(clean(text, limit).split())


def tooltip(text: object) -> str:
    """Escaped, because Qt renders what looks like rich text; marked as such where that counts."""
    plain = clean(text, 2_000)
    escaped = html.escape(plain).replace("\n", "<br>")
    return escaped if escaped == plain else f"<qt>{escaped}</qt>"


def breakable(text: str) -> str:
    """The same to read, but a word of any length goes on in the next line."""
    return _LONG_WORD.sub(lambda found: _in_pieces(found.group()), text)


def _in_pieces(word: str) -> str:
    pieces, start = [], 0
    for n in range(1, len(word)):
        is_joined = unicodedata.category(word[n]) in _JOINERS or word[n - 1] == "\u200d"
        if n - start >= _PIECE and not is_joined:
            pieces.append(word[start:n])
            start = n
    return _BREAK.join([*pieces, word[start:]])


class PlainLabel(QLabel):
    """A label that never interprets its text. What wraps is as narrow as its place, always."""

    def __init__(self, text: object = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights: dict[tuple[int, ...], int] = {}  # of these words, by width and margins
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: object) -> None:  # not @override: we take any object
        shown = clean(text)
        self.letters = len(shown)
        self._heights.clear()
        super().setText(breakable(shown) if self.wordWrap() else shown)

    @override
    def text(self) -> str:
        """As it was given, without the places where it may break."""
        return super().text().replace(_BREAK, "")

    @override
    def selectedText(self) -> str:
        return super().selectedText().replace(_BREAK, "")

    @override
    def setWordWrap(self, on: bool) -> None:
        super().setWordWrap(on)
        self.setText(self.text())

    @override
    def heightForWidth(self, width: int) -> int:
        """Layouts ask for the whole width of the place, of a label that stays narrower too.

        Each level of a pane asks anew, and ten thousand letters take 3 ms to be laid out.
        """
        width = min(width, self.maximumWidth())
        asked = (width, self.minimumWidth(), self.margin(), self.indent())
        if asked not in self._heights:
            self._heights[asked] = super().heightForWidth(width)
        return self._heights[asked]

    def setContentsMargins(self, *margins: Any) -> None:  # not @override: Qt takes them in two ways
        self._heights.clear()
        super().setContentsMargins(*margins)

    @override
    def changeEvent(self, event: QEvent) -> None:
        self._heights.clear()
        super().changeEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is copied is what was given."""
        if event.matches(QKeySequence.StandardKey.Copy) and self.hasSelectedText():
            QGuiApplication.clipboard().setText(self.selectedText())
            return
        super().keyPressEvent(event)

    def setToolTip(self, text: str) -> None:
        super().setToolTip(tooltip(text))
