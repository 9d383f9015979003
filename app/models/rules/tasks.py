"""What people may do with the tasks that a process gives them, and what a reason must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from app.models.rules.blank import bare
from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.roles import DUTIES

HANDED_AT_MOST_DAYS = 90  # who is away longer gives the role up
REASON_MINIMUM = 10  # characters; what an auditor can still understand in a year

# Verdicts that stop a release until somebody eligible waives them.
STOPPING = ("FAIL", "ERROR", "INSUFFICIENT_DATA", "NO_THRESHOLD")
OPEN_STATES = frozenset({"created", "claimed", "escalated"})

TEST, ASK_ON = "acceptance", "ask_next"  # kinds of tasks: to try a version, to ask it further
STOP = "stop"  # who answers this asks for nothing
PASSED = "passed"  # the version did what it should, where its run had deployed it
SECOND_PERSON = ("approve", TEST)  # done by nobody who asked for it, or worked on the version


@dataclass(frozen=True, slots=True)
class TaskFacts:
    kind: str
    roles: frozenset[str]
    outcomes: tuple[str, ...]
    state: str = "created"
    assignee: UUID | None = None
    named: UUID | None = None  # whom the step itself gave it to: they need no role for it
    unwaived: tuple[str, ...] = ()  # failed rules of the snapshot that no waiver in force covers
    makers: frozenset[UUID] = frozenset()  # who worked on the version, or asked for it
    is_replaced: bool = False  # its run deployed the version, which serves there no more
    ended: Mapping[str, str] = field(default_factory=dict)  # `by` whom, as which `outcome`


def completion_blockers(
    facts: TaskFacts, actor: DeciderFacts, *, outcome: str
) -> tuple[Blocker, ...]:
    """Why this person may not complete the task with `outcome`."""
    found = []
    if facts.state not in OPEN_STATES:
        found.append(Blocker("task.closed", **facts.ended))
    found += role_blockers(facts, actor)
    if facts.kind == "approve":
        found.append(Blocker("task.decide"))
    if facts.kind == TEST and actor.person in facts.makers:
        found.append(Blocker("task.own_work"))
    if outcome not in facts.outcomes:
        found.append(Blocker("task.outcome", outcomes=list(facts.outcomes)))
    if facts.kind == TEST and outcome == PASSED and facts.is_replaced:
        found.append(Blocker("task.not_serving"))
    if outcome == "waive" and facts.unwaived:
        found.append(Blocker("task.waivers", missing=list(facts.unwaived)))
    return tuple(found)


def role_blockers(facts: TaskFacts, actor: DeciderFacts) -> tuple[Blocker, ...]:
    """Why the task is not this person's to do.

    Who was handed it, or took it, does it while they hold a role of it: else a hand-over would
    outlast the role that it was made for.
    """
    holds = bool(facts.roles & {str(one) for one in actor.roles})
    has_it = actor.person == facts.assignee
    needed = sorted(facts.roles)
    if has_it and not holds and actor.person != facts.named:
        return (Blocker("task.role_lost", needed=needed),)
    if not (holds or has_it) or not actor.roles & DUTIES:
        return (Blocker("task.role", needed=needed),)
    return ()


def claiming_blockers(facts: TaskFacts, actor: DeciderFacts) -> tuple[Blocker, ...]:
    """Why this person may not take the task."""
    found = []
    if facts.state not in OPEN_STATES:
        found.append(Blocker("task.closed"))
    found += role_blockers(facts, actor)
    if facts.kind in SECOND_PERSON and actor.person in facts.makers:
        found.append(Blocker("task.own_work"))
    return tuple(found)


def releasing_blockers(facts: TaskFacts, actor: DeciderFacts) -> tuple[Blocker, ...]:
    """Why `actor` may not take the task from whom it is with."""
    found = []
    if facts.state not in OPEN_STATES:
        found.append(Blocker("task.closed"))
    return (*found, *role_blockers(facts, actor))


def delegation_blockers(
    facts: TaskFacts, actor: DeciderFacts, meant: DeciderFacts
) -> tuple[Blocker, ...]:
    """Why `actor` may not hand the task to `meant`: delegating gives nobody a role."""
    found = list(releasing_blockers(facts, actor))
    needed = sorted(facts.roles)
    if not facts.roles & {str(one) for one in meant.roles}:
        found.append(Blocker("task.assignee", needed=needed))
    if facts.kind in SECOND_PERSON and meant.person in facts.makers:
        found.append(Blocker("task.own_work"))
    return tuple(found)


def until_blockers(until: datetime | None, *, now: datetime) -> tuple[Blocker, ...]:
    """Why a task can't be handed over until then; without a day it stays with whom it goes to."""
    if until is None:
        return ()
    if until <= now:
        return (Blocker("task.until_past"),)
    if until - now > timedelta(days=HANDED_AT_MOST_DAYS):
        return (Blocker("task.until_long", days=HANDED_AT_MOST_DAYS),)
    return ()


def reason_blockers(reason: str, *, minimum: int = REASON_MINIMUM) -> tuple[Blocker, ...]:
    if len(bare(reason)) < minimum:
        return (Blocker("reason.short", minimum=minimum),)
    return ()
