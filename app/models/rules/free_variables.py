"""What a start or a binding may set of a life cycle: what the life cycle itself lists, no more.

Who publishes it puts the list in force with it, among its parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.models.rules.blockers import Blocker
from app.models.rules.triage import ALERT_VARIABLE

LISTED = "given_at_start"  # the parameter that lists the names
OF_OURS = ("wanted_runtime", ALERT_VARIABLE, "monitor", "monitor_verdict")  # by our own sheets
# Of a start on a version: the service says them anew, whatever the start says.
SAID_ANEW = frozenset(
    {
        "life_cycle", "model_id", "model", "version_id", "version", "kind", "risk_tier", "unit",
        "is_regulated", "service_tag", "submitted_by", "submitter", "stage", "stages",
    }
)  # fmt: skip


def free_names(parameters: object) -> tuple[str, ...]:
    """The names that a life cycle with these parameters leaves to whoever starts it."""
    listed = parameters.get(LISTED) if isinstance(parameters, Mapping) else None
    names = listed if isinstance(listed, list | tuple) else ()
    return tuple(dict.fromkeys((*(one for one in names if isinstance(one, str)), *OF_OURS)))


def given_blockers(given: Iterable[str], free: Iterable[str]) -> tuple[Blocker, ...]:
    """Why a start may not set `given`."""
    allowed = tuple(free)
    others = sorted(set(given) - set(allowed))
    if not others:
        return ()
    return (Blocker("start.variable", names=others, free=list(allowed)),)


def sets_others(
    before: Mapping[str, object], after: Mapping[str, object], free: Iterable[str]
) -> bool:
    """Whether a binding comes to say otherwise what the life cycle does not leave free."""
    names = (before.keys() | after.keys()) - set(free)
    return any(
        (one in before) != (one in after) or before.get(one) != after.get(one) for one in names
    )
