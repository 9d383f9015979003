"""What a roll back does to alerts: what only the version that left has passed is open again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import StaleError
from app.models.queries.deployments import DeploymentDetail, load_deployment
from app.models.queries.inventory import load_healths
from app.models.queries.listing_monitoring import list_monitors as list_monitors_of_all
from app.models.queries.model_page import load_model
from app.models.queries.monitor_list import list_monitors
from app.models.queries.monitoring import MonitorRow
from app.models.tables.execution import Deployment
from app.models.tables.monitoring import Alert
from app.models.tables.trail import AuditEvent
from app.services import unproven_alerts
from app.services.commands.alerts import acknowledge_alert, escalate_alert
from app.services.commands.raised_alerts import reopen_alert
from app.services.unit_of_work import UnitOfWork
from app.services.unproven_alerts import reopen_unproven
from app.views.cells import Status
from app.views.panels.alerts_words import (
    deed,
    left_words,
    owner_words,
    run_words,
    since_words,
    undone_words,
    versions_that_came,
)
from app.views.panels.deployments_words import returning_lines
from app.views.panels.event_words import event_words
from app.views.panels.inventory_tables import _last_result
from app.views.panels.monitoring_words import last_state
from tests.nights import Nights
from tests.stories import REASON, Registered, put_in_production, register, roll_back
from tests.workspaces import TestWorkspace

INCOME, REGION = "psi:income", "psi:region"


class Bank(Nights):
    """Version 1 in production, measured every night by one monitor; then version 2."""

    def __init__(self, workspace: TestWorkspace) -> None:
        self.first = register(workspace, content=b"1")
        put_in_production(workspace, self.first)
        super().__init__(workspace, self.first.model_id)

    def release(self, content: bytes = b"2") -> Registered:
        found = register(self.workspace, content=content)
        put_in_production(self.workspace, found)
        return found

    @property
    def serving(self) -> UUID:
        newest = select(Deployment.id).order_by(Deployment.number.desc()).limit(1)
        return self.service.read(lambda session: session.scalars(newest).one())

    def roll_back(self) -> None:
        roll_back(self.workspace)

    def monitor(self) -> MonitorRow:
        with self.workspace.work("tom").reading() as session:
            (row,) = list_monitors(session, me=self.workspace.work("tom").actor.id).rows
            return row

    def before_roll_back(self) -> DeploymentDetail:
        with self.workspace.work("tom").reading() as session:
            return load_deployment(session, self.serving, self.workspace.work("tom").actor.id)

    def health(self) -> str:
        with self.service.reading() as session:
            return load_healths(session, [self.first.model_id])[self.first.model_id].level


@pytest.fixture
def bank(workspace: TestWorkspace) -> Bank:
    return Bank(workspace)


def test_what_only_the_version_that_left_has_passed_is_open_again(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3, REGION: 0.1})
    second = bank.release()
    bank.night(second, {INCOME: 0.05, REGION: 0.1})
    assert (bank.states(), bank.health()) == ({INCOME: "resolved"}, "ok")
    (said,) = returning_lines(bank.before_roll_back())
    assert said == "cc-fraud v1 did not pass when it was last measured: PSI on income."

    bank.roll_back()

    assert (bank.states(), bank.health()) == ({INCOME: "open"}, "critical")
    detail = bank.alert(INCOME)
    assert undone_words(detail.undone) == (
        "v1 serves again; run 2, which resolved this, had measured v2."
    )
    assert (detail.value, detail.row.times) == (0.3, 1)


def test_it_is_open_for_the_run_that_broke_the_limit_not_for_one_that_only_warned_since(
    bank: Bank,
) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.first, {INCOME: 0.18})  # a warning keeps it open
    second = bank.release()
    bank.night(second, {INCOME: 0.05})

    bank.roll_back()

    detail = bank.alert(INCOME)
    assert (detail.value, detail.threshold) == (0.3, ">= 0.2")
    assert detail.undone is not None


def test_the_trail_tells_which_version_passed_and_that_it_is_raised_again(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    second = bank.release()
    bank.night(second, {INCOME: 0.05})
    bank.roll_back()

    again, resolved, first = bank.alert(INCOME).story
    assert event_words(resolved) == "resolved alert 1 on cc-fraud v1 by a passing re-test of v2"
    assert event_words(again).endswith("on cc-fraud v1 again")
    assert not event_words(first).endswith("again")
    assert [deed(one) for one in (again, first)] == ["raised it again", "raised it"]
    assert run_words(bank.alert(INCOME).proofs[0][1]) == "Run 2 of v2"


def test_each_opening_is_one_event_and_nothing_is_said_to_be_seen(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.first, {INCOME: 0.05})
    bank.night(bank.first, {INCOME: 0.3})  # it comes again by itself
    bank.night(bank.release(), {INCOME: 0.05})
    bank.roll_back()

    with bank.service.reading() as session:
        about = AuditEvent.object_type == "alert"
        tags = session.scalars(select(AuditEvent.tag).where(about).order_by(AuditEvent.id)).all()

    assert tags == ["alert.open", "alert.resolved"] * 2 + ["alert.open"]


def test_what_another_version_passed_is_said_to_be_of_that_one(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    second = bank.release()
    bank.night(second, {INCOME: 0.05})
    assert last_state(bank.monitor()).text == "pass"

    bank.roll_back()

    state = last_state(bank.monitor())
    assert (state.status, state.text) == (Status.UNKNOWN, "pass, of v2")
    with bank.service.reading() as session:
        (row,) = load_model(session, bank.first.model_id).monitors
        (listed,) = list_monitors_of_all(session)
    assert _last_result(row) == state  # in Inventory too
    assert (listed.serving_version, listed.measured_version) == (1, 2)  # `monitor list`
    assert [(one.version, one.at.day) for one in bank.alert(INCOME).switches] == [(2, 3)]


def test_the_chart_of_an_alert_names_the_versions_that_came_and_no_deployment(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    assert [words for _at, words in versions_that_came(bank.alert(INCOME))] == ["v1"]

    bank.night(bank.release(), {INCOME: 0.4})

    assert [words for _at, words in versions_that_came(bank.alert(INCOME))] == ["v1", "v2"]


def test_the_chart_of_an_alert_tells_when_nothing_was_measured_of_it(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.first, {REGION: 0.1})
    bank.night(bank.first, {INCOME: 0.4})
    bank.broken_night(bank.first)

    found = bank.alert(INCOME)

    assert [one.at.day for one in found.series] == [2, 4]
    assert [at.day for at in found.gaps] == [3, 5]


def test_what_the_version_that_serves_again_had_passed_itself_stays_resolved(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.first, {INCOME: 0.1})
    second = bank.release()
    bank.night(second, {INCOME: 0.3})
    bank.night(second, {INCOME: 0.1})
    assert returning_lines(bank.before_roll_back()) == []

    bank.roll_back()

    assert bank.states() == {INCOME: "resolved"}


@pytest.mark.parametrize(
    "last", [{}, {REGION: 0.1}], ids=["measured nothing", "measured something else"]
)
def test_a_run_that_did_not_measure_it_makes_no_failure_forgotten(
    bank: Bank, last: Mapping[str, float]
) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.first, last)
    bank.night(bank.release(), {INCOME: 0.05})

    bank.roll_back()

    assert bank.states() == {INCOME: "open"}


def test_a_run_that_passed_on_data_measured_before_proved_nothing_of_it_either(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.1}, digest="calm")
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.first, {INCOME: 0.1}, digest="calm")
    bank.night(bank.release(), {INCOME: 0.05})

    bank.roll_back()

    assert bank.states() == {INCOME: "open"}


def test_what_was_never_more_than_a_warning_of_it_raises_nothing(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.18})
    second = bank.release()
    bank.night(second, {INCOME: 0.3})
    bank.night(second, {INCOME: 0.05})

    bank.roll_back()

    assert bank.states() == {INCOME: "resolved"}


def test_a_run_of_what_left_that_ends_after_the_roll_back_resolves_nothing(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    second = bank.release()
    bank.night(second, {INCOME: 0.05})
    bank.roll_back()

    assert bank.alert(INCOME).left is None  # as run 2 ended v2 served

    bank.night(second, {INCOME: 0.04})

    assert bank.states() == {INCOME: "open"}
    assert left_words(bank.alert(INCOME).left) == (
        "Run 3 passed, but for v2, which had left by then: v1 served."
    )
    bank.night(bank.first, {INCOME: 0.05})
    assert bank.states() == {INCOME: "resolved"}
    assert bank.alert(INCOME).left is None


def test_its_title_is_of_the_version_that_serves_again(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    second = bank.release()
    bank.night(second, {INCOME: 0.9})
    bank.night(second, {INCOME: 0.05})

    bank.roll_back()

    assert bank.alert(INCOME).row.title == "psi 0.3 on income, limit >= 0.2"


def test_somebody_who_comments_meanwhile_keeps_it_from_nothing(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.release(), {INCOME: 0.05})
    said: list[str] = []

    def meanwhile(work: UnitOfWork, alert_id: UUID, version_id: UUID) -> bool:
        if not said:
            said.append("is it over?")
            raise StaleError("Somebody else changed this since you opened it.")
        return reopen_alert(work, alert_id, version_id)

    monkeypatch.setattr(unproven_alerts, "reopen_alert", meanwhile)
    bank.roll_back()

    assert bank.states() == {INCOME: "open"}


def test_the_version_that_serves_again_may_prove_it_on_data_that_the_other_was_measured_on(
    bank: Bank,
) -> None:
    bank.night(bank.first, {INCOME: 0.3}, digest="stormy")
    bank.night(bank.release(), {INCOME: 0.05}, digest="calm")
    bank.roll_back()

    bank.night(bank.first, {INCOME: 0.05}, digest="stormy")  # no newer than when it was raised
    assert bank.states() == {INCOME: "open"}
    bank.night(bank.first, {INCOME: 0.05}, digest="calm")

    assert bank.states() == {INCOME: "resolved"}


def test_once_more_it_changes_nothing(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.release(), {INCOME: 0.05})
    bank.roll_back()
    with bank.service.reading() as session:
        back = select(Deployment.id).where(Deployment.version_id == bank.first.version_id)
        serves = session.scalars(back).one()

    again = reopen_unproven(bank.service.read, bank.service.write, serves)

    assert (again, bank.states()) == (0, {INCOME: "open"})


def test_nobody_is_asked_again_for_what_they_were_asked_before(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    alert, asked = bank.alert(INCOME).row, bank.workspace.work("sanne").actor.id
    bank.workspace.work("tom").write(escalate_alert, alert.id, person_id=asked, reason=REASON)
    bank.night(bank.release(), {INCOME: 0.05})

    bank.roll_back()

    with bank.service.reading() as session:
        assert session.get_one(Alert, alert.id).escalated_by is None


def test_who_took_it_up_before_it_came_again_did_so_the_last_time(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    alert = bank.alert(INCOME).row
    bank.workspace.work("tom").write(acknowledge_alert, alert.id, reason=REASON)
    assert owner_words(bank.alert(INCOME).row) == "Acknowledged by Tom Bakker"
    second = bank.release()
    bank.night(second, {INCOME: 0.05})
    bank.roll_back()

    bank.night(bank.first, {INCOME: 0.05})

    assert owner_words(bank.alert(INCOME).row) == "Acknowledged by Tom Bakker the last time"


def test_an_alert_that_is_open_is_left_as_it_is(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    second = bank.release()
    bank.night(second, {INCOME: 0.4})
    alert = bank.alert(INCOME).row
    bank.workspace.work("tom").write(acknowledge_alert, alert.id, reason=REASON)

    bank.roll_back()

    found = bank.alert(INCOME)
    assert (found.row.state, found.row.times, found.undone) == ("acknowledged", 2, None)


def test_the_next_run_ends_it_by_proof(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    second = bank.release()
    bank.night(second, {INCOME: 0.05})
    bank.roll_back()

    bank.night(bank.first, {INCOME: 0.4})
    assert bank.alert(INCOME).undone is None  # it is measured by now
    bank.night(bank.first, {INCOME: 0.05})

    assert bank.states() == {INCOME: "resolved"}


def test_an_alert_that_comes_again_counts_from_then(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    first = bank.alert(INCOME)
    bank.night(bank.first, {INCOME: 0.4})
    assert bank.alert(INCOME).row.opened_at == first.row.opened_at
    bank.night(bank.first, {INCOME: 0.1})
    bank.night(bank.first, {INCOME: 0.3})

    again = bank.alert(INCOME)

    assert again.row.opened_at > first.row.last_seen_at
    assert again.row.times == 3
    assert first.first_at <= again.first_at < again.row.opened_at
    on_one_day = replace(again, first_at=again.row.opened_at)
    assert since_words(on_one_day, again.row.opened_at) == ""
    before = replace(again, first_at=datetime(2026, 2, 3, 12, 0, tzinfo=UTC))
    assert since_words(before, again.row.opened_at).endswith("the first time on 3 Feb.")


def test_an_alert_that_a_roll_back_opens_again_counts_from_then(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    opened_at = bank.alert(INCOME).row.opened_at
    second = bank.release()
    bank.night(second, {INCOME: 0.05})

    bank.roll_back()

    assert bank.alert(INCOME).row.opened_at > opened_at
