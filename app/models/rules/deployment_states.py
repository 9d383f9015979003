"""What the states of a deployment mean, said once for whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WAITING = "waiting"  # for the end of a window: it has touched nothing, or let go of it again
UNBEGUN = ("requested", WAITING)  # nothing was done on its runtime yet
COMING = (*UNBEGUN, "matching", "deploying", "retrying")  # it may come to serve
TOUCHING = ("requested", "matching", "deploying", "retrying", "undeploying")  # on its runtime, now
SWITCHING = (*TOUCHING, "rolling_back")
ACTIVE = (*SWITCHING, WAITING, "deployed")
ANSWERING = ("deployed", "rolling_back")  # it should answer
SERVING = (*ANSWERING, "undeploying")  # until its switch it does
ON_RUNTIME = ("deploying", "retrying", *SERVING)  # it takes room there
ROLLED_BACK, RETIRED, REPLACED = "rolled_back", "retired", "replaced"  # how serving ended
GONE = ("undeployed", ROLLED_BACK)  # it came to serve, and serves no more
BROUGHT = ("deployed", *GONE)
ENDED = (*GONE, "failed")
LEAVING = (*ENDED, "undeploying", "rolling_back")  # it serves no more, or not for long


def has_no_cases(facts: Mapping[str, Any]) -> bool:
    """Of a step that holds answers to those approved: there were none, so it tested nothing."""
    return facts.get("cases") == 0


def ended_as(state: str, reason: str) -> str:
    """Of one that is `GONE`: rolled_back | retired | replaced. What was replaced has no reason."""
    if state == ROLLED_BACK:
        return state
    return RETIRED if reason else REPLACED
