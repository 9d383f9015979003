"""Which service a release is for: one answer for submitting, asking, the gate and the demo."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.id_lists import is_one_of
from app.models.rules.service_tags import PINNED, PLACED, ServicesInUse
from app.models.rules.transitions import RUNNING, UNDECIDED
from app.models.tables.engine import ProcessInstance, Variable
from app.models.tables.execution import Placement
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import EngineInbox


def service_of_model(registered: RegisteredModel) -> str:
    """What a release that begins now is for: the first of the model's tags."""
    return next(iter(registered.service_tags), "")


def service_of_version(session: Session, version: ModelVersion) -> str:
    """What the release of a version is for: the one that is under way, else the next."""
    pinned = session.scalars(
        select(Variable.value)
        .join(ProcessInstance, ProcessInstance.id == Variable.instance_id)
        .where(
            ProcessInstance.version_id == version.id,
            ProcessInstance.state.in_(RUNNING),
            ProcessInstance.parent_token_id.is_(None),
            Variable.scope_key == "",
            Variable.name == PINNED,
        )
        .order_by(ProcessInstance.number.desc())
        .limit(1)
    ).first()
    return str(pinned or service_of_model(session.get_one(RegisteredModel, version.model_id)))


def services_in_use(session: Session, ids: Collection[UUID]) -> dict[UUID, ServicesInUse]:
    """Of each of these models: where versions are, and where releases are on their way."""
    placed = session.execute(
        select(Placement.model_id, Placement.service_tag).where(
            is_one_of(session, Placement.model_id, ids),
            Placement.state.in_(PLACED),
        )
    )
    asked = session.execute(
        select(TransitionRequest.model_id, TransitionRequest.service_tag).where(
            is_one_of(session, TransitionRequest.model_id, ids),
            TransitionRequest.state.in_(UNDECIDED),
        )
    )
    running = session.execute(
        select(ProcessInstance.model_id, Variable.value)
        .join(Variable, Variable.instance_id == ProcessInstance.id)
        .where(
            is_one_of(session, ProcessInstance.model_id, ids),
            ProcessInstance.state.in_(RUNNING),
            Variable.scope_key == "",
            Variable.name == PINNED,
        )
    )
    there, coming = _by_model(placed), _by_model([*asked, *running, *_submitted(session)])
    return {
        each: ServicesInUse(there.get(each, frozenset()), coming.get(each, frozenset()))
        for each in ids
    }


def _submitted(session: Session) -> list[tuple[UUID, str]]:
    """Submissions that the service has not taken up yet.

    Anybody may have written such a row, of no object before the database looked at that.
    """
    found = []
    for payload in session.scalars(
        select(EngineInbox.payload).where(
            EngineInbox.kind == "start", EngineInbox.consumed_at.is_(None)
        )
    ):
        if not isinstance(payload, dict):
            continue
        variables = payload.get("variables")
        try:
            model_id = UUID(str(payload.get("model_id")))
        except ValueError:  # of no model
            continue
        if isinstance(variables, dict):
            found.append((model_id, str(variables.get(PINNED) or "")))
    return found


def _by_model(rows: Iterable[Any]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = {}
    for model_id, tag in rows:
        found.setdefault(model_id, set()).add(str(tag))
    return {model_id: frozenset(tags) for model_id, tags in found.items()}
