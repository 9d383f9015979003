"""What lies in a store and what is recorded of it are looked at without trust in either."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.errors import InputError
from app.services.commands.assets import NewAsset, attach_assets
from app.services.commands.models import NewModel
from app.services.digests import digest_file
from app.services.registering import register_path
from app.services.stores import DATA, INCOMING, incoming_path, unrecorded_files
from tests.stories import register
from tests.workspaces import TestWorkspace


def test_paths_that_lead_out_and_files_that_go_meanwhile_stop_no_look_at_a_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, real = Settings(home=tmp_path), os.walk
    folder = settings.store_folder(DATA) / INCOMING / "a"
    folder.mkdir(parents=True)
    for name in ("gone", "kept", "left"):
        (folder / name).write_bytes(b"four")
        os.utime(folder / name, (0, 0))

    def walk(top: Path) -> Iterator[Any]:
        for found in real(top):
            (folder / "gone").unlink(missing_ok=True)
            yield found

    monkeypatch.setattr("app.services.stores.os.walk", walk)
    astray, left = unrecorded_files(settings, ["../../x\x1b", "incoming/a/kept", "/etc/passwd"])

    assert astray.startswith("2 recorded paths lead out of the store “data”, “../../x\\x1b” for")
    assert left.startswith("1 files (4 bytes) in ")
    assert f"{Path(INCOMING, 'a', 'left')} for one" in left
    assert "remove" not in left


def test_a_file_is_recorded_nowhere_but_inside_its_store(workspace: TestWorkspace) -> None:
    version_id = register(workspace).version_id
    astray = NewAsset("data", "../../x", b"income\n1\n", store=DATA)

    with pytest.raises(InputError, match="leaves its folder"):
        workspace.work("sanne").write(attach_assets, version_id, [astray])


def test_what_was_kept_under_half_a_digest_is_not_registered_twice(
    workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, folder = Settings(home=tmp_path / "home"), tmp_path / "credit"
    folder.mkdir()
    (folder / "data.csv").write_text("income\n1\n")
    sanne, new = workspace.work("sanne"), NewModel(name="credit")
    sha256 = digest_file(folder / "data.csv")
    assert incoming_path(sha256, "data.csv") == f"incoming/{sha256}/data.csv"
    with monkeypatch.context() as before:
        short = f"incoming/{sha256[:12]}/data.csv"
        before.setattr("app.services.registering.incoming_path", lambda *_: short)
        made = register_path(sanne, settings, folder, new)

    again = register_path(sanne, settings, folder, new)

    assert made.is_new
    assert (again.version_id, again.is_new) == (made.version_id, False)
