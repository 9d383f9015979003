"""Decision records come in whatever somebody else stored before, and say where they came from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4, uuid5

import pytest
from sqlalchemy import insert, select

from app.errors import AppError, InputError, RefusedError
from app.models.queries.record_imports import StoredRecord
from app.models.rules.records import LOG
from app.models.tables.applications import DecisionRecord, RecordBlock, RecordImport
from app.models.tables.execution import Deployment
from app.models.tables.inventory import Snapshot
from app.services.commands import records
from app.services.commands.assets import NewAsset, attach_assets
from app.services.commands.records import Origin, import_records
from app.services.commands.snapshots import take_snapshot
from app.services.record_files import Place, RecordRow
from app.services.trail.record_tree import ImportTree
from app.services.unit_of_work import UnitOfWork
from tests.stories import Registered, put_in_production, register
from tests.workspaces import TestWorkspace

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
FILE = Origin("march.csv")


def row(
    decision: str, *, at: datetime = AT, served: str = "", model: str = "cc-fraud"
) -> RecordRow:
    return RecordRow(decision, at, model, "1", served, "", Place(2))


def stored(bank: TestWorkspace) -> dict[str, tuple[str, datetime]]:
    with bank.service.reading() as session:
        return {
            one.decision_id: (one.source, one.decided_at)
            for one in session.scalars(select(DecisionRecord))
        }


def put(work: UnitOfWork, model: Registered, decision: str, key: UUID, source: str) -> None:
    """A record and its seal, as a client of SQL writes them."""
    tree = ImportTree(uuid4(), model.model_id)
    at = datetime(2020, 1, 1, tzinfo=UTC)
    record = StoredRecord(
        key, decision, None, model.model_id, model.version_id, "", "", at, source, tree.import_id, 0
    )
    tree.add(record)
    block = tree.finish()
    assert block is not None
    of = {"import_id": tree.import_id, "model_id": model.model_id}
    seal = {"id": tree.import_id, "model_id": model.model_id, "sha256": tree.root()}
    told = {"source": source, "name": "prod-1", "records": 1, "first_at": at, "last_at": at}
    work.session.execute(insert(DecisionRecord), [record._asdict()])
    work.session.execute(insert(RecordBlock), [of | block._asdict()])
    work.session.execute(insert(RecordImport), [seal | told])


def log_of(bank: TestWorkspace, model: Registered) -> tuple[Origin, dict[str, str]]:
    """The log of the runtime on which it serves, and what its rows say of it."""
    put_in_production(bank, model)
    with bank.service.reading() as session:
        found = session.scalars(select(Deployment)).one()
        served = session.get_one(Snapshot, model.snapshot_id).model_sha256
        origin = Origin("prod-1", LOG, None, found.runtime_id)
        return origin, {"served": served, "model": found.service_tag}


def test_no_id_can_be_taken_from_a_decision_that_comes_later(workspace: TestWorkspace) -> None:
    model = register(workspace)
    taken = uuid5(model.version_id, "/LOAN-1001")
    workspace.work("piet").write(put, model, "junk-1", taken, "file")

    rows = [row("LOAN-1000"), row("LOAN-1001")]
    report = workspace.work("sanne").write(import_records, rows, FILE)

    assert (report.stored, report.known) == (2, 0)
    assert stored(workspace)["LOAN-1001"] == ("file", AT)
    again = workspace.work("sanne").write(import_records, rows, FILE)
    assert (again.stored, again.known) == (0, 2)


def test_a_decision_is_recorded_once_also_of_no_application(workspace: TestWorkspace) -> None:
    model = register(workspace)
    workspace.work("piet").write(put, model, "LOAN-1", uuid4(), "file")

    with pytest.raises(AppError):
        workspace.work("piet").write(put, model, "LOAN-1", uuid4(), "file")
    with pytest.raises(InputError, match="1 wrong rows"):
        workspace.work("sanne").write(import_records, [row("LOAN-1")], FILE)


def test_nobody_else_tells_what_a_runtime_logged(workspace: TestWorkspace) -> None:
    model = register(workspace)

    with pytest.raises(RefusedError) as refused:
        workspace.work("piet").write(put, model, "LOAN-1", uuid4(), LOG)
    assert [one.code for one in refused.value.blockers] == ["record.log"]

    workspace.work("tom").write(put, model, "LOAN-1", uuid4(), LOG)
    assert stored(workspace)["LOAN-1"][0] == LOG


def test_what_stands_otherwise_from_elsewhere_is_named_and_the_log_comes_in(
    workspace: TestWorkspace,
) -> None:
    model = register(workspace)
    workspace.work("piet").write(put, model, "LOAN-1", uuid4(), "file")
    origin, says = log_of(workspace, model)
    later = AT.replace(hour=9)
    rows = [row("LOAN-1", **says), row("LOAN-2", **says), row("LOAN-2", at=later, **says)]

    report = workspace.work("tom").write(import_records, rows, origin)

    assert (report.stored, report.repeated, report.disputed, report.known) == (1, 1, 1, 0)
    assert report.disputes == [
        "Line 2: Decision LOAN-1 of cc-fraud:1 is recorded already, with another time or content."
    ]
    assert stored(workspace)["LOAN-2"] == (LOG, AT)


@pytest.mark.parametrize("batch", [1, 2_000])
@pytest.mark.parametrize("told", ["time", "content", "file"])
def test_what_a_file_tells_twice_in_two_ways_is_named_and_nothing_is_stored(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch, told: str, batch: int
) -> None:
    monkeypatch.setattr(records, "BATCH_ROWS", batch)
    model = register(workspace)
    first, then = two_files(workspace, model)
    one = row("LOAN-1", served=first)
    other = {
        "time": replace(one, at=AT.replace(hour=9)),
        "content": replace(one, inference_sha256="ab" * 32),
        "file": replace(one, served_sha256=then),
    }[told]
    rows = [one, row("LOAN-2"), replace(other, place=Place(4))]

    with pytest.raises(InputError) as refused:
        workspace.work("sanne").write(import_records, rows, FILE)

    assert "1 wrong rows; nothing was stored" in refused.value.message
    assert refused.value.hint.startswith("Line 4: Decision LOAN-1 of cc-fraud:1 is recorded")
    assert stored(workspace) == {}
    said = [one, row("LOAN-1"), replace(one, served_sha256="")]
    report = workspace.work("sanne").write(import_records, said, FILE)
    assert (report.stored, report.known) == (1, 2)


def two_files(bank: TestWorkspace, model: Registered) -> tuple[str, str]:
    """The digests of the two model files that its version had, one after the other."""
    with bank.work("sanne").unit() as work:
        corrected = NewAsset("model", "model.onnx", b"v1, corrected")
        attach_assets(work, model.version_id, [corrected])
        latest = take_snapshot(work, model.version_id)
        return work.get(Snapshot, model.snapshot_id).model_sha256, latest.model_sha256
