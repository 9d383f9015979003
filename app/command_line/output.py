"""What commands print: one JSON document, or plain tables that stay readable in a pipe.

Sentences, headings and stored words are English in the code, and told in the reader's language
here, as refusals are (`texts.told`): no command needs to think of languages. What people wrote and
the JSON document stay as they are.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from app import texts
from app.models.rules.instants import in_utc, instant

# What tables and facts show of these is a code, or several, whatever row it is of.
CODES = texts.CODED | {
    "about_kind", "change", "decision", "encryption", "fault_class", "health", "object_type",
    "origin", "outcomes", "risk tier", "risk_tier", "role", "roles", "stage_kind", "strategy",
}  # fmt: skip
STEPS = frozenset({"element", "stands_at", "stands at", "step", "title"})

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


def table(rows: Sequence[Any], columns: Mapping[str, str], *, nothing: str, step: str = "") -> str:
    """Rows below each other.

    Args:
        columns: attribute → heading.
        nothing: is said of no rows.
        step: the attribute that is the name of a step of a life cycle, where `STEPS` has it not.
    """
    if not rows:
        return nothing
    heads = [texts.heading(heading) for heading in columns.values()]
    kinds = {
        name: "step" if name == step else heading if heading in CODES else name
        for name, heading in columns.items()
    }
    cells = [[_cell(_told_value(kind, getattr(row, name))) for name, kind in kinds.items()]
             for row in rows]  # fmt: skip
    return "\n".join(aligned([heads, *cells]))


def told_lines(text: str) -> str:
    """With the product's own sentences in the reader's language, one or more a line.

    A line of several columns was told cell by cell, and a text of people is marked.
    """
    return "\n".join(map(_told_line, text.split("\n")))


def _told_line(line: str) -> str:
    said = line.strip()
    if "  " in said or said.startswith(MARK.strip()):
        return line
    return line[: len(line) - len(line.lstrip())] + texts.told_by_commands(said)


def _told_value(name: str, value: Any) -> Any:
    """A value of that name, where it is a code or the name of a step."""
    if texts.language() == "en":
        return value  # as options take it
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_told_value(name, one) for one in value] if name in CODES else value
    if not isinstance(value, str):
        return value
    if name == "who":  # whoever has a role, or a person
        return texts.role_name(value)
    if name in STEPS:
        return texts.step_name(value)
    return told_code(value) if name in CODES else value


def told_code(value: str) -> str:
    """A code in the reader's language; in English as options take it.

    Of a role that is held in a unit, the role.
    """
    if texts.language() == "en":
        return value
    code, held_in, unit = value.partition(" in ")
    role = texts.role_name(code)
    return f"{role if role != code else texts.coded(code)}{held_in}{unit}"


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
            for line in _branch(f"{_heading(str(name))}:", _told_value(str(name), one), indent)
        ]
    if isinstance(value, (list, tuple)):
        return [line for one in value for line in _branch("-", one, indent)]
    return (indent + marked(_text(value) or "–", len(indent))).split("\n")


def _heading(name: str) -> str:
    return texts.heading(_in_one_line(name).replace("_", " "))


def _branch(head: str, value: object, indent: str) -> list[str]:
    below = "  " + indent
    if not isinstance(value, (Mapping, list, tuple)):
        said = marked(_text(value) or "–", len(below))
        return f"{indent}{head} {said}".split("\n")
    if not value:
        return [f"{indent}{head} {texts.heading('none')}"]
    if head == "-":  # the first fact of one of several stands beside its dash
        inside = outline(value, below)
        return [f"{indent}- {inside[0].lstrip()}", *inside[1:]]
    return [indent + head, *outline(value, below)]


def facts(pairs: Mapping[str, object]) -> str:
    """One fact a line; empty ones are left out."""
    shown = {
        _in_one_line(texts.heading(name)): _text(_told_value(name, value))
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
        return texts.heading("yes" if value else "no")
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
