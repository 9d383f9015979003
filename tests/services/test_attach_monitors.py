"""What a release does to the monitors of its service, on both databases."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import InputError
from app.models.queries.find import find_stage
from app.models.queries.in_force import table_in_force
from app.models.queries.releases import load_table
from app.models.tables.execution import Runtime
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import Monitor
from app.services.commands.deployments import begin_deployment, complete_deployment
from app.services.commands.life_cycles import import_table, publish
from app.services.commands.monitors import NewMonitor, edit_monitor
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.digests import digest_bytes
from app.services.monitoring.decide import decide_of_monitor
from app.services.tasks.attach_monitors import AttachMonitors, _attach
from tests.stories import register
from tests.workspaces import TestWorkspace

FIVE = {"cron": "0 5 * * *", "zone": "UTC"}
WHY = "It fires on nights without harm."
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


def test_a_release_moves_the_monitor_it_made_whatever_stands_beside_it_by_the_longer_name(
    workspace: TestWorkspace,
) -> None:
    """Who built the model may add one more: it does not take the place of the first."""
    attach(workspace, "sit-1", "cc-fraud", b"v1")
    (made,) = monitors(workspace)
    same = {name: getattr(made, name) for name in NewMonitor.__slots__}
    beside = {"name": "Scoring log SIT #cc-fraud", "version": 1, "tests": ["missing"]}
    with workspace.work("sanne").unit() as work:
        work.add(Monitor(model_id=made.model_id, **{**same, **beside}))

    moved = attach(workspace, "sit-2", "cc-fraud", b"v2")

    before, after, other = monitors(workspace)
    assert moved == [made.name]
    assert (before.id, before.is_paused) == (made.id, True)
    assert (after.version, after.tests, after.is_paused) == (2, made.tests, False)
    assert (other.version, other.data_source_id) == (1, made.data_source_id)


def test_a_release_follows_the_policy_where_the_bound_version_left_force(
    workspace: TestWorkspace,
) -> None:
    attach(workspace, "sit-1", "cc-fraud", b"v1")
    (made,) = monitors(workspace)
    second = in_force(workspace, "monitor-thresholds")
    leave_force(workspace, made.decision_table_id)

    attach(workspace, "sit-2", "cc-fraud", b"v2")

    before, after = monitors(workspace)
    assert (before.decision_table_id, before.is_paused) == (made.decision_table_id, True)
    assert (after.decision_table_id, after.is_paused) == (second, False)

    own = in_force(workspace, "own-limits")
    with workspace.work("tom").unit() as work:
        work.get(Monitor, after.id).decision_table_id = own
    leave_force(workspace, own)
    with pytest.raises(InputError, match="own-limits v1, which is not in force"):
        attach(workspace, "sit-3", "cc-fraud", b"v3")
    assert [one.id for one in monitors(workspace)] == [before.id, after.id]


@pytest.mark.parametrize(
    ("state", "judges"),
    [("draft", False), ("refused", False), ("published", True), ("deprecated", True),
     ("retired", True)],
)  # fmt: skip
def test_a_table_that_was_never_in_force_judges_no_monitor(
    sqlite_workspace: TestWorkspace, state: str, judges: bool
) -> None:
    """As monitors of earlier versions may be bound: a draft is its author's alone."""
    with sqlite_workspace.service.reading() as session:
        shipped = table_in_force(session, "monitor-thresholds", sqlite_workspace.unit_id)
        assert shipped is not None
        table = replace(load_table(session, shipped), state=state)
    asked = {
        "test": "auc", "feature": "", "role": "", "dimension": "", "tier": "medium",
        "regulated": False, "value": 0.1, "p_adjusted": None, "effect": None, "n": 5000,
    }  # fmt: skip

    assert (decide_of_monitor(table)(asked) is not None) == judges
    assert decide_of_monitor(None)(asked) is None


def in_force(bank: TestWorkspace, key: str) -> UUID:
    """The next version of a table, written by one and published by another."""
    with bank.service.reading() as session:
        shipped = table_in_force(session, "monitor-thresholds", bank.unit_id)
        dmn = session.get_one(DecisionTable, shipped).dmn + b"<!-- next -->"
    dmn = dmn.replace(b"monitor-thresholds", key.encode())
    made = bank.work("eva").write(
        import_table, unit="bank", key=key, name=key, decision_id=key, dmn=dmn, reason=WHY
    )
    bank.work("jo").write(publish, DecisionTable, made.id, reason=WHY, seen=digest_bytes(dmn))
    return made.id


def leave_force(bank: TestWorkspace, table_id: UUID | None) -> None:
    with bank.work("jo").unit() as work:
        work.session.get_one(DecisionTable, table_id).state = "deprecated"


def kept(one: Monitor) -> tuple[str, str, UUID | None]:
    return one.cron, one.zone, one.decision_table_id
