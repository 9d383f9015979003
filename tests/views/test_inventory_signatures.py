"""The decisions about a model: whether what was signed under each of them holds."""

from __future__ import annotations

from typing import Any

from app.views.cells import Status
from app.views.panels import inventory_tables
from tests.stories import put_in_production, register
from tests.trail_kit import tamper
from tests.views.inventory_kit import screen_of
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace


def test_a_decision_is_called_signed_where_its_signature_holds_and_else_is_said_not_to(
    sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    put_in_production(sqlite_workspace, register(sqlite_workspace, name="cc-fraud"))
    with window_of(sqlite_workspace, "sanne", "inventory") as window:
        screen = screen_of(window, qtbot)
        pane = screen.pane
        columns = inventory_tables.decisions(pane.ladder)
        signed = next(one for one in columns if one.title == "Signed")

        def said() -> set[str]:
            return {str(signed.value(row)) for row in pane.detail.decisions}

        qtbot.waitUntil(lambda: pane.detail is not None and said() == {"signed"})
        tamper(sqlite_workspace, "UPDATE {schema}decision SET signature = 'not one'")
        screen.show_model(str(pane.detail.row.id))
        qtbot.waitUntil(lambda: said() == {"does not hold"})

        row = pane.detail.decisions[0]
        cell: Any = signed.value(row)
        assert cell.status is Status.FAILED
        assert signed.tooltip is not None
        assert signed.tooltip(row) == "the signature does not hold"
