"""Signing in to a team's database in the window: what is asked, and what is said when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from app.errors import PasswordError
from app.services.seat import open_seat
from app.services.sign_in import WayIn
from app.views.start import Starter
from app.views.widgets.basics import StyledLabel
from tests.postgres import PostgresServer
from tests.services.test_secrets import MemoryKeyring
from tests.views.desks import desk
from tests.workspaces import Mould, TestWorkspace, make_workspace

PASSWORD = "correct horse battery"
WAY = WayIn("postgresql+psycopg://jo@db/gov", "jo", "gov@db", is_proved=True, can_keep=True)


@pytest.fixture
def place(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path, monkeypatch: Any
) -> Iterator[str]:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    with make_workspace(tmp_path, postgres, postgres_mould) as bank:
        postgres.ask_password(bank.url, "nb_jo", PASSWORD)
        yield bank.login_url("jo")


@pytest.fixture
def starter(qtbot: Any, tmp_path: Path) -> Iterator[Starter]:
    made = Starter(tmp_path / "window.json")
    qtbot.addWidget(made.window)
    yield made
    if made.desktop is not None:
        made.desktop.window.close()
    made.close()


def is_asked(starter: Starter) -> bool:
    return starter.window.sign_in.isVisible()


def test_the_window_asks_once_more_after_a_wrong_password_and_then_opens(
    qtbot: Any, starter: Starter, place: str, tmp_path: Path
) -> None:
    starter.begin(place)
    page = starter.window.sign_in
    qtbot.waitUntil(lambda: is_asked(starter))
    assert page.login.text() == "nb_jo"
    assert not page.keeps.isVisible()  # no keyring here: it is said, and asked each time
    assert "asked for each time" in page._note.text()
    assert "signin" not in page.errors.keys

    qtbot.keyClicks(page.password, "wrong")
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "signin" in page.errors.keys)
    assert page.password.text() == ""
    qtbot.keyClicks(page.password, PASSWORD)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: starter.desktop is not None)
    assert starter.desktop.seat.actor.handle == "jo"
    written = [*tmp_path.glob("window.json"), *(tmp_path / "home").rglob("*")]
    assert all(PASSWORD.encode() not in one.read_bytes() for one in written if one.is_file())


def test_esc_leads_back_to_the_ways_in(qtbot: Any, starter: Starter) -> None:
    starter.window.show()
    starter.window.show_sign_in(WAY)

    qtbot.keyClick(starter.window.sign_in.password, Qt.Key.Key_Escape)

    assert not is_asked(starter)
    assert starter.window.demo_button.isVisible()


def test_nothing_is_sent_without_login_and_password(qtbot: Any, starter: Starter) -> None:
    starter.window.show()
    starter.window.show_sign_in(WAY)
    page = starter.window.sign_in
    sent: list[Any] = []
    starter.window.sign_in_wanted.disconnect()
    starter.window.sign_in_wanted.connect(sent.append)

    page.login.clear()
    qtbot.keyClicks(page.password, "x")
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    assert sent == []
    assert page.enter.toolTip() == "Say your login first."
    qtbot.keyClicks(page.login, "ann")
    page.keeps.setChecked(False)
    qtbot.mouseClick(page.enter, Qt.MouseButton.LeftButton)

    assert (sent[0].login, sent[0].password, sent[0].keeps) == ("ann", "x", False)
    assert "'x'" not in repr(sent[0])


def test_a_server_that_proves_nothing_is_said_before_a_password_is_typed(starter: Starter) -> None:
    way = WayIn(WAY.place, "jo", "gov@db", is_proved=False, can_keep=True)

    starter.window.show_sign_in(way, PasswordError("Another one."), keeps=True)

    page = starter.window.sign_in
    assert "only where you trust the network" in page._where.text()
    assert page.keeps.isChecked()


def test_signing_out_leads_back_to_the_sign_in_and_the_keyring_forgets(
    qtbot: Any, starter: Starter, place: str, monkeypatch: Any
) -> None:
    ring = MemoryKeyring()
    monkeypatch.setattr("app.services.secrets.system_keyring", lambda: ring)
    open_seat(place, password=PASSWORD, keeps=True).close()
    starter.begin(place)
    qtbot.waitUntil(lambda: starter.desktop is not None)
    window = starter.desktop.window
    assert [*ring.kept.values()] == [PASSWORD]

    window.actions_registry.trigger("app.sign_out")

    qtbot.waitUntil(lambda: is_asked(starter))
    assert not window.isVisible()
    assert (starter.desktop, ring.kept) == (None, {})
    assert starter.window.sign_in.login.text() == "nb_jo"
    qtbot.keyClicks(starter.window.sign_in.password, PASSWORD)
    qtbot.keyClick(starter.window.sign_in.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: starter.desktop is not None)


def test_a_file_has_nobody_to_sign_out(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        reason = desktop.window.actions_registry.reason("app.sign_out")

    assert reason == "A workspace in a file has no logins."


def test_the_name_of_a_field_stands_nearer_to_it_than_to_what_is_above(starter: Starter) -> None:
    starter.window.show()
    starter.window.show_sign_in(WAY)
    page = starter.window.sign_in
    page.layout().activate()
    (name,) = [one for one in page.findChildren(StyledLabel) if one.buddy() is page.password]

    def place(widget: QWidget) -> QRect:
        return QRect(widget.mapTo(page, QPoint(0, 0)), widget.size())

    below = place(page.password).top() - place(name).bottom()
    above = place(name).top() - place(page.login).bottom()
    assert 0 < below <= above / 2
