"""Whom a review room believes: its proof, not its rows; keys that are in force; rooms of a size."""

from __future__ import annotations

import errno
import os
import re
import struct
import time
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import true
from sqlalchemy.orm import Session

from app.config import VERSION
from app.errors import InputError, VerificationError
from app.models.queries.proof import PublicKey, list_names, list_public_keys
from app.models.queries.record_imports import Decisions, count_records
from app.models.upgrade import revisions
from app.services.commands.keys import find_key, propose_key, revoke_key
from app.services.commands.people import add_person, find_person
from app.services.commands.records import Origin, import_records
from app.services.commands.requests import decide
from app.services.placed_file import HELD, OLD_S, ROOMS, remove_old_folders
from app.services.record_files import Place, RecordRow
from app.services.runtime_server.lock import FileLock
from app.services.signing import KeyPair
from app.services.story import tell_story
from app.services.story_text import prose
from app.services.trail import export, locked_file, room_check, room_opening
from app.services.trail import room as making
from app.services.trail.export import Exported, Wanted
from app.services.trail.locked_file import write_locked
from app.services.trail.proof_facts import read_proof
from app.services.trail.room import Room, make_room
from app.services.trail.room_check import ROWS_NAME, check_room
from app.services.trail.room_opening import RoomSeat, open_room
from app.verifier import __main__ as verifier
from app.verifier.__main__ import check_file
from tests.services.test_trail_room_story import PASSPHRASE, altered, made, take
from tests.stories import REASON, ask, register
from tests.trail_kit import live, sealer
from tests.workspaces import TestWorkspace, pair_of

LOST = "It was lost on a train."
LONGER = 1_000_000  # than any log here


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    live(sqlite_workspace)
    take(sqlite_workspace, "cc-fraud", count=1)
    return sqlite_workspace


def revoke(bank: TestWorkspace, handle: str, *, is_sealed: bool) -> int:
    """The key of a person is ended; how long the log was then."""
    work = bank.work("root" if handle != "root" else "rosa")
    with work.unit() as unit:
        key = revoke_key(unit, find_key(unit, pair_of(handle).kid).id, reason=LOST)
        size = key.revoked_at_size
    if is_sealed:
        sealer(bank).run_once()
    assert size is not None
    return size


def lying(monkeypatch: pytest.MonkeyPatch, *statements: str) -> None:
    """Whoever makes the room writes its rows, and signs them."""
    honest = making.write_rows

    def lie(work: Any, out: Path, *given: Any, **more: Any) -> None:
        honest(work, out, *given, **more)
        for statement in statements:
            assert altered(out, statement)

    monkeypatch.setattr(making, "write_rows", lie)


# Who signed


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "UPDATE person SET full_name = 'Ada Root' WHERE handle = 'jo'",
            "Its rows name somebody Ada Root whom its proof names Jo Vermeer.",
        ),
        (
            "UPDATE signing_key SET person_id = (SELECT id FROM person WHERE handle = 'aisha')"
            f" WHERE kid = '{pair_of('jo').kid}'",
            f"Its rows say something else of the key {pair_of('jo').kid} than its proof.",
        ),
        (
            "UPDATE person SET handle = 'root-2' WHERE handle = 'jo'",
            "Its rows name somebody root-2 whom its proof names jo.",
        ),
        (
            f"DELETE FROM signing_key WHERE kid = '{pair_of('jo').kid}'",
            f"Its rows say something else of the key {pair_of('jo').kid} than its proof.",
        ),
    ],
)
def test_rows_that_name_another_signer_than_the_proof_are_refused(
    bank: TestWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    statement: str,
    told: str,
) -> None:
    lying(monkeypatch, statement)
    with pytest.raises(VerificationError, match="Its rows"):
        made(bank, tmp_path / "honest.mwroom")

    monkeypatch.setattr(making, "require_same", lambda *_: None)
    room = made(bank, tmp_path / "lie.mwroom")
    folder = open_room(room.path, tmp_path / "room", PASSPHRASE).parent
    verdict = check_room(folder)

    assert [one.sentence for one in verdict.faults] == [told]
    assert (verdict.signer, verdict.kid) == ("Jo Vermeer", pair_of("jo").kid)


# Who works while a room is made


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """It happens when the proof is made, and before the rows are read."""
    plain = making.export_proof

    def prove(*given: Any, **more: Any) -> Exported:
        proof = plain(*given, **more)
        act()
        return proof

    monkeypatch.setattr(making, "export_proof", prove)


