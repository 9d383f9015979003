"""Whether a stored life cycle or decision table can be published: it runs, and finds what it names.

The file by itself is checked in `checked_files`; here, what it refers to in its unit too. Only what
is in force there counts: a start would find nothing else.
"""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.bpmn import xml_io as bpmn_xml
from app.models.bpmn.findings import Finding
from app.models.bpmn.graph import Node, NodeKind, ProcessDefinition
from app.models.language.juel import is_expression
from app.models.queries.in_force import (
    table_in_force,
    tables_in_force,
    template_in_force,
    templates_in_force,
)
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.services.checked_files import CheckedFile, check_file

MOST_NAMED = 2  # reasons in one message; the check lists all
MOST_KNOWN = 12  # keys that a hint lists


def check_stored_file(session: Session, kind: str, row_id: UUID) -> CheckedFile:
    """The check of a template (bpmn) or decision table (dmn), in its unit."""
    if kind == "bpmn":
        return check_stored(session, session.get_one(LifeCycleTemplate, row_id))
    return check_stored(session, session.get_one(DecisionTable, row_id))


def check_stored(session: Session, row: LifeCycleTemplate | DecisionTable) -> CheckedFile:
    if isinstance(row, DecisionTable):
        return check_file(f"{row.key}.dmn", row.dmn)
    found = check_file(f"{row.key}.bpmn", row.bpmn)
    process = bpmn_xml.parse(row.bpmn, found.name).processes.get(row.process_id)
    return found if process is None else found.refusing(_reference_findings(session, row, process))


def require_publishable(session: Session, row: LifeCycleTemplate | DecisionTable) -> None:
    """What can't run is never published, whoever stored it and whoever publishes.

    Raises:
        InputError: with every place that stops it.
    """
    found = check_stored(session, row)
    element = row.decision_id if isinstance(row, DecisionTable) else row.process_id
    if element in found.runnable:
        return
    refused = found.of("refused")
    reasons = [f"{one.place}: {one.why}" for one in refused[:MOST_NAMED]]
    if len(refused) > MOST_NAMED:
        reasons.append(f"and {len(refused) - MOST_NAMED} more")
    why = "; ".join(one.rstrip(".") for one in reasons) or f"its file holds no “{element}”"
    raise InputError(
        f"{row.key} v{row.version} can't run, so it can't be published: {why}.",
        hint="Its check (modelward template show) says what to do.",
    )


def _reference_findings(
    session: Session, row: LifeCycleTemplate, process: ProcessDefinition
) -> list[Finding]:
    """Decision tables and life cycles that the process names and that are not in force."""
    found = (_reference_finding(session, row, process, node) for node in process.nodes.values())
    return [one for one in found if one is not None]


def _reference_finding(
    session: Session, row: LifeCycleTemplate, process: ProcessDefinition, node: Node
) -> Finding | None:
    decision, called = _name(node.decision), _name(node.called_element)
    if node.kind is NodeKind.BUSINESS_RULE and decision:
        if table_in_force(session, decision, row.unit_id) is not None:
            return None
        known = tables_in_force(session, row.unit_id)
        return _finding(process, node, "decision table", decision, known)
    if node.kind is NodeKind.CALL and called and not _is_callable(session, row, called):
        known = [one.key for one in templates_in_force(session, row.unit_id)]
        return _finding(process, node, "life cycle", called, known)
    return None


def _name(text: str) -> str:
    """What is named; empty where that depends on variables, and is only known when it runs."""
    return "" if is_expression(text) else text


def _is_callable(session: Session, row: LifeCycleTemplate, name: str) -> bool:
    """In force in the unit, or the life cycle itself, which is once it is published."""
    is_itself = name in (row.key, row.process_id)
    return is_itself or template_in_force(session, name, row.unit_id) is not None


def _finding(
    process: ProcessDefinition, node: Node, what: str, name: str, known: Collection[str]
) -> Finding:
    element = process.extra_kinds.get(node.id, str(node.kind))
    why = f"There is no published {what} “{name[:80]}” for this unit."
    return Finding(element, node.id, node.line, why, _hint(name, known), process=process.id)


def _hint(name: str, known: Collection[str]) -> str:
    close = get_close_matches(name, known, n=1)
    listed = ", ".join([*sorted(known)[:MOST_KNOWN], *(["…"] if len(known) > MOST_KNOWN else [])])
    return " ".join(
        [*([f"Did you mean “{close[0]}”?"] if close else []), f"Published: {listed or 'none'}."]
    )
