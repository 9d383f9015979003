"""Verifying as somebody at a window asks for it: tree and witness, told to the trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import AppError
from app.models.queries.acts import LastCheck, last_check, last_said
from app.models.queries.trail import SealStatus, load_seal_status, seal_window
from app.services.commands.acts import record_verification
from app.services.sealing import ended_why
from app.services.trail.breaks import Break, Kind
from app.services.trail.holding import RowsHeld, hold_rows
from app.services.trail.verifying import Verification, verify_trail
from app.services.trail.witness import WitnessVerdict, look
from app.services.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class SealFacts:
    """How far the trail is sealed, what this computer says of it, and who checked it last.

    `said` is what somebody else says that they found since: told, not believed.
    """

    status: SealStatus
    witness: WitnessVerdict
    last: LastCheck | None
    said: LastCheck | None = None


def load_seal(session: Session, person: UUID, home: Path) -> SealFacts:
    """For a line that is read at a glance: new leaves are looked at, old ones are not again."""
    own, other = last_check(session, person), last_said(session, person)
    is_news = other is not None and (own is None or other.at > own.at)
    return SealFacts(
        load_seal_status(session), look(session, home), own, other if is_news else None
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. `window`: between which seals the first broken place came into the tree.

    `rows` None: it was stopped before they were held against the trail.
    """

    found: Verification
    witness: WitnessVerdict
    broken: tuple[Break, ...]
    window: tuple[datetime | None, datetime | None]
    rows: RowsHeld | None = None
    why_untold: str = ""  # the trail could not be told of the result
    why_ended: str = ""  # nothing new can be sealed; what is sealed may be intact all the same

    @property
    def is_complete(self) -> bool:
        return self.found.is_complete and self.rows is not None and self.rows.is_complete

    @property
    def is_intact(self) -> bool:
        return not self.broken


def check_trail(
    work: Work,
    home: Path,
    *,
    progress: Callable[[int, int], object] | None = None,
    signatures_progress: Callable[[int, int], object] | None = None,
    rows_progress: Callable[[int, int], object] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Checked:
    """Check everything that is sealed, hold it against what this computer saw, and tell it.

    Then the present rows are held against it. One that was stopped on the way is not told.

    Args:
        progress: told how many of how many events are checked.
        signatures_progress: told the same of what people signed, once all events are.
        rows_progress: told the same of rows, after that.
    """
    witness = work.read(look, home)
    found = verify_trail(
        work,
        progress=progress,
        signatures_progress=signatures_progress,
        is_cancelled=is_cancelled,
    )
    broken = (*breaks_of(witness), *found.broken)
    window = work.read(seal_window, broken[0].position) if broken else (None, None)
    rows = None
    if found.is_complete:
        rows = hold_rows(work, progress=rows_progress, is_cancelled=is_cancelled)
    why = ""
    if rows is not None and rows.is_complete:
        try:
            work.write(record_verification, found, witness, rows, broken=len(broken) + found.untold)
        except AppError as error:
            why = error.message
    return Checked(found, witness, broken, window, rows, why, work.read(ended_why))


def breaks_of(verdict: WitnessVerdict) -> list[Break]:
    """What this computer remembers otherwise, as a place where the trail does not hold."""
    if not verdict.is_alarm:
        return []
    expected, found = f"{verdict.seen} events seen before", verdict.message
    return [Break(min(verdict.seen, verdict.size), Kind.WITNESS, expected, found)]
