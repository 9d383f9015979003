"""What a start or a binding may set of what is published with a life cycle: what it lists.

Who publishes it puts the list in force with it, among its parameters. A start may bring further
variables of its own, which the life cycle has no value for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.models.rules.blockers import Blocker
from app.models.rules.own_work import GUARDED_PARAMETERS
from app.models.rules.triage import ALERT_VARIABLE

LISTED = "given_at_start"  # the parameter that lists the names
OF_OURS = ("wanted_runtime", ALERT_VARIABLE, "monitor", "monitor_verdict")  # by our own sheets
# What may become otherwise of a model while a life cycle runs: the service says it anew then.
FACTS_OF_USE = ("risk_tier", "is_regulated", "life_cycle")
TOLD_FACTS = "told_facts"  # the variable with those of them that a run was told, as it was told
# Of a start on a version: the service says them anew, whatever the start says.
SAID_ANEW = frozenset(
    {
        "life_cycle", "model_id", "model", "version_id", "version", "kind", "risk_tier", "unit",
        "is_regulated", "service_tag", "submitted_by", "submitter", "stage", "stages",
    }
)  # fmt: skip


# What a life cycle works out by itself; nobody brings it along.
WORKED_OUT = SAID_ANEW | {
    *GUARDED_PARAMETERS, "slots", "snapshot_id", "threshold_table", "decision_tables", "verdict",
    "failed", "findings", "instance_id", "business_key", "runtime_id", "deployment_id",
    TOLD_FACTS,
}  # fmt: skip


def free_names(parameters: object) -> tuple[str, ...]:
    """The names that a life cycle with these parameters leaves to whoever starts it."""
    listed = parameters.get(LISTED) if isinstance(parameters, Mapping) else None
    names = listed if isinstance(listed, list | tuple) else ()
    return tuple(dict.fromkeys((*(one for one in names if isinstance(one, str)), *OF_OURS)))


def held_names(parameters: object) -> frozenset[str]:
    """The names that no start of a life cycle with these parameters sets."""
    published = parameters.keys() if isinstance(parameters, Mapping) else ()
    return frozenset({*published, LISTED, *WORKED_OUT}) - set(free_names(parameters))


def given_blockers(
    given: Iterable[str], held: frozenset[str], free: Iterable[str]
) -> tuple[Blocker, ...]:
    """Why a start may not set `given`."""
    others = sorted(held & set(given))
    if not others:
        return ()
    return (Blocker("start.variable", names=others, free=list(free)),)


def sets_others(
    before: Mapping[str, object], after: Mapping[str, object], free: Iterable[str]
) -> bool:
    """Whether a binding comes to say otherwise what the life cycle does not leave free."""
    names = (before.keys() | after.keys()) - set(free)
    return any(
        (one in before) != (one in after) or before.get(one) != after.get(one) for one in names
    )
