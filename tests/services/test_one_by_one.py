"""What the service does with many rows: one that breaks stops no other."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.models.tables.execution import Runtime
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.one_by_one import one_by_one
from app.services.unit_of_work import UnitOfWork
from tests.workspaces import TestWorkspace


def test_what_breaks_is_taken_back_alone_and_logged(
    workspace: TestWorkspace, caplog: pytest.LogCaptureFixture
) -> None:
    tom = workspace.work("tom")
    for name in ("one", "two", "three"):
        tom.write(add_runtime, NewRuntime(name, "bank"))

    def tell(work: UnitOfWork) -> int:
        def act(row: Runtime) -> None:
            row.description = "told"
            work.flush()
            if row.name == "two":
                row.capacity = 0  # which the database refuses
                work.flush()

        rows = work.session.scalars(select(Runtime).order_by(Runtime.name)).all()
        return one_by_one(work, rows, act, what="telling")

    assert tom.write(tell) == 2
    with tom.reading() as session:
        said = {one.name: one.description for one in session.scalars(select(Runtime))}
    assert said == {"one": "told", "three": "told", "two": ""}
    assert "telling broke off with one row" in caplog.text
