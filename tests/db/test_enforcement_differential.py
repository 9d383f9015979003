"""The three agree on many decisions and task completions, drawn by chance; and who is an author.

All other cases are asked where rules are deleted one by one: test_enforcement_mutants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.models.rules.roles import Role
from tests.conftest import COUNTED
from tests.db.enforcement_cases import Tally
from tests.db.enforcement_decision_cases import decision_cases, task_cases
from tests.db.enforcement_kit import Bench, handle_of, open_bench

Say = Callable[[str, Bench, Tally], None]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with open_bench(tmp_path_factory.mktemp("bench"), server, is_by_hand=True) as opened:
        yield opened


@pytest.fixture
def say(record_property: Callable[[str, object], None]) -> Say:
    """The number of cases is part of the answer: it stands at the end of the test run."""

    def keep_tally(what: str, bench: Bench, tally: Tally) -> None:
        record_property(COUNTED, f"{what} on {bench.name}: {tally}")

    return keep_tally


def test_decisions_on_generated_requests(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, decision_cases(bench))

    say("decisions", bench, tally)
    assert tally.disagreements == []
    assert tally.allowed > 100


def test_task_completions_on_generated_tasks(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, task_cases(bench))

    say("task completions", bench, tally)
    assert tally.disagreements == []
    assert tally.allowed > 50


def test_who_writes_part_of_a_version_is_its_author_whatever_they_are_called(bench: Bench) -> None:
    people, authors = bench.table("person"), bench.table("version_author").c
    is_author = people.c.id == bench.people["author"]

    def call(kind: str) -> UUID:
        with bench.as_owner() as owner:
            owner.execute(update(people).where(is_author).values(kind=kind))
            version: UUID = bench.put(owner, "model_version")
        return version

    version = call("weird")
    try:
        found = {}
        for who in ("author", handle_of(Role.WORKER)):
            connection = bench.connect(who)
            with connection.begin_nested() as attempt:
                connection.execute(bench.new_row("asset", version_id=version))
                of = select(authors.person_id).where(authors.version_id == version)
                found[who] = bench.people[who] in connection.execute(of).scalars().all()
                attempt.rollback()
    finally:
        call("person")

    assert found == {"author": True, handle_of(Role.WORKER): False}
