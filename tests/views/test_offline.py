"""While the database is away: whatever would store something is grey, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.errors import NotReachableError
from app.views.desktop import Desktop
from app.views.object_window import ObjectWindow
from app.views.panels.monitoring_new import NewMonitorSheet
from app.views.places import ObjectRef
from app.views.widgets.button import Button
from app.views.widgets.reason_line import ReasonLine
from tests import stories
from tests.views.demo_desk import SCREENS, calm
from tests.views.desks import desk
from tests.workspaces import TestWorkspace

SAID = "The database is offline"
NOT_REACHABLE, GONE = "Not reachable", "no longer at its place"


@contextmanager
def away(workspace: TestWorkspace, folder: Path) -> Iterator[None]:
    """The file of the workspace is elsewhere for a while."""
    place = Path(str(workspace.database("jo").url.database))
    folder.mkdir()
    for each in place.parent.glob(f"{place.name}*"):
        each.rename(folder / each.name)
    yield
    for each in folder.iterdir():
        each.rename(place.parent / each.name)


def changing(window: QWidget) -> dict[str, str]:
    """Every button that changes something, and why it is grey."""
    return {
        f"{one.objectName()} {one.text()}": one.toolTip() if not one.isEnabled() else ""
        for one in window.findChildren(Button)
        if one._changes
    }


def acts(desktop: Desktop) -> dict[str, str]:
    registry = desktop.window.actions_registry
    entries = registry.entries()
    return {one.id: one.reason for one in entries if registry.spec(one.id).changes}


def test_everything_that_stores_is_grey_with_the_reason_until_the_database_is_back(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    model = stories.register(sqlite_workspace)
    with desk(sqlite_workspace, "sanne", tmp_path, "inventory") as desktop:
        window, backend = desktop.window, desktop.backend
        for key in ("alerts", "governance", "approvals", "inventory"):
            window.go(key)
            calm(desktop)
        window.open_window(ObjectRef("model", str(model.model_id), "cc-fraud"))
        calm(desktop)
        (own,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, ObjectWindow))
        before = changing(window), changing(own), acts(desktop)
        assert any(not why for why in before[0].values())
        assert any(not why for why in before[2].values())

        with away(sqlite_workspace, tmp_path / "away"):
            qtbot.waitUntil(lambda: not backend.connection.is_online)

            for found in (changing(window), changing(own), acts(desktop)):
                assert {name: why for name, why in found.items() if SAID not in why} == {}

        backend.reconnect_now()
        qtbot.waitUntil(lambda: backend.connection.is_online)
        calm(desktop)
        assert (changing(window), changing(own), acts(desktop)) == before


def words_of(window: QWidget) -> list[str]:
    """All that is said in it, and in the sheets over it."""
    labels = [one for one in window.findChildren(QLabel) if one.isVisible()]
    return [one.text() for one in labels]


def test_nothing_says_that_the_database_is_away_once_it_is_back(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    model = stories.register(sqlite_workspace)
    with desk(sqlite_workspace, "tom", tmp_path, "inventory") as desktop:
        window, backend = desktop.window, desktop.backend
        calm(desktop)
        window.open_window(ObjectRef("model", str(model.model_id), "cc-fraud"))
        (own,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, ObjectWindow))
        window.go("monitoring")
        calm(desktop)
        window.actions_registry.trigger("monitoring.new")
        sheet = window.findChild(NewMonitorSheet)
        assert sheet is not None

        with away(sqlite_workspace, tmp_path / "away"):
            qtbot.waitUntil(lambda: not backend.connection.is_online)
            for key in SCREENS:  # built without a database
                window.go(key)
                calm(desktop)
            sheet.model.setText("cc-fraud")
            qtbot.waitUntil(lambda: bool(sheet.errors.keys))
            own.show_error(NotReachableError("Its server is gone."))
            reason = window.findChild(ReasonLine)
            assert reason is not None
            reason.fail(NotReachableError("Its server is gone."))
            trouble = reason.problem.parentWidget()
            assert not trouble.isHidden()
            for one in (window, own, sheet):
                assert NOT_REACHABLE in words_of(one)

        backend.reconnect_now()
        qtbot.waitUntil(lambda: backend.connection.is_online)
        qtbot.waitUntil(lambda: sheet.choice is not None)  # asked again by itself
        assert trouble.isHidden()
        for key in SCREENS:
            window.go(key)
            calm(desktop)
            said = [*words_of(window), *words_of(own)]
            assert [one for one in said if NOT_REACHABLE in one or GONE in one] == [], key


def test_a_screen_whose_read_alone_has_no_answer_is_named_and_the_window_stays_online(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    is_lost, answers = [True], []

    def ask(_session: object) -> str:
        if is_lost[0]:
            raise NotReachableError("Its server is gone.")
        return "stage:PROD"

    with desk(sqlite_workspace, "sanne", tmp_path, "inventory") as desktop:
        window, backend = desktop.window, desktop.backend
        states: list[Any] = []
        calm(desktop)
        backend.connection_changed.connect(states.append)
        screen: Any = window.current_screen
        backend.read(screen.apply_filter, ask, on_error=answers.append)
        qtbot.waitUntil(lambda: "unanswered" in window.banners.keys)
        assert any("Inventory" in one for one in words_of(window) if "could be read" in one)
        assert backend.why_no_change == ""

        is_lost[0] = False
        backend.retry_lost()

        qtbot.waitUntil(lambda: "unanswered" not in window.banners.keys)
        assert screen.filter.query.tokens
    assert len(answers) == 1
    assert states == []


def test_to_be_told_why_is_nearest_to_what_the_person_chose(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    """Who looks back while the database is away leads themselves back first."""
    stories.register(sqlite_workspace)
    with desk(sqlite_workspace, "sanne", tmp_path, "inventory") as desktop:
        backend = desktop.backend
        backend.look_back(datetime.now(UTC))
        with away(sqlite_workspace, tmp_path / "away"):
            qtbot.waitUntil(lambda: not backend.connection.is_online)
            assert "as it was recorded" in backend.why_no_change

            backend.look_back(None)

            assert SAID in backend.why_no_change
        backend.reconnect_now()
        qtbot.waitUntil(lambda: backend.why_no_change == "")


def test_that_it_is_back_is_told_once_and_only_while_it_is_true(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "sanne", tmp_path, "home") as desktop:
        calm(desktop)
        told = []
        for _ in range(2):
            desktop.backend._note_offline(NotReachableError("The server does not answer."))
            told.append(list(desktop.window.toasts.texts))
            desktop.backend._note_online(0.0)

        assert told == [[], []]
        assert desktop.window.toasts.texts == ["Connected again"]
