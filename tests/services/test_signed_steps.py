"""What comes in force, who gets a role and what is closed is signed, whatever thing it is of."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update

from app import texts
from app.errors import AppError, RefusedError
from app.models.queries.events import load_event_rows
from app.models.queries.trail import log_id
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.rules.signed_acts import SIGNED_STEPS
from app.models.tables.everything import METADATA
from app.models.tables.governance import SignedAct
from app.models.tables.trail import AuditEvent
from app.services.commands.keys import revoke_key
from app.services.signed_blocks import load_signed_of
from app.services.signed_documents import asserted, moment_now, write_document
from app.services.signed_steps import step_document_facts
from app.services.signing import STEP, KeyPair
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import signed_act_fault
from tests.governance_kit import WHY
from tests.signed_steps import (
    STEPS,
    Step,
    act_of,
    asks_for_signatures,
    finding_step,
    policy_step,
    proof,
    role_step,
    state_of,
)
from tests.trail_kit import (
    past_the_rules,
    tamper,
)
from tests.workspaces import TestWorkspace

bank = pytest.fixture(name="bank")(asks_for_signatures)


def test_every_step_that_is_signed_is_tried_here(bank: TestWorkspace) -> None:
    tried = {
        (RIGHTS_BY_TABLE[one.table].thing, one.state)
        for one in (make(bank) for make in STEPS.values())
    }

    assert tried == {(thing, one) for thing, states in SIGNED_STEPS.items() for one in states}


@pytest.mark.parametrize("what", STEPS)
def test_what_is_signed_is_what_the_trail_tells_of_the_step(bank: TestWorkspace, what: str) -> None:
    step = STEPS[what](bank)
    step.take(bank)
    act = act_of(bank, step)
    said = json.loads(act.document)

    with bank.service.reading() as session:
        told = session.scalars(
            select(AuditEvent).where(
                AuditEvent.object_id == step.row, AuditEvent.tag == f"{act.thing}.{step.state}"
            )
        ).one()
        fault = signed_act_fault(Verifying(session), session.get_one(SignedAct, act.id))
        (block, *_) = load_signed_of(session, step.row)
    own = {"key_id", "signature"}
    rights = RIGHTS_BY_TABLE[step.table]
    assert said["facts"] == {one: told.facts[one] for one in rights.facts if one not in own}
    assert {one for one in rights.texts if told.facts.get(one)} <= set(said["texts"])
    assert (said["actor"], said["verdict"]) == (str(bank.work(step.who).actor.id), step.state)
    assert fault == block.fault == ""
    assert (block.person, block.kid) == (
        bank.work(step.who).actor.full_name, bank.signer(step.who).kid,
    )  # fmt: skip


SIGNED_FOR = {
    "policy": "policy Stricter where regulated v2 put in force",
    "life cycle": "template my-cycle v1 put in force",
    "framework": "framework EU AI Act: credit scoring v1 put in force",
    "role": "role request 1 of Lin Chen, confirmed",
    "key endorsed": "key of Sanne de Vries, endorsed",
    "key in force": "key of Sanne de Vries put in force",
    "finding accepted": "finding 1 of cc-fraud v1, accepted",
    "finding closed": "finding 1 of cc-fraud v1, closed",
    "attested": "attestation 1 of cc-fraud, submitted",
    "attestation approved": "attestation 1 of cc-fraud, approved",
    "risk": "risk 1 of Loans, accepted",
}


@pytest.mark.parametrize("what", STEPS)
def test_what_was_signed_for_is_named(bank: TestWorkspace, what: str) -> None:
    step = STEPS[what](bank)
    step.take(bank)

    with bank.service.reading() as session:
        signed = select(AuditEvent).where(AuditEvent.tag == "act.signed").order_by(AuditEvent.id)
        row = load_event_rows(session, [session.scalars(signed).all()[-1]])[0]

    assert texts.event(row.tag, row.words) == f"signed for: {SIGNED_FOR[what]}"


WITHOUT: dict[str, tuple[Callable[[TestWorkspace, str], Any], str]] = {
    "nobody": (lambda _bank, _who: None, "act.unsigned"),
    "somebody else": (lambda bank, _who: bank.signer("mark"), "key.inactive"),
    "a key of one's own, in force nowhere": (
        lambda bank, who: replace(bank.signer(who), pair=KeyPair.generate()), "key.inactive",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", STEPS)
def test_no_step_is_taken_without_ones_own_signature(bank: TestWorkspace, what: str) -> None:
    step = STEPS[what](bank)
    before = state_of(bank, step)
    for how, (signer, code) in WITHOUT.items():
        with pytest.raises(RefusedError) as refused:
            step.take(bank, signer=signer(bank, step.who))

        assert code in {one.code for one in refused.value.blockers}, how
        assert state_of(bank, step) == before, how


def test_who_signed_for_another_state_of_it_has_not_signed_for_this(bank: TestWorkspace) -> None:
    """The draft was changed after it was signed: the row has moved on."""
    step = finding_step(bank, "closed")
    step.take(bank)
    aisha = bank.work("aisha")
    columns = METADATA.tables["mw.finding"]
    with past_the_rules(bank) as connection:
        connection.execute(
            update(columns).where(columns.c.id == step.row)
            .values(state="open", row_version=columns.c.row_version + 1)
        )  # fmt: skip
    close = (
        update(columns)
        .where(columns.c.id == step.row)
        .values(state="closed", reason=WHY, row_version=columns.c.row_version + 1)
    )

    with pytest.raises(RefusedError) as refused, aisha.unit() as work:
        work.session.execute(close)

    assert [one.code for one in refused.value.blockers] == ["act.unsigned"]


def test_an_administrator_confirms_without_a_key_until_one_is_in_force(
    bank: TestWorkspace,
) -> None:
    """Keys come in force by administrators, so the first of them have none."""
    tamper(bank, "UPDATE {schema}signing_key SET state = 'proposed' WHERE kid = :kid",
           kid=bank.signer("rosa").kid)  # fmt: skip
    step = role_step(bank)

    step.take(bank, signer=None)

    assert state_of(bank, step) == "confirmed"
    with bank.service.reading() as session:
        assert session.scalars(select(SignedAct)).all() == []


@pytest.mark.parametrize("what", STEPS)
def test_an_outsider_checks_what_was_signed(bank: TestWorkspace, what: str, tmp_path: Path) -> None:
    step = STEPS[what](bank)
    step.take(bank)

    whole, redacted = proof(bank, tmp_path), proof(bank, tmp_path, is_redacted=True)

    signed = 2 if what in {"attestation approved", "key in force"} else 1
    assert (whole.broken, whole.signatures, whole.unsigned) == ([], signed, 0)
    assert (redacted.broken, redacted.unchecked) == ([], signed)


def test_a_step_that_nobody_signed_is_counted(workspace: TestWorkspace, tmp_path: Path) -> None:
    """In a file of one person, and where the owner took it with the guards off."""
    step = policy_step(workspace)
    if not workspace.is_sqlite:
        tamper(workspace, "UPDATE {schema}workspace SET is_team = false")
    step.take(workspace, signer=None)

    found = proof(workspace, tmp_path)

    # A file of one person began by asking for none.
    broken = [] if workspace.is_sqlite else ["unsigned"]
    assert [one.kind for one in found.broken] == broken
    assert (found.signatures, found.unsigned) == (0, 1)


def test_a_finding_shows_who_signed_that_it_is_closed(bank: TestWorkspace) -> None:
    step = finding_step(bank, "closed")
    step.take(bank)

    with bank.service.reading() as session:
        (block,) = load_signed_of(session, step.row)

    assert (block.person, block.meaning, block.fault) == ("Aisha Rahman", "Closed", "")


# What somebody stores who has SQL, and a key
def store(bank: TestWorkspace, who: str, step: Step, **given: Any) -> None:
    """An act by a client of one's own; signed, where `document` says what."""
    signer = bank.signer(who)
    columns = METADATA.tables[f"mw.{step.table}"].c
    with bank.service.reading() as session:
        found = session.execute(
            select(columns.row_version, columns.unit_id).where(columns.id == step.row)
        ).one()
    document = given.pop("document", "{}")
    signature = signer.pair.sign(STEP, document) if document != "{}" else "c2lnbmVk"
    row = {
        "id": uuid4(), "unit_id": found.unit_id, "thing": str(RIGHTS_BY_TABLE[step.table].thing),
        "object_id": step.row, "state": step.state, "of_version": found.row_version,
        "model_id": None, "document": document, "signature": signature, "key_id": signer.key_id,
        **given,
    }  # fmt: skip
    with bank.work(who).unit() as work:
        work.session.execute(insert(SignedAct).values(**row))


