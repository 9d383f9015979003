"""The review of an emergency release is signed; the service and every reader verify it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import RefusedError, VerificationError
from app.models.tables.governance import Decision, Finding, TransitionRequest
from app.models.tables.monitoring import Alert
from app.models.tables.trail import AuditEvent
from app.services.commands.findings import NewFinding, accept_finding, add_finding, move_finding
from app.services.emergencies import tell_reviews
from app.services.signed_blocks import load_signed_block, load_signed_blocks
from app.services.signed_documents import read_document
from app.services.signing import Signer
from app.services.verifying.one_check import Verifying
from app.services.verifying.requests import goal_of, require_signed
from app.services.verifying.votes import review_fault
from tests.services.test_emergency import SEEN, close, codes, released, review_of
from tests.stories import register
from tests.trail_kit import require_found_in_proof, require_found_in_trail, tamper
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    if workspace.is_sqlite:  # a file of one person's asks for no signature; a demo does
        tamper(workspace, "UPDATE {schema}workspace SET is_demo = true")
    return workspace


def sign(bank: TestWorkspace, handle: str, signer: Signer | None, finding: Finding) -> None:
    bank.work(handle).write(move_finding, finding.id, state="closed", reason=SEEN, signer=signer)


def test_who_reviews_signs_of_what_and_what_they_found(bank: TestWorkspace) -> None:
    made, request_id = released(bank)

    close(bank, "jo", request_id)

    review = review_of(bank, request_id)
    said = json.loads(review.document or "")
    with bank.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        assert review_fault(Verifying(session), session.get_one(Finding, request_id)) == ""
        block = load_signed_block(session, request_id)
        (event,) = session.scalars(
            select(AuditEvent).where(AuditEvent.tag == "finding.closed")
        ).all()
    assert (said["kind"], said["meaning"], said["verdict"]) == ("review", "Reviewed", "closed")
    assert (said["request"], said["evidence"]) == (str(request_id), request.evidence_digest)
    assert (said["reason"], said["actor"]) == (SEEN, str(bank.work("jo").actor.id))
    assert said["model"] == str(made.model_id)
    assert block is not None
    assert (block.person, block.fault) == ("Jo Vermeer", "")
    assert event.facts["signature"] == review.signature


def test_a_review_without_a_signature_or_with_anothers_key_is_refused(bank: TestWorkspace) -> None:
    _, request_id = released(bank)
    review = review_of(bank, request_id)

    with pytest.raises(RefusedError) as unsigned:
        sign(bank, "jo", None, review)
    with pytest.raises(RefusedError) as foreign:
        sign(bank, "jo", bank.signer("mark"), review)

    assert codes(unsigned) == {"emergency.unsigned"}
    assert codes(foreign) == {"key.inactive"}
    assert review_of(bank, request_id).state == "open"


UNREADABLE = {
    "lists without an end": "[" * 100_000,
    "3,000 lists in each other": '{"a":' + "[" * 3_000 + "]" * 3_000 + "}",
    "a number of 5,001 digits": '{"a":' + "1" * 5_001 + "}",
    "a time that is in no zone": '{"at":"0001-01-01T00:00:00+23:00"}',
}


@pytest.mark.parametrize("document", UNREADABLE.values(), ids=UNREADABLE)
def test_a_document_that_nobody_can_read_is_a_forged_one_to_all_who_read_it(
    bank: TestWorkspace, document: str
) -> None:
    _, request_id = released(bank)
    close(bank, "jo", request_id)
    key = request_id.hex if bank.is_sqlite else request_id
    for table, where in (("finding", "id"), ("decision", "request_id")):
        sql = f"UPDATE {{schema}}{table} SET document = :document WHERE {where} = :key"
        tamper(bank, sql, document=document, key=key)

    with bank.service.reading() as session:
        assert (read_document(document) or {}).keys() <= {"at"}
        assert review_fault(Verifying(session), session.get_one(Finding, request_id)) != ""
        signed = session.scalars(
            select(Decision.id).where(Decision.request_id == request_id, Decision.signature != "")
        ).all()
        blocks = load_signed_blocks(session, request_id)
        assert {one.id for one in blocks} == set(signed)
        assert all(one.fault for one in blocks)
        load_signed_block(session, request_id)
        request = session.get_one(TransitionRequest, request_id)
        with pytest.raises(VerificationError):
            require_signed(session, request.id, goal_of(request))


def test_a_review_is_done_not_accepted_as_it_is(bank: TestWorkspace) -> None:
    _, request_id = released(bank)

    with pytest.raises(RefusedError) as refused:
        bank.work("jo").write(accept_finding, request_id, reason=SEEN)

    assert "emergency.accepted" in codes(refused)


def test_a_usual_finding_is_closed_without_a_signature(bank: TestWorkspace) -> None:
    made = register(bank)
    found = bank.work("aisha").write(add_finding, made.version_id, NewFinding("No test", "low"))

    closed = bank.work("jo").write(move_finding, found.id, state="closed", reason=SEEN)

    assert (closed.state, closed.document, closed.signature) == ("closed", None, None)


FORGED = {
    "signature = ''": "it carries no signature",
    "document = NULL": "it carries no signature",
    "reason = 'It went well, as ever.'": "says something else: reason",
    "document = replace(document, 'The usual', 'No usual')": "the signature does not hold",
    "key_id = (SELECT k.id FROM {schema}signing_key k JOIN {schema}person p ON p.id = k.person_id"
    " WHERE p.handle = 'mark')": "belongs to somebody else",
}


@pytest.mark.parametrize("change", FORGED)
def test_a_forged_review_ends_no_alert_and_lets_nothing_through(
    bank: TestWorkspace, change: str
) -> None:
    """By whoever is above the rules: the databases store any signature."""
    _, request_id = released(bank)
    now = datetime.now(UTC)
    bank.service.write(tell_reviews, now)
    close(bank, "jo", request_id)
    tamper(bank, f"UPDATE {{schema}}finding SET {change} WHERE request_id IS NOT NULL")

    told = bank.service.write(tell_reviews, now)
    again = bank.service.write(tell_reviews, now)

    review = review_of(bank, request_id)
    with bank.service.reading() as session:
        alert = session.scalars(select(Alert)).one()
    assert (told, again) == (1, 0)
    assert (alert.state, alert.severity) == ("open", "critical")
    assert FORGED[change] in alert.title
    assert (review.state, review.document, review.signature) == ("open", None, None)


def test_a_review_whose_signature_does_not_hold_is_signed_anew(bank: TestWorkspace) -> None:
    """By whoever may review, the one who signed badly too."""
    _, request_id = released(bank)
    now = datetime.now(UTC)
    bank.service.write(tell_reviews, now)
    with bank.work("jo").unit() as work:  # the databases take any text for a signature
        row = work.get(Finding, request_id)
        with work.session.no_autoflush:
            row.state, row.reason, row.signature = "closed", SEEN, "c2lnbmVk"
            row.document = f'{{"actor":"{work.actor.id}"}}'
            row.key_id = bank.signer("jo").key_id

    with bank.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        with pytest.raises(VerificationError, match="the signature does not hold"):
            require_signed(session, request_id, goal_of(request))
    bank.service.write(tell_reviews, now)
    close(bank, "jo", request_id)
    bank.service.write(tell_reviews, now)

    with bank.service.reading() as session:
        assert session.scalars(select(Alert.state)).one() == "resolved"
        require_signed(session, request_id, goal_of(request))


def test_an_alert_that_was_critical_for_lateness_says_what_is_wrong_now(
    bank: TestWorkspace,
) -> None:
    _, request_id = released(bank)
    late = datetime.now(UTC) + timedelta(days=30)
    bank.service.write(tell_reviews, late)
    close(bank, "jo", request_id)
    tamper(bank, "UPDATE {schema}finding SET signature = '' WHERE request_id IS NOT NULL")

    told = [bank.service.write(tell_reviews, late) for _ in range(2)]

    with bank.service.reading() as session:
        alert = session.scalars(select(Alert)).one()
    assert (told, alert.severity) == ([1, 0], "critical")
    assert "not reviewed by" in alert.title
    assert "it carries no signature" in alert.title


def test_a_review_that_holds_ends_the_alert(bank: TestWorkspace) -> None:
    _, request_id = released(bank)
    now = datetime.now(UTC)
    bank.service.write(tell_reviews, now)

    close(bank, "jo", request_id)
    bank.service.write(tell_reviews, now)

    with bank.service.reading() as session:
        assert session.scalars(select(Alert.state)).one() == "resolved"
        request = session.get_one(TransitionRequest, request_id)
        require_signed(session, request_id, goal_of(request))


def test_a_proof_holds_the_review_and_the_verifier_reads_it(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    _, request_id = released(bank)
    close(bank, "jo", request_id)
    require_found_in_proof(
        bank,
        tmp_path,
        "UPDATE {schema}finding SET document = replace(document, 'cc-fraud', 'churn')"
        " WHERE request_id IS NOT NULL",
        signatures=2,  # one vote, one review
    )


def test_verifying_the_trail_names_a_forged_review(bank: TestWorkspace) -> None:
    _, request_id = released(bank)
    close(bank, "jo", request_id)

    require_found_in_trail(
        bank,
        "UPDATE {schema}finding SET document = replace(document, 'cc-fraud', 'churn')"
        " WHERE request_id IS NOT NULL",
        signatures=2,  # one vote, one review
    )
