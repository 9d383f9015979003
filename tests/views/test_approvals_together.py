"""Several requests decided together: each on its own rules, evidence and signature."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from sqlalchemy import select

from app.errors import AppError
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.trail import AuditEvent
from app.services.commands.policies import publish_policy, require_opened_evidence
from app.services.commands.requests import decide
from app.services.personal_keys import PersonalKeys
from app.services.secrets import Secrets
from app.views.cells import Status
from app.views.desktop import Desktop
from app.views.dialogs.decision_dialog import DecisionDialog
from tests import stories
from tests.trail_kit import tamper
from tests.views.desks import desk
from tests.workspaces import TestWorkspace, pair_of

REASON = "Read all of them; the limits hold."
PASSWORD = "three quiet green horses"
MODELS = ("cc-fraud", "churn", "hmrm")


@pytest.fixture
def requests(sqlite_workspace: TestWorkspace) -> tuple[UUID, ...]:
    """Three of the same step, asked for by sanne."""
    made = [stories.register(sqlite_workspace, name=name) for name in MODELS]
    return tuple(stories.ask(sqlite_workspace, one) for one in made)


@pytest.fixture
def jo(
    sqlite_workspace: TestWorkspace, requests: tuple[UUID, ...], tmp_path: Path, qtbot: Any
) -> Iterator[Desktop]:
    with desk(sqlite_workspace, "jo", tmp_path, "approvals") as desktop:
        qtbot.waitExposed(desktop.window)
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: len(screen.list.shown()) == len(MODELS))
        qtbot.waitUntil(lambda: screen.case.shown is not None)
        yield desktop


def select_all(desktop: Desktop) -> Any:
    screen: Any = desktop.window.current_screen
    table = screen.list.table
    for n, entry in enumerate(screen.list.model.rows):
        if entry in screen.list.shown():
            flags = QItemSelectionModel.SelectionFlag
            table.selectionModel().select(screen.list.model.index(n, 0), flags.Select | flags.Rows)
    return screen


def ask(qtbot: Any, desktop: Desktop, key: Qt.Key = Qt.Key.Key_Y) -> tuple[Any, DecisionDialog]:
    screen = select_all(desktop)
    desktop.window.activateWindow()  # a sheet that was closed may have been the active one
    screen.list.table.setFocus()
    qtbot.waitUntil(screen.list.table.hasFocus)
    qtbot.keyClick(screen.list.table, key)
    qtbot.waitUntil(lambda: screen.together.ballot is not None)
    return screen, screen.together.ballot.dialog


def has_opened(workspace: TestWorkspace, handle: str) -> bool:
    """Whether the trail tells that they opened something; it is told in the background."""
    opened = select(AuditEvent).where(AuditEvent.tag == "evidence.opened")
    with workspace.work(handle).reading() as session:
        told = session.scalars(opened.where(AuditEvent.actor_id == workspace.work(handle).actor.id))
        return told.first() is not None


def decisions(workspace: TestWorkspace) -> list[Decision]:
    with workspace.work("jo").reading() as session:
        return list(session.scalars(select(Decision)))


def test_one_sheet_decides_each_on_its_own_evidence(
    qtbot: Any, jo: Desktop, sqlite_workspace: TestWorkspace, requests: tuple[UUID, ...]
) -> None:
    screen, dialog = ask(qtbot, jo)
    assert dialog.windowTitle() == "Approve 3 promotions"
    assert set(screen.together.ballot.rows._chips) == set(requests)
    assert not dialog.sign_button.isEnabled()

    dialog.reason.set_text(REASON)
    dialog.sign_button.click()

    qtbot.waitUntil(lambda: "Approved 3 requests" in jo.window.toasts.texts)
    found = decisions(sqlite_workspace)
    assert {one.request_id for one in found} == set(requests)
    assert {one.reason for one in found} == {REASON}
    with sqlite_workspace.work("jo").reading() as session:
        for one in found:
            request = session.get_one(TransitionRequest, one.request_id)
            assert one.seen_digest == request.evidence_digest


def test_a_cancelled_sheet_keeps_the_reason_for_the_same_requests_and_the_same_answer(
    qtbot: Any, jo: Desktop
) -> None:
    _screen, dialog = ask(qtbot, jo)
    dialog.reason.set_text(REASON)
    dialog.reject()
    assert jo.window.status.drafts.state.text == "1 draft"

    _screen, dialog = ask(qtbot, jo, Qt.Key.Key_N)
    assert dialog.reason.text == ""
    dialog.reject()

    _screen, dialog = ask(qtbot, jo)
    assert dialog.reason.text == REASON
    dialog.sign_button.click()

    qtbot.waitUntil(lambda: "Approved 3 requests" in jo.window.toasts.texts)
    qtbot.waitUntil(lambda: jo.window.status.drafts.state.text == "no drafts")


def test_the_reason_for_several_is_kept_while_it_is_typed(qtbot: Any, jo: Desktop) -> None:
    _screen, dialog = ask(qtbot, jo)

    qtbot.keyClicks(dialog.reason.edit, "Half a")

    assert jo.window.status.drafts.state.text == "1 draft"
    dialog.reason.edit.clear()
    assert jo.window.status.drafts.state.text == "no drafts"
    dialog.reject()


def test_one_refused_says_why_and_holds_up_no_other(
    qtbot: Any, jo: Desktop, sqlite_workspace: TestWorkspace, requests: tuple[UUID, ...]
) -> None:
    screen, dialog = ask(qtbot, jo)
    rows = screen.together.ballot.rows
    # Meanwhile somebody else rejects one: it is closed when this vote arrives.
    sqlite_workspace.work("aisha").write(decide, requests[1], verdict="reject", reason=REASON)

    dialog.reason.set_text(REASON)
    dialog.sign_button.click()

    qtbot.waitUntil(lambda: "sign" in dialog.errors.keys)
    states = [rows.state(one).status for one in requests]
    assert states == [Status.OK, Status.FAILED, Status.OK]
    assert rows._reasons[requests[1]].text()
    assert dialog.isVisible()
    assert dialog.reason.text == REASON

    dialog.sign_button.click()  # again: only what is left is tried, nothing is decided twice
    qtbot.waitUntil(dialog.sign_button.isEnabled)
    dialog.reject()
    drafts = screen._acts.drafts  # of the one that is left, asked on its own or not
    assert drafts.text(drafts.key(requests[1], "accept")) == REASON

    qtbot.waitUntil(lambda: "Approved 2 requests" in jo.window.toasts.texts)
    mine = [one for one in decisions(sqlite_workspace) if one.verdict == "accept"]
    assert sorted(one.request_id for one in mine) == sorted((requests[0], requests[2]))


def test_one_password_signs_them_all_and_a_wrong_one_is_tried_once(
    qtbot: Any, sqlite_workspace: TestWorkspace, requests: tuple[UUID, ...], tmp_path: Path
) -> None:
    tamper(sqlite_workspace, "UPDATE {schema}workspace SET is_demo = true")  # decisions are signed
    folder = Path(sqlite_workspace.url).parent
    PersonalKeys(Secrets(folder, None, True, {})).keep(pair_of("jo"), PASSWORD)
    with desk(sqlite_workspace, "jo", tmp_path, "approvals") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: len(screen.list.shown()) == len(MODELS))
        screen, dialog = ask(qtbot, desktop)
        dialog.reason.set_text(REASON)
        dialog.user_id.setText("jo")
        dialog.password.setText("three quick red foxes")
        dialog.sign_button.click()
        qtbot.waitUntil(lambda: "sign" in dialog.errors.keys)
        states = {screen.together.ballot.rows.state(one).status for one in requests}
        assert states == {Status.WAITING}
        assert not decisions(sqlite_workspace)
        me = desktop.seat.actor.id
        assert screen._acts.signing._session._of(me).failures == 1  # three would lock signing
        assert dialog.reason.text == REASON

        dialog.password.setText(PASSWORD)
        dialog.sign_button.click()
        qtbot.waitUntil(lambda: "Approved 3 requests" in desktop.window.toasts.texts)

    found = decisions(sqlite_workspace)
    assert {one.request_id for one in found} == set(requests)
    assert len({one.signature for one in found}) == 3
    assert all(one.key_id for one in found)


def test_a_lost_answer_decides_once(
    qtbot: Any, jo: Desktop, sqlite_workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stored, but the answer was lost on its way: signing again finds the same decision."""
    screen, dialog = ask(qtbot, jo)
    way = type(screen.together.ballot.way)
    real = way.command
    lost = []

    def losing(self: Any, command: Any, answer: Any) -> Any:
        run = real(self, command, answer)

        def go(work: Any, *args: Any, **kwargs: Any) -> Any:
            found = run(work, *args, **kwargs)
            if not lost:
                lost.append(found)
                work.session.commit()
                raise AppError("The connection was lost.")
            return found

        return go

    monkeypatch.setattr(way, "command", losing)
    dialog.reason.set_text(REASON)
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: "sign" in dialog.errors.keys)
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: "Approved 3 requests" in jo.window.toasts.texts)

    assert len(decisions(sqlite_workspace)) == 3


