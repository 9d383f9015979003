"""What has not been read yet is claimed by no screen: not that nothing is there, and no count."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from app.views.desktop import Desktop
from app.views.filters import FilterQuery
from app.views.widgets.filter_bar import FilterBar
from tests.views.demo_desk import SCREENS, calm
from tests.views.desks import leave, seat_at
from tests.workspaces import TestWorkspace

OUTLINES_MS = 500
CLAIM = re.compile(
    r"^(nothing(?! chosen)|nobody|none|no \w+ yet|all quiet|all are|0$|0 )|has not run", re.I
)


@pytest.fixture
def unread(sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A window whose every read is under way for ever."""
    desktop = Desktop(seat_at(sqlite_workspace, "tom", tmp_path), tmp_path / "w.ini", drives=False)
    monkeypatch.setattr(desktop.backend, "_ask", lambda *_, **__: None)
    desktop.window.resize(1280, 800)
    desktop.show("home")
    yield desktop
    leave(desktop)


def said(screen: QWidget) -> list[str]:
    labels = [one for one in screen.findChildren(QLabel) if one.isVisible()]
    buttons = [one for one in screen.findChildren(QAbstractButton) if one.isVisible()]
    return [one.text() for one in labels] + [one.accessibleName() for one in buttons]


def test_no_screen_claims_what_it_has_not_read(qtbot: Any, unread: Desktop) -> None:
    wrong = {}
    for key in SCREENS:
        unread.window.go(key)
        qtbot.wait(OUTLINES_MS)
        screen = unread.window.current_screen
        assert screen is not None
        claims = [words for words in said(screen) if CLAIM.search(words)]
        if claims:
            wrong[key] = claims

    assert not wrong


@pytest.mark.parametrize("key", ["jobs", "notifications"])
def test_what_the_filter_hides_is_not_said_to_be_nothing(
    sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any, key: str
) -> None:
    desktop = Desktop(seat_at(sqlite_workspace, "tom", tmp_path), tmp_path / "w.ini", drives=False)
    desktop.show(key)
    calm(desktop)
    screen = desktop.window.current_screen
    assert screen is not None
    assert [words for words in said(screen) if CLAIM.search(words)]

    bar = screen.findChild(FilterBar)
    assert isinstance(bar, FilterBar)
    bar.set_query(FilterQuery(words=("zebra",)))
    bar.changed.emit(bar.query)

    assert [words for words in said(screen) if "zebra" in words]
    leave(desktop)
