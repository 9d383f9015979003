"""Another limit of a monitor's test: asked for here, put in force by a second person."""

from __future__ import annotations

import math
from uuid import UUID

from app.errors import InputError, StaleError
from app.models.dmn.limits import limit_of_test, with_limit
from app.models.queries.in_force import table_in_force
from app.models.queries.limit_trial import unit_of_proposal
from app.models.rules.blockers import Blocker, require
from app.models.rules.policies import POLICIES
from app.models.rules.rights import write_blockers
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import Monitor
from app.models.tables.organisation import BusinessUnit
from app.services.commands.changing import change
from app.services.commands.monitors import require_second
from app.services.commands.policies import propose_policy
from app.services.digests import digest_bytes
from app.services.unit_of_work import UnitOfWork


def propose_limit(
    work: UnitOfWork, monitor_id: UUID, *, test: str, value: float, reason: str, seen: str
) -> DecisionTable:
    """Propose the policy a monitor is judged by anew, with another number at which `test` fails.

    It counts for every monitor under that policy, once a second person has put it in force.

    Args:
        seen: digest of the table that the limit was tried against (`Judging.digest`).
    Raises:
        InputError: the table has no such number, or has it already.
        StaleError: another version is in force by now.
    """
    monitor = work.get(Monitor, monitor_id)
    table = _policy_of(work, monitor)
    if digest_bytes(table.dmn) != seen:
        raise StaleError(
            f"{table.key} v{table.version} is in force by now.", hint="Look at its limits first."
        )
    tier = work.get(RegisteredModel, monitor.model_id).risk_tier
    if not math.isfinite(value):
        raise InputError("The limit is no number.")
    known = limit_of_test(table.dmn, table.decision_id, test, tier)
    if value == known.value:
        raise InputError(f"That is its limit already: {known.text}.")
    data = with_limit(table.dmn, table.decision_id, test, tier, value)
    there = work.roles_in(table.unit_id)
    unit = work.get(BusinessUnit, unit_of_proposal(table.unit_id, monitor.unit_id, there))
    name = f"{table.key}.dmn"
    return propose_policy(work, table.key, name, data, reason=reason, unit=unit.key)


def judge_by_policy(work: UnitOfWork, monitor_id: UUID, *, seen: int | None = None) -> Monitor:
    """Let a monitor be judged by the version of its policy that is in force now.

    Raises:
        InputError: nothing is in force, or it is that version already.
    """
    monitor = work.get(Monitor, monitor_id)
    require(write_blockers("monitor", "update", work.roles_in(monitor.unit_id)))
    table = _policy_of(work, monitor)
    if table.id == monitor.decision_table_id:
        raise InputError(f"{monitor.name} is judged by {table.key} v{table.version} already.")
    before = work.session.get_one(DecisionTable, monitor.decision_table_id)
    is_later = before.unit_id == table.unit_id and before.version < table.version
    require_second(work, monitor, {"decision_table_id": table.id}, is_later_table=is_later)
    return change(work, monitor, {"decision_table_id": table.id}, seen=seen)


def _policy_of(work: UnitOfWork, monitor: Monitor) -> DecisionTable:
    """What is in force under the name of the monitor's table."""
    if monitor.decision_table_id is None:
        raise InputError(f"{monitor.name} is judged by no table.")
    own = work.get(DecisionTable, monitor.decision_table_id)
    if own.key not in POLICIES:
        require((Blocker("limit.own", table=own.name),))
    found = table_in_force(work.session, own.key, monitor.unit_id)
    if found is None:
        raise InputError(f"No version of {own.key} is in force.")
    return work.get(DecisionTable, found)
