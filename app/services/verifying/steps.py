"""Which signed act belongs to which step that the trail tells of."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from app.models.rules.signed_acts import SIGNED_STEPS
from app.models.rules.transitions import Thing, states
from app.models.tables.governance import SignedAct
from app.models.tables.trail import AuditEvent
from app.services.verifying.one_check import ACT_SIGNED, Verifying

MOST_STEPS = 20
SIGNED_STEP_TAGS = [f"{thing}.{one}" for thing, states in SIGNED_STEPS.items() for one in states]


def last_step(check: Verifying, object_id: UUID, tag: str) -> AuditEvent | None:
    """The event that a thing last came into a state by."""
    return next(reversed(check.told(object_id, tag)), None)


def came_by(check: Verifying, object_id: UUID, tag: str) -> AuditEvent | None:
    """The event that a thing last came into this state by; None where it left that state since."""
    thing, _, _ = tag.partition(".")
    told = check.told(object_id, *(f"{thing}.{one}" for one in states(Thing(thing))))
    return told[-1] if told and told[-1].tag == tag else None


def step_of(check: Verifying, act: SignedAct) -> AuditEvent | None:
    """The event of the step that this person took by this act; None where it is not here.

    A later act of theirs takes its place: the step is of the last one before it, as in `act_of`.
    """
    signed = check.told(act.id, ACT_SIGNED)
    first = signed[0].id if signed else 0
    taken = check.told(act.object_id, f"{act.thing}.{act.state}", person=act.created_by)
    step = next((one for one in taken if one.id > first), None)
    return step if step is not None and act_of(check, step) is act else None


def act_of(check: Verifying, step: AuditEvent) -> SignedAct | None:
    """What the person who took this step signed for it: their last act before it.

    An act is of one step: of the next such step of theirs it says nothing.
    """
    of = step.tag, step.actor_id
    signed = [
        (event.id, act)
        for act in check.acts.get(step.object_id) or ()
        if (f"{act.thing}.{act.state}", act.created_by) == of
        for event in check.told(act.id, ACT_SIGNED)
        if event.id < step.id
    ]
    if not signed:
        return None
    last, act = max(signed, key=lambda one: one[0])
    taken = check.told(step.object_id, step.tag, person=step.actor_id)
    return None if any(last < one.id < step.id for one in taken) else act


def acts_of_steps(check: Verifying, object_id: UUID) -> Iterator[SignedAct]:
    """What people signed of the steps that a thing took, the newest first.

    An act that no step of the same person followed stands under nothing.
    """
    for step in check.told(object_id, *SIGNED_STEP_TAGS)[: -MOST_STEPS - 1 : -1]:
        if (act := act_of(check, step)) is not None:
            yield act
