"""Deployments: steps, what serves now, and a roll back with a reason and a look ahead."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from sqlalchemy import select

from app.errors import NotReachableError
from app.models.queries.deployment_list import DeploymentQuery, list_deployments
from app.models.queries.roll_backs import AskedRollBack
from app.models.tables.execution import Deployment
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.trail import AuditEvent
from app.services.commands.deployments import begin_deployment, fail_deployment
from app.services.commands.roll_backs import ask_roll_back, begin_roll_back, settle_roll_back
from app.services.commands.runtimes import record_look, tag_runtime
from app.services.verifying.one_check import Verifying
from app.services.verifying.wishes import roll_back_fault
from app.views.backend import Backend
from app.views.cells import Status
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.panels.deployments_watch import RollBackWatch
from app.views.panels.deployments_words import (
    STEP_NAMES,
    step_words,
)
from app.views.places import ObjectRef
from app.views.screens.deployments import COLUMNS, DeploymentsScreen
from app.views.widgets.banner import Banner
from app.views.widgets.basics import StyledLabel
from app.views.widgets.button import Button
from tests.db.test_queries_runtimes import deploy
from tests.stories import REASON, put_in_production, register
from tests.views.demo_desk import demo_desk, go
from tests.views.desks import desk
from tests.views.operate_kit import open_window, roll_back_last, serve_two, wait
from tests.workspaces import TestWorkspace, give_keys


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    serve_two(sqlite_workspace)
    return sqlite_workspace


def shown(qtbot, window) -> DeploymentsScreen:
    screen = window.current_screen
    assert isinstance(screen, DeploymentsScreen)
    wait(qtbot, lambda: screen._detail is not None)
    return screen


def test_the_pane_always_says_what_serves_now(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        assert screen.pane.serving.text().startswith("cc-fraud v2 serves #cc-fraud on ")
        screen.view.choose(3)
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 2)
        screen.table.select_key(screen.table.rows_model.rows[1].id)
        wait(qtbot, lambda: screen.pane.title.text() == "Deployment 1")

        assert screen.pane.serving.text().startswith("cc-fraud v2 serves #cc-fraud on ")


def test_banners_leave_the_list_four_rows(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        window.resize(1280, 700)
        screen = shown(qtbot, window)
        for key in ("one", "other"):
            screen.notices.show_banner(key, Status.WARNING, "Something is to be read", "Above all.")

        rows = 4 * screen.table.verticalHeader().defaultSectionSize()
        wait(qtbot, lambda: screen.table.viewport().height() >= rows)
        assert screen.pane.isVisible()


def test_the_log_of_the_steps_begins_below_the_title(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        pane = shown(qtbot, window).pane
        wait(qtbot, lambda: pane.log.isVisible() and pane.log.width() > 200)

        lefts = {one.mapTo(pane, QPoint(0, 0)).x() for one in (pane.title, pane.serving, pane.log)}
        assert len(lefts) == 1


def test_a_view_that_has_none_does_not_say_that_there_is_none_at_all(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)

        screen.view.choose(1)

        wait(qtbot, lambda: screen._empty._title.text() == "No deployment is under way")
        assert screen.table.rows_model.rowCount() == 0


def test_what_the_list_no_longer_shows_can_not_be_rolled_back(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        assert screen.why_no_roll_back() == ""

        screen.view.choose(1)  # nothing is under way

        wait(qtbot, lambda: not screen.pane.title.isVisible())
        assert screen.why_no_roll_back() == "Choose a deployment first."
        screen.view.choose(0)
        wait(qtbot, screen.pane.title.isVisible)
        assert screen.pane.title.text() == "Deployment 2"


def test_of_one_that_serves_the_list_says_that_all_steps_are_done(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        detail = shown(qtbot, window)._detail
        assert detail is not None

        done = replace(detail.row, step="clean_up", step_state="done")
        assert step_words(done) == "all steps done"
        under_way = replace(done, state="deploying", step="load")
        assert step_words(under_way) == "Load, done"


def test_one_that_waits_says_why_once_and_shows_the_steps_to_come(qtbot, bank, tmp_path: Path):
    why = "Maintenance until 2026-11-23T03:49:00+00:00, window 1: Kernel updates."
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        assert screen._detail is not None
        row = replace(screen._detail.row, state="waiting", reason=why, step="", step_state="")
        detail = replace(screen._detail, row=row, steps=())
        screen.pane.show_detail(detail, row.started_at + timedelta(hours=3), "", "")

        cell = next(one for one in COLUMNS if one.title == "Step").value(row)
        assert str(cell) == why
        assert screen.pane.reason.text() == why
        assert screen.pane.facts.text().endswith("for 3 h so far")
        assert len(screen.pane.strip.places()) == len(STEP_NAMES)


def test_until_its_switch_what_is_rolled_back_serves(qtbot, bank, tmp_path: Path):
    with bank.service.unit() as work:
        one = work.session.scalars(select(Deployment).where(Deployment.number == 2)).one()
        begin_roll_back(work, one.id, None)

    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)

        assert screen.pane.serving.text().startswith("cc-fraud v2 is being rolled back on ")


def test_one_that_failed_says_which_rules_its_runtime_breaks_now(qtbot, bank, tmp_path: Path):
    third = register(bank, content=b"v3")
    with bank.service.unit() as work:
        last = work.session.scalars(select(Deployment).where(Deployment.number == 2)).one()
        made = begin_deployment(
            work,
            snapshot_id=third.snapshot_id,
            runtime_id=last.runtime_id,
            stage_id=last.stage_id,
            service_tag="cc-fraud",
        )
        fail_deployment(work, made.id, reason="The runtime does not answer.")
        failed, runtime_id = made.id, last.runtime_id
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        ref = ObjectRef("deployment", str(failed), "")
        window.open_ref(ref)
        wait(qtbot, lambda: screen._detail.row.id == failed)
        # Qt shows what is added to a layout in its next turn.
        wait(qtbot, lambda: any(b.isVisible() for b in screen.pane.failure.findChildren(Banner)))
        (banner,) = screen.pane.failure.findChildren(Banner)
        assert banner.accessibleName().endswith(". The runtime does not answer.")
        assert not screen.pane.reason.isVisible()
        assert screen._detail.causes == ()  # every rule holds: the cause is another one
        assert not screen.pane.causes.isVisible()

        bank.service.write(record_look, runtime_id, is_live=False, latency_ms=None)
        bank.work("tom").write(tag_runtime, runtime_id, service_tags=())
        screen.refresh()
        wait(qtbot, lambda: screen._detail.causes)
        said = " ".join(one.text() for one in screen.pane.causes.findChildren(StyledLabel))
        assert said.startswith("What rules it out on sit-1 now")
        assert "Health: needed ready, found unreachable." in said
        assert "Service tag: needed #cc-fraud, found none. Add the service tag" in said
        screen.pane.causes.findChild(Button, "deployments.runtime").click()

        assert window.current_key == "runtimes"


def test_a_roll_back_shows_what_follows_and_asks_why(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        shown(qtbot, window)
        window.actions_registry.trigger("deployments.roll_back")
        sheet = opened(qtbot, window)
        words = " ".join(label.text() for label in sheet.findChildren(StyledLabel))
        assert "cc-fraud v1 serves #cc-fraud" in words
        assert "until then nothing is switched" in words
        assert "ModelOps engineer, operator" in words  # recorded as
        assert not sheet.sign_button.isEnabled()
        sheet.reason.set_text("Scores drift since the switch.")
        sheet.sign_button.click()
        wait(qtbot, lambda: window.toasts.texts)

        with bank.service.reading() as session:
            wanted = select(EngineInbox).where(EngineInbox.kind == "roll_back")
            asked = session.scalars(wanted).one()
        assert asked.payload["reason"] == "Scores drift since the switch."


def ask_in_window(qtbot, bank, window) -> UUID:
    """What the person at the window asked for: that deployment 2 be rolled back."""
    window.actions_registry.trigger("deployments.roll_back")
    sheet = opened(qtbot, window)
    sheet.reason.set_text(REASON)
    sheet.sign_button.click()
    wait(qtbot, lambda: window.toasts.texts)
    assert window.toasts.texts[0].startswith("Roll back of deployment 2 asked for")
    wanted = select(EngineInbox.id).where(EngineInbox.kind == "roll_back")
    return bank.service.read(lambda session: session.scalars(wanted).one())


def test_ones_own_roll_back_is_told_when_it_is_done_and_what_serves_stands_in_the_list(
    qtbot, bank, tmp_path: Path
):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        asked = ask_in_window(qtbot, bank, window)
        deployment = screen._detail.row.id

        bank.service.write(begin_roll_back, deployment, asked)
        bank.service.write(settle_roll_back, deployment, reason=REASON)

        done = ["Deployment 2 is rolled back; cc-fraud v1 serves again"]
        wait(qtbot, lambda: window.toasts.texts == done)  # in the place of the note before
        wait(qtbot, lambda: [one.number for one in screen.table.rows_model.rows] == [2, 1])
        assert not screen.table.pill.isVisible()
        screen.refresh()
        wait(qtbot, lambda: screen._detail.row.state == "rolled_back")
        said = screen.pane.reason.text()
        assert said.startswith("Deployment 2 was rolled back ")
        assert said.endswith(f" by Tom Bakker: “{REASON}”")
        screen.table.select_key(screen.table.rows_model.rows[1].id)
        wait(qtbot, lambda: screen.pane.title.text() == "Deployment 1")
        assert screen.pane.reason.text() == said


def test_a_roll_back_that_can_not_be_done_is_told_with_why(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        shown(qtbot, window)
        asked = ask_in_window(qtbot, bank, window)

        with bank.service.unit() as work:
            row = work.get(EngineInbox, asked)
            row.consumed_at, row.result = work.now(), "The runtime is gone."

        wait(qtbot, lambda: window.banners.keys)
        words = [one.text() for one in window.banners.findChildren(StyledLabel)]
        assert "Deployment 2 is not rolled back" in words
        assert "The runtime is gone." in words


class Watched:
    """What a watch needs of a window."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.told: list[str] = []

    def toast(self, text: str, *, kind: str) -> None:
        self.told.append(text)


