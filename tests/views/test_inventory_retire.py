"""A version is retired from the inventory: what follows is told before it is signed."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.models.tables.execution import Placement
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.retiring import retire_version
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.screens.inventory import InventoryScreen
from app.views.widgets.basics import StyledLabel
from tests.stories import put_in_production, register
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace


def test_an_operator_signs_what_stops_serving_and_the_stage_is_empty(
    sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    bank = sqlite_workspace
    put_in_production(bank, register(bank))
    with window_of(bank, "tom", "inventory") as window:
        screen = window.current_screen
        assert isinstance(screen, InventoryScreen)
        qtbot.waitUntil(lambda: screen.pane.standing is not None)
        assert screen.actions_.why_not_retire() == ""
        window.actions_registry.trigger("inventory.retire")
        qtbot.waitUntil(lambda: bool(dialogs()))
        sheet = dialogs()[0]
        told = " ".join(label.text() for label in sheet.findChildren(StyledLabel))
        assert "PROD #cc-fraud @ prod-1" in told
        assert "no answer any more" in told
        assert not sheet.sign_button.isEnabled()
        sheet.reason.set_text("The product is no longer sold.")
        sheet.sign_button.click()
        qtbot.waitUntil(lambda: bool(window.toasts.texts))
        with bank.service.unit() as work:
            wish = select(EngineInbox).where(EngineInbox.kind == "retire_version")
            retire_version(work, work.session.scalars(wish).one())
        with bank.service.reading() as session:
            place = session.scalars(select(Placement)).one()
        assert (place.state, place.reason) == ("left", "The product is no longer sold.")
        screen.refresh()
        qtbot.waitUntil(lambda: "in no stage" in screen.actions_.why_not_retire())


def dialogs() -> list[DecisionDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, DecisionDialog)]
