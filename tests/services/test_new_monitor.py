"""A monitor that a person makes: what is offered, what is refused, and that it runs by plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.errors import AppError, InputError, RefusedError
from app.models.queries.in_force import table_in_force
from app.models.queries.monitor_facts import list_scheduled
from app.models.queries.monitoring import load_monitor_detail
from app.models.tables.execution import Stage
from app.models.tables.life_cycle import DecisionTable
from app.services.commands.models import add_stage_path
from app.services.commands.monitors import (
    NewMonitor,
    add_data_source,
    add_monitor,
    pause_monitor,
    resume_monitor,
)
from app.services.commands.new_monitor import (
    MonitorChoice,
    list_fires,
    load_monitor_choice,
    make_monitor,
)
from app.services.commands.people import add_unit
from app.services.commands.policies import propose_policy
from tests.stories import register
from tests.workspaces import TestWorkspace

DAILY = "0 6 * * *"


def choice_of(bank: TestWorkspace, handle: str = "tom", model: str = "cc-fraud") -> MonitorChoice:
    work = bank.work(handle)
    return work.read(load_monitor_choice, model, work.actor.id)


def new(choice: MonitorChoice) -> NewMonitor:
    spot = next(one for one in choice.spots if one.stage == "PROD")
    return NewMonitor("Daily drift", spot.service_tag, spot.stage_id, choice.sources[0].id,
                      tests=("psi", "missing"), cron=DAILY, zone="Europe/Amsterdam")  # fmt: skip


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    register(workspace)
    for name, kind in (("Scores", "files"), ("Log", "runtime_log"), ("Answers", "records")):
        workspace.work("tom").write(add_data_source, unit="bank", name=name, kind=kind)
    return workspace


def test_what_is_offered_can_be_made_and_is_judged_by_the_policy(bank: TestWorkspace) -> None:
    choice = choice_of(bank)
    assert [one.name for one in choice.sources] == ["Log", "Scores"]  # records can't be read
    assert {one.key: one.fails for one in choice.tests}["psi"] == ">= 0.2 and p < 0.05"
    assert (choice.table, choice.blockers, choice.taken) == ("monitor-thresholds v1", (), ())
    assert choice.table_title == "Monitor thresholds v1"
    assert new(choice).service_tag == "cc-fraud"
    assert {one.stage for one in choice.spots} >= {"SIT", "PROD"}
    assert choice_of(bank, "jo").blockers

    tom = bank.work("tom")
    given = replace(new(choice), service_tag="#CC-Fraud ")  # as somebody types it
    made = tom.write(make_monitor, choice.model_id, given)

    detail = tom.read(load_monitor_detail, made.id, tom.actor.id)
    with bank.service.reading() as session:
        assert made.decision_table_id == table_in_force(session, "monitor-thresholds", bank.unit_id)
        assert [one.id for one in list_scheduled(session)] == [made.id]
    assert (detail.row.name, detail.row.tests, detail.source_name) == (
        "Daily drift", ("psi", "missing"), "Log",
    )  # fmt: skip
    assert detail.row.service_tag == "cc-fraud"
    again = choice_of(bank)
    assert (again.taken, again.zone) == (("Daily drift",), "Europe/Amsterdam")


CHANGES: dict[str, Callable[[NewMonitor], NewMonitor]] = {
    "name is empty": lambda one: replace(one, name=" "),
    "called daily drift": lambda one: replace(one, name="daily drift"),
    "no measure": lambda one: replace(one, name="b", tests=("psi", "made_up")),
    "cron": lambda one: replace(one, name="c", cron="at six"),
    "time zone": lambda one: replace(one, name="d", zone="Mars/Base"),
    "no date left": lambda one: replace(one, name="e", cron="0 0 6 1 1 ? 2020"),
    "a year at most": lambda one: replace(one, name="f", window_s=0),
    "one row": lambda one: replace(one, name="g", minimum_rows=0),
    "service is empty": lambda one: replace(one, name="h", service_tag=" "),
    "has no service cc-frod": lambda one: replace(one, name="h", service_tag="#cc-frod"),
    "leaves no tag": lambda one: replace(one, name="h", service_tag="#"),
}


def test_what_can_not_be_is_refused_in_words_and_nothing_is_kept(bank: TestWorkspace) -> None:
    choice, tom = choice_of(bank), bank.work("tom")
    good = new(choice)
    tom.write(make_monitor, choice.model_id, good)

    for said, changed in CHANGES.items():
        with pytest.raises(InputError, match=said):
            tom.write(make_monitor, choice.model_id, changed(good))
    with pytest.raises(AppError):
        tom.write(make_monitor, choice.model_id, replace(good, name="i", stage_id=uuid4()))
    with pytest.raises(RefusedError):
        bank.work("lin").write(make_monitor, choice.model_id, replace(good, name="j"))

    assert choice_of(bank).taken == ("Daily drift",)


def test_the_name_of_a_paused_one_stays_its_own(bank: TestWorkspace) -> None:
    """A second one of the name would be its next version, and it could never go on."""
    choice, tom = choice_of(bank), bank.work("tom")
    made = tom.write(make_monitor, choice.model_id, new(choice))
    tom.write(pause_monitor, made.id)

    with pytest.raises(InputError, match="has a monitor called"):
        tom.write(make_monitor, choice.model_id, new(choice))

    assert choice_of(bank).taken == ("Daily drift",)
    assert not tom.write(resume_monitor, made.id).is_paused


def own_draft(bank: TestWorkspace) -> UUID:
    """The next version of the thresholds, as an architect has written it: nobody looked at it."""
    key = "monitor-thresholds"
    with bank.service.reading() as session:
        data = session.get_one(DecisionTable, table_in_force(session, key, bank.unit_id)).dmn
    more = {"reason": "Fewer alerts.", "unit": "bank"}
    return bank.work("eva").write(propose_policy, key, "mine.dmn", data + b"\n", **more).id


def test_it_is_bound_to_nothing_of_another_unit_or_path_and_judged_by_no_draft(
    bank: TestWorkspace,
) -> None:
    bank.work("root").write(add_unit, key="cards", name="Cards", parent="bank")
    choice, tom = choice_of(bank), bank.work("tom")
    of_cards = tom.write(add_data_source, unit="cards", name="Cards", kind="files").id
    path = bank.work("eva").write(
        add_stage_path, unit="bank", name="Short", stages=[("LIVE", "production", False)]
    )
    with bank.service.reading() as session:
        other_stage = session.scalars(select(Stage.id).where(Stage.stage_path_id == path.id)).one()
    good = new(choice)
    wrong = {
        "monitor.source": replace(good, data_source_id=of_cards),
        "monitor.stage": replace(good, stage_id=other_stage),
        "monitor.table": replace(good, decision_table_id=own_draft(bank)),
    }

    refused = {}
    for code, one in wrong.items():
        with pytest.raises(RefusedError) as found:
            tom.write(add_monitor, choice.model_id, one)
        refused[code] = [each.code for each in found.value.blockers]

    assert refused == {code: [code] for code in wrong}
    assert choice_of(bank).taken == ()


def test_the_next_five_times_keep_to_the_wall_clock(bank: TestWorkspace) -> None:
    fires = bank.work("tom").read(list_fires, DAILY, "Europe/Amsterdam")

    assert len(fires) == 5
    assert fires[0] > datetime.now(UTC)
    assert {one.astimezone(ZoneInfo("Europe/Amsterdam")).hour for one in fires} == {6}
