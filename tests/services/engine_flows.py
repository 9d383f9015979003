"""What the tests of the engine's flow ask of a stage, and the nodes they begin and end with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.models.bpmn.graph import (
    NodeKind,
    ProcessDefinition,
    TimerKind,
)
from app.models.tables.engine import (
    EventSubscription,
    Job,
    Variable,
)
from tests.processes import Stage, error, flow, node, process, timer

START = node("start", NodeKind.START)
END = node("end", NodeKind.END, name="DONE")


def values(stage: Stage, instance_id: UUID) -> dict[str, Any]:
    with stage.work.reading() as session:
        rows = session.scalars(select(Variable).where(Variable.instance_id == instance_id))
        return {row.name: row.value for row in rows if row.scope_key == ""}


def rows(stage: Stage, kind: type, **where: Any) -> list[Any]:
    with stage.work.reading() as session:
        return list(session.scalars(select(kind).filter_by(**where)))


def finish_all(stage: Stage, instance_id: UUID) -> None:
    while tasks := stage.open_tasks(instance_id):
        stage.complete("mark", tasks[0].id)
        stage.drain()


def user(node_id: str, **more: Any) -> Any:
    return node(node_id, NodeKind.USER, roles=("validator",), **more)


def assert_done(stage: Stage, instance_id: UUID, outcome: str = "DONE") -> None:
    instance = stage.instance(instance_id)
    assert (instance.state, instance.outcome) == ("completed", outcome)
    assert stage.tokens(instance_id) == []
    assert rows(stage, EventSubscription) == []
    assert [job.state for job in rows(stage, Job) if job.state in ("queued", "leased")] == []
    assert stage.open_tasks(instance_id) == []
    assert [row.name for row in rows(stage, Variable) if row.scope_key] == []


def with_sub_process(**sub: Any) -> ProcessDefinition:
    return process(
        "outer",
        [
            START,
            node("sub", NodeKind.SUB_PROCESS, **sub),
            node("in", NodeKind.START, scope="sub"),
            user("work", scope="sub"),
            node("out", NodeKind.END, scope="sub", name="inner end"),
            node("late", NodeKind.BOUNDARY, attached_to="sub",
                 event=timer(TimerKind.DURATION, "PT1H")),
            node("too_late", NodeKind.END, name="LATE"),
            END,
        ],
        [
            flow("start", "sub"),
            flow("in", "work"),
            flow("work", "out"),
            flow("sub", "end"),
            flow("late", "too_late"),
        ],
    )  # fmt: skip


def calling(child: str, **call: Any) -> ProcessDefinition:
    return process(
        "parent",
        [
            START,
            node("call", NodeKind.CALL, called_element=child, **call),
            node("failed", NodeKind.BOUNDARY, attached_to="call", event=error("bad")),
            node("bad_end", NodeKind.END, name="BAD"),
            END,
        ],
        [flow("start", "call"), flow("call", "end"), flow("failed", "bad_end")],
    )
