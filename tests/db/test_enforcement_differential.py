"""Python's rules, PostgreSQL and SQLite give the same verdict, with the same code, in each case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.models.rules.asking import ASKING
from app.models.rules.policies import POLICIES
from app.models.rules.roles import Role
from app.models.rules.transitions import PUBLISHERS
from app.services.unit_of_work import InboxKind
from tests.conftest import COUNTED
from tests.db.enforcement_cases import Tally
from tests.db.enforcement_decision_cases import decision_cases, key_cases, task_cases, waiver_cases
from tests.db.enforcement_kit import Bench, handle_of, open_bench
from tests.db.enforcement_place_cases import pause_cases, secret_cases
from tests.db.enforcement_refusals import refusal_cases
from tests.db.enforcement_registration_cases import registration_cases
from tests.db.enforcement_table_cases import asking_cases, table_cases
from tests.db.enforcement_trail_cases import act_cases, delete_cases
from tests.db.enforcement_transition_cases import table_role_cases, transition_cases
from tests.db.enforcement_waiver_cases import waiver_vote_cases
from tests.db.refusals import REFUSALS

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


def test_every_transition_by_every_role(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, transition_cases(bench))

    say("thing × from × to × role", bench, tally)
    assert tally.disagreements == []
    assert tally.cases > 4000


def test_every_table_and_column_by_every_role(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, table_cases(bench))

    say("table and column × role", bench, tally)
    assert tally.disagreements == []


def test_every_kind_of_asking_by_every_role(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, asking_cases(bench))

    say("asking the engine", bench, tally)
    assert tally.disagreements == []
    assert set(ASKING) == {str(kind) for kind in InboxKind}


def test_every_key_of_a_table_by_every_role(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, table_role_cases(bench))

    say("decision tables: key × step × role", bench, tally)
    assert tally.disagreements == []
    assert tally.allowed == 3 * len(PUBLISHERS) * (len(POLICIES) + 1)


def test_decisions_on_generated_requests(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, decision_cases(bench))

    say("decisions", bench, tally)
    assert tally.disagreements == []
    assert tally.allowed > 100


def test_waivers_by_every_role(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, waiver_cases(bench))

    say("waivers", bench, tally)
    assert tally.disagreements == []
    assert tally.allowed > 0


def test_votes_on_evidence_with_a_waiver_before_and_past_its_day(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, waiver_vote_cases(bench))

    say("votes on evidence with a waiver", bench, tally)
    assert tally.disagreements == []
    assert (tally.cases, tally.allowed) == (15, 9)


def test_what_nobody_deletes_and_what_people_tell_the_trail(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, [*delete_cases(bench), *act_cases(bench)])

    say("deleting, and telling the trail", bench, tally)
    assert tally.disagreements == []
    assert tally.allowed == 25  # ten of them comments, one on each kind of case file


def test_keys_by_owner_administrators_and_others(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, key_cases(bench))

    say("keys", bench, tally)
    assert tally.disagreements == []
    assert tally.allowed > 30


def test_asking_for_a_model_and_every_answer_to_it(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, registration_cases(bench))

    say("asking for a model to be registered", bench, tally)
    assert tally.disagreements == []
    # Whole requests of three people, to nobody by name or one of two roles: 9. Of the open ones of
    # two askers a registrar declines each, and registers each here, below, or where all
    # is decided: 8; own ones go: 2.
    assert tally.allowed == 19


def test_secrets_of_runtimes_by_every_role(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, secret_cases(bench))

    say("secrets of runtimes", bench, tally)
    assert tally.disagreements == []
    assert tally.allowed > 20


def test_pausing_connections_by_every_role(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, pause_cases(bench))

    say("pausing connections", bench, tally)
    assert tally.disagreements == []
    assert tally.allowed > 20


def test_task_completions_on_generated_tasks(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, task_cases(bench))

    say("task completions", bench, tally)
    assert tally.disagreements == []
    assert tally.allowed > 50


def test_writes_that_one_reason_speaks_against(bench: Bench, say: Say) -> None:
    tally = Tally().run(bench, list(refusal_cases(bench, REFUSALS)))

    say("one reason each", bench, tally)
    assert tally.disagreements == []
    assert tally.allowed == 0


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


# Names: the same signs are refused in every column, whoever writes it and by whatever way
