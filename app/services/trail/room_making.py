"""A review room as somebody at a window makes it: measured first, signed with their key, told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import InputError
from app.models.queries.record_imports import Decisions
from app.models.tables.inventory import ModelVersion
from app.services.commands.acts import record_room
from app.services.signing_session import Entry, SigningSession
from app.services.trail.export import Wanted, go_on
from app.services.trail.proof_records import require_few
from app.services.trail.proving import ProofSize, measure_proof, signing_pair
from app.services.trail.room import Room, make_room
from app.services.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class RoomAsked:
    """What a room is to hold. Without a model: all. Version and period are of the decisions."""

    model_id: UUID | None = None
    model_name: str = ""
    has_decisions: bool = False
    version: int | None = None
    start: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoomSize:
    asked: RoomAsked
    wanted: Wanted
    size: ProofSize


def room_wanted(session: Session, asked: RoomAsked) -> Wanted:
    """Raises: InputError: the model has no such version."""
    if not asked.has_decisions:
        return Wanted(asked.model_id, asked.model_name)
    version_id = None
    if asked.version is not None:
        version_id = session.scalar(
            select(ModelVersion.id).where(
                ModelVersion.model_id == asked.model_id, ModelVersion.version == asked.version
            )
        )
        if version_id is None:
            raise InputError(f"{asked.model_name} has no version {asked.version}.")
    decisions = Decisions(asked.model_id, version_id, asked.start, asked.until)
    return Wanted(asked.model_id, asked.model_name, decisions=decisions)


def measure_room(session: Session, asked: RoomAsked) -> RoomSize:
    """How much a room of this would hold now.

    Raises:
        InputError: the model has no such version, or there are too many decisions.
    """
    wanted = room_wanted(session, asked)
    size = measure_proof(session, wanted)
    require_few(size.records)
    return RoomSize(asked, wanted, size)


def make_signed_room(
    work: Work,
    out: Path,
    wanted: Wanted,
    passphrase: str,
    *,
    person: UUID,
    settings: Settings,
    session: SigningSession,
    entry: Entry,
    progress: Callable[[int, int], object] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Room:
    """Write the room to `out`, signed by who sits here; the trail is told of it.

    Raises:
        AppError: somebody else sits here, or there is no key to sign with.
        WrongPassphraseError: the password opens no key.
        CancelledError: it was stopped; there is no file.
    """
    pair = signing_pair(work, person, settings, session, entry)
    made = make_room(
        work,
        out,
        wanted,
        pair,
        passphrase,
        progress=progress,
        is_cancelled=is_cancelled or go_on,
        tell=lambda made, part: work.write(record_room, made, part, wanted),
    )
    session.note_signed(work.actor.id)
    return made
