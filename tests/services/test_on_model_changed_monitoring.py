"""What a released model is watched by: its own scoring log of real requests, alerts, silence."""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from app.errors import RefusedError
from app.models.tables.engine import Job
from app.models.tables.monitoring import Alert, Expectation, Monitor, MonitorRun, TestResult
from app.services.calendars import Schedule, next_fires
from app.services.commands.alerts import acknowledge_alert
from app.services.commands.monitors import ask_run
from app.services.runtime_access import scoring_folder
from app.services.scheduler import Scheduler
from tests.model_folders import people, request_body
from tests.releases import MODEL, Bank, ReleasedMould
from tests.services.runtime_kit import wait_until

REQUESTS = 520


@pytest.fixture(params=["sqlite", "postgresql"])
def watched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bank]:
    """A bank with runtimes, and so a scoring log, of its own."""
    is_team = request.param == "postgresql"
    server = request.getfixturevalue("postgres") if is_team else None
    mould = request.getfixturevalue("postgres_mould" if is_team else "sqlite_mould")
    made = ReleasedMould(tmp_path / "bank", server, mould)
    try:
        with made.open(tmp_path) as bank:
            yield bank
    finally:
        made.close()


def production_monitor(bank: Bank) -> Monitor:
    with bank.workspace.service.reading() as session:
        return session.scalars(select(Monitor).where(Monitor.name == "Scoring log PROD")).one()


def score(bank: Bank, *, income: float, seed: int) -> None:
    """That many real requests, one row each, as applications send them."""
    process = bank.process()
    logged = rows_logged(bank)
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {process.token}"
        rows = people(REQUESTS, seed, income=income)
        for n in range(REQUESTS):
            answer = session.post(
                f"{process.url}/v2/models/{MODEL}/infer",
                json=request_body(rows[n : n + 1]),
                timeout=10,
            )
            assert answer.ok, answer.text
    wait_until(lambda: rows_logged(bank) >= logged + REQUESTS, 20)


def rows_logged(bank: Bank) -> int:
    folder = scoring_folder(bank.settings, "prod-1") / MODEL
    lines = b"".join(path.read_bytes() for path in folder.glob("*.jsonl")).splitlines(True)
    rows = [json.loads(line) for line in lines if line.endswith(b"\n")]
    return sum(not row.get("purpose") for row in rows)  # without what deployments asked


def run_monitor(bank: Bank, *, by: str = "tom") -> MonitorRun:
    """A run that a person asks for, done by the service."""
    before = runs(bank)
    bank.workspace.work(by).write(ask_run, production_monitor(bank).id)
    bank.drive(lambda: len([r for r in runs(bank) if r.state == "done"]) > len(before))
    return runs(bank)[-1]


def runs(bank: Bank) -> list[MonitorRun]:
    with bank.workspace.service.reading() as session:
        return list(
            session.scalars(
                select(MonitorRun).where(MonitorRun.kind == "monitor").order_by(MonitorRun.number)
            )
        )


def alerts(bank: Bank) -> dict[str, Alert]:
    with bank.workspace.service.reading() as session:
        found = session.scalars(select(Alert).order_by(Alert.number)).all()
    assert len({alert.rule for alert in found}) == len(found), "an alert is there twice"
    return {alert.rule: alert for alert in found}


def set_window(bank: Bank, since: datetime) -> None:
    with bank.workspace.work("tom").unit() as work:
        monitor = work.get(Monitor, production_monitor(bank).id)
        monitor.window_s = math.ceil((datetime.now(UTC) - since).total_seconds())
        work.flush()


def test_drift_in_real_requests_is_alerted_once_and_closed_by_proof(watched: Bank) -> None:
    bank = watched
    score(bank, income=65.0, seed=7)

    first = run_monitor(bank)
    with bank.workspace.service.reading() as session:
        results = {
            (r.test, r.feature): r
            for r in session.scalars(select(TestResult).where(TestResult.run_id == first.id))
        }
    raised = alerts(bank)
    second = run_monitor(bank)
    again = alerts(bank)

    assert first.current_rows >= REQUESTS
    assert (first.verdict, second.verdict) == ("FAIL", "FAIL")
    drifted, steady = results["psi", "income"], results["psi", "age"]
    assert drifted.verdict == "FAIL"
    assert drifted.statistic is not None
    assert drifted.statistic >= 0.2
    assert drifted.threshold == ">= 0.2 and p < 0.05"  # of the rule of the table that decided
    assert drifted.severity == "high"
    assert steady.verdict == "PASS"
    assert "psi:income" in raised
    assert "psi:age" not in raised
    assert again.keys() == raised.keys()
    assert {alert.times for alert in again.values()} == {2}

    alert = again["psi:income"]
    with pytest.raises(RefusedError) as silent:
        bank.workspace.work("tom").write(acknowledge_alert, alert.id, reason=" ")
    with pytest.raises(RefusedError) as unfit:
        bank.workspace.work("aisha").write(acknowledge_alert, alert.id, reason="Seen by risk.")
    bank.workspace.work("tom").write(
        acknowledge_alert, alert.id, reason="New campaign for higher incomes."
    )
    run_monitor(bank)
    assert [b.code for b in silent.value.blockers] == ["alert.reason"]
    assert unfit.value.blockers[0].code in ("transition.refused", "database.no_right")
    assert alerts(bank)["psi:income"].state == "acknowledged"
    assert alerts(bank)["psi:income"].acknowledged_by == bank.workspace.work("tom").actor.id

    time.sleep(1.1)  # the window is told in whole seconds
    calm_since = datetime.now(UTC)
    score(bank, income=50.0, seed=8)
    set_window(bank, calm_since)
    calm = run_monitor(bank)
    found = alerts(bank)
    assert calm.current_rows < 2 * REQUESTS
    assert found["psi:income"].state == "resolved"
    assert found["psi:income"].resolved_at is not None

    set_window(bank, calm_since - timedelta(hours=1))
    run_monitor(bank)
    assert alerts(bank)["psi:income"].state == "open"  # it came back: the same alert
    assert alerts(bank).keys() >= raised.keys()


