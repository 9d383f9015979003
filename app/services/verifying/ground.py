"""Whether people signed what a request rests on: what is in force, how it is rated, findings."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from app.models.queries.evidence import pinned_evidence
from app.models.queries.held_rows import FILES
from app.models.tables.engine import ProcessInstance, Token
from app.models.tables.governance import Finding, RiskAssessment, TransitionRequest
from app.models.tables.inventory import UseCaseModel
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.services.library import TABLES, TEMPLATES
from app.services.verifying.ahead import steps_ahead
from app.services.verifying.one_check import Verifying
from app.services.verifying.signatures import MISSING, Fault, facts_of, taken_fault
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


def ground_faults(check: Verifying, request: TransitionRequest) -> Iterator[Fault]:
    """What is wrong with how came in force by what this request was tested, rated and decided.

    By what that was, the evidence says that its votes signed, whatever the rows point to by now.
    """
    pinned = pinned_evidence(check.session, request)
    for name, kind, table in _NAMED:
        if named := pinned.get(name):
            yield from _named_faults(check, request, kind, table, named)
    life_cycles = [*_life_cycles(check, request.instance_id)]
    steps_ahead(check, (one.id for one in life_cycles))
    for template in life_cycles:
        who, why = _in_force_fault(check, template)
        if why:
            yield Fault(LIFE_CYCLE, template.id, who, why)
    yield from _rating_faults(check, request.model_id)


def _named_faults(
    check: Verifying,
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
    rows = cast("Sequence[InForce]", check.session.scalars(statement).all())
    steps_ahead(check, (row.id for row in rows))
    faults = []
    for row in rows:
        who, why = _in_force_fault(check, row)
        if not why and row.sha256 == named["sha256"]:
            return
        faults.append(Fault(kind, row.id, who, why or OTHER_TABLE))
    yield faults[0] if faults else Fault(kind, request.id, "nobody", GONE)


def _life_cycles(check: Verifying, instance_id: UUID | None) -> Iterator[LifeCycleTemplate]:
    """What the instance of a request goes by, and those that called it, as far as they wait."""
    seen: set[UUID] = set()
    instance = check.session.get(ProcessInstance, instance_id) if instance_id else None
    while instance is not None and instance.id not in seen:
        seen.add(instance.id)
        yield check.session.get_one(LifeCycleTemplate, instance.template_id)
        caller = instance.parent_token_id and check.session.get(Token, instance.parent_token_id)
        instance = check.session.get(ProcessInstance, caller.instance_id) if caller else None


def _in_force_fault(check: Verifying, row: InForce) -> tuple[str, str]:
    """Who put it in force, and why that can't be relied on; empty where it can."""
    step = last_step(check, row.id, _PUBLISHED[type(row)])
    if step is None:  # nobody put it in force: it came with the product
        is_whole = row.sha256 in _began_with(check, row)
        who, why = "nobody", "" if is_whole else OTHER_TABLE
    else:
        who, why = check.name(step.actor_id), taken_fault(check, step)
        why = why or ("" if facts_of(step).get("sha256") == row.sha256 else OTHER_TABLE)
    content: bytes = getattr(row, FILES[row.__tablename__])
    if hashlib.sha256(content).hexdigest() != row.sha256:
        why = why or OTHER_TABLE
    return who, why


def _began_with(check: Verifying, row: InForce) -> Collection[object]:
    """Digests that it may have had from the start: as event 0 tells, else as shipped."""
    beginning = check.beginning
    if beginning is None or beginning.rows is None:
        shipped = TABLES if isinstance(row, DecisionTable) else TEMPLATES
        return [hashlib.sha256(one.read()).hexdigest() for one in shipped]
    told = beginning.rows.get(row.__tablename__, {}).get(str(row.id), {})
    return [told.get("sha256")]


def _rating_faults(check: Verifying, model_id: UUID) -> Iterator[Fault]:
    """What is wrong with how people accepted the ratings of the uses of a model."""
    rows = check.session.scalars(
        select(RiskAssessment)
        .join(UseCaseModel, UseCaseModel.use_case_id == RiskAssessment.use_case_id)
        .where(UseCaseModel.model_id == model_id, RiskAssessment.state == "accepted")
        .order_by(RiskAssessment.number)
    )
    rated = rows.unique().all()
    steps_ahead(check, (row.id for row in rated))
    for row in rated:
        yield from _step_faults(check, RATING, row.id, "risk.accepted")


def finding_faults(check: Verifying, snapshot_id: UUID) -> Iterator[Fault]:
    """What is wrong with how people accepted or closed the findings of a snapshot."""
    rows = check.session.scalars(
        select(Finding).where(
            Finding.snapshot_id == snapshot_id,
            Finding.request_id.is_(None),
            Finding.state.in_(REVIEWED),
        )
    ).all()
    steps_ahead(check, (row.id for row in rows))
    for row in rows:
        yield from _step_faults(check, FINDING, row.id, f"finding.{row.state}")


def _step_faults(check: Verifying, kind: str, row_id: UUID, tag: str) -> Iterator[Fault]:
    """What is wrong with how a thing came into the state that it is in."""
    step = came_by(check, row_id, tag)
    if why := MISSING if step is None else taken_fault(check, step):
        yield Fault(kind, row_id, check.name(step.actor_id if step else None), why)