def test_nothing_is_signed_of_a_step_that_was_taken(bank: TestWorkspace) -> None:
    step = policy_step(bank)
    step.take(bank)

    with pytest.raises(RefusedError) as after:
        store(bank, "aisha", step)

    assert [one.code for one in after.value.blockers] == ["act.subject"]


def test_nobody_signs_the_same_step_twice(bank: TestWorkspace) -> None:
    step = policy_step(bank)
    store(bank, "jo", step)

    with pytest.raises(AppError):
        store(bank, "jo", step)
    with pytest.raises(AppError):
        step.take(bank)


def test_who_signs_a_step_and_does_not_take_it_breaks_no_proof(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    """Neither by a signature that does not hold, nor by one that does."""
    step = policy_step(bank)
    store(bank, "aisha", step)
    step.take(bank)

    found = proof(bank, tmp_path)
    with bank.service.reading() as session:
        shown = [(one.person, one.fault) for one in load_signed_of(session, step.row)]

    assert (found.broken, found.signatures, found.idle) == ([], 1, 1)
    assert shown == [("Jo Vermeer", "")]


def test_what_is_signed_says_all_that_is_told_of_the_step(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    """A person with a client of their own signs a paper that names neither digest nor reason."""
    step = policy_step(bank)
    jo = bank.work("jo").actor.id
    with bank.service.reading() as session:
        act = SignedAct(
            id=uuid4(), unit_id=bank.unit_id, thing="table", object_id=step.row,
            state="published", of_version=1,
        )  # fmt: skip
        empty: dict[str, Any] = {"facts": {}, "texts": {}, "shown": {}}
        facts = step_document_facts(log_id(session), act, empty, name="x", actor=jo)
        said = asserted(moment_now(session), kid=bank.signer("jo").kid, meaning="Put in force")
    store(bank, "jo", step, id=act.id, document=write_document({**facts, **said}))
    columns = METADATA.tables["mw.decision_table"]
    change = (
        update(columns)
        .where(columns.c.id == step.row)
        .values(
            state="published", seen_sha256=step.given["seen"], row_version=columns.c.row_version + 1
        )
    )
    with bank.work("jo").unit() as work:
        work.session.execute(change)

    found = proof(bank, tmp_path)
    with bank.service.reading() as session:
        fault = signed_act_fault(Verifying(session), session.get_one(SignedAct, act.id))

    assert fault.startswith("what was signed says something else: key, ")
    assert [one.kind for one in found.broken] == ["signature forged"]


def test_ending_ones_own_key_frees_nobody_of_signing(bank: TestWorkspace) -> None:
    step = role_step(bank)
    signer = bank.signer("rosa")
    bank.work("rosa").write(revoke_key, signer.key_id, reason="I need it no more.")

    with pytest.raises(RefusedError) as refused:
        step.take(bank, signer=None)
    columns = METADATA.tables["mw.role_request"]
    change = {"state": "confirmed", "answered_by": bank.work("rosa").actor.id}
    by_hand = (
        update(columns)
        .where(columns.c.id == step.row)
        .values(row_version=columns.c.row_version + 1, **change)
    )
    with pytest.raises(RefusedError) as stored, bank.work("rosa").unit() as work:
        work.session.execute(by_hand)

    for one in (refused, stored):
        assert [each.code for each in one.value.blockers] == ["act.unsigned"]


def test_the_services_own_closing_needs_no_signature_and_shows_none(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    step = finding_step(bank, "closed")
    tamper(bank, "UPDATE {schema}finding SET kind = 'secret'")  # as its scan finds them
    store(bank, "aisha", step, model_id=_model_of(bank, step))  # and does not close it
    columns = METADATA.tables["mw.finding"]
    change = (
        update(columns)
        .where(columns.c.id == step.row)
        .values(state="closed", reason=WHY, row_version=columns.c.row_version + 1)
    )
    with bank.service.unit() as work:
        work.session.execute(change)

    found = proof(bank, tmp_path)
    with bank.service.reading() as session:
        assert load_signed_of(session, step.row) == ()
    assert (found.broken, found.signatures, found.unsigned, found.idle) == ([], 0, 0, 1)


def _model_of(bank: TestWorkspace, step: Step) -> UUID:
    columns = METADATA.tables[f"mw.{step.table}"].c
    with bank.service.reading() as session:
        found: UUID = session.scalars(select(columns.model_id).where(columns.id == step.row)).one()
        return found
