"""Verifying the trail computes every signature of people anew, beside the events and their tree."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.models.tables.governance import Decision, SignedAct
from app.services.commands.runtimes import NewRuntime, add_runtime, retire_runtime
from app.services.trail.breaks import Break, Kind
from app.services.trail.verifying import Verification, verify_trail
from app.texts import named
from tests.postgres import PostgresServer
from tests.trail_kit import live, past_the_rules, sealer, tamper
from tests.two_units import two_units
from tests.workspaces import Mould, TestWorkspace

BY_JO = " WHERE decided_by = (SELECT id FROM {schema}person WHERE handle = 'jo')"
FORGERIES = {
    "its document": (
        "UPDATE {schema}decision SET document = replace(document, 'cc-fraud', 'churn')" + BY_JO,
        "the signature does not hold",
    ),
    "what the row says": (
        "UPDATE {schema}decision SET role = 'validator'" + BY_JO,
        "what was signed says something else: role",
    ),
    "whose key it names": (
        "UPDATE {schema}decision SET key_id = (SELECT k.id FROM {schema}signing_key k"
        " JOIN {schema}person p ON p.id = k.person_id WHERE p.handle = 'aisha')" + BY_JO,
        "the key belongs to somebody else",
    ),
    "the confirmation of its key": (
        "UPDATE {schema}signing_key SET confirmed_by = person_id, endorsed_by = person_id"
        " WHERE purpose = 'decision'"
        " AND person_id = (SELECT id FROM {schema}person WHERE handle = 'jo')",
        "the key was never confirmed by two administrators",
    ),
}


def signature_breaks(found: Verification) -> list[Break]:
    return [one for one in found.broken if one.kind is Kind.SIGNATURE]


@pytest.mark.parametrize("forged", FORGERIES)
def test_a_vote_that_was_forged_is_named_at_its_event(
    workspace: TestWorkspace, forged: str
) -> None:
    sql, why = FORGERIES[forged]
    live(workspace)
    before = verify_trail(workspace.service)
    tamper(workspace, sql)

    told: list[tuple[int, int]] = []
    found = verify_trail(workspace.service, signatures_progress=lambda *one: told.append(one))
    (broken,) = signature_breaks(found)

    assert told[-1] == (2, 2)
    assert before.intact
    assert before.signatures == 2
    assert broken.found == why
    assert "Jo Vermeer" in broken.expected
    assert broken.person == "Jo Vermeer"
    assert broken.name is not None
    one = broken.name
    assert named(one.thing, one.name, one.of) == "decision of cc-fraud v1"
    with workspace.service.reading() as session:
        ids = session.scalars(select(Decision.id)).all()
    assert any(str(one) in broken.expected for one in ids)
    assert broken.event is not None
    assert broken.position < before.events


def test_what_somebody_signed_of_no_step_breaks_nothing(workspace: TestWorkspace) -> None:
    """Nothing rests on it; else everybody could break a trail by a row of their own."""
    live(workspace)
    with past_the_rules(workspace) as connection:
        jo = workspace.work("jo").actor.id
        connection.execute(
            SignedAct.__table__.insert().values(
                id=uuid4(), unit_id=workspace.unit_id, thing="finding", object_id=uuid4(),
                state="closed", of_version=1, document="{}", signature="AAAA",
                key_id=workspace.signer("jo").key_id, created_by=jo,
            )
        )  # fmt: skip
    sealer(workspace).run_once()

    assert signature_breaks(verify_trail(workspace.service)) == []


def test_who_sees_one_unit_is_not_alarmed_by_what_a_unit_above_signed(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path
) -> None:
    """Its event, and that of the workspace's first keys, are not theirs to read."""
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        tom, new = bank.work("tom"), NewRuntime("sit-1", "bank", stage_tags=("SIT",))
        runtime = tom.write(add_runtime, new)
        tom.write(
            retire_runtime, runtime.id, reason="Replaced by newer ones", is_forced=True,
            signer=bank.signer("tom"),
        )  # fmt: skip
        sealer(bank).run_once()
        whole = verify_trail(bank.service)
        part = verify_trail(bank.work("carla"))
        tamper(bank, "UPDATE {schema}runtime SET reason = 'Another reason.'")
        forged = verify_trail(bank.service)

    assert (whole.broken, whole.signatures) == ((), 1)
    assert part.hidden > 0
    assert part.broken == ()
    assert [one.person for one in signature_breaks(forged)] == ["Tom Bakker"]
