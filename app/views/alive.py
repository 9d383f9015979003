"""Whether whoever asked is still there when the answer comes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import BuiltinMethodType, CellType, FunctionType, MethodType

import shiboken6
from PySide6.QtCore import QObject


def is_alive(function: Callable[..., object]) -> bool:
    """Whether the Qt objects a callback would touch still exist on the C++ side.

    Looks at the receiver of a bound method, at what a closure holds on to, at what was given to a
    partial, and so on into the callbacks among these.
    """
    seen: set[int] = set()
    waiting: list[object] = [function]
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, QObject):
            if not shiboken6.isValid(each):
                return False
        elif isinstance(each, partial):
            waiting += [each.func, *each.args, *each.keywords.values()]
        elif isinstance(each, FunctionType | MethodType | BuiltinMethodType):
            waiting.append(getattr(each, "__self__", None))
            waiting += [content_of(cell) for cell in getattr(each, "__closure__", None) or ()]
    return True


def content_of(cell: CellType) -> object:
    """What a function that was made on the spot holds on to."""
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return None
