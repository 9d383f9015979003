"""The life of a signing key: proposed by its owner, confirmed by two others, in the end revoked."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.errors import InputError
from app.models.queries.keys import is_last_key
from app.models.rules.blockers import require
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.keys import (
    DECISION,
    ENDED,
    KeyFacts,
    confirmation_blockers,
    end_of,
    revocation_blockers,
)
from app.models.rules.public_keys import KID_DIGITS, key_blockers
from app.models.rules.tasks import reason_blockers
from app.models.tables.organisation import Person, SigningKey, UnitAncestor
from app.models.tables.trail import TreeHead
from app.services.commands.signatures import sign_step, unsigned_step_blockers
from app.services.signing import Signer
from app.services.signing import kid as kid_of
from app.services.unit_of_work import UnitOfWork

# What a confirmation makes of a key, and the column of who gave it.
CONFIRMED = {"proposed": ("endorsed", "endorsed_by"), "endorsed": ("active", "confirmed_by")}
SHORTEST_NAME = 4  # digits of a kid that may stand for the whole


def propose_key(work: UnitOfWork, public_key: str, *, reason: str = "") -> SigningKey:
    """Offer the public half of a key of one's own. It signs once two administrators confirm it."""
    return work.add(
        SigningKey(
            unit_id=_home_unit(work),
            person_id=work.actor.id,
            purpose=DECISION,
            kid=kid_of(public_key),
            public_key=public_key,
            reason=reason.strip(),
        )
    )


def _home_unit(work: UnitOfWork) -> UUID:
    """The highest unit in which this person works: its administrators confirm the key."""
    units = {unit for _, unit in work.actor.memberships}
    if not units:
        raise InputError(
            "You hold no role in this workspace yet.", hint="An administrator grants you one first."
        )
    depth = (
        select(UnitAncestor.unit_id, func.count())
        .where(UnitAncestor.unit_id.in_(units))
        .group_by(UnitAncestor.unit_id)
    )
    ranked = sorted((count, str(unit), unit) for unit, count in work.session.execute(depth))
    return ranked[0][2]


def confirm_key(work: UnitOfWork, key_id: UUID, *, signer: Signer | None = None) -> SigningKey:
    """Take a key one step on: the first administrator endorses it, the second puts it in force.

    Compare the kid with what its owner reads to you: that is what the confirmation is for.
    Signed by whoever has, or had, a key in force: who takes their login gives nobody a key then.
    """
    key = work.get(SigningKey, key_id)
    state, by = CONFIRMED.get(key.state, ("active", "confirmed_by"))
    confirming = confirmation_blockers(_facts(key), _actor(work, key))
    confirming += key_blockers(key.kid, key.public_key)
    require([*confirming, *unsigned_step_blockers(work, key, state, signer)])
    sign_step(work, key, state, signer, meaning="Confirmed", **{by: work.actor.id})
    key.state = state
    setattr(key, by, work.actor.id)
    work.flush()
    return key


def revoke_key(work: UnitOfWork, key_id: UUID, *, reason: str) -> SigningKey:
    """End a key: see `end_of`. What was signed before stays signed; what comes later does not."""
    key = work.get(SigningKey, key_id)
    facts = replace(_facts(key), is_last=is_last_key(work.session, key))
    actor = _actor(work, key)
    require([*revocation_blockers(facts, actor), *reason_blockers(reason)])
    size = work.session.scalar(select(func.max(TreeHead.size))) or 0
    key.state = end_of(facts, actor)
    if key.state == "revoked":
        key.revoked_at_size = size
    key.reason = reason.strip()
    work.flush()
    work.session.refresh(key, ["revoked_at_size"])  # PostgreSQL may have waited meanwhile
    return key


def find_key(work: UnitOfWork, name: str) -> SigningKey:
    """A key by its kid, by a beginning of it, or the only open one of a person (handle).

    A handle may read as the beginning of a kid, and who wants to can make a key whose kid begins
    so: where both are there, it is asked which is meant.
    """
    found = _named(work, SigningKey.kid == name) if len(name) == KID_DIGITS else []
    if not found:
        meant = {one.id: one for one in _open_keys(work, name)}
        if len(name) >= SHORTEST_NAME:
            begins = SigningKey.kid.startswith(name, autoescape=True)
            meant |= {one.id: one for one in _named(work, begins)}
        found = list(meant.values())
    if len(found) == 1:
        return found[0]
    if found:
        kids = ", ".join(sorted(one.kid for one in found))
        raise InputError(f"{name} means several keys.", hint=f"Say which: {kids}.")
    raise InputError(f"There is no key {name}.", hint="modelward key list shows them.")


def _named(work: UnitOfWork, condition: ColumnElement[bool]) -> list[SigningKey]:
    return list(work.session.scalars(select(SigningKey).where(condition)))


def _open_keys(work: UnitOfWork, handle: str) -> list[SigningKey]:
    theirs = select(SigningKey).join(Person, Person.id == SigningKey.person_id)
    is_open = SigningKey.state.not_in(ENDED)
    return list(work.session.scalars(theirs.where(Person.handle == handle, is_open)))


def _facts(key: SigningKey) -> KeyFacts:
    return KeyFacts(key.person_id, key.state, key.endorsed_by, key.kid, key.purpose)


def _actor(work: UnitOfWork, key: SigningKey) -> DeciderFacts:
    return work.decider(key.unit_id)
