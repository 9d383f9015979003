"""Tags of a runtime: by its sheet, by a fix, by drag; a look at what follows comes first."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.models.queries.runtime_edit import preview_tags
from app.services.commands.runtimes import (
    find_runtime,
    tag_runtime,
)
from app.views.panels.runtimes_dialogs import TagSheet
from app.views.panels.runtimes_drag import Cell
from tests.views.operate_kit import open_window, wait
from tests.views.runtimes_kit import add_runtimes, shown
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    return add_runtimes(sqlite_workspace)


def test_a_place_that_fits_after_one_fix_offers_that_fix(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen.findChild(QObject, "runtimes.fix.prod-eu-9"))

        assert screen.panes()[-1].objectName().startswith("runtimes.fix.")
        screen.findChild(QObject, "runtimes.fix.prod-eu-9").click()
        sheet = screen.findChild(TagSheet)
        assert sheet.service_tags == ("cc-fraud",)
        assert sheet.stage_tags == ("PROD",)
        sheet.verb_button.click()
        wait(qtbot, lambda: window.toasts.texts == ["Tags of prod-eu-9 changed"])
        with bank.work("tom").unit() as work:
            assert find_runtime(work, "prod-eu-9").service_tags == ["cc-fraud"]
        assert screen.matrix.isAncestorOf(window.focusWidget())


def test_a_fix_is_written_where_its_tag_is_and_its_runtime_is_chosen(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen.findChild(QObject, "runtimes.fix.prod-eu-9"))
        screen.findChild(QObject, "runtimes.fix.prod-eu-9").click()
        sheet = screen.findChild(TagSheet)

        wait(qtbot, sheet.services.hasFocus)
        assert not sheet.services.hasSelectedText()
        assert sheet.services.cursorPosition() == len(sheet.services.text())
        qtbot.keyClick(sheet.services, Qt.Key.Key_Escape)
        wait(qtbot, lambda: screen.findChild(TagSheet) is None)
        assert screen.matrix.current == screen.chosen_row().id
        assert screen.chosen_row().name == "prod-eu-9"


def test_places_that_are_read_anew_leave_the_keyboard_on_the_fix(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen.findChild(QObject, "runtimes.fix.prod-eu-9"))
        before = screen.places.fixes[-1]
        before.setFocus()
        wait(qtbot, before.hasFocus)

        screen.refresh()

        wait(qtbot, lambda: before not in screen.places.fixes)
        wait(qtbot, lambda: any(one.hasFocus() for one in screen.places.fixes))


def test_a_look_ahead_says_what_stops_matching_and_finds_typos(bank):
    with bank.work("tom").unit() as work:
        runtime_id = find_runtime(work, "prod-eu-2").id
    found = bank.work("tom").read(preview_tags, runtime_id, ["UAT"], ["cc-fruad"])

    assert any("leaves PROD" in line for line in found.warnings)
    assert any("Did you mean #cc-fraud?" in line for line in found.hints)


def test_the_tag_editor_shows_what_follows_before_it_is_applied(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen.chosen_row() is not None)
        window.actions_registry.trigger("runtimes.tags")
        sheet = screen.findChild(TagSheet)
        assert sheet.lacks() == "Nothing would change."
        sheet.stages.setText("")
        wait(qtbot, lambda: sheet._consequences.count() > 1)

        words = [
            item.widget().text()
            for n in range(sheet._consequences.count())
            if hasattr((item := sheet._consequences.itemAt(n)).widget(), "text")
        ]
        assert "Without a stage tag it takes no deployment at all." in words
        sheet.reject()


def test_who_may_not_tag_is_told_why(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "jo", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen.chosen_row() is not None)

        assert "roles do not allow" in screen.detail.tags_button.reason
        wait(qtbot, lambda: "operator" in screen.add_button.reason)
        assert screen.first_button.reason == screen.add_button.reason
        assert "roles do not allow" in window.actions_registry.reason("runtimes.tags")


def test_who_was_slower_sees_both_values_and_may_apply_theirs_again(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen.chosen_row() is not None)
        one = screen.chosen_row()
        window.actions_registry.trigger("runtimes.tags")
        sheet = screen.findChild(TagSheet)
        sheet.stages.setText("UAT")
        bank.work("root").write(tag_runtime, one.id, stage_tags=["DEV"])

        sheet.verb_button.click()
        wait(qtbot, lambda: sheet.errors.keys)
        said = sheet.findChild(QObject, "banner.sheet").accessibleName()

        assert "Ada Root changed stage tags" in said
        assert "now DEV, yours UAT" in said
        assert sheet.stages.text() == "UAT"
        assert sheet.verb_button.text() == "Apply mine again"
        sheet.verb_button.click()
        wait(qtbot, lambda: window.toasts.texts == [f"Tags of {one.name} changed"])
        with bank.work("tom").unit() as work:
            assert find_runtime(work, one.name).stage_tags == ["UAT"]


def test_who_may_not_tag_is_not_offered_a_fix(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "eva", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen.findChild(QObject, "runtimes.fix.prod-eu-9"))

        button = screen.findChild(QObject, "runtimes.fix.prod-eu-9")
        assert not button.isEnabled()
        assert "roles do not allow" in button.reason


def drag(qtbot, grid, name: str, to: Cell, *, shift: bool = False, gives_up: bool = False) -> None:
    """A card is taken, carried over a cell, and let go there."""
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    place = next(one for one in grid.places() if grid.entry(one).name == name)
    begins, ends = grid.box(place).center().toPoint(), grid._cell_box(to).center().toPoint()
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(grid, left, keys, begins)
    for at in (begins, ends):
        where = QPointF(grid.mapToGlobal(at))
        moved = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(at), where, Qt.MouseButton.NoButton, left, keys
        )
        QApplication.sendEvent(grid, moved)
    if gives_up:
        qtbot.keyClick(grid, Qt.Key.Key_Escape)
    qtbot.mouseRelease(grid, left, keys, ends)


@pytest.mark.parametrize(
    ("shift", "stages"), [(False, ("PROD", "SIT")), (True, ("SIT",))], ids=("adds", "moves")
)
def test_a_runtime_that_is_dragged_to_a_cell_is_tagged_for_it_after_a_look(
    qtbot, bank, tmp_path: Path, shift: bool, stages: tuple[str, ...]
):
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        wait(qtbot, lambda: screen.chosen_row() is not None)
        drag(qtbot, screen.matrix.grid, "prod-eu-9", Cell("cc-fraud", "SIT"), shift=shift)

        sheet = screen.findChild(TagSheet)
        assert sorted(sheet.stage_tags) == sorted(stages)
        assert sheet.service_tags == ("cc-fraud",)
        wait(qtbot, lambda: sheet._consequences.count() > 1)
        with bank.work("tom").unit() as work:  # nothing is changed before it is applied
            assert find_runtime(work, "prod-eu-9").stage_tags == ["PROD"]
        sheet.verb_button.click()
        wait(qtbot, lambda: window.toasts.texts == ["Tags of prod-eu-9 changed"])
        with bank.work("tom").unit() as work:
            assert find_runtime(work, "prod-eu-9").stage_tags == sorted(stages)


def test_a_runtime_let_go_where_it_was_or_given_up_changes_nothing(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "runtimes") as window:
        screen = shown(qtbot, window)
        grid = screen.matrix.grid
        wait(qtbot, lambda: screen.chosen_row() is not None)
        drag(qtbot, grid, "prod-eu-2", Cell("cc-fraud", "PROD"), shift=True)
        drag(qtbot, grid, "prod-eu-2", Cell("cc-fraud", "SIT"), gives_up=True)

        assert screen.findChild(TagSheet) is None
        assert grid._drop is None
