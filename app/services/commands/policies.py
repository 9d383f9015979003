"""Policies: decision tables that are proposed by one person and put in force by another."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.errors import InputError
from app.models.enforcement.history import SUFFIX
from app.models.rules.blockers import require
from app.models.rules.policies import (
    POLICIES,
    PolicyFacts,
    answer_blockers,
    publish_blockers,
)
from app.models.rules.roles import Role
from app.models.rules.tasks import reason_blockers
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.organisation import UnitAncestor
from app.services.commands.life_cycles import import_table, publish
from app.services.commands.people import default_unit
from app.services.process_files import check_file, require_runs
from app.services.signed_documents import clean_reason
from app.services.unit_of_work import UnitOfWork


def propose_policy(
    work: UnitOfWork, key: str, name: str, data: bytes, *, reason: str, unit: str = ""
) -> DecisionTable:
    """Keep a decision table as the next version of a policy; it is not in force yet.

    Args:
        name: of the file, for messages.
    Raises:
        InputError: there is no such policy, or the file is no decision table that runs.
    """
    if key not in POLICIES:
        raise InputError(f"There is no policy {key}.", hint="Known: " + ", ".join(POLICIES) + ".")
    why = clean_reason(reason)
    require(reason_blockers(why))
    found = check_file(name, data)
    if found.kind != "dmn" or not found.runnable:
        raise InputError(
            f"{name} is no decision table that can run.",
            hint=f"modelward template check {name} says why.",
        )
    home = unit or default_unit(work, frozenset({Role.ARCHITECT})).key
    decision = key if key in found.runnable else found.runnable[0]
    return import_table(
        work, unit=home, key=key, name=found.title or key, decision_id=decision, dmn=data,
        reason=why,
    )  # fmt: skip


def publish_policy(work: UnitOfWork, table_id: UUID, *, reason: str) -> DecisionTable:
    """Put a proposed version in force: what begins from now on follows it."""
    row = work.get(DecisionTable, table_id)
    why = clean_reason(reason)
    blockers = publish_blockers(policy_facts(work, row), work.decider(row.unit_id))
    require([*blockers, *reason_blockers(why)])
    require_runs(row.key, row.version, row.decision_id, f"{row.key}.dmn", row.dmn)
    return publish(work, DecisionTable, table_id, reason=why)


def refuse_policy(work: UnitOfWork, table_id: UUID, *, reason: str) -> DecisionTable:
    """Say that a proposed version does not come in force; who wrote it takes it back so."""
    row = work.get(DecisionTable, table_id)
    why = clean_reason(reason)
    blockers = answer_blockers(policy_facts(work, row), work.decider(row.unit_id))
    require([*blockers, *reason_blockers(why)])
    row.reason, row.state = why, "refused"
    work.flush()
    return row


def policy_facts(work: UnitOfWork, row: DecisionTable) -> PolicyFacts:
    past = METADATA.tables[f"{SCHEMA}.decision_table{SUFFIX}"]
    writers = work.session.scalars(select(past.c.recorded_by).where(past.c.id == row.id))
    before = work.session.scalars(
        select(DecisionTable.id)
        .join(UnitAncestor, UnitAncestor.ancestor_id == DecisionTable.unit_id)
        .where(
            UnitAncestor.unit_id == row.unit_id,
            DecisionTable.key == row.key,
            DecisionTable.id != row.id,
            DecisionTable.state == "published",
        )
    ).first()
    return PolicyFacts(
        row.key, row.state, frozenset({*writers, row.recorded_by}), before is not None
    )
