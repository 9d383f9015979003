"""A review room opens with its passphrase alone, and holds a proof that verifies."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from app.errors import AppError, InputError
from app.services.commands.assets import NewAsset, attach_assets
from app.services.trail.export import Wanted
from app.services.trail.locked_file import CHUNK_BYTES, unlock_file, write_locked
from app.services.trail.room import PAGE_NAME, VERIFIER_NAME, make_room
from app.services.trail.room_check import PROOF_NAME, listed_versions, read_facts
from app.services.trail.room_opening import open_room
from app.verifier import __main__ as verifier
from app.verifier.__main__ import check_file
from tests.stories import register
from tests.trail_kit import key_of, live
from tests.workspaces import TestWorkspace

PASSPHRASE = "correct horse battery"


def test_a_room_opens_without_database_and_its_proof_holds(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(workspace)
    work = workspace.work("jo")
    made = make_room(work, tmp_path / "r.mwroom", Wanted(), key_of(workspace), PASSPHRASE)
    workspace.close()

    page = open_room(made.path, tmp_path / "room", PASSPHRASE)

    content = page.read_text()
    assert (made.models, page.name) == (1, PAGE_NAME)
    assert "Aisha Rahman" in content
    assert "registered cc-fraud" in content
    assert check_file(tmp_path / "room" / PROOF_NAME).broken == []
    copied = (tmp_path / "room" / VERIFIER_NAME).read_bytes()
    assert copied == Path(verifier.__file__).read_bytes()
    assert b"Aisha" not in made.path.read_bytes()


def test_a_document_is_named_with_the_versions_that_have_it(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(workspace)
    made = [register(workspace, name="churn", content=bytes([n])) for n in range(3)]
    for n, card in ((0, b"# Card"), (1, b"# Card"), (2, b"# Another")):
        with workspace.work("sanne").unit() as work:
            attach_assets(work, made[n].version_id, [NewAsset("document", "model_card.md", card)])
    wanted = Wanted(made[0].model_id, "churn")
    room = make_room(
        workspace.work("jo"), tmp_path / "r.mwroom", wanted, key_of(workspace), PASSPHRASE
    )

    page = open_room(room.path, tmp_path / "room", PASSPHRASE)

    found = read_facts(page.parent).documents
    assert sorted((one.title, one.versions) for one in found) == [
        ("model_card.md", (1, 2)), ("model_card.md", (3,)),
    ]  # fmt: skip
    assert "model_card.md</a> v1–v2 <small>" in page.read_text()
    assert listed_versions((1, 2, 3, 5, 7, 8)) == "v1–v3, v5, v7–v8"


def test_another_passphrase_a_short_one_or_no_room_is_refused(tmp_path: Path) -> None:
    plain, locked = tmp_path / "plain", tmp_path / "locked"
    plain.write_bytes(b"x")
    with pytest.raises(InputError, match="at least 12"):
        write_locked(plain, locked, "short")
    write_locked(plain, locked, PASSPHRASE)

    with pytest.raises(InputError, match="passphrase is another"):
        unlock_file(locked, tmp_path / "out", PASSPHRASE + "!")
    with pytest.raises(InputError, match="no review room"):
        unlock_file(plain, tmp_path / "out", PASSPHRASE)
    assert not (tmp_path / "out").exists()


def test_a_change_is_told_from_another_passphrase_where_that_can_be_known(tmp_path: Path) -> None:
    plain, locked, out = tmp_path / "plain", tmp_path / "locked", tmp_path / "out"
    plain.write_bytes(bytes(CHUNK_BYTES + 1))
    write_locked(plain, locked, PASSPHRASE)
    whole = locked.read_bytes()

    for place, exit_code in ((len(whole) - CHUNK_BYTES // 2, 2), (len(whole) - 1, 4)):
        changed = bytearray(whole)
        changed[place] ^= 1
        locked.write_bytes(changed)
        with pytest.raises(AppError, match="changed") as refused:
            unlock_file(locked, out, PASSPHRASE)
        assert refused.value.exit_code == exit_code
        assert not out.exists()


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES])
def test_every_size_comes_back_and_every_cut_is_found(tmp_path: Path, size: int) -> None:
    plain, locked, out = tmp_path / "plain", tmp_path / "locked", tmp_path / "out"
    plain.write_bytes(random.Random(3).randbytes(size))
    write_locked(plain, locked, PASSPHRASE)
    unlock_file(locked, out, PASSPHRASE)
    assert out.read_bytes() == plain.read_bytes()
    out.unlink()

    whole = locked.read_bytes()
    header = whole.index(b"\n", 20) + 1
    cut = whole[: header + CHUNK_BYTES + 16] if size > CHUNK_BYTES else whole[:-1]
    flipped = bytearray(whole)
    flipped[random.Random(4).randrange(header, len(whole))] ^= 1
    for changed in (cut, bytes(flipped), whole + b"x"):
        locked.write_bytes(changed)
        with pytest.raises(AppError, match="changed"):
            unlock_file(locked, out, PASSPHRASE)
        assert not out.exists()
