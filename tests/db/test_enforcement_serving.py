"""Whether a version still serves where it is tried: Python's query and the guard say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count, product
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, update
from sqlalchemy.orm import Session

from app.models.queries.serving import is_replaced
from app.models.rules.deployment_states import ACTIVE, ENDED, LEAVING
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.roles import Role
from app.models.rules.tasks import PASSED, TEST, TaskFacts, completion_blockers
from app.models.tables.life_cycle import UserTask
from tests.conftest import BOTH
from tests.db.enforcement_cases import Case, Tally, codes
from tests.db.enforcement_kit import HELD, Bench, handle_of, open_bench

ROLES, OUTCOMES = frozenset({str(Role.TESTER)}), (PASSED, "reject")
NUMBERS = count(1)  # the order in which deployments began


@dataclass(frozen=True)
class Deployed:
    """One deployment: of the task's version by the task's run into its stage, unless it says so."""

    state: str = "deployed"
    is_version: bool = True
    is_run: bool = True
    is_stage: bool = True
    share: float = 1.0


SERVES, LEFT = Deployed(), Deployed("undeployed")
OTHER = Deployed(is_version=False, is_run=False)
STAGED = Deployed(is_stage=False)
Story = tuple[Deployed, ...]  # in the order in which they began

# What became of the version, and whether it serves no more where its run put it last.
TOLD: dict[str, tuple[Story, bool]] = {
    "never in place": ((), False),
    "in place": ((SERVES,), False),
    "left": ((LEFT,), True),
    "retired from all its stages": ((replace(STAGED, state="undeployed"), LEFT), True),
    "replaced by another version": ((LEFT, OTHER), True),
    "another version left before it came": ((replace(OTHER, state="undeployed"), SERVES), False),
    "replaced in the stage where it was before": (
        (replace(STAGED, state="undeployed"), SERVES, replace(OTHER, is_stage=False)), False
    ),
    "replaced in the stage that it came to last": ((SERVES, replace(STAGED, state="failed")), True),
    "challenger beside a champion": ((OTHER, replace(SERVES, share=0.1)), False),
    "challenger that lost": ((OTHER, replace(LEFT, share=0.1)), True),
    "brought back by another run": ((LEFT, replace(SERVES, is_run=False)), False),
    "brought by another run alone": ((replace(LEFT, is_run=False),), False),
    "on one of two runtimes yet": ((SERVES, replace(LEFT, share=0.5)), False),
    "on its way": ((Deployed("deploying"),), False),
    "on its way out": ((Deployed("undeploying"),), True),
    "rolled back": ((Deployed("rolled_back"), OTHER), True),
}  # fmt: skip


def stories() -> Iterator[tuple[str, Story]]:
    """Those, one deployment in each state, and two that differ in each way, in either order."""
    for name, (told, _) in TOLD.items():
        yield name, told
    for state in dict.fromkeys((*ACTIVE, *ENDED, *LEAVING)):
        yield state, (Deployed(state),)
    differing = product(("deployed", "undeployed"), *[(True, False)] * 3)
    for mine, other in product((SERVES, LEFT), (Deployed(*one) for one in differing)):
        for told in ((mine, other), (other, mine)):
            yield ", ".join(map(str, told)), told


@pytest.fixture(scope="module", params=BOTH)
def bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with open_bench(tmp_path_factory.mktemp("serving"), server) as opened:
        yield opened


def lay_out(bench: Bench, owner: Connection, told: Story, kind: str) -> UUID:
    """A task about a version, after these deployments."""
    versions = [bench.put(owner, "model_version"), bench.put(owner, "model_version")]
    runs = [bench.put(owner, "process_instance"), bench.put(owner, "process_instance")]
    stages = [bench.put(owner, "stage"), bench.put(owner, "stage")]
    for one in told:
        bench.put(
            owner, "deployment", number=next(NUMBERS), version_id=versions[not one.is_version],
            instance_id=runs[not one.is_run], stage_id=stages[not one.is_stage],
            service_tag=uuid4().hex, state=one.state, traffic_share=one.share,
        )  # fmt: skip
    task: UUID = bench.put(
        owner, "user_task", kind=kind, roles=sorted(ROLES), outcomes=list(OUTCOMES),
        instance_id=runs[0], version_id=versions[0],
    )  # fmt: skip
    return task


def replaced(owner: Connection, task: UUID) -> bool:
    """What the product's own query reads."""
    session = Session(owner)
    return is_replaced(session, session.get_one(UserTask, task))


def ended(bench: Bench, task: UUID, facts: TaskFacts, outcome: str, label: str) -> Case:
    """A tester ends the task with this outcome."""
    tester = handle_of(Role.TESTER)
    me = DeciderFacts(bench.people[tester], HELD[tester])
    said = codes(completion_blockers(facts, me, outcome=outcome))
    table = bench.table("user_task")
    values = {"row_version": table.c.row_version + 1, "state": "completed", "outcome": outcome}
    statement = update(table).where(table.c.id == task).values(**values)
    return Case(f"{outcome}: {label}", tester, lambda: said, statement)


def cases(bench: Bench) -> Iterator[Case]:
    """What became of the version × kind of task × outcome, by the query's facts."""
    with bench.as_owner() as owner:
        for (name, told), kind in product(stories(), (TEST, "do")):
            task = lay_out(bench, owner, told, kind)
            facts = TaskFacts(kind, ROLES, OUTCOMES, is_replaced=replaced(owner, task))
            for outcome in OUTCOMES:
                yield ended(bench, task, facts, outcome, f"{kind}, {name}")


def test_the_query_and_the_guard_agree_on_what_serves_no_more(bench: Bench) -> None:
    tried = list(cases(bench))
    tally = Tally().run(bench, tried)

    refused = {one.ask() for one in tried} - {()}
    assert tally.disagreements == []
    assert refused == {("task.not_serving",)}
    assert tally.allowed > 200


@pytest.mark.parametrize("name", TOLD)
def test_a_version_is_tried_where_it_serves(bench: Bench, name: str) -> None:
    told, expected = TOLD[name]

    with bench.as_owner() as owner:
        task = lay_out(bench, owner, told, TEST)
        found = replaced(owner, task)
    facts = TaskFacts(TEST, ROLES, OUTCOMES, is_replaced=expected)
    tally = Tally().run(bench, [ended(bench, task, facts, PASSED, name)])

    assert found is expected
    assert tally.disagreements == []
