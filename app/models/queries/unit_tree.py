"""The tree of units: as their parents say, and as the guards read it.

Guards and row security read `unit_ancestor`, which a trigger fills as a unit is added and no event
tells of. So whoever verifies climbs by parents, which events tell, and holds that table against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.tables.organisation import BusinessUnit, UnitAncestor

Parents = Mapping[UUID, UUID | None]


@dataclass(frozen=True, slots=True)
class StrayUnit:
    """A unit whose rows in `unit_ancestor` are others than its parents make; keys of units."""

    id: UUID
    expected: tuple[str, ...]
    found: tuple[str, ...]


def load_parents(session: Session) -> dict[UUID, UUID | None]:
    return dict(session.execute(select(BusinessUnit.id, BusinessUnit.parent_id)).all())


def climb(parents: Parents, unit: UUID) -> set[UUID]:
    """The unit and those above it; parents that somebody made a circle of end it."""
    found: set[UUID] = set()
    at: UUID | None = unit
    while at is not None and at not in found:
        found.add(at)
        at = parents.get(at)
    return found


def stray_units(session: Session) -> list[StrayUnit]:
    """Units that the guards take to lie elsewhere than they do. For who sees all units."""
    parents, above = load_parents(session), defaultdict(set)
    for unit, ancestor in session.execute(select(UnitAncestor.unit_id, UnitAncestor.ancestor_id)):
        above[unit].add(ancestor)
    keys = dict(session.execute(select(BusinessUnit.id, BusinessUnit.key)).all())

    def named(units: set[UUID]) -> tuple[str, ...]:
        return tuple(sorted(keys.get(one, str(one)) for one in units))

    return [
        StrayUnit(unit, named(due), named(above[unit]))
        for unit in sorted(parents.keys() | above.keys())
        if (due := climb(parents, unit)) != above[unit]
    ]
