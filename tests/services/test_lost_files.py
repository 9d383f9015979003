"""A runtime that lost what it serves: it is said at once, somebody is called, and it comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select, update

from app.models.queries.deployments import AGAIN
from app.models.queries.deployments import load_deployment as load_detail
from app.models.queries.listing_places import list_runtimes
from app.models.queries.releases import load_deployment, load_runtime
from app.models.queries.runtime_health import AWAY, MISSING, STAYS_MISSING, Silence
from app.models.rules.pauses import RUNTIME
from app.models.tables.engine import Job
from app.models.tables.execution import DeploymentStep, Runtime
from app.models.tables.governance import Decision
from app.models.tables.monitoring import Alert
from app.services.commands.lost_files import TASK
from app.services.commands.pauses import pause_connection
from app.services.commands.runtimes import record_look
from app.services.runtime_access import reach
from app.services.runtime_watch import RuntimeWatch
from app.services.serving_watch import ServingWatch
from tests.releases import MODEL, Bank
from tests.services.test_forged_decisions import asks_for_signatures
from tests.services.test_roll_back import answers, release_v2
from tests.trail_kit import past_the_rules


def lose(bank: Bank, deployment: UUID) -> None:
    """The runtime has no bytes of it any more and answers to the name no more: an emptied disk."""
    row = bank.workspace.service.read(load_deployment, deployment)
    runtime = bank.workspace.service.read(load_runtime, row.runtime_id)
    with reach(bank.settings, runtime) as adapter:
        present = adapter.current_default(MODEL)
        assert present is not None
        adapter.switch(MODEL, None, present, adapter.turn(MODEL))
        adapter.unload(present.model, present.version)
        adapter.delete_artifact(present.model, present.version)


def silence(bank: Bank, deployment: UUID) -> Silence | None:
    tom = bank.workspace.work("tom")
    return tom.read(load_detail, deployment, tom.actor.id).row.silence


def alerts(bank: Bank) -> list[tuple[str, str, str, int]]:
    with bank.workspace.service.reading() as session:
        found = session.scalars(
            select(Alert).where(Alert.rule.startswith("does not serve ")).order_by(Alert.number)
        )
        return [(one.title, one.severity, one.state, one.times) for one in found]


def tries(bank: Bank) -> list[str]:
    with bank.workspace.service.reading() as session:
        found = session.scalars(
            select(Job.state).where(Job.task_type == TASK).order_by(Job.created_at)
        )
        return list(found)


def test_what_a_runtime_lost_is_brought_there_again(bank: Bank, tmp_path: Path) -> None:
    deployment = release_v2(bank, tmp_path / "v2")
    watch = RuntimeWatch(bank.workspace.service, bank.settings)
    told = ServingWatch(bank.workspace.service)
    watch.run_once()
    assert (silence(bank, deployment), told.run_once(), alerts(bank)) == (None, 0, [])

    lose(bank, deployment)
    watch.run_once()
    watch.run_once()  # it is asked for once

    assert silence(bank, deployment) == Silence(MISSING, "2")
    assert tries(bank) == ["queued"]
    assert (told.run_once(), told.run_once()) == (1, 0)
    ((title, severity, state, _),) = alerts(bank)
    assert (severity, state) == ("critical", "open")
    assert title.startswith(f"#{MODEL} does not answer on ")

    bank.drive(lambda: tries(bank) == ["succeeded"])
    assert answers(bank, deployment) == "2"
    assert (told.run_once(), alerts(bank)[0][2]) == (0, "open")  # nobody has looked since
    watch.run_once()
    assert silence(bank, deployment) is None
    assert (told.run_once(), alerts(bank)[0][2]) == (1, "resolved")
    with bank.workspace.service.reading() as session:
        steps = session.scalars(
            select(DeploymentStep.step).where(
                DeploymentStep.deployment_id == deployment, DeploymentStep.step.startswith(AGAIN)
            )
        ).all()
    assert {f"{AGAIN}transport", f"{AGAIN}smoke", f"{AGAIN}confirm"} <= set(steps)


def test_nothing_is_brought_again_on_a_decision_that_does_not_hold(
    bank: Bank, tmp_path: Path
) -> None:
    deployment = release_v2(bank, tmp_path / "v2")
    watch = RuntimeWatch(bank.workspace.service, bank.settings)
    asks_for_signatures(bank)
    with past_the_rules(bank.workspace) as connection:
        connection.execute(update(Decision).values(signature=""))

    lose(bank, deployment)
    watch.run_once()
    bank.drive(lambda: tries(bank) == ["failed"])
    watch.run_once()

    assert answers(bank, deployment) == ""
    found = silence(bank, deployment)
    assert found is not None
    assert (found.kind, tries(bank)) == (STAYS_MISSING, ["failed"])  # not asked for again at once
    assert "it carries no signature" in found.sentence(MODEL)


def test_a_runtime_that_answers_no_more_calls_somebody_after_a_minute(
    bank: Bank, tmp_path: Path
) -> None:
    deployment = release_v2(bank, tmp_path / "v2")
    told = ServingWatch(bank.workspace.service)
    key = bank.workspace.service.read(load_deployment, deployment).runtime_id
    bank.workspace.service.write(record_look, key, is_live=False, reason="It does not answer.")

    assert (told.run_once(), alerts(bank)) == (0, [])  # it may be starting anew
    assert silence(bank, deployment) == Silence(AWAY, why="It does not answer.")
    other = "It has no certificate that is trusted here."
    bank.workspace.service.write(record_look, key, is_live=False, reason=other)
    assert silence(bank, deployment) == Silence(AWAY, why=other)
    listed = {one.id: one.reason for one in bank.workspace.service.read(list_runtimes)}
    assert listed[key] == other
    bank.workspace.service.write(record_look, key, is_live=False, reason="It does not answer.")

    with past_the_rules(bank.workspace) as connection:
        moved = datetime.now(UTC) - timedelta(minutes=2)
        connection.execute(update(Runtime).where(Runtime.id == key).values(recorded_from=moved))
    assert (told.run_once(), told.run_once()) == (1, 0)
    assert [one[1:3] for one in alerts(bank)] == [("critical", "open")]

    RuntimeWatch(bank.workspace.service, bank.settings).run_once()
    assert silence(bank, deployment) is None
    assert (told.run_once(), alerts(bank)[0][2]) == (1, "resolved")


def test_of_a_paused_runtime_nobody_knows(bank: Bank, tmp_path: Path) -> None:
    deployment = release_v2(bank, tmp_path / "v2")
    key = bank.workspace.service.read(load_deployment, deployment).runtime_id
    bank.workspace.service.write(record_look, key, is_live=False, reason="It does not answer.")
    bank.workspace.work("tom").write(pause_connection, RUNTIME, key, reason="The disk is replaced.")

    assert silence(bank, deployment) is None
    assert ServingWatch(bank.workspace.service).run_once() == 0
