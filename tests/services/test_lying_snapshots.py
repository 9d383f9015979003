"""A snapshot's row that says something else than was frozen: nothing is done with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.errors import VerificationError
from app.models.queries.find import find_latest_snapshot
from app.models.queries.frozen import list_untrue
from app.models.queries.places import snapshot_facts
from app.models.queries.releases import load_snapshot, load_snapshot_files
from app.models.queries.reproduction import load_pinned
from app.models.queries.snapshot_diff import diff_snapshots
from app.models.rules.manifests import Carried, untrue_columns
from app.models.tables.inventory import RegisteredModel, Snapshot, VersionAuthor
from app.services.commands.deployments import begin_deployment
from app.services.commands.models import NewModel
from app.services.commands.snapshots import take_snapshot
from app.services.registering import Registration, register_path
from tests.machine import machine
from tests.model_folders import write_folder
from tests.stories import ask, register
from tests.trail_kit import past_the_rules
from tests.workspaces import TestWorkspace

READERS: tuple[Callable[[Session, UUID], Any], ...] = (
    load_snapshot,
    load_snapshot_files,
    load_pinned,
    snapshot_facts,
    lambda session, key: diff_snapshots(session, key, key),
)
OTHER = "ab" * 32


@pytest.fixture
def made(workspace: TestWorkspace, tmp_path: Path) -> Registration:
    settings = machine(home=tmp_path / "home")
    folder = write_folder(tmp_path / "credit")
    return register_path(workspace.work("sanne"), settings, folder, NewModel(name="credit"))


def forge(bank: TestWorkspace, version_id: UUID, **lies: Any) -> UUID:
    """The last snapshot again, but for what it lies about: the database's owner's, or an old one.

    Guards refuse it of everybody else.
    """
    with bank.service.reading() as session:
        last = find_latest_snapshot(session, version_id)
        assert last is not None
        row = {one.key: getattr(last, one.key) for one in Snapshot.__table__.columns}
    row |= {"id": uuid4(), "sequence": last.sequence + 1, **lies}
    with past_the_rules(bank) as connection:
        connection.execute(insert(Snapshot).values(**row))
    return row["id"]


@pytest.mark.parametrize(
    "lies",
    [
        {"model_sha256": OTHER},
        {"service_tags": ["another"]},
        {"manifest": "{", "digest": hashlib.sha256(b"{").hexdigest()},
        {"manifest": "[]", "digest": hashlib.sha256(b"[]").hexdigest()},
    ],
    ids=["model", "tags", "unreadable", "no manifest"],
)
def test_nothing_rests_on_a_row_that_lies(
    lies: dict[str, Any], workspace: TestWorkspace, made: Registration
) -> None:
    key = forge(workspace, made.version_id, **lies)

    for reader in READERS:
        with pytest.raises(VerificationError, match="s2 of credit v1"):
            workspace.service.read(reader, key)
    assert workspace.service.read(list_untrue) == ["credit v1 s2"]


def test_the_version_is_frozen_anew_after_a_row_that_lies(
    workspace: TestWorkspace, made: Registration
) -> None:
    sanne = workspace.work("sanne")
    forge(workspace, made.version_id, model_sha256=OTHER)

    with sanne.unit() as work:
        taken = take_snapshot(work, made.version_id)
        again = take_snapshot(work, made.version_id)
        sequence, is_same = taken.sequence, taken.id == again.id

    assert (sequence, is_same) == (3, True)
    assert workspace.service.read(load_snapshot, taken.id).model_sha256 != OTHER


def test_each_column_that_repeats_the_manifest_is_held_against_it(
    workspace: TestWorkspace, made: Registration
) -> None:
    with workspace.service.reading() as session:
        row = find_latest_snapshot(session, made.version_id)
        assert row is not None
        text, model = row.manifest, str(row.model_id)
        true = Carried(row.digest, model, 1, row.service_tags, row.model_sha256)

    assert untrue_columns(text, true) == []
    assert untrue_columns(text + " ", true) == ["digest"]
    assert untrue_columns(text, Carried(OTHER, OTHER, 2, ["x"], OTHER)) == [
        "digest", "model_id", "version_id", "service_tags", "model_sha256",
    ]  # fmt: skip
    assert untrue_columns("[" * 100_000, true) == ["digest", "manifest"]


def test_neither_evidence_nor_a_deployment_rests_on_it(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    lying = forge(workspace, registered.version_id, model_sha256=OTHER)

    with pytest.raises(VerificationError, match=r"model_sha256 is not what was frozen"):
        ask(workspace, replace(registered, snapshot_id=lying))
    with workspace.service.unit() as work, pytest.raises(VerificationError, match="s2"):
        begin_deployment(
            work, snapshot_id=lying, runtime_id=uuid4(), stage_id=uuid4(), service_tag="cc-fraud"
        )


def test_who_freezes_a_version_is_one_of_its_authors(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    tags = RegisteredModel.__table__.update().where(RegisteredModel.name == "cc-fraud")
    with past_the_rules(workspace) as connection:  # so that there is something to freeze
        connection.execute(tags.values(service_tags=["cc-fraud", "another"]))
    before = authors(workspace, registered.version_id)

    workspace.work("tom").write(take_snapshot, registered.version_id)

    tom = workspace.work("tom").actor.id
    assert tom not in before
    assert authors(workspace, registered.version_id) == before | {tom}


def authors(bank: TestWorkspace, version_id: UUID) -> set[UUID]:
    who = select(VersionAuthor.person_id).where(VersionAuthor.version_id == version_id)
    with bank.service.reading() as session:
        return set(session.scalars(who))
