"""A file that somebody writes to while it is registered: what is kept is what was looked at."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.errors import InputError
from app.models.tables.inventory import Asset, Blob, RegisteredModel
from app.services.commands.models import NewModel
from app.services.commands.registration import Wanted, register_wanted
from app.services.digests import digest_bytes
from app.services.intake.assets import ChangedFilesError, make_asset
from app.services.intake.look import look_at
from app.services.intake.walk import WalkedFile
from app.services.registering import register_path
from app.services.stores import locate, put_file
from app.services.unit_of_work import UnitOfWork
from tests.machine import machine
from tests.workspaces import TestWorkspace

CODE, DATA = b"seed = 1\n", b"income,late\n1,0\n"


def test_a_file_that_changes_before_it_is_kept_is_refused_or_kept_as_it_was(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    settings, folder = machine(home=tmp_path / "home"), tmp_path / "credit"
    folder.mkdir()
    code, data = folder / "train.py", folder / "data.csv"
    code.write_bytes(CODE)
    data.write_bytes(DATA)
    changed = code

    def change(_work: UnitOfWork, new: NewModel) -> NewModel:
        """When all has been looked at, and the transaction has begun."""
        changed.write_bytes(changed.read_bytes().replace(b"1", b"2"))
        return new

    sanne = workspace.work("sanne")
    with pytest.raises(InputError, match=r"train\.py was changed while it was read"):
        register_path(sanne, settings, folder, NewModel(name="credit"), place=change)
    with workspace.service.reading() as session:
        for kind in (RegisteredModel, Asset, Blob):
            assert session.scalar(select(func.count()).select_from(kind)) == 0, kind

    changed = data  # it was copied to its store before
    made = register_path(sanne, settings, folder, NewModel(name="credit"), place=change)
    with workspace.service.reading() as session:
        row = session.scalars(
            select(Asset).where(Asset.version_id == made.version_id, Asset.role == "data")
        ).one()
    assert data.read_bytes() != DATA
    assert (row.sha256, row.size_bytes) == (digest_bytes(DATA), len(DATA))
    assert locate(settings, row.store, row.path, row.sha256).read_bytes() == DATA


def test_a_file_that_changes_before_it_is_copied_leaves_nothing_in_the_store(
    tmp_path: Path,
) -> None:
    settings, source = machine(home=tmp_path / "home"), tmp_path / "data.csv"
    source.write_bytes(DATA)

    with pytest.raises(InputError, match="changed while it was read"):
        put_file(settings, "data", "incoming/data.csv", source, digest_bytes(b"looked at"))

    kept = settings.store_folder("data")
    assert [path for path in kept.rglob("*") if path.is_file()] == []


def test_others_than_those_that_were_looked_at_are_refused(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    settings, folder = machine(home=tmp_path / "home"), tmp_path / "credit"
    folder.mkdir()
    (folder / "train.py").write_bytes(CODE)
    table = tmp_path / "late.csv"
    table.write_bytes(DATA)
    new, sanne = NewModel(name="credit"), workspace.work("sanne")
    wanted = [
        Wanted(folder, new, seen=look_at(folder).seen),
        Wanted(table, new, label="late", seen=look_at(table).seen),
    ]
    (folder / "model_card.md").write_text("# Credit")
    table.write_bytes(DATA[::-1])
    for one in wanted:
        with pytest.raises(ChangedFilesError, match="changed since they were looked at"):
            register_wanted(sanne, settings, one)
    with workspace.service.reading() as session:
        assert session.scalar(select(func.count()).select_from(RegisteredModel)) == 0
    assert [path for path in settings.store_folder("data").rglob("*") if path.is_file()] == []

    made = register_wanted(sanne, settings, replace(wanted[0], seen=look_at(folder).seen))
    assert made.is_new


SWAPS: tuple[tuple[Callable[[Path], object], str], ...] = (
    (os.mkfifo, "is a link, a pipe or a device"),
    (lambda path: path.symlink_to("/dev/zero"), "is a link, a pipe or a device"),
    (lambda path: path.symlink_to(path.with_name("secret.py")), "is a link, a pipe or a device"),
    (lambda path: path.write_bytes(CODE + b"x"), "was changed while it was read"),
    (lambda path: path.write_bytes(CODE[:-1]), "was changed while it was read"),
)


def test_what_is_no_file_any_more_is_neither_waited_for_nor_followed(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    settings, folder = machine(home=tmp_path / "home"), tmp_path / "credit"
    folder.mkdir()
    code = folder / "train.py"
    (folder / "secret.py").write_bytes(CODE[::-1])
    for number, (swap, said) in enumerate(SWAPS):
        code.unlink(missing_ok=True)
        code.write_bytes(CODE)

        def change(_work: UnitOfWork, new: NewModel, swap: Callable[[Path], object] = swap) -> Any:
            code.unlink()
            swap(code)
            return new

        with pytest.raises(InputError, match=rf"train\.py {said}"):
            register_path(
                workspace.work("sanne"), settings, folder, NewModel(name="credit"), place=change
            )
        with pytest.raises(InputError, match=rf"train\.py {said}"):
            put_file(settings, "data", f"{number}/x.py", code, digest_bytes(CODE), size=len(CODE))
        if code.is_symlink() or not code.is_file():
            with pytest.raises(InputError, match=rf"train\.py {said}"):
                make_asset(WalkedFile("train.py", code, len(CODE)))
    assert [path for path in settings.store_folder("data").rglob("*") if path.is_file()] == []
