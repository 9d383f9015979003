"""What tests of Approvals do on its screen."""

from __future__ import annotations

from typing import Any

from app.views.desktop import Desktop
from app.views.dialogs.decision_dialog import DecisionDialog

REASON = "Read the tests; the limits hold."


def shown(qtbot: Any, desktop: Desktop) -> Any:
    """The screen, once a case is open."""
    screen: Any = desktop.window.current_screen
    qtbot.waitUntil(lambda: screen.case.shown is not None)
    return screen


def dialog_of(qtbot: Any, desktop: Desktop) -> DecisionDialog:
    qtbot.waitUntil(lambda: desktop.window.findChild(DecisionDialog) is not None)
    found = desktop.window.findChild(DecisionDialog)
    assert isinstance(found, DecisionDialog)
    return found