def test_own_work_is_named_and_asks_for_nothing(
    qtbot: Any, sqlite_workspace: TestWorkspace, requests: tuple[UUID, ...], tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "sanne", tmp_path, "approvals") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: len(screen.list.shown()) == len(MODELS))
        select_all(desktop)
        screen.list.approve_button.click()
        qtbot.waitUntil(lambda: "together" in desktop.window.banners.keys)
        assert screen.together.ballot is None

    assert not decisions(sqlite_workspace)


def test_evidence_that_must_be_opened_is_asked_for_each(
    qtbot: Any, jo: Desktop, sqlite_workspace: TestWorkspace
) -> None:
    why = "Nobody approves from a title."
    policy = sqlite_workspace.work("eva").write(
        require_opened_evidence, "bank", is_required=True, reason=why
    )
    sqlite_workspace.work("aisha").write(publish_policy, policy.id, reason=why, seen=policy.sha256)
    jo.window.current_screen.case.show_tab(0)
    qtbot.waitUntil(lambda: has_opened(sqlite_workspace, "jo"))
    screen = select_all(jo)

    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)

    qtbot.waitUntil(lambda: screen.together.ballot is not None)
    ballot = screen.together.ballot
    assert [one.row.id for one in ballot.details] == [screen.case.shown.row.id]  # the one opened
    left = next(words for title, words in ballot.dialog._asked.facts if title == "Left out")
    assert left.text().count("0 of 1 part") == 2


def test_the_bar_appears_with_the_second_and_the_single_one_says_so(
    qtbot: Any, jo: Desktop
) -> None:
    screen: Any = jo.window.current_screen
    assert not screen.list._together.isVisible()
    assert screen.case.bar.buttons["accept"].isEnabled()

    select_all(jo)

    assert screen.list._together.isVisible()
    assert screen.list._count.text() == "3 selected"
    assert not screen.case.bar.buttons["accept"].isEnabled()
    assert "below the list" in screen.case.bar.buttons["accept"].toolTip()
    assert not jo.window.actions_registry.reason("approvals.approve")
