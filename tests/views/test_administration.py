"""Administration: two administrators for a role, nobody for themselves; others see whom to ask."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from sqlalchemy import select

from app.errors import RefusedError
from app.models.queries.connection_use import ConnectionUse
from app.models.queries.user_list import list_users
from app.models.queries.windows import list_window_cases
from app.models.rules.instants import end_of
from app.models.rules.roles import Role
from app.models.tables.governance import SignedAct
from app.models.tables.organisation import SigningKey
from app.models.tables.personal import Watch
from app.services.commands.accounts import add_account
from app.services.commands.keys import propose_key, revoke_key
from app.services.commands.people import find_person
from app.services.signing import KeyPair
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import signed_act_fault
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.filters import parse
from app.views.panels import administration_people
from app.views.panels.administration_places import use_lines
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.places import ObjectRef
from app.views.screens.administration import PAGES
from app.views.widgets.basics import StateChip, StyledLabel
from app.views.zones import at_wall
from tests import stories
from tests.services.test_role_requests import ask_role
from tests.services.test_windows import WHY, plan
from tests.trail_kit import tamper
from tests.views.desks import desk
from tests.views.operate_kit import wait
from tests.views.test_accessibility import focusable, is_inner
from tests.workspaces import PEOPLE, TestWorkspace, give_keys


def opened(qtbot: Any, desktop: Any) -> Any:
    screen = desktop.window.current_screen
    wait(qtbot, lambda: screen._organisation is not None)
    if screen._organisation.is_administrator:
        wait(qtbot, lambda: screen.people.chosen is not None)
    return screen


def choose(screen: Any, handle: str) -> None:
    model = screen.people.table.rows_model
    case = next(one for one in model.rows if one.person.handle == handle)
    assert screen.people.table.select_key(case.person.id)


def confirm(qtbot: Any, page: QWidget, reason: str = "") -> None:
    sheet = page.findChild(ConfirmSheet)
    if reason:
        sheet.reason.set_text(reason)
    assert sheet.lacks() == ""
    sheet.verb_button.click()


def test_one_administrator_asks_and_another_confirms(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        choose(screen, "piet")
        screen.people.case.role_button.click()
        sheet: Any = screen.people.findChild(ConfirmSheet)
        sheet.role.setCurrentIndex(list(Role).index(Role.OPERATOR))
        confirm(qtbot, screen.people, "Agreed with the unit.")
        wait(qtbot, lambda: screen.people.requests.rows_model.rowCount() == 1)
        screen.people.requests.select_first()
        assert "second administrator" in screen.people.confirm_button.reason

    with desk(sqlite_workspace, "rosa", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        wait(qtbot, lambda: screen.people.requests.current_row() is not None)
        assert screen.tabs.bar.tabs[0].count == 1
        screen.people.confirm_button.click()
        wait(qtbot, lambda: desktop.window.findChild(DecisionDialog) is not None)
        dialog = desktop.window.findChild(DecisionDialog)
        said = "\n".join(one.text() for one in dialog.findChildren(QLabel))
        assert "Operator in Noorderbank: 1 holder now, 2 afterwards." in said
        assert "1 of them remains where Piet Smit and Ada Root are excluded." in said
        desktop.window.findChild(DecisionDialog).sign_button.click()
        wait(qtbot, lambda: "Confirmed" in desktop.window.toasts.texts)

    assert sqlite_workspace.work("piet").actor.roles == {Role.TESTER, Role.OPERATOR}


def test_an_administrator_confirms_a_key_and_signs_for_it(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Whose key is in force and at hand signs."""
    give_keys(tmp_path / "credentials")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    row = sqlite_workspace.work("sanne").write(propose_key, KeyPair.generate().public_key)
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        choose(screen, "sanne")
        name = f"administration.key.{row.kid}.confirm"
        screen.people.case.findChild(QPushButton, name).click()
        wait(qtbot, lambda: desktop.window.findChild(DecisionDialog) is not None)
        dialog = desktop.window.findChild(DecisionDialog)
        assert row.kid in {one.text() for one in dialog.findChildren(QLabel)}
        dialog.sign_button.click()
        wait(qtbot, lambda: "Key confirmed" in desktop.window.toasts.texts)

    with sqlite_workspace.service.reading() as session:
        act = session.scalars(select(SignedAct)).one()
        assert (act.thing, act.state, act.object_id) == ("key", "endorsed", row.id)
        assert signed_act_fault(Verifying(session), act) == ""


