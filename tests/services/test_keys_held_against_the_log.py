"""A key is whose, in force and at its end as the log tells it, whatever its row says by now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, text, update

from app.errors import RefusedError
from app.models.queries.held_rows import load_beginning
from app.models.queries.keys import KeyRow, list_keys, load_signing_facts
from app.models.rules.keys import SignatureFacts
from app.models.tables.everything import METADATA
from app.models.tables.governance import Decision, TransitionRequest
from app.services.commands import signatures
from app.services.commands.keys import propose_key, revoke_key
from app.services.commands.requests import decide
from app.services.signing import KeyPair, Signer
from app.services.verifying.eligibility import CHANGED_ROLES, voter_fault
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import (
    CHANGED_BEGIN,
    MISSING_ROW,
    REVOKED_KEY,
    UNCONFIRMED_KEY,
    UNKNOWN_KEY,
    UNSIGNED_KEY,
)
from app.services.workspace import upgrade_workspace
from tests.postgres import PostgresServer
from tests.services.test_first_event_gone import forged_key, why_not
from tests.services.test_trail_redacted import new_key
from tests.stories import REASON, ask, register
from tests.trail_kit import past_the_rules, sealer, silent_log, tamper
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

    with silent_log(workspace):
        vote(workspace, request, signer)

    assert why_not(workspace, request) == REVOKED_KEY


@pytest.mark.parametrize("asks", ["the rule", "the database"])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_key_that_the_log_ended_signs_no_more_though_its_row_is_set_back(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch, is_first: bool, asks: str
) -> None:
    request, signer = ask(workspace, register(workspace)), workspace.signer("aisha")
    if not is_first:
        signer = new_key(workspace, "aisha")
    end(workspace, signer)
    tamper(workspace, REVIVED, kid=signer.kid)
    if asks == "the database":
        believed = SignatureFacts(is_required=True, is_signed=True, has_active_key=True)
        monkeypatch.setattr(signatures, "signature_facts", lambda *_asked: believed)

    with pytest.raises(RefusedError) as refused:
        vote(workspace, request, signer)

    assert [one.code for one in refused.value.blockers] == ["key.inactive"]


def test_it_signs_no_more_of_another_unit_whose_reader_reads_not_of_its_end(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path
) -> None:
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        request, signer = ask(bank, register(bank, by="carla"), by="carla"), bank.signer("aisha")
        end(bank, signer)
        tamper(bank, REVIVED, kid=signer.kid)

        with pytest.raises(RefusedError) as refused:
            vote(bank, request, signer)

        assert [one.code for one in refused.value.blockers] == ["key.inactive"]


def test_an_upgrade_brings_the_guard_that_goes_by_the_log(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = [ask(workspace, register(workspace, name=one)) for one in ("churn", "limits")]
    signer = workspace.signer("aisha")
    end(workspace, signer)
    tamper(workspace, REVIVED, kid=signer.kid)
    believed = SignatureFacts(is_required=True, is_signed=True, has_active_key=True)
    monkeypatch.setattr(signatures, "signature_facts", lambda *_asked: believed)
    go_by_rows(workspace)
    vote(workspace, requests[0], signer)

    upgrade_workspace(workspace.owner_database())

    with pytest.raises(RefusedError) as refused:
        vote(workspace, requests[1], signer)
    assert [one.code for one in refused.value.blockers] == ["key.inactive"]


def go_by_rows(bank: TestWorkspace) -> None:
    """As the guards of an earlier version did."""
    found = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%key.revoked%'"
        if bank.is_sqlite
        else "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE proname <> 'key_ends'"
        " AND pronamespace = 'mw'::regnamespace AND prosrc LIKE '%key.revoked%'"
    )
    with bank.owner_database().session(writes=True) as session:
        connection = session.connection()
        for name, sql in connection.execute(text(found.replace(":", r"\:"))).all():
            if bank.is_sqlite:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            raw: Any = connection.connection.driver_connection
            raw.execute(sql.replace("'key.revoked'", "'key.never'"))


LISTED = {
    "revived": (REVIVED, "revoked", "active"),
    "confirmed by nobody": (CONFIRMED, "proposed", "active"),
    "ended by nobody": (
        "UPDATE {schema}signing_key SET state = 'revoked', revoked_at_size = 0 WHERE kid = :kid",
        "revoked", "revoked",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LISTED)
def test_the_list_of_keys_goes_by_the_log_and_says_where_the_row_does_not(
    workspace: TestWorkspace, case: str
) -> None:
    change, state, row = LISTED[case]
    signer = (
        proposed(workspace, "lin") if case == "confirmed by nobody" else new_key(workspace, "lin")
    )
    if case == "revived":
        end(workspace, signer)

    before = listed(workspace, signer)
    tamper(workspace, change, kid=signer.kid)
    after = listed(workspace, signer)

    assert (before.row_says, before.log_says) == ("", "")
    assert (after.state, after.row_says) == (state, row)
    assert after.log_says == before.state


def test_no_key_in_force_is_one_that_the_log_ended(workspace: TestWorkspace) -> None:
    signer = workspace.signer("lin")
    end(workspace, signer)
    tamper(workspace, REVIVED, kid=signer.kid)

    with workspace.work("lin").reading() as session:
        assert load_signing_facts(session, workspace.work("lin").actor.id).active == ()


def listed(bank: TestWorkspace, signer: Signer) -> KeyRow:
    with bank.work("root").reading() as session:
        return next(one for one in list_keys(session) if one.kid == signer.kid)


@pytest.mark.parametrize("is_first", [True, False])
def test_a_key_whose_row_is_gone_is_told_as_that(workspace: TestWorkspace, is_first: bool) -> None:
    request, signer = ask(workspace, register(workspace)), workspace.signer("aisha")
    if not is_first:
        signer = new_key(workspace, "aisha")
    vote(workspace, request, signer)
    before = why_not(workspace, request)

    tamper(workspace, "DELETE FROM {schema}signing_key WHERE kid = :kid", kid=signer.kid)

    assert (before, why_not(workspace, request)) == ("", MISSING_ROW)


def test_a_key_of_which_the_log_tells_nothing_is_not_known(workspace: TestWorkspace) -> None:
    request, signer = ask(workspace, register(workspace)), proposed(workspace, "aisha")
    tamper(workspace, CONFIRMED, kid=signer.kid)
    vote(workspace, request, signer)

    tamper(workspace, "DELETE FROM {schema}signing_key WHERE kid = :kid", kid=signer.kid)

    assert why_not(workspace, request) == UNKNOWN_KEY


def test_roles_that_a_changed_first_event_tells_carry_no_vote(workspace: TestWorkspace) -> None:
    """The owner writes a first role for whom nobody gave one."""
    hers = new_key(workspace, "aisha")
    request = ask(workspace, register(workspace))
    vote(workspace, request, hers)
    sealer(workspace).run_once()
    before = why_not(workspace, request)

    change_first(workspace, lambda facts: {**facts, "first_rows": {**facts["first_rows"]}, "x": 1})

    assert before == ""
    with workspace.service.reading() as session:
        check, (row,) = Verifying(session), session.scalars(select(Decision)).all()
        asked = session.get_one(TransitionRequest, request)
        assert check.first_rows == {}
        assert voter_fault(check, asked, row) == CHANGED_ROLES


@pytest.mark.parametrize("is_first", [True, False])
def test_nor_does_it_for_who_reads_one_unit(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path, is_first: bool
) -> None:
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        request = ask(bank, register(bank, by="carla"), by="carla")
        signer = bank.signer("aisha") if is_first else new_key(bank, "aisha")
        end(bank, signer)
        tamper(bank, REVIVED, kid=signer.kid)

        with silent_log(bank):
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


def test_of_a_step_that_is_told_twice_the_last_counts(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path
) -> None:
    """Who reads one unit knows of the two events by what others read."""
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        request, hers = ask(bank, register(bank, by="carla"), by="carla"), new_key(bank, "aisha")
        vote(bank, request, hers)
        before = why_not(bank, request, "cora")

        tell_again(bank, hers, by="lin")

        assert (before, why_not(bank, request, "cora")) == ("", UNSIGNED_KEY)


def tell_again(bank: TestWorkspace, signer: Signer, *, by: str) -> None:
    """The owner of the database writes that another administrator endorsed the key."""
    events, told = METADATA.tables["mw.audit_event"], {"actor_id": bank.work(by).actor.id}
    chosen = (events.c.object_id == signer.key_id) & (events.c.tag == "key.endorsed")
    with past_the_rules(bank) as connection:
        row = dict(connection.execute(select(events).where(chosen)).mappings().one())
        connection.execute(insert(events).values({**row, "id": row["id"] + 1_000_000, **told}))


def name_first(bank: TestWorkspace, kid: str) -> None:
    person = str(bank.work("aisha").actor.id)
    change_first(bank, lambda facts: {**facts, "keys": {**facts["keys"], kid: person}})


def change_first(bank: TestWorkspace, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    events, beginning = METADATA.tables["mw.audit_event"], bank.service.read(load_beginning)
    assert beginning is not None
    chosen = events.c.id == beginning.event
    with past_the_rules(bank) as connection:
        facts = connection.execute(select(events.c.facts).where(chosen)).scalar_one()
        connection.execute(update(events).where(chosen).values(facts=change(facts)))


def proposed(bank: TestWorkspace, handle: str) -> Signer:
    pair = KeyPair.generate()
    return Signer(bank.work(handle).write(propose_key, pair.public_key).id, pair)


def end(bank: TestWorkspace, signer: Signer) -> None:
    bank.work("root").write(revoke_key, signer.key_id, reason="It was lost on a train.")
    sealer(bank).run_once()
