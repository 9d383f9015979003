"""What was signed before a key ended holds, sealed by then or not; what comes later does not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from app.errors import AppError, RefusedError
from app.models.queries.keys import list_keys
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.trail import AuditEvent, AuditLeaf, TreeHead
from app.services.commands.assets import NewAsset
from app.services.commands.keys import find_key, revoke_key
from app.services.commands.models import NewModel, NewVersion, add_version, register_model
from app.services.commands.requests import decide
from app.services.commands.snapshots import take_snapshot
from app.services.signed_votes import load_checked_request
from app.services.trail.export import Wanted, export_proof
from app.services.trail.proof_facts import read_proof
from app.services.trail.verifying import verify_trail
from app.services.verifying.signatures import REVOKED_KEY
from app.verifier.__main__ import check_file
from tests.postgres import PostgresServer
from tests.proof_kit import lines, relined, remade
from tests.services.test_trail_redacted import new_key
from tests.services.test_who_left import wait_until
from tests.stories import REASON, Registered, ask, register
from tests.trail_kit import key_of, sealer, tamper
from tests.two_units import two_units
from tests.workspaces import Mould, TestWorkspace, pair_of

LOST = "It was lost on a train."


@pytest.fixture
def request_id(workspace: TestWorkspace) -> UUID:
    return ask(workspace, register(workspace))


def vote(bank: TestWorkspace, request: UUID) -> None:
    signer = bank.signer("aisha")
    bank.work("aisha").write(decide, request, verdict="accept", reason=REASON, signer=signer)


def revoke(bank: TestWorkspace, by: str = "aisha") -> None:
    with bank.work(by).unit() as work:
        revoke_key(work, find_key(work, pair_of("aisha").kid).id, reason=LOST)


def exported(bank: TestWorkspace, folder: Path, **wanted: object) -> Path:
    out = folder / f"{len(list(folder.iterdir()))}.zip"
    return export_proof(bank.work("jo"), out, Wanted(**wanted), key_of(bank)).path


def model_of(bank: TestWorkspace, request: UUID) -> UUID:
    with bank.service.reading() as session:
        return session.get_one(TransitionRequest, request).model_id


def place_of_end(bank: TestWorkspace) -> int:
    with bank.service.reading() as session:
        leaf = select(AuditLeaf.position).join(AuditEvent, AuditEvent.id == AuditLeaf.event_id)
        return session.scalars(leaf.where(AuditEvent.tag == "key.revoked")).one()


@pytest.mark.parametrize("by", ["aisha", "root"])
def test_a_vote_that_was_not_sealed_before_its_key_ended_holds(
    workspace: TestWorkspace, request_id: UUID, tmp_path: Path, by: str
) -> None:
    sealer(workspace).run_once()
    vote(workspace, request_id)
    revoke(workspace, by)

    assert verify_trail(workspace.work("jo")).broken == ()  # neither is sealed yet
    sealer(workspace).run_once()
    assert verify_trail(workspace.work("jo")).broken == ()
    of_model = {"model_id": model_of(workspace, request_id), "model_name": "cc-fraud"}
    for wanted in ({}, of_model, {"is_redacted": True}):
        report = check_file(exported(workspace, tmp_path, **wanted))
        assert report.broken == []
        (ended,) = report.revoked
        assert (ended.kid, ended.position) == (pair_of("aisha").kid, place_of_end(workspace))


def test_a_proof_until_before_the_end_of_a_key_says_that_it_counts_in_all_of_it(
    workspace: TestWorkspace, request_id: UUID, tmp_path: Path
) -> None:
    vote(workspace, request_id)
    sealer(workspace).run_once()
    revoke(workspace)

    proof = exported(workspace, tmp_path)

    report = check_file(proof)
    assert report.broken == []
    assert [one.position for one in report.revoked] == [report.size]


def test_a_vote_that_was_held_open_until_its_key_ended_is_not_stored(
    postgres_workspace: TestWorkspace,
) -> None:
    request = ask(postgres_workspace, register(postgres_workspace))
    with ExitStack() as stack:
        work = stack.enter_context(postgres_workspace.work("aisha").unit())
        signer = postgres_workspace.signer("aisha")
        decide(work, request, verdict="accept", reason=REASON, signer=signer)
        work.flush()
        revoke(postgres_workspace, by="root")
        with pytest.raises(RefusedError) as refused:
            stack.close()

    assert [one.code for one in refused.value.blockers] == ["key.inactive"]
    with postgres_workspace.service.reading() as session:
        assert session.scalars(select(Decision)).all() == []


def test_a_transaction_that_began_before_a_vote_ends_its_key_in_another_try(
    postgres_workspace: TestWorkspace,
) -> None:
    """The log tells of both in the order in which their transactions began to write."""
    team = postgres_workspace
    request = ask(team, register(team))
    busy = pytest.raises(AppError, match="Somebody else is writing")
    with busy, team.work("aisha").unit() as own:
        own.session.execute(text("SELECT pg_current_xact_id()"))
        vote(team, request)
        revoke_key(own, find_key(own, pair_of("aisha").kid).id, reason=LOST)
    revoke(team)
    sealer(team).run_once()

    assert verify_trail(team.work("jo")).broken == ()


@pytest.mark.parametrize("is_redacted", [False, True])
def test_whoever_reads_one_unit_is_told_of_the_same_end(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path, is_redacted: bool
) -> None:
    """The key belongs to the bank, whose events carla does not read; the vote is of her unit."""
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        with bank.work("carla").unit() as work:
            model = register_model(work, NewModel(name="limits", unit="credit"))
            content = NewVersion("entry", assets=(NewAsset("model", "model.onnx", b"v1"),))
            version = add_version(work, model.id, content)
            made = Registered(model.id, version.id, take_snapshot(work, version.id).id)
        request, signer = ask(bank, made, by="carla"), new_key(bank, "aisha")
        sealer(bank).run_once()
        bank.work("aisha").write(decide, request, verdict="accept", reason=REASON, signer=signer)
        bank.work("root").write(revoke_key, signer.key_id, reason=LOST)

        with bank.work("cora").reading() as session:
            (before,) = load_checked_request(session, request).votes
        sealer(bank).run_once()
        with bank.work("cora").reading() as session:
            (after,) = load_checked_request(session, request).votes
            (key,) = (one for one in list_keys(session) if one.kid == signer.kid)
        wanted = Wanted(made.model_id, "limits", is_redacted=is_redacted)
        proof = export_proof(bank.work("cora"), tmp_path / "part.zip", wanted, key_of(bank))
        place = place_of_end(bank)

    assert (before.holds, after.holds) == (True, True)
    assert key.ended_at == place
    assert check_file(proof.path).broken == []


def test_a_key_is_ended_while_others_lock_it_and_the_log_grows(
    postgres_workspace: TestWorkspace,
) -> None:
    """Whoever waited for them has read an older size of the log."""
    team = postgres_workspace
    key = "SELECT 1 FROM mw.signing_key WHERE kid = :kid FOR SHARE"
    with ThreadPoolExecutor(1) as pool:
        with team.work("lin").unit() as other:
            other.session.execute(text(key), {"kid": pair_of("aisha").kid})
            ended = pool.submit(revoke, team, "root")
            wait_until(lambda: waits_for_a_lock(team))
            register(team)
            sealer(team).run_once()
        ended.result()

    with team.service.reading() as session:
        (row,) = (one for one in list_keys(session) if one.kid == pair_of("aisha").kid)
        assert row.state == "revoked"
        assert row.revoked_at_size == session.scalar(select(func.max(TreeHead.size)))


def test_events_of_a_server_that_had_counted_further_hold_up_no_end(
    postgres_workspace: TestWorkspace,
) -> None:
    """As in a dump that was restored onto a server with fewer transactions behind it."""
    team = postgres_workspace
    vote(team, ask(team, register(team)))
    tamper(team, "UPDATE {schema}audit_event SET txid = txid + 1000000")

    revoke(team, "root")

    with team.service.reading() as session:
        (row,) = (one for one in list_keys(session) if one.kid == pair_of("aisha").kid)
        assert row.state == "revoked"


def test_what_was_signed_again_goes_by_the_last_time(workspace: TestWorkspace) -> None:
    """Whoever owns the database tells of the vote once more after its key has ended."""
    request = ask(workspace, register(workspace))
    vote(workspace, request)
    revoke(workspace)
    tell_again(workspace, "decision.recorded")
    tell_again(workspace, "key.revoked")  # and so it would end later

    with workspace.service.reading() as session:
        (vote_now,) = load_checked_request(session, request).votes
    assert (vote_now.holds, vote_now.why_not) == (False, REVOKED_KEY)


def tell_again(workspace: TestWorkspace, tag: str) -> None:
    names = [one.name for one in AuditEvent.__table__.c if one.name != "id"]
    txid = "txid" if workspace.is_sqlite else "CAST(CAST(pg_current_xact_id() AS text) AS bigint)"
    values = ", ".join(txid if one == "txid" else one for one in names)
    tamper(
        workspace,
        f"INSERT INTO {{schema}}audit_event ({', '.join(names)}) SELECT {values}"
        f" FROM {{schema}}audit_event WHERE tag = '{tag}'",
    )


@pytest.mark.parametrize("said", [b"0", b"null", b'"9"', b"true", b"99999"])
def test_whatever_else_is_said_of_the_end_is_named(
    sqlite_workspace: TestWorkspace, tmp_path: Path, said: bytes
) -> None:
    vote(sqlite_workspace, ask(sqlite_workspace, register(sqlite_workspace)))
    revoke(sqlite_workspace)
    sealer(sqlite_workspace).run_once()
    proof = exported(sqlite_workspace, tmp_path).read_bytes()

    (broken,) = check_file(
        saying(sqlite_workspace, proof, tmp_path, b'"ended_at":%b,' % said)
    ).broken

    assert (broken.member, broken.kind) == ("keys.txt", "changed")


def test_a_proof_of_before_that_says_no_end_is_read_as_the_log_has_it(
    sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    sealer(sqlite_workspace).run_once()
    vote(sqlite_workspace, ask(sqlite_workspace, register(sqlite_workspace)))
    revoke(sqlite_workspace)
    sealer(sqlite_workspace).run_once()
    proof = exported(sqlite_workspace, tmp_path).read_bytes()

    old = saying(sqlite_workspace, proof, tmp_path, b"")

    assert check_file(old).broken == []
    assert [one.kid for one in read_proof(old).revoked] == [pair_of("aisha").kid]


def saying(bank: TestWorkspace, proof: bytes, folder: Path, ended: bytes) -> Path:
    """The same proof, which says `ended` of where the key ends, signed anew."""
    there = b'"ended_at":%d,' % place_of_end(bank)
    changed = [
        relined(line, there, ended) if there in line else line for line in lines(proof, "keys.txt")
    ]
    out = folder / "other.zip"
    out.write_bytes(remade(proof, folder, key_of(bank), {"keys.txt": changed}))
    return out


def waits_for_a_lock(team: TestWorkspace) -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with team.owner_database().session() as session:
        return bool(session.scalar(text(waiting)))
