"""Signing keys: who confirms and revokes them, and when a decision must be signed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.roles import Role
from app.models.rules.transitions import Thing, transition_blockers

ENDED = ("revoked", "refused", "withdrawn")
ACCOUNT_CLOSED = "account closed"  # nobody ended the key, but nobody is left to sign with it
OF_KEYS = "key."  # how the tags of events of keys begin
KEY_REVOKED = "key.revoked"  # the tag of the event that tells of the end
KEY_ENDORSED, KEY_ACTIVE = "key.endorsed", "key.active"  # the steps of two administrators
DECISION, SEAL = "decision", "seal"  # what a key signs: what people do, or heads of the trail


@dataclass(frozen=True, slots=True)
class KeyFacts:
    owner: UUID
    state: str
    endorsed_by: UUID | None = None
    kid: str = ""
    purpose: str = DECISION
    is_last: bool = False  # in force, alone so, and nobody is there who could confirm another


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """What a decision or waiver is recorded with."""

    is_required: bool  # by the workspace
    is_signed: bool
    has_active_key: bool  # the named key is the signer's own, for decisions, and in force


def confirmation_blockers(facts: KeyFacts, actor: DeciderFacts) -> tuple[Blocker, ...]:
    """Why `actor` may not take this key one step on: endorse it, or put it in force."""
    target = {"proposed": "endorsed", "endorsed": "active"}.get(facts.state)
    if target is None:
        return (Blocker("key.closed", state=facts.state),)
    found = [*transition_blockers(Thing.KEY, facts.state, target, actor.roles)]
    if actor.person == facts.owner:
        found.append(Blocker("key.own"))
    if target == "active" and actor.person == facts.endorsed_by:
        found.append(Blocker("key.same_administrator", kid=facts.kid))
    return tuple(found)


def revocation_blockers(facts: KeyFacts, actor: DeciderFacts) -> tuple[Blocker, ...]:
    """Why `actor` may not end this key: see `end_of`."""
    if facts.state in ENDED:
        return (Blocker("key.closed", state=facts.state),)
    if facts.state != "active":
        return transition_blockers(Thing.KEY, facts.state, end_of(facts, actor), actor.roles)
    found = []
    if not (actor.person == facts.owner or Role.ADMINISTRATOR in actor.roles):
        found.append(Blocker("key.not_yours"))
    if facts.purpose == SEAL:
        found.append(Blocker("key.seal"))
    elif facts.is_last:
        found.append(Blocker("key.alone"))
    return tuple(found)


def end_of(facts: KeyFacts, actor: DeciderFacts) -> str:
    """What ending it makes of a key: one in force is revoked; before, its owner withdraws it, and
    an administrator refuses it."""
    if facts.state == "active":
        return "revoked"
    return "withdrawn" if actor.person == facts.owner else "refused"


def standing(state: str, *, is_closed: bool) -> str:
    """How a key stands where the account of its holder is closed, or is not."""
    return ACCOUNT_CLOSED if is_closed and state not in ENDED else state


def signature_blockers(facts: SignatureFacts, *, unsigned: str) -> tuple[Blocker, ...]:
    """Why what is recorded this way is refused; `unsigned` is the code for a missing signature."""
    found = []
    if facts.is_required and not facts.is_signed:
        found.append(Blocker(unsigned))
    if facts.is_signed and not facts.has_active_key:
        found.append(Blocker("key.inactive"))
    return tuple(found)
