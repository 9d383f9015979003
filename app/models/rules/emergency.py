"""The emergency path: fewer people decide now, a second role reviews it afterwards.

Who may ask, who decides, until when, and who reviews it within how many days are rows of a policy.
It is never a way round four eyes: who asked, or worked on it, neither decides nor reviews.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.errors import InputError
from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import DeciderFacts, Slot, slots_from
from app.models.rules.roles import Role

REVIEW = "emergency"  # the kind of finding that is the review to be done
REVIEW_TITLE = "Emergency release: to be reviewed by a second role"
LONGEST_REVIEW_DAYS = 30
LONGEST_HOURS = 72


@dataclass(frozen=True, slots=True)
class EmergencyRoute:
    """What the policy allows for one model and stage."""

    askers: frozenset[Role]
    slots: tuple[Slot, ...]
    time: timedelta  # to decide in; later nothing can be accepted
    review_roles: frozenset[Role]
    review_days: int


def emergency_from(rows: Sequence[Mapping[str, Any]]) -> EmergencyRoute | None:
    """The route that a policy's rows give together, the strictest of each; None where none hits.

    Raises:
        InputError: a row without askers, deciders or reviewers, or with times out of bounds.
    """
    if not rows:
        return None
    askers, reviewers = _roles(rows[0], "askers"), _roles(rows[0], "review_roles")
    for row in rows[1:]:
        askers &= _roles(row, "askers")
        reviewers &= _roles(row, "review_roles")
    hours = min(int(row.get("hours") or 0) for row in rows)
    days = min(int(row.get("review_days") or 0) for row in rows)
    is_bounded = 1 <= hours <= LONGEST_HOURS and 1 <= days <= LONGEST_REVIEW_DAYS
    if not (askers and reviewers and is_bounded):
        raise InputError(
            "The emergency policy lacks askers or reviewers, or its times are out of bounds.",
            hint=f"Up to {LONGEST_HOURS} hours to decide, up to {LONGEST_REVIEW_DAYS} days to"
            " review.",
        )
    return EmergencyRoute(askers, slots_from(rows), timedelta(hours=hours), reviewers, days)


def _roles(row: Mapping[str, Any], name: str) -> frozenset[Role]:
    names = str(row.get(name) or "").split("|")
    return frozenset(Role(one.strip()) for one in names if one.strip())


def asking_blockers(route: EmergencyRoute | None, held: Collection[Role]) -> tuple[Blocker, ...]:
    """Why holders of these roles may not ask for an emergency release."""
    if route is None:
        return (Blocker("emergency.none"),)
    if not route.askers & frozenset(held):
        return (Blocker("emergency.asker", needed=sorted(map(str, route.askers))),)
    return ()


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """An emergency release that waits for its review."""

    review_roles: frozenset[Role]
    barred: frozenset[UUID]  # who asked, who worked on the version, who decided
    decided_as: frozenset[Role]  # the roles in which it was decided


def review_blockers(
    facts: ReviewFacts, reviewer: DeciderFacts, *, state: str = "closed"
) -> tuple[Blocker, ...]:
    """Why `reviewer` may not end the review so: it takes another person, in a second role."""
    found = []
    if state == "accepted":
        found.append(Blocker("emergency.accepted"))
    if reviewer.person in facts.barred:
        found.append(Blocker("four_eyes.own_work"))
    seconds = facts.review_roles - facts.decided_as
    if not seconds & reviewer.roles:
        found.append(Blocker("emergency.reviewer", needed=sorted(map(str, seconds))))
    return tuple(found)
