"""What people may ask the engine to take up, by kind: beside what the thing itself demands."""

from __future__ import annotations

from collections.abc import Iterable

from app.models.rules.blockers import Blocker
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.rules.roles import BUILDERS, DUTIES, OPERATORS, Role

DEFAULT_TEMPLATE = "on-model-changed"  # what a new model is bound to
STEERING = BUILDERS | OPERATORS | {Role.ARCHITECT, Role.ADMINISTRATOR}
ASKING: dict[str, frozenset[Role]] = {
    "start": BUILDERS | OPERATORS | {Role.VALIDATOR, Role.ARCHITECT},
    "message": BUILDERS | OPERATORS | {Role.VALIDATOR, Role.ARCHITECT},
    "retry": STEERING,
    "cancel": STEERING,
    "suspend": STEERING,
    "resume": STEERING,
    "run_monitor": RIGHTS_BY_TABLE["monitor"].update,
    "roll_back": RIGHTS_BY_TABLE["runtime"].update,
    "retire_version": OPERATORS,
    "reproduce": DUTIES,  # it changes nothing, and whoever decides may look for themselves
    "compare_versions": DUTIES,  # as little
    # Only says that something has happened; the engine looks whether it has.
    "task_outcome": DUTIES,
    "request_closed": DUTIES,
    "evidence": DUTIES,
}
# As heavy as a decision, so signed like one.
SIGNED = ("roll_back", "retire_version")
# Where a payload names one of these, it must lie in the unit that the entry speaks for.
NAMED: tuple[tuple[str, str], ...] = (
    ("model_id", "registered_model"),
    ("version_id", "model_version"),
    ("instance_id", "process_instance"),
    ("incident_id", "incident"),
    ("task_id", "user_task"),
    ("request_id", "transition_request"),
    ("monitor_id", "monitor"),
    ("deployment_id", "deployment"),
)


def bound_blockers(bound: str | None, wanted: str, roles: Iterable[Role]) -> tuple[Blocker, ...]:
    """Why holders of `roles` may not start `wanted`: the model is bound to another life cycle."""
    if bound is None or wanted == bound or Role.ARCHITECT in set(roles):
        return ()
    return (Blocker("start.bound", template=bound),)


def binding_blockers(wanted: str, roles: Iterable[Role]) -> tuple[Blocker, ...]:
    """Why holders of `roles` may not bind a new model to `wanted`."""
    if wanted == DEFAULT_TEMPLATE or Role.ARCHITECT in set(roles):
        return ()
    return (Blocker("binding.guarded"),)


def asking_blockers(kind: str, roles: Iterable[Role]) -> tuple[Blocker, ...]:
    """Why holders of `roles` in its unit may not ask for this."""
    allowed = ASKING.get(kind, frozenset())
    if (allowed | {Role.WORKER}) & set(roles):
        return ()
    return (Blocker("inbox.refused", kind=kind, needed=sorted(map(str, allowed))),)
