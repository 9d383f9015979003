"""When a waiver may be asked for: not while another for the same rule says as much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.models.rules.blockers import Blocker
from app.models.rules.instants import instant


@dataclass(frozen=True, slots=True)
class StandingWaiver:
    """One for the same rule of the same snapshot that is asked for or in force."""

    number: int
    state: str
    expires_at: datetime


def second_waiver_blockers(
    rule: str, standing: Iterable[StandingWaiver], expires_at: datetime, *, now: datetime
) -> tuple[Blocker, ...]:
    """Why no other may be asked for until `expires_at`; one in force may be prolonged."""
    found = []
    for one in standing:
        if one.expires_at <= now:
            continue
        if one.state == "asked":
            found.append(Blocker("waiver.waits", number=one.number, rule=rule))
        elif one.state == "granted" and expires_at <= one.expires_at:
            found.append(
                Blocker(
                    "waiver.covers", number=one.number, rule=rule, until=instant(one.expires_at)
                )
            )
    return tuple(found)
