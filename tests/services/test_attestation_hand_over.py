"""What was asked of somebody who left is asked of another; signed answers before it still hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import RefusedError
from app.models.queries.left_open import LeftOpen, load_left_open
from app.models.queries.needs import list_needs
from app.models.tables.governance import Attestation
from app.models.tables.trail import AuditEvent
from app.services.commands.attestations import (
    NewCampaign,
    hand_over_attestation,
    plan_campaign,
    review_attestation,
    submit_attestation,
)
from app.services.commands.role_requests import close_person
from app.services.trail.verifying import verify_trail
from tests.signed_steps import asks_for_signatures
from tests.stories import register
from tests.workspaces import TestWorkspace

bank = pytest.fixture(name="bank")(asks_for_signatures)
WHY = "Sanne has left; Mark owns the model now."


def asked(bank: TestWorkspace) -> UUID:
    new = NewCampaign(
        "Yearly review", "Is it still used as it was approved?",
        datetime.now(UTC) + timedelta(days=5), [register(bank).model_id],
    )  # fmt: skip
    return bank.work("jo").write(plan_campaign, new)[0].id


def leave(bank: TestWorkspace, handle: str) -> None:
    bank.work("root").write(close_person, bank.work(handle).actor.id, reason="Has left the bank.")


def state(bank: TestWorkspace, key: UUID) -> tuple[str, UUID]:
    with bank.service.reading() as session:
        row = session.get_one(Attestation, key)
        return row.state, row.person_id


@pytest.mark.parametrize("was_returned", [False, True])
def test_what_a_leaver_was_asked_is_answered_by_another(
    bank: TestWorkspace, was_returned: bool
) -> None:
    key, mark = asked(bank), bank.work("mark").actor.id
    if was_returned:
        bank.work("sanne").write(
            submit_attestation, key, statement="It is used so.", signer=bank.signer("sanne")
        )
        bank.work("jo").write(
            review_attestation, key, reason="Say how you know.", is_approved=False
        )
    leave(bank, "sanne")

    bank.work("jo").write(hand_over_attestation, key, to=mark, reason=WHY)
    with bank.work("mark").reading() as session:
        needs = list_needs(session, mark, now=datetime.now(UTC))
    bank.work("mark").write(
        submit_attestation, key, statement="Seen in the logs.", signer=bank.signer("mark")
    )

    assert [(one.kind, one.action) for one in needs] == [("attestation", "attest")]
    assert state(bank, key) == ("submitted", mark)
    assert not verify_trail(bank.service).broken
    with bank.service.reading() as session:
        told = session.scalars(
            select(AuditEvent).where(AuditEvent.object_id == key).order_by(AuditEvent.id)
        ).all()
    assert any(one.facts.get("changed") == "person_id" for one in told)


def test_what_a_leaver_leaves_open_is_named(bank: TestWorkspace) -> None:
    key = asked(bank)
    sanne, mark = bank.work("sanne").actor.id, bank.work("mark").actor.id
    with bank.work("root").reading() as session:
        left = load_left_open(session, sanne)
    leave(bank, "sanne")
    bank.work("jo").write(hand_over_attestation, key, to=mark, reason=WHY)

    assert left == LeftOpen(("cc-fraud",), (), (1,))
    with bank.work("root").reading() as session:
        assert load_left_open(session, sanne) == LeftOpen(("cc-fraud",), (), ())
        assert not load_left_open(session, bank.work("tom").actor.id)


def test_who_can_answer_is_not_passed_by(bank: TestWorkspace) -> None:
    key, mark = asked(bank), bank.work("mark").actor.id

    with pytest.raises(RefusedError) as present:
        bank.work("jo").write(hand_over_attestation, key, to=mark, reason=WHY)
    leave(bank, "sanne")
    with pytest.raises(RefusedError) as other:
        bank.work("mark").write(hand_over_attestation, key, to=mark, reason=WHY)
    with pytest.raises(RefusedError) as left:
        bank.work("jo").write(
            hand_over_attestation, key, to=bank.work("tom").actor.id, reason="gone"
        )

    assert [one.code for one in present.value.blockers] == ["attestation.theirs"]
    assert [one.code for one in other.value.blockers] == ["attestation.role"]
    assert [one.code for one in left.value.blockers] == ["reason.short"]
