"""A decided case says what came of it, and adds nothing of who only reads it now."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel

from app.models.tables.governance import TransitionRequest
from app.services.commands.acts import open_evidence
from app.services.commands.requests import decide
from app.views.panels.approvals_votes import OpenedEvidence
from app.views.panels.lineage_moment import long_day
from app.views.places import ObjectRef
from app.views.widgets.basics import FactList, StyledLabel
from app.views.widgets.button import Button
from tests.stories import REASON, alarm, ask, put_in_production, register, roll_back
from tests.views.approvals_kit import dialog_of
from tests.views.demo_desk import demo_desk, go
from tests.workspaces import TestWorkspace


@pytest.fixture
def second_id(sqlite_workspace: TestWorkspace) -> UUID:
    """Of version 2, which serves in production instead of 1."""
    put_in_production(sqlite_workspace, register(sqlite_workspace))
    return put_in_production(sqlite_workspace, register(sqlite_workspace, content=b"v2"))


def case_of(qtbot: Any, desktop: Any, request_id: UUID) -> Any:
    desktop.window.open_ref(ObjectRef("request", str(request_id), "cc-fraud v2"))
    case = desktop.window.current_screen.case
    qtbot.waitUntil(lambda: case.shown is not None and case.shown.row.id == request_id)
    case.show_tab(0)
    return case


def facts_of(case: Any) -> dict[str, str]:
    """The lines of the summary, by name."""
    lines = case.panel.tabs.page(0).findChild(FactList)._lines
    return {name.text(): value.text() for name, value in lines if isinstance(value, StyledLabel)}


def test_what_serves_is_said_as_it_is_now(qtbot: Any, open_as: Any, second_id: UUID) -> None:
    case = case_of(qtbot, open_as("tom"), second_id)

    facts = facts_of(case)
    assert facts["Served then"].startswith("v1 on prod-1 since ")
    assert facts["What came of it"].startswith("On prod-1 since ")
    assert facts["Serves now"].startswith("v2 on prod-1 since ")
    said = case.bar.buttons["accept"].toolTip()
    since = case.shown.stays[-1].since
    assert said.startswith(
        f"Accepted. v2 serves in PROD since {long_day(since, with_year=False)}, "
    )


def test_who_decides_on_the_next_version_is_told_of_the_alerts_of_the_model(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    """Beside the evidence, and again on the sheet that they sign."""
    first = register(sqlite_workspace)
    put_in_production(sqlite_workspace, first)
    request_id = ask(sqlite_workspace, register(sqlite_workspace, content=b"v2"))
    alarm(sqlite_workspace, first, severity="critical")
    alarm(sqlite_workspace, first, feature="region")
    alarm(sqlite_workspace, register(sqlite_workspace, name="churn"), severity="critical")

    desktop = open_as("aisha")
    case = case_of(qtbot, desktop, request_id)

    said = "2 of this model, the gravest: PSI 0.41 ≥ 0.25 on income (critical, v1)"
    assert facts_of(case)["Open alerts"] == said
    case.press(0)
    sheet = dialog_of(qtbot, desktop)
    assert said in [one.text() for one in sheet.findChildren(QLabel)]
    sheet.reject()

    case.panel.tabs.page(0).findChild(Button, "approvals.alerts").click()

    window = case.window()
    qtbot.waitUntil(lambda: window.current_key == "alerts")
    alerts = window.current_screen
    qtbot.waitUntil(lambda: alerts.list.model.rowCount() == 2)
    assert {one.model_name for one in alerts.list.model.rows} == {"cc-fraud"}


def test_what_a_roll_back_brought_back_serves_again(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    first_id = put_in_production(sqlite_workspace, register(sqlite_workspace))
    put_in_production(sqlite_workspace, register(sqlite_workspace, content=b"v2"))
    roll_back(sqlite_workspace, by="tom")

    case = case_of(qtbot, open_as("jo"), first_id)

    again = long_day(case.shown.stays[-1].since, with_year=False)
    said = case.bar.buttons["accept"].toolTip()
    assert said.startswith(f"Accepted. v1 serves in PROD again since {again}, ")


def test_that_it_was_rolled_back_is_said_with_who_asked_for_it(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, second_id: UUID
) -> None:
    desktop = open_as("jo")
    case = case_of(qtbot, desktop, second_id)

    roll_back(sqlite_workspace, by="tom")

    desktop.window.current_screen.refresh()
    qtbot.waitUntil(lambda: case.shown.serving_now.version == 1)
    facts = facts_of(case)
    assert facts["Serves now"].startswith("v1 on prod-1 since ")
    assert facts["What came of it"].endswith(f"rolled back by Tom Bakker: “{REASON}”")
    said = case.bar.buttons["accept"].toolTip()
    assert said.startswith("Accepted. v2 came to PROD ")
    assert said.endswith("by Tom Bakker.")


def test_a_decided_case_counts_what_who_voted_had_opened(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    request_id = ask(sqlite_workspace, register(sqlite_workspace))
    digest = case_digest(sqlite_workspace, request_id)
    sqlite_workspace.work("jo").write(open_evidence, request_id, ("summary",), digest=digest)
    for handle in ("aisha", "jo"):
        sqlite_workspace.work(handle).write(
            decide, request_id, verdict="accept", reason=REASON,
            signer=sqlite_workspace.signer(handle),
        )  # fmt: skip

    case = case_of(qtbot, open_as("tom"), request_id)

    opened = case.findChild(OpenedEvidence)
    words = [one.text() for one in opened.findChildren(StyledLabel) if one.isVisible()]
    assert words == ["Evidence opened by", "Aisha Rahman: 0 of 1\nJo Vermeer: 1 of 1"]


def test_a_case_that_was_withdrawn_counts_whoever_had_opened_something(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    request_id = ask(sqlite_workspace, register(sqlite_workspace))
    digest = case_digest(sqlite_workspace, request_id)
    sqlite_workspace.work("jo").write(open_evidence, request_id, ("summary",), digest=digest)
    with sqlite_workspace.service.unit() as work:
        request = work.get(TransitionRequest, request_id)
        request.state, request.closed_at = "expired", work.now()

    case = case_of(qtbot, open_as("tom"), request_id)

    assert (
        case.findChild(OpenedEvidence).accessibleName() == "Evidence opened by Jo Vermeer: 1 of 1"
    )


def case_digest(bank: TestWorkspace, request_id: UUID) -> str:
    return bank.work("jo").read(
        lambda session: session.get_one(TransitionRequest, request_id).evidence_digest
    )


def test_what_a_life_cycle_asks_says_that_and_not_that_nobody_had_a_reason(
    qtbot: Any, demo: Path, tmp_path: Path
) -> None:
    with demo_desk(demo, "jo", tmp_path) as desktop:
        case = go(desktop, "approvals").case
        qtbot.waitUntil(lambda: case.shown is not None)
        case.show_tab(0)

        assert facts_of(case)["Asked because"] == "Its life cycle came to this vote"
