"""What a reviewer tried: acts without an author, other people's logins, poisoned files."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.models.rules.rights import ACTS
from app.models.tables.trail import AuditEvent
from app.services.unit_of_work import InboxKind
from tests.workspaces import TestWorkspace


def events(workspace: TestWorkspace, tag: str) -> list[AuditEvent]:
    with workspace.service.reading() as session:
        return list(session.scalars(select(AuditEvent).where(AuditEvent.tag == tag)))


def tell(workspace: TestWorkspace, who: str, kind: InboxKind, **payload: Any) -> UUID:
    with workspace.work(who).unit() as work:
        return work.tell_engine(kind, workspace.unit_id, **payload)


@pytest.mark.parametrize("kind", ["cancel", "retry", "suspend", "resume"])
def test_who_steers_a_process_stands_in_the_trail(workspace: TestWorkspace, kind: str) -> None:
    instance = uuid4()

    key = tell(workspace, "sanne", InboxKind(kind), instance_id=str(instance), reason="secret")

    (told,) = events(workspace, "inbox.asked")
    assert told.actor_id == workspace.work("sanne").actor.id
    assert told.object_id == key
    assert told.unit_id == workspace.unit_id
    assert told.facts["kind"] == kind
    assert told.facts["instance_id"] == str(instance)
    assert "secret" not in str(told.facts)


def test_the_trail_is_not_filled_with_what_only_informs(workspace: TestWorkspace) -> None:
    for kind in set(InboxKind) - set(map(InboxKind, ACTS)):
        tell(workspace, "sanne", kind)

    assert events(workspace, "inbox.asked") == []
