"""Waivers that are over while what they let pass still serves in production."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.evidence import rule_name, unwaived_rules
from app.models.tables.execution import Placement
from app.models.tables.governance import Waiver


def list_lapsed(session: Session) -> list[Waiver]:
    """The last one of each rule that failed and that no waiver in force covers any more.

    Over when the rule is waived anew, or the version is replaced or retired.
    """
    serving = select(Placement.snapshot_id).where(
        Placement.state == "in_place", Placement.stage_kind == "production"
    )
    ended = session.scalars(
        select(Waiver)
        .where(
            Waiver.state == "expired",
            Waiver.granted_by.is_not(None),
            Waiver.snapshot_id.in_(serving),
        )
        .order_by(Waiver.number)
    ).all()
    last = {(one.snapshot_id, rule_name(one)): one for one in ended}
    bare = _bare_rules(session, [snapshot for snapshot, _ in last])
    return [one for (snapshot, rule), one in last.items() if rule in bare[snapshot]]


def _bare_rules(session: Session, snapshots: Sequence[UUID]) -> dict[UUID, list[str]]:
    return {one: unwaived_rules(session, one) for one in dict.fromkeys(snapshots)}
