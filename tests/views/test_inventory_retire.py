"""A version is retired from the inventory: what follows is told before it is signed."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.models.tables.execution import Placement
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.retiring import retire_version
from app.services.engine.engine import Engine
from app.services.engine.inbox import Inbox
from app.services.unit_of_work import InboxKind
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.screens.inventory import InventoryScreen
from app.views.widgets.basics import StyledLabel
from tests.stories import put_in_production, register
from tests.trail_kit import tamper
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


@pytest.mark.parametrize("is_left", [False, True])
def test_what_became_of_it_is_told_to_who_asked(
    sqlite_workspace: TestWorkspace, qtbot: Any, is_left: bool
) -> None:
    bank = sqlite_workspace
    put_in_production(bank, register(bank))
    with window_of(bank, "tom", "inventory") as window:
        screen = window.current_screen
        assert isinstance(screen, InventoryScreen)
        qtbot.waitUntil(lambda: screen.pane.standing is not None)
        window.actions_registry.trigger("inventory.retire")
        qtbot.waitUntil(lambda: bool(dialogs()))
        (sheet,) = dialogs()
        sheet.reason.set_text("The product is no longer sold.")
        sheet.sign_button.click()
        qtbot.waitUntil(lambda: bool(window.toasts.texts))
        if is_left:
            tamper(bank, "UPDATE {schema}placement SET state = 'left'")

        inbox = Inbox(Engine(), {InboxKind.RETIRE_VERSION: retire_version})
        while inbox.take_one(bank.service):
            pass

        def told() -> str:
            banners = window.banners.findChildren(StyledLabel)
            return " ".join([*(one.text() for one in banners), *window.toasts.texts])

        wanted = "cc-fraud v1 is not retired" if is_left else "cc-fraud v1 is retired"
        qtbot.waitUntil(lambda: wanted in told(), timeout=20_000)
        assert ("It is in no stage, so there is nothing to retire." in told()) == is_left


def dialogs() -> list[DecisionDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, DecisionDialog)]
