"""The palette on a real workspace: versions, events and links; Tab lists what can be done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from app.models.queries.search import Found
from app.views.actions import Entry
from app.views.command_palette import CommandPalette
from app.views.desktop import Desktop
from app.views.palette_items import PaletteItem
from app.views.panels.palette_finder import PaletteFinder
from app.views.places import History
from tests import stories
from tests.stories import Registered
from tests.views.demo_desk import demo_desk, go
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


@pytest.fixture
def story(sqlite_workspace: TestWorkspace) -> Registered:
    found = stories.register(sqlite_workspace)
    stories.ask(sqlite_workspace, found)
    stories.register(sqlite_workspace, name="a-first-one")
    return found


@pytest.fixture
def desktop(
    sqlite_workspace: TestWorkspace, story: Registered, tmp_path: Path
) -> Iterator[Desktop]:
    with desk(sqlite_workspace, "sanne", tmp_path, "home") as opened:
        yield opened


def item(qtbot: Any, palette: CommandPalette, title: str, group: str = "") -> PaletteItem:
    """Chosen, once it is listed."""

    def places() -> list[int]:
        rows = [(n, palette.model.item(n)) for n in range(palette.model.rowCount())]
        return [n for n, one in rows if one and one.title == title and group in ("", one.group)]

    qtbot.waitUntil(lambda: bool(places()))
    palette._select(places()[0])
    found = palette.model.item(places()[0])
    assert found is not None
    return found


def ask(qtbot: Any, desktop: Desktop, text: str) -> CommandPalette:
    desktop.window.actions_registry.trigger("palette.open")
    palette = desktop.window.palette_
    qtbot.keyClicks(palette.input, text)
    return palette


def test_a_version_is_opened_by_model_and_number(qtbot: Any, desktop: Desktop) -> None:
    palette = ask(qtbot, desktop, "cc-fraud v1")
    item(qtbot, palette, "cc-fraud v1", "Snapshots")
    palette.run_current()
    qtbot.waitUntil(lambda: desktop.window.top.breadcrumb.crumbs[-1] == "v1")

    assert desktop.window.current_key == "inventory"


@pytest.mark.parametrize(
    ("asked", "way"),
    [
        ("which version served card fraud", "Go to Lineage"),
        ("who approved card fraud", "Go to Lineage"),
        ("why is it blocked here", "Go to Inventory"),
        ("was it acknowledged before", "Go to Alerts"),
    ],
)
def test_a_question_in_whole_words_leads_to_what_has_some_of_them(
    qtbot: Any, desktop: Desktop, asked: str, way: str
) -> None:
    palette = ask(qtbot, desktop, asked)
    found = item(qtbot, palette, way, "Near to that")

    assert found in palette.model.items[:2]
    palette.run_current()
    assert desktop.window.current_key == way.rpartition(" ")[2].lower()


def test_what_has_none_of_the_words_is_not_near(qtbot: Any, desktop: Desktop) -> None:
    palette = ask(qtbot, desktop, "zebra qui dort")
    qtbot.waitUntil(palette.nothing.isVisible)

    assert palette.model.items == []


def test_a_model_is_told_with_its_risk_and_a_run_in_the_words_of_its_list(
    desktop: Desktop, story: Registered
) -> None:
    def told(kind: str, detail: str) -> str:
        item = desktop._finder._item(Found(kind, story.model_id, "cc-fraud", detail))
        return str(item.detail)

    assert told("model", "high") == "high risk"
    assert told("run", "DEPLOYED") == "deployed"
    assert told("run", "active") == "running"


def test_an_event_says_what_happened_and_opens_beside_the_timeline(
    qtbot: Any, desktop: Desktop
) -> None:
    palette = ask(qtbot, desktop, "1")
    qtbot.waitUntil(lambda: any(one.group == "Events" for one in palette.model.items))
    (event,) = [one for one in palette.model.items if one.group == "Events"]
    item(qtbot, palette, event.title)
    palette.run_current()

    assert event.title.startswith("Event 1")
    assert event.detail
    assert desktop.window.current_key == "lineage"


def test_a_link_by_name_opens_and_one_to_nothing_says_so(qtbot: Any, desktop: Desktop) -> None:
    palette = ask(qtbot, desktop, "mgov://request/77")
    blocked = item(qtbot, palette, "mgov://request/77")
    assert blocked.reason == "There is nothing of that name that you may see."
    palette.run_current()
    assert palette.isVisible()

    palette.input.setText("mgov://request/1")
    qtbot.waitUntil(lambda: not palette._is_asking)
    item(qtbot, palette, "mgov://request/1")
    palette.run_current()
    screen = desktop.window.current_screen
    assert desktop.window.current_key == "approvals"
    qtbot.waitUntil(lambda: screen.case.shown is not None)


def test_tab_lists_what_can_be_done_and_enter_does_it_with_that_object(
    qtbot: Any, desktop: Desktop, story: Registered
) -> None:
    palette = ask(qtbot, desktop, "cc-fraud")
    item(qtbot, palette, "cc-fraud", "Models")
    qtbot.keyClick(palette.input, Qt.Key.Key_Tab)
    names = [one.title for one in palette.model.items]
    assert names[:3] == ["Open", "Open in its own window", "Copy link"]
    assert {"Request promotion…", "Take a snapshot", "Lineage"} <= set(names)
    assert desktop.window.current_key == "home"  # nothing is opened by looking
    assert "cc-fraud ›" in palette._about.text()

    qtbot.keyClicks(palette.input, "lineage")
    assert [one.title for one in palette.model.items] == ["Lineage"]
    qtbot.keyClick(palette.input, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desktop.window.current_key == "lineage")
    screen = desktop.window.current_screen
    qtbot.waitUntil(lambda: screen.model_id == story.model_id)


def test_what_cannot_be_done_with_it_says_why_once_it_is_open(
    qtbot: Any, sqlite_workspace: TestWorkspace, story: Registered, tmp_path: Path
) -> None:
    refused: list[tuple[str, str]] = []
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        window = desktop.window
        window.actions_registry.refused.connect(lambda *told: refused.append(told))
        palette = ask(qtbot, desktop, "cc-fraud")
        item(qtbot, palette, "cc-fraud", "Models")
        qtbot.keyClick(palette.input, Qt.Key.Key_Tab)
        item(qtbot, palette, "Take a snapshot")
        palette.run_current()
        qtbot.waitUntil(lambda: not window.findChildren(QObject, "aimed"))

        why = window.actions_registry.reason("inventory.snapshot")
        assert window.current_key == "inventory"
        assert refused == [("Take a snapshot", why)]
        assert why


def test_escape_and_backspace_lead_back_to_what_was_searched(qtbot: Any, desktop: Desktop) -> None:
    palette = ask(qtbot, desktop, "cc-fraud")
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
        item(qtbot, palette, "cc-fraud", "Models")
        qtbot.keyClick(palette.input, Qt.Key.Key_Tab)
        assert palette.input.text() == ""
        qtbot.keyClick(palette.input, key)
        assert palette.isVisible()
        assert palette.input.text() == "cc-fraud"
    qtbot.keyClick(palette.input, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_the_link_of_what_was_found_is_copied(
    qtbot: Any, desktop: Desktop, story: Registered
) -> None:
    palette = ask(qtbot, desktop, "cc-fraud")
    item(qtbot, palette, "cc-fraud", "Models")
    qtbot.keyClick(palette.input, Qt.Key.Key_Tab)
    item(qtbot, palette, "Copy link")
    palette.run_current()

    assert QGuiApplication.clipboard().text() == f"mgov://model/{story.model_id}"


def test_who_went_elsewhere_meanwhile_has_nothing_done(qtbot: Any, desktop: Desktop) -> None:
    palette = ask(qtbot, desktop, "cc-fraud")
    item(qtbot, palette, "cc-fraud", "Models")
    qtbot.keyClick(palette.input, Qt.Key.Key_Tab)
    item(qtbot, palette, "Lineage")
    palette.run_current()
    desktop.window.go("home")
    qtbot.waitUntil(lambda: not desktop.window.findChildren(QObject, "aimed"))

    assert desktop.window.current_key == "home"


def test_four_letters_and_enter_choose_any_command(qtbot: Any, demo: Path, tmp_path: Path) -> None:
    """ux.md 6: by palette Ctrl+K, at most 4 letters, Enter; objects of the demo among them."""
    with demo_desk(demo, "jo", tmp_path) as desktop:
        go(desktop, "runs")
        desktop.window.palette_.open("runs")
        missed = [
            entry.text
            for entry in desktop.window.actions_registry.entries("runs")
            if not any(chosen(qtbot, desktop, text) == entry.text for text in short(entry))
        ]

    assert missed == ["Command palette…"]  # it is open


def short(entry: Entry) -> list[str]:
    """What a person may type for it: its keys, its beginning or its words', their first letters."""
    keys = [key.lower().replace(" ", "") for key in entry.keys if "+" not in key]
    text = entry.text.lower().replace("…", "")
    words = [text, *(word for word in text.split() if len(word) > 2)]
    first = "".join(word[0] for word in entry.text.lower().split())
    return [one for one in (*keys, *(word[:4] for word in words), first) if 2 <= len(one) <= 4]


def chosen(qtbot: Any, desktop: Desktop, text: str) -> str:
    palette = desktop.window.palette_
    palette.input.setText(text)
    palette._debounce.stop()
    palette._ask()
    qtbot.waitUntil(lambda: not palette._is_asking)
    item = palette.model.item(palette.list.currentIndex().row())
    return item.title if item is not None else ""


def test_an_answer_goes_to_what_it_was_asked_for_whatever_comes_first() -> None:
    """Two reads run side by side: what needs somebody may be known after what they typed."""
    backend, listed = _LateBackend(), []
    finder = PaletteFinder(cast("Any", backend))
    finder.window = _NoHistory()
    finder(lambda items: listed.append(("empty", list(items))), "", "")
    finder(lambda items: listed.append(("typed", list(items))), "", "cc")
    needs, found = backend.asked
    found(())
    needs(())

    assert listed == [("typed", []), ("empty", [])]


class _LateBackend:
    """Answers when the test says so."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.decider = SimpleNamespace(id=uuid4())

    def read(self, then: Any, _query: Any, *_args: Any, **_kwargs: Any) -> None:
        self.asked.append(then)


class _NoHistory:
    history = History()
