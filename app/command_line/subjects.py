"""Versions and requests, as people name them on the command line."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.find import find_numbered, find_version
from app.models.queries.lookups import whole_number
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelVersion
from app.models.tables.life_cycle import UserTask

VERSION_HELP = "MODEL, unit/MODEL or MODEL:3"


def version_of(session: Session, text: str) -> ModelVersion:
    return find_version(session, text)[1]


def find_request(session: Session, text: str) -> UUID:
    """A request by its number or id, or by the number of its task: `t12`."""
    if text[:1] in "tT" and whole_number(text[1:]) is not None:
        task = find_numbered(session, UserTask, text[1:], what="task")
        if task.request_id is None:
            raise InputError(
                f"Task {task.number} is no approval.", hint="modelward task complete ends it."
            )
        return task.request_id
    return find_numbered(session, TransitionRequest, text, what="request").id
