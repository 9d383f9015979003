"""What a release does to the monitors of its service, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import InputError, RefusedError
from app.models.queries.find import find_stage
from app.models.queries.in_force import table_in_force, template_in_force
from app.models.queries.releases import load_table
from app.models.rules.asking import DEFAULT_TEMPLATE
from app.models.tables.execution import DataSource, Deployment, Runtime
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import Monitor
from app.services.commands.bindings import bind_life_cycle
from app.services.commands.deployments import begin_deployment, complete_deployment
from app.services.commands.life_cycles import import_table, publish
from app.services.commands.monitors import (
    NewMonitor,
    add_data_source,
    edit_monitor,
    write_runbook,
)
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.digests import digest_bytes
from app.services.engine.starting import StartRequest
from app.services.monitoring.decide import decide_of_monitor
from app.services.start_facts import start_facts
from app.services.tasks.attach_monitors import AttachMonitors, _attach
from app.services.unit_of_work import UnitOfWork
from tests.stories import Registered, put_in_production, register
from tests.trail_kit import tamper
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


def to_production(bank: TestWorkspace, made: Registered) -> Monitor:
    """What a release of it to PROD watches it by."""
    put_in_production(bank, made)
    with bank.service.unit() as work:
        newest = select(Deployment.id).order_by(Deployment.number.desc())
        inputs = AttachMonitors.Inputs(str(work.session.scalars(newest).first()), "PROD")
        (name,) = _attach(work, inputs)
    return [one for one in monitors(bank) if one.name == name][-1]


def as_author(work: UnitOfWork, made: Registered, source: UUID | None = None, **given: Any) -> UUID:
    """A monitor of PROD before anything serves there, by another client."""
    model = work.get(RegisteredModel, made.model_id)
    read = source or add_data_source(work, unit="bank", name="mine", kind="records").id
    common = {
        "model_id": model.id, "name": "Scoring log PROD", "data_source_id": read,
        "service_tag": "cc-fraud", "stage_id": find_stage(work.session, model, "PROD").id,
    }  # fmt: skip
    return work.add(Monitor(**common | given)).id


@pytest.mark.parametrize(
    "given", [{"is_paused": True, "minimum_rows": 10**9}, {"name": "Scoring log PROD #cc-fraud"}]
)
def test_who_built_a_model_does_not_choose_beforehand_how_it_is_watched(
    workspace: TestWorkspace, given: dict[str, Any]
) -> None:
    made = register(workspace)
    workspace.work("sanne").write(as_author, made, **given)

    found = to_production(workspace, made)

    assert (found.version, found.is_paused, found.minimum_rows, found.cron) == (
        2, False, 100, "0 6 * * *",
    )  # fmt: skip
    assert found.decision_table_id is not None


def test_one_value_of_theirs_is_enough_whoever_changed_another_since(
    workspace: TestWorkspace,
) -> None:
    made = register(workspace)
    forged = workspace.work("sanne").write(as_author, made, minimum_rows=10**9)
    workspace.work("tom").write(edit_monitor, forged, **FIVE)

    assert to_production(workspace, made).minimum_rows == 100


def test_what_others_set_before_a_release_stays_as_they_set_it(workspace: TestWorkspace) -> None:
    made = register(workspace)
    source = workspace.work("tom").write(
        add_data_source, unit="bank", name="Scoring log of prod-1", kind="runtime_log",
        store="scoring", pattern="prod-1",
    )  # fmt: skip
    kept = workspace.work("tom").write(as_author, made, source.id, minimum_rows=7, is_paused=True)
    workspace.work("sanne").write(write_runbook, kept, runbook="Call the desk.")

    found = to_production(workspace, made)

    assert (found.id, found.minimum_rows, found.is_paused) == (kept, 7, True)


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "files", "store": "data", "pattern": "mine/always-the-same.parquet"},
        {"kind": "runtime_log", "store": "data", "pattern": "prod-1"},
        {"kind": "runtime_log", "store": "scoring", "pattern": "sit-1"},
    ],
)
def test_what_serves_is_watched_by_its_own_log_whatever_bears_that_name(
    workspace: TestWorkspace, given: dict[str, str]
) -> None:
    made = register(workspace)
    name = "Scoring log of prod-1"
    workspace.work("sanne").write(add_data_source, unit="bank", name=name, **given)
    with pytest.raises(InputError, match="reads something else"):
        workspace.work("tom").write(add_data_source, unit="bank", name=name, kind="records")

    found = to_production(workspace, made)

    with workspace.service.reading() as session:
        source = session.get_one(DataSource, found.data_source_id)
    assert (source.kind, source.store, source.pattern) == ("runtime_log", "scoring", "prod-1")
    assert source.name == f"{name} #2"


def test_who_submits_does_not_say_when_what_serves_is_looked_at(workspace: TestWorkspace) -> None:
    made = register(workspace)
    rarely = {"monitor_cron": "0 6 29 2 *", "monitor_zone": "Asia/Tokyo"}
    with workspace.service.unit() as work:
        template = template_in_force(work.session, DEFAULT_TEMPLATE, workspace.unit_id)
        assert template is not None
        request = StartRequest(
            template.id, workspace.unit_id, "a", made.model_id, made.version_id, variables=rarely
        )
        before = start_facts(work, request)
    with pytest.raises(RefusedError) as refused:
        workspace.work("sanne").write(
            bind_life_cycle, made.model_id, template_key=DEFAULT_TEMPLATE, parameters=rarely
        )
    workspace.work("eva").write(
        bind_life_cycle, made.model_id, template_key=DEFAULT_TEMPLATE, parameters=rarely
    )
    with workspace.service.unit() as work:
        after = start_facts(work, request)

    assert [before[name] for name in rarely] == ["0 6 * * *", "Europe/Amsterdam"]
    codes = [one.code for one in refused.value.blockers]
    assert codes == ["model.own_work", "binding.guarded"]
    assert [after[name] for name in rarely] == list(rarely.values())


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


def leave_force(bank: TestWorkspace, table_id: UUID) -> None:
    """As earlier versions let somebody do where nothing took its place."""
    key = table_id.hex if bank.is_sqlite else table_id
    tamper(bank, "UPDATE {schema}decision_table SET state = 'deprecated' WHERE id = :id", id=key)


def kept(one: Monitor) -> tuple[str, str, UUID | None]:
    return one.cron, one.zone, one.decision_table_id
