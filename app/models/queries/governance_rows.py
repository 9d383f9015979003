"""Rows of each kind of governed thing, with the columns that every kind has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    null,
    select,
)
from sqlalchemy.orm import aliased

from app.models.rules.policies import POLICIES
from app.models.tables.applications import Application, ApplicationUse
from app.models.tables.base import UtcDateTime, mw_now
from app.models.tables.execution import DataSource
from app.models.tables.frameworks import Framework, RaciEntry
from app.models.tables.governance import Attestation, Finding, RiskAssessment, Waiver
from app.models.tables.inventory import RegisteredModel, UseCase, UseCaseModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.organisation import Person

NO_ID = null().cast(Person.id.type)
NO_TIME = null().cast(UtcDateTime())
NO_TEXT = literal("", String())
NEVER = literal(datetime.fromisoformat("9999-01-01T00:00:00+00:00"), UtcDateTime())


def rows_of(kind: str) -> Select[Any]:
    """The rows of a kind with the columns that every kind has."""
    statement: Select[Any] = _STATEMENTS[kind]()
    return statement


def _columns(**given: Any) -> list[Any]:
    """The columns in their order; what a kind does not have is empty."""
    usual: dict[str, Any] = {
        "id": None,
        "unit_id": None,
        "changed_at": None,
        "number": literal(0),
        "title": None,
        "state": NO_TEXT,
        "grade": NO_TEXT,
        "owner_id": NO_ID,
        "model_id": NO_ID,
        "version_id": NO_ID,
        "due_at": NO_TIME,
        "is_regulated": false(),
        "detail": NO_TEXT,
    }
    return [(given.get(name, column)).label(name) for name, column in usual.items()]


def _regulated_model(model_id: Any) -> ColumnElement[bool]:
    """Some use of the model is regulated."""
    return exists(
        select(UseCaseModel.id)
        .join(UseCase, UseCase.id == UseCaseModel.use_case_id)
        .where(UseCaseModel.model_id == model_id, UseCase.is_regulated)
    )


def _of(table: Any, **given: Any) -> list[Any]:
    return _columns(id=table.id, unit_id=table.unit_id, changed_at=table.recorded_from, **given)


def _use_cases() -> Select[Any]:
    tier = (
        select(RiskAssessment.tier)
        .where(RiskAssessment.use_case_id == UseCase.id, RiskAssessment.state == "accepted")
        .limit(1)
        .scalar_subquery()
    )
    state = case((UseCase.is_regulated, "regulated"), else_="unregulated")
    return select(
        *_of(
            UseCase, title=UseCase.name, state=state, grade=func.coalesce(tier, ""),
            owner_id=UseCase.owner_id, is_regulated=UseCase.is_regulated,
        )
    )  # fmt: skip


def _risks() -> Select[Any]:
    return select(
        *_of(
            RiskAssessment, number=RiskAssessment.number, title=UseCase.name,
            state=RiskAssessment.state, grade=RiskAssessment.tier,
            owner_id=RiskAssessment.assessed_by, is_regulated=UseCase.is_regulated,
        )
    ).join(UseCase, UseCase.id == RiskAssessment.use_case_id)  # fmt: skip


def _findings() -> Select[Any]:
    return select(
        *_of(
            Finding, number=Finding.number, title=Finding.title, state=Finding.state,
            grade=Finding.severity, model_id=Finding.model_id, version_id=Finding.version_id,
            owner_id=RegisteredModel.owner_id, is_regulated=_regulated_model(Finding.model_id),
        )
    ).join(RegisteredModel, RegisteredModel.id == Finding.model_id)  # fmt: skip


def _waivers() -> Select[Any]:
    rule = case((Waiver.feature == "", Waiver.test), else_=Waiver.test + ":" + Waiver.feature)
    return select(
        *_of(
            Waiver, number=Waiver.number, title=rule, state=Waiver.state,
            model_id=Waiver.model_id, version_id=Waiver.version_id, owner_id=Waiver.asked_by,
            due_at=Waiver.expires_at, is_regulated=_regulated_model(Waiver.model_id),
        )
    )  # fmt: skip


def _attestations() -> Select[Any]:
    return select(
        *_of(
            Attestation, number=Attestation.number, title=Attestation.campaign,
            state=Attestation.state, model_id=Attestation.model_id,
            owner_id=Attestation.person_id, due_at=Attestation.due_at,
            is_regulated=_regulated_model(Attestation.model_id),
        )
    )  # fmt: skip


def _policies() -> Select[Any]:
    return select(
        *_of(
            DecisionTable, number=DecisionTable.version, title=DecisionTable.name,
            state=DecisionTable.state, grade=DecisionTable.key,
            owner_id=DecisionTable.recorded_by,
        )
    ).where(DecisionTable.key.in_(POLICIES))  # fmt: skip


def _applications() -> Select[Any]:
    regulated = exists(
        select(ApplicationUse.id)
        .join(UseCase, UseCase.id == ApplicationUse.use_case_id)
        .where(ApplicationUse.application_id == Application.id, UseCase.is_regulated)
    )
    in_use = exists(
        select(ApplicationUse.id).where(
            ApplicationUse.application_id == Application.id, ApplicationUse.used_until.is_(None)
        )
    )
    return select(
        *_of(
            Application, title=Application.name, owner_id=Application.owner_id,
            state=case((in_use, "in_use"), else_="unused"), is_regulated=regulated,
        )
    )  # fmt: skip


def _sources() -> Select[Any]:
    return select(
        *_of(
            DataSource, title=DataSource.name, state=DataSource.kind, grade=DataSource.data_class,
            owner_id=DataSource.owner_id,
        )
    )  # fmt: skip


def _frameworks() -> Select[Any]:
    """What a version is called now, as `rules.frameworks.phase` says."""
    later = aliased(Framework)
    now = mw_now()
    has_successor = exists(
        select(later.id).where(
            later.supersedes_id == Framework.id,
            later.state == "published",
            later.effective_from <= now,
        )
    )
    phase = case(
        (Framework.state != "published", Framework.state),
        (Framework.effective_from > now, "coming"),
        (has_successor, "superseded"),
        (and_(Framework.effective_until.is_not(None), Framework.effective_until <= now), "over"),
        else_="in_force",
    )
    return select(
        *_of(
            Framework, number=Framework.version, title=Framework.name, state=phase,
            grade=Framework.key, owner_id=Framework.recorded_by,
            due_at=Framework.effective_from, detail=Framework.edition,
        )
    )  # fmt: skip


def _responsibilities() -> Select[Any]:
    return select(
        *_of(
            RaciEntry, number=RaciEntry.number, title=RaciEntry.about, state=RaciEntry.state,
            grade=RaciEntry.part, owner_id=RaciEntry.person_id, detail=RaciEntry.role,
        )
    )  # fmt: skip


_STATEMENTS: Mapping[str, Callable[[], Select[Any]]] = {
    "use_case": _use_cases,
    "risk": _risks,
    "finding": _findings,
    "waiver": _waivers,
    "attestation": _attestations,
    "policy": _policies,
    "application": _applications,
    "source": _sources,
    "framework": _frameworks,
    "raci": _responsibilities,
}
