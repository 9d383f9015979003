"""Which runtime a release takes: one that fits; a wanted one binds only the stage it is for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.services.commands.pauses import pause_connection
from app.services.commands.runtimes import (
    NewRuntime,
    add_runtime,
    find_runtime,
    record_look,
)
from app.services.task_types import BpmnError, Done, Outcome, TaskContext
from app.services.tasks.find_runtime import FindRuntime
from app.services.unit_of_work import UnitOfWork
from tests.stories import register
from tests.workspaces import TestWorkspace

STAGES = {"sit-1": "SIT", "sit-2": "SIT", "prod-1": "PROD"}


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    for name, stage in STAGES.items():
        new = NewRuntime(name, "bank", stage_tags=(stage,), service_tags=("cc-fraud",))
        row = sqlite_workspace.work("tom").write(add_runtime, new)
        sqlite_workspace.service.write(record_look, row.id, is_live=True)
    return sqlite_workspace


def find(bank: TestWorkspace, stage: str, **wishes: Any) -> Outcome:
    snapshot = register(bank).snapshot_id
    context = TaskContext(
        key=str(uuid4()),
        read=bank.service.read,
        write=bank.service.write,
        work_folder=Path(),
        clock=lambda: datetime.now(UTC),
    )
    inputs = FindRuntime.Inputs(str(snapshot), stage, "cc-fraud", **wishes)
    return FindRuntime().run(inputs, context)


def test_a_wanted_runtime_is_taken_in_its_stage(bank: TestWorkspace) -> None:
    found = find(bank, "SIT", wanted_runtime="sit-2")

    assert isinstance(found, Done)
    assert found.outputs["runtime"] == "sit-2"


def test_a_runtime_wanted_for_one_stage_leaves_the_next_free(bank: TestWorkspace) -> None:
    found = find(bank, "PROD", wanted_runtime="sit-2")

    assert isinstance(found, Done)
    assert found.outputs["runtime"] == "prod-1"


def test_a_runtime_that_failed_in_this_release_is_not_taken_again(bank: TestWorkspace) -> None:
    found = find(bank, "SIT", failed_runtimes=("sit-1",))

    assert isinstance(found, Done)
    assert found.outputs["runtime"] == "sit-2"


def test_where_nothing_fits_the_rules_that_failed_are_told(bank: TestWorkspace) -> None:
    found = find(bank, "PROD", failed_runtimes=("prod-1",))
    unknown = find(bank, "PROD", wanted_runtime="prod-9")

    assert isinstance(found, BpmnError)
    assert found.code == "NO_RUNTIME"
    assert found.outputs["runtime_rules"] == [
        "prod-1 fits, but this release failed there. Retry tries it again.",
        "sit-1 is a runtime of SIT; the path keeps its stages apart.",
        "sit-2 is a runtime of SIT; the path keeps its stages apart.",
    ]
    assert isinstance(unknown, BpmnError)
    assert unknown.outputs["runtime_rules"][0] == (
        "prod-1 fits, but this release asks for prod-9 only."
    )


def pause(bank: TestWorkspace, name: str) -> None:
    def turn(work: UnitOfWork) -> None:
        key = find_runtime(work, name).id
        pause_connection(work, "runtime", key, reason="Its disk is replaced today.")

    bank.work("tom").write(turn)


def test_a_paused_runtime_is_passed_over_while_another_fits(bank: TestWorkspace) -> None:
    pause(bank, "sit-1")

    found = find(bank, "SIT")

    assert isinstance(found, Done)
    assert found.outputs["runtime"] == "sit-2"


def test_the_only_one_that_fits_is_waited_for_while_it_is_paused(bank: TestWorkspace) -> None:
    pause(bank, "prod-1")

    for wishes in ({}, {"wanted_runtime": "prod-1"}):
        found = find(bank, "PROD", **wishes)
        assert isinstance(found, Done)
        assert found.outputs["runtime"] == "prod-1"


def test_where_nothing_fits_a_pause_is_told_without_the_name_of_a_person(
    bank: TestWorkspace,
) -> None:
    """The lines are kept with the run; the finder says who, to who asks it."""
    pause(bank, "prod-1")

    found = find(bank, "PROD", failed_runtimes=("prod-1",))

    assert isinstance(found, BpmnError)
    (line,) = [one for one in found.outputs["runtime_rules"] if one.startswith("prod-1")]
    assert line.startswith("prod-1 is paused since ")
    assert "Its disk is replaced today. Wait until prod-1 goes on" in line
    assert "Tom" not in line
