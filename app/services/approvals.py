"""Ties approval tasks of a process to their requests: opened, closed and kept up with evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.errors import InputError
from app.models.queries.makers import find_asker
from app.models.queries.routing import Route, emergency_in_force, route_of_run
from app.models.rules.emergency import EmergencyRoute, asking_blockers
from app.models.rules.four_eyes import Slot, keeps_to, slots_from
from app.models.rules.matching import asks_for_approval
from app.models.rules.policies import ROUTE
from app.models.rules.tasks import reason_blockers
from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import Stage
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import EngineInbox, UserTask
from app.services.commands.requests import find_draft, open_request, refresh_evidence
from app.services.engine.starting import PINNED_TABLES
from app.services.engine.walk import ProcessContext
from app.services.engine.wishes import VersionWish, read_wish
from app.services.route_kept import slots_words
from app.services.unit_of_work import UnitOfWork, roles_in
from app.texts import message


def open_approval(
    work: UnitOfWork, task: UserTask, variables: Mapping[str, Any], context: ProcessContext
) -> None:
    """A new approval task gets exactly one request, pinned in the same transaction."""
    if context.version_id is None or context.model_id is None or context.started_by is None:
        raise InputError("An approval needs a model version and somebody who submitted it.")
    slots = slots_from(variables["slots"])
    registered = work.get(RegisteredModel, context.model_id)
    stage = work.session.scalars(
        select(Stage).where(
            Stage.stage_path_id == registered.stage_path_id, Stage.name == variables["stage"]
        )
    ).one()
    tables = variables.get(PINNED_TABLES) or {}
    route_id = UUID(tables[ROUTE]) if tables.get(ROUTE) else None
    if asks_for_approval(stage.kind, is_protected=stage.is_protected):
        began_at = work.get(ProcessInstance, context.instance_id).started_at
        route = route_of_run(
            work.session, registered, stage.name, pinned=route_id, began_at=began_at
        )
        _require_route(slots, route, registered.name, stage.name)
        route_id = route.table_id
    emergency = None
    draft = find_draft(work, context.version_id, stage.id, str(variables["service_tag"]))
    if draft is not None and draft.is_emergency:
        route_id, emergency = emergency_route(work, registered, stage.name, draft)
        slots = emergency.slots
    request = open_request(
        work,
        version_id=context.version_id,
        snapshot_id=UUID(str(variables["snapshot_id"])),
        stage_id=stage.id,
        service_tag=str(variables["service_tag"]),
        requested_by=find_asker(work.session, context.instance_id) or context.started_by,
        slots=slots,
        instance_id=context.instance_id,
        route_table_id=route_id,
        due_at=task.due_at,
        emergency=emergency,
    )
    if emergency is not None:
        task.due_at = request.due_at
    task.request_id = request.id
    task.roles = sorted({str(role) for slot in slots for role in slot.roles})
    work.flush()


def emergency_route(
    work: UnitOfWork, registered: RegisteredModel, stage: str, draft: TransitionRequest
) -> tuple[UUID, EmergencyRoute]:
    """How this emergency is decided; whoever wrote the draft with another client is asked again.

    Raises:
        InputError: the policy does not let it through, or not from who asked.
    """
    table_id, route = emergency_in_force(work.session, registered, stage) or (None, None)
    asker = roles_in(work.session, draft.requested_by, registered.unit_id)
    blockers = [*asking_blockers(route, asker), *reason_blockers(draft.reason)]
    if blockers:
        why = " ".join(message(one.code, one.params, language="en") for one in blockers)
        raise InputError(
            f"This emergency is not let through: {why}",
            hint="Withdraw the request, then ask in the usual way.",
        )
    assert table_id is not None
    assert route is not None
    return table_id, route


def _require_route(slots: tuple[Slot, ...], route: Route, name: str, stage: str) -> None:
    """Refuse what is weaker than the policy, whatever the life cycle says."""
    if not route.slots:
        raise InputError(
            f"{route.name} names nobody who decides that {name} enters {stage}.",
            hint="Put a version in force that does: modelward policy propose.",
        )
    if not keeps_to(slots, route.slots):
        raise InputError(
            f"This life cycle asks for {slots_words(slots)}; {route.name} wants"
            f" {slots_words(route.slots)} for {stage}. A life cycle may ask for more, never for"
            " less.",
            hint="Correct the life cycle. Where it waited between its table and the request, the"
            " model may be used or rated otherwise since: then submit the version again.",
        )


def close_approval(
    work: UnitOfWork, task: UserTask, variables: Mapping[str, Any], context: ProcessContext
) -> None:
    """The process left the task (superseded, withdrawn): its request closes with it."""
    if task.request_id is None:
        return
    request = work.get(TransitionRequest, task.request_id)
    if request.state == "pending":
        now = work.now()
        request.state, request.closed_at = "superseded", now
        work.flush()


def take_evidence(work: UnitOfWork, row: EngineInbox) -> None:
    """Inbox: something new about a version; its pending requests get new evidence."""
    refresh_evidence(work, read_wish(VersionWish, row.payload).version_id)
