"""What the page of retention shows is what runtimes do, and looking removes nothing."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.errors import PausedError
from app.models.queries.retention import list_kept
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.kept_logs import load_kept
from tests.machine import machine
from tests.services.test_data_protection import put_in_force
from tests.workspaces import TestWorkspace

NOW = datetime(2026, 3, 13, 13, tzinfo=UTC)


def segment(home: Path, runtime: str, days_ago: float) -> Path:
    path = home / "stores" / "scoring" / runtime / "cc-fraud" / f"{days_ago}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"{}\n" * 10)
    at = (NOW - timedelta(days=days_ago)).timestamp()
    os.utime(path, (at, at))
    return path


def test_the_page_says_what_the_policy_in_force_says(workspace: TestWorkspace) -> None:
    (row,) = workspace.work("root").read(list_kept)
    assert (row.unit, row.days, row.version, row.runtimes) == ("Noorderbank", 400, 1, ())
    assert row.policy_unit == "Noorderbank"
    assert row.since is not None

    put_in_force(workspace, "retention", b"<text>400</text>", b"<text>30</text>")
    workspace.work("tom").write(add_runtime, NewRuntime("sit-1", "bank"))
    (row,) = workspace.work("root").read(list_kept)
    assert (row.days, row.version, row.runtimes) == (30, 2, ("sit-1",))


def test_files_past_their_time_are_counted_and_stay(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    workspace.work("tom").write(add_runtime, NewRuntime("sit-1", "bank"))
    files = [segment(tmp_path, "sit-1", days) for days in (500, 399, 1)]
    segment(tmp_path, "nobodys", 700)
    (one,) = workspace.work("root").read(load_kept, machine(home=tmp_path), NOW)

    assert (one.here.files, one.here.size_bytes, one.here.due) == (3, 90, 1)
    assert one.here.oldest_at == NOW - timedelta(days=500)
    assert one.here.next_at == NOW + timedelta(days=1)
    assert all(file.is_file() for file in files)


def test_what_is_kept_for_good_is_never_due(workspace: TestWorkspace, tmp_path: Path) -> None:
    put_in_force(workspace, "retention", b"<text>400</text>", b"<text>0</text>")
    workspace.work("tom").write(add_runtime, NewRuntime("sit-1", "bank"))
    segment(tmp_path, "sit-1", 5_000)
    (one,) = workspace.work("root").read(load_kept, machine(home=tmp_path), NOW)

    assert (one.row.days, one.here.files, one.here.due, one.here.next_at) == (0, 1, 0, None)


def test_a_paused_store_is_not_looked_at(workspace: TestWorkspace, tmp_path: Path) -> None:
    def paused(kind: str, name: str) -> None:
        raise PausedError(f"The {kind} {name} is paused.", hint="Wait.")

    workspace.work("tom").write(add_runtime, NewRuntime("sit-1", "bank"))
    segment(tmp_path, "sit-1", 1)
    settings = machine(home=tmp_path)
    object.__setattr__(settings, "require_running", paused)
    (one,) = workspace.work("root").read(load_kept, settings, NOW)

    assert (one.here.files, one.problem) == (0, "The store scoring is paused.")
