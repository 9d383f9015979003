"""Who is on call: told above the alerts, said and handed over on one sheet."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from sqlalchemy import select

from app.models.tables.monitoring import Alert, OnCall
from app.views import theme
from app.views.panels.alerts_on_call import OnCallSheet
from tests import stories
from tests.views.operate_kit import open_window, wait
from tests.workspaces import TestWorkspace


def test_one_takes_the_duty_hands_it_over_and_new_alerts_follow(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    bank = sqlite_workspace
    found = stories.register(bank)
    stories.alarm(bank, found, feature="income")
    with open_window(qtbot, bank, "tom", tmp_path, "alerts") as window:
        screen: Any = window.current_screen
        button = screen.on_call.button
        wait(qtbot, lambda: button.text() == "nobody is on call")
        assert button.isVisible()

        qtbot.keyClick(screen.list.table, Qt.Key.Key_H)
        wait(qtbot, lambda: window.findChild(OnCallSheet) is not None)
        sheet = window.findChild(OnCallSheet)
        assert sheet.person.currentText() == "Tom Bakker (you)"
        assert sheet.until.currentData() == timedelta(hours=8)
        sheet.verb_button.click()
        wait(qtbot, lambda: button.text().startswith("on call until "))
        stories.alarm(bank, found, feature="age")

        wait(qtbot, lambda: window.findChild(OnCallSheet) is None)
        button.click()
        wait(qtbot, lambda: window.findChild(OnCallSheet) is not None)
        sheet = window.findChild(OnCallSheet)
        assert sheet.present.text().startswith("Until now: Tom Bakker, until ")
        assert sheet.person.currentText() != "Tom Bakker (you)"  # whoever has it hands it over
        sheet.person.setCurrentIndex(sheet.person.findText("Mark Jansen"))
        sheet.verb_button.click()
        wait(qtbot, lambda: button.text().startswith("Mark Jansen is on call until "))

    with bank.service.reading() as session:
        given = {one.rule: one.assignee_id for one in session.scalars(select(Alert))}
        named = session.scalars(select(OnCall.person_id).order_by(OnCall.created_at)).all()
    tom, mark = (bank.work(handle).actor.id for handle in ("tom", "mark"))
    assert given == {"psi:income": None, "psi:age": tom}
    assert list(named) == [tom, mark]


def test_who_may_not_say_it_reads_why(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with open_window(qtbot, sqlite_workspace, "lin", tmp_path, "alerts") as window:
        screen: Any = window.current_screen
        wait(qtbot, lambda: screen.on_call.button.text() == "nobody is on call")

        assert not screen.on_call.button.isEnabled()
        assert "roles do not allow" in screen.on_call.button.reason


def test_that_nobody_is_on_call_is_never_cut(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "alerts") as window:
        button = window.current_screen.on_call.button
        wait(qtbot, lambda: button.text() == "nobody is on call")

        small = button.sizeHint().width()
        assert button.minimumWidth() == small
        theme.apply(dark=False, zoom_factor=1.5)
        wait(qtbot, lambda: button.minimumWidth() == button.sizeHint().width() > small)
