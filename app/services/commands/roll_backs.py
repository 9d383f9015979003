"""The way back: asked for and signed by people, gone by the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import AppError, InputError
from app.models.queries.as_of import history_table
from app.models.queries.deployments import BACK
from app.models.rules.blockers import Blocker, require
from app.models.rules.deployment_states import ANSWERING, TOUCHING
from app.models.rules.matching import asks_for_approval
from app.models.rules.rights import write_blockers
from app.models.rules.tasks import reason_blockers
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.execution import Deployment, DeploymentStep, Placement, Runtime, Stage
from app.models.tables.governance import TransitionRequest
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.places import leave
from app.services.commands.requests import refresh_model_evidence
from app.services.commands.signatures import sign_row, unsigned_blockers
from app.services.signed_documents import clean_reason, roll_back_facts
from app.services.signing import ACT, Signer
from app.services.unit_of_work import InboxKind, UnitOfWork
from app.services.verifying.one_check import Verifying
from app.services.verifying.requests import Goal, require_signed
from app.services.verifying.wishes import require_roll_back_signed


def ask_roll_back(
    work: UnitOfWork, deployment_id: UUID, *, reason: str, signer: Signer | None = None
) -> UUID:
    """Ask that what `deployment` replaced serves again: signed. The worker does it."""
    row, said = work.get(Deployment, deployment_id), clean_reason(reason)
    require(
        [
            *reason_blockers(said),
            *write_blockers("runtime", "update", work.roles_in(row.unit_id)),
            *unsigned_blockers(work, signer, "act.unsigned"),
        ]
    )
    if row.state not in ANSWERING:
        raise InputError(f"Deployment {row.number} is {row.state}; only a serving one rolls back.")
    if row.replaces_id is None:
        raise AppError(
            f"Deployment {row.number} replaced nothing.",
            hint="There is no earlier version on this runtime to go back to.",
        )
    runtime = work.get(Runtime, row.runtime_id)
    asked = EngineInbox(
        id=uuid4(),
        unit_id=row.unit_id,
        kind=InboxKind.ROLL_BACK.value,
        payload={"deployment_id": str(row.id), "runtime": runtime.name, "reason": said},
    )
    facts = roll_back_facts(work.session, asked, row, work.actor.id)
    sign_row(work, asked, signer, facts, domain=ACT, meaning="Roll back")
    return work.ask_engine(asked).id


def begin_roll_back(
    work: UnitOfWork, deployment_id: UUID, asked_id: UUID | None
) -> Mapping[str, Mapping[str, Any]]:
    """Before the switch: from here on nobody else switches this service on this runtime.

    Args:
        asked_id: what somebody asked for and signed.

    Returns:
        The facts recorded per step where a killed attempt is taken up again; else none.
    Raises:
        VerificationError: nobody is known to have asked for it.
        AppError: it may not be rolled back; nothing was switched yet.
    """
    row = work.get(Deployment, deployment_id)
    require_roll_back_signed(Verifying(work.session), asked_id, row)
    if asked_id != row.asked_id and _was_tried(work.session, row, asked_id):
        require((Blocker("deployment.asked_again"),))  # nor is what others began gone on with
    steps = work.session.scalars(
        select(DeploymentStep).where(
            DeploymentStep.deployment_id == row.id, DeploymentStep.step.startswith(BACK)
        )
    ).all()
    if row.state == "rolling_back":
        return {step.step.removeprefix(BACK): step.facts for step in steps}
    _check_way_back(work, row)
    for step in steps:  # of an earlier attempt, which ended
        step.facts = {}
    row.state, row.asked_id = "rolling_back", asked_id
    work.flush()
    return {}


def _was_tried(session: Session, row: Deployment, asked_id: UUID | None) -> bool:
    past = history_table(METADATA.tables[f"{SCHEMA}.deployment"])
    if asked_id is None:
        return False
    before = select(past.c.id).where(past.c.id == row.id, past.c.asked_id == asked_id)
    return session.execute(before.limit(1)).first() is not None


def _check_way_back(work: UnitOfWork, row: Deployment) -> None:
    if row.state != "deployed":
        raise AppError(f"Deployment {row.number} is {row.state}; only a serving one rolls back.")
    assert row.replaces_id is not None
    old = work.get(Deployment, row.replaces_id)
    others = work.session.scalars(
        select(Deployment.number).where(
            Deployment.runtime_id == row.runtime_id,
            Deployment.service_tag == row.service_tag,
            Deployment.state.in_(TOUCHING),
        )
    ).first()
    if others is not None:
        raise AppError(
            f"Deployment {others} to the same service is under way.",
            hint="Roll back when it has ended.",
        )
    before = work.get(Placement, old.placement_id)
    stage = work.get(Stage, before.stage_id)
    if not asks_for_approval(stage.kind, is_protected=stage.is_protected):
        return
    request = work.get(TransitionRequest, before.request_id) if before.request_id else None
    # What was in place before its stage was protected had none to ask for.
    is_due = request is not None or stage.kind == "production"
    if is_due and (request is None or request.state != "accepted"):
        require((Blocker("placement.request"),))
    goal = Goal(before.snapshot_id, before.stage_id, before.service_tag)
    require_signed(work.session, before.request_id, goal)


def require_rolling_back(session: Session, deployment_id: UUID) -> None:
    """Asked before the way back switches, as `require_not_ended` is before the way there.

    Raises:
        AppError: others ended it meanwhile.
    """
    row = session.get_one(Deployment, deployment_id)
    if row.state != "rolling_back":
        raise AppError(
            f"Deployment {row.number} is {row.state} since.",
            hint="Nothing is to be done: another service took it up meanwhile.",
        )


def stop_roll_back(work: UnitOfWork, deployment_id: UUID) -> None:
    """The way back failed: the deployment serves on."""
    row = work.get(Deployment, deployment_id)
    if row.state == "rolling_back":
        row.state, row.asked_id = "deployed", None
        work.flush()


def settle_roll_back(
    work: UnitOfWork, deployment_id: UUID, *, reason: str, asked_id: UUID | None = None
) -> Deployment:
    """After the old version serves again: it is back in place, the new one left.

    Args:
        asked_id: whose `reason` it is, where it ends what was begun for somebody else.

    Raises:
        AppError: another service gave it up meanwhile; the watch lets the new version serve again.
    """
    row = work.get(Deployment, deployment_id)
    if row.state == "rolled_back":
        return row
    if row.state != "rolling_back":
        raise AppError(
            f"Deployment {row.number} is {row.state} since: its roll back was given up meanwhile.",
            hint="What the database says serves on. Ask for the roll back anew.",
        )
    assert row.replaces_id is not None
    old = work.get(Deployment, row.replaces_id)
    now = work.now()
    row.state, row.reason, row.finished_at = "rolled_back", reason, now
    row.asked_id = asked_id or row.asked_id
    work.flush()
    placement = work.get(Placement, row.placement_id)
    if placement.state == "in_place":
        leave(work, placement, reason)
    if old.state == "undeployed":
        old.state, old.asked_id, old.finished_at = "deployed", None, work.now()
        work.flush()
    _place_again(work, old, reason)
    refresh_model_evidence(work, row.model_id)
    return row


def _place_again(work: UnitOfWork, old: Deployment, reason: str) -> None:
    """A new stay in the old place, on the strength of the request that was accepted then."""
    before = work.get(Placement, old.placement_id)
    if before.state == "in_place":
        return
    again = work.add(
        Placement(
            state="in_place",  # never promised: another version may hold the promise
            placed_from=work.now(),
            reason=reason,
            model_id=before.model_id,
            version_id=before.version_id,
            snapshot_id=before.snapshot_id,
            stage_id=before.stage_id,
            stage_kind=before.stage_kind,
            service_tag=before.service_tag,
            request_id=before.request_id,
        )
    )
    old.placement_id = again.id
    work.flush()
