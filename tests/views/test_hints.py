"""The guided hints: they end with the real act, stay out of the way, and are kept for a person."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models.queries.hint_work import list_idle_hints
from app.services.demo.stage import end_runtimes
from app.views.cards import CARDS
from app.views.deeds import Deed
from app.views.desktop import Desktop
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.hints import HINTS, Hints, Progress
from app.views.main_window import MainWindow
from app.views.widgets.basics import StyledLabel
from app.views.window_file import WindowFile
from tests import stories
from tests.views.demo_desk import calm, demo_desk
from tests.views.desks import desk
from tests.workspaces import TestWorkspace

REASON = "The limits hold and the difference is explained."


@pytest.fixture
def own_demo(demo: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the demo, to act on."""
    folder = tmp_path / "demo"
    shutil.copytree(demo, folder)
    yield folder
    end_runtimes(folder)


def settings(tmp_path: Path) -> WindowFile:
    return WindowFile(tmp_path / "window.json")


def hints_of(window: MainWindow, tmp_path: Path, *, on_demo: bool = True) -> Hints:
    window.backend._decider = SimpleNamespace(handle="jo")
    act_as = (lambda handle: None) if on_demo else None
    return Hints(window, settings(tmp_path), "hints/w/jo", act_as=act_as)


def test_every_hint_is_done_on_a_screen_and_every_deed_ends_one():
    assert len(HINTS) == 6
    assert {one.screen for one in HINTS} <= set(CARDS)
    assert set().union(*(one.deeds for one in HINTS)) == set(Deed)


def test_the_demo_begins_with_the_first_and_a_deed_leads_on(window, tmp_path):
    hints = hints_of(window, tmp_path)
    assert hints.current is HINTS[0]
    assert not hints.line.isHidden()

    window.tell(Deed.ACKNOWLEDGED)  # out of turn: it will not be asked for again
    assert hints.current is HINTS[0]
    assert hints.line.count.text() == "Hint 1 of 6 · 1 done"
    assert hints.line.title.text() == "Decide on a promotion"
    window.tell(Deed.VOTED)

    assert hints.current is HINTS[2]
    assert hints.line.count.text() == "✓ Done. Hint 3 of 6"


def test_a_hint_keeps_its_place_where_later_ones_were_done(window, tmp_path):
    hints = hints_of(window, tmp_path)
    window.tell(Deed.VERIFIED)
    for deed in (Deed.VOTED, Deed.ACKNOWLEDGED, Deed.SERVED_THEN_READ, Deed.ROLLED_BACK):
        window.tell(deed)

    assert hints.current is HINTS[4]
    assert hints.line.count.text() == "✓ Done. Hint 5 of 6 · 5 done"
    assert hints.line.title.text() == "See why a runtime does not fit"
    window.tell(Deed.MISFIT_READ)
    assert hints.current is None


def test_a_hint_is_skipped_and_all_are_put_away_by_keys(qtbot, window, alerts, tmp_path):
    hints = hints_of(window, tmp_path)
    window.demo.show()
    hints.line.skip.setFocus()
    QTest.keyClick(hints.line.skip, Qt.Key.Key_Space)
    assert hints.current is HINTS[1]
    assert hints.line.skip.hasFocus()

    QTest.keyClick(hints.line.away, Qt.Key.Key_Space)

    assert hints.current is None
    assert hints.line.isHidden()
    assert alerts.table.hasFocus()
    assert "Guide me" in window.toasts.texts[-1]


def test_what_was_done_is_kept_for_the_next_start(window, tmp_path):
    hints = hints_of(window, tmp_path)
    hints.line.skip.click()
    window.tell(Deed.VERIFIED)

    again = hints_of(window, tmp_path)

    assert again.current is HINTS[1]
    kept = settings(tmp_path).value("hints/w/jo")
    assert kept == {"done": ["verify"], "skipped": ["approve"], "away": False}


@pytest.mark.parametrize("kept", ["", "{", [], {"done": 1}, None])
def test_a_spoilt_file_costs_the_progress_only(kept):
    read = Progress.read(kept, is_away=True)

    assert read == Progress(is_away=True)


def test_after_the_last_help_begins_anew(window, tmp_path):
    hints = hints_of(window, tmp_path)
    for deed in Deed:
        window.tell(deed)
    assert hints.current is None
    assert "last hint" in window.toasts.texts[-1]

    hints.begin()

    assert hints.current is HINTS[0]


