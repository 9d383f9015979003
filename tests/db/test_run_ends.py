"""What became of what a run deployed, on both databases: of one place of several, of another's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.models.queries.run_ends import NoLonger, load_no_longer, load_since_then
from app.models.tables.execution import Deployment
from tests.db.enforcement_kit import Bench, open_bench

DRIFT = "Drift is high since the switch."


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with open_bench(tmp_path_factory.mktemp("ends"), server) as opened:
        yield opened


def runtime(bench: Bench, owner: Connection, name: str) -> Any:
    return bench.put(owner, "runtime", name=f"{name}-{uuid4().hex[:6]}")


def told(bench: Bench, *states: str) -> tuple[NoLonger | None, list[str]]:
    """What is said of a run that brought its version to as many runtimes, and their names."""
    with bench.as_owner() as owner:
        version = bench.put(owner, "model_version")
        run = bench.put(owner, "process_instance", version_id=version)
        names = [f"prod-eu-{number}-{uuid4().hex[:6]}" for number, _ in enumerate(states)]
        for name, state in zip(names, states, strict=True):
            there = bench.put(owner, "runtime", name=name)
            bench.put(
                owner, "deployment", version_id=version, instance_id=run, runtime_id=there,
                state=state, reason=DRIFT if state == "rolled_back" else "",
            )  # fmt: skip
        with Session(owner) as session:
            return load_no_longer(session, {run: version}).get(run), names


@pytest.mark.parametrize("states", [("deployed", "rolled_back"), ("rolled_back", "deployed")])
def test_a_run_one_of_whose_runtimes_serves_on_says_which_was_rolled_back(
    bench: Bench, states: tuple[str, str]
) -> None:
    said, names = told(bench, *states)

    assert said == NoLonger("rolled_back", DRIFT, (names[states.index("rolled_back")],))


def test_a_run_is_no_longer_what_it_was_where_nothing_of_it_serves(bench: Bench) -> None:
    assert told(bench, "rolled_back", "rolled_back")[0] == NoLonger("rolled_back", DRIFT)
    assert told(bench, "undeployed", "rolled_back")[0] == NoLonger("rolled_back", DRIFT)
    assert told(bench, "undeployed", "failed")[0] == NoLonger("undeployed", "")


def test_a_run_whose_last_place_serves_is_what_it_was_though_an_earlier_one_moved_on(
    bench: Bench,
) -> None:
    assert told(bench, "undeployed", "deployed")[0] is None
    assert told(bench, "deployed", "rolling_back")[0] is None


def test_what_serves_in_its_place_is_named_with_its_model(bench: Bench) -> None:
    with bench.as_owner() as owner:
        there = runtime(bench, owner, "shared")

        def brought(name: str, number: int, state: str) -> UUID:
            name = f"{name}-{there.hex[:6]}"
            model = bench.put(owner, "registered_model", name=name, name_folded=name)
            version = bench.put(owner, "model_version", model_id=model, version=number)
            made: UUID = bench.put(
                owner, "deployment", model_id=model, version_id=version, runtime_id=there,
                service_tag="fraud", state=state,
            )  # fmt: skip
            return made

        gone = brought("first", 4, "undeployed")
        brought("other", 9, "deployed")
        with Session(owner) as session:
            then = load_since_then(session, session.get_one(Deployment, gone))

    assert then.serving == f"other-{there.hex[:6]} v9"
