"""Alerts on a real workspace: the list stays still, keys act, refusals say why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from app.models.tables.monitoring import Alert
from app.services.commands.monitors import raise_alert
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.panels.limits import alert_words, full_words, held
from tests import stories
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


def alarm(workspace: TestWorkspace, registered: stories.Registered, feature: str) -> UUID:
    with workspace.service.unit() as work:
        return raise_alert(
            work,
            model_id=registered.model_id,
            version_id=registered.version_id,
            monitor_id=None,
            run_id=None,
            rule=f"psi:{feature}",
            title=f"psi 0.41 on {feature}, limit >= 0.25 and p < 0.05",
            severity="high",
        ).id


@pytest.fixture
def registered(sqlite_workspace: TestWorkspace) -> stories.Registered:
    found = stories.register(sqlite_workspace)
    alarm(sqlite_workspace, found, "income")
    alarm(sqlite_workspace, found, "region")
    return found


@pytest.fixture
def tom(
    sqlite_workspace: TestWorkspace, registered: stories.Registered, tmp_path: Path, qtbot: Any
) -> Iterator[Any]:
    with desk(sqlite_workspace, "tom", tmp_path, "alerts") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.detail.shown is not None)
        yield desktop


def test_new_alerts_wait_behind_the_pill_and_nothing_moves(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace, registered: stories.Registered
) -> None:
    screen = tom.window.current_screen
    before = [one.id for one in screen.list.model.rows]
    current = screen.list.table.current_row().id
    alarm(sqlite_workspace, registered, "age")

    screen.refresh()
    qtbot.waitUntil(lambda: screen.list.held_back == 1)

    assert [one.id for one in screen.list.model.rows] == before
    assert screen.list.pill.isVisible()
    assert screen.list.pill.text() == "1 new"

    screen.list.show_new()

    assert screen.list.model.rowCount() == 3
    assert screen.list.table.current_row().id == current


def test_acknowledging_needs_a_reason_and_goes_to_the_next(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    first = screen.list.table.current_row().id
    qtbot.keyClick(screen.list.table, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: tom.window.findChild(DecisionDialog) is not None)
    dialog = tom.window.findChild(DecisionDialog)
    assert not dialog.sign_button.isEnabled()

    dialog.reason.set_text("Seen, campaign")
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: bool(tom.window.toasts.texts))

    assert not tom.window.toasts.can_undo
    assert screen.list.table.current_row().id != first
    with sqlite_workspace.work("tom").reading() as session:
        alert = session.get_one(Alert, first)
        assert (alert.state, alert.reason) == ("acknowledged", "Seen, campaign")
        assert alert.acknowledged_by == sqlite_workspace.work("tom").actor.id


def test_several_are_acknowledged_in_one_go(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    screen.list.table.selectAll()
    screen._show_buttons()

    tom.window.actions_registry.trigger("alerts.acknowledge")
    qtbot.waitUntil(lambda: tom.window.findChild(DecisionDialog) is not None)
    dialog = tom.window.findChild(DecisionDialog)
    dialog.reason.set_text("One cause: the campaign")
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: all(one.state == "acknowledged" for one in screen.list.model.rows))

    assert screen.list.model.rowCount() == 2


def test_who_may_not_act_reads_why(
    qtbot: Any, sqlite_workspace: TestWorkspace, registered: stories.Registered, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "lin", tmp_path, "alerts") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.detail.shown is not None)

        assert not screen.detail.acknowledge.isEnabled()
        assert "roles do not allow" in screen.detail.acknowledge.toolTip()


def test_taking_back_an_acknowledgement_is_answered_honestly(qtbot: Any, tom: Any) -> None:
    screen = tom.window.current_screen

    qtbot.keyClick(screen.list.table, Qt.Key.Key_U)

    assert "stays on record" in tom.window.status.message.state.text


def test_after_a_change_of_person_the_chosen_alert_is_shown_to_the_new_one(
    qtbot: Any, tom: Any
) -> None:
    screen = tom.window.current_screen
    chosen = screen.list.table.current_row().id

    tom.act_as("mark")
    qtbot.waitUntil(lambda: tom.seat.actor.handle == "mark")
    qtbot.waitUntil(lambda: screen.detail.shown is not None)

    assert screen.detail.shown.row.id == chosen
    assert screen._why_not_acknowledge() != "Choose an alert first."


def test_a_typed_state_looks_beyond_the_view(qtbot: Any, tom: Any) -> None:
    screen = tom.window.current_screen

    screen.list.filter.edit.setText("state:resolved ")
    screen.list.filter.edit.textEdited.emit("state:resolved ")
    qtbot.waitUntil(lambda: screen.list.model.rowCount() == 0)

    assert screen.list.empty.isVisible()


def test_limits_are_worded_as_what_must_hold() -> None:
    assert held("< 0.7").words == "≥ 0.7"
    assert held("< 0.7").high_is_good
    assert held(">= 0.1 and p < 0.05").words == "< 0.1"
    assert not held(">= 0.1 and p < 0.05").high_is_good
    assert held("outside 0.8 to 1.25", 0.82).value == 0.8
    assert held("outside 0.8 to 1.25", 1.3).value == 1.25
    assert full_words(">= 0.1 and p < 0.05") == "Broken when ≥ 0.1 and p < 0.05"


def test_an_alert_says_by_how_much_it_broke_which_limit() -> None:
    assert alert_words("psi 0.41 on income, limit >= 0.25 and p < 0.05") == (
        "PSI 0.41 ≥ 0.25 on income"
    )
    assert alert_words("auc 0.61, limit < 0.7") == "AUC 0.61 < 0.7"
    assert alert_words("Labels are late") == "Labels are late"
