"""What people may ask the engine to take up, by kind: beside what the thing itself demands."""

from __future__ import annotations

from collections.abc import Iterable

from app.models.rules.blockers import Blocker
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.rules.roles import BUILDERS, DUTIES, OPERATORS, Role
from app.models.rules.tasks import reason_blockers

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
    "runtime_ended": OPERATORS,
    "reproduce": DUTIES,  # it changes nothing, and whoever decides may look for themselves
    "compare_versions": DUTIES,  # as little
    # Only says that something has happened; the engine looks whether it has.
    "task_outcome": DUTIES,
    "request_closed": DUTIES,
    "evidence": DUTIES,
}
# The messages of the product itself that end the release of a version, by its id.
SUPERSEDED, WITHDRAWN = "model.superseded", "model.withdrawn"
# As heavy as a decision, so signed like one.
SIGNED = ("roll_back", "retire_version", "runtime_ended")
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
    ("runtime_id", "runtime"),
)


def bound_blockers(bound: str | None, wanted: str, roles: Iterable[Role]) -> tuple[Blocker, ...]:
    """Why holders of `roles` may not start `wanted`: the model is bound to another life cycle."""
    if bound is None or wanted == bound or Role.ARCHITECT in set(roles):
        return ()
    return (Blocker("start.bound", template=bound),)


def binding_blockers(wanted: str, roles: Iterable[Role]) -> tuple[Blocker, ...]:
    """Why holders of `roles` may not bind a new model to `wanted`."""
    return () if wanted == DEFAULT_TEMPLATE else setting_blockers(roles)


def setting_blockers(roles: Iterable[Role]) -> tuple[Blocker, ...]:
    """Why holders of `roles` may not bind what a life cycle does not leave free."""
    if Role.ARCHITECT in set(roles):
        return ()
    return (Blocker("binding.guarded"),)


def ending_blockers(
    roles: Iterable[Role], reason: object, *, is_theirs: bool
) -> tuple[Blocker, ...]:
    """Why who holds `roles` may not take a release back: as a run is cancelled.

    Args:
        is_theirs: they asked for it, or began its run.
    """
    found = []
    if not (is_theirs or STEERING & set(roles)):
        needed = sorted(map(str, STEERING))
        found.append(Blocker("inbox.refused", kind=WITHDRAWN, needed=needed))
    return (*found, *reason_blockers(reason if isinstance(reason, str) else ""))


def asking_blockers(kind: str, roles: Iterable[Role]) -> tuple[Blocker, ...]:
    """Why holders of `roles` in its unit may not ask for this."""
    allowed = ASKING.get(kind, frozenset())
    if (allowed | {Role.WORKER}) & set(roles):
        return ()
    return (Blocker("inbox.refused", kind=kind, needed=sorted(map(str, allowed))),)
