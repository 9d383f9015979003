"""The lock: nothing of a window can be read until whoever sits there shows who they are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from app.errors import NotReachableError
from app.services.seat import open_seat
from app.views.desktop import Desktop
from app.views.dialogs.sheet import Sheet
from app.views.lock import Holder, LockCover
from app.views.preferences import LOCK_USUAL
from app.views.start import Starter
from tests.postgres import PostgresServer
from tests.services.test_secrets import MemoryKeyring
from tests.views.desks import desk
from tests.workspaces import Mould, TestWorkspace, make_workspace

PASSWORD = "correct horse battery"


@pytest.fixture
def desktop(qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path) -> Iterator[Desktop]:
    with desk(sqlite_workspace, "jo", tmp_path, "approvals") as made:
        qtbot.waitExposed(made.window)
        yield made


def readable(window: QWidget) -> list[QWidget]:
    """What of a window can be seen or read aloud, but for its cover."""
    covers = window.findChildren(LockCover)
    return [
        one
        for one in window.findChildren(QWidget)
        if one.isVisible()
        and one.window() is window
        and not any(cover is one or cover.isAncestorOf(one) for cover in covers)
    ]


def cover_of(window: QWidget) -> LockCover:
    (cover,) = (one for one in window.findChildren(LockCover) if one.isVisible())
    return cover


def test_nothing_is_readable_and_a_click_opens_a_file(qtbot: Any, desktop: Desktop) -> None:
    window = desktop.window
    parts = [window.frame, window.menuBar(), window.rail, window.current_screen]
    assert all(one.isVisible() for one in parts)
    title = window.windowTitle()
    assert "Approvals" in title

    desktop.lock.lock()
    cover = cover_of(window)

    assert readable(window) == []
    assert cover.geometry() == window.rect()
    assert window.windowTitle() == "Modelward"
    assert not cover.password.isVisible()
    words = " ".join(one.text() for one in cover.findChildren(QLabel))
    assert "a file for one person, without logins" in words
    qtbot.mouseClick(cover.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not desktop.lock.is_locked)
    assert all(one.isVisible() for one in parts)
    assert window.windowTitle() == title


def test_a_draft_in_a_sheet_and_its_place_are_kept(qtbot: Any, desktop: Desktop) -> None:
    sheet = Sheet("draft", "Reject cc-fraud", "Reject", desktop.window)
    field = QPlainTextEdit()
    sheet.body.addWidget(field)
    sheet.open()
    qtbot.waitExposed(sheet)
    field.setFocus()
    qtbot.keyClicks(field, "half a reason")
    size = sheet.size()

    desktop.lock.lock()
    assert readable(sheet) == readable(desktop.window) == []
    assert "cc-fraud" not in sheet.windowTitle()
    qtbot.mouseClick(cover_of(sheet).button, Qt.MouseButton.LeftButton)  # it is modal: here
    qtbot.waitUntil(lambda: not desktop.lock.is_locked)

    assert (field.toPlainText(), field.isVisible()) == ("half a reason", True)
    assert sheet.focusWidget() is field
    assert (sheet.windowTitle(), sheet.size()) == ("Reject cc-fraud", size)
    assert sheet.isVisible()
    assert desktop.window.current_key == "approvals"
    sheet.reject()


def test_a_password_can_be_typed_at_once(
    qtbot: Any, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desktop.lock, "_holder", lambda: Holder("Jo Vermeer"))

    desktop.lock.lock()

    field = cover_of(desktop.window).password
    qtbot.waitUntil(desktop.window.isActiveWindow)
    qtbot.waitUntil(field.hasFocus)


def test_keys_of_menus_do_nothing_and_what_comes_up_is_covered(
    qtbot: Any, desktop: Desktop
) -> None:
    window = desktop.window
    qtbot.waitUntil(lambda: not desktop.backend.is_reading)  # or its screen says where one is
    menu = QMenu(window)
    menu.addAction("Secret model")
    menu.popup(window.pos())
    desktop.lock.lock()
    qtbot.waitUntil(window.isActiveWindow)
    assert not menu.isVisible()

    qtbot.keyClick(cover_of(window), Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(cover_of(window), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    window.toast("cc-fraud was approved")
    window.set_crumbs("Approvals", "cc-fraud v14")
    other = QWidget()
    qtbot.addWidget(other)
    other.setWindowTitle("cc-fraud v14")
    QVBoxLayout(other).addWidget(QLabel("cc-fraud v14"))
    other.show()

    qtbot.waitUntil(lambda: readable(other) == [] and readable(window) == [])
    assert window.current_key == "approvals"
    assert not window.palette_.isVisible()
    assert {window.windowTitle(), other.windowTitle()} == {"Modelward"}
    qtbot.mouseClick(cover_of(window).button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not desktop.lock.is_locked)
    assert "cc-fraud v14" in window.windowTitle()
    other.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.current_key == "home"


def test_time_without_input_locks_as_set_for_this_workspace(
    qtbot: Any, desktop: Desktop, monkeypatch: Any
) -> None:
    store = desktop.window.preferences
    idle = [14 * 60.0]
    monkeypatch.setattr(desktop.lock, "_idle_s", lambda: idle[0])
    assert store.lock_minutes == LOCK_USUAL == 15

    desktop.lock._look()
    assert not desktop.lock.is_locked
    store.set_lock_minutes(0)
    idle[0] = 1e6
    desktop.lock._look()
    assert not desktop.lock.is_locked
    store.set_lock_minutes(10)
    desktop.lock._look()

    assert desktop.lock.is_locked
    store.workspace = "another"
    assert store.lock_minutes == LOCK_USUAL


def test_a_computer_that_slept_was_idle(desktop: Desktop, monkeypatch: Any) -> None:
    assert desktop._collector.idle_s() < 60
    now = time.time()

    monkeypatch.setattr(time, "time", lambda: now + 3600)

    assert desktop._collector.idle_s() > 3599


def test_what_runs_goes_on_behind_it(qtbot: Any, desktop: Desktop) -> None:
    desktop.lock.lock()
    answered: list[Any] = []

    desktop.backend.read(answered.append, lambda _session: "still here")

    qtbot.waitUntil(lambda: answered == ["still here"])
    assert desktop._state_timer.isActive()


def test_on_a_server_the_password_of_the_login_opens_it(
    qtbot: Any, postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with make_workspace(tmp_path, postgres, postgres_mould) as bank:
        postgres.ask_password(bank.url, "nb_jo", PASSWORD)
        with desk(bank, "jo", tmp_path, "approvals") as desktop:
            desktop.lock.lock()
            cover = cover_of(desktop.window)
            assert cover.password.isVisible()

            qtbot.keyClick(cover.password, Qt.Key.Key_Return)  # nothing typed: nothing asked
            qtbot.keyClicks(cover.password, "wrong")
            qtbot.keyClick(cover.password, Qt.Key.Key_Return)
            qtbot.waitUntil(lambda: "lock" in cover.errors.keys)
            assert desktop.lock.is_locked
            assert readable(desktop.window) == []
            qtbot.keyClicks(cover.password, PASSWORD)
            qtbot.keyClick(cover.password, Qt.Key.Key_Return)
            qtbot.waitUntil(lambda: not desktop.lock.is_locked)


def test_a_login_that_was_closed_meanwhile_opens_nothing(
    qtbot: Any, desktop: Desktop, monkeypatch: Any
) -> None:
    def refuse(_password: str) -> bool:
        raise NotReachableError("bank@db lets nobody in by this login any more.")

    monkeypatch.setattr(desktop.lock, "_check", refuse)
    desktop.lock.lock()
    cover = cover_of(desktop.window)

    qtbot.mouseClick(cover.button, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: "lock" in cover.errors.keys)
    assert desktop.lock.is_locked


def test_who_closes_a_locked_window_is_asked_at_the_next_start(
    qtbot: Any, postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path, monkeypatch: Any
) -> None:
    """Also where the keyring has the password, and the computer forgets its places."""
    ring = MemoryKeyring()
    monkeypatch.setattr("app.services.secrets.system_keyring", lambda: ring)
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    monkeypatch.delenv("PGPASSWORD", raising=False)
    with make_workspace(tmp_path, postgres, postgres_mould) as bank:
        postgres.ask_password(bank.url, "nb_jo", PASSWORD)
        place = bank.login_url("jo")
        open_seat(place, password=PASSWORD, keeps=True).close()
        first = sit_down(qtbot, tmp_path, place)
        qtbot.waitUntil(lambda: first.desktop is not None)  # the keyring's
        first.desktop.window.preferences.set(forgets=True)
        first.desktop.lock.lock()
        get_up(first)

        second = sit_down(qtbot, tmp_path, place)
        page = second.window.sign_in
        qtbot.waitUntil(page.isVisible)
        assert second.desktop is None
        qtbot.keyClicks(page.password, PASSWORD)
        qtbot.keyClick(page.password, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: second.desktop is not None)
        get_up(second)

        third = sit_down(qtbot, tmp_path, place)
        qtbot.waitUntil(lambda: third.desktop is not None)
        get_up(third)


def sit_down(qtbot: Any, folder: Path, place: str) -> Starter:
    starter = Starter(folder / "window.json")
    qtbot.addWidget(starter.window)
    starter.begin(place)
    return starter


def get_up(starter: Starter) -> None:
    starter.desktop.window.close()
    starter.close()
