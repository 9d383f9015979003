"""Where the life cycle of a model stands takes two of its runs, however many it had."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from app.models.queries.inventory import Step, load_steps, newest_runs, step_now
from tests.db.enforcement_kit import open_bench
from tests.postgres import PostgresServer

STANDS = {  # the states of its runs, first to last, and which of them tells
    ("completed", "cancelled", "completed"): 2,
    ("completed", "active", "completed"): 1,
    ("incident", "completed", "suspended", "cancelled", "completed"): 2,
    ("active",): 0,
}


@pytest.mark.parametrize("is_team", [False, True], ids=["sqlite", "postgresql"])
def test_the_newest_run_under_way_tells_else_the_newest_of_all(
    tmp_path: Path, postgres: PostgresServer, is_team: bool
) -> None:
    server = postgres if is_team else None
    with open_bench(tmp_path, server) as bench, bench.as_owner() as owner:
        number = 1_000_000

        def run(model: UUID, state: str, called_by: UUID | None = None) -> UUID:
            nonlocal number
            number += 1
            given = {"number": number, "state": state, "outcome": state}
            made: UUID = bench.put(
                owner, "process_instance", model_id=model, parent_token_id=called_by, **given
            )
            return made

        def runs(states: Sequence[str]) -> tuple[UUID, list[UUID]]:
            model: UUID = bench.put(owner, "registered_model")
            made = [run(model, state) for state in states]
            run(model, "active", called_by=model)  # a part of one of them
            return model, made

        told = {states: runs(states) for states in STANDS}
        models = [model for model, _ in told.values()]
        session = Session(owner)
        steps = load_steps(session, models)
        read = session.execute(newest_runs(session, models)).all()

    expected = {told[one][0]: told[one][1][place] for one, place in STANDS.items()}
    assert {model: step.instance_id for model, step in steps.items()} == expected
    assert sorted(row.state for row in read) == [
        "active", "active", "completed", "completed", "completed", "suspended",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "is_latest", "is_told"),
    [
        ("completed", True, True),
        ("completed", False, False),  # the latest was not asked for yet
        ("active", False, True),  # who waits for it is to be seen
    ],
)
def test_what_an_older_version_came_to_is_no_step_of_the_latest(
    state: str, is_latest: bool, is_told: bool
) -> None:
    latest = uuid4()
    step = Step("DEPLOYED", state, version_id=latest if is_latest else uuid4())

    assert step_now(step, latest) == (step if is_told else Step())
