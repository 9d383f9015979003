"""People sign what they decide; the service verifies it before it acts, on both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import RefusedError, VerificationError
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.organisation import Person, SigningKey
from app.models.tables.trail import AuditEvent
from app.services.commands.keys import confirm_key, propose_key, revoke_key
from app.services.commands.requests import decide
from app.services.signed_documents import document_hash
from app.services.signing import DECISION, HEAD, KeyPair, Signer, verify
from app.services.unit_of_work import UnitOfWork
from app.services.verifying.one_check import Verifying
from app.services.verifying.requests import goal_of, require_signed
from app.services.verifying.votes import decision_faults
from tests.stories import REASON, ask, register
from tests.trail_kit import sealer, tamper
from tests.workspaces import TestWorkspace, pair_of

bank = pytest.fixture(name="bank")(lambda workspace: workspace)


def accept(bank: TestWorkspace, handle: str, request_id: UUID, **more: Any) -> None:
    given = {"verdict": "accept", "reason": REASON, **more}
    if "signer" not in given:
        given["signer"] = bank.signer(handle)
    bank.work(handle).write(decide, request_id, **given)


def decisions(bank: TestWorkspace) -> list[Decision]:
    with bank.service.reading() as session:
        return list(session.scalars(select(Decision).order_by(Decision.decided_at)))


def faults(bank: TestWorkspace, request_id: UUID) -> list[str]:
    with bank.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        return [one.why for one in decision_faults(Verifying(session), request)]


def test_the_document_says_what_was_seen_and_decided(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    accept(bank, "aisha", request_id, reason="Read it all, and it is cafe\u0301-proof.")

    row = decisions(bank)[0]
    said = json.loads(row.document)
    with bank.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        aisha = session.scalars(select(Person).where(Person.handle == "aisha")).one()
    assert verify(pair_of("aisha").public_key, DECISION, row.document, row.signature)
    assert not verify(pair_of("aisha").public_key, HEAD, row.document, row.signature)
    assert set(said) == {
        "v", "kind", "log", "id", "unit", "request", "model", "name", "version", "snapshot",
        "service", "from", "to", "evidence", "verdict", "slot", "role", "reason", "actor",
        "meaning", "at", "kid", "n", "prev", "head",
    }  # fmt: skip
    assert said["evidence"] == request.evidence_digest
    assert (said["to"], said["verdict"], said["meaning"]) == ("PROD", "accept", "Approved")
    assert (said["actor"], said["kid"]) == (str(aisha.id), pair_of("aisha").kid)
    assert said["reason"] == row.reason == "Read it all, and it is caf\u00e9-proof."
    assert faults(bank, request_id) == []


def test_a_persons_decisions_form_a_chain(bank: TestWorkspace) -> None:
    requests = [ask(bank, register(bank, content=one)) for one in (b"one", b"two", b"three")]
    for request_id in requests:
        accept(bank, "aisha", request_id)

    rows = decisions(bank)
    said = [json.loads(row.document) for row in rows]
    assert [one["n"] for one in said] == [row.sequence for row in rows] == [1, 2, 3]
    assert [one["prev"] for one in said] == ["", *(document_hash(r.document) for r in rows[:2])]
    assert [faults(bank, one) for one in requests] == [[], [], []]

    tamper(bank, "DELETE FROM {schema}decision WHERE sequence = 2")
    assert faults(bank, requests[2]) == [
        "the decision before it, number 2 of this person, is missing"
    ]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("verdict = 'reject'", "what was signed says something else: verdict"),
        ("reason = 'Another reason.'", "what was signed says something else: reason"),
        ("role = 'validator'", "what was signed says something else: role"),
        ("document = replace(document, 'accept', 'reject')", "the signature does not hold"),
        ("signature = ''", "it carries no signature"),
        ("key_id = NULL", "it carries no signature"),
        ("signature = 'AAAA'", "the signature does not hold"),
        ("sequence = 7", "what was signed says something else: n"),
    ],
)
def test_whatever_is_changed_behind_a_decision_is_found(
    bank: TestWorkspace, change: str, why: str
) -> None:
    request_id = ask(bank, register(bank))
    accept(bank, "aisha", request_id)
    tamper(bank, f"UPDATE {{schema}}decision SET {change}")
    assert faults(bank, request_id) == [why]


def test_a_signature_does_not_serve_another_request(bank: TestWorkspace) -> None:
    first, second = (ask(bank, register(bank, content=one)) for one in (b"one", b"two"))
    accept(bank, "aisha", first)
    accept(bank, "aisha", second)
    one, two = decisions(bank)
    tamper(
        bank,
        "UPDATE {schema}decision SET document = :document, signature = :signature WHERE id = :id",
        document=one.document,
        signature=one.signature,
        id=two.id.hex if bank.is_sqlite else two.id,
    )
    found = faults(bank, second)
    assert len(found) == 1
    assert found[0].startswith("what was signed says something else: id, request, version")


def test_the_keys_of_others_do_not_sign_for_somebody(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    for signer in (bank.signer("jo"), replace(bank.signer("aisha"), pair=KeyPair.generate())):
        with pytest.raises(RefusedError) as refused:
            accept(bank, "aisha", request_id, signer=signer)
        assert [one.code for one in refused.value.blockers] == ["key.inactive"]


def test_a_team_decides_with_a_signature_or_not_at_all(workspace: TestWorkspace) -> None:
    request_id = ask(workspace, register(workspace))
    if workspace.is_sqlite:
        accept(workspace, "aisha", request_id, signer=None)
        assert decisions(workspace)[0].signature == ""
        return
    with pytest.raises(RefusedError) as refused:
        accept(workspace, "aisha", request_id, signer=None)
    assert [one.code for one in refused.value.blockers] == ["decision.unsigned"]


def new_key(bank: TestWorkspace, handle: str) -> Signer:
    pair = KeyPair.generate()
    row = bank.work(handle).write(propose_key, pair.public_key)
    return Signer(row.id, pair)


def state_of(bank: TestWorkspace, key_id: UUID) -> str:
    with bank.service.reading() as session:
        return session.get_one(SigningKey, key_id).state


def test_a_key_signs_once_two_administrators_have_confirmed_it(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    fresh = new_key(bank, "aisha")
    with pytest.raises(RefusedError) as early:
        accept(bank, "aisha", request_id, signer=fresh)
    bank.work("root").write(confirm_key, fresh.key_id)
    with pytest.raises(RefusedError) as twice:
        bank.work("root").write(confirm_key, fresh.key_id)
    assert state_of(bank, fresh.key_id) == "endorsed"
    bank.work("rosa").write(confirm_key, fresh.key_id)
    accept(bank, "aisha", request_id, signer=fresh)

    assert [one.code for one in early.value.blockers] == ["key.inactive"]
    assert [one.code for one in twice.value.blockers] == ["key.same_administrator"]
    assert faults(bank, request_id) == []
    tamper(bank, "UPDATE {schema}signing_key SET endorsed_by = confirmed_by")
    assert faults(bank, request_id) == ["the key was never confirmed by two administrators"]


@pytest.mark.parametrize("is_endorsed", [False, True])
def test_its_owner_withdraws_a_key_that_is_not_in_force_yet_and_the_trail_tells(
    bank: TestWorkspace, is_endorsed: bool
) -> None:
    wrong = new_key(bank, "sanne")
    if is_endorsed:
        bank.work("root").write(confirm_key, wrong.key_id)

    with pytest.raises(RefusedError) as refused:  # nobody else's, whoever is no administrator
        bank.work("mark").write(revoke_key, wrong.key_id, reason="It is hers.")
    bank.work("sanne").write(revoke_key, wrong.key_id, reason="Made on the wrong computer.")

    assert [one.code for one in refused.value.blockers] == ["transition.refused"]
    assert state_of(bank, wrong.key_id) == "withdrawn"
    with pytest.raises(RefusedError) as late:
        bank.work("rosa").write(confirm_key, wrong.key_id)
    assert [one.code for one in late.value.blockers] == ["key.closed"]
    with bank.service.reading() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.object_id == wrong.key_id)
            .order_by(AuditEvent.id.desc()).limit(1)
        ).one()  # fmt: skip
    assert (event.tag, event.actor_id) == ("key.withdrawn", bank.work("sanne").actor.id)


def test_by_hand_nobody_withdraws_the_key_of_another(bank: TestWorkspace) -> None:
    wrong = new_key(bank, "sanne")

    def by_hand(work: UnitOfWork) -> None:
        work.get(SigningKey, wrong.key_id).state = "withdrawn"
        work.flush()

    with pytest.raises(RefusedError) as refused:
        bank.work("mark").write(by_hand)

    assert [one.code for one in refused.value.blockers] == ["key.not_yours"]
    assert state_of(bank, wrong.key_id) == "proposed"


def test_an_administrator_refuses_the_proposed_key_of_another(bank: TestWorkspace) -> None:
    wrong = new_key(bank, "sanne")

    bank.work("root").write(revoke_key, wrong.key_id, reason="Nobody read it to me.")

    assert state_of(bank, wrong.key_id) == "refused"


def test_an_administrator_does_not_confirm_their_own_key(bank: TestWorkspace) -> None:
    own = new_key(bank, "root")
    with pytest.raises(RefusedError) as refused:
        bank.work("root").write(confirm_key, own.key_id)
    assert [one.code for one in refused.value.blockers] == ["key.own"]


def test_a_key_revoked_unsealed_keeps_what_it_signed_and_signs_no_more(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    accept(bank, "aisha", request_id)
    signer = bank.signer("aisha")
    bank.work("aisha").write(revoke_key, signer.key_id, reason="My laptop was stolen.")

    assert faults(bank, request_id) == []
    with pytest.raises(RefusedError):
        accept(bank, "aisha", ask(bank, register(bank, content=b"two")), signer=signer)


def test_what_was_sealed_before_a_revocation_stays_signed(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    accept(bank, "aisha", request_id)
    key_id = bank.signer("aisha").key_id
    sealer(bank).run_once()
    bank.work("aisha").write(revoke_key, key_id, reason="I have a new laptop.")
    assert faults(bank, request_id) == []


def test_a_place_in_production_without_a_request_is_not_acted_on(workspace: TestWorkspace) -> None:
    if workspace.is_sqlite:
        return
    request_id = ask(workspace, register(workspace))
    with workspace.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        with pytest.raises(VerificationError, match="Nobody's accepted request"):
            require_signed(session, None, goal_of(request))
        with pytest.raises(VerificationError, match="votes do not make that"):
            require_signed(session, request_id, goal_of(request))
