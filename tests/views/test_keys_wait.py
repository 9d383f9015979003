"""A key pressed right after another row was chosen answers nothing of the row before."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from sqlalchemy import select

from app.errors import AppError
from app.models.tables.monitoring import Alert
from app.views.desktop import Desktop
from app.views.places import ObjectRef
from app.views.screens.deployments import ALL
from app.views.widgets.data_table import DataTable
from tests.views.demo_desk import calm, demo_desk, go

WAIT = "It is being read; try again in a moment."
UNREAD = "It is not read yet; F5 reads it."
# Screen -> who looks, what reads the row that is chosen, its list, an act on it with its key.
SCREENS: dict[str, tuple[str, tuple[str, ...], Callable[[Any], DataTable], str, Qt.Key]] = {
    "alerts": ("tom", ("load_alert",), lambda s: s.list.table, "escalate", Qt.Key.Key_E),
    "approvals": (
        "tom", ("load_request", "load_task_page", "load_registration"),
        lambda s: s.list.table, "approve", Qt.Key.Key_Y,
    ),
    "deployments": ("tom", ("load_deployment",), lambda s: s.table, "roll_back", Qt.Key.Key_B),
    "governance": ("jo", ("load_case",), lambda s: s.tables.table, "comment", Qt.Key.Key_C),
    "inventory": ("tom", ("open_to_ask",), lambda s: s.table, "submit", Qt.Key.Key_P),
    "life_cycles": ("eva", ("load_life_cycle",), lambda s: s.table, "publish", Qt.Key.Key_P),
    "monitoring": ("tom", ("load_monitor_page",), lambda s: s.table, "run", Qt.Key.Key_R),
    "runs": ("tom", ("load_run_view",), lambda s: s.table, "suspend", Qt.Key.Key_P),
}  # fmt: skip

OF_NONE = {  # what is about none of the rows, and waits for none
    "alerts": "alerts.comment", "governance": "governance.new", "monitoring": "monitoring.new",
    "runs": "runs.start",
}  # fmt: skip


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Closed: whoever reads a row waits at it."""
    made = threading.Event()
    yield made
    made.set()


def read_through(qtbot: Any, desktop: Desktop, key: str) -> Any:
    """The screen, with several rows in its list and the chosen one shown."""
    screen = go(desktop, key)
    if key == "deployments":
        screen.view.choose(ALL)
        calm(desktop)
    qtbot.waitUntil(lambda: screen.shown_id() == screen.chosen_id() is not None)
    return screen


@pytest.mark.parametrize("key", SCREENS)
def test_a_key_answers_nothing_until_the_chosen_row_is_read(
    qtbot: Any, demo: Path, tmp_path: Path, monkeypatch: Any, gate: threading.Event, key: str
) -> None:
    person, readers, table_of, verb, letter = SCREENS[key]
    with demo_desk(demo, person, tmp_path) as desktop:
        screen = read_through(qtbot, desktop, key)
        table, before = table_of(screen), screen.shown_id()
        read: list[str] = []
        for name in readers:
            monkeypatch.setattr(f"app.views.screens.{key}.{name}", slow(gate, read, key, name))

        table.setFocus()
        qtbot.keyClick(table, Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: bool(read))
        qtbot.keyClick(table, letter)

        registry, status = desktop.window.actions_registry, desktop.window.status.message.state
        assert screen.chosen_id() not in {None, before}
        assert screen.shown_id() == before
        assert WAIT in status.text
        assert not [one for one in desktop.window.findChildren(QDialog) if one.isVisible()]

        gate.set()
        qtbot.waitUntil(lambda: screen.shown_id() == screen.chosen_id())
        assert registry.reason(f"{key}.{verb}") != WAIT


@pytest.mark.parametrize("key", SCREENS)
def test_a_key_says_that_its_screen_is_read_for_the_first_time(
    qtbot: Any, demo: Path, tmp_path: Path, monkeypatch: Any, gate: threading.Event, key: str
) -> None:
    person, readers, table_of, _verb, letter = SCREENS[key]
    with demo_desk(demo, person, tmp_path) as desktop:
        screen = desktop.window._screens.build(key)
        read: list[str] = []
        for name in readers:
            monkeypatch.setattr(f"app.views.screens.{key}.{name}", slow(gate, read, key, name))

        desktop.window.go(key)
        qtbot.waitUntil(lambda: bool(read))
        qtbot.keyClick(table_of(screen), letter)

        assert WAIT in desktop.window.status.message.state.text


def slow(gate: threading.Event, read: list[str], key: str, name: str) -> Callable[..., Any]:
    """The reader of that name, which first waits at the gate."""
    module = __import__(f"app.views.screens.{key}", fromlist=[name])
    real = getattr(module, name)

    def waiting(*args: Any, **kwargs: Any) -> Any:
        read.append(name)
        assert gate.wait(20)
        return real(*args, **kwargs)

    return waiting


