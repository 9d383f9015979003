"""What differs between two snapshots: walked, swapped, side by side, exported."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.models.queries.model_details import list_model_events
from app.models.queries.request_notes import list_notes
from app.models.queries.snapshot_diff import Change, SnapshotDiff
from app.services.commands.models import NewModel, register_model
from app.views import theme
from app.views.cells import Status
from app.views.panels.approvals_diff import DiffPanel
from app.views.panels.approvals_notes import NoteSheet
from app.views.panels.inventory_diff import DiffView
from app.views.panels.inventory_diff_export import told_diff
from app.views.panels.inventory_drop import DropCatcher
from app.views.panels.raw_diff import side_by_side
from app.views.screens.inventory import InventoryScreen
from tests.stories import Registered, ask, register
from tests.views.inventory_kit import SANNE_WROTE, choose, reason, screen_of
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    """cc-fraud with two versions by sanne, hmrm by mark, and one without a version."""
    register(sqlite_workspace, name="cc-fraud")
    register(sqlite_workspace, name="cc-fraud", content=b"v2")
    register(sqlite_workspace, name="hmrm", by="mark")
    with sqlite_workspace.work("sanne").unit() as work:
        register_model(work, NewModel(name="Zilver", kind="vendor", risk_tier="high", owner="jo"))
    return sqlite_workspace


@pytest.fixture
def sanne(bank: TestWorkspace, qtbot: Any) -> Iterator[InventoryScreen]:
    with window_of(bank, "sanne", "inventory") as window:
        screen = screen_of(window, qtbot)
        DropCatcher(window, screen.actions_.take_drop, screen)  # a whole desktop has one
        yield screen


def test_d_shows_what_differs_and_esc_leads_back(sanne: InventoryScreen, qtbot: Any):
    choose(sanne, "hmrm", qtbot)
    assert "two snapshots" in reason(sanne, "diff")
    choose(sanne, SANNE_WROTE, qtbot)
    assert reason(sanne, "diff") == ""

    sanne.table.setFocus()
    QTest.keyClick(sanne.table, Qt.Key.Key_D)
    qtbot.waitUntil(sanne.pane.diff.isVisible)
    shown = sanne.pane.diff.diff
    assert shown is not None
    assert (shown.before_label, shown.after_label) == ("v1 s1", "v2 s1")
    assert any(change.group == "files" for change in shown.changes)
    QTest.keyClick(sanne.pane.diff, Qt.Key.Key_Escape)
    assert not sanne.pane.diff.isVisible()


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_d_brings_the_model_out_from_behind_the_list_or_from_where_it_was_put_away(
    bank: TestWorkspace, qtbot: Any, zoom: float
):
    theme.apply(dark=False, zoom_factor=zoom)
    with window_of(bank, "sanne", "inventory") as window:
        screen = screen_of(window, qtbot)
        choose(screen, SANNE_WROTE, qtbot)
        if not screen.is_folded:
            window.actions_registry.trigger("view.detail")
        qtbot.waitUntil(lambda: not screen.pane.isVisible())

        screen.table.setFocus()
        QTest.keyClick(screen.table, Qt.Key.Key_D)

        qtbot.waitUntil(screen.pane.diff.isVisible)
        table = screen.pane.diff.table
        qtbot.waitUntil(table.hasFocus)
        second = QPoint(0, theme.px(60))
        qtbot.waitUntil(lambda: table.mapTo(window, second).y() < window.status.y())
        assert screen.is_folded is (zoom > 1)


@pytest.mark.parametrize("place", ["inventory", "approvals"])
def test_the_changes_are_walked_by_keys_past_the_headings(qtbot: Any, place: str):
    changes = tuple(
        Change(group, name, "1", "2", "notable", "another value")
        for group, name in (("data", "rows"), ("files", "model.onnx"), ("files", "weights"))
    )
    diff = SnapshotDiff(uuid4(), uuid4(), "v1", "v2", False, True, False, changes)
    view: Any = DiffView() if place == "inventory" else DiffPanel(diff, "Diff")
    qtbot.addWidget(view)
    if place == "inventory":
        view.show_diff(diff)
    view.show()
    view.table.setCurrentIndex(view.table.model().index(0, 0))
    down, up = Qt.Key.Key_Down, Qt.Key.Key_Up

    walked = []
    for key in (down, down, down, down, up, up):
        QTest.keyClick(view.table, key, Qt.KeyboardModifier.AltModifier)
        row = view.table.current_row()
        change = row.change if place == "inventory" else row[1]
        if change.name not in walked[-1:]:
            walked.append(change.name)

    assert walked[-4:] == ["model.onnx", "weights", "model.onnx", "rows"]


@pytest.mark.parametrize("place", ["inventory", "approvals"])
def test_what_got_better_is_told_by_word_and_mark_below_what_got_worse(qtbot: Any, place: str):
    changes = tuple(
        Change("metrics", name, "1", "2", severity, rule)
        for name, severity, rule in (
            ("auc", "notable", "better, same verdict"),
            ("ks", "cosmetic", "another value, the same verdict"),
            ("psi", "notable", "nearer to its limit by a quarter"),
        )
    )
    diff = SnapshotDiff(uuid4(), uuid4(), "v1", "v2", False, True, False, changes)
    view: Any = DiffView() if place == "inventory" else DiffPanel(diff, "Diff")
    qtbot.addWidget(view)
    if place == "inventory":
        view.show_diff(diff)
        view._least.choose(0)
        view._show()

    column = 0 if place == "inventory" else 3
    rows = view.table.rows_model.rows[1:]
    cells = [view.table.rows_model.columns[column].value(row) for row in rows]
    assert [(one.status, one.text) for one in cells[:2]] == [
        (Status.WARNING, "notable"),
        (Status.OK, "better"),
    ]
    assert cells[2].text == "cosmetic"


def test_the_sides_of_a_difference_are_swapped_by_keys(sanne: InventoryScreen, qtbot: Any):
    choose(sanne, SANNE_WROTE, qtbot)
    sanne.table.setFocus()
    assert "with D" in reason(sanne, "swap")
    QTest.keyClick(sanne.table, Qt.Key.Key_D)
    qtbot.waitUntil(sanne.pane.diff.isVisible)
    view = sanne.pane.diff
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(view.table, Qt.Key.Key_X, both)
    qtbot.waitUntil(lambda: view.diff is not None and view.diff.before_label == "v2 s1")
    assert view.diff is not None
    assert view.diff.after_label == "v1 s1"


def test_either_side_of_a_difference_is_chosen_and_what_was_frozen_is_read(
    sanne: InventoryScreen, qtbot: Any
):
    choose(sanne, SANNE_WROTE, qtbot)
    sanne.table.setFocus()
    QTest.keyClick(sanne.table, Qt.Key.Key_D)
    view = sanne.pane.diff
    qtbot.waitUntil(lambda: view.isVisible() and view.diff is not None)
    labels = [view.before.itemText(n) for n in range(view.before.count())]
    assert (view.before.currentText(), view.after.currentText()) == (
        "v1, snapshot s1",
        "v2, snapshot s1",
    )
    view.before.setCurrentIndex(labels.index("v2, snapshot s1"))
    view.before.activated.emit(view.before.currentIndex())
    qtbot.waitUntil(lambda: view.diff is not None and view.diff.before_label == "v2 s1")
    assert view.diff is not None
    assert view.diff.is_identical
    view.before.setCurrentIndex(labels.index("v1, snapshot s1"))
    view.before.activated.emit(view.before.currentIndex())
    qtbot.waitUntil(lambda: view.diff is not None and view.diff.before_label == "v1 s1")

    changed = next(one for one in view.shown_changes if one.group == "files")
    view.table.select_key(("files", changed.name))
    view.table.setFocus()
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    qtbot.waitUntil(view.raw.isVisible)
    before, after = (one.toPlainText() for one in view.raw.sides)
    assert before.count("\n") == after.count("\n")  # line by line beside each other
    assert '"assets": [' in before
    assert any(line.startswith("+ ") and "sha256" in line for line in after.splitlines())
    assert any(line.startswith("− ") and "sha256" in line for line in before.splitlines())
    assert changed.name in view.raw.sides[1].textCursor().block().text()
    QTest.keyClick(view.raw.sides[1], Qt.Key.Key_Escape)
    assert view.table.isVisible()
    assert view.isVisible()


@given(st.lists(st.sampled_from("abc"), max_size=9), st.lists(st.sampled_from("abc"), max_size=9))
def test_side_by_side_every_line_stands_once_and_signs_tell_what_is_on_one_side_only(
    left: list[str], right: list[str]
):
    both = side_by_side(left, right)

    assert len(both[0]) == len(both[1])
    for shown, lines in zip(both, (left, right), strict=True):
        assert [one[2:] for one in shown if one] == lines
    for one, other in zip(*both, strict=True):
        assert (one[:2] == "  ") == (other[:2] == "  ")
        if one[:2] == "  ":
            assert one == other


@pytest.mark.parametrize("ending", ["pdf", "csv"])
def test_the_difference_is_exported_as_it_is_shown_and_the_trail_knows(
    bank: TestWorkspace, sanne: InventoryScreen, qtbot: Any, tmp_path: Path, ending: str
):
    choose(sanne, SANNE_WROTE, qtbot)
    sanne.table.setFocus()
    QTest.keyClick(sanne.table, Qt.Key.Key_D)
    qtbot.waitUntil(sanne.pane.diff.isVisible)
    view, detail = sanne.pane.diff, sanne.pane.detail
    assert view.diff is not None
    assert detail is not None
    said = told_diff(view.diff, view.shown_changes, "<b>a & b</b>")
    target = tmp_path / f"difference.{ending}"

    with qtbot.waitSignal(sanne.actions_.differences.written) as written:
        sanne.actions_.differences.export_to(said, target, detail.row.id)

    assert written.args == [len(view.shown_changes)]
    if ending == "pdf":
        assert target.read_bytes().startswith(b"%PDF")
    else:
        rows = list(csv.reader(target.read_text(encoding="utf-8").splitlines()))
        assert rows[0] == ["Gravity", "Change", "Before", "After", "Why it counts so"]
        assert len(rows) == 1 + len(view.shown_changes)
        assert {row[0] for row in rows[1:]} <= {"breaking", "notable", "cosmetic"}
    events = bank.work("sanne").read(list_model_events, detail.row.id)
    assert [one.facts["list"] for one in events if one.tag == "list.exported"] == ["difference"]


def test_c_comments_on_the_chosen_change_where_its_version_is_asked_for(
    bank: TestWorkspace, sanne: InventoryScreen, qtbot: Any
):
    choose(sanne, SANNE_WROTE, qtbot)
    sanne.table.setFocus()
    assert "with D" in reason(sanne, "comment")
    QTest.keyClick(sanne.table, Qt.Key.Key_D)
    view = sanne.pane.diff
    qtbot.waitUntil(lambda: view.isVisible() and view.diff is not None)
    changed = next(one for one in view.shown_changes if one.group == "files")
    view.table.setCurrentIndex(view.table.model().index(0, 0))  # a heading
    assert reason(sanne, "comment") == "Choose a change first."
    view.table.select_key(("files", changed.name))
    view.table.setFocus()
    QTest.keyClick(view.table, Qt.Key.Key_C)
    toasts = sanne.window().toasts  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: any("Nobody asks for v2, snapshot s1" in one for one in toasts.texts))
    detail, diff = sanne.pane.detail, view.diff
    assert detail is not None
    assert detail.row.latest_version_id is not None
    assert diff is not None
    asked = ask(bank, Registered(detail.row.id, detail.row.latest_version_id, diff.after_id))

    QTest.keyClick(view.table, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: sanne.window().findChild(NoteSheet) is not None)
    sheet = sanne.window().findChild(NoteSheet)
    assert isinstance(sheet, NoteSheet)
    begun = sheet.reason.text
    assert begun.startswith(f"{changed.name}, ")
    qtbot.keyClicks(sheet.reason.edit, "retrained in March")
    qtbot.keyClick(sheet.reason.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: sanne.window().findChild(NoteSheet) is None)

    [said] = bank.work("sanne").read(list_notes, asked)
    assert said.text == f"{begun.strip()} retrained in March"
    assert view.isVisible()
