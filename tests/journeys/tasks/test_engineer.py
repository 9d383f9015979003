"""T8 and T9 in process: an engineer registers a file, and finds out why a place does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import Runtime
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import EngineInbox, UserTask
from app.views.panels.inventory_register import RegisterSheet
from app.views.panels.inventory_submit import SubmitSheet
from app.views.panels.runtimes_dialogs import TagSheet
from app.views.places import ObjectRef
from app.views.widgets.basics import StyledLabel
from tests.demo_bank import Bank
from tests.model_folders import Scorer
from tests.views.demo_desk import calm

pytestmark = pytest.mark.slow

NAME = "late-payers"
READY = "credit-score"
TAG = "aml-screening"
BECOMES_A_TASK = (
    "What is missing does not block registering: it becomes a task when its life cycle begins."
)


def version(bank: Bank) -> ModelVersion | None:
    with bank.stage.work("sanne").reading() as session:
        return session.scalars(
            select(ModelVersion)
            .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
            .where(RegisteredModel.name == NAME)
        ).first()


def words(part: QWidget) -> list[str]:
    return [one.text() for one in part.findChildren(StyledLabel) if one.isVisible()]


def test_a_file_that_is_dropped_on_home_is_registered_and_on_its_way(
    bank: Bank, tmp_path: Path
) -> None:
    """T8: what is missing became a task, and blocked nothing."""
    file = tmp_path / f"{NAME}.onnx"
    file.write_bytes(Scorer().onnx())

    def tasks(made: ModelVersion) -> list[UserTask]:
        with bank.stage.work("sanne").reading() as session:
            mine = select(UserTask).where(UserTask.version_id == made.id)
            return [*session.scalars(mine)]

    with bank.sit_down("sanne") as (desktop, hands):
        assert desktop.window.current_key == "home"
        hands.drop(file, desktop.window)
        sheet = hands.sheet(RegisterSheet)
        hands.until("look at it", sheet.verb_button.isEnabled)
        hands.until("what is missing", lambda: BECOMES_A_TASK in words(sheet))
        hands.click(sheet.verb_button)
        made = hands.until("registered version", lambda: version(bank))
        screen: Any = desktop.window.current_screen
        button = desktop.window.findChild(QWidget, "inventory.submit.button")
        hands.until("its page", lambda: screen.pane.detail and screen.pane.detail.row.name == NAME)
        hands.until("way on", lambda: button.isVisible() and button.isEnabled())
        calm(desktop)
        hands.click(button)
        submit = hands.sheet(SubmitSheet)
        hands.until("what follows", submit.verb_button.isEnabled)
        hands.click(submit.verb_button)
        (task,) = hands.until("task for what is missing", lambda: tasks(made))

    with bank.stage.work("sanne").reading() as session:
        process = session.scalars(
            select(ProcessInstance).where(ProcessInstance.version_id == made.id)
        ).one()
    assert (task.kind, process.state) == ("complete", "active")
    assert "model_card" in str(task.facts)
    assert hands.clicks <= 5
    assert hands.keys == 0


def test_a_version_of_the_demo_waits_to_be_asked_for_and_is_on_its_way_by_one_sheet(
    bank: Bank,
) -> None:
    with bank.sit_down("sanne", drives=False) as (desktop, hands):
        desktop.window.go("inventory", ObjectRef("model", key_of(bank, READY), READY))
        screen: Any = desktop.window.current_screen
        hands.until("its page", lambda: screen.pane.detail and screen.pane.detail.row.name == READY)
        button = desktop.window.findChild(QWidget, "inventory.submit.button")
        hands.until("way on", lambda: button.isVisible() and button.isEnabled())
        calm(desktop)
        hands.click(button)
        sheet = hands.sheet(SubmitSheet)
        hands.until("what follows", sheet.verb_button.isEnabled)
        gaps = [one.kind for one in sheet.standing.gaps]
        hands.click(sheet.verb_button)
        begun = hands.until("start that is asked for", lambda: starts(bank))

    assert sheet.standing.version == 22
    assert gaps == ["snapshot", "tested"]  # what its life cycle does first
    assert [one.payload["title"] for one in begun] == [f"{READY} v22"]


def key_of(bank: Bank, name: str) -> str:
    with bank.stage.work("sanne").reading() as session:
        found = select(RegisteredModel.id).where(RegisteredModel.name == name)
        return str(session.scalars(found).one())


def starts(bank: Bank) -> list[EngineInbox]:
    with bank.stage.work("sanne").reading() as session:
        open_ones = select(EngineInbox).where(EngineInbox.consumed_at.is_(None))
        return [one for one in session.scalars(open_ones) if one.kind == "start"]


def test_why_it_cannot_go_there_is_read_and_mended_with_a_look_ahead(bank: Bank) -> None:
    """T9: rule, needed, found, fix; the fix of one place, and the same by T for the other."""

    def tagged() -> set[str]:
        with bank.stage.work("tom").reading() as session:
            return {one.name for one in session.scalars(select(Runtime)) if TAG in one.service_tags}

    def on_fix() -> bool:  # of the places as they are now: they may be read anew meanwhile
        return bool(screen.places.fixes[0].hasFocus())

    with bank.sit_down("tom") as (desktop, hands):
        hands.press("G", "M")
        screen: Any = desktop.window.current_screen
        hands.until("runtimes", lambda: screen.matrix.grid.matrix and screen.version.count())
        calm(desktop)
        hands.press("/")
        hands.type("aml")
        hands.until("its places", lambda: screen.places.fixes)
        calm(desktop)
        said = words(screen.places)
        offered = screen.places.fixes[0].accessibleName()
        hands.press("F6")
        hands.until("keyboard on the fix", on_fix)
        hands.press("Space")
        sheet = hands.sheet(TagSheet)
        hands.until("look ahead", lambda: any(f" may serve #{TAG}." in one for one in words(sheet)))
        assert sheet.verb_button.isEnabled()
        assert tagged() == set()
        hands.press("Ctrl+Return")
        (first,) = hands.until("tagged runtime", tagged)
        calm(desktop)
        by_fix = hands.keys
        for key in ("Up", "Left", "Right", "Right", "Down", "Down"):
            if screen.chosen_row() is not None and screen.chosen_row().name != first:
                break
            hands.press(key)
        second = screen.chosen_row().name
        hands.press("T")
        sheet = hands.sheet(TagSheet)
        hands.press("Tab", "End")
        hands.type(f", #{TAG}")
        hands.until("something to apply", sheet.verb_button.isEnabled)
        hands.press("Ctrl+Return")
        hands.until("both", lambda: tagged() == {first, second})

    needed = said.index(f"#{TAG}")
    assert said[said.index("Rule") :][:3] == ["Rule", "Needed", "Found"]
    assert said[needed - 1] == "Service tag"
    assert "other tag" in said[needed + 1]
    assert offered == f"Add tag #{TAG} to {first}"
    assert by_fix <= 10
    assert hands.clicks == 0
