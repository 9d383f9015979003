"""Whether people signed what a request rests on: what is in force, how it is rated, findings."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.queries.evidence import latest_release_run
from app.models.queries.held_rows import FILES, load_beginning
from app.models.tables.engine import ProcessInstance, Token
from app.models.tables.governance import Finding, RiskAssessment, TransitionRequest
from app.models.tables.inventory import UseCaseModel
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.services.library import TABLES, TEMPLATES
from app.services.verifying.signatures import MISSING, Fault, name_of_person
from app.services.verifying.steps import last_step, taken_fault
from app.services.verifying.votes import REVIEWED
from app.texts import N_

OTHER_TABLE = N_("its rules are others than those that were put in force")
POLICY, LIMITS, LIFE_CYCLE = N_("policy"), N_("table of limits"), N_("life cycle")
RATING, FINDING = N_("risk assessment"), N_("finding")
_PUBLISHED = {DecisionTable: "table.published", LifeCycleTemplate: "template.published"}

InForce = DecisionTable | LifeCycleTemplate


def ground_faults(session: Session, request: TransitionRequest) -> Iterator[Fault]:
    """What is wrong with how came in force by what this request was tested, rated and decided."""
    for kind, row in _rests_on(session, request):
        who, why = _in_force_fault(session, row)
        if why:
            yield Fault(kind, row.id, who, why)
    yield from _rating_faults(session, request.model_id)


def _rests_on(session: Session, request: TransitionRequest) -> Iterator[tuple[str, InForce]]:
    policy = request.route_table_id and session.get(DecisionTable, request.route_table_id)
    if policy:
        yield POLICY, policy
    run = latest_release_run(session, request.snapshot_id) if request.snapshot_id else None
    limits = run and run.decision_table_id and session.get(DecisionTable, run.decision_table_id)
    if limits:
        yield LIMITS, limits
    for template in _life_cycles(session, request.instance_id):
        yield LIFE_CYCLE, template


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
        why = why or ("" if step.facts.get("sha256") == row.sha256 else OTHER_TABLE)
    content: bytes = getattr(row, FILES[row.__tablename__])
    if hashlib.sha256(content).hexdigest() != row.sha256:
        why = why or OTHER_TABLE
    return who, why


def _began_with(session: Session, row: InForce) -> Collection[object]:
    """Digests that it may have had from the start: as event 0 tells, else as shipped."""
    beginning = load_beginning(session)
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
    step = last_step(session, row_id, tag)
    if why := MISSING if step is None else taken_fault(session, step):
        yield Fault(kind, row_id, name_of_person(session, step.actor_id if step else None), why)
