"""Garbage is looked for between two events of the window, and all of it only in a pause."""

from __future__ import annotations

import gc
import linecache
import threading
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.views import collector
from app.views.collector import Collector, unwalked

MANY = 100_000


class Knot:
    """Garbage that only a walk finds; it says in which thread it was found."""

    def __init__(self, found_in: list[threading.Thread]) -> None:
        self._found_in, self._self = found_in, self

    def __del__(self) -> None:
        self._found_in.append(threading.current_thread())


def test_all_of_the_memory_is_walked_only_while_nobody_types(qtbot, monkeypatch):
    monkeypatch.setattr(collector, "LOOK_MS", 10)
    monkeypatch.setattr(collector, "IDLE_S", 0.5)
    walked: list[int] = []
    monkeypatch.setattr(collector.gc, "collect", lambda of=2: walked.append(of))
    field = QLineEdit()
    qtbot.addWidget(field)
    made = Collector()

    made.start()
    for _ in range(5):
        qtbot.keyClick(field, Qt.Key.Key_A)
        qtbot.wait(30)
    assert 2 not in walked
    qtbot.waitUntil(lambda: 2 in walked)
    made.stop()


def test_what_another_thread_makes_is_looked_for_in_the_thread_of_the_window(qtbot, monkeypatch):
    monkeypatch.setattr(collector, "LOOK_MS", 10)
    found_in: list[threading.Thread] = []
    made = Collector()
    made.start()
    try:
        reader = threading.Thread(
            target=lambda: [Knot(found_in), [[n] for n in range(MANY)]], name="reader"
        )
        reader.start()
        reader.join()
        assert found_in == []
        kept = [[n] for n in range(MANY)]  # by itself Python would have looked here
        qtbot.waitUntil(lambda: bool(found_in))
        del kept
    finally:
        made.stop()

    assert found_in == [threading.main_thread()]


def test_whichever_of_two_windows_closes_first_python_looks_by_itself_again(qapp):
    was_enabled = gc.isenabled()
    gc.enable()
    first, second = Collector(), Collector()
    try:
        first.start()
        second.start()
        with unwalked():
            pass
        first.stop()
        first.stop()
        assert not gc.isenabled()
        second.stop()

        assert gc.isenabled()
    finally:
        if not was_enabled:
            gc.disable()


def test_lines_of_sources_are_not_kept_after_an_import(qapp, tmp_path: Path, monkeypatch):
    """The binding looks for its own name in each module, and Python keeps what it read."""
    (tmp_path / "read_by_the_binding.py").write_text("ANSWER = 42\n" * 50)
    monkeypatch.syspath_prepend(tmp_path)
    with unwalked():
        made = __import__("read_by_the_binding")
        was_kept = made.__file__ in linecache.cache

    assert was_kept
    assert not linecache.cache
