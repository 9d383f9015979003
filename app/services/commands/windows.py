"""Windows in which nothing is deployed: planned, and ended before their time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import or_, select

from app.errors import InputError, quoted
from app.models.rules.blockers import require
from app.models.rules.rights import ADMINISTRATORS
from app.models.rules.transitions import Thing, transition_blockers
from app.models.rules.windows import Span, end_blockers, plan_blockers
from app.models.tables.execution import ClosedWindow, Stage, StagePath
from app.models.tables.organisation import UnitAncestor
from app.services.commands.people import default_unit, find_unit
from app.services.commands.runtimes import find_runtime
from app.services.signed_documents import clean_reason
from app.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewWindow:
    """Maintenance of `runtime`; without one a freeze of `stage`, of a kind of stages, or of all.

    `stage` is a stage's name, its path and its name (`Standard/PROD`), or its id.
    """

    starts_at: datetime
    ends_at: datetime
    reason: str
    runtime: str = ""
    stage: str = ""
    stage_kind: str = ""  # production: every stage of this kind, whatever its path calls it
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
                stage_kind=new.stage_kind,
                names_stage=bool(new.stage.strip()),
            ),
        ]
    )
    if new.is_weekly:
        _require_zone(new.zone)
    return work.add(
        ClosedWindow(
            unit_id=unit_id,
            runtime_id=runtime.id if runtime else None,
            stage_id=_stage(work, unit_id, new.stage),
            stage_kind=new.stage_kind,
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


class _Named(NamedTuple):
    id: UUID
    name: str
    path: str

    @property
    def full(self) -> str:
        return f"{self.path}/{self.name}"

    def is_called(self, wanted: str) -> bool:
        return wanted in (str(self.id), self.name.casefold(), self.full.casefold())


def _stage(work: UnitOfWork, unit_id: UUID, name: str) -> UUID | None:
    """The stage that is meant, on a path of the unit, above it or below it; none: no name."""
    wanted = name.strip().casefold()
    if not wanted:
        return None
    above = select(UnitAncestor.ancestor_id).where(UnitAncestor.unit_id == unit_id)
    below = select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id == unit_id)
    known = [
        _Named(*row)
        for row in work.session.execute(
            select(Stage.id, Stage.name, StagePath.name)
            .join(StagePath, StagePath.id == Stage.stage_path_id)
            .where(or_(Stage.unit_id.in_(above), Stage.unit_id.in_(below)))
            .order_by(StagePath.name, Stage.position)
        )
    ]
    found = [one for one in known if one.is_called(wanted)]
    if len(found) == 1:
        return found[0].id
    if found:
        meant = ", ".join(one.full for one in found)
        raise InputError(
            f"More than one path has a stage {name}.",
            hint=f"Name one of {meant}, or freeze every stage of their kind.",
        )
    names = ", ".join(dict.fromkeys(one.name for one in known))
    raise InputError(f"No path has a stage {name}.", hint=f"Stages: {names}.")


def _require_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(
            f"There is no time zone {quoted(name)}.", hint="For example Europe/Amsterdam."
        ) from error
