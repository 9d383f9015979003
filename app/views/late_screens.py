"""The screens that are not in front, imported beside the one that is."""

from __future__ import annotations

import gc
import importlib

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.registry import Registry
from app.views.backend import Backend
from app.views.collector import unwalked
from app.views.errand import Errand
from app.views.screen import Screen

_LATE = ("app.views.panels.monitoring_page", "app.views.panels.monitoring_reads")  # pyqtgraph
# Of Qt what pyqtgraph takes beside: in another thread the window can crash of it as it works on.
_OF_QT = ("PySide6.QtTest", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets")  # 3 ms
_FIRST_SCREEN_MS = 300  # until the others may come: it is read and painted first


class LateScreens(QObject):
    """What the person waits for goes before: imports would hold up its answers."""

    loaded = Signal()
    failed = Signal(object)

    def __init__(self, window: QWidget, backend: Backend, screens: Registry[Screen]) -> None:
        super().__init__(window)
        self._window = window
        self._backend = backend
        self._screens = screens
        self.errand: Errand | None = None
        self._soon = QTimer(self, singleShot=True, interval=_FIRST_SCREEN_MS)
        self._soon.timeout.connect(self.begin)

    def begin_soon(self) -> None:
        if self._screens.is_loaded:
            self.loaded.emit()
        else:
            self._soon.start()

    @Slot()
    def begin(self) -> None:
        if not self._window.isVisible():  # closed before it came to that: nobody would wait for it
            return
        if self._backend.is_reading:
            self._soon.start()
            return
        for name in _OF_QT:
            importlib.import_module(name)
        self.errand = Errand(lambda _tell: self._import(), self)
        self.errand.done.connect(lambda _nothing: self.loaded.emit())
        self.errand.failed.connect(self.failed)
        self.errand.start()

    def wait(self) -> None:
        """Until the thread has ended; for the end of the window."""
        if self.errand is not None:
            self.errand.wait()

    def _import(self) -> None:
        """What a screen imports when it is first shown would keep the window from answering."""
        with unwalked():  # what widgets left behind may not be deleted in this thread
            self._screens.load()
            for name in _LATE:
                importlib.import_module(name)
        gc.freeze()  # see `app.views.start.open_place`
