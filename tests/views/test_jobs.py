"""Jobs: what is under way, what ended, and a run cancelled where the service really can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.models.queries.job_list import JobRow
from app.models.tables.engine import ProcessInstance
from app.services.task_types import TASK_TYPES
from app.views.job_words import TASKS, work_words
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.screens.jobs import elapsed, since
from tests.processes import Stage
from tests.services import engine_tasks
from tests.views.operate_kit import open_window, publish_small, start_run, wait
from tests.workspaces import TestWorkspace

AT = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


@pytest.fixture
def stage(sqlite_workspace: TestWorkspace) -> Stage:
    made = Stage(sqlite_workspace, engine_tasks.TASKS)
    start_run(made, publish_small(sqlite_workspace), host="down", is_down=True)
    return made


def test_every_task_has_its_label():
    assert {key: cls.label for key, cls in TASK_TYPES.items()} == TASKS


def test_a_job_says_what_it_is_for_and_opens_it(
    qtbot: Any, stage: Stage, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "jobs") as window:
        screen: Any = window.current_screen
        wait(qtbot, lambda: screen.table.current_row() is not None)
        one = screen.table.current_row()
        assert one.state == "failed"
        assert one.step == "Check the host"
        assert work_words(one.kind, one.task_type)

        window.actions_registry.trigger("jobs.open")
        assert window.current_key == "runs"


def test_its_run_is_cancelled_with_a_reason_by_the_service(
    qtbot: Any, stage: Stage, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "jobs") as window:
        screen: Any = window.current_screen
        wait(qtbot, lambda: screen.table.current_row() is not None)
        assert screen.why_not_cancel() == ""
        screen.cancel_button.click()
        sheet = screen.findChild(ConfirmSheet)
        sheet.reason.set_text("The host is gone for good.")
        sheet.verb_button.click()
        wait(qtbot, lambda: window.toasts.texts)

        stage.drain()
        with sqlite_workspace.service.reading() as session:
            (run,) = session.scalars(select(ProcessInstance)).all()
            assert run.state == "cancelled"
        screen.refresh()
        wait(qtbot, lambda: screen.table.rows_model.rowCount() == 0)
        screen.view.choose(2)
        wait(qtbot, lambda: screen.table.rows_model.rowCount() >= 1)
        screen.table.select_first()
        assert "has ended" in screen.why_not_cancel()


def test_who_may_not_steer_reads_why(
    qtbot: Any, stage: Stage, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    with open_window(qtbot, sqlite_workspace, "lin", tmp_path, "jobs") as window:
        screen: Any = window.current_screen
        wait(qtbot, lambda: screen.table.current_row() is not None)

        assert "roles do not let you" in screen.why_not_cancel()
        assert not screen.cancel_button.isEnabled()


def job(state: str, **times: datetime | None) -> JobRow:
    due = times.pop("due_at", None) or AT
    return JobRow(
        uuid4(), state, "task", "deploy", "", None, 0, "", "", None, 1, 2, "", "",
        created_at=AT, due_at=due, started_at=times.get("started_at"),
        ended_at=times.get("ended_at"), now=AT + timedelta(hours=1), steps_done=None,
        cancel_blockers=(),
    )  # fmt: skip


def test_a_job_says_since_when_it_is_so_and_how_long_it_takes_or_took() -> None:
    begun, ended = AT + timedelta(minutes=20), AT + timedelta(minutes=25)
    told = {
        "running": job("running", started_at=begun),
        "due": job("due", due_at=AT + timedelta(minutes=50)),
        "failed": job("failed", started_at=begun, ended_at=ended),
        "later": job("later", due_at=AT + timedelta(hours=3)),
        "succeeded": job("succeeded", started_at=begun, ended_at=ended),
    }

    assert {state: (str(since(one)), elapsed(one)) for state, one in told.items()} == {
        "running": ("40 min", "40 min"),
        "due": ("10 min", ""),
        "failed": ("35 min", "5 min"),
        "later": ("in 2 h", ""),
        "succeeded": ("35 min", "5 min"),
    }
