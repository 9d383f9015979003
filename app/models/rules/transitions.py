"""States, which may follow which, and by whom: the one source of Python's checks, of both
databases' triggers and of the documentation. `docs/decisions/002-rules-from-one-source.md` says
why they stand here as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.models.rules.blockers import Blocker
from app.models.rules.roles import (
    BUILDERS,
    DECIDERS,
    DUTIES,
    OPERATORS,
    PEOPLE,
    WAIVER_GRANTERS,
    Role,
)

UNDECIDED = ("draft", "pending")  # states of a request that waits for people
RUNNING = ("active", "suspended", "incident")  # states of a run that is under way
LIVE_ALERTS = ("open", "acknowledged", "in_remediation")


class Thing(StrEnum):
    PLACEMENT = "placement"
    REQUEST = "request"
    DEPLOYMENT = "deployment"
    RUNTIME = "runtime"
    INSTANCE = "instance"
    TASK = "task"
    ALERT = "alert"
    FINDING = "finding"
    TEMPLATE = "template"
    TABLE = "table"
    WAIVER = "waiver"
    INCIDENT = "incident"
    ROLE_REQUEST = "role_request"
    REGISTRATION = "registration_request"
    KEY = "key"
    ATTESTATION = "attestation"
    RISK = "risk"
    FRAMEWORK = "framework"
    EVIDENCE = "requirement_evidence"
    RACI = "raci"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Transition:
    """`source` is empty where the row is created in `target`."""

    thing: Thing
    source: str
    target: str
    roles: frozenset[Role]

    @property
    def tag(self) -> str:
        """The audit word for this step, for example `request.accepted`."""
        return f"{self.thing}.{self.target}"


WORKER = frozenset({Role.WORKER})
CAMPAIGNERS = frozenset({Role.COMPLIANCE, Role.RISK_OFFICER})
ASKERS = BUILDERS | {Role.VALIDATOR, Role.OPERATOR}
# Who knows a use proposes how risky it is; risk and compliance say whether that stands.
TIER_JUDGES = frozenset({Role.COMPLIANCE, Role.RISK_OFFICER})
ASSESSORS = BUILDERS | WAIVER_GRANTERS | {Role.LOB_ANALYST}
FINDERS = ASKERS | DECIDERS | WORKER
PUBLISHERS = TIER_JUDGES | {Role.ARCHITECT}
ORGANISERS = PUBLISHERS | {Role.ADMINISTRATOR}


def _steps(thing: Thing, roles: frozenset[Role], *pairs: tuple[str, str]) -> tuple[Transition, ...]:
    return tuple(Transition(thing, source, target, roles) for source, target in pairs)


TRANSITIONS: tuple[Transition, ...] = (
    *_steps(Thing.PLACEMENT, DECIDERS | WORKER, ("", "promised")),
    *_steps(
        Thing.PLACEMENT,
        WORKER,
        ("", "in_place"),  # rolled back to: the accepted request of its first stay still holds
        ("promised", "in_place"),
        ("promised", "withdrawn"),
        ("in_place", "left"),
    ),
    *_steps(Thing.REQUEST, ASKERS | WORKER, ("", "draft")),
    *_steps(Thing.REQUEST, WORKER, ("draft", "pending")),
    *_steps(Thing.REQUEST, ASKERS | WORKER, ("draft", "withdrawn"), ("pending", "withdrawn")),
    *_steps(Thing.REQUEST, DECIDERS, ("pending", "accepted"), ("pending", "rejected")),
    *_steps(Thing.REQUEST, WORKER, ("pending", "expired"), ("pending", "superseded")),
    *_steps(
        Thing.DEPLOYMENT,
        WORKER,
        ("", "requested"),
        ("requested", "matching"),
        ("requested", "deploying"),
        ("requested", "waiting"),
        ("deploying", "waiting"),
        ("waiting", "deploying"),
        ("matching", "deploying"),
        ("deploying", "deployed"),
        ("deployed", "undeploying"),
        ("deployed", "undeployed"),
        ("undeploying", "undeployed"),
        ("requested", "failed"),
        ("waiting", "failed"),
        ("matching", "failed"),
        ("deploying", "failed"),
        ("undeploying", "failed"),
        ("deployed", "failed"),
        ("failed", "retrying"),
        ("retrying", "deploying"),
        ("retrying", "failed"),
        ("deployed", "rolling_back"),
        ("rolling_back", "rolled_back"),
        ("rolling_back", "deployed"),
        ("undeployed", "deployed"),
    ),
    *_steps(Thing.RUNTIME, OPERATORS | {Role.ADMINISTRATOR}, ("", "unknown")),
    *_steps(
        Thing.RUNTIME,
        WORKER,
        ("unknown", "ready"),
        ("unknown", "unreachable"),
        ("ready", "busy"),
        ("busy", "ready"),
        ("ready", "unreachable"),
        ("busy", "unreachable"),
        ("unreachable", "ready"),
    ),
    *_steps(
        Thing.RUNTIME,
        OPERATORS | {Role.ADMINISTRATOR},
        ("unknown", "retired"),
        ("ready", "draining"),
        ("busy", "draining"),
        ("unreachable", "draining"),
        ("unreachable", "retired"),
        ("draining", "retired"),
    ),
    *_steps(
        Thing.INSTANCE,
        WORKER,
        ("", "active"),
        ("active", "completed"),
        ("active", "cancelled"),
        ("active", "suspended"),
        ("active", "incident"),
        ("suspended", "active"),
        ("suspended", "cancelled"),
        ("incident", "active"),
        ("incident", "cancelled"),
        ("incident", "suspended"),
    ),
    *_steps(Thing.INCIDENT, WORKER, ("", "open"), ("open", "resolved")),
    *_steps(Thing.TASK, WORKER, ("", "created")),
    *_steps(
        Thing.TASK,
        DUTIES | WORKER,
        ("created", "claimed"),
        ("claimed", "created"),
        ("created", "completed"),
        ("claimed", "completed"),
        ("escalated", "completed"),
        ("escalated", "claimed"),
    ),
    *_steps(
        Thing.TASK,
        WORKER,
        ("created", "escalated"),
        ("claimed", "escalated"),
        ("created", "cancelled"),
        ("claimed", "cancelled"),
        ("escalated", "cancelled"),
    ),
    *_steps(Thing.ALERT, WORKER, ("", "open"), ("resolved", "closed"), ("acknowledged", "open")),
    *_steps(
        Thing.ALERT,
        OPERATORS | {Role.DATA_SCIENTIST},
        ("open", "acknowledged"),
        ("acknowledged", "open"),  # taken back by who took note of it
        ("acknowledged", "in_remediation"),
        ("open", "in_remediation"),
    ),
    *_steps(
        Thing.ALERT,
        WORKER,
        ("open", "resolved"),
        ("acknowledged", "resolved"),
        ("in_remediation", "resolved"),
        ("resolved", "open"),
        ("closed", "open"),
    ),
    *_steps(Thing.FINDING, FINDERS, ("", "open")),
    *_steps(
        Thing.FINDING,
        BUILDERS | {Role.COMPLIANCE, Role.RISK_OFFICER, Role.VALIDATOR},
        ("open", "mitigating"),
    ),
    *_steps(
        Thing.FINDING,
        frozenset({Role.COMPLIANCE, Role.RISK_OFFICER, Role.VALIDATOR, Role.WORKER}),
        ("open", "accepted"),
        ("open", "closed"),
        ("mitigating", "closed"),
        ("accepted", "open"),
    ),
    # A review of an emergency release whose signature does not hold is to be done anew.
    *_steps(Thing.FINDING, WORKER, ("closed", "open")),
    *_steps(Thing.TEMPLATE, frozenset({Role.ARCHITECT}), ("", "draft"), ("draft", "in_review")),
    *_steps(
        Thing.TEMPLATE,
        PUBLISHERS,
        ("draft", "published"),
        ("in_review", "published"),
        ("in_review", "draft"),
        ("published", "deprecated"),
    ),
    *_steps(Thing.TEMPLATE, frozenset({Role.ARCHITECT}), ("deprecated", "retired")),
    *_steps(Thing.TABLE, frozenset({Role.ARCHITECT}), ("", "draft")),
    *_steps(
        Thing.TABLE,
        PUBLISHERS,
        ("draft", "published"),
        ("draft", "refused"),
        ("published", "deprecated"),
    ),
    *_steps(Thing.TABLE, frozenset({Role.ARCHITECT}), ("deprecated", "retired")),
    *_steps(Thing.WAIVER, ASKERS | WAIVER_GRANTERS, ("", "asked")),
    *_steps(Thing.WAIVER, WAIVER_GRANTERS, ("asked", "granted"), ("asked", "refused")),
    *_steps(Thing.WAIVER, WORKER, ("granted", "expired"), ("asked", "expired")),
    *_steps(
        Thing.ROLE_REQUEST,
        frozenset({Role.ADMINISTRATOR}),
        ("", "asked"),
        ("asked", "confirmed"),
        ("asked", "refused"),
        ("asked", "withdrawn"),
    ),
    *_steps(Thing.REGISTRATION, PEOPLE, ("", "asked"), ("asked", "withdrawn")),
    *_steps(Thing.REGISTRATION, BUILDERS, ("asked", "registered"), ("asked", "declined")),
    *_steps(Thing.KEY, PEOPLE, ("", "proposed"), ("active", "revoked")),
    # By its owner, who proposed a wrong one; a guard sees to that.
    *_steps(Thing.KEY, PEOPLE, ("proposed", "withdrawn"), ("endorsed", "withdrawn")),
    *_steps(
        Thing.KEY,
        frozenset({Role.ADMINISTRATOR}),
        ("proposed", "endorsed"),
        ("endorsed", "active"),
        ("proposed", "refused"),
        ("endorsed", "refused"),
    ),
    *_steps(Thing.ATTESTATION, CAMPAIGNERS | WORKER, ("", "scheduled"), ("scheduled", "open")),
    *_steps(Thing.ATTESTATION, DUTIES, ("open", "submitted"), ("returned", "submitted")),
    *_steps(Thing.ATTESTATION, CAMPAIGNERS, ("submitted", "returned"), ("submitted", "approved")),
    *_steps(Thing.RISK, ASSESSORS, ("", "proposed")),
    *_steps(
        Thing.RISK,
        TIER_JUDGES,
        ("proposed", "accepted"),
        ("proposed", "refused"),
        ("accepted", "superseded"),
    ),
    *_steps(
        Thing.FRAMEWORK, PUBLISHERS, ("", "draft"), ("draft", "published"), ("draft", "refused")
    ),
    *_steps(Thing.EVIDENCE, DUTIES, ("", "attached")),
    *_steps(Thing.EVIDENCE, PUBLISHERS, ("attached", "withdrawn")),
    *_steps(Thing.RACI, ORGANISERS, ("", "in_force"), ("in_force", "ended")),
    # A freeze is an administrator's alone: see the guard `window.freeze`.
    *_steps(
        Thing.WINDOW,
        OPERATORS | {Role.ADMINISTRATOR},
        ("", "planned"),
        ("planned", "ended"),
    ),
)


def states(thing: Thing) -> tuple[str, ...]:
    """Every state of `thing`, in the order of the table above."""
    return tuple(dict.fromkeys(step.target for step in TRANSITIONS if step.thing is thing))


def transition_blockers(
    thing: Thing,
    source: str,
    target: str,
    roles: Iterable[Role],
    *,
    table: tuple[Transition, ...] = TRANSITIONS,
) -> tuple[Blocker, ...]:
    """Why somebody holding `roles` in the thing's unit may not take it from `source` to `target`.

    One code for both reasons, as the database gives it: unknown step, or not with these roles.
    """
    held = set(roles)
    for step in table:
        if (step.thing, step.source, step.target) == (thing, source, target) and held & step.roles:
            return ()
    needed = sorted(
        {
            str(role)
            for step in table
            if (step.thing, step.source, step.target) == (thing, source, target)
            for role in step.roles
        }
    )
    return (
        Blocker(
            "transition.refused", thing=str(thing), source=source, target=target, needed=needed
        ),
    )
