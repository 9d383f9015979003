"""Steps and their signatures that were forged, told otherwise or filled with nonsense are named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, update

from app.models.tables.everything import METADATA
from app.models.tables.governance import Finding, SignedAct
from app.services.commands.findings import move_finding
from app.services.signed_blocks import load_signed_of
from app.services.signing import STEP
from app.services.trail.breaks import Kind
from app.services.trail.export import Wanted, export_proof
from app.services.trail.held_trail import hold_ahead
from app.services.trail.proof_facts import read_proof
from app.services.trail.verifying import verify_trail
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import signed_act_fault
from tests.signed_steps import (
    STEPS,
    Step,
    act_of,
    asks_for_signatures,
    policy_step,
    proof,
    risk_step,
)
from tests.trail_kit import (
    key_of,
    past_the_rules,
    require_found_in_proof,
    require_found_in_trail,
    sealer,
    tamper,
)
from tests.workspaces import TestWorkspace

bank = pytest.fixture(name="bank")(asks_for_signatures)


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
    step = policy_step(bank)
    step.take(bank)
    act = act_of(bank, step)
    tamper(bank, f"UPDATE {{schema}}signed_act SET {change}")

    with bank.service.reading() as session:
        assert FORGED[change] in signed_act_fault(
            Verifying(session), session.get_one(SignedAct, act.id)
        )


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
    step = policy_step(bank)
    step.take(bank)
    act = act_of(bank, step)
    retell(bank, step, lambda facts: {**facts, named: value})

    with bank.service.reading() as session:
        fault = signed_act_fault(Verifying(session), session.get_one(SignedAct, act.id))
        assert fault == f"what was signed says something else: {named}"


@pytest.mark.parametrize("is_written_since", [False, True])
def test_a_reason_that_the_step_is_not_told_with_is_named(
    bank: TestWorkspace, tmp_path: Path, is_written_since: bool
) -> None:
    """The owner takes it out of the event; the row says another by then, or does not count."""
    step = policy_step(bank)
    step = replace(step, given={**step.given, "reason": "Agreed in the risk board"})
    step.take(bank)
    act = act_of(bank, step)
    retell(bank, step, lambda facts: {**facts, "reason": None})
    if is_written_since:
        tamper(
            bank,
            "UPDATE {schema}decision_table SET reason = 'Another', row_version = row_version + 1"
            f" WHERE id = '{step.row.hex if bank.is_sqlite else step.row}'",
        )

    with bank.service.reading() as session:
        fault = signed_act_fault(Verifying(session), session.get_one(SignedAct, act.id))

    assert fault == "what was signed says something else: reason"
    assert "signature forged" in [one.kind for one in proof(bank, tmp_path).broken]


def test_what_an_earlier_event_told_may_be_signed_later(bank: TestWorkspace) -> None:
    """A finding's title stands in the event that it came by, and in that of its closing no more."""
    step = STEPS["finding closed"](bank)
    step.take(bank)
    act = act_of(bank, step)

    with bank.service.reading() as session:
        check = Verifying(session)
        found = session.get_one(SignedAct, act.id)
        assert signed_act_fault(check, found) == ""
        (last,) = check.told(step.row, "finding.closed")
        assert last.facts["title"] is None


def test_an_outsider_finds_a_forged_act(bank: TestWorkspace, tmp_path: Path) -> None:
    policy_step(bank).take(bank)
    change = "UPDATE {schema}signed_act SET document = replace(document, 'Read', 'Seen')"
    require_found_in_proof(bank, tmp_path, change, signatures=1)


def test_an_outsider_finds_a_step_that_was_told_otherwise(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    """By the owner, before it was sealed: then no leaf is changed, and the signature tells."""
    step = policy_step(bank)
    step.take(bank)
    retell(bank, step, lambda facts: {**facts, "sha256": "f" * 64})

    found = proof(bank, tmp_path)

    assert [one.kind for one in found.broken] == ["signature forged"]


ODD = ('{"facts":["a"]}', "[1]", "not json", '{"at":"yesterday"}')


def test_words_on_the_row_that_nobody_signed_are_named(bank: TestWorkspace) -> None:
    """Beside them stands who signed others."""
    step = risk_step(bank)
    step.take(bank)
    tamper(bank, "UPDATE {schema}risk_assessment SET remark = 'Nobody was asked; fine by me.'")

    with bank.service.reading() as session:
        (block,) = load_signed_of(session, step.row)

    assert block.fault == "what was signed says something else: remark"


@pytest.mark.parametrize("document", ODD)
def test_no_reader_stumbles_over_what_somebody_signed(
    bank: TestWorkspace, document: str, tmp_path: Path
) -> None:
    step = policy_step(bank)
    step.take(bank)
    act = act_of(bank, step)
    signature = bank.signer("jo").pair.sign(STEP, document)
    tamper(bank, "UPDATE {schema}signed_act SET document = :document, signature = :signature",
           document=document, signature=signature)  # fmt: skip

    with bank.service.reading() as session:
        fault = signed_act_fault(Verifying(session), session.get_one(SignedAct, act.id))
        (block,) = load_signed_of(session, step.row)
    sealer(bank).run_once()
    export_proof(bank.work("jo"), tmp_path / "odd.zip", Wanted(), key_of(bank))

    assert fault.startswith("what was signed says something else: ")
    assert block.fault == fault
    assert len(read_proof(tmp_path / "odd.zip").acts) == 1


@pytest.mark.parametrize("facts", ["[]", '"x"', "null", "1"])
def test_no_reader_stumbles_over_what_was_made_of_an_event(bank: TestWorkspace, facts: str) -> None:
    """The seal names it, and all else is still read."""
    step = policy_step(bank)
    step.take(bank)
    sealer(bank).run_once()
    bank.service.read(hold_ahead)  # who reads it first as it is then takes no key any more
    value = ":facts" if bank.is_sqlite else "CAST(:facts AS jsonb)"
    tamper(bank, "UPDATE {schema}audit_event SET facts = " + value + " WHERE tag = :tag",
           facts=facts, tag="table.published")  # fmt: skip

    found = verify_trail(bank.service)
    with bank.service.reading() as session:
        (block,) = load_signed_of(session, step.row)
    sealer(bank).run_once()

    assert {one.kind for one in found.broken} == {Kind.CHANGED, Kind.SIGNATURE}
    assert block.fault.startswith("what was signed says something else: ")


LESS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "a fact less": lambda facts: {k: v for k, v in facts.items() if k != "sha256"},
    "a reason in the open": lambda facts: {**facts, "reason": "Another one."},
}


@pytest.mark.parametrize("how", LESS)
def test_a_step_of_which_less_is_told_than_was_signed_is_named(
    bank: TestWorkspace, how: str, tmp_path: Path
) -> None:
    step = policy_step(bank)
    step.take(bank)
    act = act_of(bank, step)
    retell(bank, step, LESS[how])

    found = proof(bank, tmp_path)
    with bank.service.reading() as session:
        assert signed_act_fault(Verifying(session), session.get_one(SignedAct, act.id))
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
