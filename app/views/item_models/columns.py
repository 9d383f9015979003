"""Columns as data: what each shows, how wide it starts, how it sorts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, TypeVar

from PySide6.QtCore import Qt

from app.views import cells, safe_text
from app.views.cells import Age, Cell, Number
from app.views.formulas import harmless
from app.views.language import tr

R = TypeVar("R")
_SPLITS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")  # a cell, or a line


class Role(IntEnum):
    """Our own item roles."""

    CELL = Qt.ItemDataRole.UserRole + 1
    ROW = Qt.ItemDataRole.UserRole + 2
    PAINTED = Qt.ItemDataRole.UserRole + 3  # all that is painted, in one answer: `Painted`


@dataclass(frozen=True, slots=True)
class Painted:
    """What is painted of a cell."""

    cell: object
    is_number: bool = False
    is_gone: bool = False  # the row went away since the last refresh
    is_flashing: bool = False  # the cell changed a moment ago
    is_name: bool = False
    is_struck: bool = False  # that it went is said by nothing else


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column. `key` names it in saved layouts and sort requests; empty: not sortable.

    Args:
        filter_key: the key of the filter field that asks for what this column shows; empty: none.
        filter_value: what one would type behind that key to find this row; offered to the reader.
    """

    title: str
    value: Callable[[R], Cell]
    key: str = ""
    width: int = 120
    is_number: bool = False  # right aligned, header too
    is_name: bool = False  # names differ at their ends: what has no room is left out of the middle
    stretches: bool = False
    drop_below: int = 0  # left out while the table is narrower than this
    tooltip: Callable[[R], str] | None = None
    filter_key: str = ""
    filter_value: Callable[[R], str] | None = None
    about: str = ""  # what its title stands for, where that is no everyday word


def cell_data(column: Column[R], row: R, role: int) -> object:
    """What an item model answers for one cell, whatever the model."""
    if role == Qt.ItemDataRole.DisplayRole:
        return str(column.value(row))
    if role == Role.CELL:
        return column.value(row)
    if role == Qt.ItemDataRole.ToolTipRole:
        from_column = column.tooltip(row) if column.tooltip else ""
        return from_column or cells.explained(column.value(row)) or None
    if role == Qt.ItemDataRole.TextAlignmentRole:
        side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
    return None


def header_data(columns: Sequence[Column[R]], section: int, role: int) -> object:
    if not 0 <= section < len(columns):
        return None
    if role == Qt.ItemDataRole.DisplayRole:
        return tr(columns[section].title)
    if role == Qt.ItemDataRole.ToolTipRole:
        return safe_text.tooltip(columns[section].about) or None
    if role == Qt.ItemDataRole.TextAlignmentRole:
        right = columns[section].is_number
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
    return None


def row_sentence(columns: Sequence[Column[R]], row: R) -> str:
    """The whole row as a sentence: screen readers read only the current cell."""
    said = ((tr(column.title), str(column.value(row))) for column in columns)
    return ", ".join(f"{title} {text}".strip() for title, text in said if text)


def tab_separated(columns: Sequence[Column[R]], rows: Sequence[R]) -> str:
    """The titles, then the rows with raw values, a line each."""
    lines = ["\t".join(tr(one.title) for one in columns)]
    for row in rows:
        lines.append("\t".join(pasted(one.value(row)) for one in columns))
    return "\n".join(lines)


def pasted(cell: object) -> str:
    """A raw value as one cell of a spreadsheet, whatever signs its words hold."""
    text = cells.copied(cell)
    if isinstance(cell, Number | Age | int | float):
        return text
    words = harmless(" ".join(_SPLITS.split(text)))
    if words.startswith('"'):  # else it would reach to the next quote, over cells and lines
        return '"{}"'.format(words.replace('"', '""'))
    return words
