"""What was registered as a key and is none: by an earlier Modelward, which let people do it."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest

from app.errors import InputError, RefusedError
from app.models.enforcement import apply as enforcement
from app.models.enforcement import guards_of_keys
from app.models.rules.public_keys import WEAK, key_name
from app.models.tables.everything import METADATA
from app.models.tables.organisation import SigningKey
from app.services.commands import keys
from app.services.commands.keys import confirm_key, find_key, propose_key, revoke_key
from app.services.signing import KeyPair
from app.services.trail.export import Wanted, export_proof
from app.services.trail.verifying import verify_trail
from app.services.unsound_keys import told_unsound_keys
from app.verifier.__main__ import _as_text, check_file
from tests.proof_kit import lines, relined, remade
from tests.trail_kit import key_of, live, sealer
from tests.workspaces import TestWorkspace

NO_KEY = "It was no key of hers."
GARBAGE = ("b" * 16, "garbage")
ANOTHERS = ("a" * 16, KeyPair.generate().public_key)
WEAK_KEY = (key_name(WEAK[2]), WEAK[2])
UNSOUND = {"garbage": GARBAGE, "another name": ANOTHERS, "anybody's": WEAK_KEY}


@pytest.fixture
def before(workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch) -> TestWorkspace:
    """A workspace whose databases do not ask yet what a key is."""
    with monkeypatch.context() as then:
        then.setattr(guards_of_keys, "_sound_guards", lambda *_, **__: ())
        put_in_force(workspace)
    return workspace


def put_in_force(bank: TestWorkspace) -> None:
    with bank.owner_database().session(writes=True) as session:
        enforcement.apply(session.connection(), METADATA)


def propose(bank: TestWorkspace, kid: str, public_key: str, by: str = "lin") -> SigningKey:
    with bank.work(by).unit() as work:
        key = SigningKey(
            unit_id=bank.unit_id, person_id=work.actor.id, purpose="decision",
            kid=kid, public_key=public_key, reason="",
        )  # fmt: skip
        work.add(key)
    return key


def exported(bank: TestWorkspace, folder: Path, **wanted: object) -> Path:
    sealer(bank).run_once()
    out = folder / f"{len(list(folder.iterdir()))}.zip"
    export_proof(bank.work("jo"), out, Wanted(**wanted), key_of(bank))  # type: ignore[arg-type]
    return out


@pytest.mark.parametrize("which", UNSOUND)
def test_a_database_registers_no_such_key(workspace: TestWorkspace, which: str) -> None:
    with pytest.raises(RefusedError, match=r"key\.(name|weak)"):
        propose(workspace, *UNSOUND[which])


@pytest.mark.parametrize("which", UNSOUND)
def test_what_was_registered_so_breaks_no_proof_and_is_named(
    before: TestWorkspace, which: str, tmp_path: Path
) -> None:
    kid, public_key = UNSOUND[which]
    live(before)
    key = propose(before, kid, public_key)

    reports = [
        check_file(exported(before, tmp_path, **wanted)) for wanted in ({}, {"is_redacted": True})
    ]
    found = verify_trail(before.work("jo"))

    for report in reports:
        told = [(one.kid, one.person, one.is_weak) for one in report.unsound]
        assert report.broken == []
        assert told == [(kid, str(key.person_id), which == "anybody's")]
        assert f"The key {kid} is none" in _as_text(report)
    assert (found.intact, found.unsound_keys) == (True, (kid,))
    (said,) = before.service.read(told_unsound_keys)
    assert said.startswith(f"The key {kid} is none: ")


@pytest.mark.parametrize("which", UNSOUND)
def test_one_that_two_administrators_put_in_force_breaks_no_proof_either(
    before: TestWorkspace, which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(before)
    key = propose(before, *UNSOUND[which])
    for handle in ("root", "rosa"):
        confirm_unasked(before, handle, key.id, monkeypatch)
    put_in_force(before)

    report = check_file(exported(before, tmp_path))

    assert report.broken == []
    assert [one.kid for one in report.unsound] == [key.kid]
    before.work("lin").write(revoke_key, key.id, reason=NO_KEY)
    assert check_file(exported(before, tmp_path)).broken == []


@pytest.mark.parametrize("which", UNSOUND)
def test_what_was_registered_so_can_be_ended_and_no_more(
    before: TestWorkspace, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, other = propose(before, *UNSOUND[which]), propose(before, "c" * 16, "rubbish", by="tom")
    confirm_unasked(before, "root", key.id, monkeypatch)
    put_in_force(before)

    for handle, one in (("rosa", key), ("root", other)):
        with pytest.raises(RefusedError) as refused:
            before.work(handle).write(confirm_key, one.id)
        assert {each.code for each in refused.value.blockers} <= {"key.name", "key.weak"}
        with pytest.raises(RefusedError, match=r"key\.(name|weak)"):
            confirm_unasked(before, handle, one.id, monkeypatch)
    ended = [
        before.work("root").write(revoke_key, one.id, reason=NO_KEY).state for one in (key, other)
    ]

    assert ended == ["refused", "refused"]


def test_what_a_proof_says_of_a_key_is_what_the_log_says(
    before: TestWorkspace, tmp_path: Path
) -> None:
    """No record becomes a note of a key that is none because who made the proof wrote it so."""
    live(before)
    propose(before, *GARBAGE)
    content = exported(before, tmp_path).read_bytes()
    records = lines(content, "keys.txt")

    for number, line in enumerate(records):
        old = json.loads(line.partition(b" ")[2])["public_key"].encode()
        changed = [*records]
        changed[number] = relined(line, old, b"rubbish")
        path = tmp_path / "changed.zip"
        path.write_bytes(remade(content, tmp_path, key_of(before), {"keys.txt": changed}))

        report = check_file(path)

        assert ("keys.txt", "changed", number + 1) in {
            (one.member, one.kind, one.record) for one in report.broken
        }


def test_a_key_whose_name_reads_as_a_handle_is_not_taken_for_its_owners(
    before: TestWorkspace,
) -> None:
    """Of an earlier Modelward: the key of somebody else, under the handle of Sanne."""
    false = propose(before, "sanne", KeyPair.generate().public_key)
    hers = before.work("sanne").write(propose_key, KeyPair.generate().public_key)
    before.work("root").write(revoke_key, before.signer("sanne").key_id, reason=NO_KEY)

    with before.work("root").unit() as work:
        with pytest.raises(InputError, match="several keys"):
            find_key(work, "sanne")
        assert find_key(work, hers.kid).id == hers.id
    assert before.work("root").write(revoke_key, false.id, reason=NO_KEY).state == "refused"


def confirm_unasked(
    bank: TestWorkspace, handle: str, key: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an earlier Modelward does, or somebody by SQL: what the database says is all that is."""
    with monkeypatch.context() as then:
        then.setattr(keys, "key_blockers", lambda *_: ())
        bank.work(handle).write(confirm_key, key)
