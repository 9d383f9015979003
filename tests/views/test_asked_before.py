"""Who asks for a version that was decided on as it is reads so, and no sheet promises a run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from app.views.panels.inventory_submit import SubmitSheet
from tests.views.demo_desk import calm, demo_desk, go
from tests.views.operate_kit import wait


def test_a_version_that_a_run_decided_on_leads_to_that_run(
    qtbot: Any, demo: Path, tmp_path: Path
) -> None:
    with demo_desk(demo, "sanne", tmp_path) as desktop:
        window, screen = desktop.window, go(desktop, "inventory")
        screen.table.selectRow([one.name for one in screen.model.rows].index("hmrm"))
        calm(desktop)

        window.actions_registry.trigger("inventory.submit")
        wait(qtbot, lambda: window.toasts.texts)

        said = r"Run \d+ decided on this version as it is\. Choose another version, or register"
        assert re.match(said, window.toasts.texts[-1])
        assert window.findChildren(SubmitSheet) == []
