"""A limit tried on the results on record: what another number would have fired, exactly.

A result counts where it also meets what else the rule of the table asks of it (a p-value, a number
of rows): what the table would say with that number, is what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.dmn.limits import TableLimit, limit_of_test
from app.models.queries.heat_map import Backtest, backtest
from app.models.queries.in_force import table_in_force
from app.models.queries.lookups import roles_by_unit
from app.models.queries.monitoring import Limit
from app.models.rules.blockers import Blocker
from app.models.rules.policies import POLICIES
from app.models.rules.rights import write_blockers
from app.models.rules.roles import Role
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import Monitor, MonitorRun, TestResult
from app.models.tables.organisation import BusinessUnit, UnitAncestor

MOST_NIGHTS = 10_000  # runs that a limit is tried on: the newest
_NUMBERS = {"p_adjusted": TestResult.p_adjusted, "n": TestResult.n, "effect": TestResult.effect,
            "value": TestResult.statistic}  # fmt: skip
_WORDS = {"feature": TestResult.feature, "role": TestResult.role,
          "dimension": TestResult.dimension}  # fmt: skip
_COMPARED = re.compile(r"(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)")
_NAMED = re.compile(r'"[^"]*"(?:\s*,\s*"[^"]*")*')


@dataclass(frozen=True, slots=True)
class Night:
    """The lowest and the highest value of one run; `counted` of those that may break the limit."""

    at: datetime
    low: float
    high: float
    counted: tuple[float, ...]
    is_effect: bool = False  # the limit is of the size of the effect, which is another number

    def worst(self, limit: Limit | None) -> float:
        """What the limit is held to first."""
        return max((self.low, self.high), key=limit.excess) if limit else self.high


@dataclass(frozen=True, slots=True)
class Judging:
    """By which limit of which table a test is judged, and why this reader may not ask for another.

    `limit` None: `why` says what there is instead of one number.
    """

    limit: Limit | None
    rule: TableLimit | None = None
    why: str = ""
    table: str = ""  # "monitor-thresholds v1"
    title: str = ""  # "Monitor thresholds v1", for people
    digest: str = ""  # of the table's file
    newer: int = 0  # the version in force, where it is another one
    unit: str = ""  # where the version that this reader proposes would be in force
    monitors: int = 0  # that are judged by a table of this name, and would be by that version
    blockers: tuple[Blocker, ...] = ()


def load_judging(session: Session, monitor_id: UUID, test: str, me: UUID) -> Judging:
    """How a test of a monitor is judged now."""
    monitor = session.get_one(Monitor, monitor_id)
    registered = session.get_one(RegisteredModel, monitor.model_id)
    table = (
        session.get(DecisionTable, monitor.decision_table_id) if monitor.decision_table_id else None
    )
    rule, why = None, ""
    try:
        if table is None:
            raise InputError("It is judged by no table.")
        rule = limit_of_test(table.dmn, table.decision_id, test, registered.risk_tier)
        _others(rule)
    except InputError as error:
        rule, why = None, f"{error.message} {error.hint}".strip()
    if table is None:
        return Judging(None, why=why)
    present = table_in_force(session, table.key, monitor.unit_id)
    is_present = present in (None, table.id)
    newer = 0 if is_present else session.get_one(DecisionTable, present).version
    roles = roles_by_unit(session, me)
    there = roles.get(table.unit_id, frozenset())
    unit_id = unit_of_proposal(table.unit_id, monitor.unit_id, there)
    held = there | roles.get(monitor.unit_id, frozenset())
    blockers = write_blockers("decision_table", "insert", held)
    if newer:
        blockers = (Blocker("limit.old", version=newer), *blockers)
    if table.key not in POLICIES:
        blockers = (Blocker("limit.own", table=table.name), *blockers)
    return Judging(
        limit=Limit(rule.operator, rule.value, rule.low) if rule else None,
        rule=rule,
        why=why,
        table=f"{table.key} v{table.version}",
        title=f"{table.name} v{table.version}",
        digest=sha256(table.dmn).hexdigest(),
        newer=newer,
        unit=session.get_one(BusinessUnit, unit_id).name,
        monitors=_count_reached(session, table.key, unit_id),
        blockers=blockers,
    )


def unit_of_proposal(of_table: UUID, of_monitor: UUID, roles_there: Collection[Role]) -> UUID:
    """Where the next version of a table belongs: beside it, for an architect there, else below.

    `roles_there`: those of the person in the table's unit.
    """
    return of_table if Role.ARCHITECT in roles_there else of_monitor


def _count_reached(session: Session, key: str, unit_id: UUID) -> int:
    """Running monitors in the unit and below it, but not where a nearer version is in force."""
    named = select(DecisionTable.id).where(DecisionTable.key == key)
    below = select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id == unit_id)
    nearer = (
        select(UnitAncestor.unit_id)
        .join(DecisionTable, DecisionTable.unit_id == UnitAncestor.ancestor_id)
        .where(
            DecisionTable.key == key,
            DecisionTable.state == "published",
            DecisionTable.unit_id != unit_id,
            DecisionTable.unit_id.in_(below),
        )
    )
    count = select(func.count()).where(
        Monitor.decision_table_id.in_(named),
        Monitor.is_paused.is_(False),
        Monitor.unit_id.in_(below),
        Monitor.unit_id.not_in(nearer),
    )
    return session.scalar(count) or 0


def load_nights(
    session: Session,
    monitor_id: UUID,
    *,
    test: str,
    rule: TableLimit | None,
    start: datetime,
    end: datetime,
    feature: str = "",
) -> tuple[Night, ...]:
    """What the limit of `rule` would be held to, run by run; without one, every value.

    Args:
        feature: only of this one; empty: the worst of all.
    """
    is_effect = rule is not None and rule.quantity == "effect"
    value = TestResult.effect if is_effect else TestResult.statistic
    # Where only a bracket is known, the worse end counts: as the judge has it.
    is_value = true() if not is_effect else TestResult.effect == TestResult.statistic
    above = value + case((is_value, func.coalesce(TestResult.error_bound, 0.0)), else_=0.0)
    counts = and_(true(), *_others(rule))
    rows = session.execute(
        select(
            MonitorRun.fire_at,
            func.min(value),
            func.max(above),
            func.min(case((counts, value))),
            func.max(case((counts, above))),
            func.max(case((is_value, 0), else_=1)),
        )
        .join(TestResult, TestResult.run_id == MonitorRun.id)
        .where(
            MonitorRun.monitor_id == monitor_id,
            MonitorRun.fire_at.between(start, end),
            MonitorRun.state != "running",
            TestResult.test == test,
            value.is_not(None),
            TestResult.feature == feature if feature else true(),
        )
        .group_by(MonitorRun.fire_at)
        .order_by(MonitorRun.fire_at.desc())
        .limit(MOST_NIGHTS)
    ).all()
    return tuple(
        Night(at, low, high, () if least is None else (least, most), bool(other))
        for at, low, high, least, most, other in reversed(rows)
    )


def try_limit(nights: Iterable[Night], limit: Limit) -> Backtest:
    """How often this limit would have fired."""
    return backtest(
        ((one.at, max(one.counted, key=limit.excess) if one.counted else None) for one in nights),
        limit,
    )


def try_table(
    session: Session, model_id: UUID, table: DecisionTable, *, start: datetime, end: datetime
) -> dict[str, int]:
    """How often each test would have fired by this table, on what the model's monitors measured.

    Of each test the monitor that measured it last. Without a result, or without one number that
    fails, a test is left out.
    """
    tier = session.get_one(RegisteredModel, model_id).risk_tier
    found = {}
    for test, monitor_id in _last_measured(session, model_id, start, end).items():
        try:
            rule = limit_of_test(table.dmn, table.decision_id, test, tier)
            nights = load_nights(session, monitor_id, test=test, rule=rule, start=start, end=end)
        except InputError:
            continue
        limit = Limit(rule.operator, rule.value, rule.low)
        found[test] = len(try_limit(nights, limit).fires)
    return found


def _last_measured(
    session: Session, model_id: UUID, start: datetime, end: datetime
) -> dict[str, UUID]:
    """Of each test the monitor with its newest result."""
    rows = session.execute(
        select(TestResult.test, MonitorRun.monitor_id)
        .join(TestResult, TestResult.run_id == MonitorRun.id)
        .where(
            MonitorRun.model_id == model_id,
            MonitorRun.monitor_id.is_not(None),
            MonitorRun.fire_at.between(start, end),
            MonitorRun.state != "running",
        )
        .group_by(TestResult.test, MonitorRun.monitor_id)
        .order_by(func.max(MonitorRun.fire_at), MonitorRun.monitor_id)
    )
    return {row[0]: row[1] for row in rows if row[1] is not None}


def _others(rule: TableLimit | None) -> list[ColumnElement[bool]]:
    """What a rule asks beside its limit, in SQL.

    Raises:
        InputError: it asks what results do not keep.
    """
    asked: Mapping[str, str] = rule.others if rule is not None else {}
    found: list[ColumnElement[bool]] = []
    for name, test in asked.items():
        number = _COMPARED.fullmatch(test)
        if number and name in _NUMBERS:
            column, bound = _NUMBERS[name], float(number[2])
            found.append(
                {"<": column < bound, "<=": column <= bound, ">": column > bound,
                 ">=": column >= bound}[number[1]]
            )  # fmt: skip
        elif name in _WORDS and _NAMED.fullmatch(test):
            found.append(or_(*(_WORDS[name] == one for one in re.findall(r'"([^"]*)"', test))))
        else:
            raise InputError(f"Its rule also asks for {name} {test}: results do not tell that.")
    return found
