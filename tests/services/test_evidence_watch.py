"""Evidence that nobody told is pinned, so that what waits can be decided on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from app.errors import RefusedError
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelDocument
from app.services import evidence_watch
from app.services.commands.requests import decide
from app.services.evidence_watch import EvidenceWatch
from tests.governance_kit import codes
from tests.services.test_riskier_under_way import asked
from tests.stories import REASON, register
from tests.workspaces import TestWorkspace


def hand_in_by_sql(workspace: TestWorkspace, request_id: UUID) -> None:
    """A document of a tester, of which the service is told nothing."""
    with workspace.work("piet").unit() as work:
        request = work.get(TransitionRequest, request_id)
        work.add(
            ModelDocument(
                model_id=request.model_id,
                version_id=request.version_id,
                kind="validation",
                title="Validation",
                uri="https://docs.noorderbank.example/v",
            )
        )


def vote(workspace: TestWorkspace, request_id: UUID, by: str) -> None:
    signer = workspace.signer(by)
    workspace.work(by).write(decide, request_id, verdict="accept", reason=REASON, signer=signer)


def test_a_request_with_a_document_that_nobody_told_is_decided_on_after_a_look(
    workspace: TestWorkspace,
) -> None:
    request_id = asked(workspace, register(workspace))
    watch = EvidenceWatch(workspace.service)
    before = watch.run_once()

    hand_in_by_sql(workspace, request_id)
    with pytest.raises(RefusedError) as refused:
        vote(workspace, request_id, "aisha")
    looked = (watch.run_once(), watch.run_once())
    vote(workspace, request_id, "aisha")

    assert codes(refused) == {"request.evidence_changed"}
    assert (before, *looked) == (0, 1, 0)


def test_every_request_has_its_turn(workspace: TestWorkspace) -> None:
    first, second, third = (
        asked(workspace, register(workspace, name=name)) for name in ("one", "two", "three")
    )
    watch = EvidenceWatch(workspace.service)
    watch.run_once()
    for request_id in (second, third):
        hand_in_by_sql(workspace, request_id)

    assert [watch.run_once() for _ in range(3)] == [1, 1, 0]
    hand_in_by_sql(workspace, first)
    assert sum(watch.run_once() for _ in range(3)) == 1


def test_nothing_that_waits_is_nothing_to_do(workspace: TestWorkspace) -> None:
    assert EvidenceWatch(workspace.service).run_once() == 0


def test_a_request_that_can_t_be_looked_at_stops_the_look_at_no_other(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (asked(workspace, register(workspace, name=name)) for name in ("one", "two"))
    hand_in_by_sql(workspace, second)
    build = evidence_watch.build_evidence

    def broken(session: Session, request: TransitionRequest) -> dict[str, Any]:
        if request.id == first:
            raise ZeroDivisionError
        return build(session, request)

    monkeypatch.setattr(evidence_watch, "build_evidence", broken)
    watch = EvidenceWatch(workspace.service)

    assert [watch.run_once() for _ in range(4)] == [0, 1, 0, 0]
