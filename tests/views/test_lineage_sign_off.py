"""A range of the lineage is signed off in the window, and is shown as reviewed from then on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from sqlalchemy import func, select

from app.models.queries.events import EventRow
from app.models.queries.lineage_reviews import SIGNED_OFF
from app.models.queries.lookups import now
from app.models.tables.governance import LineageReview
from app.models.tables.trail import AuditEvent
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.filters import parse
from app.views.panels.lineage_head import TABLE
from app.views.panels.lineage_table import GRAMMAR
from app.views.places import ObjectRef
from app.views.screens.lineage import LineageScreen
from tests.stories import Registered, put_in_production, register
from tests.trail_kit import sealer, tamper
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace, give_keys

NOTE = "Read all of it; the votes fit the rules."


@pytest.fixture
def story(
    sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Registered:
    """cc-fraud in production, all of it sealed; everybody's key is at hand."""
    give_keys(tmp_path / "credentials")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    found = register(sqlite_workspace, name="cc-fraud")
    put_in_production(sqlite_workspace, found)
    sealer(sqlite_workspace).run_once()
    return found


@pytest.fixture
def screen(
    sqlite_workspace: TestWorkspace, story: Registered, qtbot: Any
) -> Iterator[LineageScreen]:
    with window_of(sqlite_workspace, "jo", "inventory") as window:
        window.resize(1900, 900)
        yield shown(window, story, qtbot)


def shown(window: Any, story: Registered, qtbot: Any) -> LineageScreen:
    window.go("lineage", ObjectRef("lineage", str(story.model_id), "cc-fraud"))
    screen = window.current_screen
    assert isinstance(screen, LineageScreen)
    qtbot.waitUntil(lambda: bool(screen.timeline.table().rows))
    qtbot.waitUntil(lambda: screen.events.rowCount() > 0 and screen.events.total is not None)
    return screen


def dialog_of(screen: LineageScreen, qtbot: Any) -> DecisionDialog:
    """The sheet that comes up when *Sign off…* is pressed."""
    screen.head.sign_off_button.click()
    qtbot.waitUntil(lambda: screen.window().findChild(DecisionDialog) is not None)
    found = screen.window().findChild(DecisionDialog)
    assert isinstance(found, DecisionDialog)
    return found


def words_of(dialog: DecisionDialog) -> str:
    return " | ".join(label.text() for label in dialog.findChildren(QLabel))


def sign(screen: LineageScreen, qtbot: Any) -> None:
    dialog = dialog_of(screen, qtbot)
    dialog.reason.edit.setPlainText(NOTE)
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: len(screen.timeline._reviewed) == 1)


def stored(bank: TestWorkspace) -> list[LineageReview]:
    with bank.service.reading() as session:
        return list(session.scalars(select(LineageReview)))


def reviewed(screen: LineageScreen) -> dict[str, set[str]]:
    """What the table says of it, by the tag of the event."""
    n = next(n for n, one in enumerate(screen.events.columns) if one.title == "Reviewed")
    found: dict[str, set[str]] = {}
    for place, line in enumerate(screen.events.rows):
        if isinstance(line, EventRow):
            found.setdefault(line.tag, set()).add(screen.events.index(place, n).data())
    return found


def test_the_sheet_shows_what_is_signed_and_the_range_is_shaded_then(
    screen: LineageScreen, sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    dialog = dialog_of(screen, qtbot)
    words = words_of(dialog)
    total = screen.events.total

    assert "cc-fraud" in words
    assert f"{total} events" in words
    assert "your own act" in words
    assert "compliance officer" in words
    dialog.reason.edit.setPlainText(NOTE)
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: len(screen.timeline._reviewed) == 1)

    (row,) = stored(sqlite_workspace)
    assert (row.events, row.reason) == (total, NOTE)
    half = len(row.sha256) // 2
    assert row.sha256[:half] in words
    assert row.signature
    (stretch,) = screen.timeline._reviewed
    middle = screen.timeline._x(stretch.start + (stretch.end - stretch.start) / 2)
    said = screen.timeline.words_at(QPointF(middle, screen.timeline.height() - 2))
    assert said.startswith("Reviewed by Jo Vermeer on ")
    assert screen.timeline.words_at(QPointF(middle, 2)) == ""
    assert any("Reviewed by Jo Vermeer" in one[2] for one in screen.timeline.table().rows)


