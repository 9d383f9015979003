"""Ctrl+C where the program was started closes its window, and what it runs ends with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tests.journeys.command_line import ROOT

SCRIPT = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from app.views.ending import Ending
from app.views.start import make_application

class Asked(QWidget):
    def closeEvent(self, event):
        print("asked", flush=True)
        event.setAccepted(sys.argv[1] == "willing")

application = make_application()
window = Asked()
window.show()
ending = Ending(application)
QTimer.singleShot(0, lambda: print("shown", flush=True))
application.exec()
ending.close()
print("ended", flush=True)
"""


def start(kind: str) -> subprocess.Popen[str]:
    """One that writes as where people start it: the wish meets it while it still does."""
    inherited = {name: one for name, one in os.environ.items() if name != "PYTHONUNBUFFERED"}
    program = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, kind],
        cwd=ROOT,
        env=inherited | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "shown\n"
    return program


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_a_wish_to_end_closes_the_window_and_lets_the_program_tidy_up(
    wish: signal.Signals,
) -> None:
    with start("willing") as program:
        program.send_signal(wish)
        said, _ = program.communicate(timeout=30)

    assert said == "asked\nended\n"
    assert program.returncode == 0


def test_a_window_may_refuse_once_and_the_second_wish_ends_at_once() -> None:
    with start("unwilling") as program:
        assert program.stdout is not None
        program.send_signal(signal.SIGINT)
        assert program.stdout.readline() == "asked\n"
        program.send_signal(signal.SIGINT)
        said, _ = program.communicate(timeout=30)

    assert said == ""
    assert program.returncode == -signal.SIGINT
