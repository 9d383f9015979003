"""The one error of the expression language: what is wrong, and where in the text."""

from __future__ import annotations

from app.errors import AppError

SHOWN_CHARS = 80


class LanguageError(AppError):
    """An expression can't be read or worked out; `position` counts characters from 0."""

    default_title = "This expression can't be used"

    def __init__(self, reason: str, *, text: str = "", position: int = 0, hint: str = "") -> None:
        super().__init__(_sentence(reason, text, position), hint=hint)
        self.reason = reason
        self.text = text
        self.position = position

    def at(self, text: str, position: int) -> LanguageError:
        """The same error with its place; a place that is already known stays."""
        if self.text:
            return self
        return LanguageError(self.reason, text=text, position=position, hint=self.hint)


def _sentence(reason: str, text: str, position: int) -> str:
    if not text:
        return f"{reason}."
    line = " ".join(text.split())
    shown = line if len(line) <= SHOWN_CHARS else f"{line[:SHOWN_CHARS]}…"
    return f"{reason} (character {position + 1} of “{shown}”)."
