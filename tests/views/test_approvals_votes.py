"""Beside each vote stands why: who comes later reads it without a search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.services.commands.requests import decide
from app.views.panels.approvals_votes import REASON_SHOWN, VotesCard
from app.views.widgets.basics import StyledLabel
from tests.stories import REASON, ask, register
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


def test_a_vote_is_shown_with_its_reason(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    request_id = ask(sqlite_workspace, register(sqlite_workspace))
    why = f"{REASON} {'And so on. ' * 100}"
    sqlite_workspace.work("jo").write(decide, request_id, verdict="accept", reason=why)

    with desk(sqlite_workspace, "aisha", tmp_path, "approvals") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.case.shown is not None)
        (card,) = screen.case.findChildren(VotesCard)
        (said,) = [one.text() for one in card.findChildren(StyledLabel) if REASON in one.text()]

        assert said.startswith("compliance officer, approved")
        assert len(said) < REASON_SHOWN + 100
