"""Lineage on a real workspace: what served when, who decided, and the table that says the same."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.errors import InputError
from app.models.queries.first_model import load_first_model
from app.models.queries.lookups import StageRef
from app.models.queries.time_travel import ServedNext, ServedThen
from app.views.charts.timeline_data import time_marks
from app.views.filters import parse
from app.views.main_window import MainWindow
from app.views.panels.inventory_detail import TAB
from app.views.panels.lineage_event import change_value
from app.views.panels.lineage_head import GRAPH
from app.views.panels.lineage_moment import long_day, typed
from app.views.panels.lineage_picker import ModelPicker
from app.views.panels.lineage_serving import served_words
from app.views.places import ObjectRef
from app.views.screens.lineage import LineageScreen
from app.views.shown_time import shown_now
from app.views.typed_day import parse_moment, past_moment
from app.views.widgets.basics import StyledLabel
from app.views.widgets.button import Button
from app.views.zones import zone
from tests.services.test_waivers import failing, pass_its_day, waive
from tests.stories import Registered, put_in_production, register
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace


@pytest.fixture
def story(sqlite_workspace: TestWorkspace) -> Registered:
    """cc-fraud v1 approved by two people and in production; another model beside it."""
    found = register(sqlite_workspace, name="cc-fraud")
    put_in_production(sqlite_workspace, found)
    register(sqlite_workspace, name="a-first-one")
    return found


@pytest.fixture
def screen(
    sqlite_workspace: TestWorkspace, story: Registered, qtbot: Any
) -> Iterator[LineageScreen]:
    with window_of(sqlite_workspace, "jo", "inventory") as window:
        window.go("lineage", ObjectRef("lineage", str(story.model_id), "cc-fraud"))
        yield shown(window, qtbot)


def shown(window: MainWindow, qtbot: Any) -> LineageScreen:
    screen = window.current_screen
    assert isinstance(screen, LineageScreen)
    qtbot.waitUntil(lambda: bool(screen.timeline.table().rows))
    qtbot.waitUntil(lambda: screen.events.rowCount() > 0)
    return screen


def test_what_changed_is_told_in_words() -> None:
    assert change_value("is_paused", True) == "yes"
    assert change_value("is_paused", False) == "no"
    assert change_value("state", "in_review") == "in review"
    assert change_value("risk_tier", "high") == "high"
    assert change_value("name", "in_review") == "in_review"  # a name is whose it is
    assert change_value("service_tags", ["fraud", "cards"]) == "fraud, cards"
    assert change_value("service_tags", []) == "nothing"
    assert change_value("dmn", b"<xml/>" * 300) == "1.8 kB"


def lanes(screen: LineageScreen) -> set[str]:
    return {row[1] for row in screen.timeline.table().rows}


def test_what_serves_now_is_said_with_place_and_approvers(screen: LineageScreen, qtbot: Any):
    qtbot.waitUntil(lambda: "v1 on prod-1" in screen.head.serving.sentence)
    sentence = screen.head.serving.sentence
    assert sentence.startswith("Serving in PROD now: v1 on prod-1 since")
    assert sentence.endswith("approved by Aisha Rahman and Jo Vermeer")
    assert {"Snapshots", "Approvals", "PROD"} <= lanes(screen)


def test_who_chose_nothing_sees_a_model_that_serves(
    sqlite_workspace: TestWorkspace, story: Registered
):
    jo = sqlite_workspace.work("jo")  # nothing needs her, and another model comes first by name

    assert jo.read(load_first_model, jo.actor.id, now=shown_now()) == (story.model_id, "cc-fraud")


def test_as_of_a_day_before_it_began_nothing_served(screen: LineageScreen, qtbot: Any):
    field = screen.head.as_of
    field.setText("2020-03-01")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "on 1 March 2020 at 23:59 UTC: nothing" in screen.head.serving.sentence)
    qtbot.waitUntil(lambda: screen.events.rowCount() == 0)
    assert "v1 came on" in screen.head.serving.sentence
    screen.head.serving.go.click()
    qtbot.waitUntil(lambda: "v1 on prod-1" in screen.head.serving.sentence)
    assert screen.head.serving.go.isHidden()

    screen.timeline.setFocus()
    QTest.keyClick(screen.timeline, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "v1 on prod-1" in screen.head.serving.sentence)
    assert screen.head.as_of.text() == ""


def test_what_is_no_time_is_explained_and_changes_nothing(screen: LineageScreen):
    screen.head.as_of.setText("the ides of March")
    QTest.keyClick(screen.head.as_of, Qt.Key.Key_Return)
    assert screen.head.notices.keys == ("asof",)
    assert screen.head.at is None


def test_a_long_text_that_is_no_time_is_quoted_by_its_beginning(screen: LineageScreen):
    head = screen.head
    head.as_of.setText("All work and no play makes Jack a dull boy. " * 100)
    QTest.keyClick(head.as_of, Qt.Key.Key_Return)
    (said,) = (one for one in head.notices.findChildren(QLabel) if "“" in one.text())
    assert said.text().startswith("“All work and no play")
    assert "…”" in said.text()
    assert len(said.text()) < 100


def test_a_without_an_event_asks_for_the_instant(screen: LineageScreen, qtbot: Any):
    qtbot.waitUntil(lambda: bool(lanes(screen)))
    screen.timeline.setFocus()
    assert screen.timeline.selected is None

    qtbot.keyClick(screen.timeline, Qt.Key.Key_A)

    qtbot.waitUntil(screen.head.as_of.hasFocus)


def test_keys_walk_the_events_and_a_goes_there(screen: LineageScreen, qtbot: Any):
    screen.timeline.setFocus()
    QTest.keyClick(screen.timeline, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: screen.event_pane.detail is not None)
    first = screen.event_pane.detail
    assert first is not None
    QTest.keyClick(screen.timeline, Qt.Key.Key_Down)
    qtbot.waitUntil(
        lambda: (
            screen.event_pane.detail is not None and screen.event_pane.detail.row.id != first.row.id
        )
    )
    detail = screen.event_pane.detail
    assert detail is not None
    QTest.keyClick(screen.timeline, Qt.Key.Key_A)
    assert screen.head.at == detail.row.at


def test_a_decision_shows_who_why_and_what_it_changed(screen: LineageScreen, qtbot: Any):
    screen.head.filter.set_query(parse("tag:decision.recorded actor:aisha"))
    qtbot.waitUntil(lambda: screen.events.rowCount() == 1)
    screen.toggle_table()
    screen.table.select_first()
    qtbot.waitUntil(lambda: screen.event_pane.detail is not None)
    detail = screen.event_pane.detail
    assert detail is not None
    assert detail.row.actor == "Aisha Rahman"
    said = " ".join(
        label.text() for label in screen.event_pane.findChildren(type(screen.head.serving._answer))
    )
    assert "Limits met, documents read." in said
    assert "Voted for cc-fraud v1 as risk officer" in said


def test_a_test_run_names_what_failed_its_waiver_and_the_way_to_its_results(
    sqlite_workspace: TestWorkspace, qtbot: Any
):
    made = failing(sqlite_workspace, "age", "income")
    waive(sqlite_workspace, made.version_id, "psi:income")
    pass_its_day(sqlite_workspace)
    with window_of(sqlite_workspace, "jo", "inventory") as window:
        window.go("lineage", ObjectRef("lineage", str(made.model_id), "cc-fraud"))
        screen = shown(window, qtbot)
        screen.head.filter.set_query(parse("tag:test_run.finished"))
        qtbot.waitUntil(lambda: screen.events.rowCount() == 1)
        screen.read_event(screen.events.rows[0].id)
        qtbot.waitUntil(lambda: screen.event_pane.detail is not None)

        said = [label.text() for label in screen.event_pane.findChildren(StyledLabel)]
        at = said.index("✗  PSI on income is 0.410, must be ≥ 0.25")
        assert "✗  PSI on age is 0.410, must be ≥ 0.25" in said
        assert said[at + 1].startswith("Let pass by waiver 1, until ")
        assert sum(one.startswith("Let pass") for one in said) == 1

        button = screen.event_pane.findChild(Button, "lineage.results")
        assert button is not None
        button.click()
        qtbot.waitUntil(lambda: window.current_key == "inventory")
        inventory: Any = window.current_screen
        qtbot.waitUntil(lambda: inventory.pane.tabs.current == TAB["tests"])


def test_the_filter_narrows_timeline_and_table_alike(screen: LineageScreen, qtbot: Any):
    screen.head.filter.set_query(parse("type:snapshot"))
    qtbot.waitUntil(lambda: lanes(screen) <= {"Snapshots", "PROD"})
    qtbot.waitUntil(lambda: {row.tag for row in screen.events.rows}
                    == {"version.registered", "snapshot.taken"})  # fmt: skip


def test_a_key_without_sense_is_explained(screen: LineageScreen, qtbot: Any):
    screen.head.filter.set_query(parse("version>2"))
    qtbot.waitUntil(lambda: "filter" in screen.head.notices.keys)
    screen.head.filter.clear()
    qtbot.waitUntil(lambda: "filter" not in screen.head.notices.keys)


def test_the_table_twin_opens_by_its_keys_and_is_exported(
    screen: LineageScreen, qtbot: Any, tmp_path: Path
):
    window = screen.window()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_T, both)
    qtbot.waitUntil(screen.table.isVisible)
    total = screen.events.rowCount()

    target = tmp_path / "events.csv"
    with qtbot.waitSignal(screen.reader.exported):
        screen.reader.export_to(target)
    with target.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == total
    assert {"Sanne de Vries", "Aisha Rahman", "Jo Vermeer"} <= {row["actor"] for row in rows}


def test_an_event_link_leads_to_its_model(
    sqlite_workspace: TestWorkspace, story: Registered, screen: LineageScreen, qtbot: Any
):
    number = screen.events.rows[0].id
    with window_of(sqlite_workspace, "sanne", "lineage") as window:
        other = window.current_screen
        assert isinstance(other, LineageScreen)
        window.open_ref(ObjectRef("event", str(number)))
        qtbot.waitUntil(lambda: other.model_id == story.model_id)
        qtbot.waitUntil(lambda: other.event_pane.detail is not None)


def test_going_back_restores_model_and_instant(screen: LineageScreen, qtbot: Any):
    screen.show_as_of_text("2020-03-01")
    state = screen.place_state()
    screen.head.set_as_of(None)
    screen.restore_state(state)
    assert screen.head.at == past_moment("2020-03-01")


def test_back_leads_to_the_model_before_the_one_that_was_picked(
    sqlite_workspace: TestWorkspace, story: Registered, screen: LineageScreen, qtbot: Any
) -> None:
    window = screen.window()
    assert isinstance(window, MainWindow)
    screen.head.views.choose(GRAPH)

    screen._choose_model()
    picker = screen.findChild(ModelPicker)
    assert picker is not None
    qtbot.waitUntil(lambda: picker.list.current_row() is not None)
    other = next(one for one in picker._rows.rows if one.id != story.model_id)
    picker.list.select_key(other.id)
    picker._take()
    picked, its_view = screen.model_id, screen.head.views.current
    window.go_back()

    assert (picked, its_view) == (other.id, GRAPH)
    assert screen.model_id == story.model_id


def test_a_model_that_is_picked_in_a_window_of_its_own_is_shown_there(
    story: Registered, screen: LineageScreen, qtbot: Any
) -> None:
    main = screen.window()
    assert isinstance(main, MainWindow)
    main.open_window(ObjectRef("lineage", str(story.model_id), "cc-fraud"))
    own = next(iter(main._windows)).screen_
    assert isinstance(own, LineageScreen)

    own._on_model_picked(uuid4(), "another")

    assert screen.model_id == story.model_id
    assert own.model_id != story.model_id


@given(st.integers(min_value=650_000_000, max_value=3_700_000_000))
def test_printed_instants_are_read_back_to_the_minute(stamp: int):
    aware = datetime.fromtimestamp(stamp - stamp % 60, UTC)
    assert parse_moment(typed(aware)) == aware
    assert parse_moment(f"{aware:%Y-%m-%d %H:%M} UTC") == aware


@pytest.mark.parametrize(
    "text",
    ["the day before", "yesterday at noon", "1-3-2026", "2026-13-01", "2026-02-30 10:00", "25:00"],
)
def test_other_words_are_no_times(text: str):
    with pytest.raises(InputError):
        parse_moment(text)


def test_what_serves_on_a_day_to_come_is_not_told_as_a_fact(screen: LineageScreen):
    tomorrow = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}"

    screen.head.as_of.setText(tomorrow)
    screen.head.as_of.editingFinished.emit()

    assert screen.head.at is None
    with pytest.raises(InputError, match="still to come"):
        past_moment(tomorrow)


def test_a_day_is_read_as_it_stands_on_screen():
    at = parse_moment("2026-08-15")
    assert at is not None

    assert parse_moment(long_day(at)) == at
    assert parse_moment("15 Aug 2026") == at
    today = shown_now()
    for days in (1, 200, 364):  # without a year: the last one that has been
        day = today - timedelta(days=days)
        if (day.month, day.day) != (2, 29):
            assert past_moment(long_day(day, with_year=False)) == past_moment(f"{day:%Y-%m-%d}")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("yesterday", 1), ("Gisteren", 1), ("today", 0), ("40 days ago", 40), ("1 day ago", 1),
        ("3 weeks ago", 21), ("40 dagen geleden", 40), ("2 weken geleden", 14),
    ],
)  # fmt: skip
def test_days_are_understood_as_people_say_them(screen: LineageScreen, text: str, days: int):
    day = f"{datetime.now(zone()) - timedelta(days=days):%Y-%m-%d}"
    assert parse_moment(text) == parse_moment(day)
    assert parse_moment(f"{text} 00:30") == parse_moment(f"{day} 00:30")
    assert "yesterday" in screen.head.as_of.toolTip()


@pytest.mark.parametrize("text", ["", "now", " NOW ", "nu"])
def test_now_is_no_instant(text: str):
    assert parse_moment(text) is None


def test_serving_words_name_the_stages_below_production_too(story: Registered):
    stage = StageRef(story.model_id, "SIT", "staging", 0, False, story.model_id)
    since = datetime(2026, 1, 20, tzinfo=UTC)
    one = ServedThen(stage, "x", story.version_id, 12, story.snapshot_id, since, ("sit-1",), ())
    at = since + timedelta(days=40)
    lead, answer, behind = served_words([one], at, ("PROD",))
    assert (lead, answer) == ("Serving in PROD on 1 March 2026 at 00:00 UTC:", "nothing")
    assert behind == "SIT had v12"
    assert served_words([one], None, ("PROD",))[2] == "SIT has v12"


def test_a_day_on_which_another_version_came_names_both(story: Registered):
    stage = StageRef(story.model_id, "PROD", "production", 0, True, story.model_id)
    at = datetime(2026, 9, 24, tzinfo=UTC)
    one = ServedThen(stage, "x", story.version_id, 12, story.snapshot_id, None, (), ("Jo",))
    later = ServedNext(13, at + timedelta(hours=19, minutes=2))

    lead, answer, behind = served_words([one], at, ("PROD",), later)

    assert (lead, answer) == ("Serving in PROD on 24 September 2026 at 00:00 UTC:", "v12")
    assert behind == "approved by Jo; v13 came at 19:02 that day"
    assert "v13" not in served_words([one], at - timedelta(days=1), ("PROD",), later)[2]


def test_a_version_that_came_back_serves_again_and_was_approved_when_it_was(story: Registered):
    stage = StageRef(story.model_id, "PROD", "production", 0, True, story.model_id)
    approved, back = datetime(2026, 9, 24, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
    one = ServedThen(
        stage, "x", story.version_id, 13, story.snapshot_id, back, (), ("Jo",), approved, True
    )

    behind = served_words([one], back + timedelta(hours=2), ("PROD",))[2]

    assert behind == "again since 23 November, approved on 24 September by Jo"


def test_a_range_of_hours_is_seen_and_written_in_hours(screen: LineageScreen, qtbot: Any):
    chooser = screen.head.range
    hour = chooser.choice.findText("1 hour")
    chooser.choice.setCurrentIndex(hour)
    chooser.choice.activated.emit(hour)

    start, end = screen.timeline.seen
    assert timedelta(hours=1) <= end - start < timedelta(minutes=65)  # with a margin
    first, second, *_ = (at for at, _ in time_marks(start, end, 7))
    assert second - first == timedelta(minutes=15)
    qtbot.waitUntil(lambda: {"Snapshots", "PROD"} <= lanes(screen))  # all of it is of just now
