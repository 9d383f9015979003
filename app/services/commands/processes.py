"""Starting and steering processes. People ask; the engine takes it up from its inbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.errors import InputError
from app.models.queries.find import find_latest_snapshot, list_stages
from app.models.queries.in_force import template_in_force
from app.models.queries.regulated import is_regulated
from app.models.rules.asking import DEFAULT_TEMPLATE, bound_blockers
from app.models.rules.blockers import require
from app.models.rules.rights import write_blockers
from app.models.rules.tasks import reason_blockers
from app.models.tables.engine import Incident, ProcessInstance
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelDocument, ModelVersion, RegisteredModel
from app.models.tables.life_cycle import LifeCycleBinding
from app.models.tables.organisation import BusinessUnit
from app.services.commands.requests import request_transition
from app.services.commands.snapshots import build_manifest
from app.services.digests import digest
from app.services.engine.starting import running_instance
from app.services.unit_of_work import InboxKind, UnitOfWork

SUPERSEDED = "model.superseded"
WITHDRAWN = "model.withdrawn"


@dataclass(frozen=True, slots=True)
class Submission:
    """What submitting led to: the key of the start, and whether that start was there already."""

    start_key: str
    is_new: bool


def submit(
    work: UnitOfWork,
    version_id: UUID,
    *,
    template_key: str = "",
    variables: Mapping[str, Any] | None = None,
) -> Submission:
    """Mark a version ready: its life cycle starts, unless it runs or has decided on this content.

    Older versions of the model that are still on their way end as superseded. What was rejected
    is taken up again when something has changed; what failed or was withdrawn, at any time.
    """
    version = work.get(ModelVersion, version_id)
    registered = work.get(RegisteredModel, version.model_id)
    require(write_blockers("model_version", "insert", work.roles_in(registered.unit_id)))
    binding = work.session.scalars(
        select(LifeCycleBinding).where(LifeCycleBinding.model_id == registered.id)
    ).first()
    bound = binding.template_key if binding else None
    key = template_key or bound or DEFAULT_TEMPLATE
    if template_in_force(work.session, key, registered.unit_id) is None:
        raise InputError(
            f"There is no published life cycle {key}.",
            hint="An architect publishes one: modelward template publish.",
        )
    require(bound_blockers(bound, key, work.roles_in(registered.unit_id)))
    running = running_instance(work.session.connection(), version_id, key)
    if running is not None:
        return Submission(running.start_key, is_new=False)
    earlier = _earlier(work, key, version_id)
    last = earlier[-1] if earlier else None
    if last is not None and not _may_start_again(work, last, version, registered):
        return Submission(last.start_key, is_new=False)
    start_key = f"submit:{key}:{version_id}:{len(earlier) + 1}"
    _supersede(work, registered)
    work.tell_engine(
        InboxKind.START,
        registered.unit_id,
        template_key=key,
        model_id=str(registered.id),
        version_id=str(version_id),
        start_key=start_key,
        business_key=str(version_id),
        title=f"{registered.name} v{version.version}",
        variables=_start_variables(work, registered, version, binding, variables or {}),
    )
    return Submission(start_key, is_new=True)


def submit_emergency(work: UnitOfWork, version_id: UUID, *, stage: str, reason: str) -> Submission:
    """Ask for an emergency release into a stage, and submit the version, both or neither.

    Raises:
        RefusedError: as `request_transition` and `submit`.
    """
    request_transition(
        work, version_id, stage=stage, documents="", reason=reason, is_emergency=True
    )
    return submit(work, version_id)


def _earlier(work: UnitOfWork, key: str, version_id: UUID) -> list[ProcessInstance]:
    """The instances that submitting this version has started, oldest first."""
    statement = (
        select(ProcessInstance)
        .where(ProcessInstance.start_key.startswith(f"submit:{key}:{version_id}:"))
        .order_by(ProcessInstance.started_at)
    )
    return list(work.session.scalars(statement))


def _may_start_again(
    work: UnitOfWork, last: ProcessInstance, version: ModelVersion, registered: RegisteredModel
) -> bool:
    if last.state not in ("completed", "cancelled"):
        return False
    if last.outcome not in ("DEPLOYED", "REJECTED"):
        return True
    frozen = find_latest_snapshot(work.session, version.id)
    now = digest(build_manifest(work.session, version, registered))
    if frozen is None or frozen.digest != now:
        return True
    return last.outcome == "REJECTED" and _has_new_documents(work, version, last)


def _has_new_documents(work: UnitOfWork, version: ModelVersion, last: ProcessInstance) -> bool:
    """No part of the snapshot, but of what people look at before they decide."""
    decided_at = work.session.scalar(
        select(func.max(TransitionRequest.closed_at)).where(
            TransitionRequest.instance_id == last.id, TransitionRequest.state == "rejected"
        )
    )
    since = decided_at or last.ended_at
    of = (ModelDocument.version_id == version.id) | ModelDocument.version_id.is_(None)
    statement = select(ModelDocument.id).where(
        ModelDocument.model_id == version.model_id, of, ModelDocument.created_at > since
    )
    return work.session.scalars(statement.limit(1)).first() is not None


def _start_variables(
    work: UnitOfWork,
    registered: RegisteredModel,
    version: ModelVersion,
    binding: LifeCycleBinding | None,
    given: Mapping[str, Any],
) -> dict[str, Any]:
    """Bound parameters, then what was given with the start, then the facts of the model."""
    stages = list_stages(work.session, registered.stage_path_id)
    path = [stage.name for stage in stages if stage.kind in ("staging", "production")]
    return {
        **(binding.parameters if binding else {}),
        **given,
        "model_id": str(registered.id),
        "model": registered.name,
        "version_id": str(version.id),
        "version": version.version,
        "kind": registered.kind,
        "life_cycle": binding.template_key if binding else DEFAULT_TEMPLATE,
        "risk_tier": registered.risk_tier,
        "unit": work.get(BusinessUnit, registered.unit_id).key,
        "is_regulated": is_regulated(work.session, registered.id),
        "service_tag": registered.service_tags[0],
        "stages": path,
        "stage": path[0] if path else "",
        "submitted_by": str(work.actor.id),
        "submitter": work.actor.handle,
    }


def _supersede(work: UnitOfWork, registered: RegisteredModel) -> None:
    older = work.session.scalars(
        select(ProcessInstance).where(
            ProcessInstance.model_id == registered.id,
            ProcessInstance.state.in_(("active", "incident", "suspended")),
            ProcessInstance.parent_token_id.is_(None),
            ProcessInstance.business_key != "",
        )
    )
    for instance in older:
        send_message(work, SUPERSEDED, instance.business_key, registered.unit_id)


def send_message(
    work: UnitOfWork,
    name: str,
    key: str,
    unit_id: UUID,
    variables: Mapping[str, Any] | None = None,
) -> UUID:
    """Send a message from outside to the one instance that waits for `name` with `key`."""
    return work.tell_engine(
        InboxKind.MESSAGE, unit_id, name=name, key=key, variables=dict(variables or {})
    )


def withdraw(work: UnitOfWork, version_id: UUID, *, reason: str) -> None:
    """Take a submitted version back; its life cycle ends as withdrawn."""
    require(reason_blockers(reason))
    version = work.get(ModelVersion, version_id)
    require(write_blockers("model_version", "insert", work.roles_in(version.unit_id)))
    send_message(work, WITHDRAWN, str(version_id), version.unit_id, {"reason": reason.strip()})


def retry_incident(work: UnitOfWork, incident_id: UUID) -> UUID:
    """Ask for another attempt at the step; the incident stays until the step has passed."""
    incident = work.get(Incident, incident_id)
    if incident.state != "open":
        raise InputError("This incident is resolved already.")
    return work.tell_engine(InboxKind.RETRY, incident.unit_id, incident_id=str(incident_id))


def steer(work: UnitOfWork, instance_id: UUID, kind: InboxKind, *, reason: str = "") -> UUID:
    """Cancel (with a reason), suspend or resume an instance."""
    instance = work.get(ProcessInstance, instance_id)
    if kind is InboxKind.CANCEL:
        require(reason_blockers(reason))
    return work.tell_engine(
        kind, instance.unit_id, instance_id=str(instance_id), reason=reason.strip()
    )
