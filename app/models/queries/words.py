"""Words of a filter that are looked for in what a reader sees, not only in what is stored."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.queries.inventory_filter import escape
from app.models.rules.folding import fold


@dataclass(frozen=True, slots=True)
class Word:
    """A row must mention it; `codes`: those whose names, in the reader's language, hold it."""

    text: str
    codes: frozenset[str] = frozenset()

    @property
    def pattern(self) -> str:
        return f"%{escape(fold(self.text))}%"
