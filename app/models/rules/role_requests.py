"""How roles change: an administrator asks, another one confirms, neither for themselves alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from app.models.rules.blockers import Blocker
from app.models.rules.roles import PEOPLE, ROLE_CONFLICTS, Role

GRANT, END = "grant", "end"
ACTIONS = (GRANT, END)


@dataclass(frozen=True, slots=True)
class RoleChange:
    """`held` are the roles that the person holds anywhere now, `held_there` those in the unit."""

    person: UUID
    role: str
    action: str
    held: frozenset[Role] = frozenset()
    held_there: frozenset[Role] = frozenset()
    is_closed: bool = False  # the person's account


def asking_role_blockers(change: RoleChange) -> tuple[Blocker, ...]:
    """Why this change can't be asked for, whoever asks."""
    found = []
    if change.action not in ACTIONS:
        found.append(Blocker("role_request.action"))
    if change.role == Role.WORKER:
        found.append(Blocker("membership.worker"))
    elif change.role not in {str(role) for role in PEOPLE}:
        found.append(Blocker("membership.unknown_role"))
    is_held = change.role in {str(role) for role in change.held_there}
    if change.action == GRANT and is_held:
        found.append(Blocker("role_request.held"))
    if change.action == END and not is_held:
        found.append(Blocker("role_request.not_held"))
    if change.action == GRANT and _has_conflict(change):
        found.append(Blocker("membership.conflict"))
    if change.action == GRANT and change.is_closed:
        found.append(Blocker("person.closed"))
    return tuple(found)


def answering_role_blockers(
    change: RoleChange, *, asked_by: UUID, actor: UUID, state: str = "asked"
) -> tuple[Blocker, ...]:
    """Why `actor` may not confirm it: a second administrator does, who does not get the role."""
    found = []
    if state != "asked":
        found.append(Blocker("role_request.closed"))
    if actor in (asked_by, change.person):
        found.append(Blocker("role_request.second"))
    return (*found, *asking_role_blockers(change))


def meeting_blockers(roles: Collection[Role]) -> tuple[Blocker, ...]:
    """Why nobody holds all of these."""
    meet = any(one in roles and other in roles for one, other in ROLE_CONFLICTS)
    return (Blocker("membership.conflict"),) if meet else ()


def _has_conflict(change: RoleChange) -> bool:
    return any(
        {change.role, str(held)} == {str(one), str(other)}
        for held in change.held
        for one, other in ROLE_CONFLICTS
    )