def test_whoever_proposed_a_wrong_key_withdraws_it_in_their_account(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    row = sqlite_workspace.work("sanne").write(propose_key, KeyPair.generate().public_key)
    with desk(sqlite_workspace, "sanne", tmp_path, "administration") as desktop:
        screen: Any = desktop.window.current_screen
        name = f"administration.key.{row.kid}.revoke"
        wait(qtbot, lambda: screen.findChild(QPushButton, name) is not None)
        button = screen.findChild(QPushButton, name)
        assert button.text() == "Withdraw…"
        button.click()
        sheet: Any = screen.findChild(ConfirmSheet)
        sheet.reason.set_text("Made on the wrong computer.")
        sheet.verb_button.click()
        wait(qtbot, lambda: "The key is withdrawn" in desktop.window.toasts.texts)
        wait(qtbot, lambda: screen.findChild(QPushButton, name) is None)

    with sqlite_workspace.service.reading() as session:
        assert session.get_one(SigningKey, row.id).state == "withdrawn"


def test_what_a_role_comes_to_is_said_before_it_is_asked_for(
    qtbot: Any, postgres_workspace: TestWorkspace, tmp_path: Path
):
    """On a team's database, where another administrator confirms."""
    with desk(postgres_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        choose(screen, "piet")
        screen.people.case.role_button.click()
        sheet: Any = screen.people.findChild(ConfirmSheet)
        sheet.role.setCurrentIndex(sheet._roles.index(Role.RISK_OFFICER))
        sheet._judge()
        said = "\n".join(one.text() for one in sheet.findChildren(StyledLabel))
        assert "Risk officer in Noorderbank: 1 holder now, 2 afterwards." in said
        assert "1 administrator may confirm it" in said
        assert "Meanwhile Piet Smit can't be: administrator and auditor." in said

        sheet.reject()
        choose(screen, "rosa")
        screen.people.case.end_button.click()
        sheet = screen.people.findChildren(ConfirmSheet)[-1]
        said = "\n".join(one.text() for one in sheet.findChildren(StyledLabel))
        assert "Administrator in Noorderbank: 2 holders now, 1 afterwards." in said
        assert "0 of them remain where Rosa Kok and Ada Root are excluded." in said
        assert "Nobody can confirm it" in said


def test_a_user_is_added_and_holds_no_role(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        screen.people.add_button.click()
        sheet: Any = screen.people.findChild(ConfirmSheet)
        assert "Give a handle" in sheet.lacks()
        sheet.findChild(QLineEdit, "administration.handle").setText("new")
        sheet.findChild(QLineEdit, "administration.full_name").setText("New One")
        confirm(qtbot, screen.people)

        def states() -> dict[str, str]:
            rows = screen.people.table.rows_model.rows
            return {one.person.full_name: one.state for one in rows}

        wait(qtbot, lambda: states().get("New One") == "no_role")
        wait(qtbot, lambda: screen.people.chosen.person.full_name == "New One")  # for a role


def test_users_are_read_by_pages_and_stay_where_they_are_when_one_comes(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    most = [3]
    asked: list[object] = []

    def list_few(session: Any, query: Any, after: Any, limit: int) -> Any:
        asked.append(after)
        return list_users(session, query, after, min(limit, *most))

    monkeypatch.setattr(administration_people, "list_users", list_few)
    by_name = sorted(name for name, _ in PEOPLE.values())
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        page = screen.people
        model = page.table.rows_model

        def names() -> list[str]:
            return [one.person.full_name for one in model.rows]

        wait(qtbot, lambda: names() == by_name)
        assert sum(after is not None for after in asked) > 1  # page by page
        assert screen.filter_bar._count.text() == str(len(by_name))

        choose(screen, "mark")
        most[0] = 1_000
        sqlite_workspace.work("root").write(add_account, handle="aa", full_name="A New One")
        screen.refresh()
        wait(qtbot, lambda: model.new_count == 1)
        assert names() == by_name
        assert page.chosen.person.handle == "mark"

        page.filter.set_query(parse("vermeer"))
        wait(qtbot, lambda: names() == ["Jo Vermeer"])
        wait(qtbot, lambda: page.chosen.person.handle == "jo")
        wait(qtbot, lambda: page.filter._count.text() == f"1 of {len(by_name) + 1}")
        file = page.file()
        path = tmp_path / "users.csv"
        assert sqlite_workspace.service.read(file.export, file.query, path) == 1
        assert "Jo Vermeer" in path.read_text()

        # One who isn't among the rows is shown all the same, and stays so.
        with sqlite_workspace.work("root").unit() as work:
            other = find_person(work, "tom").id
        screen.open_object(ObjectRef("person", str(other)))
        wait(qtbot, lambda: page.chosen.person.handle == "tom")
        assert page.table.current_row() is None
        screen.refresh()
        wait(qtbot, lambda: not desktop.backend.is_reading)
        assert screen.here().id == str(other)
        assert page.case.view_button.isEnabled()


def test_asking_begins_with_a_role_that_the_person_does_not_hold(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        choose(screen, "mark")
        screen.people.case.role_button.click()
        sheet: Any = screen.people.findChild(ConfirmSheet)

        assert sheet.chosen_role not in sqlite_workspace.work("mark").actor.roles
        assert "characters as the reason" in sheet.lacks()


def test_a_role_that_may_not_meet_another_is_said_before_it_is_asked(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        choose(screen, "jo")
        screen.people.case.role_button.click()
        sheet: Any = screen.people.findChild(ConfirmSheet)
        place = list(Role).index(Role.AUDITOR)
        sheet.role.setCurrentIndex(place)
        sheet.role.activated.emit(place)

        assert "may not meet" in sheet.lacks()
        sheet.until.setText("some day")
        assert "Until is a day" in sheet.lacks()


@pytest.mark.parametrize("typed", ["2030-11-28", "28 November 2030", "28 nov 2030"])
def test_a_role_ends_with_the_day_that_is_typed(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, typed: str
):
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        choose(screen, "mark")
        screen.people.case.role_button.click()
        sheet: Any = screen.people.findChild(ConfirmSheet)

        sheet.until.setText(typed)

        assert "Until" not in sheet.lacks()
        assert sheet.chosen_until() == end_of(date(2030, 11, 28), at_wall)


def test_nobody_changes_their_own_account(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        choose(screen, "root")
        case = screen.people.case

        assert "own roles" in case.role_button.reason
        assert "own roles" in case.close_button.reason
        assert case.view_button.reason == "That is you."


def test_an_account_is_closed_and_says_so(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        choose(screen, "piet")
        screen.people.case.close_button.click()
        wait(qtbot, lambda: screen.people.findChild(ConfirmSheet) is not None)
        shown = screen.people.findChild(ConfirmSheet).findChildren(QLabel)
        assert "nothing" in [one.text() for one in shown]  # that piet leaves open
        confirm(qtbot, screen.people, "Left the bank on the 1st.")
        wait(qtbot, lambda: "The account is closed" in desktop.window.toasts.texts)

        def state() -> str:
            rows = screen.people.table.rows_model.rows
            return str(next(one.state for one in rows if one.person.handle == "piet"))

        wait(qtbot, lambda: state() == "closed")
        choose(screen, "piet")
        said = {
            "Closed because: Left the bank on the 1st.",
            "The account of its holder is closed; nothing can be signed with it.",
        }
        case = screen.people.case
        wait(qtbot, lambda: said <= {one.text() for one in case.findChildren(QLabel)})
        assert "account closed" in {one.state.text for one in case.findChildren(StateChip)}


def test_a_key_stands_as_the_log_tells_and_what_its_row_says_is_told(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    ended = sqlite_workspace.signer("piet").key_id
    sqlite_workspace.work("root").write(revoke_key, ended, reason="Its computer was stolen.")
    tamper(sqlite_workspace, "UPDATE {schema}signing_key SET state = 'active'")

    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        choose(screen, "piet")

        case = screen.people.case
        said = "Its row says active, the log revoked: it was changed past the rules."
        wait(qtbot, lambda: said in {one.text() for one in case.findChildren(QLabel)})
        assert "revoked" in {one.state.text for one in case.findChildren(StateChip)}


def test_who_is_no_administrator_sees_their_account_and_whom_to_ask(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    with desk(sqlite_workspace, "jo", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        wait(qtbot, screen.account.isVisible)

        assert not screen.tabs.isVisible()
        words = [label.text() for label in screen.account.findChildren(QWidget) if _text(label)]
        assert {"Ada Root", "Rosa Kok", "Jo Vermeer"} <= set(words)
        assert "Tom Bakker" not in words
        # The keyboard is on the page, not on what stands above it; all begins at one edge.
        assert screen.isAncestorOf(desktop.window.focusWidget())
        edges = {
            label.mapTo(screen, QPoint(0, 0)).x()
            for label in screen.findChildren(QLabel)
            if label.isVisible() and label.text() in {"Administration", "Jo Vermeer", "Ada Root"}
        }
        assert len(edges) == 1


def _text(widget: QWidget) -> bool:
    return bool(getattr(widget, "text", lambda: "")())


@pytest.mark.parametrize("page", range(len(PAGES)))
def test_every_page_fills_and_its_stops_have_names(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, page: int
):
    stories.register(sqlite_workspace)
    ask_role(sqlite_workspace, "piet", "operator")
    plan(sqlite_workspace, by="root", stage="PROD")
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        screen.tabs.show_page(page)
        tables = (
            screen.people.table,
            screen.roles.table,
            screen.stages.stages,
            screen.connections.table,
            screen.integrations.table,
            screen.secrets.table,
            screen.retention.table,
            screen.log.table,
            screen.windows.table,
        )
        wait(qtbot, lambda: tables[page].rows_model.rowCount() > 0)
        nameless = [
            widget
            for widget in focusable(screen)
            if not widget.accessibleName() and not is_inner(widget)
        ]
        assert not nameless


def test_a_freeze_without_a_runtime_is_ended_where_all_windows_are(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    plan(sqlite_workspace, by="root", stage_kind="production")
    with desk(sqlite_workspace, "rosa", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        screen.tabs.show_page(PAGES.index("windows"))
        page = screen.windows
        wait(qtbot, lambda: page.table.current_row() is not None)
        assert page.table.current_row().row.is_in_force
        assert page.end_button.reason == ""

        page.end_button.click()
        confirm(qtbot, page, "The books are closed already.")
        wait(qtbot, lambda: page.table.current_row().row.state == "ended")
        row = page.table.current_row().row
        assert (row.planned_by, row.ended_by) == ("Ada Root", "Rosa Kok")
        assert "ended already" in page.end_button.reason
        assert page.detail.text().splitlines() == [
            "Window 1: Freeze of every stage of the kind production, Noorderbank",
            f"Planned by Ada Root: {WHY}",
            "Ended by Rosa Kok: The books are closed already.",
        ]
        wait(qtbot, lambda: desktop.window.toasts.texts == ["Window 1 has ended"])


def test_who_may_not_end_a_freeze_is_told_why(sqlite_workspace: TestWorkspace):
    plan(sqlite_workspace, by="root", stage="PROD")
    tom = sqlite_workspace.work("tom")

    (one,) = tom.read(list_window_cases, tom.actor.id)

    assert [each.code for each in one.end_blockers] == ["window.freeze"]


def test_a_connection_is_tried_step_by_step(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        screen.tabs.show_page(3)
        page = screen.connections
        wait(qtbot, lambda: page.table.current_row() is not None)
        page.test()
        wait(qtbot, lambda: page.steps_of(page.table.current_row()))

        assert all(step.is_good for step in page.steps_of(page.table.current_row()))
        assert page.test_button.isEnabled()


def test_a_connection_tells_what_uses_it_and_what_failed_last(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    registered = stories.register(sqlite_workspace)
    stories.put_in_production(sqlite_workspace, registered)
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        screen.tabs.show_page(3)
        page = screen.connections
        wait(qtbot, lambda: page.table.rows_model.rowCount() > 1)
        runtime = next(one for one in page.table.rows_model.rows if one.name == "prod-1")
        page.table.select_key(f"runtime:{runtime.name}")
        wait(qtbot, lambda: "Used by: cc-fraud v1" in texts_of(page.area))

        said = texts_of(page.area)
        where = page.table.rows_model.columns[-1].value(runtime)
    assert where == "beside the background service"
    assert any(one.startswith("Last used: 20") for one in said)
    assert any(one.startswith("0 of the last 1 deployment") for one in said)
    assert not any(one.startswith("Last failure") for one in said)


def test_a_connection_is_paused_and_goes_on_for_a_reason_that_is_shown(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    registered = stories.register(sqlite_workspace)
    stories.put_in_production(sqlite_workspace, registered)
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        screen.tabs.show_page(PAGES.index("connections"))
        page = screen.connections
        wait(qtbot, lambda: page.table.rows_model.rowCount() > 1)
        page.table.select_key("runtime:prod-1")
        assert page.pause_button.reason == ""

        page.pause_button.click()
        confirm(qtbot, page, "Its disk is replaced today.")
        wait(qtbot, lambda: page.table.current_row().pause is not None)
        said = texts_of(page.area)
        page.test()
        assert page.table.current_row().name == "prod-1"
        when = r"[\d-]{10} \d\d:\d\d"  # of the reader's zone
        told = rf"prod-1 is paused by Ada Root since {when}: Its disk is replaced today\."
        assert any(re.fullmatch(told, one) for one in said)
        assert "is paused by Ada Root" in page.test_button.reason
        assert page.steps_of(page.table.current_row()) == ()
        wait(qtbot, lambda: page.findChild(ConfirmSheet) is None)

        page.pause_button.click()
        confirm(qtbot, page, "The new disk is in place.")
        wait(qtbot, lambda: page.table.current_row().pause is None)
        assert page.test_button.reason == ""


def texts_of(widget: Any) -> list[str]:
    return [one.text() for one in widget.findChildren(StyledLabel)]


def test_the_words_of_a_use_name_the_first_few_and_the_last_failure():
    at = datetime(2026, 3, 1, 14, 2, tzinfo=UTC)
    use = ConnectionUse("runtime", "prod-1", 7, ("a v1", "b v2"), at, 20, 3, "No answer.", at)
    told = use_lines(use)

    assert told[0] == "Used by: a v1, b v2 and 5 more"
    assert told[2].startswith("3 of the last 20 deployment")
    assert told[3].startswith("Last failure, 2026-03-01")
    assert told[3].endswith(": No answer.")
    assert use_lines(ConnectionUse("store", "bank")) == ["Nothing uses it now."]


def test_seeing_the_app_as_somebody_else_changes_what_is_shown_and_nothing_else(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    stories.register(sqlite_workspace)
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen = opened(qtbot, desktop)
        choose(screen, "tom")
        screen.people.case.view_button.click()
        wait(qtbot, lambda: desktop.backend.is_viewing)
        assert desktop.window.viewing.isVisible()
        assert "Tom Bakker" in desktop.window.viewing.words.text()
        assert desktop.backend.decider.handle == "tom"
        assert desktop.seat.actor.handle == "root"

        desktop.window.go("inventory")
        inventory: Any = desktop.window.current_screen
        wait(qtbot, lambda: inventory.pane.detail is not None)
        desktop.window.actions_registry.trigger("inventory.watch")
        said = desktop.window.status.message.accessibleName()
        assert "You see the app as somebody else; nothing can be changed." in said
        refused: list[BaseException] = []
        desktop.backend.run(None, stories.register, on_error=refused.append)
        wait(qtbot, lambda: refused)  # the second line
        assert isinstance(refused[0], RefusedError)
        with sqlite_workspace.service.reading() as session:
            assert session.query(Watch).count() == 0

        desktop.window.viewing.button.click()
        assert not desktop.backend.is_viewing
        assert not desktop.window.viewing.isVisible()
        assert desktop.backend.decider.handle == "root"
        desktop.window.actions_registry.trigger("inventory.watch")
        wait(qtbot, lambda: "You watch cc-fraud now" in desktop.window.toasts.texts)


def test_only_an_administrator_sees_the_app_as_somebody_else(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
):
    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        desktop.window.view_as("tom")

        assert "Only an administrator" in desktop.window.status.message.accessibleName()
        assert not desktop.backend.is_viewing
