"""What the tests of Governance do at its screen: choose a kind, press a key, fill in a sheet."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLineEdit

from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.panels import governance_words as words
from app.views.panels.governance_forms import FormSheet


def show(qtbot: Any, desktop: Any, kind: str, text: str = "") -> Any:
    """Choose a kind or view at the left and wait for the first case file of it."""
    screen = desktop.window.current_screen
    assert screen.shelves.table.select_key(f"{kind} {text}".strip())
    qtbot.waitUntil(
        lambda: (
            screen.tables.kind == kind
            and screen.pane.shown is not None
            and screen.pane.shown.row.kind == kind
        )
    )
    return screen


def titles(screen: Any) -> list[str]:
    return [words.title_of(one) for one in screen.tables.model.rows]


def sheet_of(desktop: Any, kind: type) -> Any:
    return next(one for one in desktop.window.findChildren(kind) if one.isVisible())


def is_open(desktop: Any, kind: type = FormSheet) -> bool:
    return any(one.isVisible() for one in desktop.window.findChildren(kind))


def press(qtbot: Any, desktop: Any, action: str, kind: type = FormSheet) -> Any:
    """Press the key of an act; the sheet it opens."""
    desktop.window.actions_registry.trigger(f"governance.{action}")
    qtbot.waitUntil(lambda: is_open(desktop, kind))
    return sheet_of(desktop, kind)


def sign(sheet: DecisionDialog, reason: str = "") -> None:
    """Give the reason and sign."""
    if reason:
        sheet.reason.set_text(reason)
    assert sheet.lacks() == ""
    sheet.sign_button.click()


def store(qtbot: Any, desktop: Any, form: Any, **fields: str) -> None:
    """Fill in the lines of a sheet that lacks something without them, and have it stored."""
    assert form.lacks()
    for name, value in fields.items():
        if name == "reason":
            form.reason.set_text(value)
        else:
            form.findChild(QLineEdit, f"governance.form.{name}").setText(value)
    assert not form.lacks()
    form.verb_button.click()
    qtbot.waitUntil(lambda: not is_open(desktop))
