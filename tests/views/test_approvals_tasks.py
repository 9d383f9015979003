"""Tasks of a life cycle: handed over, taken back, and ended by the button of their outcome."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.models.tables.life_cycle import UserTask
from app.services.commands.tasks import delegate_task
from app.views.panels.handing_over import HandOverSheet
from app.views.panels.person_dialog import PersonDialog
from app.views.widgets.basics import StyledLabel
from app.views.widgets.button import Button
from tests import stories
from tests.views.approvals_kit import dialog_of, shown
from tests.workspaces import TestWorkspace


def add_task(workspace: TestWorkspace, kind: str, outcomes: list[str], roles: list[str]) -> UUID:
    registered = stories.register(workspace, name=f"model-{kind}")
    with workspace.service.unit() as work:
        task = UserTask(
            instance_id=registered.snapshot_id, token_id=registered.version_id, node_id=kind,
            name=kind, kind=kind, outcomes=outcomes, roles=roles, facts={"rules": ["sit-1: no"]},
            model_id=registered.model_id, version_id=registered.version_id,
            unit_id=workspace.unit_id,
        )  # fmt: skip
        return work.add(task).id


def test_a_task_that_was_delegated_comes_back(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    task_id = add_task(sqlite_workspace, "runtime", ["retry"], ["data_scientist"])
    desktop = open_as("mark")
    screen = shown(qtbot, desktop)
    stack = desktop.window.undo_stack

    screen.case.bar.buttons["delegate"].click()
    qtbot.waitUntil(lambda: desktop.window.findChild(PersonDialog) is not None)
    sheet = desktop.window.findChild(HandOverSheet)
    sheet.until.setText("soon")
    sheet.note.setText("I am away until then.")
    sheet.picker.edit.returnPressed.emit()
    assert sheet.isVisible()  # it says what a day is; nothing was handed over
    assert assignee(sqlite_workspace, task_id) is None
    sheet.until.setText("2w")
    sheet.picker.edit.returnPressed.emit()
    qtbot.waitUntil(lambda: stack.last_done is not None)

    assert stack.last_done.title.startswith("Hand to Sanne de Vries: ")
    with sqlite_workspace.work("mark").reading() as session:
        task = session.get_one(UserTask, task_id)
        assert task.handed_note == "I am away until then."
        assert task.handed_until is not None
    assert assignee(sqlite_workspace, task_id) == sqlite_workspace.work("sanne").actor.id
    stack.undo(desktop.window)
    qtbot.waitUntil(lambda: assignee(sqlite_workspace, task_id) is None)


def test_who_lost_the_role_of_a_task_they_were_handed_reads_why_each_button_is_off(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    task_id = add_task(sqlite_workspace, "runtime", ["retry", "abandon"], ["operator"])
    stories.change_role(sqlite_workspace, "aisha", "operator")
    aisha = sqlite_workspace.work("aisha").actor.id
    sqlite_workspace.work("tom").write(delegate_task, task_id, aisha)
    stories.change_role(sqlite_workspace, "aisha", "operator", action="end")

    screen = shown(qtbot, open_as("aisha"))

    (row,) = [one for one in screen.list.shown() if one.id == task_id]
    reasons = {one.reason for one in screen.case.bar.buttons.values()}
    assert [one.code for one in row.blockers] == ["task.role_lost"]
    assert len(reasons) == 1
    assert "you hold none of the roles operator in this unit" in reasons.pop()


def assignee(workspace: TestWorkspace, task_id: UUID) -> UUID | None:
    with workspace.work("mark").reading() as session:
        return session.get_one(UserTask, task_id).assignee_id


def test_a_task_ends_with_the_outcome_of_its_button(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    task_id = add_task(sqlite_workspace, "runtime", ["retry", "abandon"], ["operator"])
    desktop = open_as("tom")
    screen = shown(qtbot, desktop)
    assert list(screen.case.bar.buttons) == ["retry", "abandon", "delegate"]
    assert screen.case.bar.buttons["delegate"].reason == "Nobody else holds the role."

    screen.case.bar.buttons["retry"].click()
    dialog = dialog_of(qtbot, desktop)
    dialog.reason.set_text("Tagged sit-1 for the service.")
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: bool(desktop.window.toasts.texts))

    with sqlite_workspace.work("tom").reading() as session:
        task = session.get_one(UserTask, task_id)
        assert (task.state, task.outcome) == ("completed", "retry")


def test_a_task_without_a_runtime_leads_to_the_model_whose_tag_may_be_wrong(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    add_task(sqlite_workspace, "runtime", ["retry", "abandon"], ["mlops_engineer"])
    desktop = open_as("tom")
    screen = shown(qtbot, desktop)
    said = " ".join(label.text() for label in screen.findChildren(StyledLabel))

    screen.findChild(Button, "task.model").click()

    qtbot.waitUntil(lambda: desktop.window.current_screen is not screen)
    inventory: Any = desktop.window.current_screen
    qtbot.waitUntil(lambda: inventory.pane.standing is not None)
    assert inventory.pane.standing.model_name == "model-runtime"
    assert "Tag a runtime for it and choose Retry" in said
