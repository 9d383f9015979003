"""Champion and challengers of a model: who serves, who may be compared, what came out so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.lookups import roles_by_unit, version_numbers
from app.models.rules.asking import asking_blockers
from app.models.rules.blockers import Blocker
from app.models.tables.execution import Deployment, Placement
from app.models.tables.inventory import ModelVersion, RegisteredModel, Snapshot
from app.models.tables.monitoring import MonitorRun

KIND = "compare_versions"  # of a run, of an entry of the inbox, and of the task
MOST_VERSIONS, MOST_RUNS = 50, 20


@dataclass(frozen=True, slots=True)
class Champion:
    version_id: UUID
    version: int
    snapshot_id: UUID
    traffic_share: float | None  # None: no runtime serves it


@dataclass(frozen=True, slots=True)
class Challenger:
    version_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of both, as the worker kept it; `difference` is challenger less champion."""

    test: str
    champion: float
    challenger: float
    champion_interval: tuple[float, float]
    challenger_interval: tuple[float, float]
    difference: float
    interval: tuple[float, float]
    is_higher_better: bool
    n: int
    method: str
    needed: int | None
    winner: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison. `note` says why where it has no measures."""

    id: UUID
    number: int
    started_at: datetime
    state: str
    verdict: str  # challenger | champion | undecided | not_possible
    note: str
    champion: int | None
    challenger: int | None
    challenger_id: UUID
    records: int
    left_out: int
    data_digest: str
    measures: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class ChallengePage:
    """`blockers`: why the reader can't ask for a comparison."""

    model_id: UUID
    champion: Champion | None
    challengers: tuple[Challenger, ...]  # the newest first
    runs: tuple[Compared, ...]  # the newest first
    blockers: tuple[Blocker, ...]


def find_champion(session: Session, model_id: UUID, service_tag: str = "") -> Champion | None:
    """What serves in production; of several services that of the tag, else of the first."""
    statement = (
        select(Placement.version_id, ModelVersion.version, Placement.snapshot_id, Placement.id)
        .join(ModelVersion, ModelVersion.id == Placement.version_id)
        .where(
            Placement.model_id == model_id,
            Placement.stage_kind == "production",
            Placement.state == "in_place",
        )
        .order_by(Placement.service_tag)
        .limit(1)
    )
    if service_tag:
        statement = statement.where(Placement.service_tag == service_tag)
    row = session.execute(statement).first()
    if row is None:
        return None
    share = session.scalar(
        select(Deployment.traffic_share)
        .where(Deployment.placement_id == row.id, Deployment.state == "deployed")
        .limit(1)
    )
    return Champion(row.version_id, row.version, row.snapshot_id, share)


def load_challenges(
    session: Session, model_id: UUID, me: UUID, *, service_tag: str = ""
) -> ChallengePage:
    """The champion of a service, the versions that can challenge it, and what they came to."""
    champion = find_champion(session, model_id, service_tag)
    frozen = select(Snapshot.id).where(Snapshot.version_id == ModelVersion.id).exists()
    rows = session.execute(
        select(ModelVersion.id, ModelVersion.version)
        .where(ModelVersion.model_id == model_id, frozen)
        .order_by(ModelVersion.version.desc())
        .limit(MOST_VERSIONS)
    )
    unit = session.scalars(
        select(RegisteredModel.unit_id).where(RegisteredModel.id == model_id)
    ).one()
    return ChallengePage(
        model_id,
        champion,
        tuple(
            Challenger(row.id, row.version)
            for row in rows
            if champion is None or row.id != champion.version_id
        ),
        _runs(session, model_id),
        asking_blockers(KIND, roles_by_unit(session, me).get(unit, frozenset())),
    )


def _runs(session: Session, model_id: UUID) -> tuple[Compared, ...]:
    rows = session.scalars(
        select(MonitorRun)
        .where(MonitorRun.model_id == model_id, MonitorRun.kind == KIND)
        .order_by(MonitorRun.started_at.desc())
        .limit(MOST_RUNS)
    ).all()
    numbers = version_numbers(session, (row.version_id for row in rows))
    return tuple(_compared(row, numbers.get(row.version_id)) for row in rows)


def _compared(row: MonitorRun, number: int | None) -> Compared:
    answer: Mapping[str, Any] = row.answer or {}
    return Compared(
        id=row.id,
        number=row.number,
        started_at=row.started_at,
        state=row.state,
        verdict=row.verdict,
        note=row.note,
        champion=answer.get("champion"),
        challenger=number,
        challenger_id=row.version_id,
        records=row.current_rows,
        left_out=int(answer.get("left_out", 0)),
        data_digest=row.data_digest,
        measures=tuple(_measured(one) for one in answer.get("measures", ())),
    )


def _measured(one: Mapping[str, Any]) -> Measured:
    pairs = ("champion_interval", "challenger_interval", "interval")
    return Measured(**{**one, **{name: tuple(one[name]) for name in pairs}})
