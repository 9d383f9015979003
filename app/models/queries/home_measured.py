"""Home's blocks on models in use: what went beyond its limit, and how the business's models do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session, aliased, defer

from app.models.queries.home_blocks import MOST, Asked, WorkRow
from app.models.queries.inventory import load_healths
from app.models.queries.inventory_filter import BAD
from app.models.queries.lookups import (
    StageRef,
    Why,
    load_stages,
    load_subjects,
    of_last_run,
    version_numbers,
)
from app.models.rules.roles import Role
from app.models.tables.execution import Placement
from app.models.tables.inventory import UseCase, UseCaseModel
from app.models.tables.monitoring import Monitor, MonitorRun, TestResult

_WHY = {"WARN": "home.warned", "FAIL": "home.beyond", "ERROR": "home.broke"}
PERFORMANCE = "performance"  # the dimension that says how well a model does its work


def list_beyond(asked: Asked) -> tuple[WorkRow, ...]:
    """What was last measured beyond a limit, of a model's monitor or when it was released.

    Of every monitor in the units and every kind of test the last run counts, however long ago: the
    gravest first, of those the newest.
    """
    bad: list[Any] = []
    units = asked.units({Role.VALIDATOR, Role.TESTER})
    # As a value: they are walked from the newest on, not sought by unit and then sorted.
    is_elsewhere = case((MonitorRun.unit_id.in_(units), 0), else_=1)
    for verdict in reversed(BAD):
        found = (
            select(
                MonitorRun.id,
                MonitorRun.monitor_id,
                MonitorRun.model_id,
                MonitorRun.version_id,
                MonitorRun.verdict,
                MonitorRun.fire_at,
            )
            .where(MonitorRun.verdict == verdict, is_elsewhere == 0, is_last_run())
            .order_by(MonitorRun.number.desc())
            .limit(MOST - len(bad))
        )
        bad += asked.session.execute(found) if len(bad) < MOST else ()
    worst = _worst_results(asked.session, [run.id for run in bad])
    subjects = load_subjects(asked.session, (run.model_id for run in bad))
    numbers = version_numbers(asked.session, (run.version_id for run in bad))
    return tuple(
        WorkRow(
            kind="monitor" if run.monitor_id else "model",
            id=run.monitor_id or run.model_id,
            title=subjects[run.model_id].name,
            version=numbers.get(run.version_id),
            state=run.verdict,
            why=Why(_WHY[run.verdict], tests=", ".join(worst.get(run.id, ())[:3])),
            at=run.fire_at,
        )
        for run in bad
    )


def is_last_run() -> ColumnElement[bool]:
    """No later one of its monitor has ended, and the monitor is not paused; else of its kind."""
    this, later = MonitorRun, aliased(MonitorRun)
    watched = select(1).where(Monitor.id == this.monitor_id, Monitor.is_paused.is_(False))
    measured_since = select(1).where(
        later.monitor_id == this.monitor_id, later.fire_at > this.fire_at, later.state == "done"
    )
    tested_since = select(1).where(
        later.model_id == this.model_id,
        later.kind == this.kind,
        later.monitor_id.is_(None),
        later.number > this.number,
        later.state == "done",
    )
    return or_(
        and_(this.monitor_id.is_(None), ~tested_since.correlate(this).exists()),
        and_(watched.correlate(this).exists(), ~measured_since.correlate(this).exists()),
    )


def _worst_results(session: Session, runs: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The names of the tests that came out as the run as a whole did."""
    rows = session.execute(
        select(TestResult.run_id, TestResult.test, TestResult.feature)
        .join(MonitorRun, MonitorRun.id == TestResult.run_id)
        .where(TestResult.run_id.in_(runs), TestResult.verdict == MonitorRun.verdict)
        .order_by(TestResult.test, TestResult.feature)
    )
    found: dict[UUID, list[str]] = {}
    for run_id, test, feature in rows:
        found.setdefault(run_id, []).append(f"{test}:{feature}" if feature else test)
    return found


