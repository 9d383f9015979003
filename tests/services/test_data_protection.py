"""Data sources are checked by a policy when a version is submitted, and kept as another says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from app.errors import InputError, RefusedError
from app.models.queries.find import find_stage
from app.models.queries.protection import Gap, protection_gaps
from app.models.queries.releases import list_live_runtimes
from app.models.queries.retention import kept_days
from app.models.tables.execution import DataSource
from app.models.tables.governance import Finding
from app.models.tables.inventory import RegisteredModel
from app.models.tables.monitoring import Monitor
from app.services import runtime_access
from app.services.commands.findings import NewFinding, add_finding
from app.services.commands.monitors import add_data_source, edit_source
from app.services.commands.policies import propose_policy, publish_policy
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.digests import digest_bytes
from app.services.library import TABLES
from app.services.scanning.findings import ScanReport
from app.services.tasks import scan
from app.services.unit_of_work import UnitOfWork
from tests.machine import machine
from tests.stories import Registered, register
from tests.workspaces import TestWorkspace

WHY = "The regulator asks for it from this year on."
SAFE = {
    "purpose": "Scoring of card payments, agreed with privacy.", "retention_days": 400,
    "encryption": "yes", "access": "The fraud team.",
}  # fmt: skip


def read_by(workspace: TestWorkspace, made: Registered, **facts: Any) -> None:
    """A source of these facts that a monitor of the model reads."""
    with workspace.work("tom").unit() as work:
        source = add_data_source(work, unit="bank", name="payments", kind="records")
        edit_source(work, source.id, **facts)
        model = work.get(RegisteredModel, made.model_id)
        work.add(
            Monitor(
                model_id=made.model_id, name="drift", service_tag=model.service_tags[0],
                stage_id=find_stage(work.session, model, "PROD").id, data_source_id=source.id,
            )
        )  # fmt: skip


def gaps(workspace: TestWorkspace, made: Registered) -> list[Gap]:
    return workspace.service.read(protection_gaps, made.model_id, made.version_id)


def test_personal_data_without_protection_are_found_source_by_source(
    workspace: TestWorkspace,
) -> None:
    made = register(workspace)
    read_by(workspace, made, data_class="personal")

    found = gaps(workspace, made)

    assert {one.source for one in found} == {"payments"}
    assert sorted(one.severity for one in found) == ["high", "high", "medium", "medium"]
    assert "Personal data are read without a stated purpose." in {one.finding for one in found}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"data_class": "personal", **SAFE}, []),
        ({"data_class": "internal"}, []),
        ({"data_class": "confidential", **SAFE, "encryption": "no"}, ["high"]),
        ({"data_class": "personal", **SAFE, "retention_days": 4000}, ["medium"]),
        ({"data_class": "confidential", **SAFE, "access": ""}, ["medium"]),
    ],
)
def test_each_fact_counts(
    sqlite_workspace: TestWorkspace, facts: dict[str, Any], expected: list[str]
) -> None:
    made = register(sqlite_workspace)
    read_by(sqlite_workspace, made, **facts)

    assert [one.severity for one in gaps(sqlite_workspace, made)] == expected


def kept(workspace: TestWorkspace, made: Registered) -> int:
    """As the scan of the life cycle keeps what it found; how much of it stops the release."""
    found = tuple(map(scan._of_gap, gaps(workspace, made)))
    return workspace.service.write(
        scan._keep, made.snapshot_id, made.model_id, made.version_id, ScanReport(found, 0),
        block_from="high",
    )  # fmt: skip


def states(workspace: TestWorkspace) -> set[tuple[str, str]]:
    with workspace.service.reading() as session:
        return {(one.kind, one.state) for one in session.scalars(select(Finding))}


def test_gaps_are_findings_that_stop_the_release_until_they_are_mended(
    workspace: TestWorkspace,
) -> None:
    made = register(workspace)
    read_by(workspace, made, data_class="personal")
    workspace.work("jo").write(add_finding, made.version_id, NewFinding("No contact named", "low"))

    assert kept(workspace, made) == 2
    assert states(workspace) == {("data_protection", "open"), ("review", "open")}
    with workspace.work("tom").unit() as work:
        edit_source(work, work.session.scalars(select(DataSource.id)).one(), **SAFE)

    assert kept(workspace, made) == 0
    assert states(workspace) == {("data_protection", "closed"), ("review", "open")}


def test_a_fact_that_is_no_answer_is_refused(sqlite_workspace: TestWorkspace) -> None:
    made = register(sqlite_workspace)
    for wrong in ({"encryption": "perhaps"}, {"data_class": "secret"}):
        with pytest.raises(InputError):
            read_by(sqlite_workspace, made, **wrong)


# Retention (D1)


def put_in_force(workspace: TestWorkspace, key: str, before: bytes, after: bytes) -> None:
    shipped = next(one for one in TABLES if one.key == key)
    dmn = shipped.read().replace(before, after)
    made = workspace.work("eva").write(propose_policy, key, f"{key}.dmn", dmn, reason=WHY)
    workspace.work("jo").write(publish_policy, made.id, reason=WHY, seen=digest_bytes(dmn))


def test_how_long_a_scoring_log_is_kept_is_a_row_of_the_policy(
    workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.work("tom").write(add_runtime, NewRuntime("prod-1", "bank", kind="embedded"))
    given: list[tuple[str, ...]] = []
    monkeypatch.setattr(
        runtime_access, "start_detached", lambda *_, options=(), **__: given.append(options)
    )

    def start() -> None:
        (runtime,) = workspace.service.read(list_live_runtimes)
        runtime_access.ensure_running(machine(home=tmp_path), runtime)

    start()
    put_in_force(workspace, "retention", b"<text>400</text>", b"<text>2557</text>")
    start()
    put_in_force(workspace, "retention", b"<text>400</text>", b"<text>0</text>")
    start()

    assert [one[-1] for one in given] == ["400", "2557", "0"]  # 0 keeps all
    assert workspace.service.read(kept_days, workspace.unit_id, "something else") is None


@pytest.mark.parametrize("table", ["blob", "blob_chunk", "asset", "snapshot"])
def test_what_a_version_is_run_again_from_is_never_deleted(
    workspace: TestWorkspace, table: str
) -> None:
    """No policy and no role ends it: an archived version stays reproducible."""
    register(workspace)
    place = table if workspace.is_sqlite else f"mw.{table}"

    def delete(work: UnitOfWork) -> None:
        work.session.execute(text(f"DELETE FROM {place}"))

    for handle in ("root", "sanne", "service"):
        with pytest.raises(RefusedError) as refused:
            workspace.work(handle).write(delete)
        assert {one.code for one in refused.value.blockers} <= {
            "write.append_only", "database.no_right",
        }  # fmt: skip
