"""The method by which risk is assessed: a decision table in force, its questions, what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.dmn.decisions import Decision, DecisionFile
from app.models.dmn.evaluate import evaluate
from app.models.dmn.xml_io import parse
from app.models.queries.in_force import table_in_force
from app.models.rules.assessing import TIERS
from app.models.rules.policies import RISK_TIER
from app.models.tables.governance import RiskAssessment
from app.models.tables.inventory import UseCase, UseCaseModel
from app.models.tables.life_cycle import DecisionTable

OF_THE_USE = frozenset({"is_regulated"})  # known of a use case, so nobody is asked
_CHOICE = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Question:
    """An input of the method. `choices` are its allowed values; none: yes or no, or a number."""

    name: str
    label: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Method:
    table_id: UUID
    key: str
    version: int
    name: str
    sha256: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the method says of a set of answers."""

    tier: str
    score: float
    because: str


def load_method(session: Session, unit_id: UUID) -> Method:
    """The method in force for a unit.

    Raises:
        InputError: no version of it is published there or above.
    """
    return method_of(_table_in_force(session, unit_id))


def method_for_use(session: Session, use_case_id: UUID) -> Method:
    """The method in force for a use case."""
    return load_method(session, session.get_one(UseCase, use_case_id).unit_id)


def _table_in_force(session: Session, unit_id: UUID) -> DecisionTable:
    found = table_in_force(session, RISK_TIER, unit_id)
    if found is None:
        raise InputError(
            f"There is no method to assess risk: no policy {RISK_TIER} is in force.",
            hint=f"An architect proposes one: modelward policy propose {RISK_TIER} FILE.dmn.",
        )
    return session.get_one(DecisionTable, found)


def method_of(table: DecisionTable) -> Method:
    file = parse(table.dmn, f"{table.key}.dmn")
    questions: dict[str, Question] = {}
    known: set[str] = set()
    for decision in _needed(file, table.decision_id):
        known |= {decision.id, decision.name, decision.variable}
        for column in decision.table.inputs if decision.table else ():
            name = column.expression.text.strip()
            one = Question(name, column.label or name, tuple(_CHOICE.findall(column.allowed)))
            if name not in questions or one.choices:
                questions[name] = one
    asked = [one for one in questions.values() if one.name not in known | OF_THE_USE]
    return Method(table.id, table.key, table.version, table.name, table.sha256, tuple(asked))


def _needed(file: DecisionFile, decision_id: str) -> list[Decision]:
    """A decision, after those it rests on: their inputs are asked for first."""
    decision = file.decisions.get(decision_id)
    if decision is None:
        return []
    before = [one for name in decision.required for one in _needed(file, name)]
    return [*before, decision]


def assess(session: Session, method: Method, answers: Mapping[str, object]) -> Finding:
    """What the method says. The score is the sum of the decision that it rests on, if any.

    Raises:
        InputError: a question is not answered, or the answer is none of its choices.
    """
    missing = [one.name for one in method.questions if one.name not in answers]
    if missing:
        raise InputError(
            "Not every question is answered: " + ", ".join(missing) + ".",
            hint="modelward risk method lists the questions and their answers.",
        )
    unknown = sorted(set(answers) - {one.name for one in method.questions} - OF_THE_USE)
    if unknown:
        raise InputError(
            f"The method {method.key} v{method.version} does not ask for {', '.join(unknown)}.",
            hint="modelward risk method lists the questions and their answers.",
        )
    table = session.get_one(DecisionTable, method.table_id)
    file = parse(table.dmn, f"{table.key}.dmn")
    value = evaluate(file, table.decision_id, answers).value
    outputs = value if isinstance(value, dict) else {"tier": value}
    tier = str(outputs.get("tier"))
    if tier not in TIERS:
        raise InputError(
            f"The method {method.key} v{method.version} says “{tier}”, which is no tier.",
            hint=f"Its output tier is one of {', '.join(TIERS)}.",
        )
    return Finding(
        tier, _score(file, table.decision_id, answers), str(outputs.get("because") or "")
    )


def follows(session: Session, row: RiskAssessment, *, is_regulated: bool) -> bool:
    """Whether score and tier are what the method of an assessment says of its answers."""
    if row.table_id is None:
        return False
    method = method_of(session.get_one(DecisionTable, row.table_id))
    found = assess(session, method, {**row.answers, "is_regulated": is_regulated})
    return (found.score, found.tier) == (row.score, row.tier)


def list_unfounded(session: Session, model_id: UUID) -> list[int]:
    """Numbers of accepted assessments of a model's uses that don't follow from their answers.

    Whether the use is regulated is asked of the use as it is now, not of what was said then.
    The databases can't evaluate a method, so a client of somebody's own could accept one.
    """
    accepted = session.execute(
        select(RiskAssessment, UseCase.is_regulated)
        .join(UseCaseModel, UseCaseModel.use_case_id == RiskAssessment.use_case_id)
        .join(UseCase, UseCase.id == RiskAssessment.use_case_id)
        .where(
            UseCaseModel.model_id == model_id,
            RiskAssessment.state == "accepted",
            RiskAssessment.table_id.is_not(None),
        )
        .order_by(RiskAssessment.number)
    )
    return [
        row.number
        for row, is_regulated in accepted
        if not follows(session, row, is_regulated=is_regulated)
    ]


def _score(file: DecisionFile, decision_id: str, answers: Mapping[str, object]) -> float:
    for needed in file.decisions[decision_id].required:
        value = evaluate(file, needed, answers).value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
    return 0.0
