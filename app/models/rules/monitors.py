"""Monitors: what one may be bound to, so that nobody is judged by a draft of their own; and that
who builds a model does not look away alone from what serves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.models.rules.blockers import Blocker

PUBLISHED = "published"
# Of a table that judges: two people put it in force once, so its content is settled.
WERE_IN_FORCE = (PUBLISHED, "deprecated", "retired")
# Of a monitor, and of the data it reads, what decides what it finds: whether it finds less by a
# change, nothing but people can tell.
WEIGHED = (
    "tests", "data_source_id", "decision_table_id", "cron", "zone", "calendar", "misfire",
    "window_s", "minimum_rows",
)  # fmt: skip
WEIGHED_OF_SOURCE = ("pattern", "label_key", "label_delay_s")
# Rules of alerts about the monitor itself, not about what it measures.
SILENCE, BROKEN = "silence", "run"
OF_THE_MONITOR = (SILENCE, BROKEN)


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


def may_find_less(
    before: Mapping[str, object], given: Mapping[str, object], *, is_later_table: bool = False
) -> bool:
    """Of a monitor's columns, and what is given for them: one that goes on finds no less.

    Args:
        is_later_table: it is judged by a later version of its table, which two people agreed on.
    """
    moved = {name for name in WEIGHED if name in given and given[name] != before[name]}
    if is_later_table:
        moved.discard("decision_table_id")
    return bool(moved) or bool(given.get("is_paused", False) and not before["is_paused"])


def watching_blockers(*, is_author: bool, serves: bool) -> tuple[Blocker, ...]:
    """Why somebody may not change what a monitor finds.

    Args:
        is_author: they worked on a version of the model.
        serves: what it watches has a place in a stage that asks for approvals.
    """
    return (Blocker("monitor.own_work"),) if is_author and serves else ()
