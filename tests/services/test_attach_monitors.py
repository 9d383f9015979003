"""What a release does to the monitors of its service, on both databases."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.models.queries.find import find_stage
from app.models.tables.execution import Runtime
from app.models.tables.inventory import RegisteredModel
from app.models.tables.monitoring import Monitor
from app.services.commands.deployments import begin_deployment, complete_deployment
from app.services.commands.monitors import edit_monitor
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.tasks.attach_monitors import AttachMonitors, _attach
from tests.stories import register
from tests.workspaces import TestWorkspace

FIVE = {"cron": "0 5 * * *", "zone": "UTC"}
POLICY = "release-thresholds"  # another table in force, as after a change of the policy


def attach(
    bank: TestWorkspace, runtime: str, service: str, content: bytes, **policy: str
) -> list[str]:
    """The names that a release of new content to SIT gives."""
    made = register(bank, content=content)
    with bank.work("tom").unit() as work:
        present = work.session.scalars(select(Runtime.id).where(Runtime.name == runtime)).first()
        new = NewRuntime(runtime, "bank", stage_tags=("SIT",), service_tags=(service,))
        runtime_id = present or add_runtime(work, new).id
    with bank.service.unit() as work:
        model = work.get(RegisteredModel, made.model_id)
        deployment = begin_deployment(
            work,
            snapshot_id=made.snapshot_id,
            runtime_id=runtime_id,
            stage_id=find_stage(work.session, model, "SIT").id,
            service_tag=service,
        )
        complete_deployment(work, deployment.id)
        return _attach(work, AttachMonitors.Inputs(str(deployment.id), "SIT", **policy))


def monitors(bank: TestWorkspace) -> list[Monitor]:
    with bank.service.reading() as session:
        return list(session.scalars(select(Monitor).order_by(Monitor.name, Monitor.version)))


def test_a_release_changes_nothing_that_people_made_of_a_monitor(workspace: TestWorkspace) -> None:
    attach(workspace, "sit-1", "cc-fraud", b"v1")
    (made,) = monitors(workspace)
    workspace.work("tom").write(edit_monitor, made.id, **FIVE)

    attach(workspace, "sit-1", "cc-fraud", b"v2", monitor_thresholds=POLICY)
    (same,) = monitors(workspace)
    names = attach(workspace, "sit-2", "cards", b"v3", monitor_thresholds=POLICY)
    first, other = monitors(workspace)
    moved = attach(workspace, "sit-3", "cc-fraud", b"v4", monitor_thresholds=POLICY)
    before, after, _ = monitors(workspace)

    assert (same.id, same.is_paused) == (made.id, False)
    assert (names, moved) == (["Scoring log SIT #cards"], ["Scoring log SIT"])
    assert (first.id, first.is_paused, other.service_tag) == (made.id, False, "cards")
    assert (before.id, before.is_paused) == (made.id, True)
    assert (after.version, after.is_paused) == (2, False)
    assert after.data_source_id != made.data_source_id  # the log of the other runtime
    assert kept(after) == kept(first) == kept(same) == ("0 5 * * *", "UTC", made.decision_table_id)
    assert other.decision_table_id != made.decision_table_id


def kept(one: Monitor) -> tuple[str, str, UUID | None]:
    return one.cron, one.zone, one.decision_table_id
