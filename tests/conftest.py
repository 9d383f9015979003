"""Shared by all tests: both databases, real PostgreSQL included, and the people who act."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import PostgresServer
from tests.workspaces import TestWorkspace, make_workspace

BOTH = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A real server from the wheel, for this test process alone. Fails where it can't start."""
    with PostgresServer(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(params=BOTH)
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestWorkspace]:
    """An empty Noorderbank workspace with its people, on each database in turn."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with make_workspace(tmp_path, server) as made:
        yield made


@pytest.fixture
def sqlite_workspace(tmp_path: Path) -> Iterator[TestWorkspace]:
    with make_workspace(tmp_path, None) as made:
        yield made
