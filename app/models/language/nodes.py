"""What a parsed expression is: an immutable tree, the same for both front ends.

A node with a `target` is part of a chain (`a + b + c`, `a.b.c`): evaluators walk chains in a loop,
so that only real nesting costs depth.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Node:
    position: int = field(default=0, kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    value: object


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Unary(Node):
    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    test: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Chained(Node):
    target: Node


@dataclass(frozen=True, slots=True)
class Binary(Chained):
    operator: str
    right: Node


@dataclass(frozen=True, slots=True)
class Member(Chained):
    name: str


@dataclass(frozen=True, slots=True)
class Index(Chained):
    """`a[b]`: an index in JUEL, an index or a filter in FEEL."""

    index: Node


@dataclass(frozen=True, slots=True)
class Method(Chained):
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Chained):
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Chained):
    tests: UnaryTests


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    low: Node
    high: Node
    has_low: bool
    has_high: bool


@dataclass(frozen=True, slots=True)
class Iterator:
    name: str
    source: Node


@dataclass(frozen=True, slots=True)
class Loop(Node):
    """`for`, `some` or `every`."""

    kind: str
    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Compared(Node):
    """`< 5` as a unary test."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """Any of `tests`; none at all means that everything matches (`-`)."""

    tests: tuple[Node, ...]
    is_negated: bool = False
