"""Waivers that are over while what they let pass still serves in production."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.evidence import covered_rules, rule_name, stopping_rules
from app.models.tables.execution import Placement
from app.models.tables.governance import Waiver
from app.models.tables.inventory import RegisteredModel

Rule = tuple[UUID, str]  # of a snapshot


def list_lapsed(session: Session, person: UUID | None = None) -> list[Waiver]:
    """The last one of each rule that failed and that no waiver in force covers any more.

    Over when the rule is waived anew, or the version is replaced or retired.

    Args:
        person: those alone that this one asked for or granted, or whose model they own.
    """
    serving = select(Placement.snapshot_id).where(
        Placement.state == "in_place", Placement.stage_kind == "production"
    )
    ended = session.execute(
        select(Waiver, RegisteredModel.owner_id)
        .join(RegisteredModel, RegisteredModel.id == Waiver.model_id)
        .where(
            Waiver.state == "expired",
            Waiver.granted_by.is_not(None),
            Waiver.snapshot_id.in_(serving),
        )
        .order_by(Waiver.number)
    ).all()
    last: dict[Rule, tuple[Waiver, UUID | None]] = {
        (one.snapshot_id, rule_name(one)): (one, owner) for one, owner in ended
    }
    mine = {
        rule: one
        for rule, (one, owner) in last.items()
        if person is None or person in (owner, one.asked_by, one.granted_by)
    }
    bare = _bare_rules(session, {snapshot for snapshot, _ in mine})
    return [one for rule, one in mine.items() if rule in bare]


def _bare_rules(session: Session, snapshots: Collection[UUID]) -> set[Rule]:
    if not snapshots:
        return set()
    return stopping_rules(session, snapshots) - covered_rules(session, snapshots)
