"""Runs that people start: by hand, against an alert; and where nothing new would begin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from app.models.tables.engine import ProcessInstance
from app.models.tables.inventory import ModelVersion
from app.models.tables.monitoring import Alert
from app.services.commands.bindings import bind_life_cycle
from app.services.commands.models import (
    NewModel,
    NewVersion,
    add_version,
    register_model,
)
from app.services.commands.snapshots import take_snapshot
from app.views.main_window import MainWindow
from app.views.panels.run_start import StartSheet
from app.views.places import ObjectRef
from app.views.widgets.button import Button
from tests import stories
from tests.processes import Stage
from tests.services.engine_tasks import TASKS
from tests.views.operate_kit import (
    OpenRuns,
    opening_runs,
    publish_small,
    wait,
)
from tests.workspaces import TestWorkspace


@pytest.fixture
def stage(sqlite_workspace: TestWorkspace) -> Stage:
    return Stage(sqlite_workspace, TASKS)


@pytest.fixture
def template_id(sqlite_workspace: TestWorkspace) -> UUID:
    return publish_small(sqlite_workspace)


@pytest.fixture
def open_runs(qtbot, sqlite_workspace: TestWorkspace, tmp_path: Path) -> Iterator[OpenRuns]:
    with opening_runs(qtbot, sqlite_workspace, tmp_path) as found:
        yield found


def ready_model(stage: Stage, *, name: str = "small-model", life_cycle: str = "small") -> UUID:
    """A model of two versions that Tom may submit, bound to a life cycle."""
    with stage.workspace.work("tom").unit() as work:
        model_id = register_model(work, NewModel(name=name)).id
        for _ in range(2):
            add_version(work, model_id, NewVersion("manual"))
    architect = stage.workspace.work("eva")
    architect.write(bind_life_cycle, model_id, template_key=life_cycle, parameters={})
    return model_id


def test_a_run_is_started_by_hand_with_what_was_typed(qtbot, stage, template_id, open_runs):
    model_id = ready_model(stage)
    window, screen = open_runs("tom")
    window.actions_registry.trigger("runs.start")
    sheet = screen.findChild(StartSheet)
    assert sheet.lacks() == "Choose a model first."
    sheet.choose(model_id)
    wait(qtbot, lambda: sheet.offer)
    assert (sheet.version.currentText(), sheet.way.currentText()) == ("v2", "Small release v1")
    sheet.version.setCurrentIndex(1)
    sheet.variables.setPlainText("host = up\nlimit = 0.25\nregion")
    assert not sheet.verb_button.isEnabled()
    assert "“region” is no variable." in sheet.lacks()
    assert sheet.variables.placeholderText().startswith(
        "May be left empty. Can be set: host, limit, region, wanted_runtime"
    )
    sheet.variables.setPlainText("host = up\ngiven_at_start = x")
    assert "does not set given_at_start." in sheet.lacks()
    sheet.variables.setPlainText("host = up\nlimit = 0.25\n\nregion = EU")
    sheet.verb_button.click()
    wait(qtbot, lambda: window.toasts.texts)
    stage.drain()

    with stage.work.reading() as session:
        of_model = select(ProcessInstance).where(ProcessInstance.model_id == model_id)
        started = session.scalars(of_model).one()
    assert started.title == "small-model v1"
    given = stage.variables(started.id)
    assert (given["host"], given["limit"], given["region"]) == ("up", 0.25, "EU")
    window.actions_registry.trigger("runs.start")
    again = screen.findChildren(StartSheet)[-1]
    again.choose(model_id)
    wait(qtbot, lambda: again.offer)
    again.version.setCurrentIndex(1)
    again.version.activated.emit(1)
    said = f"This version is in that life cycle already, in run {started.number}."
    assert again.lacks() == said


def test_a_run_is_started_against_an_alert_which_then_shows_it(
    qtbot, stage, template_id, open_runs
):
    model_id = ready_model(stage)
    with stage.work.reading() as session:
        ids = select(ModelVersion.id).where(ModelVersion.model_id == model_id)
        first = session.scalars(ids.order_by(ModelVersion.version)).first()
    about = stories.Registered(model_id, first, first)
    alert_id = stories.alarm(stage.workspace, about)
    window, _runs = open_runs("tom")
    window.open_ref(ObjectRef("alert", str(alert_id), ""))
    screen = window.current_screen
    wait(qtbot, lambda: screen.detail.shown is not None)
    assert screen.detail.shown.runs == ()

    window.actions_registry.trigger("alerts.run")
    sheet = screen.findChild(StartSheet)
    wait(qtbot, lambda: sheet.offer)
    assert sheet.version.currentText() == "v1"  # of the alert, not the latest
    assert "reason" in sheet.lacks()
    wait(qtbot, lambda: sheet.focusWidget() is sheet.reason.edit)  # what is to be decided first
    sheet.variables.setPlainText("host = up")
    sheet.reason.set_text("Trained anew on the last quarter.")
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(sheet.reason.edit, Qt.Key.Key_Return, control)
    wait(qtbot, lambda: window.toasts.texts)
    said = "Small release on small-model v1 is asked for; the service begins the run"
    assert window.toasts.texts == [said]
    stage.drain()

    with stage.work.reading() as session:
        of_model = select(ProcessInstance).where(ProcessInstance.model_id == model_id)
        started = session.scalars(of_model).one()
        alert = session.get_one(Alert, alert_id)
    assert stage.variables(started.id)["alert"] == alert.number
    assert (alert.state, alert.reason) == ("in_remediation", "Trained anew on the last quarter.")
    screen.refresh()
    wait(qtbot, lambda: screen.detail.shown.runs)
    link = screen.detail.findChild(Button, "alerts.remedy")
    assert link.text() == f"Run {started.number}"
    link.click()
    wait(qtbot, lambda: window.current_key == "runs")
    window.go("alerts")
    window.toasts.findChild(Button, "toast.open").click()
    wait(qtbot, lambda: window.current_screen.here().id == str(started.id))


def alarmed(stage: Stage) -> tuple[stories.Registered, UUID]:
    """A version that was frozen, and an alert on it."""
    made = stories.register(stage.workspace, by="tom")
    architect = stage.workspace.work("eva")
    architect.write(bind_life_cycle, made.model_id, template_key="small", parameters={})
    stage.workspace.work("tom").write(take_snapshot, made.version_id)  # with its life cycle
    return made, stories.alarm(stage.workspace, made)


def decided(stage: Stage, made: stories.Registered, template_id: UUID) -> int:
    """The number of a run that decided on the version."""
    with stage.workspace.service.unit() as work:
        run = work.add(
            ProcessInstance(
                unit_id=stage.workspace.unit_id, template_id=template_id, model_id=made.model_id,
                version_id=made.version_id, start_key=uuid4().hex,
            )
        )  # fmt: skip
        run.state, run.outcome, run.ended_at = "completed", "DEPLOYED", work.now()
        work.flush()
        return run.number


def sheet_against(qtbot, window: MainWindow, alert_id: UUID) -> StartSheet:
    window.open_ref(ObjectRef("alert", str(alert_id), ""))
    screen = window.current_screen
    wait(qtbot, lambda: screen.detail.shown is not None)
    window.actions_registry.trigger("alerts.run")
    sheet = screen.findChild(StartSheet)
    wait(qtbot, lambda: sheet.offer)
    return sheet


def test_an_alert_on_a_version_that_was_decided_on_says_so_before_a_reason_is_typed(
    qtbot, stage, template_id, open_runs
):
    made, alert_id = alarmed(stage)
    number = decided(stage, made, template_id)
    window, _runs = open_runs("tom")

    sheet = sheet_against(qtbot, window, alert_id)

    assert sheet.lacks().startswith(f"Run {number} decided on this version as it is.")
    wait(qtbot, lambda: sheet.focusWidget() is sheet.version)
    assert sheet.standing.text() == f"Open run {number}"
    sheet.standing.click()
    wait(qtbot, lambda: window.current_screen.here().kind == "run")


def test_a_start_that_began_nothing_keeps_the_sheet_with_its_reason_and_says_why(
    qtbot, stage, template_id, open_runs
):
    made, alert_id = alarmed(stage)
    window, _runs = open_runs("tom")
    sheet = sheet_against(qtbot, window, alert_id)
    number = decided(stage, made, template_id)  # while the sheet is open
    sheet.reason.set_text("Trained anew on the last quarter.")
    assert not sheet.lacks()

    sheet.verb_button.click()

    wait(qtbot, lambda: sheet.standing_run)
    assert sheet.isVisible()
    assert not sheet.errors.isHidden()
    assert sheet.reason.text == "Trained anew on the last quarter."
    assert sheet.lacks().startswith(f"Run {number} decided on this version as it is.")
    assert window.toasts.texts == []
    with stage.work.reading() as session:
        assert session.get_one(Alert, alert_id).state == "open"


def test_who_may_not_start_a_run_is_told_why(qtbot, stage, template_id, open_runs):
    bound = ready_model(stage)
    other = ready_model(stage, name="other-model", life_cycle="retirement")
    _, screen = open_runs("tom")
    sheet = StartSheet(screen)
    sheet.choose(other)
    wait(qtbot, lambda: sheet.offer)
    assert "retirement" in sheet.lacks()  # an architect binds it to another one
    screen.backend.set_decider(stage.workspace.work("jo").actor)
    sheet.choose(bound)
    wait(qtbot, lambda: sheet.offer.model_id == bound)
    assert "It is for data scientist" in sheet.lacks()
