"""Windows in which nothing is deployed: planned, and ended before their time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from app.errors import InputError
from app.models.rules.blockers import require
from app.models.rules.rights import ADMINISTRATORS
from app.models.rules.transitions import Thing, transition_blockers
from app.models.rules.windows import Span, end_blockers, plan_blockers
from app.models.tables.execution import ClosedWindow, Stage
from app.services.commands.people import default_unit, find_unit
from app.services.commands.runtimes import find_runtime
from app.services.signed_documents import clean_reason
from app.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewWindow:
    """Maintenance of `runtime`; without one a freeze of `stage`, or of every stage."""

    starts_at: datetime
    ends_at: datetime
    reason: str
    runtime: str = ""
    stage: str = ""
    unit: str = ""  # of a freeze; a runtime has its own
    is_weekly: bool = False
    zone: str = ""


def plan_window(work: UnitOfWork, new: NewWindow) -> ClosedWindow:
    """Say when nothing is deployed, and why.

    Raises:
        InputError: there is no such runtime, stage or time zone.
    """
    runtime = find_runtime(work, new.runtime) if new.runtime else None
    unit_id = runtime.unit_id if runtime else _unit(work, new.unit)
    roles, reason = work.roles_in(unit_id), clean_reason(new.reason)
    require(
        [
            *transition_blockers(Thing.WINDOW, "", "planned", roles),
            *plan_blockers(
                Span(new.starts_at, new.ends_at),
                is_freeze=runtime is None,
                is_weekly=new.is_weekly,
                zone=new.zone,
                reason=reason,
                roles=roles,
            ),
        ]
    )
    if new.is_weekly:
        _require_zone(new.zone)
    return work.add(
        ClosedWindow(
            unit_id=unit_id,
            runtime_id=runtime.id if runtime else None,
            stage="" if runtime else _stage(work, new.stage),
            starts_at=new.starts_at,
            ends_at=new.ends_at,
            is_weekly=new.is_weekly,
            zone=new.zone if new.is_weekly else "",
            reason=reason,
        )
    )


def end_window(work: UnitOfWork, window_id: UUID, *, reason: str) -> ClosedWindow:
    """What it closed is open again, or is not closed at all; it stays on record."""
    row, said = work.get(ClosedWindow, window_id), clean_reason(reason)
    roles = work.roles_in(row.unit_id)
    require(
        [
            *transition_blockers(Thing.WINDOW, row.state, "ended", roles),
            *end_blockers(is_freeze=row.runtime_id is None, reason=said, roles=roles),
        ]
    )
    row.state, row.ended_reason = "ended", said
    work.flush()
    return row


def _unit(work: UnitOfWork, key: str) -> UUID:
    return (find_unit(work, key) if key else default_unit(work, ADMINISTRATORS)).id


def _stage(work: UnitOfWork, name: str) -> str:
    """As the paths call it; empty means every stage."""
    wanted = name.strip().casefold()
    if not wanted:
        return ""
    names = sorted(set(work.session.scalars(select(Stage.name))))
    for known in names:
        if known.casefold() == wanted:
            return known
    raise InputError(f"No path has a stage {name}.", hint=f"Stages: {', '.join(names)}.")


def _require_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(
            f"There is no time zone {name}.", hint="For example Europe/Amsterdam."
        ) from error
