"""Risk assessments, attestations and policies as the command line lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.acts import home_unit
from app.models.queries.in_force import table_in_force
from app.models.queries.lookups import now, person_names, whole_number
from app.models.rules.assessing import AttestationFacts
from app.models.rules.policies import POLICIES
from app.models.tables.governance import Attestation, RiskAssessment
from app.models.tables.inventory import RegisteredModel, UseCase, UseCaseModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.organisation import BusinessUnit, Person


@dataclass(frozen=True, slots=True)
class RiskRow:
    number: int
    id: UUID
    use_case: str
    unit: str
    tier: str
    score: float
    state: str
    method: str
    method_version: int
    answers: Mapping[str, Any]
    reason: str
    assessed_by: str
    assessed_at: datetime
    answered_by: str
    remark: str
    models: tuple[str, ...]  # of the use; they follow what is accepted


def list_risks(session: Session, use_case_id: UUID | None = None) -> list[RiskRow]:
    """By number; of one use case, or of all."""
    statement = (
        select(RiskAssessment, UseCase.name, BusinessUnit.key)
        .join(UseCase, UseCase.id == RiskAssessment.use_case_id)
        .join(BusinessUnit, BusinessUnit.id == RiskAssessment.unit_id)
        .order_by(RiskAssessment.number)
    )
    if use_case_id is not None:
        statement = statement.where(RiskAssessment.use_case_id == use_case_id)
    return _risk_rows(session, statement)


def load_risk(session: Session, risk_id: UUID) -> RiskRow:
    return next(row for row in list_risks(session) if row.id == risk_id)


def _risk_rows(session: Session, statement: Select[RiskAssessment, str, str]) -> list[RiskRow]:
    rows = session.execute(statement).all()
    names = person_names(session, [p for r, _, _ in rows for p in (r.assessed_by, r.answered_by)])
    models = _models(session, {r.use_case_id for r, _, _ in rows})
    return [
        RiskRow(
            number=r.number,
            id=r.id,
            use_case=name,
            unit=unit,
            tier=r.tier,
            score=r.score,
            state=r.state,
            method=r.method,
            method_version=r.method_version,
            answers=dict(r.answers),
            reason=r.reason,
            assessed_by=names.get(r.assessed_by, ""),
            assessed_at=r.assessed_at,
            answered_by=names.get(r.answered_by, "") if r.answered_by else "",
            remark=r.remark,
            models=tuple(models.get(r.use_case_id, ())),
        )
        for r, name, unit in rows
    ]


def _models(session: Session, use_cases: Iterable[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    rows = session.execute(
        select(UseCaseModel.use_case_id, RegisteredModel.name)
        .join(RegisteredModel, RegisteredModel.id == UseCaseModel.model_id)
        .where(UseCaseModel.use_case_id.in_(list(use_cases)))
        .order_by(RegisteredModel.name_folded)
    )
    for use_case, name in rows:
        found.setdefault(use_case, []).append(name)
    return found


@dataclass(frozen=True, slots=True)
class AttestationRow:
    number: int
    id: UUID
    campaign: str
    model: str
    person: str
    question: str
    answer: str
    due_at: datetime
    state: str
    is_overdue: bool
    repeat_days: int | None
    reason: str
    reviewed_by: str
    account_closed_at: datetime | None  # of who is asked: nobody answers until it is handed over


def list_attestations(
    session: Session,
    *,
    campaign: str = "",
    is_overdue: bool = False,
    ids: Iterable[UUID] = (),
    at: datetime | None = None,
) -> list[AttestationRow]:
    """By number. Overdue is derived from the day it is due, never stored.

    Args:
        at: the moment by which it is late; None: now.
    """
    statement = (
        select(Attestation, RegisteredModel.name, Person.closed_at)
        .join(RegisteredModel, RegisteredModel.id == Attestation.model_id)
        .outerjoin(Person, Person.id == Attestation.person_id)
        .order_by(Attestation.number)
    )
    if campaign:
        statement = statement.where(Attestation.campaign == campaign)
    wanted = list(ids)
    if wanted:
        statement = statement.where(Attestation.id.in_(wanted))
    moment = at or now(session)
    rows = session.execute(statement).all()
    names = person_names(session, [p for a, *_ in rows for p in (a.person_id, a.reviewed_by)])
    found = [
        AttestationRow(
            number=a.number,
            id=a.id,
            campaign=a.campaign,
            model=model,
            person=names.get(a.person_id, ""),
            question=a.question,
            answer=a.answer,
            due_at=a.due_at,
            state=a.state,
            is_overdue=AttestationFacts(a.state, a.person_id, a.due_at).is_overdue(moment),
            repeat_days=a.repeat_days,
            reason=a.reason,
            reviewed_by=names.get(a.reviewed_by, "") if a.reviewed_by else "",
            account_closed_at=closed_at,
        )
        for a, model, closed_at in rows
    ]
    return [row for row in found if row.is_overdue or not is_overdue]


@dataclass(frozen=True, slots=True)
class PolicyRow:
    key: str
    version: int
    id: UUID
    name: str
    unit: str
    state: str  # draft: proposed; published: in force
    reason: str
    sha256: str
    by: str  # who wrote its present state
    since: datetime


def list_policies(session: Session, *, is_all: bool = False) -> list[PolicyRow]:
    """What is in force and what is proposed, or every version."""
    statement = (
        select(DecisionTable, BusinessUnit.key)
        .join(BusinessUnit, BusinessUnit.id == DecisionTable.unit_id)
        .where(DecisionTable.key.in_(POLICIES))
        .order_by(DecisionTable.key, BusinessUnit.key, DecisionTable.version)
    )
    if not is_all:
        statement = statement.where(DecisionTable.state.in_(("draft", "published")))
    rows = session.execute(statement).all()
    names = person_names(session, [table.recorded_by for table, _ in rows])
    return [
        PolicyRow(
            key=table.key,
            version=table.version,
            id=table.id,
            name=table.name,
            unit=unit,
            state=table.state,
            reason=table.reason or "",
            sha256=table.sha256,
            by=names.get(table.recorded_by, ""),
            since=table.recorded_from,
        )
        for table, unit in rows
    ]


def find_policy(session: Session, text: str, me: UUID) -> PolicyRow:
    """`unit/key`: what is in force there; `key`: for whoever asks; `key:3`: that version.

    Raises:
        InputError: there is none, or several units have one of that number.
    """
    if ":" in text:
        return _one(text, _versions(session, text), "policy")
    unit, _, key = text.rpartition("/")
    unit_id = _unit(session, unit) if unit else home_unit(session, me)
    found = table_in_force(session, key, unit_id)
    named = [row for row in list_policies(session, is_all=True) if row.id == found]
    return _one(text, named, "policy")


def find_proposed_policy(session: Session, text: str) -> PolicyRow:
    """`key`, `key:3` or `unit/key`: the newest proposal; a number names one in whatever state.

    Raises:
        InputError: there is none, or several units have one.
    """
    rows = _versions(session, text)
    return _one(
        text, [row for row in rows if ":" in text or row.state == "draft"], "proposed policy"
    )


def _versions(session: Session, text: str) -> list[PolicyRow]:
    name, _, number = text.partition(":")
    unit, _, key = name.rpartition("/")
    wanted = whole_number(number.lower().removeprefix("v")) if number else None
    return [
        row
        for row in list_policies(session, is_all=True)
        if row.key == key and unit in ("", row.unit) and (not number or row.version == wanted)
    ]


def _one(text: str, rows: Sequence[PolicyRow], kind: str) -> PolicyRow:
    if not rows:
        raise InputError(
            f"There is no {kind} {text}.", hint="modelward policy list --all shows every version."
        )
    units = sorted({row.unit for row in rows})
    if len(units) > 1:
        names = ", ".join(f"{unit}/{text}" for unit in units)
        raise InputError(f"Several units have a {kind} {text}.", hint=f"Say which: {names}.")
    return max(rows, key=lambda row: row.version)


def _unit(session: Session, key: str) -> UUID:
    found = session.scalars(select(BusinessUnit.id).where(BusinessUnit.key == key)).first()
    if found is None:
        raise InputError(f"There is no unit {key}.", hint="modelward unit list shows them.")
    return found
