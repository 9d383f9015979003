"""Whether who took a step signed it, and signed what the trail tells of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.rules.signed_acts import SIGNED_STEPS
from app.models.rules.transitions import Thing, states
from app.models.tables.governance import SignedAct
from app.models.tables.organisation import Person
from app.models.tables.trail import AuditEvent
from app.services.signed_documents import read_document
from app.services.signed_steps import (
    OWN,
    RIGHTS_BY_THING,
    Signable,
    salted_as,
    shown_of,
    signable_of,
    step_document_facts,
    told_after,
)
from app.services.signing import STEP
from app.services.verifying.signatures import ANOTHER, MISSING, act_fault, facts_of
from app.texts import N_

NO_STEP = N_("nobody took the step that was signed")
BY_SERVICE = "finding.closed"
MOST_STEPS = 20
SIGNED_STEP_TAGS = [f"{thing}.{one}" for thing, states in SIGNED_STEPS.items() for one in states]


def last_step(session: Session, object_id: UUID, tag: str) -> AuditEvent | None:
    """The event that a thing last came into a state by."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_id == object_id, AuditEvent.tag == tag)
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()


def came_by(session: Session, object_id: UUID, tag: str) -> AuditEvent | None:
    """The event that a thing last came into this state by; None where it left that state since."""
    thing, _, _ = tag.partition(".")
    tags = [f"{thing}.{one}" for one in states(Thing(thing))]
    last = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_id == object_id, AuditEvent.tag.in_(tags))
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()
    return last if last is not None and last.tag == tag else None


def taken_fault(session: Session, step: AuditEvent) -> str:
    """Why it can't be relied on that this person took the step.

    The service signs nothing, and takes one step of these: it closes what it has found itself.
    """
    if step.tag == BY_SERVICE:
        person = session.get(Person, step.actor_id)
        if person is not None and person.kind == "service":
            return ""
    act = act_of(session, step)
    return MISSING if act is None else signed_act_fault(session, act)


def signed_act_fault(session: Session, act: SignedAct) -> str:
    """Why this signed step can't be relied on; empty where it can.

    What the trail tells of the step itself must be what was signed, fact by fact, and no less.
    """
    said = read_document(act.document) or {}
    told = {name: said.get(name) for name in ("facts", "texts", "shown")}
    facts = step_document_facts(
        session, act, told, name=str(said.get("name")), actor=act.created_by
    )
    found = act_fault(session, act, act.created_by, "act.signed", facts, domain=STEP)
    return found or _step_fault(session, act, told)


def _step_fault(session: Session, act: SignedAct, told: Mapping[str, Any]) -> str:
    """What the signed document says otherwise than the event of the step, and than the row."""
    if not all(isinstance(one, dict) for one in told.values()):
        return ANOTHER.format(names="its form")
    step = step_of(session, act)
    if step is None:
        return NO_STEP
    rights = RIGHTS_BY_THING[act.thing]
    told_by = facts_of(step)
    expected = {name: told_by.get(name) for name in rights.facts if name not in OWN}
    names = expected.keys() | told["facts"].keys()
    other = [one for one in sorted(names) if told["facts"].get(one) != expected.get(one)]
    other += [
        one for one in rights.texts if not salted_as(told_by.get(one), told["texts"].get(one))
    ]
    row: Signable | None = session.get(signable_of(act.thing), act.object_id)
    if row is not None:
        other += _other_than_row(row, act, told)
    return ANOTHER.format(names=", ".join(dict.fromkeys(other))) if other else ""


def _other_than_row(row: Signable, act: SignedAct, told: Mapping[str, Any]) -> Iterator[str]:
    """What the row says otherwise, as long as nothing was written into it since the step."""
    if told["shown"] != shown_of(row):
        yield "shown"
    if row.row_version == act.of_version + 1:
        here = told_after(row, {})
        for part in ("facts", "texts"):
            names = here[part].keys() | told[part].keys()
            yield from (
                name for name in sorted(names) if here[part].get(name) != told[part].get(name)
            )


def step_of(session: Session, act: SignedAct) -> AuditEvent | None:
    """The event of the step that this person took by this act; None where it is not here.

    A later act of theirs takes its place: the step is of the last one before it, as in `act_of`.
    """
    signed = select(AuditEvent.id).where(
        AuditEvent.object_id == act.id, AuditEvent.tag == "act.signed"
    )
    first = session.scalars(signed.limit(1)).first()
    step = session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.object_id == act.object_id,
            AuditEvent.tag == f"{act.thing}.{act.state}",
            AuditEvent.actor_id == act.created_by,
            AuditEvent.id > (first or 0),
        )
        .order_by(AuditEvent.id)
        .limit(1)
    ).first()
    return step if step is not None and act_of(session, step) is act else None


def act_of(session: Session, step: AuditEvent) -> SignedAct | None:
    """What the person who took this step signed for it: their last act before it.

    An act is of one step: of the next such step of theirs it says nothing.
    """
    thing, _, state = step.tag.partition(".")
    found = session.execute(
        select(SignedAct, AuditEvent.id)
        .join(AuditEvent, AuditEvent.object_id == SignedAct.id)
        .where(
            SignedAct.object_id == step.object_id,
            SignedAct.thing == thing,
            SignedAct.state == state,
            SignedAct.created_by == step.actor_id,
            AuditEvent.id < step.id,
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    act, signed = found
    between = session.scalars(
        select(AuditEvent.id)
        .where(
            AuditEvent.object_id == step.object_id,
            AuditEvent.tag == step.tag,
            AuditEvent.actor_id == step.actor_id,
            AuditEvent.id > signed,
            AuditEvent.id < step.id,
        )
        .limit(1)
    ).first()
    return act if between is None else None


def acts_of_steps(session: Session, object_id: UUID) -> Iterator[SignedAct]:
    """What people signed of the steps that a thing took, the newest first.

    An act that no step of the same person followed stands under nothing.
    """
    steps = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_id == object_id, AuditEvent.tag.in_(SIGNED_STEP_TAGS))
        .order_by(AuditEvent.id.desc())
        .limit(MOST_STEPS)
    )
    for step in steps:
        if (act := act_of(session, step)) is not None:
            yield act
