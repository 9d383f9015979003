"""Questions in Approvals: asked with C, answered where they stand, kept while they are typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from PySide6.QtCore import QPoint, Qt

from app.models.queries.needs import list_needs
from app.models.queries.request_notes import NoteRow, list_notes
from app.models.topics import Topic
from app.services.commands.notes import write_note
from app.views import read_marks, theme
from app.views.desktop import Desktop
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.panels.approvals_notes import NoteSheet, notes_tab, unread_notes
from app.views.panels.approvals_request import NOTES
from app.views.places import ObjectRef
from app.views.read_marks import ReadMarks
from app.views.widgets.banner import Banner
from app.views.widgets.button import Button
from tests.views.approvals_kit import dialog_of, shown
from tests.workspaces import TestWorkspace

WORDS = "Why is the false positive rate higher?"
REPLY = "See chapter 4 of the model card."


def sheet_of(qtbot: Any, desktop: Desktop) -> NoteSheet:
    qtbot.waitUntil(lambda: desktop.window.findChild(NoteSheet) is not None)
    found = desktop.window.findChild(NoteSheet)
    assert isinstance(found, NoteSheet)
    return found


def test_c_asks_who_wants_the_promotion_and_the_answer_stands_below_it(
    qtbot: Any, sqlite_workspace: TestWorkspace, open_as: Any, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    assert screen.case.bar.buttons["note"].text() == "Ask…"

    qtbot.keyClick(screen.list.table, Qt.Key.Key_C)
    sheet = sheet_of(qtbot, desktop)
    assert sheet.choice.currentText() == "Question to Sanne de Vries"
    assert sheet.lacks()
    qtbot.keyClicks(sheet.reason.edit, WORDS)
    qtbot.keyClick(sheet.reason.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(screen.case.shown.notes) == 1)

    sanne = sqlite_workspace.work("sanne")
    [need] = [
        one
        for one in sanne.read(list_needs, sanne.actor.id, now=datetime.now(UTC))
        if one.kind == "question"
    ]
    assert need.why.params["question"] == WORDS
    qtbot.waitUntil(lambda: desktop.window.findChild(NoteSheet) is None)
    panel = screen.case.panel
    assert panel.tabs.bar.tabs[NOTES].count == 1
    assert panel.tabs.bar.tabs[NOTES].problem is not None
    desktop.window.activateWindow()  # the sheet was the active one
    qtbot.waitUntil(desktop.window.isActiveWindow)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_7)
    notes = panel.tabs.page(NOTES)
    assert [button.text() for button in notes.buttons] == ["Answer…"]
    sanne.write(
        write_note, request_id, kind="answer", text=REPLY, answers_id=sanne.read(
            list_notes, request_id
        )[0].id,
    )  # fmt: skip
    desktop.backend.notify(frozenset({Topic.NOTE}))

    qtbot.waitUntil(lambda: len(screen.case.shown.notes) == 2)
    assert screen.case.panel is panel  # nothing was rebuilt under the reader's eyes
    assert panel.tabs.current == NOTES
    assert notes.buttons == []
    assert panel.tabs.bar.tabs[NOTES].problem is None


def test_who_asked_is_led_to_the_answer(
    qtbot: Any, sqlite_workspace: TestWorkspace, open_as: Any, request_id: UUID
) -> None:
    sqlite_workspace.work("jo").write(write_note, request_id, kind="question", text=WORDS)
    desktop = open_as("sanne")
    screen = shown(qtbot, desktop)

    assert screen.case.bar.buttons["note"].text() == "Answer…"
    qtbot.keyClick(screen.list.table, Qt.Key.Key_C)
    sheet = sheet_of(qtbot, desktop)
    assert sheet.choice.currentText() == f"Answer to Jo Vermeer: {WORDS}"
    qtbot.keyClicks(sheet.reason.edit, REPLY)
    sheet.verb_button.click()

    qtbot.waitUntil(lambda: len(screen.case.shown.notes) == 2)
    first, second = sqlite_workspace.work("jo").read(list_notes, request_id)
    assert second.answers_id == first.id
    assert second.text == REPLY


def test_what_was_typed_comes_back_after_the_sheet_was_cancelled(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    screen.case.act("note")
    qtbot.keyClicks(sheet_of(qtbot, desktop).reason.edit, "Half a ques")
    sheet_of(qtbot, desktop).reject()
    qtbot.waitUntil(lambda: desktop.window.findChild(NoteSheet) is None)

    screen.case.act("note")

    assert sheet_of(qtbot, desktop).reason.text == "Half a ques"


def test_who_only_reads_is_told_which_role_asks(qtbot: Any, open_as: Any, request_id: UUID) -> None:
    desktop = open_as("lin")
    desktop.window.open_ref(ObjectRef("request", str(request_id), ""))
    screen = shown(qtbot, desktop)

    assert not screen.case.bar.buttons["note"].isEnabled()
    assert screen.case.why_no_note()


STOP = "Please wait, I found an error in the model card."


def told_on(dialog: DecisionDialog) -> str:
    """The words of the banner about messages; empty: there is none."""
    found = dialog.errors.findChild(Banner, "banner.unread")
    return found.accessibleName() if isinstance(found, Banner) and found.isVisible() else ""


def test_what_a_colleague_wrote_meanwhile_stands_beside_the_buttons_and_on_the_sheet(
    qtbot: Any, sqlite_workspace: TestWorkspace, open_as: Any, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    assert "unread" not in screen.case.bar.buttons
    sqlite_workspace.work("sanne").write(write_note, request_id, kind="comment", text=STOP)
    desktop.backend.notify(frozenset({Topic.NOTE}))
    qtbot.waitUntil(lambda: "unread" in screen.case.bar.buttons)
    assert screen.case.bar.buttons["unread"].text() == "1 message you have not read"

    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)
    dialog = dialog_of(qtbot, desktop)
    qtbot.waitUntil(lambda: STOP in told_on(dialog))
    read = next(one for one in dialog.errors.findChildren(Button) if one.text() == "Read them")
    read.click()
    qtbot.waitUntil(lambda: desktop.window.findChild(DecisionDialog) is None)

    assert screen.case.panel.tabs.current == NOTES
    assert "unread" not in screen.case.bar.buttons


def test_a_message_that_comes_while_the_sheet_is_open_is_said_on_it(
    qtbot: Any, sqlite_workspace: TestWorkspace, open_as: Any, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)
    dialog = dialog_of(qtbot, desktop)
    assert told_on(dialog) == ""

    sqlite_workspace.work("sanne").write(write_note, request_id, kind="comment", text=STOP)
    desktop.backend.notify(frozenset({Topic.NOTE}))

    qtbot.waitUntil(lambda: STOP in told_on(dialog))


def test_what_was_read_stays_read_after_a_restart(
    qtbot: Any, sqlite_workspace: TestWorkspace, open_as: Any, request_id: UUID
) -> None:
    sqlite_workspace.work("sanne").write(write_note, request_id, kind="comment", text=STOP)
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    assert "unread" in screen.case.bar.buttons
    screen.case.act("unread")

    again = ReadMarks(desktop._settings, str(desktop.seat.workspace.log_id))

    assert again.reached(desktop.seat.actor.id, read_marks.NOTES, request_id) == 1


def test_own_words_read_what_was_said_before_them() -> None:
    me, sanne = uuid4(), uuid4()

    def said(by: UUID) -> NoteRow:
        return NoteRow(uuid4(), "comment", STOP, by, "", datetime.now(UTC), None, False)

    before, mine, after = said(sanne), said(me), said(sanne)

    assert unread_notes([before, mine], me, 0) == []
    assert unread_notes([before, mine, after], me, 0) == [after]
    assert unread_notes([before, after], me, 1) == [after]


def test_the_tab_counts_questions_and_not_their_answers() -> None:
    asked = NoteRow(uuid4(), "question", WORDS, uuid4(), "", datetime.now(UTC), None, True)
    answer = replace(asked, kind="answer", answers_id=asked.id, is_answered=False)

    assert notes_tab([asked, answer]).count == 1


def test_nobody_signs_from_the_list_while_the_evidence_is_folded_away(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    screen.split.toggle_last()
    qtbot.waitUntil(lambda: not screen.case.isVisible())

    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)

    qtbot.waitUntil(screen.case.isVisible)
    assert desktop.window.findChild(DecisionDialog) is None
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)
    assert dialog_of(qtbot, desktop) is not None


def test_a_notice_of_a_question_leads_to_the_questions(
    qtbot: Any, sqlite_workspace: TestWorkspace, open_as: Any, request_id: UUID
) -> None:
    sqlite_workspace.work("jo").write(write_note, request_id, kind="question", text=WORDS)
    desktop = open_as("sanne")
    desktop.window.go("notifications")
    centre: Any = desktop.window.current_screen
    qtbot.waitUntil(lambda: centre.table.current_row() is not None)

    centre._open()

    screen = shown(qtbot, desktop)
    qtbot.waitUntil(lambda: screen.case.tab == NOTES)
    assert "unread" not in screen.case.bar.buttons


def test_the_tab_that_was_open_stands_there_again_and_opens_nothing(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    screen.case.show_tab(3)
    state = screen.place_state()
    screen.case.show_nothing()
    screen._key = None

    screen.restore_state(state)

    shown(qtbot, desktop)
    assert screen.case.tab == 3


def test_the_way_to_what_was_not_read_brings_it_into_sight_at_the_largest_zoom(
    qtbot: Any, sqlite_workspace: TestWorkspace, open_as: Any, request_id: UUID
) -> None:
    sqlite_workspace.work("sanne").write(write_note, request_id, kind="comment", text=STOP)
    theme.apply(dark=False, zoom_factor=2.0)
    desktop = open_as("jo")
    desktop.window.resize(1280, 800)
    screen = shown(qtbot, desktop)
    screen.turn(screen.object_pane)
    qtbot.waitUntil(screen.case.bar.buttons["unread"].isVisible)

    screen.case.bar.buttons["unread"].click()

    tabs, bar = screen.case.panel.tabs, screen.case.bar
    assert tabs.current == NOTES
    beginning = QPoint(0, tabs.bar.height() + theme.px(30))
    qtbot.waitUntil(lambda: tabs.mapTo(screen, beginning).y() < bar.mapTo(screen, QPoint(0, 0)).y())
