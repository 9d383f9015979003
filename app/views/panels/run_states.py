"""The states of runs in words, without what a run's page takes."""

from __future__ import annotations

from app import texts
from app.views.cells import Status
from app.views.language import N_, tr

STATES: dict[str, tuple[Status, str]] = {
    "active": (Status.RUNNING, N_("running")),
    "waiting": (Status.WAITING, N_("waiting")),
    "incident": (Status.CRITICAL, N_("incident")),
    "suspended": (Status.WAITING, N_("suspended")),
    "completed": (Status.OK, N_("done")),
    "cancelled": (Status.UNKNOWN, N_("cancelled")),
    # What it deployed serves no more.
    "rolled_back": (Status.WARNING, N_("rolled back")),
    "undeployed": (Status.UNKNOWN, N_("replaced")),
    "partly_rolled_back": (Status.WARNING, N_("rolled back in part")),
    "partly_undeployed": (Status.UNKNOWN, N_("replaced in part")),
}


def ended_or_under_way(code: str) -> str:
    """A state or an outcome in words, as the list of runs has them."""
    known = STATES.get(code)
    return tr(known[1]) if known else texts.word(code.lower())
