"""The command line on a test workspace, with a settings folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.runtime_access import runtime_folder
from app.services.runtime_process import stop
from tests.journeys.command_line import CommandLine
from tests.machine import machine
from tests.workspaces import TestWorkspace, give_keys


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """This user's data folder; runtimes that were started there are ended."""
    folder = tmp_path / "home"
    monkeypatch.setenv("MODELWARD_HOME", str(folder))
    monkeypatch.delenv("MODELWARD_WORKSPACE", raising=False)
    monkeypatch.delenv("MODELWARD_AS", raising=False)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    give_keys(tmp_path / "credentials")
    yield folder
    settings = machine(home=folder)
    for each in settings.runtimes_folder.glob("*"):
        stop(runtime_folder(settings, each.name))


@pytest.fixture
def modelward(
    workspace: TestWorkspace, home: Path, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """`modelward` on each database in turn."""
    return CommandLine(workspace, home, capsys)


@pytest.fixture
def modelward_file(
    sqlite_workspace: TestWorkspace, home: Path, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """`modelward` on a workspace in a file, for what does not depend on the database."""
    return CommandLine(sqlite_workspace, home, capsys)


@pytest.fixture
def modelward_home(home: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """`modelward` of a user who has no workspace yet."""
    return CommandLine(None, home, capsys)
