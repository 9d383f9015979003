"""The window tells when the trail is not what this computer saw, or is not sealed any more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.views import trail_notice
from app.views.cells import Status
from app.views.trail_notice import LATE, STOPPED
from tests.trail_kit import add_use, live, tampering
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


def is_head(file: Path) -> bool:
    """What is remembered of the trail, not of the rules."""
    return not file.stem.endswith("-rules")


def test_a_shortened_trail_is_an_alarm_from_the_first_look(
    qtbot: Any, workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(workspace)
    with desk(workspace, "jo", tmp_path, "home") as desktop:
        memory = desktop.seat.settings.home / "witness"
        qtbot.waitUntil(lambda: any(is_head(one) for one in memory.glob("*.json")))
        assert "trail" not in desktop.window.banners.keys
    tampering(workspace, "DELETE FROM {mw}audit_leaf", "DELETE FROM {mw}tree_head")

    with desk(workspace, "jo", tmp_path, "home") as desktop:
        qtbot.waitUntil(lambda: "trail" in desktop.window.banners.keys)


def test_events_that_stay_unsealed_for_a_minute_are_told_until_they_are_sealed(
    qtbot: Any, workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail_notice, "AGAIN_MS", 100)
    live(workspace)
    add_use(workspace, "cards")
    tampering(
        workspace,
        "UPDATE {mw}audit_event SET at = '2026-01-01 09:00:00.000000' WHERE id ="
        " (SELECT max(id) FROM {mw}audit_event)",
    )

    with desk(workspace, "jo", tmp_path, "home") as desktop:
        qtbot.waitUntil(lambda: "seal" in desktop.window.banners.keys)

        # That no service runs is the cause: one banner says both.
        desktop._state_timer.stop()
        desktop.window.show_banner(STOPPED, Status.WARNING, "Nothing is being driven")
        qtbot.waitUntil(lambda: LATE not in desktop.window.banners.keys)
        desktop.window.clear_banner(STOPPED)
        qtbot.waitUntil(lambda: LATE in desktop.window.banners.keys)

        # It is no more late: the banner goes within seconds, not with the look of the next minute.
        tampering(
            workspace,
            "UPDATE {mw}audit_event SET at = '2126-01-01 09:00:00.000000' WHERE id ="
            " (SELECT max(id) FROM {mw}audit_event)",
        )
        qtbot.waitUntil(lambda: LATE not in desktop.window.banners.keys)
