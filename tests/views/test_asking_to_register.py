"""Who may not register a model asks for it in the window; who may answers from the inbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.models.queries import registrations
from app.models.tables.inventory import RegisteredModel, RegistrationRequest
from app.services.commands.asked_registrations import NewAsking, ask_registration
from app.services.commands.models import NewModel
from app.services.commands.registration import Wanted, register_wanted
from app.views.desktop import Desktop
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.panels.approvals_asked import AskedPage
from app.views.panels.inventory_ask import AskSheet
from app.views.panels.inventory_register import CHECK, SOURCE, RegisterSheet
from app.views.places import ObjectRef
from app.views.widgets.basics import StyledLabel
from tests import stories
from tests.machine import machine
from tests.model_folders import write_folder
from tests.views.desks import busy, desk
from tests.workspaces import TestWorkspace

CTRL = Qt.KeyboardModifier.ControlModifier
WHY = "It stands in the list of Marketing."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@contextmanager
def sitting(bank: TestWorkspace, handle: str, home: Path, screen: str) -> Iterator[Desktop]:
    with desk(bank, handle, home, screen) as desktop:
        yield desktop


def ask(bank: TestWorkspace, source: str = "The share of Marketing.", *, by: str = "lin") -> UUID:
    new = NewAsking("spend", "What a client will spend.", source, "Marketing has a card.")
    with bank.work(by).unit() as work:
        return ask_registration(work, new).id


def state_of(bank: TestWorkspace, key: UUID) -> tuple[str, str]:
    with bank.service.reading() as session:
        found = session.get_one(RegistrationRequest, key)
        return found.state, found.reason


def sheet_of(kind: type[Any], qtbot: Any) -> Any:
    def found() -> list[Any]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind)]

    qtbot.waitUntil(lambda: len(found()) == 1)
    sheet = found()[0]
    qtbot.waitUntil(sheet.isActiveWindow)
    return sheet


def sheets_of(kind: type[Any]) -> list[Any]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind)]


def looked_at(qtbot: Any) -> Any:
    """The sheet of a request, once Next was pressed in it."""
    sheet = sheet_of(RegisterSheet, qtbot)
    qtbot.waitUntil(lambda: sheet.source.path.text() != "")
    QTest.keyClick(sheet, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    return sheet


def told(sheet: RegisterSheet) -> str:
    return " ".join(one.text() for one in sheet.errors.findChildren(StyledLabel))


def may_act(desktop: Desktop, qtbot: Any) -> Any:
    screen: Any = desktop.window.current_screen
    qtbot.waitUntil(lambda: screen.actions_.why_not_register() == "")
    return screen


def opened_case(desktop: Desktop, qtbot: Any, key: UUID) -> Any:
    screen: Any = desktop.window.current_screen
    desktop.window.open_ref(ObjectRef("registration_request", str(key), "spend"))
    qtbot.waitUntil(lambda: isinstance(screen.case.shown, AskedPage))
    return screen


def test_who_may_not_register_reads_why_and_asks_by_keys_alone(
    sqlite_workspace: TestWorkspace, home: Path, qtbot: Any
) -> None:
    with sitting(sqlite_workspace, "lin", home, "inventory") as desktop:
        screen = may_act(desktop, qtbot)
        assert screen.register_button.text() == "Request registration…"
        QTest.keyClick(desktop.window, Qt.Key.Key_N, CTRL)
        sheet = sheet_of(AskSheet, qtbot)
        said = sheet.why.text()
        first = sheet.lacks()
        for words in ("spend", "What a client will spend.", "The share of Marketing."):
            QTest.keyClicks(QApplication.focusWidget(), words)
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: not sheet_is_open(AskSheet))

    assert "Mark Jansen, Sanne de Vries or Tom Bakker" in said
    assert first == "Give the model a name."
    with sqlite_workspace.service.reading() as session:
        (made,) = session.scalars(select(RegistrationRequest)).all()
    assert (made.name, made.source) == ("spend", "The share of Marketing.")
    assert made.asked_by == sqlite_workspace.work("lin").actor.id


def sheet_is_open(kind: type[Any]) -> bool:
    return any(isinstance(one, kind) for one in QApplication.topLevelWidgets())


def test_a_person_is_named_of_those_who_may(
    sqlite_workspace: TestWorkspace, home: Path, qtbot: Any
) -> None:
    with sitting(sqlite_workspace, "piet", home, "inventory") as desktop:
        screen = may_act(desktop, qtbot)
        screen.actions_.register()
        sheet = sheet_of(AskSheet, qtbot)
        offered = [sheet.meant.itemText(n) for n in range(sheet.meant.count())]
        sheet.meant.setCurrentText("Tom Bakker")
        handle = sheet.wanted.meant
        sheet.reject()

    assert offered[1:] == ["Mark Jansen", "Sanne de Vries", "Tom Bakker"]
    assert handle == "tom"


def test_what_is_dropped_by_who_may_not_is_asked_for(
    sqlite_workspace: TestWorkspace, home: Path, qtbot: Any
) -> None:
    folder = write_folder(home / "spend")
    with sitting(sqlite_workspace, "aisha", home, "home") as desktop:
        desktop.window.go("inventory")
        screen = may_act(desktop, qtbot)
        screen.actions_.take_drop(folder)
        sheet = sheet_of(AskSheet, qtbot)
        entered = sheet.name.text(), sheet.source.text()
        focused = getattr(QApplication.focusWidget(), "objectName", str)()
        sheet.reject()

    assert entered == ("spend", str(folder))
    assert focused == "ask.purpose"


def test_what_is_asked_stands_in_the_inbox_and_registering_answers_it(
    sqlite_workspace: TestWorkspace, home: Path, qtbot: Any
) -> None:
    key = ask(sqlite_workspace, str(write_folder(home / "files")))
    with sitting(sqlite_workspace, "tom", home, "approvals") as desktop:
        screen = opened_case(desktop, qtbot, key)
        qtbot.waitUntil(lambda: screen.list.current() is not None)
        row = screen.list.current()
        screen.case.press(0)
        sheet = looked_at(qtbot)
        qtbot.waitUntil(lambda: sheet.step == CHECK and sheet.lacks() == "")
        said = sheet.findChild(StyledLabel, "register.asked").text()
        new = sheet.wanted.new
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: state_of(sqlite_workspace, key)[0] == "registered")
        qtbot.waitUntil(lambda: not sheet_is_open(RegisterSheet))

    assert (row.model_name, row.group, row.asked_by) == ("spend", "mine", "Lin Chen")
    assert "Lin Chen asks for it" in said
    assert "Marketing has a card." in said
    assert (new.name, new.unit, new.description) == ("spend", "bank", "What a client will spend.")
    with sqlite_workspace.service.reading() as session:
        assert session.scalars(select(RegisteredModel.name)).all() == ["spend"]


def test_a_model_that_is_there_already_answers_it_too(
    sqlite_workspace: TestWorkspace, home: Path, qtbot: Any
) -> None:
    """The files are those of a version: it is opened instead, and who asked is told of it."""
    folder = write_folder(home / "files")
    wanted = Wanted(folder, NewModel("spending"))
    register_wanted(sqlite_workspace.work("mark"), machine(home=home), wanted)
    key = ask(sqlite_workspace, str(folder))
    with sitting(sqlite_workspace, "sanne", home, "inventory") as desktop:
        may_act(desktop, qtbot)
        desktop.window.open_ref(ObjectRef("asked_model", str(key), "spend"))
        sheet = looked_at(qtbot)
        qtbot.waitUntil(lambda: sheet.twin is not None)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: state_of(sqlite_workspace, key)[0] == "registered")


def test_a_sheet_that_is_left_and_taken_up_again_still_answers_it(
    sqlite_workspace: TestWorkspace, home: Path, qtbot: Any
) -> None:
    key = ask(sqlite_workspace, str(write_folder(home / "files")))
    with sitting(sqlite_workspace, "sanne", home, "inventory") as desktop:
        screen = may_act(desktop, qtbot)
        screen.actions_.answer(key)
        sheet = looked_at(qtbot)
        qtbot.waitUntil(lambda: sheet.lacks() == "")
        kept = sheet.entries()
        sheet.reject()
        qtbot.waitUntil(lambda: not sheet_is_open(RegisterSheet))
        again = RegisterSheet((("bank", "Noorderbank"),), desktop.window)
        again.restore(kept)
        answers = again.request_id
        again.close()

    assert answers == key


def test_nothing_looks_where_somebody_else_said_until_next_is_pressed(
    sqlite_workspace: TestWorkspace, home: Path, qtbot: Any
) -> None:
    """Neither as the sheet opens, nor as it is taken up again: who asked could read by our hand."""
    place = str(write_folder(home / "of-the-registrar"))
    key = ask(sqlite_workspace, place)
    with sitting(sqlite_workspace, "sanne", home, "inventory") as desktop:
        may_act(desktop, qtbot).actions_.answer(key)
        sheet = sheet_of(RegisterSheet, qtbot)
        given = QSignalSpy(sheet.given)
        qtbot.waitUntil(lambda: sheet.source.path.text() == place)
        qtbot.wait(50)
        said, step = sheet.findChild(StyledLabel, "register.asked").text(), sheet.step
        kept = sheet.entries()
        sheet.reject()
        qtbot.waitUntil(lambda: not sheet_is_open(RegisterSheet))
        again = RegisterSheet((("bank", "Noorderbank"),), desktop.window)
        given_again = QSignalSpy(again.given)
        again.restore(kept)
        written = again.source.path.text()
        again.close()

    assert (given.count(), given_again.count(), step) == (0, 0, SOURCE)
    assert written == place
    assert "their word" in said


@pytest.mark.parametrize(
    "place", ["~nobody-of-this-name/files", "a" * 400, "two\nlines", "/root/" + "b/" * 3_000]
)
def test_whatever_is_said_of_the_place_is_only_words(
    sqlite_workspace: TestWorkspace, home: Path, qtbot: Any, place: str
) -> None:
    key = ask(sqlite_workspace, place)
    with sitting(sqlite_workspace, "sanne", home, "inventory") as desktop:
        may_act(desktop, qtbot).actions_.answer(key)
        sheet = looked_at(qtbot)
        qtbot.waitUntil(lambda: sheet.step == SOURCE and bool(told(sheet)))
        problem = told(sheet)
        sheet.reject()

    assert "Something went wrong" not in problem


def test_of_several_models_none_answers_what_one_was_asked_for(
    sqlite_workspace: TestWorkspace, home: Path, qtbot: Any
) -> None:
    """Storing them would leave the request open, and nobody would be told."""
    for name in ("one", "two"):
        write_folder(home / "files" / name)
    key = ask(sqlite_workspace, str(home / "files"))
    with sitting(sqlite_workspace, "sanne", home, "inventory") as desktop:
        may_act(desktop, qtbot).actions_.answer(key)
        sheet = looked_at(qtbot)
        qtbot.waitUntil(lambda: len(sheet.several.ticked) == 2)
        said, is_blocked = sheet.lacks(), not sheet.verb_button.isEnabled()
        sheet.reject()

    assert "One model was asked for" in said
    assert is_blocked
    assert state_of(sqlite_workspace, key)[0] == "asked"


def test_it_is_declined_with_a_reason_that_who_asked_reads(
    sqlite_workspace: TestWorkspace, home: Path, qtbot: Any
) -> None:
    key = ask(sqlite_workspace)
    with sitting(sqlite_workspace, "tom", home, "approvals") as desktop:
        screen = opened_case(desktop, qtbot, key)
        screen.case.press(1)
        dialog = sheet_of(DecisionDialog, qtbot)
        dialog.reason.set_text(WHY)
        dialog.sign_button.click()
        qtbot.waitUntil(lambda: state_of(sqlite_workspace, key) == ("declined", WHY))

    with sitting(sqlite_workspace, "lin", home / "lin", "approvals") as desktop:
        screen = opened_case(desktop, qtbot, key)
        shown = " ".join(one.text() for one in screen.case.panel.findChildren(StyledLabel))
        buttons = list(screen.case.bar.buttons)
    assert WHY in shown
    assert "Tom Bakker" in shown
    assert buttons == []


def test_who_asked_takes_it_back_and_can_not_answer_it(
    sqlite_workspace: TestWorkspace, home: Path, qtbot: Any
) -> None:
    key = ask(sqlite_workspace)
    with sitting(sqlite_workspace, "lin", home, "approvals") as desktop:
        screen = opened_case(desktop, qtbot, key)
        why = {name: button.reason for name, button in screen.case.bar.buttons.items()}
        screen.case.act("withdraw")
        qtbot.waitUntil(lambda: state_of(sqlite_workspace, key)[0] == "withdrawn")

    who = "Mark Jansen, Sanne de Vries and Tom Bakker may register it."
    assert why == {"register": who, "decline": who, "withdraw": ""}


def test_home_names_who_asks_and_leads_to_the_request(
    sqlite_workspace: TestWorkspace, home: Path, qtbot: Any
) -> None:
    key = ask(sqlite_workspace)
    with sitting(sqlite_workspace, "sanne", home, "home") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: len(screen.needs.model.rows) == 1)
        need = screen.needs.model.rows[0]
        screen.needs.table.opened.emit(need)
        qtbot.waitUntil(
            lambda: (
                isinstance(getattr(desktop.window.current_screen, "case", None), object)
                and desktop.window.current_key == "approvals"
            )
        )
        case = desktop.window.current_screen.case
        qtbot.waitUntil(lambda: isinstance(case.shown, AskedPage))

    assert need.row.id == key
    assert need.row.asked_by == "Lin Chen"


def test_a_request_that_is_being_stored_is_not_sent_again_from_a_new_sheet(
    sqlite_workspace: TestWorkspace, home: Path, qtbot: Any
) -> None:
    with sitting(sqlite_workspace, "lin", home, "inventory") as desktop:
        actions = may_act(desktop, qtbot).actions_
        actions.register()
        sheet = sheet_of(AskSheet, qtbot)
        for edit in (sheet.name, sheet.source):
            edit.setText("spend")
        sheet.purpose.setPlainText("What a client will spend.")
        with busy(sqlite_workspace):
            sheet.verb_button.click()
            sheet.reject()
            qtbot.waitUntil(lambda: not sheet.isVisible())
            actions.register()
            qtbot.waitUntil(lambda: any(one.isVisible() for one in sheets_of(AskSheet)))
            again = next(one for one in sheets_of(AskSheet) if one.isVisible())
            assert again.name.text() == ""
            again.reject()

        me = sqlite_workspace.work("lin").actor.id
        qtbot.waitUntil(lambda: desktop.window.drafts.of(me) == [])
        with sqlite_workspace.service.reading() as session:
            assert len(session.scalars(select(RegistrationRequest)).all()) == 1


def test_what_is_typed_outlives_escape_and_the_window_until_it_is_asked(
    sqlite_workspace: TestWorkspace, home: Path, qtbot: Any
) -> None:
    with sitting(sqlite_workspace, "lin", home, "inventory") as desktop:
        may_act(desktop, qtbot).actions_.register()
        sheet = sheet_of(AskSheet, qtbot)
        sheet.name.setText("spend")
        sheet.purpose.setPlainText("What a client will spend.")
        sheet.meant.setCurrentIndex(1)
        sheet.meant.activated.emit(1)
        whom = sheet.meant.currentText()
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not sheet_is_open(AskSheet))
        me = sqlite_workspace.work("lin").actor.id
        (draft,) = desktop.window.drafts.of(me)
        assert (draft.text, draft.place and draft.place.title) == ("spend", "Request registration")

    with sitting(sqlite_workspace, "lin", home, "home") as desktop:
        qtbot.waitUntil(lambda: len(desktop.window.drafts.of(me)) == 1)
        (draft,) = desktop.window.drafts.of(me)
        assert draft.place is not None
        desktop.window.open_ref(draft.place)
        sheet = sheet_of(AskSheet, qtbot)
        assert sheet.name.text() == "spend"
        assert sheet.purpose.toPlainText() == "What a client will spend."
        assert sheet.meant.currentText() == whom
        sheet.source.setText("The share of Marketing.")
        QTest.keyClick(sheet, Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: not sheet_is_open(AskSheet))
        qtbot.waitUntil(lambda: desktop.window.drafts.of(me) == [])
        desktop.window.current_screen.actions_.register()
        assert sheet_of(AskSheet, qtbot).name.text() == ""


def test_a_name_that_is_taken_is_told_at_once_and_leads_to_its_model(
    sqlite_workspace: TestWorkspace, home: Path, qtbot: Any
) -> None:
    registered = stories.register(sqlite_workspace)
    with sitting(sqlite_workspace, "lin", home, "inventory") as desktop:
        screen = may_act(desktop, qtbot)
        screen.actions_.register()
        sheet = sheet_of(AskSheet, qtbot)
        QTest.keyClicks(sheet.name, "CC-Fraud ")
        qtbot.waitUntil(lambda: "registered already" in sheet.lacks())
        assert sheet.lacks() == "cc-fraud is registered already, in Noorderbank."
        sheet.name.setText("cc-fraud-2")
        qtbot.waitUntil(lambda: sheet.lacks() == "Say what it is for.")
        assert sheet.known_button.isHidden()
        sheet.name.setText("cc-fraud")
        qtbot.waitUntil(lambda: not sheet.known_button.isHidden())
        sheet.known_button.click()

        qtbot.waitUntil(lambda: not sheet_is_open(AskSheet))
        qtbot.waitUntil(lambda: screen.pane.detail is not None)
        assert screen.pane.detail.row.id == registered.model_id


def test_the_inbox_says_how_many_requests_it_leaves_out(
    qtbot: Any, workspace: TestWorkspace, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registrations, "MOST", 1)
    for _ in range(3):
        ask(workspace)
    with sitting(workspace, "tom", home, "approvals") as desktop:
        screen: Any = desktop.window.current_screen
        said = screen.findChild(StyledLabel, "approvals.left_out")

        qtbot.waitUntil(lambda: len(screen.list.shown()) == 1)
        assert said.isVisible()
        assert said.text() == "2 more requests for models are not listed"
        screen.list.set_view("done")
        qtbot.waitUntil(lambda: not said.isVisible())
