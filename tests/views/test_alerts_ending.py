"""How an alert ends, and what stands beside the list once it was taken up or the view changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.models.queries.alert_detail import SeriesPoint
from app.models.queries.alerts import STATES
from app.models.queries.lookups import StageRef
from app.models.tables.monitoring import Alert
from app.views import language
from app.views.delegates.cell_delegate import words_width
from app.views.filters import parse
from app.views.panels.alerts_list import GRAMMAR
from app.views.panels.alerts_words import ending_words, state_of, state_tooltip
from app.views.widgets.button import Button
from tests import stories
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


@pytest.fixture
def tom(sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any) -> Iterator[Any]:
    found = stories.register(sqlite_workspace)
    stories.alarm(sqlite_workspace, found, feature="income")
    stories.alarm(sqlite_workspace, found, feature="region")
    with desk(sqlite_workspace, "tom", tmp_path, "alerts") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.detail.shown is not None)
        yield desktop


def test_the_button_leaves_the_reader_at_the_alert_that_was_acknowledged(
    qtbot: Any, tom: Any
) -> None:
    screen = tom.window.current_screen
    first = screen.list.table.current_row().id

    screen.detail.acknowledge.click()
    qtbot.waitUntil(screen.detail.reason.isVisible)
    qtbot.keyClicks(screen.detail.reason.edit, "a campaign")
    qtbot.keyClick(screen.detail.reason.edit, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: screen.detail.shown.row.state == "acknowledged")
    assert screen.detail.shown.row.id == first
    assert not screen.detail.acknowledge.isEnabled()


def test_what_is_read_beside_the_list_tells_what_can_be_done_before_the_list_says_the_same(
    tom: Any,
) -> None:
    screen = tom.window.current_screen
    shown = screen.detail.shown
    assert screen.detail.acknowledge.isEnabled()

    screen._show_detail(replace(shown, row=replace(shown.row, state="acknowledged")))

    assert screen.list.table.current_row().state == "open"
    assert not screen.detail.acknowledge.isEnabled()


def test_another_view_shows_nothing_of_an_alert_that_it_does_not_list(qtbot: Any, tom: Any) -> None:
    screen = tom.window.current_screen
    assert screen.detail.shown is not None

    screen.list.set_place("ended")

    qtbot.waitUntil(lambda: screen.detail.shown is None)
    screen.list.set_place("live")
    qtbot.waitUntil(lambda: screen.detail.shown is not None)


@pytest.mark.parametrize(("verdict", "is_said"), [("WARN", True), ("FAIL", False)])
def test_a_value_inside_its_limit_that_only_warns_says_why_it_ends_nothing(
    tom: Any, verdict: str, is_said: bool
) -> None:
    detail = tom.window.current_screen.detail
    at = detail.shown.row.last_seen_at
    points = (SeriesPoint(at, 0.41, "FAIL"), SeriesPoint(at + timedelta(days=1), 0.15, verdict))

    detail.show_alert(replace(detail.shown, series=points))

    said = " ".join(one.text() for one in detail.findChildren(QLabel, "alerts.warned"))
    assert ("found 0.150, which is still a warning" in said) is is_said


def test_a_live_alert_says_how_it_ends(tom: Any) -> None:
    row = tom.window.current_screen.detail.shown.row
    watched = replace(row, monitor_id=uuid4(), monitor_name="Daily drift")
    gone = replace(
        watched, stage=StageRef(uuid4(), "PROD", "production", 3, False, uuid4()), has_left=True
    )

    assert "once its cause is gone" in ending_words(row)
    assert "the next run of Daily drift that passes this test" in ending_words(watched)
    assert "v1 has left PROD" not in ending_words(watched)
    assert "v1 has left PROD" in ending_words(gone)
    assert "serves there now" in ending_words(gone)
    assert ending_words(replace(gone, state="resolved")) == ""
    assert state_tooltip(replace(row, state="acknowledged")) == "acknowledged. Severity: high"


def test_its_lineage_opens_at_what_happened_to_it_last(qtbot: Any, tom: Any) -> None:
    last = tom.window.current_screen.detail.shown.story[0].id

    tom.window.actions_registry.trigger("alerts.lineage")

    qtbot.waitUntil(lambda: tom.window.current_key == "lineage")
    screen: Any = tom.window.current_screen
    qtbot.waitUntil(lambda: screen.event_pane.detail is not None)
    assert screen.event_pane.detail.row.id == last


@pytest.mark.parametrize("code", ["en", "nl"])
def test_no_column_moves_as_an_alert_takes_another_state(
    sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any, code: str
) -> None:
    stories.alarm(sqlite_workspace, stories.register(sqlite_workspace))
    language.use(code)
    with desk(sqlite_workspace, "tom", tmp_path, "alerts") as desktop:
        listed: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: listed.list.model.rowCount() == 1)
        (one,) = listed.list.model.rows
        at = datetime(2026, 11, 28, 23, 58, tzinfo=UTC)
        states = [
            state_of(replace(one, state=state, is_again=again, resolved_at=at, snoozed_until=until))
            for state in STATES
            for again in (False, True)
            for until in (None, datetime.now(UTC) + timedelta(days=6, hours=1))
        ]

        table = listed.list.table
        for each in states:
            assert words_width(each) + table.edge_px <= table.columnWidth(0), each.text


def test_an_alert_that_is_over_grows_no_older(tom: Any) -> None:
    model = tom.window.current_screen.list.model
    age = next(one for one in model.columns if one.key == "age")
    at = datetime(2026, 11, 28, 12, 58, tzinfo=UTC)

    over: Any = age.value(replace(model.rows[0], state="resolved", resolved_at=at))

    assert over.text == "until 28 Nov"


def resolve_first(desktop: Any, workspace: TestWorkspace) -> None:
    with workspace.service.unit() as work:
        row = desktop.window.current_screen.list.table.current_row()
        work.get(Alert, row.id).state = "resolved"


def test_a_state_that_is_typed_is_counted_against_all_alerts_and_not_those_of_the_view(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    resolve_first(tom, sqlite_workspace)
    counted = screen.list.filter._count

    screen.list.filter.set_query(parse("state:resolved", GRAMMAR))
    qtbot.waitUntil(lambda: counted.text() == "1 of 2")
    screen.list.filter.set_query(parse("severity:high", GRAMMAR))
    qtbot.waitUntil(lambda: counted.text() == "1 of 1")


def test_where_no_open_alert_matches_the_ended_ones_that_do_are_a_click_away(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    gone = screen.list.table.current_row()
    resolve_first(tom, sqlite_workspace)
    word = gone.title.split(" on ")[1].split(",")[0]

    screen.list.filter.set_query(parse(word, GRAMMAR))
    qtbot.waitUntil(lambda: "Look in “Ended” (1 matches there)" in ways(screen.list.empty))
    assert f"No open alert matches “{word}”" in words(screen.list.empty)
    next(one for one in screen.list.empty.findChildren(Button, "empty.way")
         if one.text().startswith("Look")).click()  # fmt: skip

    qtbot.waitUntil(lambda: [one.id for one in screen.list.model.rows] == [gone.id])
    assert screen.list.place == "ended"
    assert str(screen.list.filter.query) == word
    screen.list.filter.set_query(parse("nowhere", GRAMMAR))
    qtbot.waitUntil(lambda: "No ended alert matches “nowhere”" in words(screen.list.empty))
    qtbot.waitUntil(lambda: ways(screen.list.empty) == ["Clear the filter"])


def ways(empty: QWidget) -> list[str]:
    return [one.text() for one in empty.findChildren(Button, "empty.way") if not one.isHidden()]


def words(empty: QWidget) -> str:
    return " ".join(one.text() for one in empty.findChildren(QLabel))
