"""What was signed before a key ended holds, sealed by then or not; what comes later does not."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text

from app.errors import AppError, RefusedError
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.trail import AuditEvent, AuditLeaf
from app.services.commands.keys import find_key, revoke_key
from app.services.commands.requests import decide
from app.services.trail.export import Wanted, export_proof
from app.services.trail.verifying import verify_trail
from app.verifier.__main__ import check_file
from tests.proof_kit import lines, relined, remade
from tests.stories import REASON, ask, register
from tests.trail_kit import key_of, sealer
from tests.workspaces import TestWorkspace, pair_of

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


def test_another_place_of_the_end_than_the_log_says_is_named(
    workspace: TestWorkspace, request_id: UUID, tmp_path: Path
) -> None:
    sealer(workspace).run_once()
    vote(workspace, request_id)
    revoke(workspace)
    sealer(workspace).run_once()
    proof, place = exported(workspace, tmp_path).read_bytes(), place_of_end(workspace)

    said, other = (b'"ended_at":%d,' % one for one in (place, place + 1))
    changed = [
        relined(line, said, other) if said in line else line for line in lines(proof, "keys.txt")
    ]
    (tmp_path / "other.zip").write_bytes(
        remade(proof, tmp_path, key_of(workspace), {"keys.txt": changed})
    )
    (broken,) = check_file(tmp_path / "other.zip").broken

    assert (broken.member, broken.kind) == ("keys.txt", "changed")
    assert pair_of("aisha").kid in broken.expected


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
