"""Looking back, or seeing the app as somebody else: whatever would change something is grey."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from app.views.desktop import Desktop
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.dialogs.sheet import Sheet
from app.views.panels.person_dialog import PersonDialog
from app.views.places import ObjectRef
from app.views.widgets.button import Button
from app.views.widgets.moment_picker import MomentPicker
from tests.views.demo_desk import SCREENS, calm, demo_desk, faces, go

# What the window tells by itself while somebody looks; refused in silence.
BY_ITSELF = {"look_at", "open_evidence"}


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)


class Asked:
    """What was asked of the backend that would change something."""

    def __init__(self, desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: list[str] = []
        run, begin = desktop.backend.run, desktop.backend.begin

        def watched_run(then: Any, command: Any, *args: Any, **kwargs: Any) -> None:
            self._note(command)
            run(then, command, *args, **kwargs)

        def watched_begin(task: Any, *args: Any, **kwargs: Any) -> Any:
            self._note(task)
            return begin(task, *args, **kwargs)

        monkeypatch.setattr(desktop.backend, "run", watched_run)
        monkeypatch.setattr(desktop.backend, "begin", watched_begin)

    def _note(self, command: Any) -> None:
        name = getattr(command, "__name__", str(command))
        if name not in BY_ITSELF:
            self.names.append(name)


def pressable(screen: QWidget) -> dict[str, Button]:
    return {
        f"{one.objectName()} {one.text() or one.accessibleName()}": one
        for one in screen.findChildren(Button)
        if one.isVisible() and one.isEnabled() and one.window() is screen.window()
    }


def sheets() -> list[QDialog]:
    return [
        one
        for one in QApplication.topLevelWidgets()
        if isinstance(one, QDialog) and one.isVisible()
    ]


def put_away() -> list[str]:
    """Close whatever opened; give the sheets that asked for something to be stored."""
    asked = []
    for one in QApplication.topLevelWidgets():
        if isinstance(one, QMenu | MomentPicker) and one.isVisible():
            one.close()
    for one in sheets():
        is_asking = isinstance(one, Sheet) and one.verb_button.reason
        if is_asking or isinstance(one, DecisionDialog | PersonDialog):
            asked.append(one.windowTitle())
        one.reject()
    return asked


def press_everything(desktop: Desktop, key: str) -> list[str]:
    """Every button and every act of a screen; what asked for something to be stored."""
    wrong = []
    done: set[str] = set()
    for show in faces(desktop, key):
        show()
        calm(desktop)
        while left := [n for n in pressable(desktop.window.current_screen) if n not in done]:
            done.add(left[0])
            pressable(desktop.window.current_screen)[left[0]].click()
            calm(desktop)
            wrong += [f"{key}: {left[0]}: {title}" for title in put_away()]
            if desktop.window.current_key != key:
                go(desktop, key)
                show()
                calm(desktop)
    for entry in desktop.window.actions_registry.entries(key):
        if entry.context == key and not entry.is_blocked:
            go(desktop, key)
            entry.run()
            calm(desktop)
            wrong += [f"{entry.id}: {title}" for title in put_away()]
    return wrong


@pytest.mark.parametrize(("way", "person"), [("as of", "aisha"), ("view as", "tom")])
def test_no_button_and_no_act_asks_for_a_change(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, person: str
) -> None:
    seated = "ada" if way == "view as" else person
    with demo_desk(demo, seated, tmp_path) as desktop:
        if way == "view as":
            desktop.view_as(person)
        else:
            desktop.backend.look_back(datetime.now(UTC))
        calm(desktop)
        asked = Asked(desktop, monkeypatch)

        wrong = [one for key in SCREENS for one in press_everything(desktop, key)]

        assert not wrong
        assert not asked.names


def test_grey_with_the_reason_and_usable_again(qtbot: Any, demo: Path, tmp_path: Path) -> None:
    with demo_desk(demo, "tom", tmp_path) as desktop:
        alerts = go(desktop, "alerts")
        registry = desktop.window.actions_registry
        assert alerts.detail.snooze.isEnabled()

        desktop.backend.look_back(datetime.now(UTC))
        calm(desktop)

        reason = "You see the workspace as it was recorded; nothing of that can be changed."
        assert not alerts.detail.snooze.isEnabled()
        assert reason in alerts.detail.snooze.toolTip()
        assert "strip above" in alerts.detail.snooze.toolTip()
        assert registry.reason("alerts.snooze").startswith(reason)
        palette = {one.id: one.reason for one in registry.entries("alerts")}
        assert palette["alerts.snooze"].startswith(reason)
        assert not palette["alerts.lineage"]
        menu = registry.context_menu("alerts", alerts)
        assert {one.objectName() for one in menu.actions() if one.isEnabled()} >= {"alerts.lineage"}
        assert not registry.action("alerts.snooze").isEnabled()
        menu.deleteLater()

        desktop.backend.look_back(None)
        qtbot.waitUntil(lambda: not registry.reason("alerts.snooze"))
        qtbot.waitUntil(alerts.detail.snooze.isEnabled)


def test_a_window_of_its_own_is_grey_too(qtbot: Any, demo: Path, tmp_path: Path) -> None:
    with demo_desk(demo, "tom", tmp_path) as desktop:
        alerts = go(desktop, "alerts")
        row = alerts.list.table.current_row()
        desktop.window.open_window(ObjectRef("alert", str(row.id), "alert"))
        calm(desktop)
        window = next(iter(desktop.window._windows))
        qtbot.waitUntil(window.screen_.detail.snooze.isEnabled)

        desktop.backend.look_back(datetime.now(UTC))
        calm(desktop)

        assert not window.screen_.detail.snooze.isEnabled()
        assert window.actions_registry.reason("alerts.snooze")
        desktop.backend.look_back(None)
        qtbot.waitUntil(window.screen_.detail.snooze.isEnabled)
