"""Tasks T4 and T5 in one process, on both databases, by keys that are counted."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models.queries.lookups import now
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.trail import AuditEvent
from app.services.digests import digest_bytes
from app.services.signed_blocks import load_signed_blocks
from app.views.desktop import Desktop
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.panels.lineage_proof import ProofDone
from tests import stories
from tests.hands import Hands
from tests.journeys.window.proofs import require_tampering_named
from tests.trail_kit import sealer
from tests.views.demo_desk import calm, demo_desk
from tests.views.desks import desk
from tests.views.signing_keys import reject_until_refused
from tests.workspaces import TestWorkspace, give_keys, lock_key

PASSWORD = "four eyes see more"
WRONG = "four eyes see less"
REASON = "The sample is of another year; the limits say nothing of this one."
V12_SERVED = timedelta(days=100)


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everybody's private key, where their desktop finds it."""
    folder = tmp_path / "credentials"
    give_keys(folder)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder


def ask(hands: Hands, desktop: Desktop, words: str) -> None:
    """In the palette, as soon as the database has answered."""
    palette = desktop.window.palette_
    hands.press("Ctrl+K")
    hands.type(words)
    calm(desktop)
    hands.until("answer", lambda: bool(palette.model.items) and not palette._is_asking)
    hands.press("Return")


def test_a_promotion_is_rejected_with_a_password_and_the_next_task_opens(
    qapp: Any, workspace: TestWorkspace, keys: Path, tmp_path: Path
) -> None:
    """T4: Ctrl+J, the tests, N, a reason, a wrong password, the right one."""
    lock_key(keys, "jo", PASSWORD)
    requests = [
        stories.ask(workspace, stories.register(workspace, name=name))
        for name in ("cc-fraud", "churn")
    ]
    with (
        desk(workspace, "jo", tmp_path, "home") as desktop,
        Hands(desktop.window) as hands,
    ):
        calm(desktop)
        hands.press("Ctrl+J")
        hands.until("approvals", lambda: desktop.window.current_key == "approvals")
        screen: Any = desktop.window.current_screen
        hands.until("case", lambda: screen.case.shown is not None)
        first = screen.case.shown.row.id
        dialog = reject_until_refused(hands, "jo", reason=REASON, wrong=WRONG)
        assert (dialog.reason.text, dialog.user_id.text()) == (REASON, "jo")
        assert votes(workspace) == []
        hands.type(PASSWORD)
        hands.press("Return")
        hands.until("next task", lambda: screen.case.shown and screen.case.shown.row.id != first)
        assert {first, screen.case.shown.row.id} == set(requests)
    assert hands.keys <= 12
    assert hands.clicks == 0

    (vote,) = votes(workspace)
    with workspace.work("jo").reading() as session:
        (block,) = load_signed_blocks(session, first)
        assert session.get_one(TransitionRequest, first).state == "rejected"
        assert abs(now(session) - block.signed_at) < timedelta(minutes=10)
    assert (vote.verdict, vote.reason, vote.role) == ("reject", REASON, "compliance")
    assert (block.person, block.meaning, block.fault) == ("Jo Vermeer", "Rejected", "")
    assert block.document_sha256 == digest_bytes(vote.document.encode())
    assert json.loads(vote.document)["meaning"] == "Rejected"


def votes(workspace: TestWorkspace) -> list[Decision]:
    with workspace.service.reading() as session:
        return [*session.scalars(select(Decision))]


def test_who_asked_finds_approve_grey_with_the_reason(
    qtbot: Any, workspace: TestWorkspace, tmp_path: Path
) -> None:
    stories.ask(workspace, stories.register(workspace))
    with desk(workspace, "sanne", tmp_path, "approvals") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.case.shown is not None)
        accept = screen.case.bar.buttons["accept"]
        assert not accept.isEnabled()
        assert "someone else must approve" in accept.toolTip()


def test_what_ran_then_is_said_checked_and_handed_over(
    qapp: Any, workspace: TestWorkspace, keys: Path, tmp_path: Path
) -> None:
    """T5: `= cc-fraud …`, Verify, Export proof, Sign; an outsider checks with thirty lines."""
    stories.put_in_production(workspace, stories.register(workspace))
    with workspace.service.reading() as session:
        then = now(session)
    stories.put_in_production(workspace, stories.register(workspace, content=b"v2"))
    sealer(workspace).run_once()
    proof = tmp_path / "cc-fraud.zip"
    with (
        desk(workspace, "jo", tmp_path, "home") as desktop,
        Hands(desktop.window) as hands,
    ):
        calm(desktop)
        ask(hands, desktop, f"= cc-fraud {then.astimezone():%Y-%m-%dT%H:%M:%S.%f%z}")
        hands.until("lineage", lambda: desktop.window.current_key == "lineage")
        screen: Any = desktop.window.current_screen
        hands.until("what served", lambda: "v1 on prod-1" in screen.head.serving.sentence)
        served, later = screen.head.serving.sentence.split("; ")
        assert "v2" not in served
        assert desktop.window.windowTitle().startswith(
            f"Lineage › cc-fraud › {then.astimezone():%-d %B %Y}: v1 on prod-1 – "
        )
        assert later.startswith("v2 came at")
        ask(hands, desktop, "verify")
        hands.until("seal", lambda: screen.head.seal.sentence.startswith("Seal intact"))
        ask(hands, desktop, "export proof")
        sheet = hands.until("sheet", lambda: screen.hand_out.proofs.sheet)
        hands.until("size of the proof", lambda: not sheet.lacks())
        sheet.place.line.setText(str(proof))
        hands.press("Ctrl+Return")
        hands.sheet(DecisionDialog)
        hands.press("Ctrl+Return")
        hands.until("proof", proof.is_file)
        hands.sheet(ProofDone)
        hands.press("Esc")
    assert hands.keys <= 12
    assert hands.clicks == 0

    with workspace.service.reading() as session:
        told = session.scalars(select(AuditEvent).where(AuditEvent.tag == "trail.verified")).one()
        assert told.facts["outcome"] == "intact"
    require_tampering_named(proof)


def test_the_demo_says_that_v12_served_a_hundred_days_ago(
    qapp: Any, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    day = datetime.now(UTC) - V12_SERVED
    with demo_desk(demo, "jo", tmp_path) as desktop, Hands(desktop.window) as hands:
        ask(hands, desktop, f"= cc-fraud {day:%Y-%m-%d}")
        hands.until("lineage", lambda: desktop.window.current_key == "lineage")
        screen: Any = desktop.window.current_screen
        hands.until("what served", lambda: "Serving in PROD" in screen.head.serving.sentence)
        assert ": v12 on " in screen.head.serving.sentence
