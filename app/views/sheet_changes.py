"""What a sheet holds now beside the words that were begun on something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import ndiff

from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit, QWidget

from app.views import safe_text
from app.views.language import tr
from app.views.sheet_fields import value, words_of

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
    there = {fields[name]: text for name, text in mine.items() if name in fields}
    lines: list[str] = []
    for one, text in there.items():
        name = one.accessibleName() if len(there) > 1 else ""
        lines += (f"{name}: {line}" if name else line for line in _told(one, value(one), text))
    return (*lines[:_MOST], "…") if len(lines) > _MOST else tuple(lines)


def _told(one: QWidget, now: str, mine: str) -> Iterator[str]:
    if isinstance(one, QPlainTextEdit) and "\n" in now + mine:
        lines = [line for line in ndiff(now.splitlines(), mine.splitlines()) if line[2:].strip()]
        for sign, only in (("- ", tr("Only now: {text}")), ("+ ", tr("Only yours: {text}"))):
            for line in lines:
                if line.startswith(sign):
                    yield only.format(text=_said(one, line[2:]))
    elif now != mine:
        theirs, my = _said(one, now), _said(one, mine)
        yield tr("Now {theirs}, yours {mine}").format(theirs=theirs, mine=my)


def _said(one: QWidget, text: str) -> str:
    if isinstance(one, QCheckBox):
        return tr("ticked") if text == "yes" else tr("not ticked")
    if isinstance(one, QComboBox):
        text = words_of(one, text)
    return f"“{safe_text.one_line(text, _LONGEST)}”" if text.strip() else tr("none")