def test_what_is_awaited_is_asked_for_once_when_the_database_is_back_and_not_given_up(
    qtbot, monkeypatch
):
    monkeypatch.setattr("app.views.panels.asked_watch.LOOK_MS", 1)
    monkeypatch.setattr("app.views.panels.asked_watch._MANY_LOOKS", 20)
    monkeypatch.setattr("app.views.panels.asked_watch.LATER_MS", 2)
    looks: list[int] = []
    is_lost = [True]

    def reader(_query: object, args: tuple[dict[UUID, UUID]], _more: object) -> object:
        looks.append(len(args[0]))
        if is_lost[0]:
            raise NotReachableError("gone")
        return {one: AskedRollBack("done", 2, serving="cc-fraud v1") for one in args[0]}

    backend, parent = Backend(reader, reader), QObject()
    shell: Any = Watched(backend)
    watch = RollBackWatch(shell, parent)
    watch.begin(uuid4(), uuid4())
    watch.begin(uuid4(), uuid4())
    qtbot.waitUntil(lambda: len(looks) > 60)  # it has slowed down, and looks on
    watch._timer.stop()
    qtbot.waitUntil(lambda: not backend.is_reading)
    looks.clear()
    is_lost[0] = False

    backend.read_once(shell.told.append, print, {})
    qtbot.waitUntil(lambda: len(shell.told) > 2)
    assert looks == [0, 2]  # after what found the database: one look, at both
    backend.close()


