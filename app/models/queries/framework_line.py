"""A version of a framework with all that it comes after: what becomes of each requirement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.rules.frameworks import Step, trace
from app.models.tables.frameworks import Framework, Requirement, RequirementMapping


@dataclass(frozen=True, slots=True)
class LineRequirement:
    id: UUID
    framework_id: UUID
    reference: str
    version: int


@dataclass(frozen=True, slots=True)
class Line:
    """`requirements` of all these versions; `target`: those of the one that was asked for."""

    requirements: Mapping[UUID, LineRequirement]
    target: Mapping[UUID, LineRequirement]
    steps: Mapping[UUID, Sequence[Step]]
    _ways: dict[UUID, tuple[Step, ...]] = field(default_factory=dict, init=False, repr=False)

    def ways(self, requirement: UUID) -> tuple[Step, ...]:
        """What became of a requirement, in the version that was asked for."""
        if requirement not in self._ways:
            self._ways[requirement] = trace(requirement, self.steps, self.target)
        return self._ways[requirement]


def load_line(session: Session, framework_id: UUID) -> Line:
    versions = _versions(session, framework_id)
    rows = session.execute(
        select(Requirement.id, Requirement.framework_id, Requirement.reference)
        .where(Requirement.framework_id.in_(list(versions)))
        .order_by(Requirement.position)
    )
    found = {row.id: LineRequirement(*row, versions[row.framework_id]) for row in rows}
    target = {one.id: one for one in found.values() if one.framework_id == framework_id}
    return Line(found, target, _steps(session, versions))


def _versions(session: Session, framework_id: UUID) -> dict[UUID, int]:
    """A version and all that it comes after: id to number."""
    found: dict[UUID, int] = {}
    following: UUID | None = framework_id
    while following is not None and following not in found:
        row = session.execute(
            select(Framework.version, Framework.supersedes_id).where(Framework.id == following)
        ).one_or_none()
        if row is None:
            break
        found[following] = row.version
        following = row.supersedes_id
    return found


def _steps(session: Session, versions: Mapping[UUID, int]) -> dict[UUID, list[Step]]:
    found: dict[UUID, list[Step]] = defaultdict(list)
    rows = session.scalars(
        select(RequirementMapping).where(RequirementMapping.framework_id.in_(list(versions)))
    )
    for one in rows:
        found[one.requirement_id].append(Step(one.successor_id, one.outcome, one.note))
    return found
