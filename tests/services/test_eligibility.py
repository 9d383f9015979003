"""Who waived, reviewed or took a step might have: by roles that were told, and not on own work.

Each signs with their own key, in a moment in which the owner of the database let them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, insert, select, update

from app.models.queries import version_authors
from app.models.rules.roles import Role
from app.models.tables.governance import Decision, TransitionRequest, Waiver
from app.models.tables.inventory import VersionAuthor
from app.models.tables.organisation import BusinessUnit, UnitAncestor
from app.services.commands import signatures
from app.services.commands.assets import NewAsset
from app.services.commands.models import NewModel, NewVersion, add_version, register_model
from app.services.commands.snapshots import take_snapshot
from app.services.commands.waivers import grant_waiver
from app.services.signed_blocks import load_signed_block
from app.services.signed_documents import write_document
from app.services.trail.breaks import Kind
from app.services.trail.holding import hold_rows
from app.services.trail.verifying import verify_trail
from app.services.verifying.eligibility import NOT_HELD, OWN_CASE, granter_fault
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import ANOTHER
from app.services.verifying.votes import decision_faults, review_faults, waiver_faults
from tests.services.test_emergency import close, released
from tests.services.test_signatures import accept
from tests.services.test_waivers import LET, RULE, failing, waive
from tests.signed_steps import STEPS, asks_for_signatures
from tests.stories import Registered, ask, change_role, register
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
    bank.work(handle).write(grant_waiver, asked, reason=LET, signer=bank.signer(handle))
    return made.snapshot_id


def faults_of_waivers(bank: TestWorkspace, snapshot_id: UUID) -> list[str]:
    with bank.service.reading() as session:
        return [one.why for one in waiver_faults(Verifying(session), snapshot_id)]


def test_a_waiver_by_who_might_grant_it_holds(bank: TestWorkspace) -> None:
    made = failing(bank)
    waive(bank, made.version_id, RULE)

    assert faults_of_waivers(bank, made.snapshot_id) == told(bank) == []


@pytest.mark.parametrize("said", ["", "Another reason of the granter."])
def test_what_a_granter_said_is_what_was_signed(bank: TestWorkspace, said: str) -> None:
    made = failing(bank)
    waive(bank, made.version_id, RULE)
    with past_the_rules(bank) as connection:
        connection.execute(update(Waiver.__table__).values(remark=said))

    assert faults_of_waivers(bank, made.snapshot_id) == [ANOTHER.format(names="remark")]


def test_a_waiver_that_was_signed_before_its_granter_was_asked_why_holds(
    bank: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_before(facts: Mapping[str, Any]) -> str:
        return write_document({name: value for name, value in facts.items() if name != "remark"})

    monkeypatch.setattr(signatures, "write_document", as_before)
    made = failing(bank)
    waive(bank, made.version_id, RULE)
    with past_the_rules(bank) as connection:
        connection.execute(update(Waiver.__table__).values(remark=""))

    assert faults_of_waivers(bank, made.snapshot_id) == []


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


def sisters(bank: TestWorkspace) -> dict[str, UUID]:
    """Two units below the bank's, by their keys."""
    found = {}
    for key in ("credit", "fraud"):
        with bank.work("root").unit() as work:
            unit = BusinessUnit(id=uuid4(), key=key, name=key, parent_id=bank.unit_id)
            found[key] = work.add(unit).id
    return found


def vote_of_a_sister(bank: TestWorkspace, units: dict[str, UUID]) -> UUID:
    """Lin, who holds a duty in one unit, votes in the other; the request."""
    change_role(bank, "lin", Role.RISK_OFFICER, unit_id=units["fraud"])
    with bank.work("sanne").unit() as work:
        model = register_model(work, NewModel(name="cc-fraud", unit="credit"))
        files = (NewAsset("model", "model.onnx", b"v1"),)
        version = add_version(work, model.id, NewVersion("entry", assets=files))
        made = Registered(model.id, version.id, take_snapshot(work, version.id).id)
    request_id = ask(bank, made)
    accept(bank, "lin", request_id)
    return request_id


def faults_of_votes(bank: TestWorkspace, request_id: UUID) -> list[str]:
    with bank.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        return [one.why for one in decision_faults(Verifying(session), request)]


def test_a_unit_that_lies_above_another_by_hand_alone_carries_no_vote(bank: TestWorkspace) -> None:
    units = sisters(bank)
    with past_the_rules(bank) as connection:
        connection.execute(
            insert(UnitAncestor).values(unit_id=units["credit"], ancestor_id=units["fraud"])
        )
    request_id = vote_of_a_sister(bank, units)

    (found,) = hold_rows(bank.service).faults

    assert faults_of_votes(bank, request_id) == told(bank) == [NOT_HELD]
    assert (found.table, found.column) == ("business_unit", "ancestor_id")
    assert (found.expected, found.found) == ("bank, credit", "bank, credit, fraud")


@pytest.mark.parametrize("is_taken", [True, False])
def test_who_made_a_version_is_held_against_the_events(bank: TestWorkspace, is_taken: bool) -> None:
    """Who is taken out could decide on their own work; who is put in could decide no more."""
    made = register(bank)
    authors, jo = VersionAuthor.__table__, bank.work("jo").actor.id
    assert hold_rows(bank.service).faults == ()
    with past_the_rules(bank) as connection:
        if is_taken:
            connection.execute(delete(authors).where(authors.c.version_id == made.version_id))
        else:
            connection.execute(insert(authors).values(version_id=made.version_id, person_id=jo))

    (found,) = hold_rows(bank.service).faults

    assert (found.table, found.id, found.column) == ("model_version", made.version_id, "author")
    assert found.expected == "sanne"
    assert found.found == ("nothing" if is_taken else "jo, sanne")


def test_versions_are_held_against_the_events_model_by_model(
    bank: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {register(bank, name=name).version_id for name in ("churn", "hmrm", "limits")}
    monkeypatch.setattr(version_authors, "PIECE", 1)
    authors = VersionAuthor.__table__
    with past_the_rules(bank) as connection:
        connection.execute(delete(authors).where(authors.c.version_id.in_(made)))

    found = hold_rows(bank.service).faults

    assert {one.id for one in found} == made
    assert {(one.expected, one.found) for one in found} == {("sanne", "nothing")}


def test_a_unit_that_was_moved_by_hand_carries_no_vote(bank: TestWorkspace) -> None:
    units = sisters(bank)
    with past_the_rules(bank) as connection:
        moved = BusinessUnit.__table__.c.id == units["credit"]
        connection.execute(
            update(BusinessUnit.__table__).where(moved).values(parent_id=units["fraud"])
        )
        connection.execute(
            insert(UnitAncestor).values(unit_id=units["credit"], ancestor_id=units["fraud"])
        )
    request_id = vote_of_a_sister(bank, units)

    found = [(one.table, one.column) for one in hold_rows(bank.service).faults]

    assert faults_of_votes(bank, request_id) == [NOT_HELD]
    assert ("business_unit", "parent_id") in found


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
