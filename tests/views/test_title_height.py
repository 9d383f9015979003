"""The title of every screen stands at one height: nothing jumps from screen to screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from app.views.theme import FontRole, font
from tests.views.demo_desk import SCREENS, demo_desk, go


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))


def middle_of_title(screen: QWidget) -> float:
    """Of the leftmost one: a pane beside it has a title, too."""
    size = font(FontRole.SCREEN_TITLE).pixelSize()
    shown = [one for one in screen.findChildren(QLabel) if one.isVisible() and one.text()]
    titles = [one for one in shown if one.font().pixelSize() == size]
    first = min(titles, key=lambda one: one.mapTo(screen, one.rect().topLeft()).x())
    return first.mapTo(screen, first.rect().topLeft()).y() + first.height() / 2


def test_titles_of_all_screens_stand_at_one_height(demo: Path, tmp_path: Path) -> None:
    with demo_desk(demo, "ada", tmp_path) as desktop:
        middles = {key: middle_of_title(go(desktop, key)) for key in (*SCREENS, "settings")}

    assert {key: one for key, one in middles.items() if one != middles["alerts"]} == {}
