"""The look at all runtimes: one that is slow holds up no other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

import pytest

from app.config import Settings
from app.errors import NotReachableError
from app.models.queries.releases import RuntimeRow, list_live_runtimes
from app.services import runtime_watch
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.runtime_adapters import RuntimeAdapter
from app.services.runtime_watch import RuntimeWatch
from tests.machine import machine
from tests.workspaces import TestWorkspace

RUNTIMES = 3


def test_runtimes_are_looked_at_side_by_side(
    workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """None answers before all were asked: one after the other would wait for ever."""
    for number in range(RUNTIMES):
        new = NewRuntime(f"far-{number}", "bank", kind="oip", url="https://far.example:8080")
        workspace.work("tom").write(add_runtime, new)
    all_asked = Barrier(RUNTIMES, timeout=30)

    @contextmanager
    def silent(_: Settings, runtime: RuntimeRow) -> Iterator[RuntimeAdapter]:
        all_asked.wait()
        raise NotReachableError(f"{runtime.name} does not answer.")
        yield

    monkeypatch.setattr(runtime_watch, "reach", silent)
    answered = RuntimeWatch(workspace.service, machine(home=tmp_path)).run_once()

    states = [one.state for one in workspace.service.read(list_live_runtimes)]
    assert (answered, states) == (0, ["unreachable"] * RUNTIMES)