def test_a_roll_back_is_signed_with_the_key_of_who_asks(qtbot, bank, tmp_path: Path, monkeypatch):
    give_keys(tmp_path / "credentials")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        shown(qtbot, window)
        window.actions_registry.trigger("deployments.roll_back")
        sheet = opened(qtbot, window)
        sheet.reason.set_text("Scores drift since the switch.")
        sheet.sign_button.click()
        wait(qtbot, lambda: window.toasts.texts)

        with bank.service.reading() as session:
            wanted = select(EngineInbox).where(EngineInbox.kind == "roll_back")
            asked = session.scalars(wanted).one()
            deployment = session.get_one(Deployment, UUID(asked.payload["deployment_id"]))
            assert roll_back_fault(Verifying(session), asked, deployment) == ""


def opened(qtbot, window) -> DecisionDialog:
    """The sheet comes up once it is known how this person signs here."""
    wait(qtbot, lambda: window.findChild(DecisionDialog) is not None)
    return window.findChild(DecisionDialog)


def test_who_may_not_roll_back_is_told_why(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "jo", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)

        assert not screen.pane.roll_back_button.isEnabled()
        assert "roles do not allow" in screen.pane.roll_back_button.reason
        assert "roles do not allow" in screen.pane.facts.text()
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)

        assert screen.pane.roll_back_button.isEnabled()
        assert "No roll back" not in screen.pane.facts.text()


