"""A refusal to start on a Qt binding that would abort in the middle of somebody's work."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject

from app.errors import AppError
from app.views.language import tr

_CALLS = 300
_TOLERANCE = 100


def lost_references(calls: int = _CALLS) -> int:
    """How many references to None the given number of void Qt calls took away."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(calls):
        thing.setObjectName("guard")
    return before - sys.getrefcount(None)


def check_binding() -> None:
    """Refuse a PySide6 whose void calls release None (6.12.0 on Python 3.11 aborts after ~7,400).

    Raises:
        AppError: this installation has the fault.
    """
    lost = lost_references()
    if lost > _TOLERANCE:
        raise AppError(
            tr(
                "This PySide6 loses count of its objects ({lost} in {calls} calls) and would stop."
            ).format(lost=lost, calls=_CALLS),
            hint=tr("Install PySide6 below 6.12, as the project's locked list does."),
            title=tr("The window can't start safely"),
        )
