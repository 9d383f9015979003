"""Runtimes: the matrix of services and stages, the table, and which lack tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.ended_runtimes import may_answer
from app.models.queries.lookups import (
    StageRef,
    load_stages,
    load_subjects,
    load_units,
    now,
    version_numbers,
)
from app.models.queries.pauses import find_pause, load_pauses
from app.models.queries.runtime_health import (
    SILENT,
    Silence,
    health_and_reason,
    load_unserved,
    silences_of,
)
from app.models.queries.same_runtime import EMBEDDED
from app.models.rules.deployment_states import ON_RUNTIME
from app.models.rules.pauses import SCORING, STORE, Pause
from app.models.rules.windows import StageFacts
from app.models.stored_json import is_any_unreadable
from app.models.tables.execution import Deployment, Heartbeat, Runtime, StagePath


@dataclass(frozen=True, slots=True)
class ServingRow:
    """A version on a runtime. `state` deployed: it serves; else it comes or goes."""

    deployment_id: UUID
    deployment_number: int
    model_id: UUID
    model_name: str
    version_id: UUID
    version: int | None
    snapshot_id: UUID
    service_tag: str
    stage: StageRef | None
    state: str
    traffic_share: float
    since: datetime | None
    silence: Silence | None = None  # it does not answer, though it should


@dataclass(frozen=True, slots=True)
class RuntimeRow:
    """`health`: ok, late (no look for a while), lost, busy, draining, paused, retired, unknown."""

    id: UUID
    name: str
    unit_id: UUID
    unit_name: str
    kind: str
    mode: str
    url: str
    state: str
    reason: str
    health: str
    stage_tags: tuple[str, ...]
    service_tags: tuple[str, ...]
    formats: tuple[str, ...]
    capacity: int
    description: str
    seen_at: datetime | None
    latency_ms: float | None
    facts: Mapping[str, Any]  # as the last look found them: server, version, extensions
    serving: tuple[ServingRow, ...]
    row_version: int
    has_unreadable_tags: bool = False
    log_pause: Pause | None = None  # of the store of its log: what it writes waits beside it

    @property
    def is_paused(self) -> bool:
        return self.health == "paused"

    @property
    def lacks_stage(self) -> bool:
        return not self.stage_tags

    @property
    def lacks_service(self) -> bool:
        return not self.service_tags


class Retired(StrEnum):
    """Retired runtimes that a list has."""

    NONE = "none"
    ANSWERING = "answering"  # on which something may still answer
    ALL = "all"


def list_runtimes(
    session: Session,
    *,
    retired: Retired = Retired.NONE,
    ids: Iterable[UUID] | None = None,
) -> tuple[RuntimeRow, ...]:
    """Every runtime in use with what it serves and how it was at the last look, by name.

    Args:
        retired: which of those that are not in use any more, too.
    """
    statement = select(Runtime).order_by(Runtime.name)
    if retired is Retired.ANSWERING:
        statement = statement.where(is_shown())
    elif retired is Retired.NONE:
        statement = statement.where(Runtime.state != "retired")
    if ids is not None:
        statement = statement.where(Runtime.id.in_(list(ids)))
    runtimes = session.scalars(statement).all()
    beats = {
        one.runtime_id: one
        for one in session.scalars(
            select(Heartbeat).where(Heartbeat.runtime_id.in_([one.id for one in runtimes]))
        )
    }
    serving = _list_serving(session, [one.id for one in runtimes])
    units, clock = load_units(session), now(session)
    pauses, of_logs = load_pauses(session, runtimes), find_pause(session, STORE, SCORING)
    found = (
        _row(one, beats.get(one.id), serving.get(one.id, []), units[one.unit_id].name, clock)
        for one in runtimes
    )
    rows = (_paused(one, pauses.get(one.id)) for one in found)
    return tuple(replace(one, log_pause=of_logs) if one.kind == EMBEDDED else one for one in rows)


def is_shown() -> ColumnElement[bool]:
    """Of a runtime: it is in use, or is retired and may still answer."""
    return or_(Runtime.state != "retired", may_answer())


def _paused(row: RuntimeRow, pause: Pause | None) -> RuntimeRow:
    """Nobody looks at it: that it was not seen lately is no news, and why is said."""
    if pause is None or row.health == "retired":
        return row
    return replace(row, health="paused", reason=pause.sentence)


def _row(
    one: Runtime,
    beat: Heartbeat | None,
    serving: Sequence[ServingRow],
    unit_name: str,
    clock: datetime,
) -> RuntimeRow:
    health, reason = health_and_reason(
        one.state, one.reason, beat.at if beat else None, beat.facts if beat else None, clock
    )
    return RuntimeRow(
        id=one.id,
        name=one.name,
        unit_id=one.unit_id,
        unit_name=unit_name,
        kind=one.kind,
        mode=one.mode,
        url=one.url,
        state=one.state,
        reason=reason,
        health=health,
        stage_tags=tuple(one.stage_tags),
        service_tags=tuple(one.service_tags),
        formats=tuple(one.formats),
        capacity=one.capacity,
        description=one.description,
        seen_at=beat.at if beat else None,
        latency_ms=beat.latency_ms if beat else None,
        facts=dict(beat.facts) if beat else {},
        serving=tuple(serving),
        row_version=one.row_version,
        has_unreadable_tags=is_any_unreadable(one.stage_tags, one.service_tags),
    )


def _list_serving(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[ServingRow]]:
    rows = session.scalars(
        select(Deployment)
        .where(Deployment.runtime_id.in_(ids), Deployment.state.in_(ON_RUNTIME))
        .order_by(Deployment.service_tag, Deployment.number)
    ).all()
    subjects = load_subjects(session, (one.model_id for one in rows))
    numbers = version_numbers(session, (one.version_id for one in rows))
    stages, silences = load_stages(session), load_unserved(session, rows)
    found: dict[UUID, list[ServingRow]] = {}
    for one in rows:
        found.setdefault(one.runtime_id, []).append(
            ServingRow(
                deployment_id=one.id,
                deployment_number=one.number,
                model_id=one.model_id,
                model_name=subjects[one.model_id].name,
                version_id=one.version_id,
                version=numbers.get(one.version_id),
                snapshot_id=one.snapshot_id,
                service_tag=one.service_tag,
                stage=stages.get(one.stage_id),
                state=one.state,
                traffic_share=one.traffic_share,
                since=one.finished_at,
                silence=silences.get(one.id),
            )
        )
    return found


def load_runtime_row(session: Session, runtime_id: UUID) -> RuntimeRow:
    """One runtime, also a retired one.

    Raises:
        InputError: there is none.
    """
    rows = list_runtimes(session, retired=Retired.ALL, ids=[runtime_id])
    if not rows:
        raise InputError(f"There is no runtime {runtime_id}.")
    return rows[0]


@dataclass(frozen=True, slots=True)
class StageColumn:
    name: str
    kind: str  # empty: no stage of any path is called so
    is_protected: bool
    runtime_count: int
    stages: tuple[StageFacts, ...] = ()  # that are called so, of whatever path


@dataclass(frozen=True, slots=True)
class CellEntry:
    """A runtime in a cell, and what it serves there for the row's service; no version: idle."""

    runtime_id: UUID
    name: str
    health: str
    seen_at: datetime | None
    model_name: str
    version: int | None
    state: str  # of the deployment; empty: idle


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """`service_tag` is empty in the row of runtimes that have no service tag: nothing matches."""

    service_tag: str
    cells: tuple[tuple[CellEntry, ...], ...]  # one per column


