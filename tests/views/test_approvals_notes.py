"""Questions in Approvals: asked with C, answered where they stand, kept while they are typed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt

from app.models.queries.needs import list_needs
from app.models.queries.request_notes import list_notes
from app.models.topics import Topic
from app.services.commands.notes import write_note
from app.views.desktop import Desktop
from app.views.panels.approvals_notes import NoteSheet
from app.views.panels.approvals_request import NOTES
from app.views.places import ObjectRef
from tests.views.approvals_kit import shown
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
