"""Jobs: what is under way, what ended, and a run cancelled where the service really can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.models.queries.job_list import JobRow, list_jobs
from app.models.tables.engine import Job, ProcessInstance
from app.services.task_types import TASK_TYPES
from app.views.filters import parse
from app.views.job_words import TASKS, work_words
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.screens import jobs
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


def test_jobs_are_read_by_pages_and_none_moves_while_others_come_and_go(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    now = datetime.now(UTC)

    def add(*numbers: int) -> None:
        with sqlite_workspace.service.unit() as work:
            for n in numbers:
                due_at = now - timedelta(minutes=10 - n)
                work.add(Job(kind="task", task_type="remind", key=f"{n}", due_at=due_at, attempt=n))

    def set_states(state: str, *numbers: int) -> None:
        with sqlite_workspace.service.unit() as work:
            for one in work.session.scalars(select(Job).where(Job.attempt.in_(numbers))):
                one.state = state

    most = [2]
    sizes: list[int] = []

    def list_few(session: Any, query: Any, after: Any, limit: int) -> Any:
        sizes.append(limit)
        return list_jobs(session, query, after, min(limit, *most))

    monkeypatch.setattr(jobs, "list_jobs", list_few)
    monkeypatch.setattr(jobs, "_REFRESH_MS", 3_600_000)  # the test asks when it means to
    add(1, 2, 3, 4)
    with open_window(qtbot, sqlite_workspace, "tom", tmp_path, "jobs") as window:
        screen: Any = window.current_screen
        model = screen.table.rows_model
        wait(qtbot, lambda: [one.attempt for one in model.rows] == [1, 2, 3, 4])
        assert len(sizes) > 1  # page by page
        wait(qtbot, lambda: screen.filter._count.text() == "4")

        most[0] = 1_000
        screen.table.select_key(model.rows[2].id)
        add(0)
        set_states("succeeded", 2)
        screen.refresh()
        wait(qtbot, lambda: model.gone_count == 1)
        assert [one.attempt for one in model.rows] == [1, 2, 3, 4]
        assert model.new_count == 1
        assert screen.table.current_row().attempt == 3

        screen.table.pill.click()
        wait(qtbot, lambda: [one.attempt for one in model.rows] == [0, 1, 3, 4])
        screen.filter.set_query(parse("herinner remind"))
        wait(qtbot, lambda: model.rowCount() == 0)
        assert screen._empty.isVisible()
        screen.filter.set_query(parse("remind"))  # as it is called, not as it is stored
        wait(qtbot, lambda: screen.filter._count.text() == "4 of 4")

        path = tmp_path / "jobs.csv"
        file = screen._file()
        assert sqlite_workspace.service.read(file.export, file.query, path) == 4
        assert len(path.read_text().splitlines()) == 5
        screen.view.choose(2)
        wait(qtbot, lambda: [one.attempt for one in model.rows] == [2])

        screen.view.choose(0)
        wait(qtbot, lambda: model.rowCount() == 4)
        set_states("succeeded", 0, 1, 3, 4)
        screen.refresh()
        wait(qtbot, lambda: model.rowCount() == 0)  # all had gone: nothing is held in place


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
