"""Another language holds at once: the window opens anew, at the same seat, on the same screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from app.config import LANGUAGE_VARIABLE
from app.views import language
from app.views.places import ObjectRef
from app.views.preferences import read_preferences
from app.views.start import Starter
from app.views.widgets.fields import Choice
from tests.views.desks import leave, seat_at
from tests.views.operate_kit import wait
from tests.workspaces import TestWorkspace


@pytest.fixture
def starter(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Any:
    monkeypatch.delenv(LANGUAGE_VARIABLE)
    language.use("en")
    made = Starter(tmp_path / "window.json")
    made._sit_down(seat_at(sqlite_workspace, "root", tmp_path))
    yield made
    leave(made.desktop)
    made.close()
    language.use("en")


def now_button(window: Any) -> Any:
    return window.current_screen.findChild(QPushButton, "settings.language.now")


def test_it_is_read_in_the_other_language_on_the_same_screen_with_its_drafts(
    qtbot: Any, starter: Any, tmp_path: Path
) -> None:
    first, seat = starter.desktop, starter.desktop.seat
    first.window.preferences.set(language="en")
    first.window.go("settings")
    pages = [page.name for page in first.window.current_screen.pages]
    first.window.current_screen.tabs.show_page(pages.index("language"))
    assert "shown in this language" in now_button(first.window).reason
    key = seat.actor.id, "note", "case"
    first.window.drafts.keep(key, "half a sentence", ObjectRef("screen", "home"))

    first.window.preferences.set(language="nl")
    assert now_button(first.window).text() == "Show it now in Nederlands"
    now_button(first.window).click()
    wait(qtbot, lambda: starter.desktop is not None and starter.desktop is not first)

    window = starter.desktop.window
    wait(qtbot, lambda: window.current_screen is not None)
    assert window.current_screen.card.key == "settings"
    assert window.current_screen.tabs.bar.tabs[0].title == "Uiterlijk"
    assert starter.desktop.seat is seat
    assert starter.window.isHidden()
    assert window.drafts.text(key) == "half a sentence"
    window.go("inventory")  # the seat reads and writes as before
    wait(qtbot, lambda: window.current_screen.card.key == "inventory")
    assert read_preferences(tmp_path / "preferences.json")[0].language == "nl"


def test_the_visit_goes_on_and_back_leads_where_one_was(
    qtbot: Any, starter: Any, tmp_path: Path
) -> None:
    first = starter.desktop
    visit = first._visit
    first._settings.keep({visit: "2026-01-01T08:00:00+00:00"})
    first.window.preferences.set(language="en")
    for key in ("inventory", "alerts"):
        first.window.go(key)
        wait(qtbot, lambda: first.window.current_screen is not None)

    first.window.actions_registry.trigger("view.language_nl")
    wait(qtbot, lambda: starter.desktop is not None and starter.desktop is not first)

    window = starter.desktop.window
    wait(qtbot, lambda: window.current_screen is not None)
    assert starter.desktop._settings.value(visit) == "2026-01-01T08:00:00+00:00"
    assert window.current_screen.card.key == "alerts"
    window.go_back()
    assert window.current_screen.card.key == "inventory"
    assert window.top.breadcrumb.crumbs[0] == "Inventaris"


def test_the_first_window_is_read_in_the_language_that_is_chosen_in_it(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(LANGUAGE_VARIABLE)
    language.use("en")
    starter = Starter(tmp_path / "window.json")
    first = starter.window
    first.show_choices("/banks/noorderbank.db", "Noorderbank")
    first.show()
    choice = first.findChild(Choice, "firstrun.language")
    assert [choice.itemText(n) for n in range(choice.count())] == ["English", "Nederlands"]
    assert choice.currentText() == "English"

    choice.setCurrentIndex(1)
    choice.activated.emit(1)

    assert starter.window is not first
    assert (
        starter.window.demo_button.text() == language.tr("Explore the demo") != "Explore the demo"
    )
    assert starter.window.isVisible()
    assert not first.isVisible()
    assert "Noorderbank" in starter.window.back_button.text()
    assert starter.window.findChild(Choice, "firstrun.language").currentText() == "Nederlands"
    assert read_preferences(tmp_path / "preferences.json")[0].language == "nl"
    starter.window.close()
    starter.close()
    language.use("en")


def test_a_language_that_is_named_outside_is_not_offered(qtbot: Any, tmp_path: Path) -> None:
    starter = Starter(tmp_path / "window.json")  # as tests begin: in English, by the environment
    starter.window.show_choices()
    starter.window.show()

    assert not starter.window.findChild(Choice, "firstrun.language").isVisible()
    starter.window.close()
    starter.close()
