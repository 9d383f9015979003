"""Home on a real workspace: why each thing is here, and nothing moves under the cursor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.errors import AppError
from app.models.queries.home import load_work
from app.models.queries.home_blocks import WorkRow
from app.models.queries.home_since import LOUD
from app.models.queries.lookups import Why
from app.models.tables.monitoring import Alert
from app.services.commands.alerts import acknowledge_alert, escalate_alert
from app.services.commands.attestations import NewCampaign, plan_campaign
from app.services.commands.requests import decide
from app.views import painting
from app.views.delegates.cell_delegate import PADDING
from app.views.item_models.columns import Role
from app.views.panels.home_acts import NeedPeek
from app.views.panels.home_blocks import work_columns
from app.views.panels.home_parts import GapTile
from app.views.panels.home_words import alert_reason, clock, due_note, due_state, due_words
from app.views.panels.person_dialog import PersonDialog
from app.views.reading_order import stops_of
from app.views.widgets.button import Button
from app.views.widgets.moment_picker import MomentPicker
from tests import stories
from tests.views.demo_desk import demo_desk, go
from tests.views.desks import desk
from tests.workspaces import TestWorkspace

REASON = "Read the tests; the limits hold."


@pytest.fixture
def jo(sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any) -> Iterator[Any]:
    """Jo at her Home, with one vote to give."""
    stories.ask(sqlite_workspace, stories.register(sqlite_workspace))
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.needs.model.rowCount() == 1)
        yield desktop


def test_a_row_says_what_why_and_the_next_step(jo: Any) -> None:
    screen = jo.window.current_screen

    row = screen.needs.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)

    assert "Approve promotion cc-fraud v1" in row
    assert "You hold the compliance officer vote; 0 of 2 are given." in row
    assert "Review…" in row
    assert screen.summary.text().endswith("1 thing needs you")


def test_nothing_of_one_person_stays_while_the_home_of_the_next_is_read(
    qtbot: Any, jo: Any
) -> None:
    screen = jo.window.current_screen
    qtbot.waitUntil(lambda: screen.since.model.rowCount() > 0)

    jo.backend.decider_changed.emit(jo.backend.decider)

    assert all(one.is_empty for one in (screen.needs, screen.since, *screen.work.values()))
    assert "Jo" not in screen.greeting.text()
    assert screen.summary.text() == ""
    assert not screen.needs._empty.isVisible()  # whether anything needs them is not known yet
    screen.refresh()
    qtbot.waitUntil(lambda: screen.needs.model.rowCount() == 1)
    assert screen.summary.text().endswith("1 thing needs you")


def test_what_happened_is_chosen_in_the_lineage_that_it_opens(qtbot: Any, jo: Any) -> None:
    since = jo.window.current_screen.since
    qtbot.waitUntil(lambda: since.model.rowCount() > 1)
    chosen = since.model.rows[1]

    since.table.setCurrentIndex(since.model.index(1, 0))
    QTest.keyClick(since.table, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: jo.window.current_key == "lineage")
    pane = jo.window.current_screen.event_pane
    qtbot.waitUntil(lambda: pane.detail is not None)
    assert pane.detail.row.id == chosen.event.id
    assert chosen.event.model_id is not None


def test_a_button_that_is_pressed_while_home_is_read_is_pressed_all_the_same(
    qtbot: Any, jo: Any
) -> None:
    screen, home = jo.window.current_screen, jo.window.current_screen._home
    above, pressed = Button("Show me", parent=jo.window), []
    above.clicked.connect(lambda _checked: pressed.append(above))
    above.show()
    screen._home = None

    QTest.mousePress(above, Qt.MouseButton.LeftButton)
    screen._show(home)
    assert above.hasFocus()
    QTest.mouseRelease(above, Qt.MouseButton.LeftButton)
    assert len(pressed) == 1

    screen.focus_list()
    screen._home = None
    screen._show(home)
    assert screen.needs.table.hasFocus()  # nobody went elsewhere


def test_who_comes_back_finds_the_most_urgent_first_and_then_nothing_moves(
    qtbot: Any, jo: Any
) -> None:
    screen, home = jo.window.current_screen, jo.window.current_screen._home
    (first,) = home.needs
    second = replace(first, id=uuid4(), number=first.number + 1, title="Later")
    screen.focus_list()

    def listed() -> list[UUID]:
        return [one.row.id for one in screen.needs.model.rows]

    screen._show_needs(replace(home, needs=(first, second)))
    screen._show_needs(replace(home, needs=(second, first)))
    assert listed() == [first.id, second.id]  # it has the keyboard

    screen._home = replace(home, needs=(second, first))
    jo.window.go("inventory")
    jo.window.go("home")
    assert listed() == [second.id, first.id]  # at once, though nothing is read
    qtbot.waitUntil(lambda: not screen._was_left)
    screen.focus_list()
    screen._show_needs(replace(home, needs=(first, second)))
    assert listed() == [second.id, first.id]


def test_an_alert_that_somebody_hands_over_says_who_and_why(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    alert_id = stories.alarm(sqlite_workspace, stories.register(sqlite_workspace))
    tom, sanne = sqlite_workspace.work("tom"), sqlite_workspace.work("sanne")
    tom.write(acknowledge_alert, alert_id, reason="A campaign runs.")
    tom.write(escalate_alert, alert_id, person_id=sanne.actor.id, reason="You know the data.")
    with desk(sqlite_workspace, "sanne", tmp_path, "home") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.needs.model.rowCount() == 1)
        (need,) = screen.needs.model.rows

    assert alert_reason(need.row) == "Tom Bakker asks you: You know the data."


def test_enter_opens_the_decision(qtbot: Any, jo: Any) -> None:
    screen = jo.window.current_screen
    screen.needs.table.select_first()

    qtbot.keyClick(screen.needs.table, Qt.Key.Key_Return)

    assert jo.window.current_key == "approvals"
    opened = jo.window.current_screen
    qtbot.waitUntil(lambda: opened.case.shown is not None)


def test_one_click_on_the_next_step_opens_it_and_one_beside_it_only_chooses(
    qtbot: Any, jo: Any
) -> None:
    table = jo.window.current_screen.needs.table
    words, step = (table.visualRect(table.model().index(0, n)).center() for n in (1, 3))

    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=words)
    assert jo.window.current_key == "home"
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=step)

    assert jo.window.current_key == "approvals"
    opened = jo.window.current_screen
    qtbot.waitUntil(lambda: opened.case.shown is not None)


def asked_in_the_list(qtbot: Any, screen: Any) -> UUID:
    """The request that needs one, with the keyboard on it."""
    screen.needs.table.setFocus()
    qtbot.waitUntil(screen.needs.table.hasFocus)
    request_id: UUID = screen.needs.model.rows[0].row.id
    return request_id


def test_what_is_finished_stays_ticked_while_the_list_has_the_keyboard(
    qtbot: Any, jo: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = jo.window.current_screen
    request_id = asked_in_the_list(qtbot, screen)
    sqlite_workspace.work("jo").write(decide, request_id, verdict="accept", reason=REASON)

    screen.refresh()
    qtbot.waitUntil(lambda: screen.needs.model.rows[0].is_done)

    assert screen.needs.model.rowCount() == 1
    done = screen.needs.model.rows[0]
    _due, what, side, *_steps = (one.value(done) for one in screen.needs.model.columns)
    assert what.detail == "It waits for you no more."
    assert side.title.startswith("asked by ")  # not the votes as they were


def test_what_was_finished_elsewhere_is_gone_from_home_once_one_is_back(
    qtbot: Any, jo: Any, sqlite_workspace: TestWorkspace
) -> None:
    screen = jo.window.current_screen
    request_id = asked_in_the_list(qtbot, screen)
    jo.window.go("inventory")
    sqlite_workspace.work("jo").write(decide, request_id, verdict="accept", reason=REASON)

    jo.window.go("home")
    screen.focus_list()

    qtbot.waitUntil(lambda: screen.needs.model.rowCount() == 0)


def test_tiles_count_and_say_so_to_readers(qtbot: Any, jo: Any) -> None:
    screen = jo.window.current_screen
    qtbot.waitUntil(lambda: screen.is_filled)

    tiles = {one.tile.code: one for one in screen.tiles.findChildren(GapTile)}

    assert tiles["to_review"].accessibleName().startswith("1 To review")
    assert tiles["no_monitor"].tile.count == 0


def test_figures_that_can_not_be_read_say_so_above_themselves(
    qtbot: Any, jo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = jo.window.current_screen
    qtbot.waitUntil(lambda: screen.is_filled)

    def fail(*_args: object, **_given: object) -> None:
        raise AppError("The disk says no.")

    with monkeypatch.context() as broken:
        broken.setattr("app.views.screens.home.load_figures", fail)
        screen.refresh()
        qtbot.waitUntil(lambda: screen.tiles.banners.keys == ("block",))
    assert screen.needs.banners.keys == ()
    assert screen.tiles.findChildren(GapTile)  # the last ones stay
    (again,) = (
        one for one in screen.tiles.banners.findChildren(Button) if one.text() == "Try again"
    )
    again.click()
    qtbot.waitUntil(lambda: screen.tiles.banners.keys == ())


def test_a_request_that_waits_for_others_says_how_many_votes_are_given() -> None:
    """Not "undecided" beside "You accepted it"."""
    now = datetime.now(UTC)
    why = Why("home.voted.accept", role="risk_officer", stage="PROD")
    one = WorkRow(kind="request", id=uuid4(), title="cc-fraud", state="pending", why=why,
                  at=now, votes=(1, 2))  # fmt: skip
    _, state = work_columns("Your decisions", lambda: now)

    assert str(state.value(one)) == "1 of 2 given"


def test_a_role_view_puts_its_own_blocks_first(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "mark", tmp_path, "home") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.role_view.count() == 2)
        assert not screen.waiting.isVisible()

        screen.role_view.setCurrentIndex(1)
        screen.role_view.activated.emit(1)

        assert screen.role_view.currentText() == "Role view: Engineer"
        assert screen.waiting.isVisible()
        # Every block of the view is read, and none of the view before.
        qtbot.waitUntil(lambda: "No life cycle of your models is under way." in said(screen))
        assert not screen.work["beyond"].isVisible()


def test_the_home_of_the_next_person_is_read_at_once_though_they_hold_the_view_of_the_last(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def load(*given: Any, **named: Any) -> Any:
        asked.append(named["view"])
        return load_work(*given, **named)

    with desk(sqlite_workspace, "sanne", tmp_path, "home") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.is_filled)
        assert screen.view == "engineer"
        monkeypatch.setattr("app.views.screens.home.load_work", load)
        screen._timer.stop()  # nobody waits until the clock of Home comes round

        desktop.act_as("mark")

        qtbot.waitUntil(lambda: screen.view == "validator")
        qtbot.waitUntil(lambda: "validator" in asked)
        qtbot.waitUntil(lambda: screen.is_filled and "Mark" in screen.greeting.text())
        assert screen.role_view.currentText() == "Role view: Validator"


def said(screen: Any) -> set[str]:
    return {one.text() for one in screen.findChildren(QLabel) if one.isVisible()}


def test_the_business_analyst_of_the_demo_finds_the_models_they_gave_a_use(
    qtbot: Any, demo: Path, tmp_path: Path
) -> None:
    with demo_desk(demo, "noor", tmp_path) as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: not screen.work["measured"].is_empty)
        used, measured = (screen.work[name].table for name in ("used", "measured"))
        first, auc = (
            " ".join(
                str(table.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))
                for row in range(table.model().rowCount())
            )
            for table in (used, measured)
        )

        used.select_first()
        qtbot.keyClick(used, Qt.Key.Key_Return)

        assert "cc-fraud v13" in first
        assert "Used for: Card payments." in first
        assert "AUC is 0." in auc
        assert desktop.window.current_key == "inventory"


def test_the_day_is_the_one_that_is_looked_back_to(
    qtbot: Any, jo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen: Any = jo.window.current_screen
    then = datetime(2025, 3, 1, 12, tzinfo=UTC)
    monkeypatch.setattr("app.views.screens.home.shown_now", lambda: then)

    screen.refresh()

    qtbot.waitUntil(lambda: screen.summary.text().startswith("Saturday 1 March 2025 · "))


def test_nothing_to_do_is_said_calmly(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "eva", tmp_path, "home") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: "Nothing needs you" in screen.summary.text())

        assert not screen.needs.table.isVisible()


@pytest.mark.parametrize(
    ("handle", "first"),
    [("eva", "life_cycles"), ("lin", "inventory"), ("piet", "monitoring"),
     ("root", "administration")],
)  # fmt: skip
def test_whom_nothing_waits_for_begins_their_own_work_with_one_click(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, handle: str, first: str
) -> None:
    stories.register(sqlite_workspace)
    with desk(sqlite_workspace, handle, tmp_path, "home") as desktop:
        screen: Any = desktop.window.current_screen

        def shown() -> list[Button]:
            return [one for one in screen.beginnings.findChildren(Button) if one.isVisible()]

        qtbot.waitUntil(lambda: len(shown()) == 3)
        shown()[0].click()

        assert desktop.window.current_key == first


def test_the_beginning_about_risks_lands_on_them(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    stories.register(sqlite_workspace)
    with desk(sqlite_workspace, "lin", tmp_path, "home") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.findChild(Button, "home.begin.governance") is not None)
        screen.findChild(Button, "home.begin.governance").click()

        qtbot.waitUntil(lambda: desktop.window.current_key == "governance")
        governance: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: governance.tables.kind == "risk")


def test_who_has_something_to_do_is_not_offered_beginnings(jo: Any) -> None:
    assert not jo.window.current_screen.beginnings.isVisible()


def test_an_executive_hears_what_went_into_production_in_their_units(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    stories.put_in_production(sqlite_workspace, stories.register(sqlite_workspace))
    with desk(sqlite_workspace, "lin", tmp_path, "home") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: not screen.since.is_empty)

        tags = {one.event.tag for one in screen.since.model.rows}

    assert "deployment.deployed" in tags
    assert tags <= set(LOUD)


def test_due_times_are_words_people_use() -> None:
    now = datetime(2026, 3, 13, 13, 0, tzinfo=UTC)

    said = [
        due_state(now - timedelta(hours=2), now).text,
        due_words(now - timedelta(days=3), now).text,
        due_words(now + timedelta(hours=1), now).text,
        due_state(None, now, severity="critical", since=now - timedelta(minutes=5)).text,
        due_state(None, now, since=now - timedelta(minutes=5)).text,
        due_state(None, now, since=now).text,
        due_note(now - timedelta(hours=2), now),
        due_note(None, now),
    ]

    assert said[0] == "Overdue 2 h"
    assert said[1] == "overdue 3 d"
    assert said[2].startswith("due today ")
    assert said[3:] == ["Critical 5 min", "Waiting 5 min", "New", "2 h late", ""]


def test_tomorrow_is_the_next_day_however_many_hours_away() -> None:
    evening = datetime(2026, 3, 13, 20, 0, tzinfo=UTC)  # a Friday

    said = [due_words(evening + timedelta(hours=h), evening).text for h in (1, 5, 27, 36)]

    assert said[0].startswith("due today ")
    assert said[1].startswith("due tomorrow ")
    assert said[2].startswith("due tomorrow ")
    assert said[3] == "due Sun 15 March"
    assert due_state(evening + timedelta(hours=36), evening).text == "Sun 15 March"


def test_an_empty_block_leaves_its_width_to_the_list_beside_it(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    stories.ask(sqlite_workspace, stories.register(sqlite_workspace))
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen._home is not None and not screen.since.is_empty)

        assert screen.watching.is_empty
        qtbot.waitUntil(lambda: screen.since.width() > 2 * screen.watching.width())


def test_tab_goes_from_top_to_bottom_in_every_role_view(
    demo: Path, tmp_path: Path, qtbot: Any
) -> None:
    for person in ("lin", "jo", "noor"):
        with demo_desk(demo, person, tmp_path) as desktop:
            screen = go(desktop, "home")
            qtbot.waitUntil(lambda screen=screen: screen.is_filled)
            stops = [*stops_of(screen)]
            tops = [each.mapTo(screen, QPoint(0, 0)).y() for each in stops]

            assert len(stops) > 5
            assert tops == sorted(tops)


def press(qtbot: Any, screen: Any, key: Qt.Key) -> None:
    screen.needs.table.setFocus()
    qtbot.waitUntil(screen.needs.table.hasFocus)
    screen.needs.table.select_first()
    qtbot.keyClick(screen.needs.table, key)


def test_space_shows_the_row_in_full_and_leaves_the_list_as_it_is(qtbot: Any, jo: Any) -> None:
    screen = jo.window.current_screen

    press(qtbot, screen, Qt.Key.Key_Space)
    sheet = jo.window.findChild(NeedPeek)
    words = " ".join(one.text() for one in sheet.findChildren(QLabel))
    assert "You hold the compliance officer vote; 0 of 2 are given." in words
    qtbot.keyClick(sheet, Qt.Key.Key_Space)
    assert jo.window.current_key == "home"

    press(qtbot, screen, Qt.Key.Key_Space)
    jo.window.findChildren(NeedPeek)[-1].verb_button.click()
    qtbot.waitUntil(lambda: jo.window.current_key == "approvals")


def test_a_digit_puts_a_row_off_and_ctrl_z_brings_it_back(qtbot: Any, jo: Any) -> None:
    screen = jo.window.current_screen

    press(qtbot, screen, Qt.Key.Key_S)
    qtbot.keyClick(screen.acts.menu, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: screen.needs.model.rowCount() == 0)
    qtbot.waitUntil(lambda: screen._home.put_off == 1)
    assert jo.window.toasts.texts[-1].startswith("Off your list until ")
    assert "Nothing needs you" in screen.summary.text()

    jo.window.actions_registry.trigger("home.put_off")
    qtbot.waitUntil(lambda: screen.needs.model.rowCount() == 1)
    shown = screen.needs.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Until " in shown
    jo.window.actions_registry.trigger("home.put_off")
    qtbot.waitUntil(lambda: screen.needs.model.rowCount() == 0)

    jo.window.actions_registry.trigger("edit.undo")
    qtbot.waitUntil(lambda: screen.needs.model.rowCount() == 1)
    assert screen._home.put_off == 0


def test_another_moment_is_picked_up_to_two_weeks_ahead(qtbot: Any, jo: Any) -> None:
    screen = jo.window.current_screen

    press(qtbot, screen, Qt.Key.Key_S)
    qtbot.keyClick(screen.acts.menu, Qt.Key.Key_6)
    picker = screen.findChild(MomentPicker)
    assert picker.calendar.maximumDate() == picker.calendar.today.addDays(14)
    wanted = picker.moment
    qtbot.keyClick(picker, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: screen.needs.model.rowCount() == 0)
    assert clock(wanted, datetime.now(UTC)) in jo.window.toasts.texts[-1]


def test_del_takes_it_off_the_list_until_something_happens(qtbot: Any, jo: Any) -> None:
    screen = jo.window.current_screen

    press(qtbot, screen, Qt.Key.Key_Delete)

    qtbot.waitUntil(lambda: screen.needs.model.rowCount() == 0)
    assert "until something happens to it" in jo.window.toasts.texts[-1]


def test_a_vote_is_nobodys_to_hand_over_and_the_key_says_so(qtbot: Any, jo: Any) -> None:
    screen = jo.window.current_screen

    press(qtbot, screen, Qt.Key.Key_M)

    assert "here everybody of the role is asked" in jo.window.status.message.state.text


def test_an_alert_is_handed_over_from_home_and_taken_back(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    alert_id = stories.alarm(sqlite_workspace, stories.register(sqlite_workspace))
    with desk(sqlite_workspace, "tom", tmp_path, "home") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.needs.model.rowCount() == 1)

        press(qtbot, screen, Qt.Key.Key_M)
        qtbot.waitUntil(lambda: desktop.window.findChild(PersonDialog) is not None)
        dialog = desktop.window.findChild(PersonDialog)
        assert dialog.windowTitle().startswith("Assign: ")  # as on the alerts' own screen
        assert next(one.name for one in dialog.picker._people if not one.blocked) == "Tom Bakker"
        sanne = next(one for one in dialog.picker._people if one.name == "Sanne de Vries")
        dialog.chosen.emit(sanne)
        qtbot.waitUntil(lambda: screen.needs.model.rowCount() == 0)
        with sqlite_workspace.service.reading() as session:
            assert str(session.get_one(Alert, alert_id).assignee_id) == sanne.id

        qtbot.waitUntil(lambda: not desktop.window.actions_registry.reason("edit.undo"))
        desktop.window.actions_registry.trigger("edit.undo")
        qtbot.waitUntil(lambda: screen.needs.model.rowCount() == 1)


def test_what_is_critical_is_not_put_off(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    stories.alarm(sqlite_workspace, stories.register(sqlite_workspace), severity="critical")
    with desk(sqlite_workspace, "tom", tmp_path, "home") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.needs.model.rowCount() == 1)

        press(qtbot, screen, Qt.Key.Key_Delete)

        assert "What is critical is not put off." in desktop.window.status.message.state.text
        assert screen.needs.model.rowCount() == 1


def test_an_empty_list_says_which_day_comes_next(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = stories.register(sqlite_workspace)
    day = datetime.now(UTC) + timedelta(days=40)
    plan = NewCampaign("Yearly", "Still used?", day, [made.model_id])
    sqlite_workspace.work("jo").write(plan_campaign, plan)
    with desk(sqlite_workspace, "sanne", tmp_path, "home") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(screen.needs._empty.isVisible)

        said = screen.needs._empty.text()

    assert said.startswith("Nothing needs you now. Next, ")
    assert said.endswith("you answer for cc-fraud.")


def test_the_row_says_which_key_opens_it_where_it_has_room(qtbot: Any, jo: Any) -> None:
    table = jo.window.current_screen.needs.table
    table.select_first()

    cell = table.model().index(0, 4).data(Role.CELL)

    assert cell.keys == "Enter"
    assert table.columnWidth(4) >= painting.keycap_width("Enter") + PADDING
    jo.window.resize(700, 700)
    qtbot.waitUntil(lambda: table.isColumnHidden(4))  # why it is here has that room then


def test_the_four_eyes_of_a_request_are_drawn_before_the_words(jo: Any) -> None:
    side = jo.window.current_screen.needs.model.index(0, 2).data(Role.CELL)

    assert side.title == "four eyes 0 of 2"
    assert (side.votes.given, side.votes.needed) == (0, 2)