def test_the_filter_looks_at_models_and_targets(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        screen.filter.edit.setText("nothing-like-it")
        screen.filter.edit.textEdited.emit("nothing-like-it")
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 0)
        screen.filter.clear()
        wait(qtbot, lambda: screen.table.rows_model.rowCount() > 0)


@pytest.fixture
def many(bank: TestWorkspace) -> TestWorkspace:
    """Two that came to serve, and 210 more that failed: more than a page."""
    again = register(bank, content=b"v3")
    with bank.service.unit() as work:
        place = work.session.scalars(select(Deployment).where(Deployment.number == 2)).one()
        for _ in range(210):
            one = begin_deployment(
                work,
                snapshot_id=again.snapshot_id,
                runtime_id=place.runtime_id,
                stage_id=place.stage_id,
                service_tag=place.service_tag,
            )
            fail_deployment(work, one.id, reason="503")
    return bank


def typed(screen: DeploymentsScreen, text: str) -> None:
    screen.filter.edit.setText(text)
    screen.filter.edit.textEdited.emit(text)


def test_the_filter_finds_what_no_page_has_loaded_and_counts_the_whole(qtbot, many, tmp_path: Path):
    with open_window(qtbot, many, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        model = screen.table.rows_model
        screen.view.choose(3)
        wait(qtbot, lambda: screen.filter._count.text() == "212")
        button = screen.saved_views.button  # its own lists are named beside it
        assert (button.text(), button.accessibleName()) == ("Views", "View: All")

        typed(screen, '"cc-fraud v1"')
        wait(qtbot, lambda: [one.number for one in model.rows] == [1])
        wait(qtbot, lambda: screen._detail.row.number == 1)  # no act is meant for what is hidden
        wait(qtbot, lambda: screen.filter._count.text() == "1 of 212")
        typed(screen, "failed")
        wait(qtbot, lambda: screen.filter._count.text() == "210 of 212")
        typed(screen, "state:undeployed ")
        wait(qtbot, lambda: [one.number for one in model.rows] == [1])

        screen.filter.clear()
        wait(qtbot, lambda: model.rowCount() == 212)  # the second page came by itself
        assert [one.number for one in model.rows] == list(range(212, 0, -1))
        screen.table.set_sorting(0)  # by number, from its beginning
        wait(qtbot, lambda: model.rowCount() == 212 and model.rows[0].number == 1)


def test_one_beyond_the_page_opens_all_the_same_and_no_other_takes_its_place(
    qtbot, many, tmp_path: Path
):
    first = many.service.read(list_deployments, DeploymentQuery("all", sort="number")).rows[0]
    with open_window(qtbot, many, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)

        window.open_ref(ObjectRef("deployment", str(first.id), "Deployment 1"))
        wait(qtbot, lambda: screen.pane.title.text() == "Deployment 1")
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 212)

        assert screen.view.current == 3
        assert screen.pane.title.text() == "Deployment 1"


