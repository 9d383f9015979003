"""What lies in a store and what is recorded of it are looked at without trust in either."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.errors import AppError, InputError, NotReachableError, RefusedError
from app.services import stores
from app.services.adding_files import add_file
from app.services.commands.assets import NewAsset, attach_assets
from app.services.commands.models import NewModel
from app.services.digests import digest_file, source_chunks
from app.services.intake.walk import walk_folder
from app.services.registering import register_path
from app.services.stores import (
    DATA,
    INCOMING,
    incoming_path,
    locate,
    put_file,
    taken_back_if_refused,
    unrecorded_files,
)
from app.services.unit_of_work import Work
from tests.machine import machine
from tests.stories import register
from tests.workspaces import TestWorkspace


def test_paths_that_lead_out_and_files_that_go_meanwhile_stop_no_look_at_a_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, real = machine(home=tmp_path), os.walk
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

    with pytest.raises(RefusedError) as refused:
        workspace.work("sanne").write(attach_assets, version_id, [astray])

    assert [one.code for one in refused.value.blockers] == ["path.outside"]


def test_what_was_kept_under_half_a_digest_is_not_registered_twice(
    workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, folder = machine(home=tmp_path / "home"), tmp_path / "credit"
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


# Folders that somebody swaps for a link

needs_links = pytest.mark.skipif(os.name == "nt", reason="Links need a right there.")


def kept_file(tmp_path: Path) -> tuple[Settings, Path, str]:
    settings, source = machine(home=tmp_path / "home"), tmp_path / "data.csv"
    source.write_bytes(b"income\n1\n")
    return settings, source, digest_file(source)


def swap(folder: Path, away: Path) -> Path:
    """In its place stands a link to another folder; gives that."""
    elsewhere = away / "elsewhere"
    elsewhere.mkdir()
    folder.rename(away / "taken")
    folder.symlink_to(elsewhere)
    return elsewhere


@needs_links
@pytest.mark.parametrize("swapped", ["incoming", "incoming/a"])
def test_nothing_is_stored_or_read_behind_a_link(tmp_path: Path, swapped: str) -> None:
    settings, source, sha256 = kept_file(tmp_path)
    kept = put_file(settings, DATA, "incoming/a/data.csv", source, sha256)
    folder = settings.store_folder(DATA) / swapped
    elsewhere = swap(folder, tmp_path)
    (elsewhere / "a").mkdir()
    for place in (elsewhere, elsewhere / "a"):
        (place / "data.csv").write_bytes(kept.read_bytes() if kept.exists() else b"income\n1\n")

    for name in ("data.csv", "other.csv"):
        with pytest.raises(InputError, match="lies behind one"):
            put_file(settings, DATA, f"incoming/a/{name}", source, sha256)
    with pytest.raises(InputError, match="lies behind one"):
        locate(settings, DATA, "incoming/a/data.csv", sha256)

    assert sorted(one.name for one in elsewhere.rglob("*.csv")) == ["data.csv", "data.csv"]


@needs_links
def test_a_file_that_is_itself_a_link_is_neither_found_nor_read(tmp_path: Path) -> None:
    settings, source, sha256 = kept_file(tmp_path)
    kept = put_file(settings, DATA, "incoming/a/data.csv", source, sha256)
    kept.unlink()
    kept.symlink_to(source)

    with pytest.raises(InputError, match="is a link"):
        locate(settings, DATA, "incoming/a/data.csv", sha256)
    with pytest.raises(InputError, match="is a link"):
        put_file(settings, DATA, "incoming/a/data.csv", source, sha256)


@needs_links
def test_a_folder_swapped_while_a_file_is_copied_takes_the_file_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, source, sha256 = kept_file(tmp_path)
    found: list[Path] = []

    def swapped_meanwhile(path: Path, size: int | None) -> Iterator[bytes]:
        found.append(swap(settings.store_folder(DATA) / "incoming", tmp_path))
        yield from source_chunks(path, size)

    monkeypatch.setattr(stores, "source_chunks", swapped_meanwhile)
    put_file(settings, DATA, "incoming/a/data.csv", source, sha256)

    assert list(found[0].iterdir()) == []
    assert (tmp_path / "taken" / "a" / "data.csv").read_bytes() == source.read_bytes()


@needs_links
def test_a_source_whose_folder_became_a_link_is_not_hashed(tmp_path: Path) -> None:
    folder = tmp_path / "credit"
    (folder / "notes").mkdir(parents=True)
    (folder / "notes" / "a.txt").write_text("ours")
    (file,) = walk_folder(folder).files
    elsewhere = swap(folder / "notes", tmp_path)
    (elsewhere / "a.txt").write_text("gone")

    with pytest.raises(InputError, match=r"a\.txt lies behind a link by now"):
        b"".join(source_chunks(file.path, file.size_bytes))


@needs_links
def test_a_folder_that_is_named_by_a_link_is_registered(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    """Which folder somebody means is theirs to say, and a store is where its machine says."""
    settings = machine(home=tmp_path / "home")
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "data.csv").write_text("income\n1\n")
    (tmp_path / "named").symlink_to(tmp_path / "real")
    (tmp_path / "disk").mkdir()
    settings.store_folder(DATA).parent.mkdir(parents=True)
    settings.store_folder(DATA).symlink_to(tmp_path / "disk")

    register_path(workspace.work("sanne"), settings, tmp_path / "named", NewModel(name="credit"))

    assert [one.name for one in (tmp_path / "disk").rglob("*.csv")] == ["data.csv"]


# What is refused leaves nothing


def files_of(settings: Settings) -> list[str]:
    folder = settings.store_folder(DATA)
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*"))


def test_a_refused_registration_leaves_no_file(workspace: TestWorkspace, tmp_path: Path) -> None:
    settings, folder = machine(home=tmp_path / "home"), tmp_path / "credit"
    folder.mkdir()
    (folder / "data.csv").write_text("income\n1\n")
    (folder / "more.csv").write_text("income\n2\n")
    version_id = register(workspace).version_id

    with pytest.raises(RefusedError):
        register_path(workspace.work("lin"), settings, folder, NewModel(name="credit"))
    with pytest.raises(RefusedError):
        add_file(workspace.work("lin"), settings, version_id, folder / "data.csv")

    assert files_of(settings) == [INCOMING]
    made = register_path(workspace.work("sanne"), settings, folder, NewModel(name="credit"))
    assert made.is_new
    assert len(files_of(settings)) == 5


def refuse(
    work: Work, settings: Settings, path: str, source: Path, sha256: str, error: AppError
) -> None:
    """Something that keeps a file, in which somebody else then finds it, and is refused."""
    with taken_back_if_refused(work) as copied:
        put_file(settings, DATA, path, source, sha256, copied=copied)
        if path.endswith("found.csv"):
            put_file(settings, DATA, path, source, sha256)
        raise error


def test_what_somebody_may_rest_on_stays(sqlite_workspace: TestWorkspace, tmp_path: Path) -> None:
    work = sqlite_workspace.work("sanne")
    settings, source, sha256 = kept_file(tmp_path)
    put_file(settings, DATA, "incoming/a/before.csv", source, sha256)
    refused, gone = InputError("It is refused."), NotReachableError("Nobody knows what it stored.")

    for name, error in (("before", refused), ("found", refused), ("new", refused), ("gone", gone)):
        with pytest.raises(type(error)):
            refuse(work, settings, f"incoming/a/{name}.csv", source, sha256, error)

    kept = [f"incoming/a/{name}.csv" for name in ("before", "found", "gone")]
    assert files_of(settings) == ["incoming", "incoming/a", *kept]
    assert all(locate(settings, DATA, path, sha256) for path in kept)


def untouchable(*_: Any, **__: Any) -> None:
    raise PermissionError("It is somebody else's.")


@pytest.mark.parametrize("is_known", [True, False], ids=["recorded", "not to be asked"])
def test_a_file_that_a_row_names_stays_where_nobody_could_touch_it(
    is_known: bool, workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was copied here, found and recorded by somebody else, and then this one is refused."""
    settings, source, sha256 = kept_file(tmp_path)
    work, path = workspace.work("sanne"), "incoming/a/found.csv"
    version_id = register(workspace).version_id
    monkeypatch.setattr("app.services.stores.os.utime", untouchable)
    monkeypatch.setattr("app.services.by_parts.os.utime", untouchable)
    if is_known:
        found = NewAsset(
            "data", path, source, store=DATA, sha256=sha256, size=source.stat().st_size
        )
        work.write(attach_assets, version_id, (found,))
    else:
        monkeypatch.setattr("app.services.stores.is_recorded", gone)

    with pytest.raises(InputError):
        refuse(work, settings, path, source, sha256, InputError("It is refused."))

    assert locate(settings, DATA, path, sha256)


def gone(*_: Any) -> bool:
    raise NotReachableError("The database is away.")


def test_who_finds_a_file_gives_it_another_time_within_one_tick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, source, sha256 = kept_file(tmp_path)
    path = put_file(settings, DATA, "incoming/a/x.csv", source, sha256)
    before = path.stat().st_mtime_ns
    monkeypatch.setattr("app.services.stores.time.time_ns", lambda: before)

    put_file(settings, DATA, "incoming/a/x.csv", source, sha256)

    assert path.stat().st_mtime_ns != before
