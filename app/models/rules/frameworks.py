"""Frameworks: which version counts on a day, and what of yesterday's evidence still does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.models.rules.blockers import Blocker
from app.models.rules.roles import PEOPLE

ATTACHED = "attached"
CARRIED, REASSESS, DROPPED = "carried", "reassess", "dropped"
REASSESSED = "reassessed"  # it was to re-assess, and the same thing was attached anew
OUTCOMES = (CARRIED, REASSESS, DROPPED)  # from the best to the worst
EVIDENCE_KINDS = ("document", "decision", "policy", "test_run")
PHASES = ("draft", "coming", "in_force", "superseded", "over", "refused")
ABOUT = ("act", "step", "requirement")
ACCOUNTABLE = "accountable"
PARTS = ("responsible", ACCOUNTABLE, "consulted", "informed")


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """A version of a framework, as far as it matters for what counts when."""

    id: UUID
    version: int
    state: str
    effective_from: datetime
    effective_until: datetime | None
    supersedes: UUID | None


def phase(one: VersionFacts, versions: Iterable[VersionFacts], at: datetime) -> str:
    """What to call a version at an instant; only a published one is anything but its state."""
    if one.state != "published":
        return one.state
    if one.effective_from > at:
        return "coming"
    begun = (other for other in versions if other.state == "published")
    if any(other.supersedes == one.id and other.effective_from <= at for other in begun):
        return "superseded"
    return "over" if one.effective_until is not None and one.effective_until <= at else "in_force"


@dataclass(frozen=True, slots=True)
class Step:
    """What one version says of a requirement of the version before."""

    successor: UUID | None
    outcome: str
    note: str = ""


Steps = Mapping[UUID, Sequence[Step]]  # of each version that comes after another, all together


def trace(requirement: UUID, steps: Steps, target: Collection[UUID]) -> tuple[Step, ...]:
    """What becomes of a requirement in the version whose requirements are `target`.

    Over several versions the worst outcome on the way counts, and the last note. Whom a mapping
    does not name has to be assessed anew; nothing is carried in silence. Ways that come to the same
    are one: what splits and joins again has more ways than anybody could walk.
    """
    ways: dict[tuple[UUID | None, str], str] = {(requirement, CARRIED): ""}  # what became: note
    while any(one is not None and one not in target for one, _ in ways):
        further: dict[tuple[UUID | None, str], str] = {}
        for (one, outcome), note in ways.items():
            following: Sequence[Step] = (Step(one, CARRIED),)
            if one is not None and one not in target:
                following = steps.get(one, (Step(None, REASSESS),))
            for step in following:
                worst = max(outcome, step.outcome, key=OUTCOMES.index)
                key = step.successor, worst
                further[key] = further.get(key) or step.note or note
        ways = further
    return tuple(Step(one, outcome, note) for (one, outcome), note in ways.items())


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """A piece of evidence: `changed` says how the thing it points to changed; empty: it did not."""

    state: str
    attached_at: datetime
    changed: str = ""
    cadence_days: int | None = None


def doubts(facts: EvidenceFacts, outcome: str, at: datetime) -> tuple[str, ...]:
    """Every reason why it does not count at an instant; empty: it does."""
    found = []
    if facts.state != ATTACHED:
        found.append(facts.state)
    if facts.changed:
        found.append(facts.changed)
    days = facts.cadence_days  # of any size: a day is subtracted, none is added
    if days is not None and (at - facts.attached_at) / timedelta(days=1) > days:
        found.append("too_old")
    if outcome != CARRIED:
        found.append(outcome)
    return tuple(found)


def anew_blockers(state: str, *, became: bool) -> tuple[Blocker, ...]:
    """Why evidence in `state` can't be assessed anew for what its requirement `became`, or not."""
    found = []
    if state != ATTACHED:
        found.append(Blocker("evidence.withdrawn"))
    if not became:
        found.append(Blocker("evidence.anew"))
    return tuple(found)


def part_blockers(
    about_kind: str, part: str, role: str, *, has_person: bool
) -> tuple[Blocker, ...]:
    """Why an entry can't say so who does what."""
    is_known = about_kind in ABOUT and part in PARTS and role in ("", *map(str, PEOPLE))
    if not is_known or (role == "") is not has_person:
        return (Blocker("raci.entry"),)
    return ()


def showing_blockers(*, is_superseded: bool, is_in_line: bool) -> tuple[Blocker, ...]:
    """Why evidence can't be attached to a requirement.

    Args:
        is_superseded: a later version of its framework has begun.
        is_in_line: what it points to lies in the evidence's unit, in one below or in one above.
    """
    found = []
    if is_superseded:
        found.append(Blocker("requirement.superseded"))
    if not is_in_line:
        found.append(Blocker("evidence.unknown"))
    return tuple(found)


def owner_blockers(*, is_member: bool) -> tuple[Blocker, ...]:
    """Why a control can't be somebody's who holds no role in its unit, or above it."""
    return () if is_member else (Blocker("control.owner"),)


def line_blockers(supersedes: UUID | None, newest: UUID | None) -> tuple[Blocker, ...]:
    """Why a version does not come after `newest`, the last one that was put in force."""
    return () if supersedes == newest else (Blocker("framework.line"),)
