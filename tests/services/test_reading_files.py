"""Recorded files are held against their digests as they lie now, and read where they are words."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import VerificationError
from app.models.tables.inventory import Asset
from app.services.commands.assets import NewAsset, attach_assets
from app.services.commands.models import add_document
from app.services.digests import digest_bytes
from app.services.reading_files import (
    MOST_SHOWN,
    Found,
    Preview,
    hash_files,
    preview_asset,
    preview_document,
)
from app.services.stores import DATA
from tests.machine import machine
from tests.stories import Registered, register
from tests.workspaces import TestWorkspace

LARGE = b"x" * (3 << 20)


def ids_of(session: Session, version_id: UUID) -> dict[str, UUID]:
    rows = session.scalars(select(Asset).where(Asset.version_id == version_id))
    return {one.path: one.id for one in rows}


def attach(workspace: TestWorkspace, made: Registered, *files: NewAsset) -> dict[str, UUID]:
    with workspace.work("sanne").unit() as work:
        attach_assets(work, made.version_id, files)
    return workspace.work("sanne").read(ids_of, made.version_id)


def in_store(settings: Settings, path: str, data: bytes) -> NewAsset:
    target = settings.store_folder(DATA) / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return NewAsset("data", path, data, store=DATA)


def test_what_lies_there_is_the_same_changed_or_not_to_be_read(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    settings = machine(home=tmp_path)
    made = register(workspace, content=LARGE)
    stored = [in_store(settings, name, b"a,b\n1,2\n") for name in ("good.csv", "bad.csv")]
    stored.append(in_store(settings, "gone.csv", b"c"))
    ids = attach(workspace, made, *stored)
    (settings.store_folder(DATA) / "bad.csv").write_bytes(b"a,b\n1,3\n")
    (settings.store_folder(DATA) / "gone.csv").unlink()
    told: list[tuple[int, int]] = []

    came = hash_files(
        workspace.work("sanne"),
        settings,
        tuple(ids.values()),
        progress=lambda done, total: told.append((done, total)),
    )

    assert came.is_complete
    assert {one.path: one.found for one in came.checks} == {
        "bad.csv": Found.CHANGED,
        "gone.csv": Found.UNREAD,
        "good.csv": Found.SAME,
        "model.onnx": Found.SAME,
    }
    (gone,) = came.of(Found.UNREAD)
    assert gone.why == "The store “data” has no file gone.csv."
    assert told[-1] == (3, 3)


def test_a_check_that_is_stopped_says_only_what_it_has_read(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = register(workspace)
    ids = attach(workspace, made, NewAsset("source", "big.txt", LARGE))
    seen: list[int] = []

    came = hash_files(
        workspace.work("sanne"),
        machine(home=tmp_path),
        tuple(ids.values()),
        progress=lambda done, _total: seen.append(done),
        is_cancelled=lambda: bool(seen),
    )

    assert not came.is_complete
    assert came.checks == ()


def test_words_are_shown_only_of_what_is_small_text_with_its_digest(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    settings = machine(home=tmp_path)
    made = register(workspace, content=b"\x00\x01model")
    bad = in_store(settings, "bad.csv", b"a,b\n1,2\n")
    ids = attach(
        workspace,
        made,
        NewAsset("document", "card.md", "# Kaart\n\nWaarvoor: €".encode()),
        NewAsset("source", "big.txt", b"x" * (MOST_SHOWN + 1)),
        bad,
    )
    (settings.store_folder(DATA) / "bad.csv").write_bytes(b"a,b\n1,3\n")
    work = workspace.work("aisha")

    def read(path: str) -> Preview:
        found: Preview = work.read(preview_asset, settings, ids[path])
        return found

    assert read("card.md").text == "# Kaart\n\nWaarvoor: €"
    assert read("card.md").is_markdown
    assert read("model.onnx").why_not == "binary"
    assert read("big.txt") == Preview(why_not="large", size_bytes=MOST_SHOWN + 1)
    with pytest.raises(VerificationError, match=r"bad\.csv"):
        read("bad.csv")


def test_a_document_is_read_from_its_file_or_named_by_its_address(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    settings, card = machine(home=tmp_path), b"# Card\n"
    made = register(workspace)
    attach(workspace, made, NewAsset("document", "model_card.md", card))
    with workspace.work("sanne").unit() as unit:
        kept = add_document(unit, made.model_id, kind="model_card", title="Card",
                            sha256=digest_bytes(card), version_id=made.version_id)  # fmt: skip
        link = add_document(unit, made.model_id, kind="policy", title="Policy",
                            uri="https://docs.example/1")  # fmt: skip
        kept_id, link_id = kept.id, link.id
    work = workspace.work("aisha")

    found = work.read(preview_document, settings, kept_id)
    assert (found.text, found.is_markdown) == ("# Card\n", True)
    assert work.read(preview_document, settings, link_id).why_not == "link"
