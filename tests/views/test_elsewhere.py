"""Commands of other screens are found in the palette, and a key says where it works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest

from app.views.cards import CARDS
from app.views.desktop import Desktop
from app.views.palette_items import PaletteItem
from app.views.panels.inventory_register import RegisterSheet
from app.views.places import SCREEN, ObjectRef
from tests.views.demo_desk import calm, demo_desk, go


@pytest.fixture
def desktop(demo: Path, tmp_path: Path) -> Iterator[Desktop]:
    with demo_desk(demo, "sanne", tmp_path) as made:
        yield made


def listed(desktop: Desktop, typed: str) -> list[PaletteItem]:
    palette = desktop.window.palette_
    palette.open("home", typed)
    calm(desktop)
    return palette.model.items


def test_what_a_card_offers_is_an_action_of_its_screen_with_these_keys(desktop: Desktop) -> None:
    registry = desktop.window.actions_registry
    for key, card in CARDS.items():
        if card.offers:
            go(desktop, key)
        for one in card.offers:
            spec = registry.spec(one.action)
            assert spec.context == key
            assert not one.keys or one.keys in spec.keys
            assert spec.changes or not one.changes


def test_home_finds_how_to_register_a_model_and_leads_there(qtbot: Any, desktop: Desktop) -> None:
    items = listed(desktop, "register model")

    first = items[0]
    assert (first.title, first.detail, first.keys) == ("Register a model…", "Inventory", "Ctrl+N")
    assert not first.reason
    desktop.window.palette_.run_current()
    qtbot.waitUntil(lambda: bool(desktop.window.findChildren(RegisterSheet)), timeout=10_000)
    assert desktop.window.current_key == "inventory"


def test_what_is_not_ones_to_do_says_why_once_its_screen_was_seen(desktop: Desktop) -> None:
    go(desktop, "life_cycles")
    go(desktop, "home")

    (item,) = [one for one in listed(desktop, "import bpmn") if one.detail == "Life cycles"]
    assert item.reason == "Importing needs the role AI architect in a unit."


def test_nothing_is_done_where_somebody_went_on_meanwhile(qtbot: Any, desktop: Desktop) -> None:
    listed(desktop, "register model")
    desktop.window.palette_.run_current()
    desktop.window.go("alerts")
    qtbot.waitUntil(lambda: desktop.window.findChild(QObject, "aimed") is None)
    calm(desktop)

    assert not desktop.window.findChildren(RegisterSheet)


def test_a_key_of_other_screens_says_where_it_works(qtbot: Any, desktop: Desktop) -> None:
    home = go(desktop, "home")
    home.focus_list()
    focused = desktop.window.focusWidget()
    QTest.keyClick(focused, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)

    said = "Ctrl+N works in Inventory, Runs, Runtimes and Monitoring, not here."
    qtbot.waitUntil(lambda: desktop.window.status.message.state.text == said)
    assert desktop.window.history.current.ref in {None, ObjectRef(SCREEN, "home")}
