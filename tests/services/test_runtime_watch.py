"""The look at all runtimes: one that is slow holds up no other."""

from __future__ import annotations

import hashlib
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
from app.services.deploying.sequence import candidate_name
from app.services.runtime_access import reach
from app.services.runtime_adapters import LOAD_TIMEOUT_S, Placement, RuntimeAdapter
from app.services.runtime_watch import RuntimeWatch
from tests.model_folders import write_folder
from tests.releases import MODEL, V2, Bank, see_runtimes
from tests.workspaces import TestWorkspace

pytestmark = pytest.mark.xdist_group("released")

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
    answered = RuntimeWatch(workspace.service, Settings(home=tmp_path)).run_once()

    states = [one.state for one in workspace.service.read(list_live_runtimes)]
    assert (answered, states) == (0, ["unreachable"] * RUNTIMES)


def test_a_late_switch_by_a_service_that_was_stopped_is_taken_back_at_the_next_look(
    bank: Bank, tmp_path: Path
) -> None:
    """F2: it went from A to B and back to A meanwhile, so nothing tells that the wish is old."""
    file = write_folder(tmp_path / "v2", scorer=V2) / "model.onnx"
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    second = Placement(candidate_name(MODEL, sha256), "2", sha256)
    runtimes = {one.name: one for one in bank.workspace.service.read(list_live_runtimes)}
    with bank.polled() as poller, reach(bank.settings, runtimes["prod-1"]) as adapter:
        first = adapter.current_default(MODEL)
        adapter.put_artifact(second.model, second.version, sha256, file)
        adapter.load(second.model, second.version)
        adapter.wait_ready(second.model, second.version, LOAD_TIMEOUT_S)
        adapter.switch(MODEL, second, first)
        adapter.switch(MODEL, first, second)

        adapter.switch(MODEL, second, first)  # the one that was stopped before its call goes on
        late = adapter.current_default(MODEL)
        see_runtimes(bank.background)

        assert (late, adapter.current_default(MODEL)) == (second, first)
    assert poller.failures == []  # and who asked was answered all the while
    assert bank.serving() == [1]
