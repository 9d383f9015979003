"""The table of events: who signed and whether it holds, and events in groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app import texts
from app.models.queries.events import EventRow
from app.models.queries.status import last_event_id
from app.services.signed_blocks import SIGNED_TAGS
from app.views.filters import parse
from app.views.panels.lineage_groups import Group, with_titles
from app.views.panels.lineage_head import TABLE, TIMELINE
from app.views.panels.lineage_table import GRAMMAR
from app.views.places import ObjectRef
from app.views.screens.lineage import LineageScreen
from app.views.widgets.button import Button
from tests.stories import Registered, put_in_production, register, roll_back
from tests.trail_kit import tamper
from tests.views.real_window import window_of
from tests.views.test_ways_out import ways
from tests.workspaces import TestWorkspace


@pytest.fixture
def story(sqlite_workspace: TestWorkspace) -> Registered:
    found = register(sqlite_workspace, name="cc-fraud")
    put_in_production(sqlite_workspace, found)
    return found


@pytest.fixture
def screen(
    sqlite_workspace: TestWorkspace, story: Registered, qtbot: Any
) -> Iterator[LineageScreen]:
    with window_of(sqlite_workspace, "jo", "inventory") as window:
        window.resize(1900, 900)
        window.go("lineage", ObjectRef("lineage", str(story.model_id), "cc-fraud"))
        found = window.current_screen
        assert isinstance(found, LineageScreen)
        qtbot.waitUntil(lambda: found.events.rowCount() > 0)
        found.head.views.choose(TABLE)
        yield found


def column(screen: LineageScreen, title: str) -> int:
    return next(n for n, one in enumerate(screen.events.columns) if one.title == title)


def cells_of(screen: LineageScreen, title: str) -> dict[str, set[str]]:
    """What a column says, by the tag of the event."""
    n = column(screen, title)
    found: dict[str, set[str]] = {}
    for place, line in enumerate(screen.events.rows):
        if isinstance(line, EventRow):
            found.setdefault(line.tag, set()).add(screen.events.index(place, n).data())
    return found


def signed(screen: LineageScreen) -> set[str]:
    return cells_of(screen, "Signed")["decision.recorded"]


def test_events_that_came_while_nobody_looked_stand_there_at_the_first_opening(
    screen: LineageScreen, sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    screen.head.views.choose(TIMELINE)
    register(sqlite_workspace, name="cc-fraud", content=b"v2")
    newest = sqlite_workspace.service.read(last_event_id)
    screen.refresh()
    qtbot.waitUntil(lambda: screen.events.rows[0].id == newest)

    screen.head.views.choose(TABLE)

    assert screen.table.isVisible()
    assert not screen.table.pill.isVisible()


def test_events_that_come_under_ones_eyes_wait(
    screen: LineageScreen, sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    top = screen.events.rows[0]
    register(sqlite_workspace, name="cc-fraud", content=b"v2")

    screen.refresh()

    qtbot.waitUntil(screen.table.pill.isVisible)
    assert screen.events.rows[0] == top


def test_each_decision_says_who_signed_it_and_that_it_holds(
    screen: LineageScreen, qtbot: Any
) -> None:
    qtbot.waitUntil(lambda: "…" not in signed(screen))

    assert signed(screen) == {"Aisha Rahman, verified", "Jo Vermeer, verified"}
    others = {tag: said for tag, said in cells_of(screen, "Signed").items()
              if tag not in SIGNED_TAGS}  # fmt: skip
    assert set.union(*others.values()) == {""}
    place = next(n for n, one in enumerate(screen.events.rows)
                 if isinstance(one, EventRow) and one.tag == "decision.recorded")  # fmt: skip
    tip = screen.events.index(place, column(screen, "Signed")).data(Qt.ItemDataRole.ToolTipRole)
    assert "and it holds" in tip


def test_a_roll_back_and_its_wish_bear_the_signature_of_who_asked(
    screen: LineageScreen, sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    second = register(sqlite_workspace, name="cc-fraud", content=b"v2")
    put_in_production(sqlite_workspace, second)
    roll_back(sqlite_workspace, by="tom")

    def said() -> dict[str, set[str]]:
        found = cells_of(screen, "Signed")
        return {tag: found.get(tag, set()) for tag in ("inbox.asked", "deployment.rolled_back")}

    screen.table.forget_cursor()
    screen.events.reload()

    signed_by = {"Tom Bakker, verified"}
    qtbot.waitUntil(lambda: set.union(*said().values()) == signed_by)
    assert said() == {"inbox.asked": signed_by, "deployment.rolled_back": signed_by}
    screen.read_event(next(one.id for one in screen.events.rows
                           if isinstance(one, EventRow) and one.tag == "inbox.asked"))  # fmt: skip
    qtbot.waitUntil(lambda: bool(screen.event_pane.findChildren(QWidget, "signed.block")))


def test_a_signature_under_other_words_does_not_hold_in_the_table(
    sqlite_workspace: TestWorkspace, story: Registered, qtbot: Any
) -> None:
    tamper(
        sqlite_workspace,
        "UPDATE {schema}decision SET reason = 'Quite another one.' WHERE slot = 1",
    )
    with window_of(sqlite_workspace, "jo", "inventory") as window:
        window.resize(1900, 900)
        window.go("lineage", ObjectRef("lineage", str(story.model_id), "cc-fraud"))
        screen = window.current_screen
        assert isinstance(screen, LineageScreen)
        screen.head.views.choose(TABLE)
        qtbot.waitUntil(lambda: screen.events.rowCount() > 0 and "…" not in signed(screen))

        said = signed(screen)
        assert len([one for one in said if one.endswith("does not hold")]) == 1
        assert len([one for one in said if one.endswith("verified")]) == 1


def test_events_stand_in_groups_of_a_day_an_act_or_a_person(
    screen: LineageScreen, qtbot: Any
) -> None:
    events = {one.id for one in screen.events.rows if isinstance(one, EventRow)}
    for by, value in (("day", lambda one: f"{one.at:%Y-%m-%d}"), ("act", lambda one: one.tag),
                      ("person", lambda one: str(one.actor_id))):  # fmt: skip
        screen.listed.group(by)
        qtbot.waitUntil(
            lambda by=by: (
                screen.events.rowCount() > 0
                and isinstance(screen.events.rows[0], Group)
                and screen.events.rows[0].by == by
            )
        )
        lines = screen.events.rows
        titles = [one.value for one in lines if isinstance(one, Group)]
        assert len(titles) == len(set(titles))
        assert {one.id for one in lines if isinstance(one, EventRow)} == events
        group = None
        for line in lines:
            if isinstance(line, Group):
                group = line
            elif by != "day":
                assert group is not None
                assert value(line) == group.value
    screen.listed.group("")
    qtbot.waitUntil(lambda: all(isinstance(one, EventRow) for one in screen.events.rows))


def test_a_title_stands_in_the_column_it_is_of_and_is_passed_over(
    screen: LineageScreen, qtbot: Any
) -> None:
    screen.listed.group("person")
    qtbot.waitUntil(lambda: isinstance(screen.events.rows[0], Group))
    first = screen.events.rows[0]
    assert isinstance(first, Group)
    said = [screen.events.index(0, n).data() for n in range(len(screen.events.columns))]

    assert [one for one in said if one] == [first.words]
    assert said[column(screen, "What")] == first.words  # which has room for any name
    assert not screen.events.flags(screen.events.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable
    screen.table.forget_cursor()
    screen.table.select_first()
    assert screen.table.currentIndex().row() == 1


def test_grouped_events_are_filtered_and_counted_as_the_others(
    screen: LineageScreen, qtbot: Any
) -> None:
    screen.listed.group("act")
    screen.head.filter.set_query(parse("type:approval"))
    qtbot.waitUntil(
        lambda: (
            {one.tag for one in screen.events.rows if isinstance(one, EventRow)}
            <= {"decision.recorded", "request.draft", "request.accepted", "document.added"}
            and screen.events.rowCount() > 0
        )
    )
    events = [one for one in screen.events.rows if isinstance(one, EventRow)]

    qtbot.waitUntil(lambda: screen.events.total == len(events))
    words = {one.words for one in screen.events.rows if isinstance(one, Group)}
    assert {texts.act("decision.recorded").lower()} <= {one.lower() for one in words}


def test_the_grouping_comes_back_with_the_place(screen: LineageScreen, qtbot: Any) -> None:
    screen.listed.group("day")
    state = screen.place_state()
    screen.listed.group("")

    screen.restore_state(state)

    assert screen.listed.grouped_by == "day"
    assert isinstance(state, tuple)
    screen.restore_state((*state[:4], state[4][:3]))  # as it was kept before there were groups
    assert screen.listed.grouped_by == ""
    screen.restore_state(state)
    assert screen.listed.grouping.currentText() == "day"


def test_a_group_that_goes_on_over_a_page_has_one_title(screen: LineageScreen, qtbot: Any) -> None:
    events = [one for one in screen.events.rows if isinstance(one, EventRow)][:4]
    one_kind = [events[0]] * 2
    first = with_titles(one_kind, "act", None)
    begun = first[0]
    assert isinstance(begun, Group)

    assert [isinstance(one, Group) for one in first] == [True, False, False]
    assert not any(isinstance(one, Group) for one in with_titles(one_kind, "act", begun))


def test_where_no_event_matches_a_click_takes_out_the_condition_that_keeps_them_back(
    screen: LineageScreen, qtbot: Any
) -> None:
    screen.head.filter.set_query(parse("type:approval nothing-is-said-so", GRAMMAR))
    qtbot.waitUntil(lambda: len(ways(screen.listed)) == 2)

    assert screen.events.rowCount() == 0
    assert ways(screen.listed)[0].startswith("Remove “nothing-is-said-so” (")
    screen.listed.findChildren(Button, "empty.way")[0].click()
    qtbot.waitUntil(lambda: screen.events.rowCount() > 0)
    assert str(screen.head.filter.query) == "type:approval"
    assert ways(screen.listed) == []


@pytest.mark.parametrize("width", [1280, 1440, 1680, 1900])
def test_what_happened_has_the_most_room_at_every_width(
    screen: LineageScreen, qtbot: Any, width: int
) -> None:
    window: Any = screen.window()
    window.resize(width, 900)
    table = screen.table
    what = column(screen, "What")

    others = [n for n in range(len(screen.events.columns)) if n != what]
    qtbot.waitUntil(
        lambda: table.columnWidth(what) > max(table.columnWidth(n) for n in others) * 1.4
    )
