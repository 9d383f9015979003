"""An executable process as an immutable graph: what the engine walks and the painter draws.

`xml_io` makes it from a file, `checks` says what in the file runs, is kept or is refused. Nothing
here knows a database. Expressions stay text (`${…}`, `#{…}` or `=feel`); `app.models.language`
evaluates them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class NodeKind(StrEnum):
    """What a flow node is. The words are those of BPMN 2.0."""

    START = "start"
    END = "end"
    CATCH = "catch"  # intermediate catch event
    THROW = "throw"  # intermediate throw event (none or message)
    BOUNDARY = "boundary"
    TASK = "task"  # a task without a type: passes through
    USER = "user"
    SERVICE = "service"
    BUSINESS_RULE = "business_rule"
    SEND = "send"
    RECEIVE = "receive"
    MANUAL = "manual"  # a person's work outside the system: a user task with the outcome "done"
    CALL = "call"  # call activity
    SUB_PROCESS = "sub_process"  # embedded
    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    UNSUPPORTED = "unsupported"  # is drawn, never run: `checks` refuses the file


class EventKind(StrEnum):
    NONE = "none"
    MESSAGE = "message"
    TIMER = "timer"
    ERROR = "error"
    TERMINATE = "terminate"


class TimerKind(StrEnum):
    DATE = "date"
    DURATION = "duration"
    CYCLE = "cycle"  # ISO 8601 repetition or a cron expression (5, 6 or 7 fields)


@dataclass(frozen=True, slots=True)
class Timer:
    kind: TimerKind
    expression: str
    zone: str = "UTC"  # IANA name; from the attribute mw:zone
    misfire: str = "once"  # once | skip | all; from mw:misfire


@dataclass(frozen=True, slots=True)
class EventDefinition:
    kind: EventKind
    message: str = ""  # name of the message
    correlation_key: str = ""  # expression; empty: the instance's business key
    error_code: str = ""  # empty on a boundary event: catches every error
    error_code_variable: str = ""
    error_message_variable: str = ""
    timer: Timer | None = None


@dataclass(frozen=True, slots=True)
class MultiInstance:
    """Parallel only. Either `collection` (an expression or a variable's name) or `cardinality`."""

    collection: str = ""
    element_variable: str = ""
    cardinality: str = ""
    completion_condition: str = ""


@dataclass(frozen=True, slots=True)
class VariableMapping:
    """One variable handed in or out: `source` is an expression or a literal, `target` a name."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class RetryCycle:
    """`R3/PT1M` as camunda:failedJobRetryTimeCycle writes it: attempts and the wait before each."""

    attempts: int = 3
    wait_s: tuple[float, ...] = (1.0, 5.0, 30.0)


@dataclass(frozen=True, slots=True)
class Flow:
    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""  # expression; empty: always


@dataclass(frozen=True, slots=True)
class Node:
    id: str
    kind: NodeKind
    name: str = ""
    scope: str = ""  # id of the sub-process it lies in; the process id at the top
    line: int = 0  # in the source file, for findings
    incoming: tuple[str, ...] = ()  # flow ids in document order
    outgoing: tuple[str, ...] = ()
    default_flow: str = ""
    event: EventDefinition | None = None  # start, end, catch, throw, boundary, receive, send
    attached_to: str = ""  # boundary events
    is_interrupting: bool = True
    task_type: str = ""  # key of TASK_TYPES: camunda:topic or mw:task, mapped
    inputs: tuple[VariableMapping, ...] = ()  # camunda:inputOutput
    outputs: tuple[VariableMapping, ...] = ()
    roles: tuple[str, ...] = ()  # camunda:candidateGroups, split
    assignee: str = ""  # expression: people are named by the run, never by the file
    due: str = ""  # camunda:dueDate: expression or ISO duration
    form: str = ""  # camunda:formKey: kept, not shown yet
    task_kind: str = ""  # mw:kind of a user task: approve, review, complete, acknowledge, …
    outcomes: tuple[str, ...] = ()  # mw:outcomes of a user task, in order; empty: one, "done"
    decision: str = ""  # camunda:decisionRef
    result_variable: str = ""
    decision_result: str = "singleResult"  # camunda:mapDecisionResult
    called_element: str = ""
    is_business_key_inherited: bool = True
    multi_instance: MultiInstance | None = None
    retries: RetryCycle = RetryCycle()
    passes_all_in: bool = False  # camunda:in variables="all" of a call activity
    passes_all_out: bool = False

    @property
    def called(self) -> str:
        """As people read of it: its name; where it has none, its id."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Shape:
    """Bounds in the diagram's own units (pixels at 100 %)."""

    element: str
    x: float
    y: float
    width: float
    height: float
    label: tuple[float, float, float, float] | None = None
    is_expanded: bool = True  # sub-process: its content is drawn inside
    is_horizontal: bool = True  # pool, lane


@dataclass(frozen=True, slots=True)
class Edge:
    element: str
    points: tuple[tuple[float, float], ...]
    label: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class ProcessDefinition:
    """One executable process of a file. Treat as immutable; safe to share between threads."""

    id: str
    name: str
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    shapes: tuple[Shape, ...] = ()
    edges: tuple[Edge, ...] = ()
    version_tag: str = ""
    extra_names: Mapping[str, str] = field(default_factory=dict)  # names of lanes, pools, notes
    # BPMN tag of everything in the file by id, for the painter; events as
    # "boundaryEvent:timer", also those the engine does not run
    extra_kinds: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def boundary_events(self) -> Mapping[str, tuple[Node, ...]]:
        """Boundary events by the id of the activity they sit on, in document order."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            if node.kind is NodeKind.BOUNDARY:
                found.setdefault(node.attached_to, []).append(node)
        return {host: tuple(events) for host, events in found.items()}

    @cached_property
    def starts(self) -> Mapping[str, tuple[Node, ...]]:
        """Start events by scope (the process id, or a sub-process id)."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            if node.kind is NodeKind.START:
                found.setdefault(node.scope, []).append(node)
        return {scope: tuple(nodes) for scope, nodes in found.items()}

    def outgoing(self, node: Node) -> tuple[Flow, ...]:
        return tuple(self.flows[flow_id] for flow_id in node.outgoing)
