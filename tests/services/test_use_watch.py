"""What waits and what serves is held against how the model is used now, whoever changed that."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import RefusedError
from app.models.queries.evidence import pinned_evidence, request_facts
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import UseCaseModel
from app.models.tables.monitoring import Alert
from app.services.commands.deployments import complete_deployment
from app.services.commands.models import ModelEdit, edit_model, edit_use_case
from app.services.commands.requests import decide
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.use_watch import UseWatch
from tests.governance_kit import codes, use_case
from tests.services.test_riskier_under_way import WANTED, accepted, asked, begin, rate
from tests.stories import REASON, Registered, register
from tests.workspaces import TestWorkspace


def vote(workspace: TestWorkspace, request_id: UUID, by: str, verdict: str = "accept") -> None:
    workspace.work(by).write(
        decide, request_id, verdict=verdict, reason=REASON, signer=workspace.signer(by)
    )


def counted(workspace: TestWorkspace, request_id: UUID) -> int:
    with workspace.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        return len(request_facts(session, request).valid_decisions)


def says(workspace: TestWorkspace, request_id: UUID) -> tuple[str, bool]:
    """The tier and the use in the evidence that is pinned now."""
    with workspace.service.reading() as session:
        content = pinned_evidence(session, session.get_one(TransitionRequest, request_id))
        return content["risk_tier"], content["is_regulated"]


def alerts(workspace: TestWorkspace) -> list[tuple[str, int, str]]:
    with workspace.service.reading() as session:
        found = session.scalars(select(Alert).order_by(Alert.number)).all()
        return [(one.state, one.times, one.detail) for one in found]


def serving(workspace: TestWorkspace) -> tuple[Registered, UUID]:
    """A version that was let through for no regulated use, and serves."""
    made = register(workspace)
    rate(workspace, made.model_id)
    use_case(workspace, made.model_id, name="Letters", regulated=False)
    request_id = accepted(workspace, made)
    new = NewRuntime("prod-1", "bank", stage_tags=("PROD",), service_tags=("cc-fraud",))
    runtime_id = workspace.work("tom").write(add_runtime, new).id
    deployment_id = begin(workspace, made, request_id, runtime_id)
    workspace.service.write(complete_deployment, deployment_id)
    return made, request_id


def test_votes_given_before_a_use_became_regulated_count_no_more(workspace: TestWorkspace) -> None:
    made = register(workspace)
    letters = use_case(workspace, made.model_id, name="Letters", regulated=False)
    request_id = asked(workspace, made)
    vote(workspace, request_id, "aisha")
    watch = UseWatch(workspace.service)
    before = (watch.run_once(), counted(workspace, request_id), says(workspace, request_id))

    workspace.work("sanne").write(edit_use_case, letters, is_regulated=True)

    assert before == (0, 1, ("medium", False))
    assert watch.run_once() == 1
    assert watch.run_once() == 0
    assert says(workspace, request_id) == ("medium", True)
    assert counted(workspace, request_id) == 0
    vote(workspace, request_id, "aisha")  # on what she sees now
    assert counted(workspace, request_id) == 1


def test_nobody_accepts_what_the_policy_asks_others_for_by_now(workspace: TestWorkspace) -> None:
    made = register(workspace)
    rate(workspace, made.model_id)
    use_case(workspace, made.model_id, name="Letters", regulated=False)
    request_id = asked(workspace, made)
    vote(workspace, request_id, "aisha")
    use_case(workspace, made.model_id, name="Loans")
    UseWatch(workspace.service).run_once()

    for handle in ("aisha", "jo"):
        with pytest.raises(RefusedError) as refused:
            vote(workspace, request_id, handle)
        assert codes(refused) == {"request.outgrown"}
    vote(workspace, request_id, "jo", "reject")

    with workspace.service.reading() as session:
        assert session.get_one(TransitionRequest, request_id).state == "rejected"


def test_a_request_that_is_used_as_before_again_can_be_accepted(workspace: TestWorkspace) -> None:
    made = register(workspace)
    rate(workspace, made.model_id)
    request_id = asked(workspace, made)
    loans = use_case(workspace, made.model_id, name="Loans")
    watch = UseWatch(workspace.service)
    watch.run_once()
    workspace.work("jo").write(edit_use_case, loans, is_regulated=False)
    watch.run_once()

    for handle in ("aisha", "jo"):
        vote(workspace, request_id, handle)

    with workspace.service.reading() as session:
        assert session.get_one(TransitionRequest, request_id).state == "accepted"


def test_a_graver_tier_is_new_evidence(workspace: TestWorkspace) -> None:
    made = register(workspace)
    request_id = asked(workspace, made)
    vote(workspace, request_id, "aisha")
    workspace.work("sanne").write(edit_model, made.model_id, ModelEdit(risk_tier="high"))

    UseWatch(workspace.service).run_once()

    assert says(workspace, request_id) == ("high", False)
    assert counted(workspace, request_id) == 0


def test_what_serves_a_use_that_it_was_not_let_through_for_raises_one_alert(
    workspace: TestWorkspace,
) -> None:
    made, _ = serving(workspace)
    watch = UseWatch(workspace.service)
    before = watch.run_once()
    loans = use_case(workspace, made.model_id, name="Loans")

    assert (before, watch.run_once(), watch.run_once()) == (0, 1, 0)
    assert UseWatch(workspace.service).run_once() == 0  # a service that began anew says it once too
    [(state, times, detail)] = alerts(workspace)
    assert (state, times) == ("open", 1)
    assert WANTED in detail
    workspace.work("jo").write(edit_use_case, loans, is_regulated=False)
    assert watch.run_once() == 1
    assert [one[0] for one in alerts(workspace)] == ["resolved"]


def test_a_use_told_by_sql_is_seen_as_well(workspace: TestWorkspace) -> None:
    """Nothing is sent to the service: it looks for itself."""
    made, request_id = serving(workspace)
    loans = use_case(workspace, name="Loans")

    with workspace.work("sanne").unit() as work:
        work.add(UseCaseModel(use_case_id=loans, model_id=made.model_id))

    assert UseWatch(workspace.service).run_once() == 1
    assert [one[0] for one in alerts(workspace)] == ["open"]
    assert says(workspace, request_id) == ("high", False)  # what was decided on stays
