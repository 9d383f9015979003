"""Whoever owns the database and takes the first event away gains nothing by it."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from app.models.tables.organisation import SigningKey
from app.services.commands.requests import decide
from app.services.signed_votes import load_checked_request
from app.services.signing import KeyPair, Signer
from app.services.verifying.signatures import UNCONFIRMED_KEY, UNSIGNED_KEY
from tests.postgres import PostgresServer
from tests.stories import REASON, ask, register
from tests.trail_kit import past_the_rules, tamper
from tests.two_units import two_units
from tests.workspaces import Mould, TestWorkspace

FIRST = "DELETE FROM {schema}audit_event WHERE tag = 'workspace.created'"


def forged_key(bank: TestWorkspace, *, is_confirmed: bool) -> Signer:
    """A key of Aisha's that nobody gave her: two administrators are said to have, or none."""
    pair, key = KeyPair.generate(), uuid4()
    root, rosa = (bank.work(one).actor.id if is_confirmed else None for one in ("root", "rosa"))
    with past_the_rules(bank) as connection:
        connection.execute(
            insert(SigningKey.__table__).values(
                id=key, unit_id=bank.unit_id, person_id=bank.work("aisha").actor.id,
                purpose="decision", kid=pair.kid, public_key=pair.public_key, state="active",
                endorsed_by=root, confirmed_by=rosa, reason="", row_version=1,
                recorded_by=bank.work("root").actor.id,
            )
        )  # fmt: skip
    return Signer(key, pair)


def why_not(bank: TestWorkspace, request: UUID, reader: str = "") -> str:
    work = bank.work(reader) if reader else bank.service
    with work.reading() as session:
        (vote,) = load_checked_request(session, request).votes
        return vote.why_not


@pytest.mark.parametrize(
    ("is_confirmed", "why"), [(True, UNSIGNED_KEY), (False, UNCONFIRMED_KEY)], ids=["two", "none"]
)
def test_a_key_that_nobody_gave_signs_nothing_without_the_first_event_either(
    workspace: TestWorkspace, is_confirmed: bool, why: str
) -> None:
    request = ask(workspace, register(workspace))
    signer = forged_key(workspace, is_confirmed=is_confirmed)
    workspace.work("aisha").write(decide, request, verdict="accept", reason=REASON, signer=signer)
    before = why_not(workspace, request)

    tamper(workspace, FIRST)

    assert (before, why_not(workspace, request)) == (why, why)


def test_who_reads_one_unit_takes_a_key_that_was_there_first_as_the_others_do(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path
) -> None:
    """The event that tells whose it is belongs to the whole bank."""
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        made = register(bank, by="carla")
        request = ask(bank, made, by="carla")
        vote = {"verdict": "accept", "reason": REASON, "signer": bank.signer("aisha")}
        bank.work("aisha").write(decide, request, **vote)

        assert why_not(bank, request, "cora") == ""


def test_who_reads_one_unit_takes_no_other_key_for_one_that_was_there_first(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path
) -> None:
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        request = ask(bank, register(bank, by="carla"), by="carla")
        signer = forged_key(bank, is_confirmed=False)
        bank.work("aisha").write(decide, request, verdict="accept", reason=REASON, signer=signer)

        assert why_not(bank, request, "cora") == UNCONFIRMED_KEY
