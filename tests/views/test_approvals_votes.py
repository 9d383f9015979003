"""Beside each vote stands why: who comes later reads it without a search."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.queries.approval_detail import load_request
from app.models.queries.evidence_rows import ResultRow
from app.services.commands.requests import decide
from app.views import theme
from app.views.panels.approvals_decide import ask_vote
from app.views.panels.approvals_votes import REASON_SHOWN, OpenedEvidence, VotesCard
from app.views.widgets.basics import StyledLabel
from app.views.widgets.marks import MarkedLines
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


def test_where_there_is_little_room_the_evidence_stands_below_the_votes(
    qtbot: Any, sqlite_workspace: TestWorkspace
) -> None:
    request_id = ask(sqlite_workspace, register(sqlite_workspace))
    jo = sqlite_workspace.work("jo")
    now = datetime.now(UTC)
    detail = jo.read(load_request, request_id, jo.actor.id, now=now)
    opened = OpenedEvidence(5)
    card = VotesCard(detail, jo.actor.id, now, opened)
    qtbot.addWidget(card)
    holder = QWidget()
    qtbot.addWidget(holder)
    QVBoxLayout(holder).addWidget(card)
    holder.resize(theme.px(800), 500)
    holder.show()
    four_eyes = next(one for one in card.findChildren(StyledLabel) if one.text() == "Four eyes")
    assert opened.x() > four_eyes.x() + theme.px(300)

    holder.resize(theme.px(500), 500)

    qtbot.waitUntil(lambda: opened.y() > four_eyes.y())
    assert opened.x() == four_eyes.x()
    qtbot.waitUntil(lambda: opened.width() > theme.px(400))


def test_nobody_is_waited_for_once_a_request_was_rejected(
    qtbot: Any, sqlite_workspace: TestWorkspace
) -> None:
    request_id = ask(sqlite_workspace, register(sqlite_workspace))
    jo = sqlite_workspace.work("jo")
    now = datetime.now(UTC)

    def said() -> list[str]:
        detail = jo.read(load_request, request_id, jo.actor.id, now=now)
        card = VotesCard(detail, jo.actor.id, now, OpenedEvidence(1))
        qtbot.addWidget(card)
        return [one.text() for one in card.findChildren(StyledLabel)]

    waited_for = [one for one in said() if "waits for" in one]
    jo.write(decide, request_id, verdict="reject", reason=REASON)

    assert waited_for
    assert not [one for one in said() if "waits for" in one or "is yours" in one]


def test_whose_vote_is_missing_is_reminded_from_beside_the_votes(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    ask(sqlite_workspace, register(sqlite_workspace))
    with desk(sqlite_workspace, "jo", tmp_path, "approvals") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.case.shown is not None)
        (card,) = screen.case.findChildren(VotesCard)
        assert card.remind_button.isEnabled()

        screen.list.table.setFocus()
        desktop.window.actions_registry.trigger("approvals.remind")

        qtbot.waitUntil(lambda: bool(desktop.window.toasts.texts))
        (said,) = desktop.window.toasts.texts
        assert said.startswith("Reminded: ")
        assert sqlite_workspace.work("aisha").actor.full_name in said
        assert sqlite_workspace.work("jo").actor.full_name not in said
        why = "They were reminded of it less than 4 hours ago."
        registry = desktop.window.actions_registry
        qtbot.waitUntil(lambda: why in registry.reason("approvals.remind"))
        (card,) = [one for one in screen.case.findChildren(VotesCard) if one.isVisible()]
        assert not card.remind_button.isEnabled()
        assert why in card.remind_button.toolTip()


def test_the_sheet_says_of_what_only_warned_where_it_fails_too(
    sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    request_id = ask(sqlite_workspace, register(sqlite_workspace))
    jo = sqlite_workspace.work("jo")
    detail = jo.read(load_request, request_id, jo.actor.id, now=datetime.now(UTC))
    warned = ResultRow(
        "ks", "income", "data_drift", 0.0572, None, ">= 0.05 and p < 0.05", "WARN", "high",
        None, None, None, 500, "", "1", fails_at=">= 0.1",
    )  # fmt: skip
    failed = replace(warned, threshold=">= 0.1", verdict="FAIL", value=0.2)

    def lines(*results: ResultRow) -> dict[str, str]:
        asked = ask_vote(replace(detail, results=results), "Jo Vermeer", is_yes=True)
        names = [name for name, _ in asked.facts]
        assert names[1:3] == ["Evidence", "Its digest"]  # what warns stands together below
        marked = {name: one for name, one in asked.facts if isinstance(one, MarkedLines)}
        for one in marked.values():
            qtbot.addWidget(one)
        texts = {name: one.findChildren(StyledLabel) for name, one in marked.items()}
        return {name: " ".join(each.text() for each in found) for name, found in texts.items()}

    said = "KS on income is 0.0572; must be < 0.1, warns ≥ 0.05"
    assert lines(warned) == {"Warns": said}
    assert lines(failed, warned) == {
        "Over the limit": f"KS on income is 0.200, must be < 0.1 {said}"
    }
