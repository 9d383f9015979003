"""While another instant is read, nothing of the one before is seen or reached by a key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.models.queries.lookups import now
from app.views.desktop import Desktop
from app.views.screen import Screen
from app.views.widgets.instant_cover import InstantCover
from tests import stories
from tests.views.demo_desk import calm
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


@pytest.fixture
def before(workspace: TestWorkspace) -> datetime:
    """An instant at which one model serves."""
    stories.put_in_production(workspace, stories.register(workspace))
    with workspace.service.reading() as session:
        return now(session)


@pytest.fixture
def tom(workspace: TestWorkspace, before: datetime, tmp_path: Path) -> Iterator[Desktop]:
    stories.register(workspace, name="churn")
    with desk(workspace, "tom", tmp_path, "home") as desktop:
        calm(desktop)
        yield desktop


def goes(desktop: Desktop, key: str) -> Any:
    desktop.window.go(key)
    calm(desktop)
    return desktop.window.current_screen


def cover_of(screen: QWidget) -> InstantCover:
    (found,) = screen.findChildren(InstantCover)
    return found


def reachable(screen: Screen) -> list[QWidget]:
    """What of it takes keys."""
    return [
        one
        for one in screen.findChildren(QWidget)
        if one.isVisible() and one.isEnabled() and one.focusPolicy() is not Qt.FocusPolicy.NoFocus
    ]


@pytest.mark.parametrize("key", ["home", "inventory", "lineage", "runtimes", "monitoring"])
def test_a_screen_is_covered_and_takes_no_key_until_then_is_read(
    tom: Desktop, before: datetime, key: str
) -> None:
    screen = goes(tom, key)
    cover = cover_of(screen)
    assert reachable(screen)
    focused = tom.window.focusWidget()
    actions = tom.window.actions_registry
    mine = next(one.id for one in actions.entries(key) if one.context == key)

    tom.backend.look_back(before)

    assert cover.isVisible()
    assert cover.geometry() == screen.rect()
    assert reachable(screen) == []
    assert tom.window.focusWidget() is not focused
    assert "being read" in actions.reason(mine) or tom.backend.why_no_change in actions.reason(mine)
    calm(tom)
    assert not cover.isVisible()
    assert reachable(screen)
    assert tom.window.focusWidget() is not cover


def test_the_keyboard_comes_back_to_where_it_was(tom: Desktop, before: datetime) -> None:
    screen = goes(tom, "inventory")
    screen.table.setFocus()

    tom.backend.look_back(before)
    calm(tom)

    assert tom.window.focusWidget() is screen.table


@pytest.mark.parametrize("key", ["lineage", "runtimes", "monitoring", "reports"])
def test_what_can_not_be_read_of_then_is_not_shown_of_now_instead(
    tom: Desktop, before: datetime, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    screen = goes(tom, key)
    cover = cover_of(screen)
    ask = tom.backend._ask
    monkeypatch.setattr(tom.backend, "_ask", lambda order, _call: ask(order, broken))

    tom.backend.look_back(before)
    calm(tom)

    assert cover.isVisible()
    assert cover.has_failed
    monkeypatch.undo()
    screen.refresh()
    calm(tom)
    assert not cover.isVisible()


def broken() -> None:
    raise AppError("The disk of the database is full.")


def test_a_screen_behind_is_covered_when_it_comes_in_front(tom: Desktop, before: datetime) -> None:
    behind = goes(tom, "runtimes")
    goes(tom, "inventory")
    tom.backend.look_back(before)
    calm(tom)

    tom.window.go("runtimes")

    assert cover_of(behind).isVisible()
    assert reachable(behind) == []
    calm(tom)
    assert not cover_of(behind).isVisible()
    assert reachable(behind)


def test_an_answer_of_now_that_comes_late_is_not_taken_for_one_of_then(
    qtbot: Any, tom: Desktop, before: datetime
) -> None:
    taken: list[str] = []
    tom.backend.read_once(taken.append, lambda _session: "now")

    tom.backend.look_back(before)
    tom.backend.read_once(lambda _found: taken.append("then"), lambda _session: "then")

    qtbot.waitUntil(lambda: bool(taken))
    calm(tom)
    assert taken == ["then"]


def test_before_a_model_was_registered_its_lineage_is_empty_and_that_is_no_error(
    tom: Desktop, before: datetime
) -> None:
    screen = goes(tom, "lineage")
    assert screen.timeline._events

    tom.backend.look_back(before - timedelta(days=3_000))
    calm(tom)

    assert not screen.timeline._events
    assert screen.head.serving.answer == "nothing"
    assert "error" not in tom.window.banners.keys


def test_what_is_only_of_now_goes_at_once(tom: Desktop, before: datetime) -> None:
    runtimes = goes(tom, "runtimes")
    tom.backend.look_back(before)

    assert runtimes.runtime_map is None
    assert runtimes.chosen_row() is None
    calm(tom)
    assert runtimes.runtime_map is not None


def test_what_is_not_read_elsewhere_leaves_no_screen_covered(
    tom: Desktop, before: datetime
) -> None:
    screen = goes(tom, "runtimes")

    tom.backend.look_back(before)
    tom.backend.read(tom.window.status.message.setText, lambda _session: broken())
    calm(tom)

    assert not cover_of(screen).isVisible()
