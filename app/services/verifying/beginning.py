"""What a workspace's own begin says of signatures: event 0, which nobody changes unseen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.database import PART
from app.models.enforcement.acts import ASKS_FOR_SIGNATURES
from app.models.queries.held_rows import Beginning, load_beginning
from app.models.tables.organisation import Workspace

_BEGINNING = "beginning"  # of a session's `info`: it is large, and asked for at each signature


def is_signing_required(session: Session) -> bool:
    """By what the workspace says, and by what it said at its begin: a flag is soon turned off."""
    workspace = session.scalars(select(Workspace)).one()
    if workspace.is_team or workspace.is_demo:
        return True
    return first_facts(session) is None or asks_from_begin(session)


def asks_from_begin(session: Session) -> bool:
    """Whether the workspace asked for signatures before anything was done in it."""
    facts = first_facts(session)
    return facts is not None and facts.get(ASKS_FOR_SIGNATURES) is True


def first_facts(session: Session) -> Mapping[str, Any] | None:
    """What the workspace's own begin tells; None where this login reads none, or none is left."""
    beginning = beginning_of(session)
    return beginning.facts if beginning is not None else None


def beginning_of(session: Session) -> Beginning | None:
    """The first event, read once a session; None where this login reads none, or none is left."""
    if _BEGINNING not in session.info:
        session.info[_BEGINNING] = load_beginning(session)
    found: Beginning | None = session.info[_BEGINNING]
    return found


def reads_all(session: Session) -> bool:
    """Whether what is not found here is nowhere: not so in a room, nor for who reads one unit."""
    is_part = session.connection().info.get(PART) is not None
    return not is_part and first_facts(session) is not None
