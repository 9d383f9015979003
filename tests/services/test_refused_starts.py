"""A start that the domain does not allow is refused in a sentence, whoever wrote its row."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.models.bpmn.graph import NodeKind
from app.models.tables.engine import Incident, ProcessInstance
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.processes import submit
from app.services.unit_of_work import InboxKind
from tests.processes import Stage, line, node
from tests.releases import Bank
from tests.services.engine_tasks import TASKS
from tests.workspaces import TestWorkspace


@pytest.fixture
def stage(workspace: TestWorkspace) -> Stage:
    return Stage(workspace, TASKS)


def test_a_start_without_the_version_that_its_steps_need_is_refused(stage: Stage) -> None:
    step = node("give", NodeKind.SERVICE, task_type="give", inputs={"value": "${version_id}"})
    stage.library.publish(line("about", step), parameters={"given_at_start": ["version_id"]})
    forged = {"version_id": str(UUID(int=1))}
    bare = stage.tell("sanne", InboxKind.START, template_key="about")
    told = stage.tell("sanne", InboxKind.START, template_key="about", variables=forged)
    stage.drain()

    with stage.work.reading() as session:
        for row in (bare, told):
            said = session.get_one(EngineInbox, row).result
            assert "“about” needs a model version to begin with." in said
        assert session.scalars(select(Incident)).all() == []


def test_a_second_start_of_a_submitted_version_is_refused_whoever_wrote_it(
    bank: Bank, tmp_path: Any
) -> None:
    registered = bank.register(tmp_path / "v2", extra={"settings.py": "TOKEN = 1\n"})
    bank.submit(registered)
    with bank.workspace.work("sanne").unit() as work:
        second = work.tell_engine(
            InboxKind.START, bank.workspace.unit_id, template_key="on-model-changed",
            model_id=str(registered.model_id), version_id=str(registered.version_id),
        )  # fmt: skip
    bank.drive(bank.background.is_inbox_empty)

    with bank.workspace.service.reading() as session:
        said = session.get_one(EngineInbox, second).result
        running = session.scalars(
            select(ProcessInstance).where(ProcessInstance.version_id == registered.version_id)
        ).all()
    assert len(running) == 1
    assert f"already: process {running[0].number} is active." in said
    again = bank.workspace.work("sanne").write(submit, registered.version_id)
    assert (again.start_key, again.is_new) == (running[0].start_key, False)


def test_a_submission_finds_a_start_that_was_written_by_hand(bank: Bank, tmp_path: Any) -> None:
    registered = bank.register(tmp_path / "v2", extra={"settings.py": "TOKEN = 1\n"})
    with bank.workspace.work("sanne").unit() as work:
        work.tell_engine(
            InboxKind.START, bank.workspace.unit_id, template_key="on-model-changed",
            model_id=str(registered.model_id), version_id=str(registered.version_id),
            start_key="by hand",
        )  # fmt: skip
    bank.drive(bank.background.is_inbox_empty)

    again = bank.workspace.work("sanne").write(submit, registered.version_id)
    assert not again.is_new
    assert again.start_key.endswith(":by hand")  # of the person who wrote it


def test_a_start_that_saw_another_service_come_first_is_refused(bank: Bank, tmp_path: Any) -> None:
    """The guards look at the model that a row names; this one names the version alone."""
    registered = bank.register(tmp_path / "v2", extra={"settings.py": "TOKEN = 1\n"})
    with bank.workspace.work("sanne").unit() as work:
        row = work.tell_engine(
            InboxKind.START, bank.workspace.unit_id, template_key="on-model-changed",
            version_id=str(registered.version_id), variables={"service_tag": "another"},
        )  # fmt: skip
    bank.drive(bank.background.is_inbox_empty)

    with bank.workspace.service.reading() as session:
        said = session.get_one(EngineInbox, row).result
        running = session.scalars(
            select(ProcessInstance).where(ProcessInstance.version_id == registered.version_id)
        ).all()
    assert "It was submitted for #another" in said
    assert running == []