def test_a_colleagues_deployment_waits_and_moves_neither_cursor_nor_scroll(
    qtbot, many, tmp_path: Path
):
    with open_window(qtbot, many, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        model = screen.table.rows_model
        screen.view.choose(3)
        wait(qtbot, lambda: model.rowCount() == 212)
        assert screen.table.select_key(model.rows[80].id)
        scrolled = screen.table.verticalScrollBar().value()
        many.service.write(
            fail_deployment, deploy(many, register(many, content=b"v4"), ends=False), reason="503"
        )

        screen.refresh()
        wait(qtbot, lambda: model.new_count == 1)

        assert screen.table.current_row().number == 132
        assert [one.number for one in screen.table.selected_rows()] == [132]
        assert screen.table.verticalScrollBar().value() == scrolled > 0
        assert model.rows[0].number == 212


def test_a_filter_that_cannot_be_read_is_said_and_the_rows_stay(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)

        typed(screen, "state<failed ")
        wait(qtbot, lambda: screen.notices.keys == ("filter",))

        assert screen.table.rows_model.rowCount() == 1
        screen.filter.clear()
        wait(qtbot, lambda: screen.notices.keys == ())


def test_a_rolled_back_deployment_keeps_its_row_and_the_cursor(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        assert screen._detail.row.number == 2
        assert not screen.pane.stage._stage.is_outlined
        roll_back_last(bank)

        screen.refresh()
        wait(qtbot, lambda: screen._detail.row.state == "rolled_back")
        wait(qtbot, lambda: screen.table.rows_model.new_count == 1)  # what serves again
        assert [one.number for one in screen.table.rows_model.rows] == [2]
        screen.table.setFocus()
        qtbot.keyClick(screen.table, Qt.Key.Key_Period)
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 2)

        assert screen.table.current_row().number == 2
        assert not screen.pane.roll_back_button.isEnabled()
        assert screen.pane.stage._stage.is_outlined  # it is there no more
        rows = screen.table.rows_model.rows
        struck = [one.number for one in rows if screen.table.rows_model.is_gone(one)]
        assert struck == [2]
        wait(qtbot, lambda: screen.filter._count.text() == "1 · 1 no longer")
        screen.view.choose(1)
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 0)
        screen.view.choose(0)
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 1)
        assert screen.table.current_row().number == 1


def test_the_history_here_says_from_when_until_when_each_served(qtbot, bank, tmp_path: Path):
    roll_back_last(bank)

    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        history = screen.pane.history.rows_model
        wait(qtbot, lambda: history.rowCount() == 3)
        lines = [[history.index(row, column).data() for column in range(6)] for row in range(3)]
        heads = [history.headerData(n, Qt.Orientation.Horizontal) for n in range(6)]

    assert heads[3:5] == ["Served from", "Until"]
    assert [(line[0], line[2], bool(line[4])) for line in lines] == [
        ("1", "serves", False),
        ("2", "rolled back", True),
        ("1", "replaced", True),
    ]
    assert lines[0][5] == "again, after the roll back of 2"
    assert lines[1][5] == "Scores drift since the switch."
    assert lines[2][5] == ""  # nobody had to ask for it


def test_the_history_here_says_who_asked_for_a_release_and_who_approved_it(
    qtbot, sqlite_workspace, tmp_path: Path
):
    put_in_production(sqlite_workspace, register(sqlite_workspace))
    put_in_production(sqlite_workspace, register(sqlite_workspace, content=b"v2"))

    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "deployments") as window:
        history = shown(qtbot, window).pane.history.rows_model
        wait(qtbot, lambda: history.rowCount() == 2)
        why = [history.index(row, 5).data() for row in range(2)]
    roll_back_last(sqlite_workspace)
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "deployments") as window:
        history = shown(qtbot, window).pane.history.rows_model
        wait(qtbot, lambda: history.rowCount() == 3)
        afterwards = [history.index(row, 5).data() for row in range(3)]

    released = "asked by Sanne de Vries, approved by Aisha Rahman and Jo Vermeer"
    assert why == [released, released]
    rolled_back = f"Scores drift since the switch. · {released}"
    assert afterwards == ["again, after the roll back of 2", rolled_back, released]


