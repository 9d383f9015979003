"""What a sheet holds now beside the words that were begun on something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import ndiff

from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from app.views import safe_text
from app.views.language import tr
from app.views.sheet_fields import value

_LONGEST = 160  # letters of one value, as it is shown beside another
_MOST = 8  # lines


@dataclass(frozen=True, slots=True)
class Changed:
    """When the words were left, how they differ from what stands there now, and the way out."""

    left_at: datetime | None
    lines: Sequence[str]
    forget: Callable[[], object]


def differences(fields: Mapping[str, QWidget], mine: Mapping[str, str]) -> tuple[str, ...]:
    """Line by line, as sentences; of a field that is not there now nothing is said."""
    lines = [
        line
        for name, text in mine.items()
        if name in fields
        for line in _told(fields[name], value(fields[name]), text)
    ]
    return (*lines[:_MOST], "…") if len(lines) > _MOST else tuple(lines)


def _told(one: QWidget, now: str, mine: str) -> Iterator[str]:
    name = one.accessibleName()
    if isinstance(one, QPlainTextEdit) and "\n" in now + mine:
        for line in ndiff(now.splitlines(), mine.splitlines()):
            text = safe_text.one_line(line[2:], _LONGEST)
            if line.startswith("- ") and text:
                yield tr("{field}, only now: {text}").format(field=name, text=text)
            elif line.startswith("+ ") and text:
                yield tr("{field}, only yours: {text}").format(field=name, text=text)
    elif now != mine:
        yield tr("{field}: now {theirs}, yours {mine}.").format(
            field=name, theirs=_said(one, now), mine=_said(one, mine)
        )


def _said(one: QWidget, text: str) -> str:
    if isinstance(one, QCheckBox):
        return tr("ticked") if text == "yes" else tr("not ticked")
    return f"“{safe_text.one_line(text, _LONGEST)}”" if text.strip() else tr("none")
