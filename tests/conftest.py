"""Shared by all tests: both databases, real PostgreSQL included, and the people who act."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ["MODELWARD_LANGUAGE"] = "en"  # whatever this machine speaks
# The programs that tests start are compiled once, as a person's are: not by each of them anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

import pytest
from hypothesis import HealthCheck, settings

from app import texts
from app.config import LANGUAGE_VARIABLE
from tests.compiled_once import compile_once
from tests.postgres import PostgresServer, quick_folder
from tests.workspaces import Mould, TestWorkspace, make_workspace

compile_once()
# What is tested is never how fast this machine is just now.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
# The keyring of whoever runs the tests is none of their business.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
BOTH = ("sqlite", "postgresql")
COUNTED = "counted"  # a report's property that is printed at the end of the run


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Say at once why a test failed: a run that is ended from outside has no summary."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if report.failed and crash is not None and "PYTEST_XDIST_WORKER" not in os.environ:
        print(f"\n{report.nodeid} ({report.when}): {crash}", file=sys.stderr, flush=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests have counted, also those that ran in other processes."""
    lines = [
        str(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == COUNTED
    ]
    if lines:
        terminalreporter.section("cases compared between Python, SQLite and PostgreSQL")
        for line in sorted(lines):
            terminalreporter.write_line(line)


@pytest.fixture(scope="module", autouse=True)
def nothing_kept_for_ever() -> Iterator[None]:
    """A window that starts freezes what is alive, and with it what tests before it have left.

    Nothing would ever collect that: by the end of a run each change of the look would dress
    thousands of windows that nobody sees.
    """
    yield
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test begins in English, whatever a command before it was asked to speak."""
    monkeypatch.setenv(LANGUAGE_VARIABLE, "en")
    yield
    texts.set_language("en")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A real server from the wheel, for this test process alone. Fails where it can't start."""
    with (
        quick_folder(tmp_path_factory.mktemp("postgres")) as folder,
        PostgresServer(folder, is_brief=True) as server,
    ):
        yield server


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """To be copied (`tests.made_demo.copied`)."""
    from tests.made_demo import make_demo_once  # with all of the service and Qt

    return make_demo_once(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def sqlite_mould(tmp_path_factory: pytest.TempPathFactory) -> Mould:
    return Mould.made(tmp_path_factory.mktemp("mould"), None)


@pytest.fixture(scope="session")
def postgres_mould(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Mould:
    return Mould.made(tmp_path_factory.mktemp("mould"), postgres)


@pytest.fixture(params=BOTH)
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestWorkspace]:
    """An empty Noorderbank workspace with its people, on each database in turn."""
    is_team = request.param == "postgresql"
    server = request.getfixturevalue("postgres") if is_team else None
    mould = request.getfixturevalue("postgres_mould" if is_team else "sqlite_mould")
    with make_workspace(tmp_path, server, mould) as made:
        yield made


@pytest.fixture
def sqlite_workspace(tmp_path: Path, sqlite_mould: Mould) -> Iterator[TestWorkspace]:
    with make_workspace(tmp_path, None, sqlite_mould) as made:
        yield made


@pytest.fixture
def postgres_workspace(
    tmp_path: Path, postgres: PostgresServer, postgres_mould: Mould
) -> Iterator[TestWorkspace]:
    with make_workspace(tmp_path, postgres, postgres_mould) as made:
        yield made
