"""Whoever takes the logins of administrators, and not their keys, signs as nobody else."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import RefusedError
from app.models.tables.governance import Decision, TransitionRequest
from app.services.commands.keys import confirm_key, propose_key, revoke_key
from app.services.personal_keys import load_signing_state, open_signer
from app.services.signing import KeyPair, Signer
from app.services.trail.export import Wanted
from app.services.trail.room import make_room
from app.services.trail.room_check import ROWS_NAME
from app.services.trail.room_opening import open_room
from app.services.trail.room_rows import open_part
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import UNSIGNED_KEY
from app.services.verifying.votes import decision_fault, decision_faults
from tests.machine import machine
from tests.services.test_signatures import accept
from tests.services.test_trail_room import PASSPHRASE
from tests.signed_steps import asks_for_signatures, proof
from tests.stories import ask, register
from tests.trail_kit import key_of, sealer, tamper
from tests.workspaces import TestWorkspace

bank = pytest.fixture(name="bank")(asks_for_signatures)
ADMINISTRATORS = ("root", "rosa")


def make_key(bank: TestWorkspace, handle: str, *, unsigned_by: str = "") -> Signer:
    """A second key of somebody; one administrator's step for it may lack their signature."""
    pair = KeyPair.generate()
    row = bank.work(handle).write(propose_key, pair.public_key).id
    for one in ADMINISTRATORS:
        if one == unsigned_by:
            put_aside(bank, "false")
            bank.work(one).write(confirm_key, row, signer=None)
            put_aside(bank, "true")
        else:
            bank.work(one).write(confirm_key, row)
    return Signer(row, pair)


def put_aside(bank: TestWorkspace, is_asked: str) -> None:
    """The owner of the database turns off what asks for signatures, and on again."""
    column = "is_demo" if bank.is_sqlite else "is_team"
    tamper(bank, f"UPDATE {{schema}}workspace SET {column} = {is_asked}")


def faults(bank: TestWorkspace, request_id: UUID) -> list[str]:
    with bank.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        return [one.why for one in decision_faults(Verifying(session), request)]


def test_a_key_that_both_administrators_signed_for_signs(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    signer = make_key(bank, "aisha")
    request_id = ask(bank, register(bank))

    accept(bank, "aisha", request_id, signer=signer)

    assert faults(bank, request_id) == []
    found = proof(bank, tmp_path)
    assert (found.broken, found.unsigned, found.unconfirmed) == ([], 0, [])


@pytest.mark.parametrize("administrator", ADMINISTRATORS)
def test_a_key_made_by_the_logins_of_administrators_signs_nothing(
    bank: TestWorkspace, administrator: str, tmp_path: Path
) -> None:
    signer = make_key(bank, "aisha", unsigned_by=administrator)
    request_id = ask(bank, register(bank))

    accept(bank, "aisha", request_id, signer=signer)

    assert faults(bank, request_id) == [UNSIGNED_KEY]
    found = proof(bank, tmp_path)
    # A file of one person began by asking for no signatures, and that is what its proof can tell.
    expected = [] if bank.is_sqlite else ["unsigned", "key not in force"]
    assert [one.kind for one in found.broken] == expected
    assert found.unsigned == 1


def test_a_proof_of_one_model_holds_who_signed_for_its_keys(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    signer = make_key(bank, "aisha")
    version = register(bank)
    request_id = ask(bank, version)
    accept(bank, "aisha", request_id, signer=signer)

    found = proof(bank, tmp_path, model_id=version.model_id)

    assert (found.broken, found.unsigned, found.unconfirmed) == ([], 0, [])


def test_a_room_of_one_model_reads_its_signatures_by_keys_that_were_signed_for(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    signer = make_key(bank, "aisha")
    version = register(bank)
    request_id = ask(bank, version)
    accept(bank, "aisha", request_id, signer=signer)
    sealer(bank).run_once()
    wanted = Wanted(model_id=version.model_id)
    made = make_room(bank.work("jo"), tmp_path / "r.mwroom", wanted, key_of(bank), PASSPHRASE)
    bank.close()

    open_room(made.path, tmp_path / "room", PASSPHRASE)

    with (
        closing(open_part(tmp_path / "room" / ROWS_NAME, is_read_only=True)) as rows,
        rows.session() as session,
    ):
        request = session.get_one(TransitionRequest, request_id)
        (vote,) = session.scalars(select(Decision).where(Decision.request_id == request_id))
        assert decision_fault(Verifying(session), request, vote) == ""


def test_who_ended_their_only_key_is_told_that_they_sign_before_they_are_refused(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    rosa, settings = bank.work("rosa"), machine(home=tmp_path)
    rosa.write(revoke_key, bank.signer("rosa").key_id, reason="It was lost on a train.")

    state = rosa.read(load_signing_state, rosa.actor.id, settings, where_keyed=True)
    with pytest.raises(RefusedError) as refused:
        rosa.read(open_signer, rosa.actor.id, settings, where_keyed=True)

    assert state.blocker is not None
    assert [state.blocker.code] == [one.code for one in refused.value.blockers] == ["key.none"]
