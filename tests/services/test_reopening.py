"""What was rejected: who decides is shown it, and only its own people's work makes it new again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.models.queries.approval_detail import RequestDetail, load_request
from app.models.queries.listing_tasks import load_request as load_row
from app.models.tables.engine import ProcessInstance
from app.models.tables.governance import EvidenceSet, TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import EngineInbox, LifeCycleTemplate
from app.services.approvals import take_evidence
from app.services.commands.models import add_document
from app.services.commands.processes import submit
from app.services.commands.requests import decide, open_request
from app.services.start_facts import start_facts
from app.services.unit_of_work import InboxKind, UnitOfWork
from tests.processes import Stage
from tests.services.engine_tasks import TASKS
from tests.stories import PROD_SLOTS, Registered, ask, register
from tests.workspaces import TestWorkspace

WHY = "The appeal of June is not in the sample."


def reject(workspace: TestWorkspace, request_id: UUID, by: str = "jo") -> None:
    workspace.work(by).write(
        decide, request_id, verdict="reject", reason=WHY, signer=workspace.signer(by)
    )


def detail(workspace: TestWorkspace, request_id: UUID) -> RequestDetail:
    work = workspace.work("aisha")
    return work.read(load_request, request_id, work.actor.id, now=datetime.now(UTC))


def document(workspace: TestWorkspace, made: Registered, by: str, title: str = "Appeals") -> UUID:
    return (
        workspace.work(by)
        .write(
            add_document, made.model_id, kind="validation", title=title, version_id=made.version_id
        )
        .id
    )


def evidence(workspace: TestWorkspace, request_id: UUID) -> Mapping[str, Any]:
    with workspace.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        content = session.scalars(
            select(EvidenceSet.content).where(
                EvidenceSet.request_id == request_id,
                EvidenceSet.digest == request.evidence_digest,
            )
        ).one()
    found: Mapping[str, Any] = json.loads(content)
    return found


def test_who_decides_sees_who_rejected_it_before_why_and_what_is_new(
    workspace: TestWorkspace,
) -> None:
    made = register(workspace)
    document(workspace, made, "sanne", "There from the start")
    first = ask(workspace, made)
    reject(workspace, first)
    document(workspace, made, "sanne")
    document(workspace, made, "piet", "A remark of the tester")

    second = detail(workspace, ask(workspace, made))
    (before,) = second.earlier
    row = workspace.work("mark").read(load_row, second.row.id)

    assert detail(workspace, first).earlier == ()
    assert (before.person, before.found.verdict, before.found.reason) == (
        "Jo Vermeer", "reject", WHY
    )  # fmt: skip
    assert before.found.stage == "PROD"
    assert second.since is not None
    assert [one.title for one in second.since.documents] == ["Appeals"]
    assert second.since.snapshots is None
    assert [(one.by, one.verdict, one.reason) for one in row.earlier] == [("jo", "reject", WHY)]
    assert row.new_documents == ("Appeals",)


def test_a_closed_request_shows_nothing_that_was_decided_after_it(
    workspace: TestWorkspace,
) -> None:
    made = register(workspace)
    first = ask(workspace, made)
    reject(workspace, first)
    second = ask(workspace, made)
    reject(workspace, second, by="aisha")

    assert detail(workspace, first).earlier == ()
    assert detail(workspace, first).since is None
    assert [one.person for one in detail(workspace, second).earlier] == ["Jo Vermeer"]


def test_what_was_decided_before_is_part_of_what_is_signed(workspace: TestWorkspace) -> None:
    made = register(workspace)
    first = ask(workspace, made)
    reject(workspace, first)

    (told,) = evidence(workspace, ask(workspace, made))["earlier"]

    assert evidence(workspace, first)["earlier"] == []
    assert told["verdict"] == "reject"
    assert told["by"] == str(workspace.work("jo").actor.id)
    assert WHY not in json.dumps(told)


def test_votes_on_another_request_of_the_version_void_those_that_did_not_see_them(
    workspace: TestWorkspace,
) -> None:
    """The databases count votes by the evidence that they saw."""
    made = register(workspace)
    waiting = ask(workspace, made)
    workspace.work("aisha").write(
        decide, waiting, verdict="accept", reason=WHY, signer=workspace.signer("aisha")
    )
    with workspace.service.unit() as work:
        twin = open_request(
            work, version_id=made.version_id, snapshot_id=made.snapshot_id, slots=PROD_SLOTS,
            stage_id=work.get(TransitionRequest, waiting).stage_id, service_tag="another",
            requested_by=workspace.work("sanne").actor.id, instance_id=uuid4(),
        )  # fmt: skip
    reject(workspace, twin.id)
    with workspace.service.unit() as work:
        asked = work.session.scalars(
            select(EngineInbox).where(EngineInbox.kind == InboxKind.EVIDENCE)
        ).all()
        for one in asked:
            take_evidence(work, one)

    shown = detail(workspace, waiting)

    assert [one.found.verdict for one in shown.earlier] == ["reject"]
    assert [vote.counts for slot in shown.slots for vote in slot.votes] == [False]


# When it may be asked for again


def run_that_rejected(workspace: TestWorkspace, made: Registered, *, key: str = "") -> UUID:
    """A run of the bound life cycle that ended as rejected, however it was started."""
    request_id = ask(workspace, made)
    reject(workspace, request_id)
    with workspace.service.unit() as work:
        template = work.session.scalars(
            select(LifeCycleTemplate.id).where(
                LifeCycleTemplate.key == (key or "on-model-changed"),
                LifeCycleTemplate.state == "published",
            )
        ).first()
        run = work.add(
            ProcessInstance(
                unit_id=workspace.unit_id,
                template_id=template,
                model_id=made.model_id,
                version_id=made.version_id,
                start_key=f"asked:{uuid4().hex}",
            )
        )
        run.state, run.outcome, run.ended_at = "completed", "REJECTED", work.now()
        work.flush()
        work.get(TransitionRequest, request_id).instance_id = run.id
        work.flush()
        return run.id


def is_taken(workspace: TestWorkspace, made: Registered, by: str = "sanne") -> bool:
    return workspace.work(by).write(submit, made.version_id).is_new


@pytest.mark.parametrize(
    ("by", "is_new"), [("piet", False), ("jo", False), ("mark", True), ("sanne", True)]
)
def test_only_who_works_on_a_version_makes_it_new_by_a_document(
    workspace: TestWorkspace, by: str, is_new: bool
) -> None:
    """Piet tests and jo decides; mark may change its files, sanne made it."""
    made = register(workspace)
    run_that_rejected(workspace, made)

    before = is_taken(workspace, made)
    document(workspace, made, by)

    assert (before, is_taken(workspace, made)) == (False, is_new)


def test_the_owner_of_the_model_makes_it_new_by_a_document(workspace: TestWorkspace) -> None:
    made = register(workspace)
    run_that_rejected(workspace, made)

    def give(work: UnitOfWork) -> None:
        work.get(RegisteredModel, made.model_id).owner_id = workspace.work("jo").actor.id
        work.flush()

    workspace.work("sanne").write(give)
    document(workspace, made, "jo")

    assert is_taken(workspace, made)


def test_a_rejection_by_another_life_cycle_counts_in_that_of_the_model(
    workspace: TestWorkspace,
) -> None:
    made = register(workspace)
    run_that_rejected(workspace, made, key="registry-promotion")

    assert not is_taken(workspace, made)


@pytest.mark.parametrize("outcome", ["WITHDRAWN", "FAILED"])
def test_a_run_that_decided_nothing_hides_no_rejection(
    workspace: TestWorkspace, outcome: str
) -> None:
    """Changed and withdrawn, then changed back: it is what was rejected."""
    made = register(workspace)
    run_that_rejected(workspace, made)

    def retag(tags: list[str]) -> None:
        def change(work: UnitOfWork) -> None:
            work.get(RegisteredModel, made.model_id).service_tags = tags
            work.flush()

        workspace.work("sanne").write(change)

    with workspace.service.reading() as session:
        before = list(session.get_one(RegisteredModel, made.model_id).service_tags)
    retag([*before, "elsewhere"])
    with workspace.service.unit() as work:
        last = work.session.scalars(select(ProcessInstance)).one()
        run = work.add(
            ProcessInstance(
                unit_id=last.unit_id, template_id=last.template_id, model_id=made.model_id,
                version_id=made.version_id, start_key=f"asked:{uuid4().hex}",
            )
        )  # fmt: skip
        run.state, run.outcome, run.ended_at = "completed", outcome, work.now()
        work.flush()
    retag(before)

    assert not is_taken(workspace, made)
    retag([*before, "elsewhere"])
    assert is_taken(workspace, made)


def test_the_service_does_not_begin_again_what_was_rejected_whoever_writes_the_start(
    workspace: TestWorkspace,
) -> None:
    """By SQL one may write any start: also one that `submit` would not."""
    made = register(workspace)
    run_that_rejected(workspace, made)
    stage = Stage(workspace, TASKS, start_facts=start_facts)
    wish = {"template_key": "on-model-changed", "version_id": str(made.version_id)}
    keys = [
        stage.tell("sanne", InboxKind.START, **wish, **more)
        for more in ({}, {"start_key": f"submit:on-model-changed:{made.version_id}:9"})
    ]
    stage.drain()

    document(workspace, made, "piet")
    keys.append(stage.tell("sanne", InboxKind.START, **wish))
    stage.drain()
    document(workspace, made, "sanne")
    last = stage.tell("sanne", InboxKind.START, **wish)
    stage.drain()

    with workspace.service.reading() as session:
        said = [session.get_one(EngineInbox, key).result for key in keys]
        taken = session.get_one(EngineInbox, last).result
        runs = session.scalars(
            select(ProcessInstance.outcome).where(ProcessInstance.version_id == made.version_id)
        ).all()
    assert all("was rejected by process" in one for one in said)
    assert taken == ""
    assert len(runs) == 2
