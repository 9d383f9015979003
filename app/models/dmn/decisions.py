"""Decisions as immutable data: tables, literal expressions, and what they need of each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class HitPolicy(StrEnum):
    UNIQUE = "U"  # one rule at most
    FIRST = "F"
    ANY = "A"  # several rules, if they agree
    COLLECT = "C"
    SUM = "C+"
    MIN = "C<"
    MAX = "C>"
    COUNT = "C#"


AGGREGATED = frozenset([HitPolicy.SUM, HitPolicy.MIN, HitPolicy.MAX, HitPolicy.COUNT])


class Language(StrEnum):
    FEEL = "feel"
    JUEL = "juel"


@dataclass(frozen=True, slots=True)
class Text:
    """An expression or a cell, with its language and its line in the file."""

    text: str
    line: int = 0
    language: Language = Language.FEEL

    @property
    def is_any(self) -> bool:
        """A cell that every value passes."""
        return self.language is not Language.JUEL and self.text.strip() in ("", "-")


@dataclass(frozen=True, slots=True)
class InputColumn:
    id: str
    label: str
    expression: Text
    type: str = ""  # empty: any
    allowed: str = ""  # unary tests that every value must pass
    variable: str = ""  # camunda:inputVariable: the value's name in the cells


@dataclass(frozen=True, slots=True)
class OutputColumn:
    id: str
    name: str
    label: str = ""
    type: str = ""
    default: Text | None = None
    allowed: str = ""  # unary tests that every value must pass


@dataclass(frozen=True, slots=True)
class RuleRow:
    id: str
    number: int  # from 1, as people count
    inputs: tuple[Text, ...]
    outputs: tuple[Text, ...]
    note: str = ""
    asked: tuple[int, ...] = field(init=False)  # which inputs this rule looks at: most are “any”

    def __post_init__(self) -> None:
        asked = tuple(n for n, cell in enumerate(self.inputs) if not cell.is_any)
        object.__setattr__(self, "asked", asked)


@dataclass(frozen=True, slots=True)
class DecisionTable:
    hit_policy: HitPolicy
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a decision is not run, or what in the file has no effect, and where."""

    element: str
    id: str
    line: int
    why: str
    decision: str = ""  # id of the decision it lies in; empty: the file


@dataclass(frozen=True, slots=True)
class Decision:
    id: str
    name: str
    line: int = 0
    variable: str = ""  # its name in decisions that need it
    type: str = ""
    required: tuple[str, ...] = ()  # ids of the decisions it needs
    table: DecisionTable | None = None
    literal: Text | None = None


@dataclass(frozen=True)
class DecisionFile:
    """One DMN file. Treat as immutable; safe to share between threads."""

    source: str
    data: bytes  # exactly as it came
    id: str
    name: str
    decisions: Mapping[str, Decision]  # in document order
    refused: tuple[Finding, ...] = ()
    kept: tuple[Finding, ...] = ()  # what is in the file without effect
    names: frozenset[str] = field(default_factory=frozenset)  # of inputs, that hold blanks or signs
