"""How a version was trained, as people signed it: what was told of it since changes no story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.errors import RefusedError, VerificationError
from app.models.queries.frozen import manifest_of
from app.models.queries.lineage_graph import load_lineage_graph
from app.models.queries.reproduction import load_pinned
from app.models.queries.snapshot_diff import diff_snapshots
from app.models.rules.manifests import as_before
from app.models.tables.inventory import Snapshot, TrainingRecord
from app.services.commands.models import record_training
from app.services.commands.records import Origin, import_records
from app.services.commands.requests import decide
from app.services.commands.snapshots import take_snapshot
from app.services.digests import canonical, digest
from app.services.record_files import read_records
from app.services.story import tell_story
from app.services.story_text import prose
from app.services.trail.holding import RowKind, hold_rows
from app.services.unit_of_work import UnitOfWork
from tests.stories import REASON, Registered, ask, put_in_production, register
from tests.trail_kit import past_the_rules, tamper
from tests.workspaces import TestWorkspace

FIRST: dict[str, Any] = {
    "run_key": "first", "algorithm": "logistic_regression", "parameters": {"c": 1}, "metrics": {},
    "data_digests": {"data": "a" * 64}, "environment_sha256": "c" * 64, "commit_ref": "0f3a9c",
    "seed": 7, "seconds": 1.0,
}  # fmt: skip
SECOND = {**FIRST, "run_key": "second", "data_digests": {"data": "b" * 64}, "commit_ref": "f00d"}
NOT_FROZEN = "Commit and environment of the training were not frozen with it."
LIES = "How it was trained can't be told"


def trained(bank: TestWorkspace) -> Registered:
    """cc-fraud v1, trained by sanne and frozen."""
    made = register(bank)
    with bank.work("sanne").unit() as work:
        record_training(work, made.version_id, **FIRST)
        return replace(made, snapshot_id=take_snapshot(work, made.version_id).id)


def accept(bank: TestWorkspace, request_id: UUID) -> None:
    for handle in ("aisha", "jo"):
        bank.work(handle).write(
            decide, request_id, verdict="accept", reason=REASON, signer=bank.signer(handle)
        )


def sneak(bank: TestWorkspace, version_id: UUID) -> None:
    """A second training beside the frozen one: as an earlier version of the product let it in."""
    with past_the_rules(bank) as connection:
        connection.execute(
            TrainingRecord.__table__.insert().values(
                id=uuid4(), unit_id=bank.unit_id, version_id=version_id,
                created_by=bank.work("sanne").actor.id, created_at=datetime.now(UTC), **SECOND,
            )
        )  # fmt: skip


def froze(bank: TestWorkspace, snapshot_id: UUID, manifest: Mapping[str, Any], **said: Any) -> None:
    """The snapshot holds this, as if nothing else had ever been frozen."""
    table, text = Snapshot.__table__, canonical(manifest)
    values = {"manifest": text, "digest": digest(manifest), **said}
    with past_the_rules(bank) as connection:
        connection.execute(table.update().where(table.c.id == snapshot_id).values(**values))


def frozen(bank: TestWorkspace, snapshot_id: UUID) -> dict[str, Any]:
    with bank.service.reading() as session:
        return manifest_of(session, session.get_one(Snapshot, snapshot_id))


def story(bank: TestWorkspace, tmp_path: Path) -> str:
    """Of decision 4711, which cc-fraud v1 answered."""
    file = tmp_path / "decisions.csv"
    at = datetime.now(UTC).isoformat()
    file.write_text(f"decision_id,model,version,decided_at\n4711,cc-fraud,1,{at}\n")
    bank.work("sanne").write(import_records, read_records(file), Origin(file.name))
    return told(bank)


def told(bank: TestWorkspace) -> str:
    return " ".join(prose(bank.work("jo").read(tell_story, "4711")))


def drawn(bank: TestWorkspace, made: Registered) -> dict[str, set[str]]:
    """By kind, what the graph tells the version was made of."""
    graph = bank.work("jo").read(load_lineage_graph, made.model_id, made.version_id)
    kinds = ("training", "data", "code", "environment")
    return {kind: {one.note for one in graph.nodes if one.kind == kind} for kind in kinds}


MADE_OF_FIRST = {
    "training": {"first"}, "data": {"a" * 64}, "code": {"0f3a9c"}, "environment": {"c" * 64},
}  # fmt: skip


def test_no_training_is_told_while_people_decide(workspace: TestWorkspace) -> None:
    made = trained(workspace)
    sanne = workspace.work("sanne")
    before = ask(workspace, made)

    def beside_the_command(work: UnitOfWork) -> None:
        work.add(TrainingRecord(version_id=made.version_id, **SECOND))

    for write in (
        lambda work: record_training(work, made.version_id, **SECOND),
        beside_the_command,
    ):
        with pytest.raises(RefusedError) as refused:
            sanne.write(write)
        assert [one.code for one in refused.value.blockers] == ["training.asked"]
    with sanne.unit() as work:  # what is told already is told again
        record_training(work, made.version_id, **FIRST)
    accept(workspace, before)
    with pytest.raises(RefusedError) as late:
        sanne.write(record_training, made.version_id, **SECOND)
    assert [one.code for one in late.value.blockers] == ["version.approved"]


def test_the_story_and_the_graph_tell_the_training_that_was_signed(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = trained(workspace)
    request = ask(workspace, made)
    sneak(workspace, made.version_id)
    accept(workspace, request)

    whole = story(workspace, tmp_path)

    assert "by Sanne de Vries with logistic_regression and seed 7." in whole
    assert f"Of the data, data has the digest {'a' * 64}." in whole
    assert f"Commit: 0f3a9c. Environment: digest {'c' * 64}." in whole
    assert "b" * 64 not in whole
    assert "f00d" not in whole
    assert drawn(workspace, made) == MADE_OF_FIRST


def test_a_commit_that_the_databases_owner_changed_is_found_and_not_told(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = trained(workspace)
    put_in_production(workspace, made)
    before = story(workspace, tmp_path)
    record = select(TrainingRecord.id).where(TrainingRecord.run_key == "first")
    key = workspace.service.read(lambda session: session.scalars(record).one())

    tamper(workspace, "UPDATE {schema}training_record SET commit_ref = 'f00d'")

    assert told(workspace) == before
    assert drawn(workspace, made) == MADE_OF_FIRST
    assert [(one.id, one.column, one.kind, one.found) for one in hold_rows(workspace.service).faults
            if one.table == "training_record"] == [
        (key, "commit_ref", RowKind.OTHER, "f00d")
    ]  # fmt: skip


def test_who_trained_is_told_from_the_trail(workspace: TestWorkspace, tmp_path: Path) -> None:
    made = trained(workspace)
    put_in_production(workspace, made)
    before = story(workspace, tmp_path)
    tom = workspace.work("tom").actor.id

    with past_the_rules(workspace) as connection:
        connection.execute(TrainingRecord.__table__.update().values(created_by=tom))

    assert told(workspace) == before


def test_of_a_manifest_from_before_no_commit_is_told(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = trained(workspace)
    older = as_before(frozen(workspace, made.snapshot_id))
    assert not {"commit", "environment"} & older["training"].keys()
    froze(workspace, made.snapshot_id, older)

    whole = story(workspace, tmp_path)

    assert f"Of the data, data has the digest {'a' * 64}. {NOT_FROZEN}" in whole
    assert "0f3a9c" not in whole
    assert drawn(workspace, made) == {**MADE_OF_FIRST, "code": set(), "environment": set()}
    with workspace.work("sanne").unit() as work:  # nothing changed since
        assert take_snapshot(work, made.version_id).id == made.snapshot_id


def test_what_was_frozen_before_differs_in_no_commit_from_what_is_frozen_now(
    workspace: TestWorkspace,
) -> None:
    first = trained(workspace)
    second = register(workspace, content=b"v2")
    with workspace.work("sanne").unit() as work:
        record_training(work, second.version_id, **{**FIRST, "run_key": "of v2"})
        after = take_snapshot(work, second.version_id).id
    froze(workspace, first.snapshot_id, as_before(frozen(workspace, first.snapshot_id)))

    diff = workspace.service.read(diff_snapshots, first.snapshot_id, after)

    assert diff.group("training") == diff.group("data") == ()


@pytest.mark.parametrize("said", ["first", {"run": "first"}, {**FIRST, "run": 1}])
def test_a_manifest_that_says_no_training_is_told_so(
    workspace: TestWorkspace, tmp_path: Path, said: Any
) -> None:
    made = trained(workspace)
    froze(workspace, made.snapshot_id, {**frozen(workspace, made.snapshot_id), "training": said})

    assert LIES in story(workspace, tmp_path)
    assert drawn(workspace, made)["training"] == set()
    assert workspace.service.read(diff_snapshots, made.snapshot_id, made.snapshot_id).changes == ()
    with pytest.raises(VerificationError, match="training"):
        workspace.service.read(load_pinned, made.snapshot_id)


def test_of_a_snapshot_that_lies_no_training_is_told(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = trained(workspace)
    manifest = frozen(workspace, made.snapshot_id)
    forged = {**manifest, "training": {**manifest["training"], "commit": "f00d"}}
    froze(workspace, made.snapshot_id, forged, digest=digest(manifest))

    whole = story(workspace, tmp_path)

    assert LIES in whole
    assert "f00d" not in whole
    assert drawn(workspace, made)["code"] == set()


def test_a_version_that_was_trained_elsewhere_says_so(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    register(workspace)

    assert "Its snapshot tells of no training." in story(workspace, tmp_path)
