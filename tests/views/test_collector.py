"""Garbage is looked for between two events of the window, and all of it only in a pause."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from app.views import collector
from app.views.collector import Collector, unwalked

MANY = 100_000
HOUR_S = 3_600.0


class Knot:
    """Garbage that only a walk finds; it says in which thread it was found."""

    def __init__(self, found_in: list[threading.Thread]) -> None:
        self._found_in, self._self = found_in, self

    def __del__(self) -> None:
        self._found_in.append(threading.current_thread())


def shown_field(qtbot) -> QLineEdit:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return field


@pytest.fixture
def forgetful() -> Iterator[Collector]:
    """It runs, and nobody has done anything for an hour."""
    made = Collector()
    made.start()
    forget_input(made)
    yield made
    made.stop()


def forget_input(made: Collector) -> None:
    made._input_at -= HOUR_S
    made._input_by_clock -= HOUR_S


def test_all_of_the_memory_is_walked_only_while_nobody_types(qtbot, monkeypatch):
    monkeypatch.setattr(collector, "LOOK_MS", 10)
    monkeypatch.setattr(collector, "IDLE_S", 0.5)
    walked: list[int] = []
    monkeypatch.setattr(collector.gc, "collect", lambda of=2: walked.append(of))
    field = shown_field(qtbot)
    made = Collector()

    made.start()
    for _ in range(5):
        QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
        qtbot.wait(30)
    assert field.text() == "aaaaa"
    assert 2 not in walked
    qtbot.waitUntil(lambda: 2 in walked)
    made.stop()


def test_all_of_the_memory_is_walked_once_no_long_task_runs(qtbot, monkeypatch):
    walked: list[int] = []
    monkeypatch.setattr(collector.gc, "collect", lambda of=2: walked.append(of))
    running = ["the check of the trail"]
    made = Collector(is_working=lambda: bool(running))
    made.start()
    forget_input(made)
    made._look()
    before = 2 in walked
    running.clear()
    made._look()
    made.stop()

    assert (before, 2 in walked) == (False, True)


def press(field: QLineEdit) -> None:
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)


def click(field: QLineEdit) -> None:
    QTest.mouseClick(field.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(3, 3))


def compose(field: QLineEdit) -> None:
    """As an input method does: to what has the focus, past the window."""
    written = QInputMethodEvent()
    written.setCommitString("é")
    QCoreApplication.sendEvent(field, written)


@pytest.mark.parametrize("do", [press, click, compose])
def test_whoever_presses_points_or_writes_is_not_idle(
    qtbot, forgetful: Collector, do: Callable[[QLineEdit], None]
):
    field = shown_field(qtbot)
    forgetful._look()  # at windows that have come
    forget_input(forgetful)
    assert forgetful.idle_s() > HOUR_S / 2
    do(field)
    qtbot.waitUntil(lambda: forgetful.idle_s() < HOUR_S / 2)


def test_a_command_by_its_key_is_something_done(qtbot, forgetful: Collector):
    field = shown_field(qtbot)
    forgetful._look()
    done: list[int] = []
    QShortcut(QKeySequence("Ctrl+J"), field).activated.connect(lambda: done.append(1))
    forget_input(forgetful)
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(done))

    assert forgetful.idle_s() < HOUR_S / 2


def test_what_comes_up_does_not_ask_it_at_each_of_its_events(qtbot, monkeypatch):
    asked: list[QObject] = []
    was = Collector.eventFilter

    def note(made: Collector, watched: QObject, event: QEvent) -> bool:
        asked.append(watched)
        return was(made, watched, event)

    monkeypatch.setattr(Collector, "eventFilter", note)
    made = Collector()
    made.start()
    body = QWidget()
    qtbot.addWidget(body)
    layout = QVBoxLayout(body)
    for n in range(50):
        layout.addWidget(QLabel(f"label {n}"))
    body.show()
    qtbot.waitExposed(body)
    made._look()
    qtbot.wait(10)
    made.stop()

    assert not [one for one in asked if isinstance(one, QLabel)]


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
