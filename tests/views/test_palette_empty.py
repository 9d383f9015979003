"""Before anything is typed, the palette offers what needs this person and where they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from app.views.places import History, ObjectRef, Place
from tests import stories
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


def test_an_empty_palette_leads_to_the_next_thing_and_back_to_the_last(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    registered = stories.register(sqlite_workspace)
    stories.ask(sqlite_workspace, registered)
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        window = desktop.window
        window.open_ref(ObjectRef("model", str(registered.model_id), "cc-fraud"))
        window.go("home")
        window.actions_registry.trigger("palette.open")
        palette = window.palette_
        qtbot.waitUntil(lambda: [one.group for one in palette.model.items][:1] == ["Next for me"])

        groups = [one.group for one in palette.model.items]
        assert groups == ["Next for me", "Open before", *["Commands"] * 5]
        assert palette.model.items[0].detail == "cc-fraud v1"
        assert palette.model.items[1].title == "cc-fraud"
        qtbot.keyClick(palette.input, Qt.Key.Key_Down)
        qtbot.keyClick(palette.input, Qt.Key.Key_Return)
        assert window.current_key == "inventory"

        window.actions_registry.trigger("palette.open")
        qtbot.waitUntil(lambda: [one.group for one in palette.model.items][:1] == ["Next for me"])
        qtbot.keyClick(palette.input, Qt.Key.Key_Return)
        assert window.current_key == "approvals"


def test_what_is_open_is_not_where_one_was_and_each_is_named_once() -> None:
    first, second = ObjectRef("model", "1", "cc-fraud"), ObjectRef("run", "2", "Run 2")
    history = History()
    for ref in (first, second, first, None, second):
        history.visit(Place("somewhere", ref))

    assert history.recent(5) == (first,)
    history.visit(Place("home"))
    assert history.recent(5) == (second, first)
    assert history.recent(1) == (second,)
