"""What is imported beside the window takes nothing of Qt into another thread."""

from __future__ import annotations

import subprocess
import sys

from app.views.late_screens import _OF_QT

ASKED = """
import importlib, sys
from app.views import late_screens, start
from app.views.screen import SCREENS
of_qt = lambda: {one for one in sys.modules if one.startswith("PySide6.Qt")}
before = of_qt()
SCREENS.load()
for name in late_screens._LATE:
    importlib.import_module(name)
print(*sorted(of_qt() - before))
"""


def test_all_of_qt_that_the_late_screens_need_is_imported_before_their_thread_begins() -> None:
    run = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, check=True, timeout=120
    )

    assert set(run.stdout.split()) == set(_OF_QT)
