"""The installed Qt binding keeps count of None.

PySide6 6.12.0 drops a reference to None with each void call on Python 3.11, until the interpreter
aborts after some 7,400 of them.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject

CALLS = 300


def test_void_calls_leave_the_reference_count_of_none_alone() -> None:
    thing = QObject()
    before = sys.getrefcount(None)

    for _ in range(CALLS):
        thing.setObjectName("guard")

    assert abs(sys.getrefcount(None) - before) < CALLS // 10
