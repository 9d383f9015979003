"""What an inbox row may say. People write rows with any client: nothing in one is believed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.errors import InputError, RefusedError
from app.models.rules.asking import NAMED, SUPERSEDED, WITHDRAWN, ending_blockers
from app.models.rules.blockers import Blocker, require
from app.models.rules.free_variables import (
    SAID_ANEW,
    WORKED_OUT,
    free_names,
    given_blockers,
    held_names,
)
from app.models.rules.roles import Role
from app.models.rules.transitions import RUNNING, UNDECIDED
from app.models.tables.engine import ProcessInstance
from app.models.tables.everything import METADATA
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelVersion
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.organisation import Membership
from app.services.engine.wishes import MessageWish
from app.services.unit_of_work import UnitOfWork, roles_in


def check(work: UnitOfWork, row: EngineInbox) -> None:
    """Raise where a person's row names something of another unit.

    The guards refuse most of that when it is written; this holds for rows that came in before.
    """
    if not isinstance(row.payload, dict) or is_from_service(work, row):
        return
    for name, table in NAMED:
        try:
            named = UUID(str(row.payload.get(name)))
        except ValueError:  # names nothing; who needs it says so
            continue
        columns = METADATA.tables[f"mw.{table}"].c
        unit = work.session.scalar(select(columns.unit_id).where(columns.id == named))
        if unit is not None and unit != row.unit_id:
            raise RefusedError([Blocker("inbox.unit")], "This belongs to another business unit.")


def is_from_service(work: UnitOfWork, row: EngineInbox) -> bool:
    """Whose role is the service's: an account may be called so and be somebody's."""
    held = select(Membership.id).where(
        Membership.person_id == row.created_by, Membership.role == Role.WORKER.value
    )
    return work.session.scalars(held).first() is not None


def model_of(work: UnitOfWork, model_id: UUID | None, version_id: UUID | None) -> UUID | None:
    """The model that a row is about; its version says which.

    Raises:
        InputError: the version is of another model than the one named.
    """
    if version_id is None:
        return model_id
    own = work.get(ModelVersion, version_id).model_id
    if model_id not in (None, own):
        raise InputError("The version is of another model than the one named.")
    return own


def require_same_version(work: UnitOfWork, instance_id: UUID, version_id: UUID | None) -> None:
    """A start ends no run but one of the version that it names.

    Raises:
        InputError: the run is of another version.
    """
    run = work.session.get(ProcessInstance, instance_id)
    if run is None or version_id is None or run.version_id != version_id:
        raise InputError("The run that should make way is of another version.")


def require_ending(work: UnitOfWork, row: EngineInbox, wish: MessageWish) -> None:
    """A message of ours that ends a release is heard where the command that sends it is allowed.

    Raises:
        RefusedError: it is not theirs to end, or they don't say why.
    """
    if wish.name not in (SUPERSEDED, WITHDRAWN) or is_from_service(work, row):
        return
    try:
        version = work.session.get(ModelVersion, UUID(wish.key))
    except ValueError:
        version = None
    if version is not None and wish.name == SUPERSEDED and _is_submitting(work, row, version):
        return
    held = roles_in(work.session, row.created_by, row.unit_id)
    is_theirs = version is not None and _has_begun(work, row.created_by, version.id)
    require(ending_blockers(held, wish.variables.get("reason"), is_theirs=is_theirs))


def _is_submitting(work: UnitOfWork, row: EngineInbox, version: ModelVersion) -> bool:
    """They submit a version of the same model, as submitting says it after this."""
    later = select(EngineInbox.payload).where(
        EngineInbox.kind == "start",
        EngineInbox.created_by == row.created_by,
        EngineInbox.unit_id == row.unit_id,
        EngineInbox.consumed_at.is_(None),
    )
    model = str(version.model_id)
    return any(
        isinstance(payload, dict) and payload.get("model_id") == model
        for payload in work.session.scalars(later)
    )


def _has_begun(work: UnitOfWork, person: UUID, version_id: UUID) -> bool:
    asked_for = select(TransitionRequest.id).where(
        TransitionRequest.version_id == version_id,
        TransitionRequest.requested_by == person,
        TransitionRequest.state.in_(UNDECIDED),
    )
    started = select(ProcessInstance.id).where(
        ProcessInstance.version_id == version_id,
        ProcessInstance.started_by == person,
        ProcessInstance.state.in_(RUNNING),
    )
    return any(work.session.scalars(one).first() is not None for one in (asked_for, started))


def require_free(names: Iterable[str], parameters: object, *, has_version: bool) -> None:
    """A start of a person's sets nothing that is not its to say; facts are said anew after it.

    Raises:
        RefusedError: something else.
    """
    said_anew = SAID_ANEW if has_version else frozenset()
    free = free_names(parameters)
    others = sorted(held_names(parameters) & set(names) - said_anew)
    if others:
        told = f"A start of this life cycle does not set {', '.join(others)}."
        hint = f"Of what is published with it, it sets {', '.join(free)}: given_at_start says so."
        raise RefusedError(given_blockers(others, frozenset(others), free), told, hint=hint)


def start_key(work: UnitOfWork, row: EngineInbox, given: str, prefix: str) -> str:
    """What makes a start happen once. People can't take the keys of others' or of timers' starts.

    Raises:
        InputError: it is the key of a submission of something else.
    """
    if not given:
        return f"{prefix}:{row.id.hex}"
    if is_from_service(work, row):
        return given
    version, template = row.payload.get("version_id"), row.payload.get("template_key")
    if given.startswith("submit:"):
        if not given.startswith(f"submit:{template}:{version}:"):
            raise InputError("The start's key is that of another submission.")
        return given
    return f"asked:{row.created_by.hex}:{given}"


def variables(work: UnitOfWork, row: EngineInbox, given: dict[str, Any]) -> dict[str, Any]:
    """What comes along with a message: from people, nothing that a life cycle works out."""
    if is_from_service(work, row):
        return given
    return {name: value for name, value in given.items() if name not in WORKED_OUT}
