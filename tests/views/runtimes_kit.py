"""Runtimes of a bank for the window: one that fits, one without a service, one without a stage."""

from __future__ import annotations

from app.services.commands.runtimes import (
    NewRuntime,
    add_runtime,
    find_runtime,
    record_look,
)
from app.views.screens.runtimes import RuntimesScreen
from tests.stories import register
from tests.views.operate_kit import wait
from tests.workspaces import TestWorkspace


def add_runtimes(workspace: TestWorkspace) -> TestWorkspace:
    register(workspace)
    with workspace.work("tom").unit() as work:
        add_runtime(
            work, NewRuntime("prod-eu-2", "bank", stage_tags=("PROD",), service_tags=("cc-fraud",))
        )
        add_runtime(work, NewRuntime("prod-eu-9", "bank", stage_tags=("PROD",)))
        add_runtime(work, NewRuntime("edge-03", "bank", service_tags=("cc-fraud",)))
    with workspace.service.unit() as work:
        for name in ("prod-eu-2", "prod-eu-9", "edge-03"):
            record_look(work, find_runtime(work, name).id, is_live=True, latency_ms=4.0)
    return workspace


def shown(qtbot, window) -> RuntimesScreen:
    screen = window.current_screen
    assert isinstance(screen, RuntimesScreen)
    wait(qtbot, lambda: screen.matrix.grid.matrix is not None and screen.version.count())
    return screen
