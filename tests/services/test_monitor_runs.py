"""Runs of monitors: judged by the limits of what they watch, and counted once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.errors import AppError, InputError
from app.models.queries.listing_monitoring import list_monitors
from app.models.queries.monitor_facts import load_monitor, reads_beside
from app.models.rules.pauses import SCORING
from app.models.tables.engine import Job
from app.models.tables.execution import Store
from app.models.tables.monitoring import Alert, Monitor, MonitorSchedule
from app.services.commands.models import add_use_case
from app.services.commands.monitors import edit_monitor
from app.services.commands.people import add_unit
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.scheduler import Scheduler, queue_run
from app.services.unit_of_work import UnitOfWork
from tests.db.test_queries_monitoring import alarm, run, watch
from tests.workspaces import TestWorkspace

NIGHT = datetime(2026, 3, 2, 6, tzinfo=UTC)


@pytest.mark.parametrize("is_regulated", [True, False])
def test_a_run_knows_whether_its_model_is_regulated(
    workspace: TestWorkspace, *, is_regulated: bool
) -> None:
    watched = watch(workspace)
    models = (watched.registered.model_id,)
    workspace.work("sanne").write(
        add_use_case, unit="bank", name="Loans", is_regulated=is_regulated, models=models
    )

    workspace.service.write(queue_run, watched.monitor_id, NIGHT, NIGHT)

    with workspace.service.reading() as session:
        inputs = session.scalars(select(Job.inputs).where(Job.task_type == "run_monitor")).one()
    assert inputs["is_regulated"] is is_regulated


def test_the_service_reads_nothing_of_another_unit_for_a_monitor(workspace: TestWorkspace) -> None:
    """Also where the store, or the runtime, was recorded after the source that names it."""
    tom, facts = (
        workspace.work("tom"),
        workspace.service.read(load_monitor, watch(workspace).monitor_id),
    )
    cards = workspace.work("root").write(add_unit, key="cards", name="Cards", parent="bank").id
    for unit, name in ((cards, "cards-lake"), (workspace.unit_id, "lake")):
        tom.write(partial(_record_store, unit=unit, name=name))
    tom.write(add_runtime, NewRuntime("cards-1", "cards"))
    tom.write(add_runtime, NewRuntime("prod-1", "bank"))

    for is_beside, kind, store, pattern, unit in (
        (True, "files", "cards-lake", "", workspace.unit_id),
        (True, "files", "Cards-Lake", "", workspace.unit_id),
        (False, "files", "cards-lake", "", cards),
        (False, "files", "lake", "", cards),
        (False, "files", SCORING, "cards-1", workspace.unit_id),
        (True, "files", SCORING, "prod-1", cards),
        (True, "runtime_log", SCORING, "cards-1", workspace.unit_id),
        (False, "runtime_log", SCORING, "cards-1", cards),
        (False, "runtime_log", SCORING, "prod-1", cards),
    ):
        named = replace(
            facts, source_kind=kind, source_store=store, source_pattern=pattern,
            source_unit_id=unit,
        )  # fmt: skip
        assert workspace.service.read(reads_beside, named) is is_beside, named


def _record_store(work: UnitOfWork, unit: UUID, name: str) -> Store:
    return work.add(Store(unit_id=unit, name=name))


def test_a_repeated_run_counts_its_alert_once(workspace: TestWorkspace) -> None:
    watched = watch(workspace)
    first = run(workspace, watched, 1, {"income": 0.4})
    for _ in range(2):
        alert = alarm(workspace, watched, first)
    with workspace.service.reading() as session:
        assert session.get_one(Alert, alert).times == 1

    second = run(workspace, watched, 2, {"income": 0.5})
    alarm(workspace, watched, second)
    with workspace.service.reading() as session:
        assert session.get_one(Alert, alert).times == 2


def test_a_schedule_given_later_counts_from_then_on(workspace: TestWorkspace) -> None:
    watched = watch(workspace)
    tom = workspace.work("tom")
    tom.write(edit_monitor, watched.monitor_id, cron="0 5 * * *", zone="Europe/Amsterdam")

    queued = Scheduler(workspace.service, lambda: NIGHT).run_once()

    (found,) = tom.read(list_monitors)
    assert queued == 0  # what lies before it is not made up for
    assert (found.cron, found.zone) == ("0 5 * * *", "Europe/Amsterdam")
    assert found.next_fire_at == datetime(2026, 3, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"cron": "* * * * * * boo"},
        {"zone": "../../etc/passwd"},
        {"calendar": "Mars"},
        {"misfire": "now"},
    ],
)
def test_a_schedule_that_nobody_can_follow_stops_no_other(
    workspace: TestWorkspace, spoilt: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """It came by another way than the product's; who is first in the order is the bad one."""
    ids = sorted(watch(workspace, name).monitor_id for name in ("cc-fraud", "credit", "churn"))
    with workspace.work("tom").unit() as work:
        for name, value in spoilt.items():
            setattr(work.get(Monitor, ids[0]), name, value)
    scheduler = Scheduler(workspace.service, lambda: NIGHT)

    scheduler.run_once()
    scheduler.run_once()

    with workspace.service.reading() as session:
        scheduled = session.scalars(select(MonitorSchedule.monitor_id)).all()
    assert sorted(scheduled) == ids[1:]
    assert len(caplog.messages) == 1
    assert str(ids[0]) in caplog.text


def test_a_busy_database_makes_no_schedule_a_broken_one(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor_id = watch(workspace).monitor_id
    scheduler = Scheduler(workspace.service, lambda: NIGHT)

    def busy(_session: object, _monitor_id: UUID) -> None:
        raise OperationalError("SELECT", {}, Exception("lock timeout"))

    with monkeypatch.context() as patched:
        patched.setattr("app.services.scheduler.load_monitor", busy)
        scheduler.run_once()
    scheduler.run_once()

    with workspace.service.reading() as session:
        scheduled = session.scalars(select(MonitorSchedule.monitor_id)).all()
    assert scheduled == [monitor_id]


def test_a_duty_that_breaks_stops_no_other(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[datetime] = []

    def breaks(_work: object, _now: datetime) -> None:
        raise ValueError("no")

    def works(_work: object, now: datetime) -> None:
        done.append(now)

    duties = [(lambda _session, _now: True, duty) for duty in (breaks, works)]
    monkeypatch.setattr("app.services.scheduler._DUTIES", duties)

    assert Scheduler(workspace.service, lambda: NIGHT).run_once() == 0
    assert done == [NIGHT]


def test_a_schedule_that_can_not_be_read_is_refused(workspace: TestWorkspace) -> None:
    watched = watch(workspace)
    with pytest.raises(InputError, match="cron"):
        workspace.work("tom").write(edit_monitor, watched.monitor_id, cron="at five")


def test_who_may_not_change_a_monitor_can_not_give_it_a_schedule(workspace: TestWorkspace) -> None:
    watched = watch(workspace)
    with pytest.raises(AppError):
        workspace.work("lin").write(edit_monitor, watched.monitor_id, cron="0 5 * * *")
