"""A new monitor, as a person makes one: what there is to choose from, and the act itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InputError, quoted
from app.models.dmn.limits import failing_limits
from app.models.queries.find import find_model, list_stages
from app.models.queries.in_force import table_in_force
from app.models.queries.limit_trial import try_table
from app.models.queries.lookups import now, roles_by_unit
from app.models.rules.blockers import Blocker, require
from app.models.rules.rights import write_blockers
from app.models.rules.sizes import RANGES
from app.models.tables.execution import DataSource, Placement
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import Monitor, ReferenceProfile
from app.models.tables.organisation import UnitAncestor
from app.services.calendars import Schedule, next_fires
from app.services.commands.models import clean_tag
from app.services.commands.monitors import NewMonitor, add_monitor
from app.services.monitoring.measure import MEASURES, Dimension
from app.services.names import clean_name
from app.services.unit_of_work import UnitOfWork

THRESHOLDS = "monitor-thresholds"  # the policy that judges
READABLE = ("runtime_log", "files")  # kinds of data sources that a run can read
LONGEST_WINDOW_S = RANGES["monitor"]["window_s"][1]
MOST_SOURCES = 200
SHOWN_FIRES = 5
TRIED_ON = timedelta(days=90)  # what was measured in them


@dataclass(frozen=True, slots=True)
class Spot:
    """A service in a stage, and what would be compared with: of the version that serves there."""

    stage_id: UUID
    stage: str
    service_tag: str
    version: int | None = None  # None: nothing serves there yet
    reference_rows: int = 0  # 0: no profile of its data is kept


@dataclass(frozen=True, slots=True)
class OfferedTest:
    key: str
    dimension: str
    is_default: bool
    fails: str = ""  # the limit of the policy in force; empty: nothing fails
    fired: int | None = None  # how often it would have, lately; None: nothing to try it on


@dataclass(frozen=True, slots=True)
class OfferedSource:
    id: UUID
    name: str
    kind: str
    place: str


@dataclass(frozen=True, slots=True)
class MonitorChoice:
    """What a new monitor of one model can be made of, for one reader."""

    model_id: UUID
    model_name: str
    spots: tuple[Spot, ...]  # where something serves first
    tests: tuple[OfferedTest, ...]
    sources: tuple[OfferedSource, ...]
    taken: tuple[str, ...]  # names of its monitors
    table: str  # "monitor-thresholds v2"; empty: nothing is in force, so nothing can fail
    table_title: str  # "Monitor thresholds v2", for people
    zone: str  # that of the monitor that was made last; empty: there is none
    blockers: tuple[Blocker, ...]


def load_monitor_choice(session: Session, model: str, me: UUID) -> MonitorChoice:
    """What a monitor of this model may be made of.

    Raises:
        InputError: there is no such model.
    """
    registered = find_model(session, model.strip())
    table_id = table_in_force(session, THRESHOLDS, registered.unit_id)
    table = session.get_one(DecisionTable, table_id) if table_id else None
    fails = failing_limits(table.dmn, table.decision_id) if table else {}
    moment = now(session)
    tried = (
        try_table(session, registered.id, table, start=moment - TRIED_ON, end=moment)
        if table
        else {}
    )
    names = select(Monitor.name).where(Monitor.model_id == registered.id)
    taken = session.scalars(names.distinct().order_by(Monitor.name))
    zone = session.scalars(
        select(Monitor.zone)
        .where(Monitor.cron != "")
        .order_by(Monitor.recorded_from.desc(), Monitor.id)
        .limit(1)
    ).first()
    held = roles_by_unit(session, me).get(registered.unit_id, frozenset())
    return MonitorChoice(
        model_id=registered.id,
        model_name=registered.name,
        spots=_spots(session, registered),
        tests=tuple(
            OfferedTest(key, one.dimension, one.is_default, fails.get(key, ""), tried.get(key))
            for key, one in MEASURES.items()
        ),
        sources=_sources(session, registered.unit_id),
        taken=tuple(taken),
        table=f"{table.key} v{table.version}" if table else "",
        table_title=f"{table.name} v{table.version}" if table else "",
        zone=zone or "",
        blockers=write_blockers("monitor", "insert", held),
    )


def _spots(session: Session, registered: RegisteredModel) -> tuple[Spot, ...]:
    stages = [
        one for one in list_stages(session, registered.stage_path_id) if one.kind != "archived"
    ]
    serving = {
        (row.stage_id, row.service_tag): row
        for row in session.execute(
            select(
                Placement.stage_id,
                Placement.service_tag,
                Placement.snapshot_id,
                ModelVersion.version,
            )
            .join(ModelVersion, ModelVersion.id == Placement.version_id)
            .where(Placement.model_id == registered.id, Placement.state == "in_place")
        )
    }
    profiles = session.execute(
        select(ReferenceProfile.snapshot_id, ReferenceProfile.rows).where(
            ReferenceProfile.snapshot_id.in_([row.snapshot_id for row in serving.values()]),
            ReferenceProfile.kind == "training",
        )
    )
    rows = {row.snapshot_id: row.rows for row in profiles}
    tags = dict.fromkeys([*registered.service_tags, *(tag for _, tag in serving)])
    found = []
    for stage in reversed(stages):
        for tag in tags:
            spot = Spot(stage.id, stage.name, tag)
            there = serving.get((stage.id, tag))
            if there is not None:
                known = rows.get(there.snapshot_id, 0)
                spot = replace(spot, version=there.version, reference_rows=known)
            found.append(spot)
    return tuple(sorted(found, key=lambda one: one.version is None))


def _sources(session: Session, unit_id: UUID) -> tuple[OfferedSource, ...]:
    above = select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id == unit_id)
    rows = session.scalars(
        select(DataSource)
        .where(DataSource.unit_id.in_(above), DataSource.kind.in_(READABLE))
        .order_by(DataSource.name)
        .limit(MOST_SOURCES)
    )
    return tuple(
        OfferedSource(one.id, one.name, one.kind, "/".join(filter(None, (one.store, one.pattern))))
        for one in rows
    )


def list_fires(session: Session, cron: str, zone: str) -> tuple[datetime, ...]:
    """The next five times of a schedule from now; none without one.

    Raises:
        InputError: it can't be read, or never comes.
    """
    return _fires(cron, zone, now(session))


def _fires(cron: str, zone: str, after: datetime) -> tuple[datetime, ...]:
    if not cron:
        return ()
    found = next_fires(Schedule(cron, zone), after, SHOWN_FIRES)
    if not found:
        raise InputError(f"The cron expression “{quoted(cron)}” has no date left.")
    return tuple(found)


def kind_of(dimensions: Iterable[str]) -> str:
    """What a monitor is called by what it measures."""
    found = set(dimensions)
    if found == {Dimension.BIAS}:
        return "fairness"
    return "technical" if found == {Dimension.TECHNICAL} else "statistical"


def make_monitor(work: UnitOfWork, model_id: UUID, new: NewMonitor) -> Monitor:
    """A monitor that there was not before; it is judged by the policy in force.

    Raises:
        InputError: a part of it can't be, or the model has a monitor of this name.
    """
    registered = work.get(RegisteredModel, model_id)
    require(write_blockers("monitor", "insert", work.roles_in(registered.unit_id)))
    name = clean_name(new.name)
    present = work.session.scalars(select(Monitor.name).where(Monitor.model_id == model_id))
    if name.casefold() in {one.casefold() for one in present}:
        raise InputError(
            f"{registered.name} has a monitor called {name}.",
            hint="Give it another name; one that is paused is let go on.",
        )
    _check_parts(work, new)
    service = _service(work, registered, new.service_tag)
    kinds = [MEASURES.get(key).dimension for key in new.tests]
    table_id = table_in_force(work.session, THRESHOLDS, registered.unit_id)
    made = replace(
        new, name=name, service_tag=service, dimension=kind_of(kinds), decision_table_id=table_id
    )
    return add_monitor(work, model_id, made)


def _service(work: UnitOfWork, registered: RegisteredModel, given: str) -> str:
    """The tag that is meant: one of the model's, or one under which a version of it serves.

    Raises:
        InputError: with any other no placement would ever be found, and nothing measured.
    """
    if not given.strip():
        raise InputError("The service is empty.", hint="A monitor watches a service in a stage.")
    service_tag = clean_tag(given)
    known = dict.fromkeys(spot.service_tag for spot in _spots(work.session, registered))
    if service_tag not in known:
        raise InputError(
            f"{registered.name} has no service {service_tag}.",
            hint="It has: " + ", ".join(known) + ".",
        )
    return service_tag


def _check_parts(work: UnitOfWork, new: NewMonitor) -> None:
    source = work.get(DataSource, new.data_source_id)
    if source.kind not in READABLE:
        raise InputError(
            f"A monitor can't read {source.name}.",
            hint="It reads files, or the log of a built-in runtime.",
        )
    _fires(new.cron, new.zone, work.now())
    if not 0 < new.window_s <= LONGEST_WINDOW_S:
        raise InputError("The data of a run span more than nothing and a year at most.")
    if new.minimum_rows < 1:
        raise InputError("A run needs one row at least.")


def find_source(session: Session, unit_id: UUID, name: str) -> OfferedSource:
    """A data source by its name, that a monitor in this unit may read.

    Raises:
        InputError: there is none.
    """
    known: Sequence[OfferedSource] = _sources(session, unit_id)
    for one in known:
        if one.name.casefold() == name.strip().casefold():
            return one
    raise InputError(
        f"There is no data source {name} that a monitor can read.",
        hint="modelward source list shows them.",
    )
