"""Attestations: who answers, who reviews, when it is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.errors import InputError, RefusedError
from app.models.queries.listing_governance import list_attestations
from app.models.tables.governance import Attestation
from app.services.commands.attestations import (
    NewCampaign,
    open_due,
    plan_campaign,
    review_attestation,
    submit_attestation,
)
from tests.governance_kit import WHY, attempt, codes
from tests.stories import register
from tests.workspaces import TestWorkspace


def plan(
    bank: TestWorkspace, *models: UUID, days: float = 10, repeat: int | None = None
) -> Attestation:
    new = NewCampaign(
        name="Yearly review",
        question="Is the model still used as documented?",
        due_at=datetime.now(UTC) + timedelta(days=days),
        models=models,
        repeat_days=repeat,
    )
    made: list[Attestation] = bank.work("jo").write(plan_campaign, new)
    return made[0]


def test_the_owner_attests_and_somebody_else_reviews(workspace: TestWorkspace) -> None:
    made = plan(workspace, register(workspace).model_id)

    with pytest.raises(RefusedError) as others:
        workspace.work("mark").write(submit_attestation, made.id, statement="It is, I say.")
    workspace.work("sanne").write(submit_attestation, made.id, statement="It is used so.")
    workspace.work("aisha").write(
        review_attestation, made.id, reason="For which unit is that?", is_approved=False
    )
    workspace.work("sanne").write(submit_attestation, made.id, statement="For Credit only.")
    with pytest.raises(RefusedError) as role:
        workspace.work("mark").write(review_attestation, made.id, reason=WHY)
    workspace.work("aisha").write(review_attestation, made.id, reason=WHY)

    with workspace.service.reading() as session:
        (row,) = list_attestations(session)
    assert (row.state, row.person, row.reviewed_by) == (
        "approved", "Sanne de Vries", "Aisha Rahman",
    )  # fmt: skip
    assert row.answer == "For Credit only."
    assert codes(others) == {"attestation.not_yours"}
    assert codes(role) == {"attestation.role"}


@pytest.mark.parametrize(
    ("column", "code"), [("answer", "attestation.closed"), ("reason", "reason.reworded")]
)
def test_what_was_approved_stays_as_it_was(
    workspace: TestWorkspace, column: str, code: str
) -> None:
    made = plan(workspace, register(workspace).model_id)
    workspace.work("sanne").write(submit_attestation, made.id, statement="It is used so.")
    workspace.work("aisha").write(review_attestation, made.id, reason=WHY)

    found = {
        attempt(workspace, handle, "attestation", made.id, **{column: "Something else."})
        for handle in ("sanne", "aisha", "jo")
    }

    assert found == {code}


def test_nobody_reviews_their_own_attestation_whatever_the_client(
    workspace: TestWorkspace,
) -> None:
    registered = register(workspace)
    jo = workspace.work("jo").actor.id
    new = NewCampaign("Own", "Is it so?", datetime.now(UTC) + timedelta(days=5),
                      [registered.model_id], person_id=jo)  # fmt: skip
    (made,) = workspace.work("aisha").write(plan_campaign, new)

    answer = {"answer": "It is so, I say.", "state": "submitted"}
    forged = attempt(workspace, "sanne", "attestation", made.id, **answer)
    answered = attempt(workspace, "jo", "attestation", made.id, **answer)
    own = attempt(workspace, "jo", "attestation", made.id, state="approved", reviewed_by=jo)

    assert (forged, answered, own) == ("attestation.not_yours", "", "four_eyes.own_work")


def test_what_repeats_is_planned_again_from_its_own_day_and_late_shows_as_overdue(
    workspace: TestWorkspace,
) -> None:
    made = plan(workspace, register(workspace).model_id, days=10, repeat=90)
    workspace.work("sanne").write(submit_attestation, made.id, statement="It is used so.")
    workspace.work("jo").write(review_attestation, made.id, reason=WHY)
    with workspace.service.reading() as session:
        first, second = list_attestations(session)

    with workspace.service.reading() as session:
        day_after = second.due_at + timedelta(days=1)
        none = list_attestations(session, is_overdue=True)
        late = list_attestations(session, is_overdue=True, at=day_after)

    assert (first.state, second.state) == ("approved", "scheduled")
    assert second.due_at - first.due_at == timedelta(days=90)
    assert none == []
    assert [(row.number, row.state, row.is_overdue) for row in late] == [
        (second.number, "scheduled", True)
    ]


def test_the_service_asks_thirty_days_before_the_day(workspace: TestWorkspace) -> None:
    made = plan(workspace, register(workspace).model_id, days=100)
    now = datetime.now(UTC)

    early = workspace.service.write(open_due, now)
    in_time = workspace.service.write(open_due, now + timedelta(days=71))

    assert (made.state, early, in_time) == ("scheduled", 0, 1)
    with workspace.service.reading() as session:
        assert session.get_one(Attestation, made.id).state == "open"


@pytest.mark.parametrize(("days", "repeat"), [(-1, None), (10, 0), (10, 4000)])
def test_a_campaign_without_sense_is_refused(
    workspace: TestWorkspace, days: int, repeat: int | None
) -> None:
    model_id = register(workspace).model_id

    with pytest.raises(InputError):
        plan(workspace, model_id, days=days, repeat=repeat)
