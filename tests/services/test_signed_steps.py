"""What comes in force, who gets a role and what is closed is signed, whatever thing it is of."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update

from app import texts
from app.errors import AppError, RefusedError
from app.models.queries.events import load_event_rows
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.rules.signed_acts import SIGNED_STEPS
from app.models.tables.everything import METADATA
from app.models.tables.governance import Finding, SignedAct
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.models.tables.trail import AuditEvent
from app.services.commands.attestations import (
    NewCampaign,
    plan_campaign,
    review_attestation,
    submit_attestation,
)
from app.services.commands.findings import NewFinding, add_finding, move_finding
from app.services.commands.frameworks import import_framework, publish_framework
from app.services.commands.keys import revoke_key
from app.services.commands.life_cycles import publish
from app.services.commands.policies import publish_policy
from app.services.commands.risks import answer_assessment, propose_tier
from app.services.commands.role_requests import confirm_role, request_role
from app.services.library import FRAMEWORKS
from app.services.signed_blocks import load_signed_acts, load_signed_of
from app.services.signed_documents import asserted, moment_now, write_document
from app.services.signed_steps import step_document_facts
from app.services.signing import STEP, KeyPair
from app.services.trail.breaks import Kind
from app.services.trail.export import Wanted, export_proof
from app.services.trail.proof_facts import read_proof
from app.services.trail.verifying import verify_trail
from app.services.verifying.steps import signed_act_fault
from app.verifier.__main__ import Report, check_file
from tests.governance_kit import ALONE, WHY, propose, use_case
from tests.services.test_publishing import draft
from tests.stories import register
from tests.trail_kit import (
    key_of,
    past_the_rules,
    require_found_in_proof,
    require_found_in_trail,
    sealer,
    tamper,
)
from tests.workspaces import TestWorkspace


@dataclass(frozen=True)
class Step:
    """What somebody takes one step on, and how."""

    table: str
    row: UUID
    state: str
    who: str
    command: Callable[..., Any]
    given: dict[str, Any] = field(default_factory=dict)
    first: tuple[Any, ...] = ()

    def take(self, bank: TestWorkspace, **signer: Any) -> None:
        bank.work(self.who).write(self.command, *self.first, self.row, **self.given, **signer)


def _policy(bank: TestWorkspace) -> Step:
    row = propose(bank)
    with bank.service.reading() as session:
        seen = session.get_one(DecisionTable, row).sha256
    given = {"reason": WHY, "seen": seen}
    return Step("decision_table", row, "published", "jo", publish_policy, given)


def _life_cycle(bank: TestWorkspace) -> Step:
    row = draft(bank, '<userTask id="step" camunda:candidateGroups="tester"/>')
    with bank.service.reading() as session:
        seen = session.get_one(LifeCycleTemplate, row).sha256
    return Step(
        "life_cycle_template", row, "published", "jo", publish, {"seen": seen},
        (LifeCycleTemplate,),
    )  # fmt: skip


def _framework(bank: TestWorkspace) -> Step:
    file = FRAMEWORKS[0].read()
    row = bank.work("jo").write(import_framework, "law.toml", file, reason=WHY, unit="bank")
    given = {"reason": WHY, "seen": row.sha256}
    return Step("framework", row.id, "published", "aisha", publish_framework, given)


def _role(bank: TestWorkspace) -> Step:
    with bank.work("lin").reading():
        lin = bank.work("lin").actor.id
    until = datetime.now(UTC) + timedelta(days=30)
    row = bank.work("root").write(
        request_role, lin, "viewer", bank.unit_id, reason=WHY, until=until
    )
    return Step("role_request", row.id, "confirmed", "rosa", confirm_role)


def _finding(bank: TestWorkspace, state: str) -> Step:
    version = register(bank).version_id
    row = bank.work("aisha").write(add_finding, version, NewFinding("No test under 25", "medium"))
    given = {"state": state, "reason": WHY}
    return Step("finding", row.id, state, "aisha", move_finding, given)


def _attestation(bank: TestWorkspace) -> Step:
    due = datetime.now(UTC) + timedelta(days=10)
    new = NewCampaign("Yearly review", "Is it still used so?", due, [register(bank).model_id])
    (row,) = bank.work("jo").write(plan_campaign, new)
    given = {"statement": "It is used so, and nowhere else."}
    return Step("attestation", row.id, "submitted", "sanne", submit_attestation, given)


def _answer(bank: TestWorkspace) -> Step:
    asked = _attestation(bank)
    asked.take(bank)
    given = {"reason": WHY}
    return Step("attestation", asked.row, "approved", "aisha", review_attestation, given)


def _risk(bank: TestWorkspace) -> Step:
    use = use_case(bank, register(bank).model_id)
    row = bank.work("sanne").write(propose_tier, use, ALONE, reason=WHY)
    return Step("risk_assessment", row.id, "accepted", "aisha", answer_assessment, {"reason": WHY})


STEPS: dict[str, Callable[[TestWorkspace], Step]] = {
    "policy": _policy,
    "life cycle": _life_cycle,
    "framework": _framework,
    "role": _role,
    "finding accepted": lambda bank: _finding(bank, "accepted"),
    "finding closed": lambda bank: _finding(bank, "closed"),
    "attested": _attestation,
    "attestation approved": _answer,
    "risk": _risk,
}


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """A file of one person asks for no signature; a demo does."""
    if workspace.is_sqlite:
        tamper(workspace, "UPDATE {schema}workspace SET is_demo = true")
    return workspace


def act_of(bank: TestWorkspace, step: Step) -> SignedAct:
    with bank.service.reading() as session:
        found = session.scalars(
            select(SignedAct).where(SignedAct.object_id == step.row, SignedAct.state == step.state)
        ).one()
        session.expunge(found)
        return found


def state_of(bank: TestWorkspace, step: Step) -> str:
    columns = METADATA.tables[f"mw.{step.table}"].c
    with bank.service.reading() as session:
        return str(session.scalars(select(columns.state).where(columns.id == step.row)).one())


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
        fault = signed_act_fault(session, session.get_one(SignedAct, act.id))
        (block, *_) = load_signed_acts(session, step.row)
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
@pytest.mark.parametrize("how", WITHOUT)
def test_no_step_is_taken_without_ones_own_signature(
    bank: TestWorkspace, what: str, how: str
) -> None:
    step = STEPS[what](bank)
    before = state_of(bank, step)
    signer, code = WITHOUT[how]

    with pytest.raises(RefusedError) as refused:
        step.take(bank, signer=signer(bank, step.who))

    assert code in {one.code for one in refused.value.blockers}
    assert state_of(bank, step) == before


def test_who_signed_for_another_state_of_it_has_not_signed_for_this(bank: TestWorkspace) -> None:
    """The draft was changed after it was signed: the row has moved on."""
    step = _finding(bank, "closed")
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
    step = _role(bank)

    step.take(bank, signer=None)

    assert state_of(bank, step) == "confirmed"
    with bank.service.reading() as session:
        assert session.scalars(select(SignedAct)).all() == []


FORGED = {
    "signature = ''": "it carries no signature",
    "signature = 'not one'": "the signature does not hold",
    "document = replace(document, 'Read', 'Seen')": "the signature does not hold",
    "state = 'deprecated'": "says something else: verdict",
    "of_version = 7": "says something else: row_version",
    "object_id = id": "says something else: object",
    "created_by = (SELECT id FROM {schema}person WHERE handle = 'mark')": "to somebody else",
}


@pytest.mark.parametrize("change", FORGED)
def test_a_forged_act_is_named(bank: TestWorkspace, change: str) -> None:
    step = _policy(bank)
    step.take(bank)
    act = act_of(bank, step)
    tamper(bank, f"UPDATE {{schema}}signed_act SET {change}")

    with bank.service.reading() as session:
        assert FORGED[change] in signed_act_fault(session, session.get_one(SignedAct, act.id))


def retell(
    bank: TestWorkspace, step: Step, lie: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    """The owner changes what the trail tells of the step, before it is sealed."""
    events = METADATA.tables["mw.audit_event"]
    chosen = (events.c.object_id == step.row) & (events.c.tag == "table.published")
    with past_the_rules(bank) as connection:
        facts = connection.execute(select(events.c.facts).where(chosen)).scalar_one()
        connection.execute(update(events).where(chosen).values(facts=lie(facts)))


@pytest.mark.parametrize(("named", "value"), [("sha256", "f" * 64), ("version", 9)])
def test_a_step_that_is_told_otherwise_than_it_was_signed_is_named(
    bank: TestWorkspace, named: str, value: object
) -> None:
    step = _policy(bank)
    step.take(bank)
    act = act_of(bank, step)
    retell(bank, step, lambda facts: {**facts, named: value})

    with bank.service.reading() as session:
        fault = signed_act_fault(session, session.get_one(SignedAct, act.id))
        assert fault == f"what was signed says something else: {named}"


def proof(bank: TestWorkspace, folder: Path, **wanted: Any) -> Report:
    sealer(bank).run_once()
    out = folder / f"{len(list(folder.iterdir()))}.zip"
    export_proof(bank.work("jo"), out, Wanted(**wanted), key_of(bank))
    return check_file(out)


@pytest.mark.parametrize("what", STEPS)
def test_an_outsider_checks_what_was_signed(bank: TestWorkspace, what: str, tmp_path: Path) -> None:
    step = STEPS[what](bank)
    step.take(bank)

    whole, redacted = proof(bank, tmp_path), proof(bank, tmp_path, is_redacted=True)

    signed = 2 if what == "attestation approved" else 1
    assert (whole.broken, whole.signatures, whole.unsigned) == ([], signed, 0)
    assert (redacted.broken, redacted.unchecked) == ([], signed)


def test_an_outsider_finds_a_forged_act(bank: TestWorkspace, tmp_path: Path) -> None:
    _policy(bank).take(bank)
    change = "UPDATE {schema}signed_act SET document = replace(document, 'Read', 'Seen')"
    require_found_in_proof(bank, tmp_path, change, signatures=1)


def test_an_outsider_finds_a_step_that_was_told_otherwise(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    """By the owner, before it was sealed: then no leaf is changed, and the signature tells."""
    step = _policy(bank)
    step.take(bank)
    retell(bank, step, lambda facts: {**facts, "sha256": "f" * 64})

    found = proof(bank, tmp_path)

    assert [one.kind for one in found.broken] == ["signature forged"]


def test_a_step_that_nobody_signed_is_counted(workspace: TestWorkspace, tmp_path: Path) -> None:
    """In a file of one person, and where the owner took it with the guards off."""
    step = _policy(workspace)
    if not workspace.is_sqlite:
        tamper(workspace, "UPDATE {schema}workspace SET is_team = false")
    step.take(workspace, signer=None)

    found = proof(workspace, tmp_path)

    assert (found.broken, found.signatures, found.unsigned) == ([], 0, 1)


def test_a_finding_shows_who_signed_that_it_is_closed(bank: TestWorkspace) -> None:
    step = _finding(bank, "closed")
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
    step = _policy(bank)
    step.take(bank)

    with pytest.raises(RefusedError) as after:
        store(bank, "aisha", step)

    assert [one.code for one in after.value.blockers] == ["act.subject"]


def test_nobody_signs_the_same_step_twice(bank: TestWorkspace) -> None:
    step = _policy(bank)
    store(bank, "jo", step)

    with pytest.raises(AppError):
        store(bank, "jo", step)
    with pytest.raises(AppError):
        step.take(bank)


def test_who_signs_a_step_and_does_not_take_it_breaks_no_proof(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    """Neither by a signature that does not hold, nor by one that does."""
    step = _policy(bank)
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
    step = _policy(bank)
    jo = bank.work("jo").actor.id
    with bank.service.reading() as session:
        act = SignedAct(
            id=uuid4(), unit_id=bank.unit_id, thing="table", object_id=step.row,
            state="published", of_version=1,
        )  # fmt: skip
        empty: dict[str, Any] = {"facts": {}, "texts": {}, "shown": {}}
        facts = step_document_facts(session, act, empty, name="x", actor=jo)
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
        fault = signed_act_fault(session, session.get_one(SignedAct, act.id))

    assert fault.startswith("what was signed says something else: key, ")
    assert [one.kind for one in found.broken] == ["signature forged"]


ODD = ('{"facts":["a"]}', "[1]", "not json", '{"at":"yesterday"}')


def test_words_on_the_row_that_nobody_signed_are_named(bank: TestWorkspace) -> None:
    """Beside them stands who signed others."""
    step = _risk(bank)
    step.take(bank)
    tamper(bank, "UPDATE {schema}risk_assessment SET remark = 'Nobody was asked; fine by me.'")

    with bank.service.reading() as session:
        (block,) = load_signed_of(session, step.row)

    assert block.fault == "what was signed says something else: remark"


@pytest.mark.parametrize("document", ODD)
def test_no_reader_stumbles_over_what_somebody_signed(
    bank: TestWorkspace, document: str, tmp_path: Path
) -> None:
    step = _policy(bank)
    step.take(bank)
    act = act_of(bank, step)
    signature = bank.signer("jo").pair.sign(STEP, document)
    tamper(bank, "UPDATE {schema}signed_act SET document = :document, signature = :signature",
           document=document, signature=signature)  # fmt: skip

    with bank.service.reading() as session:
        fault = signed_act_fault(session, session.get_one(SignedAct, act.id))
        (block,) = load_signed_of(session, step.row)
    sealer(bank).run_once()
    export_proof(bank.work("jo"), tmp_path / "odd.zip", Wanted(), key_of(bank))

    assert fault.startswith("what was signed says something else: ")
    assert block.fault == fault
    assert len(read_proof(tmp_path / "odd.zip").acts) == 1


@pytest.mark.parametrize("facts", ["[]", '"x"', "null", "1"])
def test_no_reader_stumbles_over_what_was_made_of_an_event(bank: TestWorkspace, facts: str) -> None:
    """The seal names it, and all else is still read."""
    step = _policy(bank)
    step.take(bank)
    sealer(bank).run_once()
    value = ":facts" if bank.is_sqlite else "CAST(:facts AS jsonb)"
    tamper(bank, "UPDATE {schema}audit_event SET facts = " + value + " WHERE tag = :tag",
           facts=facts, tag="table.published")  # fmt: skip

    found = verify_trail(bank.service)
    with bank.service.reading() as session:
        (block,) = load_signed_of(session, step.row)
    sealer(bank).run_once()

    assert {one.kind for one in found.broken} == {Kind.CHANGED, Kind.SIGNATURE}
    assert block.fault.startswith("what was signed says something else: ")


def test_ending_ones_own_key_frees_nobody_of_signing(bank: TestWorkspace) -> None:
    step = _role(bank)
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
    step = _finding(bank, "closed")
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


LESS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "a fact less": lambda facts: {k: v for k, v in facts.items() if k != "sha256"},
    "a reason in the open": lambda facts: {**facts, "reason": "Another one."},
}


@pytest.mark.parametrize("how", LESS)
def test_a_step_of_which_less_is_told_than_was_signed_is_named(
    bank: TestWorkspace, how: str, tmp_path: Path
) -> None:
    step = _policy(bank)
    step.take(bank)
    act = act_of(bank, step)
    retell(bank, step, LESS[how])

    found = proof(bank, tmp_path)
    with bank.service.reading() as session:
        assert signed_act_fault(session, session.get_one(SignedAct, act.id))
    assert [one.kind for one in found.broken] == ["signature forged"]


@pytest.mark.parametrize("name", STEPS)
def test_verifying_the_trail_names_a_forged_act_of_every_kind(
    bank: TestWorkspace, name: str
) -> None:
    step = STEPS[name](bank)
    sealer(bank).run_once()
    before = verify_trail(bank.service).signatures
    step.take(bank)
    of_it = f"object_id = '{step.row.hex if bank.is_sqlite else step.row}'"
    newest = f"(SELECT max(a.of_version) FROM {{schema}}signed_act a WHERE a.{of_it})"

    require_found_in_trail(
        bank,
        f"UPDATE {{schema}}signed_act SET signature = 'AAAA' WHERE of_version = {newest}"
        f" AND {of_it}",
        signatures=before + 1,
    )


def test_a_garbage_act_before_the_one_that_was_meant_breaks_no_trail(bank: TestWorkspace) -> None:
    step = STEPS["finding closed"](bank)
    with bank.service.reading() as session:
        found = session.scalars(select(Finding)).one()
    with bank.work(step.who).unit() as work:
        work.session.execute(
            insert(SignedAct).values(
                id=uuid4(), unit_id=found.unit_id, model_id=found.model_id, thing="finding",
                object_id=found.id, state="closed", of_version=found.row_version, document="{}",
                signature="AAAA", key_id=bank.signer(step.who).key_id,
            )
        )  # fmt: skip
    person = bank.work(step.who)
    person.write(move_finding, found.id, state="mitigating", reason="On it now.")
    person.write(move_finding, found.id, state="closed", reason="Mended and looked at.")
    sealer(bank).run_once()

    assert verify_trail(bank.service).intact
