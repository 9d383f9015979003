"""Connecting to a team's database in the window: each step with its time, and what failed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.services import opening
from app.services.opening import Opening
from app.services.trying_connections import Step
from app.views.opening_page import STEPS
from app.views.start import Starter
from tests.postgres import PostgresServer
from tests.workspaces import Mould, make_workspace


@pytest.fixture
def starter(qtbot: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[Starter]:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    made = Starter(tmp_path / "window.json")
    qtbot.addWidget(made.window)
    made.begin()
    yield made
    if made.desktop is not None:
        made.desktop.window.close()
    made.close()


@pytest.fixture
def dead_place() -> str:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port = line.getsockname()[1]
    return f"postgresql://jo@127.0.0.1:{port}/governance"


def connect(qtbot: Any, starter: Starter, place: str) -> None:
    starter.window.url_edit.setText(place)
    qtbot.keyClick(starter.window.url_edit, Qt.Key.Key_Return)


def test_the_first_window_is_no_larger_than_its_screen_with_its_frame(starter: Starter) -> None:
    room = starter.window.screen().availableGeometry()
    title_bar = 30  # px, of the desktops that we know at least

    assert starter.window.height() <= room.height() - title_bar


def test_the_window_has_words_for_each_step_that_the_service_tells() -> None:
    assert tuple(STEPS) == opening.STEPS


def test_what_failed_stays_in_sight_with_what_helps_until_it_is_left_or_tried_again(
    qtbot: Any, starter: Starter, dead_place: str
) -> None:
    page = starter.window.opening

    connect(qtbot, starter, dead_place)
    qtbot.waitUntil(page.again_button.isVisible)
    words = page.steps.words()
    assert words[0].startswith("Find the server failed")
    assert words[0].endswith("ms")
    assert [one.rpartition("not yet")[1] for one in words[1:]] == ["not yet"] * 3
    banner = page.errors.findChild(QWidget, "banner.opening")
    assert isinstance(banner, QWidget)
    assert "No database listens at 127.0.0.1" in banner.accessibleName()
    assert not page.bar.isVisible()

    qtbot.mouseClick(page.again_button, Qt.MouseButton.LeftButton)
    assert not page.again_button.isVisible()
    qtbot.waitUntil(page.again_button.isVisible)

    qtbot.keyClick(page.again_button, Qt.Key.Key_Escape)
    assert starter.window.demo_button.isVisible()
    assert starter.window.url_edit.text() == dead_place


def test_trying_again_opens_once_the_place_is_right(
    qtbot: Any, starter: Starter, postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path
) -> None:
    with make_workspace(tmp_path, postgres, postgres_mould) as bank:
        postgres.run("ALTER ROLE nb_jo NOLOGIN")
        try:
            connect(qtbot, starter, bank.login_url("jo"))
            qtbot.waitUntil(starter.window.opening.again_button.isVisible)
            assert starter.window.opening.steps.words()[1].startswith("Sign in there failed")
        finally:
            postgres.run("ALTER ROLE nb_jo LOGIN")

        qtbot.mouseClick(starter.window.opening.again_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: starter.desktop is not None)

        assert starter.desktop.seat.actor.handle == "jo"
        starter.desktop.window.close()


def test_a_step_under_way_is_not_yet_fine(starter: Starter) -> None:
    page = starter.window.opening

    page.begin("Opening…")
    page.tell(Opening((Step("reach", True, 3.2, "10.0.0.4:5432"),), "enter"))

    assert page.steps.words()[:3] == [
        "Find the server fine 3 ms 10.0.0.4:5432",
        "Sign in there under way",
        "Compare the versions not yet",
    ]
    page.begin("Opening…")
    assert not page.has_steps
