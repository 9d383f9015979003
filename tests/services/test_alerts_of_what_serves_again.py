"""The edges of opening alerts again: which place, which proof, which version, and two at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.models.queries.lineage_graph import load_lineage_graph
from app.models.rules.monitors import BROKEN, SILENCE
from app.services.commands.alerts import acknowledge_alert, snooze_alert
from app.services.commands.monitors import add_monitor, pause_monitor
from app.services.commands.raised_alerts import raise_alert
from app.services.commands.roll_backs import ask_roll_back, begin_roll_back, settle_roll_back
from app.services.unproven_alerts import reopen_unproven
from app.views.panels.deployments_words import alert_lines, returning_lines
from tests.nights import Nights
from tests.services.test_alerts_after_roll_back import INCOME, Bank
from tests.stories import REASON, register
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(workspace: TestWorkspace) -> Bank:
    return Bank(workspace)


def settle(bank: Bank) -> UUID:
    """A roll back that is stored, and its service killed; what serves again."""
    people, deployment = bank.workspace, bank.serving
    asked = people.work("tom").write(
        ask_roll_back, deployment, reason=REASON, signer=people.signer("tom")
    )
    bank.service.write(begin_roll_back, deployment, asked)
    back = bank.service.write(settle_roll_back, deployment, reason=REASON).replaces_id
    assert back is not None
    return back


def reopen(bank: Bank, deployment: UUID) -> int:
    return reopen_unproven(bank.service.read, bank.service.write, deployment)


def test_that_its_run_came_to_its_end_is_a_proof_whichever_version_it_measured(bank: Bank) -> None:
    bank.broken_night(bank.first)
    bank.night(bank.first, {INCOME: 0.05})
    second = bank.release()
    bank.broken_night(second)
    bank.night(second, {INCOME: 0.05})
    assert returning_lines(bank.before_roll_back()) == []

    bank.roll_back()

    assert bank.states() == {BROKEN: "resolved"}


def test_taken_up_late_it_opens_nothing_of_a_version_that_has_left_since(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.release(), {INCOME: 0.05})
    back = settle(bank)
    bank.night(bank.release(b"3"), {INCOME: 0.05})

    assert (reopen(bank, back), bank.states()) == (0, {INCOME: "resolved"})


def test_a_pass_between_the_list_and_the_opening_is_a_proof(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.release(), {INCOME: 0.05})
    back = settle(bank)

    def read(query: Callable[..., Any], *given: Any) -> Any:
        found = bank.service.read(query, *given)
        bank.night(bank.first, {INCOME: 0.05})
        return found

    assert reopen_unproven(read, bank.service.write, back) == 0


def test_a_pass_that_proved_nothing_when_it_ran_proves_nothing_later(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.1}, digest="spring")
    bank.night(bank.release(), {INCOME: 0.1}, digest="calm")
    bank.roll_back()
    bank.night(bank.first, {INCOME: 0.3}, digest="storm")
    bank.night(bank.first, {INCOME: 0.1}, digest="calm")
    assert bank.states() == {INCOME: "open"}

    bank.night(bank.release(b"3"), {INCOME: 0.05})
    bank.roll_back()

    assert bank.states() == {INCOME: "open"}


def test_however_often_old_data_pass_again_they_prove_nothing(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.1}, digest="calm")
    bank.night(bank.first, {INCOME: 0.3})
    with bank.service.unit() as work:
        for _ in range(60):
            bank.store(work, bank.first, {INCOME: 0.1}, digest="calm")
    bank.night(bank.release(), {INCOME: 0.05})

    bank.roll_back()

    assert bank.states() == {INCOME: "open"}


def test_an_alert_is_of_the_version_that_broke_the_limit_last(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.release(), {INCOME: 0.4})
    assert bank.alert(INCOME).row.version == 2
    bank.night(bank.release(b"3"), {INCOME: 0.05})

    bank.roll_back()

    row = bank.alert(INCOME).row
    assert (row.version, row.has_left, row.state) == (2, False, "open")


def test_an_alert_opened_again_is_of_the_version_that_serves_again(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    second = bank.release()
    bank.night(second, {INCOME: 0.4})
    bank.night(second, {INCOME: 0.05})

    bank.roll_back()

    row = bank.alert(INCOME).row
    assert (row.version, row.has_left, row.state) == (1, False, "open")


def test_a_live_alert_becomes_that_of_the_version_that_serves_again_and_broke_it_too(
    bank: Bank,
) -> None:
    bank.night(bank.first, {INCOME: 0.9})
    bank.night(bank.release(), {INCOME: 0.21})
    before = bank.alert(INCOME).row
    bank.workspace.work("tom").write(acknowledge_alert, before.id, reason=REASON)

    bank.roll_back()

    found = bank.alert(INCOME)
    row = found.row
    assert (row.version, row.has_left, row.title) == (1, False, "psi 0.9 on income, limit >= 0.2")
    assert (row.state, row.opened_at, row.times) == ("acknowledged", before.opened_at, 2)
    assert found.value == 0.9


def test_a_graver_alert_of_what_serves_again_is_not_what_was_put_off(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.9})
    second, bank.severity = bank.release(), "medium"
    bank.night(second, {INCOME: 0.21})
    until = datetime.now(UTC) + timedelta(days=2)
    alert = bank.alert(INCOME).row.id
    bank.workspace.work("tom").write(snooze_alert, alert, until=until, reason=REASON)
    assert bank.alert(INCOME).row.snoozed_until is not None

    bank.roll_back()

    row = bank.alert(INCOME).row
    assert (row.severity, row.snoozed_until) == ("high", None)


def test_a_live_alert_that_the_version_never_broke_stays_of_the_one_that_did(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.05})
    bank.night(bank.release(), {INCOME: 0.4})

    bank.roll_back()

    row = bank.alert(INCOME).row
    assert (row.version, row.has_left, row.state) == (2, True, "open")


@pytest.mark.parametrize("is_resolved", [False, True], ids=["live", "resolved"])
def test_a_late_run_of_what_left_changes_no_alert_of_what_serves(
    bank: Bank, *, is_resolved: bool
) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    second = bank.release()
    bank.roll_back()
    if is_resolved:
        bank.night(bank.first, {INCOME: 0.05})
    before = bank.alert(INCOME).row

    bank.night(second, {INCOME: 0.9})

    assert bank.alert(INCOME).row == before


def test_that_a_run_is_missing_is_told_but_of_what_serves(bank: Bank) -> None:
    second = bank.release()
    bank.roll_back()
    with bank.service.unit() as work:
        for one in (bank.first, second):
            raise_alert(
                work,
                model_id=one.model_id,
                version_id=one.version_id,
                monitor_id=bank.monitor_id,
                run_id=None,
                rule=SILENCE,
                title="Drift did not run",
                severity="high",
            )

    row = bank.alert(SILENCE).row
    assert (row.version, row.has_left, row.times) == (1, False, 2)


def test_what_a_version_that_never_failed_was_measured_on_before_an_alert_proves_nothing(
    bank: Bank,
) -> None:
    bank.night(bank.first, {INCOME: 0.1}, digest="calm")
    bank.night(bank.first, {INCOME: 0.3})
    second = bank.release()

    bank.night(second, {INCOME: 0.1}, digest="calm")
    assert bank.states() == {INCOME: "open"}
    bank.night(second, {INCOME: 0.1})

    assert bank.states() == {INCOME: "resolved"}


def test_data_without_a_digest_are_no_repetition_of_one_another(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.1}, digest=None)
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.first, {INCOME: 0.1}, digest=None)
    second = bank.release()
    bank.night(second, {INCOME: 0.3})
    bank.night(second, {INCOME: 0.1})

    bank.roll_back()

    assert bank.states() == {INCOME: "resolved"}


def test_the_next_version_of_another_monitor_ends_nothing_of_this_one(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.release(), {INCOME: 0.05})
    other = Nights(bank.workspace, bank.first.model_id, name="Other")
    neighbour = register(bank.workspace, name="hmrm")
    alike = Nights(bank.workspace, neighbour.model_id, name="Drift", service_tag="hmrm")
    with bank.workspace.work("tom").unit() as work:
        for of, one in ((bank.first, other), (neighbour, alike)):
            add_monitor(work, of.model_id, replace(one.new, minimum_rows=500))

    bank.roll_back()

    assert bank.states() == {INCOME: "open"}


def test_the_graph_of_each_version_has_the_alert_that_both_broke(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    second = bank.release()
    bank.night(second, {INCOME: 0.4})

    with bank.service.reading() as session:
        graphs = [
            load_lineage_graph(session, bank.first.model_id, version_id=one.version_id)
            for one in (bank.first, second)
        ]

    kinds = [[node.kind for node in graph.nodes] for graph in graphs]
    assert [one.count("alert") for one in kinds] == [1, 1]


def test_the_sheet_counts_an_alert_that_both_versions_broke(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.release(), {INCOME: 0.4})

    said = alert_lines(bank.before_roll_back())

    assert said == ["cc-fraud v1 has alerts that are not resolved: 1 high."]
    assert returning_lines(bank.before_roll_back()) == []


@pytest.mark.parametrize("place", [{"stage": "SIT"}, {"service_tag": "cc-limits"}])
def test_what_is_watched_elsewhere_does_not_come_back(bank: Bank, place: dict[str, str]) -> None:
    elsewhere = Nights(bank.workspace, bank.first.model_id, name="Elsewhere", **place)
    elsewhere.night(bank.first, {INCOME: 0.3})
    second = bank.release()
    elsewhere.night(second, {INCOME: 0.05})
    assert elsewhere.states() == {INCOME: "resolved"}  # nothing of it is in place there
    assert returning_lines(bank.before_roll_back()) == []

    bank.roll_back()

    assert elsewhere.states() == {INCOME: "resolved"}


@pytest.mark.parametrize("place", [{"stage": "SIT"}, {"service_tag": "cc-limits"}])
def test_what_serves_elsewhere_has_not_taken_its_place(bank: Bank, place: dict[str, str]) -> None:
    elsewhere = Nights(bank.workspace, bank.first.model_id, name="Elsewhere", **place)
    bank.release()
    elsewhere.night(bank.first, {INCOME: 0.3})

    elsewhere.night(bank.first, {INCOME: 0.05})

    assert elsewhere.states() == {INCOME: "resolved"}


def test_alerts_of_a_monitor_that_is_paused_come_back_too(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.release(), {INCOME: 0.05})
    bank.workspace.work("tom").write(pause_monitor, bank.monitor_id)

    bank.roll_back()

    assert bank.states() == {INCOME: "open"}


def test_those_of_a_monitor_that_has_a_next_version_are_over_with_it(bank: Bank) -> None:
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.release(), {INCOME: 0.05})
    with bank.workspace.work("tom").unit() as work:
        add_monitor(work, bank.first.model_id, replace(bank.new, minimum_rows=500))

    bank.roll_back()

    assert bank.states() == {INCOME: "resolved"}


@pytest.fixture
def server_bank(postgres_workspace: TestWorkspace) -> Bank:
    return Bank(postgres_workspace)


def test_a_roll_back_waits_for_a_run_of_what_leaves_that_is_being_stored(
    server_bank: Bank,
) -> None:
    bank = server_bank
    bank.night(bank.first, {INCOME: 0.3})
    second = bank.release()
    asked, go = threading.Event(), threading.Event()

    def finish() -> None:
        with bank.service.unit() as work:
            bank.store(work, second, {INCOME: 0.05})
            asked.set()
            go.wait(2)

    run = threading.Thread(target=finish)
    run.start()
    assert asked.wait(20)
    threading.Timer(0.5, go.set).start()
    reopen(bank, settle(bank))
    run.join()

    assert bank.states() == {INCOME: "open"}


def test_a_run_that_waits_for_the_roll_back_resolves_nothing(server_bank: Bank) -> None:
    bank = server_bank
    bank.night(bank.first, {INCOME: 0.3})
    second, deployment = bank.release(), bank.serving
    people = bank.workspace
    asked = people.work("tom").write(
        ask_roll_back, deployment, reason=REASON, signer=people.signer("tom")
    )
    bank.service.write(begin_roll_back, deployment, asked)
    run = threading.Thread(target=bank.night, args=(second, {INCOME: 0.05}))

    with bank.service.unit() as work:
        settle_roll_back(work, deployment, reason=REASON)
        run.start()
        run.join(0.5)
        assert run.is_alive()  # it asks what serves there
    run.join()

    assert bank.states() == {INCOME: "open"}


def test_the_opening_waits_for_a_run_that_is_being_stored_and_proves_it_over(
    server_bank: Bank,
) -> None:
    bank = server_bank
    bank.night(bank.first, {INCOME: 0.3})
    bank.night(bank.release(), {INCOME: 0.05})
    back = settle(bank)
    stored, go = threading.Event(), threading.Event()

    def finish() -> None:
        with bank.service.unit() as work:
            bank.store(work, bank.first, {INCOME: 0.05})
            stored.set()
            go.wait(2)

    run = threading.Thread(target=finish)
    run.start()
    assert stored.wait(20)
    threading.Timer(0.5, go.set).start()
    opened = reopen(bank, back)
    run.join()

    assert (opened, bank.states()) == (0, {INCOME: "resolved"})