def test_a_workspace_of_ones_own_has_none_until_help_is_asked(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    stories.register(sqlite_workspace)
    with desk(sqlite_workspace, "jo", tmp_path, "inventory") as desktop:
        calm(desktop)
        assert desktop.window.frame.hints.isHidden()
        assert desktop.window.demo.isHidden()

        desktop.window.actions_registry.trigger("help.hints")
        assert desktop.window.frame.hints.isVisible()
        line = desktop.window.frame.hints.line
        assert line.go.hasFocus()
        line.go.click()
        calm(desktop)

        assert desktop.window.current_key == "approvals"
        assert desktop.seat.actor.handle == "jo"  # nobody else sits here


def test_a_hint_whose_work_is_gone_lets_the_others_go_first_and_says_so_at_last(
    qtbot: Any, own_demo: Path, tmp_path: Path
) -> None:
    with demo_desk(own_demo, "tom", tmp_path) as desktop:
        hints = desktop._hints
        calm(desktop)
        assert hints.current is HINTS[0]

        hints._on_idle_read(frozenset({"approve", "alert"}))
        assert hints.current is HINTS[2]
        assert hints.line.go.reason == ""
        for _hint in HINTS[2:]:
            hints.line.skip.click()
        assert hints.current is HINTS[0]
        assert hints.line.how.text() == "It is done already: nothing waits for it now."
        assert hints.line.go.reason == hints.line.how.text()

        hints._on_idle_read(frozenset({"approve"}))
        assert hints.current is HINTS[1]  # there is an alert again


def test_the_work_of_a_hint_is_what_its_person_can_do(sqlite_workspace: TestWorkspace) -> None:
    mark = sqlite_workspace.work("mark")
    assert mark.read(list_idle_hints, "jo") == {"approve", "alert"}

    stories.ask(sqlite_workspace, stories.register(sqlite_workspace))
    assert mark.read(list_idle_hints, "jo") == {"alert"}


def test_all_six_end_with_the_real_act_on_the_demo(
    qtbot: Any, own_demo: Path, tmp_path: Path
) -> None:
    with demo_desk(own_demo, "tom", tmp_path) as desktop:
        hints = desktop._hints
        assert hints.line.isVisible()
        for do in (approve, acknowledge, look_back, roll_back, find_place, verify):
            hint = hints.current
            assert hint is not None
            here = desktop.seat.actor.handle
            who = hint.person or here  # nobody is made another to read what all may read
            is_own = who == here
            name = {"jo": "Jo Vermeer", "tom": "Tom Bakker"}[who]
            assert hints.line.go.text() == ("Show me" if is_own else f"Show me as {name}")
            hints.line.go.click()
            qtbot.waitUntil(lambda who=who: desktop.seat.actor.handle == who)
            calm(desktop)
            assert desktop.window.current_key == hint.screen
            assert hints.line.go.text() == "Show me"
            assert not hints.line.go.hasFocus()  # the keys that the hint names are heard
            assert hints.current is hint  # to look at the screen is not to do it
            do(qtbot, desktop)
            qtbot.waitUntil(lambda hint=hint: hints.current is not hint)
            calm(desktop)

        assert hints.current is None
        assert hints.line.isHidden()


def approve(qtbot: Any, desktop: Desktop) -> None:
    screen: Any = desktop.window.current_screen
    qtbot.waitUntil(lambda: screen.case.shown is not None)
    screen.case.press(0)
    qtbot.waitUntil(lambda: desktop.window.findChild(DecisionDialog) is not None)
    dialog = desktop.window.findChild(DecisionDialog)
    dialog.reason.set_text(REASON)
    dialog.sign_button.click()


def acknowledge(qtbot: Any, desktop: Desktop) -> None:
    screen: Any = desktop.window.current_screen
    table = screen.list.table
    rows = screen.list.model.rows
    table.select_key(next(one.id for one in rows if one.state == "open"))
    calm(desktop)
    desktop.window.actions_registry.trigger("alerts.acknowledge")
    qtbot.waitUntil(screen.detail.reason.isVisible)
    screen.detail.reason.edit.setText("The campaign of last week")
    screen.detail.reason.submit()


def look_back(qtbot: Any, desktop: Desktop) -> None:
    screen: Any = desktop.window.current_screen
    day = screen.reader.now.date() - timedelta(days=2)
    screen.head.as_of.setText(day.isoformat())
    qtbot.keyClick(screen.head.as_of, Qt.Key.Key_Return)


def roll_back(qtbot: Any, desktop: Desktop) -> None:
    screen: Any = desktop.window.current_screen
    qtbot.waitUntil(screen.pane.roll_back_button.isEnabled)
    screen.pane.roll_back_button.click()
    qtbot.waitUntil(lambda: desktop.window.findChild(DecisionDialog) is not None)
    dialog = desktop.window.findChild(DecisionDialog)
    dialog.reason.set_text(REASON)
    dialog.sign_button.click()


def find_place(qtbot: Any, desktop: Desktop) -> None:
    screen: Any = desktop.window.current_screen
    qtbot.waitUntil(lambda: screen.version.count() > 0)
    screen.version.activated.emit(screen.version.currentIndex())


def verify(qtbot: Any, desktop: Desktop) -> None:
    screen: Any = desktop.window.current_screen
    screen.head.set_as_of(None)
    calm(desktop)
    qtbot.mouseClick(screen.head.seal.verify_button, Qt.MouseButton.LeftButton)
    said = "18 confirmations of keys and roles carry no signature"  # of the two administrators
    notices = screen.head.notices
    qtbot.waitUntil(
        lambda: any(said in one.text() for one in notices.findChildren(StyledLabel)),
        timeout=60_000,
    )
