"""Where a log asks for signatures from its begin, whatever lacks one is named: by an outsider too.

Whoever does this owns the database: the rules are put aside, or what was signed is taken away
before it is sealed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.errors import RefusedError
from app.models.tables.governance import Finding
from app.models.tables.organisation import Person
from app.models.tables.trail import AuditEvent
from app.services.commands.findings import NewFinding, add_finding
from app.services.commands.keys import propose_key
from app.services.commands.people import add_person
from app.services.signing import KeyPair, Signer
from app.services.trail.breaks import Kind
from app.services.trail.verifying import verify_trail
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import MISSING, UNSIGNED_KEY, taken_fault
from tests.services.test_emergency import close, released
from tests.services.test_signatures import accept
from tests.services.test_signed_keys import faults, make_key, put_aside
from tests.services.test_waivers import RULE, failing, waive
from tests.signed_steps import STEPS, proof
from tests.stories import ask, register
from tests.trail_kit import tamper
from tests.workspaces import TestWorkspace

SIGNED = {  # how something comes to be signed, by which event, in which table
    "vote": (lambda bank: accept(bank, "aisha", ask(bank, register(bank))), "decision.recorded",
             "decision"),
    "waiver": (lambda bank: waive(bank, failing(bank).version_id, RULE), "waiver.granted",
               "waiver"),
    "review": (lambda bank: close(bank, "jo", released(bank)[1]), "finding.closed", "finding"),
    "act": (lambda bank: STEPS["policy"](bank).take(bank), "act.signed", "signed_act"),
}  # fmt: skip


def bare(bank: TestWorkspace, tag: str, table: str) -> None:
    """Nothing says any more that it was signed, and nothing of it is sealed yet."""
    facts = "(facts::jsonb - 'signature' - 'key_id')"
    tamper(bank, f"UPDATE {{schema}}audit_event SET facts = {facts} WHERE tag = '{tag}'")
    key = "" if table == "signed_act" else ", key_id = NULL"
    tamper(bank, f"UPDATE {{schema}}{table} SET signature = '', document = ''{key}")


def told(bank: TestWorkspace) -> set[str]:
    """What *Verify now* says of signatures."""
    return {one.found for one in verify_trail(bank.service).broken if one.kind is Kind.SIGNATURE}


@pytest.mark.parametrize("what", SIGNED)
def test_what_was_signed_and_bears_nothing_any_more_is_named(
    postgres_workspace: TestWorkspace, tmp_path: Path, what: str
) -> None:
    bank = postgres_workspace
    sign: Callable[[TestWorkspace], object]
    sign, tag, table = SIGNED[what]
    sign(bank)

    bare(bank, tag, table)

    found = proof(bank, tmp_path)
    assert {one.kind for one in found.broken} >= {"unsigned"}
    assert MISSING in told(bank)


@pytest.mark.parametrize("what", ["policy", "framework", "role", "finding closed", "risk"])
def test_a_step_without_its_act_is_named(
    postgres_workspace: TestWorkspace, tmp_path: Path, what: str
) -> None:
    bank = postgres_workspace
    step = STEPS[what](bank)
    put_aside(bank, "false")
    step.take(bank, signer=None)
    put_aside(bank, "true")

    found = proof(bank, tmp_path)

    assert ([one.kind for one in found.broken], found.unsigned) == (["unsigned"], 1)
    assert told(bank) == {MISSING}


def test_an_act_that_bears_no_signature_confirms_no_key(
    postgres_workspace: TestWorkspace, tmp_path: Path
) -> None:
    bank = postgres_workspace
    signer = make_key(bank, "aisha")
    bare(bank, "act.signed", "signed_act")
    request_id = ask(bank, register(bank))
    accept(bank, "aisha", request_id, signer=signer)

    assert faults(bank, request_id) == [UNSIGNED_KEY]
    assert {one.kind for one in proof(bank, tmp_path).broken} == {"unsigned", "key not in force"}


def test_a_proof_of_one_model_takes_no_unsigned_endorsement_for_one_left_out(
    postgres_workspace: TestWorkspace, tmp_path: Path
) -> None:
    bank = postgres_workspace
    signer = make_key(bank, "aisha", unsigned_by="root")
    version = register(bank)
    accept(bank, "aisha", ask(bank, version), signer=signer)

    found = proof(bank, tmp_path, model_id=version.model_id)

    assert {one.kind for one in found.broken} == {"unsigned", "key not in force"}


def test_who_is_no_administrator_confirms_no_key(
    postgres_workspace: TestWorkspace, tmp_path: Path
) -> None:
    bank = postgres_workspace
    with bank.work("root").unit() as work:
        first, second = (
            add_person(work, handle=one, full_name=one, login=f"nb_{one}").id
            for one in ("nok", "nol")
        )
    pair = KeyPair.generate()
    row = bank.work("aisha").write(propose_key, pair.public_key).id
    tamper(
        bank,
        f"UPDATE {{schema}}signing_key SET state = 'active', endorsed_by = '{first}',"
        f" confirmed_by = '{second}', row_version = row_version + 2 WHERE id = '{row}'",
    )
    for state, actor, confirmed in (("endorsed", first, "NULL"), ("active", second, f"'{second}'")):
        tamper(
            bank,
            "INSERT INTO {schema}audit_event (txid, at, actor_id, tag, object_type, object_id,"
            " unit_id, facts) SELECT pg_current_xact_id()::text::bigint, now(),"
            f" '{actor}', 'key.{state}', object_type, object_id, unit_id, facts::jsonb"
            f" || jsonb_build_object('to', '{state}', 'endorsed_by', '{first}',"
            f" 'confirmed_by', {confirmed}::text)"
            f" FROM {{schema}}audit_event WHERE object_id = '{row}' AND tag = 'key.proposed'",
        )
    request_id = ask(bank, register(bank))
    accept(bank, "aisha", request_id, signer=Signer(row, pair))

    assert faults(bank, request_id) == [UNSIGNED_KEY]
    assert [one.kind for one in proof(bank, tmp_path).broken] == ["key not in force"]


def test_the_service_closes_what_its_scan_found_and_nobody_elses_finding(
    postgres_workspace: TestWorkspace,
) -> None:
    bank = postgres_workspace
    version = register(bank).version_id
    row = bank.work("aisha").write(add_finding, version, NewFinding("Leaks the label", "critical"))
    close_it = (
        "UPDATE mw.finding SET state = 'closed', reason = 'Nothing to see here.',"
        f" row_version = row_version + 1 WHERE id = '{row.id}'"
    )

    with pytest.raises(RefusedError) as refused, bank.service.unit() as work:
        work.session.execute(text(close_it))
    assert [one.code for one in refused.value.blockers] == ["act.unsigned"]

    put_aside(bank, "false")
    with bank.service.unit() as work:
        work.session.execute(text(close_it))
    put_aside(bank, "true")
    with bank.service.reading() as session:
        assert session.get_one(Finding, row.id).state == "closed"
        step = session.scalars(select(AuditEvent).where(AuditEvent.tag == "finding.closed")).one()
        assert session.get_one(Person, step.actor_id).kind == "service"
        assert taken_fault(Verifying(session), step) == MISSING
    assert told(bank) == {MISSING}