class FixedClock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def queued(bank: Bank, monitor: Monitor) -> list[str]:
    with bank.workspace.service.reading() as session:
        jobs = session.scalars(select(Job).where(Job.task_type == "run_monitor")).all()
    return [job.inputs["fire_at"] for job in jobs if job.inputs["monitor_id"] == str(monitor.id)]


def test_a_run_that_never_came_is_an_alert_until_one_comes(watched: Bank) -> None:
    bank = watched
    monitor = production_monitor(bank)
    clock = FixedClock(datetime.now(UTC))
    scheduler = Scheduler(bank.workspace.service, clock)
    scheduler.run_once()
    with bank.workspace.service.reading() as session:
        assert not session.scalars(select(Expectation)).all()

    (fire,) = next_fires(Schedule(monitor.cron, monitor.zone), clock.now, 1)
    clock.now = fire + timedelta(minutes=1)
    scheduler.run_once()  # the fire is queued, and nobody works
    clock.now += timedelta(hours=2)
    scheduler.run_once()
    scheduler.run_once()

    assert len(queued(bank, monitor)) == 1
    with bank.workspace.service.reading() as session:
        found = Counter(
            (a.rule, a.state, a.times, a.title)
            for a in session.scalars(select(Alert).where(Alert.monitor_id == monitor.id))
        )
    assert found == {("silence", "open", 1, "Scoring log PROD did not run"): 1}

    score(bank, income=50.0, seed=9)
    bank.clock.forward_to(clock.now)
    bank.drive(lambda: bool([r for r in runs(bank) if r.monitor_id == monitor.id]))
    run_monitor(bank)
    with bank.workspace.service.reading() as session:
        states = session.scalars(select(Alert.state).where(Alert.rule == "silence")).all()
    assert "resolved" in states


@pytest.mark.parametrize(
    ("day", "what"),
    [
        (datetime(2027, 10, 30, 12, tzinfo=UTC), "02:30 comes twice"),
        (datetime(2027, 3, 27, 12, tzinfo=UTC), "02:30 does not come"),
    ],
)
def test_a_night_when_the_clocks_change_queues_one_run(
    watched: Bank, day: datetime, what: str
) -> None:
    bank = watched
    monitor = production_monitor(bank)
    with bank.workspace.work("tom").unit() as work:
        row = work.get(Monitor, monitor.id)
        row.cron, row.zone = "30 2 * * *", "Europe/Amsterdam"
        work.flush()
    clock = FixedClock(day)
    scheduler = Scheduler(bank.workspace.service, clock)
    scheduler.run_once()

    for _ in range(96):  # every quarter of an hour, for a day
        clock.now += timedelta(minutes=15)
        scheduler.run_once()

    assert len(queued(bank, monitor)) == 1, what
    with bank.workspace.service.reading() as session:
        expected = session.scalars(
            select(Expectation).where(Expectation.monitor_id == monitor.id)
        ).all()
    assert len(expected) == 1


def test_a_new_calendar_counts_at_once(watched: Bank) -> None:
    """A monitor that ran monthly and shall run daily does not wait for the end of the month."""
    bank = watched
    monitor = production_monitor(bank)
    clock = FixedClock(datetime(2027, 5, 2, 12, tzinfo=UTC))
    scheduler = Scheduler(bank.workspace.service, clock)
    with bank.workspace.work("tom").unit() as work:
        work.get(Monitor, monitor.id).cron = "0 6 1 * *"
        work.flush()
    scheduler.run_once()

    with bank.workspace.work("tom").unit() as work:
        work.get(Monitor, monitor.id).cron = "0 6 * * *"
        work.flush()
    scheduler.run_once()
    clock.now += timedelta(days=1)
    scheduler.run_once()

    assert len(queued(bank, monitor)) == 1
