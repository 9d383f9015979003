"""A megabyte that got past the rules is read, answered and looked up without holding the window."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtGui import QGuiApplication

from app.models.tables.governance import TransitionRequest
from app.services.commands.notes import write_note
from app.views.panels.approvals_notes import NoteSheet
from app.views.panels.approvals_request import NOTES
from app.views.places import ObjectRef
from app.views.safe_text import COMMENT_LIMIT
from tests.trail_kit import tamper
from tests.views.approvals_kit import shown
from tests.views.watchdog import watching
from tests.workspaces import TestWorkspace

WORDS = "The rate of false positives rose in March; see chapter 4.\n"
ENDLESS = (WORDS * (1_000_000 // len(WORDS)) + "x" * 1_000_000)[:1_000_000]
ONE_WORD = "x" * 1_000_000


def test_a_megabyte_of_words_breaks_no_pane_no_sheet_and_no_event(
    qtbot: Any, sqlite_workspace: TestWorkspace, open_as: Any, request_id: UUID
) -> None:
    note = sqlite_workspace.work("jo").write(write_note, request_id, kind="question", text="Why?")
    tamper(sqlite_workspace, "UPDATE {schema}request_note SET text = :text", text=ONE_WORD)
    tamper(sqlite_workspace, "UPDATE {schema}transition_request SET reason = :text", text=ENDLESS)
    tamper(sqlite_workspace, "UPDATE {schema}audit_text SET value = :text", text=ENDLESS)
    desktop = open_as("sanne")
    window = desktop.window
    width = window.width()

    with sqlite_workspace.work("sanne").reading() as session:
        model = session.get_one(TransitionRequest, request_id).model_id
    history = ObjectRef("lineage", str(model), "")
    window.open_ref(history)  # a screen that is built now takes longer; another test's matter
    lineage: Any = window.current_screen
    qtbot.waitUntil(lambda: bool(lineage.timeline.table().rows), timeout=60_000)
    window.go("approvals")
    screen = shown(qtbot, desktop)
    with watching() as dog:

        def until(is_there: Any) -> None:
            def looked() -> bool:
                dog.turn()
                return bool(is_there())

            qtbot.waitUntil(looked)

        dog.doing = "the detail pane"
        dog.act(lambda: window.open_ref(ObjectRef("request", str(request_id), "")))
        until(lambda: screen.case.row is not None and screen.case.row.id == request_id)
        dog.act(lambda: screen.case.show_tab(NOTES))
        notes = screen.case.panel.tabs.page(NOTES)
        until(notes.isVisible)
        assert notes.width() <= screen.case.width()

        dog.doing = "the sheet"
        dog.act(lambda: screen.case.act("note"))
        until(lambda: window.findChild(NoteSheet) is not None)
        sheet = window.findChild(NoteSheet)
        assert isinstance(sheet, NoteSheet)
        QGuiApplication.clipboard().setText(ENDLESS)
        dog.act(sheet.reason.edit.paste)
        dog.turn()
        assert len(sheet.reason.edit.toPlainText()) == COMMENT_LIMIT
        assert sheet.width() < width
        sheet.reject()
        QGuiApplication.clipboard().clear()

        dog.doing = "the lineage event"
        dog.act(lambda: window.open_ref(history))
        until(lambda: bool(lineage.timeline.table().rows))
        event = next(one for one in lineage.events.rows if one.object_id == note.id)
        dog.act(lambda: window.open_ref(ObjectRef("event", str(event.id), "")))
        until(lambda: lineage.event_pane.detail is not None)
        dog.turn()

    assert window.width() == width
    assert not [str(one) for one in dog.blocks]
