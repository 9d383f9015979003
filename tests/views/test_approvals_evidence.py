"""Nobody decides on evidence unseen: what changed is said, what was opened is counted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from app.models.queries.acts import list_openings
from app.models.queries.approval_detail import evidence_parts, load_request
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelDocument
from app.services.commands.acts import open_evidence
from app.services.commands.policies import publish_policy, require_opened_evidence
from app.services.commands.requests import refresh_evidence
from app.views import theme
from app.views.delegates.cell_delegate import has_detail_room
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.item_models.columns import Role
from app.views.panels.signed_block import grouped
from app.views.widgets.basics import StyledLabel
from tests.views.approvals_kit import REASON, dialog_of, shown
from tests.views.test_sheet_left import press_in_banner
from tests.workspaces import TestWorkspace


def test_changed_evidence_is_announced_and_not_decided_on_unseen(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    before = screen.case.shown.evidence_digest
    with sqlite_workspace.work("mark").unit() as work:
        request = work.get(TransitionRequest, request_id)
        work.add(
            ModelDocument(model_id=request.model_id, version_id=request.version_id,
                          kind="validation", title="Validation", uri="https://docs.example/v")
        )  # fmt: skip
        version_id = request.version_id
    sqlite_workspace.service.write(refresh_evidence, version_id)

    screen.refresh()
    qtbot.waitUntil(lambda: "changed" in screen.case.banners.keys)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)

    assert screen.case.shown.evidence_digest != before
    assert not screen.case.bar.buttons["accept"].isEnabled()
    assert "The evidence changed" in desktop.window.status.message.state.text
    assert desktop.window.findChild(DecisionDialog) is None


def add_document(bank: TestWorkspace, request_id: UUID, *, by: str = "mark") -> None:
    """Somebody hands in a document: the evidence of the request is another one."""
    with bank.work(by).unit() as work:
        request = work.get(TransitionRequest, request_id)
        document = ModelDocument(
            model_id=request.model_id,
            version_id=request.version_id,
            kind="validation",
            title="Validation",
            uri="https://docs.example/v",
        )
        work.add(document)
        version_id = request.version_id
    bank.service.write(refresh_evidence, version_id)


def test_a_reason_typed_on_older_evidence_is_kept_but_needs_a_new_look(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)
    dialog = dialog_of(qtbot, desktop)
    dialog.reason.set_text(REASON)
    dialog.reject()
    qtbot.waitUntil(lambda: desktop.window.findChild(DecisionDialog) is None)
    assert desktop.window.status.drafts.state.text == "1 draft"
    desktop.window.go("inventory")
    add_document(sqlite_workspace, request_id)

    desktop.window.go("approvals")
    screen.refresh()
    qtbot.waitUntil(lambda: "changed" in screen.case.banners.keys)
    assert not screen.case.bar.buttons["accept"].isEnabled()
    screen.case._take_new_evidence()
    assert screen.case.bar.buttons["accept"].isEnabled()
    screen.case.press(0)

    again = dialog_of(qtbot, desktop)
    assert again.reason.text == ""  # it was written on other evidence: it is asked for
    press_in_banner(again, "put_in")
    assert again.reason.text == REASON


def test_what_was_opened_counts_for_one_person_and_one_state_of_the_evidence(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)

    def counted() -> str:
        return str(screen.case.panel._evidence.accessibleName())

    left = screen.case.panel._evidence._unopened
    assert counted().startswith("0 of 1 ")  # it came to stand there by itself
    assert left.text() == "Not opened yet: Summary (counts once you click or scroll in it)"
    screen.case.panel.stand_at(3)  # how it counts is said of what lies open
    assert left.text() == "Not opened yet: Summary"
    qtbot.keyClick(screen.list.table, Qt.Key.Key_1)
    assert counted().startswith("1 of 1 ")  # the summary: no test has run, nothing serves
    add_document(sqlite_workspace, request_id)
    screen.refresh()
    qtbot.waitUntil(lambda: len(screen.case.shown.documents) == 1)
    screen.case._take_new_evidence()
    screen.case.show_tab(3)  # the list of documents is none of them
    screen.case.show_tab(4)  # nor is a button that leads to the lineage
    assert counted().startswith("1 of 2 ")
    assert screen.case.panel._evidence._unopened.text() == "Not opened yet: Validation"

    desktop.act_as("aisha")
    qtbot.waitUntil(lambda: desktop.seat.actor.handle == "aisha")
    qtbot.waitUntil(lambda: screen.case.shown is not None)
    assert "changed" not in screen.case.banners.keys
    assert counted().startswith("0 of 2 ")
    page = screen.case.panel.tabs.page(0)
    qtbot.mouseClick(page, Qt.MouseButton.LeftButton)
    assert counted().startswith("1 of 2 ")
    aisha, present = desktop.seat.actor.id, screen.case.shown.evidence_digest

    def told() -> set[tuple[UUID, str]]:
        rows = sqlite_workspace.service.read(list_openings, request_id)
        return {(one.person_id, one.digest) for one in rows}

    qtbot.waitUntil(lambda: (aisha, present) in told())
    assert len(told()) == 3  # jo's of the evidence before and after, and hers


@pytest.mark.parametrize(
    ("by", "said"),
    [("mark", "Validation"), ("sanne", "Validation, added by Sanne de Vries, who asked for it")],
)
def test_a_validation_by_who_asked_for_the_promotion_says_so(
    qtbot: Any,
    open_as: Any,
    sqlite_workspace: TestWorkspace,
    request_id: UUID,
    by: str,
    said: str,
) -> None:
    add_document(sqlite_workspace, request_id, by=by)
    screen = shown(qtbot, open_as("jo"))

    screen.case.show_tab(3)

    model = screen.case.panel.tabs.page(3).table.rows_model
    assert model.index(0, 0).data() == said


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_what_warns_of_a_document_is_read_whole(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID, zoom: float
) -> None:
    theme.apply(dark=False, zoom_factor=zoom)
    add_document(sqlite_workspace, request_id, by="sanne")
    screen = shown(qtbot, open_as("jo"))

    screen.case.show_tab(3)

    table = screen.case.panel.tabs.page(3).table
    cell = table.rows_model.index(0, 0).data(Role.CELL)
    row, three_lines = table.rowHeight, theme.px(60)
    qtbot.waitUntil(lambda: has_detail_room(cell, table.columnWidth(0)) or row(0) >= three_lines)
    assert row(0) >= theme.px(44)


def test_openings_survive_a_restart_and_are_shown_to_the_others(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    add_document(sqlite_workspace, request_id)
    aisha = sqlite_workspace.work("aisha")
    digest = aisha.read(lambda session: session.get(TransitionRequest, request_id).evidence_digest)
    detail = aisha.read(load_request, request_id, aisha.actor.id, now=datetime.now(UTC))
    aisha.write(open_evidence, request_id, evidence_parts(detail), digest=digest)

    screen = shown(qtbot, open_as("aisha"))
    seen_by_aisha = screen.case.panel._evidence.accessibleName()
    screen = shown(qtbot, open_as("jo"))

    assert seen_by_aisha.startswith("2 of 2 ")
    assert screen.case.panel._evidence.accessibleName().startswith("0 of 2 ")
    assert screen.case.panel._evidence._others.text() == "Aisha Rahman: 2 of 2"


def test_what_a_policy_wants_opened_keeps_approve_grey_and_reject_free(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    add_document(sqlite_workspace, request_id)

    made = sqlite_workspace.work("eva").write(
        require_opened_evidence, "bank", is_required=True, reason="Nobody accepts unread."
    )
    sqlite_workspace.work("aisha").write(
        publish_policy, made.id, reason="Nobody accepts unread.", seen=made.sha256
    )
    screen = shown(qtbot, open_as("jo"))
    buttons = screen.case.bar.buttons

    assert "0 of 2 parts" in buttons["accept"].reason
    assert buttons["reject"].isEnabled()
    document = screen.case.shown.documents[0]
    qtbot.keyClick(screen.list.table, Qt.Key.Key_1)
    screen.case.panel._count(str(document.id))
    qtbot.waitUntil(lambda: screen.case.reason(0) == "")


def test_the_digest_of_the_evidence_is_grouped_as_a_signed_one_is(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    screen = shown(qtbot, open_as("jo"))
    digest = grouped(screen.case.shown.evidence_digest)

    assert digest.split(" ")[0] == screen.case.shown.evidence_digest[:4]
    assert digest in {one.text() for one in screen.findChildren(StyledLabel)}
