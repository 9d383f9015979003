"""How long things are kept, as the policy in force says it.

What a version was made of, and what was decided on it, is kept always: no table of those loses a
row. Only what is written beside them ends some day, and not before the policy lets it.
"""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.dmn.evaluate import evaluate, map_result
from app.models.dmn.xml_io import parse
from app.models.queries.in_force import table_in_force
from app.models.queries.lookups import load_units
from app.models.rules.policies import RETENTION
from app.models.tables.life_cycle import DecisionTable

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
