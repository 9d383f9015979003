"""Monitors, their runs and expectations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from app.errors import InputError
from app.models.queries.in_force import table_in_force
from app.models.queries.monitoring import has_newer
from app.models.queries.own_monitors import own_monitor_blockers, own_source_blockers
from app.models.rules.blockers import require
from app.models.rules.monitors import (
    PUBLISHED,
    WEIGHED,
    WEIGHED_OF_SOURCE,
    BoundFacts,
    may_find_less,
    monitor_blockers,
    resuming_blockers,
)
from app.models.rules.paths import FOLDERS, path_blockers
from app.models.rules.rights import write_blockers
from app.models.rules.sizes import size_blockers
from app.models.tables.execution import DataSource, Stage, Store
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import (
    Expectation,
    MetricPoint,
    Monitor,
    MonitorRun,
    ReferenceProfile,
    TestResult,
)
from app.models.tables.organisation import UnitAncestor
from app.services.calendars import Schedule
from app.services.commands.changing import change
from app.services.commands.people import find_unit
from app.services.digests import digest_bytes
from app.services.unit_of_work import InboxKind, UnitOfWork

SCHEDULE = ("cron", "zone", "calendar", "misfire")


@dataclass(frozen=True, slots=True)
class NewMonitor:
    """What is measured of a model in a stage. Without a cron expression it runs by hand only."""

    name: str
    service_tag: str
    stage_id: UUID
    data_source_id: UUID
    dimension: str = "statistical"
    tests: tuple[str, ...] = ()
    decision_table_id: UUID | None = None
    cron: str = ""
    zone: str = "UTC"
    calendar: str = ""
    misfire: str = "once"
    window_s: int = 86400
    minimum_rows: int = 100
    runbook: str = ""


DATA_CLASSES = ("public", "internal", "confidential", "personal")
ENCRYPTIONS = ("unknown", "yes", "no")


def add_data_source(
    work: UnitOfWork,
    *,
    unit: str,
    name: str,
    kind: str,
    store: str = "",
    pattern: str = "",
    label_key: str = "",
    label_delay_s: int = 0,
) -> DataSource:
    """Where data of a monitor come from; the store is a name that each machine maps.

    Raises:
        InputError: one of that name in the unit reads something else.
    """
    unit_id = find_unit(work, unit).id
    present = work.session.scalars(
        select(DataSource).where(DataSource.unit_id == unit_id, DataSource.name == name)
    ).first()
    _require_inside(kind, pattern)
    reads = (kind, store, pattern)
    if present is not None and (present.kind, present.store, present.pattern) != reads:
        raise InputError(
            f"The data source {name} reads something else already.",
            hint="Give this one another name.",
        )
    return present or work.add(
        DataSource(
            unit_id=unit_id,
            name=name,
            kind=kind,
            store=store,
            pattern=pattern,
            label_key=label_key,
            label_delay_s=label_delay_s,
            owner_id=work.actor.id,
        )
    )


def add_monitor(work: UnitOfWork, model_id: UUID, new: NewMonitor) -> Monitor:
    """The first or next version of a monitor of this name; the same one is not added twice.

    Another runbook makes no version: it is written where the monitor stands. None keeps it.
    """
    last = work.session.scalars(
        select(Monitor)
        .where(Monitor.model_id == model_id, Monitor.name == new.name)
        .order_by(Monitor.version.desc())
    ).first()
    if last is not None and _is_same(last, new):
        is_kept = new.runbook in ("", last.runbook)
        return last if is_kept else write_runbook(work, last.id, runbook=new.runbook)
    require(monitor_blockers(_bound(work, model_id, new)))
    if last is not None and not last.is_paused:
        require(own_monitor_blockers(work.session, last, work.actor.id))
    if last is not None:
        last.is_paused = True
        work.flush()
    return work.add(
        Monitor(
            model_id=model_id,
            name=new.name,
            version=(last.version if last else 0) + 1,
            dimension=new.dimension,
            service_tag=new.service_tag,
            stage_id=new.stage_id,
            tests=list(new.tests),
            data_source_id=new.data_source_id,
            decision_table_id=new.decision_table_id,
            cron=new.cron,
            zone=new.zone,
            calendar=new.calendar,
            misfire=new.misfire,
            window_s=new.window_s,
            minimum_rows=new.minimum_rows,
            runbook=new.runbook or (last.runbook if last else ""),
        )
    )


def _bound(work: UnitOfWork, model_id: UUID, new: NewMonitor) -> BoundFacts:
    registered = work.get(RegisteredModel, model_id)
    above = select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id == registered.unit_id)
    table_id = new.decision_table_id
    table = work.get(DecisionTable, table_id) if table_id is not None else None
    return BoundFacts(
        units=frozenset(work.session.scalars(above)),
        path_id=registered.stage_path_id,
        stage_path_id=work.get(Stage, new.stage_id).stage_path_id,
        source_unit_id=work.get(DataSource, new.data_source_id).unit_id,
        table_unit_id=table.unit_id if table is not None else None,
        table_state=table.state if table is not None else "",
    )


def read_from(work: UnitOfWork, present: Monitor, data_source_id: UUID) -> Monitor:
    """A monitor on these data: where they are others, its next version, else as people left it.

    Raises:
        InputError: what judges it has left force, and nothing took its place.
    """
    if present.data_source_id == data_source_id:
        return present
    is_paused = present.is_paused
    kept = {one.name: getattr(present, one.name) for one in fields(NewMonitor)}
    kept |= {"tests": tuple(present.tests), "data_source_id": data_source_id}
    new = NewMonitor(**{**kept, "decision_table_id": _judging_now(work, present)})
    row = add_monitor(work, present.model_id, new)
    return change(work, row, {"is_paused": is_paused}, seen=None)


def _judging_now(work: UnitOfWork, present: Monitor) -> UUID | None:
    """The table that judges it; where that left force, or never was, the version that counts."""
    if present.decision_table_id is None:
        return None
    table = work.get(DecisionTable, present.decision_table_id)
    if table.state == PUBLISHED:
        return table.id
    found = table_in_force(work.session, table.key, present.unit_id)
    if found is None:
        raise InputError(
            f"{present.name} is judged by {table.key} v{table.version}, which is not in force, and"
            " no other version is: so it can't follow the release.",
            hint=f"Publish a version of {table.key}, then repeat the step.",
        )
    return found


def _is_same(row: Monitor, new: NewMonitor) -> bool:
    """It measures the same, at the same times; what is to be done then does not matter."""
    names = [one.name for one in fields(NewMonitor) if one.name not in ("tests", "runbook")]
    is_told_so = all(getattr(row, name) == getattr(new, name) for name in names)
    return is_told_so and row.tests == list(new.tests) and not row.is_paused


def edit_monitor(
    work: UnitOfWork, monitor_id: UUID, *, seen: int | None = None, **given: Any
) -> Monitor:
    """Change cron, zone, calendar, misfire or is_paused of a monitor.

    What it measures, and on which data, is another version of the monitor: see `add_monitor`.
    """
    row = work.get(Monitor, monitor_id)
    words = {name: given.get(name, getattr(row, name)) for name in SCHEDULE}
    if words["cron"]:
        Schedule(**words)  # says what can't be read
    require_second(work, row, given)
    return change(work, row, given, seen=seen)


def require_second(
    work: UnitOfWork, row: Monitor, given: Mapping[str, object], *, is_later_table: bool = False
) -> None:
    """That somebody who did not build the model changes what watches it where it serves.

    Raises:
        RefusedError: they worked on it.
    """
    before = {name: getattr(row, name) for name in (*WEIGHED, "is_paused")}
    if may_find_less(before, given, is_later_table=is_later_table):
        require(own_monitor_blockers(work.session, row, work.actor.id))


def pause_monitor(work: UnitOfWork, monitor_id: UUID, *, seen: int | None = None) -> Monitor:
    """It runs no more until somebody lets it go on."""
    row = work.get(Monitor, monitor_id)
    require(write_blockers("monitor", "update", work.roles_in(row.unit_id)))
    require_second(work, row, {"is_paused": True})
    return change(work, row, {"is_paused": True}, seen=seen)


def resume_monitor(work: UnitOfWork, monitor_id: UUID, *, seen: int | None = None) -> Monitor:
    """Let a paused monitor go on.

    Raises:
        RefusedError: a later version took its place.
    """
    row = work.get(Monitor, monitor_id)
    newer = has_newer(work.session, row)
    denied = write_blockers("monitor", "update", work.roles_in(row.unit_id))
    require([*denied, *resuming_blockers(has_newer=newer)])
    return change(work, row, {"is_paused": False}, seen=seen)


def edit_source(
    work: UnitOfWork, source_id: UUID, *, seen: int | None = None, **given: Any
) -> DataSource:
    """Change where a source's data are, how they are protected, or who owns it.

    Args:
        given: pattern, label_key, label_delay_s, data_class, owner_id, purpose, retention_days,
            encryption, access.
    Raises:
        InputError: no such class, or an answer that is none.
    """
    for name, known in (("data_class", DATA_CLASSES), ("encryption", ENCRYPTIONS)):
        if given.get(name, known[0]) not in known:
            raise InputError(
                f"{given[name]} is no {name.replace('_', ' ')}.",
                hint=f"Known: {', '.join(known)}.",
            )
    row = work.get(DataSource, source_id)
    _require_inside(row.kind, given.get("pattern", row.pattern))
    if any(given.get(name, getattr(row, name)) != getattr(row, name) for name in WEIGHED_OF_SOURCE):
        require(own_source_blockers(work.session, row.id, work.actor.id))
    return change(work, row, given, seen=seen)


def _require_inside(kind: str, pattern: str) -> None:
    if kind in FOLDERS and pattern:
        require(path_blockers(pattern))


def describe_store(
    work: UnitOfWork, store_id: UUID, *, description: str, seen: int | None = None
) -> Store:
    """Say anew what is kept in a store."""
    return change(work, work.get(Store, store_id), {"description": description.strip()}, seen=seen)


def write_runbook(
    work: UnitOfWork, monitor_id: UUID, *, runbook: str, seen: int | None = None
) -> Monitor:
    """Say what is to be done about alerts of a monitor, or at which address that stands."""
    row = work.get(Monitor, monitor_id)
    wanted = runbook.strip()
    require(write_blockers("monitor", "update", work.roles_in(row.unit_id)))
    require(size_blockers({"runbook": wanted}))
    return change(work, row, {"runbook": wanted}, seen=seen)


def ask_run(work: UnitOfWork, monitor_id: UUID) -> UUID:
    """Ask for a run now. The worker does it."""
    monitor = work.get(Monitor, monitor_id)
    require(write_blockers("monitor", "update", work.roles_in(monitor.unit_id)))
    return work.tell_engine(InboxKind.RUN_MONITOR, monitor.unit_id, monitor_id=str(monitor_id))


def store_profile(
    work: UnitOfWork, snapshot_id: UUID, *, kind: str, profile: str, rows: int
) -> ReferenceProfile:
    """Keep the profile of a snapshot's data, once per kind."""
    present = work.session.scalars(
        select(ReferenceProfile).where(
            ReferenceProfile.snapshot_id == snapshot_id, ReferenceProfile.kind == kind
        )
    ).first()
    return present or work.add(
        ReferenceProfile(
            snapshot_id=snapshot_id,
            kind=kind,
            profile=profile,
            sha256=digest_bytes(profile.encode()),
            rows=rows,
        )
    )


