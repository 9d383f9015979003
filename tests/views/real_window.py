"""A window on a real workspace: real rules, real SQL, one person at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.services.unit_of_work import Work
from app.views.backend import Backend
from app.views.main_window import MainWindow, Setup
from tests.machine import machine
from tests.workspaces import TestWorkspace


@contextmanager
def window_of(bank: TestWorkspace, handle: str, screen: str) -> Iterator[MainWindow]:
    """The main window with every registered screen, as this person sees it."""
    work = bank.work(handle)
    backend = Backend(
        lambda query, args, kwargs: work.read(query, *args, **kwargs),
        past_reader=lambda moment, query, args, kwargs: Work(
            work.database, work.actor, moment
        ).read(query, *args, **kwargs),
        writer=lambda command, args, kwargs: work.write(command, *args, **kwargs),
        beside=lambda task, args, kwargs: task(work, *args, **kwargs),
        decider=work.actor,
        settings=machine(home=bank.folder),
    )
    window = MainWindow(backend, Setup(bank.folder / f"{handle}.ini"))
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    window.start(screen)
    try:
        yield window
    finally:
        for widget in QApplication.topLevelWidgets():
            if widget is not window:
                widget.close()
        window.close()
        backend.close()
        window.deleteLater()


def write_model_folder(folder: Path) -> Path:
    """A folder with a schema and a lock, without a model card and without an ONNX file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "requirements.txt").write_text("numpy==2.4.6\n")
    (folder / "train.py").write_text("print('train')\n")
    return folder
