"""The alerts of one monitor as a group: expanded, one put off on its own, then all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from app.services.commands.raised_alerts import raise_alert
from app.views.panels.home_words import alert_reason, alert_title
from app.views.places import GROUP, ObjectRef
from tests import stories
from tests.db.test_queries_monitoring import watch
from tests.views.alerts_kit import stored
from tests.views.desks import desk
from tests.views.test_alerts_snooze import snooze
from tests.workspaces import TestWorkspace

FEATURES = ("income", "region", "device_age")


@pytest.fixture
def members(sqlite_workspace: TestWorkspace) -> list[UUID]:
    """Three of one monitor; beside them one of no monitor, on another model."""
    watched = watch(sqlite_workspace)
    stories.alarm(sqlite_workspace, stories.register(sqlite_workspace, name="hmrm"))
    with sqlite_workspace.service.unit() as work:
        return [
            raise_alert(
                work,
                model_id=watched.registered.model_id,
                version_id=watched.registered.version_id,
                monitor_id=watched.monitor_id,
                run_id=None,
                rule=f"psi:{feature}",
                title=f"psi 0.41 on {feature}, limit >= 0.25",
                severity="high",
            ).id
            for feature in FEATURES
        ]


@pytest.fixture
def tom(
    sqlite_workspace: TestWorkspace, members: list[UUID], tmp_path: Path, qtbot: Any
) -> Iterator[Any]:
    with desk(sqlite_workspace, "tom", tmp_path, "alerts") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.detail.shown is not None)
        yield desktop


def test_a_group_expands_and_one_of_it_is_put_off_alone_or_all_by_keys(
    qtbot: Any, tom: Any, members: list[UUID], sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    table, rows = screen.list.table, lambda: {one.id for one in screen.list.model.rows}

    def choose(wanted: UUID) -> None:
        table.select_key(wanted)
        table.setFocus()
        qtbot.waitUntil(lambda: screen.detail.shown.row.id == wanted)

    def put_off() -> list[bool]:
        return [stored(sqlite_workspace, one).snoozed_until is not None for one in members]

    def expand() -> None:
        qtbot.keyClick(table, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda: rows() == set(members))

    def sleep() -> None:
        snooze(qtbot, tom, Qt.Key.Key_2)
        qtbot.waitUntil(screen.detail.reason.isVisible)  # in production it asks why
        qtbot.keyClicks(screen.detail.reason.edit, "Labels come on Thursday.")
        qtbot.keyClick(screen.detail.reason.edit, Qt.Key.Key_Return)

    reason = tom.window.actions_registry.reason
    [alone] = rows() - set(members)
    choose(alone)
    assert reason("alerts.group") == "Nothing else of its monitor is open."
    assert reason("alerts.fold") == "No group is shown."
    choose(members[1])
    expand()
    assert table.current_row().id == members[1]
    sleep()
    qtbot.waitUntil(lambda: put_off() == [False, True, False])
    tom.window.activateWindow()  # the menu was the active one
    qtbot.waitUntil(table.hasFocus)

    qtbot.keyClick(table, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: alone in rows())
    qtbot.waitUntil(lambda: table.current_row().id == members[1])
    choose(members[0])
    expand()
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    sleep()
    qtbot.waitUntil(lambda: put_off() == [True, True, True])

    assert stored(sqlite_workspace, alone).snoozed_until is None
    assert screen.list.is_expanded


def test_on_home_a_group_is_one_row_that_opens_it(
    qtbot: Any, tom: Any, members: list[UUID]
) -> None:
    tom.window.go("home")
    home = tom.window.current_screen
    table = home.needs.table
    qtbot.waitUntil(lambda: home.needs.model.rowCount() == 2)
    group = next(one for one in home.needs.model.rows if one.row.others)
    assert alert_title(group.row) == "3 alerts of PSI per feature, cc-fraud v1"
    assert alert_reason(group.row).startswith("The gravest: PSI 0.41 ≥ 0.25 on ")
    table.select_key(group.key)
    table.setFocus()
    for act in ("remind", "remove", "delegate"):
        assert tom.window.actions_registry.reason(f"home.{act}").startswith("This row is several")

    qtbot.keyClick(table, Qt.Key.Key_Return)

    alerts: Any = tom.window.current_screen
    qtbot.waitUntil(lambda: {one.id for one in alerts.list.model.rows} == set(members))
    qtbot.waitUntil(lambda: alerts.list.table.current_row() is not None)
    assert alerts.list.table.current_row().id == group.row.id
    qtbot.keyClick(alerts.list.table, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: len(alerts.list.model.rows) == 4)


def open_from_home(qtbot: Any, tom: Any, members: list[UUID]) -> Any:
    """Enter on the group's row of Home; the screen of alerts that it leads to."""
    tom.window.go("home")
    home = tom.window.current_screen
    qtbot.waitUntil(lambda: home.needs.model.rowCount() == 2)
    group = next(one for one in home.needs.model.rows if one.row.others)
    home.needs.table.select_key(group.key)
    home.needs.table.setFocus()
    qtbot.keyClick(home.needs.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tom.window.current_key == "alerts")
    alerts: Any = tom.window.current_screen
    qtbot.waitUntil(lambda: {one.id for one in alerts.list.model.rows} == set(members))
    return alerts


def test_a_group_is_open_also_where_another_view_was_shown_before(
    qtbot: Any, tom: Any, members: list[UUID]
) -> None:
    tom.window.current_screen.list.set_place("ended")
    qtbot.waitUntil(lambda: tom.window.current_screen.list.model.rowCount() == 0)

    alerts = open_from_home(qtbot, tom, members)

    assert alerts.list.place == "live"


def test_out_of_a_group_that_was_opened_twice_one_comes_to_the_list(
    qtbot: Any, tom: Any, members: list[UUID]
) -> None:
    alerts = open_from_home(qtbot, tom, members)
    alerts.open_object(ObjectRef("alert", str(members[0]), "", GROUP))
    assert alerts.list.is_expanded  # since the first time; what the second opens is being read

    alerts.list.table.setFocus()
    qtbot.keyClick(alerts.list.table, Qt.Key.Key_Left)

    qtbot.waitUntil(lambda: not tom.backend.is_reading and alerts.list.model.rowCount() == 4)
    assert not alerts.list.is_expanded


def test_columns_that_have_no_room_are_named(qtbot: Any, tom: Any) -> None:
    screen = tom.window.current_screen
    dropped = screen.list.dropped
    before = dropped.toolTip()
    screen.list.table.setFixedWidth(420)
    qtbot.waitUntil(lambda: dropped.toolTip() != before)

    assert dropped.isVisible()
    assert dropped.text().endswith((" column hidden", " columns hidden"))
    assert "Model" in dropped.toolTip()
    assert "Model" not in before
