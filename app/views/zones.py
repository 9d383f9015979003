"""In which zone the window shows times: the system's, or the one the reader chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo


@dataclass(slots=True)
class _Reader:
    """Who reads: one person per process."""

    zone: tzinfo | None = None


_READER = _Reader()


def zone() -> tzinfo | None:
    """For `astimezone(zone())`; None is the system's own."""
    return _READER.zone


def use_zone(name: str) -> None:
    """Show times in this zone from now on; an empty name: in the system's."""
    _READER.zone = ZoneInfo(name) if name else None


def zone_name(at: datetime) -> str:
    """ "CET", as the status line says it."""
    return at.astimezone(zone()).tzname() or "UTC"


def at_wall(naive: datetime) -> datetime:
    """What a clock on the reader's wall says, as a moment: for dates and times that are typed."""
    return naive.replace(tzinfo=zone()) if zone() else naive.astimezone()
