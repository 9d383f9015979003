"""What a life cycle is told about its model by the service itself, whatever its start says."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import LifeCycleBinding, LifeCycleTemplate
from app.models.tables.organisation import BusinessUnit, Person
from app.services.commands.processes import is_regulated
from app.services.engine.starting import StartRequest
from app.services.unit_of_work import UnitOfWork

# Parameters that decide what may pass: the template's or the model's binding, never the starter's.
GUARDED = ("required", "block_from", "escalate_after", "escalate_to")


def start_facts(work: UnitOfWork, request: StartRequest) -> dict[str, Any]:
    """Variables that a start can't choose: they decide who approves, and what is let through."""
    if request.version_id is None:
        return {}
    version = work.get(ModelVersion, request.version_id)
    registered = work.get(RegisteredModel, version.model_id)
    found: dict[str, Any] = {
        **_guarded(work, request),
        "model_id": str(registered.id),
        "model": registered.name,
        "version_id": str(version.id),
        "version": version.version,
        "kind": registered.kind,
        "risk_tier": registered.risk_tier,
        "unit": work.get(BusinessUnit, registered.unit_id).key,
        "is_regulated": is_regulated(work, registered.id),
        "service_tag": registered.service_tags[0] if registered.service_tags else "",
    }
    if request.started_by is not None:
        found["submitted_by"] = str(request.started_by)
        found["submitter"] = work.get(Person, request.started_by).handle
    return found


def _guarded(work: UnitOfWork, request: StartRequest) -> dict[str, Any]:
    template = work.get(LifeCycleTemplate, request.template_id)
    bound = work.session.scalars(
        select(LifeCycleBinding.parameters).where(
            LifeCycleBinding.model_id == request.model_id,
            LifeCycleBinding.template_key == template.key,
        )
    ).first()
    known = {**template.parameters, **(bound or {})}
    return {name: known[name] for name in GUARDED if name in known}
