"""A redacted proof holds no signed document; whose keys the acts were signed with it tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.services.commands.keys import confirm_key, propose_key, revoke_key
from app.services.commands.requests import decide
from app.services.signing import KeyPair, Signer
from app.services.trail.export import Wanted, export_proof
from app.verifier import __main__ as verifier
from app.verifier.__main__ import Break, check_file
from tests.proof_kit import lines, relined, remade
from tests.stories import REASON, ask, register
from tests.trail_kit import key_of, live, sealer, silent_log, tamper
from tests.workspaces import TestWorkspace

REVOKED = "UPDATE {schema}signing_key SET state = '%s', revoked_at_size = %s WHERE kid = '%s'"


def new_key(bank: TestWorkspace, handle: str) -> Signer:
    own = KeyPair.generate()
    with bank.work(handle).unit() as work:
        key = propose_key(work, own.public_key).id
    for administrator in ("root", "rosa"):
        bank.work(administrator).write(confirm_key, key)
    return Signer(key, own)


def revoke(bank: TestWorkspace, signer: Signer) -> int:
    """How long the log was then."""
    size = bank.work("root").write(revoke_key, signer.key_id, reason=REASON).revoked_at_size
    sealer(bank).run_once()
    assert size is not None
    return size


def decide_again(bank: TestWorkspace, signer: Signer) -> None:
    """Aisha accepts a second version."""
    request_id = ask(bank, register(bank, content=b"v2"))
    bank.work("aisha").write(decide, request_id, verdict="accept", reason=REASON, signer=signer)
    sealer(bank).run_once()


def decide_with_ended_key(bank: TestWorkspace, signer: Signer) -> int:
    """By who owns the database, and makes it take the key again; how long the log was before."""
    size = revoke(bank, signer)
    tamper(bank, REVOKED % ("active", "NULL", signer.kid))
    with silent_log(bank):
        decide_again(bank, signer)
    tamper(bank, REVOKED % ("revoked", size, signer.kid))
    return size


def export(bank: TestWorkspace, out: Path, *, is_redacted: bool = True) -> bytes:
    wanted = Wanted(is_redacted=is_redacted)
    return export_proof(bank.work("jo"), out, wanted, key_of(bank)).path.read_bytes()


def place_of(content: bytes, signature: str) -> int:
    line = next(one for one in lines(content, "leaves.txt") if signature.encode() in one)
    return int(line.split(b" ")[1])


def signed_last(content: bytes) -> tuple[int, int]:
    """Record of the newest act that somebody signed, and its place in the log."""
    signed = [json.loads(one.partition(b" ")[2]) for one in lines(content, "signed.txt")]
    places = [place_of(content, one["signature"]) for one in signed]
    return places.index(max(places)) + 1, max(places)


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """Aisha and Jo have decided; all of it is sealed."""
    live(workspace)
    return workspace


def test_an_act_before_its_key_was_revoked_holds(bank: TestWorkspace, tmp_path: Path) -> None:
    signer = bank.signer("aisha")
    size = revoke(bank, signer)
    export(bank, tmp_path / "proof.zip")

    report = check_file(tmp_path / "proof.zip")

    assert report.broken == []
    assert (report.unchecked, report.signatures) == (2, 0)
    assert [(one.kid, one.position) for one in report.revoked] == [(signer.kid, size)]
    assert "only whose key it was, and that it was in force" in verifier._as_text(report)


@pytest.mark.parametrize("is_redacted", [True, False])
def test_an_act_after_its_key_was_revoked_is_named_with_its_record(
    bank: TestWorkspace, tmp_path: Path, is_redacted: bool
) -> None:
    signer = bank.signer("aisha")
    size = decide_with_ended_key(bank, signer)
    content = export(bank, tmp_path / "proof.zip", is_redacted=is_redacted)
    record, place = signed_last(content)

    report = check_file(tmp_path / "proof.zip")

    assert place >= size
    assert report.broken == [
        Break(
            place,
            "signature forged",
            "a key of who did it, in force then",
            f"{signer.kid}, revoked at position {size}",
            "signed.txt",
            record,
        )
    ]
    assert report.unchecked + report.signatures == 2


def test_who_makes_the_proof_can_name_no_other_key_for_an_act(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    """The event holds the id of the key that was revoked, and its revocation both names."""
    ended, other = bank.signer("aisha"), new_key(bank, "aisha")
    decide_with_ended_key(bank, ended)
    content = export(bank, tmp_path / "proof.zip")
    record, place = signed_last(content)
    signed = lines(content, "signed.txt")
    signed[record - 1] = relined(signed[record - 1], ended.kid.encode(), other.kid.encode())
    (tmp_path / "made").mkdir()
    lie = remade(content, tmp_path / "made", key_of(bank), {"signed.txt": signed})
    (tmp_path / "lie.zip").write_bytes(lie)

    broken = check_file(tmp_path / "lie.zip").broken

    assert [(one.member, one.record, one.position, one.kind) for one in broken] == [
        ("signed.txt", record, place, "signature forged")
    ]
    assert broken[0].found == f"{other.kid}, where the event names {ended.kid}"


@pytest.mark.parametrize("whose", ["jo", "seal", "nobody"])
def test_an_act_under_a_key_that_is_not_theirs_is_named(
    bank: TestWorkspace, tmp_path: Path, whose: str
) -> None:
    content, aisha = export(bank, tmp_path / "proof.zip"), bank.signer("aisha").kid
    kid = {"jo": bank.signer("jo").kid, "seal": key_of(bank).kid, "nobody": "0" * 16}[whose]
    signed = lines(content, "signed.txt")
    at = next(n for n, one in enumerate(signed) if aisha.encode() in one)
    signed[at] = relined(signed[at], aisha.encode(), kid.encode())
    (tmp_path / "made").mkdir()
    lie = remade(content, tmp_path / "made", key_of(bank), {"signed.txt": signed})
    (tmp_path / "lie.zip").write_bytes(lie)

    broken = check_file(tmp_path / "lie.zip").broken

    assert [(one.member, one.record, one.kind) for one in broken] == [
        ("signed.txt", at + 1, "signature forged")
    ]


def test_an_act_before_its_key_was_in_force_is_named(bank: TestWorkspace, tmp_path: Path) -> None:
    """Two administrators confirmed it, but only later."""
    own = KeyPair.generate()
    with bank.work("aisha").unit() as work:
        key = propose_key(work, own.public_key).id
    tamper(bank, REVOKED % ("active", "NULL", own.kid))
    decide_again(bank, Signer(key, own))
    sealer(bank).run_once()
    place = signed_last(export(bank, tmp_path / "before.zip"))[1]
    tamper(bank, REVOKED % ("proposed", "NULL", own.kid))
    for administrator in ("root", "rosa"):
        bank.work(administrator).write(confirm_key, key)
    sealer(bank).run_once()
    export(bank, tmp_path / "proof.zip")

    broken = check_file(tmp_path / "proof.zip").broken

    assert [(one.kind, one.position) for one in broken] == [("key not in force", place)]
