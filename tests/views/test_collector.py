"""Full walks over the memory wait until the person pauses."""

from __future__ import annotations

import gc

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.views import collector
from app.views.collector import Collector


def test_all_of_the_memory_is_walked_only_while_nobody_types(qtbot, monkeypatch):
    monkeypatch.setattr(collector, "LOOK_MS", 10)
    monkeypatch.setattr(collector, "IDLE_S", 0.5)
    walked: list[int] = []
    monkeypatch.setattr(collector.gc, "collect", lambda: walked.append(1))
    before = gc.get_threshold()
    field = QLineEdit()
    qtbot.addWidget(field)
    made = Collector()

    made.start()
    assert gc.get_threshold()[:2] == before[:2]
    assert gc.get_threshold()[2] == collector.NEVER
    for _ in range(5):
        qtbot.keyClick(field, Qt.Key.Key_A)
        qtbot.wait(30)
    assert walked == []
    qtbot.waitUntil(lambda: walked == [1])
    made.stop()

    assert gc.get_threshold() == before


def test_whichever_of_two_windows_closes_first_memory_is_walked_again(qapp):
    before = gc.get_threshold()
    first, second = Collector(), Collector()
    first.start()
    second.start()

    first.stop()
    second.stop()

    assert gc.get_threshold() == before
