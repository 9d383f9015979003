"""Adds a file to a version that lacks it, as registering its folder would have."""

from __future__ import annotations

from dataclasses import dataclass
from os.path import isfile
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from app.config import Settings
from app.errors import InputError
from app.models.queries.find import request_states
from app.models.queries.releases import VersionFiles, load_version_files
from app.models.rules.blockers import require
from app.models.rules.version_content import file_blockers
from app.models.tables.inventory import Asset as AssetRow
from app.services.commands.assets import LARGEST_BLOB_BYTES, NewAsset, attach_assets
from app.services.commands.models import add_document, set_schema
from app.services.commands.snapshots import take_snapshot
from app.services.intake.assets import Asset, make_asset
from app.services.intake.folder import documents_of
from app.services.intake.onnx_file import inspect
from app.services.intake.schema import SchemaField, read_schema
from app.services.intake.walk import WalkedFile
from app.services.schema_facts import new_field, stored_field
from app.services.stores import (
    DATA,
    Copied,
    incoming_path,
    put_file,
    taken_back_if_refused,
)
from app.services.unit_of_work import UnitOfWork, Work

ROLES = ("model", "schema", "dependencies", "document", "sample", "test", "code", "data", "other")


@dataclass(frozen=True, slots=True)
class Added:
    """`sequence` and `digest` are of the snapshot that holds the file."""

    role: str
    path: str
    sha256: str
    sequence: int
    digest: str


def add_file(work: Work, settings: Settings, version_id: UUID, path: Path, role: str = "") -> Added:
    """Add a file, or replace the one of the same name, and freeze what the version is now.

    A schema takes the place of the one before, guessed or given, whatever its file is called.

    Raises:
        InputError: the file can't be used in that role. RefusedError: the version was approved.
    """
    if not isfile(path):
        raise InputError(f"There is no file {path}.", hint="Check the path.")
    if role and role not in ROLES:
        raise InputError(f"A file can't be a {role}.", hint="It can be: " + ", ".join(ROLES) + ".")
    file = make_asset(WalkedFile(path.name, path.resolve(), path.stat().st_size))
    wanted = role or file.role
    fields = read_schema(path) if wanted == "schema" else ()
    if wanted == "model":
        inspect(path)  # a file that no runtime could load is refused here
    with taken_back_if_refused(work) as copied:
        new = _kept(settings, file, wanted, copied)
        with work.unit() as unit:
            return _add(unit, version_id, new, file, fields)


def _kept(settings: Settings, file: Asset, role: str, copied: list[Copied]) -> NewAsset:
    store, place, source = "", file.relative, file.path
    if role in ("data", "sample") or file.size_bytes > LARGEST_BLOB_BYTES:
        store, place = DATA, incoming_path(file.sha256, file.relative)
        source = put_file(
            settings, store, place, source, file.sha256, size=file.size_bytes, copied=copied
        )
    return NewAsset(
        role, place, source, media_type=file.media_type, store=store,
        sha256=file.sha256, size=file.size_bytes,
    )  # fmt: skip


def _add(
    work: UnitOfWork,
    version_id: UUID,
    new: NewAsset,
    file: Asset,
    fields: tuple[SchemaField, ...],
) -> Added:
    require(file_blockers(request_states(work.session, version_id)))
    files = load_version_files(work.session, version_id)
    (row,) = attach_assets(work, version_id, (new,))
    if fields:
        _give_schema(work, files, row.id, fields)
    if new.role == "document":
        _add_documents(work, files, file)
    snapshot = take_snapshot(work, version_id)
    return Added(row.role, row.path, row.sha256, snapshot.sequence, snapshot.digest)


def _give_schema(
    work: UnitOfWork, files: VersionFiles, file_id: UUID, fields: tuple[SchemaField, ...]
) -> None:
    """The columns that a file says, in the place of those that were guessed or said before.

    A column that the model gives stays, where training told it and the file says nothing of it.
    """
    older = select(AssetRow).where(
        AssetRow.version_id == files.version_id,
        AssetRow.role == "schema",
        AssetRow.replaced_by.is_(None),
        AssetRow.id != file_id,
    )
    for one in work.session.scalars(older):
        one.replaced_by = file_id
    names = {one.name for one in fields}
    present = [stored_field(one) for one in files.fields]
    given = [one for one in present if one.direction == "output" and one.name not in names]
    said = [*map(new_field, fields), *given]
    if said != present:
        set_schema(work, files.version_id, said)
    work.flush()


def _add_documents(work: UnitOfWork, files: VersionFiles, file: Asset) -> None:
    for document in documents_of((file,)):
        add_document(
            work,
            files.model_id,
            kind=document.kind,
            title=document.title or document.file,
            sha256=file.sha256,
            version_id=files.version_id,
        )