def test_a_sign_off_that_does_not_hold_is_said_so_and_nothing_is_shaded_or_reviewed(
    screen: LineageScreen, sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    sign(screen, qtbot)
    screen.head.views.choose(TABLE)
    tamper(sqlite_workspace, "UPDATE {schema}lineage_review SET signature = 'not one'")

    screen.refresh()

    qtbot.waitUntil(lambda: not screen.timeline._reviewed)
    said = "signature does not hold"
    qtbot.waitUntil(lambda: reviewed(screen).get("model.registered") == {said})
    column = next(one for one in screen.events.columns if one.title == "Reviewed")
    line = next(
        one for one in screen.events.rows
        if isinstance(one, EventRow) and one.tag == "model.registered"
    )  # fmt: skip
    assert column.tooltip is not None
    assert "Recorded as reviewed by Jo Vermeer on " in column.tooltip(line)
    screen.head.filter.set_query(parse("is:unreviewed", GRAMMAR))
    qtbot.waitUntil(
        lambda: "model.registered" in reviewed(screen) and SIGNED_OFF not in reviewed(screen)
    )


def test_only_who_reviews_may_and_the_button_says_who_does(
    sqlite_workspace: TestWorkspace, story: Registered, qtbot: Any
) -> None:
    with window_of(sqlite_workspace, "aisha", "inventory") as window:
        screen = shown(window, story, qtbot)
        with qtbot.waitSignal(window.actions_registry.refused) as refused:
            window.actions_registry.trigger("lineage.signoff")

        assert "compliance officer" in refused.args[1]
        assert screen.window().findChild(DecisionDialog) is None


def test_a_chosen_range_of_the_timeline_is_what_is_signed(
    screen: LineageScreen, sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    chart = screen.timeline
    events = sorted(chart._events, key=lambda one: one.at)
    for event, key in ((events[1], Qt.Key.Key_BracketLeft), (events[-2], Qt.Key.Key_BracketRight)):
        chart.select(event.id)
        QTest.keyClick(chart, key)
    assert chart.chosen_range == (events[1].at, events[-2].at)

    sign(screen, qtbot)

    (row,) = stored(sqlite_workspace)
    (stretch,) = chart._reviewed
    assert (stretch.start, stretch.end) == (events[1].at, events[-2].at)
    assert row.events < (screen.events.total or 0)


def test_a_range_is_chosen_by_dragging_with_shift_and_left_with_escape(
    screen: LineageScreen, qtbot: Any
) -> None:
    chart = screen.timeline
    first, last = QPoint(chart.width() // 2, 60), QPoint(chart.width() // 2 + 120, 60)
    shift, seen = Qt.KeyboardModifier.ShiftModifier, chart.seen
    expected = chart._at(first.x()), chart._at(last.x())
    with qtbot.waitSignal(chart.range_chosen):
        qtbot.mousePress(chart, Qt.MouseButton.LeftButton, shift, first)
        qtbot.mouseMove(chart, last)
        qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, shift, last)

    assert chart.chosen_range == expected
    assert chart.seen != seen  # it is seen from end to end
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.chosen_range is None


def test_the_table_says_of_each_event_who_reviewed_it_and_the_filter_finds_the_others(
    screen: LineageScreen, sqlite_workspace: TestWorkspace, story: Registered, qtbot: Any
) -> None:
    screen.head.views.choose(TABLE)
    sign(screen, qtbot)
    sealer(sqlite_workspace).run_once()
    register(sqlite_workspace, name="cc-fraud", content=b"v2")
    screen.events.reload()
    qtbot.waitUntil(lambda: SIGNED_OFF in reviewed(screen) and reviewed(screen)[SIGNED_OFF] == {""})

    by_tag = reviewed(screen)
    assert by_tag["decision.recorded"] == {"Jo Vermeer"}
    assert len(by_tag["version.registered"]) == 2  # v1 was reviewed, v2 not
    screen.head.filter.set_query(parse("is:unreviewed", GRAMMAR))
    qtbot.waitUntil(lambda: set().union(*reviewed(screen).values()) == {""})
    assert SIGNED_OFF not in reviewed(screen)
    assert "version.registered" in reviewed(screen)


def test_as_of_a_time_before_it_nothing_is_shaded(
    screen: LineageScreen, sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    sign(screen, qtbot)
    at = stored(sqlite_workspace)[0].created_at

    screen.head.set_as_of(at - timedelta(microseconds=1))
    qtbot.waitUntil(lambda: not screen.timeline._reviewed)
    screen.head.set_as_of(None)
    qtbot.waitUntil(lambda: len(screen.timeline._reviewed) == 1)


def test_a_filter_leaves_nothing_out_of_what_is_signed_and_the_sheet_says_so(
    screen: LineageScreen, qtbot: Any
) -> None:
    total = screen.events.total
    screen.head.filter.set_query(parse("type:approval", GRAMMAR))

    dialog = dialog_of(screen, qtbot)

    assert "a review covers every event of the range" in words_of(dialog)
    assert f"{total} events" in words_of(dialog)
    dialog.reject()


def test_a_time_without_a_sealed_event_is_said_instead_of_a_sheet(
    screen: LineageScreen, qtbot: Any
) -> None:
    chart = screen.timeline
    first = min(one.at for one in chart._events)
    chart._chosen = (first - timedelta(days=20), first - timedelta(days=10))
    screen.head.sign_off_button.click()

    said: list[str] = []

    def is_told() -> bool:
        said[:] = [label.text() for label in screen.window().findChildren(QLabel)]
        return any("No sealed event of this model" in one for one in said)

    qtbot.waitUntil(is_told)
    assert screen.window().findChild(DecisionDialog) is None


def test_beside_an_event_stands_who_signed_it_off_and_not_before_they_did(
    screen: LineageScreen, qtbot: Any, sqlite_workspace: TestWorkspace
) -> None:
    with sqlite_workspace.service.reading() as session:
        before, first = now(session), session.scalars(select(func.min(AuditEvent.id)).where(
            AuditEvent.model_id == screen.model_id)).one()  # fmt: skip
    sign(screen, qtbot)

    def told() -> list[str]:
        with qtbot.waitSignal(screen.reader.event_read):
            screen.reader.read_event(first)
        return [label.text() for label in screen.event_pane.findChildren(QLabel)]

    assert "Reviewed" in told()
    assert any(one.startswith("Jo Vermeer, ") for one in told())
    screen.head._as_of = before
    assert "Reviewed" not in told()


def test_the_file_of_the_events_says_who_reviewed_them(
    screen: LineageScreen, qtbot: Any, tmp_path: Path
) -> None:
    sign(screen, qtbot)
    target = tmp_path / "events.csv"
    with qtbot.waitSignal(screen.reader.exported):
        screen.reader.export_to(target)

    with target.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    said = {row["tag"]: row["reviewed_by"] for row in rows}
    assert said.pop(SIGNED_OFF) == ""
    assert set(said.values()) == {"Jo Vermeer"}
