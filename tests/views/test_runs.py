"""Runs: where each stands, what holds it up, and a retry that says no more than is true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from app.models.bpmn.graph import Flow, Node, NodeKind
from app.models.queries.roll_backs import RolledBack
from app.models.queries.run_ends import NoLonger, SinceThen
from app.models.queries.run_list import list_run_page
from app.models.queries.run_page import PlaceRow, WaitRow
from app.services.engine.starting import StartRequest
from app.views.cells import Status, moment
from app.views.charts.chart import ChartPanel
from app.views.filters import parse
from app.views.main_window import MainWindow
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.person_dialog import PersonDialog
from app.views.panels.runs_list import GRAMMAR
from app.views.panels.runs_words import since_then_facts, state_of, waits_of
from app.views.places import ObjectRef
from app.views.screens.runs import RunsScreen
from tests import stories
from tests.processes import Stage
from tests.services.engine_tasks import TASKS
from tests.views import chart_samples
from tests.views.operate_kit import (
    DOWN,
    OpenRuns,
    opening_runs,
    publish_small,
    start_run,
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


def show_run(qtbot, window: MainWindow, screen: RunsScreen, run_id: UUID) -> None:
    window.open_ref(ObjectRef("run", str(run_id), "Run"))
    wait(qtbot, lambda: screen.page.diagram.standing)


def test_the_list_counts_every_state_and_a_counter_filters(qtbot, stage, template_id, open_runs):
    start_run(stage, template_id, host="down", is_down=True)
    start_run(stage, template_id)
    _window, screen = open_runs("tom")
    wait(qtbot, lambda: screen.table.rows_model.rowCount() == 2)

    wait(qtbot, lambda: screen.counters.count("incident") == 1)
    assert screen.counters.count("waiting") == 1
    counter = screen.counters.findChild(QAbstractButton, "runs.count.incident")
    assert counter.accessibleName() == "1 incident"
    screen.counters.chosen.emit("incident")
    wait(qtbot, lambda: screen.table.rows_model.rowCount() == 1)
    assert str(screen.filter.query) == "state:incident"
    assert screen.table.rows_model.rows[0].run.steps == ("Check the host",)


@pytest.fixture
def many(stage: Stage, template_id: UUID) -> Stage:
    """An incident, and 240 newer runs than it: more than a page."""
    start_run(stage, template_id, host="down", is_down=True)
    with stage.work.unit() as work:
        for n in range(240):
            request = StartRequest(
                template_id,
                stage.workspace.unit_id,
                start_key=f"many {n}",
                variables={"host": "up"},
            )
            stage.engine.start(work, request)
    return stage


def test_the_list_goes_on_to_its_end_and_finds_what_no_page_has_loaded(qtbot, many, open_runs):
    _window, screen = open_runs("tom")
    model = screen.table.rows_model
    wait(qtbot, lambda: model.rowCount() == 241)
    assert [one.run.number for one in model.rows] == list(range(241, 0, -1))
    wait(qtbot, lambda: screen.filter._count.text() == "241")

    screen.filter.set_query(parse("state:incident", GRAMMAR))
    wait(qtbot, lambda: [one.run.number for one in model.rows] == [1])
    wait(qtbot, lambda: screen.filter._count.text() == "1 of 241")

    running = next(one for one in screen._listing().built_in if one.title == "Running")
    screen.saved_views.show(running)
    wait(qtbot, lambda: screen.filter._count.text() == "240 of 241")
    assert {one.state for one in model.rows} == {"running"}

    wait(qtbot, lambda: screen.shown_id() is not None)
    screen.filter.set_query(parse("no-such-thing", GRAMMAR))
    wait(qtbot, lambda: not model.rowCount())
    wait(qtbot, lambda: screen.shown_id() is None)  # nor can it be cancelled from there


def test_new_runs_wait_and_the_clock_moves_neither_cursor_nor_scroll(qtbot, many, open_runs):
    _window, screen = open_runs("tom")
    model = screen.table.rows_model
    wait(qtbot, lambda: model.rowCount() == 241)
    assert screen.table.select_key(model.rows[120].id)
    scrolled = screen.table.verticalScrollBar().value()
    template = many.instance(model.rows[0].id).template_id
    many.start_again(template)

    screen._on_clock_timeout()
    wait(qtbot, lambda: model.new_count == 1)

    assert screen.table.current_row().run.number == 121
    assert [one.run.number for one in screen.table.selected_rows()] == [121]
    assert screen.table.verticalScrollBar().value() == scrolled > 0


def test_the_page_draws_the_path_taken_and_stands_at_the_incident(
    qtbot, stage, template_id, open_runs
):
    run_id = start_run(stage, template_id, host="down", is_down=True)
    window, screen = open_runs("tom")
    show_run(qtbot, window, screen, run_id)

    rows = {row[0]: row[2] for row in screen.page.diagram.table().rows}
    assert screen.page.diagram.standing == "check"
    assert rows["Check the host"] == "incident"
    assert rows["submitted"] == "done"
    assert rows["Look at it"] == "not reached"
    assert [bar[0] for bar in screen.page.all_steps.table().rows] == ["Check the host"]


def test_a_retry_is_verified_only_when_the_step_has_passed(qtbot, stage, template_id, open_runs):
    run_id = start_run(stage, template_id, host="mended", is_down=True)
    window, screen = open_runs("tom")
    show_run(qtbot, window, screen, run_id)

    window.actions_registry.trigger("runs.retry")
    assert screen.panel.trail.accessibleName() == "Retry: requested"
    qtbot.wait(1_200)
    assert screen.panel.trail.accessibleName() == "Retry: requested"
    assert window.toasts.texts == []
    DOWN.discard("mended")
    stage.drain()
    wait(qtbot, lambda: screen.panel.trail.accessibleName() == "Retry: verified")
    assert window.toasts.texts == ["Step verified: the run goes on"]
    wait(qtbot, lambda: screen.page.diagram.standing == "look")


def test_a_retry_that_fails_again_says_so(qtbot, stage, template_id, open_runs):
    run_id = start_run(stage, template_id, host="down", is_down=True)
    window, screen = open_runs("tom")
    show_run(qtbot, window, screen, run_id)

    window.actions_registry.trigger("runs.retry")
    wait(qtbot, lambda: screen._asked)
    stage.drain()

    wait(qtbot, lambda: screen.panel.trail.accessibleName() == "Retry: failed")
    assert window.toasts.texts == []


def test_who_may_not_steer_is_told_why(qtbot, stage, template_id, open_runs):
    run_id = start_run(stage, template_id, host="down", is_down=True)
    window, screen = open_runs("lin")
    show_run(qtbot, window, screen, run_id)

    assert "roles do not allow" in window.actions_registry.reason("runs.retry")
    assert screen.panel.retry_button is not None
    assert not screen.panel.retry_button.isEnabled()
    assert not screen.panel.cancel_button.isEnabled()
    assert "roles do not allow" in screen.panel.cancel_button.reason


def test_cancelling_needs_a_reason_and_the_service_does_it(qtbot, stage, template_id, open_runs):
    run_id = start_run(stage, template_id)
    window, screen = open_runs("tom")
    show_run(qtbot, window, screen, run_id)

    window.actions_registry.trigger("runs.cancel")
    sheet = screen.findChild(ConfirmSheet)
    assert not sheet.verb_button.isEnabled()
    sheet.reason.set_text("Started on the wrong version.")
    sheet.verb_button.click()
    wait(qtbot, lambda: window.toasts.texts)
    stage.drain()

    assert stage.instance(run_id).state == "cancelled"
    assert stage.instance(run_id).reason == "Started on the wrong version."


def test_a_step_of_the_diagram_leads_to_the_runs_that_stand_there(
    qtbot, stage, template_id, open_runs
):
    start_run(stage, template_id, host="down", is_down=True)
    run_id = start_run(stage, template_id)
    window, screen = open_runs("tom")
    show_run(qtbot, window, screen, run_id)
    standing = screen.page.diagram.standing
    name = screen._view.process.nodes[standing].name
    screen.page.diagram.select(standing)

    screen.page.others_button.click()

    wait(qtbot, lambda: screen.table.rows_model.rowCount() == 1)
    assert screen.stack.currentWidget() is not screen.page
    assert screen.filter.query.values("step") == (name,)
    assert screen.filter.query.values("template") == ("small",)
    assert screen.table.rows_model.rows[0].id == run_id
    screen.filter.set_query(parse("", GRAMMAR))
    wait(qtbot, lambda: screen.table.rows_model.rowCount() == 2)
    wait(qtbot, lambda: screen._view is not None)
    window.actions_registry.trigger("runs.only_template")
    assert str(screen.filter.query) == "template:small"


def test_the_log_tells_what_the_service_did_for_a_run(qtbot, stage, template_id, open_runs):
    run_id = start_run(stage, template_id, host="down", is_down=True)
    window, screen = open_runs("tom")
    window.open_ref(ObjectRef("run", str(run_id), "Run", "log"))
    wait(qtbot, lambda: screen.page.log.rows_model.rowCount() > 0)

    assert screen.page.log.isVisible()
    texts = [
        [str(column.value(one)) for column in screen.page.log.rows_model.columns]
        for one in screen.page.log.rows_model.rows
    ]
    row = next(one for one in texts if "Check the host" in one[1])
    assert "failed" in row[3]
    assert row[4] == "1"  # which try
    assert row[6]  # what it said last


def test_a_waiting_run_names_who_it_waits_for(qtbot, stage, template_id, open_runs):
    run_id = start_run(stage, template_id)
    window, screen = open_runs("jo")
    show_run(qtbot, window, screen, run_id)

    words = [each.text() for each in screen.panel.findChildren(type(screen.page.subject))]
    assert "Tom Bakker" in words
    assert any(word.startswith("Look at it, task") for word in words)


def test_going_to_the_screen_again_closes_the_run(qtbot, stage, template_id, open_runs):
    run_id = start_run(stage, template_id)
    window, screen = open_runs("tom")
    show_run(qtbot, window, screen, run_id)
    assert screen.stack.currentWidget() is screen.page
    assert screen.split.switch._texts == ["The run", "Facts"]

    window.go("runs")

    assert screen.stack.currentWidget() is not screen.page
    assert screen.split.switch._texts == ["Runs", "The run"]
    assert window.top.breadcrumb.crumbs == ("Runs",)
    wait(qtbot, lambda: screen.table.current_row() is not None)
    assert screen.table.current_row().id == run_id


def test_a_reminder_does_not_read_as_the_due_time():
    process = chart_samples.process()
    host = next(node for node in process.nodes.values() if node.name == "Approve")
    late = Node(
        "late", NodeKind.BOUNDARY, "waits long", attached_to=host.id, is_interrupting=False,
        outgoing=("remind",),
    )  # fmt: skip
    remind = Node("told", NodeKind.SERVICE, "Remind the deciders")
    process = replace(
        process,
        nodes={**process.nodes, "late": late, "told": remind},
        flows={**process.flows, "remind": Flow("remind", "late", "told")},
    )
    due = datetime(2026, 3, 13, 14, tzinfo=UTC)
    place = PlaceRow(
        host.id, "Approve", "waiting", "", due, (WaitRow("timer", "late", "", "queued", due),)
    )
    run = SimpleNamespace(places=[place])

    ((title, words),) = waits_of(run, process)

    assert title == "Timer"
    assert words.endswith(": “Remind the deciders”; “Approve” stays open")


def test_what_the_service_put_off_says_why_instead_of_due():
    process = chart_samples.process()
    host = next(node for node in process.nodes.values() if node.name == "Approve")
    now = datetime(2026, 3, 13, 14, tzinfo=UTC)
    why = "Maintenance until 2026-03-13T18:00:00+00:00, window 3: patching"
    closed = WaitRow("task", host.id, "deploy", "queued", now, note=why)
    again = replace(closed, note="The runtime does not answer.", attempts=2)
    fresh, held = replace(closed, note=""), replace(closed, state="leased")

    said = []
    for one in (closed, again, fresh, held):
        place = PlaceRow(host.id, "Deploy", "waiting", "", now, (one,))
        said += [words for _title, words in waits_of(SimpleNamespace(places=[place]), process)]

    assert said == [
        f"Deploy: {why}",
        "Deploy, attempt 2: The runtime does not answer.",
        "Deploy, due",
        "Deploy, being done",
    ]


def test_a_run_whose_version_was_rolled_back_does_not_say_that_it_is_deployed(stage, template_id):
    start_run(stage, template_id)
    (listed,) = stage.workspace.work("tom").read(list_run_page).rows
    deployed = replace(listed.run, state="completed", outcome="DEPLOYED")
    back = replace(deployed, no_longer=NoLonger("rolled_back", "It drifts."))
    replaced = replace(deployed, no_longer=NoLonger("undeployed", ""))
    partly = replace(deployed, no_longer=NoLonger("rolled_back", "It drifts.", ("prod-eu-2",)))
    at = datetime(2026, 3, 13, 14, tzinfo=UTC)
    then = SinceThen(RolledBack(88, at, "Tom Bakker", "It drifts."), "cc-fraud v13", at)

    states = [state_of(one) for one in (deployed, back, replaced, partly)]
    facts = dict(since_then_facts(then))

    assert [one.text for one in states[:3]] == ["deployed", "rolled back", "replaced"]
    assert states[3].text == "rolled back on prod-eu-2"
    assert states[1].status is Status.WARNING
    assert facts == {
        "Rolled back": f"{moment(at)} by Tom Bakker: “It drifts.”",
        "Serves now": f"cc-fraud v13 since {moment(at)}",
    }


def test_ages_of_runs_go_on_by_themselves(qtbot, stage, template_id, open_runs):
    start_run(stage, template_id)
    _window, screen = open_runs("tom")
    wait(qtbot, lambda: screen.table.rows_model.rowCount() == 1)
    before = screen.table.rows_model.rows[0].now

    screen._clock.setInterval(50)

    wait(qtbot, lambda: screen.table.rows_model.rows[0].now > before)


def test_the_steps_over_time_have_a_table_and_are_what_is_saved(
    qtbot, stage, template_id, open_runs
):
    run_id = start_run(stage, template_id)
    window, screen = open_runs("tom")
    show_run(qtbot, window, screen, run_id)
    assert screen.page.chart is screen.page.diagram

    window.activateWindow()
    screen.page.steps.setFocus()
    wait(qtbot, screen.page.steps.hasFocus)
    assert screen.page.chart is screen.page.steps
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(screen.page.steps, Qt.Key.Key_T, both)
    panel = screen.page.steps.parentWidget()
    assert isinstance(panel, ChartPanel)
    assert panel.table is not None
    assert panel.table.isVisible()
    assert panel.table.rows_model.rowCount() == len(screen.page.steps.table().rows) > 1

    screen.page.tabs.show_page(2)  # variables
    assert screen.page.chart is None


def test_the_task_a_run_waits_for_is_handed_over_from_it_and_taken_back(
    qtbot, stage, template_id, open_runs
):
    run_id = start_run(stage, template_id)
    stories.change_role(stage.workspace, "piet", "operator")
    colleague = "Piet Smit"
    window, screen = open_runs("tom")
    wait(qtbot, lambda: screen._view is not None and screen._view.people)
    assert screen._view.people[0].assignee == ""

    window.actions_registry.trigger("runs.assign")
    wait(qtbot, lambda: window.findChild(PersonDialog))
    dialog = window.findChild(PersonDialog)
    choice = next(one for one in dialog.picker._people if one.name == colleague)
    dialog.chosen.emit(choice)

    wait(qtbot, lambda: screen._view.people[0].assignee == colleague)
    assert screen._view.run.row.id == run_id
    window.actions_registry.trigger("edit.undo")
    wait(qtbot, lambda: screen._view.people[0].assignee == "")


def test_a_run_with_an_incident_waits_for_nobody_and_the_key_says_so(
    qtbot, stage, template_id, open_runs
):
    start_run(stage, template_id, host="down", is_down=True)
    window, screen = open_runs("tom")
    wait(qtbot, lambda: screen._view is not None)

    assert window.actions_registry.reason("runs.assign") == "This run waits for nobody."


def test_several_runs_are_retried_at_once_and_what_has_no_incident_is_left_out(
    qtbot, stage, template_id, open_runs
):
    stuck = [start_run(stage, template_id, host=host, is_down=True) for host in ("one", "two")]
    start_run(stage, template_id)
    window, screen = open_runs("tom")
    wait(qtbot, lambda: screen.table.rows_model.rowCount() == 3)
    screen.table.setFocus()
    screen.table.selectAll()

    window.actions_registry.trigger("runs.retry")
    sheet = window.findChild(ConfirmSheet)
    words = " ".join(one.text() for one in sheet.findChildren(QLabel))
    assert "2 of 3 chosen runs have an incident; left out: 1." in words
    assert "one did not answer." in words
    DOWN.difference_update(("one", "two"))
    sheet.verb_button.click()
    wait(qtbot, lambda: "2 retries asked for; the service does them" in window.toasts.texts)
    stage.drain()

    assert [stage.instance(one).state for one in stuck] == ["active", "active"]


def test_runs_without_an_incident_have_nothing_to_retry_together(
    qtbot, stage, template_id, open_runs
):
    for _ in range(2):
        start_run(stage, template_id)
    window, screen = open_runs("tom")
    wait(qtbot, lambda: screen.table.rows_model.rowCount() == 2)
    screen.table.selectAll()

    reason = window.actions_registry.reason("runs.retry")
    assert reason == "Nothing to retry: none of these runs has an incident."
