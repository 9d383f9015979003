"""What has not been read yet is claimed by no screen: not that nothing is there, and no count."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from app.errors import AppError
from app.views.desktop import Desktop
from app.views.filters import FilterQuery
from app.views.panels.home_parts import Block
from app.views.widgets.button import Button
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.placeholders import SkeletonRows
from tests.views.demo_desk import SCREENS
from tests.views.desks import leave, seat_at
from tests.workspaces import TestWorkspace

OUTLINES_MS = 500
ACTS = tuple(
    f"administration.{act}"
    for act in (
        "add", "confirm", "refuse", "withdraw", "ask_role", "end_role", "close", "view_as",
        "end_window",
    )
)  # fmt: skip
CLAIM = re.compile(
    r"^(nothing|nobody|none|no \w+ (yet|is)|choose an alert|all quiet|all are|0$|0 )|has not run",
    re.I,
)


@pytest.fixture
def unread(sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A window whose every read is under way for ever."""
    desktop = Desktop(seat_at(sqlite_workspace, "tom", tmp_path), tmp_path / "w.ini", drives=False)
    monkeypatch.setattr(desktop.backend, "_submit", lambda *_: None)
    desktop.window.resize(1280, 800)
    desktop.show("home")
    yield desktop
    leave(desktop)


def said(screen: QWidget) -> list[str]:
    labels = [one for one in screen.findChildren(QLabel) if one.isVisible()]
    buttons = [one for one in screen.findChildren(QAbstractButton) if one.isVisible()]
    return [one.text() for one in labels] + [one.accessibleName() for one in buttons]


def test_no_screen_claims_what_it_has_not_read(qtbot: Any, unread: Desktop) -> None:
    wrong = {}
    for key in SCREENS:
        unread.window.go(key)
        qtbot.wait(OUTLINES_MS)
        screen = unread.window.current_screen
        assert screen is not None
        claims = [words for words in said(screen) if CLAIM.search(words)]
        if claims:
            wrong[key] = claims

    assert not wrong


def test_no_button_of_administration_acts_on_what_was_not_read(unread: Desktop) -> None:
    unread.window.go("administration")
    screen = unread.window.current_screen
    assert screen is not None
    pressable = []
    for page in range(len(screen.tabs.bar.tabs)):
        screen.tabs.show_page(page)
        shown = [one for one in screen.findChildren(Button) if one.isVisible() and one.isEnabled()]
        pressable += [one.objectName() for one in shown if one.objectName() in ACTS]

    assert pressable == []


@pytest.fixture
def tom(sqlite_workspace: TestWorkspace, tmp_path: Path) -> Any:
    """A window that shows nothing yet."""
    desktop = Desktop(seat_at(sqlite_workspace, "tom", tmp_path), tmp_path / "w.ini", drives=False)
    yield desktop
    leave(desktop)


@pytest.mark.parametrize("key", ["jobs", "notifications"])
def test_what_the_filter_hides_is_not_said_to_be_nothing(
    tom: Desktop, qtbot: Any, key: str
) -> None:
    tom.show(key)
    screen: Any = tom.window.current_screen
    qtbot.waitUntil(lambda: any(CLAIM.search(words) for words in said(screen)))

    bar = screen.findChild(FilterBar)
    assert isinstance(bar, FilterBar)
    bar.set_query(FilterQuery(words=("zebra",)))
    bar.changed.emit(bar.query)

    qtbot.waitUntil(lambda: any("zebra" in words for words in said(screen)))


