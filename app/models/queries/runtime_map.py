"""All that the map of runtimes shows, in one read: matrix, rows, and who may change what."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.queries.ended_runtimes import list_ended_blockers
from app.models.queries.lookups import UnitRef, load_units, now, roles_by_unit
from app.models.queries.runtime_edit import list_known_services
from app.models.queries.runtimes import Matrix, Retired, RuntimeRow, list_runtimes, load_matrix
from app.models.queries.windows import WindowRow, list_windows
from app.models.rules.blockers import Blocker
from app.models.rules.pauses import turn_blockers
from app.models.rules.rights import ADMINISTRATORS, write_blockers
from app.models.rules.roles import Role
from app.models.rules.tasks import REASON_MINIMUM

RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class RuntimeMap:
    matrix: Matrix
    runtimes: tuple[RuntimeRow, ...]  # with the retired ones that may still answer
    services: tuple[str, ...]  # every tag known
    blockers: Mapping[UUID, tuple[Blocker, ...]]  # why the reader may not change a runtime
    turning: Mapping[UUID, tuple[Blocker, ...]]  # why the reader may not pause it, or end that
    ending: Mapping[UUID, tuple[Blocker, ...]]  # why the reader may not say that it has ended
    windows: tuple[WindowRow, ...]  # in force, then to come: when nothing is deployed
    freezers: Mapping[UUID, UnitRef]  # units where the reader may freeze, and end a freeze
    now: datetime

    @property
    def outliving(self) -> tuple[RuntimeRow, ...]:
        """Retired ones on which something may still answer."""
        return tuple(one for one in self.runtimes if one.health == RETIRED)


def load_runtime_map(session: Session, me: UUID) -> RuntimeMap:
    # All at once, as a map has no pages: what stands in which cell is told by every runtime. They
    # are as many as serve now; retired ones, which grow for ever, are left out, but for those on
    # which something may still answer. These take nothing, so that they have no cell.
    rows, services = list_runtimes(session, retired=Retired.ANSWERING), list_known_services(session)
    live = tuple(one for one in rows if one.health != RETIRED)
    held, units = roles_by_unit(session, me), load_units(session)
    return RuntimeMap(
        load_matrix(session, services if live else (), runtimes=live),
        rows,
        services,
        {one.id: _changing(one, held.get(one.unit_id, frozenset())) for one in rows},
        {one.id: _turning(one, held.get(one.unit_id, frozenset())) for one in rows},
        list_ended_blockers(session, [one.id for one in rows if one.health == RETIRED], me),
        list_windows(session),
        {
            unit_id: units[unit_id]
            for unit_id, roles in held.items()
            if unit_id in units and ADMINISTRATORS & roles
        },
        now(session),
    )


def _changing(one: RuntimeRow, roles: Collection[Role]) -> tuple[Blocker, ...]:
    retired = (Blocker("runtime.takes_nothing"),) if one.health == RETIRED else ()
    return (*write_blockers("runtime", "update", roles), *retired)


def _turning(one: RuntimeRow, roles: Collection[Role]) -> tuple[Blocker, ...]:
    return turn_blockers(
        is_paused=one.is_paused,
        wanted=not one.is_paused,
        is_retired=one.health == RETIRED,
        reason="x" * REASON_MINIMUM,  # which is asked for in the sheet
        roles=roles,
    )