def test_a_key_on_the_runtimes_is_about_the_one_that_was_chosen_last(
    qtbot: Any, demo: Path, tmp_path: Path
) -> None:
    with demo_desk(demo, "tom", tmp_path) as desktop:
        screen = go(desktop, "runtimes")
        screen.view.choose(1)
        before = screen.here().id
        # The list's first page comes by itself; until then the cursor is nowhere.
        qtbot.waitUntil(lambda: getattr(screen.table.current_row(), "id", None) == UUID(before))

        screen.table.setFocus()
        is_first = screen.table.currentIndex().row() == 0  # of two, as they are healthy
        qtbot.keyClick(screen.table, Qt.Key.Key_Down if is_first else Qt.Key.Key_Up)
        chosen = screen.table.current_row().one
        qtbot.keyClick(screen.table, Qt.Key.Key_T)

        assert str(chosen.id) != before
        (sheet,) = [one for one in desktop.window.findChildren(QDialog) if one.isVisible()]
        assert chosen.name in sheet.windowTitle()
        sheet.reject()


def test_what_is_done_to_the_rows_of_the_list_needs_no_wait_and_is_about_the_chosen_one(
    qtbot: Any, demo: Path, tmp_path: Path, monkeypatch: Any, gate: threading.Event
) -> None:
    with demo_desk(demo, "tom", tmp_path) as desktop:
        screen = go(desktop, "alerts")
        monkeypatch.setattr(
            "app.views.screens.alerts.load_alert", slow(gate, [], "alerts", "load_alert")
        )
        screen.list.table.setFocus()
        qtbot.keyClick(screen.list.table, Qt.Key.Key_Down)
        qtbot.keyClick(screen.list.table, Qt.Key.Key_C)
        asked = screen.acts.act
        reason = desktop.window.actions_registry.reason

        assert [one.id for one in asked.rows] == [screen.list.table.current_row().id]
        assert screen.detail.reason.title.text() == asked.question.format(what=asked.what)
        assert reason("alerts.assign") == WAIT
        assert {reason("alerts.comment"), reason("alerts.lineage")} == {""}
        assert reason("alerts.new") == "No new alert waits."
        gate.set()


@pytest.mark.parametrize("key", SCREENS)
def test_what_could_not_be_read_is_not_said_to_be_under_way_and_is_read_when_asked(
    qtbot: Any, demo: Path, tmp_path: Path, monkeypatch: Any, key: str
) -> None:
    person, readers, table_of, verb, _letter = SCREENS[key]
    with demo_desk(demo, person, tmp_path) as desktop:
        screen = read_through(qtbot, desktop, key)
        reason = desktop.window.actions_registry.reason
        before = screen.shown_id()
        for name in readers:
            monkeypatch.setattr(f"app.views.screens.{key}.{name}", broken)

        table_of(screen).setFocus()
        qtbot.keyClick(table_of(screen), Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: screen.chosen_id() != before)
        calm(desktop)

        assert reason(f"{key}.{verb}") == UNREAD
        if key in OF_NONE:
            assert reason(OF_NONE[key]) not in (WAIT, UNREAD)
        monkeypatch.undo()
        desktop.window.actions_registry.trigger("view.refresh")
        qtbot.waitUntil(lambda: screen.shown_id() == screen.chosen_id())
        assert reason(f"{key}.{verb}") not in (WAIT, UNREAD)


def broken(*_args: Any, **_kwargs: Any) -> Any:
    raise AppError("The row is locked.", hint="Read it again.")


def test_after_an_alert_that_the_list_lacks_the_cursor_is_followed_again(
    qtbot: Any, demo: Path, tmp_path: Path
) -> None:
    with demo_desk(demo, "tom", tmp_path) as desktop:
        screen = go(desktop, "alerts")
        listed = {one.id for one in screen.list.model.rows}
        ids = desktop.seat.read(lambda session: session.scalars(select(Alert.id)).all(), (), {})
        other = next(one for one in ids if one not in listed)
        desktop.window.open_ref(ObjectRef("alert", str(other), "one that is over"))
        qtbot.waitUntil(lambda: screen.shown_id() == other)
        reason = desktop.window.actions_registry.reason
        assert [one.id for one in screen._chosen()] == [other]  # it is acted on as it is read
        assert {reason("alerts.lineage"), reason("alerts.comment")} == {""}
        assert "Choose" not in reason("alerts.acknowledge")

        screen.list.table.setFocus()
        qtbot.keyClick(screen.list.table, Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: screen.shown_id() != other)

        assert screen.shown_id() == screen.list.table.current_row().id
        assert [one.id for one in screen._chosen()] == [screen.shown_id()]
