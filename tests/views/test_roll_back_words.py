"""What a roll back would change, and what it changed, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.models.queries.deployment_list import DeploymentQuery, list_deployments
from app.models.queries.deployments import AGAIN, BACK, StepRow, load_deployment
from app.models.queries.events import load_event_rows
from app.models.queries.lineage import load_lineage
from app.models.queries.model_page import list_deployments_of
from app.models.queries.snapshot_diff import PASSES_NOW, Change
from app.models.tables.inventory import RegisteredModel
from app.models.tables.trail import AuditEvent
from app.services.commands.deployments import record_step
from app.views import language
from app.views.cells import Status, moment
from app.views.delegates.cell_delegate import words_width
from app.views.panels.deployments_detail import StepStrip
from app.views.panels.deployments_words import (
    STEP_NAMES,
    alert_lines,
    difference_lines,
    elapsed,
    facts_text,
    roll_back_lines,
    step_cell,
    step_state,
    step_tip,
    step_words,
)
from app.views.panels.event_words import event_words
from app.views.panels.inventory_tables import deployment_note, deployment_tip
from app.views.panels.lineage_data import events
from tests.stories import Registered, alarm
from tests.views.operate_kit import roll_back_last, serve_two
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    serve_two(sqlite_workspace)
    return sqlite_workspace


def test_what_serves_again_says_after_which_roll_back(bank):
    before = bank.service.read(list_deployments, DeploymentQuery("all")).rows[1]
    roll_back_last(bank)

    again = bank.service.read(list_deployments).rows[0]

    assert again.number == 1
    assert "after the roll back of 2" in step_words(again)
    much_later = again.started_at + timedelta(days=149)
    now = replace(again, finished_at=much_later)
    assert elapsed(now, much_later) == elapsed(before, much_later)


@pytest.mark.parametrize("code", ["en", "nl"])
def test_no_step_is_cut_in_the_list_of_a_laptop(qtbot, bank, code: str):
    """The list of 1280 px leaves 240 to it."""
    roll_back_last(bank)
    back, again = bank.service.read(list_deployments, DeploymentQuery("all")).rows
    assert (again.rolled_back, back.rolled_back) == (2, None)
    under_way = [
        replace(back, state=state, step=f"{way}{step}", step_state="started", reason="")
        for state, way in (("deploying", ""), ("rolling_back", BACK), ("rolling_back", AGAIN))
        for step in STEP_NAMES
    ]
    language.use(code)
    try:
        cells = [step_cell(one) for one in (again, *under_way)]
        widest = max(cells, key=words_width)
        assert words_width(widest) <= 240, widest
        assert cells[0].secondary == ""
        assert step_tip(again) == step_words(again)
        assert step_tip(back) == ""
    finally:
        language.use("en")


def test_inventory_says_that_a_version_serves_again_and_when_it_did_not(bank):
    roll_back_last(bank)
    with bank.service.reading() as session:
        model = session.scalars(select(RegisteredModel.id)).one()
        back, again = list_deployments_of(session, model)

    first, last = again.spells
    tip = deployment_tip(again).splitlines()
    assert deployment_note(again) == f"again since {moment(last.since)}"
    assert tip[1] == f"Did not serve from {moment(first.until)} until {moment(last.since)}"
    assert deployment_note(back) == "Scores drift since the switch."
    gone = replace(again, spells=(first, replace(last, until=last.since)))
    assert deployment_note(gone).startswith("again from ")


def test_the_trail_and_the_lineage_say_that_it_was_deployed_again(bank):
    roll_back_last(bank)
    day = timedelta(days=1)
    with bank.service.reading() as session:
        model = session.scalars(select(RegisteredModel.id)).one()
        deployed = select(AuditEvent).where(AuditEvent.tag == "deployment.deployed")
        rows = load_event_rows(session, session.scalars(deployed.order_by(AuditEvent.id)).all())
        now = rows[-1].at
        lineage = load_lineage(session, model, start=now - day, end=now + day)

    said = [event_words(one) for one in rows]
    marked = [one.title for one in events(lineage) if "deployed" in one.title]
    assert said[-1] == "deployed cc-fraud v1 to sit-1 for SIT again, deployment 1"
    assert not [one for one in said[:-1] if "again" in one]
    assert marked == ["v1 deployed", "v2 deployed", "v1 deployed again"]


def test_a_roll_back_tells_equal_files_and_limits_as_they_are(bank):
    tom = bank.work("tom")
    row = bank.service.read(list_deployments).rows[0]
    detail = bank.service.read(load_deployment, row.id, tom.actor.id)
    was, now = "1.09 (outside 0.8 to 1.25)", "0.785 (outside 0.8 to 1.25)"
    changes = (
        Change("metrics", "disparate_impact:age_band=18-30", was, now, "breaking", "broken"),
        Change("dependencies", "environment lock", "ab12", "", "notable", "other packages"),
        Change("metrics", "ks:income", "0.01 (>= 0.1)", "0.19 (>= 0.1)", "notable", PASSES_NOW),
    )

    same, other = (
        replace(
            detail,
            roll_back=replace(
                detail.roll_back,
                diff=replace(detail.roll_back.diff, is_same_file=is_same, changes=changes),
            ),
        )
        for is_same in (True, False)
    )

    differences = "\n".join(difference_lines(other))
    assert "Both have the same model file." in roll_back_lines(same)
    assert "Both have the same model file." not in roll_back_lines(other)
    assert "outside" not in differences
    assert "Different: environment lock, ab12 → not recorded." in differences
    assert "income" not in differences
    assert "1 breaking, 1 notable, 1 better and 0 cosmetic differences" in differences


def test_a_roll_back_says_what_is_known_against_what_serves_then(bank):
    tom = bank.work("tom")
    row = bank.service.read(list_deployments).rows[0]
    before = bank.service.read(load_deployment, row.id, tom.actor.id)
    to = before.roll_back.to
    earlier = Registered(to.model_id, to.version_id, to.snapshot_id)
    for severity, feature in (("high", "income"), ("critical", "age"), ("high", "region")):
        alarm(bank, earlier, severity=severity, feature=feature)

    after = bank.service.read(load_deployment, row.id, tom.actor.id)

    assert alert_lines(before) == []
    assert alert_lines(after) == [
        f"{to.model_name} v{to.version} has alerts that are not resolved: 1 critical and 2 high."
    ]


def test_only_equal_bytes_are_the_same_model_file(bank):
    tom = bank.work("tom")
    row = bank.service.read(list_deployments).rows[0]

    back = bank.service.read(load_deployment, row.id, tom.actor.id).roll_back

    assert back is not None
    assert back.diff.is_same_model
    assert not back.diff.is_same_file


NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def smoke_test(cases: int, step: str = "smoke") -> StepRow:
    facts = {"cases": cases, "max_difference": 0.0}
    return StepRow(4, step, "done", 1, NOON, NOON, facts)


@pytest.mark.parametrize("step", ["smoke", "confirm", "back: smoke", "back: confirm"])
def test_a_step_that_had_no_cases_to_test_with_is_no_pass(qtbot, step: str):
    strip = StepStrip()
    qtbot.addWidget(strip)
    untested = smoke_test(0, step)

    strip.set_steps([untested], is_open=False)

    assert (step_state(untested).status, step_state(untested).text) == (
        Status.WARNING, "not tested",
    )  # fmt: skip
    assert facts_text(untested.facts) == "not tested: no cases"
    assert strip.accessibleName().endswith("warning not tested: no cases")
    assert step_state(smoke_test(1, step)).status is Status.OK
    assert facts_text(smoke_test(1, step).facts) == "cases 1, max difference 0"


def test_the_list_says_too_that_the_last_step_had_no_cases(bank):
    row = bank.service.read(list_deployments).rows[0]
    bank.service.write(record_step, row.id, "back: confirm", "done", {"cases": 0})

    last = bank.service.read(list_deployments).rows[0]

    assert not row.is_untested
    assert step_words(replace(last, state="rolling_back")) == "Back: Confirm, not tested"


def test_on_its_way_back_the_steps_to_come_are_those_of_the_way_back(qtbot):
    strip = StepStrip()
    qtbot.addWidget(strip)

    strip.set_steps([smoke_test(1, "back: load")], is_open=True, is_back=True)

    assert "Back: Switch traffic" in strip.accessibleName()
    named = [one.removeprefix("Steps: ") for one in strip.accessibleName().split(", ")]
    assert [one for one in named if one.startswith("Switch traffic")] == []


def test_a_roll_back_promises_a_smoke_test_only_where_its_cases_were_frozen(bank):
    tom = bank.work("tom")
    row = bank.service.read(list_deployments).rows[0]
    without = bank.service.read(load_deployment, row.id, tom.actor.id)
    back = without.roll_back
    having = replace(without, roll_back=replace(back, is_testable=True))

    promise = "The service loads and smoke-tests it first"
    assert not back.is_testable
    assert promise not in "\n".join(roll_back_lines(without))
    assert "no cases were frozen with cc-fraud v1" in "\n".join(roll_back_lines(without))
    assert promise in "\n".join(roll_back_lines(having))