def key_of_run(monitor_id: UUID, fire_at: datetime) -> str:
    return f"monitor:{monitor_id}:{fire_at.isoformat()}"


def start_run(work: UnitOfWork, *, run_key: str, **facts: Any) -> MonitorRun:
    """The run of this key: the one that is there, or a new one."""
    present = work.session.scalars(select(MonitorRun).where(MonitorRun.run_key == run_key)).first()
    return present or work.add(MonitorRun(run_key=run_key, **facts))


def finish_run(
    work: UnitOfWork,
    run_id: UUID,
    *,
    results: Iterable[Mapping[str, Any]],
    verdict: str,
    state: str = "done",
    **facts: Any,
) -> MonitorRun:
    """Keep the results and the verdict of a run, once; the expectation of it is met."""
    run = work.get(MonitorRun, run_id)
    if run.state == "done":
        return run
    rows = list(results)
    about = {"run_id": run.id, "snapshot_id": run.snapshot_id, "unit_id": run.unit_id}
    if rows:
        work.session.execute(insert(TestResult), [{**about, **row} for row in rows])
    now = work.now()  # first: reading the clock would store half of what follows
    for name, value in facts.items():
        setattr(run, name, value)
    run.verdict, run.state, run.finished_at = verdict, state, now
    work.flush()
    _add_points(work, run, rows)
    expectation = work.session.scalars(
        select(Expectation).where(Expectation.run_key == run.run_key)
    ).first()
    if expectation is not None:
        expectation.met_at = now
    work.flush()
    return run


