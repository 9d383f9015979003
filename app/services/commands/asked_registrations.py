"""Asking that a model is registered, and the answers: registered, declined, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.models.queries.registrations import find_registered
from app.models.rules.blockers import require
from app.models.rules.registrations import (
    ASKED,
    DECLINED,
    REGISTERED,
    WITHDRAWN,
    Asking,
    answering_registration_blockers,
    asking_registration_blockers,
)
from app.models.rules.roles import PEOPLE
from app.models.rules.tasks import reason_blockers
from app.models.rules.transitions import UNDECIDED, Thing, transition_blockers
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelVersion, RegistrationRequest
from app.models.tables.organisation import UnitAncestor
from app.services.commands.people import default_unit, find_person, find_unit
from app.services.names import clean_name
from app.services.unit_of_work import UnitOfWork, roles_in


@dataclass(frozen=True, slots=True)
class NewAsking:
    """What a person asks to be registered. `meant` is a handle; empty: whoever may."""

    name: str
    purpose: str
    source: str
    note: str = ""
    unit: str = ""
    meant: str = ""


def ask_registration(work: UnitOfWork, new: NewAsking) -> RegistrationRequest:
    """Ask those who may register in a unit; the one named, if one is.

    Raises:
        InputError: a name, a person or a unit can't be used.
        RefusedError: something is left out, the model is there already, or who is named may not
            register there.
    """
    unit = find_unit(work, new.unit) if new.unit else default_unit(work, PEOPLE)
    meant = find_person(work, new.meant) if new.meant else None
    asking = Asking(
        new.name.strip(),
        new.purpose.strip(),
        new.source.strip(),
        meant=None if meant is None else roles_in(work.session, meant.id, unit.id),
        note=new.note.strip(),
        is_known=find_registered(work.session, new.name, unit.id) is not None,
    )
    moved = transition_blockers(Thing.REGISTRATION, "", ASKED, work.roles_in(unit.id))
    require((*moved, *asking_registration_blockers(asking)))
    return work.add(
        RegistrationRequest(
            unit_id=unit.id,
            name=clean_name(new.name),
            purpose=new.purpose.strip(),
            source=new.source.strip(),
            note=new.note.strip(),
            meant_id=meant.id if meant else None,
        )
    )


def settle_registration(
    work: UnitOfWork, request_id: UUID, version_id: UUID
) -> RegistrationRequest:
    """Say as which version it is registered now: it closes the request.

    Raises:
        RefusedError: it was answered before, the version lies elsewhere or is being decided on, or
            this person may not.
    """
    request = work.get(RegistrationRequest, request_id)
    version = work.get(ModelVersion, version_id)
    ancestors = select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id == version.unit_id)
    is_there = request.unit_id in set(work.session.scalars(ancestors))
    asked = select(TransitionRequest.id).where(
        TransitionRequest.version_id == version.id, TransitionRequest.state.in_(UNDECIDED)
    )
    is_under_way = work.session.scalar(select(asked.exists())) or False
    _require(work, request, REGISTERED, is_there=is_there, is_under_way=is_under_way)
    request.state, request.answered_by = REGISTERED, work.actor.id
    request.model_id, request.version_id = version.model_id, version.id
    work.flush()
    return request


def decline_registration(work: UnitOfWork, request_id: UUID, *, reason: str) -> RegistrationRequest:
    """Say that it is not registered, and why; who asked reads it.

    Raises:
        RefusedError: no reason, it was answered before, or this person may not.
    """
    request = work.get(RegistrationRequest, request_id)
    require(reason_blockers(reason))
    _require(work, request, DECLINED)
    request.state, request.answered_by = DECLINED, work.actor.id
    request.reason = reason.strip()
    work.flush()
    return request


def withdraw_registration(work: UnitOfWork, request_id: UUID) -> RegistrationRequest:
    """Take one's own request back.

    Raises:
        RefusedError: it is another's, or was answered before.
    """
    request = work.get(RegistrationRequest, request_id)
    _require(work, request, WITHDRAWN)
    request.state = WITHDRAWN
    work.flush()
    return request


def _require(
    work: UnitOfWork,
    request: RegistrationRequest,
    target: str,
    *,
    is_there: bool = True,
    is_under_way: bool = False,
) -> None:
    answering = answering_registration_blockers(
        request.state,
        target,
        asked_by=request.asked_by,
        actor=work.actor.id,
        is_there=is_there,
        is_under_way=is_under_way,
    )
    moved = transition_blockers(Thing.REGISTRATION, ASKED, target, work.roles_in(request.unit_id))
    require((*answering, *moved))
