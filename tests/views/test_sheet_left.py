"""A sheet that was left: others change what it was about, or it is being stored still."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest

from app.services.commands.models import add_use_case
from app.services.commands.monitors import write_runbook
from app.services.commands.runtimes import NewRuntime, add_runtime, find_runtime, record_look
from app.views.panels.governance_forms import CommentSheet, FormSheet
from app.views.panels.monitoring_runbook import RunbookSheet
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.runtimes_dialogs import TagSheet
from app.views.sheet_drafts import KeepingDialog
from app.views.widgets.banner import BEGUN
from app.views.widgets.basics import StyledLabel
from app.views.widgets.scrim import open_sheet
from tests.db.test_queries_monitoring import run, watch
from tests.stories import register
from tests.views.desks import busy, desk
from tests.views.governance_desk import is_open, press, sheet_of, show
from tests.views.operate_kit import open_window, wait
from tests.views.test_monitoring import shown as monitoring
from tests.views.test_runtimes import shown as runtimes
from tests.workspaces import TestWorkspace

HALF = "1. Call the desk, and"
HERS = "1. Call the desk.\n2. STOP THE MODEL FIRST."
SAID = "Half a thought about limits"


@pytest.fixture
def watched(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    monitor = watch(sqlite_workspace)
    for day, income in enumerate((0.05, 0.28, 0.06, 0.22, 0.41)):
        run(sqlite_workspace, monitor, day, {"income": income, "region": 0.02})
    return sqlite_workspace


@pytest.fixture
def tagged(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    register(sqlite_workspace)
    with sqlite_workspace.work("tom").unit() as work:
        own = {"stage_tags": ("PROD",)}
        add_runtime(work, NewRuntime("prod-eu-2", "bank", service_tags=("cc-fraud",), **own))
        add_runtime(work, NewRuntime("prod-eu-9", "bank", **own))
    with sqlite_workspace.service.unit() as work:
        for name in ("prod-eu-2", "prod-eu-9"):
            record_look(work, find_runtime(work, name).id, is_live=True, latency_ms=4.0)
    return sqlite_workspace


@pytest.fixture
def loans(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    sqlite_workspace.work("jo").write(add_use_case, unit="bank", name="Loans", is_regulated=True)
    return sqlite_workspace


def opened(window: Any, kind: type) -> list[Any]:
    return [one for one in window.findChildren(kind) if one.isVisible()]


def leave(qtbot: Any, window: Any, sheet: Any) -> None:
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    wait(qtbot, lambda: not opened(window, KeepingDialog))


def runbook(qtbot: Any, window: Any) -> RunbookSheet:
    window.actions_registry.trigger("monitoring.runbook")
    wait(qtbot, lambda: opened(window, RunbookSheet))
    sheet: RunbookSheet = opened(window, RunbookSheet)[0]
    return sheet


def press_in_banner(sheet: Any, what: str) -> None:
    sheet.findChild(QObject, f"banner.{BEGUN}.{what}").click()


def said_in(sheet: Any) -> str:
    return "\n".join(one.text() for one in sheet.errors.findChildren(StyledLabel))


def test_words_begun_on_a_runbook_that_somebody_changed_since_are_put_in_only_when_asked_for(
    qtbot: Any, watched: TestWorkspace, tmp_path: Path
) -> None:
    with open_window(qtbot, watched, "tom", tmp_path, "monitoring") as window:
        screen = monitoring(qtbot, window)
        sheet = runbook(qtbot, window)
        sheet.text.edit.setPlainText(HALF)
        leave(qtbot, window, sheet)
        watched.work("sanne").write(write_runbook, screen._page.detail.row.id, runbook=HERS)
        screen.refresh()
        wait(qtbot, lambda: screen._page.detail.runbook == HERS)

        sheet = runbook(qtbot, window)
        assert sheet.text.text == HERS
        assert not sheet.verb_button.isEnabled()
        words = said_in(sheet)
        assert "It changed since you left it" in words
        assert "Only now: “2. STOP THE MODEL FIRST.”" in words
        assert f"Only yours: “{HALF}”" in words
        leave(qtbot, window, sheet)
        sheet = runbook(qtbot, window)  # looked at and left, they are offered again
        press_in_banner(sheet, "put_in")
        assert sheet.text.text == HALF
        leave(qtbot, window, sheet)
        sheet = runbook(qtbot, window)  # now they are begun on hers
        assert sheet.text.text == HALF
        press_in_banner(sheet, "anew")
        assert sheet.text.text == HERS
        leave(qtbot, window, sheet)
        assert window.status.drafts.state.text == "no drafts"


def test_words_that_are_kept_aside_can_be_forgotten(
    qtbot: Any, watched: TestWorkspace, tmp_path: Path
) -> None:
    with open_window(qtbot, watched, "tom", tmp_path, "monitoring") as window:
        screen = monitoring(qtbot, window)
        sheet = runbook(qtbot, window)
        sheet.text.edit.setPlainText(HALF)
        leave(qtbot, window, sheet)
        watched.work("sanne").write(write_runbook, screen._page.detail.row.id, runbook=HERS)
        screen.refresh()
        wait(qtbot, lambda: screen._page.detail.runbook == HERS)
        sheet = runbook(qtbot, window)

        press_in_banner(sheet, "anew")

        assert (sheet.text.text, sheet.errors.keys) == (HERS, ())
        leave(qtbot, window, sheet)
        assert window.status.drafts.state.text == "no drafts"


def test_an_old_draft_of_tags_does_not_overwrite_what_is_proposed_now(
    qtbot: Any, tagged: TestWorkspace, tmp_path: Path
) -> None:
    with open_window(qtbot, tagged, "tom", tmp_path, "runtimes") as window:
        screen = runtimes(qtbot, window)
        wait(qtbot, lambda: screen.findChild(QObject, "runtimes.fix.prod-eu-9"))
        fix = screen.findChild(QObject, "runtimes.fix.prod-eu-9")
        fix.click()
        sheet = screen.findChild(TagSheet)
        leave(qtbot, window, sheet)
        window.actions_registry.trigger("runtimes.tags")
        sheet = opened(window, TagSheet)[0]
        sheet.services.setText("#cc-limit")
        leave(qtbot, window, sheet)

        fix.click()

        sheet = opened(window, TagSheet)[0]
        assert sheet.service_tags == ("cc-fraud",)
        assert "Now “#cc-fraud”, yours “#cc-limit”" in said_in(sheet)
        sheet.reject()


def test_a_reason_that_was_begun_for_another_number_is_not_put_in_unasked(
    qtbot: Any, loans: TestWorkspace, tmp_path: Path
) -> None:
    def propose(limit: str) -> ConfirmSheet:
        sheet = ConfirmSheet("Propose another limit", "Propose it", desktop.window)
        sheet.rests_on = limit
        open_sheet(sheet, draft=("monitor", "propose_limit"))
        return sheet

    with desk(loans, "tom", tmp_path, "home") as desktop:
        sheet = propose("0.3")
        assert sheet.reason is not None
        sheet.reason.set_text(SAID)
        leave(qtbot, desktop.window, sheet)
        again = propose("0.3")
        assert again.reason is not None
        assert again.reason.text == SAID
        leave(qtbot, desktop.window, again)

        other = propose("0.5")
        assert other.reason is not None
        assert other.reason.text == ""
        assert f"yours “{SAID}”" in said_in(other)
        press_in_banner(other, "put_in")
        assert other.reason.text == SAID
        leave(qtbot, desktop.window, other)


def test_what_is_being_stored_is_not_sent_again_from_the_sheet_opened_anew(
    qtbot: Any, loans: TestWorkspace, tmp_path: Path
) -> None:
    with desk(loans, "aisha", tmp_path, "governance") as desktop:
        screen = show(qtbot, desktop, "use_case")
        before = len(screen.pane.shown.events)
        sheet = press(qtbot, desktop, "comment", CommentSheet)
        QTest.keyClicks(sheet.reason.edit, SAID)
        with busy(loans):
            sheet.verb_button.click()
            sheet.reject()
            again = press(qtbot, desktop, "comment", CommentSheet)
            assert again.reason.text == SAID
            assert not again.verb_button.isEnabled()
            assert again._hint.text() == "It is being stored."
            QTest.keyClick(
                again.reason.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
            )
            assert not again.is_running

        qtbot.waitUntil(lambda: not is_open(desktop, CommentSheet))
        qtbot.waitUntil(lambda: len(screen.pane.shown.events) == before + 1)
        assert desktop.window.status.drafts.state.text == "no drafts"


def test_what_is_typed_on_while_the_first_words_are_stored_stays_and_can_be_sent(
    qtbot: Any, loans: TestWorkspace, tmp_path: Path
) -> None:
    with desk(loans, "aisha", tmp_path, "governance") as desktop:
        screen = show(qtbot, desktop, "use_case")
        before = len(screen.pane.shown.events)
        sheet = press(qtbot, desktop, "comment", CommentSheet)
        QTest.keyClicks(sheet.reason.edit, SAID)
        with busy(loans):
            sheet.verb_button.click()
            sheet.reject()
            again = press(qtbot, desktop, "comment", CommentSheet)
            again.reason.set_text("Another thought")

        qtbot.waitUntil(again.verb_button.isEnabled)
        assert "What you had left is stored" in said_in(again)
        again.verb_button.click()
        qtbot.waitUntil(lambda: not is_open(desktop, CommentSheet))
        qtbot.waitUntil(lambda: len(screen.pane.shown.events) == before + 2)


def test_a_failure_is_told_in_the_sheet_that_was_opened_again(
    qtbot: Any, loans: TestWorkspace, tmp_path: Path
) -> None:
    with desk(loans, "aisha", tmp_path, "governance") as desktop:
        sheet = new_finding(qtbot, desktop)
        sheet._edits["version"].setText("nothing-like-it")
        sheet._edits["title"].setText(SAID)
        with busy(loans):
            sheet.verb_button.click()
            sheet.reject()
            again = new_finding(qtbot, desktop)
            assert not again.verb_button.isEnabled()

        qtbot.waitUntil(lambda: "sheet" in again.errors.keys)
        assert again.verb_button.isEnabled()
        assert again.text("title") == SAID
        assert "error" not in desktop.window.banners.keys
        again.reject()


def new_finding(qtbot: Any, desktop: Any) -> Any:
    show(qtbot, desktop, "use_case")._show_kind("finding", "")
    desktop.window.actions_registry.trigger("governance.new")
    qtbot.waitUntil(lambda: is_open(desktop))
    return sheet_of(desktop, FormSheet)
