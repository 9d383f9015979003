"""Finding what people name: a model, its version (`model:3`, `model v3`), a request's number."""

from __future__ import annotations

import re
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InputError, quoted
from app.models.queries.lookups import whole_number
from app.models.rules.folding import fold
from app.models.rules.tasks import OPEN_STATES
from app.models.tables.base import Governed, Numbered
from app.models.tables.execution import Stage
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelVersion, RegisteredModel, Snapshot
from app.models.tables.life_cycle import UserTask
from app.models.tables.organisation import BusinessUnit

T = TypeVar("T", bound=Governed)
N = TypeVar("N", bound=Numbered)
_AS_WRITTEN = re.compile(r"^([^:]*\S)\s+(v[0-9]+)\s*$", re.IGNORECASE)


def find_model(session: Session, name: str) -> RegisteredModel:
    """The model called `name` or `unit/name`.

    Raises:
        InputError: none, or several of that name: then with the list.
    """
    unit, _, bare = name.rpartition("/")
    statement = (
        select(RegisteredModel, BusinessUnit.key)
        .join(BusinessUnit, BusinessUnit.id == RegisteredModel.unit_id)
        .where(RegisteredModel.name_folded == fold(bare))
    )
    if unit:
        statement = statement.where(BusinessUnit.key == unit)
    found = session.execute(statement.order_by(BusinessUnit.key)).all()
    if not found:
        raise InputError(
            f"There is no model called {quoted(name)}.",
            hint="Inventory lists them, and so does modelward model list.",
        )
    if len(found) > 1:
        names = ", ".join(f"{key}/{row.name}" for row, key in found)
        raise InputError(f"Several units have a model called {bare}.", hint=f"Say which: {names}.")
    model: RegisteredModel = found[0][0]
    return model


def find_named(session: Session, text: str) -> tuple[RegisteredModel, ModelVersion | None]:
    """The model, and its version where one is named."""
    name, number = _parted(session, text)
    return find_version(session, text) if number else (find_model(session, name), None)


def _parted(session: Session, text: str) -> tuple[str, str]:
    """The name of a model, and what is said of its version; a model may be called "score v2"."""
    written = _AS_WRITTEN.match(text)
    if written is None:
        name, _, number = text.partition(":")
        return name, number
    whole = fold(text.rpartition("/")[2])
    is_name = select(RegisteredModel.id).where(RegisteredModel.name_folded == whole).exists()
    if session.scalar(select(is_name)):
        return text, ""
    return written[1], written[2]


def find_version(session: Session, text: str) -> tuple[RegisteredModel, ModelVersion]:
    """`model:3`, `model:v3`, `model v3` as windows write it, or `model` for its latest version."""
    name, number = _parted(session, text)
    registered = find_model(session, name)
    statement = select(ModelVersion).where(ModelVersion.model_id == registered.id)
    if number:
        digits = whole_number(number.lower().removeprefix("v"))
        if digits is None:
            raise InputError(
                f"{quoted(number)} is no version.",
                hint="Write for example cc-fraud v3, or cc-fraud:3.",
            )
        statement = statement.where(ModelVersion.version == digits)
    version = session.scalars(statement.order_by(ModelVersion.version.desc())).first()
    if version is None:
        wanted = f"version {number}" if number else "version"
        raise InputError(f"{registered.name} has no {quoted(wanted)}.")
    return registered, version


def find_latest_snapshot(session: Session, version_id: UUID) -> Snapshot | None:
    return session.scalars(
        select(Snapshot).where(Snapshot.version_id == version_id).order_by(Snapshot.sequence.desc())
    ).first()


def find_snapshot_in_review(session: Session, version_id: UUID) -> Snapshot | None:
    """The snapshot that an open task of the version is about; without one, the latest."""
    found = session.scalars(
        select(Snapshot)
        .join(UserTask, UserTask.snapshot_id == Snapshot.id)
        .where(UserTask.version_id == version_id, UserTask.state.in_(OPEN_STATES))
        .order_by(UserTask.opened_at.desc())
    ).first()
    return found or find_latest_snapshot(session, version_id)


def find_stage(session: Session, registered: RegisteredModel, name: str) -> Stage:
    """A stage of the model's own path."""
    stages = list_stages(session, registered.stage_path_id)
    for stage in stages:
        if stage.name.casefold() == name.strip().casefold():
            return stage
    known = ", ".join(stage.name for stage in stages)
    raise InputError(
        f"The path of {registered.name} has no stage {quoted(name)}.", hint=f"It has: {known}."
    )


def paths_gone_through(session: Session) -> frozenset[UUID]:
    """The stage paths that a model was registered with."""
    return frozenset(session.scalars(select(RegisteredModel.stage_path_id).distinct()))


def list_stages(session: Session, stage_path_id: UUID) -> list[Stage]:
    statement = select(Stage).where(Stage.stage_path_id == stage_path_id).order_by(Stage.position)
    return list(session.scalars(statement))


def find_numbered(session: Session, kind: type[N], text: str, *, what: str) -> N:
    """A task, request, alert, … by its number or its id.

    Raises:
        InputError: there is none.
    """
    wanted = text.strip().lstrip("#")
    number = whole_number(wanted)
    if number is not None:
        row = session.scalars(select(kind).where(kind.number == number)).first()
    else:
        try:
            row = session.get(kind, UUID(wanted))
        except ValueError:
            row = None
    if row is None:
        raise InputError(f"There is no {what} {quoted(text)}.")
    return row


def resolve_model(session: Session, key: str) -> tuple[UUID, UUID | None]:
    """The model, and the version if one is meant, behind an id or a name as in links.

    Args:
        key: the id of a model, a version or a snapshot; or a name: `cc-fraud`, `cc-fraud/14`.
    Raises:
        InputError: there is none.
    """
    try:
        wanted = UUID(key)
    except ValueError:
        name, _, number = key.partition("/")
        is_number = whole_number(number.lstrip("v")) is not None
        if not number and ":" not in key:
            return find_model(session, name).id, None
        registered, version = find_version(session, f"{name}:{number}" if is_number else key)
        return registered.id, version.id
    if session.get(RegisteredModel, wanted) is not None:
        return wanted, None
    found = session.get(ModelVersion, wanted)
    if found is not None:
        return found.model_id, found.id
    snapshot = session.get(Snapshot, wanted)
    if snapshot is not None:
        return snapshot.model_id, snapshot.version_id
    raise InputError(f"There is no model, version or snapshot {key}.")


def request_states(session: Session, version_id: UUID) -> frozenset[str]:
    """Of all requests for a version."""
    mine = TransitionRequest.version_id == version_id
    return frozenset(session.scalars(select(TransitionRequest.state).where(mine).distinct()))
