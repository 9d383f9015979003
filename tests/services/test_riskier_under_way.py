"""A model that is found riskier while it is let through is let through by more people, or not."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.models.queries.find import find_stage
from app.models.queries.routing import route_in_force
from app.models.tables.execution import Deployment
from app.models.tables.inventory import RegisteredModel
from app.services.commands.deployments import begin_deployment
from app.services.commands.models import ModelEdit, edit_model, edit_use_case
from app.services.commands.requests import decide, open_request
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.route_kept import (
    NotLetThroughError,
    require_route_kept,
    require_still_let_through,
)
from tests.governance_kit import use_case
from tests.releases import LIVE, V1, V2, Bank
from tests.stories import REASON, Registered, register
from tests.workspaces import TestWorkspace

WANTED = "1 of risk officer, 1 of compliance officer, 1 of validator for PROD"


def rate(workspace: TestWorkspace, model_id: UUID) -> None:
    workspace.work("sanne").write(edit_model, model_id, ModelEdit(risk_tier="high"))


def asked(workspace: TestWorkspace, made: Registered) -> UUID:
    """Asked by sanne, and pinned by the policy as the use is now."""
    with workspace.service.unit() as work:
        model = work.get(RegisteredModel, made.model_id)
        route = route_in_force(work.session, model, "PROD")
        assert route is not None
        return open_request(
            work, version_id=made.version_id, snapshot_id=made.snapshot_id,
            stage_id=find_stage(work.session, model, "PROD").id, service_tag="cc-fraud",
            requested_by=workspace.work("sanne").actor.id, slots=route.slots,
            instance_id=uuid4(), route_table_id=route.table_id,
        ).id  # fmt: skip


def accepted(workspace: TestWorkspace, made: Registered) -> UUID:
    """And accepted by all it names."""
    request_id = asked(workspace, made)
    for handle in ("aisha", "jo"):
        workspace.work(handle).write(
            decide, request_id, verdict="accept", reason=REASON, signer=workspace.signer(handle)
        )
    return request_id


def begin(workspace: TestWorkspace, made: Registered, request_id: UUID, runtime_id: UUID) -> UUID:
    with workspace.service.unit() as work:
        model = work.get(RegisteredModel, made.model_id)
        return begin_deployment(
            work, snapshot_id=made.snapshot_id, runtime_id=runtime_id,
            stage_id=find_stage(work.session, model, "PROD").id, service_tag="cc-fraud",
            request_id=request_id,
        ).id  # fmt: skip


def test_whoever_decided_for_another_use_lets_nothing_in_for_a_regulated_one(
    workspace: TestWorkspace,
) -> None:
    made = register(workspace)
    rate(workspace, made.model_id)
    use_case(workspace, made.model_id, name="Letters", regulated=False)
    request_id = accepted(workspace, made)
    new = NewRuntime("prod-1", "bank", stage_tags=("PROD",), service_tags=("cc-fraud",))
    runtime_id = workspace.work("tom").write(add_runtime, new).id
    workspace.service.read(require_route_kept, request_id)  # as long as the use is what it was
    loans = use_case(workspace, made.model_id, name="Loans")

    with pytest.raises(NotLetThroughError, match=WANTED):
        begin(workspace, made, request_id, runtime_id)
    with workspace.service.reading() as session:
        begun = session.scalars(select(Deployment.id)).all()
    workspace.work("jo").write(edit_use_case, loans, is_regulated=False)
    deployment_id = begin(workspace, made, request_id, runtime_id)
    workspace.service.read(require_still_let_through, deployment_id)
    workspace.work("sanne").write(edit_use_case, loans, is_regulated=True)

    assert begun == []
    with pytest.raises(NotLetThroughError, match=WANTED):  # asked again before its switch
        workspace.service.read(require_still_let_through, deployment_id)


def test_a_use_that_becomes_regulated_under_a_release_stops_it_with_one_task(
    bank: Bank, tmp_path: Path
) -> None:
    registered = bank.register(tmp_path / "v2", scorer=V2)
    rate(bank.workspace, registered.model_id)
    bank.submit(registered)
    approval = bank.task(registered, "approve")
    bank.decide(approval, "aisha")
    use_case(bank.workspace, registered.model_id)
    bank.decide(approval, "jo")

    with bank.polled() as poller:
        task = bank.task(registered, "review_deployment")
        assert poller.saw_only(V1)
    assert set(task.roles) == {"operator", "mlops_engineer"}
    assert WANTED in task.facts["error"]
    assert bank.serving() == [1]
    bank.complete(task, "abandon", by="tom")
    bank.end(registered)
    bank.submit(registered)
    bank.drive(lambda: bank.instance(registered) in LIVE)
    again = bank.task(registered, "approve")
    for handle in ("aisha", "jo", "mark"):
        bank.decide(again, handle)

    assert bank.end(registered) == "DEPLOYED"
    assert bank.serving() == [2]
