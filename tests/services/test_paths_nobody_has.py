"""Paths that no computer has, whatever is typed: told like those where nothing lies."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from app.errors import InputError
from app.services.adding_files import add_file
from app.services.intake.git import parse_git
from app.services.monitoring.sources.open import open_source
from app.services.placed_file import require_free, write_placed
from app.services.record_files import read_records
from app.services.registering import check_data
from app.services.seat import open_seat
from app.services.trail.room_opening import open_room
from tests.machine import machine
from tests.workspaces import TestWorkspace


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_name_that_no_file_can_have_is_told_as_no_file(
    sqlite_workspace: TestWorkspace, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    with pytest.raises(InputError, match="There is no file"):
        add_file(sqlite_workspace.work("sanne"), machine(home=tmp_path), uuid4(), path)
    with pytest.raises(InputError, match="There is no file"):
        read_records(path)
    with pytest.raises(InputError, match="There is no file"):
        check_data(path, "late")
    with pytest.raises(InputError, match="There is no folder"):
        parse_git(f"git+file://{path}")
    with pytest.raises(InputError, match="There is no file"):
        open_source(path)
    with pytest.raises(InputError, match="There is no file"):
        open_room(path, tmp_path / "room", "a passphrase")
    with pytest.raises(InputError, match="There is no workspace"):
        open_seat(str(path))
    require_free(path)


def test_nothing_is_written_under_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_placed(tmp_path / ("x" * 300), b"whole")

    assert [*tmp_path.iterdir()] == []
