"""What the parts of one step share: the books, the collaborators, and the tokens to move on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.models.bpmn.graph import Node, VariableMapping
from app.models.language.juel import evaluate_template
from app.models.rules.free_variables import FACTS_OF_USE, TOLD_FACTS
from app.models.tables.life_cycle import UserTask
from app.services.engine.books import Books, LiveToken
from app.services.engine.definitions import Definitions
from app.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ProcessContext:
    """What somebody who opens something for a step gets to know about its process."""

    instance_id: UUID
    template_id: UUID
    template_key: str
    unit_id: UUID
    model_id: UUID | None
    version_id: UUID | None
    business_key: str
    started_by: UUID | None
    node: Node


Opener = Callable[[UnitOfWork, UserTask, dict[str, Any], ProcessContext], None]
# (DMN file, decision id, variables, how to map the result) -> JSON value
Decide = Callable[[bytes, str, Mapping[str, Any], str], Any]

# (work, version) -> what the run was told of its model at the start, as it is now
PresentFacts = Callable[[UnitOfWork, UUID], Mapping[str, Any]]


def no_facts(_work: UnitOfWork, _version_id: UUID) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Parts:
    """The engine's collaborators.

    `openers` are called for a new user task of their kind, `closers` when one is cancelled by
    its process, both in the transaction of the step.
    """

    definitions: Definitions
    decide: Decide
    openers: Mapping[str, Opener] = field(default_factory=dict)
    closers: Mapping[str, Opener] = field(default_factory=dict)
    present_facts: PresentFacts = no_facts


class Walk:
    """One step of one instance."""

    def __init__(self, books: Books, parts: Parts) -> None:
        self.books = books
        self.parts = parts
        self.todo: deque[LiveToken] = deque()  # tokens that have just come to their node
        self.retried: LiveToken | None = None  # it comes to its node for the second time
        self._present: Mapping[str, Any] | None = None
        self._is_told = False

    def values(self, token: LiveToken) -> dict[str, Any]:
        """The variables that `token` sees; what its step may ask of the model is of now."""
        self.renew_facts(token)
        return self.books.values(token)

    def renew_facts(self, token: LiveToken) -> None:
        """Tell the run how its model is used and rated now, where the step of `token` may ask.

        It may have waited for weeks since it was told. What the life cycle has set otherwise than
        it was told is its own, and stays.
        """
        if token.node_id in self.books.template.asking and not self._is_told:
            self._is_told = True
            self._tell_anew()

    def present_facts(self) -> Mapping[str, Any]:
        """How the model of this run is used and rated now, read once a step."""
        if self._present is None:
            version = self.books.facts.version_id
            read = self.parts.present_facts
            self._present = {} if version is None else read(self.books.work, version)
        return self._present

    def _tell_anew(self) -> None:
        root = self.books.values(None)
        # A run that began before this was kept has what it was told in its own variables.
        told = root.get(TOLD_FACTS) or {name: root[name] for name in FACTS_OF_USE if name in root}
        now = self.present_facts()
        changed = {name: now[name] for name in told if name in now and now[name] != told[name]}
        for name, value in changed.items():
            self.books.replace(name, told[name], value)
        if changed:
            self.books.set(None, TOLD_FACTS, told | changed)

    def context(self, node: Node) -> ProcessContext:
        facts = self.books.facts
        return ProcessContext(
            facts.id,
            facts.template_id,
            self.books.template.key,
            facts.unit_id,
            facts.model_id,
            facts.version_id,
            facts.business_key,
            facts.started_by,
            node,
        )


def mapped(mappings: Iterable[VariableMapping], variables: Mapping[str, Any]) -> dict[str, Any]:
    """The values that `mappings` hand over, by their target's name."""
    return {each.target: evaluate_template(each.source, variables) for each in mappings}


def text_value(expression: str, variables: Mapping[str, Any]) -> str:
    """The text that an expression gives; null and nothing are empty."""
    if not expression:
        return ""
    value = evaluate_template(expression, variables)
    return "" if value is None else str(value)
