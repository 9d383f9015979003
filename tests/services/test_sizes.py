"""How much a row may hold is said before the database refuses it, and by the database too."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, update

from app import texts
from app.errors import RefusedError
from app.models.tables.execution import Runtime
from app.models.tables.personal import SavedView
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.unit_of_work import UnitOfWork
from tests.workspaces import TestWorkspace


def code_of(refused: pytest.ExceptionInfo[RefusedError]) -> str:
    (blocker,) = refused.value.blockers
    assert "MW4" not in texts.blocker(blocker)
    return blocker.code


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"capacity": 0}, "number.range"),
        ({"capacity": 2**31 - 1}, "number.range"),
        ({"url": "https://" + "x" * 6_000}, "text.size"),
    ],
)
def test_a_runtime_holds_what_one_can_be(
    workspace: TestWorkspace, given: dict[str, Any], code: str
) -> None:
    tom = workspace.work("tom")

    def by_hand(work: UnitOfWork) -> None:
        work.session.execute(update(Runtime).values(row_version=Runtime.row_version + 1, **given))

    with pytest.raises(RefusedError) as asked:
        tom.write(add_runtime, NewRuntime("prod-9", "bank", **given))
    tom.write(add_runtime, NewRuntime("prod-9", "bank", capacity=100_000))
    with pytest.raises(RefusedError) as refused:
        tom.write(by_hand)

    assert (code_of(asked), code_of(refused)) == (code, code)
    assert asked.value.__cause__ is None  # no statement was sent
    assert refused.value.__cause__ is not None


def test_a_number_that_no_reader_takes_is_refused_before_it_is_sent(
    workspace: TestWorkspace,
) -> None:
    lin = workspace.work("lin")
    view: dict[str, Any] = {
        "unit_id": workspace.unit_id, "person_id": lin.actor.id, "screen": "inventory",
        "name": "v", "content": {"n": 10**309},
    }  # fmt: skip

    def by_hand(work: UnitOfWork) -> None:
        work.session.execute(insert(SavedView).values(**view))

    with pytest.raises(RefusedError) as asked, lin.unit() as work:
        work.add(SavedView(**view))
    with pytest.raises(RefusedError) as refused:
        lin.write(by_hand)

    assert (code_of(asked), code_of(refused)) == ("json.number", "json.number")
    assert asked.value.__cause__ is None
