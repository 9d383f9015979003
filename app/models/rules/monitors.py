"""Monitors: what one may be bound to, so that nobody is judged by a draft of their own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from app.models.rules.blockers import Blocker

PUBLISHED = "published"
# Of a table that judges: two people put it in force once, so its content is settled.
WERE_IN_FORCE = (PUBLISHED, "deprecated", "retired")


@dataclass(frozen=True, slots=True)
class BoundFacts:
    """What a monitor reads, where, and what it is judged by. `units`: the model's and all above."""

    units: Collection[UUID]
    path_id: UUID  # of stages, that the model goes through
    stage_path_id: UUID
    source_unit_id: UUID
    table_unit_id: UUID | None = None  # none: no table judges it
    table_state: str = ""


def monitor_blockers(facts: BoundFacts) -> tuple[Blocker, ...]:
    """Every reason why a monitor may not be bound so."""
    found = []
    if facts.stage_path_id != facts.path_id:
        found.append(Blocker("monitor.stage"))
    if facts.source_unit_id not in facts.units:
        found.append(Blocker("monitor.source"))
    table = facts.table_unit_id
    if table is not None and (table not in facts.units or facts.table_state != PUBLISHED):
        found.append(Blocker("monitor.table"))
    return tuple(found)


def resuming_blockers(*, has_newer: bool) -> tuple[Blocker, ...]:
    """Why a paused monitor may not go on: `has_newer`, a later version took its place."""
    return (Blocker("monitor.replaced"),) if has_newer else ()
