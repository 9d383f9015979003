"""What a link names: by id as it is copied, or by the name and number that people write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.find import resolve_model
from app.models.queries.lookups import whole_number
from app.models.rules.folding import fold
from app.models.tables.base import mw_fold
from app.models.tables.engine import ProcessInstance
from app.models.tables.execution import Deployment, Runtime
from app.models.tables.governance import TransitionRequest
from app.models.tables.life_cycle import LifeCycleTemplate, UserTask
from app.models.tables.monitoring import Alert
from app.models.tables.organisation import Person
from app.models.tables.trail import AuditEvent

# What a number names, and what a name; a model may be named with a version: `cc-fraud/14`.
NUMBERED: Mapping[str, Any] = {
    "alert": Alert.number,
    "deployment": Deployment.number,
    "request": TransitionRequest.number,
    "run": ProcessInstance.number,
    "task": UserTask.number,
}
NAMED: Mapping[str, Any] = {
    "person": Person.handle,
    "runtime": Runtime.name,
}
OF_MODEL = ("model", "version", "snapshot", "lineage")


def find_linked(session: Session, kind: str, key: str) -> str | None:
    """The id that opens what `kind` and `key` name; None where there is no such thing."""
    if kind in OF_MODEL:
        return _find_model(session, kind, key)
    if kind == "event":
        number = whole_number(key)
        return key if number is not None and session.get(AuditEvent, number) is not None else None
    if (wanted := _as_id(key)) is not None:
        return str(wanted)
    if kind in NUMBERED:
        column = NUMBERED[kind]
        number = whole_number(key.removeprefix("#"))
        found = None if number is None else _first(session, column, column == number)
    elif kind in NAMED:
        column = NAMED[kind]
        found = _first(session, column, mw_fold(column) == fold(key))
    elif kind == "template":
        found = _find_template(session, key)
    else:
        found = None
    return str(found) if found is not None else None


def _find_model(session: Session, kind: str, key: str) -> str | None:
    try:
        model_id, version_id = resolve_model(session, key)
    except InputError:
        return None
    return str(version_id if version_id is not None and kind != "lineage" else model_id)


def _find_template(session: Session, key: str) -> UUID | None:
    """The last version of its key, or the one that is named: `on-model-changed/7`."""
    this = LifeCycleTemplate
    name, _, number = key.partition("/")
    asked = select(this.id).where(this.key == name).order_by(this.version.desc())
    if number:
        asked = asked.where(this.version == whole_number(number.removeprefix("v")))
    return session.scalars(asked.limit(1)).first()


def _first(session: Session, column: Any, is_it: Any) -> UUID | None:
    table = column.class_
    found: UUID | None = session.scalars(
        select(table.id).where(is_it).order_by(table.id).limit(1)
    ).first()
    return found


def _as_id(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None
