"""Policies: decision tables that are proposed by one person and put in force by another."""

from __future__ import annotations

from uuid import UUID

from app.errors import InputError
from app.models.rules.blockers import require
from app.models.rules.policies import (
    EVIDENCE_OPENING,
    POLICIES,
    answer_blockers,
    opening_file,
    publish_blockers,
    switch_blockers,
)
from app.models.rules.roles import Role
from app.models.rules.tasks import reason_blockers
from app.models.tables.life_cycle import DecisionTable
from app.services.checked_files import check_file
from app.services.commands.drafts import answered
from app.services.commands.life_cycles import import_table, publish
from app.services.commands.people import default_unit
from app.services.digests import digest_bytes
from app.services.signed_documents import clean_reason
from app.services.signing import Signer
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
    require(switch_blockers(key, digest_bytes(data)))
    home = unit or default_unit(work, frozenset({Role.ARCHITECT})).key
    decision = key if key in found.runnable else found.runnable[0]
    return import_table(
        work, unit=home, key=key, name=found.title or key, decision_id=decision, dmn=data,
        reason=why,
    )  # fmt: skip


def require_opened_evidence(
    work: UnitOfWork, unit: str, *, is_required: bool, reason: str
) -> DecisionTable:
    """Propose that who accepts must have opened all evidence, in a unit and below; or need not."""
    data = opening_file(is_required=is_required)
    name = f"{EVIDENCE_OPENING}.dmn"
    return propose_policy(work, EVIDENCE_OPENING, name, data, reason=reason, unit=unit)


def publish_policy(
    work: UnitOfWork, table_id: UUID, *, reason: str, seen: str, signer: Signer | None = None
) -> DecisionTable:
    """Put a proposed version in force, signed: what begins from now on follows it.

    Args:
        seen: digest of the content that was looked at (`PolicyChange.digest`).
    Raises:
        StaleError: the version holds something else by now.
    """
    row, why = answered(work, DecisionTable, table_id, publish_blockers, reason)
    require(switch_blockers(row.key, digest_bytes(row.dmn)))
    return publish(work, DecisionTable, table_id, reason=why, seen=seen, signer=signer)


def refuse_policy(work: UnitOfWork, table_id: UUID, *, reason: str) -> DecisionTable:
    """Say that a proposed version does not come in force; who wrote it takes it back so."""
    row, why = answered(work, DecisionTable, table_id, answer_blockers, reason)
    row.reason, row.state = why, "refused"
    work.flush()
    return row
