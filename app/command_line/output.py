"""What commands print: one JSON document, or plain tables that stay readable in a pipe."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from app.models.rules.instants import in_utc, instant

WIDEST = 60
MARK = "| "  # before each further line of a text, so that none reads as one of the product's own
LINE_END = " ⏎ "  # in a cell, which has one line


def as_json(document: object) -> str:
    return json.dumps(plain(document), ensure_ascii=False, indent=2, allow_nan=False)


def plain(value: Any) -> Any:
    """JSON values for what commands and queries give; what JSON has no word for becomes null."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(one) for one in value)
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        return [plain(one) for one in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, Enum):
        return _scalar(value.value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        return in_utc(value).isoformat()
    return value if value is None or isinstance(value, (str, bool, int)) else str(value)


def table(rows: Sequence[Any], columns: Mapping[str, str], *, nothing: str) -> str:
    """Rows below each other. `columns` are attribute → heading; `nothing` is said of no rows."""
    if not rows:
        return nothing
    cells = [[_cell(getattr(row, name)) for name in columns] for row in rows]
    return "\n".join(aligned([list(columns.values()), *cells]))


def aligned(lines: Sequence[Sequence[object]]) -> list[str]:
    """Lines of as many cells each, one column below the other; nothing is cut."""
    shown = [[_in_one_line(_text(cell)) for cell in line] for line in lines]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in shown
    ]


def outline(value: object, indent: str = "") -> list[str]:
    """Whatever JSON says, to be read: a name or a dash a line, what belongs to it below."""
    if isinstance(value, Mapping):
        return [
            line
            for name, one in value.items()
            for line in _branch(f"{_in_one_line(str(name)).replace('_', ' ')}:", one, indent)
        ]
    if isinstance(value, (list, tuple)):
        return [line for one in value for line in _branch("-", one, indent)]
    return (indent + marked(_text(value) or "–", len(indent))).split("\n")


def _branch(head: str, value: object, indent: str) -> list[str]:
    below = "  " + indent
    if not isinstance(value, (Mapping, list, tuple)):
        said = marked(_text(value) or "–", len(below))
        return f"{indent}{head} {said}".split("\n")
    if not value:
        return [f"{indent}{head} none"]
    if head == "-":  # the first fact of one of several stands beside its dash
        inside = outline(value, below)
        return [f"{indent}- {inside[0].lstrip()}", *inside[1:]]
    return [indent + head, *outline(value, below)]


def facts(pairs: Mapping[str, object]) -> str:
    """One fact a line; empty ones are left out."""
    shown = {
        _in_one_line(name): _text(value)
        for name, value in pairs.items()
        if value not in (None, "", (), [])
    }
    width = max((len(name) for name in shown), default=0)
    return "\n".join(
        f"{name.ljust(width)}  {marked(value, width + 2)}" for name, value in shown.items()
    )


def marked(text: str, column: int) -> str:
    """A text of people that begins in `column`: its further lines begin there too, with a mark."""
    lines = text.rstrip("\n").replace("\r\n", "\n").split("\n")
    return f"\n{' ' * column}{MARK}".join(lines)


def listed(lines: Iterable[str]) -> str:
    """One of the product's own lines each, whatever texts of people stand in them."""
    return "\n".join(marked(one, len(one) - len(one.lstrip(" ")) + 2) for one in lines)


def _in_one_line(text: str) -> str:
    return LINE_END.join(text.rstrip("\n").replace("\r\n", "\n").split("\n"))


def _cell(value: object) -> str:
    text = _in_one_line(_text(value))
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _text(value: object) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(_text(one) for one in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={_text(one)}" for key, one in value.items())
    return "" if value is None else _word(value)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment(value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def moment(at: datetime) -> str:
    """The one form of a time here: ISO 8601 in UTC with its offset, as options take it back."""
    return instant(at)


def printable(text: str) -> str:
    """Without characters that would steer the terminal: names come from anybody's files."""
    return "".join(c if c.isprintable() or c in "\n\t" else "�" for c in text)


def put(text: str) -> None:
    """To standard output."""
    sys.stdout.write(text + "\n")


def say(text: str) -> None:
    """To standard error: progress, hints, errors."""
    sys.stderr.write(printable(text) + "\n")
    sys.stderr.flush()


def told_of_more(more: int) -> str:
    """Of a list that ends."""
    return "1 more is not listed." if more == 1 else f"{more} more are not listed."