def list_used(asked: Asked) -> tuple[WorkRow, ...]:
    """Models of the use cases of an analyst's units: theirs first; what serves, and how it is."""
    uses = _uses(asked)
    ids = list(uses)
    serving = _serving(asked.session, ids)
    healths = load_healths(asked.session, ids)
    subjects = load_subjects(asked.session, ids)
    return tuple(
        WorkRow(
            kind="model",
            id=one,
            title=subjects[one].name,
            version=serving[one][0] if one in serving else None,
            stage=serving[one][1] if one in serving else None,
            state=healths[one].level,
            why=Why("home.used_for", uses=", ".join(uses[one])),
        )
        for one in ids
    )


def _uses(asked: Asked) -> dict[UUID, list[str]]:
    """The models, and what each is used for; in the order of the uses."""
    is_mine = UseCase.owner_id == asked.me
    rows = asked.session.execute(
        select(UseCaseModel.model_id, UseCase.name)
        .join(UseCase, UseCase.id == UseCaseModel.use_case_id)
        .where(UseCase.unit_id.in_(asked.units({Role.LOB_ANALYST})))
        .order_by(is_mine.desc(), UseCase.name, UseCaseModel.created_at)
    )
    found: dict[UUID, list[str]] = {}
    for model_id, name in rows:
        if model_id in found or len(found) < MOST:
            found.setdefault(model_id, []).append(name)
    return found


def _serving(session: Session, models: Sequence[UUID]) -> dict[UUID, tuple[int, StageRef]]:
    """The version that serves in the highest stage of each."""
    stages = load_stages(session)
    rows = session.execute(
        select(Placement.model_id, Placement.version_id, Placement.stage_id).where(
            Placement.model_id.in_(models), Placement.state == "in_place"
        )
    ).all()
    numbers = version_numbers(session, (row.version_id for row in rows))
    found: dict[UUID, tuple[int, StageRef]] = {}
    for row in rows:
        stage = stages[row.stage_id]
        present = found.get(row.model_id)
        if present is None or stage.rank > present[1].rank:
            found[row.model_id] = numbers[row.version_id], stage
    return found


def list_measured(asked: Asked) -> tuple[WorkRow, ...]:
    """How well those models do their work: their last measured performance and its limit."""
    runs = asked.session.scalars(
        select(MonitorRun)
        .join(Monitor, MonitorRun.id == of_last_run(MonitorRun.id))
        .where(Monitor.model_id.in_(list(_uses(asked))), Monitor.is_paused.is_(False))
        .options(defer(MonitorRun.profile))
    ).all()
    by_id = {run.id: run for run in runs}
    results = asked.session.scalars(
        select(TestResult)
        .where(TestResult.run_id.in_(list(by_id)), TestResult.dimension == PERFORMANCE)
        .order_by(TestResult.test, TestResult.feature)
    )
    subjects = load_subjects(asked.session, (run.model_id for run in runs))
    numbers = version_numbers(asked.session, (run.version_id for run in runs))
    found = []
    for one in results:
        run = by_id[one.run_id]
        if one.held is None:
            continue
        found.append(
            WorkRow(
                kind="monitor",
                id=run.monitor_id or run.model_id,
                title=subjects[run.model_id].name,
                version=numbers.get(run.version_id),
                state=one.verdict,
                part=f"{one.test}:{one.feature}",
                why=Why("home.measured", test=one.test, value=one.held, limit=one.threshold),
                at=run.fire_at,
            )
        )
    return tuple(_fairly(found))


def _fairly(rows: Sequence[WorkRow]) -> list[WorkRow]:
    """What is beyond its limit first; else of each model its first, then of each its second."""
    place: Counter[str] = Counter()
    ranked = []
    for row in rows:
        ranked.append((row.state not in BAD, place[row.title], row.title, row))
        place[row.title] += 1
    return [one[-1] for one in sorted(ranked, key=lambda one: one[:-1])[:MOST]]
