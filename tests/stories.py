"""Steps of the bank's stories that many tests begin with, done by the people who do them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from app.models.queries.find import find_stage
from app.models.rules.folding import fold
from app.models.rules.four_eyes import Slot
from app.models.rules.roles import Role
from app.models.tables.execution import Deployment, Runtime
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import UserTask
from app.services.commands.assets import NewAsset
from app.services.commands.deployments import begin_deployment, complete_deployment
from app.services.commands.models import NewModel, NewVersion, add_version, register_model
from app.services.commands.people import find_person
from app.services.commands.raised_alerts import raise_alert
from app.services.commands.requests import decide, open_request, request_transition
from app.services.commands.role_requests import confirm_role, request_role
from app.services.commands.roll_backs import ask_roll_back, begin_roll_back, settle_roll_back
from app.services.commands.runtimes import NewRuntime, add_runtime, tag_runtime
from app.services.commands.snapshots import take_snapshot
from app.services.commands.tasks import complete_task
from app.services.unproven_alerts import reopen_unproven
from tests.workspaces import TestWorkspace

PROD_SLOTS = (
    Slot(1, frozenset({Role.RISK_OFFICER})),
    Slot(2, frozenset({Role.COMPLIANCE})),
)
REASON = "Limits met, documents read."
TRIED = "Forty cases, none of them surprising."


@dataclass(frozen=True, slots=True)
class Registered:
    model_id: UUID
    version_id: UUID
    snapshot_id: UUID


def alarm(
    workspace: TestWorkspace,
    registered: Registered,
    *,
    severity: str = "high",
    feature: str = "income",
) -> UUID:
    """An alert as the service raises it when a limit on `feature` is broken."""
    with workspace.service.unit() as work:
        return raise_alert(
            work,
            model_id=registered.model_id,
            version_id=registered.version_id,
            monitor_id=None,
            run_id=None,
            rule=f"psi:{feature}",
            title=f"psi 0.41 on {feature}, limit >= 0.25 and p < 0.05",
            severity=severity,
        ).id


def register(
    workspace: TestWorkspace, *, name: str = "cc-fraud", by: str = "sanne", content: bytes = b"v1"
) -> Registered:
    """A model (new, or a new version of it) with one file and a snapshot, all by one person."""
    with workspace.work(by).unit() as work:
        present = work.session.scalars(
            select(RegisteredModel.id).where(RegisteredModel.name_folded == fold(name))
        ).first()
        model_id = present or register_model(work, NewModel(name=name)).id
        version = add_version(
            work,
            model_id,
            NewVersion("entry", assets=(NewAsset("model", "model.onnx", content),)),
        )
        snapshot = take_snapshot(work, version.id)
        return Registered(model_id, version.id, snapshot.id)


def ask(workspace: TestWorkspace, registered: Registered, *, by: str = "sanne") -> UUID:
    """A pending request for PROD: asked by a person, pinned by the service."""
    asked = workspace.work(by).write(
        request_transition, registered.version_id, stage="PROD", documents="https://docs.example/1"
    )
    pin(workspace, registered, by=by)
    return asked.id


def pin(workspace: TestWorkspace, registered: Registered, *, by: str = "sanne") -> UUID:
    """What the service does about such a draft."""
    with workspace.service.unit() as work:
        model = work.get(RegisteredModel, registered.model_id)
        return open_request(
            work,
            version_id=registered.version_id,
            snapshot_id=registered.snapshot_id,
            stage_id=find_stage(work.session, model, "PROD").id,
            service_tag=model.service_tags[0],
            requested_by=workspace.work(by).actor.id,
            slots=PROD_SLOTS,
            instance_id=uuid4(),
        ).id


def finish_task(
    bank: TestWorkspace, made: Registered, role: str, *, by: str, kind: str = "do"
) -> UUID:
    """A task of a process for a role, done by one person."""
    task = UserTask(
        unit_id=bank.unit_id, kind=kind, name="Read the Über-report", roles=[role],
        outcomes=["done"], model_id=made.model_id, version_id=made.version_id,
        instance_id=uuid4(), token_id=uuid4(), node_id="read",
    )  # fmt: skip
    with bank.service.unit() as work:
        work.add(task)
    bank.work(by).write(complete_task, task.id, outcome="done", reason=REASON)
    return task.id


def try_out(
    bank: TestWorkspace, made: Registered, *, outcome: str = "passed", by: str = "piet"
) -> UUID:
    """The acceptance test of a version where it is staged, done by one person.

    No process waits for it, so that none is told.
    """
    task = UserTask(
        unit_id=bank.unit_id, kind="acceptance", name="Test where it is staged",
        roles=["tester"], outcomes=["passed", "reject"], facts={"stage": "SIT"},
        model_id=made.model_id, version_id=made.version_id, snapshot_id=made.snapshot_id,
        instance_id=uuid4(), token_id=uuid4(), node_id="accept_test",
    )  # fmt: skip
    with bank.service.unit() as work:
        work.add(task)
    with bank.work(by).unit() as work:
        done = work.get(UserTask, task.id)
        closed_at = work.now()
        done.state, done.outcome, done.reason, done.closed_at = (
            "completed",
            outcome,
            TRIED,
            closed_at,
        )
    return task.id


def put_in_production(bank: TestWorkspace, registered: Registered) -> UUID:
    """Asked by sanne, accepted by risk and compliance, deployed by the service to prod-1."""
    request_id = ask(bank, registered)
    for handle in ("aisha", "jo"):
        bank.work(handle).write(
            decide, request_id, verdict="accept", reason=REASON, signer=bank.signer(handle)
        )
    with bank.service.reading() as session:
        service = session.get_one(RegisteredModel, registered.model_id).service_tags[0]
    runtime = _runtime(bank, service)
    with bank.service.unit() as work:
        model = work.get(RegisteredModel, registered.model_id)
        deployment = begin_deployment(
            work,
            snapshot_id=registered.snapshot_id,
            runtime_id=runtime,
            stage_id=find_stage(work.session, model, "PROD").id,
            service_tag=service,
            request_id=request_id,
        )
        work.get(type(deployment), deployment.id).state = "deploying"
        work.flush()
        complete_deployment(work, deployment.id)
    return request_id


def try_beside(bank: TestWorkspace) -> UUID:
    """Another runtime is to serve what `put_in_production` put there first, too; its deployment."""
    with bank.service.reading() as session:
        first = session.scalars(select(Deployment).where(Deployment.number == 1)).one()
    new = NewRuntime("prod-2", "bank", stage_tags=("PROD",), service_tags=(first.service_tag,))
    begun = bank.service.write(
        begin_deployment,
        snapshot_id=first.snapshot_id,
        runtime_id=bank.work("tom").write(add_runtime, new).id,
        stage_id=first.stage_id,
        service_tag=first.service_tag,
        request_id=first.request_id,
    )
    found: UUID = begun.id
    return found


def roll_back(bank: TestWorkspace, *, by: str = "tom") -> UUID:
    """The newest deployment: `by` asks for it and signs, the service does it."""
    newest = select(Deployment.id).order_by(Deployment.number.desc()).limit(1)
    deployment = bank.service.read(lambda session: session.scalars(newest).one())
    asked = bank.work(by).write(ask_roll_back, deployment, reason=REASON, signer=bank.signer(by))
    bank.service.write(begin_roll_back, deployment, asked)
    settled = bank.service.write(settle_roll_back, deployment, reason=REASON)
    assert settled.replaces_id is not None
    reopen_unproven(bank.service.read, bank.service.write, settled.replaces_id)
    return deployment


def _runtime(bank: TestWorkspace, service: str) -> UUID:
    """prod-1, which takes this service."""
    with bank.work("tom").unit() as work:
        present = work.session.scalars(select(Runtime).where(Runtime.name == "prod-1")).first()
        if present is None:
            new = NewRuntime("prod-1", "bank", stage_tags=("PROD",), service_tags=(service,))
            return add_runtime(work, new).id
        if service not in present.service_tags:
            tag_runtime(work, present.id, service_tags=(*present.service_tags, service))
        return present.id


def change_role(
    workspace: TestWorkspace,
    handle: str,
    role: str,
    *,
    unit_id: UUID | None = None,
    action: str = "grant",
    until: datetime | None = None,
) -> UUID:
    """One administrator asks, another confirms; the id of the request."""
    with workspace.work("root").unit() as work:
        person = find_person(work, handle).id
        asked = request_role(
            work, person, role, unit_id or workspace.unit_id, reason="Agreed with the unit.",
            action=action, until=until,
        )  # fmt: skip
    workspace.work("rosa").write(confirm_role, asked.id)
    return asked.id