def keys_of(session: Session) -> list[PublicKey]:
    return list_public_keys(session, size=LONGER)


def people_of(session: Session) -> dict[str, str]:
    return {handle: name for _, handle, name in list_names(session)}


def test_a_room_names_people_and_keys_as_its_proof_does_whatever_is_done_meanwhile(
    bank: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bank.service.read(people_of), bank.service.read(keys_of)
    new = KeyPair.generate()

    def act() -> None:
        revoke(bank, "aisha", is_sealed=True)
        with bank.work("root").unit() as unit:
            find_person(unit, "jo").full_name = "Jo Bakker"
            add_person(unit, handle="nina", full_name="Nina New")
        bank.work("sanne").write(propose_key, new.public_key)

    with monkeypatch.context() as patched:
        meanwhile(patched, act)
        room = made(bank, tmp_path / "r.mwroom")
    after = bank.service.read(people_of), bank.service.read(keys_of)
    seat = RoomSeat(room.path, PASSPHRASE)
    held = seat.read(people_of, (), {}), seat.read(keys_of, (), {})
    seat.close()

    assert seat.verdict.faults == ()
    assert held == before
    assert (after[0]["jo"], after[0]["nina"]) == ("Jo Bakker", "Nina New")
    assert {one.kid for one in after[1]} - {one.kid for one in before[1]} == {new.kid}
    ended = {one.kid: one.revoked_at_size for one in after[1]}[pair_of("aisha").kid]
    assert ended is not None


def test_decisions_on_customers_that_come_in_meanwhile_are_in_no_room(
    bank: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Wanted(decisions=Decisions())

    def act() -> None:
        row = RecordRow("later", datetime.now(UTC), "cc-fraud", "1", "", f"{7:064x}", Place(2))
        bank.work("sanne").write(import_records, [row], Origin("later.csv"))
        sealer(bank).run_once()

    with monkeypatch.context() as patched:
        meanwhile(patched, act)
        room = made(bank, tmp_path / "r.mwroom", asked)
    seat = RoomSeat(room.path, PASSPHRASE)
    held = seat.read(count_records, (true(),), {})
    seat.close()

    assert seat.verdict.faults == ()
    assert (room.records, held) == (1, 1)
    assert made(bank, tmp_path / "later.mwroom", asked).records == 2


# Keys that were revoked


def signed_by_jo(bank: TestWorkspace, out: Path) -> Room:
    """By somebody who has the key still, in a program of their own."""
    return make_room(bank.work("jo"), out, Wanted(), pair_of("jo"), PASSPHRASE)


def test_a_room_signed_with_a_key_that_was_revoked_before_is_refused(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    size = revoke(bank, "jo", is_sealed=True)

    room = signed_by_jo(bank, tmp_path / "r.mwroom")
    verdict = check_room(open_room(room.path, tmp_path / "room", PASSPHRASE).parent)

    assert [one.sentence for one in verdict.faults] == [
        "Its proof does not hold: manifest.sig: signature forged."
    ]
    (broken,) = verdict.report.broken
    assert broken.found == f"{pair_of('jo').kid}, revoked at position {size}"


@pytest.mark.parametrize("handle", ["aisha", "jo"])
def test_a_key_that_was_revoked_after_it_signed_is_told_with_place_and_time(
    bank: TestWorkspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], handle: str
) -> None:
    """Aisha's signed a vote, and its end is sealed; Jo's signed the room as it was being ended."""
    is_sealed = handle == "aisha"
    size = revoke(bank, handle, is_sealed=is_sealed)

    room = signed_by_jo(bank, tmp_path / "r.mwroom")
    folder = open_room(room.path, tmp_path / "room", PASSPHRASE).parent
    verdict, facts = check_room(folder), read_proof(folder / "proof.zip")

    assert verdict.faults == ()
    (told,) = verdict.report.revoked
    assert (told.kid, told.position) == (pair_of(handle).kid, size)
    assert (told.at is not None) == is_sealed
    assert verifier.main([str(folder / "proof.zip")]) == verifier.INTACT
    assert f"The key {told.kid} was revoked at position {size}" in capsys.readouterr().out
    (key,) = facts.revoked
    assert (key.kid, key.position, key.at is not None) == (told.kid, size, is_sealed)


@pytest.mark.parametrize("is_redacted", [False, True])
def test_a_proof_tells_of_a_revoked_key_also_where_documents_were_left_out(
    bank: TestWorkspace,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    is_redacted: bool,
) -> None:
    size = revoke(bank, "aisha", is_sealed=True)
    wanted = Wanted(is_redacted=is_redacted)
    pair = bank.signer("jo").pair

    proof = export.export_proof(bank.work("jo"), tmp_path / "p.zip", wanted, pair)
    report = check_file(proof.path)

    assert report.broken == []
    assert [(one.kid, one.position) for one in report.revoked] == [(pair_of("aisha").kid, size)]
    assert report.revoked[0].at is not None
    assert verifier.main([str(proof.path)]) == verifier.INTACT
    told = f"The key {pair_of('aisha').kid} was revoked at position {size}, on "
    assert told in capsys.readouterr().out


def test_a_list_of_keys_that_hides_an_end_is_found_by_the_log(
    bank: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    revoke(bank, "aisha", is_sealed=True)

    def hiding(session: Session, *, size: int) -> list[PublicKey]:
        keys = list_public_keys(session, size=size)
        unended = {"state": "active", "revoked_at_size": None, "ended_at": None}
        return [replace(one, **unended) for one in keys]

    monkeypatch.setattr(export, "list_public_keys", hiding)
    pair = bank.signer("jo").pair
    proof = export.export_proof(bank.work("jo"), tmp_path / "p.zip", Wanted(), pair)

    (broken,) = check_file(proof.path).broken
    assert (broken.member, broken.kind) == ("keys.txt", "changed")
    assert broken.expected.startswith(f"the key {pair_of('aisha').kid}, revoked at")


# Decisions that are missing


def test_a_decision_missing_from_a_room_of_all_models_is_named(
    bank: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_id = ask(bank, register(bank, name="churn"))
    for handle in ("aisha", "jo"):
        bank.work(handle).write(
            decide, request_id, verdict="accept", reason=REASON, signer=bank.signer(handle)
        )
    take(bank, "churn", count=1)
    lying(monkeypatch, "DELETE FROM decision WHERE sequence = 1")
    everything = Wanted(decisions=Decisions())
    with pytest.raises(VerificationError, match="Its rows lack the decision of event"):
        made(bank, tmp_path / "honest.mwroom", everything)

    monkeypatch.setattr(making, "require_same", lambda *_: None)
    seat = RoomSeat(made(bank, tmp_path / "lie.mwroom", everything).path, PASSPHRASE)
    story = " ".join(prose(seat.read(tell_story, ("churn-0",), {})))
    seat.close()

    assert [one.sentence[:39] for one in seat.verdict.faults] == [
        "Its rows lack the decision of event 10,"
    ]
    assert story.count("number 1 of this person, is missing") == 2
    assert "The signature holds" not in story


# What a room may be


def packed(kind: str, folder: Path) -> Path:
    """An archive that would fill a disk or a folder."""
    path = folder / f"{kind}.zip"
    count = room_opening.MOST_PARTS + 1 if kind == "many" else 1
    method = zipfile.ZIP_DEFLATED if kind == "compressed" else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", method) as archive:
        for number in range(count):
            archive.writestr(f"{number}", b"x" * 100)
    if kind == "lying":  # of its size
        before, _, after = path.read_bytes().rpartition(struct.pack("<LL", 100, 100))
        path.write_bytes(before + struct.pack("<LL", 2**32 - 2, 2**32 - 2) + after)
    return path


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("many", r"It holds \d+ files; a review room holds \d+ at most"),
        ("compressed", "0 is compressed or locked"),
        ("lying", "it was made to fill a disk"),
    ],
)
def test_what_would_unpack_to_more_than_a_room_is_refused(
    tmp_path: Path, kind: str, told: str
) -> None:
    write_locked(packed(kind, tmp_path), tmp_path / "r.mwroom", PASSPHRASE)

    with pytest.raises(VerificationError, match=told):
        open_room(tmp_path / "r.mwroom", tmp_path / "room", PASSPHRASE)

    assert not (tmp_path / "room").exists()


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["room.json", "room.json"], "two files with the name room.json"),
        (["room.json", "./ROOM.json"], "two files with the name ./ROOM.json"),
        (["documents/a", "documents"], "two files with the name documents"),
        (["documents", "documents/a"], "two files with the name documents/a"),
        (["."], "a file with the name ."),
        (["a/b/c"], "a file with the name a/b/c"),
        (["../a"], "a file with the name ../a"),
        (["é" * 128], "a file with the name é"),
    ],
)
def test_names_that_cannot_lie_beside_each_other_are_one_sentence(
    tmp_path: Path, names: list[str], told: str
) -> None:
    with zipfile.ZipFile(tmp_path / "room.zip", "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a name is there twice
        for name in names:
            archive.writestr(name, b"x")
    write_locked(tmp_path / "room.zip", tmp_path / "r.mwroom", PASSPHRASE)

    with pytest.raises(VerificationError, match=f"The room holds {re.escape(told)}"):
        open_room(tmp_path / "r.mwroom", tmp_path / "room", PASSPHRASE)

    assert not (tmp_path / "room").exists()


@pytest.mark.parametrize("cost", [2**18, 2**20, 2**40])
def test_a_lock_that_asks_for_much_memory_is_refused_before_it_gets_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cost: int
) -> None:
    (tmp_path / "plain").write_bytes(b"x")
    write_locked(tmp_path / "plain", tmp_path / "r.mwroom", PASSPHRASE)
    content = (tmp_path / "r.mwroom").read_bytes()
    asked = content.replace(f'"cost": {2**17}'.encode(), f'"cost": {cost}'.encode(), 1)
    assert asked != content
    (tmp_path / "r.mwroom").write_bytes(asked)
    derived: list[object] = []
    monkeypatch.setattr(locked_file, "_derived", lambda *given: derived.append(given))

    with pytest.raises(InputError, match="asks for more memory") as refused:
        open_room(tmp_path / "r.mwroom", tmp_path / "room", PASSPHRASE)

    assert str(cost) in refused.value.hint
    assert derived == []


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("FORM", room_check.FORM + 1, "which is newer than this one"),
        ("newest_revision", lambda: "9999_more", "which is newer than this one"),
        ("newest_revision", lambda: revisions()[0], "no longer reads"),
    ],
)
def test_a_room_of_another_version_says_which_opens_it(
    bank: TestWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: Any,
    told: str,
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(making, name, value)
        room = made(bank, tmp_path / "r.mwroom")

    with pytest.raises(VerificationError, match=told) as refused:
        RoomSeat(room.path, PASSPHRASE)

    assert f"made by Modelward {VERSION}" in refused.value.message
    assert refused.value.hint.startswith("Open it with that version.")


def test_a_newer_lock_is_no_broken_room(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"x")
    write_locked(tmp_path / "plain", tmp_path / "r.mwroom", PASSPHRASE)
    content = (tmp_path / "r.mwroom").read_bytes()
    (tmp_path / "r.mwroom").write_bytes(content.replace(b"room-1", b"room-2", 1))

    with pytest.raises(InputError, match="a newer Modelward"):
        open_room(tmp_path / "r.mwroom", tmp_path / "room", PASSPHRASE)


# Rooms that stay open


def age(folder: Path) -> None:
    ago = time.time() - 3 * OLD_S
    for path in (*folder.iterdir(), folder):
        os.utime(path, (ago, ago))


def test_a_room_that_is_open_for_days_stays_and_a_killed_ones_folder_goes(
    bank: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    seat = RoomSeat(made(bank, tmp_path / "r.mwroom").path, PASSPHRASE)
    (folder,) = place.iterdir()

    age(folder)
    remove_old_folders()

    assert seat.read(tell_story, ("cc-fraud-0",), {}).record.holds
    assert (seat.folder / ROWS_NAME).is_file()

    age(folder)
    seat._parent._lock.release()  # as the system does for a program that was killed
    remove_old_folders()

    assert not folder.exists()


@pytest.mark.skipif(os.name == "nt", reason="flock is of POSIX")
@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL])
def test_where_no_file_can_be_locked_rooms_are_made_and_opened_and_left_ones_stay(
    bank: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    place = tmp_path / "place"
    left = place / f"{ROOMS}left"
    left.mkdir(parents=True)
    (left / HELD).touch()
    age(left)
    monkeypatch.setattr("tempfile.tempdir", str(place))
    asked: list[int] = []

    def refuse(descriptor: int, how: int) -> None:
        asked.append(descriptor)
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("fcntl.flock", refuse)

    seat = RoomSeat(made(bank, tmp_path / "r.mwroom").path, PASSPHRASE)
    assert seat.verdict.holds
    age(seat.folder.parent)
    remove_old_folders()
    assert (seat.folder / ROWS_NAME).is_file()
    seat.close()

    assert list(place.iterdir()) == [left]
    with pytest.raises(OSError, match=os.strerror(code)):
        FileLock(left / HELD).acquire()
    with pytest.raises(OSError, match=os.strerror(errno.EBADF)):
        os.fstat(asked[-1])
