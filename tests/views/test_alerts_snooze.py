"""An alert sleeps until a moment that one chooses, and the list says until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.models.queries.events import load_event_rows
from app.models.tables.trail import AuditEvent
from app.views.cells import Status, moment
from app.views.panels.alerts_words import state_of, status_of
from app.views.panels.event_words import event_words
from app.views.widgets.moment_picker import MomentPicker
from tests import stories
from tests.views.alerts_kit import stored
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


@pytest.fixture
def registered(sqlite_workspace: TestWorkspace) -> stories.Registered:
    found = stories.register(sqlite_workspace)
    stories.alarm(sqlite_workspace, found, feature="income")
    stories.alarm(sqlite_workspace, found, feature="region")
    return found


@pytest.fixture
def tom(
    sqlite_workspace: TestWorkspace, registered: stories.Registered, tmp_path: Path, qtbot: Any
) -> Iterator[Any]:
    with desk(sqlite_workspace, "tom", tmp_path, "alerts") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.detail.shown is not None)
        yield desktop


def snooze(qtbot: Any, desktop: Any, choice: Qt.Key) -> None:
    screen = desktop.window.current_screen
    qtbot.keyClick(screen.list.table, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: screen.acts.menu is not None and screen.acts.menu.isVisible())
    qtbot.keyClick(screen.acts.menu, choice)


def test_a_short_snooze_is_two_keys_and_is_taken_back(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    first = screen.list.table.current_row().id

    snooze(qtbot, tom, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: stored(sqlite_workspace, first).snoozed_until is not None)
    qtbot.waitUntil(lambda: any(one.snoozed_until for one in screen.list.model.rows))

    qtbot.waitUntil(lambda: screen.list.table.current_row().id != first)  # on to the next
    (row,) = [one for one in screen.list.model.rows if one.id == first]
    assert (status_of(row), state_of(row).text[:6]) == (Status.WAITING, "until ")
    screen.list.table.select_key(first)
    tom.window.actions_registry.trigger("alerts.undo")
    qtbot.waitUntil(lambda: stored(sqlite_workspace, first).snoozed_until is None)


def test_a_long_snooze_asks_why(qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace) -> None:
    screen = tom.window.current_screen
    first = screen.list.table.current_row().id

    snooze(qtbot, tom, Qt.Key.Key_5)
    qtbot.waitUntil(screen.detail.reason.isVisible)
    screen.detail.reason.edit.setText("Labels come on Thursday.")
    screen.detail.reason.submit()
    qtbot.waitUntil(lambda: stored(sqlite_workspace, first).snoozed_until is not None)

    assert stored(sqlite_workspace, first).reason == "Labels come on Thursday."


def pick_another_time(qtbot: Any, desktop: Any) -> MomentPicker:
    snooze(qtbot, desktop, Qt.Key.Key_6)
    return shown_picker(qtbot)


def shown_picker(qtbot: Any) -> MomentPicker:
    def shown() -> list[MomentPicker]:
        found = [one for one in QApplication.allWidgets() if isinstance(one, MomentPicker)]
        return [one for one in found if one.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()))
    return shown()[0]


def test_a_snooze_ends_at_any_moment_of_the_week_to_come(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    first = screen.list.table.current_row().id

    picker = pick_another_time(qtbot, tom)
    assert picker.moment > datetime.now(UTC)  # tomorrow morning
    qtbot.keyClick(picker.calendar.list, Qt.Key.Key_Right)
    picker.time.setTime(QTime(7, 30))
    wanted = picker.moment
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    qtbot.waitUntil(screen.detail.reason.isVisible)  # longer than a day
    screen.detail.reason.edit.setText("The feed is mended then.")
    screen.detail.reason.submit()

    qtbot.waitUntil(lambda: stored(sqlite_workspace, first).snoozed_until == wanted)
    assert (wanted.astimezone().hour, wanted.astimezone().minute) == (7, 30)


def test_a_moment_that_an_alert_can_not_sleep_until_says_why(qtbot: Any, tom: Any) -> None:
    picker = pick_another_time(qtbot, tom)

    picker.calendar.setSelectedDate(picker.calendar.today)
    picker.time.setTime(QTime(0, 0))
    assert picker.why_not.text().startswith("That time is past.")
    assert not picker.take_button.isEnabled()
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert picker.isVisible()

    picker.calendar.setSelectedDate(picker.calendar.today.addYears(1))  # kept to the last day
    picker.time.setTime(QTime(23, 59))
    assert picker.calendar.selectedDate() == picker.calendar.today.addDays(7)
    assert "7 days" in picker.why_not.text()
    picker.close()


def test_until_when_an_alert_sleeps_is_told_in_local_time(
    sqlite_workspace: TestWorkspace, registered: stories.Registered
) -> None:
    tom = sqlite_workspace.work("tom")
    opened = select(AuditEvent).where(AuditEvent.tag == "alert.open").order_by(AuditEvent.id)
    with tom.reading() as session:
        row = load_event_rows(session, session.scalars(opened).all())[0]
    ends = {**row.words, "snoozed_until": "2026-07-18T17:04:04.588567Z"}

    slept = replace(row, tag="alert.snoozed", words=ends)

    assert event_words(slept).endswith(f"until {moment(datetime(2026, 7, 18, 17, 4, tzinfo=UTC))}")
