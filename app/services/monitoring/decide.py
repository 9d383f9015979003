"""The decision table of a workspace as what the judge asks: inputs in, verdict out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.models.dmn.evaluate import evaluate
from app.models.dmn.xml_io import parse
from app.models.rules.monitors import WERE_IN_FORCE
from app.services.monitoring.judge import Decide

if TYPE_CHECKING:  # a child that measures again asks no database
    from app.models.queries.releases import TableRow


def decide_of_monitor(table: TableRow | None) -> Decide:
    """By the table that a monitor is bound to. One that was never in force judges nothing.

    Monitors of earlier versions of the product may be bound to a draft, which its author can
    change alone: then every result says NO_THRESHOLD, a governance gap, as without any table.
    """
    if table is None or table.state not in WERE_IN_FORCE:
        return lambda _: None
    return decide_with(table.dmn, table.decision_id)


def decide_with(dmn: bytes, decision_id: str) -> Decide:
    """A judge's `decide` over a DMN file. No rule hit: no threshold."""
    file = parse(dmn)

    def decide(inputs: Mapping[str, object]) -> Mapping[str, object] | None:
        found = evaluate(file, decision_id, inputs)
        if not found.rows:
            return None
        rule = found.rule_ids[0] if found.rule_ids else ""
        return {**found.rows[0], "rule": rule}

    return decide
