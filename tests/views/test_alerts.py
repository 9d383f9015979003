"""Alerts on a real workspace: the list stays still, keys act, refusals say why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from sqlalchemy import func, select

from app.models.queries.events import load_event_rows
from app.models.queries.lookups import StageRef
from app.models.tables.monitoring import Alert
from app.models.tables.trail import AuditEvent
from app.services.commands.alerts import acknowledge_alert
from app.services.commands.raised_alerts import raise_alert
from app.views import painting, theme
from app.views.cells import Stage, Status
from app.views.delegates.cell_delegate import PADDING
from app.views.filters import parse
from app.views.panels.alerts_detail import Said
from app.views.panels.alerts_list import GRAMMAR
from app.views.panels.alerts_words import last_words, stage_of, status_of
from app.views.panels.event_words import event_words
from app.views.panels.limits import alert_words, full_words, held
from app.views.places import ObjectRef
from app.views.screens.alerts import read_around
from app.views.theme import FontRole
from app.views.widgets.basics import KeyCap, SectionLabel, StyledLabel
from tests import stories
from tests.views.alerts_kit import acknowledge, person_dialog, stored
from tests.views.desks import desk
from tests.workspaces import TestWorkspace


@pytest.fixture
def registered(sqlite_workspace: TestWorkspace) -> stories.Registered:
    found = stories.register(sqlite_workspace)
    stories.alarm(sqlite_workspace, found, feature="income")
    stories.alarm(sqlite_workspace, found, feature="region")
    return found


@pytest.fixture
def tom(
    sqlite_workspace: TestWorkspace, registered: stories.Registered, tmp_path: Path, qtbot: Any
) -> Iterator[Any]:
    with desk(sqlite_workspace, "tom", tmp_path, "alerts") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.detail.shown is not None)
        yield desktop


def test_new_alerts_wait_behind_the_pill_and_nothing_moves(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace, registered: stories.Registered
) -> None:
    screen = tom.window.current_screen
    before = [one.id for one in screen.list.model.rows]
    current = screen.list.table.current_row().id
    stories.alarm(sqlite_workspace, registered, feature="age")

    screen.refresh()
    qtbot.waitUntil(lambda: screen.list.held_back == 1)

    assert [one.id for one in screen.list.model.rows] == before
    assert screen.list.pill.isVisible()
    assert screen.list.pill.text() == "1 new"

    screen.list.show_new()
    qtbot.waitUntil(lambda: screen.list.model.rowCount() == 3)

    assert screen.list.table.current_row().id == current


def test_what_was_opened_is_chosen_also_where_the_list_is_read_twice_at_once(
    qtbot: Any, tom: Any
) -> None:
    last = tom.window.current_screen.list.model.rows[-1]
    tom.window.open_window(ObjectRef("alert", str(last.id), "alert"))
    screen: Any = next(iter(tom.window._windows)).screen_

    screen.refresh()
    screen.refresh()

    qtbot.waitUntil(lambda: screen.list.table.current_row() is not None)
    qtbot.waitUntil(screen.detail.snooze.isEnabled)
    assert screen.list.table.current_row().id == last.id


def test_acknowledging_asks_for_a_reason_in_one_line_and_goes_to_the_next(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    first = screen.list.table.current_row().id
    line = screen.detail.reason

    acknowledge(qtbot, tom, "ab")
    assert line.isVisible()
    assert not screen.detail.acknowledge.isVisible()  # one set of buttons at a time
    assert "at least 3" in line.lacks()
    qtbot.keyClicks(line.edit, "c, campaign")
    qtbot.keyClick(line.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(tom.window.toasts.texts))

    assert not line.isVisible()
    assert screen.detail.acknowledge.isVisible()
    pane = screen.detail
    qtbot.waitUntil(
        # The note leaves the alert and its buttons free, for who goes on by mouse.
        lambda: (
            tom.window.toasts.geometry().right() < pane.mapTo(tom.window, pane.rect().topLeft()).x()
        )
    )
    assert line.text == ""
    assert tom.window.status.drafts.state.text == "no drafts"
    assert screen.list.table.current_row().id != first
    with sqlite_workspace.work("tom").reading() as session:
        alert = session.get_one(Alert, first)
        assert (alert.state, alert.reason) == ("acknowledged", "abc, campaign")
        assert alert.acknowledged_by == sqlite_workspace.work("tom").actor.id


def test_what_was_typed_and_left_stands_there_again(qtbot: Any, tom: Any, tmp_path: Path) -> None:
    screen = tom.window.current_screen
    line = screen.detail.reason
    qtbot.keyClick(screen.list.table, Qt.Key.Key_A)
    qtbot.waitUntil(line.isVisible)
    qtbot.keyClicks(line.edit, "Known promo")
    # While the line is open: a program that is killed asks nobody.
    kept = tmp_path / "drafts.json"
    qtbot.waitUntil(lambda: kept.exists() and "Known promo" in kept.read_text(encoding="utf-8"))

    qtbot.keyClick(line.edit, Qt.Key.Key_Escape)
    assert not line.isVisible()
    qtbot.keyClick(screen.list.table, Qt.Key.Key_A)

    qtbot.waitUntil(line.isVisible)
    assert line.text == "Known promo"


def test_words_under_an_alert_that_a_colleague_took_meanwhile_are_kept(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    line, first = screen.detail.reason, screen.list.table.current_row().id
    qtbot.keyClick(screen.list.table, Qt.Key.Key_A)
    qtbot.waitUntil(line.isVisible)
    qtbot.keyClicks(line.edit, "Known promo")
    sqlite_workspace.work("mark").write(acknowledge_alert, first, reason="Mine")

    qtbot.keyClick(line.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Somebody has acknowledged it already" in line._problem_text.text())

    assert line.text == "Known promo"
    assert tom.window.toasts.texts == []
    assert stored(sqlite_workspace, first).reason == "Mine"


def test_several_are_acknowledged_in_one_go(qtbot: Any, tom: Any) -> None:
    screen = tom.window.current_screen
    screen.list.table.selectAll()
    screen._show_buttons()

    tom.window.actions_registry.trigger("alerts.acknowledge")
    qtbot.waitUntil(screen.detail.reason.isVisible)
    screen.detail.reason.edit.setText("One cause: the campaign")
    screen.detail.reason.submit()
    qtbot.waitUntil(lambda: all(one.state == "acknowledged" for one in screen.list.model.rows))

    assert screen.list.model.rowCount() == 2


def test_all_of_a_list_means_nothing_that_waits_unseen(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace, registered: stories.Registered
) -> None:
    screen = tom.window.current_screen
    with sqlite_workspace.service.unit() as work:
        late = raise_alert(
            work, model_id=registered.model_id, version_id=registered.version_id,
            monitor_id=None, run_id=None, rule="queue_length", severity="critical", title="Late",
        ).id  # fmt: skip
    screen.refresh()
    qtbot.waitUntil(lambda: screen.list.held_back == 1)

    qtbot.keyClick(screen.list.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_A)
    qtbot.waitUntil(screen.detail.reason.isVisible)
    screen.detail.reason.edit.setText("One cause: the campaign")
    screen.detail.reason.submit()
    qtbot.waitUntil(lambda: states(sqlite_workspace).get("acknowledged") == 2)

    assert stored(sqlite_workspace, late).state == "open"


@pytest.fixture
def storm(sqlite_workspace: TestWorkspace, registered: stories.Registered) -> int:
    """More alerts than are loaded ahead; the number of all."""
    with sqlite_workspace.service.unit() as work:
        for n in range(640):
            raise_alert(
                work, model_id=registered.model_id, version_id=registered.version_id,
                monitor_id=None, run_id=None, rule=f"psi:f{n}", severity="low",
                title=f"psi 0.41 on f{n}, limit >= 0.25",
            )  # fmt: skip
    return 642


def test_the_whole_query_is_acknowledged_not_the_page_and_taken_back(
    qtbot: Any, storm: int, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    model, table, line = screen.list.model, screen.list.table, screen.detail.reason
    qtbot.waitUntil(lambda: model.total == storm)
    assert model.rowCount() < storm
    assert not screen.list.everything.isVisible()

    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert "All 642 alerts" in screen.list.everything.text()
    assert screen.list.everything.isVisible()
    qtbot.keyClick(table, Qt.Key.Key_A)
    qtbot.waitUntil(line.isVisible)
    assert line.title.text() == "Acknowledge: 642 alerts"
    assert line.accept.text() == "Acknowledge 642 alerts"
    taken = model.rows[3].id
    sqlite_workspace.work("mark").write(acknowledge_alert, taken, reason="Mine")
    line.edit.setText("One cause: the campaign")
    line.submit()
    qtbot.waitUntil(lambda: bool(tom.window.toasts.texts))

    (told,) = tom.window.toasts.texts
    assert told.startswith("Acknowledged 641 alerts.")
    assert told.endswith("Changed by others meanwhile, so left out: 1.")
    assert states(sqlite_workspace) == {"acknowledged": storm}
    assert stored(sqlite_workspace, taken).reason == "Mine"
    tom.window.actions_registry.trigger("edit.undo")
    qtbot.waitUntil(lambda: states(sqlite_workspace).get("open") == 641)
    assert stored(sqlite_workspace, taken).state == "acknowledged"


def states(workspace: TestWorkspace) -> dict[str, int]:
    with workspace.work("tom").reading() as session:
        rows = session.execute(select(Alert.state, func.count()).group_by(Alert.state))
        return {row[0]: row[1] for row in rows}


def test_another_choice_ends_that_all_are_meant(qtbot: Any, storm: int, tom: Any) -> None:
    screen = tom.window.current_screen
    table, line = screen.list.table, screen.detail.reason
    qtbot.waitUntil(lambda: screen.list.model.total == storm)
    table.selectAll()
    assert not table.has_everything  # these rows, by the pointer: not the query
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.has_everything

    qtbot.keyClick(table, Qt.Key.Key_J)
    assert not table.has_everything
    qtbot.keyClick(table, Qt.Key.Key_A)
    qtbot.waitUntil(line.isVisible)

    assert not screen.list.everything.isVisible()
    assert "642" not in line.title.text()


def test_the_list_goes_on_to_its_end_and_counts_what_the_filter_finds(
    qtbot: Any, storm: int, tom: Any
) -> None:
    screen = tom.window.current_screen
    model, table = screen.list.model, screen.list.table
    qtbot.waitUntil(lambda: screen.list.filter._count.text() == "642")

    def at_end() -> bool:
        table.scrollToBottom()
        return bool(model.rowCount() == storm)

    qtbot.waitUntil(at_end)
    screen.list.filter.set_query(parse("severity:high", GRAMMAR))
    qtbot.waitUntil(lambda: screen.list.filter._count.text() == "2 of 642")

    assert {one.severity for one in model.rows} == {"high"}

    screen.list.filter.set_query(parse("no-such-thing", GRAMMAR))
    qtbot.waitUntil(lambda: screen.detail.shown is None)
    assert screen.crumbs == ("Alerts",)


def test_an_alert_that_left_the_list_stays_as_it_was_and_is_not_acted_on(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    model, table = screen.list.model, screen.list.table
    first, second = (one.id for one in model.rows)
    with sqlite_workspace.service.unit() as work:
        work.get(Alert, second).state = "resolved"

    screen.refresh()
    qtbot.waitUntil(lambda: model.is_gone(model.rows[1]))

    assert [one.id for one in model.rows] == [first, second]
    assert table.current_row().id == first
    table.selectAll()
    assert [one.id for one in screen._chosen()] == [first]
    table.select_key(second)
    qtbot.waitUntil(lambda: screen.detail.shown.row.id == second)
    assert [one.state for one in screen._chosen()] == ["resolved"]
    assert screen.acts.why_not("open") != ""


def test_the_order_stays_when_one_comes_back_to_the_screen(qtbot: Any, tom: Any) -> None:
    screen = tom.window.current_screen
    before = [one.id for one in screen.list.model.rows]
    acknowledge(qtbot, tom, "Known promotion")
    qtbot.waitUntil(lambda: any(one.state == "acknowledged" for one in screen.list.model.rows))

    tom.window.go("home")
    tom.window.actions_registry.trigger("go.back")
    qtbot.waitUntil(lambda: tom.window.current_screen is screen)
    is_shown = []
    screen.backend.read(is_shown.append, read_around, "state:live", uuid4())
    qtbot.waitUntil(lambda: bool(is_shown))  # asked after the screen's own question

    assert [one.id for one in screen.list.model.rows] == before


def test_a_mark_tells_how_grave_an_alert_is_as_home_does(tom: Any) -> None:
    high = tom.window.current_screen.list.model.rows[0]

    assert status_of(high) is Status.WARNING
    assert status_of(replace(high, severity="critical")) is Status.CRITICAL


def test_a_version_that_was_replaced_does_not_read_as_if_it_served(tom: Any) -> None:
    prod = StageRef(uuid4(), "PROD", "production", 3, is_protected=True, path_id=uuid4())
    one = replace(tom.window.current_screen.list.model.rows[0], stage=prod)

    assert isinstance(stage_of(replace(one, has_left=False)), Stage)
    assert str(stage_of(replace(one, has_left=True))) == "left PROD"


def test_without_a_service_the_list_says_that_nothing_is_measured(tom: Any) -> None:
    screen = tom.window.current_screen

    assert screen.list.live.accessibleName() == "no service: nothing is measured"
    words = [one.text() for one in screen.list.empty.findChildren(StyledLabel)]
    assert "No service runs, so nothing is measured." in " ".join(words)
    assert "All quiet" not in words  # who is not looked after is not quiet


def test_who_may_not_act_reads_why(
    qtbot: Any, sqlite_workspace: TestWorkspace, registered: stories.Registered, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "lin", tmp_path, "alerts") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.detail.shown is not None)

        assert not screen.detail.acknowledge.isEnabled()
        assert "roles do not allow" in screen.detail.acknowledge.toolTip()
        # On screen too, and whose work it is: a newcomer hovers over nothing.
        assert screen.detail.why_not.isVisible()
        assert "ModelOps engineer, operator" in screen.detail.why_not.text()
        # The keys below the list do not promise what is refused.
        caps = {one.accessibleName(): one for one in screen.list.hints.findChildren(KeyCap)}
        assert caps["Key A"].is_faded
        assert caps["Key S"].is_faded
        assert not caps["Key L"].is_faded


def test_who_may_act_reads_no_reason_against_it(qtbot: Any, tom: Any) -> None:
    screen = tom.window.current_screen
    assert not screen.detail.why_not.isVisible()
    caps = {one.accessibleName(): one for one in screen.list.hints.findChildren(KeyCap)}
    assert not caps["Key A"].is_faded


def test_after_a_change_of_person_the_chosen_alert_is_shown_to_the_new_one(
    qtbot: Any, tom: Any
) -> None:
    screen = tom.window.current_screen
    chosen = screen.list.table.current_row().id

    tom.act_as("mark")
    qtbot.waitUntil(lambda: tom.seat.actor.handle == "mark")
    qtbot.waitUntil(lambda: screen.detail.shown is not None)

    assert screen.detail.shown.row.id == chosen
    assert screen.acts.why_not("open") != "Choose an alert first."


def test_a_typed_state_looks_beyond_the_view(qtbot: Any, tom: Any) -> None:
    screen = tom.window.current_screen

    screen.list.filter.edit.setText("state:resolved ")
    screen.list.filter.edit.textEdited.emit("state:resolved ")
    qtbot.waitUntil(lambda: screen.list.model.rowCount() == 0)

    assert screen.list.empty.isVisible()


def test_limits_are_worded_as_what_must_hold() -> None:
    assert held("< 0.7").words == "≥ 0.7"
    assert held("< 0.7").high_is_good
    assert held(">= 0.1 and p < 0.05").words == "< 0.1"
    assert not held(">= 0.1 and p < 0.05").high_is_good
    assert held("outside 0.8 to 1.25", 0.82).value == 0.8
    assert held("outside 0.8 to 1.25", 1.3).value == 1.25
    assert full_words(">= 0.1 and p < 0.05") == "Broken when ≥ 0.1 and p < 0.05"


def test_an_alert_of_a_waiver_that_is_over_names_the_test_as_other_alerts_do() -> None:
    said = alert_words("disparate_impact:age_band=18-30 failed, and its waiver is over")

    assert said == "Disparate impact on age_band=18-30 failed, and its waiver is over"


def test_an_alert_says_by_how_much_it_broke_which_limit() -> None:
    assert alert_words("psi 0.41 on income, limit >= 0.25 and p < 0.05") == (
        "PSI 0.41 ≥ 0.25 on income"
    )
    assert alert_words("auc 0.61, limit < 0.7") == "AUC 0.61 < 0.7"
    outside = "disparate_impact {} on age_band=18-30, limit outside 0.8 to 1.25"
    assert alert_words(outside.format("1.47")) == "Disparate impact 1.47 > 1.25 on age_band=18-30"
    assert alert_words(outside.format("0.79")) == "Disparate impact 0.79 < 0.8 on age_band=18-30"
    # A value that is rounded to the end itself breaks neither as far as one can read.
    assert "1.25 outside 0.8 to 1.25" in alert_words(outside.format("1.25"))
    assert alert_words("Labels are late") == "Labels are late"


def test_where_nothing_is_open_the_last_alert_is_told(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    for one in screen.list.model.rows:
        sqlite_workspace.work("tom").write(acknowledge_alert, one.id, reason="Seen; the campaign.")

    with sqlite_workspace.work("tom").reading() as session:
        _total, _health, _driven, last = read_around(session, "severity:low", uuid4())

    now = datetime.now(UTC)
    assert last is not None
    assert last_words(last, now).startswith("Last alert ")
    assert ", acknowledged in " in last_words(last, now)
    ended = replace(last, acknowledged_at=None, resolved_at=last.opened_at + timedelta(hours=3))
    assert last_words(ended, now).endswith("resolved in 3 h.")
    assert "in " not in last_words(replace(ended, resolved_at=None), now)
    screen.list.set_last(last)
    told = " ".join(one.text() for one in screen.list.empty.findChildren(QLabel))
    assert last_words(last, now) in told


def test_space_shows_and_hides_what_stands_beside_the_list(qtbot: Any, tom: Any) -> None:
    screen = tom.window.current_screen
    was = screen.detail.isVisible()

    qtbot.keyClick(screen.list.table, Qt.Key.Key_Space)
    assert screen.detail.isVisible() != was
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Space)

    assert screen.detail.isVisible() == was


def test_an_alert_is_escalated_to_a_person_with_what_one_knows(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    first = screen.list.table.current_row().id

    qtbot.keyClick(screen.list.table, Qt.Key.Key_E)
    dialog = person_dialog(qtbot, tom)
    names = {one.name: one.blocked for one in dialog.picker._people}
    assert names["Tom Bakker"] == "that is you"
    assert "Jo Vermeer" not in names  # compliance does not act on alerts
    qtbot.keyClicks(dialog.picker.edit, "tom")
    assert "that is you" in dialog.verb_button.reason
    dialog.picker.edit.clear()
    qtbot.keyClicks(dialog.picker.edit, "sanne")
    assert not dialog.verb_button.reason
    qtbot.keyClick(dialog.picker.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(screen.detail.reason.isVisible)
    assert screen.detail.reason.accept.text().startswith("Escalate to Sanne")
    screen.detail.reason.edit.setText("Rose with the last deployment.")
    screen.detail.reason.submit()
    qtbot.waitUntil(lambda: stored(sqlite_workspace, first).escalated_by is not None)

    alert = stored(sqlite_workspace, first)
    assert alert.assignee_id == sqlite_workspace.work("sanne").actor.id


def test_an_operator_takes_an_alert_over_without_a_reason(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    first = screen.list.table.current_row().id

    qtbot.keyClick(screen.list.table, Qt.Key.Key_M)
    dialog = person_dialog(qtbot, tom)
    assert dialog.picker._people[0].name == "Tom Bakker"
    assert dialog.verb_button.text() == "Assign"
    qtbot.keyClicks(dialog.picker.edit, "nobody")
    assert dialog.verb_button.reason == "Choose a person first."
    dialog.picker.edit.clear()
    qtbot.keyClicks(dialog.picker.edit, "tom")
    assert dialog.verb_button.isEnabled()
    dialog.verb_button.click()
    qtbot.waitUntil(lambda: stored(sqlite_workspace, first).assignee_id is not None)

    assert stored(sqlite_workspace, first).assignee_id == sqlite_workspace.work("tom").actor.id
    qtbot.waitUntil(lambda: "Tom Bakker has it now" in " ".join(tom.window.toasts.texts))


def test_an_alert_that_is_told_of_is_called_as_in_the_list(
    sqlite_workspace: TestWorkspace, registered: stories.Registered
) -> None:
    tom = sqlite_workspace.work("tom")
    opened = select(AuditEvent).where(AuditEvent.tag == "alert.open").order_by(AuditEvent.id)
    with tom.reading() as session:
        first = load_event_rows(session, session.scalars(opened).all())[0]

    assert event_words(first) == "raised alert 1, PSI 0.41 ≥ 0.25 on income, on cc-fraud v1"


def said_lines(screen: Any) -> list[str]:
    return [
        one.accessibleName()
        for one in screen.detail.findChildren(QWidget, "alerts.said")
        if one.isVisible()
    ]


def test_a_comment_stands_below_the_alert_with_its_author_and_time(qtbot: Any, tom: Any) -> None:
    screen = tom.window.current_screen
    first = screen.list.table.current_row().id
    qtbot.waitUntil(lambda: len(said_lines(screen)) == 1)  # that it was raised
    line = screen.detail.reason

    qtbot.keyClick(screen.list.table, Qt.Key.Key_C)
    qtbot.waitUntil(line.isVisible)
    qtbot.keyClicks(line.edit, "Labels of Monday are late.")
    qtbot.keyClick(line.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(tom.window.toasts.texts))

    assert "Commented on" in tom.window.toasts.texts[0]
    assert not line.isVisible()
    screen.list.table.select_key(first)
    qtbot.waitUntil(lambda: len(said_lines(screen)) == 2)
    assert said_lines(screen)[0].startswith("Tom Bakker commented ")
    heads = [one for one in screen.detail.findChildren(SectionLabel) if one.isVisible()]
    (story,) = [one for one in heads if one.accessibleName() == "What was done and said"]
    assert story._note.text() == "2"
    assert said_lines(screen)[0].endswith("Labels of Monday are late.")
    assert "raised it" in said_lines(screen)[1]


def test_the_longest_title_in_dutch_is_read_whole_in_a_window_of_1280(tom: Any) -> None:
    tom.window.resize(1280, 800)
    table = tom.window.current_screen.list.table
    QApplication.processEvents()
    title = "Ongelijke uitwerking 1,47 > 1,25 op age_band=18-30"

    needed = painting.text_width(title, theme.font(FontRole.STRONG)) + 2 * PADDING
    assert table.columnWidth(1) >= needed


def test_when_it_was_stays_at_the_end_of_the_line_of_who(
    qtbot: Any, sqlite_workspace: TestWorkspace, registered: stories.Registered
) -> None:
    opened = select(AuditEvent).where(AuditEvent.tag == "alert.open").order_by(AuditEvent.id)
    with sqlite_workspace.work("tom").reading() as session:
        (first, *_) = load_event_rows(session, session.scalars(opened).all())
    line = Said(replace(first, tag="alert.resolved"), first.at)
    qtbot.addWidget(line)
    line.resize(theme.px(280), line.heightForWidth(theme.px(280)))
    line.show()
    qtbot.waitExposed(line)

    who, did, when = (one for one in line.findChildren(QLabel) if one.isVisible())
    bottom = who.mapTo(line, who.rect().bottomLeft()).y()
    assert when.mapTo(line, QPoint()).y() < bottom <= did.mapTo(line, QPoint()).y()
    assert when.mapTo(line, when.rect().topRight()).x() >= line.width() - 2
    assert did.height() < 2 * did.fontMetrics().lineSpacing()  # read in the whole width


def test_an_act_stands_there_with_its_own_words_only(qtbot: Any, tom: Any) -> None:
    screen = tom.window.current_screen
    first = screen.list.table.current_row().id
    acknowledge(qtbot, tom, "Seen; the campaign.")
    qtbot.waitUntil(lambda: bool(tom.window.toasts.texts))
    screen.list.table.select_key(first)
    qtbot.waitUntil(lambda: len(said_lines(screen)) == 2)
    tom.window.actions_registry.trigger("alerts.undo")

    qtbot.waitUntil(lambda: len(said_lines(screen)) == 3)
    back, taken, _raised = said_lines(screen)
    assert back.startswith("Tom Bakker took back the acknowledgement ")
    assert "campaign" not in back
    assert taken.startswith("Tom Bakker acknowledged it ")
    assert taken.endswith("Seen; the campaign.")


def test_the_link_of_the_row_under_the_cursor_is_copied_and_opens_in_a_window(
    qtbot: Any, tom: Any
) -> None:
    window, screen = tom.window, tom.window.current_screen
    first, second = screen.list.model.rows[:2]
    window.open_ref(ObjectRef("alert", str(first.id), "the first"))
    qtbot.waitUntil(lambda: screen.list.table.current_row().id == first.id)
    screen.focus_list()
    qtbot.waitUntil(screen.list.table.hasFocus)

    qtbot.keyClick(screen.list.table, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: screen.list.table.current_row().id == second.id)
    window.actions_registry.trigger("edit.link")
    window.actions_registry.trigger("window.own")

    assert QApplication.clipboard().text() == f"mgov://alert/{second.id}"
    opened: Any = next(iter(window._windows)).screen_
    qtbot.waitUntil(lambda: opened.detail.shown is not None)
    assert opened.detail.shown.row.id == second.id


def test_below_an_alert_the_last_reason_stands_with_who_wrote_it(
    qtbot: Any, tom: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = tom.window.current_screen
    first = screen.list.table.current_row().id
    sqlite_workspace.work("mark").write(acknowledge_alert, first, reason="Seen; the campaign.")

    screen.refresh()
    qtbot.waitUntil(lambda: screen.detail.findChild(StyledLabel, "alerts.reasoned") is not None)

    who = screen.detail.findChild(StyledLabel, "alerts.reasoned").text()
    assert who.startswith("Mark Jansen acknowledged it, ")
