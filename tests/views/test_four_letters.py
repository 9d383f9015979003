"""Any command is first in the palette by four letters, on every screen of the product."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from app.views.actions import Entry
from app.views.palette_match import matches, rank
from app.views.screen import SCREENS
from tests.stories import register
from tests.workspaces import TestWorkspace

LETTERS = 4


def first(entries: list[Entry], text: str, screen: str) -> str:
    found = [one for one in entries if matches(one, text)]
    return min(found, key=lambda one: rank(one, text, screen)).text if found else ""


def tries(entry: Entry) -> set[str]:
    """What people type of it: the beginning of a word, or what its words begin with."""
    name = entry.text.lower().rstrip("…")
    words = name.split()
    starts = [0, *(n + 1 for n, letter in enumerate(name) if letter == " ")]
    begun = {name[at : at + n] for at, n in product(starts, range(1, LETTERS + 1))}
    return begun | {"".join(word[0] for word in words)[:LETTERS]}


@pytest.mark.parametrize(
    ("typed", "name", "is_meant"),
    [
        ("rbd", "Roll back deployment", True),
        ("rbd", "Roll back a deployment…", True),
        ("rbad", "Roll back a deployment…", True),
        ("afaw", "Ask for a waiver for all rules", True),
        ("afwf", "Ask for a waiver for all rules", True),
        ("awa", "Ask for a waiver for all rules", False),  # for is no small word
        ("r", "Roll back deployment", True),
        ("bd", "Roll back deployment", False),
        ("rbx", "Roll back deployment", False),
    ],
)
def test_first_letters_of_its_words_find_a_command(typed: str, name: str, is_meant: bool) -> None:
    assert matches(entry_of(name), typed) is is_meant


def entry_of(name: str) -> Entry:
    return Entry(id="x.y", text=name, keys=(), context="x", icon="", reason="", run=lambda: None)


def test_what_can_be_done_is_first_by_four_letters_on_every_screen(
    qtbot: Any, sqlite_workspace: TestWorkspace, open_as: Any
) -> None:
    register(sqlite_workspace)
    window = open_as("tom", "home").window
    far = {}
    for screen in list(SCREENS.keys()):
        window.go(screen)
        entries = [
            one for one in window.actions_registry.entries(screen) if one.id != "palette.open"
        ]
        assert entries
        for one in entries:
            typed = tries(one)
            if not one.is_blocked and not any(
                first(entries, text, screen) == one.text for text in typed
            ):
                far[f"{one.text} on {screen}"] = typed

    assert not far
