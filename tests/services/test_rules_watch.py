"""A service that runs does not go on where somebody bends the rules of its database."""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import text

from app.services.background import Background
from app.services.rules_watch import RulesWatch
from app.services.workspace import SERVICE_HANDLE
from tests.machine import machine
from tests.services.runtime_kit import wait_until
from tests.workspaces import TestWorkspace


def bend(bank: TestWorkspace) -> None:
    """What the owner does; nothing is sealed anew."""
    with bank.owner_database().session(writes=True) as session:
        session.execute(
            text(
                "DROP TRIGGER mw_decision_guard_insert"
                if bank.is_sqlite
                else "ALTER TABLE mw.decision DISABLE TRIGGER USER"
            )
        )


def test_a_service_ends_when_a_rule_is_changed_while_it_runs(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    database = workspace.database(SERVICE_HANDLE)
    background = Background(database, machine(home=tmp_path), name="one")
    background.start()
    try:
        assert background.rules.run_once() == ""
        assert background.is_running

        bend(workspace)
        background.rules.run_once()

        wait_until(lambda: not background.is_running)
        assert "triggers" in background.rules.found
    finally:
        background.stop()


def test_the_rules_are_looked_at_again_and_again(workspace: TestWorkspace, tmp_path: Path) -> None:
    stopping = threading.Event()
    watch = RulesWatch(workspace.service, tmp_path, stopping.set, every_s=0.02)
    thread = threading.Thread(target=watch.run, args=[stopping])
    thread.start()
    try:
        bend(workspace)
        wait_until(stopping.is_set)
    finally:
        stopping.set()
        thread.join()

    assert watch.found
