"""Keys pressed before a sheet is up go to that sheet, and never to the screen behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QDialog

from app.errors import AppError
from app.views.desktop import Desktop
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.held_keys import HeldKeys
from app.views.panels.inventory_submit import SubmitSheet
from app.views.screens.deployments import ALL
from tests.views.demo_desk import calm, demo_desk, go

TYPED = "it jumps down"  # J goes to the next row, D to what differs


@pytest.fixture
def tom(demo: Path, tmp_path: Path) -> Iterator[Desktop]:
    with demo_desk(demo, "tom", tmp_path) as desktop:
        yield desktop


def can_roll_back(qtbot: Any, desktop: Desktop) -> Any:
    """The screen of deployments on one that can be rolled back."""
    screen = go(desktop, "deployments")
    screen.view.choose(ALL)
    calm(desktop)
    for place in range(screen.table.rows_model.rowCount()):
        screen.table.selectRow(place)
        calm(desktop)
        if not desktop.window.actions_registry.reason("deployments.roll_back"):
            break
    screen.table.setFocus()
    return screen


def sheets(desktop: Desktop) -> list[QDialog]:
    return [one for one in desktop.window.findChildren(QDialog) if one.isVisible()]


def opened(qtbot: Any, desktop: Desktop) -> DecisionDialog:
    """The sheet that comes."""
    qtbot.waitUntil(lambda: bool(sheets(desktop)))
    calm(desktop)
    (sheet,) = sheets(desktop)
    assert isinstance(sheet, DecisionDialog)
    return sheet


def test_what_is_typed_before_a_sheet_is_up_is_typed_on_it(qtbot: Any, tom: Desktop) -> None:
    screen = can_roll_back(qtbot, tom)
    row = screen.table.currentIndex().row()

    qtbot.keyClick(screen.table, Qt.Key.Key_B)
    qtbot.keyClicks(screen.table, TYPED)  # in the same turn
    assert not sheets(tom)
    sheet = opened(qtbot, tom)

    assert sheet.reason.text == TYPED
    assert screen.table.currentIndex().row() == row
    sheet.reject()


def test_escape_before_a_sheet_is_up_closes_it_and_what_follows_goes_nowhere(
    qtbot: Any, tom: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = can_roll_back(qtbot, tom)
    row = screen.table.currentIndex().row()
    shown: list[DecisionDialog] = []
    show = DecisionDialog.showEvent

    def note(sheet: DecisionDialog, event: QShowEvent) -> None:
        shown.append(sheet)
        show(sheet, event)

    monkeypatch.setattr(DecisionDialog, "showEvent", note)

    qtbot.keyClick(screen.table, Qt.Key.Key_B)
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_J):
        qtbot.keyClick(screen.table, key)
    qtbot.waitUntil(lambda: bool(shown))
    calm(tom)

    assert not sheets(tom)
    assert screen.table.currentIndex().row() == row
    qtbot.keyClick(screen.table, Qt.Key.Key_K if row else Qt.Key.Key_J)
    assert screen.table.currentIndex().row() != row


@pytest.mark.parametrize(
    "held", [Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier]
)
def test_nothing_is_signed_on_a_sheet_that_nobody_has_seen(
    qtbot: Any, tom: Desktop, held: Qt.KeyboardModifier
) -> None:
    screen = can_roll_back(qtbot, tom)

    qtbot.keyClick(screen.table, Qt.Key.Key_B)
    qtbot.keyClicks(screen.table, TYPED)
    qtbot.keyClick(screen.table, Qt.Key.Key_Return, held)
    qtbot.keyClicks(screen.table, "x")
    sheet = opened(qtbot, tom)

    assert sheet.reason.text == TYPED
    sheet.reject()


def test_the_key_that_asked_for_a_sheet_may_be_let_go_on_it(qtbot: Any, tom: Desktop) -> None:
    screen = can_roll_back(qtbot, tom)

    qtbot.keyClick(screen.table, Qt.Key.Key_B)
    qtbot.keyRelease(screen.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(screen.table, TYPED)
    sheet = opened(qtbot, tom)

    assert sheet.reason.text == TYPED
    sheet.reject()


def test_a_button_is_not_pressed_before_it_is_seen(qtbot: Any, tom: Desktop) -> None:
    screen = can_roll_back(qtbot, tom)

    qtbot.keyClick(screen.table, Qt.Key.Key_B)
    qtbot.keyClicks(screen.table, TYPED)
    for _ in range(12):
        qtbot.keyClick(screen.table, Qt.Key.Key_Tab)
        qtbot.keyClick(screen.table, Qt.Key.Key_Space)
    sheet = opened(qtbot, tom)

    assert sheet.reason.text.strip() == TYPED
    sheet.reject()


def test_where_no_sheet_comes_the_keys_are_lost_and_the_next_ones_are_the_screens(
    qtbot: Any, tom: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise AppError("The keys can't be read.", hint="Try again.")

    monkeypatch.setattr("app.views.panels.signing.load_signing_state", fail)
    screen = can_roll_back(qtbot, tom)
    row = screen.table.currentIndex().row()

    qtbot.keyClick(screen.table, Qt.Key.Key_B)
    qtbot.keyClicks(screen.table, "jjj")
    calm(tom)

    assert screen.table.currentIndex().row() == row
    for one in sheets(tom):
        one.reject()  # what went wrong
    screen.table.setFocus()
    qtbot.keyClick(screen.table, Qt.Key.Key_K if row else Qt.Key.Key_J)
    assert screen.table.currentIndex().row() != row


def test_a_window_whose_sheet_does_not_come_gets_its_keys_back(qtbot: Any, tom: Desktop) -> None:
    screen = can_roll_back(qtbot, tom)
    held = tom.backend.findChild(HeldKeys)
    held._patience.setInterval(0)
    row = screen.table.currentIndex().row()
    tom.backend.preparing_changed.emit(True)

    qtbot.keyClick(screen.table, Qt.Key.Key_J)
    assert screen.table.currentIndex().row() == row
    QApplication.processEvents()
    qtbot.keyClick(screen.table, Qt.Key.Key_K if row else Qt.Key.Key_J)

    assert screen.table.currentIndex().row() != row


def test_a_sheet_that_closes_for_another_leaves_no_key_to_the_screen(
    qtbot: Any, tom: Desktop
) -> None:
    screen = can_roll_back(qtbot, tom)
    row = screen.table.currentIndex().row()
    qtbot.keyClick(screen.table, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: bool(sheets(tom)))
    calm(tom)
    (sheet,) = sheets(tom)

    sheet.accept()  # it has asked for the next one
    tom.backend.preparing_changed.emit(True)
    qtbot.keyClicks(screen.table, "kj")
    tom.backend.preparing_changed.emit(False)

    assert screen.table.currentIndex().row() == row


def test_what_is_typed_while_one_sheet_asks_for_the_next_goes_to_neither_the_first(
    qtbot: Any, tom: Desktop
) -> None:
    screen = can_roll_back(qtbot, tom)
    qtbot.keyClick(screen.table, Qt.Key.Key_B)
    sheet = opened(qtbot, tom)

    tom.backend.preparing_changed.emit(True)
    qtbot.keyClicks(sheet.reason.edit, "none")
    tom.backend.preparing_changed.emit(False)

    assert sheet.reason.text == ""
    sheet.reject()


def test_a_second_sheet_that_is_asked_for_after_a_long_wait_is_waited_for_too(
    qtbot: Any, tom: Desktop
) -> None:
    screen = can_roll_back(qtbot, tom)
    held = tom.backend.findChild(HeldKeys)
    row = screen.table.currentIndex().row()
    tom.backend.preparing_changed.emit(True)
    held._let_go()  # five seconds later

    tom.backend.preparing_changed.emit(True)
    qtbot.keyClick(screen.table, Qt.Key.Key_K if row else Qt.Key.Key_J)
    tom.backend.preparing_changed.emit(False)

    assert screen.table.currentIndex().row() == row


def test_whoever_asks_again_after_a_long_wait_gets_one_sheet(qtbot: Any, tom: Desktop) -> None:
    screen = can_roll_back(qtbot, tom)
    held = tom.backend.findChild(HeldKeys)
    qtbot.keyClick(screen.table, Qt.Key.Key_B)
    held._let_go()  # five seconds later

    qtbot.keyClick(screen.table, Qt.Key.Key_B)
    assert "still being read" in tom.window.status.message.state.text
    opened(qtbot, tom).reject()
    calm(tom)

    assert sheets(tom) == []


def test_a_sheet_that_is_read_for_without_a_signature_gets_its_keys_too(
    qtbot: Any, demo: Path, tmp_path: Path
) -> None:
    with demo_desk(demo, "sanne", tmp_path) as desktop:
        screen = go(desktop, "inventory")
        for place in range(screen.model.rowCount()):
            screen.table.selectRow(place)
            calm(desktop)
            if not desktop.window.actions_registry.reason("inventory.submit"):
                break
        before = screen.chosen_id()
        screen.table.setFocus()

        qtbot.keyClick(screen.table, Qt.Key.Key_P)
        qtbot.keyClick(screen.table, Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: bool(sheets(desktop)))
        calm(desktop)

        (sheet,) = sheets(desktop)
        assert isinstance(sheet, SubmitSheet)
        assert screen.chosen_id() == before
        sheet.reject()
