"""A model that is found riskier while it is let through is let through by more people, or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.models.queries.find import find_stage
from app.models.queries.releases import load_snapshot
from app.models.queries.routing import route_in_force
from app.models.tables.engine import Job, Variable
from app.models.tables.execution import Deployment
from app.models.tables.governance import RequestSlot, TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import UserTask
from app.models.tables.monitoring import MonitorRun
from app.services.commands.bindings import bind_life_cycle
from app.services.commands.deployments import begin_deployment
from app.services.commands.models import ModelEdit, edit_model, edit_use_case
from app.services.commands.requests import decide, open_request
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.registering import Registration
from app.services.route_kept import (
    NotLetThroughError,
    require_route_kept,
    require_still_let_through,
)
from app.services.tasks.run_tests import _start
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


# While a run waits for the acceptance test, before it asks its table


def promoted(bank: Bank, folder: Path) -> Registration:
    """A version that serves in SIT by Registry promotion, and waits there for its tester."""
    made = bank.register(folder, scorer=V2)
    bind(bank, made.model_id, "registry-promotion")
    bank.submit(made)
    bank.decide(bank.task(made, "approve"), "mark")
    return made


def bind(bank: Bank, model_id: UUID, template: str) -> None:
    bank.workspace.work("eva").write(
        bind_life_cycle, model_id, template_key=template, parameters={}
    )


def asked_on(bank: Bank, made: Registration) -> UserTask:
    """Its test is passed and the next stage asked for; the approval of that."""
    test = bank.task(made, "accept_test")
    bank.complete(test, "passed", by="piet", reason=REASON)
    bank.complete(bank.task(made, "ask_next"), "ask", by="sanne")
    return bank.task(made, "approve")


def become_regulated(bank: Bank, model_id: UUID) -> None:
    use_case(bank.workspace, model_id)


def become_riskier(bank: Bank, model_id: UUID) -> None:
    """The table asks a validator too where both hold: so the tier alone would ask nobody more."""
    become_regulated(bank, model_id)
    rate(bank.workspace, model_id)


def bind_otherwise(bank: Bank, model_id: UUID) -> None:
    bind(bank, model_id, "on-model-changed")


def told(bank: Bank, task: UserTask) -> dict[str, Any]:
    """What the run says its table was asked with."""
    names = ("risk_tier", "is_regulated", "life_cycle")
    statement = select(Variable.name, Variable.value).where(
        Variable.instance_id == task.instance_id, Variable.name.in_(names)
    )
    with bank.workspace.service.reading() as session:
        return {row.name: row.value for row in session.execute(statement)}


def regulated_tests(bank: Bank, task: UserTask) -> list[bool]:
    """Whether each test run of the version was one of a regulated use."""
    statement = (
        select(Job.inputs)
        .where(Job.instance_id == task.instance_id, Job.task_type == "run_tests")
        .order_by(Job.id)
    )
    with bank.workspace.service.reading() as session:
        return [one["is_regulated"] for one in session.scalars(statement)]


@pytest.mark.parametrize(
    ("change", "wanted", "facts"),
    [
        (become_regulated, [{"risk_officer"}, {"compliance"}],
         {"risk_tier": "medium", "is_regulated": True, "life_cycle": "registry-promotion"}),
        (become_riskier, [{"risk_officer"}, {"compliance"}, {"validator"}],
         {"risk_tier": "high", "is_regulated": True, "life_cycle": "registry-promotion"}),
        (bind_otherwise, [{"risk_officer"}, {"compliance"}],
         {"risk_tier": "medium", "is_regulated": False, "life_cycle": "on-model-changed"}),
    ],
    ids=["regulated", "riskier", "bound otherwise"],
)  # fmt: skip
def test_a_run_asks_whom_the_policy_asks_when_it_asks_not_when_it_began(
    bank: Bank,
    tmp_path: Path,
    change: Callable[[Bank, UUID], None],
    wanted: list[set[str]],
    facts: dict[str, Any],
) -> None:
    made = promoted(bank, tmp_path / "v2")
    before = told(bank, bank.task(made, "accept_test"))
    change(bank, made.model_id)

    approval = asked_on(bank, made)

    with bank.workspace.service.reading() as session:
        request = session.get_one(TransitionRequest, approval.request_id)
        slots = session.scalars(
            select(RequestSlot.roles)
            .where(RequestSlot.request_id == request.id)
            .order_by(RequestSlot.slot)
        ).all()
    unregulated = {"risk_tier": "medium", "is_regulated": False}
    assert before == {**unregulated, "life_cycle": "registry-promotion"}
    assert sorted(map(sorted, slots)) == sorted(map(sorted, wanted))
    assert told(bank, approval) == facts
    assert (request.risk_tier, request.is_regulated) == (facts["risk_tier"], facts["is_regulated"])
    assert regulated_tests(bank, approval) == [False, facts["is_regulated"]]
    assert "incidents" not in bank.left_open()


def test_a_run_that_asked_by_the_facts_of_then_goes_on_into_production(
    bank: Bank, tmp_path: Path
) -> None:
    made = promoted(bank, tmp_path / "v2")
    become_regulated(bank, made.model_id)

    approval = asked_on(bank, made)
    bank.decide(approval, "aisha")
    waits = bank.instance(made)
    bank.decide(approval, "jo")

    assert waits == "active"
    assert bank.end(made) == "DEPLOYED"
    assert bank.serving() == [2]


def test_tests_that_are_asked_again_for_another_use_are_run_again(
    bank: Bank, tmp_path: Path
) -> None:
    made = promoted(bank, tmp_path / "v2")
    with bank.workspace.service.reading() as session:
        run = session.scalars(
            select(MonitorRun).where(MonitorRun.version_id == made.version_id)
        ).one()
        snapshot = load_snapshot(session, run.snapshot_id)
    key, table = run.run_key.removeprefix("release:"), run.decision_table_id
    again = {"now": run.fire_at, "instance": str(run.instance_id)}

    with bank.workspace.service.unit() as work:
        same = _start(work, key, snapshot, table, **again, is_regulated=False)
        other = _start(work, key, snapshot, table, **again, is_regulated=True)

    assert same == run.id
    assert other != run.id
