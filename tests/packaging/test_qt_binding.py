"""What is known to be wrong in the Qt binding does not reach the product.

PySide6 6.12.0 drops a reference to None with each void call on Python 3.11, until the interpreter
aborts after some 7,400 of them.

The Python object that `itemAt` makes for an item of a layout lives as long as the layout's own.
When Qt has deleted the item, whatever comes to stand at its address is taken for it: seen as a
layout without `count`, and once as a crash. Windows keep what they put into a layout instead.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject

from tests.packaging.checkout import ROOT

CALLS = 300


def test_void_calls_leave_the_reference_count_of_none_alone() -> None:
    thing = QObject()
    before = sys.getrefcount(None)

    for _ in range(CALLS):
        thing.setObjectName("guard")

    assert abs(sys.getrefcount(None) - before) < CALLS // 10


def test_no_window_asks_a_layout_for_its_items() -> None:
    asking = [
        one.name
        for one in (ROOT / "app" / "views").rglob("*.py")
        if ".itemAt(" in one.read_text(encoding="utf-8")
    ]

    assert asking == []
