"""Whether an administrator had a key to sign with by then, as the log tells it; else they had one.

Who had none confirms the key of somebody else without a signature, and is believed.
"""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from app.models.queries.keys import load_first_in_force
from app.models.rules.roles import Role
from app.models.tables.trail import AuditEvent
from app.services.commands.keys import confirm_key
from app.services.signing import Signer
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import MISSING, UNSIGNED_KEY, step_fault
from tests.services.test_first_event_gone import why_not
from tests.services.test_keys_held_against_the_log import change_first, proposed, vote
from tests.services.test_keys_held_against_the_seal import HIDDEN, change_event
from tests.services.test_signed_keys import make_key
from tests.signed_steps import asks_for_signatures
from tests.stories import ask, register
from tests.trail_kit import holding, sealer, tamper
from tests.workspaces import TestWorkspace, pair_of

bank = pytest.fixture(name="bank")(asks_for_signatures)

CHANGED = {
    "its row is gone": "DELETE FROM {schema}signing_key WHERE id = :key",
    "its row names another": "UPDATE {schema}signing_key SET person_id ="
    " (SELECT id FROM {schema}person WHERE handle = 'lin') WHERE id = :key",
    "its images are gone": "DELETE FROM {schema}signing_key_history WHERE id = :key",
}  # fmt: skip


def test_who_had_none_confirms_without_a_signature(bank: TestWorkspace) -> None:
    without_first_key(bank, "root")
    hers = make_key(bank, "aisha", unsigned_by="root")

    assert why_of_a_vote(bank, hers) == ""


@pytest.mark.parametrize("change", CHANGED)
def test_who_had_one_had_it_whatever_its_row_says(bank: TestWorkspace, change: str) -> None:
    key = only_later_key(bank, "root")
    hers = make_key(bank, "aisha", unsigned_by="root")

    tamper(bank, CHANGED[change], key=key.hex if bank.is_sqlite else key)

    assert why_of_a_vote(bank, hers) == UNSIGNED_KEY


def test_who_was_given_the_row_of_another_had_none(bank: TestWorkspace) -> None:
    key = only_later_key(bank, "root")
    root, lin = (bank.work(one).actor.id for one in ("root", "lin"))

    tamper(bank, CHANGED["its row names another"], key=key.hex if bank.is_sqlite else key)

    with bank.service.reading() as session:
        assert load_first_in_force(session, [root, lin]).keys() == {root}


def test_the_service_that_read_of_one_goes_on_to_know_it(bank: TestWorkspace) -> None:
    key = only_later_key(bank, "root")
    sealer(bank).run_once()
    hers = make_key(bank, "aisha", unsigned_by="root")
    before = why_of_a_vote(bank, hers)

    change_event(bank, HIDDEN["another tag"], event_of(bank, key, "key.active"))

    assert (before, why_of_a_vote(bank, hers, "limits")) == (UNSIGNED_KEY, UNSIGNED_KEY)


def test_where_nobody_can_tell_who_had_one_first_everybody_may_have(bank: TestWorkspace) -> None:
    without_first_key(bank, "root")
    hers = make_key(bank, "aisha", unsigned_by="root")
    sealer(bank).run_once()
    before = fault_of_endorsing(bank, hers)

    change_first(bank, lambda facts: {**facts, "more": 1})

    assert (before, fault_of_endorsing(bank, hers)) == ("", MISSING)


def why_of_a_vote(bank: TestWorkspace, signer: Signer, name: str = "cc-fraud") -> str:
    request = ask(bank, register(bank, name=name))
    vote(bank, request, signer)
    return why_not(bank, request)


def fault_of_endorsing(bank: TestWorkspace, signer: Signer) -> str:
    event = event_of(bank, signer.key_id, "key.endorsed")
    with bank.service.reading() as session:
        return step_fault(Verifying(session), session.get_one(AuditEvent, event))


def without_first_key(bank: TestWorkspace, handle: str) -> None:
    """The first event names no key of this person; nothing was sealed by then."""
    kid = pair_of(handle).kid
    change_first(bank, lambda facts: {**facts, "keys": without(facts["keys"], kid)})


def without(keys: dict[str, str], kid: str) -> dict[str, str]:
    return {one: person for one, person in keys.items() if one != kid}


def only_later_key(bank: TestWorkspace, handle: str) -> UUID:
    """A key that two others put in force for an administrator, who had none first."""
    without_first_key(bank, handle)
    key = proposed(bank, handle).key_id
    with holding(bank, "lin", Role.ADMINISTRATOR):
        for one in ("rosa", "lin"):
            bank.work(one).write(confirm_key, key)
    return key


def event_of(bank: TestWorkspace, key: UUID, tag: str) -> int:
    with bank.service.reading() as session:
        told = (AuditEvent.object_id == key) & (AuditEvent.tag == tag)
        return session.scalars(select(AuditEvent.id).where(told)).one()
