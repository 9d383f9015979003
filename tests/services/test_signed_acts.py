"""Rolling back and retiring are signed like decisions; the service verifies before it acts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select

from app.errors import RefusedError, VerificationError
from app.models.queries.deployments import load_deployment
from app.models.tables.execution import Deployment, Runtime
from app.models.tables.inventory import ModelVersion
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.retiring import ask_retirement, retire_version
from app.services.commands.roll_backs import ask_roll_back, begin_roll_back
from app.services.commands.runtimes import NewRuntime, add_runtime, record_look, retire_runtime
from app.services.signing import KeyPair, Signer
from app.services.trail.verifying import verify_trail
from app.services.verifying.one_check import Verifying
from app.services.verifying.wishes import retirement_fault
from tests.db.test_queries_runtimes import deploy
from tests.stories import REASON, register
from tests.trail_kit import require_found_in_proof, require_found_in_trail, sealer, tamper
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """Version 2 of a model serves where version 1 did."""
    new = NewRuntime("sit-1", "bank", stage_tags=("SIT",), service_tags=("cc-fraud",))
    runtime = workspace.work("tom").write(add_runtime, new)
    workspace.service.write(record_look, runtime.id, is_live=True)
    for content in (b"v1", b"v2"):
        deploy(workspace, register(workspace, content=content))
    if workspace.is_sqlite:  # a file of one person's asks for no signature; a demo does
        tamper(workspace, "UPDATE {schema}workspace SET is_demo = true")
    return workspace


def serving(bank: TestWorkspace) -> UUID:
    with bank.service.reading() as session:
        return session.scalars(select(Deployment.id).where(Deployment.state == "deployed")).one()


def ask(bank: TestWorkspace, signer: Signer | None) -> UUID:
    return bank.work("tom").write(ask_roll_back, serving(bank), reason=REASON, signer=signer)


def test_a_roll_back_that_waits_for_a_service_is_why_nobody_need_ask_again(
    bank: TestWorkspace,
) -> None:
    def why_not() -> list[str]:
        with bank.work("tom").reading() as session:
            found = load_deployment(session, serving(bank), bank.work("tom").actor.id)
        return [one.code for one in found.roll_back_blockers]

    assert why_not() == []
    asked = ask(bank, bank.signer("tom"))

    assert why_not() == ["deployment.asked_back"]
    with bank.service.unit() as work:  # taken up, and not done: it can be asked for anew
        work.get(EngineInbox, asked).consumed_at = datetime.now(UTC)
    assert why_not() == []


def test_the_document_says_from_what_to_what(bank: TestWorkspace) -> None:
    asked = ask(bank, bank.signer("tom"))

    with bank.service.reading() as session:
        said = json.loads(session.get_one(EngineInbox, asked).document or "")
        row = session.get_one(Deployment, serving(bank))
        runtime = session.scalars(select(Runtime)).one()
    assert said["version"] == 2
    assert said["deployment"] == str(row.id)
    assert said["runtime"] == str(runtime.id)
    assert said["back_to"] not in ("", said["snapshot"])
    assert (said["reason"], said["meaning"]) == (REASON, "Roll back")
    assert said["actor"] == str(bank.work("tom").actor.id)


def test_what_was_signed_is_done(bank: TestWorkspace) -> None:
    asked = ask(bank, bank.signer("tom"))

    assert bank.service.write(begin_roll_back, serving(bank), asked) == {}

    with bank.service.reading() as session:
        states = session.scalars(select(Deployment.state)).all()
    assert "rolling_back" in states


SIGNERS = {
    "nobody": lambda _bank: None,
    "somebody else": lambda bank: bank.signer("jo"),
    "another key": lambda bank: replace(bank.signer("tom"), pair=KeyPair.generate()),
}
CODES = {"nobody": "act.unsigned", "somebody else": "key.inactive", "another key": "key.inactive"}


@pytest.mark.parametrize("who", SIGNERS)
def test_neither_is_asked_for_without_ones_own_signature(bank: TestWorkspace, who: str) -> None:
    signer = SIGNERS[who](bank)
    with bank.service.reading() as session:
        runtime = session.scalars(select(Runtime.id)).one()

    with pytest.raises(RefusedError) as rolled:
        ask(bank, signer)
    with pytest.raises(RefusedError) as retired:
        bank.work("tom").write(
            retire_runtime, runtime, reason=REASON, is_forced=True, signer=signer
        )

    for refused in (rolled, retired):
        assert [one.code for one in refused.value.blockers] == [CODES[who]]


NO_SIGNATURE = "it carries no signature"
NOT_HELD = "the signature does not hold"
WISHES = {
    "signature = ''": NO_SIGNATURE,
    "key_id = NULL": NO_SIGNATURE,
    "kind = 'reproduce'": "another kind of wish",
    "document = replace(document, 'roll_back', 'retire')": NOT_HELD,
    "created_by = (SELECT id FROM {schema}person WHERE handle = 'jo')": "belongs to somebody else",
    'payload = \'{{"reason": "I want it so."}}\'': "says something else: reason",
}


@pytest.mark.parametrize("change", WISHES)
def test_a_forged_wish_switches_nothing_and_is_named(bank: TestWorkspace, change: str) -> None:
    asked = ask(bank, bank.signer("tom"))
    tamper(bank, f"UPDATE {{schema}}engine_inbox SET {change} WHERE kind = 'roll_back'")

    with pytest.raises(VerificationError, match=WISHES[change]):
        bank.service.write(begin_roll_back, serving(bank), asked)

    assert serving(bank)


@pytest.mark.parametrize("asked", [None, uuid4()])
def test_a_roll_back_that_nobody_asked_for_is_not_begun(
    bank: TestWorkspace, asked: UUID | None
) -> None:
    with pytest.raises(VerificationError, match="asked for by nobody"):
        bank.service.write(begin_roll_back, serving(bank), asked)


def test_a_wish_does_not_serve_for_another_deployment(bank: TestWorkspace) -> None:
    asked = ask(bank, bank.signer("tom"))
    deploy(bank, register(bank, content=b"v3"))

    with pytest.raises(VerificationError, match=r"says something else: .*version"):
        bank.service.write(begin_roll_back, serving(bank), asked)


RETIREMENTS = {
    "signature = ''": NO_SIGNATURE,
    "document = NULL": NO_SIGNATURE,
    "document = replace(document, 'retired', 'renamed')": NOT_HELD,
    "reason = 'Another reason.'": "says something else: reason",
    "name = 'sit-2'": "says something else: name",
}


def test_nobody_rewords_why_a_runtime_was_retired(bank: TestWorkspace) -> None:
    with bank.service.reading() as session:
        runtime = session.scalars(select(Runtime.id)).one()
    bank.work("tom").write(
        retire_runtime, runtime, reason=REASON, is_forced=True, signer=bank.signer("tom")
    )
    for who in ("tom", "root"):
        with pytest.raises(RefusedError) as refused, bank.work(who).unit() as work:
            work.get(Runtime, runtime).reason = "Taken away on a whim."
        assert [one.code for one in refused.value.blockers] == ["runtime.retired"]
    with bank.service.reading() as session:
        assert retirement_fault(Verifying(session), session.get_one(Runtime, runtime)) == ""


@pytest.mark.parametrize("change", RETIREMENTS)
def test_a_forged_retirement_is_found(bank: TestWorkspace, change: str) -> None:
    with bank.service.reading() as session:
        runtime = session.scalars(select(Runtime.id)).one()
    bank.work("tom").write(
        retire_runtime, runtime, reason=REASON, is_forced=True, signer=bank.signer("tom")
    )
    with bank.service.reading() as session:
        assert retirement_fault(Verifying(session), session.get_one(Runtime, runtime)) == ""

    tamper(bank, f"UPDATE {{schema}}runtime SET {change}")

    with bank.service.reading() as session:
        assert RETIREMENTS[change] in retirement_fault(
            Verifying(session), session.get_one(Runtime, runtime)
        )


RETIRED_VERSIONS = {
    "signature = ''": NO_SIGNATURE,
    "document = replace(document, 'retire_version', 'roll_back')": NOT_HELD,
    "payload = replace(payload, '{version_2}', '{version_1}')": "says something else: version",
    "payload = replace(payload, 'Limits', 'No limits')": "says something else: reason",
}


@pytest.mark.parametrize("change", RETIRED_VERSIONS)
def test_a_version_is_not_retired_on_a_forged_wish(bank: TestWorkspace, change: str) -> None:
    asked = ask_to_retire(bank)
    with bank.service.reading() as session:
        versions = session.scalars(select(ModelVersion.id).order_by(ModelVersion.version)).all()
    sql = change.replace("{version_1}", str(versions[0])).replace("{version_2}", str(versions[1]))
    if not bank.is_sqlite:
        sql = sql.replace("replace(payload,", "replace(payload::text,")
        sql += "::jsonb" if "payload::text" in sql else ""
    tamper(bank, f"UPDATE {{schema}}engine_inbox SET {sql} WHERE kind = 'retire_version'")

    with (
        pytest.raises(VerificationError, match=RETIRED_VERSIONS[change]),
        bank.service.unit() as work,
    ):
        retire_version(work, work.get(EngineInbox, asked))

    assert serving(bank)


def ask_to_retire(bank: TestWorkspace) -> UUID:
    with bank.service.reading() as session:
        version = session.scalars(select(ModelVersion.id).where(ModelVersion.version == 2)).one()
    return bank.work("tom").write(
        ask_retirement, version, reason=REASON, seen=None, signer=bank.signer("tom")
    )


def test_a_proof_holds_what_was_signed_and_the_verifier_reads_it(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    ask_to_retire(bank)
    rolled_back(bank)
    with bank.service.reading() as session:
        runtime = session.scalars(select(Runtime.id)).one()
    bank.work("tom").write(
        retire_runtime, runtime, reason=REASON, is_forced=True, signer=bank.signer("tom")
    )
    require_found_in_proof(
        bank,
        tmp_path,
        "UPDATE {schema}engine_inbox SET document = replace(document, 'cc-fraud', 'churn')"
        " WHERE kind = 'roll_back'",
        signatures=3,
        done=1,
    )


def rolled_back(bank: TestWorkspace) -> None:
    asked = ask(bank, bank.signer("tom"))
    bank.service.write(begin_roll_back, serving(bank), asked)


def retired(bank: TestWorkspace) -> None:
    asked = ask_to_retire(bank)
    with bank.service.unit() as work:
        retire_version(work, work.get(EngineInbox, asked))
    tamper(bank, "UPDATE {schema}engine_inbox SET consumed_at = created_at")


def out_of_service(bank: TestWorkspace) -> None:
    with bank.service.reading() as session:
        runtime = session.scalars(select(Runtime.id)).one()
    bank.work("tom").write(
        retire_runtime, runtime, reason=REASON, is_forced=True, signer=bank.signer("tom")
    )


DONE = {"engine_inbox": (rolled_back, retired), "runtime": (out_of_service,)}


@pytest.mark.parametrize(("table", "act"), [(t, act) for t, acts in DONE.items() for act in acts])
def test_verifying_the_trail_names_what_was_done_on_a_forged_signature(
    bank: TestWorkspace, table: str, act: Callable[[TestWorkspace], None]
) -> None:
    act(bank)

    broken = require_found_in_trail(
        bank,
        f"UPDATE {{schema}}{table} SET document = replace(document, 'Bakker', 'B')"
        f", signature = 'AAAA' WHERE signature IS NOT NULL AND signature <> ''",
        signatures=1,
    )

    assert broken.found == "the signature does not hold"
    assert "Tom Bakker" in broken.expected


WISHES_IN_VAIN = [
    ("roll_back", {}),
    ("roll_back", {"deployment_id": str(uuid4())}),
    ("retire_version", {}),
    ("retire_version", {"version_id": str(uuid4()), "places": [str(uuid4())]}),
    ("runtime_ended", {}),
    ("runtime_ended", {"runtime_id": str(uuid4()), "deployments": [str(uuid4())]}),
]


@pytest.mark.parametrize(("kind", "payload"), WISHES_IN_VAIN)
def test_a_wish_that_was_not_acted_on_breaks_no_trail(
    bank: TestWorkspace, kind: str, payload: dict[str, Any]
) -> None:
    """Whoever may ask could else end the proof of all others by one row of their own."""
    with bank.work("tom").unit() as work:
        work.session.execute(
            insert(EngineInbox).values(
                id=uuid4(), unit_id=bank.unit_id, kind=kind, payload=payload, document="{}",
                signature="AAAA", key_id=bank.signer("tom").key_id,
            )
        )  # fmt: skip
    sealer(bank).run_once()

    assert verify_trail(bank.service).intact
