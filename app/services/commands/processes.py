"""Starting and steering processes. People ask; the engine takes it up from its inbox."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from app.errors import InputError
from app.models.queries.find import list_stages
from app.models.queries.id_lists import is_one_of
from app.models.queries.in_force import template_in_force
from app.models.queries.regulated import is_regulated
from app.models.queries.release_service import service_of_model
from app.models.queries.windows import find_overtaken_run
from app.models.rules.asking import DEFAULT_TEMPLATE, SUPERSEDED, WITHDRAWN, bound_blockers
from app.models.rules.blockers import require
from app.models.rules.free_variables import free_names, given_blockers, held_names
from app.models.rules.rights import write_blockers
from app.models.rules.tasks import reason_blockers
from app.models.rules.transitions import RUNNING
from app.models.tables.engine import Incident, ProcessInstance
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import LifeCycleBinding, LifeCycleTemplate
from app.models.tables.organisation import BusinessUnit
from app.services.commands.requests import request_transition
from app.services.engine.starting import running_instance
from app.services.reopening import deciding_run
from app.services.unit_of_work import InboxKind, UnitOfWork


@dataclass(frozen=True, slots=True)
class Submission:
    """What submitting led to: the key of the start, and whether that start was there already."""

    start_key: str
    is_new: bool
    ended: tuple[str, ...] = ()  # the runs that make way, by their titles


def submit(
    work: UnitOfWork,
    version_id: UUID,
    *,
    template_key: str = "",
    variables: Mapping[str, Any] | None = None,
) -> Submission:
    """Mark a version ready: its life cycle starts, unless it runs or has decided on this content.

    Older versions of the model that are still on their way end as superseded. What was rejected
    is taken up again when something of it is new (see `reopening`); what failed or was withdrawn,
    at any time. A run of it that waits for the end of a window makes way for an emergency that
    was asked for.
    """
    version = work.get(ModelVersion, version_id)
    registered = work.get(RegisteredModel, version.model_id)
    require(write_blockers("model_version", "insert", work.roles_in(registered.unit_id)))
    binding = work.session.scalars(
        select(LifeCycleBinding).where(LifeCycleBinding.model_id == registered.id)
    ).first()
    bound = binding.template_key if binding else None
    key = template_key or bound or DEFAULT_TEMPLATE
    template = template_in_force(work.session, key, registered.unit_id)
    if template is None:
        raise InputError(
            f"There is no published life cycle {key}.",
            hint="An architect publishes one in Life cycles, or with modelward template publish.",
        )
    given = variables or {}
    published = work.get(LifeCycleTemplate, template.id).parameters
    refused = bound_blockers(bound, key, work.roles_in(registered.unit_id))
    require([*refused, *given_blockers(given, held_names(published), free_names(published))])
    running = running_instance(work.session.connection(), version_id, key)
    overtaken = find_overtaken_run(work.session, version_id) if running is not None else None
    if running is not None and overtaken is None:
        return Submission(running.start_key, is_new=False)
    decided = deciding_run(work, version, key) if overtaken is None else None
    if decided is not None:
        return Submission(decided.start_key, is_new=False)
    start_key = f"submit:{key}:{version_id}:{_count_earlier(work, key, version_id) + 1}"
    ended = _supersede(work, registered, version, kept=overtaken[0].id if overtaken else None)
    work.tell_engine(
        InboxKind.START,
        registered.unit_id,
        template_key=key,
        model_id=str(registered.id),
        version_id=str(version_id),
        start_key=start_key,
        business_key=str(version_id),
        title=f"{registered.name} v{version.version}",
        variables=_start_variables(work, registered, version, binding, given),
        **({"overtakes": str(overtaken[0].id)} if overtaken else {}),
    )
    return Submission(start_key, is_new=True, ended=ended)


def submit_emergency(work: UnitOfWork, version_id: UUID, *, stage: str, reason: str) -> Submission:
    """Ask for an emergency release into a stage, and submit the version, both or neither.

    Raises:
        RefusedError: as `request_transition` and `submit`.
    """
    request_transition(
        work, version_id, stage=stage, documents="", reason=reason, is_emergency=True
    )
    return submit(work, version_id)


def _count_earlier(work: UnitOfWork, key: str, version_id: UUID) -> int:
    """How many instances submitting this version has started."""
    statement = select(func.count()).where(
        ProcessInstance.start_key.startswith(f"submit:{key}:{version_id}:")
    )
    return work.session.scalars(statement).one()


def _start_variables(
    work: UnitOfWork,
    registered: RegisteredModel,
    version: ModelVersion,
    binding: LifeCycleBinding | None,
    given: Mapping[str, Any],
) -> dict[str, Any]:
    """What was given with the start, then the facts of the model; the rest the engine knows."""
    stages = list_stages(work.session, registered.stage_path_id)
    path = [stage.name for stage in stages if stage.kind in ("staging", "production")]
    return {
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
        "service_tag": service_of_model(registered),
        "stages": path,
        "stage": path[0] if path else "",
        "submitted_by": str(work.actor.id),
        "submitter": work.actor.handle,
    }


def _supersede(
    work: UnitOfWork, registered: RegisteredModel, version: ModelVersion, *, kept: UUID | None
) -> tuple[str, ...]:
    """Tell the runs of this version and of older ones to end; a newer one stays on its way.

    Args:
        kept: ends as the new one starts, in one transaction.
    """
    newer = select(ModelVersion.id).where(
        ModelVersion.model_id == registered.id, ModelVersion.version > version.version
    )
    ending = work.session.scalars(
        select(ProcessInstance)
        .where(
            ProcessInstance.model_id == registered.id,
            ProcessInstance.state.in_(RUNNING),
            ProcessInstance.parent_token_id.is_(None),
            ProcessInstance.business_key != "",
            or_(ProcessInstance.version_id.is_(None), ProcessInstance.version_id.not_in(newer)),
        )
        .order_by(ProcessInstance.started_at, ProcessInstance.id)
    ).all()
    for instance in ending:
        if instance.id != kept:
            send_message(work, SUPERSEDED, instance.business_key, registered.unit_id)
    return tuple(one.title for one in ending if one.id != kept)


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


def retry_runs(work: UnitOfWork, instance_ids: Collection[UUID]) -> int:
    """Ask for another attempt at every step of these runs that is stuck; how many there are.

    Raises:
        RefusedError: one of them is not this person's to retry; then none is asked for.
    """
    stuck = work.session.scalars(
        select(Incident.id)
        .where(is_one_of(work.session, Incident.instance_id, list(instance_ids)))
        .where(Incident.state == "open")
        .order_by(Incident.number)
    ).all()
    for one in stuck:
        retry_incident(work, one)
    return len(stuck)


def steer(work: UnitOfWork, instance_id: UUID, kind: InboxKind, *, reason: str = "") -> UUID:
    """Cancel (with a reason), suspend or resume an instance."""
    instance = work.get(ProcessInstance, instance_id)
    if kind is InboxKind.CANCEL:
        require(reason_blockers(reason))
    return work.tell_engine(
        kind, instance.unit_id, instance_id=str(instance_id), reason=reason.strip()
    )
