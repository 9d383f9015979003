"""Where a dialog for files and folders begins."""

from __future__ import annotations

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog


def open_dialog(dialog: QFileDialog) -> None:
    """Open it where the last choice was; at first at home, not where the program was started."""
    if dialog.directory() == QDir.current():
        dialog.setDirectory(QDir.home())
    dialog.open()
