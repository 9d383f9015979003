"""Connections that people pause: while one is, neither the service nor a window asks it anything.

What would have used it waits, or says who paused it and why; that is no failure of anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.models.rules.blank import bare
from app.models.rules.blockers import Blocker
from app.models.rules.instants import instant
from app.models.rules.rights import ADMINISTRATORS
from app.models.rules.roles import OPERATORS, Role
from app.models.rules.tasks import REASON_MINIMUM

RUNTIME, STORE = "runtime", "store"
SCORING = "scoring"  # the store of the scoring logs of built-in runtimes
OF_ALL = ("data", SCORING)  # stores that every unit uses, recorded or not: the top unit's
PAUSABLE = (RUNTIME, STORE)  # tables
PAUSERS = OPERATORS | ADMINISTRATORS  # who may change a connection; the service pauses none
LOOK_S = 60.0  # how soon what waits notices that it goes on


@dataclass(frozen=True, slots=True)
class Pause:
    """A connection that is paused: by whom, since when, why."""

    kind: str  # of PAUSABLE
    name: str
    by: str
    at: datetime
    reason: str

    @property
    def since(self) -> str:
        return instant(self.at)

    @property
    def sentence(self) -> str:
        """For who reads it now: with the name of a person, which is kept in no row."""
        return f"{self.name} is paused by {self.by} on {self.since}: {self.reason}"

    @property
    def recorded(self) -> str:
        """For a row that is kept."""
        return f"{self.name} is paused since {self.since}: {self.reason}"


def pause_blockers(pause: Pause | None) -> tuple[Blocker, ...]:
    """Why nothing is deployed there now."""
    if pause is None:
        return ()
    told = {"name": pause.name, "by": pause.by, "since": pause.since, "reason": pause.reason}
    return (Blocker("pause.holds", **told),)


def turn_blockers(
    *, is_paused: bool, wanted: bool, is_retired: bool, reason: str, roles: Iterable[Role]
) -> tuple[Blocker, ...]:
    """Why a holder of these roles can't pause a connection so, or let it go on."""
    found = []
    if not PAUSERS & set(roles):
        found.append(Blocker("pause.role", needed=sorted(map(str, PAUSERS))))
    if wanted == is_paused:
        found.append(Blocker("pause.reworded"))
    if is_retired:
        found.append(Blocker("pause.retired"))
    if len(bare(reason)) < REASON_MINIMUM:
        found.append(Blocker("pause.reason", minimum=REASON_MINIMUM))
    return tuple(found)
