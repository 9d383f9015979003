"""Two people change the same thing: nothing is lost, and the later one is told what changed."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.errors import InputError, RefusedError
from app.models.queries.inventory import InventoryQuery, list_models
from app.models.tables.execution import Runtime
from app.models.tables.inventory import RegisteredModel, Snapshot
from app.models.tables.trail import AuditEvent
from app.services.commands.changing import ConflictError, Difference
from app.services.commands.findings import NewFinding, add_finding, move_finding
from app.services.commands.models import ModelEdit, edit_model
from app.services.commands.runtimes import NewRuntime, add_runtime, tag_runtime
from tests.stories import register
from tests.workspaces import TestWorkspace


def new_runtime(workspace: TestWorkspace) -> tuple[UUID, int]:
    new = NewRuntime(
        name="sit-1", unit="bank", stage_tags=("SIT",), service_tags=("cc-fraud",), mode="batch"
    )
    row = workspace.work("tom").write(add_runtime, new)
    return row.id, row.row_version


def tags_of(workspace: TestWorkspace, runtime_id: UUID) -> tuple[list[str], list[str]]:
    with workspace.service.reading() as session:
        row = session.get_one(Runtime, runtime_id)
        return row.stage_tags, row.service_tags


def test_fields_that_only_one_of_two_changed_are_merged(workspace: TestWorkspace) -> None:
    key, seen = new_runtime(workspace)
    workspace.work("root").write(tag_runtime, key, stage_tags=["UAT"], seen=seen)

    workspace.work("tom").write(tag_runtime, key, service_tags=["hmrm"], seen=seen)

    assert tags_of(workspace, key) == (["UAT"], ["hmrm"])


def test_who_is_later_is_told_who_changed_what_and_writes_nothing(
    workspace: TestWorkspace,
) -> None:
    key, seen = new_runtime(workspace)
    workspace.work("root").write(tag_runtime, key, stage_tags=["UAT"], seen=seen)

    with pytest.raises(ConflictError) as refusal:
        workspace.work("tom").write(
            tag_runtime, key, stage_tags=["PROD"], service_tags=["hmrm"], seen=seen
        )

    assert refusal.value.by == "Ada Root"
    assert refusal.value.differences == (Difference("stage_tags", ["SIT"], ["UAT"], ["PROD"]),)
    assert "stage tags" in refusal.value.message
    assert tags_of(workspace, key) == (["UAT"], ["cc-fraud"])


def test_two_who_want_the_same_do_not_disturb_each_other(workspace: TestWorkspace) -> None:
    key, seen = new_runtime(workspace)
    workspace.work("root").write(tag_runtime, key, stage_tags=["UAT"], seen=seen)

    row = workspace.work("tom").write(tag_runtime, key, stage_tags=["UAT"], seen=seen)

    assert row.row_version == seen + 1


def test_mine_is_applied_again_on_what_is_there_now(workspace: TestWorkspace) -> None:
    key, seen = new_runtime(workspace)
    present = workspace.work("root").write(tag_runtime, key, stage_tags=["UAT"], seen=seen)

    workspace.work("tom").write(tag_runtime, key, stage_tags=["PROD"], seen=present.row_version)

    assert tags_of(workspace, key)[0] == ["PROD"]


def test_a_version_that_never_was_is_no_basis(workspace: TestWorkspace) -> None:
    key, seen = new_runtime(workspace)

    with pytest.raises(InputError, match="not known here"):
        workspace.work("tom").write(tag_runtime, key, stage_tags=["UAT"], seen=seen + 7)


def test_a_new_owner_is_found_by_search_and_told_once(workspace: TestWorkspace) -> None:
    model_id = register(workspace).model_id

    workspace.work("sanne").write(edit_model, model_id, ModelEdit(owner="mark"))

    with workspace.service.reading() as session:
        query = InventoryQuery.of("jansen", me=workspace.service.actor.id)
        assert [row.name for row in list_models(session, query, None, 10).rows] == ["cc-fraud"]
        told = session.scalar(
            select(func.count()).where(
                AuditEvent.object_id == model_id, AuditEvent.tag == "model.changed"
            )
        )
    assert told == 1


def test_snapshots_keep_the_tags_they_were_taken_with(workspace: TestWorkspace) -> None:
    made = register(workspace)

    workspace.work("sanne").write(
        edit_model, made.model_id, ModelEdit(service_tags=("#CC Fraud EU", "cards"))
    )

    with workspace.service.reading() as session:
        assert session.get_one(RegisteredModel, made.model_id).service_tags == [
            "cc-fraud-eu",
            "cards",
        ]
        assert session.get_one(Snapshot, made.snapshot_id).service_tags == ["cc-fraud"]


def test_a_model_can_not_lose_its_last_tag(sqlite_workspace: TestWorkspace) -> None:
    model_id = register(sqlite_workspace).model_id

    with pytest.raises(InputError, match="needs a service tag"):
        sqlite_workspace.work("sanne").write(edit_model, model_id, ModelEdit(service_tags=()))


def test_who_has_no_part_in_a_model_can_not_change_it(workspace: TestWorkspace) -> None:
    model_id = register(workspace).model_id

    with pytest.raises(RefusedError):
        workspace.work("lin").write(edit_model, model_id, ModelEdit(description="Mine."))


def test_a_finding_of_a_person_is_closed_by_another_than_the_author(
    workspace: TestWorkspace,
) -> None:
    version = register(workspace).version_id
    row = workspace.work("jo").write(
        add_finding, version, NewFinding("No test on youth accounts", "high")
    )

    with pytest.raises(RefusedError):
        workspace.work("sanne").write(move_finding, row.id, state="closed", reason="It is fine.")
    workspace.work("sanne").write(move_finding, row.id, state="mitigating", reason="Test added.")
    closed = workspace.work("jo").write(
        move_finding, row.id, state="closed", reason="Seen the new test."
    )

    assert closed.state == "closed"
