"""Which signed act belongs to which step that the trail tells of."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.rules.signed_acts import SIGNED_STEPS
from app.models.rules.transitions import Thing, states
from app.models.tables.governance import SignedAct
from app.models.tables.trail import AuditEvent

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
