"""What was done to alerts is taken back, done again, or can't be any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.models.tables.monitoring import Alert
from app.services.commands.alerts import acknowledge_alert, assign_alert
from app.views.widgets.basics import StyledLabel
from tests import stories
from tests.views.alerts_kit import acknowledge, person_dialog, stored, told
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


@pytest.mark.parametrize("way", ["key", "key on the next", "toast"])
def test_an_acknowledgement_is_taken_back_and_the_trail_keeps_both(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace, way: str
) -> None:
    screen = tom.window.current_screen
    first = screen.list.table.current_row().id
    acknowledge(qtbot, tom, "Wrong one")
    qtbot.waitUntil(lambda: tom.window.undo_stack.last_done is not None)
    qtbot.waitUntil(lambda: any(one.state == "acknowledged" for one in screen.list.model.rows))

    if way == "key":
        screen.list.table.select_key(first)
        qtbot.waitUntil(lambda: screen.detail.shown and screen.detail.shown.row.id == first)
        qtbot.keyClick(screen.list.table, Qt.Key.Key_U)
    elif way == "key on the next":
        qtbot.waitUntil(lambda: screen.list.table.current_row().state == "open")
        assert screen.list.table.current_row().id != first
        qtbot.waitUntil(lambda: screen.acts.why_not_undo() == "")
        qtbot.keyClick(screen.list.table, Qt.Key.Key_U)
    else:
        tom.window.actions_registry.trigger("edit.undo")
    qtbot.waitUntil(lambda: all(one.state == "open" for one in screen.list.model.rows))

    assert not any(one.is_again for one in screen.list.model.rows)
    tags = ["alert.open", "alert.acknowledged", "alert.taken_back"]
    assert told(sqlite_workspace, first) == tags


def test_what_an_undo_does_not_bring_back_it_says(
    qtbot: Any, tom: Any, registered: stories.Registered, sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    first = screen.list.table.current_row()
    feature = "income" if "income" in first.title else "region"
    sqlite_workspace.work("mark").write(acknowledge_alert, first.id, reason="It is known.")
    with sqlite_workspace.service.unit() as work:
        work.get(Alert, first.id).state = "resolved"
        work.flush()
    stories.alarm(sqlite_workspace, registered, feature=feature)
    sqlite_workspace.work("tom").write(acknowledge_alert, first.id, reason="Wrong one")
    screen.refresh()
    screen.list.table.select_key(first.id)
    qtbot.waitUntil(lambda: bool(screen.detail.shown and screen.detail.shown.row.reason))
    qtbot.waitUntil(lambda: screen.acts.why_not_undo() == "")  # the list was read as well

    qtbot.keyClick(screen.list.table, Qt.Key.Key_U)

    lost = "Not brought back: the earlier acknowledgement by Mark Jansen; the trail keeps it."
    qtbot.waitUntil(lambda: any(lost in one for one in tom.window.toasts.texts))


def test_undo_outlives_its_note_is_named_and_done_again(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    window, screen = tom.window, tom.window.current_screen
    actions = window.actions_registry
    assert actions.reason("edit.undo") == "Nothing can be undone."
    first = screen.list.table.current_row().id
    acknowledge(qtbot, tom, "Wrong one")
    qtbot.waitUntil(lambda: window.undo_stack.last_done is not None)
    window.toasts._remove(window.toasts._toasts[0])  # as its time does
    assert actions.action("edit.undo").text() == "Undo Acknowledge 1 alert"
    assert "Undo Acknowledge 1 alert" in [one.text for one in actions.entries("alerts")]

    window.go("home")
    press(qtbot, window, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: stored(sqlite_workspace, first).state == "open")
    qtbot.waitUntil(lambda: actions.reason("edit.redo") == "")
    assert actions.reason("edit.undo") == "Nothing can be undone."
    assert actions.action("edit.redo").text() == "Redo Acknowledge 1 alert"
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: stored(sqlite_workspace, first).state == "acknowledged")

    assert stored(sqlite_workspace, first).reason == "Wrong one"
    qtbot.waitUntil(lambda: actions.reason("edit.undo") == "")
    tags = ["alert.open", "alert.acknowledged", "alert.taken_back", "alert.acknowledged"]
    assert told(sqlite_workspace, first) == tags
    tom.backend.set_decider(sqlite_workspace.work("mark").actor)  # not his to undo
    assert actions.reason("edit.undo") == "Nothing can be undone."


def test_what_others_changed_since_is_refused_and_what_was_done_before_is_next(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    window, screen = tom.window, tom.window.current_screen
    first, second = (one.id for one in screen.list.model.rows)
    mark = sqlite_workspace.work("mark")
    acknowledge(qtbot, tom, "Known promo")
    qtbot.waitUntil(lambda: screen.detail.shown.row.id == second)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_M)
    qtbot.keyClick(person_dialog(qtbot, tom).picker.edit, Qt.Key.Key_Return)
    stack = window.undo_stack
    qtbot.waitUntil(lambda: stack.last_done and stack.last_done.title.startswith("Give 1 alert"))
    mark.write(assign_alert, second, person_id=mark.actor.id)

    qtbot.waitUntil(lambda: window.activateWindow() or window.isActiveWindow())
    press(qtbot, window, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: "undo" in window.banners.keys)

    said = [one.text() for one in window.banners.findChildren(StyledLabel)]
    assert "Not undone: Give 1 alert to Tom Bakker" in said
    assert f"{mark.actor.full_name} changed alert 1 since, so it stays as it is." in said
    assert stored(sqlite_workspace, second).assignee_id == mark.actor.id
    assert stack.last_done.title == "Acknowledge 1 alert"
    assert stack.last_undone is None
    press(qtbot, window, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: stored(sqlite_workspace, first).state == "open")
    assert "undo" not in window.banners.keys


def test_what_was_not_undone_is_said_until_one_goes_elsewhere(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    window, mark = tom.window, sqlite_workspace.work("mark")
    first = window.current_screen.list.model.rows[0].id
    acknowledge(qtbot, tom, "Known promo")
    qtbot.waitUntil(lambda: window.undo_stack.last_done is not None)
    mark.write(assign_alert, first, person_id=mark.actor.id)
    qtbot.waitUntil(lambda: window.activateWindow() or window.isActiveWindow())
    press(qtbot, window, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: "undo" in window.banners.keys)

    window.go("home")

    assert "undo" not in window.banners.keys


def press(qtbot: Any, window: Any, key: Qt.Key, more: Any = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier | more)


def test_what_was_not_acknowledged_cannot_be_taken_back(qtbot: Any, tom: Any) -> None:
    screen = tom.window.current_screen

    qtbot.keyClick(screen.list.table, Qt.Key.Key_U)

    assert "nothing to take back" in tom.window.status.message.state.text
