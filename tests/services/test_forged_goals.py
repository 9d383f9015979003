"""Rows that were pointed to something else than people decided: the service deploys nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.errors import VerificationError
from app.models.queries.find import find_latest_snapshot
from app.models.queries.releases import load_deployment, load_runtime
from app.models.queries.runtimes import load_runtime_row
from app.models.tables.engine import Job
from app.models.tables.execution import Deployment, Placement, Stage
from app.models.tables.governance import Decision
from app.services.commands.runtimes import tag_runtime
from app.services.commands.snapshots import take_snapshot
from app.services.commands.windows import end_window
from app.services.runtime_access import reach
from app.services.runtime_watch import RuntimeWatch
from app.services.verifying.requests import Goal, require_signed
from tests.model_folders import Scorer
from tests.releases import Bank
from tests.services.test_forged_decisions import asks_for_signatures, incidents
from tests.services.test_roll_back import MODEL, answers, release_v2
from tests.services.test_windows import ADMINISTRATOR, newest, plan, promoted, waits
from tests.trail_kit import past_the_rules

NEVER_ASKED_FOR = Scorer((0.20, 0.15, -15.0))
LASTS = timedelta(minutes=10)


def test_a_version_that_nobody_approved_serves_on_no_other_ones_approval(
    bank: Bank, tmp_path: Path
) -> None:
    """While the approved one waits for a window, all that the service holds is pointed to it."""
    workspace = bank.workspace
    window = plan(workspace, by=ADMINISTRATOR, stage="PROD", lasts=LASTS)
    approved = promoted(bank, tmp_path / "v2")
    bank.drive(lambda: waits(bank))
    waiting = newest(bank)
    other = bank.register(tmp_path / "v3", scorer=NEVER_ASKED_FOR)
    workspace.work("sanne").write(take_snapshot, other.version_id)
    with workspace.service.reading() as session:
        mine, theirs = (find_latest_snapshot(session, one.version_id) for one in (approved, other))
    asks_for_signatures(bank)
    pointed = {"snapshot_id": theirs.id, "version_id": other.version_id}
    with past_the_rules(workspace) as connection:
        for table, key in ((Deployment, waiting.id), (Placement, waiting.placement_id)):
            connection.execute(update(table).where(table.id == key).values(**pointed))
        jobs = select(Job.id, Job.inputs).where(
            Job.instance_id == waiting.instance_id, Job.state == "queued"
        )
        for job, inputs in connection.execute(jobs).all():
            named = {
                name: str(theirs.id) if one == str(mine.id) else one for name, one in inputs.items()
            }
            connection.execute(update(Job).where(Job.id == job).values(inputs=named))
    workspace.work(ADMINISTRATOR).write(end_window, window.id, reason="The books are closed.")

    bank.drive(lambda: bool(incidents(bank)) or bank.serving() != [1])

    assert bank.serving() == [1]
    assert "was decided for another version, stage or service" in incidents(bank)[0]


def test_a_stage_of_production_is_none_less_for_being_called_another_kind_for_a_moment(
    bank: Bank,
) -> None:
    asks_for_signatures(bank)
    with bank.workspace.service.reading() as session:
        stage = session.scalars(select(Stage).where(Stage.kind == "production")).first()
    assert stage is not None
    with past_the_rules(bank.workspace) as connection:
        values = {"kind": "staging", "is_protected": False}
        connection.execute(update(Stage).where(Stage.kind == "production").values(**values))

    with (
        bank.workspace.service.reading() as session,
        pytest.raises(VerificationError, match="Nobody's accepted request leads there"),
    ):
        require_signed(session, None, Goal(None, stage.id, "cc-fraud"))


def forget(bank: Bank, deployment: UUID) -> None:
    """The runtime answers to the name no more, as after a restart that lost it."""
    row = bank.workspace.service.read(load_deployment, deployment)
    runtime = bank.workspace.service.read(load_runtime, row.runtime_id)
    with reach(bank.settings, runtime) as adapter:
        present = adapter.current_default(MODEL)
        adapter.switch(MODEL, None, present, adapter.turn(MODEL))


def test_a_runtime_that_forgot_gets_back_what_was_decided_and_nothing_forged(
    bank: Bank, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    deployment = release_v2(bank, tmp_path / "v2")
    watch = RuntimeWatch(bank.workspace.service, bank.settings)
    asks_for_signatures(bank)

    forget(bank, deployment)
    watch.run_once()
    assert answers(bank, deployment) == "2"
    runtime_id = bank.workspace.service.read(load_deployment, deployment).runtime_id
    assert bank.workspace.service.read(load_runtime_row, runtime_id).health == "ok"

    with past_the_rules(bank.workspace) as connection:
        connection.execute(update(Decision).values(signature=""))
    forget(bank, deployment)
    watch.run_once()
    watch.run_once()
    assert answers(bank, deployment) == ""
    (said,) = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert "can't be relied on: it carries no signature" in said  # once, for whoever is called
    row = bank.workspace.service.read(load_runtime_row, runtime_id)
    assert (row.health, row.reason.startswith(f"#{MODEL} does not serve version 2: ")) == (
        "silent",
        True,
    )
    assert "can't be relied on: it carries no signature" in row.reason


def test_a_deployment_that_waited_begins_on_no_runtime_that_lost_its_tags(
    bank: Bank, tmp_path: Path
) -> None:
    workspace = bank.workspace
    window = plan(workspace, by=ADMINISTRATOR, stage="PROD", lasts=LASTS)
    promoted(bank, tmp_path / "v2")
    bank.drive(lambda: waits(bank))
    workspace.work("tom").write(tag_runtime, newest(bank).runtime_id, service_tags=())
    workspace.work(ADMINISTRATOR).write(end_window, window.id, reason="The books are closed.")

    bank.drive(lambda: bool(incidents(bank)) or bank.serving() != [1])

    assert bank.serving() == [1]
    assert f"does not take the service #{MODEL}" in incidents(bank)[0]
