"""Whether people signed what a request rests on: what is in force, how it is rated, findings."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.evidence import pinned_evidence
from app.models.queries.held_rows import FILES
from app.models.tables.engine import ProcessInstance, Token
from app.models.tables.governance import Finding, RiskAssessment, TransitionRequest
from app.models.tables.inventory import UseCaseModel
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.services.library import TABLES, TEMPLATES
from app.services.verifying.beginning import beginning_of
from app.services.verifying.signatures import MISSING, Fault, facts_of, name_of_person, taken_fault
from app.services.verifying.steps import came_by, last_step
from app.services.verifying.votes import REVIEWED
from app.texts import N_

OTHER_TABLE = N_("its rules are others than those that were put in force")
GONE = N_("the version that its votes signed for is not there any more")
POLICY, LIMITS, LIFE_CYCLE = N_("policy"), N_("table of limits"), N_("life cycle")
RATING, FINDING = N_("risk assessment"), N_("finding")
_PUBLISHED = {DecisionTable: "table.published", LifeCycleTemplate: "template.published"}

InForce = DecisionTable | LifeCycleTemplate
_NAMED: tuple[tuple[str, str, type[InForce]], ...] = (  # in the evidence that every vote signs
    ("route", POLICY, DecisionTable),
    ("thresholds", LIMITS, DecisionTable),
    ("life_cycle", LIFE_CYCLE, LifeCycleTemplate),
)


def ground_faults(session: Session, request: TransitionRequest) -> Iterator[Fault]:
    """What is wrong with how came in force by what this request was tested, rated and decided.

    By what that was, the evidence says that its votes signed, whatever the rows point to by now.
    """
    pinned = pinned_evidence(session, request)
    for name, kind, table in _NAMED:
        if named := pinned.get(name):
            yield from _named_faults(session, request, kind, table, named)
    for template in _life_cycles(session, request.instance_id):
        who, why = _in_force_fault(session, template)
        if why:
            yield Fault(LIFE_CYCLE, template.id, who, why)
    yield from _rating_faults(session, request.model_id)


def _named_faults(
    session: Session,
    request: TransitionRequest,
    kind: str,
    table: type[InForce],
    named: Mapping[str, Any],
) -> Iterator[Fault]:
    """What is wrong with the version of this key, number and digest: one that holds is enough.

    Units may each have a version of the same key and number.
    """
    statement = (
        select(table)
        .where(table.key == named["key"], table.version == named["version"])
        .order_by(table.sha256 != named["sha256"], table.id)
    )
    rows = cast("Sequence[InForce]", session.scalars(statement).all())
    faults = []
    for row in rows:
        who, why = _in_force_fault(session, row)
        if not why and row.sha256 == named["sha256"]:
            return
        faults.append(Fault(kind, row.id, who, why or OTHER_TABLE))
    yield faults[0] if faults else Fault(kind, request.id, "nobody", GONE)


def _life_cycles(session: Session, instance_id: UUID | None) -> Iterator[LifeCycleTemplate]:
    """What the instance of a request goes by, and those that called it, as far as they wait."""
    seen: set[UUID] = set()
    instance = session.get(ProcessInstance, instance_id) if instance_id else None
    while instance is not None and instance.id not in seen:
        seen.add(instance.id)
        yield session.get_one(LifeCycleTemplate, instance.template_id)
        caller = instance.parent_token_id and session.get(Token, instance.parent_token_id)
        instance = session.get(ProcessInstance, caller.instance_id) if caller else None


def _in_force_fault(session: Session, row: InForce) -> tuple[str, str]:
    """Who put it in force, and why that can't be relied on; empty where it can."""
    step = last_step(session, row.id, _PUBLISHED[type(row)])
    if step is None:  # nobody put it in force: it came with the product
        is_whole = row.sha256 in _began_with(session, row)
        who, why = "nobody", "" if is_whole else OTHER_TABLE
    else:
        who, why = name_of_person(session, step.actor_id), taken_fault(session, step)
        why = why or ("" if facts_of(step).get("sha256") == row.sha256 else OTHER_TABLE)
    content: bytes = getattr(row, FILES[row.__tablename__])
    if hashlib.sha256(content).hexdigest() != row.sha256:
        why = why or OTHER_TABLE
    return who, why


def _began_with(session: Session, row: InForce) -> Collection[object]:
    """Digests that it may have had from the start: as event 0 tells, else as shipped."""
    beginning = beginning_of(session)
    if beginning is None or beginning.rows is None:
        shipped = TABLES if isinstance(row, DecisionTable) else TEMPLATES
        return [hashlib.sha256(one.read()).hexdigest() for one in shipped]
    told = beginning.rows.get(row.__tablename__, {}).get(str(row.id), {})
    return [told.get("sha256")]


def _rating_faults(session: Session, model_id: UUID) -> Iterator[Fault]:
    """What is wrong with how people accepted the ratings of the uses of a model."""
    rows = session.scalars(
        select(RiskAssessment)
        .join(UseCaseModel, UseCaseModel.use_case_id == RiskAssessment.use_case_id)
        .where(UseCaseModel.model_id == model_id, RiskAssessment.state == "accepted")
        .order_by(RiskAssessment.number)
    )
    for row in rows.unique():
        yield from _step_faults(session, RATING, row.id, "risk.accepted")


def finding_faults(session: Session, snapshot_id: UUID) -> Iterator[Fault]:
    """What is wrong with how people accepted or closed the findings of a snapshot."""
    rows = session.scalars(
        select(Finding).where(
            Finding.snapshot_id == snapshot_id,
            Finding.request_id.is_(None),
            Finding.state.in_(REVIEWED),
        )
    )
    for row in rows:
        yield from _step_faults(session, FINDING, row.id, f"finding.{row.state}")


def _step_faults(session: Session, kind: str, row_id: UUID, tag: str) -> Iterator[Fault]:
    """What is wrong with how a thing came into the state that it is in."""
    step = came_by(session, row_id, tag)
    if why := MISSING if step is None else taken_fault(session, step):
        yield Fault(kind, row_id, name_of_person(session, step.actor_id if step else None), why)