ROLL_UP_S = (0, 6 * 3600, 24 * 3600)


def _add_points(work: UnitOfWork, run: MonitorRun, results: Iterable[Mapping[str, Any]]) -> None:
    """Each value as a point of its series, and folded into the roll-ups, in one statement."""
    if run.monitor_id is None:
        return
    points = [
        _point(run, result, level)
        for result in results
        if result.get("statistic") is not None
        for level in ROLL_UP_S
    ]
    if points:
        work.session.execute(_fold_in(work.session.connection().dialect.name), points)


def _point(run: MonitorRun, result: Mapping[str, Any], level: int) -> dict[str, Any]:
    value = result["statistic"]
    seconds = run.fire_at.timestamp()
    start = datetime.fromtimestamp(seconds - seconds % level, tz=UTC) if level else run.fire_at
    return {
        "monitor_id": run.monitor_id,
        "test": result["test"],
        "feature": result.get("feature", ""),
        "level_s": level,
        "at": start,
        "minimum": value,
        "maximum": value,
        "total": value,
        "n": 1,
        "verdict": result["verdict"],
        "run_id": run.id,
    }


@cache
def _fold_in(dialect: str) -> Any:
    upsert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    least, most = (func.min, func.max) if dialect == "sqlite" else (func.least, func.greatest)
    statement = upsert(MetricPoint)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["monitor_id", "test", "feature", "level_s", "at"],
        set_={
            "minimum": least(MetricPoint.minimum, new.minimum),
            "maximum": most(MetricPoint.maximum, new.maximum),
            "total": MetricPoint.total + new.total,
            "n": MetricPoint.n + new.n,
            "verdict": new.verdict,
            "run_id": new.run_id,
        },
        where=MetricPoint.level_s > 0,  # what was measured stays as it was
    )
