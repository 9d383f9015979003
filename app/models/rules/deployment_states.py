"""What the states of a deployment mean, said once for whoever asks."""

from __future__ import annotations

WAITING = "waiting"  # for the end of a window: it has touched nothing, or let go of it again
UNBEGUN = ("requested", WAITING)  # nothing was done on its runtime yet
COMING = (*UNBEGUN, "matching", "deploying", "retrying")  # it may come to serve
TOUCHING = ("requested", "matching", "deploying", "retrying", "undeploying")  # on its runtime, now
SWITCHING = (*TOUCHING, "rolling_back")
ACTIVE = (*SWITCHING, WAITING, "deployed")
ENDED = ("undeployed", "rolled_back", "failed")
LEAVING = (*ENDED, "undeploying", "rolling_back")  # it serves no more, or not for long
