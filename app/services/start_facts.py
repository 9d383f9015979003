"""What a life cycle is told about its model by the service itself, at its start and later."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.errors import InputError
from app.models.queries.find import list_stages
from app.models.queries.release_service import service_of_model
from app.models.queries.risk_method import list_unfounded
from app.models.queries.routing import facts_of_use, facts_of_version
from app.models.rules.own_work import GUARDED_PARAMETERS
from app.models.tables.execution import Placement
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import LifeCycleBinding, LifeCycleTemplate
from app.models.tables.organisation import BusinessUnit, Person
from app.services.engine.starting import StartRequest, readable_parameters
from app.services.reopening import require_new
from app.services.unit_of_work import UnitOfWork

# Parameters that decide what may pass, and how it is watched then: the template's or the model's
# binding, never the starter's.
GUARDED = (*GUARDED_PARAMETERS, "escalate_after", "escalate_to")


def start_facts(work: UnitOfWork, request: StartRequest) -> dict[str, Any]:
    """Variables that a start can't choose: they decide who approves, and what is let through."""
    if request.version_id is None:
        return {}
    version = work.get(ModelVersion, request.version_id)
    registered = work.get(RegisteredModel, version.model_id)
    _require_founded_tier(work, registered)
    require_new(work, version, work.get(LifeCycleTemplate, request.template_id).key)
    service = service_of_model(registered)
    _require_same_service(request, service)
    found: dict[str, Any] = {
        **_guarded(work, request),
        **facts_of_use(work.session, registered.id),
        "model_id": str(registered.id),
        "model": registered.name,
        "version_id": str(version.id),
        "version": version.version,
        "kind": registered.kind,
        "unit": work.get(BusinessUnit, registered.unit_id).key,
        "service_tag": service,
    }
    found |= _stages(work, registered, version, str(request.variables.get("stage") or ""))
    if request.started_by is not None:
        found["submitted_by"] = str(request.started_by)
        found["submitter"] = work.get(Person, request.started_by).handle
    return found


def present_facts(work: UnitOfWork, version_id: UUID) -> dict[str, Any]:
    """Those of them that may have become otherwise since a start.

    What a life cycle is bound to do for the model is not among them: it counts for the next start.
    """
    return facts_of_version(work.session, version_id)


def _require_founded_tier(work: UnitOfWork, registered: RegisteredModel) -> None:
    """The tier decides who approves, so the service computes it anew before it acts on it.

    Raises:
        InputError: an accepted assessment says another tier than its method.
    """
    unfounded = list_unfounded(work.session, registered.id)
    if unfounded:
        numbers = ", ".join(map(str, unfounded))
        raise InputError(
            f"The risk tier of {registered.name} does not follow from the answers it rests on"
            f" (assessment {numbers}).",
            hint="Assess the use again in Governance, or with modelward risk assess.",
        )


def _require_same_service(request: StartRequest, service: str) -> None:
    """A release goes where whoever submitted it saw it go, or nowhere.

    Raises:
        InputError: another service comes first now.
    """
    seen = str(request.variables.get("service_tag") or service)
    if seen != service:
        raise InputError(
            f"It was submitted for #{seen}, and the model's next release is for #{service} now.",
            hint="Submit it again.",
        )


def _guarded(work: UnitOfWork, request: StartRequest) -> dict[str, Any]:
    template = work.get(LifeCycleTemplate, request.template_id)
    bound = work.session.scalars(
        select(LifeCycleBinding.parameters).where(
            LifeCycleBinding.model_id == request.model_id,
            LifeCycleBinding.template_key == template.key,
        )
    ).first()
    known = {
        **readable_parameters(template.key, template.parameters),
        **readable_parameters(template.key, bound),
    }
    return {name: known[name] for name in GUARDED if name in known}


def _stages(
    work: UnitOfWork, registered: RegisteredModel, version: ModelVersion, wanted: str
) -> dict[str, Any]:
    """The model's path, and where on it to begin: never past a stage the version was not in.

    Raises:
        InputError: the stage wanted is not on the path, or an earlier one was left out.
    """
    path = [
        stage
        for stage in list_stages(work.session, registered.stage_path_id)
        if stage.kind in ("staging", "production")
    ]
    names = [stage.name for stage in path]
    if not path:
        return {}
    first = wanted or names[0]
    if first not in names:
        raise InputError(
            f"There is no stage {first} on the path of {registered.name}.",
            hint="Its stages: " + ", ".join(names) + ".",
        )
    was_in = set(
        work.session.scalars(
            select(Placement.stage_id).where(
                Placement.version_id == version.id, Placement.state.in_(("in_place", "left"))
            )
        )
    )
    for stage in path[: names.index(first)]:
        if stage.id not in was_in:
            raise InputError(
                f"{registered.name} v{version.version} must be in {stage.name} before it can go"
                f" to {first}.",
                hint="Let it pass the stages in order.",
            )
    return {"stages": names, "stage": first}
