"""Qt without a screen; a Qt warning or a thread left running fails the test that caused it."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent, QtMsgType
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.views import language, theme
from app.views.backend import Backend
from app.views.desktop import Desktop
from app.views.main_window import MainWindow, Setup
from tests import stories
from tests.made_demo import copied
from tests.views import samples
from tests.views.desks import desk
from tests.workspaces import TestWorkspace

# What is waited for comes soon, or never: only a machine that is busy needs the patience.
PATIENCE_MS = 60_000
for _wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitExposed):
    assert _wait.__kwdefaults__ is not None
    _wait.__kwdefaults__["timeout"] = PATIENCE_MS

_add_widget = QtBot.addWidget


def _add_dressed(self: QtBot, widget: QWidget, **kwargs: Any) -> None:
    """A part that stands alone in a test looks as it does in a window of the product."""
    if widget.isWindow():
        theme.dress(widget)
    _add_widget(self, widget, **kwargs)


# The offscreen plugin says what it can not do; that is about the plugin, not about us.
HARMLESS = ("This plugin does not support",)
SERIOUS = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    theme.apply(dark=False)
    monkeypatch.setattr(QtBot, "addWidget", _add_dressed)


@pytest.fixture(autouse=True)
def qt_english(qapp: QApplication) -> None:
    """Qt names keys in the language that a window before had chosen."""
    if qapp.translate("QShortcut", "Right") != "Right":
        language.use("en")


@pytest.fixture(autouse=True)
def no_widgets_left(qapp: QApplication) -> Iterator[None]:
    """What a test closed is gone before the next: changing the look touches every widget alive.

    Without an event loop nothing is ever deleted later.
    """
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(autouse=True)
def collected_between_tests() -> Iterator[None]:
    """As in the program, where `Collector` sees to it: never while something is painted.

    What a test made goes out of its sight when it ends, and is painted once more.
    """
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()


@pytest.fixture(autouse=True)
def no_qt_warnings(qtlog) -> Iterator[None]:
    yield
    found = [
        record.message
        for record in qtlog.records
        if record.type in SERIOUS and not any(word in record.message for word in HARMLESS)
    ]
    assert not found


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 2
    while set(threading.enumerate()) - before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not set(threading.enumerate()) - before


@pytest.fixture
def backend() -> Iterator[Backend]:
    made = samples.make_backend()
    yield made
    made.close()


@pytest.fixture
def window(qtbot, backend: Backend, tmp_path: Path) -> Iterator[MainWindow]:
    made = MainWindow(
        backend,
        Setup(
            tmp_path / "settings.ini",
            samples.palette_items,
            samples.SAMPLES,
            samples.SHOWN,
        ),
    )
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.start("alerts")
    alerts = made.current_screen
    assert isinstance(alerts, samples.AlertsScreen)
    qtbot.waitUntil(lambda: alerts.model.rowCount() > 0)
    yield made
    made.close()


@pytest.fixture
def request_id(sqlite_workspace: TestWorkspace) -> UUID:
    """Of cc-fraud v1, which wants to go to PROD."""
    return stories.ask(sqlite_workspace, stories.register(sqlite_workspace))


@pytest.fixture
def open_as(sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any) -> Iterator[Any]:
    """Seats somebody of the workspace at a window, which is closed at the end."""
    opened = []

    def open_desk(handle: str, screen: str = "approvals") -> Desktop:
        held = desk(sqlite_workspace, handle, tmp_path, screen)
        opened.append(held)
        desktop = held.__enter__()
        qtbot.waitExposed(desktop.window)
        return desktop

    yield open_desk
    for held in opened:
        held.__exit__(None, None, None)


@pytest.fixture
def alerts(window: MainWindow) -> samples.AlertsScreen:
    screen = window.current_screen
    assert isinstance(screen, samples.AlertsScreen)
    return screen


@pytest.fixture(scope="session")
def demo(made_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a demo with its history, for tests that only look at it."""
    with copied(made_demo, tmp_path_factory.mktemp("demo")) as folder:
        yield folder
