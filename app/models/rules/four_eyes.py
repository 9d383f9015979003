"""Who may decide: four eyes by person, roles pinned by the policy, quorum, order, waivers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.models.rules.blockers import Blocker
from app.models.rules.roles import WAIVER_GRANTERS, Role


@dataclass(frozen=True, slots=True)
class Slot:
    """`needed` acceptances by holders of one of `roles`; slots of a lower rank come first."""

    number: int
    roles: frozenset[Role]
    needed: int = 1
    rank: int = 0


def slots_from(rows: Iterable[Mapping[str, Any]]) -> tuple[Slot, ...]:
    """The slots that a routing table gave: `roles` as a list or as `a|b`, `needed`, `rank`."""
    found = []
    for number, row in enumerate(rows, start=1):
        names = row["roles"]
        listed = names.split("|") if isinstance(names, str) else names
        roles = frozenset(Role(str(name).strip()) for name in listed)
        needed, rank = int(row.get("needed") or 1), int(row.get("rank") or 0)
        found.append(Slot(number, roles, needed=needed, rank=rank))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    person: UUID
    slot: int
    is_acceptance: bool
    seen_digest: str
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """A request as its rules see it; slots and digest were pinned when it became pending."""

    slots: tuple[Slot, ...]
    authors: frozenset[UUID]  # who changed the version, who asked, who began the run
    evidence_digest: str
    decisions: tuple[DecisionFacts, ...] = ()
    state: str = "pending"
    is_ordered: bool = False
    is_outgrown: bool = False  # as the model is used now, the policy asks others than these slots

    @property
    def valid_decisions(self) -> tuple[DecisionFacts, ...]:
        """Those that were taken on the present evidence: older ones do not count."""
        return tuple(d for d in self.decisions if d.seen_digest == self.evidence_digest)

    def missing(self, slot: Slot) -> int:
        given = sum(d.is_acceptance and d.slot == slot.number for d in self.valid_decisions)
        return max(0, slot.needed - given)


@dataclass(frozen=True, slots=True)
class DeciderFacts:
    """Who decides: the person (not the login) and the roles held now in the request's unit."""

    person: UUID
    roles: frozenset[Role]


def decision_blockers(
    facts: RequestFacts,
    decider: DeciderFacts,
    slot: int,
    role: Role,
    *,
    seen_digest: str,
    is_acceptance: bool = False,
) -> tuple[Blocker, ...]:
    """Every reason why `decider` may not fill `slot` as `role` now; empty means they may.

    Args:
        is_acceptance: they want to accept; without it only what stands against any vote counts.
    """
    found = []
    if facts.state != "pending":
        found.append(Blocker("request.closed", state=facts.state))
    if decider.person in facts.authors:
        found.append(Blocker("four_eyes.own_work"))
    if any(d.person == decider.person for d in facts.valid_decisions):
        found.append(Blocker("four_eyes.twice"))
    mine = next((one for one in facts.slots if one.number == slot), None)
    if mine is None or role not in mine.roles or role not in decider.roles:
        needed = sorted({str(one) for pinned in facts.slots for one in pinned.roles})
        found.append(Blocker("request.role", needed=needed))
    elif facts.is_ordered and not _is_turn(facts, mine):
        found.append(Blocker("request.order"))
    if seen_digest != facts.evidence_digest:
        found.append(Blocker("request.evidence_changed"))
    if is_acceptance and facts.is_outgrown:
        found.append(Blocker("request.outgrown"))
    return tuple(found)


def _is_turn(facts: RequestFacts, mine: Slot) -> bool:
    return all(facts.missing(slot) == 0 for slot in facts.slots if slot.rank < mine.rank)


def choose_slot(facts: RequestFacts, decider: DeciderFacts) -> tuple[int, Role] | None:
    """The slot and role in which this person's vote counts most; None where there is none."""
    held = [
        (facts.missing(slot) == 0, slot.rank, slot.number, role)
        for slot in facts.slots
        for role in sorted(slot.roles & decider.roles)
    ]
    return min(held)[2:] if held else None


def missing_roles(facts: RequestFacts) -> frozenset[Role]:
    """Whose votes are waited for now; in an ordered request only those whose turn it is."""
    open_slots = [slot for slot in facts.slots if facts.missing(slot)]
    if facts.is_ordered:
        open_slots = [slot for slot in open_slots if _is_turn(facts, slot)]
    return frozenset(role for slot in open_slots for role in slot.roles)


def has_quorum(facts: RequestFacts) -> bool:
    """Every slot is filled on the present evidence and nobody has rejected."""
    if any(not d.is_acceptance for d in facts.valid_decisions):
        return False
    return bool(facts.slots) and all(facts.missing(slot) == 0 for slot in facts.slots)


def keeps_to(given: Sequence[Slot], route: Sequence[Slot]) -> bool:
    """Whether who decides by `given` decides at least as much as `route` asks.

    Each slot of the route takes one of its own: the same roles or fewer of them, as many votes,
    and no later turn. `given` may hold more.
    """
    free = sorted(given, key=lambda slot: (-len(slot.roles), slot.needed))
    found: list[tuple[Slot, Slot]] = []
    for wanted in sorted(route, key=lambda slot: (len(slot.roles), -slot.needed)):
        mine = next(
            (one for one in free if one.roles <= wanted.roles and one.needed >= wanted.needed),
            None,
        )
        if mine is None:
            return False
        free.remove(mine)
        found.append((wanted, mine))
    return all(
        mine.rank < other.rank
        for wanted, mine in found
        for later, other in found
        if wanted.rank < later.rank
    )


@dataclass(frozen=True, slots=True)
class WaiverFacts:
    asked_by: UUID
    authors: frozenset[UUID]
    state: str = "asked"
    is_past_expiry: bool = False


def waiver_blockers(facts: WaiverFacts, granter: DeciderFacts) -> tuple[Blocker, ...]:
    """Why `granter` may not grant a waiver: it takes a second, eligible person and an expiry."""
    found = []
    if facts.state != "asked":
        found.append(Blocker("waiver.closed", state=facts.state))
    if granter.person == facts.asked_by or granter.person in facts.authors:
        found.append(Blocker("four_eyes.own_work"))
    if not granter.roles & WAIVER_GRANTERS:
        found.append(Blocker("waiver.role", needed=sorted(map(str, WAIVER_GRANTERS))))
    if facts.is_past_expiry and facts.state == "asked":
        found.append(Blocker("waiver.lapsed"))
    return tuple(found)