def test_what_could_not_be_read_is_not_on_its_way(
    tom: Desktop, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, failures = tom.backend._ask, list[object]()

    def fail(order: Any, _call: object) -> None:
        failures.append(order)
        ask(order, broken)

    monkeypatch.setattr(tom.backend, "_ask", fail)
    tom.show("alerts")
    screen: Any = tom.window.current_screen
    live = screen.list.live
    qtbot.waitUntil(lambda: str(live.state) == "not read")

    monkeypatch.setattr(tom.backend, "_ask", ask)
    screen.refresh()
    qtbot.waitUntil(lambda: str(live.state) not in ("not read", "reading"))
    was = str(live.state)
    monkeypatch.setattr(tom.backend, "_ask", fail)
    failures.clear()
    screen.refresh()  # what stands there was read
    qtbot.waitUntil(lambda: bool(failures) and not tom.backend.is_reading)
    assert str(live.state) == was


def test_what_stands_there_after_a_failure_says_of_when_it_is(
    tom: Desktop, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tom.show("inventory")
    screen: Any = tom.window.current_screen
    qtbot.waitUntil(lambda: not tom.backend.is_reading)
    ask = tom.backend._ask
    monkeypatch.setattr(tom.backend, "_ask", lambda order, _call: ask(order, broken))
    screen.refresh()
    qtbot.waitUntil(lambda: "error" in tom.window.banners.keys)

    words = said(tom.window.banners)
    assert any("Inventory" in one for one in words)
    assert any(re.search(r"What you see is as of \d\d:\d\d\.", one) for one in words)


@pytest.mark.parametrize(
    "key", ["home", "approvals", "life_cycles", "monitoring", "governance", "jobs"]
)
def test_outlines_promise_nothing_once_reading_failed(
    tom: Desktop, qtbot: Any, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    ask = tom.backend._ask
    monkeypatch.setattr(tom.backend, "_ask", lambda order, _call: ask(order, broken))
    tom.show(key)
    screen: Any = tom.window.current_screen
    qtbot.waitUntil(lambda: not tom.backend.is_reading)
    qtbot.wait(OUTLINES_MS)

    outlines = [one for one in screen.findChildren(SkeletonRows) if one.isVisible()]
    assert all(one.has_failed for one in outlines)
    if key == "governance":
        counts = {str(screen.shelves.model.columns[1].value(row)) for row in
                  screen.shelves.model.rows if row.kind}  # fmt: skip
        assert counts == {"–"}

    monkeypatch.setattr(tom.backend, "_ask", ask)
    screen.refresh()
    qtbot.waitUntil(
        lambda: not [one for one in screen.findChildren(SkeletonRows) if one.isVisible()]
    )


def broken() -> None:
    raise AppError("The list can't be read: the disk of the database is full.")


def test_without_a_snapshot_the_places_say_what_to_do(tom: Desktop, qtbot: Any) -> None:
    tom.show("runtimes")
    screen: Any = tom.window.current_screen
    assert not screen.version.placeholderText()  # nobody knows yet
    hint = "Take one of a model in Inventory"
    qtbot.waitUntil(lambda: any(hint in words for words in said(screen.places)))

    for choice in (screen.version, screen.stage):
        assert choice._words()[0] == "none yet"
        assert "Inventory" in choice.toolTip()
    screen.places.findChild(QAbstractButton, "runtimes.inventory").click()
    assert tom.window.current_key == "inventory"


def test_a_new_workspace_begins_with_its_first_model(tom: Desktop, qtbot: Any) -> None:
    tom.show("home")
    screen: Any = tom.window.current_screen
    first = screen.first_step
    qtbot.waitUntil(first.isVisible)

    above = first.mapTo(screen, first.rect().bottomLeft()).y()
    assert above < min(
        one.mapTo(screen, one.rect().topLeft()).y()
        for one in screen.findChildren(Block)
        if one.isVisible()
    )
    assert any("Its first step is a model" in words for words in said(screen))


def test_a_filter_of_last_time_says_nothing_before_the_first_answer(
    unread: Desktop, qtbot: Any
) -> None:
    unread.window.go("approvals")
    screen: Any = unread.window.current_screen
    bar = screen.findChild(FilterBar)
    bar.set_query(FilterQuery(words=("zebra",)))
    bar.changed.emit(bar.query)
    qtbot.wait(OUTLINES_MS)

    assert not [words for words in said(screen) if "zebra" in words]
