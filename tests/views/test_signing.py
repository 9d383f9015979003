"""Signing in the window: what is said, what is asked, and what a wrong passphrase costs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy import select

from app.errors import AppError
from app.models.tables.governance import Decision
from app.models.tables.trail import AuditEvent
from app.services.commands.requests import decide
from app.services.personal_keys import PersonalKeys
from app.services.secrets import Secrets
from app.services.signing import DECISION, verify
from app.services.signing_session import FAILURES_TO_LOCK, Entry, SigningLockedError, SigningSession
from app.views import theme
from app.views.desktop import Desktop
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.widgets.banner import Banner
from app.views.widgets.button import Button
from tests.machine import machine
from tests.stories import REASON, ask, register
from tests.trail_kit import tamper
from tests.views.desks import desk
from tests.workspaces import TestWorkspace, pair_of

PASSWORD = "three quiet green horses"


def in_a_demo(workspace: TestWorkspace) -> UUID:
    """A request where decisions are signed."""
    tamper(workspace, "UPDATE {schema}workspace SET is_demo = true")
    return ask(workspace, register(workspace))


@pytest.fixture
def request_id(sqlite_workspace: TestWorkspace) -> UUID:
    return in_a_demo(sqlite_workspace)


@pytest.fixture
def jo(
    qtbot: Any, sqlite_workspace: TestWorkspace, request_id: UUID, tmp_path: Path
) -> Iterator[Desktop]:
    with desk(sqlite_workspace, "jo", tmp_path, "approvals") as opened:
        qtbot.waitExposed(opened.window)
        yield opened


def give_key(workspace: TestWorkspace, password: str = "") -> None:
    folder = Path(workspace.url).parent
    PersonalKeys(Secrets(folder, None, True, {})).keep(pair_of("jo"), password)


def press_yes(qtbot: Any, desktop: Desktop) -> DecisionDialog:
    screen: Any = desktop.window.current_screen
    qtbot.waitUntil(lambda: screen.case.shown is not None)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: desktop.window.findChild(DecisionDialog) is not None)
    found = desktop.window.findChild(DecisionDialog)
    assert isinstance(found, DecisionDialog)
    return found


def votes(workspace: TestWorkspace) -> list[Decision]:
    with workspace.work("jo").reading() as session:
        return list(session.scalars(select(Decision)))


def said(dialog: DecisionDialog, name: str) -> str:
    """What stands there about the signature, under this name."""
    assert dialog._asked.signature is not None
    shown, words = dialog._asked.signature
    assert shown == name
    assert [one.text() for one in dialog.findChildren(QLabel)].count(words) == 1
    return words


def signatures(desktop: Desktop) -> list[str]:
    found = desktop.window.findChildren(QWidget, "signed.block")
    return [one.accessibleName() for one in found]


def test_a_signature_that_does_not_hold_is_shown_as_such(
    qtbot: Any, workspace: TestWorkspace, tmp_path: Path
) -> None:
    request_id = in_a_demo(workspace)
    signer = workspace.signer("aisha")
    workspace.work("aisha").write(
        decide, request_id, verdict="accept", reason=REASON, signer=signer
    )
    tamper(workspace, "UPDATE {schema}decision SET reason = 'Another reason.'")
    with desk(workspace, "jo", tmp_path, "approvals") as opened:
        qtbot.waitExposed(opened.window)
        qtbot.waitUntil(lambda: bool(signatures(opened)))
        approvals = signatures(opened)
        with workspace.work("jo").reading() as session:
            event = session.scalars(
                select(AuditEvent.id).where(AuditEvent.tag == "decision.recorded")
            ).one()
        opened.show("lineage")
        opened.window.current_screen.read_event(event)
        qtbot.waitUntil(lambda: len(signatures(opened)) > len(approvals))
        found = signatures(opened)

    for name in found:
        assert name.startswith("Signed by Aisha Rahman: Approved, ")
        assert name.endswith("does not hold: what was signed says something else: reason")


def try_with(qtbot: Any, dialog: DecisionDialog, password: str) -> None:
    """Sign, and wait for what is said of it."""
    dialog.errors.clear("sign")
    dialog.password.setText(password)
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: "sign" in dialog.errors.keys)


def test_a_demo_signs_without_a_password_and_says_so(
    qtbot: Any, jo: Desktop, sqlite_workspace: TestWorkspace
) -> None:
    give_key(sqlite_workspace)
    dialog = press_yes(qtbot, jo)
    words = said(dialog, "To be signed")
    assert not dialog.password.isVisible()
    dialog.reason.set_text(REASON)
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: len(votes(sqlite_workspace)) == 1)

    (vote,) = votes(sqlite_workspace)
    assert verify(pair_of("jo").public_key, DECISION, vote.document, vote.signature)
    assert pair_of("jo").kid[:4] in words
    assert "It asks for no passphrase" in words
    assert "in a file that only you can read" in words
    qtbot.waitUntil(lambda: bool(signatures(jo)))
    assert signatures(jo)[0].startswith("Signed by Jo Vermeer: Approved, ")
    assert signatures(jo)[0].endswith("and it holds")


def test_without_a_key_the_sheet_says_the_way_out_and_stores_nothing(
    qtbot: Any, jo: Desktop, sqlite_workspace: TestWorkspace
) -> None:
    dialog = press_yes(qtbot, jo)
    qtbot.waitUntil(lambda: "sign" in dialog.errors.keys)
    dialog.reason.set_text(REASON)
    qtbot.keyClick(dialog.reason.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    way_out = dialog.errors.findChild(Banner, "banner.sign")
    assert isinstance(way_out, Banner)
    (copy,) = [one for one in way_out.findChildren(Button) if one.text() == "Copy the command"]
    copy.click()

    why = "You can't sign here: no key of yours that is in force lies on this computer."
    assert not dialog.sign_button.isEnabled()
    assert dialog.sign_button.reason == why
    hint = dialog.findChild(QLabel, "sign.hint")
    assert isinstance(hint, QLabel)
    assert hint.text() == why
    assert "make another here: in your account or by modelward key new" in way_out.accessibleName()
    assert theme.application().clipboard().text() == "modelward key new"
    assert said(dialog, "Signature").startswith("not yet")
    assert dialog.isVisible()
    assert votes(sqlite_workspace) == []


def test_a_wrong_password_keeps_every_word_and_the_third_locks_signing(
    qtbot: Any, jo: Desktop, sqlite_workspace: TestWorkspace, caplog: pytest.LogCaptureFixture
) -> None:
    give_key(sqlite_workspace, PASSWORD)
    dialog = press_yes(qtbot, jo)
    dialog.reason.set_text(REASON)
    dialog.user_id.setText("jo")
    told = []
    for number in range(FAILURES_TO_LOCK):
        try_with(qtbot, dialog, f"a wrong guess {number}")
        assert (dialog.reason.text, dialog.user_id.text()) == (REASON, "jo")
        (banner,) = dialog.errors.findChildren(Banner, "banner.sign")
        told.append(banner.accessibleName())
    try_with(qtbot, dialog, PASSWORD)  # right, and too late

    lock = "Then signing is locked for 5 min."
    assert told[0].endswith(f"Tries left: 2. {lock}")
    assert told[1].endswith(f"Tries left: 1. {lock}")
    assert told[2].startswith("Signing is locked. 3 wrong passphrases")
    assert votes(sqlite_workspace) == []
    assert "signing is locked" in caplog.text
    assert "a wrong guess" not in caplog.text


def test_the_right_passphrase_signs_and_the_handle_is_asked_once(
    qtbot: Any, jo: Desktop, sqlite_workspace: TestWorkspace
) -> None:
    give_key(sqlite_workspace, PASSWORD)
    dialog = press_yes(qtbot, jo)
    dialog.reason.set_text(REASON)
    assert dialog.user_id.isVisible()
    dialog.user_id.setText("sanne")
    try_with(qtbot, dialog, PASSWORD)
    dialog.user_id.setText("jo")
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: len(votes(sqlite_workspace)) == 1)

    assert votes(sqlite_workspace)[0].signature


def test_enter_leads_through_the_fields_and_a_second_password_replaces_the_first(
    qtbot: Any, jo: Desktop, sqlite_workspace: TestWorkspace
) -> None:
    give_key(sqlite_workspace, PASSWORD)
    dialog = press_yes(qtbot, jo)
    dialog.reason.edit.setPlainText(REASON)

    qtbot.keyClicks(dialog.user_id, "jo")
    qtbot.keyClick(dialog.user_id, Qt.Key.Key_Return)
    qtbot.keyClicks(dialog.password, "wrong")
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "sign" in dialog.errors.keys)
    qtbot.keyClicks(dialog.password, PASSWORD)
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: len(votes(sqlite_workspace)) == 1)


def test_the_lock_ends_after_five_minutes(
    sqlite_workspace: TestWorkspace, request_id: UUID, tmp_path: Path
) -> None:
    give_key(sqlite_workspace, PASSWORD)
    now = [0.0]
    session = SigningSession(machine(home=tmp_path), clock=lambda: now[0])
    jo = sqlite_workspace.work("jo")
    outcomes = []
    for password, at in (("x", 0), ("x", 1), ("x", 2), (PASSWORD, 299), (PASSWORD, 303)):
        now[0] = at
        try:
            with jo.unit() as work:
                outcomes.append(session.open(work, Entry("jo", password)) is not None)
        except AppError as error:
            outcomes.append(type(error))

    assert outcomes[2:] == [SigningLockedError, SigningLockedError, True]
