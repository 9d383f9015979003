"""Registering from the window: a look without storing, then one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.config import Settings
from app.services.commands.models import NewModel
from app.services.commands.snapshots import latest_snapshot, take_snapshot
from app.services.intake.look import Look, look_at
from app.services.intake.sources import Given
from app.services.registering import Registration, register_data_within, register_path_within
from app.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks to register. With a `label` the path is data to train on."""

    given: Given
    new: NewModel
    label: str = ""
    protected: tuple[str, ...] = ()


def look(_session: Session, given: Given) -> Look:
    """`look_at` in the shape of a read, so that it runs beside the window."""
    return look_at(given)


def register_wanted(work: UnitOfWork, settings: Settings, wanted: Wanted) -> Registration:
    """Register a folder, an ONNX file or data with a label, and freeze it.

    Raises:
        InputError: what is at the path can't be used.
    """
    if wanted.label and isinstance(wanted.given, Path):
        return register_data_within(
            work,
            settings,
            wanted.given,
            wanted.new,
            label=wanted.label,
            protected=wanted.protected,
        )
    return register_path_within(work, settings, wanted.given, wanted.new)


@dataclass(frozen=True, slots=True)
class Frozen:
    """The snapshot a version has now, and whether it is new."""

    sequence: int
    digest: str
    is_new: bool


def freeze(work: UnitOfWork, version_id: UUID) -> Frozen:
    """Take a snapshot of a version, where something changed since the last one."""
    before = latest_snapshot(work.session, version_id)
    snapshot = take_snapshot(work, version_id)
    return Frozen(snapshot.sequence, snapshot.digest, before is None or before.id != snapshot.id)
