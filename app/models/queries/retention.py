"""How long things are kept, as the policy in force says it.

What a version was made of, and what was decided on it, is kept always: no table of those loses a
row. Only what is written beside them ends some day, and not before the policy lets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.dmn.evaluate import evaluate, map_result
from app.models.dmn.xml_io import parse
from app.models.queries.in_force import table_in_force
from app.models.queries.lookups import UnitRef, load_units
from app.models.rules.policies import RETENTION
from app.models.tables.execution import Runtime
from app.models.tables.life_cycle import DecisionTable

BUILT_IN = "embedded"
SCORING_LOG = "scoring_log"
ALWAYS = 0


def kept_days(session: Session, unit_id: UUID, what: str) -> int | None:
    """For how many days `what` of a unit is kept; `ALWAYS`; None where no row says.

    Of several rows that hit the longest counts.
    """
    table_id = table_in_force(session, RETENTION, unit_id)
    if table_id is None:
        return None
    table = session.get_one(DecisionTable, table_id)
    return _longest(table.dmn, table.decision_id, load_units(session)[unit_id].key, what)


@lru_cache(maxsize=64)  # a service asks every few seconds, and the file never changes
def _longest(dmn: bytes, decision_id: str, unit: str, what: str) -> int | None:
    rows = map_result(evaluate(parse(dmn), decision_id, {"what": what, "unit": unit}), "resultList")
    assert isinstance(rows, list)
    found = [int(row.get("days") or ALWAYS) for row in rows]
    return None if not found else ALWAYS if ALWAYS in found else max(found)


@dataclass(frozen=True, slots=True)
class KeptRow:
    """How long something of a unit is kept, and by which policy. `days` as `kept_days` gives it."""

    what: str
    unit: str
    days: int | None
    policy_id: UUID | None = None
    version: int | None = None
    policy_unit: str = ""  # where that policy was published
    since: datetime | None = None  # it was put in force
    runtimes: tuple[str, ...] = ()  # built-in ones of the unit, which write such logs


def list_kept(session: Session) -> tuple[KeptRow, ...]:
    """Scoring logs of each unit that has built-in runtimes; of all units where none has any."""
    runtimes: dict[UUID, list[str]] = {}
    asked = select(Runtime.unit_id, Runtime.name).where(Runtime.kind == BUILT_IN)
    for unit_id, name in session.execute(asked.order_by(Runtime.name)):
        runtimes.setdefault(unit_id, []).append(name)
    units = load_units(session)
    wanted = [one for one in units.values() if not runtimes or one.id in runtimes]
    return tuple(
        _kept_row(session, units, unit, tuple(runtimes.get(unit.id, ())))
        for unit in sorted(wanted, key=lambda one: one.name)
    )


def _kept_row(
    session: Session, units: dict[UUID, UnitRef], unit: UnitRef, runtimes: tuple[str, ...]
) -> KeptRow:
    days = kept_days(session, unit.id, SCORING_LOG)
    table_id = table_in_force(session, RETENTION, unit.id)
    if table_id is None:
        return KeptRow(SCORING_LOG, unit.name, days, runtimes=runtimes)
    table = session.get_one(DecisionTable, table_id)
    return KeptRow(
        SCORING_LOG, unit.name, days, table_id, table.version, units[table.unit_id].name,
        table.recorded_from, runtimes,
    )  # fmt: skip
