"""The centre, the bell and the notes: what is new is told once, and leads to its object."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt

from app.models.queries.events import EventRow
from app.models.queries.notices import Notice
from app.models.tables.monitoring import Alert
from app.services.commands.watching import set_watch
from app.views.cells import Status, Text
from app.views.filters import FilterQuery
from app.views.notice_watch import to_tell, to_tell_outside
from app.views.panels.notices_words import leads_to, note, status_of
from app.views.preferences import Preferences
from app.views.screens.notifications import NOTICES
from tests import stories
from tests.services.test_role_requests import ask_role
from tests.views.desks import desk
from tests.views.operate_kit import wait
from tests.workspaces import TestWorkspace

NOON = datetime(2026, 3, 13, 12, 0, tzinfo=UTC)


def event(number: int, tag: str, object_type: str = "alert") -> EventRow:
    return EventRow(
        id=number, at=NOON, tag=tag, actor_id=uuid4(), actor="Tom Bakker", object_type=object_type,
        object_id=uuid4(), unit_id=uuid4(), model_id=None, model_name="", version_id=None,
        version=None, facts={}, texts={}, words={},
    )  # fmt: skip


def notice(number: int, kind: str, tag: str = "alert.open") -> Notice:
    return Notice(kind, event(number, tag), 1, is_watched=False)


def test_only_what_is_new_pops_up_and_never_a_failure():
    old, fresh = notice(3, "alert"), notice(5, "watched")
    failed = notice(6, "deployment", "deployment.failed")

    assert to_tell([failed, fresh, old], 4, Preferences(), NOON) == (fresh,)
    assert to_tell_outside([failed, fresh, old], 4, Preferences(), NOON) == (failed,)


def test_a_roll_back_that_is_done_is_not_shown_as_under_way():
    assert status_of(notice(1, "deployment", "deployment.rolled_back")) is Status.WARNING
    assert status_of(notice(2, "deployment", "deployment.deployed")) is Status.OK


def test_a_kind_that_is_off_and_quiet_hours_keep_everything_silent():
    fresh = notice(5, "alert")
    off = Preferences(silent_here=frozenset({"alert"}))
    outside_off = Preferences(silent_outside=frozenset({"alert"}))
    quiet = Preferences(quiet=True, quiet_from="11:00", quiet_until="13:00")

    assert to_tell([fresh], 0, off, NOON) == ()
    assert to_tell_outside([fresh], 0, off, NOON) == (fresh,)
    assert to_tell_outside([fresh], 0, outside_off, NOON) == ()
    assert to_tell([fresh], 0, quiet, NOON) == to_tell_outside([fresh], 0, quiet, NOON) == ()
    later = NOON + timedelta(hours=2)
    assert to_tell([fresh], 0, quiet, later) == (fresh,)


def test_a_task_that_is_ones_own_is_told_by_what_it_asks():
    opened = replace(
        event(7, "task.created", "task"), facts={"kind": "complete"}, model_name="loan_small",
        version=1, words={"number": 12, "subject": "loan_small v1"},
    )  # fmt: skip

    mine = Notice("assigned", opened, 1, is_watched=False)
    watched = replace(mine, kind="watched")

    assert note(mine) == "For you: Something is missing, loan_small v1"
    assert note(watched) == "Tom Bakker opened task 12 on loan_small v1"


@pytest.mark.parametrize(
    ("object_type", "kind"),
    [
        ("alert", "alert"),
        ("instance", "run"),
        ("role_request", "administration"),
        ("key", "administration"),
        ("snapshot", "lineage"),
        ("unit", ""),
    ],
)
def test_each_notice_leads_to_its_object_or_to_the_models_lineage(object_type: str, kind: str):
    one = event(1, "x.y", object_type)
    if kind == "lineage":
        one = replace(one, model_id=uuid4())

    assert leads_to(one).kind == kind


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    stories.alarm(sqlite_workspace, stories.register(sqlite_workspace), severity="critical")
    return sqlite_workspace


def test_the_bell_counts_until_the_centre_was_opened(qtbot: Any, bank, tmp_path: Path):
    with desk(bank, "tom", tmp_path, "home") as desktop:
        bell = desktop.window.top.bell
        wait(qtbot, lambda: "1" in bell.accessibleName())

        desktop.window.actions_registry.trigger("go.notifications")
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 1)
        wait(qtbot, lambda: "1" not in bell.accessibleName())
        assert desktop.window.toasts.texts == []  # it was there before the window

    with desk(bank, "tom", tmp_path, "notifications") as desktop:
        screen = desktop.window.current_screen
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 1)
        assert "1" not in desktop.window.top.bell.accessibleName()


def test_what_comes_while_the_window_is_open_is_told_in_a_note(qtbot: Any, bank, tmp_path: Path):
    with desk(bank, "rosa", tmp_path, "home") as desktop:
        wait(qtbot, lambda: desktop._notices._told_to is not None)
        ask_role(bank, "piet", "operator")

        wait(qtbot, lambda: desktop.window.toasts.texts)
        assert desktop.window.toasts.texts[0].startswith("Ada Root asked for a change of roles")


def test_an_alert_that_has_ended_is_no_news_and_comes_last(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    registered = stories.register(sqlite_workspace)
    first, last = (
        stories.alarm(sqlite_workspace, registered, severity="critical", feature=feature)
        for feature in ("income", "region")
    )
    with sqlite_workspace.service.unit() as work:
        alert = work.get(Alert, last)
        alert.state, alert.resolved_at = "resolved", work.now()
    with desk(sqlite_workspace, "tom", tmp_path, "home") as desktop:
        bell = desktop.window.top.bell
        wait(qtbot, lambda: "1" in bell.accessibleName())

        desktop.window.go("notifications")
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 2)

        lines = screen.table.rows_model.rows
        assert [one.one.key for one in lines] == [first, last]
        assert [str(NOTICES[0].value(one)) for one in lines][1] == "Alert that has ended"
        assert [one.is_past for one in lines] == [False, True]
        assert screen.table.current_row().one.key == first


def test_enter_opens_and_del_removes_with_undo(qtbot: Any, bank, tmp_path: Path):
    with desk(bank, "tom", tmp_path, "notifications") as desktop:
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: screen.table.current_row() is not None)
        assert screen.open_button.text() == "Look at the alert"

        screen.table.setFocus()
        qtbot.keyClick(screen.table, Qt.Key.Key_Delete)
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 0)
        stack = desktop.window.undo_stack
        wait(qtbot, lambda: stack.last_done is not None)
        stack.undo(desktop.window)
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 1)
        assert "Undone: Remove from my list" in desktop.window.toasts.texts
        stack.redo(desktop.window)
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 0)
        stack.undo(desktop.window)
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 1)

        wait(qtbot, lambda: screen.table.current_row() is not None)
        screen.open_button.click()
        assert desktop.window.current_key == "alerts"


def test_w_watches_what_is_selected_and_the_centre_lists_it(qtbot: Any, bank, tmp_path: Path):
    with desk(bank, "tom", tmp_path, "alerts") as desktop:
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: screen._current() is not None)
        screen.list.table.setFocus()
        qtbot.keyClick(screen.list.table, Qt.Key.Key_W)
        wait(qtbot, lambda: "You watch alert 1 now" in desktop.window.toasts.texts)

        desktop.window.go("notifications")
        centre: Any = desktop.window.current_screen
        centre.view.choose(1)
        wait(qtbot, lambda: centre.watched_table.rows_model.rowCount() == 1)
        qtbot.keyClick(centre.watched_table, Qt.Key.Key_Delete)
        wait(qtbot, lambda: centre.watched_table.rows_model.rowCount() == 0)


def test_w_knows_the_model_in_the_inventory(qtbot: Any, bank, tmp_path: Path):
    with desk(bank, "jo", tmp_path, "inventory") as desktop:
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: screen.pane.detail is not None)
        desktop.window.actions_registry.trigger("inventory.watch")
        wait(qtbot, lambda: "You watch cc-fraud now" in desktop.window.toasts.texts)
        assert desktop.window.undo_stack.last_done.title == "Watch cc-fraud"
        desktop.window.undo_stack.undo(desktop.window)
        jo = bank.work("jo")
        wait(qtbot, lambda: not desktop.backend.running_commands)
        assert jo.write(set_watch, "model", screen.pane.detail.row.id, on=False) is False


def test_what_was_opened_looks_read_and_stays_so_after_a_restart(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    def line(screen: Any) -> Text:
        column = next(one for one in NOTICES if one.key == "what")
        found = column.value(screen.table.rows_model.rows[0])
        assert isinstance(found, Text)
        return found

    with desk(bank, "tom", tmp_path, "notifications") as desktop:
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: screen.table.current_row() is not None)
        assert (line(screen).is_strong, line(screen).is_quiet) == (True, False)
        screen._open()
        assert (line(screen).is_strong, line(screen).is_quiet) == (False, True)

    with desk(bank, "tom", tmp_path, "notifications") as desktop:
        screen = desktop.window.current_screen
        wait(qtbot, lambda: screen.table.current_row() is not None)
        assert not line(screen).is_strong
        assert screen.why_none_unread()
        assert "1" not in desktop.window.top.bell.accessibleName()


def test_what_comes_while_the_centre_is_open_is_no_news_after_a_restart(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    with desk(bank, "rosa", tmp_path, "notifications") as desktop:
        wait(qtbot, lambda: desktop._notices._told_to is not None)
        desktop.window.activateWindow()
        wait(qtbot, desktop.window.isActiveWindow)
        ask_role(bank, "piet", "operator")
        wait(qtbot, lambda: desktop.window.toasts.texts)
        newest = desktop._notices._newest

        assert desktop._settings.value(desktop._seen_place()) == newest > 0


def test_what_is_new_waits_behind_the_pill_while_the_list_is_read(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    ask_role(bank, "piet", "operator")
    with desk(bank, "rosa", tmp_path, "notifications") as desktop:
        screen: Any = desktop.window.current_screen
        pill, rows = screen.table.pill, screen.table.rows_model
        wait(qtbot, lambda: len(rows.rows) == 1)
        wait(qtbot, lambda: not screen._is_looked_at_anew)
        first, top = screen.table.current_row(), screen.table.rowViewportPosition(0)
        assert "No new notice waits" in desktop.window.actions_registry.reason("notifications.new")

        ask_role(bank, "sanne", "validator")
        wait(qtbot, pill.isVisible)
        assert (pill.text(), len(rows.rows)) == ("1 new", 1)
        assert screen.table.current_row().one.key == first.one.key
        assert screen.table.rowViewportPosition(0) == top

        qtbot.keyClick(screen.table, Qt.Key.Key_Period)
        wait(qtbot, lambda: len(rows.rows) == 2)
        assert not pill.isVisible()
        assert rows.rows[1].one.key == first.one.key
        assert screen.table.current_row().one.key == first.one.key


def test_what_is_brought_back_or_filtered_for_waits_behind_no_pill(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    ask_role(bank, "piet", "operator")
    ask_role(bank, "sanne", "validator")
    with desk(bank, "rosa", tmp_path, "notifications") as desktop:
        screen: Any = desktop.window.current_screen
        rows, stack = screen.table.rows_model, desktop.window.undo_stack
        wait(qtbot, lambda: len(rows.rows) == 2)
        wait(qtbot, lambda: not screen._is_looked_at_anew)

        qtbot.keyClick(screen.table, Qt.Key.Key_Delete)
        wait(qtbot, lambda: len(rows.rows) == 1)
        wait(qtbot, lambda: stack.last_done is not None)
        stack.undo(desktop.window)
        wait(qtbot, lambda: len(rows.rows) == 2)
        assert not screen.table.pill.isVisible()

        ask_role(bank, "tom", "validator")
        wait(qtbot, screen.table.pill.isVisible)
        screen.filter.set_query(FilterQuery((), ("role",)))
        wait(qtbot, lambda: not screen.table.pill.isVisible())
        assert len(screen._notices) == 3


def test_who_leaves_and_comes_back_finds_what_waited_on_top(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    ask_role(bank, "piet", "operator")
    with desk(bank, "rosa", tmp_path, "notifications") as desktop:
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: len(screen.table.rows_model.rows) == 1)
        wait(qtbot, lambda: not screen._is_looked_at_anew)
        ask_role(bank, "sanne", "validator")
        wait(qtbot, screen.table.pill.isVisible)

        desktop.window.go("home")
        desktop.window.go("notifications")

        wait(qtbot, lambda: len(screen.table.rows_model.rows) == 2)
        assert not screen.table.pill.isVisible()
        wait(qtbot, lambda: screen.table.currentIndex().row() == 0)


def test_who_comes_back_stands_on_the_newest_that_was_read_meanwhile(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_role(bank, "piet", "operator")
    ask_role(bank, "sanne", "validator")
    with desk(bank, "rosa", tmp_path, "notifications") as desktop:
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: len(screen.table.rows_model.rows) >= 2)
        desktop.window.go("home")
        wait(qtbot, lambda: not desktop.backend.is_reading)
        older, newest = sorted(screen._notices, key=lambda one: one.event.id)[:2]
        screen._newest = older.event.id
        screen.table.select_key(older.key)
        monkeypatch.setattr(screen, "refresh", lambda: None)  # it was read: nothing is asked again

        desktop.window.go("notifications")

        wait(qtbot, lambda: screen.table.current_row().one.key == newest.key)


def test_who_comes_to_the_centre_stands_on_the_newest(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    with desk(bank, "rosa", tmp_path, "notifications") as desktop:
        screen: Any = desktop.window.current_screen
        ask_role(bank, "piet", "operator")
        wait(qtbot, lambda: len(screen.table.rows_model.rows) >= 1)
        first = screen.table.current_row()
        desktop.window.go("home")
        wait(qtbot, lambda: not desktop.backend.is_reading)
        before = max(one.event.id for one in screen._found)
        ask_role(bank, "sanne", "validator")

        wait(qtbot, lambda: desktop._notices._newest > before)
        desktop.window.go("notifications")

        wait(qtbot, lambda: screen.table.pill.isVisible() or len(screen._notices) >= 2)
        screen._show_new()  # where the news came later than it is waited for
        screen._is_looked_at_anew = True
        screen._go_to_newest()
        wait(qtbot, lambda: screen.table.current_row() is not None)
        newest = max(screen._notices, key=lambda one: one.event.id)
        wait(qtbot, lambda: screen.table.current_row().one.key == newest.key)
        assert first is None or first.one.key != newest.key
