"""The look at all runtimes: one that is slow holds up no other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from app.config import Settings
from app.errors import NotReachableError
from app.models.queries.releases import RuntimeRow, list_live_runtimes
from app.models.tables.execution import Runtime
from app.services import runtime_watch
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.runtime_adapters import RuntimeAdapter
from app.services.runtime_watch import RuntimeWatch
from app.services.trying_runtimes import try_runtime
from tests.machine import machine
from tests.workspaces import TestWorkspace

RUNTIMES = 3
UNREADABLE = ("http://[bad", "https://h:99999", "https://h:port")


def as_seen(workspace: TestWorkspace) -> list[Runtime]:
    with workspace.service.reading() as session:
        return list(session.scalars(select(Runtime).order_by(Runtime.name)))


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


def test_an_address_that_nobody_can_read_stops_the_look_at_no_other(
    workspace: TestWorkspace, tmp_path: Path
):
    tom = workspace.work("tom")
    for number in range(runtime_watch.AT_ONCE + 2):
        url = UNREADABLE[number] if number < len(UNREADABLE) else "https://far.example:8080"
        tom.write(add_runtime, NewRuntime(f"far-{number}", "bank", kind="oip", url=url))

    answered = RuntimeWatch(workspace.service, machine(home=tmp_path)).run_once()

    seen = {one.url: (one.state, one.reason) for one in as_seen(workspace)}
    assert answered == 0
    for url in UNREADABLE:
        state, reason = seen[url]
        assert (state, reason.startswith(f"“{url}")) == ("unreachable", True)
        assert reason.endswith("is no address of a server. For example https://host:8443")
    state, reason = seen["https://far.example:8080"]
    assert (state, "is not among the hosts" in reason) == ("unreachable", True)

    bad = next(one for one in tom.read(list_live_runtimes) if one.url == UNREADABLE[0])
    steps = try_runtime(machine(home=tmp_path), bad)
    assert [(one.code, one.is_good) for one in steps] == [
        ("secret", True), ("answer", False), ("index", None),
    ]  # fmt: skip


def test_what_breaks_the_look_at_one_is_told_of_it_and_stops_no_other(
    workspace: TestWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    tom = workspace.work("tom")
    for number in range(runtime_watch.AT_ONCE + 2):
        tom.write(add_runtime, NewRuntime(f"far-{number}", "bank", kind="oip", url="https://x"))
    looked_at = []

    @contextmanager
    def broken(_: Settings, runtime: RuntimeRow) -> Iterator[RuntimeAdapter]:
        looked_at.append(runtime.name)
        raise ZeroDivisionError("whatever")
        yield

    monkeypatch.setattr(runtime_watch, "reach", broken)
    RuntimeWatch(workspace.service, machine(home=tmp_path)).run_once()

    told = {(one.state, one.reason) for one in as_seen(workspace)}
    said = "The look at it broke (ZeroDivisionError). The log of the service has the details."
    assert (len(looked_at), told) == (runtime_watch.AT_ONCE + 2, {("unreachable", said)})
    assert "the look at runtime far-0 broke" in caplog.text


def test_a_name_that_is_too_long_for_a_folder_stops_the_look_at_no_other(
    workspace: TestWorkspace, tmp_path: Path
):
    tom = workspace.work("tom")
    settings = machine(home=tmp_path)
    settings.runtimes_folder.mkdir()
    tom.write(add_runtime, NewRuntime("é" * 150, "bank"))
    tom.write(add_runtime, NewRuntime("far", "bank", kind="oip", url="https://far.example"))

    RuntimeWatch(workspace.service, settings).run_once()

    seen = {one.name: one.state for one in as_seen(workspace)}
    assert seen["far"] == "unreachable"
