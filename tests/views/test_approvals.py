"""Approvals on a real workspace: real rules, real commands, keys as people press them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from sqlalchemy import select

from app.models.queries.acts import list_openings
from app.models.queries.approval_detail import evidence_parts, load_request
from app.models.queries.evidence_rows import ResultRow
from app.models.queries.presence import who_looks_at
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.inventory import ModelDocument
from app.models.tables.life_cycle import UserTask
from app.models.topics import Topic
from app.services.commands.acts import open_evidence
from app.services.commands.policies import publish_policy, require_opened_evidence
from app.services.commands.presence import look_at
from app.services.commands.requests import decide, refresh_evidence
from app.services.commands.tasks import delegate_task
from app.views.desktop import Desktop
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.panels.approvals_evidence import SummaryPanel
from app.views.panels.approvals_tests import TestsTable
from app.views.panels.handing_over import HandOverSheet
from app.views.panels.person_dialog import PersonDialog
from app.views.widgets.banner import Banner
from app.views.widgets.basics import StyledLabel
from app.views.widgets.button import Button
from tests import stories
from tests.views.desks import desk
from tests.workspaces import TestWorkspace

REASON = "Read the tests; the limits hold."


@pytest.fixture
def request_id(sqlite_workspace: TestWorkspace) -> UUID:
    return stories.ask(sqlite_workspace, stories.register(sqlite_workspace))


@pytest.fixture
def open_as(sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any) -> Iterator[Any]:
    opened = []

    def open_desk(handle: str, screen: str = "approvals") -> Desktop:
        held = desk(sqlite_workspace, handle, tmp_path, screen)
        opened.append(held)
        desktop = held.__enter__()
        qtbot.waitExposed(desktop.window)
        return desktop

    yield open_desk
    for held in opened:
        held.__exit__(None, None, None)


def shown(qtbot: Any, desktop: Desktop) -> Any:
    """The screen, once a case is open."""
    screen: Any = desktop.window.current_screen
    qtbot.waitUntil(lambda: screen.case.shown is not None)
    return screen


def dialog_of(qtbot: Any, desktop: Desktop) -> DecisionDialog:
    qtbot.waitUntil(lambda: desktop.window.findChild(DecisionDialog) is not None)
    found = desktop.window.findChild(DecisionDialog)
    assert isinstance(found, DecisionDialog)
    return found


def test_own_work_cannot_be_approved_and_the_button_says_who_can(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    screen = shown(qtbot, open_as("sanne"))

    accept = screen.case.bar.buttons["accept"]

    assert not accept.isEnabled()
    assert "someone else must approve" in accept.toolTip()
    assert "Jo Vermeer" in accept.toolTip()
    assert "Aisha Rahman" in accept.toolTip()


def test_a_refused_key_says_why_instead_of_doing_nothing(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    desktop = open_as("sanne")
    screen = shown(qtbot, desktop)

    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)

    assert "someone else must approve" in desktop.window.status.message.state.text
    assert desktop.window.findChild(DecisionDialog) is None


def test_a_vote_needs_ten_characters_and_is_stored_with_the_evidence_seen(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)
    dialog = dialog_of(qtbot, desktop)
    dialog.reason.set_text("too short")
    assert not dialog.sign_button.isEnabled()

    dialog.reason.set_text(REASON)
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: "Approved cc-fraud v1 for PROD" in desktop.window.toasts.texts)

    with sqlite_workspace.work("jo").reading() as session:
        (vote,) = session.scalars(select(Decision))
        request = session.get_one(TransitionRequest, request_id)
        assert (vote.verdict, vote.reason, vote.role) == ("accept", REASON, "compliance")
        assert vote.seen_digest == request.evidence_digest


def test_a_refusal_of_the_rules_keeps_the_dialog_and_every_word(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_N)
    dialog = dialog_of(qtbot, desktop)
    dialog.reason.set_text(REASON)
    # Meanwhile somebody else rejects: the request is closed when this vote arrives.
    sqlite_workspace.work("aisha").write(decide, request_id, verdict="reject", reason=REASON)

    dialog.sign_button.click()
    qtbot.waitUntil(lambda: "sign" in dialog.errors.keys)

    assert dialog.isVisible()
    assert dialog.reason.text == REASON


def test_what_will_be_refused_is_said_before_anybody_writes_a_reason(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    detail = screen.case.shown
    sqlite_workspace.work("aisha").write(decide, request_id, verdict="reject", reason=REASON)

    screen.case._acts.vote(detail, detail.evidence_digest, is_yes=True)
    dialog = dialog_of(qtbot, desktop)
    qtbot.waitUntil(lambda: "sign" in dialog.errors.keys)

    assert not dialog.reason.text


def test_what_was_typed_comes_back_after_the_sheet_was_cancelled(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)
    first = dialog_of(qtbot, desktop)
    first.reason.set_text("Half a thought about limits")
    first.reject()
    qtbot.waitUntil(lambda: desktop.window.findChild(DecisionDialog) is None)

    desktop.window.actions_registry.trigger("approvals.approve")

    assert dialog_of(qtbot, desktop).reason.text == "Half a thought about limits"


def test_a_draft_outlives_the_window_and_its_cell_leads_back_to_it(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, request_id: UUID
) -> None:
    with desk(sqlite_workspace, "jo", tmp_path, "approvals") as desktop:
        shown(qtbot, desktop).case.press(0)
        dialog = dialog_of(qtbot, desktop)
        dialog.reason.set_text(REASON)
        # While the sheet is open: a program that is killed asks nobody.
        kept = tmp_path / "drafts.json"
        qtbot.waitUntil(lambda: kept.exists() and REASON in kept.read_text(encoding="utf-8"))
        dialog.reject()
        qtbot.waitUntil(lambda: desktop.window.status.drafts.state.text == "1 draft")

    with desk(sqlite_workspace, "jo", tmp_path, "home") as desktop:
        assert desktop.window.status.drafts.state.text == "1 draft"
        desktop.window.status.drafts.click()
        menu = desktop.window.findChild(QMenu, "drafts.menu")
        first = menu.actions()[0]
        assert "cc-fraud v1" in first.text()
        first.trigger()
        menu.close()
        screen = shown(qtbot, desktop)
        assert desktop.window.current_key == "approvals"
        assert screen.case.shown.row.id == request_id
        screen.case.press(0)
        dialog = dialog_of(qtbot, desktop)
        assert dialog.reason.text == REASON
        dialog.sign_button.click()
        qtbot.waitUntil(lambda: desktop.window.status.drafts.state.text == "no drafts")

        desktop.window.status.drafts.click()
        assert "no drafts" in desktop.window.status.message.state.text
    assert REASON not in (tmp_path / "drafts.json").read_text(encoding="utf-8")


def test_after_the_last_vote_the_bar_says_what_goes_on_and_the_keyboard_stays_with_the_list(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    sqlite_workspace.work("aisha").write(
        decide,
        request_id,
        verdict="accept",
        reason=REASON,
        signer=sqlite_workspace.signer("aisha"),
    )
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    screen.case.bar.buttons["accept"].setFocus()
    screen.case.bar.buttons["accept"].click()
    dialog = dialog_of(qtbot, desktop)
    told = [one.text() for one in dialog.findChildren(StyledLabel)]
    assert "1 of 1 parts of the evidence" in told
    dialog.reason.set_text(REASON)

    dialog.sign_button.click()
    qtbot.waitUntil(lambda: screen.case.shown.row.state == "accepted")

    said = screen.case.bar.buttons["accept"].toolTip()
    assert said.startswith("Accepted. Its life cycle takes v1 to PROD")
    focused = desktop.window.focusWidget()
    assert focused is None or not desktop.window.toasts.isAncestorOf(focused)
    assert "changed" not in screen.case.banners.keys  # own news is told once
    assert Topic("instance") in screen.card.topics  # else "how far" stays at the vote


def test_after_deciding_the_next_task_opens(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    other = stories.ask(sqlite_workspace, stories.register(sqlite_workspace, name="churn"))
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)
    first = screen.case.shown.row.id
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)
    dialog = dialog_of(qtbot, desktop)
    dialog.reason.set_text(REASON)

    dialog.sign_button.click()
    qtbot.waitUntil(lambda: screen.case.shown.row.id != first)

    assert {first, screen.case.shown.row.id} == {request_id, other}
    assert screen.list.current().id == screen.case.shown.row.id


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


def add_document(bank: TestWorkspace, request_id: UUID) -> None:
    """Somebody hands in a document: the evidence of the request is another one."""
    with bank.work("mark").unit() as work:
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

    assert dialog_of(qtbot, desktop).reason.text == REASON


def test_what_was_opened_counts_for_one_person_and_one_state_of_the_evidence(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    desktop = open_as("jo")
    screen = shown(qtbot, desktop)

    def counted() -> str:
        return str(screen.case.panel._evidence.accessibleName())

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
    aisha, present = desktop.seat.actor.id, screen.case.shown.evidence_digest

    def told() -> set[tuple[UUID, str]]:
        rows = sqlite_workspace.service.read(list_openings, request_id)
        return {(one.person_id, one.digest) for one in rows}

    qtbot.waitUntil(lambda: (aisha, present) in told())
    assert len(told()) == 3  # jo's of the evidence before and after, and hers


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
    assert screen.case.panel._evidence.accessibleName().startswith("1 of 2 ")
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

    assert "1 of 2 parts" in buttons["accept"].reason or "0 of 2 parts" in buttons["accept"].reason
    assert buttons["reject"].isEnabled()
    document = screen.case.shown.documents[0]
    screen.case.panel._count(str(document.id))
    qtbot.waitUntil(lambda: screen.case.reason(0) == "")


def test_waiting_for_others_stands_below_and_words_say_for_whom(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    sqlite_workspace.work("aisha").write(decide, request_id, verdict="accept", reason=REASON)
    screen = shown(qtbot, open_as("aisha"))

    (row,) = screen.list.shown()

    assert row.group == "others"
    assert "decided on this already" in screen.case.bar.buttons["accept"].toolTip()


def add_task(workspace: TestWorkspace, kind: str, outcomes: list[str], roles: list[str]) -> UUID:
    registered = stories.register(workspace, name=f"model-{kind}")
    with workspace.service.unit() as work:
        task = UserTask(
            instance_id=registered.snapshot_id, token_id=registered.version_id, node_id=kind,
            name=kind, kind=kind, outcomes=outcomes, roles=roles, facts={"rules": ["sit-1: no"]},
            model_id=registered.model_id, version_id=registered.version_id,
            unit_id=workspace.unit_id,
        )  # fmt: skip
        return work.add(task).id


def test_a_task_that_was_delegated_comes_back(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    task_id = add_task(sqlite_workspace, "runtime", ["retry"], ["data_scientist"])
    desktop = open_as("mark")
    screen = shown(qtbot, desktop)
    stack = desktop.window.undo_stack

    screen.case.bar.buttons["delegate"].click()
    qtbot.waitUntil(lambda: desktop.window.findChild(PersonDialog) is not None)
    sheet = desktop.window.findChild(HandOverSheet)
    sheet.until.setText("soon")
    sheet.note.setText("I am away until then.")
    sheet.picker.edit.returnPressed.emit()
    assert sheet.isVisible()  # it says what a day is; nothing was handed over
    assert assignee(sqlite_workspace, task_id) is None
    sheet.until.setText("2w")
    sheet.picker.edit.returnPressed.emit()
    qtbot.waitUntil(lambda: stack.last_done is not None)

    assert stack.last_done.title.startswith("Hand to Sanne de Vries: ")
    with sqlite_workspace.work("mark").reading() as session:
        task = session.get_one(UserTask, task_id)
        assert task.handed_note == "I am away until then."
        assert task.handed_until is not None
    assert assignee(sqlite_workspace, task_id) == sqlite_workspace.work("sanne").actor.id
    stack.undo(desktop.window)
    qtbot.waitUntil(lambda: assignee(sqlite_workspace, task_id) is None)


def test_who_lost_the_role_of_a_task_they_were_handed_reads_why_each_button_is_off(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    task_id = add_task(sqlite_workspace, "runtime", ["retry", "abandon"], ["operator"])
    stories.change_role(sqlite_workspace, "aisha", "operator")
    aisha = sqlite_workspace.work("aisha").actor.id
    sqlite_workspace.work("tom").write(delegate_task, task_id, aisha)
    stories.change_role(sqlite_workspace, "aisha", "operator", action="end")

    screen = shown(qtbot, open_as("aisha"))

    (row,) = [one for one in screen.list.shown() if one.id == task_id]
    reasons = {one.reason for one in screen.case.bar.buttons.values()}
    assert [one.code for one in row.blockers] == ["task.role_lost"]
    assert len(reasons) == 1
    assert "you hold none of the roles operator in this unit" in reasons.pop()


def assignee(workspace: TestWorkspace, task_id: UUID) -> UUID | None:
    with workspace.work("mark").reading() as session:
        return session.get_one(UserTask, task_id).assignee_id


def test_a_task_ends_with_the_outcome_of_its_button(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    task_id = add_task(sqlite_workspace, "runtime", ["retry", "abandon"], ["operator"])
    desktop = open_as("tom")
    screen = shown(qtbot, desktop)
    assert list(screen.case.bar.buttons) == ["retry", "abandon", "delegate"]
    assert screen.case.bar.buttons["delegate"].reason == "Nobody else holds the role."

    screen.case.bar.buttons["retry"].click()
    dialog = dialog_of(qtbot, desktop)
    dialog.reason.set_text("Tagged sit-1 for the service.")
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: bool(desktop.window.toasts.texts))

    with sqlite_workspace.work("tom").reading() as session:
        task = session.get_one(UserTask, task_id)
        assert (task.state, task.outcome) == ("completed", "retry")


def test_a_task_without_a_runtime_leads_to_the_model_whose_tag_may_be_wrong(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace
) -> None:
    add_task(sqlite_workspace, "runtime", ["retry", "abandon"], ["mlops_engineer"])
    desktop = open_as("tom")
    screen = shown(qtbot, desktop)
    said = " ".join(label.text() for label in screen.findChildren(StyledLabel))

    screen.findChild(Button, "task.model").click()

    qtbot.waitUntil(lambda: desktop.window.current_screen is not screen)
    inventory: Any = desktop.window.current_screen
    qtbot.waitUntil(lambda: inventory.pane.standing is not None)
    assert inventory.pane.standing.model_name == "model-runtime"
    assert "Tag a runtime for it and choose Retry" in said


def test_the_filter_narrows_and_the_empty_list_says_why(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    screen = shown(qtbot, open_as("jo"))

    screen.list.filter.edit.setText("zebra")
    screen.list.filter.edit.textEdited.emit("zebra")
    qtbot.waitUntil(lambda: not screen.list.shown())

    assert screen.list.empty.isVisible()


def test_who_else_has_the_case_open_is_named(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    sqlite_workspace.work("aisha").write(look_at, request_id)

    screen = shown(qtbot, open_as("jo"))

    label = screen.case.presence.findChild(StyledLabel, "approvals.presence")
    qtbot.waitUntil(screen.case.presence.isVisible)
    assert label.text() == "Aisha Rahman is looking at this now"
    others = sqlite_workspace.work("aisha")
    me = sqlite_workspace.work("jo").actor.full_name
    qtbot.waitUntil(lambda: others.read(who_looks_at, request_id, others.actor.id) == (me,))


@pytest.mark.parametrize(("width", "is_shown"), [(1000, True), (700, False)])
def test_the_legend_stands_only_beside_the_column_it_explains(
    qtbot: Any, *, width: int, is_shown: bool
) -> None:
    one = ResultRow(
        "auc",
        "",
        "performance",
        0.88,
        0.87,
        ">= 0.8",
        "PASS",
        "high",
        None,
        None,
        None,
        500,
        "",
        "1",
    )
    tests = TestsTable([one], before="v13 in PROD", after="v14")
    qtbot.addWidget(tests)
    tests.resize(width, 300)
    tests.show()

    qtbot.waitUntil(lambda: tests.legend.isVisible() is is_shown)


def test_a_chosen_case_is_awaited_without_saying_that_there_is_none(
    qtbot: Any, open_as: Any, request_id: UUID
) -> None:
    screen = shown(qtbot, open_as("aisha"))
    key, screen._key = screen._key, None
    screen.case.show_nothing()

    screen._open(key)

    assert screen.case.loading.isVisible()  # the answer comes later, through the event loop
    assert not screen.case.nothing.isVisible()
    qtbot.waitUntil(lambda: screen.case.shown is not None)
    assert not screen.case.loading.isVisible()


def test_who_decides_reads_that_it_was_rejected_before_and_what_is_new(
    qtbot: Any, open_as: Any, sqlite_workspace: TestWorkspace, request_id: UUID
) -> None:
    why = "The appeals of June are not in the sample."
    with sqlite_workspace.work("jo").unit() as work:
        decide(work, request_id, verdict="reject", reason=why)
        made = work.get(TransitionRequest, request_id)
        assert made.snapshot_id is not None
        registered = stories.Registered(made.model_id, made.version_id, made.snapshot_id)
    with sqlite_workspace.work("sanne").unit() as work:
        work.add(
            ModelDocument(
                model_id=registered.model_id, version_id=registered.version_id,
                kind="validation", title="Appeals of June",
            )
        )  # fmt: skip
    stories.ask(sqlite_workspace, registered)
    desktop = open_as("aisha")
    screen = shown(qtbot, desktop)

    (banner,) = screen.case.banners.findChildren(Banner)
    said = " ".join(label.text() for label in banner.findChildren(StyledLabel))
    screen.case.show_tab(0)
    (summary,) = screen.case.panel.findChildren(SummaryPanel)
    lines = " ".join(label.text() for label in summary.findChildren(StyledLabel))

    assert "rejected before" in said
    assert "Jo Vermeer" in said
    assert f"for PROD: {why}" in said
    assert "New since: Appeals of June by Sanne de Vries." in said
    assert f"Jo Vermeer (compliance officer): {why}" in lines
