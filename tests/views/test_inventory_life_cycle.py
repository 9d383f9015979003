"""An architect chooses which life cycle a model runs; others read why they can't."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.models.tables.life_cycle import LifeCycleBinding
from app.services.commands.bindings import bind_life_cycle
from app.services.engine.starting import StartRequest
from app.views.panels.inventory_life_cycle import LifeCycleSheet
from app.views.screens.inventory import InventoryScreen
from app.views.widgets.basics import FactList, StyledLabel
from app.views.widgets.button import Button
from tests.processes import Stage
from tests.services.engine_tasks import TASKS
from tests.stories import register
from tests.views.inventory_kit import screen_of
from tests.views.operate_kit import publish_small
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    register(sqlite_workspace)
    return sqlite_workspace


@contextmanager
def opened(bank: TestWorkspace, handle: str, qtbot: Any) -> Iterator[LifeCycleSheet]:
    with window_of(bank, handle, "inventory") as window:
        screen = window.current_screen
        assert isinstance(screen, InventoryScreen)
        qtbot.waitUntil(lambda: screen.model.rowCount() > 0 and screen.pane.detail is not None)
        screen.shell.actions_registry.trigger("inventory.life_cycle")
        qtbot.waitUntil(lambda: bool(sheets()))
        yield sheets()[0]


def sheets() -> list[LifeCycleSheet]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, LifeCycleSheet)]


def bound(bank: TestWorkspace) -> str:
    with bank.service.reading() as session:
        return session.scalars(select(LifeCycleBinding.template_key)).one()


def test_an_architect_chooses_another_life_cycle(bank: TestWorkspace, qtbot: Any) -> None:
    with opened(bank, "eva", qtbot) as sheet:
        assert "runs this one already" in sheet.lacks()
        labels = [sheet.box.itemText(n) for n in range(sheet.box.count())]
        assert labels == ["On model changed v1", "Registry promotion v1"]
        sheet.box.setCurrentIndex(1)
        sheet.box.activated.emit(1)
        assert sheet.lacks() == ""
        sheet.verb_button.click()
        qtbot.waitUntil(lambda: bound(bank) == "registry-promotion")


def test_who_is_no_architect_reads_why_not(bank: TestWorkspace, qtbot: Any) -> None:
    with opened(bank, "sanne", qtbot) as sheet:
        sheet.box.setCurrentIndex(1)
        sheet.box.activated.emit(1)
        assert "an architect's to say" in sheet.lacks()
        sheet.verb_button.click()
    assert bound(bank) == "on-model-changed"


def test_what_a_model_runs_is_the_version_it_started_with(
    sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    """A newer one is published meanwhile: it is for the next run."""
    bank, stage = sqlite_workspace, Stage(sqlite_workspace, TASKS)
    first = publish_small(bank)
    made = register(bank)
    bank.work("eva").write(bind_life_cycle, made.model_id, template_key="small", parameters={})
    request = StartRequest(first, bank.unit_id, "one", made.model_id, made.version_id, "cc-fraud")
    with stage.work.unit() as work:
        stage.engine.start(work, replace(request, variables={"host": "up"}))
    publish_small(bank)

    with window_of(bank, "eva", "inventory") as window:
        screen = screen_of(window, qtbot)
        facts = screen.pane.findChildren(FactList)

        said = [one.text() for fact in facts for one in fact.findChildren(StyledLabel)]
        assert next(one for one in said if "Small release" in one) == "Small release v1"
        links = [one.text() for fact in facts for one in fact.findChildren(Button)]
        assert any(one.startswith("run 1") for one in links)
