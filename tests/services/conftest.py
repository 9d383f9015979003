"""A bank with version 1 in production, made once per test process and database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import PostgresServer
from tests.releases import Bank, ReleasedMould
from tests.workspaces import Mould


@pytest.fixture(scope="session")
def sqlite_released(
    sqlite_mould: Mould, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ReleasedMould]:
    made = ReleasedMould(tmp_path_factory.mktemp("released") / "bank", None, sqlite_mould)
    yield made
    made.close()


@pytest.fixture(scope="session")
def postgres_released(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ReleasedMould]:
    made = ReleasedMould(tmp_path_factory.mktemp("released") / "bank", postgres, postgres_mould)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def bank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bank]:
    """Version 1 of the model serves in SIT and PROD; nothing is under way."""
    is_team = request.param == "postgresql"
    released: ReleasedMould = request.getfixturevalue(
        "postgres_released" if is_team else "sqlite_released"
    )
    with released.open(tmp_path) as opened:
        yield opened
