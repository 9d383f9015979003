"""Where a filter leaves nothing, a click takes out the condition that holds the rows back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.views.filters import FilterQuery, parse
from app.views.panels.settings_keys import KeyEditor
from app.views.panels.ways_out import WaysOut
from app.views.screens.administration import PAGES
from app.views.widgets.button import Button
from app.views.widgets.filter_bar import FilterBar
from app.views.widgets.placeholders import EmptyState
from tests import stories
from tests.services.test_role_requests import ask_role
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


def ways(of: QWidget) -> list[str]:
    return [one.text() for one in _buttons(of)]


def _buttons(of: QWidget) -> list[Button]:
    found = of.findChildren(Button, "empty.way")
    return [one for one in found if not one.isHidden()]


@pytest.fixture
def counted() -> dict[str, int]:
    return {"stage:UAT": 3, "severity:critical": 12}


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def empty(
    qtbot: Any, counted: dict[str, int], asked: list[str]
) -> tuple[EmptyState, FilterBar, WaysOut]:
    made, bar = EmptyState("Nothing"), FilterBar("Filter")
    qtbot.addWidget(made)
    qtbot.addWidget(bar)

    def count(then: Any, query: FilterQuery) -> None:
        asked.append(str(query))
        then(counted.get(str(query), 0))

    return made, bar, WaysOut(made, bar, count)


def test_what_brings_the_most_rows_comes_first_and_what_brings_none_is_not_offered(
    empty: Any,
) -> None:
    state, bar, made = empty

    made.follow(parse("severity:critical stage:UAT owner:me"), is_empty=True)
    assert ways(state) == ["Clear the filter"]  # no pair of the three has a row
    made.follow(parse("severity:critical stage:UAT"), is_empty=True)

    assert ways(state) == [
        "Remove “stage:UAT” (12 would match)",
        "Remove “severity:critical” (3 would match)",
        "Clear the filter",
    ]
    heard: list[str] = []
    bar.changed.connect(lambda query: heard.append(str(query)))
    _buttons(state)[0].click()
    assert heard == ["severity:critical"]


def test_each_filter_is_counted_once_and_nothing_where_there_are_rows(
    empty: Any, asked: list[str]
) -> None:
    state, _bar, made = empty

    made.follow(parse("severity:critical stage:UAT"), is_empty=True)
    made.follow(parse("severity:critical stage:UAT"), is_empty=True)
    assert len(asked) == 2
    made.follow(parse("severity:critical"), is_empty=False)

    assert len(asked) == 2
    assert ways(state) == []


def test_an_answer_to_a_filter_of_before_is_dropped(qtbot: Any) -> None:
    state, bar = EmptyState("Nothing"), FilterBar("Filter")
    qtbot.addWidget(state)
    qtbot.addWidget(bar)
    late: list[Any] = []
    made = WaysOut(state, bar, lambda then, _query: late.append(then))

    made.follow(parse("severity:critical stage:UAT"), is_empty=True)
    made.follow(parse("fraud"), is_empty=True)
    for then in late:
        then(7)

    assert ways(state) == ["Clear the filter"]


def test_one_click_leads_from_no_alert_to_those_that_a_condition_kept_back(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    found = stories.register(sqlite_workspace)
    stories.alarm(sqlite_workspace, found, feature="income")
    stories.alarm(sqlite_workspace, found, feature="region")
    with desk(sqlite_workspace, "tom", tmp_path, "alerts") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.list.model.rowCount() == 2)

        screen.apply_filter("model:cc-fraud owner:me")
        qtbot.waitUntil(lambda: len(ways(screen.list.empty)) == 2)
        assert ways(screen.list.empty)[0] == "Remove “owner:me” (2 would match)"
        qtbot.mouseClick(_buttons(screen.list.empty)[0], Qt.MouseButton.LeftButton)

        qtbot.waitUntil(lambda: screen.list.model.rowCount() == 2)
        assert str(screen.list.filter.query) == "model:cc-fraud"
        assert screen.list.table.hasFocus()
        assert ways(screen.list.empty) == []


def test_every_list_offers_to_clear_its_filter(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    stories.register(sqlite_workspace)
    with desk(sqlite_workspace, "tom", tmp_path, "inventory") as desktop:
        for key in ("inventory", "runs", "deployments", "jobs", "notifications", "approvals"):
            desktop.window.go(key)
            screen: Any = desktop.window.current_screen
            screen.filter_bar.set_query(parse("nothing-is-called-so"))
            qtbot.waitUntil(lambda one=screen: "Clear the filter" in ways(one))
            _buttons(screen)[-1].click()
            assert screen.filter_bar.query.is_empty, key


def test_the_pages_of_the_administration_offer_it_too(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    ask_role(sqlite_workspace, "piet", "operator")
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen: Any = desktop.window.current_screen
        for page, word in (("users", "piet"), ("log", "operator")):
            part = screen.people if page == "users" else screen.log
            screen.tabs.show_page(PAGES.index(page))
            qtbot.waitUntil(lambda one=part: one.table.rows_model.rowCount() > 0)
            part.filter.set_query(parse(f"{word} nothing-is-called-so"))

            qtbot.waitUntil(lambda one=part: len(_buttons(one)) == 2)
            offered, clear = _buttons(part)
            assert offered.text().startswith("Remove “nothing-is-called-so” (")
            assert clear.text() == "Clear the filter"
            qtbot.mouseClick(offered, Qt.MouseButton.LeftButton)
            assert str(part.filter.query) == word
            qtbot.waitUntil(lambda one=part: one.table.rows_model.rowCount() > 0)
            assert part.table.hasFocus()
            assert ways(part) == []


def test_the_list_of_keys_offers_it_too(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "root", tmp_path, "settings") as desktop:
        screen: Any = desktop.window.current_screen
        keys = screen.findChild(KeyEditor)
        keys.filter.set_query(parse("nothing-is-called-so"))

        assert ways(keys) == ["Clear the filter"]
        _buttons(keys)[0].click()
        assert keys.table.rows_model.rowCount() > 0
