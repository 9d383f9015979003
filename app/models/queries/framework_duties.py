"""Who answers for a requirement: by its own reference, or by what it was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.framework_line import Line, LineRequirement, load_line
from app.models.queries.responsibilities import RaciRow
from app.models.rules.frameworks import REASSESS
from app.models.tables.frameworks import Framework


def place_duties(
    session: Session, framework_id: UUID, duties: Iterable[RaciRow]
) -> dict[UUID, list[RaciRow]]:
    """The entries of a version's requirements, those carried on to another reference told so.

    An entry names a reference; which version's it meant, its day says. What a newer version does
    with that requirement it does with its entries too, unless somebody named another for the part.
    """
    line = load_line(session, framework_id)
    begun = _published(session, line)
    found: dict[UUID, list[RaciRow]] = {}
    for duty in duties:
        meant = _meant(line, begun, duty)
        for step in line.ways(meant.id) if meant is not None else ():
            if step.successor is None or step.successor not in line.target:
                continue  # dropped, or nobody said what became of it
            is_same = line.target[step.successor].reference == _reference(duty)
            told = replace(
                duty,
                carried_from="" if is_same else _reference(duty),
                is_to_confirm=step.outcome == REASSESS,
            )
            found.setdefault(step.successor, []).append(told)
    return {key: list(_without_replaced(rows)) for key, rows in found.items()}


def _published(session: Session, line: Line) -> Mapping[UUID, datetime]:
    """When each version of a line was put in force; it is not changed afterwards."""
    versions = {one.framework_id for one in line.requirements.values()}
    rows = session.execute(
        select(Framework.id, Framework.recorded_from).where(
            Framework.id.in_(versions), Framework.state == "published"
        )
    )
    return {row.id: row.recorded_from for row in rows}


def _meant(line: Line, begun: Mapping[UUID, datetime], duty: RaciRow) -> LineRequirement | None:
    """The requirement that had this reference when the entry was recorded."""
    known = [one for one in line.requirements.values() if one.reference == _reference(duty)]
    then = [
        one for one in known if one.framework_id in begun and begun[one.framework_id] <= duty.since
    ]
    if then:
        return max(then, key=lambda one: one.version)
    return min(known, key=lambda one: one.version, default=None)


def _reference(duty: RaciRow) -> str:
    return duty.about.partition("/")[2]


def _without_replaced(rows: list[RaciRow]) -> Iterable[RaciRow]:
    """What is carried on gives way to what a unit says of the requirement itself."""
    own = {(one.unit_id, one.part) for one in rows if not one.carried_from}
    for one in rows:
        if not one.carried_from or (one.unit_id, one.part) not in own:
            yield one
