"""Registering what people have: a folder, an ONNX file, or data with a label."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from os.path import isfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.config import Settings
from app.errors import InputError, RefusedError
from app.models.queries.frozen import manifest_of
from app.models.queries.origins import load_origin
from app.models.rules.folding import fold
from app.models.rules.origin import PATH, ROLE, Origin
from app.models.rules.roles import BUILDERS
from app.models.tables.inventory import ModelVersion, RegisteredModel, Snapshot
from app.services.commands.assets import LARGEST_BLOB_BYTES, NewAsset
from app.services.commands.models import (
    NewModel,
    NewVersion,
    add_document,
    add_version,
    last_number,
    register_model,
)
from app.services.commands.people import default_unit, find_unit
from app.services.commands.snapshots import build_manifest, take_snapshot
from app.services.digests import canonical
from app.services.intake.assets import Asset, IsCancelled, make_asset, never, require_seen
from app.services.intake.folder import MISSING, Intake
from app.services.intake.origin import content_of
from app.services.intake.several import failed_system
from app.services.intake.sources import Brought, Entry, Given, bring
from app.services.intake.walk import WalkedFile
from app.services.schema_facts import new_field
from app.services.stores import (
    DATA,
    Copied,
    incoming_path,
    own_name,
    put_file,
    taken_back_if_refused,
)
from app.services.training.spec import TrainingSpec
from app.services.unit_of_work import UnitOfWork, Work
from app.texts import N_

CARD = "model_card.md"
AT_ONCE = frozenset({"row.exists", "model.exists"})  # somebody registered it since we looked


@dataclass(frozen=True, slots=True)
class Registration:
    """What came of registering. `missing` are sentences; they become tasks, not refusals."""

    model_id: UUID
    model_name: str
    version_id: UUID
    version: int
    snapshot_id: UUID
    digest: str
    is_new: bool
    missing: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # how it was read, where that is not plain
    own_tag: str = ""  # of a new model: its service tag, where it was given none
    origin: Origin | None = None  # where it came from, as far as that is known


KEPT = N_("Data and large files of it lie in the store “{store}” now: {folder} on this computer.")
KEPT_FOR_ALL = N_(
    "Data and large files of it lie in the store “{store}” now: {folder} on this computer; the"
    " service must reach the same folder (modelward store map, where it runs)."
)

Place = Callable[[UnitOfWork, NewModel], NewModel]  # where it belongs, asked as it is stored


After = Callable[[UnitOfWork, Registration], object]  # what else is stored with it


def _nothing_more(_work: UnitOfWork, _made: Registration) -> None:
    return None


def _as_told(_work: UnitOfWork, new: NewModel) -> NewModel:
    return new


def register_path(
    work: Work,
    settings: Settings,
    given: Given,
    new: NewModel,
    *,
    card: str = "",
    seen: str = "",
    place: Place = _as_told,
    after: After = _nothing_more,
    is_cancelled: IsCancelled = never,
) -> Registration:
    """Register a folder, a ZIP of one, an ONNX file or a commit; the same again is not doubled.

    All is fetched, looked at and hashed before the transaction begins, and large files copied:
    others can write meanwhile. A file that is another when it is kept is refused.

    Args:
        card: the words of a model card, which becomes one of its files.
        seen: what a look told of its files; others than these are refused.
    Raises:
        InputError: it can't be registered, with the reason.
        CancelledError: somebody stopped it; nothing is stored.
    """
    with (
        TemporaryDirectory(prefix="modelward-intake-") as scratch,
        taken_back_if_refused(work) as copied,
    ):
        named, version, brought = _read_path(
            settings,
            given,
            new,
            Path(scratch),
            seen=seen,
            is_cancelled=is_cancelled,
            copied=copied,
        )
        written = None
        if card.strip():
            written = NewAsset("document", CARD, card.strip().encode(), media_type="text/markdown")
            version = replace(version, assets=(*version.assets, written))

        def store(unit: UnitOfWork) -> Registration:
            found = _register(unit, place(unit, named), version, brought, written)
            after(unit, found)
            return found

        made = _once(work, store)
    rest = tuple(one for one in made.missing if not written or one != MISSING["model_card"])
    return replace(made, missing=rest, notes=(*made.notes, *_kept_here(work, copied)))


def _read_path(
    settings: Settings,
    given: Given,
    new: NewModel,
    scratch: Path,
    *,
    seen: str,
    is_cancelled: IsCancelled,
    copied: list[Copied],
) -> tuple[NewModel, NewVersion, Brought]:
    try:
        brought = bring(given, scratch, is_cancelled=is_cancelled)
    except OSError as error:
        raise failed_system(error) from error
    intake = brought.intake
    require_seen(intake.assets, seen)
    named = new if new.name else replace(new, name=intake.name)
    assets = [_asset(settings, intake, item, copied) for item in intake.assets]
    if brought.origin is not None:
        assets.append(
            NewAsset(ROLE, PATH, content_of(brought.origin), media_type="application/json")
        )
    version = NewVersion(
        "folder" if brought.kind == "zip" else brought.kind,
        given.description if isinstance(given, Entry) else "",
        assets=tuple(assets),
        fields=tuple(new_field(one) for one in intake.fields),
    )
    return named, version, brought


def _asset(settings: Settings, intake: Intake, item: Asset, copied: list[Copied]) -> NewAsset:
    store, path, source = "", item.relative, item.path
    if item.size_bytes > LARGEST_BLOB_BYTES or item.role == "data":
        store = DATA
        path = incoming_path(item.sha256, item.relative)
        source = put_file(
            settings, store, path, item.path, item.sha256, size=item.size_bytes, copied=copied
        )
    role = "dependencies" if item.relative == intake.environment_file else item.role
    return NewAsset(
        role, path, source, media_type=item.media_type, store=store,
        sha256=item.sha256, size=item.size_bytes,
    )  # fmt: skip


def register_data(
    work: Work,
    settings: Settings,
    data: Path,
    new: NewModel,
    *,
    label: str,
    protected: Sequence[str] = (),
    positive: str | None = None,
    seed: int = 20,
    algorithm: str = "auto",
    seen: str = "",
    place: Place = _as_told,
    after: After = _nothing_more,
) -> Registration:
    """Register data and a label: the life cycle trains the model. The data stay in a store."""

    def store(unit: UnitOfWork) -> Registration:
        found = _register(unit, place(unit, new), version, None)
        after(unit, found)
        return found

    with taken_back_if_refused(work) as copied:
        version = _read_data(
            settings, data, label, protected, positive, seed, algorithm, seen=seen, copied=copied
        )
        notes = _notes(data)
        made = _once(work, store)
    return replace(made, notes=(*notes, *_kept_here(work, copied)))


def _once(work: Work, act: Callable[[UnitOfWork], Registration]) -> Registration:
    """What `act` stores. Where somebody stored a version at this moment, it looks again."""
    try:
        return work.write(act)
    except RefusedError as error:
        if not AT_ONCE & {one.code for one in error.blockers}:
            raise
    return work.write(act)


def _kept_here(work: Work, copied: Sequence[Copied]) -> tuple[str, ...]:
    """Where data and large files were copied to: nobody would look for them there."""
    places = sorted({(one.store, str(one.folder)) for one in copied})
    said = KEPT_FOR_ALL if not work.database.is_sqlite else KEPT
    return tuple(said.format(store=store, folder=folder) for store, folder in places)


def _notes(data: Path) -> tuple[str, ...]:
    """What a reader of the data should know of how they were read."""
    # Only here: see intake/look.py.
    from app.services.intake.raw_tables import encoding_notes

    return encoding_notes(data)


def check_data(data: Path, label: str) -> None:
    """Refuse what no training could read, before anything of it is kept.

    Raises:
        InputError: no such file, no table, or no such column.
    """
    if not isfile(data):
        raise InputError(f"There is no file {data}.", hint="Check the path.")
    # Only here: see intake/look.py.
    from app.services.intake.tables import read_table

    columns = [str(one) for one in read_table(data, max_rows=200).frame.columns]
    if label not in columns:
        some = ", ".join(columns[:20]) + (", …" if len(columns) > 20 else "")
        raise InputError(f"{data.name} has no column “{label}”.", hint=f"It has: {some}.")


def _read_data(  # noqa: PLR0917 -- the arguments of register_data
    settings: Settings,
    data: Path,
    label: str,
    protected: Sequence[str],
    positive: str | None = None,
    seed: int = 20,
    algorithm: str = "auto",
    *,
    seen: str,
    copied: list[Copied],
) -> NewVersion:
    if not isfile(data):
        raise InputError(f"There is no file {data}.", hint="Check the path.")
    file = make_asset(WalkedFile(data.name, data.resolve(), data.stat().st_size))
    require_seen((file,), seen)
    path = incoming_path(file.sha256, data.name)
    kept = put_file(
        settings, DATA, path, file.path, file.sha256, size=file.size_bytes, copied=copied
    )
    spec = TrainingSpec(
        data_path="",
        label=label,
        protected=tuple(protected),
        positive=positive,
        seed=seed,
        algorithm=algorithm,
    )
    spec.check()
    described = canonical(json.loads(json.dumps(spec.to_json()))).encode()
    assets = (
        NewAsset("data", path, kept, media_type="text/csv", store=DATA, sha256=file.sha256),
        NewAsset("training", "training.json", described, media_type="application/json"),
    )
    return NewVersion("training", assets=assets)


def _register(
    work: UnitOfWork,
    new: NewModel,
    version: NewVersion,
    brought: Brought | None,
    card: NewAsset | None = None,
) -> Registration:
    intake = brought.intake if brought else None
    unit = find_unit(work, new.unit) if new.unit else default_unit(work, BUILDERS)
    registered = work.session.scalars(
        select(RegisteredModel).where(
            RegisteredModel.unit_id == unit.id, RegisteredModel.name_folded == fold(new.name)
        )
    ).first()
    is_new = registered is None
    if registered is None:
        registered = register_model(work, new)
    last = 0 if is_new else last_number(work, registered.id)
    present = _same_version(work, registered, last, version) if last else None
    row = present or add_version(work, registered.id, version, after=last)
    if present is None and intake is not None:
        _add_documents(work, registered, row, intake)
        if card is not None:
            sha256 = card.digest()
            kind, title = "model_card", "Model card"
            add_document(
                work, registered.id, kind=kind, title=title, sha256=sha256, version_id=row.id
            )
    snapshot = take_snapshot(work, row.id)
    return Registration(
        model_id=registered.id,
        model_name=registered.name,
        version_id=row.id,
        version=row.version,
        snapshot_id=snapshot.id,
        digest=snapshot.digest,
        is_new=present is None,
        missing=tuple(one.sentence for one in intake.missing) if intake else (),
        findings=tuple(one.message for one in intake.findings) if intake else (),
        notes=brought.notes if brought else (),
        own_tag="" if new.service_tags or not is_new else registered.service_tags[0],
        origin=load_origin(work.session, row.id),
    )


def _same_version(
    work: UnitOfWork, registered: RegisteredModel, number: int, new: NewVersion
) -> ModelVersion | None:
    """The latest version, where it was made from exactly these files and still holds them.

    What was added to it later (trained, or missing at first) need not come again.
    """
    last = work.session.scalars(
        select(ModelVersion).where(
            ModelVersion.model_id == registered.id, ModelVersion.version == number
        )
    ).one()
    # The same files at a later commit are no other version: what they came from first stands.
    wanted = {(own_name(a.path), a.digest()) for a in new.assets if a.role != ROLE}
    present = _files(build_manifest(work.session, last, registered))
    if not wanted:  # without files its words tell it apart
        is_same = (last.source_kind, last.description) == (new.source_kind, new.description)
        return last if is_same and not present else None
    paths = {path for path, _ in _registered_files(work, last) or present}
    must = {one for one in present if one[0] in paths}
    return last if must <= wanted <= present else None


def _registered_files(work: UnitOfWork, version: ModelVersion) -> set[tuple[str, str]]:
    """What its first snapshot froze, in the transaction that registered it."""
    first = work.session.scalars(
        select(Snapshot)
        .where(Snapshot.version_id == version.id)
        .order_by(Snapshot.sequence)
        .limit(1)
    ).first()
    return _files(manifest_of(work.session, first)) if first else set()


def _files(manifest: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Path as people know it and digest of each, without the one that says where they came from."""
    return {
        (own_name(one["path"]), one["sha256"]) for one in manifest["assets"] if one["role"] != ROLE
    }


def _add_documents(
    work: UnitOfWork, registered: RegisteredModel, version: ModelVersion, intake: Intake
) -> None:
    for document in intake.documents:
        add_document(
            work,
            registered.id,
            kind=document.kind,
            title=document.title or document.file,
            sha256=intake.asset(document.file).sha256,
            version_id=version.id,
        )
