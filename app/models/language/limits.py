"""How much an expression may cost: without these, a file from outside could stop the product."""

from __future__ import annotations

from app.models.language.errors import LanguageError

MAX_CHARS = 2_000
MAX_DEPTH = 50
MAX_STEPS = 10_000
MAX_STRING_BYTES = 64 * 1024
MAX_JSON_ITEMS = 100_000  # of one result: a list that holds itself often is small in memory only
MAX_JSON_DEPTH = 100
CHARS_PER_STEP = 64
ITEMS_PER_STEP = 8


class Budget:
    """Counts the steps of one evaluation."""

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self._left = steps

    def spend(self, steps: int = 1) -> None:
        self._left -= steps
        if self._left < 0:
            raise LanguageError(f"The expression needs more than {MAX_STEPS:,} steps")

    def spend_items(self, count: int) -> None:
        self.spend(1 + count // ITEMS_PER_STEP)

    def made_text(self, text: str) -> str:
        """`text` again, when it is not too long."""
        self.spend(len(text) // CHARS_PER_STEP)
        return checked_text(text)


def checked_text(text: str) -> str:
    size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_STRING_BYTES:
        raise LanguageError(f"The text made is longer than {MAX_STRING_BYTES // 1024} KB")
    return text


def check_length(text: str) -> None:
    if len(text) > MAX_CHARS:
        raise LanguageError(
            f"The expression is longer than {MAX_CHARS:,} characters", text=text, position=MAX_CHARS
        )
