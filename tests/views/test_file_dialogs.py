"""A dialog for files begins at the person's home, and then where they chose last."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog

from app.views.file_dialogs import open_dialog


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


def begun(qtbot: Any, dialog: QFileDialog) -> Path:
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    open_dialog(dialog)
    found = Path(dialog.directory().absolutePath())
    dialog.reject()
    return found


def test_at_first_it_is_home_and_not_where_the_program_was_started(qtbot: Any, home: Path) -> None:
    dialog = QFileDialog(None, "Model", QDir.currentPath())

    assert begun(qtbot, dialog) == home


def test_what_was_chosen_before_stays(qtbot: Any, home: Path) -> None:
    models = home / "models"
    models.mkdir()

    assert begun(qtbot, QFileDialog(None, "Model", str(models))) == models


def test_the_name_that_is_proposed_stays(qtbot: Any, home: Path) -> None:
    dialog = QFileDialog(None, "Export", "models.csv")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)

    assert begun(qtbot, dialog) == home
    assert Path(dialog.selectedFiles()[0]).name == "models.csv"
