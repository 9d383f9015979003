"""Tasks of a life cycle: handed over, taken back, and ended by the button of their outcome."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel
from sqlalchemy import select

from app.models.queries import task_detail
from app.models.queries.find import find_stage
from app.models.rules.tasks import PASSED, TEST
from app.models.tables.engine import Job, ProcessInstance, StepRun
from app.models.tables.governance import Waiver
from app.models.tables.inventory import ModelDocument, RegisteredModel
from app.models.tables.life_cycle import LifeCycleTemplate, UserTask
from app.services.commands.deployments import begin_deployment, fail_deployment
from app.services.commands.runtimes import NewRuntime, add_runtime, record_look, tag_runtime
from app.services.commands.tasks import complete_task, delegate_task
from app.services.commands.waivers import ask_waiver
from app.services.engine.statements import ordered_id
from app.services.intake.folder import MISSING
from app.services.intake.schema import read_schema
from app.views.cells import Status
from app.views.panels.handing_over import HandOverSheet
from app.views.panels.person_dialog import PersonDialog
from app.views.panels.retry_trail import RetryTrail
from app.views.places import ObjectRef
from app.views.widgets.basics import StateChip, StyledLabel
from app.views.widgets.button import Button
from tests import stories
from tests.services.test_waivers import LET, RULE, WHY, failing
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


@pytest.mark.parametrize(
    ("outcome", "note"),
    [
        ("reject", "Rejected: model-runtime v1"),
        ("withdraw", "Withdrawn: model-runtime v1"),
        ("hold_it", "Ended with “Hold it”: model-runtime v1"),  # a life cycle's own
    ],
)
def test_the_note_says_what_was_done_and_not_what_stood_on_the_button(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, outcome: str, note: str
) -> None:
    add_task(sqlite_workspace, "runtime", [outcome], ["operator"])
    desktop = open_as("tom")
    screen = shown(qtbot, desktop)

    screen.case.bar.buttons[outcome].click()
    dialog = dialog_of(qtbot, desktop)
    dialog.reason.set_text(WHY)
    dialog.sign_button.click()

    qtbot.waitUntil(lambda: bool(desktop.window.toasts.texts))
    assert desktop.window.toasts.texts == [note]


@pytest.mark.parametrize(
    ("outcome", "status", "named"),
    [("reject", Status.FAILED, "Reject"), ("retry", Status.ACKNOWLEDGED, "Retry")],
)
def test_an_ended_task_says_by_whom_it_ended_when_and_why(
    qtbot: Any,
    open_as: Any,
    sqlite_workspace: TestWorkspace,
    outcome: str,
    status: Status,
    named: str,
) -> None:
    task_id = add_task(sqlite_workspace, "runtime", ["retry", "reject"], ["operator"])
    sqlite_workspace.work("tom").write(complete_task, task_id, outcome=outcome, reason=WHY)
    desktop = open_as("tom")

    desktop.window.open_ref(ObjectRef("task", str(task_id), "runtime"))

    screen = desktop.window.current_screen
    qtbot.waitUntil(lambda: bool(ended(screen)))
    (words,) = ended(screen)
    chips = [one.state for one in screen.case.findChildren(StateChip)]
    assert words.startswith(f"Ended with “{named}” by Tom Bakker, ")
    assert words.endswith(f": {WHY}")
    assert (status, named) in [(one.status, one.text) for one in chips]


def ended(screen: Any) -> list[str]:
    said = [one.text() for one in screen.case.findChildren(StyledLabel)]
    return [one for one in said if one.startswith("Ended")]


def test_a_task_that_its_life_cycle_took_back_says_so_and_asks_for_nothing(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    task_id = add_task(sqlite_workspace, "runtime", ["retry", "reject"], ["operator"])
    desktop = open_as("tom")
    asked = words_of(shown(qtbot, desktop))
    with sqlite_workspace.service.unit() as work:
        work.get(UserTask, task_id).state = "cancelled"

    desktop.window.open_ref(ObjectRef("task", str(task_id), "runtime"))

    screen = desktop.window.current_screen
    qtbot.waitUntil(lambda: "its life cycle took it back" in words_of(screen))
    chips = [one.state for one in screen.case.findChildren(StateChip)]
    assert (Status.UNKNOWN, "cancelled") in [(one.status, one.text) for one in chips]
    assert "Ended:" not in words_of(screen)
    assert screen.case.bar.buttons["reject"].reason == "This task has ended already."
    assert "choose Retry" in asked
    assert "choose Retry" not in words_of(screen)


def beside(workspace: TestWorkspace, task_id: UUID) -> None:
    """Another task of the same step of the same run, opened now."""
    with workspace.service.unit() as work:
        one = work.get(UserTask, task_id)
        again = UserTask(
            instance_id=one.instance_id, token_id=uuid4(), node_id=one.node_id, name=one.name,
            kind=one.kind, outcomes=one.outcomes, roles=one.roles, facts={},
            model_id=one.model_id, version_id=one.version_id, unit_id=one.unit_id,
        )  # fmt: skip
        work.add(again)


def tried(screen: Any) -> list[str]:
    said = [one.text() for one in screen.case.findChildren(StyledLabel)]
    return [one for one in said if one.startswith("Tried ")]


def test_a_step_that_was_retried_and_came_back_says_so(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    first = add_task(sqlite_workspace, "runtime", ["retry", "abandon"], ["operator"])
    tom = sqlite_workspace.work("tom")
    tom.write(complete_task, first, outcome="retry", reason="Tagged sit-1 for the service.")
    beside(sqlite_workspace, first)

    (line,) = tried(shown(qtbot, open_as("tom")))

    assert line.startswith("Tried 1 time before, with Retry by Tom Bakker, ")
    assert line.endswith(". It came back.")


@pytest.mark.parametrize("outcome", ["accepted", "retry"])
def test_what_another_did_about_their_part_of_a_step_is_no_try(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, outcome: str
) -> None:
    """One after the other where each accepts, at the same time where each may retry."""
    first = add_task(sqlite_workspace, "runtime", [outcome, "abandon"], ["operator"])
    tom = sqlite_workspace.work("tom")
    if outcome == "retry":
        beside(sqlite_workspace, first)
    tom.write(complete_task, first, outcome=outcome, reason="Tagged sit-1 for the service.")
    if outcome == "accepted":
        beside(sqlite_workspace, first)

    assert tried(shown(qtbot, open_as("tom"))) == []


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
    assert "Mend one of them and choose Retry" in said


def test_a_task_without_a_runtime_says_what_is_so_now(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    """What it was opened with may be mended since."""
    sit = add_sit_runtime(sqlite_workspace)
    add_looked_for(sqlite_workspace)
    screen = shown(qtbot, open_as("tom"))

    assert "sit-9 does not take the service #cc-fraud. Add the service tag" in words_of(screen)
    assert "sit-1: no" not in words_of(screen)

    with sqlite_workspace.work("tom").unit() as work:
        tag_runtime(work, sit, service_tags=["cc-fraud"])
    qtbot.waitUntil(lambda: "For SIT it now fits on: sit-9. Choose Retry." in words_of(screen))
    assert "does not take the service" not in words_of(screen)


def test_what_is_missing_comes_with_an_example_to_save(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    task_id = add_task(sqlite_workspace, "complete", ["done"], ["data_scientist"])
    with sqlite_workspace.service.unit() as work:
        task = work.session.get_one(UserTask, task_id)
        task.facts = {"missing": [MISSING["label"], MISSING["model_card"], "A note of the lawyer."]}
    desktop = open_as("mark")
    screen = shown(qtbot, desktop)
    said = words_of(screen)

    assert "Put the name that it has in your data in the place of “outcome”" in said
    assert "✗  A note of the lawyer." in said
    assert '"role": "label"' in said
    screen.findChild(Button, "task.example.schema.json").click()
    dialog = screen.findChild(QFileDialog, "task.example.where")
    dialog.fileSelected.emit(str(tmp_path / "schema.json"))
    dialog.close()
    qtbot.waitUntil(lambda: bool(desktop.window.toasts.texts))

    assert desktop.window.toasts.texts == ["schema.json is saved: fill it in, then add it"]
    assert read_schema(tmp_path / "schema.json")[-1].role == "label"


def words_of(screen: Any) -> str:
    return " ".join(label.text() for label in screen.case.panel.findChildren(StyledLabel))


def add_sit_runtime(workspace: TestWorkspace) -> UUID:
    """One that would fit, had it the tag of the service."""
    with workspace.work("tom").unit() as work:
        new = NewRuntime("sit-9", "bank", stage_tags=("SIT",), url="http://127.0.0.1:1")
        runtime_id = add_runtime(work, new).id
    workspace.service.write(record_look, runtime_id, is_live=True)
    return runtime_id


def add_looked_for(workspace: TestWorkspace) -> UUID:
    """The task of a release that looked for a runtime in SIT."""
    made = stories.register(workspace)
    of = {"unit_id": workspace.unit_id, "model_id": made.model_id, "version_id": made.version_id}
    asked = {"snapshot_id": str(made.snapshot_id), "stage": "SIT", "service_tag": "cc-fraud"}
    with workspace.service.unit() as work:
        template_id = work.session.scalars(select(LifeCycleTemplate.id)).first()
        run = work.add(ProcessInstance(template_id=template_id, start_key="looked", **of))
        work.session.add(
            Job(instance_id=run.id, kind="task", task_type="find_runtime", inputs=asked,
                state="succeeded", due_at=work.now())
        )  # fmt: skip
        return work.add(
            UserTask(
                instance_id=run.id, token_id=made.version_id, node_id="no_runtime",
                name="No runtime fits", kind="runtime", outcomes=["retry", "abandon"],
                roles=["mlops_engineer"], facts={"rules": ["sit-1: no"]}, **of,
            )
        ).id  # fmt: skip


def leave_step(workspace: TestWorkspace, task_id: UUID, *, name: str, kind: str) -> None:
    """As the engine does: the token of the task has gone, or a step after it has ended."""
    with workspace.service.unit() as work:
        task = work.get(UserTask, task_id)
        token_id = task.token_id if kind == "user" else uuid4()
        work.add(
            StepRun(id=ordered_id(), instance_id=task.instance_id, token_id=token_id, node_id=name,
                    node_kind=kind, name=name, state="done", unit_id=task.unit_id,
                    ended_at=work.now())
        )  # fmt: skip


def press_retry(qtbot: Any, desktop: Any, screen: Any) -> None:
    screen.case.bar.buttons["retry"].click()
    dialog = dialog_of(qtbot, desktop)
    dialog.reason.set_text("Tagged sit-9 for the service.")
    dialog.sign_button.click()


def trail(screen: Any) -> str:
    found = screen.case.findChild(RetryTrail)
    return str(found.accessibleName()) if found is not None else ""


def test_its_runtimes_are_those_of_the_version_and_the_stage_that_it_is_about(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    """Not those of the newest version and the highest stage, where another tag would be added."""
    add_looked_for(sqlite_workspace)
    stories.register(sqlite_workspace, name="newer")
    desktop = open_as("tom")
    screen = shown(qtbot, desktop)

    (button,) = [one for one in screen.case.findChildren(Button) if one.text() == "Open runtimes"]
    button.click()

    qtbot.waitUntil(lambda: desktop.window.current_key == "runtimes")
    runtimes = desktop.window.current_screen
    qtbot.waitUntil(lambda: runtimes.version.currentText() == "cc-fraud v1")
    assert runtimes.stage.currentText() == "SIT"


def test_a_retry_says_at_once_that_it_is_asked_for_and_then_what_came_of_it(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    task_id = add_looked_for(sqlite_workspace)
    desktop = open_as("tom")
    screen = shown(qtbot, desktop)

    press_retry(qtbot, desktop, screen)
    qtbot.waitUntil(lambda: trail(screen) == "Retry: requested")
    qtbot.waitUntil(lambda: desktop.window.toasts.texts == ["Asked for: Retry, cc-fraud v1"])
    assert "Asked for: the service takes it up next." in words_of(screen)

    leave_step(sqlite_workspace, task_id, name="No runtime fits", kind="user")
    qtbot.waitUntil(lambda: trail(screen) == "Retry: executing")
    leave_step(sqlite_workspace, task_id, name="Match runtime", kind="service")
    qtbot.waitUntil(lambda: trail(screen) == "Retry: verified")
    said = "Match runtime has passed: the life cycle goes on."
    assert said in words_of(screen)
    qtbot.waitUntil(lambda: desktop.window.toasts.texts[-1] == f"cc-fraud v1: {said}")


def test_a_retry_that_comes_back_is_told_to_who_has_gone_on_and_leads_to_the_new_task(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    task_id = add_looked_for(sqlite_workspace)
    desktop = open_as("tom")
    screen = shown(qtbot, desktop)
    press_retry(qtbot, desktop, screen)
    qtbot.waitUntil(lambda: trail(screen) == "Retry: requested")
    desktop.window.go("home")

    leave_step(sqlite_workspace, task_id, name="No runtime fits", kind="user")
    beside(sqlite_workspace, task_id)

    def words() -> str:
        return " ".join(desktop.window.toasts.texts)

    qtbot.waitUntil(lambda: "cc-fraud v1: It came back as task " in words())
    desktop.window.findChild(Button, "toast.open").click()
    qtbot.waitUntil(lambda: desktop.window.current_screen is screen)
    qtbot.waitUntil(lambda: screen.case.row is not None and screen.case.row.id != task_id)
    assert screen.case.bar.buttons["retry"].reason == ""


def test_a_task_of_a_deployment_that_stopped_leads_to_it_and_opens_its_documents(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    made = stories.register(sqlite_workspace)
    runtime = add_sit_runtime(sqlite_workspace)
    of = {"unit_id": sqlite_workspace.unit_id, "model_id": made.model_id,
          "version_id": made.version_id}  # fmt: skip
    with sqlite_workspace.work("tom").unit() as work:
        tag_runtime(work, runtime, service_tags=["cc-fraud"])
    with sqlite_workspace.work("mark").unit() as work:
        work.add(
            ModelDocument(model_id=made.model_id, version_id=made.version_id, kind="validation",
                          title="Validation", uri="https://docs.example/v")
        )  # fmt: skip
    with sqlite_workspace.service.unit() as work:
        model = work.get(RegisteredModel, made.model_id)
        template_id = work.session.scalars(select(LifeCycleTemplate.id)).first()
        run = work.add(ProcessInstance(template_id=template_id, start_key="deployed", **of))
        deployment = begin_deployment(
            work, snapshot_id=made.snapshot_id, runtime_id=runtime, instance_id=run.id,
            stage_id=find_stage(work.session, model, "SIT").id, service_tag="cc-fraud",
        )  # fmt: skip
        fail_deployment(work, deployment.id, reason="Its answer differs by 0.2.")
        number = deployment.number
        run_id = run.id
    with sqlite_workspace.service.unit() as work:
        work.add(
            UserTask(instance_id=run_id, token_id=made.version_id, node_id="review_deployment",
                     name="Review deployment", kind="deployment", outcomes=["retry", "abandon"],
                     roles=["mlops_engineer"], facts={"error": "It differs by 0.2."}, **of)
        )  # fmt: skip
    desktop = open_as("tom")
    screen = shown(qtbot, desktop)
    asked: list[str] = []
    screen.case.panel.reading_wanted.connect(lambda one: asked.append(one.uri))

    next(one for one in screen.case.findChildren(Button) if one.text() == "Validation").click()
    assert asked == ["https://docs.example/v"]
    screen.findChild(Button, "task.deployment").click()

    qtbot.waitUntil(lambda: desktop.window.current_key == "deployments")
    qtbot.waitUntil(lambda: str(number) in desktop.window.top.breadcrumb.crumbs)


def test_what_serves_no_more_is_not_let_pass_by_its_button(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_task(sqlite_workspace, TEST, [PASSED, "reject"], ["tester"])
    monkeypatch.setattr(task_detail, "is_replaced", lambda *_: True)
    desktop = open_as("piet")
    screen = shown(qtbot, desktop)

    buttons = screen.case.bar.buttons
    assert "serves no more" in buttons[PASSED].reason
    assert buttons["reject"].reason == ""


def test_one_sheet_asks_for_waivers_of_all_limits_that_are_not_met(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    made = failing(sqlite_workspace, "income", "age")
    with sqlite_workspace.service.unit() as work:
        work.add(
            UserTask(
                instance_id=made.snapshot_id, token_id=made.version_id, node_id="review",
                name="Review failed limits", kind="results", outcomes=["waive", "reject"],
                roles=["data_scientist"], snapshot_id=made.snapshot_id,
                model_id=made.model_id, version_id=made.version_id,
                unit_id=sqlite_workspace.unit_id,
            )
        )  # fmt: skip
    desktop = open_as("sanne")
    screen = shown(qtbot, desktop)
    every = screen.findChild(Button, "task.waive_all")
    assert every.text() == "Ask for a waiver for all 2…"

    every.click()
    dialog = dialog_of(qtbot, desktop)
    dialog.reason.set_text("The shift is the new tariff; seen by risk.")
    dialog.sign_button.click()

    qtbot.waitUntil(lambda: "Asked for 2 waivers" in desktop.window.toasts.texts)
    with sqlite_workspace.work("sanne").reading() as session:
        assert set(session.scalars(select(Waiver.feature))) == {"income", "age"}
    qtbot.waitUntil(lambda: screen.findChild(Button, "task.waive_all") is None)


def add_review(workspace: TestWorkspace, made: stories.Registered) -> None:
    """The task of a run whose version failed a limit."""
    with workspace.service.unit() as work:
        work.add(
            UserTask(
                instance_id=made.snapshot_id, token_id=made.version_id, node_id="review",
                name="Review failed limits", kind="results", outcomes=["waive", "reject"],
                roles=["risk_officer"], snapshot_id=made.snapshot_id,
                model_id=made.model_id, version_id=made.version_id, unit_id=workspace.unit_id,
            )
        )  # fmt: skip


def test_why_an_outcome_is_not_open_yet_stands_beside_its_button(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    add_review(sqlite_workspace, failing(sqlite_workspace))

    bar = shown(qtbot, open_as("aisha")).case.bar

    said = " ".join(one.text() for one in bar.findChildren(StyledLabel))
    assert not bar.buttons["waive"].isEnabled()
    assert said.startswith("Waive: Not every failed rule is waived: PSI on income.")


@pytest.mark.parametrize("verb", ["Grant…", "Refuse…"])
def test_a_waiver_is_decided_on_a_sheet_with_a_reason(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, verb: str
) -> None:
    made = failing(sqlite_workspace)
    add_review(sqlite_workspace, made)
    until = datetime.now(UTC) + timedelta(days=30)
    sqlite_workspace.work("sanne").write(
        ask_waiver, made.version_id, rule=RULE, reason=WHY, expires_at=until
    )
    desktop = open_as("aisha")
    screen = shown(qtbot, desktop)
    (button,) = [one for one in screen.findChildren(Button) if one.text() == verb]

    button.click()
    dialog = dialog_of(qtbot, desktop)
    assert states_of(sqlite_workspace) == [("asked", "")]
    assert {"PSI on income", "cc-fraud v1", WHY} <= texts_of(dialog)
    dialog.reason.set_text("It may")
    assert not dialog.sign_button.isEnabled()
    dialog.reason.set_text(LET)
    dialog.sign_button.click()

    state = "granted" if verb == "Grant…" else "refused"
    qtbot.waitUntil(lambda: states_of(sqlite_workspace) == [(state, LET)])


def texts_of(dialog: Any) -> set[str]:
    return {one.text() for one in dialog.findChildren(QLabel)}


def states_of(workspace: TestWorkspace) -> list[tuple[str, str]]:
    with workspace.service.reading() as session:
        return [(one.state, one.remark) for one in session.scalars(select(Waiver))]
