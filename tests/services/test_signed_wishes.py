"""Whose signature a roll back rests on, as Lineage shows it, on both databases."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.events import load_event_rows
from app.models.tables.trail import AuditEvent
from app.services.signed_blocks import SignedBlock, bearer_of, load_signatures
from tests.stories import put_in_production, register, roll_back
from tests.trail_kit import tamper
from tests.workspaces import TestWorkspace

TAGS = ("inbox.asked", "deployment.rolled_back")


def signatures(session: Session, model_id: UUID) -> dict[str, SignedBlock | None]:
    """By the tag of the event."""
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.model_id == model_id, AuditEvent.tag.in_(TAGS))
    ).all()
    bearers = {
        row.tag: found
        for row in load_event_rows(session, events)
        if (found := bearer_of(row)) is not None
    }
    blocks = load_signatures(session, set(bearers.values()))
    return {tag: blocks[one] for tag, one in bearers.items()}


@pytest.fixture
def model_id(workspace: TestWorkspace) -> UUID:
    """Its second version was rolled back, as Tom asked."""
    put_in_production(workspace, register(workspace))
    second = register(workspace, content=b"v2")
    put_in_production(workspace, second)
    roll_back(workspace, by="tom")
    return second.model_id


def test_a_roll_back_and_the_wish_for_it_show_who_signed(
    workspace: TestWorkspace, model_id: UUID
) -> None:
    found = workspace.work("jo").read(signatures, model_id)

    shown = {tag: (one.person, one.fault) for tag, one in found.items() if one is not None}
    assert shown == dict.fromkeys(TAGS, ("Tom Bakker", ""))


def test_a_wish_with_another_document_than_was_signed_does_not_hold(
    workspace: TestWorkspace, model_id: UUID
) -> None:
    tamper(
        workspace,
        "UPDATE {schema}engine_inbox SET document = replace(document, 'cc-fraud', 'churn')"
        " WHERE kind = 'roll_back'",
    )

    found = workspace.work("jo").read(signatures, model_id)

    assert all(one is not None and one.fault for one in found.values())
    assert found.keys() == {*TAGS}
