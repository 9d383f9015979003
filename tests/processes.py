"""Life cycles for engine tests, built by hand: a process as a few lines, published in a workspace.

`node("check", NodeKind.SERVICE, task_type="echo")` and `flow("start", "check")` make a graph; the
BPMN bytes stored in the template are only its name, which `Library.parse` looks up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from app.models.bpmn.graph import (
    EventDefinition,
    EventKind,
    Flow,
    Node,
    NodeKind,
    ProcessDefinition,
    Timer,
    TimerKind,
    VariableMapping,
)
from app.models.tables.engine import ProcessInstance, Token, Variable
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate, UserTask
from app.services.commands.life_cycles import import_table
from app.services.commands.signatures import sign_step
from app.services.digests import digest_bytes
from app.services.engine.definitions import Definitions, parse_bpmn
from app.services.engine.engine import Engine
from app.services.engine.starting import StartRequest
from app.services.unit_of_work import InboxKind, Work
from app.services.worker import Worker
from tests.workspaces import TestWorkspace


def node(node_id: str, kind: NodeKind, **values: Any) -> Node:
    for name in ("inputs", "outputs"):
        if isinstance(values.get(name), Mapping):
            values[name] = tuple(VariableMapping(v, k) for k, v in values[name].items())
    return Node(node_id, kind, **values)


def flow(source: str, target: str, condition: str = "", flow_id: str = "") -> Flow:
    return Flow(flow_id or f"{source}-{target}", source, target, condition=condition)


def message(name: str, key: str = "") -> EventDefinition:
    return EventDefinition(EventKind.MESSAGE, message=name, correlation_key=key)


def timer(kind: TimerKind, expression: str, **values: Any) -> EventDefinition:
    return EventDefinition(EventKind.TIMER, timer=Timer(kind, expression, **values))


def error(code: str = "", **values: Any) -> EventDefinition:
    return EventDefinition(EventKind.ERROR, error_code=code, **values)


TERMINATE = EventDefinition(EventKind.TERMINATE)


def process(process_id: str, nodes: Sequence[Node], flows: Sequence[Flow]) -> ProcessDefinition:
    known = {}
    for each in nodes:
        known[each.id] = replace(
            each,
            scope=each.scope or process_id,
            incoming=tuple(f.id for f in flows if f.target == each.id),
            outgoing=tuple(f.id for f in flows if f.source == each.id),
        )
    return ProcessDefinition(process_id, process_id, known, {f.id: f for f in flows})


def line(process_id: str, *nodes: Node) -> ProcessDefinition:
    """start → the nodes, one after the other → end."""
    every = [node("start", NodeKind.START), *nodes, node("end", NodeKind.END, name="DONE")]
    flows = [flow(one.id, other.id) for one, other in pairwise(every)]
    return process(process_id, every, flows)


class Library:
    """Hand-made processes by name, and the workspace they are published in."""

    def __init__(self, workspace: TestWorkspace) -> None:
        self.workspace = workspace
        self._processes: dict[str, ProcessDefinition] = {}

    def parse(self, data: bytes) -> Mapping[str, ProcessDefinition]:
        found = self._processes.get(data.decode())
        return {found.id: found} if found else parse_bpmn(data)

    def definitions(self) -> Definitions:
        return Definitions(self.parse)

    def spoil(self, definition: ProcessDefinition) -> None:
        """Nothing can read its published versions any more."""
        kept = {k: one for k, one in self._processes.items() if one.id != definition.id}
        self._processes = kept

    def publish(
        self, definition: ProcessDefinition, *, parameters: Mapping[str, Any] | None = None
    ) -> UUID:
        """The next version of the template whose key is the process id."""
        with self.workspace.work("eva").unit() as work:
            versions = work.session.scalars(
                select(LifeCycleTemplate.version).where(LifeCycleTemplate.key == definition.id)
            ).all()
            version = len(versions) + 1
            name = f"{definition.id} {version}"
            self._processes[name] = definition
            template = work.add(
                LifeCycleTemplate(
                    id=uuid4(),
                    unit_id=self.workspace.unit_id,
                    key=definition.id,
                    version=version,
                    name=definition.id,
                    process_id=definition.id,
                    bpmn=name.encode(),
                    sha256=digest_bytes(name.encode()),
                    parameters=dict(parameters or {}),
                )
            )
            made, seen = template.id, template.sha256
        with self.workspace.work("jo").unit() as work:
            template = work.get(LifeCycleTemplate, made)
            signer = self.workspace.signer("jo")
            sign_step(work, template, "published", signer, meaning="Put in force", seen_sha256=seen)
            template.state, template.seen_sha256 = "published", seen
            work.flush()
        return made


class Stage:
    """An engine and a worker on a workspace, with short words for what tests do."""

    def __init__(self, workspace: TestWorkspace, tasks: Any, **engine: Any) -> None:
        self.workspace = workspace
        self.library = Library(workspace)
        self.engine = Engine(definitions=self.library.definitions(), **engine)
        self.work: Work = workspace.service
        self.worker = self.new_worker("w1", tasks)

    def new_worker(self, name: str, tasks: Any, **values: Any) -> Worker:
        return Worker(self.work, self.engine, name=name, tasks=tasks, **values)

    def start(self, definition: ProcessDefinition, **variables: Any) -> UUID:
        template_id = self.library.publish(definition)
        return self.start_again(template_id, **variables)

    def start_again(self, template_id: UUID, key: str = "", **variables: Any) -> UUID:
        request = StartRequest(
            template_id,
            self.workspace.unit_id,
            start_key=key or uuid4().hex,
            business_key=variables.pop("business_key", ""),
            variables=variables,
        )
        with self.work.unit() as work:
            return self.engine.start(work, request)

    def drain(self, limit: int = 1000) -> None:
        """Do all that is due."""
        for _ in range(limit):
            if not self.worker.run_once():
                return
        raise AssertionError("the worker never came to rest")

    def instance(self, instance_id: UUID) -> ProcessInstance:
        with self.work.reading() as session:
            return session.get_one(ProcessInstance, instance_id)

    def tokens(self, instance_id: UUID) -> list[Token]:
        with self.work.reading() as session:
            return list(session.scalars(select(Token).where(Token.instance_id == instance_id)))

    def variables(self, instance_id: UUID) -> dict[str, Any]:
        """Those of the instance itself, not of a scope in it."""
        own = (Variable.instance_id == instance_id, Variable.scope_key == "")
        with self.work.reading() as session:
            return {one.name: one.value for one in session.scalars(select(Variable).where(*own))}

    def places(self, instance_id: UUID) -> list[str]:
        """Where the tokens of the instance are, but for those of scopes."""
        return sorted(t.node_id for t in self.tokens(instance_id) if t.state != "scope")

    def tell(self, handle: str, kind: InboxKind, **payload: Any) -> UUID:
        with self.workspace.work(handle).unit() as work:
            return work.tell_engine(kind, self.workspace.unit_id, **payload)

    def open_tasks(self, instance_id: UUID) -> list[UserTask]:
        with self.work.reading() as session:
            return list(
                session.scalars(
                    select(UserTask).where(
                        UserTask.instance_id == instance_id,
                        UserTask.state.in_(("created", "claimed", "escalated")),
                    )
                )
            )

    def complete(self, handle: str, task_id: UUID, outcome: str = "done", **answers: Any) -> None:
        """As the inbox does it: the person's row and the engine's entry in one transaction."""
        with self.workspace.work(handle).unit() as work:
            task = work.get(UserTask, task_id)
            task.outcome, task.answers, task.state = outcome, answers, "completed"
            work.flush()
            work.tell_engine(InboxKind.TASK_OUTCOME, task.unit_id, task_id=str(task_id))


DMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"
  namespace="urn:test">
  <decision id="tier" name="tier">
    <decisionTable hitPolicy="FIRST">
      <input id="i"><inputExpression typeRef="number"><text>amount</text></inputExpression></input>
      <output id="o" name="tier" typeRef="string"/>
      <rule id="r1"><inputEntry><text>&gt; 100</text></inputEntry>
        <outputEntry><text>"HIGH {version}"</text></outputEntry></rule>
      <rule id="r2"><inputEntry><text>-</text></inputEntry>
        <outputEntry><text>"LOW {version}"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>"""


def publish_table(stage: Stage, version: int) -> None:
    dmn = DMN.replace("{version}", str(version)).encode()
    table = stage.workspace.work("eva").write(
        import_table, unit="bank", key="tier-table", name="Tier", decision_id="tier", dmn=dmn
    )
    with stage.workspace.work("jo").unit() as work:
        row, signer = work.get(DecisionTable, table.id), stage.workspace.signer("jo")
        said = {"seen_sha256": row.sha256}
        sign_step(work, row, "published", signer, meaning="Put in force", **said)
        row.state, row.seen_sha256 = "published", row.sha256
        work.flush()
