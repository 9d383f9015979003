"""A limit tried on results on record, proposed as policy, and taken up: on both databases."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from app.errors import InputError, RefusedError, StaleError
from app.models.dmn.evaluate import evaluate
from app.models.dmn.limits import with_limit
from app.models.dmn.xml_io import parse
from app.models.queries.find import find_stage
from app.models.queries.heat_map import backtest
from app.models.queries.in_force import table_in_force
from app.models.queries.limit_trial import load_judging, load_nights, try_limit, try_table
from app.models.queries.monitor_page import load_monitor_page
from app.models.queries.monitoring import Limit
from app.models.queries.policy_change import load_policy_change
from app.models.queries.spans import EVERYTHING, Span
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import Monitor
from app.services.commands.limits import judge_by_policy, propose_limit
from app.services.commands.models import NewModel, register_model
from app.services.commands.monitors import (
    NewMonitor,
    add_monitor,
    finish_run,
    start_run,
)
from app.services.commands.people import add_unit
from app.services.commands.policies import propose_policy, publish_policy
from app.services.unit_of_work import Work
from tests.db.test_queries_monitoring import START, WHOLE, watch
from tests.workspaces import TestWorkspace

KEY = "monitor-thresholds"
WHY = "It fires on nights without harm."


@dataclass(frozen=True, slots=True)
class Judged:
    monitor_id: UUID
    table_id: UUID
    dmn: bytes


@dataclass(frozen=True, slots=True)
class Measured:
    test: str
    feature: str
    value: float
    p_adjusted: float
    n: int = 5000
    error_bound: float | None = None


def judged(bank: TestWorkspace) -> Judged:
    """A monitor under the policy in force."""
    watched = watch(bank)
    with bank.service.reading() as session:
        table_id = table_in_force(session, KEY, bank.unit_id)
        assert table_id is not None
        dmn = session.get_one(DecisionTable, table_id).dmn
    with bank.work("tom").unit() as work:
        work.get(Monitor, watched.monitor_id).decision_table_id = table_id
    return Judged(watched.monitor_id, table_id, dmn)


def measure(bank: TestWorkspace, one: Judged, nights: list[list[Measured]]) -> None:
    """A night each; the verdict does not count here."""
    with bank.service.unit() as work:
        monitor = work.get(Monitor, one.monitor_id)
        from app.models.tables.inventory import ModelVersion, Snapshot

        version = work.session.query(ModelVersion).filter_by(model_id=monitor.model_id).one()
        snapshot = work.session.query(Snapshot).filter_by(version_id=version.id).one()
        for day, found in enumerate(nights):
            begun = start_run(
                work, run_key=f"{monitor.id}-{day}", kind="monitor", monitor_id=monitor.id,
                model_id=monitor.model_id, version_id=version.id, snapshot_id=snapshot.id,
                fire_at=START + timedelta(days=day),
            )  # fmt: skip
            rows = [
                {
                    "test": each.test, "feature": each.feature, "statistic": each.value,
                    "p_value": each.p_adjusted, "p_adjusted": each.p_adjusted,
                    "effect": each.value, "error_bound": each.error_bound, "n": each.n,
                    "threshold": ">= 0.2", "verdict": "PASS",
                }
                for each in found
            ]  # fmt: skip
            finish_run(work, begun.id, results=rows, verdict="PASS", current_rows=100)


def by_table(dmn: bytes, nights: list[list[Measured]], value: float) -> list[bool]:
    """Which nights the table itself would fail, with this limit for PSI."""
    file = parse(with_limit(dmn, KEY, "psi", "medium", value))

    def fails(each: Measured) -> bool:
        inputs = {
            "test": each.test, "feature": each.feature, "role": "", "dimension": "",
            "tier": "medium", "regulated": False, "value": each.value,
            "p_adjusted": each.p_adjusted, "effect": each.value, "n": each.n,
        }  # fmt: skip
        return evaluate(file, KEY, inputs).rows[0]["verdict"] == "FAIL"

    return [any(fails(each) for each in night if each.test == "psi") for night in nights]


def test_a_tried_limit_fires_where_the_table_with_it_would_fail(workspace: TestWorkspace) -> None:
    one, dice = judged(workspace), random.Random(8)
    nights = [
        [
            Measured("psi", feature, round(dice.uniform(0, 0.5), 3), dice.choice([0.001, 0.2]))
            for feature in ("income", "region", "age")
        ] + [Measured("ks", "income", 0.9, 0.001)]
        for _ in range(24)
    ]  # fmt: skip
    measure(workspace, one, nights)
    tom = workspace.work("tom")

    judging = tom.read(load_judging, one.monitor_id, "psi", tom.actor.id)
    found = tom.read(load_nights, one.monitor_id, test="psi", rule=judging.rule, **WHOLE)

    assert (judging.limit, judging.newer, judging.monitors) == (Limit(">=", 0.2), 0, 1)
    for value in (0.05, 0.2, 0.25, 0.3, 0.45):
        expected = by_table(one.dmn, nights, value)
        points = [(START + timedelta(days=day), float(is_over)) for day, is_over in
                  enumerate(expected)]  # fmt: skip
        tried = try_limit(found, Limit(">=", value))
        assert tried.breaches == sum(expected)
        assert tried.fires == backtest(points, Limit(">", 0.5)).fires


def test_of_a_bracket_the_worse_end_counts(workspace: TestWorkspace) -> None:
    one = judged(workspace)
    measure(workspace, one, [[Measured("ks", "income", 0.08, 0.001, error_bound=0.03)]])
    tom = workspace.work("tom")

    page = tom.read(load_monitor_page, one.monitor_id, tom.actor.id, test="ks", span=EVERYTHING)

    assert page.limit == Limit(">=", 0.1)
    assert try_limit(page.nights, page.limit).breaches == 1


def test_a_page_holds_the_runs_of_its_range_only(workspace: TestWorkspace) -> None:
    one = judged(workspace)
    measure(workspace, one, [[Measured("psi", "income", 0.3, 0.001)] for _ in range(6)])
    tom = workspace.work("tom")

    def shown(span: Span) -> tuple[int, int, int]:
        page = tom.read(load_monitor_page, one.monitor_id, tom.actor.id, span=span)
        return len(page.nights), len(page.heat.fires), page.days

    two = Span(None, START + timedelta(days=2), START + timedelta(days=3, hours=1))
    assert shown(two) == (2, 2, 2)
    assert shown(EVERYTHING)[:2] == (6, 6)
    assert shown(Span(7)) == (0, 0, 7)  # long ago


def test_another_limit_is_proposed_published_by_a_second_and_taken_up(
    workspace: TestWorkspace,
) -> None:
    one = judged(workspace)
    eva, tom, jo = (workspace.work(each) for each in ("eva", "tom", "jo"))
    seen = tom.read(load_judging, one.monitor_id, "psi", tom.actor.id)
    asked = {"test": "psi", "value": 0.3, "reason": WHY, "seen": seen.digest}
    assert seen.blockers
    with pytest.raises(RefusedError):
        tom.write(propose_limit, one.monitor_id, **asked)
    with pytest.raises(StaleError):
        eva.write(propose_limit, one.monitor_id, **{**asked, "seen": "another"})
    with pytest.raises(InputError, match="already"):
        eva.write(propose_limit, one.monitor_id, **{**asked, "value": 0.2})

    made = eva.write(propose_limit, one.monitor_id, **asked)

    change = jo.read(load_policy_change, made.id)
    assert [(line.before.count(">= 0.2"), line.after.count(">= 0.3")) for line in change.lines] == [
        (2, 2)  # the test and its words
    ]
    assert not tom.read(load_judging, one.monitor_id, "psi", tom.actor.id).newer
    jo.write(publish_policy, made.id, reason="Agreed in the board.", seen=change.digest)
    between = eva.read(load_judging, one.monitor_id, "psi", eva.actor.id)
    assert (between.limit, between.newer) == (Limit(">=", 0.2), 2)
    assert [each.code for each in between.blockers] == ["limit.old"]
    with pytest.raises(RefusedError):
        workspace.work("lin").write(judge_by_policy, one.monitor_id)

    tom.write(judge_by_policy, one.monitor_id)

    after = eva.read(load_judging, one.monitor_id, "psi", eva.actor.id)
    assert (after.limit, after.newer, after.blockers) == (Limit(">=", 0.3), 0, ())
    with pytest.raises(InputError, match="already"):
        tom.write(judge_by_policy, one.monitor_id)


def test_a_proposal_counts_the_monitors_that_it_would_reach(workspace: TestWorkspace) -> None:
    """One in the bank, one in a unit below, under the bank's policy; then the unit has its own."""
    one = judged(workspace)
    root, sanne, eva, tom = (workspace.work(each) for each in ("root", "sanne", "eva", "tom"))
    root.write(add_unit, key="cards", name="Cards", parent="bank")
    below = sanne.write(register_model, NewModel(name="cards-fraud", unit="cards"))
    with tom.unit() as work:
        above = work.get(Monitor, one.monitor_id)
        model = work.get(RegisteredModel, below.id)
        stage = find_stage(work.session, model, "PROD")
        new = NewMonitor("PSI", "cards-fraud", stage.id, above.data_source_id,
                         decision_table_id=one.table_id)  # fmt: skip
        lower = add_monitor(work, below.id, new)

    def reached(work: Work, monitor_id: UUID) -> tuple[str, int]:
        found = work.read(load_judging, monitor_id, "psi", work.actor.id)
        return found.unit, found.monitors

    # Whoever is no architect of the policy's own unit can only propose one below.
    assert [reached(eva, each) for each in (one.monitor_id, lower.id)] == [("Noorderbank", 2)] * 2
    assert reached(tom, lower.id) == ("Cards", 1)

    dmn = with_limit(one.dmn, KEY, "psi", "medium", 0.4)
    own = eva.write(propose_policy, KEY, f"{KEY}.dmn", dmn, reason=WHY, unit="cards")
    seen = workspace.work("jo").read(load_policy_change, own.id).digest
    workspace.work("jo").write(publish_policy, own.id, reason=WHY, seen=seen)

    assert reached(eva, one.monitor_id) == ("Noorderbank", 1)


def test_the_limits_in_force_are_tried_on_what_a_models_monitors_measured(
    workspace: TestWorkspace,
) -> None:
    one = judged(workspace)
    good, bad = Measured("psi", "income", 0.05, 0.001), Measured("psi", "income", 0.4, 0.001)
    unsure = Measured("psi", "income", 0.4, 0.9)  # its p-value does not let it fail
    measure(workspace, one, [[good], [bad], [bad], [good], [bad], [unsure]])
    week = {"start": START, "end": START + timedelta(days=7)}

    with workspace.service.reading() as session:
        table = session.get_one(DecisionTable, one.table_id)
        model_id = session.get_one(Monitor, one.monitor_id).model_id
        assert try_table(session, model_id, table, **week) == {"psi": 2}  # in a row: one alert
        late = {"start": START + timedelta(days=4), "end": START + timedelta(days=7)}
        assert try_table(session, model_id, table, **late) == {"psi": 1}
        never = {"start": START - timedelta(days=7), "end": START - timedelta(days=1)}
        assert try_table(session, model_id, table, **never) == {}
