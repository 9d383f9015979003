"""The sheet of a roll back says first what it breaks, and for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models.queries.snapshot_diff import Change
from app.models.tables.inventory import ModelVersion
from app.services.commands.applications import add_application, record_use
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.widgets.basics import Card, StageChip, StyledLabel
from tests.views.operate_kit import open_window, serve_two, wait
from tests.views.test_deployments import opened, shown
from tests.workspaces import TestWorkspace

SHARE = Change(
    "metrics", "auc", "0.9 (< 0.8)", "0.7 (< 0.8)", "breaking", "the limit is broken now"
)
FIELD = Change(
    "schema",
    "income",
    "double",
    "string",
    "breaking",
    "callers must send another type, or nulls are new",
)


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    """v2 serves cc-fraud instead of v1; one application asks it, another did."""
    tom = sqlite_workspace.work("tom")
    serve_two(sqlite_workspace)
    with sqlite_workspace.service.reading() as session:
        serving = session.scalars(select(ModelVersion.id).where(ModelVersion.version == 2)).one()
    now = datetime.now(UTC)
    for name, ended in (("Card desk", None), ("Old desk", now - timedelta(hours=1))):
        made = tom.write(add_application, name, unit="bank", owner="tom").id
        began = now - timedelta(days=1)
        tom.write(record_use, made, serving, used_from=began, used_until=ended)
    return sqlite_workspace


def test_the_sheet_says_on_which_stage_and_in_what_the_versions_differ(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        assert screen._detail is not None
        stage = screen._detail.row.stage

        window.actions_registry.trigger("deployments.roll_back")
        sheet = opened(qtbot, window)

        assert stage is not None
        assert [one.accessibleName() for one in sheet.findChildren(StageChip)] == [
            f"Stage {stage.name}"
        ]
        words = [one.text() for one in sheet.findChildren(StyledLabel)]
        (differences,) = [one for one in words if "differences between the two" in one]
        (then,) = [one for one in words if "again; cc-fraud" in one]
        assert "differences" not in then  # what follows is read apart from what differs
        assert differences


def test_what_a_roll_back_breaks_and_for_whom_stands_by_itself_before_the_reason(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    def told(*changes: Change) -> list[str]:
        """By the sheet of a roll back that leads to these changes; empty: nothing breaks."""
        detail = screen._detail
        assert detail is not None
        assert detail.roll_back is not None
        diff = replace(detail.roll_back.diff, changes=changes)
        screen._detail = replace(detail, roll_back=replace(detail.roll_back, diff=diff))
        window.actions_registry.trigger("deployments.roll_back")
        sheet = opened(qtbot, window)
        card = sheet.findChild(Card, "deployments.breaking")
        words = [one.text() for one in card.findChildren(StyledLabel)] if card else []
        sheet.reject()
        wait(qtbot, lambda: window.findChild(DecisionDialog) is None)
        return words

    with open_window(qtbot, bank, "tom", tmp_path, "deployments") as window:
        screen = shown(qtbot, window)
        assert told(SHARE) == [
            "AUC: 0.9 → 0.7 (must be ≥ 0.8)",
            "cc-fraud v1 answers these then: Card desk.",
        ]
        assert told(FIELD) == [
            "income: double → string (callers must send another type, or nulls are new)",
            "What these send or read must change: Card desk.",
        ]
        assert told() == []
