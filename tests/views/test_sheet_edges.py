"""Sheets have an edge, which alone parts them in the dark, and begin with what they are about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.views import language, theme
from app.views.dialogs.help_sheet import HelpSheet
from app.views.dialogs.shortcut_sheet import ShortcutSheet
from app.views.dialogs.surface import Paper
from tests.views.demo_desk import calm, demo_desk, go
from tests.views.sheets import shown_sheet


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


@pytest.mark.parametrize("code", ["en", "nl"])
def test_a_vote_begins_with_what_it_is_about_at_the_largest_zoom(
    demo: Path, tmp_path: Path, code: str
) -> None:
    language.use(code)
    theme.apply(dark=False, zoom_factor=2.0)
    with demo_desk(demo, "jo", tmp_path) as desktop:
        go(desktop, "approvals").case.press(0)
        calm(desktop)

        sheet: Any = shown_sheet(desktop)
        (paper,) = sheet.findChildren(Paper)
        assert paper.verticalScrollBar().maximum() > 0
        assert paper.verticalScrollBar().value() == 0
        assert sheet.reason.edit.hasFocus()
        assert not sheet.reason.edit.visibleRegion().isEmpty()
        sheet.reject()
        calm(desktop)


def test_a_sheet_with_much_to_say_opens_at_its_top_and_shows_where_one_begins_to_type(
    qtbot: QtBot,
) -> None:
    paper = Paper("Vote", spacing=4)
    facts, reason = QWidget(), QLineEdit()
    facts.setMinimumHeight(300)
    for one in (facts, reason):
        paper.column.addWidget(one)
    qtbot.addWidget(paper)
    paper.setFixedHeight(100)
    paper.show()
    paper.activateWindow()
    reason.setFocus()
    qtbot.waitUntil(reason.hasFocus)
    qtbot.wait(50)
    assert paper.verticalScrollBar().value() == 0

    qtbot.keyClick(reason, "L")
    qtbot.waitUntil(lambda: reason.visibleRegion().boundingRect().height() == reason.height())
    assert reason.text() == "L"


def test_what_is_entered_later_is_brought_whole_into_sight(qtbot: QtBot) -> None:
    paper = Paper("Vote", spacing=4)
    first, last = QLineEdit(), QLineEdit()
    for one in (first, QWidget(), last):
        one.setMinimumHeight(60)
        paper.column.addWidget(one)
    qtbot.addWidget(paper)
    paper.setFixedHeight(100)
    paper.show()
    paper.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    assert paper.verticalScrollBar().value() == 0

    last.setFocus()
    qtbot.waitUntil(lambda: last.visibleRegion().boundingRect().height() == last.height())

    first.setFocus()
    qtbot.waitUntil(lambda: first.visibleRegion().boundingRect().height() == first.height())
