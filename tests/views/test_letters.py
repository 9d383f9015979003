"""C, D, L, M, T and W mean the same on every screen, wherever its object has that meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from app.models.tables.personal import Watch
from tests.stories import register
from tests.views.demo_desk import SCREENS, demo_desk, go
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace

# What each letter stands for, by the names that actions have for it.
MEANINGS = {
    "C": {"comment", "note"},
    "D": {"diff"},
    "L": {"lineage"},
    "M": {"assign", "delegate", "owner"},
    "T": {"tags"},
    "W": {"watch"},
}
# Screen -> the letters that mean something for what is chosen there.
TABLE = {
    "home": "LMW",
    "approvals": "CDLMW",
    "alerts": "CLMW",
    "inventory": "CDLMTW",
    "lineage": "W",
    "runs": "LMW",
    "runtimes": "TW",
    "deployments": "LW",
    "monitoring": "LW",
    "governance": "CLW",
    "notifications": "W",
}


def test_a_letter_means_the_same_on_every_screen(demo: Path, tmp_path: Path) -> None:
    found: dict[str, set[str]] = {}
    others: set[tuple[str, str]] = set()
    with demo_desk(demo, "tom", tmp_path) as desktop:
        for key in dict.fromkeys((*SCREENS, *TABLE)):
            go(desktop, key)
        for spec in desktop.window.actions_registry.specs():
            for letter in MEANINGS.keys() & set(spec.keys):
                context, _, verb = spec.id.partition(".")
                if verb in MEANINGS[letter]:
                    found.setdefault(context, set()).add(letter)
                else:
                    others.add((spec.id, letter))

    assert {key: "".join(sorted(letters)) for key, letters in found.items()} == TABLE
    assert others == set()


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    register(sqlite_workspace, name="cc-fraud")
    return sqlite_workspace


def watched(bank: TestWorkspace, handle: str) -> list[tuple[str, bool]]:
    with bank.work(handle).reading() as session:
        return [(row.object_type, row.is_on) for row in session.scalars(select(Watch))]


def test_w_in_the_lineage_watches_its_model_and_again_no_longer(
    qtbot: Any, bank: TestWorkspace
) -> None:
    with window_of(bank, "jo", "lineage") as window:
        screen: Any = window.current_screen
        qtbot.waitUntil(lambda: screen.reader.life is not None)
        screen.head.views.choose(2)
        screen.table.setFocus()

        qtbot.keyClick(screen.table, Qt.Key.Key_W)
        qtbot.waitUntil(lambda: window.toasts.texts == ["You watch cc-fraud now"])
        assert watched(bank, "jo") == [("model", True)]
        qtbot.keyClick(screen.table, Qt.Key.Key_W)
        qtbot.waitUntil(lambda: len(window.toasts.texts) == 2)
        assert watched(bank, "jo") == [("model", False)]


def test_w_says_why_there_is_nothing_to_watch(qtbot: Any, bank: TestWorkspace) -> None:
    with window_of(bank, "jo", "governance") as window:
        assert window.actions_registry.reason("governance.watch") == "Choose one in the list first."
        window.go("approvals")
        assert window.actions_registry.reason("approvals.watch") == "Choose a line first."
        window.go("monitoring")
        assert window.actions_registry.reason("monitoring.watch") == "Choose a line first."
