"""What a change of a role comes to: who holds it afterwards, who is left, who may confirm it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.models.rules.role_requests import END, GRANT
from app.models.rules.roles import Role

Held = Mapping[UUID, Iterable[tuple[Role, UUID]]]  # of each person with an account: role and unit


@dataclass(frozen=True, slots=True)
class RoleEffect:
    """Numbers of people who hold the role in the unit, by it or by a unit above it.

    Args:
        left: of `after` those who neither asked nor are the person it is about.
        confirmers: administrators there who may confirm it: neither of those two.
    """

    before: int
    after: int
    left: int
    confirmers: int


def role_effect(
    role: Role, action: str, *, person: UUID, asked_by: UUID, unit: UUID, above: frozenset[UUID],
    held: Held,
) -> RoleEffect:  # fmt: skip
    """What happens once it is confirmed.

    Args:
        unit: where the role begins or ends.
        above: the units above that one: what is held there counts here too.
    """
    now = _holders(held, role, above | {unit})
    then = set(now)
    if action == GRANT:
        then.add(person)
    elif action == END and (role, unit) in set(held.get(person, ())):
        kept = {one for one in held.get(person, ()) if one != (role, unit)}
        if not _counts(kept, role, above | {unit}):
            then.discard(person)
    apart = {person, asked_by}
    administrators = _holders(held, Role.ADMINISTRATOR, above | {unit})
    return RoleEffect(len(now), len(then), len(then - apart), len(administrators - apart))


def _holders(held: Held, role: Role, units: frozenset[UUID]) -> set[UUID]:
    return {one for one, roles in held.items() if _counts(roles, role, units)}


def _counts(roles: Iterable[tuple[Role, UUID]], role: Role, units: frozenset[UUID]) -> bool:
    return any(one == role and unit in units for one, unit in roles)
