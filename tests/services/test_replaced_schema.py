"""A guessed schema gives way to the true one; what was frozen with the old one keeps it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.models.queries.releases import VersionFiles, load_snapshot_files, load_version_files
from app.models.tables.inventory import Asset, SchemaField, Snapshot
from app.services.adding_files import add_file
from app.services.commands.models import NewField, NewModel, set_schema
from app.services.registering import Registration, register_path
from tests.machine import machine
from tests.model_folders import write_folder
from tests.workspaces import TestWorkspace

GUESSED = {"income": "predictor", "age": "predictor"}
TRUE = {"income": "predictor", "age": "non-predictor", "late": "label"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return machine(home=tmp_path / "home")


@pytest.fixture
def guessed(workspace: TestWorkspace, settings: Settings, tmp_path: Path) -> Registration:
    folder = write_folder(tmp_path / "credit", without=("schema.json",))
    return register_path(workspace.work("sanne"), settings, folder, NewModel(name="credit"))


def schema_file(path: Path, roles: dict[str, str], **more: object) -> Path:
    fields = [{"name": name, "role": role, **more} for name, role in roles.items()]
    path.write_text(json.dumps({"fields": fields}), encoding="utf-8")
    return path


def roles_of(files: VersionFiles) -> dict[str, str]:
    return {one.name: one.role for one in files.fields}


def is_compared(files: VersionFiles, name: str) -> bool:
    (found,) = [one.is_drift_candidate for one in files.fields if one.name == name]
    return found


def snapshots(session: Session, made: Registration) -> list[Snapshot]:
    wanted = select(Snapshot).where(Snapshot.version_id == made.version_id)
    return list(session.scalars(wanted.order_by(Snapshot.sequence)))


def test_each_snapshot_keeps_the_columns_that_it_froze(
    workspace: TestWorkspace, settings: Settings, guessed: Registration, tmp_path: Path
) -> None:
    sanne = workspace.work("sanne")
    first = add_file(
        sanne, settings, guessed.version_id, schema_file(tmp_path / "schema.json", TRUE)
    )
    second = add_file(
        sanne, settings, guessed.version_id,
        schema_file(tmp_path / "schema.yaml", TRUE, drift_candidate=False),
    )  # fmt: skip

    with workspace.service.reading() as session:
        frozen = [load_snapshot_files(session, one.id) for one in snapshots(session, guessed)]
        files = [
            one.path
            for one in session.scalars(
                select(Asset).where(
                    Asset.version_id == guessed.version_id,
                    Asset.role == "schema",
                    Asset.replaced_by.is_(None),
                )
            )
        ]
        now = load_version_files(session, guessed.version_id)
    assert [first.sequence, second.sequence] == [2, 3]
    assert [roles_of(one) for one in frozen] == [GUESSED, TRUE, TRUE]
    assert [is_compared(one, "income") for one in frozen] == [True, True, False]
    assert roles_of(now) == TRUE
    assert files == ["schema.yaml"]  # one schema, whatever its file is called


def test_the_same_schema_again_is_no_other_one_and_what_the_model_gives_stays(
    workspace: TestWorkspace, settings: Settings, guessed: Registration, tmp_path: Path
) -> None:
    sanne, path = workspace.work("sanne"), schema_file(tmp_path / "schema.json", TRUE)
    with sanne.unit() as unit:
        given = [
            NewField("income", "predictor", "numerical"),
            NewField("score", "score", "numerical", direction="output"),
        ]
        set_schema(unit, guessed.version_id, given)

    once = add_file(sanne, settings, guessed.version_id, path)
    again = add_file(sanne, settings, guessed.version_id, path)

    with workspace.service.reading() as session:
        now = load_version_files(session, guessed.version_id)
        editions = set(
            session.scalars(
                select(SchemaField.edition).where(SchemaField.version_id == guessed.version_id)
            )
        )
    assert roles_of(now) == {**TRUE, "score": "score"}
    assert (again.sequence, again.digest) == (once.sequence, once.digest)
    assert editions == {1, 2, 3}
