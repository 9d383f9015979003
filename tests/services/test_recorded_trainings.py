"""What the service trained, it tells: nobody does so in its place."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.errors import InputError, RefusedError
from app.models.tables.inventory import TrainingRecord
from app.services.commands.models import record_training
from tests.stories import register
from tests.workspaces import TestWorkspace

FACTS: dict[str, Any] = {
    "algorithm": "logistic_regression",
    "parameters": {},
    "data_digests": {"data": "a" * 64},
    "environment_sha256": "b" * 64,
    "seed": 7,
    "seconds": 3.0,
}
BETTER, TRUE = {"auc": 0.99}, {"auc": 0.61}


def told(workspace: TestWorkspace) -> list[dict[str, Any]]:
    with workspace.service.reading() as session:
        return [*session.scalars(select(TrainingRecord.metrics))]


def test_nobody_else_tells_what_a_job_trained(workspace: TestWorkspace) -> None:
    version, key = register(workspace).version_id, f"job-{uuid4().hex}"

    with pytest.raises(RefusedError) as refused:
        workspace.work("sanne").write(
            record_training, version, run_key=key, metrics=BETTER, **FACTS
        )
    assert [one.code for one in refused.value.blockers] == ["training.of_service"]

    for _ in range(2):  # a repeated job tells it once
        workspace.service.write(record_training, version, run_key=key, metrics=TRUE, **FACTS)
    assert told(workspace) == [TRUE]


def test_a_training_is_not_taken_for_somebody_elses_of_the_same_key(
    workspace: TestWorkspace,
) -> None:
    first, second = register(workspace), register(workspace, content=b"v2")
    sanne, mark = workspace.work("sanne"), workspace.work("mark")
    sanne.write(record_training, first.version_id, run_key="mine", metrics=BETTER, **FACTS)

    for work, version in ((mark, first.version_id), (sanne, second.version_id)):
        with pytest.raises(InputError, match="under the key mine already"):
            work.write(record_training, version, run_key="mine", metrics=TRUE, **FACTS)
    assert told(workspace) == [BETTER]
