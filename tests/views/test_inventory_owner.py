"""Who owns a model: chosen where its card is lacking, and named where its owner has left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.models.queries.notices import list_notices
from app.models.queries.submission import load_standing
from app.models.tables.inventory import RegisteredModel
from app.services.commands.models import ModelEdit, edit_model
from app.services.commands.people import end_role, find_person
from app.views.desktop import Desktop
from app.views.panels.inventory_many_sheet import ManySheet
from app.views.panels.inventory_register import CHECK, RegisterSheet
from app.views.panels.person_dialog import PersonDialog
from app.views.widgets.basics import StyledLabel
from app.views.widgets.button import Button
from tests import stories
from tests.views.desks import desk
from tests.views.real_window import write_model_folder
from tests.workspaces import TestWorkspace


@contextmanager
def inventory(bank: TestWorkspace, handle: str, home: Path, qtbot: Any) -> Iterator[Desktop]:
    with desk(bank, handle, home, "inventory") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.actions_.why_not_register() == "")
        yield desktop


def dialog_of(kind: type[Any], qtbot: Any) -> Any:
    def found() -> list[Any]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind)]

    qtbot.waitUntil(lambda: len(found()) == 1)
    return found()[0]


def owner_of(bank: TestWorkspace, name: str) -> UUID:
    with bank.service.reading() as session:
        return session.scalars(
            select(RegisteredModel.owner_id).where(RegisteredModel.name == name)
        ).one()


def told(bank: TestWorkspace, handle: str) -> list[tuple[str, str]]:
    work = bank.work(handle)
    now = datetime.now(UTC) + timedelta(minutes=1)
    return [(one.kind, one.event.tag) for one in work.read(list_notices, work.actor.id, now=now)]


def test_who_is_given_a_model_is_told(workspace: TestWorkspace) -> None:
    made = stories.register(workspace, by="sanne")

    workspace.work("sanne").write(edit_model, made.model_id, ModelEdit(description="Cards."))
    before = told(workspace, "mark")
    workspace.work("sanne").write(edit_model, made.model_id, ModelEdit(owner="mark"))

    assert before == []
    assert told(workspace, "mark") == [("assigned", "model.changed")]
    assert ("assigned", "model.registered") not in told(workspace, "sanne")


def words_of(sheet: RegisterSheet) -> list[str]:
    return [one.text() for one in sheet.check_.findChildren(StyledLabel)]


def test_a_card_that_is_lacking_is_left_to_who_owns_the_model(
    sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    folder = write_model_folder(tmp_path / "spend")
    with inventory(sqlite_workspace, "sanne", tmp_path, qtbot) as desktop:
        screen: Any = desktop.window.current_screen
        screen.actions_.take_drop(folder)
        sheet = dialog_of(RegisterSheet, qtbot)
        qtbot.waitUntil(lambda: sheet.step == CHECK and sheet.lacks() == "")
        qtbot.waitUntil(sheet.check_.owner_button.isEnabled)
        sheet.check_.owner_button.click()
        dialog = dialog_of(PersonDialog, qtbot)
        QTest.keyClicks(dialog.picker.edit, "Mark")
        QTest.keyClick(dialog.picker.edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: sheet.wanted.new.owner == "mark")
        said = words_of(sheet)
        sheet.place.owner.setCurrentText("Tom Bakker")
        other = words_of(sheet)
        sheet.place.owner.setCurrentText("Mark Jansen")
        sheet.verb_button.click()
        qtbot.waitUntil(lambda: screen.pane.detail is not None)

    assert any("left to Mark Jansen" in one for one in said)
    assert any("left to Tom Bakker" in one for one in other)
    assert owner_of(sqlite_workspace, "spend") == sqlite_workspace.work("mark").actor.id
    assert ("assigned", "model.registered") in told(sqlite_workspace, "mark")


def test_a_model_whose_owner_has_left_is_given_another_from_its_checklist(
    sqlite_workspace: TestWorkspace, tmp_path: Path, qtbot: Any
) -> None:
    made = stories.register(sqlite_workspace, by="mark")
    sanne = sqlite_workspace.work("sanne").actor.id
    with sqlite_workspace.service.reading() as session:
        kept = load_standing(session, made.version_id, sanne)
    with sqlite_workspace.work("root").unit() as work:
        person = find_person(work, "mark").id
        for role in ("data_scientist", "validator"):
            end_role(work, person, role, sqlite_workspace.unit_id)

    with inventory(sqlite_workspace, "sanne", tmp_path, qtbot) as desktop:
        screen: Any = desktop.window.current_screen
        screen.show_model(str(made.version_id))
        qtbot.waitUntil(
            lambda: (
                screen.pane.findChild(Button, "inventory.gap.owner") is not None
                and screen.pane.findChild(Button, "inventory.gap.owner").isVisible()
            )
        )
        screen.pane.findChild(Button, "inventory.gap.owner").click()
        dialog = dialog_of(PersonDialog, qtbot)
        QTest.keyClicks(dialog.picker.edit, "Sanne")
        QTest.keyClick(dialog.picker.edit, Qt.Key.Key_Return)
        sheet = dialog_of(ManySheet, qtbot)
        qtbot.waitUntil(sheet.verb_button.isEnabled)
        sheet.verb_button.click()
        qtbot.waitUntil(lambda: owner_of(sqlite_workspace, "cc-fraud") == sanne)
        sheet.reject()

    assert [one for one in kept.checks if one.kind == "owner"] == []
