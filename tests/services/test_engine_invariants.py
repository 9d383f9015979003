"""Whatever the life cycle and whoever is first: no token is lost, and none is left at the end."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.models.bpmn.graph import (
    Flow,
    MultiInstance,
    Node,
    NodeKind,
    ProcessDefinition,
    TimerKind,
)
from app.models.tables.engine import EventSubscription, Job, ProcessInstance, StepRun, Token
from app.models.tables.life_cycle import UserTask
from tests.conftest import BOTH
from tests.processes import Stage, flow, message, node, process, timer
from tests.services.engine_tasks import TASKS, TestClock
from tests.workspaces import make_workspace

Block = tuple[Any, ...]

LEAVES = st.sampled_from([("service",), ("user",), ("pass",), ("timed",), ("noted",)])


def _inner(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(blocks, min_size=1, max_size=3).map(tuple)
    branches = st.lists(blocks, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(lambda parts: ("row", *parts)),
        branches.map(lambda parts: ("all", *parts)),
        st.tuples(branches, st.integers(0, 2)).map(
            lambda drawn: ("one", drawn[1] % len(drawn[0]), *drawn[0])
        ),
        blocks.map(lambda part: ("sub", part)),
        st.tuples(blocks, st.integers(0, 3)).map(lambda drawn: ("many", drawn[1], drawn[0])),
        st.tuples(blocks, st.integers(1, 3)).map(lambda drawn: ("loop", drawn[1], drawn[0])),
    )


BLOCKS = st.recursive(LEAVES, _inner, max_leaves=7)


@dataclass
class Builder:
    """Makes the graph of a block, and counts how often each activity has to be done."""

    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    expected: Counter[str] = field(default_factory=Counter)
    counters: dict[str, int] = field(default_factory=dict)

    def add(self, kind: NodeKind, scope: str, **values: Any) -> str:
        node_id = f"{kind.value}{len(self.nodes)}"
        self.nodes.append(node(node_id, kind, scope=scope, **values))
        return node_id

    def link(self, source: str, target: str, condition: str = "") -> str:
        made = flow(source, target, condition, flow_id=f"f{len(self.flows)}")
        self.flows.append(made)
        return made.id

    def build(self, block: Block, scope: str, times: int) -> tuple[str, str]:
        """The first and the last node of `block`, which is gone through `times` times."""
        made: tuple[str, str] = getattr(self, f"_{block[0]}")(*block[1:], scope=scope, times=times)
        return made

    def _leaf(self, kind: NodeKind, scope: str, times: int, **values: Any) -> tuple[str, str]:
        node_id = self.add(kind, scope, **values)
        self.expected[node_id] += times
        return node_id, node_id

    def _service(self, *, scope: str, times: int) -> tuple[str, str]:
        return self._leaf(NodeKind.SERVICE, scope, times, task_type="give")

    def _pass(self, *, scope: str, times: int) -> tuple[str, str]:
        return self._leaf(NodeKind.TASK, scope, times)

    def _user(self, *, scope: str, times: int) -> tuple[str, str]:
        return self._leaf(NodeKind.USER, scope, times, roles=("validator",))

    def _timed(self, *, scope: str, times: int) -> tuple[str, str]:
        event = timer(TimerKind.DURATION, "PT1M")
        return self._leaf(NodeKind.CATCH, scope, times, event=event)

    def _noted(self, *, scope: str, times: int) -> tuple[str, str]:
        """A person's task with boundary events that never come."""
        made = self._user(scope=scope, times=times)
        for event in (timer(TimerKind.DURATION, "P900D"), message("never")):
            boundary = self.add(NodeKind.BOUNDARY, scope, attached_to=made[0], event=event)
            end = self.add(NodeKind.END, scope)
            self.link(boundary, end)
        return made

    def _row(self, *parts: Block, scope: str, times: int) -> tuple[str, str]:
        made = [self.build(part, scope, times) for part in parts]
        for (_, end), (begin, _) in pairwise(made):
            self.link(end, begin)
        return made[0][0], made[-1][1]

    def _all(self, *parts: Block, scope: str, times: int) -> tuple[str, str]:
        split, join = self.add(NodeKind.PARALLEL, scope), self.add(NodeKind.PARALLEL, scope)
        for part in parts:
            begin, end = self.build(part, scope, times)
            self.link(split, begin)
            self.link(end, join)
        return split, join

    def _one(self, chosen: int, *parts: Block, scope: str, times: int) -> tuple[str, str]:
        split, join = self.add(NodeKind.EXCLUSIVE, scope), self.add(NodeKind.EXCLUSIVE, scope)
        for number, part in enumerate(parts):
            begin, end = self.build(part, scope, times if number == chosen else 0)
            self.link(split, begin, f"${{{number} == {chosen}}}")
            self.link(end, join)
        return split, join

    def _sub(self, part: Block, *, scope: str, times: int, **values: Any) -> tuple[str, str]:
        sub = self.add(NodeKind.SUB_PROCESS, scope, **values)
        inner_times = times * (int(values["multi_instance"].cardinality) if values else 1)
        start, stop = self.add(NodeKind.START, sub), self.add(NodeKind.END, sub)
        begin, end = self.build(part, sub, inner_times)
        self.link(start, begin)
        self.link(end, stop)
        return sub, sub

    def _many(self, count: int, part: Block, *, scope: str, times: int) -> tuple[str, str]:
        many = MultiInstance(cardinality=str(count))
        return self._sub(part, scope=scope, times=times, multi_instance=many)

    def _loop(self, count: int, part: Block, *, scope: str, times: int) -> tuple[str, str]:
        """`part` `count` times, counted by a sub-process that knows how often it was there."""
        sub = self.add(NodeKind.SUB_PROCESS, scope, inputs={"turn": "${0}"})
        start, stop = self.add(NodeKind.START, sub), self.add(NodeKind.END, sub)
        again, more = self.add(NodeKind.EXCLUSIVE, sub), self.add(NodeKind.EXCLUSIVE, sub)
        begin, end = self.build(part, sub, times * count)
        step = self.add(
            NodeKind.SEND, sub, outputs={"turn": "${turn + 1}"}, task_type="give"
        )  # counts, by a job
        self.link(start, again)
        self.link(again, begin)
        self.link(end, step)
        self.link(step, more)
        self.link(more, again, f"${{turn < {count}}}")
        self.link(more, stop, f"${{turn >= {count}}}")
        return sub, sub


