"""Who waived, reviewed or took a step might have: by roles that were told, and not on own work.

Each signs with their own key, in a moment in which the owner of the database let them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.models.rules.roles import Role
from app.models.tables.governance import Decision, TransitionRequest, Waiver
from app.services.commands.waivers import grant_waiver
from app.services.signed_blocks import load_signed_block
from app.services.trail.breaks import Kind
from app.services.trail.verifying import verify_trail
from app.services.verifying.eligibility import NOT_HELD, OWN_CASE, granter_fault
from app.services.verifying.one_check import Verifying
from app.services.verifying.votes import decision_faults, review_faults, waiver_faults
from tests.services.test_emergency import close, released
from tests.services.test_signatures import accept
from tests.services.test_waivers import RULE, failing, waive
from tests.signed_steps import STEPS, asks_for_signatures
from tests.stories import ask, register
from tests.trail_kit import holding, past_the_rules
from tests.workspaces import TestWorkspace

bank = pytest.fixture(name="bank")(asks_for_signatures)


def told(bank: TestWorkspace) -> list[str]:
    """What *Verify now* says of signatures."""
    return [one.found for one in verify_trail(bank.service).broken if one.kind is Kind.SIGNATURE]


def waived_by(bank: TestWorkspace, handle: str) -> UUID:
    made = failing(bank)
    waive(bank, made.version_id, RULE)
    waivers = Waiver.__table__
    with past_the_rules(bank) as connection:
        connection.execute(update(waivers).values(state="asked", granted_by=None))
    with bank.service.reading() as session:
        asked = session.scalars(select(Waiver.id)).one()
    bank.work(handle).write(grant_waiver, asked, signer=bank.signer(handle))
    return made.snapshot_id


def faults_of_waivers(bank: TestWorkspace, snapshot_id: UUID) -> list[str]:
    with bank.service.reading() as session:
        return [one.why for one in waiver_faults(Verifying(session), snapshot_id)]


def test_a_waiver_by_who_might_grant_it_holds(bank: TestWorkspace) -> None:
    made = failing(bank)
    waive(bank, made.version_id, RULE)

    assert faults_of_waivers(bank, made.snapshot_id) == told(bank) == []


def test_a_waiver_by_a_role_of_a_moment_is_none(bank: TestWorkspace) -> None:
    with holding(bank, "lin", Role.RISK_OFFICER):
        snapshot = waived_by(bank, "lin")

    assert faults_of_waivers(bank, snapshot) == told(bank) == [NOT_HELD]


def test_who_asked_for_a_waiver_did_not_grant_it(bank: TestWorkspace) -> None:
    made = failing(bank)
    waive(bank, made.version_id, RULE)
    with past_the_rules(bank) as connection:
        aisha = bank.work("aisha").actor.id
        connection.execute(update(Waiver.__table__).values(asked_by=aisha))

    with bank.service.reading() as session:
        assert granter_fault(Verifying(session), session.scalars(select(Waiver)).one()) == OWN_CASE


def faults_of_reviews(bank: TestWorkspace, snapshot_id: UUID) -> list[str]:
    with bank.service.reading() as session:
        return [one.why for one in review_faults(Verifying(session), snapshot_id)]


def test_a_review_by_a_role_of_a_moment_is_none(bank: TestWorkspace) -> None:
    made, request_id = released(bank)
    with holding(bank, "lin", Role.COMPLIANCE):
        close(bank, "lin", request_id)

    assert faults_of_reviews(bank, made.snapshot_id) == told(bank) == [NOT_HELD]


@pytest.mark.parametrize("what", ["who asked", "who voted"])
def test_who_asked_or_voted_did_not_review_it(bank: TestWorkspace, what: str) -> None:
    made, request_id = released(bank)
    close(bank, "jo", request_id)
    jo = bank.work("jo").actor.id
    changed = {"who asked": update(TransitionRequest.__table__).values(requested_by=jo),
               "who voted": update(Decision.__table__).values(decided_by=jo)}  # fmt: skip
    with past_the_rules(bank) as connection:
        connection.execute(changed[what])

    assert faults_of_reviews(bank, made.snapshot_id) == [OWN_CASE]


ROLES = {
    "policy": Role.COMPLIANCE, "framework": Role.RISK_OFFICER,
    "finding accepted": Role.RISK_OFFICER, "risk": Role.RISK_OFFICER,
}  # fmt: skip


@pytest.mark.parametrize("what", ROLES)
def test_a_step_by_a_role_of_a_moment_is_told(bank: TestWorkspace, what: str) -> None:
    step = STEPS[what](bank)

    with holding(bank, "lin", ROLES[what]):
        replace(step, who="lin").take(bank)

    assert told(bank) == [NOT_HELD]


@pytest.mark.parametrize("what", STEPS)
def test_a_step_by_who_might_take_it_holds(bank: TestWorkspace, what: str) -> None:
    step: Callable[..., object] = STEPS[what](bank).take
    step(bank)

    assert told(bank) == []


def test_windows_say_of_a_vote_what_the_deployment_says(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    with holding(bank, "lin", Role.RISK_OFFICER):
        accept(bank, "lin", request_id)
    with bank.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        (vote,) = session.scalars(select(Decision)).all()
        deployed = [one.why for one in decision_faults(Verifying(session), request)]
    shown = bank.work("jo").read(load_signed_block, vote.id)

    assert shown is not None
    assert [shown.fault] == deployed == told(bank) == [NOT_HELD]
