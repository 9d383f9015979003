"""What people may do with the tasks that a process gives them, and what a reason must be."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import DeciderFacts

REASON_MINIMUM = 10  # characters; what an auditor can still understand in a year

OPEN_STATES = frozenset({"created", "claimed", "escalated"})


@dataclass(frozen=True, slots=True)
class TaskFacts:
    kind: str
    roles: frozenset[str]
    outcomes: tuple[str, ...]
    state: str = "created"
    assignee: UUID | None = None
    unwaived: tuple[str, ...] = ()  # failed rules of the snapshot that no granted waiver covers


def completion_blockers(
    facts: TaskFacts, actor: DeciderFacts, *, outcome: str
) -> tuple[Blocker, ...]:
    """Why this person may not complete the task with `outcome`."""
    found = []
    if facts.state not in OPEN_STATES:
        found.append(Blocker("task.closed"))
    if actor.person != facts.assignee and not facts.roles & {str(role) for role in actor.roles}:
        found.append(Blocker("task.role", needed=sorted(facts.roles)))
    if facts.kind == "approve":
        found.append(Blocker("task.decide"))
    if outcome not in facts.outcomes:
        found.append(Blocker("task.outcome", outcomes=list(facts.outcomes)))
    if outcome == "waive" and facts.unwaived:
        found.append(Blocker("task.waivers", missing=list(facts.unwaived)))
    return tuple(found)


def reason_blockers(reason: str, *, minimum: int = REASON_MINIMUM) -> tuple[Blocker, ...]:
    if len(reason.strip()) < minimum:
        return (Blocker("reason.short", minimum=minimum),)
    return ()