def built(block: Block, name: str) -> tuple[ProcessDefinition, Counter[str]]:
    builder = Builder()
    start, end = builder.add(NodeKind.START, name), builder.add(NodeKind.END, name, name="DONE")
    first, last = builder.build(block, name, 1)
    builder.link(start, first)
    builder.link(last, end)
    return process(name, builder.nodes, builder.flows), +builder.expected


@pytest.fixture(scope="module", params=BOTH)
def stage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    is_team = request.param == "postgresql"
    server = request.getfixturevalue("postgres") if is_team else None
    mould = request.getfixturevalue("postgres_mould" if is_team else "sqlite_mould")
    folder: Path = tmp_path_factory.mktemp("invariants")
    with make_workspace(folder, server, mould) as workspace:
        yield Stage(workspace, TASKS, clock=TestClock())


def check_tokens(stage: Stage, instance_id: UUID) -> None:
    """Each token waits for exactly one thing, or holds others, or stands before a join."""
    with stage.work.reading() as session:
        tokens = session.scalars(select(Token).where(Token.instance_id == instance_id)).all()
        jobs = session.scalars(
            select(Job).where(Job.instance_id == instance_id, Job.state.in_(("queued", "leased")))
        ).all()
        tasks = session.scalars(
            select(UserTask).where(
                UserTask.instance_id == instance_id,
                UserTask.state.in_(("created", "claimed", "completed")),
            )
        ).all()
        subscriptions = session.scalars(
            select(EventSubscription).where(EventSubscription.instance_id == instance_id)
        ).all()
        state = session.get_one(ProcessInstance, instance_id).state
    known = {token.id for token in tokens}
    assert state == ("active" if tokens else "completed")
    assert {row.token_id for row in (*jobs, *subscriptions)} <= known
    assert all(token.scope_id in known for token in tokens if token.scope_id)
    holding = {token.scope_id for token in tokens}
    for token in tokens:
        own = [job for job in jobs if job.token_id == token.id and job.node_id == token.node_id]
        own_tasks = [
            task for task in tasks if (task.token_id, task.node_id) == (token.id, token.node_id)
        ]
        if token.state == "waiting":
            assert len(own) + len(own_tasks) == 1, token.node_id
        elif token.state == "scope":
            assert token.id in holding
        else:
            assert token.state == "joining"


PATIENCE = 5  # a person may be late, and comes


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(block=BLOCKS, seed=st.integers(0, 1 << 16))
def test_no_token_is_lost_and_none_is_left(stage: Stage, block: Block, seed: int) -> None:
    # A machine that is busy comes to other tasks at other times: what is drawn must not depend on
    # how many there are.
    dice = random.Random(seed)
    definition, expected = built(block, "random")
    instance_id = stage.start(definition)
    clock = stage.engine.clock
    assert isinstance(clock, TestClock)
    idle = 0  # looks at which nothing was to be done, but by a person
    for _ in range(400):
        check_tokens(stage, instance_id)
        tasks = stage.open_tasks(instance_id)
        if tasks and (idle >= PATIENCE or dice.random() < 0.5):
            idle = 0
            stage.complete("mark", dice.choice(tasks).id)
        elif not stage.worker.run_once():
            if not tasks and stage.instance(instance_id).state == "completed":
                break
            idle += 1
            clock.pass_by(minutes=2)

    assert stage.instance(instance_id).outcome == "DONE"
    with stage.work.reading() as session:
        steps = session.scalars(select(StepRun).where(StepRun.instance_id == instance_id)).all()
    done = Counter(step.node_id for step in steps)
    assert {name: done[name] for name in expected} == dict(expected)
    assert not {step.state for step in steps} - {"done"}
