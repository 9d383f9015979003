"""A person makes a signing key in the window: locked by a passphrase, proposed, kept here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.queries.keys import list_keys, load_signing_facts
from app.services.personal_keys import PersonalKeys
from app.views.panels.own_key import OwnKeySheet
from app.views.widgets.basics import StyledLabel
from app.views.widgets.button import Button
from tests.views.desks import desk
from tests.views.operate_kit import wait
from tests.workspaces import TestWorkspace

PASSPHRASE = "four eyes see more"


def test_a_key_is_made_locked_and_proposed_and_its_name_stands_in_the_account(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    jo = sqlite_workspace.work("jo").actor
    known = {one.kid for one in sqlite_workspace.service.read(list_keys)}
    with desk(sqlite_workspace, "jo", tmp_path, "administration") as desktop:
        screen: Any = desktop.window.current_screen
        wait(qtbot, lambda: screen.account.findChild(Button, "administration.key.new"))
        screen.account.findChild(Button, "administration.key.new").click()
        wait(qtbot, lambda: screen.account.findChild(OwnKeySheet))
        sheet = screen.account.findChild(OwnKeySheet)
        sheet.reason.set_text("A new computer at my desk.")
        first, again = (
            sheet.findChild(QLineEdit, f"own_key.{name}") for name in ("passphrase", "again")
        )
        first.setText("short")
        assert "at least 12 characters" in sheet.lacks()
        first.setText(PASSPHRASE)
        again.setText(PASSPHRASE[:-1])
        assert "different" in sheet.lacks()
        again.setText(PASSPHRASE)
        assert sheet.lacks() == ""

        sheet.verb_button.click()

        wait(qtbot, lambda: desktop.window.toasts.texts)
        (made,) = [one for one in sqlite_workspace.service.read(list_keys) if one.kid not in known]
        assert (made.person, made.state, made.reason) == (
            "jo",
            "proposed",
            "A new computer at my desk.",
        )
        assert made.kid in desktop.window.toasts.texts[0]

        def shown() -> list[str]:
            return [one.text() for one in screen.account.findChildren(StyledLabel)]

        wait(qtbot, lambda: made.kid in shown())
        settings = desktop.seat.settings
        with sqlite_workspace.service.reading() as session:
            kept = PersonalKeys.of(session, settings, load_signing_facts(session, jo.id))
            assert kept.is_locked(made.kid)
            assert kept.open(made.kid, PASSPHRASE).kid == made.kid


def test_who_works_alone_is_told_that_nobody_confirms_the_key(
    qtbot: Any, sqlite_workspace: TestWorkspace
) -> None:
    jo = sqlite_workspace.work("jo").actor
    with sqlite_workspace.service.reading() as session:
        facts = load_signing_facts(session, jo.id)
    said = {}
    for is_alone in (facts.is_alone, True):
        home = QWidget()
        qtbot.addWidget(home)
        sheet = OwnKeySheet(replace(facts, is_alone=is_alone), home)
        said[is_alone] = " ".join(one.text() for one in sheet.findChildren(StyledLabel))

    assert "Two administrators confirm it." in said[False]
    assert "nobody else works here" in said[True]
    assert "Two administrators" not in said[True]


def test_only_ones_own_account_offers_to_make_a_key(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    with desk(sqlite_workspace, "root", tmp_path, "administration") as desktop:
        screen: Any = desktop.window.current_screen
        people = screen.people
        wait(qtbot, people.table.rows_model.rowCount)
        offered = {}
        for case in people.table.rows_model.rows:
            assert people.table.select_key(case.person.id)
            buttons = people.case.findChildren(Button, "administration.key.new")
            offered[case.person.handle] = any(one.isVisibleTo(people.case) for one in buttons)

        assert [handle for handle, is_offered in offered.items() if is_offered] == ["root"]