def test_who_comes_back_finds_only_what_is_in_the_view(qtbot, bank, tmp_path: Path):
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        roll_back_last(bank)
        screen.refresh()
        wait(qtbot, lambda: screen.table.rows_model.new_count == 1)

        window.go("runtimes")
        window.go("deployments")

        wait(qtbot, lambda: [one.number for one in screen.table.rows_model.rows] == [1])
        wait(qtbot, lambda: screen._detail.row.number == 1)
        wait(qtbot, lambda: screen.filter._count.text() == "1")


def test_the_list_begins_with_what_serves_in_production(demo: Path, tmp_path: Path):
    with demo_desk(demo, "tom", tmp_path) as desktop:
        screen = go(desktop, "deployments")
        stages = [one.stage.name for one in screen.table.rows_model.rows]

        assert screen.table.current_row().stage.name == "PROD"
        assert stages == sorted(stages, key=("PROD", "UAT", "SIT", "DEV").index)
        assert len(set(stages)) > 1


def test_what_is_shown_is_exported_and_the_trail_knows(qtbot, many, tmp_path: Path):
    with desk(many, "tom", tmp_path, "deployments") as desktop:
        screen = shown(qtbot, desktop.window)
        screen.view.choose(3)
        typed(screen, "state:undeployed ")
        wait(qtbot, lambda: [one.number for one in screen.table.rows_model.rows] == [1])
        wait(qtbot, lambda: screen._detail.row.number == 1)
        listed, log = tmp_path / "deployments.csv", tmp_path / "log.csv"

        screen.export_to(listed)
        wait(qtbot, listed.is_file)
        screen.export_log_to(log)
        wait(qtbot, log.is_file)

        rows = list(csv.DictReader(listed.read_text(encoding="utf-8").splitlines()))
        assert [(row["deployment"], row["state"]) for row in rows] == [("1", "undeployed")]
        assert rows[0]["begun_utc"].endswith("+00:00")
        steps = list(csv.DictReader(log.read_text(encoding="utf-8").splitlines()))
        assert [row["step"] for row in steps] == [one.step for one in screen._detail.steps]
    with many.work("tom").reading() as session:
        told = session.scalars(select(AuditEvent.facts).where(AuditEvent.tag == "list.exported"))
        assert [one["list"] for one in told] == ["deployments", "deployment log"]


def test_that_a_roll_back_waits_for_a_service_is_said_until_it_is_known_what_came_of_it(
    qtbot, sqlite_workspace, tmp_path: Path
):
    put_in_production(sqlite_workspace, register(sqlite_workspace))
    put_in_production(sqlite_workspace, register(sqlite_workspace, content=b"v2"))
    with desk(sqlite_workspace, "tom", tmp_path, "deployments") as desktop:
        screen = shown(qtbot, desktop.window)
        reason = partial(desktop.window.actions_registry.reason, "deployments.roll_back")
        wait(qtbot, lambda: screen._detail is not None and not reason())

        asked = sqlite_workspace.work("tom").write(
            ask_roll_back, screen._detail.row.id, reason="Scores drift since the switch.",
            signer=sqlite_workspace.signer("tom"),
        )  # fmt: skip
        wait(qtbot, lambda: "asked already" in reason())

        with sqlite_workspace.service.unit() as work:
            row = work.get(EngineInbox, asked)
            row.consumed_at, row.result = datetime.now(UTC), "No promise holds it."
        found = AskedRollBack("failed", screen._detail.row.number, why="No promise holds it.")
        screen._watch.tell(screen._detail.row.id, found)
        wait(qtbot, lambda: not reason())
