"""Steps that people sign beside their votes: what comes in force, who gets a role, what is closed.

The databases let such a step pass only with a signed act of the same person, for this state of
the row. `docs/decisions/058-what-comes-in-force-is-signed.md` says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.models.rules.blockers import Blocker
from app.models.rules.keys import SignatureFacts, signature_blockers
from app.models.rules.roles import Role
from app.models.rules.transitions import TRANSITIONS, Thing

# Reviews of emergency releases keep their signature in their own row, as decision 013 has it.
SIGNED_STEPS: Mapping[Thing, tuple[str, ...]] = {
    Thing.TABLE: ("published",),
    Thing.TEMPLATE: ("published",),
    Thing.FRAMEWORK: ("published",),
    Thing.ROLE_REQUEST: ("confirmed",),
    Thing.FINDING: ("accepted", "closed"),
    Thing.ATTESTATION: ("submitted", "approved"),
    Thing.RISK: ("accepted",),
    Thing.KEY: ("endorsed", "active"),
}
# Keys come in force by administrators: until they have one themselves, they can't sign.
WHERE_KEYED = frozenset({Thing.ROLE_REQUEST, Thing.KEY})
# Whose key is or was in force can't do without: ending it frees nobody of signing.
KEYED = ("active", "revoked")
SIGNERS = frozenset(
    role
    for step in TRANSITIONS
    if step.target in SIGNED_STEPS.get(step.thing, ())
    for role in step.roles
) - {Role.WORKER}


@dataclass(frozen=True, slots=True)
class StepFacts:
    """How a step is signed, and by whom it is taken."""

    thing: Thing
    target: str
    signature: SignatureFacts
    owns_key: bool  # a key of theirs is or was in force, whether or not they sign with it


def is_signed_step(thing: Thing | None, target: str) -> bool:
    return thing is not None and target in SIGNED_STEPS.get(thing, ())


def step_blockers(facts: StepFacts) -> tuple[Blocker, ...]:
    """Why this step may not be taken with this signature, or without one."""
    if not is_signed_step(facts.thing, facts.target):
        return ()
    found = signature_blockers(facts.signature, unsigned="act.unsigned")
    if facts.thing in WHERE_KEYED and not facts.owns_key:
        return tuple(one for one in found if one.code != "act.unsigned")
    return found
