"""Who decides reads for what use, and where the policy asks others by now, why nobody accepts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel

from app.services.use_watch import UseWatch
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.panels.approvals_evidence import SummaryPanel
from app.views.widgets.basics import StyledLabel
from tests.governance_kit import use_case
from tests.services.test_riskier_under_way import asked, rate
from tests.stories import register
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


def summary(screen: Any) -> str:
    screen.case.show_tab(0)
    (panel,) = screen.case.panel.findChildren(SummaryPanel)
    return " ".join(label.text() for label in panel.findChildren(StyledLabel))


def test_a_regulated_use_is_read_with_the_tier(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = register(sqlite_workspace)
    use_case(sqlite_workspace, made.model_id)
    asked(sqlite_workspace, made)

    with desk(sqlite_workspace, "aisha", tmp_path, "approvals") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.case.shown is not None)

        assert "Medium, in regulated use" in summary(screen)


def test_who_opens_the_sheet_of_what_the_policy_asks_others_for_reads_that_first(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = register(sqlite_workspace)
    rate(sqlite_workspace, made.model_id)
    asked(sqlite_workspace, made)
    use_case(sqlite_workspace, made.model_id)
    UseWatch(sqlite_workspace.service).run_once()

    with desk(sqlite_workspace, "aisha", tmp_path, "approvals") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.case.shown is not None)
        detail = screen.case.shown
        screen.case._acts.vote(detail, detail.evidence_digest, is_yes=True)
        qtbot.waitUntil(lambda: desktop.window.findChild(DecisionDialog) is not None)
        dialog = desktop.window.findChild(DecisionDialog)
        qtbot.waitUntil(lambda: "sign" in dialog.errors.keys)
        said = " ".join(label.text() for label in dialog.findChildren(QLabel))

        assert "the policy asks others too" in said
        assert not dialog.reason.text
