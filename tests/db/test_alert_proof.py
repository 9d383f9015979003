"""By which run an alert was raised and by which resolved, on both databases."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.models.queries.alert_detail import AlertDetail, load_alert
from app.models.queries.alert_proof import Repeated
from app.models.queries.alerts import list_alerts_by_id
from app.models.queries.monitoring import list_monitor_runs
from app.models.rules.monitors import BROKEN
from app.services.commands.raised_alerts import resolve_passed
from tests.db.test_queries_monitoring import Watched, alarm, run, watch
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    return workspace


@pytest.fixture
def watched(bank: TestWorkspace) -> Watched:
    return watch(bank)


def resolve(
    bank: TestWorkspace, watched: Watched, day: int, value: float, digest: str = ""
) -> UUID:
    passed = run(bank, watched, day, {"income": value}, digest=digest)
    with bank.service.unit() as work:
        resolve_passed(work, passed)
    return passed


def detail(bank: TestWorkspace, alert_id: UUID) -> AlertDetail:
    tom = bank.work("tom")
    found: AlertDetail = tom.read(load_alert, alert_id, tom.actor.id)
    return found


def test_a_resolved_alert_names_the_run_that_proved_it(
    bank: TestWorkspace, watched: Watched
) -> None:
    raised = alarm(bank, watched, run(bank, watched, 0, {"income": 0.41}))
    assert detail(bank, raised).proofs == ()

    first = resolve(bank, watched, 1, 0.05)
    alarm(bank, watched, run(bank, watched, 2, {"income": 0.3}))
    second = resolve(bank, watched, 3, 0.02)

    runs = bank.work("tom").read(list_monitor_runs, watched.monitor_id)
    numbers = {one.id: one.number for one in runs}
    shown = detail(bank, raised)
    assert [(one.run_id, one.number, one.value, one.rows) for _, one in shown.proofs] == [
        (second, numbers[second], 0.02, 100),
        (first, numbers[first], 0.05, 100),
    ]
    assert [one.id for one in shown.story if one.tag == "alert.resolved"] == [
        key for key, _ in shown.proofs
    ]
    assert shown.proofs[0][1].threshold == ">= 0.2 and p < 0.05"


def test_what_broke_the_limit_stays_what_it_is_told_of_once_it_is_resolved(
    bank: TestWorkspace, watched: Watched
) -> None:
    raised = alarm(bank, watched, run(bank, watched, 0, {"income": 0.41}))
    alarm(bank, watched, run(bank, watched, 1, {"income": 0.3}))
    before = detail(bank, raised)

    resolve(bank, watched, 2, 0.05)

    after = detail(bank, raised)
    assert after.row.state == "resolved"
    assert (before.value, before.threshold) == (0.3, ">= 0.2 and p < 0.05")
    assert (after.value, after.threshold) == (before.value, before.threshold)


def test_alerts_are_read_by_their_ids_whatever_their_state(
    bank: TestWorkspace, watched: Watched
) -> None:
    raised = alarm(bank, watched, run(bank, watched, 0, {"income": 0.41}))
    resolve(bank, watched, 1, 0.05)

    (row,) = bank.work("tom").read(list_alerts_by_id, (raised,))

    assert (row.id, row.state) == (raised, "resolved")


def test_a_run_over_data_that_an_earlier_one_had_proves_nothing(
    bank: TestWorkspace, watched: Watched
) -> None:
    run(bank, watched, 0, {"income": 0.05}, digest="a1")
    raised = alarm(bank, watched, run(bank, watched, 1, {"income": 0.41}, digest="b2"))

    copied = resolve(bank, watched, 2, 0.05, digest="a1")

    numbers = {
        one.id: one.number for one in bank.work("tom").read(list_monitor_runs, watched.monitor_id)
    }
    shown = detail(bank, raised)
    assert shown.row.state == "open"
    assert shown.repeated == Repeated(numbers[copied], min(numbers.values()))
    resolve(bank, watched, 3, 0.05, digest="c3")
    after = detail(bank, raised)
    assert (after.row.state, after.repeated) == ("resolved", None)


def test_a_run_proves_on_any_data_that_its_monitor_is_no_longer_broken(
    bank: TestWorkspace, watched: Watched
) -> None:
    run(bank, watched, 0, {"income": 0.05}, digest="a1")
    raised = alarm(bank, watched, run(bank, watched, 1, {}), rule=BROKEN)

    resolve(bank, watched, 2, 0.05, digest="a1")

    assert detail(bank, raised).row.state == "resolved"


def test_the_run_that_came_last_is_told_of_though_its_day_lies_before(
    bank: TestWorkspace, watched: Watched
) -> None:
    run(bank, watched, 5, {"income": 0.05}, digest="a1")
    raised = alarm(bank, watched, run(bank, watched, 6, {"income": 0.41}, digest="b2"))

    late = resolve(bank, watched, 3, 0.05, digest="a1")

    numbers = {
        one.id: one.number for one in bank.work("tom").read(list_monitor_runs, watched.monitor_id)
    }
    shown = detail(bank, raised)
    assert shown.row.state == "open"
    assert shown.repeated == Repeated(numbers[late], min(numbers.values()))
