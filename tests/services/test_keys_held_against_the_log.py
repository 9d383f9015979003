"""A key is whose, in force and at its end as the log tells it, whatever its row says by now."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.models.queries.held_rows import load_beginning
from app.models.tables.everything import METADATA
from app.services.commands.keys import propose_key, revoke_key
from app.services.commands.requests import decide
from app.services.signing import KeyPair, Signer
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import (
    CHANGED_BEGIN,
    REVOKED_KEY,
    UNCONFIRMED_KEY,
    UNSIGNED_KEY,
)
from tests.postgres import PostgresServer
from tests.services.test_first_event_gone import forged_key, why_not
from tests.services.test_trail_redacted import new_key
from tests.stories import REASON, ask, register
from tests.trail_kit import past_the_rules, sealer, tamper
from tests.two_units import two_units
from tests.workspaces import Mould, TestWorkspace, pair_of

GIVEN_AWAY = (
    "UPDATE {schema}signing_key SET person_id ="
    " (SELECT id FROM {schema}person WHERE handle = 'aisha') WHERE kid = :kid"
)

REVIVED = "UPDATE {schema}signing_key SET state = 'active', revoked_at_size = NULL WHERE kid = :kid"

CONFIRMED = (
    "UPDATE {schema}signing_key SET state = 'active', endorsed_by ="
    " (SELECT id FROM {schema}person WHERE handle = 'root'), confirmed_by ="
    " (SELECT id FROM {schema}person WHERE handle = 'rosa') WHERE kid = :kid"
)


def vote(bank: TestWorkspace, request: UUID, signer: Signer) -> None:
    bank.work("aisha").write(decide, request, verdict="accept", reason=REASON, signer=signer)


def test_a_first_key_is_whose_the_first_event_says(workspace: TestWorkspace) -> None:
    request, hers_no_more = ask(workspace, register(workspace)), workspace.signer("lin")
    tamper(workspace, GIVEN_AWAY, kid=hers_no_more.kid)

    vote(workspace, request, hers_no_more)

    assert why_not(workspace, request) == UNCONFIRMED_KEY


def test_who_reads_one_unit_is_told_whose_a_first_key_is(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path
) -> None:
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        request, not_hers = ask(bank, register(bank, by="carla"), by="carla"), bank.signer("lin")
        tamper(bank, GIVEN_AWAY, kid=not_hers.kid)

        vote(bank, request, not_hers)

        assert why_not(bank, request, "cora") == UNCONFIRMED_KEY


@pytest.mark.parametrize("is_first", [True, False])
def test_a_key_that_the_log_ended_lives_no_more(workspace: TestWorkspace, is_first: bool) -> None:
    request, signer = ask(workspace, register(workspace)), workspace.signer("aisha")
    if not is_first:
        signer = new_key(workspace, "aisha")
    end(workspace, signer)
    tamper(workspace, REVIVED, kid=signer.kid)

    vote(workspace, request, signer)

    assert why_not(workspace, request) == REVOKED_KEY


@pytest.mark.parametrize("is_first", [True, False])
def test_nor_does_it_for_who_reads_one_unit(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path, is_first: bool
) -> None:
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        request = ask(bank, register(bank, by="carla"), by="carla")
        signer = bank.signer("aisha") if is_first else new_key(bank, "aisha")
        end(bank, signer)
        tamper(bank, REVIVED, kid=signer.kid)

        vote(bank, request, signer)

        assert why_not(bank, request, "cora") == REVOKED_KEY


def test_a_first_key_lives_no_more_under_another_id(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path
) -> None:
    """The log tells of its end by the id that its row had."""
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        request = ask(bank, register(bank, by="carla"), by="carla")
        signer, other = bank.signer("aisha"), uuid4()
        end(bank, signer)
        tamper(bank, REVIVED, kid=signer.kid)
        tamper(bank, "UPDATE {schema}signing_key SET id = :id WHERE kid = :kid",
               id=other, kid=signer.kid)  # fmt: skip

        vote(bank, request, Signer(other, pair_of("aisha")))

        assert (why_not(bank, request), why_not(bank, request, "cora")) == (UNCONFIRMED_KEY,) * 2


@pytest.mark.parametrize("is_first", [True, False])
def test_who_reads_one_unit_takes_no_key_that_its_row_alone_says_was_confirmed(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path, is_first: bool
) -> None:
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        request = ask(bank, register(bank, by="carla"), by="carla")
        signer = bank.signer("aisha") if is_first else proposed(bank, "aisha")
        tamper(bank, CONFIRMED, kid=signer.kid)

        vote(bank, request, signer)

        assert (why_not(bank, request), why_not(bank, request, "cora")) == (UNSIGNED_KEY,) * 2


def test_a_key_that_two_administrators_confirmed_is_whose_they_confirmed(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path
) -> None:
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        request = ask(bank, register(bank, by="carla"), by="carla")
        lins, hers = new_key(bank, "lin"), new_key(bank, "aisha")
        tamper(bank, GIVEN_AWAY, kid=lins.kid)
        tamper(bank, "UPDATE {schema}signing_key SET row_version = row_version + 1")

        vote(bank, request, lins)
        before = why_not(bank, request), why_not(bank, request, "cora")
        another = ask(bank, register(bank, by="carla", name="limits"), by="carla")
        vote(bank, another, hers)

        assert before == (UNSIGNED_KEY, UNSIGNED_KEY)
        assert why_not(bank, another, "cora") == ""


@pytest.mark.parametrize("is_forged", [True, False])
def test_no_key_was_there_first_where_the_first_event_is_not_as_it_was_sealed(
    workspace: TestWorkspace, is_forged: bool
) -> None:
    request = ask(workspace, register(workspace))
    hers, forged = workspace.signer("aisha"), forged_key(workspace, is_confirmed=False)
    sealer(workspace).run_once()
    name_first(workspace, forged.kid)

    vote(workspace, request, forged if is_forged else hers)

    assert why_not(workspace, request) == CHANGED_BEGIN


def name_first(bank: TestWorkspace, kid: str) -> None:
    events, person = METADATA.tables["mw.audit_event"], str(bank.work("aisha").actor.id)
    beginning = bank.service.read(load_beginning)
    assert beginning is not None
    chosen = events.c.id == beginning.event
    with past_the_rules(bank) as connection:
        facts = connection.execute(select(events.c.facts).where(chosen)).scalar_one()
        told = {**facts, "keys": {**facts["keys"], kid: person}}
        connection.execute(update(events).where(chosen).values(facts=told))


def test_who_had_a_key_to_sign_with_is_what_the_log_tells(workspace: TestWorkspace) -> None:
    """Else an administrator whose key the owner gives to another for a moment signs nothing."""
    lins = new_key(workspace, "lin")
    lin, aisha = (workspace.work(one).actor.id for one in ("lin", "aisha"))

    tamper(workspace, GIVEN_AWAY, kid=lins.kid)

    with workspace.service.reading() as session:
        keyed = Verifying(session).keyed
        assert keyed.get(lin) is not None
        assert keyed.get(aisha) is None


def proposed(bank: TestWorkspace, handle: str) -> Signer:
    pair = KeyPair.generate()
    return Signer(bank.work(handle).write(propose_key, pair.public_key).id, pair)


def end(bank: TestWorkspace, signer: Signer) -> None:
    bank.work("root").write(revoke_key, signer.key_id, reason="It was lost on a train.")
    sealer(bank).run_once()
