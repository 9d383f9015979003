"""An emergency in the window: offered with its cost, asked with a reason, loud for who decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from app.models.queries.submission import load_standing
from app.models.tables.governance import TransitionRequest
from app.models.tables.life_cycle import EngineInbox
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.panels.inventory_submit import SubmitSheet
from app.views.places import ObjectRef
from app.views.widgets.basics import StyledLabel
from tests.services.test_emergency import REASON, SEEN, ask_for_emergency, released, review_of
from tests.stories import ask, register
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


def sheet_for(workspace: TestWorkspace, handle: str, version: Any, parent: QWidget) -> SubmitSheet:
    work = workspace.work(handle)
    standing = work.read(load_standing, version, work.actor.id, is_asking=True)
    return SubmitSheet(standing, parent)


def test_an_emergency_is_offered_with_what_it_costs_and_needs_its_reason(
    qtbot: Any, sqlite_workspace: TestWorkspace
) -> None:
    made = register(sqlite_workspace)
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    sheet = sheet_for(sqlite_workspace, "tom", made.version_id, parent)
    sheet.show()
    assert sheet.emergency is not None
    assert (sheet.lacks(), sheet.emergency_reason, sheet.reason.isVisible()) == ("", "", False)

    sheet.emergency.setChecked(True)
    assert "Aisha Rahman" in sheet._cost.text()
    assert "within 24 hours" in sheet._cost.text()
    assert "within 3 days" in sheet._cost.text()
    assert sheet.lacks()
    qtbot.keyClicks(sheet.reason.edit, REASON)

    assert (sheet.lacks(), sheet.emergency_reason) == ("", REASON)
    sheet.emergency.setChecked(False)
    assert sheet.emergency_reason == ""


def test_the_box_stays_where_it_is_and_who_decides_is_said_once_and_truly(
    qtbot: Any, sqlite_workspace: TestWorkspace
) -> None:
    made = register(sqlite_workspace)
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    work = sqlite_workspace.work("tom")
    standing = work.read(load_standing, made.version_id, work.actor.id, is_asking=True)
    has_room = replace(standing, checks=(), gate=())  # else it scrolls to what is typed
    sheet = SubmitSheet(has_room, parent)
    sheet.show()
    qtbot.waitExposed(sheet)
    assert sheet.emergency is not None
    usual = sheet.deciders.text()

    def place() -> tuple[int, int]:
        at = sheet.emergency.mapToGlobal(QPoint(0, 0))
        return at.y(), sheet.height()

    before = place()
    sheet.emergency.setChecked(True)
    QApplication.processEvents()
    QApplication.processEvents()

    assert place() == before
    assert sheet.deciders.text() != usual
    assert sheet.deciders.text() in sheet._cost.text()
    sheet.emergency.setChecked(False)
    assert sheet.deciders.text() == usual


def test_who_may_not_ask_is_offered_none(qtbot: Any, sqlite_workspace: TestWorkspace) -> None:
    made = register(sqlite_workspace)
    parent = QWidget()
    qtbot.addWidget(parent)

    assert sheet_for(sqlite_workspace, "piet", made.version_id, parent).emergency is None


def test_what_waits_for_a_window_is_asked_for_as_an_emergency_and_says_what_makes_way(
    qtbot: Any, sqlite_workspace: TestWorkspace
) -> None:
    made = register(sqlite_workspace)
    parent = QWidget()
    qtbot.addWidget(parent)
    tom = sqlite_workspace.work("tom")
    standing = tom.read(load_standing, made.version_id, tom.actor.id, is_asking=True)
    way = replace(standing.way, run_id=uuid4(), run_number=7, is_waiting=True)

    sheet = SubmitSheet(replace(standing, way=way), parent)

    assert sheet.emergency is not None
    assert (sheet.emergency.isChecked(), sheet.emergency.isEnabled()) == (True, False)
    assert sheet.lacks()
    assert "Run 7, which waits" in sheet._consequence()


def test_asking_for_one_in_the_inventory_stores_request_and_submission(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    register(sqlite_workspace)
    with desk(sqlite_workspace, "tom", tmp_path, "inventory") as desktop:
        window = desktop.window
        reason = lambda: window.actions_registry.reason("inventory.submit")  # noqa: E731
        qtbot.waitUntil(lambda: reason() == "")
        window.actions_registry.trigger("inventory.submit")
        qtbot.waitUntil(lambda: bool(window.findChildren(SubmitSheet)))
        (sheet,) = window.findChildren(SubmitSheet)
        sheet.emergency.setChecked(True)
        qtbot.keyClicks(sheet.reason.edit, REASON)
        qtbot.mouseClick(sheet.verb_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: bool(window.toasts.texts))

    with sqlite_workspace.service.reading() as session:
        request = session.scalars(select(TransitionRequest)).one()
        assert (request.is_emergency, request.reason, request.state) == (True, REASON, "draft")
        assert session.scalars(select(EngineInbox.kind)).all() == ["start"]


def test_who_decides_sees_that_it_is_one_and_the_next_case_does_not(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    ask_for_emergency(sqlite_workspace, register(sqlite_workspace))
    usual = ask(sqlite_workspace, register(sqlite_workspace, name="churn"))
    with desk(sqlite_workspace, "aisha", tmp_path, "approvals") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.case.shown is not None)
        assert screen.case.shown.emergency is not None
        assert "emergency" in screen.case.banners.keys

        desktop.window.open_ref(ObjectRef("request", str(usual), "churn"))
        qtbot.waitUntil(lambda: screen.case.shown.row.id == usual)
        assert "emergency" not in screen.case.banners.keys


def test_the_review_is_signed_on_a_sheet_that_says_of_what(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    _, request_id = released(sqlite_workspace)
    with desk(sqlite_workspace, "jo", tmp_path, "governance") as desktop:
        window = desktop.window
        window.open_ref(ObjectRef("finding", str(request_id), "review"))
        screen: Any = window.current_screen
        qtbot.waitUntil(
            lambda: screen.pane.shown is not None and screen.pane.shown.row.id == request_id
        )
        assert not screen.pane.buttons["accept"].isEnabled()

        screen.pane.buttons["close"].click()
        qtbot.waitUntil(lambda: bool(window.findChildren(DecisionDialog)))
        (dialog,) = window.findChildren(DecisionDialog)
        said = " ".join(label.text() for label in dialog.findChildren(StyledLabel))
        dialog.reason.set_text(SEEN)
        dialog.sign_button.click()
        qtbot.waitUntil(lambda: screen.pane.shown.row.state == "closed")

    assert "cc-fraud v1" in said
    assert REASON in said
    review = review_of(sqlite_workspace, request_id)
    assert (review.state, review.reason) == ("closed", SEEN)
    assert '"kind":"review"' in (review.document or "")
