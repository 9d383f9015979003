"""Life-cycle templates and decision tables: imported, published, versioned."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select

from app.errors import StaleError
from app.models.queries.draft_facts import draft_facts
from app.models.rules.blockers import Blocker, require
from app.models.rules.policies import (
    naming_blockers,
    publish_blockers,
    put_up_blockers,
    send_back_blockers,
    take_back_blockers,
)
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.services.commands.people import find_unit
from app.services.commands.signatures import sign_step, unsigned_step_blockers
from app.services.digests import digest_bytes
from app.services.publishable import require_publishable
from app.services.signed_documents import clean_reason
from app.services.signing import Signer
from app.services.unit_of_work import UnitOfWork

Versioned = TypeVar("Versioned", LifeCycleTemplate, DecisionTable)


def import_template(
    work: UnitOfWork,
    *,
    unit: str,
    key: str,
    name: str,
    process_id: str,
    bpmn: bytes,
    parameters: dict[str, Any] | None = None,
) -> LifeCycleTemplate:
    """The next version of a template, as a draft. The file is kept byte for byte."""
    unit_id = find_unit(work, unit).id
    return work.add(
        LifeCycleTemplate(
            unit_id=unit_id,
            key=key,
            version=_next_version(work, LifeCycleTemplate, unit_id, key),
            name=name,
            process_id=process_id,
            bpmn=bpmn,
            sha256=digest_bytes(bpmn),
            parameters=parameters or {},
        )
    )


def import_table(
    work: UnitOfWork,
    *,
    unit: str,
    key: str,
    name: str,
    decision_id: str,
    dmn: bytes,
    reason: str | None = None,
) -> DecisionTable:
    """The next version of a decision table, as a draft."""
    require(naming_blockers(key, decision_id))
    unit_id = find_unit(work, unit).id
    return work.add(
        DecisionTable(
            unit_id=unit_id,
            key=key,
            version=_next_version(work, DecisionTable, unit_id, key),
            name=name,
            decision_id=decision_id,
            dmn=dmn,
            sha256=digest_bytes(dmn),
            reason=reason,
        )
    )


def _next_version(work: UnitOfWork, kind: type[Versioned], unit_id: UUID, key: str) -> int:
    statement = select(func.max(kind.version)).where(kind.unit_id == unit_id, kind.key == key)
    return (work.session.scalar(statement) or 0) + 1


def put_up(work: UnitOfWork, row_id: UUID) -> None:
    """Ask that a draft be published: it stands on Home of everybody who may.

    Raises:
        RefusedError: with every blocker.
        InputError: it can't run, or what it names is not in force.
    """
    row = work.get(LifeCycleTemplate, row_id)
    require(put_up_blockers(draft_facts(work.session, row), work.decider(row.unit_id)))
    require_publishable(work.session, row)
    row.state = "in_review"
    work.flush()


def take_back(work: UnitOfWork, row_id: UUID) -> None:
    """It is a draft again, and asks nobody.

    Raises:
        RefusedError: with every blocker.
    """
    row = work.get(LifeCycleTemplate, row_id)
    require(take_back_blockers(draft_facts(work.session, row), work.decider(row.unit_id)))
    row.state = "draft"
    work.flush()


def send_back(work: UnitOfWork, row_id: UUID, *, reason: str) -> None:
    """Whoever is asked to publish it says no: it is a draft again, and keeps why.

    Raises:
        RefusedError: with every blocker.
    """
    row = work.get(LifeCycleTemplate, row_id)
    why = clean_reason(reason)
    facts, actor = draft_facts(work.session, row), work.decider(row.unit_id)
    require(send_back_blockers(facts, actor, why))
    row.state, row.reason = "draft", why
    work.flush()


def publish(
    work: UnitOfWork,
    kind: type[Versioned],
    row_id: UUID,
    *,
    reason: str = "",
    seen: str,
    signer: Signer | None = None,
) -> Versioned:
    """Publish what somebody else has drafted; the version published before becomes deprecated.

    Args:
        reason: why, for tables.
        seen: digest of the file that was looked at.
    Raises:
        RefusedError: with every blocker; that a newer one is published is one.
        InputError: it can't run, or what it names is not in force.
        StaleError: the file is another than was seen.
    """
    row = work.get(kind, row_id)
    require(publish_blockers(draft_facts(work.session, row), work.decider(row.unit_id)))
    require(unsigned_step_blockers(work, row, "published", signer))
    if isinstance(row, DecisionTable):
        require(naming_blockers(row.key, row.decision_id))
    _require_seen(row, seen)
    require_publishable(work.session, row)
    before = work.session.scalars(
        select(kind).where(
            kind.unit_id == row.unit_id, kind.key == row.key, kind.state == "published"
        )
    ).all()
    changes: dict[str, Any] = {"seen_sha256": seen}
    if isinstance(row, DecisionTable):
        changes["reason"] = reason or row.reason
    sign_step(work, row, "published", signer, meaning="Put in force", **changes)
    for name, value in changes.items():
        setattr(row, name, value)
    row.state = "published"
    work.flush()
    for old in before:
        old.state = "deprecated"
        work.flush()
    return row


def _require_seen(row: LifeCycleTemplate | DecisionTable, seen: str) -> None:
    present = digest_bytes(row.dmn if isinstance(row, DecisionTable) else row.bpmn)
    if present != row.sha256:
        require([Blocker("table.digest")])
    if seen != present:
        raise StaleError(
            f"{row.key} v{row.version} is not what you looked at.",
            hint="Look at it again, then put it in force.",
        )
