"""Runtimes and deployments as the command line lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.ended_runtimes import load_ended_by
from app.models.queries.find import find_numbered
from app.models.queries.pauses import pause_met_by
from app.models.queries.runtime_health import reason_now
from app.models.queries.serving_spells import Spell, list_spells
from app.models.rules.deployment_states import has_no_cases
from app.models.rules.pauses import Pause
from app.models.stored_json import is_any_unreadable
from app.models.tables.execution import Deployment, DeploymentStep, Heartbeat, Runtime, Stage
from app.models.tables.inventory import ModelVersion, RegisteredModel, Snapshot
from app.models.tables.organisation import BusinessUnit

_LISTS = ("stage_tags", "service_tags", "formats")


@dataclass(frozen=True, slots=True)
class RuntimeListRow:
    name: str
    id: UUID
    unit: str
    kind: str
    url: str
    mode: str
    state: str
    reason: str
    stage_tags: tuple[str, ...]
    service_tags: tuple[str, ...]
    formats: tuple[str, ...]
    capacity: int
    secret_ref: str
    seen_at: datetime | None
    latency_ms: float | None
    facts: Mapping[str, Any]
    unreadable: tuple[str, ...] = ()  # which of its lists can't be read; they are shown as empty


def list_runtimes(session: Session, *, is_all: bool = True) -> list[RuntimeListRow]:
    statement = (
        select(Runtime, BusinessUnit.key, Heartbeat)
        .join(BusinessUnit, BusinessUnit.id == Runtime.unit_id)
        .outerjoin(Heartbeat, Heartbeat.runtime_id == Runtime.id)
        .order_by(Runtime.name)
    )
    if not is_all:
        statement = statement.where(Runtime.state != "retired")
    return [
        RuntimeListRow(
            name=r.name,
            id=r.id,
            unit=unit,
            kind=r.kind,
            url=r.url,
            mode=r.mode,
            state=r.state,
            reason=reason_now(r.state, r.reason, beat.facts if beat else None),
            stage_tags=tuple(r.stage_tags),
            service_tags=tuple(r.service_tags),
            formats=tuple(r.formats),
            capacity=r.capacity,
            secret_ref=r.secret_ref,
            seen_at=beat.at if beat else None,
            latency_ms=beat.latency_ms if beat else None,
            facts=beat.facts if beat else {},
            unreadable=tuple(one for one in _LISTS if is_any_unreadable(getattr(r, one))),
        )
        for r, unit, beat in session.execute(statement)
    ]


@dataclass(frozen=True, slots=True)
class DeploymentListRow:
    number: int
    id: UUID
    model: str
    version: int
    snapshot: str  # digest
    runtime: str
    stage: str
    service_tag: str
    state: str
    reason: str
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeploymentStepRow:
    step: str
    state: str
    attempt: int
    started_at: datetime
    finished_at: datetime | None
    facts: Mapping[str, Any]

    @property
    def told_state(self) -> str:
        """Its state; of one that had nothing to test with, that."""
        is_untested = self.state == "done" and has_no_cases(self.facts)
        return "not_tested" if is_untested else self.state


@dataclass(frozen=True, slots=True)
class DeploymentDetail:
    deployment: DeploymentListRow
    matched_tags: Mapping[str, Any]
    steps: tuple[DeploymentStepRow, ...]
    pause: Pause | None  # of its runtime; of one that has ended never
    served: tuple[Spell, ...] = ()  # more than once where a roll back brought it again
    ended_by: str = ""  # who said that its retired runtime had ended, which no service saw


def list_deployments(
    session: Session, *, model_id: UUID | None = None, deployment_id: UUID | None = None
) -> list[DeploymentListRow]:
    statement = (
        select(
            Deployment,
            RegisteredModel.name,
            ModelVersion.version,
            Snapshot.digest,
            Runtime.name,
            Stage.name,
        )
        .join(RegisteredModel, RegisteredModel.id == Deployment.model_id)
        .join(ModelVersion, ModelVersion.id == Deployment.version_id)
        .join(Snapshot, Snapshot.id == Deployment.snapshot_id)
        .join(Runtime, Runtime.id == Deployment.runtime_id)
        .join(Stage, Stage.id == Deployment.stage_id)
        .order_by(Deployment.number)
    )
    if model_id is not None:
        statement = statement.where(Deployment.model_id == model_id)
    if deployment_id is not None:
        statement = statement.where(Deployment.id == deployment_id)
    return [
        DeploymentListRow(
            number=d.number,
            id=d.id,
            model=model,
            version=version,
            snapshot=digest,
            runtime=runtime,
            stage=stage,
            service_tag=d.service_tag,
            state=d.state,
            reason=d.reason,
            started_at=d.started_at,
            finished_at=d.finished_at,
        )
        for d, model, version, digest, runtime, stage in session.execute(statement)
    ]


def load_deployment_detail(session: Session, text: str) -> DeploymentDetail:
    found = find_numbered(session, Deployment, text, what="deployment")
    steps = session.scalars(
        select(DeploymentStep)
        .where(DeploymentStep.deployment_id == found.id)
        .order_by(DeploymentStep.position)
    )
    return DeploymentDetail(
        list_deployments(session, deployment_id=found.id)[0],
        found.matched_tags,
        tuple(
            DeploymentStepRow(s.step, s.state, s.attempt, s.started_at, s.finished_at, s.facts)
            for s in steps
        ),
        pause_met_by(session, found),
        list_spells(session, [found.id]).get(found.id, ()),
        load_ended_by(session, found),
    )
