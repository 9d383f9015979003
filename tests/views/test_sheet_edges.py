"""Sheets that explain have the edge of those that ask: in the dark nothing else parts them."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.views import theme
from app.views.dialogs.help_sheet import HelpSheet
from app.views.dialogs.shortcut_sheet import ShortcutSheet


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize("kind", ["keys", "help"])
def test_a_sheet_is_parted_from_the_window_by_an_edge(
    qtbot: QtBot, kind: str, *, is_dark: bool
) -> None:
    theme.apply(dark=is_dark)
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1280, 800)
    titles = {"alerts": "Alerts"}
    sheet: QDialog = (
        ShortcutSheet([], titles, parent)
        if kind == "keys"
        else HelpSheet("alerts", titles, [], parent)
    )

    image = sheet.grab().toImage()

    middle = image.height() // 2
    assert image.pixelColor(0, middle) == QColor(theme.tokens().edge)
    assert image.pixelColor(3, middle) == QColor(theme.tokens().base)
