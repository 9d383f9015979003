"""Who asks for a version that was decided on as it is reads so, and no sheet promises a run."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.views.desktop import Desktop
from app.views.panels.inventory_submit import SubmitSheet
from app.views.widgets.button import Button
from tests.views.demo_desk import calm, demo_desk, go
from tests.views.operate_kit import wait

SAID = r"Run \d+ decided on this version as it is\. Choose another version, or register"


def choose_hmrm(desktop: Desktop) -> Any:
    screen = go(desktop, "inventory")
    screen.table.selectRow([one.name for one in screen.model.rows].index("hmrm"))
    calm(desktop)
    return screen


def test_what_a_run_decided_on_is_not_asked_for_again_and_the_grey_button_says_why(
    demo: Path, tmp_path: Path
) -> None:
    with demo_desk(demo, "sanne", tmp_path) as desktop:
        screen, registry = choose_hmrm(desktop), desktop.window.actions_registry
        button = screen.pane.findChild(Button, "inventory.submit.button")

        assert re.match(SAID, registry.reason("inventory.submit"))
        assert not button.isEnabled()
        assert re.search(SAID, button.toolTip())
        registry.trigger("inventory.submit")
        assert re.search(SAID, desktop.window.status.message.state.text)


def test_a_version_that_a_run_has_decided_on_meanwhile_leads_to_that_run(
    qtbot: Any, demo: Path, tmp_path: Path
) -> None:
    with demo_desk(demo, "sanne", tmp_path) as desktop:
        window, pane = desktop.window, choose_hmrm(desktop).pane
        pane.standing = replace(pane.standing, decided=None)  # as it was read before

        window.actions_registry.trigger("inventory.submit")
        wait(qtbot, lambda: window.toasts.texts)

        assert re.match(SAID, window.toasts.texts[-1])
        assert window.findChildren(SubmitSheet) == []
