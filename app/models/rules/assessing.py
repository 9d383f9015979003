"""How risky a use is, and who answers for a model: who may say so, and when it is late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.own_work import own_work_blockers
from app.models.rules.roles import Role
from app.models.rules.transitions import CAMPAIGNERS, TIER_JUDGES

TIERS = ("low", "medium", "high")  # in their order
OPENS_BEFORE = timedelta(days=30)  # a scheduled attestation is asked for so long before its day
UNANSWERED = ("scheduled", "open", "returned")
LONGEST_REPEAT_DAYS = 3650


def highest(tiers: Iterable[str]) -> str:
    """The gravest of several tiers; empty where there is none."""
    return max((tier for tier in tiers if tier in TIERS), key=TIERS.index, default="")


@dataclass(frozen=True, slots=True)
class RiskFacts:
    state: str
    assessed_by: UUID
    is_author: bool = False  # the judge worked on a model of the use


def tier_blockers(facts: RiskFacts, judge: DeciderFacts) -> tuple[Blocker, ...]:
    """Why `judge` may not accept or refuse an assessment: it takes a second person."""
    found = []
    if facts.state != "proposed":
        found.append(Blocker("risk.closed", state=facts.state))
    if judge.person == facts.assessed_by:
        found.append(Blocker("four_eyes.own_work"))
    found += own_work_blockers(is_less=True, is_author=facts.is_author)
    if not judge.roles & TIER_JUDGES:
        found.append(Blocker("risk.role", needed=sorted(map(str, TIER_JUDGES))))
    return tuple(found)


def lowering_blockers(
    before: str, after: str, roles: frozenset[Role], *, is_author: bool
) -> tuple[Blocker, ...]:
    """Why a model may not get the tier `after`: that it is riskier than said, anybody may find."""
    is_less = highest((before, after)) != after
    found = []
    if is_less and not roles & TIER_JUDGES:
        found.append(Blocker("model.tier"))
    return (*found, *own_work_blockers(is_less=is_less, is_author=is_author))


def tag_blockers(
    used: frozenset[str], before: Iterable[str], after: Iterable[str], roles: frozenset[Role]
) -> tuple[Blocker, ...]:
    """Why holders of `roles` may not give a model these services instead of those it had.

    Args:
        used: those that uses ask for by name.
    """
    gone = sorted(used & (frozenset(before) - frozenset(after)))
    if not gone or roles & TIER_JUDGES:
        return ()
    needed = sorted(map(str, TIER_JUDGES))
    return (Blocker("model.tag_used", tags=", ".join(gone), needed=needed),)


def use_blockers(
    was_regulated: bool, is_regulated: bool, roles: frozenset[Role], *, is_author: bool
) -> tuple[Blocker, ...]:
    """Why a use may not be said to be regulated no more.

    Args:
        is_author: the person worked on a version of a model of this use.
    """
    if is_regulated or not was_regulated:
        return ()
    found = []
    if not roles & TIER_JUDGES:
        found.append(Blocker("use.regulated", needed=sorted(map(str, TIER_JUDGES))))
    if is_author:
        found.append(Blocker("use.own_work"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class AttestationFacts:
    state: str
    person_id: UUID
    due_at: datetime

    def is_overdue(self, now: datetime) -> bool:
        return self.state in UNANSWERED and self.due_at <= now


def submit_blockers(facts: AttestationFacts, person: UUID) -> tuple[Blocker, ...]:
    """Why `person` may not answer: only who is asked does, while it is asked."""
    found = []
    if facts.state not in ("open", "returned"):
        found.append(Blocker("attestation.closed", state=facts.state))
    if person != facts.person_id:
        found.append(Blocker("attestation.not_yours"))
    return tuple(found)


def review_blockers(facts: AttestationFacts, reviewer: DeciderFacts) -> tuple[Blocker, ...]:
    """Why `reviewer` may not approve or return an answer."""
    found = []
    if facts.state != "submitted":
        found.append(Blocker("attestation.closed", state=facts.state))
    if reviewer.person == facts.person_id:
        found.append(Blocker("four_eyes.own_work"))
    if not reviewer.roles & CAMPAIGNERS:
        found.append(Blocker("attestation.role", needed=sorted(map(str, CAMPAIGNERS))))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class HandOverFacts:
    """Whether who is asked can't answer any more, and whether who is to answer can."""

    is_closed: bool  # the account of who is asked
    is_owner: bool  # who is asked owns the model
    is_taker_closed: bool = False


def hand_over_blockers(
    facts: AttestationFacts, handing: HandOverFacts, actor: DeciderFacts
) -> tuple[Blocker, ...]:
    """Why `actor` may not ask another person instead: who plans campaigns does, of whom it is to be
    asked no more.
    """
    found = []
    if facts.state not in UNANSWERED:
        found.append(Blocker("attestation.closed", state=facts.state))
    if handing.is_owner and not handing.is_closed:
        found.append(Blocker("attestation.theirs"))
    if handing.is_taker_closed:
        found.append(Blocker("person.closed"))
    if not actor.roles & CAMPAIGNERS:
        found.append(Blocker("attestation.role", needed=sorted(map(str, CAMPAIGNERS))))
    return tuple(found)


def next_due(due_at: datetime, repeat_days: int, now: datetime) -> datetime:
    """The next day of a repeated attestation: from its own day on, and not in the past."""
    days = timedelta(days=repeat_days)
    found = due_at + days
    while found <= now:
        found += days
    return found
