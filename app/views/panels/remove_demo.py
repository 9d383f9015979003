"""Asks whether the demo is to be removed, and says what goes with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.views.language import tr
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.widgets.scrim import open_sheet


def ask_remove_demo(folder: Path, parent: QWidget, remove: Callable[[], object]) -> ConfirmSheet:
    """`remove` is called once it was confirmed."""
    sheet = ConfirmSheet(
        tr("Remove the demo?"),
        tr("Remove the demo"),
        parent,
        facts=((tr("Folder"), str(folder)),),
        consequences=(
            tr("Its workspace, its runtimes and what you did there are deleted from here."),
            tr("Windows and terminals that use it lose it. Your own workspaces stay as they are."),
            tr("It can be made anew at any time, as it was at first."),
        ),
        minimum_reason=0,
        is_danger=True,
    )

    def confirmed(_reason: str) -> None:
        sheet.accept()
        remove()

    sheet.confirmed.connect(confirmed)
    open_sheet(sheet, draft=("", "remove_demo"))
    return sheet