@dataclass(frozen=True, slots=True)
class Matrix:
    columns: tuple[StageColumn, ...]
    rows: tuple[MatrixRow, ...]
    without_stage: tuple[RuntimeRow, ...]
    looked_at: datetime | None  # the newest look at any runtime

    def stages_of(self, tags: Iterable[str]) -> tuple[StageFacts, ...]:
        """The stages that are called as these stage tags."""
        wanted = set(tags)
        return tuple(one for each in self.columns if each.name in wanted for one in each.stages)


def load_matrix(
    session: Session,
    services: Iterable[str] = (),
    *,
    runtimes: Sequence[RuntimeRow] | None = None,
) -> Matrix:
    """Service tags down, stage tags across, in the order of promotion.

    Args:
        services: have a row also where no runtime carries their tag: that is what is missing.
        runtimes: all that are not retired, where they have been read already.
    """
    runtimes = list_runtimes(session) if runtimes is None else runtimes
    columns = _columns(session, runtimes)
    tags = sorted({tag for one in runtimes for tag in one.service_tags} | set(services))
    has_bare = any(one.lacks_service and not one.lacks_stage for one in runtimes)
    rows = [
        MatrixRow(tag, tuple(_cell(runtimes, tag, column.name) for column in columns))
        for tag in [*tags, *([""] if has_bare else [])]
    ]
    return Matrix(
        columns,
        tuple(rows),
        tuple(one for one in runtimes if one.lacks_stage),
        max((one.seen_at for one in runtimes if one.seen_at), default=None),
    )


def _columns(session: Session, runtimes: Sequence[RuntimeRow]) -> tuple[StageColumn, ...]:
    stages: dict[str, StageRef] = {}
    called: dict[str, list[StageFacts]] = {}
    paths = {row.id: row.name for row in session.execute(select(StagePath.id, StagePath.name))}
    for stage in sorted(load_stages(session).values(), key=lambda one: one.rank):
        if stage.kind != "archived":
            name = stage.name.upper()
            stages.setdefault(name, stage)
            facts = StageFacts(stage.id, stage.name, stage.kind, paths.get(stage.path_id, ""))
            called.setdefault(name, []).append(facts)
    unknown = sorted({tag for one in runtimes for tag in one.stage_tags if tag not in stages})
    return tuple(
        StageColumn(
            name,
            stages[name].kind if name in stages else "",
            stages[name].is_protected if name in stages else False,
            sum(name in one.stage_tags for one in runtimes),
            tuple(sorted(called.get(name, ()), key=lambda one: one.path)),
        )
        for name in [*stages, *unknown]
    )


def _cell(runtimes: Sequence[RuntimeRow], tag: str, stage: str) -> tuple[CellEntry, ...]:
    return tuple(
        _entry(one, tag, stage)
        for one in runtimes
        if stage in one.stage_tags and (tag in one.service_tags if tag else one.lacks_service)
    )


def _entry(one: RuntimeRow, tag: str, stage: str) -> CellEntry:
    here = [
        row
        for row in one.serving
        if row.service_tag == tag and row.stage is not None and row.stage.name.upper() == stage
    ]
    is_served = one.health == SILENT and tag not in silences_of(one.facts)
    # What serves goes before what is still coming.
    row = min(here, key=lambda each: each.state != "deployed", default=None)
    return CellEntry(
        one.id,
        one.name,
        "ok" if is_served else one.health,  # it is another service that it does not serve
        one.seen_at,
        row.model_name if row else "",
        row.version if row else None,
        row.state if row else "",
    )
