"""A bank with its people on each database, one after the other."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.postgres import PostgresServer
from tests.workspaces import Mould, TestWorkspace, make_workspace


def banks() -> Iterator[tuple[str, Path, TestWorkspace]]:
    """What the database is called, a folder of its own, and the bank; gone with the next."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)  # the PostgreSQL of the wheel runs as another user
        (place / "server").mkdir()
        with PostgresServer(place / "server") as server:
            for kind, one in (("SQLite", None), ("PostgreSQL", server)):
                home = place / kind
                home.mkdir()
                with make_workspace(home, one, Mould.made(home, one)) as bank:
                    yield kind, home, bank
